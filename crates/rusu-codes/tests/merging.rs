//! What merging does to what was put.

#![expect(clippy::unwrap_used, reason = "a store that cannot be used ends the test")]

use rusu_codes::{CodeSettings, CodeStore};
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{CodeReader as _, CodeWriter as _};
use rusu_testkit::codes_suite::{cans, code, everything, serial};

const MAKER: EnterpriseId = EnterpriseId(7);

fn open(directory: &std::path::Path, merge_fan_out: usize) -> CodeStore {
    CodeStore::open(directory, CodeSettings { cache_bytes: 1 << 20, merge_fan_out }).unwrap()
}

fn put(store: &CodeStore, part: u32, numbers: impl Iterator<Item = u32>) {
    let codes: Vec<_> = numbers.map(|number| code(&format!("{number:06}"))).collect();
    store.put(MAKER, PartNo(part), &mut cans(&codes).into_iter().map(Ok)).unwrap();
}

#[test]
fn a_single_code_that_is_left_of_a_run_is_found_where_there_were_only_runs() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path(), usize::MAX);
    put(&store, 1, 9..19);
    put(&store, 2, (5..16).chain(17..27));
    store.settle().unwrap();
    assert_eq!(store.find(MAKER, &code("000016")).unwrap().map(|stored| stored.part), Some(PartNo(1)));
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

#[test]
fn a_settled_store_has_one_stratum_for_each_enterprise() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path(), usize::MAX);
    for part in 1..30 {
        put(&store, part, part * 100..part * 100 + 10);
    }
    store.put(EnterpriseId(8), PartNo(1), &mut cans(&serial(0, 5)).into_iter().map(Ok)).unwrap();
    assert_eq!(store.strata(), 30);
    let before = everything(&store).unwrap();
    store.settle().unwrap();
    assert_eq!(store.strata(), 2);
    assert_eq!(everything(&store).unwrap(), before);
}

#[test]
fn only_the_files_that_count_are_left_when_a_store_is_closed() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path(), 2);
    for part in 1..40 {
        put(&store, part, part * 100..part * 100 + 10);
        store.sync().unwrap();
    }
    store.settle().unwrap();
    let strata = store.strata();
    drop(store);
    let files = std::fs::read_dir(directory.path().join("strata")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|name| name.ends_with(".stratum")).count(), strata);
}

#[test]
fn a_store_that_is_closed_in_the_middle_of_a_merge_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path(), 2);
    for part in 1..9 {
        put(&store, part, (0..40_000).map(|number| number * 9 + part));
        store.sync().unwrap();
    }
    let before = everything(&store).unwrap();
    drop(store);
    assert_eq!(everything(&open(directory.path(), 2)).unwrap(), before);
}
