//! The contract of webhooks: every claim that a [`WebhookWriter`] must fulfil, one function each.
//!
//! A store's tests call [`webhook_conformance!`](crate::webhook_conformance) with a function that makes a
//! fresh, empty [`WebhookStore`] (or `None`, where the tests were left out on purpose).
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use std::any::Any;
use std::sync::Arc;
use std::thread;

use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::ports::{NewSubmission, RegistryWriter, StoreFault, SubmissionOutcome, WebhookWriter};
use rusu_core::submission::SubmissionState;
use rusu_core::webhook::{Notification, Webhook, WebhookUrl};

use crate::builders::{ENTERPRISE, moment, sample_enterprise, sample_submission, sample_submission_id};

const OTHER: EnterpriseId = EnterpriseId(2);

/// A store under test: both ports of one registry.
pub struct WebhookStore {
    /// What the claims are about.
    pub webhooks: Arc<dyn WebhookWriter>,
    /// The same store as a registry.
    pub registry: Arc<dyn RegistryWriter>,
    /// What must outlive the store: a folder, a database.
    pub home: Box<dyn Any>,
}

impl WebhookStore {
    /// A store with what it stands on.
    #[must_use]
    pub fn new<S: RegistryWriter + WebhookWriter + 'static>(store: Arc<S>, home: impl Any) -> Self {
        Self { webhooks: Arc::<S>::clone(&store), registry: store, home: Box::new(home) }
    }
}

#[track_caller]
fn ok<T>(result: Result<T, StoreFault>) -> T {
    match result {
        Ok(value) => value,
        Err(fault) => panic!("the store of webhooks gave a fault: {fault}"),
    }
}

fn webhook(enterprise: EnterpriseId, url: &str) -> Webhook {
    let url = WebhookUrl::parse(url).expect("the suite writes good addresses");
    Webhook { enterprise, url, created_at: moment(5) }
}

fn prepare(store: &WebhookStore) {
    ok(store.registry.save_enterprise(&sample_enterprise()));
    let other = Enterprise { id: OTHER, name: "别家乳业".to_owned(), ..sample_enterprise() };
    ok(store.registry.save_enterprise(&other));
}

fn with_webhook(store: &WebhookStore) {
    prepare(store);
    ok(store.webhooks.set_webhook(ENTERPRISE, Some(&webhook(ENTERPRISE, "https://hooks.example.com/a"))));
}

/// A submission that ends in a state, at `moment(100 + number)`.
fn end(store: &WebhookStore, enterprise: EnterpriseId, number: u8, state: SubmissionState) {
    let new = NewSubmission { enterprise, ..sample_submission(number) };
    ok(store.registry.create_submission(&new));
    let finished_at = state.is_final().then(|| moment(100 + i64::from(number)));
    let (counts, times) = (Default::default(), Default::default());
    let outcome = SubmissionOutcome { state, counts, lots: Vec::new(), failure: None, times, finished_at };
    ok(store.registry.save_outcome(&new.id, &outcome, &[]));
}

fn due(store: &WebhookStore, second: i64) -> Vec<Notification> {
    ok(store.webhooks.due_notifications(moment(second), 100))
}

pub fn a_webhook_is_kept_replaced_and_removed(store: WebhookStore) {
    prepare(&store);
    assert_eq!(ok(store.webhooks.webhook(ENTERPRISE)), None);
    for url in ["https://hooks.example.com/a", "https://hooks.example.com/b?c=d"] {
        let set = webhook(ENTERPRISE, url);
        ok(store.webhooks.set_webhook(ENTERPRISE, Some(&set)));
        assert_eq!(ok(store.webhooks.webhook(ENTERPRISE)), Some(set));
    }
    assert_eq!(ok(store.webhooks.webhook(OTHER)), None);
    ok(store.webhooks.set_webhook(ENTERPRISE, None));
    ok(store.webhooks.set_webhook(ENTERPRISE, None));
    assert_eq!(ok(store.webhooks.webhook(ENTERPRISE)), None);
}

pub fn a_webhook_of_an_unknown_enterprise_is_refused(store: WebhookStore) {
    let set = webhook(ENTERPRISE, "https://hooks.example.com/a");
    let refused = store.webhooks.set_webhook(ENTERPRISE, Some(&set));
    assert!(matches!(refused, Err(StoreFault::Damaged { .. })));
}

pub fn a_final_outcome_leaves_a_notification_that_is_due_at_its_moment(store: WebhookStore) {
    with_webhook(&store);
    end(&store, ENTERPRISE, 1, SubmissionState::Published);
    assert_eq!(due(&store, 100), []);
    let wanted = Notification {
        id: 1,
        enterprise: ENTERPRISE,
        submission: sample_submission_id(1),
        attempts: 0,
        due_at: moment(101),
    };
    assert_eq!(due(&store, 101), [wanted]);
}

