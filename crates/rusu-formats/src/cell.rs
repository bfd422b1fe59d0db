//! `Cell`: what one cell of any source holds, and the readings of it that need no column.

use std::borrow::Cow;

use jiff::civil::Date;
use rusu_core::code::narrow;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// Below this a number's digits are exactly what was typed: spreadsheets keep 15 digits.
const EXACT_BELOW: f64 = 1e15;
const EARLIEST_YEAR: i16 = 1990;
const LATEST_YEAR: i16 = 2100;

/// What one cell holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Nothing, or no such cell.
    Empty,
    /// A text as it stands in the file.
    Text(&'a str),
    /// A number of a spreadsheet.
    Number(f64),
    /// A whole number of JSON.
    Integer(i64),
    /// A date of a spreadsheet.
    Date(Date),
    /// Something that no column takes: the rule it breaks and how it looks.
    Refused(&'static str, &'a str),
}

impl<'a> Cell<'a> {
    /// Whether a person looking at the cell sees nothing.
    pub(crate) fn is_blank(self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => trimmed(text).is_empty(),
            _ => false,
        }
    }

    /// The cell as a person sees it, for a rejection.
    pub(crate) fn shown(self) -> Cow<'a, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) | Self::Refused(_, text) => Cow::Borrowed(excerpt(text)),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Date(date) => Cow::Owned(date.to_string()),
        }
    }
}

/// The digits of a spreadsheet's number, if they are certain.
///
/// # Errors
/// The rule: `number_rounded` from 16 digits on.
pub(crate) fn number_text(number: f64) -> Result<String, &'static str> {
    if !number.is_finite() || number.abs() >= EXACT_BELOW {
        return Err("number_rounded");
    }
    Ok(number.to_string())
}

/// Trimmed of spaces and of the marks that editors leave at the edges.
pub(crate) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// A text in the one form (Unicode NFC) in which equal texts have equal bytes: some keyboards and some file
/// systems write `é` as two characters.
pub(crate) fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// `="0012345"` and `'0012345` are how people keep a spreadsheet from touching digits.
pub(crate) fn unguarded(text: &str) -> &str {
    let text = trimmed(text);
    let inner = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    inner.or_else(|| text.strip_prefix('\'')).unwrap_or(text)
}

/// A value in a rejection: enough to recognise it.
fn excerpt(text: &str) -> &str {
    let text = trimmed(text);
    let end = text.char_indices().nth(200).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or(text)
}

/// Reads `2026-08-14`, `2026/8/14`, `2026.8.14`, `2026年8月14日` and `20260814`; a time of day behind
/// it is ignored.
///
/// # Errors
/// The rule: `date_form`, or `date_impossible` for a day that does not exist or a year outside
/// 1990–2100.
pub(crate) fn parse_date(text: &str) -> Result<Date, &'static str> {
    let text: String = unguarded(text).chars().map(narrow).collect();
    let (year, month, day) = date_parts(&text).ok_or("date_form")?;
    let date = Date::new(year, month, day).map_err(|_| "date_impossible")?;
    in_range(date)
}

/// A date of a spreadsheet must lie in the same years.
///
/// # Errors
/// The rule `date_impossible`.
pub(crate) fn in_range(date: Date) -> Result<Date, &'static str> {
    if (EARLIEST_YEAR..=LATEST_YEAR).contains(&date.year()) { Ok(date) } else { Err("date_impossible") }
}

fn date_parts(text: &str) -> Option<(i16, i8, i8)> {
    let text = text.trim();
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some((
            text.get(..4)?.parse().ok()?,
            text.get(4..6)?.parse().ok()?,
            text.get(6..)?.parse().ok()?,
        ));
    }
    let (year, rest) = digits(text, 4..=4)?;
    let separator = rest.trim_start().chars().next()?;
    let second = match separator {
        '年' => '月',
        '-' | '/' | '.' => separator,
        _ => return None,
    };
    let (month, rest) = digits(rest.trim_start().strip_prefix(separator)?.trim_start(), 1..=2)?;
    let (day, rest) = digits(rest.trim_start().strip_prefix(second)?.trim_start(), 1..=2)?;
    let rest = if second == '月' { rest.trim_start().strip_prefix('日')? } else { rest };
    let time = rest.trim_start_matches(['T', ' ']);
    let is_time = time.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.' | 'Z' | '+'));
    let apart = time.is_empty() || time.len() < rest.len();
    (is_time && apart).then_some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

fn digits(text: &str, count: std::ops::RangeInclusive<usize>) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if count.contains(&end) { text.split_at_checked(end) } else { None }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_date_is_read_in_every_form_that_clerks_write() {
        for text in [
            "2026-08-14",
            "2026-8-14",
            "2026/8/14",
            "2026.8.14",
            "2026年8月14日",
            "2026 年 8 月 14 日",
            "20260814",
            "２０２６－０８－１４",
            "'2026-08-14",
            "2026-08-14 00:00:00",
            "2026-08-14T08:00:00Z",
        ] {
            let read = parse_date(text);
            assert_eq!(read, Ok(date(2026, 8, 14)), "{text}");
        }
    }

    #[test]
    fn other_forms_of_a_date_are_refused_and_not_guessed() {
        for text in
            ["14/8/2026", "26-8-14", "2026-08", "2026-08-14x", "202608141", "46248", "2026/8-14", "8月14日"]
        {
            assert_eq!(parse_date(text), Err("date_form"), "{text}");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused() {
        assert_eq!(parse_date("2026-02-29"), Err("date_impossible"));
        assert_eq!(parse_date("2028-02-29"), Ok(date(2028, 2, 29)));
    }

    #[test]
    fn years_are_accepted_at_the_boundary_and_refused_beyond() {
        assert!(parse_date("1990-01-01").is_ok() && parse_date("2100-12-31").is_ok());
        assert_eq!(parse_date("1989-12-31"), Err("date_impossible"));
        assert_eq!(parse_date("2101-01-01"), Err("date_impossible"));
    }

    #[test]
    fn a_number_is_exact_to_fifteen_digits_and_refused_from_sixteen() {
        assert_eq!(number_text(999_999_999_999_999.0), Ok("999999999999999".to_owned()));
        assert_eq!(number_text(1e15), Err("number_rounded"));
    }

    #[test]
    fn the_guards_that_people_put_before_digits_are_taken_off() {
        assert_eq!(composed("Nestle\u{301} 婴儿"), "Nestlé 婴儿");
        assert!(matches!(composed("Nestlé 婴儿"), Cow::Borrowed(_)));
        assert_eq!(unguarded("=\"0012345\""), "0012345");
        assert_eq!(unguarded(" '0012345 "), "0012345");
        assert_eq!(unguarded("0012345"), "0012345");
    }
}
