//! The tables of packaging events.

/// Every change, in the order in which it was told.
pub mod packaging_event {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "packaging_events")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub enterprise: i64,
        pub step: String,
        pub code: String,
        pub package: String,
        pub why: String,
        pub who: String,
        pub happened_at: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// The latest change of each code.
pub mod packaging_state {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "packaging_states")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub enterprise: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub code: String,
        pub step: String,
        pub package: String,
        pub why: String,
        pub who: String,
        pub happened_at: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
