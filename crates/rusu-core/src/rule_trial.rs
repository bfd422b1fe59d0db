//! Trying out a code rule: what it makes of a text, and where it is in another enterprise's way.
//!
//! Owns: which claims are a clash. A pattern of QR texts that claims another enterprise's example is one,
//! for a scan would be answered by the wrong maker; that two makers print sixteen digits is none, for the
//! platform then asks whose can it is.
//! Refuses to know: which codes exist, where the rules are stored.

use crate::code::TraceCode;
use crate::code_rule::{Carrier, CodeRule, fits};
use crate::enterprise::EnterpriseId;
use crate::rejection::Finding;
use crate::rule_book::RuleBook;
use crate::validation::{Findings, check_code_rule};

/// How the group of the code begins in a pattern.
const GROUPS: [&str; 2] = ["(?<code>", "(?P<code>"];

/// What a rule makes of a text, and what stands in its way.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleTrial {
    /// What is wrong with the rule: errors, by which a delivery with it would be refused, and warnings.
    pub findings: Findings,
    /// The codes that the rule finds in the text.
    pub extracted: Vec<TraceCode>,
    /// What other enterprises' rules find in the text, at most one entry for each of them and each carrier.
    pub claims: Vec<Claim>,
}

/// Another enterprise's rule that finds a code in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Where such a code is printed.
    pub carrier: Carrier,
    /// The code.
    pub code: TraceCode,
}

/// Tries a rule on a text, beside the rules of all enterprises.
#[must_use]
pub fn try_rule(draft: &CodeRule, text: &str, rules: &[CodeRule]) -> RuleTrial {
    let mut findings = check_code_rule(draft);
    let is_sound = findings.is_empty();
    let (own, _) = RuleBook::new(vec![draft.clone()]);
    let mut extracted: Vec<TraceCode> = Vec::new();
    let mut claims: Vec<Claim> = Vec::new();
    if is_sound {
        extracted.extend(own.read(text, None).candidates.into_iter().map(|found| found.code));
        extracted.dedup();
        findings.extend(clashes(draft, rules));
        findings.extend(overlaps(draft, rules));
    }
    let others = rules.iter().filter(|rule| rule.enterprise != draft.enterprise).cloned().collect();
    for found in RuleBook::new(others).0.read(text, None).candidates {
        let (enterprise, carrier) = (found.rule.enterprise, found.rule.carrier);
        if !claims.iter().any(|claim| (claim.enterprise, claim.carrier) == (enterprise, carrier)) {
            claims.push(Claim { enterprise, carrier, code: found.code });
        }
    }
    RuleTrial { findings, extracted, claims }
}

/// The other enterprises whose example a rule's QR text patterns claim, as errors.
#[must_use]
pub fn clashes(rule: &CodeRule, rules: &[CodeRule]) -> Findings {
    if rule.text_patterns.is_empty() {
        return Findings::new();
    }
    let (own, _) = RuleBook::new(vec![rule.clone()]);
    let mut findings = Findings::new();
    let mut told: Vec<EnterpriseId> = Vec::new();
    for other in rules.iter().filter(|other| other.enterprise != rule.enterprise) {
        let claimed = example_texts(other).into_iter().find(|text| own.matches_text(text));
        if let Some(text) = claimed.filter(|_| !told.contains(&other.enterprise)) {
            told.push(other.enterprise);
            let finding = Finding::error("code_rule_clash", text).with("enterprise", other.enterprise);
            findings.push(("text_pattern", finding));
        }
    }
    findings
}

/// The other enterprises with which bare codes can be mistaken, as warnings.
fn overlaps(rule: &CodeRule, rules: &[CodeRule]) -> Findings {
    let parsed = |text: &str| TraceCode::parse(text).ok();
    let covers = |a: &CodeRule, b: &CodeRule| parsed(&b.example).is_some_and(|c| fits(&a.shape, &c).is_ok());
    let mut told: Vec<EnterpriseId> = Vec::new();
    let others = rules.iter().filter(|other| other.enterprise != rule.enterprise);
    for other in others.filter(|other| covers(rule, other) || covers(other, rule)) {
        if !told.contains(&other.enterprise) {
            told.push(other.enterprise);
        }
    }
    let warning = |enterprise: EnterpriseId| {
        let finding = Finding::warning("code_rule_overlap", rule.example.as_str());
        ("length_min", finding.with("enterprise", enterprise))
    };
    told.into_iter().map(warning).collect()
}

/// Texts that an enterprise's cans bear, as far as they follow from its rule: the example, and QR texts
/// that are written out of its patterns and really match them.
fn example_texts(rule: &CodeRule) -> Vec<String> {
    let (book, _) = RuleBook::new(vec![rule.clone()]);
    let written = rule.text_patterns.iter().filter_map(|pattern| written_out(pattern, &rule.example));
    let written = written.filter(|text| book.matches_text(text));
    std::iter::once(rule.example.clone()).chain(written).collect()
}

