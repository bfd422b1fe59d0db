//! The object store in memory keeps the contract.

use rusu_testkit::objects_memory::MemoryObjects;
use rusu_testkit::objects_suite::ObjectsFixture;

rusu_testkit::objects_conformance!(|| ObjectsFixture::new(MemoryObjects::new(), ()));
