//! The embedded store keeps the contract, merged or not.

use rusu_codes::{CodeSettings, CodeStore};
use rusu_testkit::codes_suite::CodesFixture;

fn fixture(merge_fan_out: usize) -> CodesFixture {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let settings = CodeSettings { cache_bytes: 1 << 20, merge_fan_out };
    CodesFixture::new(CodeStore::open(directory.path(), settings).expect("a fresh store opens"), directory)
}

mod with_every_part_in_a_stratum_of_its_own {
    rusu_testkit::codes_conformance!(|| super::fixture(usize::MAX));
}

mod merged_as_soon_as_possible {
    rusu_testkit::codes_conformance!(|| super::fixture(2));
}
