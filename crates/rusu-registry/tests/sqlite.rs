//! The registry on SQLite fulfils the registry's contract, and what is SQLite's own.

use std::path::Path;
use std::sync::Arc;

use rusu_core::ports::{
    AdmissionWriter, PortalWriter, RecallReader, RecallWriter, RegistryReader, RegistryWriter, StoreFault,
};
use rusu_core::recall::{RecallLevel, RecallState};
use rusu_registry::SqlRegistry;
use rusu_testkit::admission_suite::AdmissionStore;
use rusu_testkit::builders::{
    ENTERPRISE, moment, sample_announcement, sample_code_rule, sample_complaint, sample_enterprise,
    sample_recall, sample_signing_key, sample_site,
};
use rusu_testkit::delivery_suite::DeliveryStore;
use rusu_testkit::portal_suite::PortalStore;
use rusu_testkit::registry_suite::Store;
use rusu_testkit::webhook_suite::WebhookStore;
use sea_orm::{ConnectionTrait, Database};

fn sqlite() -> Store {
    let home = tempfile::tempdir().expect("a folder can be made");
    let url = url(home.path());
    Store::persistent(move || Arc::new(SqlRegistry::open(&url).expect("the file is opened")), home)
}

fn url(home: &Path) -> String {
    format!("sqlite:{}?mode=rwc", home.join("registry.db").display())
}

fn sqlite_portal() -> PortalStore {
    let home = tempfile::tempdir().expect("a folder can be made");
    let url = url(home.path());
    PortalStore::persistent(move || Arc::new(SqlRegistry::open(&url).expect("the file is opened")), home)
}

fn sqlite_admission() -> AdmissionStore {
    let home = tempfile::tempdir().expect("a folder can be made");
    let store = SqlRegistry::open(&url(home.path())).expect("the file is opened");
    AdmissionStore::new(Arc::new(store), home)
}

fn sqlite_delivery() -> DeliveryStore {
    let home = tempfile::tempdir().expect("a folder can be made");
    let url = url(home.path());
    DeliveryStore::persistent(move || Arc::new(SqlRegistry::open(&url).expect("the file is opened")), home)
}

fn sqlite_webhooks() -> WebhookStore {
    let home = tempfile::tempdir().expect("a folder can be made");
    WebhookStore::new(Arc::new(SqlRegistry::open(&url(home.path())).expect("the file is opened")), home)
}

rusu_testkit::webhook_conformance!(sqlite_webhooks);
rusu_testkit::registry_conformance!(sqlite);
rusu_testkit::registry_persistence!(sqlite);
rusu_testkit::portal_conformance!(sqlite_portal);
rusu_testkit::portal_persistence!(sqlite_portal);
rusu_testkit::admission_conformance!(sqlite_admission);
rusu_testkit::delivery_conformance!(sqlite_delivery);
rusu_testkit::delivery_persistence!(sqlite_delivery);

/// Changes the file behind the registry's back.
fn tamper(home: &Path, sql: &str) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(async {
        let db = Database::connect(url(home)).await.expect("the file takes it");
        db.execute_unprepared(sql).await.expect("the file takes it");
        db.close().await.expect("the file takes it");
    });
}

#[test]
fn a_file_whose_path_has_strange_characters_is_opened() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("乳溯 100%?#.db");
    SqlRegistry::open_file(&path).unwrap().save_enterprise(&sample_enterprise()).unwrap();
    assert!(path.exists());
    assert_eq!(SqlRegistry::open_file(&path).unwrap().enterprises().unwrap(), [sample_enterprise()]);
}

#[test]
fn a_file_that_does_not_exist_and_must_not_be_made_is_unavailable() {
    let home = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}?mode=rw", home.path().join("absent.db").display());
    assert!(matches!(SqlRegistry::open(&url), Err(StoreFault::Unavailable { .. })));
}

