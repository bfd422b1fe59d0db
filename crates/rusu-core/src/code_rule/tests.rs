use jiff::civil::date;

use super::*;

fn shape() -> CodeShape {
    CodeShape {
        length_min: 8,
        length_max: 9,
        alphabet: Alphabet::Digits,
        prefix: "69".to_owned(),
        check: CheckAlgorithm::Luhn,
    }
}

fn misfit(shape: &CodeShape, text: &str) -> Result<(), Misfit> {
    fits(shape, &TraceCode::parse(text).unwrap())
}

fn lot(text: &str) -> LotNumber {
    LotNumber::parse(text).unwrap()
}

#[test]
fn a_code_of_the_shape_fits() {
    assert_eq!(misfit(&shape(), "69000008"), Ok(()));
}

#[test]
fn a_code_beyond_either_length_does_not_fit() {
    assert_eq!(misfit(&shape(), "6900000"), Err(Misfit::Length));
    assert_eq!(misfit(&shape(), "6900000000"), Err(Misfit::Length));
}

#[test]
fn a_letter_among_digits_is_named_with_its_position() {
    assert_eq!(misfit(&shape(), "690A0007"), Err(Misfit::Character { character: 'A', position: 4 }));
}

#[test]
fn another_beginning_does_not_fit() {
    assert_eq!(misfit(&shape(), "79000006"), Err(Misfit::Prefix));
}

#[test]
fn a_wrong_check_digit_is_told_last() {
    assert_eq!(misfit(&shape(), "69000007"), Err(Misfit::CheckDigit));
}

#[test]
fn a_prefix_of_letters_may_stand_before_digits() {
    let shape = CodeShape { prefix: "RS".to_owned(), check: CheckAlgorithm::None, ..shape() };
    assert_eq!(misfit(&shape, "RS123456"), Ok(()));
    assert_eq!(misfit(&shape, "RX123456"), Err(Misfit::Character { character: 'R', position: 1 }));
}

#[test]
fn a_year_digit_and_a_day_of_the_year_give_the_nearest_date() {
    let rule = LotNumberRule::parse(r"^(?<y>\d)(?<ddd>\d{3})").unwrap();
    assert_eq!(rule.date_of(&lot("51660742F2"), date(2025, 7, 1)), Some(date(2025, 6, 15)));
    assert_eq!(rule.date_of(&lot("93650742F2"), date(2030, 1, 5)), Some(date(2029, 12, 31)));
}

#[test]
fn two_year_digits_with_month_and_day_give_the_date() {
    let rule = LotNumberRule::parse(r"^SL(?<yy>\d{2})(?<mm>\d{2})(?<dd>\d{2})").unwrap();
    assert_eq!(rule.date_of(&lot("SL260814A"), date(2026, 8, 14)), Some(date(2026, 8, 14)));
}

#[test]
fn a_full_year_is_taken_as_it_stands() {
    let rule = LotNumberRule::parse(r"^(?<yyyy>\d{4})(?<mm>\d{2})(?<dd>\d{2})").unwrap();
    assert_eq!(rule.date_of(&lot("20160814"), date(2026, 8, 14)), Some(date(2016, 8, 14)));
}

#[test]
fn a_date_that_no_calendar_has_is_no_date() {
    let rule = LotNumberRule::parse(r"^(?<yy>\d{2})(?<mm>\d{2})(?<dd>\d{2})").unwrap();
    assert!(rule.matches(&lot("261301")));
    assert_eq!(rule.date_of(&lot("261301"), date(2026, 8, 14)), None);
}

#[test]
fn the_last_day_of_a_leap_year_is_its_366th() {
    let rule = LotNumberRule::parse(r"^(?<yyyy>\d{4})(?<ddd>\d{3})").unwrap();
    assert_eq!(rule.date_of(&lot("2028366"), date(2028, 1, 1)), Some(date(2028, 12, 31)));
    assert_eq!(rule.date_of(&lot("2027366"), date(2028, 1, 1)), None);
}

#[test]
fn a_pattern_without_a_whole_date_is_refused() {
    let error = LotNumberRule::parse(r"^(?<yy>\d{2})(?<mm>\d{2})").unwrap_err();
    assert_eq!(error, LotNumberPatternError::Groups { groups: "yy mm".to_owned() });
}

#[test]
fn a_pattern_that_does_not_compile_is_refused() {
    assert!(matches!(LotNumberRule::parse("(?<yy>"), Err(LotNumberPatternError::Syntax { .. })));
}

#[test]
fn a_pattern_is_accepted_at_the_limit_and_refused_beyond() {
    let start = r"(?<yyyy>\d{4})(?<ddd>\d{3})";
    let fill = |bytes: usize| format!("{start}{}", "A".repeat(bytes - start.len()));
    assert!(LotNumberRule::parse(&fill(PATTERN_BYTES_MAX)).is_ok());
    let refused = LotNumberRule::parse(&fill(PATTERN_BYTES_MAX + 1));
    assert_eq!(refused.unwrap_err(), LotNumberPatternError::TooLong { given: PATTERN_BYTES_MAX + 1 });
}
