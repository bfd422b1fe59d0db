//! Recalls with their plan, the history of their list, and their reports.
//!
//! What there was is taken over: each lot becomes an entry that stood in the notice.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, text, text_null};

use super::shape::{index, key, of_enterprise, refers, table};

/// The recalls' schema.
pub struct Recalls;

impl MigrationName for Recalls {
    fn name(&self) -> &str {
        "m0004_recalls"
    }
}

/// A plan that nobody wrote, an empty list of reports.
const TAKE_RECALLS_OVER: &str = "
    INSERT INTO recall_files (id, revision, enterprise, is_drill, level, reason, instructions, contact_phone, plan,
        reports, planned_at, announced_at, ended_at, updated_at)
    SELECT id, 1, enterprise, FALSE, level, reason, instructions, contact_phone, '{}', '[]', announced_at,
        announced_at, ended_at, COALESCE(ended_at, announced_at)
    FROM recalls";
const TAKE_LOTS_OVER: &str = "
    INSERT INTO recall_targets (recall, position, kind, lot_number, added_at, added_by, added_why)
    SELECT recall_lots.recall, recall_lots.position, 'lot', recall_lots.lot_number, recalls.announced_at, 'operator', ''
    FROM recall_lots JOIN recalls ON recalls.id = recall_lots.recall";

#[async_trait::async_trait]
impl MigrationTrait for Recalls {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(recall_files()).await?;
        manager.create_table(recall_targets()).await?;
        let connection = manager.get_connection();
        connection.execute_unprepared(TAKE_RECALLS_OVER).await?;
        connection.execute_unprepared(TAKE_LOTS_OVER).await?;
        // A number that grew with each recall: as many as there are now.
        let mark =
            "INSERT INTO counters (name, last) SELECT 'recalls', COALESCE(MAX(id), 0) FROM recall_files";
        connection.execute_unprepared(mark).await?;
        for old in ["recall_lots", "recalls"] {
            manager.drop_table(Table::drop().table(old).to_owned()).await?;
        }
        for index in indices() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn recall_files() -> TableCreateStatement {
    let mut files = table(
        "recall_files",
        vec![
            big_integer("id"),
            big_integer("revision"),
            big_integer("enterprise"),
            boolean("is_drill"),
            text("level"),
            text("reason"),
            text("instructions"),
            text("contact_phone"),
            text("plan"),
            text("reports"),
            text("planned_at"),
            text_null("announced_at"),
            text_null("started_at"),
            text_null("ended_at"),
            text_null("lifted_why"),
            text_null("effective_at"),
            text("updated_at"),
        ],
    );
    key(&mut files, &["id"]);
    of_enterprise(&mut files);
    files
}

fn recall_targets() -> TableCreateStatement {
    let mut targets = table(
        "recall_targets",
        vec![
            big_integer("recall"),
            big_integer("position"),
            text("kind"),
            text_null("lot_number"),
            text_null("first_code"),
            text_null("last_code"),
            text_null("codes"),
            text("added_at"),
            text("added_by"),
            text("added_why"),
            text_null("removed_at"),
            text_null("removed_by"),
            text_null("removed_why"),
        ],
    );
    key(&mut targets, &["recall", "position"]);
    refers(&mut targets, &["recall"], "recall_files", &["id"]);
    targets
}

fn indices() -> Vec<IndexCreateStatement> {
    vec![
        index("recall_files", "recall_files_notices", &["announced_at", "id"], false),
        index("recall_files", "recall_files_changes", &["updated_at", "id"], false),
        index("recall_files", "recall_files_of_enterprise", &["enterprise", "updated_at", "id"], false),
        index("recall_files", "recall_files_ended", &["ended_at"], false),
    ]
}