/// A pattern with the code in the place of its group and every other character for itself. Patterns that
/// need more than that give a text that does not match them, which is then of no use.
fn written_out(pattern: &str, code: &str) -> Option<String> {
    let (start, group) = GROUPS.iter().find_map(|group| Some((pattern.find(group)?, *group)))?;
    let (before, rest) = pattern.split_at_checked(start)?;
    let rest = rest.strip_prefix(group)?;
    let after = rest.get(closing(rest)? + 1..)?;
    let before = before.strip_prefix('^').unwrap_or(before);
    let after = after.strip_suffix('$').unwrap_or(after);
    Some(format!("{}{code}{}", literal(before), literal(after)))
}

/// Where the group that was opened before ends.
fn closing(rest: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (index, character) in rest.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '(' => depth += 1,
            ')' if depth == 0 => return Some(index),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Escapes taken away, and the marks of what may be left out.
fn literal(pattern: &str) -> String {
    let mut text = String::new();
    let mut is_escaped = false;
    for character in pattern.chars() {
        match character {
            _ if is_escaped => {
                is_escaped = false;
                text.push(character);
            }
            '\\' => is_escaped = true,
            '?' => {}
            _ => text.push(character),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code_rule::{Alphabet, CodeShape};
    use crate::identifiers::CheckAlgorithm;
    use crate::rejection::Severity;
    use crate::sample;

    fn rule(enterprise: u32, length: usize, example: &str, patterns: &[&str]) -> CodeRule {
        let shape = CodeShape {
            length_min: length,
            length_max: length,
            alphabet: Alphabet::Digits,
            prefix: String::new(),
            check: CheckAlgorithm::None,
        };
        CodeRule {
            enterprise: EnterpriseId(enterprise),
            shape,
            text_patterns: patterns.iter().map(|pattern| (*pattern).to_owned()).collect(),
            example: example.to_owned(),
            ..sample::code_rule()
        }
    }

    fn own(patterns: &[&str]) -> CodeRule {
        rule(1, 16, "6900012345678901", patterns)
    }

    fn other() -> CodeRule {
        rule(2, 16, "9200012345678901", &[r"^https?://q\.other\.example/c\?code=(?<code>[0-9]{16})$"])
    }

    fn told(findings: &Findings) -> Vec<(&str, Severity)> {
        findings.iter().map(|(_, finding)| (finding.rule.as_ref(), finding.severity)).collect()
    }

    #[test]
    fn a_rule_that_reads_its_own_text_has_no_finding() {
        let draft = own(&[r"^https://t\.own\.example/(?<code>[0-9]{16})$"]);
        let trial = try_rule(&draft, "https://t.own.example/6900012345678901", std::slice::from_ref(&draft));
        assert_eq!(trial.findings, []);
        assert_eq!(trial.extracted, [TraceCode::parse("6900012345678901").unwrap()]);
        assert_eq!(trial.claims, []);
    }

    #[test]
    fn a_pattern_that_claims_a_foreign_qr_text_is_a_clash() {
        let greedy = own(&[r"^https?://[a-z.]+/c\?code=(?<code>[0-9]{16})$"]);
        let found = clashes(&greedy, &[other()]);
        assert_eq!(told(&found), [("code_rule_clash", Severity::Error)]);
        assert_eq!(found[0].1.value, "https://q.other.example/c?code=9200012345678901");
    }

    #[test]
    fn a_pattern_that_claims_a_foreign_bare_example_is_a_clash() {
        assert_eq!(told(&clashes(&own(&["(?<code>[0-9]{16})"]), &[other()])).len(), 1);
    }

    #[test]
    fn a_pattern_of_the_same_form_at_another_host_is_none() {
        let draft = own(&[r"^https?://q\.own\.example/c\?code=(?<code>[0-9]{16})$"]);
        assert_eq!(clashes(&draft, &[other()]), []);
    }

    #[test]
    fn an_enterprises_own_rules_do_not_clash() {
        let draft = own(&["(?<code>[0-9]{16})"]);
        assert_eq!(clashes(&draft, &[own(&[])]), []);
    }

    #[test]
    fn two_makers_of_sixteen_digits_are_told_and_not_refused() {
        let found = try_rule(&own(&[]), "6900012345678901", &[other()]);
        assert_eq!(told(&found.findings), [("code_rule_overlap", Severity::Warning)]);
        let claim = found.claims.first().unwrap();
        assert_eq!((claim.enterprise, found.claims.len()), (EnterpriseId(2), 1));
    }

    #[test]
    fn one_digit_more_is_no_overlap() {
        let longer = rule(2, 17, "92000123456789012", &[]);
        assert_eq!(try_rule(&own(&[]), "6900012345678901", &[longer]).findings, []);
    }

    #[test]
    fn a_rule_that_is_wrong_itself_extracts_nothing() {
        let trial = try_rule(&rule(1, 16, "69", &[]), "6900012345678901", &[other()]);
        assert_eq!(told(&trial.findings), [("code_rule_example", Severity::Error)]);
        assert_eq!(trial.extracted, []);
    }

    #[test]
    fn a_pattern_is_written_out_with_its_code() {
        let written = |pattern| written_out(pattern, "123456").unwrap_or_default();
        assert_eq!(written(r"^https?://t\.x\.cn/\((?<code>(\d{2}){3})\)$"), "https://t.x.cn/(123456)");
        assert_eq!(written(r"(?P<code>\d{6})"), "123456");
        assert_eq!(written("no group"), "");
    }
}
