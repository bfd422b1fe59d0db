//! The tables of master data.

/// One row: the generation, whose lock also puts all writers in a row.
pub mod meta {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "meta")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub generation: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Documents as somebody once referred to them. Only those that a lot or an enterprise refers to are shown.
pub mod document {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "documents")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub hash: Vec<u8>,
        pub file_name: String,
        pub media: String,
        pub bytes: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Enterprises; `legal_name` is null before the first master data, `certificate_number` without a certificate, `coverage_since` for all goods in shelf life.
pub mod enterprise {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "enterprises")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub name: String,
        pub brands: String,
        pub parent: Option<i64>,
        pub coverage_since: Option<String>,
        pub is_sample: bool,
        pub last_delivered_at: Option<String>,
        pub legal_name: Option<String>,
        pub credit_code: Option<String>,
        pub contact_phone: Option<String>,
        pub website: Option<String>,
        pub lot_number_pattern: Option<String>,
        pub certificate_number: Option<String>,
        pub certificate_grade: Option<String>,
        pub certificate_issuer: Option<String>,
        pub certificate_valid_from: Option<String>,
        pub certificate_valid_to: Option<String>,
        pub certificate_document: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Sites.
pub mod site {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sites")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub enterprise: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub reference: String,
        pub name: String,
        pub address: String,
        pub place_of_production: Option<String>,
        pub licence: String,
        pub licence_valid_to: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Products.
pub mod product {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "products")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub enterprise: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub reference: String,
        pub name: String,
        pub brand_name: String,
        pub stage: String,
        pub base: String,
        pub age_from_months: i64,
        pub age_to_months: Option<i64>,
        pub net_content: String,
        pub package_kind: Option<String>,
        pub ingredient_list: String,
        pub nutrition_facts: String,
        pub product_standard_code: String,
        pub formula_registration: String,
        pub shelf_life_months: i64,
        pub storage_conditions: String,
        pub feeding_instructions: String,
        pub consumer_guide: String,
        pub gtin: Option<String>,
        pub process: String,
        pub process_description: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Code rules.
pub mod code_rule {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "code_rules")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub enterprise: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub reference: String,
        pub carrier: String,
        pub asked: bool,
        pub length_min: i64,
        pub length_max: i64,
        pub alphabet: String,
        pub prefix: String,
        pub check_digit: String,
        pub text_patterns: String,
        pub example: String,
        pub place_on_can_zh: String,
        pub place_on_can_en: String,
        pub position: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Keys of the enterprises' endpoints.
pub mod api_key {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_keys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub digest: Vec<u8>,
        pub enterprise: i64,
        pub label: String,
        pub created_at: String,
        pub revoked_at: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
