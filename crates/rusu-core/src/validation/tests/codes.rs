use super::*;
use crate::code_rule::{Alphabet, Carrier, CodeRule};
use crate::identifiers::CheckAlgorithm;
use crate::limits::{
    CODE_CHARACTERS_MAX, CODE_CHARACTERS_MIN, PATTERN_BYTES_MAX, TEXT_PATTERNS_PER_RULE_MAX,
};
use crate::sample;

fn rule(change: impl FnOnce(&mut CodeRule)) -> Findings {
    let mut rule = sample::code_rule();
    change(&mut rule);
    check_code_rule(&rule)
}

fn unit(code: &str, carrier: Carrier, rules: &[CodeRule]) -> Option<Finding> {
    let found = check_unit(&sample::code(code), carrier, rules);
    found.iter().for_each(assert_told);
    found
}

fn unit_rule(code: &str, rules: &[CodeRule]) -> Option<String> {
    unit(code, Carrier::Outer, rules).map(|finding| finding.rule.to_string())
}

#[test]
fn a_sound_code_rule_is_accepted() {
    assert_eq!(told(&rule(|_| {})), NONE);
}

#[test]
fn lengths_are_accepted_at_the_limits_and_refused_beyond() {
    let sized = |min: usize, max: usize| {
        told(&rule(|r| {
            (r.shape.length_min, r.shape.length_max, r.shape.prefix) = (min, max, String::new());
            r.text_patterns.clear();
        }))
    };
    assert_eq!(sized(CODE_CHARACTERS_MIN, CODE_CHARACTERS_MAX), NONE);
    assert_eq!(sized(CODE_CHARACTERS_MIN - 1, 20), error("length_min", "code_rule_length"));
    assert_eq!(sized(6, CODE_CHARACTERS_MAX + 1), error("length_min", "code_rule_length"));
}

#[test]
fn a_shortest_length_above_the_longest_is_refused() {
    assert_eq!(told(&rule(|r| r.shape.length_min = 17)), error("length_max", "code_rule_lengths_swapped"));
}

#[test]
fn a_prefix_must_be_made_of_code_characters_and_leave_room() {
    assert_eq!(told(&rule(|r| r.shape.prefix = "６9".to_owned())), error("prefix", "code_rule_prefix"));
    assert_eq!(
        told(&rule(|r| r.shape.prefix = "6900012345678901".to_owned())),
        error("prefix", "code_rule_prefix")
    );
    assert_eq!(told(&rule(|r| r.shape.prefix = "690001234567890".to_owned())), NONE);
}

#[test]
fn an_example_must_fit_its_own_rule() {
    assert_eq!(
        told(&rule(|r| r.example = "690001234567890".to_owned())),
        error("example", "code_rule_example")
    );
    assert_eq!(told(&rule(|r| r.shape.check = CheckAlgorithm::Gs1)), error("example", "code_rule_example"));
}

#[test]
fn a_pattern_must_compile_and_name_the_code() {
    let with = |pattern: &str| told(&rule(|r| r.text_patterns = vec![pattern.to_owned()]));
    assert_eq!(with("(?<code>[0-9]{16})"), NONE);
    assert_eq!(with("[0-9]{16}"), error("text_pattern", "code_rule_pattern"));
    assert_eq!(with("(?<code>[0-9"), error("text_pattern", "code_rule_pattern"));
}

#[test]
fn a_pattern_that_would_eat_the_memory_is_refused() {
    let with = |pattern: String| told(&rule(|r| r.text_patterns = vec![pattern]));
    assert_eq!(with(r"(?<code>(\w{1,999}){1,999})".to_owned()), error("text_pattern", "code_rule_pattern"));
    let long = format!("(?<code>{})", "A".repeat(PATTERN_BYTES_MAX));
    assert_eq!(with(long), error("text_pattern", "code_rule_pattern"));
}

#[test]
fn patterns_are_accepted_up_to_the_limit() {
    let with = |count: usize| told(&rule(|r| r.text_patterns = vec!["(?<code>[0-9]{16})".to_owned(); count]));
    assert_eq!(with(TEXT_PATTERNS_PER_RULE_MAX), NONE);
    assert_eq!(with(TEXT_PATTERNS_PER_RULE_MAX + 1), error("text_pattern", "code_rule_pattern_limit"));
}

#[test]
fn a_code_that_fits_one_of_the_rules_is_accepted() {
    let mut other = sample::code_rule();
    (other.shape.length_min, other.shape.length_max) = (20, 20);
    assert_eq!(unit_rule("6900012345678901", &[other, sample::code_rule()]), None);
}

#[test]
fn the_rule_that_a_code_comes_nearest_to_is_named() {
    let mut other = sample::code_rule();
    (other.shape.length_min, other.shape.length_max) = (20, 20);
    let rules = [other, sample::code_rule()];
    assert_eq!(unit_rule("69000123456789", &rules).as_deref(), Some("code_length"));
    assert_eq!(unit_rule("690001234567890A", &rules).as_deref(), Some("code_letters"));
    assert_eq!(unit_rule("7900012345678901", &rules).as_deref(), Some("code_prefix"));
}

#[test]
fn a_wrong_check_digit_is_told_as_such() {
    let mut rule = sample::code_rule();
    rule.shape.check = CheckAlgorithm::Mod1110;
    let right = (0..10).map(|digit| format!("690001234567890{digit}"));
    let refused: Vec<Option<String>> =
        right.map(|code| unit_rule(&code, std::slice::from_ref(&rule))).collect();
    assert_eq!(refused.iter().filter(|found| found.is_none()).count(), 1);
    assert_eq!(refused.iter().flatten().filter(|rule| *rule == "code_check_digit").count(), 9);
}

#[test]
fn letters_are_accepted_where_the_alphabet_has_them() {
    let mut rule = sample::code_rule();
    rule.shape.alphabet = Alphabet::DigitsAndLetters;
    assert_eq!(unit_rule("690001234567890A", &[rule]), None);
}

#[test]
fn the_outer_code_needs_a_rule_and_a_package_does_not() {
    assert_eq!(unit_rule("6900012345678901", &[]).as_deref(), Some("code_rule_missing"));
    assert_eq!(unit("069079920000000015", Carrier::Case, &[sample::code_rule()]), None);
}

#[test]
fn a_package_must_fit_the_rules_of_its_carrier_where_there_are_any() {
    let rule = CodeRule { carrier: Carrier::Case, ..sample::code_rule() };
    let found = unit("069079920000000015", Carrier::Case, &[rule]).unwrap();
    assert_eq!(found.rule, "code_length");
}
