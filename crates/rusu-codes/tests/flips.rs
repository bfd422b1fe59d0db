//! One flipped bit in a file of a closed store: the store refuses, or its check tells, or no answer
//! changes. `cargo xtask bit-flips` strikes a thousand times, each in a process of its own.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::fs;
use std::path::{Path, PathBuf};

use rusu_codes::{CodeSettings, CodeStore};
use rusu_testkit::codes_workload::{Chance, Effort, Reach, Verdict, Workload, verify};

const SEED: u64 = 20_261_124;
/// Most codes of a put.
const CODES_MAX: u64 = 300;
const GROUPS: u64 = 16;
const FLIPS: u64 = 60;
const ALL: Effort = Effort { hits_max: usize::MAX, misses_max: 4_000 };

fn workload() -> Workload {
    Workload::new(SEED, CODES_MAX)
}

fn settings() -> CodeSettings {
    CodeSettings { cache_bytes: 1 << 20, merge_fan_out: 2 }
}

/// The store's files of codes. The engine's own, which hold scan counters, are struck by the xtask:
/// it stands a panic of a foreign crate.
fn files_of_codes(store: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(store.join("strata")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.push(store.join("format"));
    files.retain(|file| fs::metadata(file).unwrap().len() > 0);
    files.sort();
    files
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// `None` if the store does not open.
fn judged(store: &Path) -> Option<Verdict> {
    let store = CodeStore::open(store, settings()).ok()?;
    Some(verify(&workload(), Reach::all_of(GROUPS), &store, ALL))
}

#[test]
fn a_flipped_bit_in_a_file_of_codes_is_found_and_never_makes_an_answer_wrong() {
    let directory = tempfile::tempdir().unwrap();
    let sound = directory.path().join("sound");
    let store = CodeStore::open(&sound, settings()).unwrap();
    for group in 0..GROUPS {
        workload().run(group, &store).unwrap();
    }
    drop(store);
    let verdict = judged(&sound).unwrap();
    assert!(verdict.is_clean(), "{verdict:#?}");
    let files = files_of_codes(&sound);
    let mut chance = Chance::new(SEED, 0);
    for flip in 0..FLIPS {
        let struck = directory.path().join(format!("struck-{flip}"));
        copy(&sound, &struck);
        let file = &files[usize::try_from(flip).unwrap() % files.len()];
        let path = struck.join(file.strip_prefix(&sound).unwrap());
        let mut bytes = fs::read(&path).unwrap();
        let at = usize::try_from(chance.below(bytes.len().try_into().unwrap())).unwrap();
        let bit = chance.below(8);
        bytes[at] ^= 1 << bit;
        fs::write(&path, bytes).unwrap();
        if let Some(verdict) = judged(&struck) {
            let place = format!("seed {SEED}, {}, byte {at}, bit {bit}", file.display());
            assert_eq!(verdict.wrong, 0, "{place}: {verdict:#?}");
            assert!(!verdict.is_clean(), "{place}: nobody found it");
        }
        fs::remove_dir_all(struck).unwrap();
    }
}
