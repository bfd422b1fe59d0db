//! A store that is not a directory keeps the contract: objects are sent, and fetched to be read.

use std::sync::Arc;

use object_store::memory::InMemory;
use rusu_objects::ObjectStore;
use rusu_testkit::objects_suite::ObjectsFixture;

rusu_testkit::objects_conformance!(|| {
    let spool = tempfile::tempdir().unwrap();
    ObjectsFixture::new(ObjectStore::new(Arc::new(InMemory::new()), spool.path()).unwrap(), spool)
});
