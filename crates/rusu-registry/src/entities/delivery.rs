//! The tables of deliveries on their way in.

/// Upload sessions.
pub mod upload {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "uploads")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub enterprise: i64,
        pub idempotency_key: String,
        pub file_name: String,
        pub bytes: i64,
        pub content: Vec<u8>,
        pub part_bytes: i64,
        pub mode: String,
        pub submission: Option<String>,
        pub created_at: String,
        pub expires_at: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Their parts.
pub mod upload_part {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "upload_parts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub upload: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub hash: Vec<u8>,
        pub is_durable: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Bytes that an enterprise delivered on a day.
pub mod delivered {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "delivered")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub enterprise: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: String,
        pub bytes: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What was sent for pictures that the platform wrote anew.
pub mod document_original {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "document_originals")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub document: Vec<u8>,
        #[sea_orm(primary_key, auto_increment = false)]
        pub original: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
