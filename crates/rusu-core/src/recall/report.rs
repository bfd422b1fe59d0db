//! Reports on a recall's progress, and what share of the cans came back.

use jiff::Timestamp;
use jiff::civil::Date;

use super::Recall;
use crate::calendar::china_day;
use crate::limits::RECALL_REPORTS_MAX;

/// What the enterprise reports. Numbers are cans since the notice, not since the last report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecallReport {
    /// As of the end of which day.
    pub date: Date,
    /// Cans that came back.
    pub recalled: u64,
    /// Of these, cans that were disposed of.
    pub disposed: u64,
    /// In words.
    pub note: String,
    /// The last one, with which the recall can be completed.
    pub is_final: bool,
    /// When it arrived.
    pub reported_at: Timestamp,
    /// Who sent it.
    pub reported_by: String,
}

/// Why a report cannot be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// More was disposed of than came back.
    #[error("{disposed} cans were disposed of, but only {recalled} came back")]
    Disposed {
        /// Cans that came back.
        recalled: u64,
        /// Cans that were disposed of.
        disposed: u64,
    },
    /// Less than the report before says.
    #[error("{given} is less than the {before} of the report before")]
    Backwards {
        /// The number.
        given: u64,
        /// What stood there before.
        before: u64,
    },
    /// The day lies before the notice, before the last report, or in the future.
    #[error("{given} is not between {from} and {to}")]
    Day {
        /// The day.
        given: Date,
        /// The first day that would do.
        from: Date,
        /// The last day that would do.
        to: Date,
    },
    /// There are as many reports as there can be.
    #[error("recall has {RECALL_REPORTS_MAX} reports already")]
    TooMany,
}

impl RecallReport {
    /// Whether it can follow what was reported before.
    ///
    /// # Errors
    /// [`ReportError`].
    pub fn check(&self, recall: &Recall) -> Result<(), ReportError> {
        let (recalled, disposed) = (self.recalled, self.disposed);
        if disposed > recalled {
            return Err(ReportError::Disposed { recalled, disposed });
        }
        if recall.reports.len() >= RECALL_REPORTS_MAX {
            return Err(ReportError::TooMany);
        }
        let last = recall.reports.last();
        for (given, before) in [
            (recalled, last.map_or(0, |last| last.recalled)),
            (disposed, last.map_or(0, |last| last.disposed)),
        ] {
            if given < before {
                return Err(ReportError::Backwards { given, before });
            }
        }
        let noticed = china_day(recall.announced_at.unwrap_or(recall.planned_at));
        let (from, to) = (last.map_or(noticed, |last| last.date), china_day(self.reported_at));
        if self.date < from || self.date > to {
            return Err(ReportError::Day { given: self.date, from, to });
        }
        Ok(())
    }
}

/// How many cans were made of what is recalled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Produced {
    /// How many.
    pub units: u64,
    /// Whether the platform counted them itself; otherwise the plan says so.
    pub is_counted: bool,
}

/// Shares in thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecallRatios {
    /// Of what was made, how much came back.
    pub recalled_of_produced: Option<u64>,
    /// Of what was sold, how much came back.
    pub recalled_of_sold: Option<u64>,
    /// Of what came back, how much was disposed of.
    pub disposed_of_recalled: Option<u64>,
}

impl Recall {
    /// How many cans were made: the platform's own count where it knows every target, else what the
    /// plan says.
    #[must_use]
    pub fn produced(&self, counted: Option<u64>) -> Option<Produced> {
        let own = counted.map(|units| Produced { units, is_counted: true });
        own.or_else(|| Some(Produced { units: self.plan.quantity_produced?, is_counted: false }))
    }

    /// The shares by the latest report; none before there is one.
    #[must_use]
    pub fn ratios(&self, produced: Option<Produced>) -> RecallRatios {
        let Some(last) = self.reports.last() else { return RecallRatios::default() };
        RecallRatios {
            recalled_of_produced: produced.and_then(|made| thousandths(last.recalled, made.units)),
            recalled_of_sold: self.plan.quantity_sold.and_then(|sold| thousandths(last.recalled, sold)),
            disposed_of_recalled: thousandths(last.disposed, last.recalled),
        }
    }
}

