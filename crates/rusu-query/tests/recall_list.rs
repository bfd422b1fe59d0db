//! Recalls as the page lists them: those in force first, and how far the search reaches.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails with it")]

use std::sync::Arc;

use rusu_core::limits::{PORTAL_PAGE_ROWS_MAX, RECALLS_READ_MAX};
use rusu_core::ports::{RecallWriter as _, RegistryWriter as _};
use rusu_core::recall::Recall;
use rusu_query::{Portal, RecallList};
use rusu_testkit::builders::{FixedClock, moment, sample_enterprise, sample_recall};
use rusu_testkit::registry_memory::MemoryRegistry;

/// The list over so many recalls, later ones announced later; every second one has ended.
fn listed(count: usize) -> RecallList {
    let registry = Arc::new(MemoryRegistry::new());
    registry.save_enterprise(&sample_enterprise()).unwrap();
    for number in 0..i64::try_from(count).unwrap() {
        let ended_at = (number % 2 == 0).then(|| moment(number + 1));
        let recall = Recall { announced_at: Some(moment(number)), ended_at, ..sample_recall() };
        registry.save_recall(&recall).unwrap();
    }
    Portal::new(registry, Arc::new(FixedClock::default())).recall_list(None).unwrap()
}

#[test]
fn recalls_in_force_stand_before_ended_ones_each_latest_first() {
    let list = listed(PORTAL_PAGE_ROWS_MAX + 2);
    let in_force = list.recalls.iter().take_while(|recall| recall.ended_at.is_none()).count();
    assert_eq!((list.recalls.len(), in_force), (PORTAL_PAGE_ROWS_MAX + 2, PORTAL_PAGE_ROWS_MAX / 2 + 1));
    let (first, rest) = list.recalls.split_at(in_force);
    assert!(rest.iter().all(|recall| recall.ended_at.is_some()));
    for part in [first, rest] {
        assert!(part.is_sorted_by(|one, next| one.announced_at >= next.announced_at));
    }
}

#[test]
fn as_many_recalls_as_are_read_are_the_whole_list_and_one_more_is_not() {
    assert!(listed(0).is_whole && listed(RECALLS_READ_MAX).is_whole);
    let beyond = listed(RECALLS_READ_MAX + 1);
    assert_eq!((beyond.is_whole, beyond.recalls.len()), (false, RECALLS_READ_MAX));
}
