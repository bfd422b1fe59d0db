mod codes;
mod lots;
mod master;
mod texts;

use super::*;
use crate::rejection::Severity;
use crate::texts::Lang;

/// Rule, field and gravity of findings; each finding's texts must be complete.
fn told(findings: &Findings) -> Vec<(&'static str, String, bool)> {
    findings
        .iter()
        .map(|(field, finding)| {
            assert_told(finding);
            (*field, finding.rule.to_string(), finding.severity == Severity::Error)
        })
        .collect()
}

fn assert_told(finding: &Finding) {
    assert!(RULES.contains(&finding.rule.as_ref()), "{} is not in the list of rules", finding.rule);
    for lang in [Lang::Zh, Lang::En] {
        for text in [finding.message(lang), finding.remedy(lang)] {
            assert!(!text.contains("{$") && !text.contains("rule-"), "{}: {text}", finding.rule);
        }
    }
}

fn error(field: &'static str, rule: &str) -> Vec<(&'static str, String, bool)> {
    vec![(field, rule.to_owned(), true)]
}

fn warning(field: &'static str, rule: &str) -> Vec<(&'static str, String, bool)> {
    vec![(field, rule.to_owned(), false)]
}

const NONE: Vec<(&str, String, bool)> = Vec::new();
