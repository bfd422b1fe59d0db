//! Admission's contract: every claim that an [`AdmissionWriter`] must fulfil, one function each.
//!
//! A store's tests call [`admission_conformance!`](crate::admission_conformance) with a function that
//! makes a fresh, empty [`AdmissionStore`] (or `None`, where the tests were left out on purpose); one
//! test is generated for each claim.
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use std::any::Any;
use std::sync::Arc;
use std::thread;

use rusu_core::admission::{
    Application, ApplicationContent, ApplicationDecision, ApplicationState, EnterpriseState, Standing,
};
use rusu_core::enterprise::{Coverage, Enterprise, EnterpriseId};
use rusu_core::limits::PORTAL_PAGE_ROWS_MAX;
use rusu_core::portal::PageNumber;
use rusu_core::ports::{AdmissionWriter, RegistryWriter, StoreFault};
use rusu_core::signature::{KeyId, SigningKey};

use crate::builders::{
    ENTERPRISE, moment, sample_admission, sample_application, sample_application_content, sample_enterprise,
    sample_signing_key, sample_standing,
};

const OTHER: EnterpriseId = EnterpriseId(9);

/// A store under test: both ports of one registry.
pub struct AdmissionStore {
    /// What the claims are about.
    pub admission: Arc<dyn AdmissionWriter>,
    /// The same store as a registry.
    pub registry: Arc<dyn RegistryWriter>,
    /// What must outlive the store: a folder, a database.
    _home: Box<dyn Any>,
}

impl AdmissionStore {
    /// A store that lives as long as this value, as does its home.
    #[must_use]
    pub fn new<S: RegistryWriter + AdmissionWriter + 'static>(store: Arc<S>, home: impl Any) -> Self {
        Self { admission: Arc::<S>::clone(&store), registry: store, _home: Box::new(home) }
    }
}

#[track_caller]
fn ok<T>(result: Result<T, StoreFault>) -> T {
    match result {
        Ok(value) => value,
        Err(fault) => panic!("admission's store gave a fault: {fault}"),
    }
}

/// Two enterprises.
fn prepare(store: &AdmissionStore) {
    ok(store.registry.save_enterprise(&sample_enterprise()));
    ok(store.registry.save_enterprise(&Enterprise { id: OTHER, ..sample_enterprise() }));
}

fn added(store: &AdmissionStore, application: Application) -> Application {
    let id = ok(store.admission.add_application(&application));
    Application { id, ..application }
}

fn read(store: &AdmissionStore, id: u64) -> Application {
    ok(store.admission.application(id)).expect("it was added")
}

fn refusal(at: i64) -> ApplicationDecision {
    ApplicationDecision {
        at: moment(at),
        who: "张三".to_owned(),
        reason: "资料不全".to_owned(),
        enterprise: None,
    }
}

pub fn a_signing_key_comes_back_the_same(store: AdmissionStore) {
    prepare(&store);
    let key = SigningKey { revoked_at: Some(moment(9)), ..sample_signing_key(1) };
    assert_eq!(ok(store.admission.add_signing_key(&key)), None);
    assert_eq!(ok(store.admission.signing_key(&key.id)), Some(key));
    assert_eq!(ok(store.admission.signing_key(&sample_signing_key(2).id)), None);
}

pub fn a_key_that_is_known_stays_whose_it_is(store: AdmissionStore) {
    prepare(&store);
    let first = sample_signing_key(1);
    ok(store.admission.add_signing_key(&first));
    let again = SigningKey { enterprise: OTHER, label: "别家".to_owned(), ..first.clone() };
    assert_eq!(ok(store.admission.add_signing_key(&again)), Some(first.clone()));
    assert_eq!(ok(store.admission.signing_key(&first.id)), Some(first));
    assert_eq!(ok(store.admission.signing_keys(OTHER)), []);
}

pub fn a_key_of_nobody_is_refused(store: AdmissionStore) {
    assert!(store.admission.add_signing_key(&sample_signing_key(1)).is_err());
}

pub fn an_enterprises_keys_come_oldest_first_without_the_others(store: AdmissionStore) {
    prepare(&store);
    let key = |byte, at| SigningKey { created_at: moment(at), ..sample_signing_key(byte) };
    let foreign = SigningKey { enterprise: OTHER, ..key(7, 0) };
    let own = [key(3, 0), key(1, 5), key(2, 5)];
    for added in [&own[2], &foreign, &own[1], &own[0]] {
        ok(store.admission.add_signing_key(added));
    }
    assert_eq!(ok(store.admission.signing_keys(ENTERPRISE)), own);
}

