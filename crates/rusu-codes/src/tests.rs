//! What only the inside can show: the exact records, damage, states that a power cut leaves.

use std::collections::{BTreeMap, BTreeSet};

use fjall::Keyspace;
use proptest::prelude::*;
use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{CodeReader as _, CodeRecord, CodeWriter as _, ScanDelta, StoreFault};

use crate::engine::Engine;
use crate::entry::{Entry, Run, unit_key};
use crate::packed::Packed;
use crate::{CodeSettings, CodeStore, put, scans, visit};

const MAKER: EnterpriseId = EnterpriseId(0x0102);

fn engine() -> (Engine, tempfile::TempDir) {
    let directory = tempfile::tempdir().unwrap();
    (Engine::open(directory.path(), 1 << 20).unwrap(), directory)
}

fn code(text: &str) -> TraceCode {
    TraceCode::parse(text).unwrap()
}

fn can(text: &str, parent: Option<&str>) -> CodeRecord {
    CodeRecord { code: code(text), carrier: Carrier::Outer, parent: parent.map(code) }
}

fn records(keyspace: &Keyspace) -> Vec<(Vec<u8>, Vec<u8>)> {
    let pairs = keyspace.iter().map(|guard| guard.into_inner().unwrap());
    pairs.map(|(key, value)| (key.to_vec(), value.to_vec())).collect()
}

/// One lot as it lies on disk: a run of four in a case, a can of its own, a case with letters.
fn assert_golden(bulk_records_min: usize) {
    let (engine, _directory) = engine();
    let case = CodeRecord { code: code("CASE01"), carrier: Carrier::Case, parent: None };
    let cans = (258..262).map(|number| can(&format!("{number:06}"), Some("CASE01")));
    let lot = cans.chain([can("7000000", Some("CASE01")), case]);
    put::put(&engine, bulk_records_min, MAKER, PartNo(300), &mut lot.map(Ok)).unwrap();
    let first_at = "1970-01-01T00:01:40Z".parse().unwrap();
    let scan = ScanDelta { enterprise: MAKER, code: code("000258"), count: 3, first_at };
    scans::add(&engine, &[scan]).unwrap();

    let case = [0xff, b'C', b'A', b'S', b'E', b'0', b'1', 0].to_vec();
    let maker = |rest: &[u8]| [&[0, 0, 1, 2], rest].concat();
    let seven = [7, 0x6a, 0xcf, 0xc0];
    let points =
        vec![(maker(&seven), [&[0xe4, 0x12], case.as_slice()].concat()), (maker(&case), vec![0xe2, 0x12])];
    assert_eq!(records(&engine.points), points);
    assert_eq!(records(&engine.runs), [(maker(&[6, 0, 1, 2]), [&[4, 0xe4, 0x12], case.as_slice()].concat())]);
    let children = vec![
        (maker(&[&case, &[6, 0, 1, 2, 1][..]].concat()), vec![4]),
        (maker(&[&case, &seven[..], &[0]].concat()), vec![]),
    ];
    assert_eq!(records(&engine.children), children);
    assert_eq!(records(&engine.scans), [(maker(&[6, 0, 1, 2]), vec![3, 200, 1, 0])]);
}

#[test]
fn a_small_part_has_exactly_these_records() {
    assert_golden(usize::MAX);
}

#[test]
fn a_part_that_is_ingested_has_exactly_the_same_records() {
    assert_golden(0);
}

#[test]
fn three_consecutive_codes_are_points_and_four_are_a_run() {
    let (engine, _directory) = engine();
    let lot = ["100000", "100001", "100002", "200000", "200001", "200002", "200003"]
        .map(|text| Ok(can(text, None)));
    put::put(&engine, usize::MAX, MAKER, PartNo(1), &mut lot.into_iter()).unwrap();
    assert_eq!((records(&engine.points).len(), records(&engine.runs).len()), (3, 1));
}

#[test]
fn a_run_ends_at_the_last_number_of_its_length() {
    let (engine, _directory) = engine();
    let lot = (999_990..=1_000_010).map(|number| Ok(can(&number.to_string(), None)));
    put::put(&engine, usize::MAX, MAKER, PartNo(1), &mut lot.into_iter()).unwrap();
    assert_eq!((records(&engine.points).len(), records(&engine.runs).len()), (0, 2));
}

#[test]
fn after_a_failed_write_no_write_is_accepted_and_reads_go_on() {
    let directory = tempfile::tempdir().unwrap();
    let (engine, lot) = (Engine::open(directory.path(), 1 << 20).unwrap(), [Ok(can("100000", None))]);
    put::put(&engine, usize::MAX, MAKER, PartNo(1), &mut lot.into_iter()).unwrap();
    let disk_full = fjall::Error::Io(std::io::Error::other("no space left on device"));
    assert!(matches!(engine.stop(&disk_full), StoreFault::Stopped { .. }));
    for bulk_records_min in [0, usize::MAX] {
        let lot = [Ok(can("100001", None))];
        let refused = put::put(&engine, bulk_records_min, MAKER, PartNo(2), &mut lot.into_iter());
        assert!(
            matches!(&refused, Err(StoreFault::Stopped { reason, .. }) if reason.contains("no space")),
            "{refused:?}"
        );
    }
    assert!(matches!(engine.persist(), Err(StoreFault::Stopped { .. })));
    assert!(matches!(scans::add(&engine, &[]), Err(StoreFault::Stopped { .. })));
    assert!(engine.find(MAKER, &Packed::of(&code("100000"))).unwrap().is_some());
}