#[test]
fn a_url_without_a_file_or_a_server_is_unavailable() {
    for url in ["sqlite::memory:", "mysql://localhost/rusu", "registry.db", ""] {
        assert!(matches!(SqlRegistry::open(url), Err(StoreFault::Unavailable { .. })), "{url}");
    }
}

#[test]
fn a_row_that_cannot_be_read_back_is_a_fault_that_names_its_table_and_key() {
    let home = tempfile::tempdir().unwrap();
    let registry = SqlRegistry::open(&url(home.path())).unwrap();
    registry.save_enterprise(&sample_enterprise()).unwrap();
    let change = rusu_core::ports::MasterChange { sites: vec![sample_site()], ..Default::default() };
    registry.save_master(ENTERPRISE, &change).unwrap();
    tamper(home.path(), "UPDATE sites SET licence = 'SC0'");
    let fault = registry.sites(ENTERPRISE).unwrap_err();
    assert!(matches!(fault, StoreFault::Damaged { .. }));
    assert_eq!(
        fault.to_string(),
        "registry holds damaged content: table sites, row 1 site-1, column licence: `SC0`"
    );
}

#[test]
fn a_column_of_the_wrong_type_is_damaged() {
    let home = tempfile::tempdir().unwrap();
    let registry = SqlRegistry::open(&url(home.path())).unwrap();
    registry.save_enterprise(&sample_enterprise()).unwrap();
    tamper(home.path(), "UPDATE enterprises SET name = x'ff'");
    assert!(matches!(registry.enterprises(), Err(StoreFault::Damaged { .. })));
}

#[test]
fn a_registry_made_by_a_newer_version_is_not_opened() {
    let home = tempfile::tempdir().unwrap();
    drop(SqlRegistry::open(&url(home.path())).unwrap());
    tamper(home.path(), "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)");
    assert!(matches!(SqlRegistry::open(&url(home.path())), Err(StoreFault::Damaged { .. })));
}

#[test]
fn a_registry_of_the_first_schema_is_brought_up_to_date_and_keeps_its_code_rules_and_recalls() {
    let home = tempfile::tempdir().unwrap();
    let registry = SqlRegistry::open(&url(home.path())).unwrap();
    registry.save_enterprise(&sample_enterprise()).unwrap();
    let code_rules = vec![sample_code_rule()];
    let change = rusu_core::ports::MasterChange { code_rules: code_rules.clone(), ..Default::default() };
    registry.save_master(ENTERPRISE, &change).unwrap();
    drop(registry);
    tamper(home.path(), BACK_TO_THE_FIRST_SCHEMA);
    let registry = SqlRegistry::open(&url(home.path())).unwrap();
    assert_eq!(registry.code_rules().unwrap().rules, code_rules);
    assert_eq!(registry.save_announcement(&sample_announcement()).unwrap(), 1);
    let recall = registry.recall(4).unwrap().unwrap();
    assert_eq!(recall.lots().map(|lot| lot.as_str()).collect::<Vec<_>>(), ["Z", "A"]);
    assert_eq!(
        (recall.level, recall.state(), recall.amendments().len()),
        (RecallLevel::Two, RecallState::Announced, 0)
    );
    assert_eq!(registry.open_recalls().unwrap(), [recall]);
    assert_eq!(registry.save_recall(&sample_recall()).unwrap().map(|saved| saved.id), Some(5));
}

