//! The registry on PostgreSQL fulfils the registry's contract.
//!
//! `./test` starts a throw-away server and names it in `RUSU_TEST_POSTGRES_URL`; each test makes a
//! schema of its own on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rusu_core::ports::{AdmissionWriter, StoreFault};
use rusu_registry::SqlRegistry;
use rusu_testkit::admission_suite::AdmissionStore;
use rusu_testkit::builders::{moment, sample_signing_key};
use rusu_testkit::delivery_suite::DeliveryStore;
use rusu_testkit::portal_suite::PortalStore;
use rusu_testkit::registry_suite::Store;
use rusu_testkit::webhook_suite::WebhookStore;
use sea_orm::{ConnectionTrait, Database};

/// A schema that is dropped with this value.
struct Home {
    server: String,
    schema: String,
}

impl Home {
    fn new(server: String) -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let schema = format!("rusu_test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let home = Self { server, schema };
        home.run(&format!("CREATE SCHEMA {}", home.schema));
        home
    }

    fn url(&self) -> String {
        let joint = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{joint}options=-csearch_path%3D{}", self.server, self.schema)
    }

    fn run(&self, sql: &str) {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
        runtime.block_on(async {
            let db =
                Database::connect(&self.server).await.expect("the server of RUSU_TEST_POSTGRES_URL answers");
            db.execute_unprepared(sql).await.expect("the server takes it");
            db.close().await.expect("the connection closes");
        });
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        self.run(&format!("DROP SCHEMA {} CASCADE", self.schema));
    }
}

#[expect(clippy::disallowed_methods, reason = "a test's server is named by its environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The throw-away server; `None` if the tests on it were left out on purpose.
fn server() -> Option<String> {
    let server = variable("RUSU_TEST_POSTGRES_URL");
    if server.is_some() {
        return server;
    }
    assert!(
        variable("RUSU_TEST_WITHOUT_POSTGRES").as_deref() == Some("1"),
        "RUSU_TEST_POSTGRES_URL is not set: run ./test, which starts a PostgreSQL for the tests, \
         or set RUSU_TEST_WITHOUT_POSTGRES=1 to leave them out"
    );
    println!("left out: RUSU_TEST_WITHOUT_POSTGRES=1");
    None
}

fn postgres() -> Option<Store> {
    let home = Home::new(server()?);
    let url = home.url();
    Some(Store::persistent(
        move || Arc::new(SqlRegistry::open(&url).expect("the server takes the schema")),
        home,
    ))
}

fn postgres_portal() -> Option<PortalStore> {
    let home = Home::new(server()?);
    let url = home.url();
    Some(PortalStore::persistent(
        move || Arc::new(SqlRegistry::open(&url).expect("the server takes the schema")),
        home,
    ))
}

fn postgres_admission() -> Option<AdmissionStore> {
    let home = Home::new(server()?);
    let store = SqlRegistry::open(&home.url()).expect("the server takes the schema");
    Some(AdmissionStore::new(Arc::new(store), home))
}

fn postgres_delivery() -> Option<DeliveryStore> {
    let home = Home::new(server()?);
    let url = home.url();
    Some(DeliveryStore::persistent(
        move || Arc::new(SqlRegistry::open(&url).expect("the server takes the schema")),
        home,
    ))
}

fn postgres_webhooks() -> Option<WebhookStore> {
    let home = Home::new(server()?);
    Some(WebhookStore::new(
        Arc::new(SqlRegistry::open(&home.url()).expect("the server takes the schema")),
        home,
    ))
}

rusu_testkit::webhook_conformance!(postgres_webhooks);
rusu_testkit::registry_conformance!(postgres);
rusu_testkit::registry_persistence!(postgres);
rusu_testkit::portal_conformance!(postgres_portal);
rusu_testkit::portal_persistence!(postgres_portal);
rusu_testkit::admission_conformance!(postgres_admission);
rusu_testkit::delivery_conformance!(postgres_delivery);
rusu_testkit::delivery_persistence!(postgres_delivery);

#[test]
fn four_servers_that_start_together_migrate_one_after_the_other() {
    let Some(server) = server() else { return };
    let home = Home::new(server);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| SqlRegistry::open(&home.url()).unwrap());
        }
    });
}

#[test]
fn a_server_that_does_not_answer_is_unavailable() {
    let fault = SqlRegistry::open("postgres://nobody@127.0.0.1:1/rusu").unwrap_err();
    assert!(matches!(fault, StoreFault::Unavailable { .. }));
}

#[test]
fn a_nonce_that_was_used_at_one_server_is_used_at_the_other() {
    let Some(server) = server() else { return };
    let home = Home::new(server);
    let servers = [(), ()].map(|()| SqlRegistry::open(&home.url()).unwrap());
    let id = sample_signing_key(1).id;
    let used = [0, 1].map(|at| servers[at].use_nonce(&id, "nonce", moment(0), moment(600)).unwrap());
    assert_eq!(used, [true, false]);
}