#[test]
fn a_damaged_record_is_named_and_not_guessed() {
    let (engine, _directory) = engine();
    let mut batch = engine.batch();
    batch.insert(&engine.points, unit_key(MAKER, &Packed::of(&code("100000"))), vec![8, 0]);
    engine.commit(batch).unwrap();
    let found = engine.find(MAKER, &Packed::of(&code("100000")));
    assert!(
        matches!(&found, Err(StoreFault::Damaged { reason, .. }) if reason.contains("points")),
        "{found:?}"
    );
    let visited = visit::visit(&engine, &mut |_| std::ops::ControlFlow::Continue(()));
    assert!(matches!(visited, Err(StoreFault::Damaged { .. })));
}

/// Tombstones of cleared points stand in the journal, the tables that replace them do not: replay
/// must not let the older tombstone win.
#[test]
fn an_ingested_code_survives_the_replay_of_an_older_deletion() {
    let directory = tempfile::tempdir().unwrap();
    let settings = || CodeSettings { cache_bytes: 1 << 20, bulk_records_min: 2 };
    let store = CodeStore::open(directory.path(), settings()).unwrap();
    let put = |part, numbers: &[u32]| {
        let lot: Vec<_> = numbers.iter().map(|number| Ok(can(&format!("{number:06}"), None))).collect();
        store.put(MAKER, PartNo(part), &mut lot.into_iter()).unwrap();
    };
    put(1, &[5]);
    put(2, &[3, 4, 5, 6]);
    put(3, &[5, 7, 9, 11]);
    put(4, &[2, 3, 4, 5, 20, 30]);
    put(5, &[4, 21, 31]);
    drop(store);
    let store = CodeStore::open(directory.path(), settings()).unwrap();
    let part =
        |number: u32| store.find(MAKER, &code(&format!("{number:06}"))).unwrap().map(|stored| stored.part.0);
    let found: Vec<_> = [2, 3, 4, 5, 6, 7, 9, 11, 20, 21, 31].into_iter().map(part).collect();
    assert_eq!(found, [4, 4, 5, 4, 2, 3, 3, 3, 4, 5, 5].map(Some));
}

const UNIVERSE: u128 = 40;

fn found(engine: &Engine, maker: EnterpriseId) -> BTreeMap<u128, Entry> {
    let find = |value| engine.find(maker, &Packed::Number { digits: 6, value }).unwrap();
    (0..UNIVERSE).filter_map(|value| Some((value, find(value)?))).collect()
}

fn visited(engine: &Engine, maker: EnterpriseId) -> BTreeMap<u128, u32> {
    let mut all = BTreeMap::new();
    visit::visit(engine, &mut |span| {
        let first: u128 = span.first.as_str().parse().unwrap();
        let values = first..(first + u128::from(span.count)).min(UNIVERSE);
        for value in values.filter(|_| span.enterprise == maker) {
            assert_eq!(all.insert(value, span.stored.part.0), None, "{value} was visited twice");
        }
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    all
}

fn entry(part: u32) -> Entry {
    Entry { part: PartNo(part), carrier: Carrier::Outer, parent: None }
}

/// Runs and points as no put leaves them.
fn write_raw(engine: &Engine, maker: EnterpriseId, runs: BTreeMap<u128, u64>, points: BTreeSet<u128>) {
    let mut batch = engine.batch();
    for (part, (first, count)) in (100..).zip(runs) {
        let run = Run { digits: 6, first, count, entry: entry(part) };
        batch.insert(&engine.runs, unit_key(maker, &run.first_code()), run.value());
    }
    for (part, value) in (200..).zip(points) {
        let mut out = Vec::new();
        entry(part).write(&mut out);
        batch.insert(&engine.points, unit_key(maker, &Packed::Number { digits: 6, value }), out);
    }
    engine.commit(batch).unwrap();
}

/// A power cut may keep tables and lose the journal behind them, so runs may overlap and points
/// may lie in runs. Whatever is there, a put changes exactly its own codes.
#[test]
fn a_put_into_any_state_changes_its_own_codes_and_no_other() {
    let (engine, _directory) = engine();
    let makers = std::cell::Cell::new(0);
    let stretch = || (0..UNIVERSE, 1..12_u64);
    let state = (
        prop::collection::btree_map(0..UNIVERSE, 1..20_u64, 0..6),
        prop::collection::btree_set(0..UNIVERSE, 0..6),
    );
    let puts = prop::collection::vec((prop::collection::vec(stretch(), 1..4), any::<bool>()), 1..4);
    proptest!(ProptestConfig::with_cases(96), |((runs, points) in state, puts in puts)| {
        makers.set(makers.get() + 1);
        let maker = EnterpriseId(makers.get());
        write_raw(&engine, maker, runs, points);
        for (part, (stretches, bulk)) in (1..).zip(puts) {
            let stretches = stretches.into_iter().flat_map(|(first, count)| first..first + u128::from(count));
            let numbers: BTreeSet<u128> = stretches.filter(|number| *number < UNIVERSE).collect();
            let mut expected = found(&engine, maker);
            let lot: Vec<_> = numbers.iter().map(|number| Ok(can(&format!("{number:06}"), None))).collect();
            put::put(&engine, if bulk { 0 } else { usize::MAX }, maker, PartNo(part), &mut lot.into_iter()).unwrap();
            expected.extend(numbers.into_iter().map(|number| (number, entry(part))));
            prop_assert_eq!(found(&engine, maker), expected.clone());
            let parts = expected.into_iter().map(|(value, entry)| (value, entry.part.0)).collect();
            prop_assert_eq!(visited(&engine, maker), parts);
        }
    });
}
