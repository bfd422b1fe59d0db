//! China's calendar: one offset, +08:00, and no summer time.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

/// A moment as China's clocks show it.
#[must_use]
pub fn china_time(at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::fixed(Offset::constant(8)))
}

/// The day in China at a moment. All dates of the domain are such days.
#[must_use]
pub fn china_day(at: Timestamp) -> Date {
    china_time(at).date()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_day_changes_at_midnight_in_china() {
        let before: Timestamp = "2026-08-14T15:59:59Z".parse().unwrap();
        let after: Timestamp = "2026-08-14T16:00:00Z".parse().unwrap();
        assert_eq!(china_day(before), date(2026, 8, 14));
        assert_eq!(china_day(after), date(2026, 8, 15));
    }
}
