//! The code store in memory keeps the contract.

use rusu_testkit::codes_memory::MemoryCodes;
use rusu_testkit::codes_suite::CodesFixture;

rusu_testkit::codes_conformance!(|| CodesFixture::new(MemoryCodes::new(), ()));
