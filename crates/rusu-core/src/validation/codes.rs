//! Rules for code rules and for the codes of cans and packages.

use super::Findings;
use crate::code::{TraceCode, is_code_character};
use crate::code_rule::{Carrier, CodeRule, Misfit, fits};
use crate::limits::{CODE_CHARACTERS_MAX, CODE_CHARACTERS_MIN, TEXT_PATTERNS_PER_RULE_MAX};
use crate::rejection::Finding;
use crate::rule_book::RuleBook;

/// Checks a code rule by itself: its bounds, its patterns, and that its own example fits it.
#[must_use]
pub fn check_code_rule(rule: &CodeRule) -> Findings {
    let shape = &rule.shape;
    let mut findings = Findings::new();
    let lengths = CODE_CHARACTERS_MIN..=CODE_CHARACTERS_MAX;
    let bounds = format!("{}–{}", shape.length_min, shape.length_max);
    if !lengths.contains(&shape.length_min) || !lengths.contains(&shape.length_max) {
        let finding = Finding::error("code_rule_length", bounds);
        let finding = finding.with("min", CODE_CHARACTERS_MIN).with("max", CODE_CHARACTERS_MAX);
        findings.push(("length_min", finding));
    } else if shape.length_min > shape.length_max {
        findings.push(("length_max", Finding::error("code_rule_lengths_swapped", bounds)));
    }
    let prefix = &shape.prefix;
    if prefix.chars().count() >= shape.length_max || !prefix.chars().all(is_code_character) {
        findings.push(("prefix", Finding::error("code_rule_prefix", prefix.as_str())));
    }
    if rule.text_patterns.len() > TEXT_PATTERNS_PER_RULE_MAX {
        let finding = Finding::error("code_rule_pattern_limit", rule.text_patterns.len().to_string());
        findings.push(("text_pattern", finding.with("limit", TEXT_PATTERNS_PER_RULE_MAX)));
    } else {
        // The rule book is what will use the patterns: what it takes is right.
        let (_, refused) = RuleBook::new(vec![rule.clone()]);
        findings.extend(refused.into_iter().map(|(_, _, finding)| ("text_pattern", finding)));
    }
    let example = TraceCode::parse(&rule.example);
    if findings.is_empty() && !example.is_ok_and(|example| fits(shape, &example).is_ok()) {
        findings.push(("example", Finding::error("code_rule_example", rule.example.as_str())));
    }
    findings
}

/// Checks one code against the enterprise's rules for its carrier: it must fit one of them. A
/// carrier without rules is free, but for the outer one.
#[must_use]
pub fn check_unit(code: &TraceCode, carrier: Carrier, rules: &[CodeRule]) -> Option<Finding> {
    let mut nearest: Option<(u8, &CodeRule, Misfit)> = None;
    for rule in rules.iter().filter(|rule| rule.carrier == carrier) {
        let misfit = fits(&rule.shape, code).err()?;
        let held = closeness(misfit);
        if nearest.as_ref().is_none_or(|(best, ..)| held > *best) {
            nearest = Some((held, rule, misfit));
        }
    }
    match nearest {
        Some((_, rule, misfit)) => Some(misfit_finding(code, rule, misfit)),
        None if carrier == Carrier::Outer => Some(Finding::error("code_rule_missing", code.as_str())),
        None => None,
    }
}

/// How much of the shape a code has that fails here; `fits` looks in this order.
fn closeness(misfit: Misfit) -> u8 {
    match misfit {
        Misfit::Length => 0,
        Misfit::Character { .. } => 1,
        Misfit::Prefix => 2,
        Misfit::CheckDigit => 3,
    }
}

fn misfit_finding(code: &TraceCode, rule: &CodeRule, misfit: Misfit) -> Finding {
    let shape = &rule.shape;
    let value = code.as_str();
    let finding = match misfit {
        Misfit::Length => Finding::error("code_length", value)
            .with("given", value.chars().count())
            .with("length", shape.length_text()),
        Misfit::Character { character, position } => {
            Finding::error("code_letters", value).with("character", character).with("position", position)
        }
        Misfit::Prefix => Finding::error("code_prefix", value).with("prefix", &shape.prefix),
        Misfit::CheckDigit => Finding::error("code_check_digit", value),
    };
    finding.with("example", &rule.example).with("rule", &rule.reference)
}
