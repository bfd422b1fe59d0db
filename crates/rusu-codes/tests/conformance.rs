//! The embedded store keeps the contract, whichever way a part goes in.

use rusu_codes::{CodeSettings, CodeStore};
use rusu_testkit::codes_suite::CodesFixture;

fn fixture(bulk_records_min: usize) -> CodesFixture {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let settings = CodeSettings { cache_bytes: 1 << 20, bulk_records_min };
    CodesFixture::new(CodeStore::open(directory.path(), settings).expect("a fresh store opens"), directory)
}

mod through_the_journal {
    rusu_testkit::codes_conformance!(|| super::fixture(usize::MAX));
}

mod as_ingested_tables {
    rusu_testkit::codes_conformance!(|| super::fixture(0));
}

mod by_size {
    rusu_testkit::codes_conformance!(|| super::fixture(3));
}
