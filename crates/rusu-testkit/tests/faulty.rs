//! The faulty stores fail where they are told, and leave what they are told.

use std::sync::Arc;

use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{CodeReader as _, CodeWriter as _};
use rusu_testkit::codes_memory::MemoryCodes;
use rusu_testkit::codes_suite::{cans, everything, serial};
use rusu_testkit::faulty::{FaultMoment, FaultyStores};

fn left_by(moment: FaultMoment) -> usize {
    let plan = FaultyStores::new(2, moment);
    let codes = plan.codes(Arc::new(MemoryCodes::new()));
    codes.sync().expect("the first call works");
    let put = codes.put(EnterpriseId(1), PartNo(1), &mut cans(&serial(0, 10)).into_iter().map(Ok));
    assert!(put.is_err());
    assert!(codes.sync().is_err());
    assert_eq!(plan.calls(), 3);
    everything(&codes).expect("reads work").len()
}

#[test]
fn a_call_that_fails_before_leaves_nothing() {
    assert_eq!(left_by(FaultMoment::Before), 0);
}

#[test]
fn a_put_that_fails_midway_leaves_some_records() {
    assert_eq!(left_by(FaultMoment::Midway), 3);
}

#[test]
fn a_call_that_fails_after_leaves_everything() {
    assert_eq!(left_by(FaultMoment::After), 10);
}

#[test]
fn healed_stores_work_again() {
    let plan = FaultyStores::new(1, FaultMoment::Before);
    let codes = plan.codes(Arc::new(MemoryCodes::new()));
    assert!(codes.sync().is_err());
    plan.heal();
    codes.sync().unwrap();
    assert_eq!(codes.find(EnterpriseId(1), &serial(0, 1)[0]).unwrap(), None);
}
