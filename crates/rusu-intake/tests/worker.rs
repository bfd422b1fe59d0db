//! The thread that processes submissions.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use common::{complete, delivery, intake_on, platform};
use rusu_core::lot::ContentHash;
use rusu_core::ports::{
    Clock, ObjectKind, ObjectReader, ObjectSink, ObjectWriter, ReadSeek, RegistryReader, StoreFault,
};
use rusu_core::submission::{AcceptMode, SubmissionState};
use rusu_intake::{Intake, Worker};
use rusu_testkit::builders::SeededChance;
use rusu_testkit::faulty::{FaultMoment, FaultyStores};
use rusu_testkit::objects_memory::MemoryObjects;

/// Waits for the worker. Bounded, so that one that gives up fails the test instead of holding it for ever.
fn wait_until(what: &str, done: impl Fn() -> bool) {
    for _ in 0..30_000 {
        if done() {
            return;
        }
        std::thread::park_timeout(Duration::from_millis(1));
    }
    panic!("{what} did not happen");
}

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
    wait_until("publication", || done(&first.id) && done(&second.id));
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
    wait_until("publication", || done(&first.id) && done(&second.id));
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
    wait_until("the end", || !worker.is_alive());
    worker.stop();
}

/// Objects that cannot be reached the first time they are asked for.
struct SlowToWake(Arc<MemoryObjects>, AtomicBool);

impl ObjectReader for SlowToWake {
    fn open(&self, kind: ObjectKind, hash: &ContentHash) -> Result<Option<Box<dyn ReadSeek>>, StoreFault> {
        if self.1.swap(true, Ordering::SeqCst) {
            return self.0.open(kind, hash);
        }
        Err(StoreFault::Unavailable { store: "objects", reason: "not yet".to_owned() })
    }

    fn list(&self, kind: ObjectKind) -> Result<Vec<ContentHash>, StoreFault> {
        self.0.list(kind)
    }
}

impl ObjectWriter for SlowToWake {
    fn create(&self, kind: ObjectKind) -> Result<Box<dyn ObjectSink>, StoreFault> {
        self.0.create(kind)
    }

    fn remove(&self, kind: ObjectKind, hash: &ContentHash) -> Result<(), StoreFault> {
        self.0.remove(kind, hash)
    }
}

#[test]
fn what_failed_for_a_passing_reason_is_tried_again_without_a_restart() {
    let platform = platform();
    let objects = Arc::new(SlowToWake(platform.objects.clone(), AtomicBool::new(false)));
    let intake = intake_on(platform.registry.clone(), platform.codes.clone(), objects, &platform.clock);
    let receipt = platform.receive(delivery(&complete("L1", 1..4)), None, AcceptMode::AllOrNothing).unwrap();
    let worker = Worker::start_with_retry(Arc::new(intake), Duration::from_millis(5)).unwrap();
    let state = || platform.registry.receipt(&receipt.id).unwrap().unwrap().state;
    wait_until("the second try", || state() == SubmissionState::Published);
    worker.stop();
}
