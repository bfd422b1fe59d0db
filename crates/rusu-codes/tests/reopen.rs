//! The directory: opened again, opened twice, foreign, half made.

use std::fs;
use std::path::Path;

use rusu_codes::{CodeSettings, CodeStore};
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{CodeReader as _, CodeWriter as _, ScanDelta, StoreFault};
use rusu_testkit::codes_suite::{cans, cans_in, code, everything, serial};

fn open(directory: &Path, merge_fan_out: usize) -> Result<CodeStore, StoreFault> {
    CodeStore::open(directory, CodeSettings { cache_bytes: 1 << 20, merge_fan_out })
}

fn put(store: &CodeStore, part: u32, first: u64, count: u64) {
    let records = cans_in(&code("CASE01"), &serial(first, count));
    store.put(EnterpriseId(1), PartNo(part), &mut records.into_iter().map(Ok)).expect("the put is in order");
}

fn refusal(directory: &Path) -> String {
    open(directory, 0).err().map(|fault| fault.to_string()).unwrap_or_default()
}

#[test]
fn what_was_put_and_not_synced_is_there_after_an_orderly_end() {
    for merge_fan_out in [2, usize::MAX] {
        let directory = tempfile::tempdir().unwrap();
        let store = open(directory.path(), merge_fan_out).unwrap();
        put(&store, 1, 0, 500);
        put(&store, 2, 100, 3);
        let at = jiff::Timestamp::UNIX_EPOCH;
        let scan = ScanDelta { enterprise: EnterpriseId(1), code: code("ABCDEF"), count: 2, first_at: at };
        store.add_scans(&[scan]).unwrap();
        let before = everything(&store).unwrap();
        drop(store);
        let store = open(directory.path(), merge_fan_out).unwrap();
        assert_eq!(everything(&store).unwrap(), before);
        assert_eq!(store.scans(EnterpriseId(1), &code("ABCDEF")).unwrap(), Some((2, at)));
        assert_eq!(store.contents(EnterpriseId(1), &code("CASE01"), None, 1_000).unwrap(), serial(0, 500));
    }
}

#[test]
fn a_store_goes_on_where_it_was_after_many_reopenings() {
    let directory = tempfile::tempdir().unwrap();
    for round in 0..6_u64 {
        let store = open(directory.path(), 2).unwrap();
        put(&store, 1, round * 7, 10);
        store.put(EnterpriseId(1), PartNo(2), &mut cans(&serial(1_000, 1)).into_iter().map(Ok)).unwrap();
        store.sync().unwrap();
    }
    let store = open(directory.path(), 2).unwrap();
    assert_eq!(everything(&store).unwrap().len(), 46);
}

#[test]
fn a_store_that_is_open_says_so_to_the_next_one() {
    let directory = tempfile::tempdir().unwrap();
    let first = open(directory.path(), 0).unwrap();
    let said = refusal(directory.path());
    assert!(said.contains("the store is in use by another process; stop the server first"), "{said}");
    drop(first);
    assert!(open(directory.path(), 0).is_ok());
}

#[test]
fn an_unknown_format_is_refused_by_name() {
    let directory = tempfile::tempdir().unwrap();
    drop(open(directory.path(), 0).unwrap());
    assert_eq!(fs::read_to_string(directory.path().join("format")).unwrap(), "rusu-codes 2\n");
    fs::write(directory.path().join("format"), "rusu-codes 3\n").unwrap();
    let said = refusal(directory.path());
    assert!(said.contains("`rusu-codes 3`") && said.contains("`rusu-codes 2`"), "{said}");
}

#[test]
fn codes_without_a_format_marker_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    drop(open(directory.path(), 0).unwrap());
    fs::remove_file(directory.path().join("format")).unwrap();
    let said = refusal(directory.path());
    assert!(said.contains("no format marker"), "{said}");
}

#[test]
fn a_directory_that_was_left_half_made_is_finished() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("format"), "rusu-codes 2\n").unwrap();
    fs::create_dir_all(directory.path().join("engine/keyspaces")).unwrap();
    for half_made in ["engine/0.jnl", "engine/lock", "engine/version", "format.new"] {
        fs::write(directory.path().join(half_made), "").unwrap();
    }
    let store = open(directory.path(), 0).unwrap();
    put(&store, 1, 0, 10);
    assert_eq!(everything(&store).unwrap().len(), 10);
}
