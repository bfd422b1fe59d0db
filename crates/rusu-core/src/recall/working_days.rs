//! Working days in China (`data/working-days.csv`).
//!
//! Owns: which days are worked, and how far ahead that is known. Invariant: beyond what the State
//! Council has announced a date is computed all the same, and called provisional.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};

const SOURCE: &str = include_str!("../../../../data/working-days.csv");
/// The row that says how far the list reaches.
const KNOWN_THROUGH: &str = "known_through";

/// A day that was counted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkingDay {
    /// The day.
    pub date: Date,
    /// Whether holidays that are not announced yet may still move it.
    pub is_provisional: bool,
}

struct Calendar {
    /// Whether a day is worked, where it is not as the day of the week says.
    exceptions: HashMap<Date, bool>,
    known_through: Date,
}

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| read(SOURCE));

fn read(source: &str) -> Calendar {
    let mut calendar = Calendar { exceptions: HashMap::new(), known_through: Date::MIN };
    for line in source.lines().skip(1).filter(|line| !line.starts_with('#')) {
        let mut cells = line.split(',');
        let date = cells.next().and_then(|text| text.parse::<Date>().ok());
        match (date, cells.next()) {
            (Some(date), Some(KNOWN_THROUGH)) => calendar.known_through = date,
            (Some(date), Some(kind)) => {
                calendar.exceptions.insert(date, kind == "workday");
            }
            _ => {}
        }
    }
    calendar
}

/// Whether a day is worked in China, as far as is known.
#[must_use]
pub fn is_worked(date: Date) -> bool {
    let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    CALENDAR.exceptions.get(&date).copied().unwrap_or(!weekend)
}

/// The last of so many working days; the first is the next one worked after `day`. No days are the
/// day itself.
#[must_use]
pub fn working_days_after(day: Date, count: u32) -> WorkingDay {
    let mut date = day;
    let mut left = count;
    while left > 0 {
        // Dates end with the year 9999, and so does the counting.
        let Ok(next) = date.tomorrow() else { break };
        date = next;
        left -= u32::from(is_worked(date));
    }
    WorkingDay { date, is_provisional: date > CALENDAR.known_through }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_row_is_read_and_says_something() {
        let rows = SOURCE.lines().skip(1).filter(|line| !line.starts_with('#')).count();
        assert_eq!(CALENDAR.exceptions.len() + 1, rows);
        for (date, worked) in &CALENDAR.exceptions {
            let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
            assert_eq!(*worked, weekend, "{date} is what the day of the week says anyway");
        }
    }

    #[test]
    fn weekends_are_not_counted() {
        // A Friday in March without holidays.
        let counted = working_days_after(date(2026, 3, 6), 1);
        assert_eq!(counted, WorkingDay { date: date(2026, 3, 9), is_provisional: false });
        assert_eq!(working_days_after(date(2026, 3, 6), 0).date, date(2026, 3, 6));
        assert_eq!(working_days_after(date(2026, 3, 6), 10).date, date(2026, 3, 20));
    }

    #[test]
    fn holidays_are_left_out_and_make_up_days_are_counted() {
        // Behind Tuesday 29 September: 30 September, then Thursday 8, Friday 9 and Saturday 10 October.
        assert_eq!(working_days_after(date(2026, 9, 29), 4).date, date(2026, 10, 10));
        assert!(is_worked(date(2026, 2, 28)) && !is_worked(date(2026, 2, 23)));
    }

    #[test]
    fn beyond_the_announced_holidays_a_day_is_provisional() {
        assert!(!working_days_after(date(2026, 12, 30), 1).is_provisional);
        let beyond = working_days_after(date(2026, 12, 31), 1);
        assert_eq!(beyond, WorkingDay { date: date(2027, 1, 1), is_provisional: true });
    }

    #[test]
    fn counting_ends_with_the_calendar() {
        assert_eq!(working_days_after(Date::MAX, 3).date, Date::MAX);
    }
}
