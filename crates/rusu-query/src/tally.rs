//! Scan counting: lossy under load, never in the way of an answer.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::ScanDelta;

type Counts = HashMap<(EnterpriseId, TraceCode), (u64, Timestamp)>;

#[derive(Debug, Default)]
struct Pending {
    /// Since the last drain.
    fresh: Counts,
    /// Handed out by `drain`, on their way into the store.
    leaving: Counts,
}

impl Pending {
    fn of(&self, key: &(EnterpriseId, TraceCode)) -> Option<(u64, Timestamp)> {
        match (self.fresh.get(key).copied(), self.leaving.get(key).copied()) {
            (Some((fresh, at)), Some((more, first))) => Some((fresh + more, first.min(at))),
            (one, other) => one.or(other),
        }
    }
}

/// Scans that are counted but not yet written.
///
/// No record of single scans exists anywhere: only a number and the first time, per code.
#[derive(Debug)]
pub struct ScanTally {
    pending: Mutex<Pending>,
    pending_max: usize,
    dropped: AtomicU64,
}

impl ScanTally {
    /// Holds at most `pending_max` codes between two drains.
    #[must_use]
    pub fn new(pending_max: usize) -> Self {
        Self { pending: Mutex::default(), pending_max, dropped: AtomicU64::new(0) }
    }

    /// Counts one scan and tells the scans of the same code that are not written yet, this one
    /// left out, and the first one's time.
    pub fn count(
        &self,
        enterprise: EnterpriseId,
        code: &TraceCode,
        now: Timestamp,
    ) -> Option<(u64, Timestamp)> {
        let mut pending = self.lock();
        let key = (enterprise, code.clone());
        let before = pending.of(&key);
        if let Some((count, _)) = pending.fresh.get_mut(&key) {
            *count += 1;
        } else if pending.fresh.len() < self.pending_max {
            pending.fresh.insert(key, (1, now));
        } else {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        before
    }

    /// The scans of a code that are not written yet, and the first one's time. Counts nothing.
    #[must_use]
    pub fn pending(&self, enterprise: EnterpriseId, code: &TraceCode) -> Option<(u64, Timestamp)> {
        self.lock().of(&(enterprise, code.clone()))
    }

    /// Takes everything that is to be written. Call [`ScanTally::settle`] once it is (or is given up).
    #[must_use]
    pub fn drain(&self) -> Vec<ScanDelta> {
        let mut pending = self.lock();
        pending.leaving = std::mem::take(&mut pending.fresh);
        let leaving = pending.leaving.iter();
        leaving
            .map(|((enterprise, code), (count, first_at))| ScanDelta {
                enterprise: *enterprise,
                code: code.clone(),
                count: *count,
                first_at: *first_at,
            })
            .collect()
    }

    /// The drained scans stand in the store, or are lost.
    pub fn settle(&self, written: bool) {
        let leaving = std::mem::take(&mut self.lock().leaving);
        if !written {
            let lost = leaving.values().map(|(count, _)| count).sum();
            self.dropped.fetch_add(lost, Ordering::Relaxed);
        }
    }

    /// Scans that were never counted.
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
    use super::*;

    fn code(text: &str) -> TraceCode {
        TraceCode::parse(text).unwrap()
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn scans_on_their_way_to_the_store_still_count() {
        let tally = ScanTally::new(10);
        assert_eq!(tally.count(EnterpriseId(1), &code("123456"), at(5)), None);
        assert_eq!(tally.drain().len(), 1);
        assert_eq!(tally.count(EnterpriseId(1), &code("123456"), at(6)), Some((1, at(5))));
        tally.settle(true);
        assert_eq!(tally.count(EnterpriseId(1), &code("123456"), at(7)), Some((1, at(6))));
    }

    #[test]
    fn a_full_tally_drops_new_codes_and_says_so() {
        let tally = ScanTally::new(1);
        tally.count(EnterpriseId(1), &code("111111"), at(1));
        tally.count(EnterpriseId(1), &code("222222"), at(1));
        tally.count(EnterpriseId(1), &code("111111"), at(2));
        assert_eq!(tally.dropped(), 1);
        assert_eq!(tally.drain().first().map(|d| d.count), Some(2));
    }

    #[test]
    fn scans_that_could_not_be_written_are_counted_as_dropped() {
        let tally = ScanTally::new(10);
        tally.count(EnterpriseId(1), &code("111111"), at(1));
        assert_eq!(tally.drain().len(), 1);
        tally.settle(false);
        assert_eq!(tally.dropped(), 1);
    }
}