pub fn a_key_is_revoked_once_and_for_ever_by_its_own_enterprise(store: AdmissionStore) {
    prepare(&store);
    let key = sample_signing_key(1);
    ok(store.admission.add_signing_key(&key));
    assert!(!ok(store.admission.revoke_signing_key(OTHER, &key.id, moment(4))));
    assert_eq!(ok(store.admission.signing_key(&key.id)), Some(key.clone()));
    assert!(ok(store.admission.revoke_signing_key(ENTERPRISE, &key.id, moment(5))));
    assert!(ok(store.admission.revoke_signing_key(ENTERPRISE, &key.id, moment(6))));
    let revoked = SigningKey { revoked_at: Some(moment(5)), ..key.clone() };
    assert_eq!(ok(store.admission.add_signing_key(&key)), Some(revoked.clone()));
    assert_eq!(ok(store.admission.signing_keys(ENTERPRISE)), [revoked]);
    assert!(!ok(store.admission.revoke_signing_key(ENTERPRISE, &sample_signing_key(2).id, moment(5))));
}

pub fn a_nonce_is_used_once_until_its_time_is_over(store: AdmissionStore) {
    let id = KeyId::of_fingerprint([1; 16]);
    let used = |now| ok(store.admission.use_nonce(&id, "n", moment(now), moment(now + 600)));
    assert!(used(0));
    assert!(!used(0));
    assert!(!used(600));
    assert!(used(601));
    assert!(!used(602));
}

pub fn nonces_of_two_keys_and_two_nonces_of_a_key_are_apart(store: AdmissionStore) {
    let used = |byte, nonce| {
        let id = KeyId::of_fingerprint([byte; 16]);
        ok(store.admission.use_nonce(&id, nonce, moment(0), moment(600)))
    };
    assert!(used(1, "n") && used(2, "n") && used(1, "N") && used(1, "n "));
    assert!(!used(1, "n"));
}

pub fn eight_threads_that_use_a_nonce_find_it_fresh_once(store: AdmissionStore) {
    let id = KeyId::of_fingerprint([1; 16]);
    let admission = &store.admission;
    let fresh = thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| ok(admission.use_nonce(&id, "n", moment(0), moment(600)))))
            .collect();
        threads.into_iter().filter_map(|thread| thread.join().ok()).filter(|fresh| *fresh).count()
    });
    assert_eq!(fresh, 1);
}

pub fn an_enterprise_of_whom_nothing_was_decided_is_admitted(store: AdmissionStore) {
    prepare(&store);
    assert_eq!(ok(store.admission.standing(ENTERPRISE)), Standing::unspoken());
    assert_eq!(ok(store.admission.standings(ENTERPRISE)), []);
}

pub fn the_latest_standing_counts_and_the_earlier_ones_are_kept(store: AdmissionStore) {
    prepare(&store);
    let back = Standing { state: EnterpriseState::Admitted, signed_only: false, ..sample_standing() };
    ok(store.admission.set_standing(ENTERPRISE, &sample_standing()));
    ok(store.admission.set_standing(OTHER, &Standing::unspoken()));
    assert_eq!(ok(store.admission.standing(ENTERPRISE)), sample_standing());
    ok(store.admission.set_standing(ENTERPRISE, &back));
    assert_eq!(ok(store.admission.standing(ENTERPRISE)), back);
    assert_eq!(ok(store.admission.standings(ENTERPRISE)), [sample_standing(), back]);
}

pub fn a_standing_of_nobody_is_refused(store: AdmissionStore) {
    assert!(store.admission.set_standing(ENTERPRISE, &sample_standing()).is_err());
}

pub fn an_application_with_every_field_filled_comes_back_the_same(store: AdmissionStore) {
    let application = added(&store, sample_application());
    assert_eq!(application.id, 1);
    assert_eq!(read(&store, application.id), application);
    assert_eq!(ok(store.admission.application(u64::MAX)), None);
}

