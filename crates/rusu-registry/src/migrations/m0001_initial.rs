//! The first schema.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, blob, boolean, text, text_null};

use super::shape::{index, key, of_enterprise, refers, table};

/// The first schema.
pub struct Initial;

impl MigrationName for Initial {
    fn name(&self) -> &str {
        "m0001_initial"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Initial {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tables = [enterprises(), master(), lots(), declarations(), submissions()];
        for table in tables.into_iter().flatten() {
            manager.create_table(table).await?;
        }
        for index in indices() {
            manager.create_index(index).await?;
        }
        let mut first = Query::insert();
        first.into_table("meta").columns(["id", "generation"]).values_panic([1_i64.into(), 0_i64.into()]);
        manager.execute(first).await
    }
}

fn enterprises() -> Vec<TableCreateStatement> {
    let mut meta = table("meta", vec![big_integer("id"), big_integer("generation")]);
    key(&mut meta, &["id"]);
    let documents = table(
        "documents",
        vec![big_pk_auto("id"), blob("hash"), text("file_name"), text("media"), big_integer("bytes")],
    );
    let mut enterprises = table(
        "enterprises",
        vec![
            big_integer("id"),
            text("name"),
            text("brands"),
            big_integer_null("parent"),
            text_null("coverage_since"),
            boolean("is_sample"),
            text_null("last_delivered_at"),
            text_null("legal_name"),
            text_null("credit_code"),
            text_null("contact_phone"),
            text_null("website"),
            text_null("lot_number_pattern"),
            text_null("certificate_number"),
            text_null("certificate_grade"),
            text_null("certificate_issuer"),
            text_null("certificate_valid_from"),
            text_null("certificate_valid_to"),
            big_integer_null("certificate_document"),
        ],
    );
    key(&mut enterprises, &["id"]);
    refers(&mut enterprises, &["parent"], "enterprises", &["id"]);
    refers(&mut enterprises, &["certificate_document"], "documents", &["id"]);
    let mut api_keys = table(
        "api_keys",
        vec![
            blob("digest"),
            big_integer("enterprise"),
            text("label"),
            text("created_at"),
            text_null("revoked_at"),
        ],
    );
    key(&mut api_keys, &["digest"]);
    of_enterprise(&mut api_keys);
    vec![meta, documents, enterprises, api_keys]
}

fn master() -> Vec<TableCreateStatement> {
    let sites = table(
        "sites",
        vec![
            big_integer("enterprise"),
            text("reference"),
            text("name"),
            text("address"),
            text_null("place_of_production"),
            text("licence"),
            text("licence_valid_to"),
        ],
    );
    let code_rules = table(
        "code_rules",
        vec![
            big_integer("enterprise"),
            text("reference"),
            text("carrier"),
            boolean("asked"),
            big_integer("length_min"),
            big_integer("length_max"),
            text("alphabet"),
            text("prefix"),
            text("check_digit"),
            text("text_patterns"),
            text("example"),
            text("place_on_can_zh"),
            text("place_on_can_en"),
        ],
    );
    let mut tables = vec![sites, products(), code_rules];
    for table in &mut tables {
        key(table, &["enterprise", "reference"]);
        of_enterprise(table);
    }
    tables
}

fn products() -> TableCreateStatement {
    table(
        "products",
        vec![
            big_integer("enterprise"),
            text("reference"),
            text("name"),
            text("brand_name"),
            text("stage"),
            text("base"),
            big_integer("age_from_months"),
            big_integer_null("age_to_months"),
            text("net_content"),
            text_null("package_kind"),
            text("ingredient_list"),
            text("nutrition_facts"),
            text("product_standard_code"),
            text("formula_registration"),
            big_integer("shelf_life_months"),
            text("storage_conditions"),
            text("feeding_instructions"),
            text("consumer_guide"),
            text_null("gtin"),
            text("process"),
            text_null("process_description"),
        ],
    )
}

fn lots() -> Vec<TableCreateStatement> {
    let mut lots = table(
        "lots",
        vec![
            big_pk_auto("id"),
            big_integer("enterprise"),
            text("number"),
            text("product"),
            text("site"),
            text("production_date"),
            text("expiry_date"),
            text("report_number"),
            text("laboratory"),
            text("report_date"),
            text("conclusion"),
            text_null("tested_parameters"),
            big_integer("report_document"),
            text("circulation"),
            text("state"),
            text_null("state_reason"),
            big_integer("unit_count"),
            text("published_at"),
        ],
    );
    of_enterprise(&mut lots);
    refers(&mut lots, &["enterprise", "product"], "products", &["enterprise", "reference"]);
    refers(&mut lots, &["enterprise", "site"], "sites", &["enterprise", "reference"]);
    refers(&mut lots, &["report_document"], "documents", &["id"]);
    let mut raw_materials = table(
        "raw_materials",
        vec![
            big_integer("lot"),
            big_integer("position"),
            text("name"),
            text_null("material_lot"),
            text("origin"),
            text("certificate_number"),
            text("certificate_date"),
            text("conclusion"),
            big_integer("document"),
        ],
    );
    key(&mut raw_materials, &["lot", "position"]);
    refers(&mut raw_materials, &["lot"], "lots", &["id"]);
    refers(&mut raw_materials, &["document"], "documents", &["id"]);
    let mut parts = table(
        "parts",
        vec![
            big_integer("enterprise"),
            big_integer("part_no"),
            text("lot_number"),
            text("submission"),
            text("state"),
            big_integer("codes"),
        ],
    );
    key(&mut parts, &["enterprise", "part_no"]);
    of_enterprise(&mut parts);
    vec![lots, raw_materials, parts]
}

fn declarations() -> Vec<TableCreateStatement> {
    let mut changes = table(
        "value_changes",
        vec![
            big_pk_auto("id"),
            big_integer("enterprise"),
            text("subject"),
            text("subject_name"),
            text("field"),
            text_null("old_value"),
            text_null("new_value"),
            text("who"),
            text("why"),
            text("changed_at"),
        ],
    );
    of_enterprise(&mut changes);
    let mut outbox = table(
        "outbox",
        vec![
            big_pk_auto("id"),
            text("kind"),
            big_integer("enterprise"),
            text("lot_number"),
            text("submission"),
            blob("digest"),
            text("created_at"),
            text_null("sent_at"),
        ],
    );
    of_enterprise(&mut outbox);
    let mut recalls = table(
        "recalls",
        vec![
            big_integer("id"),
            big_integer("enterprise"),
            text("level"),
            text("reason"),
            text("instructions"),
            text("contact_phone"),
            text("announced_at"),
            text_null("ended_at"),
        ],
    );
    key(&mut recalls, &["id"]);
    of_enterprise(&mut recalls);
    let mut recall_lots =
        table("recall_lots", vec![big_integer("recall"), big_integer("position"), text("lot_number")]);
    key(&mut recall_lots, &["recall", "position"]);
    refers(&mut recall_lots, &["recall"], "recalls", &["id"]);
    let mut void_codes = table(
        "void_codes",
        vec![
            big_pk_auto("id"),
            big_integer("enterprise"),
            text("lot_number"),
            text("code"),
            text("reason"),
            text("since"),
        ],
    );
    of_enterprise(&mut void_codes);
    vec![changes, outbox, recalls, recall_lots, void_codes]
}

fn submissions() -> Vec<TableCreateStatement> {
    let mut submissions = table(
        "submissions",
        vec![
            text("id"),
            big_integer("enterprise"),
            text("idempotency_key"),
            text("file_name"),
            blob("content"),
            text("mode"),
            text("state"),
            big_integer("rows_total"),
            big_integer("rows_accepted"),
            big_integer("rows_rejected"),
            big_integer("rows_duplicate"),
            big_integer("warnings"),
            text_null("failure"),
            text("received_at"),
            text_null("finished_at"),
        ],
    );
    key(&mut submissions, &["id"]);
    of_enterprise(&mut submissions);
    let mut submission_lots = table(
        "submission_lots",
        vec![
            text("submission"),
            big_integer("position"),
            text("number"),
            text("result"),
            big_integer("units"),
        ],
    );
    let mut rejections = table(
        "rejections",
        vec![
            text("submission"),
            big_integer("position"),
            text("rule"),
            text("severity"),
            big_integer_null("line"),
            text("finding"),
        ],
    );
    for table in [&mut submission_lots, &mut rejections] {
        key(table, &["submission", "position"]);
        refers(table, &["submission"], "submissions", &["id"]);
    }
    vec![submissions, submission_lots, rejections]
}

fn indices() -> Vec<IndexCreateStatement> {
    vec![
        index("documents", "documents_hash", &["hash"], false),
        index("enterprises", "enterprises_certificate", &["certificate_document"], false),
        index("lots", "lots_number", &["enterprise", "number"], true),
        index("lots", "lots_latest", &["enterprise", "published_at", "id"], false),
        index("lots", "lots_report", &["report_document"], false),
        index("raw_materials", "raw_materials_document", &["document"], false),
        index("parts", "parts_submission", &["enterprise", "submission", "lot_number"], true),
        index("parts", "parts_state", &["state", "enterprise", "part_no"], false),
        index(
            "value_changes",
            "value_changes_subject",
            &["enterprise", "subject", "subject_name", "id"],
            false,
        ),
        index("outbox", "outbox_mark", &["enterprise", "lot_number", "submission", "digest"], true),
        index("outbox", "outbox_unsent", &["sent_at", "id"], false),
        index("recall_lots", "recall_lots_number", &["lot_number"], false),
        index("void_codes", "void_codes_code", &["enterprise", "lot_number", "code"], true),
        index("submissions", "submissions_key", &["enterprise", "idempotency_key"], true),
        index("submissions", "submissions_latest", &["enterprise", "received_at", "id"], false),
        index("submissions", "submissions_state", &["state", "received_at"], false),
    ]
}
