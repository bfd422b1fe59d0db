//! A series: the sample lots of one quarter of a year. Their dates are relative to its first day, so
//! that a lot that must be fresh is fresh and one that must have expired has, whenever it is.

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan as _};

/// The sample lots of one quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Series {
    first_day: Date,
}

impl Series {
    /// The series of the quarter in which a day lies.
    pub(crate) fn of(today: Date) -> Self {
        let month = (today.month() - 1) / 3 * 3 + 1;
        Self { first_day: date(today.year(), month, 1) }
    }

    /// A day before or after the series' first.
    pub(crate) fn day(self, span: Span) -> Date {
        self.first_day.saturating_add(span)
    }

    /// `2026Q4`.
    pub(crate) fn name(self) -> String {
        format!("{}Q{}", self.first_day.year(), self.quarter())
    }

    /// Three digits that tell this series' codes from the ones before: two of the year, one of the quarter.
    pub(crate) fn digits(self) -> String {
        format!("{:02}{}", self.first_day.year().rem_euclid(100), self.quarter())
    }

    /// The end of the year that comes some years later.
    pub(crate) fn end_of_year(self, years: i64) -> Date {
        date(self.day(years.years()).year(), 12, 31)
    }

    fn quarter(self) -> i8 {
        (self.first_day.month() - 1) / 3 + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_begins_with_its_quarter() {
        let series = Series::of(date(2026, 11, 23));
        assert_eq!((series.name().as_str(), series.digits().as_str()), ("2026Q4", "264"));
        assert_eq!(series.day(0.days()), date(2026, 10, 1));
        assert_eq!(Series::of(date(2026, 10, 1)), series);
        assert_ne!(Series::of(date(2026, 9, 30)), series);
    }
}
