//! The registry in memory fulfils the registry's contract.

use std::sync::Arc;

use rusu_testkit::portal_suite::PortalStore;
use rusu_testkit::registry_memory::MemoryRegistry;
use rusu_testkit::registry_suite::Store;

fn memory() -> Store {
    Store::transient(Arc::new(MemoryRegistry::new()))
}

rusu_testkit::registry_conformance!(memory);

fn memory_portal() -> PortalStore {
    PortalStore::transient(Arc::new(MemoryRegistry::new()))
}

rusu_testkit::portal_conformance!(memory_portal);
