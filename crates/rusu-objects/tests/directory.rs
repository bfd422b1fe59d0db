//! What lies in the directory, after work and after a crash.

use std::fs;
use std::path::Path;

use rusu_core::ports::{ObjectKind, ObjectReader as _, ObjectWriter as _, StoreFault};
use rusu_objects::ObjectStore;
use rusu_testkit::objects_suite::{read_bytes, store_bytes};

const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).expect("the directory is there");
    let names = entries.map(|entry| entry.expect("the directory can be read").file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn an_object_lies_under_its_hash_and_nothing_else_remains() {
    let directory = tempfile::tempdir().unwrap();
    let store = ObjectStore::local(directory.path()).unwrap();
    store_bytes(&store, ObjectKind::Document, b"abc").unwrap();
    assert_eq!(names(directory.path()), ["documents", "spool"]);
    assert_eq!(names(&directory.path().join("documents")), ["ba"]);
    assert_eq!(names(&directory.path().join("documents/ba")), [ABC]);
    assert_eq!(names(&directory.path().join("spool")), ["lock"]);
}

#[test]
fn a_dropped_sink_leaves_no_file() {
    let directory = tempfile::tempdir().unwrap();
    let store = ObjectStore::local(directory.path()).unwrap();
    let mut sink = store.create(ObjectKind::Upload).unwrap();
    sink.write(b"abc").unwrap();
    assert_eq!(names(&directory.path().join("spool")).len(), 2);
    drop(sink);
    assert_eq!(names(&directory.path().join("spool")), ["lock"]);
}

#[test]
fn what_a_crash_left_is_removed_when_the_store_is_opened_again() {
    let directory = tempfile::tempdir().unwrap();
    let store = ObjectStore::local(directory.path()).unwrap();
    let (hash, _) = store_bytes(&store, ObjectKind::Upload, b"abc").unwrap();
    drop(store);
    fs::write(directory.path().join("spool/growing-1"), "half").unwrap();
    let store = ObjectStore::local(directory.path()).unwrap();
    assert_eq!(names(&directory.path().join("spool")), ["lock"]);
    assert_eq!(read_bytes(&store, ObjectKind::Upload, &hash).unwrap().unwrap(), b"abc");
}

#[test]
fn opening_a_second_time_does_not_disturb_an_object_that_is_being_written() {
    let directory = tempfile::tempdir().unwrap();
    let first = ObjectStore::local(directory.path()).unwrap();
    let mut sink = first.create(ObjectKind::Document).unwrap();
    sink.write(b"ab").unwrap();
    let second = ObjectStore::local(directory.path()).unwrap();
    sink.write(b"c").unwrap();
    let (hash, _) = sink.finish().unwrap();
    assert_eq!(hash.to_hex(), ABC);
    assert!(second.open(ObjectKind::Document, &hash).unwrap().is_some());
}

#[test]
fn a_stray_file_among_the_objects_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let store = ObjectStore::local(directory.path()).unwrap();
    fs::create_dir_all(directory.path().join("documents/xy")).unwrap();
    fs::write(directory.path().join("documents/xy/notes.txt"), "?").unwrap();
    let listed = store.list(ObjectKind::Document);
    assert!(
        matches!(&listed, Err(StoreFault::Damaged { reason, .. }) if reason.contains("notes.txt")),
        "{listed:?}"
    );
}

#[test]
fn a_sink_outlives_the_store_it_came_from() {
    let directory = tempfile::tempdir().unwrap();
    let mut sink = ObjectStore::local(directory.path()).unwrap().create(ObjectKind::Document).unwrap();
    sink.write(b"abc").unwrap();
    assert_eq!(sink.finish().unwrap().0.to_hex(), ABC);
}

#[test]
fn a_store_works_on_a_blocking_thread_of_another_runtime_and_may_be_dropped_on_its_workers() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_owned();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let hash = runtime.block_on(async move {
        let store = std::sync::Arc::new(ObjectStore::local(&path).unwrap());
        let shared = std::sync::Arc::clone(&store);
        let write = move || store_bytes(shared.as_ref(), ObjectKind::Document, b"abc").unwrap();
        let (hash, _) = tokio::task::spawn_blocking(write).await.unwrap();
        drop(store);
        hash
    });
    assert_eq!(hash.to_hex(), ABC);
}
