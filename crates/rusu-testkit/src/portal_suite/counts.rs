//! Claims on the counters of queries.
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use std::thread;

use jiff::civil::{Date, date};
use rusu_core::channel::Channel;
use rusu_core::portal::QueryCount;

use super::{PortalStore, moves, ok};

const DAY: Date = date(2026, 9, 1);
const EARLY: Date = date(2000, 1, 1);

fn counted(day: Date, channel: Channel, found: u64, not_found: u64) -> QueryCount {
    QueryCount { day, channel, found, not_found }
}

pub fn query_counts_add_up_across_calls_and_within_one(store: PortalStore) {
    let jd = Channel::named("jd");
    ok(store.portal.add_query_counts(&[counted(DAY, jd, 2, 1), counted(DAY, jd, 10, 0)]));
    ok(store.portal.add_query_counts(&[counted(DAY, jd, 100, 7)]));
    assert_eq!(ok(store.portal.query_counts(EARLY)), [counted(DAY, jd, 112, 8)]);
}

pub fn query_counts_are_kept_by_day_and_channel(store: PortalStore) {
    let next = date(2026, 9, 2);
    let mut sent = vec![
        counted(DAY, Channel::PORTAL, 1, 0),
        counted(DAY, Channel::API, 2, 0),
        counted(next, Channel::PORTAL, 3, 0),
        counted(DAY, Channel::OTHER, 0, 4),
    ];
    ok(store.portal.add_query_counts(&sent));
    sent.sort_by_key(|count| (count.day, count.channel));
    assert_eq!(ok(store.portal.query_counts(EARLY)), sent);
}

pub fn query_counts_come_from_a_day_on(store: PortalStore) {
    let days = [date(2026, 8, 31), DAY, date(2026, 9, 2)];
    ok(store.portal.add_query_counts(&days.map(|day| counted(day, Channel::PORTAL, 1, 1))));
    let from: Vec<Date> = ok(store.portal.query_counts(DAY)).iter().map(|count| count.day).collect();
    assert_eq!(from, [DAY, date(2026, 9, 2)]);
}

pub fn the_total_is_of_all_days_and_channels(store: PortalStore) {
    let sent = [
        counted(DAY, Channel::PORTAL, 1, 10),
        counted(date(2025, 1, 1), Channel::PORTAL, 2, 20),
        counted(DAY, Channel::named("jd"), 3, 30),
    ];
    ok(store.portal.add_query_counts(&sent));
    assert_eq!(ok(store.portal.query_total()), (6, 60));
}

pub fn no_queries_are_none_and_nothing(store: PortalStore) {
    ok(store.portal.add_query_counts(&[]));
    assert_eq!(ok(store.portal.query_counts(EARLY)), []);
    assert_eq!(ok(store.portal.query_total()), (0, 0));
}

pub fn eight_threads_that_count_lose_no_query(store: PortalStore) {
    thread::scope(|scope| {
        for _ in 0..8 {
            let portal = &store.portal;
            scope.spawn(move || {
                for _ in 0..10 {
                    ok(portal.add_query_counts(&[counted(DAY, Channel::PORTAL, 1, 2)]));
                }
            });
        }
    });
    assert_eq!(ok(store.portal.query_total()), (80, 160));
}

pub fn query_counts_do_not_move_the_generation(store: PortalStore) {
    let count = counted(DAY, Channel::PORTAL, 1, 1);
    assert!(!moves(&store, |portal| ok(portal.add_query_counts(&[count]))));
}
