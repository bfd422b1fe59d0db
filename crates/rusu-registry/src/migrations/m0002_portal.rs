//! What surrounds the answers, and where on the can a code stands.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, blob, blob_null, boolean, custom, text, text_null,
};
use sea_orm_migration::sea_orm::DbBackend;

use super::shape::{index, key, of_enterprise, table};

/// The portal's schema.
pub struct Portal;

impl MigrationName for Portal {
    fn name(&self) -> &str {
        "m0002_portal"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Portal {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut with_position = Table::alter();
        with_position.table("code_rules").add_column(text_null("position"));
        manager.alter_table(with_position).await?;
        // Ordered and compared by their bytes, whatever the database's language is.
        let bytewise = match manager.get_database_backend() {
            DbBackend::Postgres => "text COLLATE \"C\"",
            _ => "text COLLATE BINARY",
        };
        let tables = [logos(), announcements(), sampling_results(bytewise), complaints(), query_counts()];
        for table in tables.into_iter().chain(operators(bytewise)) {
            manager.create_table(table).await?;
        }
        for index in indices() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn logos() -> TableCreateStatement {
    let mut logos = table("logos", vec![big_integer("enterprise"), blob("picture")]);
    key(&mut logos, &["enterprise"]);
    of_enterprise(&mut logos);
    logos
}

fn announcements() -> TableCreateStatement {
    let mut announcements = table(
        "announcements",
        vec![
            big_integer("id"),
            text("kind"),
            text("title_zh"),
            text("title_en"),
            text("summary_zh"),
            text("summary_en"),
            text("body_zh"),
            text("body_en"),
            blob_null("video"),
            boolean("pinned"),
            text_null("published_at"),
            text("updated_at"),
        ],
    );
    key(&mut announcements, &["id"]);
    announcements
}

fn sampling_results(bytewise: &'static str) -> TableCreateStatement {
    let mut results = table(
        "sampling_results",
        vec![
            big_integer("id"),
            text("scope"),
            custom("authority", bytewise),
            text("notice"),
            text_null("notice_url"),
            text("published_on"),
            custom("sample_number", bytewise),
            text("product_name"),
            text_null("brand"),
            text("manufacturer"),
            big_integer_null("enterprise"),
            text_null("specification"),
            text_null("lot_number"),
            text_null("production_date"),
            text_null("sampled_at"),
            text("conclusion"),
            text("failures"),
            custom("search_text", bytewise),
        ],
    );
    key(&mut results, &["id"]);
    of_enterprise(&mut results);
    results
}

/// The enterprise is what a person chose, and refers to nothing.
fn complaints() -> TableCreateStatement {
    let mut complaints = table(
        "complaints",
        vec![
            big_integer("id"),
            text("received_at"),
            text("kind"),
            text("content"),
            big_integer_null("enterprise"),
            text_null("code"),
            text_null("verdict"),
            text_null("contact"),
            text_null("contact_until"),
            text("channel"),
            text("state"),
            text("note"),
            text("updated_at"),
        ],
    );
    key(&mut complaints, &["id"]);
    complaints
}

fn query_counts() -> TableCreateStatement {
    let mut counts = table(
        "query_counts",
        vec![text("day"), text("channel"), big_integer("found"), big_integer("not_found")],
    );
    key(&mut counts, &["day", "channel"]);
    counts
}

fn operators(bytewise: &'static str) -> [TableCreateStatement; 4] {
    let mut keys = table(
        "operator_keys",
        vec![blob("digest"), text("label"), text("created_at"), text_null("revoked_at")],
    );
    key(&mut keys, &["digest"]);
    let mut files = table("check_files", vec![custom("name", bytewise), text("content")]);
    let mut settings = table("settings", vec![text("name"), text("setting")]);
    let mut counters = table("counters", vec![text("name"), big_integer("last")]);
    for table in [&mut files, &mut settings, &mut counters] {
        key(table, &["name"]);
    }
    [keys, files, settings, counters]
}

fn indices() -> Vec<IndexCreateStatement> {
    vec![
        // All that the statistics read of a lot: the rows themselves are wide.
        index("lots", "lots_statistics", &["state", "expiry_date", "enterprise", "unit_count"], false),
        index("recalls", "recalls_latest", &["announced_at", "id"], false),
        index("recalls", "recalls_of_enterprise", &["enterprise", "announced_at", "id"], false),
        index("announcements", "announcements_published", &["published_at", "id"], false),
        index("announcements", "announcements_updated", &["updated_at", "id"], false),
        index("announcements", "announcements_video", &["video"], false),
        index("sampling_results", "sampling_identity", &["sample_number", "authority"], true),
        index("sampling_results", "sampling_latest", &["published_on", "sample_number", "id"], false),
        index("sampling_results", "sampling_of_lot", &["enterprise", "lot_number", "published_on"], false),
        index("complaints", "complaints_latest", &["received_at", "id"], false),
        index("complaints", "complaints_state", &["state", "received_at", "id"], false),
        index("complaints", "complaints_contact", &["contact_until"], false),
    ]
}