/// A share, rounded down: it never looks better than it is. Of nothing there is no share.
fn thousandths(part: u64, whole: u64) -> Option<u64> {
    u64::try_from((u128::from(part) * 1_000).checked_div(u128::from(whole))?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::sample::recall;

    fn report(date: Date, recalled: u64, disposed: u64) -> RecallReport {
        let reported_at = "2026-09-10T01:00:00Z".parse().unwrap();
        let (note, reported_by) = (String::new(), "enterprise 1".to_owned());
        RecallReport { date, recalled, disposed, note, is_final: false, reported_at, reported_by }
    }

    /// Announced on 2026-09-01 in China.
    fn after(reports: &[RecallReport]) -> Recall {
        let announced_at = Some("2026-09-01T01:00:00Z".parse().unwrap());
        Recall { announced_at, reports: reports.to_vec(), ..recall() }
    }

    #[test]
    fn a_report_is_taken_from_the_day_of_the_notice_to_today() {
        let check = |day| report(day, 5, 5).check(&after(&[]));
        assert_eq!(check(date(2026, 9, 1)), Ok(()));
        assert_eq!(check(date(2026, 9, 10)), Ok(()));
        assert!(matches!(check(date(2026, 8, 31)), Err(ReportError::Day { .. })));
        assert!(matches!(check(date(2026, 9, 11)), Err(ReportError::Day { .. })));
    }

    #[test]
    fn numbers_never_run_backwards() {
        let before = after(&[report(date(2026, 9, 3), 10, 4)]);
        assert_eq!(report(date(2026, 9, 3), 10, 4).check(&before), Ok(()));
        let fewer = ReportError::Backwards { given: 9, before: 10 };
        assert_eq!(report(date(2026, 9, 4), 9, 4).check(&before), Err(fewer));
        let fewer = ReportError::Backwards { given: 3, before: 4 };
        assert_eq!(report(date(2026, 9, 4), 10, 3).check(&before), Err(fewer));
        assert!(matches!(report(date(2026, 9, 2), 10, 4).check(&before), Err(ReportError::Day { .. })));
    }

    #[test]
    fn no_more_is_disposed_of_than_came_back() {
        assert_eq!(report(date(2026, 9, 3), 10, 10).check(&after(&[])), Ok(()));
        let more = ReportError::Disposed { recalled: 10, disposed: 11 };
        assert_eq!(report(date(2026, 9, 3), 10, 11).check(&after(&[])), Err(more));
    }

    #[test]
    fn a_recall_takes_so_many_reports_and_no_more() {
        let one = report(date(2026, 9, 3), 10, 4);
        assert_eq!(one.check(&after(&vec![one.clone(); RECALL_REPORTS_MAX - 1])), Ok(()));
        assert_eq!(one.check(&after(&vec![one.clone(); RECALL_REPORTS_MAX])), Err(ReportError::TooMany));
    }

    #[test]
    fn the_platforms_own_count_is_worth_more_than_what_the_plan_says() {
        let mut recall = after(&[]);
        recall.plan.quantity_produced = Some(900);
        assert_eq!(recall.produced(Some(1_000)), Some(Produced { units: 1_000, is_counted: true }));
        assert_eq!(recall.produced(None), Some(Produced { units: 900, is_counted: false }));
        recall.plan.quantity_produced = None;
        assert_eq!(recall.produced(None), None);
    }

    #[test]
    fn shares_are_rounded_down_and_of_nothing_there_is_none() {
        let mut recall = after(&[report(date(2026, 9, 3), 999, 998)]);
        recall.plan.quantity_sold = Some(0);
        let ratios = recall.ratios(recall.produced(Some(1_000_000)));
        assert_eq!(ratios.recalled_of_produced, Some(0));
        assert_eq!(ratios.disposed_of_recalled, Some(998));
        assert_eq!(ratios.recalled_of_sold, None);
        assert_eq!(after(&[]).ratios(None), RecallRatios::default());
    }
}
