//! Cans and cases that change their case or pallet.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use common::{Platform, cased, complete, delivery, platform};
use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::PACKAGING_CODES_AT_ONCE_MAX;
use rusu_core::packaging::PackagingStep;
use rusu_core::submission::{AcceptMode, SubmissionState};
use rusu_intake::{LotError, PackagingOrder};

use PackagingStep::{Packed, Unpacked};

/// A lot of cans 100–105 in cases C0000001 and C0000002 of three each, and can 200 in none.
fn with_cases() -> Platform {
    let platform = platform();
    let mut rows = complete("L1", 200..201);
    rows.extend((100..103).map(|code| cased("L1", code, "C0000001")));
    rows.extend((103..106).map(|code| cased("L1", code, "C0000002")));
    let receipt = platform.deliver(delivery(&rows), AcceptMode::AllOrNothing);
    assert_eq!(receipt.state, SubmissionState::Published, "{:?}", platform.rules(&receipt));
    platform
}

fn code(text: &str) -> TraceCode {
    TraceCode::parse(text).unwrap()
}

fn can(number: u64) -> TraceCode {
    code(&format!("{number:016}"))
}

impl Platform {
    fn repack(&self, step: PackagingStep, package: &str, cans: &[u64]) -> Result<usize, LotError> {
        let codes = cans.iter().map(|number| can(*number)).collect();
        let order = PackagingOrder { step, package: code(package), codes, reason: "换箱".to_owned() };
        self.intake.repack(self.maker, &order, "enterprise")
    }

    fn parent(&self, number: u64) -> Option<String> {
        self.intake.packaging(self.maker, &can(number)).unwrap().parent.map(|code| code.to_string())
    }
}

#[test]
fn cans_move_to_another_case_and_their_history_is_kept() {
    let platform = with_cases();
    assert_eq!(platform.repack(Packed, "C0000002", &[100, 101, 103]).unwrap(), 2);
    assert_eq!(platform.parent(100).as_deref(), Some("C0000002"));
    assert_eq!(platform.parent(102).as_deref(), Some("C0000001"));
    assert_eq!(platform.repack(Unpacked, "C0000002", &[100]).unwrap(), 1);
    assert_eq!(platform.parent(100), None);
    let history = platform.intake.packaging(platform.maker, &can(100)).unwrap().history;
    let steps: Vec<PackagingStep> = history.iter().map(|event| event.step).collect();
    assert_eq!(steps, [Unpacked, Packed]);
    assert_eq!(history.first().unwrap().why, "换箱");
}

#[test]
fn a_can_that_was_in_no_case_is_packed_into_one() {
    let platform = with_cases();
    assert_eq!(platform.repack(Packed, "C0000001", &[200]).unwrap(), 1);
    assert_eq!(platform.parent(200).as_deref(), Some("C0000001"));
    assert_eq!(platform.repack(Packed, "C0000001", &[200]).unwrap(), 0);
}

#[test]
fn what_does_not_fit_refuses_the_whole_order() {
    let platform = with_cases();
    // A code that nobody knows, a can that is not inside, a can as a package, an unknown case.
    for (step, package, cans) in [
        (Packed, "C0000002", vec![100, 999]),
        (Unpacked, "C0000002", vec![103, 100]),
        (Packed, "0000000000000100", vec![101]),
        (Packed, "C0000009", vec![101]),
    ] {
        let refused = platform.repack(step, package, &cans);
        assert!(matches!(refused, Err(LotError::Form { .. })), "{package}: {refused:?}");
    }
    assert_eq!(platform.parent(100).as_deref(), Some("C0000001"));
    assert_eq!(platform.parent(103).as_deref(), Some("C0000002"));
}

#[test]
fn nobody_packs_the_cans_of_others() {
    let platform = with_cases();
    let order = PackagingOrder {
        step: Packed,
        package: code("C0000002"),
        codes: vec![can(100)],
        reason: "x".to_owned(),
    };
    let stranger = EnterpriseId(99);
    assert!(matches!(platform.intake.repack(stranger, &order, "e"), Err(LotError::Form { .. })));
    assert!(matches!(platform.intake.packaging(stranger, &can(100)), Err(LotError::Form { .. })));
}

#[test]
fn an_order_needs_codes_within_the_limit_and_a_reason() {
    let platform = with_cases();
    assert!(matches!(platform.repack(Packed, "C0000002", &[]), Err(LotError::Missing { field: "codes" })));
    let many: Vec<u64> = (0..u64::try_from(PACKAGING_CODES_AT_ONCE_MAX).unwrap() + 1).collect();
    assert!(matches!(platform.repack(Packed, "C0000002", &many), Err(LotError::CodesLimit { .. })));
    // As many as the limit are looked at, and refused for what they are.
    assert!(matches!(platform.repack(Packed, "C0000002", &many[1..]), Err(LotError::Form { .. })));
    let order = PackagingOrder {
        step: Packed,
        package: code("C0000002"),
        codes: vec![can(100)],
        reason: " ".to_owned(),
    };
    let refused = platform.intake.repack(platform.maker, &order, "e");
    assert!(matches!(refused, Err(LotError::Missing { field: "reason" })));
}
