//! Directories as earlier versions left them: each opens, with the same content.
//!
//! A fixture was written by the version of its format and is never made anew.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be unpacked ends the test")]

use std::fs::{self, File};
use std::path::Path;

use rusu_codes::{CodeSettings, CodeStore};
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{CodeReader as _, CodeWriter as _, StoredCode};
use rusu_testkit::codes_suite::{cans, code, everything};

const MAKER: EnterpriseId = EnterpriseId(7);

fn unpacked(fixture: &str) -> tempfile::TempDir {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(fixture);
    let directory = tempfile::tempdir().unwrap();
    zip::ZipArchive::new(File::open(path).unwrap()).unwrap().extract(directory.path()).unwrap();
    directory
}

fn open(directory: &Path) -> CodeStore {
    CodeStore::open(directory, CodeSettings::default()).unwrap()
}

/// What each of the fixtures holds.
fn assert_content(store: &CodeStore) {
    let odd = code(&format!("{}77", "9".repeat(38)));
    let long = code(&format!("Z{}", "A".repeat(39)));
    let stored = |part, carrier, parent: Option<&str>| {
        Some(StoredCode { part: PartNo(part), carrier, parent: parent.map(code) })
    };
    let find = |text: &str| store.find(MAKER, &code(text)).unwrap();
    assert_eq!(find("000100"), stored(1, Carrier::Outer, Some("CASE01")));
    assert_eq!(find("000199"), stored(1, Carrier::Outer, Some("CASE01")));
    assert_eq!(find("000200"), None);
    assert_eq!(find("000150"), stored(2, Carrier::Outer, Some("CASE02")));
    assert_eq!(find("000152"), stored(2, Carrier::Outer, None));
    assert_eq!(find("CASE01"), stored(1, Carrier::Case, Some("PALLET01")));
    assert_eq!(find("0000000000000042"), stored(2, Carrier::Inner, Some("000150")));
    assert_eq!(find(odd.as_str()), stored(2, Carrier::Outer, Some(long.as_str())));
    assert_eq!(find("ABCDEF123456"), stored(2, Carrier::Outer, None));
    let other = store.find(EnterpriseId(8), &code("000150")).unwrap();
    assert_eq!(other, stored(3, Carrier::Outer, None));
    let contents = |package: &str| store.contents(MAKER, &code(package), None, 1_000).unwrap();
    assert_eq!(contents("CASE01").len(), 98);
    assert_eq!(contents("CASE02"), [code("000150")]);
    assert_eq!(contents("PALLET01"), [code("CASE01")]);
    let scans = store.scans(MAKER, &code("000150")).unwrap();
    assert_eq!(scans, Some((3, "2026-01-02T03:04:05Z".parse().unwrap())));
    assert_eq!(everything(store).unwrap().len(), 107);
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

#[test]
fn a_directory_of_format_1_is_brought_to_format_2_with_its_content() {
    let directory = unpacked("format-1.zip");
    let store = open(directory.path());
    assert_content(&store);
    drop(store);
    assert_eq!(fs::read_to_string(directory.path().join("format")).unwrap(), "rusu-codes 2\n");
    assert_content(&open(directory.path()));
}

#[test]
fn an_interrupted_upgrade_is_done_again() {
    let directory = unpacked("format-1.zip");
    drop(open(directory.path()));
    let upgraded = unpacked("format-1.zip");
    // The strata were written, the marker was not.
    fs::rename(directory.path().join("strata"), upgraded.path().join("strata")).unwrap();
    assert_content(&open(upgraded.path()));
}

#[test]
fn an_upgraded_directory_takes_new_parts() {
    let directory = unpacked("format-1.zip");
    let store = open(directory.path());
    store.put(MAKER, PartNo(9), &mut cans(&[code("000100")]).into_iter().map(Ok)).unwrap();
    store.settle().unwrap();
    assert_eq!(store.find(MAKER, &code("000100")).unwrap().map(|stored| stored.part), Some(PartNo(9)));
}

#[test]
fn a_directory_of_format_2_opens_with_its_content() {
    assert_content(&open(unpacked("format-2.zip").path()));
}
