//! From raw texts to candidates and hints.

use proptest::prelude::*;

use super::*;
use crate::code_rule::{Alphabet, Carrier, CodeShape};
use crate::identifiers::CheckAlgorithm;

fn shape(length: usize, alphabet: Alphabet, prefix: &str, check: CheckAlgorithm) -> CodeShape {
    CodeShape { length_min: length, length_max: length, alphabet, prefix: prefix.to_owned(), check }
}

fn rule(enterprise: u32, carrier: Carrier, shape: CodeShape, patterns: &[&str]) -> CodeRule {
    CodeRule {
        enterprise: EnterpriseId(enterprise),
        reference: Reference::parse(&format!("{}-{}", carrier.as_str(), shape.length_min)).unwrap(),
        carrier,
        asked: carrier != Carrier::Inner,
        shape,
        text_patterns: patterns.iter().map(|p| (*p).to_owned()).collect(),
        example: String::new(),
        place_on_can: [String::new(), String::new()],
        position: None,
    }
}

/// Enterprise 1 prints 16 digits beginning 69 with a check digit; 2 prints 12 letters or digits in a
/// GS1 element string; 3 prints 20 digits in a Handle and inner codes of 10 letters.
fn book() -> RuleBook {
    let digits = shape(16, Alphabet::Digits, "69", CheckAlgorithm::Gs1);
    let letters = shape(12, Alphabet::DigitsAndLetters, "", CheckAlgorithm::None);
    let long = shape(20, Alphabet::Digits, "", CheckAlgorithm::None);
    let inner = shape(10, Alphabet::DigitsAndLetters, "N", CheckAlgorithm::None);
    let rules = vec![
        rule(1, Carrier::Outer, digits, &[r"^https?://q\.one\.example/\?(?:[^#]*&)?c=(?<code>\d{16})"]),
        rule(2, Carrier::Outer, letters, &[r"^\(01\)06907992633671(?:\(10\)[^(]*)?\(21\)(?<code>[^(]+)"]),
        rule(3, Carrier::Outer, long, &[r"^88\.101\.5/(?<code>\d{20})$"]),
        rule(3, Carrier::Inner, inner, &[]),
    ];
    let (book, refused) = RuleBook::new(rules);
    assert!(refused.is_empty(), "{refused:?}");
    book
}

fn candidates(text: &str) -> Vec<(u32, Carrier, String)> {
    let reading = book().read(text, None);
    reading.candidates.iter().map(|c| (c.rule.enterprise.0, c.rule.carrier, c.code.to_string())).collect()
}

fn hint(text: &str, chosen: Option<u32>) -> Hint {
    book().read(text, chosen.map(EnterpriseId)).hint.unwrap()
}

/// 15 digits and the GS1 check digit that makes them a code of enterprise 1.
const CODE: &str = "6900012345678908";

#[test]
fn each_form_of_a_qr_text_leads_to_the_same_code() {
    let expected = vec![(1, Carrier::Outer, CODE.to_owned())];
    for text in [
        CODE.to_owned(),
        format!(" {CODE}\n"),
        "6900 0123 4567 8908".to_owned(),
        "６９０００１２３４５６７８９０８".to_owned(),
        "6900-0123-4567-8908".to_owned(),
        format!("https://q.one.example/?c={CODE}"),
        format!("http://q.one.example/?x=1&c={CODE}#top"),
        format!("https://rusu.example/t/{CODE}"),
        format!("https://rusu.example/query?code={CODE}&enterprise=1"),
        format!("追溯码：{CODE}（请核对）"),
        format!("88.200.1/{CODE}"),
    ] {
        assert_eq!(candidates(&text), expected, "{text}");
    }
}

#[test]
fn an_element_string_and_a_digital_link_are_tried_on_their_canonical_form() {
    let expected = vec![(2, Carrier::Outer, "AB12CD34EF56".to_owned())];
    for text in [
        "(01)06907992633671(21)AB12CD34EF56",
        "]Q3010690799263367110SL1\u{1d}21AB12CD34EF56",
        "https://id.two.example/01/6907992633671/10/SL1/21/ab12cd34ef56",
    ] {
        assert_eq!(candidates(text), expected, "{text}");
    }
}

