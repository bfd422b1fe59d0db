//! A crash at every write: nothing acknowledged is lost, no half lot is visible.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::sync::Arc;

use common::{Platform, cased, complete, delivery, intake_on, lot, material, platform};
use rusu_core::ports::{CodeSpan, RegistryReader};
use rusu_core::submission::{AcceptMode, Receipt, SubmissionState};
use rusu_testkit::faulty::{FaultMoment, FaultyStores};

/// Two lots, cans in cases, documents and master data.
fn big_delivery() -> Vec<u8> {
    let mut rows = complete("L1", 100..110);
    rows.extend([lot("L2", "示例检验所"), material("L2")]);
    rows.extend((200..212).map(|code| cased("L2", code, if code < 206 { "C0000001" } else { "C0000002" })));
    delivery(&rows)
}

/// What a reader of the stores sees, without part numbers: they may differ after a crash.
fn content(platform: &Platform) -> (Vec<String>, Vec<(String, u64)>) {
    let lots = platform.registry.lots(platform.maker, 10).unwrap();
    let mut lots: Vec<String> =
        lots.iter().map(|lot| format!("{} {}", lot.key.number, lot.unit_count)).collect();
    lots.sort();
    let published = platform.registry.published_parts().unwrap();
    let visible = |span: &CodeSpan| published.iter().any(|(_, part, _, _)| *part == span.stored.part);
    let spans = platform.spans();
    let cans = spans.iter().filter(|span| !span.stored.carrier.is_package() && visible(span));
    (lots, cans.map(|span| (span.first.to_string(), span.count)).collect())
}

/// Processes under a plan of failure, then again as after a restart.
fn crashed_at(call: usize, moment: FaultMoment) -> (Platform, Receipt, usize) {
    let platform = platform();
    let receipt = platform.receive(big_delivery(), None, AcceptMode::AllOrNothing).unwrap();
    let plan = FaultyStores::new(call, moment);
    let failing = intake_on(
        Arc::new(plan.registry(platform.registry.clone())),
        Arc::new(plan.codes(platform.codes.clone())),
        Arc::new(plan.objects(platform.objects.clone())),
        &platform.clock,
    );
    let failed = failing.process(&receipt.id).is_err();
    assert!(failed || call == 0 || plan.calls() < call, "write {call} failed unnoticed");
    assert_eq!(platform.problems(), Vec::<String>::new(), "after a crash {moment:?} write {call}");
    let calls = plan.calls();
    let receipt = platform.intake.process(&receipt.id).unwrap();
    (platform, receipt, calls)
}

#[test]
fn a_crash_at_any_write_leaves_nothing_half_visible_and_is_made_good_by_running_again() {
    let (whole, receipt, writes) = crashed_at(0, FaultMoment::Before);
    assert_eq!(receipt.state, SubmissionState::Published, "{:?}", whole.rules(&receipt));
    assert!(writes > 10, "{writes} writes");
    for moment in [FaultMoment::Before, FaultMoment::Midway, FaultMoment::After] {
        for call in 1..=writes {
            let (platform, after, _) = crashed_at(call, moment);
            assert_eq!(content(&platform), content(&whole), "a crash {moment:?} write {call}");
            assert_eq!(
                (after.state, &after.lots),
                (receipt.state, &receipt.lots),
                "a crash {moment:?} write {call}"
            );
            assert_eq!(platform.problems(), Vec::<String>::new(), "a crash {moment:?} write {call}");
        }
    }
}

#[test]
fn codes_left_by_a_refused_attempt_never_become_visible() {
    let platform = platform();
    let receipt = platform.receive(big_delivery(), None, AcceptMode::AllOrNothing).unwrap();
    // Stop behind the first put: its codes are there, its part is not published.
    let plan = FaultyStores::new(6, FaultMoment::After);
    let failing = intake_on(
        Arc::new(plan.registry(platform.registry.clone())),
        Arc::new(plan.codes(platform.codes.clone())),
        Arc::new(plan.objects(platform.objects.clone())),
        &platform.clock,
    );
    assert!(failing.process(&receipt.id).is_err());
    // The sender gives up on that delivery and sends the lot anew, with fewer codes.
    let again = platform.deliver(delivery(&complete("L1", 100..103)), AcceptMode::AllOrNothing);
    assert_eq!(again.state, SubmissionState::Published);
    let (_, cans) = content(&platform);
    assert_eq!(cans.iter().map(|(_, count)| count).sum::<u64>(), 3);
    assert_eq!(platform.problems(), Vec::<String>::new());
}
