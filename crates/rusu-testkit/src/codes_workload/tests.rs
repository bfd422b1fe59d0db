use std::ops::ControlFlow;

use rusu_core::ports::{CodeReader, CodeSpan, StoredCode};

use super::*;
use crate::codes_memory::MemoryCodes;

const EFFORT: Effort = Effort { hits_max: usize::MAX, misses_max: 1_000 };
const GROUPS: u64 = 30;

fn workload() -> Workload {
    Workload::new(7, 200)
}

fn after(groups: u64) -> MemoryCodes {
    let store = MemoryCodes::new();
    (0..groups).for_each(|group| workload().run(group, &store).unwrap());
    store
}

fn judged(store: &dyn CodeReader, acknowledged: u64, begun: u64) -> Verdict {
    verify(&workload(), Reach { acknowledged, begun }, store, EFFORT)
}

/// A store that answers for one code what another store would.
struct Bent {
    store: MemoryCodes,
    code: TraceCode,
    answer: Option<StoredCode>,
}

impl CodeReader for Bent {
    fn find(&self, maker: EnterpriseId, code: &TraceCode) -> Result<Option<StoredCode>, StoreFault> {
        if *code == self.code { Ok(self.answer.clone()) } else { self.store.find(maker, code) }
    }

    fn contents(
        &self,
        maker: EnterpriseId,
        package: &TraceCode,
        after: Option<&TraceCode>,
        limit: usize,
    ) -> Result<Vec<TraceCode>, StoreFault> {
        self.store.contents(maker, package, after, limit)
    }

    fn scans(&self, maker: EnterpriseId, code: &TraceCode) -> Result<Option<(u64, Timestamp)>, StoreFault> {
        self.store.scans(maker, code)
    }

    fn visit(&self, visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>) -> Result<(), StoreFault> {
        self.store.visit(visitor)
    }
}

fn a_can() -> CodeRecord {
    let records = workload().group(GROUPS - 1).puts.into_iter().flat_map(|put| put.records);
    records.into_iter().find(|record| !record.carrier.is_package()).unwrap()
}

#[test]
fn the_reference_in_memory_is_right() {
    let verdict = judged(&after(GROUPS), GROUPS, GROUPS);
    assert!(verdict.is_clean(), "{verdict:#?}");
    assert!(verdict.codes > 1_000 && verdict.looked_up > verdict.codes, "{verdict:#?}");
}

#[test]
fn a_group_that_was_begun_may_be_there_or_not() {
    assert!(judged(&after(GROUPS), GROUPS, GROUPS + 1).is_clean());
    assert!(judged(&after(GROUPS + 1), GROUPS, GROUPS + 1).is_clean());
}

#[test]
fn a_group_that_was_never_begun_must_not_be_there() {
    assert!(judged(&after(GROUPS + 1), GROUPS, GROUPS).wrong > 0);
}

#[test]
fn a_group_that_was_acknowledged_must_be_there() {
    assert!(judged(&after(GROUPS - 1), GROUPS, GROUPS + 1).wrong > 0);
}

#[test]
fn a_group_put_twice_changes_nothing() {
    let store = after(GROUPS);
    workload().run(GROUPS - 1, &store).unwrap();
    assert!(judged(&store, GROUPS, GROUPS).is_clean());
}

#[test]
fn a_lost_code_is_a_wrong_answer() {
    let store = Bent { store: after(GROUPS), code: a_can().code, answer: None };
    assert_eq!(judged(&store, GROUPS, GROUPS).wrong, 1);
}

#[test]
fn another_part_is_a_wrong_answer() {
    let CodeRecord { code, carrier, parent } = a_can();
    let answer = Some(StoredCode { part: PartNo(1_000_000), carrier, parent });
    assert_eq!(judged(&Bent { store: after(GROUPS), code, answer }, GROUPS, GROUPS).wrong, 1);
}

#[test]
fn a_history_has_every_form_of_code_and_puts_codes_again() {
    let puts: Vec<PlannedPut> = (0..200).flat_map(|group| workload().group(group).puts).collect();
    let records = || puts.iter().flat_map(|put| &put.records);
    assert!(records().any(|record| record.code.is_digits() && record.code.as_str().len() == 40));
    assert!(records().any(|record| !record.code.is_digits() && record.code.as_str().len() > 24));
    for carrier in [Carrier::Outer, Carrier::Inner, Carrier::Case, Carrier::Pallet] {
        assert!(records().any(|record| record.carrier == carrier), "{carrier:?}");
    }
    let mut units: Vec<(EnterpriseId, &TraceCode)> =
        puts.iter().flat_map(|put| put.records.iter().map(|record| (put.enterprise, &record.code))).collect();
    let all = units.len();
    units.sort();
    units.dedup();
    assert!(units.len() < all);
}