pub fn an_application_with_every_optional_field_empty_comes_back_the_same(store: AdmissionStore) {
    let content = ApplicationContent {
        brands: Vec::new(),
        group: String::new(),
        coverage: Coverage::InShelfLife,
        sites: Vec::new(),
        certificates: Vec::new(),
        contact: None,
        key: None,
        ..sample_application_content()
    };
    let application = added(&store, Application { content, contact_until: None, ..sample_application() });
    assert_eq!(read(&store, application.id), application);
}

pub fn applications_come_latest_first_and_of_one_state_if_asked(store: AdmissionStore) {
    let received = |seconds| Application { received_at: moment(seconds), ..sample_application() };
    let [early, late, same] = [1, 3, 3].map(|seconds| added(&store, received(seconds)));
    let ids = |state| {
        let page = ok(store.admission.applications(state, PageNumber::FIRST));
        page.entries.into_iter().map(|one| one.id).collect::<Vec<u64>>()
    };
    assert_eq!(ids(None), [same.id, late.id, early.id]);
    assert!(ok(store.admission.refuse_application(late.id, &refusal(5), moment(100))));
    assert_eq!(ids(Some(ApplicationState::Refused)), [late.id]);
    assert_eq!(ids(Some(ApplicationState::Submitted)), [same.id, early.id]);
    assert_eq!(ok(store.admission.applications_open()), 2);
}

pub fn one_application_more_than_a_page_holds_stands_on_the_next(store: AdmissionStore) {
    (0..=PORTAL_PAGE_ROWS_MAX).for_each(|_| drop(added(&store, sample_application())));
    let page = |number| {
        let page = ok(store.admission.applications(None, PageNumber::new(number)));
        (page.entries.len(), page.more)
    };
    assert_eq!([page(1), page(2)], [(PORTAL_PAGE_ROWS_MAX, true), (1, false)]);
}

pub fn a_refusal_changes_state_decision_and_wiping_day_and_nothing_else(store: AdmissionStore) {
    let application = added(&store, sample_application());
    assert!(ok(store.admission.refuse_application(application.id, &refusal(5), moment(100))));
    let refused = Application {
        state: ApplicationState::Refused,
        decision: Some(refusal(5)),
        contact_until: Some(moment(100)),
        ..application
    };
    assert_eq!(read(&store, refused.id), refused);
}

pub fn what_is_decided_is_not_decided_again(store: AdmissionStore) {
    let application = added(&store, sample_application());
    assert!(ok(store.admission.refuse_application(application.id, &refusal(5), moment(100))));
    assert!(!ok(store.admission.refuse_application(application.id, &refusal(6), moment(200))));
    assert_eq!(ok(store.admission.admit(&sample_admission(application.id))), None);
    assert_eq!(read(&store, application.id).decision, Some(refusal(5)));
    assert_eq!(ok(store.registry.enterprises()), []);
    assert!(!ok(store.admission.refuse_application(99, &refusal(6), moment(200))));
    assert_eq!(ok(store.admission.admit(&sample_admission(99))), None);
}

pub fn an_admission_makes_enterprise_standing_and_key_at_once(store: AdmissionStore) {
    prepare(&store);
    let application = added(&store, sample_application());
    let admission = sample_admission(application.id);
    let id = ok(store.admission.admit(&admission)).expect("the application waits");
    assert_eq!(id, EnterpriseId(10));
    let enterprise = ok(store.registry.enterprise(id)).expect("it was admitted");
    assert_eq!((enterprise.name, enterprise.brands), (admission.name, admission.brands));
    let standing = ok(store.admission.standing(id));
    assert_eq!((standing.state, standing.since), (EnterpriseState::Admitted, Some(moment(70))));
    let keys = ok(store.admission.signing_keys(id));
    assert_eq!(keys, [SigningKey { enterprise: id, ..sample_signing_key(8) }]);
    let kept = read(&store, application.id);
    assert_eq!((kept.state, kept.contact_until), (ApplicationState::Admitted, None));
    assert_eq!(kept.decision.and_then(|decision| decision.enterprise), Some(id));
}

pub fn an_enterprise_of_the_directory_is_admitted_under_its_number(store: AdmissionStore) {
    prepare(&store);
    let application = added(&store, sample_application());
    let mut admission = sample_admission(application.id);
    admission.known = Some(ENTERPRISE);
    assert_eq!(ok(store.admission.admit(&admission)), Some(ENTERPRISE));
    assert_eq!(ok(store.registry.enterprise(ENTERPRISE)), Some(sample_enterprise()));
    assert_eq!(ok(store.registry.enterprises()).len(), 2);
}

