//! The tables of submissions.

/// Submissions with their counts.
pub mod submission {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "submissions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub enterprise: i64,
        pub idempotency_key: String,
        pub file_name: String,
        pub content: Vec<u8>,
        pub mode: String,
        pub state: String,
        pub rows_total: i64,
        pub rows_accepted: i64,
        pub rows_rejected: i64,
        pub rows_duplicate: i64,
        pub warnings: i64,
        pub failure: Option<String>,
        pub received_at: String,
        pub finished_at: Option<String>,
        pub decoded_at: Option<String>,
        pub committed_at: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What became of the lots of submissions, in the receipt's order.
pub mod submission_lot {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "submission_lots")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub submission: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub number: String,
        pub result: String,
        pub units: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Kept rejections; `finding` is read whole and searched by nothing: JSON.
pub mod rejection {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rejections")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub submission: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub rule: String,
        pub severity: String,
        pub line: Option<i64>,
        pub finding: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
