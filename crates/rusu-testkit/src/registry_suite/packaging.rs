//! Claims on packaging events.

use rusu_core::enterprise::EnterpriseId;
use rusu_core::packaging::{PackagingEvent, PackagingStep};

use super::{Store, ok, other_enterprise, prepare, refused};
use crate::builders::{ENTERPRISE, moment, trace_code};

fn event(step: PackagingStep, code: &str, package: &str, at: i64) -> PackagingEvent {
    PackagingEvent {
        enterprise: ENTERPRISE,
        step,
        code: trace_code(code),
        package: trace_code(package),
        why: "换箱".to_owned(),
        who: "enterprise".to_owned(),
        at: moment(at),
    }
}

const CAN: &str = "6900012345678901";
const OTHER_CAN: &str = "6900012345678902";
const CASE: &str = "CASE000001";
const NEW_CASE: &str = "CASE000002";

#[doc(hidden)]
pub fn the_latest_packaging_event_of_each_code_is_told_in_the_order_asked(store: Store) {
    prepare(&store);
    let first = event(PackagingStep::Packed, CAN, CASE, 1);
    let second = event(PackagingStep::Packed, CAN, NEW_CASE, 2);
    let third = event(PackagingStep::Unpacked, OTHER_CAN, CASE, 3);
    ok(store.registry.save_packaging(&[first]));
    ok(store.registry.save_packaging(&[second.clone(), third.clone()]));
    let asked = [OTHER_CAN, "6900012345678999", CAN].map(trace_code);
    assert_eq!(ok(store.registry.packaging_states(ENTERPRISE, &asked)), [Some(third), None, Some(second)]);
    assert_eq!(ok(store.registry.packaging_states(EnterpriseId(2), &asked)), [None, None, None]);
}

#[doc(hidden)]
pub fn what_was_packed_into_a_package_and_is_still_in_it_is_told_in_order(store: Store) {
    prepare(&store);
    let packed = |code, package, at| event(PackagingStep::Packed, code, package, at);
    let gone = "6900012345678903";
    let events = [packed(OTHER_CAN, NEW_CASE, 1), packed(CAN, NEW_CASE, 2), packed(gone, NEW_CASE, 3)];
    ok(store.registry.save_packaging(&events));
    ok(store.registry.save_packaging(&[event(PackagingStep::Unpacked, gone, NEW_CASE, 4)]));
    let inside = |limit| ok(store.registry.packed_into(ENTERPRISE, &trace_code(NEW_CASE), limit));
    assert_eq!(inside(10), [CAN, OTHER_CAN].map(trace_code));
    assert_eq!(inside(1), [trace_code(CAN)]);
    assert_eq!(ok(store.registry.packed_into(ENTERPRISE, &trace_code(CASE), 10)), []);
}

#[doc(hidden)]
pub fn the_packaging_history_of_a_code_and_of_a_package_is_kept_latest_first(store: Store) {
    prepare(&store);
    let first = event(PackagingStep::Packed, CAN, CASE, 1);
    let second = event(PackagingStep::Packed, CAN, NEW_CASE, 2);
    ok(store.registry.save_packaging(&[first.clone(), second.clone()]));
    let history = |code, limit| ok(store.registry.packaging_history(ENTERPRISE, &trace_code(code), limit));
    assert_eq!(history(CAN, 10), [second.clone(), first.clone()]);
    assert_eq!(history(CASE, 10), [first]);
    assert_eq!(history(CAN, 1), [second]);
    assert_eq!(ok(store.registry.packaging_count(ENTERPRISE)), 2);
    ok(store.registry.save_enterprise(&other_enterprise()));
    assert_eq!(ok(store.registry.packaging_count(EnterpriseId(2))), 0);
}

#[doc(hidden)]
pub fn packaging_events_of_an_unknown_enterprise_are_refused(store: Store) {
    prepare(&store);
    let stranger =
        PackagingEvent { enterprise: EnterpriseId(9), ..event(PackagingStep::Packed, CAN, CASE, 1) };
    refused(store.registry.save_packaging(&[stranger]));
    ok(store.registry.save_packaging(&[]));
}