pub fn an_outcome_that_is_not_final_leaves_none(store: WebhookStore) {
    with_webhook(&store);
    for (number, state) in [(1, SubmissionState::Processing), (2, SubmissionState::Failed)] {
        end(&store, ENTERPRISE, number, state);
    }
    assert_eq!(due(&store, 10_000), []);
}

pub fn a_final_outcome_written_again_leaves_no_second_notification(store: WebhookStore) {
    with_webhook(&store);
    end(&store, ENTERPRISE, 1, SubmissionState::Rejected);
    end(&store, ENTERPRISE, 1, SubmissionState::Rejected);
    assert_eq!(due(&store, 10_000).len(), 1);
}

pub fn without_a_webhook_nothing_is_to_be_told(store: WebhookStore) {
    with_webhook(&store);
    end(&store, OTHER, 1, SubmissionState::Published);
    assert_eq!(due(&store, 10_000), []);
}

pub fn notifications_come_longest_due_first_and_at_most_as_many_as_asked_for(store: WebhookStore) {
    with_webhook(&store);
    for number in [3, 1, 2] {
        end(&store, ENTERPRISE, number, SubmissionState::Published);
    }
    let submissions = |limit| -> Vec<_> {
        let due = ok(store.webhooks.due_notifications(moment(10_000), limit));
        due.into_iter().map(|notification| notification.submission).collect()
    };
    let all = [1, 2, 3].map(sample_submission_id);
    assert_eq!((submissions(2), submissions(10)), (all[..2].to_vec(), all.to_vec()));
}

pub fn a_notification_that_failed_is_due_again_later_and_one_that_is_over_is_gone(store: WebhookStore) {
    with_webhook(&store);
    end(&store, ENTERPRISE, 1, SubmissionState::Published);
    let first = due(&store, 200).remove(0);
    ok(store.webhooks.settle_notification(first.id, Some(moment(300))));
    assert_eq!(due(&store, 299), []);
    assert_eq!(due(&store, 300), [Notification { attempts: 1, due_at: moment(300), ..first.clone() }]);
    ok(store.webhooks.settle_notification(first.id, None));
    ok(store.webhooks.settle_notification(first.id, None));
    ok(store.webhooks.settle_notification(first.id, Some(moment(400))));
    assert_eq!(due(&store, 10_000), []);
}

pub fn removing_a_webhook_drops_what_is_still_to_be_told(store: WebhookStore) {
    with_webhook(&store);
    ok(store.webhooks.set_webhook(OTHER, Some(&webhook(OTHER, "https://hooks.example.com/o"))));
    end(&store, ENTERPRISE, 1, SubmissionState::Published);
    end(&store, OTHER, 2, SubmissionState::Published);
    ok(store.webhooks.set_webhook(ENTERPRISE, None));
    let left: Vec<EnterpriseId> = due(&store, 10_000).iter().map(|left| left.enterprise).collect();
    assert_eq!(left, [OTHER]);
}

pub fn eight_threads_that_bring_a_secret_get_the_same_one(store: WebhookStore) {
    let secrets: Vec<[u8; 32]> = thread::scope(|scope| {
        let bring = |byte: u8| {
            let webhooks = &store.webhooks;
            scope.spawn(move || ok(webhooks.webhook_secret([byte; 32])))
        };
        let threads: Vec<_> = (1..=8).map(bring).collect();
        threads.into_iter().map(|thread| thread.join().expect("no thread panics")).collect()
    });
    let first = secrets.first().copied().unwrap_or_default();
    assert!(secrets.iter().all(|secret| *secret == first), "{secrets:?}");
    assert_eq!(ok(store.webhooks.webhook_secret([99; 32])), first);
}

/// Generates one test for each claim on any store. `$make` is a function that makes a [`WebhookStore`].
#[macro_export]
macro_rules! webhook_conformance {
    ($make:path) => {
        $crate::webhook_claims! { $make;
            a_webhook_is_kept_replaced_and_removed
            a_webhook_of_an_unknown_enterprise_is_refused
            a_final_outcome_leaves_a_notification_that_is_due_at_its_moment
            an_outcome_that_is_not_final_leaves_none
            a_final_outcome_written_again_leaves_no_second_notification
            without_a_webhook_nothing_is_to_be_told
            notifications_come_longest_due_first_and_at_most_as_many_as_asked_for
            a_notification_that_failed_is_due_again_later_and_one_that_is_over_is_gone
            removing_a_webhook_drops_what_is_still_to_be_told
            eight_threads_that_bring_a_secret_get_the_same_one
        }
    };
}

/// One test for each named claim; the other macro calls it.
#[doc(hidden)]
#[macro_export]
macro_rules! webhook_claims {
    ($make:path; $($claim:ident)+) => {
        $(
            #[test]
            fn $claim() {
                let store: Option<$crate::webhook_suite::WebhookStore> = $make().into();
                if let Some(store) = store {
                    $crate::webhook_suite::$claim(store);
                }
            }
        )+
    };
}
