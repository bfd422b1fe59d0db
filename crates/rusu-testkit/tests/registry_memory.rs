//! The registry in memory fulfils the registry's contract.

use std::sync::Arc;

use rusu_testkit::registry_memory::MemoryRegistry;
use rusu_testkit::registry_suite::Store;

fn memory() -> Store {
    Store::transient(Arc::new(MemoryRegistry::new()))
}

rusu_testkit::registry_conformance!(memory);
