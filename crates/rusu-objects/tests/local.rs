//! The store in a local directory keeps the contract.

use rusu_objects::ObjectStore;
use rusu_testkit::objects_suite::ObjectsFixture;

rusu_testkit::objects_conformance!(|| {
    let directory = tempfile::tempdir().unwrap();
    ObjectsFixture::new(ObjectStore::local(directory.path()).unwrap(), directory)
});
