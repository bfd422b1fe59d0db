//! The tables of admission.

/// Public keys of enterprises.
pub mod signing_key {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "signing_keys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub enterprise: i64,
        pub algorithm: String,
        pub public_key: Vec<u8>,
        pub label: String,
        pub created_at: String,
        pub revoked_at: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Nonces that were used.
pub mod signature_nonce {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "signature_nonces")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub key_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub nonce: String,
        pub until: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What was decided of enterprises; the row with the highest `id` counts.
pub mod enterprise_standing {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "enterprise_standings")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub enterprise: i64,
        pub state: String,
        pub signed_only: bool,
        pub reason: String,
        pub who: String,
        pub since: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Applications. `content` and `contact` are read whole: JSON; the contact is null once it was wiped.
pub mod application {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "applications")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub secret_digest: Vec<u8>,
        pub received_at: String,
        pub state: String,
        pub content: String,
        pub contact: Option<String>,
        pub contact_until: Option<String>,
        pub decided_at: Option<String>,
        pub decided_by: Option<String>,
        pub reason: Option<String>,
        pub enterprise: Option<i64>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