/// Takes away what `m0002_portal` and later ones add, with a recall as it was kept then.
const BACK_TO_THE_FIRST_SCHEMA: &str = "
    DELETE FROM seaql_migrations WHERE version <> 'm0001_initial';
    DROP TABLE recall_targets;
    DROP TABLE recall_files;
    CREATE TABLE recalls (id bigint NOT NULL PRIMARY KEY, enterprise bigint NOT NULL, level text NOT NULL, reason text NOT NULL,
        instructions text NOT NULL, contact_phone text NOT NULL, announced_at text NOT NULL, ended_at text);
    CREATE TABLE recall_lots (recall bigint NOT NULL, position bigint NOT NULL, lot_number text NOT NULL,
        PRIMARY KEY (recall, position));
    INSERT INTO recalls VALUES (4, 1, '2', '检出', '退回', '400', '2026-09-01T01:00:00.000000000Z', NULL);
    INSERT INTO recall_lots VALUES (4, 0, 'Z'), (4, 1, 'A');
    ALTER TABLE code_rules DROP COLUMN position;
    DROP INDEX lots_statistics;
    DROP TABLE logos;
    DROP TABLE announcements;
    DROP TABLE sampling_results;
    DROP TABLE complaints;
    DROP TABLE query_counts;
    DROP TABLE operator_keys;
    DROP TABLE check_files;
    DROP TABLE settings;
    DROP TABLE counters;
    DROP TABLE signing_keys;
    DROP TABLE signature_nonces;
    DROP TABLE enterprise_standings;
    DROP TABLE applications;
    DROP INDEX raw_materials_lot_of_material;
    DROP INDEX parts_of_lot;
    DROP TABLE material_sources;
    DROP TABLE packaging_events;
    DROP TABLE packaging_states;
    ALTER TABLE raw_materials DROP COLUMN supplier;
    ALTER TABLE submissions DROP COLUMN decoded_at;
    ALTER TABLE submissions DROP COLUMN committed_at;
    DROP TABLE upload_parts;
    DROP TABLE uploads;
    DROP TABLE delivered;
    DROP TABLE document_originals;
    DROP TABLE webhooks;
    DROP TABLE notifications;";

#[test]
fn a_contact_that_was_wiped_is_in_none_of_the_files() {
    let home = tempfile::tempdir().unwrap();
    let registry = SqlRegistry::open(&url(home.path())).unwrap();
    for _ in 0..5 {
        registry.add_complaint(&sample_complaint()).unwrap();
    }
    let contact = sample_complaint().content.contact.unwrap();
    registry.wipe_contacts(moment(1_000_000_000)).unwrap();
    drop(registry);
    for file in std::fs::read_dir(home.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(contact.len()).any(|window| window == contact.as_bytes()));
    }
}

#[test]
fn a_file_that_is_no_database_is_damaged() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("registry.db"), "not a database, but long enough to look at".repeat(100))
        .unwrap();
    assert!(matches!(SqlRegistry::open(&url(home.path())), Err(StoreFault::Damaged { .. })));
}

#[test]
fn commits_are_synced_and_readers_are_not_kept_waiting() {
    let home = tempfile::tempdir().unwrap();
    let registry = SqlRegistry::open(&url(home.path())).unwrap();
    registry.save_enterprise(&sample_enterprise()).unwrap();
    assert!(home.path().join("registry.db-wal").exists(), "write-ahead logging is on");
    // Another process holds the write lock for as long as it likes: reads go on.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let other = runtime.block_on(Database::connect(url(home.path()))).unwrap();
    runtime.block_on(other.execute_unprepared("BEGIN IMMEDIATE")).unwrap();
    assert_eq!(registry.enterprises().unwrap(), [sample_enterprise()]);
    runtime.block_on(other.execute_unprepared("ROLLBACK")).unwrap();
}

#[test]
fn the_registry_may_be_called_and_dropped_on_the_threads_of_another_runtime() {
    let home = tempfile::tempdir().unwrap();
    let url = url(home.path());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let registry = Arc::new(SqlRegistry::open(&url).unwrap());
        let writer = Arc::clone(&registry);
        tokio::task::spawn_blocking(move || writer.save_enterprise(&sample_enterprise()))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(registry.enterprises().unwrap().len(), 1);
        drop(registry);
    });
}

#[test]
fn a_nonce_that_was_used_at_one_server_is_used_at_the_other() {
    let home = tempfile::tempdir().unwrap();
    let servers = [(), ()].map(|()| SqlRegistry::open(&url(home.path())).unwrap());
    let id = sample_signing_key(1).id;
    let used = servers.map(|server| server.use_nonce(&id, "nonce", moment(0), moment(600)).unwrap());
    assert_eq!(used, [true, false]);
}
