use std::collections::BTreeSet;

use crate::limits::DOCUMENT_BYTES_MAX;
use crate::texts::{Lang, exists, plain};
use crate::validation::RULES;

#[test]
fn every_rule_has_its_texts_in_both_languages() {
    for rule in RULES {
        assert!(exists(&format!("rule-{rule}")), "{rule}");
        assert!(exists(&format!("rule-{rule}.fix")), "{rule}");
    }
}

#[test]
fn no_rule_is_listed_twice() {
    assert_eq!(RULES.iter().collect::<BTreeSet<_>>().len(), RULES.len());
}

#[test]
fn every_rule_text_belongs_to_a_listed_rule() {
    let rules = include_str!("../../../../../data/texts/en/rules.ftl");
    let formats = include_str!("../../../../../data/texts/en/formats.ftl");
    for line in rules.lines().chain(formats.lines()).filter_map(|line| line.strip_prefix("rule-")) {
        let rule = line.split(' ').next().unwrap();
        assert!(RULES.contains(&rule), "{rule}");
    }
}

#[test]
fn the_sizes_that_texts_name_are_the_limits() {
    let text = |rule: &str| plain(Lang::Zh, &format!("rule-{rule}"));
    assert!(text("document_too_large").contains(&format!("{} MB", DOCUMENT_BYTES_MAX >> 20)));
}

#[test]
fn no_text_shouts_or_accuses() {
    for rule in RULES {
        for id in [format!("rule-{rule}"), format!("rule-{rule}.fix")] {
            let texts = plain(Lang::Zh, &id) + &plain(Lang::En, &id);
            assert!(!["！", "!", "假货", "非法"].iter().any(|word| texts.contains(word)), "{texts}");
        }
    }
}
