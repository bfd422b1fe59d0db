//! Applications, signing keys, nonces, and where enterprises stand.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, blob, boolean, text, text_null};

use super::shape::{index, key, of_enterprise, table};

/// The schema of admission.
pub struct Admission;

impl MigrationName for Admission {
    fn name(&self) -> &str {
        "m0003_admission"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Admission {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [signing_keys(), nonces(), standings(), applications()] {
            manager.create_table(table).await?;
        }
        for index in indices() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn signing_keys() -> TableCreateStatement {
    let mut keys = table(
        "signing_keys",
        vec![
            text("id"),
            big_integer("enterprise"),
            text("algorithm"),
            blob("public_key"),
            text("label"),
            text("created_at"),
            text_null("revoked_at"),
        ],
    );
    key(&mut keys, &["id"]);
    of_enterprise(&mut keys);
    keys
}

/// A nonce refers to no key: it is forgotten after minutes.
fn nonces() -> TableCreateStatement {
    let mut nonces = table("signature_nonces", vec![text("key_id"), text("nonce"), text("until")]);
    key(&mut nonces, &["key_id", "nonce"]);
    nonces
}

fn standings() -> TableCreateStatement {
    let mut standings = table(
        "enterprise_standings",
        vec![
            big_pk_auto("id"),
            big_integer("enterprise"),
            text("state"),
            boolean("signed_only"),
            text("reason"),
            text("who"),
            text_null("since"),
        ],
    );
    of_enterprise(&mut standings);
    standings
}

fn applications() -> TableCreateStatement {
    let mut applications = table(
        "applications",
        vec![
            big_integer("id"),
            blob("secret_digest"),
            text("received_at"),
            text("state"),
            text("content"),
            text_null("contact"),
            text_null("contact_until"),
            text_null("decided_at"),
            text_null("decided_by"),
            text_null("reason"),
            big_integer_null("enterprise"),
        ],
    );
    key(&mut applications, &["id"]);
    of_enterprise(&mut applications);
    applications
}

fn indices() -> Vec<IndexCreateStatement> {
    vec![
        index("signing_keys", "signing_keys_of_enterprise", &["enterprise", "created_at"], false),
        index("signature_nonces", "signature_nonces_until", &["until"], false),
        index("enterprise_standings", "standings_of_enterprise", &["enterprise", "id"], false),
        index("applications", "applications_latest", &["received_at", "id"], false),
        index("applications", "applications_state", &["state", "received_at", "id"], false),
        index("applications", "applications_contact", &["contact_until"], false),
    ]
}
