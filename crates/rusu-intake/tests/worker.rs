//! The thread that processes submissions.

mod common;

use std::sync::Arc;

use common::{complete, delivery, intake_on, platform};
use rusu_core::ports::{Clock, RegistryReader};
use rusu_core::submission::{AcceptMode, SubmissionState};
use rusu_intake::{Intake, Worker};
use rusu_testkit::builders::SeededChance;
use rusu_testkit::faulty::{FaultMoment, FaultyStores};

#[test]
fn what_was_acknowledged_before_a_restart_is_processed_after_it() {
    let platform = platform();
    let first = platform.receive(delivery(&complete("L1", 1..4)), None, AcceptMode::AllOrNothing).unwrap();
    let second = platform.receive(delivery(&complete("L2", 4..9)), None, AcceptMode::AllOrNothing).unwrap();
    let registry = platform.registry.clone();
    let intake =
        intake_on(registry.clone(), platform.codes.clone(), platform.objects.clone(), &platform.clock);
    let worker = Worker::start(Arc::new(intake)).unwrap();
    let done = |id| registry.receipt(id).unwrap().unwrap().state == SubmissionState::Published;
    while !(done(&first.id) && done(&second.id)) {
        std::thread::yield_now();
    }
    assert!(worker.is_alive());
    worker.stop();
    assert!(!worker.is_alive());
}

#[test]
fn a_submission_that_failed_is_tried_again_at_the_next_start() {
    let platform = platform();
    let plan = FaultyStores::new(3, FaultMoment::Before);
    let registry = Arc::new(plan.registry(platform.registry.clone()));
    let intake =
        Arc::new(intake_on(registry, platform.codes.clone(), platform.objects.clone(), &platform.clock));
    let first = platform.receive(delivery(&complete("L1", 1..4)), None, AcceptMode::AllOrNothing).unwrap();
    assert!(intake.process(&first.id).is_err(), "its third write fails");
    plan.heal();
    let second = platform.receive(delivery(&complete("L2", 4..9)), None, AcceptMode::AllOrNothing).unwrap();
    let worker = Worker::start(intake).unwrap();
    let done = |id| platform.registry.receipt(id).unwrap().unwrap().state == SubmissionState::Published;
    while !(done(&first.id) && done(&second.id)) {
        std::thread::yield_now();
    }
    worker.stop();
}

/// A bug of our own in the midst of a submission.
struct BrokenClock;

impl Clock for BrokenClock {
    fn now(&self) -> jiff::Timestamp {
        panic!("a bug")
    }
}

#[test]
fn a_worker_that_panicked_is_not_alive() {
    let platform = platform();
    platform.receive(delivery(&complete("L1", 1..4)), None, AcceptMode::AllOrNothing).unwrap();
    let intake = Intake::new(
        platform.registry.clone(),
        platform.codes.clone(),
        platform.objects.clone(),
        Arc::new(BrokenClock),
        Arc::new(SeededChance::new(7)),
        common::scratch(),
    );
    let worker = Worker::start(Arc::new(intake)).unwrap();
    while worker.is_alive() {
        std::thread::yield_now();
    }
    worker.stop();
}
