//! The registry in memory fulfils the registry's contract.

use std::sync::Arc;

use rusu_testkit::admission_suite::AdmissionStore;
use rusu_testkit::delivery_suite::DeliveryStore;
use rusu_testkit::portal_suite::PortalStore;
use rusu_testkit::registry_memory::MemoryRegistry;
use rusu_testkit::registry_suite::Store;
use rusu_testkit::webhook_suite::WebhookStore;

fn memory() -> Store {
    Store::transient(Arc::new(MemoryRegistry::new()))
}

rusu_testkit::registry_conformance!(memory);

fn memory_portal() -> PortalStore {
    PortalStore::transient(Arc::new(MemoryRegistry::new()))
}

rusu_testkit::portal_conformance!(memory_portal);

fn memory_admission() -> AdmissionStore {
    AdmissionStore::new(Arc::new(MemoryRegistry::new()), ())
}

rusu_testkit::admission_conformance!(memory_admission);

fn memory_delivery() -> DeliveryStore {
    DeliveryStore::transient(Arc::new(MemoryRegistry::new()))
}

rusu_testkit::delivery_conformance!(memory_delivery);

fn memory_webhooks() -> WebhookStore {
    WebhookStore::new(Arc::new(MemoryRegistry::new()), ())
}

rusu_testkit::webhook_conformance!(memory_webhooks);
