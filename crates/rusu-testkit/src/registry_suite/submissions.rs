//! Claims on submissions, receipts and rejections.
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use rusu_core::limits::REJECTIONS_KEPT_MAX;
use rusu_core::ports::{NewSubmission, SubmissionOutcome};
use rusu_core::rejection::{Finding, Place, Rejection};
use rusu_core::submission::{AcceptMode, Receipt, RowCounts, StepTimes, SubmissionState};

use super::{Store, ok, other_enterprise, prepare, refused};
use crate::builders::{
    ENTERPRISE, moment, sample_outcome, sample_rejection, sample_submission, sample_submission_id,
};

fn at_birth(new: &NewSubmission) -> Receipt {
    Receipt {
        id: new.id.clone(),
        enterprise: new.enterprise,
        file_name: new.file_name.clone(),
        content: new.content,
        mode: new.mode,
        state: SubmissionState::Received,
        counts: RowCounts::default(),
        lots: Vec::new(),
        failure: None,
        received_at: new.received_at,
        times: StepTimes::default(),
        finished_at: None,
    }
}

fn bare_outcome(state: SubmissionState) -> SubmissionOutcome {
    SubmissionOutcome {
        state,
        counts: RowCounts::default(),
        lots: Vec::new(),
        failure: None,
        times: StepTimes::default(),
        finished_at: None,
    }
}

pub fn a_new_submission_is_received_and_empty(store: Store) {
    prepare(&store);
    let new = NewSubmission { mode: AcceptMode::GoodRows, ..sample_submission(1) };
    assert_eq!(ok(store.registry.create_submission(&new)), at_birth(&new));
    assert_eq!(ok(store.registry.receipt(&new.id)), Some(at_birth(&new)));
    assert_eq!(ok(store.registry.rejections(&new.id)), []);
}

pub fn an_idempotency_key_sent_twice_gives_the_first_receipt(store: Store) {
    prepare(&store);
    let first = sample_submission(1);
    ok(store.registry.create_submission(&first));
    ok(store.registry.save_outcome(&first.id, &sample_outcome(), &[]));
    let again = NewSubmission { idempotency_key: first.idempotency_key, ..sample_submission(2) };
    let receipt = ok(store.registry.create_submission(&again));
    assert_eq!((receipt.id, receipt.counts), (first.id, sample_outcome().counts));
    assert_eq!(ok(store.registry.receipt(&again.id)), None);
}

pub fn the_same_idempotency_key_of_another_enterprise_is_its_own(store: Store) {
    prepare(&store);
    ok(store.registry.save_enterprise(&other_enterprise()));
    let first = sample_submission(1);
    ok(store.registry.create_submission(&first));
    let key = first.idempotency_key;
    let other =
        NewSubmission { enterprise: other_enterprise().id, idempotency_key: key, ..sample_submission(2) };
    assert_eq!(ok(store.registry.create_submission(&other)).id, other.id);
}

pub fn a_submission_of_an_unknown_enterprise_is_refused(store: Store) {
    refused(store.registry.create_submission(&sample_submission(1)));
    assert_eq!(ok(store.registry.unfinished_submissions()), []);
}

pub fn an_unknown_submission_has_no_receipt_and_no_rejections(store: Store) {
    assert_eq!(ok(store.registry.receipt(&sample_submission_id(1))), None);
    assert_eq!(ok(store.registry.rejections(&sample_submission_id(1))), []);
}

fn outcome_comes_back(store: &Store, outcome: &SubmissionOutcome) {
    prepare(store);
    let new = sample_submission(1);
    ok(store.registry.create_submission(&new));
    ok(store.registry.save_outcome(&new.id, outcome, &[]));
    let expected = Receipt {
        state: outcome.state,
        counts: outcome.counts,
        lots: outcome.lots.clone(),
        failure: outcome.failure.clone(),
        times: outcome.times,
        finished_at: outcome.finished_at,
        ..at_birth(&new)
    };
    assert_eq!(ok(store.registry.receipt(&new.id)), Some(expected.clone()));
    assert_eq!(ok(store.registry.receipts(ENTERPRISE, 10)), [expected]);
}

pub fn an_outcome_with_every_field_filled_comes_back_the_same(store: Store) {
    outcome_comes_back(&store, &sample_outcome());
}

pub fn an_outcome_with_every_optional_field_empty_comes_back_the_same(store: Store) {
    outcome_comes_back(&store, &bare_outcome(SubmissionState::Processing));
}

