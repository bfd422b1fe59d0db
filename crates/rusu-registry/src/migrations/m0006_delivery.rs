//! Large deliveries that arrive in parts, what each enterprise delivered on a day, and what was sent
//! for pictures that the platform wrote anew, and whom to tell of receipts.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, boolean, text, text_null};

use super::shape::{index, key, of_enterprise, refers, table};

/// The schema of deliveries on their way in.
pub struct Delivery;

impl MigrationName for Delivery {
    fn name(&self) -> &str {
        "m0006_delivery"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Delivery {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in
            [uploads(), upload_parts(), delivered(), document_originals(), webhooks(), notifications()]
        {
            manager.create_table(table).await?;
        }
        for index in indices() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn uploads() -> TableCreateStatement {
    let mut uploads = table(
        "uploads",
        vec![
            text("id"),
            big_integer("enterprise"),
            text("idempotency_key"),
            text("file_name"),
            big_integer("bytes"),
            blob("content"),
            big_integer("part_bytes"),
            text("mode"),
            text_null("submission"),
            text("created_at"),
            text("expires_at"),
        ],
    );
    key(&mut uploads, &["id"]);
    of_enterprise(&mut uploads);
    uploads
}

fn upload_parts() -> TableCreateStatement {
    let mut parts = table(
        "upload_parts",
        vec![text("upload"), big_integer("number"), blob("hash"), boolean("is_durable")],
    );
    key(&mut parts, &["upload", "number"]);
    refers(&mut parts, &["upload"], "uploads", &["id"]);
    parts
}

fn delivered() -> TableCreateStatement {
    let mut delivered =
        table("delivered", vec![big_integer("enterprise"), text("day"), big_integer("bytes")]);
    key(&mut delivered, &["enterprise", "day"]);
    of_enterprise(&mut delivered);
    delivered
}

fn document_originals() -> TableCreateStatement {
    let mut originals = table("document_originals", vec![blob("document"), blob("original")]);
    key(&mut originals, &["document", "original"]);
    originals
}

fn webhooks() -> TableCreateStatement {
    let mut webhooks = table("webhooks", vec![big_integer("enterprise"), text("url"), text("created_at")]);
    key(&mut webhooks, &["enterprise"]);
    of_enterprise(&mut webhooks);
    webhooks
}

fn notifications() -> TableCreateStatement {
    let mut notifications = table(
        "notifications",
        vec![
            big_integer("id"),
            big_integer("enterprise"),
            text("submission"),
            big_integer("attempts"),
            text("due_at"),
        ],
    );
    key(&mut notifications, &["id"]);
    of_enterprise(&mut notifications);
    notifications
}

fn indices() -> Vec<IndexCreateStatement> {
    vec![
        index("uploads", "uploads_identity", &["enterprise", "idempotency_key"], true),
        index("uploads", "uploads_expiring", &["expires_at", "id"], false),
        index("upload_parts", "upload_parts_hash", &["hash"], false),
        index("notifications", "notifications_due", &["due_at", "id"], false),
    ]
}
