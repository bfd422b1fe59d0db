//! Counting questions by day and front door: lossy under load, never in the way of an answer.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use rusu_core::channel::Channel;
use rusu_core::limits::QUERY_COUNTS_PENDING_MAX;
use rusu_core::portal::QueryCount;

/// Found and not found, by day and channel.
type Counts = BTreeMap<(Date, Channel), (u64, u64)>;

#[derive(Debug, Default)]
struct Pending {
    /// Since the last drain.
    fresh: Counts,
    /// Handed out by `drain`, on their way into the registry.
    leaving: Counts,
}

/// Questions that are counted but not yet written. Only numbers exist anywhere, never a question.
#[derive(Debug, Default)]
pub struct QueryTally {
    pending: Mutex<Pending>,
    dropped: AtomicU64,
}

impl QueryTally {
    /// Nothing counted yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts one question of a day in China.
    pub fn count(&self, day: Date, channel: Channel, is_found: bool) {
        let mut pending = self.lock();
        let is_full = pending.fresh.len() >= QUERY_COUNTS_PENDING_MAX;
        if is_full && !pending.fresh.contains_key(&(day, channel)) {
            self.dropped.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let (found, not_found) = pending.fresh.entry((day, channel)).or_default();
        *(if is_found { found } else { not_found }) += 1;
    }

    /// Takes everything that is to be written. Call [`QueryTally::settle`] once it is (or is given up).
    #[must_use]
    pub fn drain(&self) -> Vec<QueryCount> {
        let mut pending = self.lock();
        pending.leaving = std::mem::take(&mut pending.fresh);
        let leaving = pending.leaving.iter();
        leaving
            .map(|((day, channel), (found, not_found))| QueryCount {
                day: *day,
                channel: *channel,
                found: *found,
                not_found: *not_found,
            })
            .collect()
    }

    /// The drained counts stand in the registry, or are lost: written twice would be worse.
    pub fn settle(&self, written: bool) {
        let leaving = std::mem::take(&mut self.lock().leaving);
        if !written {
            let lost = leaving.values().map(|(found, not_found)| found + not_found).sum();
            self.dropped.fetch_add(lost, Ordering::Relaxed);
        }
    }

    /// Questions that were never counted.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// A panic elsewhere while counting leaves numbers that are still numbers.
    fn lock(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn questions_are_told_by_day_channel_and_outcome() {
        let (tally, day) = (QueryTally::new(), date(2026, 9, 1));
        for is_found in [true, true, false] {
            tally.count(day, Channel::PORTAL, is_found);
        }
        tally.count(day, Channel::API, true);
        let count = |channel, found, not_found| QueryCount { day, channel, found, not_found };
        assert_eq!(tally.drain(), [count(Channel::API, 1, 0), count(Channel::PORTAL, 2, 1)]);
    }

    #[test]
    fn what_was_drained_is_not_drained_again() {
        let tally = QueryTally::new();
        tally.count(date(2026, 9, 1), Channel::PORTAL, true);
        assert_eq!(tally.drain().len(), 1);
        tally.settle(true);
        assert_eq!((tally.drain().len(), tally.dropped()), (0, 0));
    }

    #[test]
    fn counts_that_could_not_be_written_are_dropped_and_told() {
        let tally = QueryTally::new();
        tally.count(date(2026, 9, 1), Channel::PORTAL, true);
        tally.count(date(2026, 9, 1), Channel::PORTAL, false);
        assert_eq!(tally.drain().len(), 1);
        tally.settle(false);
        assert_eq!((tally.drain().len(), tally.dropped()), (0, 2));
    }

    #[test]
    fn a_full_tally_drops_new_days_and_still_counts_known_ones() {
        let (tally, first) = (QueryTally::new(), date(2026, 1, 1));
        let day =
            |number: usize| first.saturating_add(jiff::Span::new().days(i64::try_from(number).unwrap()));
        for number in 0..=QUERY_COUNTS_PENDING_MAX {
            tally.count(day(number), Channel::PORTAL, true);
        }
        tally.count(first, Channel::PORTAL, true);
        assert_eq!((tally.dropped(), tally.drain().len()), (1, QUERY_COUNTS_PENDING_MAX));
    }
}
