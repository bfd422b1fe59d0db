//! Random puts that overlap in every way: the store against the reference in memory.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

use proptest::prelude::*;
use rusu_codes::{CodeSettings, CodeStore};
use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{CodeReader, CodeRecord, CodeWriter, PutCount, StoredCode};
use rusu_testkit::codes_memory::MemoryCodes;
use rusu_testkit::codes_suite::{code, codes_of, everything};

/// Serial numbers in two lengths, codes with letters, and packages of both forms.
fn any_code() -> impl Strategy<Value = TraceCode> {
    prop_oneof![
        8 => (0..40_u32).prop_map(|number| code(&format!("{number:06}"))),
        2 => (0..8_u32).prop_map(|number| code(&format!("{number:07}"))),
        1 => (0..6_u32).prop_map(|number| code(&format!("A{number:05}"))),
    ]
}

fn any_parent() -> impl Strategy<Value = Option<TraceCode>> {
    prop_oneof![
        Just(None),
        Just(Some(code("CASE01"))),
        Just(Some(code("CASE011"))),
        Just(Some(code("000007"))),
    ]
}

fn any_carrier() -> impl Strategy<Value = Carrier> {
    prop_oneof![8 => Just(Carrier::Outer), 2 => Just(Carrier::Inner), 1 => Just(Carrier::Case), 1 => Just(Carrier::Pallet)]
}

/// Stretches of consecutive codes with one parent, and single codes.
fn any_records() -> impl Strategy<Value = Vec<CodeRecord>> {
    let stretch =
        (0..40_u32, 1..25_u32, any_carrier(), any_parent()).prop_map(|(first, count, carrier, parent)| {
            let codes = (first..(first + count).min(40)).map(|number| code(&format!("{number:06}")));
            codes.map(|code| CodeRecord { code, carrier, parent: parent.clone() }).collect::<Vec<_>>()
        });
    let single = (any_code(), any_carrier(), any_parent())
        .prop_map(|(code, carrier, parent)| vec![CodeRecord { code, carrier, parent }]);
    prop::collection::vec(prop_oneof![stretch, single], 1..6).prop_map(|groups| {
        let sorted: BTreeMap<TraceCode, CodeRecord> =
            groups.into_iter().flatten().map(|record| (record.code.clone(), record)).collect();
        sorted.into_values().collect()
    })
}

fn put(store: &dyn CodeWriter, maker: EnterpriseId, part: u32, records: &[CodeRecord]) -> PutCount {
    store.put(maker, PartNo(part), &mut records.iter().cloned().map(Ok)).expect("the put is in order")
}

fn listed(store: &dyn CodeReader, maker: EnterpriseId, package: &TraceCode, page: usize) -> Vec<TraceCode> {
    let mut all: Vec<TraceCode> = Vec::new();
    loop {
        let next = store.contents(maker, package, all.last(), page).expect("contents can be read");
        if next.is_empty() {
            return all;
        }
        all.extend(next);
    }
}

/// Every code of the maker, who is the first in the store.
fn all_of(store: &dyn CodeReader, maker: EnterpriseId) -> Vec<(TraceCode, StoredCode)> {
    let mut all = Vec::new();
    let visited = store.visit(&mut |span| {
        if span.enterprise != maker {
            return ControlFlow::Break(());
        }
        all.extend(codes_of(&span).into_iter().map(|code| (code, span.stored.clone())));
        ControlFlow::Continue(())
    });
    visited.expect("a visit ends well");
    all
}

fn assert_alike(store: &dyn CodeReader, model: &dyn CodeReader, maker: EnterpriseId) {
    let mut codes: Vec<TraceCode> = (0..42).map(|number| code(&format!("{number:06}"))).collect();
    codes.extend((0..9).map(|number| code(&format!("{number:07}"))));
    codes.extend((0..6).map(|number| code(&format!("A{number:05}"))));
    for code in &codes {
        let found = store.find(maker, code).expect("codes can be found");
        assert_eq!(found, model.find(maker, code).expect("the model finds"), "{code}");
    }
    for package in ["CASE01", "CASE011", "000007", "CASE02"].map(code) {
        for page in [1, 3, 100] {
            let (found, expected) =
                (listed(store, maker, &package, page), listed(model, maker, &package, page));
            assert_eq!(found, expected, "contents of {package} in pages of {page}");
        }
    }
    assert_eq!(all_of(store, maker), all_of(model, maker));
}

/// What is done between the puts.
#[derive(Clone, Copy, Debug)]
enum Between {
    Nothing,
    Sync,
    Settle,
}

fn any_between() -> impl Strategy<Value = Between> {
    prop_oneof![Just(Between::Nothing), Just(Between::Sync), Just(Between::Settle)]
}

fn check(merge_fan_out: usize) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let settings = CodeSettings { cache_bytes: 1 << 20, merge_fan_out };
    let store = CodeStore::open(directory.path(), settings.clone()).expect("a fresh store opens");
    let next_maker = RefCell::new(u32::MAX);
    let puts = prop::collection::vec((1..4_u32, any_records(), any_between()), 1..7);
    proptest!(ProptestConfig::with_cases(48), |(puts in puts)| {
        // An enterprise of its own for each case: opening a store costs more than the case.
        *next_maker.borrow_mut() -= 1;
        let (maker, model) = (EnterpriseId(*next_maker.borrow()), MemoryCodes::new());
        for (part, records, between) in &puts {
            let counted = put(&store, maker, *part, records);
            prop_assert_eq!(counted, put(&model, maker, *part, records));
            match between {
                Between::Nothing => {}
                Between::Sync => store.sync().expect("the store syncs"),
                Between::Settle => store.settle().expect("the store settles"),
            }
        }
        assert_alike(&store, &model, maker);
        // The last part again: nothing changes.
        if let Some((part, records, _)) = puts.last() {
            put(&store, maker, *part, records);
            assert_alike(&store, &model, maker);
        }
    });
    assert_eq!(store.check().expect("the store can be read"), Vec::<String>::new());
    let before = everything(&store).expect("a visit ends well");
    drop(store);
    let store = CodeStore::open(directory.path(), settings).expect("the store opens again");
    assert_eq!(everything(&store).expect("a visit ends well"), before);
}

#[test]
fn puts_in_strata_of_their_own_leave_what_the_model_has() {
    check(usize::MAX);
}

#[test]
fn puts_that_are_merged_two_by_two_leave_what_the_model_has() {
    check(2);
}