pub fn an_outcome_of_an_unknown_submission_is_refused(store: Store) {
    prepare(&store);
    refused(store.registry.save_outcome(&sample_submission_id(1), &sample_outcome(), &[sample_rejection(2)]));
    assert_eq!(ok(store.registry.rejections(&sample_submission_id(1))), []);
}

pub fn a_later_outcome_replaces_lots_and_rejections(store: Store) {
    prepare(&store);
    let new = sample_submission(1);
    ok(store.registry.create_submission(&new));
    ok(store.registry.save_outcome(&new.id, &sample_outcome(), &[sample_rejection(2), sample_rejection(3)]));
    let rejected = bare_outcome(SubmissionState::Rejected);
    ok(store.registry.save_outcome(&new.id, &rejected, &[sample_rejection(4)]));
    let receipt = ok(store.registry.receipt(&new.id)).expect("the submission was created");
    assert_eq!((receipt.state, receipt.lots), (SubmissionState::Rejected, Vec::new()));
    assert_eq!(ok(store.registry.rejections(&new.id)), [sample_rejection(4)]);
}

fn rejections_come_back(store: &Store, rejections: &[Rejection]) {
    prepare(store);
    let new = sample_submission(1);
    ok(store.registry.create_submission(&new));
    ok(store.registry.save_outcome(&new.id, &bare_outcome(SubmissionState::Rejected), rejections));
    assert!(ok(store.registry.rejections(&new.id)) == rejections, "the rejections differ from those given");
}

pub fn rejections_come_back_in_order_with_their_places(store: Store) {
    let rejections = [
        sample_rejection(9),
        Finding::error("file_empty", "").at(Place::file("报送.zip")),
        Finding::warning("gtin_foreign", "4000000000006").with("a", "1").with("b", "2").at(Place {
            file: "lots.csv".into(),
            row: Some(u64::from(u32::MAX) + 1),
            ..Place::default()
        }),
        sample_rejection(2),
    ];
    rejections_come_back(&store, &rejections);
}

pub fn a_rejected_value_keeps_its_strangest_characters(store: Store) {
    let finding = Finding::error("code_character", "a\0b\u{feff}'\"\\\n\u{1f37c}").with("name\0", "\0");
    rejections_come_back(&store, &[finding.at(Place::file("a\0.csv").column("列\0"))]);
}

pub fn as_many_rejections_are_kept_as_the_limit_says_and_one_more_is_refused(store: Store) {
    let mut rejections: Vec<Rejection> = (1..).take(REJECTIONS_KEPT_MAX).map(sample_rejection).collect();
    rejections_come_back(&store, &rejections);
    rejections.push(sample_rejection(1));
    let outcome = bare_outcome(SubmissionState::Rejected);
    refused(store.registry.save_outcome(&sample_submission_id(1), &outcome, &rejections));
}

pub fn receipts_come_latest_first_and_at_most_as_many_as_asked(store: Store) {
    prepare(&store);
    ok(store.registry.save_enterprise(&other_enterprise()));
    for number in [2, 1, 3] {
        ok(store.registry.create_submission(&sample_submission(number)));
    }
    let foreign = NewSubmission { enterprise: other_enterprise().id, ..sample_submission(4) };
    ok(store.registry.create_submission(&foreign));
    let ids = |limit| -> Vec<_> {
        ok(store.registry.receipts(ENTERPRISE, limit)).into_iter().map(|r| r.id).collect()
    };
    assert_eq!(ids(10), [3, 2, 1].map(sample_submission_id));
    assert_eq!(ids(2), [3, 2].map(sample_submission_id));
}

pub fn unfinished_submissions_come_oldest_first_without_final_ones(store: Store) {
    prepare(&store);
    let states = [
        (5, SubmissionState::Received),
        (1, SubmissionState::Published),
        (4, SubmissionState::Processing),
        (2, SubmissionState::Rejected),
        (3, SubmissionState::Failed),
        (6, SubmissionState::PartlyPublished),
    ];
    for (number, state) in states {
        let finished_at = state.is_final().then(|| moment(100));
        ok(store.registry.create_submission(&sample_submission(number)));
        let outcome = SubmissionOutcome { finished_at, ..bare_outcome(state) };
        ok(store.registry.save_outcome(&sample_submission_id(number), &outcome, &[]));
    }
    assert_eq!(ok(store.registry.unfinished_submissions()), [3, 4, 5].map(sample_submission_id));
}
