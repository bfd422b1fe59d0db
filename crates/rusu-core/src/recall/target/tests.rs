//! Ranges, lists, and what may be changed of them.

use super::*;

fn code(text: &str) -> TraceCode {
    TraceCode::parse(text).unwrap()
}

fn lot(text: &str) -> LotNumber {
    LotNumber::parse(text).unwrap()
}

fn range(first: &str, last: &str) -> Option<CodeRange> {
    CodeRange::new(None, code(first), code(last))
}

fn amended(seconds: i64, why: &str) -> Amended {
    Amended { at: Timestamp::from_second(seconds).unwrap(), who: "operator".to_owned(), why: why.to_owned() }
}

fn lots(numbers: &[&str]) -> Vec<RecallTarget> {
    numbers.iter().map(|number| RecallTarget::Lot(lot(number))).collect()
}

fn list(numbers: &[&str]) -> Vec<TargetEntry> {
    amend(&[], lots(numbers), &[], &amended(1, "")).unwrap()
}

#[test]
fn a_range_has_both_its_ends_and_nothing_beyond() {
    let range = range("100010", "100019").unwrap();
    for inside in ["100010", "100015", "100019"] {
        assert!(range.spans(&code(inside)), "{inside}");
    }
    for outside in ["100009", "100020", "0100015", "10001A"] {
        assert!(!range.spans(&code(outside)), "{outside}");
    }
}

#[test]
fn a_range_of_letters_and_digits_has_what_stands_between_in_text_order() {
    let range = range("AB0010", "AB00Z9").unwrap();
    assert!(range.spans(&code("AB00A0")) && !range.spans(&code("AB0009")) && !range.spans(&code("AB00100")));
}

#[test]
fn the_ends_of_a_range_have_one_length_and_stand_in_order() {
    assert!(range("100010", "100010").is_some());
    assert_eq!(range("100010", "100009"), None);
    assert_eq!(range("100010", "1000100"), None);
}

#[test]
fn a_range_within_a_lot_does_not_hit_other_lots() {
    let within = CodeRange::new(Some(lot("A")), code("100010"), code("100019")).unwrap();
    assert!(within.hits(Some(&lot("A")), &code("100012")));
    assert!(!within.hits(Some(&lot("B")), &code("100012")));
    assert!(within.hits(None, &code("100012")), "no lot is known");
}

#[test]
fn a_range_is_counted_up_to_the_limit_and_not_beyond() {
    let counted = range("0099998", "0100001").unwrap().codes(4).unwrap();
    assert_eq!(counted, ["0099998", "0099999", "0100000", "0100001"].map(code));
    assert_eq!(range("0099998", "0100001").unwrap().codes(3), None);
    assert_eq!(range("100010", "100010").unwrap().codes(1), Some(vec![code("100010")]));
    assert_eq!(range("AB0001", "AB0002").unwrap().codes(9), None);
}

#[test]
fn a_range_of_forty_digits_is_counted_by_its_tail() {
    let first = format!("{}1", "9".repeat(39));
    let last = format!("{}3", "9".repeat(39));
    assert_eq!(range(&first, &last).unwrap().codes(9).map(|codes| codes.len()), Some(3));
}

#[test]
fn an_entry_that_was_removed_stays_with_who_when_and_why() {
    let before = list(&["A", "B"]);
    let after = amend(&before, lots(&["C"]), &lots(&["A"]), &amended(5, "印刷错误")).unwrap();
    assert_eq!(after.len(), 3);
    assert_eq!(after[0].removed, Some(amended(5, "印刷错误")));
    assert_eq!(after[0].added, before[0].added);
    assert_eq!(after[1], before[1]);
    assert_eq!((after[2].added.at, after[2].is_in_force()), (amended(5, "").at, true));
}

#[test]
fn what_was_removed_can_be_added_again_as_a_new_entry() {
    let without = amend(&list(&["A", "B"]), Vec::new(), &lots(&["A"]), &amended(5, "x")).unwrap();
    let again = amend(&without, lots(&["A"]), &[], &amended(6, "y")).unwrap();
    assert_eq!(again.len(), 3);
    assert!(!again[0].is_in_force() && again[2].is_in_force());
}

#[test]
fn a_list_is_refused_that_names_something_twice_or_removes_what_is_not_there() {
    let before = list(&["A"]);
    let change = |add: &[&str], remove: &[&str]| amend(&before, lots(add), &lots(remove), &amended(5, ""));
    assert_eq!(change(&["B", "A"], &[]), Err(TargetError::Twice { position: 2 }));
    assert_eq!(change(&["B"], &["C"]), Err(TargetError::Unknown { position: 1 }));
    assert_eq!(change(&[], &["A"]), Err(TargetError::None));
    let empty = amend(&before, vec![RecallTarget::Codes(Vec::new())], &[], &amended(5, ""));
    assert_eq!(empty, Err(TargetError::Empty));
}

#[test]
fn a_list_has_so_many_entries_and_no_more() {
    let numbers: Vec<String> = (0..=RECALL_TARGETS_MAX).map(|n| format!("L{n}")).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let (_, full) = numbers.split_last().unwrap();
    assert!(amend(&[], lots(full), &[], &amended(1, "")).is_ok());
    let given = RECALL_TARGETS_MAX + 1;
    assert_eq!(amend(&[], lots(&numbers), &[], &amended(1, "")), Err(TargetError::TooMany { given }));
}

#[test]
fn a_recall_lists_so_many_codes_and_no_more() {
    let codes = |count: usize| (0..count).map(|n| code(&format!("{:08}", n))).collect::<Vec<_>>();
    let listed = |count| amend(&[], vec![RecallTarget::Codes(codes(count))], &[], &amended(1, ""));
    assert!(listed(RECALL_CODES_MAX).is_ok());
    let given = RECALL_CODES_MAX + 1;
    assert_eq!(listed(given), Err(TargetError::TooManyCodes { given }));
}

#[test]
fn amendments_are_told_by_moment_and_without_what_stood_in_the_notice() {
    let first = amend(&list(&["A", "B"]), lots(&["C", "D"]), &lots(&["A"]), &amended(5, "新增")).unwrap();
    let entries = amend(&first, Vec::new(), &lots(&["D"]), &amended(9, "更正")).unwrap();
    let told = amendments(&entries, amended(1, "").at);
    let seconds: Vec<i64> = told.iter().map(|one| one.at.as_second()).collect();
    assert_eq!(seconds, [5, 9]);
    assert_eq!((told[0].added.len(), told[0].removed.len(), told[0].why), (2, 1, "新增"));
    assert_eq!((told[1].added.len(), told[1].removed.len()), (0, 1));
}

#[test]
fn a_list_that_lost_an_entry_or_its_history_has_not_grown() {
    let before = list(&["A", "B"]);
    let after = amend(&before, lots(&["C"]), &lots(&["A"]), &amended(5, "x")).unwrap();
    assert!(has_grown_from(&before, &before) && has_grown_from(&before, &after));
    assert!(!has_grown_from(&after, &before), "shorter");
    let mut reworded = after.clone();
    reworded[0].removed = Some(amended(5, "y"));
    assert!(!has_grown_from(&after, &reworded));
    reworded[0].removed = None;
    assert!(!has_grown_from(&after, &reworded), "taken back");
}