#[test]
fn a_handle_leads_to_its_code() {
    let code = "12345678901234567890";
    assert_eq!(candidates(&format!("88.101.5/{code}")), vec![(3, Carrier::Outer, code.to_owned())]);
}

#[test]
fn an_inner_code_is_recognised_as_one() {
    assert_eq!(candidates("n123456789"), vec![(3, Carrier::Inner, "N123456789".to_owned())]);
}

#[test]
fn a_code_that_fits_two_enterprises_gives_both_in_order() {
    let same = shape(8, Alphabet::Digits, "", CheckAlgorithm::None);
    let rules = vec![rule(7, Carrier::Outer, same.clone(), &[]), rule(4, Carrier::Outer, same, &[])];
    let reading = RuleBook::new(rules).0.read("12345678", None);
    let ids: Vec<u32> = reading.candidates.iter().map(|c| c.rule.enterprise.0).collect();
    assert_eq!(ids, [4, 7]);
}

#[test]
fn a_missing_digit_is_hinted_as_a_length() {
    assert!(matches!(hint("690001234567890", None), Hint::Length { given: 15, .. }));
}

#[test]
fn a_mistyped_digit_is_hinted_as_a_check_digit() {
    assert!(matches!(hint("6900012345678907", None), Hint::CheckDigit { .. }));
}

#[test]
fn a_letter_among_digits_is_named_when_the_enterprise_is_chosen() {
    let found = hint("69000123456789O8", Some(1));
    assert!(matches!(found, Hint::Character { character: 'O', position: 15, .. }), "{found:?}");
}

#[test]
fn a_foreign_character_is_named_when_the_enterprise_is_chosen() {
    assert!(matches!(hint("奶粉", Some(1)), Hint::Character { character: '奶', position: 1, .. }));
}

#[test]
fn another_beginning_is_hinted_when_the_enterprise_is_chosen() {
    assert!(matches!(hint("1234567890123456", Some(1)), Hint::Prefix { .. }));
}

#[test]
fn a_products_barcode_is_told_from_a_code() {
    assert!(matches!(hint("6907992633671", None), Hint::Barcode { .. }));
}

#[test]
fn a_link_to_a_stranger_names_its_host() {
    let Hint::ForeignLink { host } = hint("https://user@shop.example:8080/item?id=1", None) else { panic!() };
    assert_eq!(host, "shop.example:8080");
}

#[test]
fn nonsense_is_nothing_and_nothing_is_empty() {
    assert_eq!(hint("你好", None), Hint::Nothing);
    assert_eq!(hint("  -  ", None), Hint::Empty);
    assert_eq!(hint("6.90001E+15", None), Hint::Rounded);
}

#[test]
fn a_far_fetched_hint_names_no_brand() {
    assert_eq!(hint("123456789012345678901234567890123456", None), Hint::Nothing);
}

#[test]
fn a_rule_whose_pattern_has_no_group_is_left_out_and_named() {
    let any = shape(8, Alphabet::Digits, "", CheckAlgorithm::None);
    let (book, refused) = RuleBook::new(vec![rule(1, Carrier::Outer, any, &["^x"])]);
    assert_eq!(
        refused.first().map(|(id, _, finding)| (id.0, finding.rule.as_ref())),
        Some((1, "code_rule_pattern"))
    );
    assert!(book.read("12345678", None).candidates.is_empty());
}

#[test]
fn a_text_beyond_the_limit_is_cut_and_not_refused() {
    let text = format!("{CODE} {}", "奶".repeat(QUESTION_BYTES_MAX));
    assert_eq!(candidates(&text), vec![(1, Carrier::Outer, CODE.to_owned())]);
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,200}", chosen in proptest::option::of(1_u32..4)) {
        let reading = book().read(&text, chosen.map(EnterpriseId));
        prop_assert_eq!(reading.candidates.is_empty(), reading.hint.is_some());
    }

    #[test]
    fn every_code_that_fits_a_rule_is_found_bare(digits in "[0-9]{20}") {
        prop_assert!(candidates(&digits).contains(&(3, Carrier::Outer, digits)));
    }
}
