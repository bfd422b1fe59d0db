//! JSON Lines, one object a line.

mod common;

use common::{Kept, kept as decoded};
use rusu_core::draft::Entry;

fn kept(text: &str) -> Kept {
    decoded(text, "a.jsonl")
}

fn rule(line: &str) -> Vec<String> {
    kept(line).rules()
}

const CODE: &str = r#"{"table":"codes","lot_number":"SL1","code":"8800000000000017"}"#;

#[test]
fn lines_are_numbered_and_blank_ones_skipped() {
    let kept = kept(&format!("\u{feff}{CODE}\r\n\n{CODE}"));
    assert_eq!((kept.rules(), kept.rows()), (vec![], vec![1, 3]));
}

#[test]
fn an_escaped_text_is_read() {
    assert_eq!(kept(r#"{"table":"codes","code":"88\u0030000000000017"}"#).codes(), ["880000000000017"]);
}

#[test]
fn a_whole_number_is_taken_where_one_is_asked() {
    let row = r#"{"table":"code_rules","rule_ref":"A","carrier":"outer","asked":"yes","length_min":16,"length_max":"16","alphabet":"digits","check":"none","example":"8800000000000017"}"#;
    let kept = kept(row);
    assert!(matches!(&kept.values()[..], [Entry::CodeRule(rule)] if rule.shape.length_min == 16), "{kept:?}");
}

#[test]
fn a_code_that_is_a_number_is_refused() {
    assert_eq!(rule(r#"{"table":"codes","code":8800000000000017}"#), ["json_number"]);
    assert_eq!(rule(r#"{"table":"codes","code":8.8e15}"#), ["json_number"]);
}

#[test]
fn an_unknown_field_is_refused_with_its_name() {
    let kept = kept(r#"{"table":"codes","lot_number":"SL1","code":"8800000000000017","colour":"red"}"#);
    assert_eq!(kept.found(), [(1, "colour".to_owned(), "json_field_unknown".to_owned())]);
    assert!(kept.rejections[0].finding.details.contains(&("lot_number".into(), "SL1".to_owned())));
}

#[test]
fn a_heading_is_no_field() {
    assert_eq!(
        rule(r#"{"table":"codes","追溯码":"8800000000000017"}"#),
        ["json_field_unknown", "cell_missing"]
    );
}

#[test]
fn a_field_that_stands_twice_is_refused() {
    assert_eq!(
        rule(r#"{"table":"codes","code":"8800000000000017","code":"8800000000000018"}"#),
        ["json_field_twice"]
    );
}

#[test]
fn a_line_without_its_table_is_refused() {
    assert_eq!(rule(r#"{"code":"8800000000000017"}"#), ["json_table_missing"]);
    assert_eq!(rule(r#"{"table":"cans","code":"8800000000000017"}"#), ["json_table_unknown"]);
}

#[test]
fn a_broken_line_costs_itself_only() {
    let kept = kept(&format!("{CODE}\n{{\"table\":\n{CODE}\n"));
    assert_eq!(kept.found(), [(2, String::new(), "json_form".to_owned())]);
    assert_eq!(kept.codes().len(), 2);
}

#[test]
fn an_array_is_refused_once() {
    assert_eq!(decoded(format!("[{CODE},\n{CODE}]"), "a.json").rules(), ["json_array"]);
}

#[test]
fn values_that_no_table_has_are_refused() {
    for value in ["true", "[1]", "{\"a\":{}}"] {
        assert_eq!(rule(&format!(r#"{{"table":"codes","code":{value}}}"#)), ["json_value"], "{value}");
    }
}

#[test]
fn null_is_an_empty_cell() {
    assert_eq!(rule(r#"{"table":"codes","code":"8800000000000017","case_code":null}"#), Vec::<String>::new());
}

#[test]
fn a_line_that_is_not_utf_8_is_refused() {
    assert_eq!(decoded(b"{\"table\":\"codes\",\"code\":\"\xba\xcf\"}\n", "a.jsonl").rules(), ["json_utf8"]);
}

#[test]
fn a_line_without_an_end_is_refused() {
    let long = format!("{{\"table\":\"codes\",\"code\":\"{}", "8".repeat(1 << 20));
    assert_eq!(rule(&long), ["row_too_long"]);
}
