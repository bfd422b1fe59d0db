//! A code rule that would claim another maker's cans is refused where it is delivered.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use common::{Platform, platform, zip};
use rusu_core::code_rule::CodeRule;
use rusu_core::enterprise::{Coverage, EnterpriseId};
use rusu_core::ports::{MasterChange, RegistryReader, RegistryWriter};
use rusu_core::submission::{AcceptMode, Receipt, SubmissionState};
use rusu_intake::NewEnterprise;
use rusu_testkit::builders::sample_code_rule;

/// A platform where another maker prints `https://t.example.com/` and sixteen digits.
fn beside_another_maker() -> Platform {
    let platform = platform();
    let other = NewEnterprise {
        id: Some(EnterpriseId(2)),
        name: "另一家".to_owned(),
        brands: Vec::new(),
        coverage: Coverage::InShelfLife,
        parent: None,
        is_sample: true,
    };
    let enterprise = platform.intake.admit(other).unwrap().id;
    let code_rules = vec![CodeRule { enterprise, ..sample_code_rule() }];
    let change = MasterChange { code_rules, ..MasterChange::default() };
    platform.registry.save_master(enterprise, &change).unwrap();
    platform
}

fn deliver(platform: &Platform, pattern: &str) -> Receipt {
    let pattern = pattern.replace('\\', "\\\\");
    let row = format!(
        r#"{{"table":"code_rules","rule_ref":"OUTER","carrier":"outer","asked":"yes","length_min":"16","length_max":"16","alphabet":"digits","check":"none","text_pattern":"{pattern}","example":"8800000000000017"}}"#
    );
    platform.deliver(zip(&[("rows.jsonl", row.as_bytes())]), AcceptMode::AllOrNothing)
}

fn own_rules(platform: &Platform) -> usize {
    let rules = platform.registry.code_rules().unwrap().rules;
    rules.iter().filter(|rule| rule.enterprise == platform.maker).count()
}

#[test]
fn a_pattern_that_claims_a_foreign_qr_text_is_refused() {
    for pattern in [r"^https://[a-z.]+/(?<code>[0-9]{16})$", "(?<code>[0-9]{16})"] {
        let platform = beside_another_maker();
        let receipt = deliver(&platform, pattern);
        assert_eq!(receipt.state, SubmissionState::Rejected);
        assert_eq!(platform.rules(&receipt), ["code_rule_clash"]);
        assert_eq!(own_rules(&platform), 0);
    }
}

#[test]
fn a_pattern_of_the_same_form_at_its_own_host_is_taken() {
    let platform = beside_another_maker();
    let receipt = deliver(&platform, r"^https://t\.own\.example/(?<code>[0-9]{16})$");
    assert_eq!(receipt.state, SubmissionState::Published, "{:?}", platform.rules(&receipt));
    assert_eq!(own_rules(&platform), 1);
}

#[test]
fn a_loose_pattern_is_taken_where_it_is_in_nobodys_way() {
    let platform = platform();
    let receipt = deliver(&platform, "(?<code>[0-9]{16})");
    assert_eq!(receipt.state, SubmissionState::Published, "{:?}", platform.rules(&receipt));
}
