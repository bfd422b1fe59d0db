//! The tables of lots and what hangs on them.

/// Published lots. `circulation` is read whole and searched by nothing: JSON.
pub mod lot {
    use sea_orm::entity::prelude::*;

    /// The state of a lot that is past retention, whose documents are shown no more.
    pub const ARCHIVED: &str = "archived";
    /// The state of a lot that is not published yet.
    pub const DRAFT: &str = "draft";
    /// The state of a lot that its enterprise took back.
    pub const WITHDRAWN: &str = "withdrawn";

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "lots")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub enterprise: i64,
        pub number: String,
        pub product: String,
        pub site: String,
        pub production_date: String,
        pub expiry_date: String,
        pub report_number: String,
        pub laboratory: String,
        pub report_date: String,
        pub conclusion: String,
        pub tested_parameters: Option<String>,
        pub report_document: i64,
        pub circulation: String,
        pub state: String,
        pub state_reason: Option<String>,
        pub unit_count: i64,
        pub published_at: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Raw materials of lots, in the lot's order.
pub mod raw_material {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "raw_materials")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub lot: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub name: String,
        pub material_lot: Option<String>,
        pub origin: String,
        pub certificate_number: String,
        pub certificate_date: String,
        pub conclusion: String,
        pub document: i64,
        pub supplier: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What raw materials were made from, in the raw material's order. Either `own_lot` is filled, or
/// `name` and `material_lot`.
pub mod material_source {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "material_sources")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub lot: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub material: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub own_lot: Option<String>,
        pub name: Option<String>,
        pub material_lot: Option<String>,
        pub supplier: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Parts: which codes are visible.
pub mod part {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "parts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub enterprise: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub part_no: i64,
        pub lot_number: String,
        pub submission: String,
        pub state: String,
        pub codes: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The history of values.
pub mod value_change {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "value_changes")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub enterprise: i64,
        pub subject: String,
        pub subject_name: String,
        pub field: String,
        pub old_value: Option<String>,
        pub new_value: Option<String>,
        pub who: String,
        pub why: String,
        pub changed_at: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What the transparency log is still to be told, and the mark that a publication was done.
pub mod outbox {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "outbox")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub kind: String,
        pub enterprise: i64,
        pub lot_number: String,
        pub submission: String,
        pub digest: Vec<u8>,
        pub created_at: String,
        pub sent_at: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Void codes of lots, in the order of their declaration.
pub mod void_code {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "void_codes")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub enterprise: i64,
        pub lot_number: String,
        pub code: String,
        pub reason: String,
        pub since: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