pub fn an_admission_that_cannot_be_done_whole_leaves_nothing(store: AdmissionStore) {
    prepare(&store);
    ok(store.admission.add_signing_key(&sample_signing_key(8)));
    let application = added(&store, sample_application());
    let admission = sample_admission(application.id);
    assert!(store.admission.admit(&admission).is_err(), "its key is taken");
    for (known, parent) in [(Some(EnterpriseId(77)), None), (None, Some(EnterpriseId(77)))] {
        let mut other = sample_admission(application.id);
        (other.known, other.parent, other.key) = (known, parent, None);
        assert!(store.admission.admit(&other).is_err());
    }
    assert_eq!(read(&store, application.id), application);
    assert_eq!(ok(store.registry.enterprises()).len(), 2);
}

pub fn an_admission_moves_the_generation_and_the_rest_does_not(store: AdmissionStore) {
    prepare(&store);
    let before = ok(store.registry.generation());
    let application = added(&store, sample_application());
    ok(store.admission.add_signing_key(&sample_signing_key(1)));
    ok(store.admission.use_nonce(&sample_signing_key(1).id, "n", moment(0), moment(1)));
    ok(store.admission.set_standing(ENTERPRISE, &sample_standing()));
    assert_eq!(ok(store.registry.generation()), before);
    ok(store.admission.admit(&sample_admission(application.id)));
    assert!(ok(store.registry.generation()) > before);
}

pub fn an_applicants_contact_is_wiped_when_its_moment_has_come_and_not_before(store: AdmissionStore) {
    let until = |seconds| Application { contact_until: Some(moment(seconds)), ..sample_application() };
    let first = added(&store, until(100));
    let second = added(&store, until(101));
    let third = added(&store, Application { contact_until: None, ..sample_application() });
    assert_eq!(ok(store.admission.wipe_applicants(moment(99))), 0);
    assert_eq!(ok(store.admission.wipe_applicants(moment(100))), 1);
    assert_eq!(ok(store.admission.wipe_applicants(moment(100))), 0);
    let content = ApplicationContent { contact: None, ..first.content.clone() };
    assert_eq!(read(&store, first.id), Application { content, contact_until: None, ..first });
    for kept in [second, third] {
        assert_eq!(read(&store, kept.id), kept);
    }
}

/// Generates one test for each claim on any store. `$make` is a function that makes an [`AdmissionStore`].
#[macro_export]
macro_rules! admission_conformance {
    ($make:path) => {
        $crate::admission_claims! { $make;
            a_signing_key_comes_back_the_same
            a_key_that_is_known_stays_whose_it_is
            a_key_of_nobody_is_refused
            an_enterprises_keys_come_oldest_first_without_the_others
            a_key_is_revoked_once_and_for_ever_by_its_own_enterprise
            a_nonce_is_used_once_until_its_time_is_over
            nonces_of_two_keys_and_two_nonces_of_a_key_are_apart
            eight_threads_that_use_a_nonce_find_it_fresh_once
            an_enterprise_of_whom_nothing_was_decided_is_admitted
            the_latest_standing_counts_and_the_earlier_ones_are_kept
            a_standing_of_nobody_is_refused
            an_application_with_every_field_filled_comes_back_the_same
            an_application_with_every_optional_field_empty_comes_back_the_same
            applications_come_latest_first_and_of_one_state_if_asked
            one_application_more_than_a_page_holds_stands_on_the_next
            a_refusal_changes_state_decision_and_wiping_day_and_nothing_else
            what_is_decided_is_not_decided_again
            an_admission_makes_enterprise_standing_and_key_at_once
            an_enterprise_of_the_directory_is_admitted_under_its_number
            an_admission_that_cannot_be_done_whole_leaves_nothing
            an_admission_moves_the_generation_and_the_rest_does_not
            an_applicants_contact_is_wiped_when_its_moment_has_come_and_not_before
        }
    };
}

/// One test for each named claim; the other macro calls it.
#[doc(hidden)]
#[macro_export]
macro_rules! admission_claims {
    ($make:path; $($claim:ident)+) => {
        $(
            #[test]
            fn $claim() {
                let store: Option<$crate::admission_suite::AdmissionStore> = $make().into();
                if let Some(store) = store {
                    $crate::admission_suite::$claim(store);
                }
            }
        )+
    };
}
