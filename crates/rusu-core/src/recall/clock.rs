//! The clocks of a recall: by when it must start and by when it must be finished.

use jiff::{SignedDuration, Timestamp};

use super::working_days::{WorkingDay, working_days_after};
use super::{Recall, RecallLevel};
use crate::calendar::china_day;

impl RecallLevel {
    /// Hours from the knowledge of the danger to the start. Source: 食品召回管理办法 art. 13.
    #[must_use]
    pub fn start_hours(self) -> u32 {
        match self {
            Self::One => 24,
            Self::Two => 48,
            Self::Three => 72,
        }
    }

    /// Working days from the notice to the end. Source: 食品召回管理办法 art. 18.
    #[must_use]
    pub fn finish_working_days(self) -> u32 {
        match self {
            Self::One => 10,
            Self::Two => 20,
            Self::Three => 30,
        }
    }
}

/// A recall's clocks at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecallClock {
    /// By when it must have started.
    pub start_by: Timestamp,
    /// Whether it did not start in time.
    pub is_start_late: bool,
    /// By the end of which day in China it must be finished; none before it is announced.
    pub finish_by: Option<WorkingDay>,
    /// Whether it was not finished in time.
    pub is_finish_late: bool,
}

impl Recall {
    /// The clocks as they stand at a moment. A recall starts with its notice, or earlier when the
    /// enterprise says so.
    #[must_use]
    pub fn clock(&self, now: Timestamp) -> RecallClock {
        let known_at = self.plan.known_at.unwrap_or(self.planned_at);
        let hours = SignedDuration::from_hours(i64::from(self.level.start_hours()));
        let start_by = known_at.saturating_add(hours).unwrap_or(Timestamp::MAX);
        let started_at = [self.announced_at, self.started_at].into_iter().flatten().min();
        let finish_by =
            self.announced_at.map(|at| working_days_after(china_day(at), self.level.finish_working_days()));
        let ended_on = china_day(self.ended_at.unwrap_or(now));
        RecallClock {
            start_by,
            is_start_late: started_at.unwrap_or(now) > start_by,
            finish_by,
            is_finish_late: finish_by.is_some_and(|day| ended_on > day.date),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::sample::recall;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn with_level(level: RecallLevel) -> Recall {
        let announced_at = Some(at("2026-03-06T02:00:00Z"));
        Recall { level, planned_at: at("2026-03-06T00:00:00Z"), announced_at, started_at: None, ..recall() }
    }

    #[test]
    fn a_recall_must_start_within_24_48_or_72_hours_and_end_within_10_20_or_30_working_days() {
        let clocks = [
            (RecallLevel::One, "2026-03-07T00:00:00Z", date(2026, 3, 20)),
            (RecallLevel::Two, "2026-03-08T00:00:00Z", date(2026, 4, 3)),
            // 6 April is a holiday.
            (RecallLevel::Three, "2026-03-09T00:00:00Z", date(2026, 4, 20)),
        ];
        for (level, start_by, finish_by) in clocks {
            let clock = with_level(level).clock(at("2026-03-06T03:00:00Z"));
            assert_eq!(clock.start_by, at(start_by));
            assert_eq!(clock.finish_by.map(|day| day.date), Some(finish_by), "{level:?}");
            assert!(!clock.is_start_late && !clock.is_finish_late);
        }
    }

    #[test]
    fn the_start_is_late_one_moment_after_its_hour() {
        let planned = Recall { announced_at: None, ..with_level(RecallLevel::One) };
        assert!(!planned.clock(at("2026-03-07T00:00:00Z")).is_start_late);
        assert!(planned.clock(at("2026-03-07T00:00:01Z")).is_start_late);
        assert_eq!(planned.clock(at("2026-03-07T00:00:01Z")).finish_by, None);
    }

    #[test]
    fn the_hours_run_from_the_knowledge_of_the_danger() {
        let mut recall = with_level(RecallLevel::One);
        recall.plan.known_at = Some(at("2026-03-04T00:00:00Z"));
        let clock = recall.clock(at("2026-03-06T03:00:00Z"));
        assert_eq!((clock.start_by, clock.is_start_late), (at("2026-03-05T00:00:00Z"), true));
    }

    #[test]
    fn the_end_is_late_on_the_day_after_its_last_day_in_china() {
        let recall = with_level(RecallLevel::One);
        assert!(!recall.clock(at("2026-03-20T15:59:59Z")).is_finish_late);
        assert!(recall.clock(at("2026-03-20T16:00:00Z")).is_finish_late);
        let ended = Recall { ended_at: Some(at("2026-03-10T00:00:00Z")), ..recall };
        assert!(!ended.clock(at("2026-04-30T00:00:00Z")).is_finish_late);
    }
}
