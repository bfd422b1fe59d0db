//! Recalls and the entries of their lists.

/// Recalls; in force from `announced_at` until `ended_at`, unless they are drills.
pub mod recall_file {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "recall_files")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub revision: i64,
        pub enterprise: i64,
        pub is_drill: bool,
        pub level: String,
        pub reason: String,
        pub instructions: String,
        pub contact_phone: String,
        pub plan: String,
        pub reports: String,
        pub planned_at: String,
        pub announced_at: Option<String>,
        pub started_at: Option<String>,
        pub ended_at: Option<String>,
        pub lifted_why: Option<String>,
        pub effective_at: Option<String>,
        pub updated_at: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Entries of recalls' lists, those that were taken out included, in the list's order.
pub mod recall_target {
    use sea_orm::entity::prelude::*;
    use serde::Serialize;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize)]
    #[sea_orm(table_name = "recall_targets")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub recall: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub position: i64,
        pub kind: String,
        pub lot_number: Option<String>,
        pub first_code: Option<String>,
        pub last_code: Option<String>,
        pub codes: Option<String>,
        pub added_at: String,
        pub added_by: String,
        pub added_why: String,
        pub removed_at: Option<String>,
        pub removed_by: Option<String>,
        pub removed_why: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
