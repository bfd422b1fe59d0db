//! The contract of deliveries on their way in: every claim that a [`DeliveryWriter`] must fulfil, one
//! function each.
//!
//! A store's tests call [`delivery_conformance!`](crate::delivery_conformance) with a function that
//! makes a fresh, empty [`DeliveryStore`] (or `None`, where the tests were left out on purpose); a store
//! that outlives its process also calls [`delivery_persistence!`](crate::delivery_persistence).
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use std::any::Any;
use std::sync::Arc;
use std::thread;

use jiff::civil::{Date, date};
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::lot::ContentHash;
use rusu_core::ports::{
    DeliveryUse, DeliveryWriter, FullUploads, OpenedUpload, RegistryWriter, StoreFault, SubmissionOutcome,
    UploadRoom,
};
use rusu_core::submission::SubmissionState;
use rusu_core::upload::{UploadId, UploadSession};

use crate::builders::{
    ENTERPRISE, moment, sample_enterprise, sample_submission, sample_submission_id, sample_upload,
};

type Ports = (Arc<dyn RegistryWriter>, Arc<dyn DeliveryWriter>);
type Opening = Box<dyn Fn() -> Ports>;

const DAY: Date = date(2026, 9, 1);
const OTHER: EnterpriseId = EnterpriseId(2);
const ROOM: UploadRoom = UploadRoom { sessions_max: 100, bytes_max: u64::MAX, bytes_of_all_max: u64::MAX };

/// A store under test: both ports of one registry.
pub struct DeliveryStore {
    /// What the claims are about.
    pub delivery: Arc<dyn DeliveryWriter>,
    /// The same store as a registry.
    pub registry: Arc<dyn RegistryWriter>,
    opening: Option<Opening>,
    /// What must outlive the store: a folder, a database.
    home: Box<dyn Any>,
}

fn ports<S: RegistryWriter + DeliveryWriter + 'static>(store: Arc<S>) -> Ports {
    (Arc::<S>::clone(&store), store)
}

impl DeliveryStore {
    /// A store that lives as long as this value.
    #[must_use]
    pub fn transient<S: RegistryWriter + DeliveryWriter + 'static>(store: Arc<S>) -> Self {
        let (registry, delivery) = ports(store);
        Self { delivery, registry, opening: None, home: Box::new(()) }
    }

    /// A store that can be opened again as long as `home` lives.
    #[must_use]
    pub fn persistent<S: RegistryWriter + DeliveryWriter + 'static>(
        opening: impl Fn() -> Arc<S> + 'static,
        home: impl Any,
    ) -> Self {
        let (registry, delivery) = ports(opening());
        Self { delivery, registry, opening: Some(Box::new(move || ports(opening()))), home: Box::new(home) }
    }

    /// The same content in a store that was closed and opened again.
    ///
    /// # Panics
    /// If the store is a transient one.
    #[must_use]
    pub fn reopened(self) -> Self {
        let opening = self.opening.expect("only persistent stores are asked to open again");
        drop((self.delivery, self.registry));
        let (registry, delivery) = opening();
        Self { delivery, registry, opening: Some(opening), home: self.home }
    }

    fn open(&self, session: &UploadSession) -> OpenedUpload {
        ok(self.delivery.open_upload(session, &ROOM))
    }
}

#[track_caller]
fn ok<T>(result: Result<T, StoreFault>) -> T {
    match result {
        Ok(value) => value,
        Err(fault) => panic!("the store of deliveries gave a fault: {fault}"),
    }
}

fn prepare(store: &DeliveryStore) {
    ok(store.registry.save_enterprise(&sample_enterprise()));
    let other = Enterprise { id: OTHER, name: "别家乳业".to_owned(), ..sample_enterprise() };
    ok(store.registry.save_enterprise(&other));
}

/// A session of another enterprise.
fn foreign(number: u8) -> UploadSession {
    UploadSession { enterprise: OTHER, ..sample_upload(number) }
}

pub fn an_upload_comes_back_the_same_with_all_its_parts_missing(store: DeliveryStore) {
    prepare(&store);
    let session = sample_upload(1);
    assert_eq!(store.open(&session), OpenedUpload::New);
    assert_eq!(ok(store.delivery.upload(&session.id)), Some(session));
}

pub fn an_upload_of_many_parts_comes_back_the_same(store: DeliveryStore) {
    prepare(&store);
    let mut session = sample_upload(1);
    session.manifest.parts = (0..2_048_u16)
        .map(|part| {
            let mut hash = [7; 32];
            hash[..2].copy_from_slice(&part.to_be_bytes());
            ContentHash(hash)
        })
        .collect();
    session.manifest.bytes = 2_047 * session.manifest.part_bytes + 1;
    session.missing = (0..2_048).collect();
    assert_eq!(store.open(&session), OpenedUpload::New);
    assert_eq!(ok(store.delivery.upload(&session.id)), Some(session));
}

pub fn an_unknown_upload_is_none(store: DeliveryStore) {
    assert_eq!(ok(store.delivery.upload(&sample_upload(1).id)), None);
    assert_eq!(ok(store.delivery.uploads(ENTERPRISE)), []);
}

pub fn an_upload_of_an_unknown_enterprise_is_refused(store: DeliveryStore) {
    let refused = store.delivery.open_upload(&sample_upload(1), &ROOM);
    assert!(matches!(refused, Err(StoreFault::Damaged { .. })));
    assert_eq!(ok(store.delivery.upload(&sample_upload(1).id)), None);
}

pub fn the_same_idempotency_key_is_the_upload_that_is_known(store: DeliveryStore) {
    prepare(&store);
    let first = sample_upload(1);
    store.open(&first);
    ok(store.delivery.note_part(&first.id, 1, true));
    let known = UploadSession { missing: vec![0, 2], ..first.clone() };
    let mut again = sample_upload(2);
    again.manifest.idempotency_key = first.manifest.idempotency_key;
    assert_eq!(store.open(&again), OpenedUpload::Known(Box::new(known)));
    assert_eq!(ok(store.delivery.upload(&again.id)), None);
}

pub fn the_same_idempotency_key_of_another_enterprise_is_another_upload(store: DeliveryStore) {
    prepare(&store);
    store.open(&sample_upload(1));
    let mut other = foreign(2);
    other.manifest.idempotency_key = sample_upload(1).manifest.idempotency_key;
    assert_eq!(store.open(&other), OpenedUpload::New);
}

pub fn a_part_is_noted_once_and_may_be_taken_back(store: DeliveryStore) {
    prepare(&store);
    let session = sample_upload(1);
    store.open(&session);
    let missing = || ok(store.delivery.upload(&session.id)).expect("it was opened").missing;
    for _ in 0..2 {
        assert!(ok(store.delivery.note_part(&session.id, 2, true)));
        assert_eq!(missing(), [0, 1]);
    }
    assert!(ok(store.delivery.note_part(&session.id, 0, true)));
    assert!(ok(store.delivery.note_part(&session.id, 2, false)));
    assert_eq!(missing(), [1, 2]);
}

pub fn a_part_that_does_not_exist_is_not_noted(store: DeliveryStore) {
    prepare(&store);
    let session = sample_upload(1);
    assert!(!ok(store.delivery.note_part(&session.id, 0, true)), "no such session");
    store.open(&session);
    assert!(!ok(store.delivery.note_part(&session.id, 3, true)), "no such part");
    assert_eq!(ok(store.delivery.upload(&session.id)), Some(session));
}

pub fn eight_threads_that_note_parts_lose_none(store: DeliveryStore) {
    prepare(&store);
    let mut session = sample_upload(1);
    session.manifest.parts = (0..8).map(|part| ContentHash([part; 32])).collect();
    session.manifest.bytes = 8 * session.manifest.part_bytes;
    session.missing = (0..8).collect();
    store.open(&session);
    thread::scope(|scope| {
        for number in 0..8 {
            let (delivery, id) = (&store.delivery, &session.id);
            scope.spawn(move || ok(delivery.note_part(id, number, true)));
        }
    });
    assert_eq!(ok(store.delivery.upload(&session.id)).expect("it was opened").missing, [0_u32; 0]);
}

pub fn what_an_upload_became_is_noted_and_the_first_note_stands(store: DeliveryStore) {
    prepare(&store);
    let session = sample_upload(1);
    store.open(&session);
    ok(store.delivery.complete_upload(&session.id, &sample_submission_id(1)));
    ok(store.delivery.complete_upload(&session.id, &sample_submission_id(2)));
    let completed = UploadSession { submission: Some(sample_submission_id(1)), ..session };
    assert_eq!(ok(store.delivery.upload(&completed.id)), Some(completed));
}

pub fn a_removed_upload_is_gone_and_its_key_is_free(store: DeliveryStore) {
    prepare(&store);
    let session = sample_upload(1);
    store.open(&session);
    ok(store.delivery.remove_upload(&session.id));
    ok(store.delivery.remove_upload(&session.id));
    assert_eq!(ok(store.delivery.upload(&session.id)), None);
    assert!(!ok(store.delivery.note_part(&session.id, 0, true)));
    assert_eq!(store.open(&session), OpenedUpload::New);
}

pub fn open_uploads_come_oldest_first_and_are_the_enterprises_own(store: DeliveryStore) {
    prepare(&store);
    for session in [sample_upload(3), foreign(4), sample_upload(1), sample_upload(2), sample_upload(5)] {
        store.open(&session);
    }
    ok(store.delivery.complete_upload(&sample_upload(5).id, &sample_submission_id(1)));
    let own = ok(store.delivery.uploads(ENTERPRISE));
    assert_eq!(own, [sample_upload(1), sample_upload(2), sample_upload(3)]);
    assert_eq!(ok(store.delivery.uploads(OTHER)), [foreign(4)]);
}

pub fn an_upload_expires_at_its_moment_and_not_before(store: DeliveryStore) {
    prepare(&store);
    let session = sample_upload(1);
    store.open(&session);
    let before = session.expires_at - jiff::SignedDuration::from_nanos(1);
    assert_eq!(ok(store.delivery.expired_uploads(before, 10)), []);
    assert_eq!(ok(store.delivery.expired_uploads(session.expires_at, 10)), [session]);
}

pub fn expired_uploads_come_oldest_first_and_at_most_as_many_as_asked_for(store: DeliveryStore) {
    prepare(&store);
    for number in [3, 1, 2] {
        store.open(&sample_upload(number));
    }
    ok(store.delivery.complete_upload(&sample_upload(1).id, &sample_submission_id(1)));
    let ids = |limit| -> Vec<UploadId> {
        let found = ok(store.delivery.expired_uploads(moment(1_000_000_000), limit));
        found.into_iter().map(|session| session.id).collect()
    };
    let all = [1, 2, 3].map(|number| sample_upload(number).id);
    assert_eq!((ids(2), ids(10)), (all[..2].to_vec(), all.to_vec()));
}

pub fn as_many_sessions_as_there_is_room_for_are_opened_and_one_more_is_not(store: DeliveryStore) {
    prepare(&store);
    let room = UploadRoom { sessions_max: 2, ..ROOM };
    let open = |session: &UploadSession| ok(store.delivery.open_upload(session, &room));
    assert_eq!((open(&sample_upload(1)), open(&sample_upload(2))), (OpenedUpload::New, OpenedUpload::New));
    assert_eq!(open(&sample_upload(3)), OpenedUpload::Full(FullUploads::Sessions));
    assert_eq!(ok(store.delivery.upload(&sample_upload(3).id)), None);
    assert_eq!(open(&foreign(4)), OpenedUpload::New, "another enterprise has its own room");
    assert!(matches!(open(&sample_upload(1)), OpenedUpload::Known(_)), "what is known needs no room");
}

pub fn as_many_bytes_as_there_is_room_for_are_reserved_and_one_more_is_not(store: DeliveryStore) {
    prepare(&store);
    let bytes = sample_upload(1).manifest.bytes;
    let room = |bytes_max| UploadRoom { bytes_max, ..ROOM };
    store.open(&sample_upload(1));
    store.open(&foreign(3));
    let full = ok(store.delivery.open_upload(&sample_upload(2), &room(2 * bytes - 1)));
    assert_eq!(full, OpenedUpload::Full(FullUploads::Bytes));
    assert_eq!(ok(store.delivery.open_upload(&sample_upload(2), &room(2 * bytes))), OpenedUpload::New);
}

pub fn all_enterprises_together_reserve_no_more_than_there_is(store: DeliveryStore) {
    prepare(&store);
    let bytes = sample_upload(1).manifest.bytes;
    let room = |bytes_of_all_max| UploadRoom { bytes_of_all_max, ..ROOM };
    store.open(&foreign(1));
    let full = ok(store.delivery.open_upload(&sample_upload(2), &room(2 * bytes - 1)));
    assert_eq!(full, OpenedUpload::Full(FullUploads::BytesOfAll));
    assert_eq!(ok(store.delivery.open_upload(&sample_upload(2), &room(2 * bytes))), OpenedUpload::New);
}

pub fn a_completed_upload_takes_no_room(store: DeliveryStore) {
    prepare(&store);
    let session = sample_upload(1);
    store.open(&session);
    ok(store.delivery.complete_upload(&session.id, &sample_submission_id(1)));
    let bytes = session.manifest.bytes;
    let room = UploadRoom { sessions_max: 1, bytes_max: bytes, bytes_of_all_max: bytes };
    assert_eq!(ok(store.delivery.open_upload(&sample_upload(2), &room)), OpenedUpload::New);
}

pub fn a_part_is_awaited_while_another_session_that_lists_it_is_open(store: DeliveryStore) {
    prepare(&store);
    let (own, mut other) = (sample_upload(1), foreign(2));
    let shared = own.manifest.parts.get(1).copied().expect("the sample has several parts");
    *other.manifest.parts.first_mut().expect("the sample has several parts") = shared;
    store.open(&own);
    store.open(&other);
    let awaited = || ok(store.delivery.awaited_parts(&own.manifest.parts, &own.id));
    assert_eq!(awaited(), [shared]);
    ok(store.delivery.complete_upload(&other.id, &sample_submission_id(1)));
    assert_eq!(awaited(), []);
}

pub fn submissions_wait_until_they_are_final(store: DeliveryStore) {
    prepare(&store);
    let waiting = || ok(store.delivery.delivery_use(ENTERPRISE, DAY)).waiting;
    assert_eq!(waiting(), 0);
    for number in [1, 2] {
        ok(store.registry.create_submission(&sample_submission(number)));
    }
    assert_eq!(waiting(), 2);
    let outcome = |state| SubmissionOutcome {
        state,
        counts: Default::default(),
        lots: Vec::new(),
        failure: None,
        times: Default::default(),
        finished_at: None,
    };
    let id = sample_submission(1).id;
    ok(store.registry.save_outcome(&id, &outcome(SubmissionState::Failed), &[]));
    assert_eq!(waiting(), 2, "what failed is tried again");
    ok(store.registry.save_outcome(&id, &outcome(SubmissionState::Rejected), &[]));
    assert_eq!(waiting(), 1);
    assert_eq!(ok(store.delivery.delivery_use(OTHER, DAY)).waiting, 0);
}

pub fn delivered_bytes_add_up_by_enterprise_and_day(store: DeliveryStore) {
    prepare(&store);
    let keep = date(2026, 8, 1);
    let add = |whose, day, bytes| ok(store.delivery.add_delivered(whose, day, bytes, keep));
    add(ENTERPRISE, DAY, 3_000_000_000);
    add(ENTERPRISE, DAY, 4_000_000_000);
    add(ENTERPRISE, date(2026, 9, 2), 5);
    add(OTHER, DAY, 6);
    let used = |whose, day| ok(store.delivery.delivery_use(whose, day));
    assert_eq!(used(ENTERPRISE, DAY), DeliveryUse { waiting: 0, bytes: 7_000_000_000 });
    assert_eq!((used(ENTERPRISE, date(2026, 9, 2)).bytes, used(OTHER, DAY).bytes), (5, 6));
    assert_eq!(used(OTHER, date(2026, 9, 2)), DeliveryUse::default());
}

pub fn delivered_bytes_of_days_before_the_kept_ones_are_forgotten(store: DeliveryStore) {
    prepare(&store);
    let [early, kept] = [date(2026, 8, 1), date(2026, 8, 2)];
    for day in [early, kept] {
        ok(store.delivery.add_delivered(ENTERPRISE, day, 1, early));
        ok(store.delivery.add_delivered(OTHER, day, 1, early));
    }
    ok(store.delivery.add_delivered(ENTERPRISE, DAY, 1, kept));
    let bytes = |whose, day| ok(store.delivery.delivery_use(whose, day)).bytes;
    assert_eq!((bytes(ENTERPRISE, early), bytes(ENTERPRISE, kept), bytes(OTHER, early)), (0, 1, 1));
}

pub fn deliveries_on_their_way_do_not_move_the_generation(store: DeliveryStore) {
    prepare(&store);
    let before = ok(store.registry.generation());
    let session = sample_upload(1);
    store.open(&session);
    ok(store.delivery.note_part(&session.id, 0, true));
    ok(store.delivery.complete_upload(&session.id, &sample_submission_id(1)));
    ok(store.delivery.remove_upload(&session.id));
    ok(store.delivery.add_delivered(ENTERPRISE, DAY, 1, DAY));
    assert_eq!(ok(store.registry.generation()), before);
}

pub fn opening_again_keeps_uploads_and_what_was_delivered(store: DeliveryStore) {
    prepare(&store);
    let session = sample_upload(1);
    store.open(&session);
    ok(store.delivery.note_part(&session.id, 1, true));
    ok(store.delivery.add_delivered(ENTERPRISE, DAY, 9, DAY));
    let store = store.reopened();
    let kept = UploadSession { missing: vec![0, 2], ..session };
    assert_eq!(ok(store.delivery.uploads(ENTERPRISE)), [kept]);
    assert_eq!(ok(store.delivery.delivery_use(ENTERPRISE, DAY)).bytes, 9);
}

/// Generates one test for each claim on any store. `$make` is a function that makes a [`DeliveryStore`].
#[macro_export]
macro_rules! delivery_conformance {
    ($make:path) => {
        $crate::delivery_claims! { $make;
            an_upload_comes_back_the_same_with_all_its_parts_missing
            an_upload_of_many_parts_comes_back_the_same
            an_unknown_upload_is_none
            an_upload_of_an_unknown_enterprise_is_refused
            the_same_idempotency_key_is_the_upload_that_is_known
            the_same_idempotency_key_of_another_enterprise_is_another_upload
            a_part_is_noted_once_and_may_be_taken_back
            a_part_that_does_not_exist_is_not_noted
            eight_threads_that_note_parts_lose_none
            what_an_upload_became_is_noted_and_the_first_note_stands
            a_removed_upload_is_gone_and_its_key_is_free
            open_uploads_come_oldest_first_and_are_the_enterprises_own
            an_upload_expires_at_its_moment_and_not_before
            expired_uploads_come_oldest_first_and_at_most_as_many_as_asked_for
            as_many_sessions_as_there_is_room_for_are_opened_and_one_more_is_not
            as_many_bytes_as_there_is_room_for_are_reserved_and_one_more_is_not
            all_enterprises_together_reserve_no_more_than_there_is
            a_completed_upload_takes_no_room
            a_part_is_awaited_while_another_session_that_lists_it_is_open
            submissions_wait_until_they_are_final
            delivered_bytes_add_up_by_enterprise_and_day
            delivered_bytes_of_days_before_the_kept_ones_are_forgotten
            deliveries_on_their_way_do_not_move_the_generation
        }
    };
}

/// Generates one test for each claim on a store that outlives its process.
#[macro_export]
macro_rules! delivery_persistence {
    ($make:path) => {
        $crate::delivery_claims! { $make;
            opening_again_keeps_uploads_and_what_was_delivered
        }
    };
}

/// One test for each named claim; the other two macros call it.
#[doc(hidden)]
#[macro_export]
macro_rules! delivery_claims {
    ($make:path; $($claim:ident)+) => {
        $(
            #[test]
            fn $claim() {
                let store: Option<$crate::delivery_suite::DeliveryStore> = $make().into();
                if let Some(store) = store {
                    $crate::delivery_suite::$claim(store);
                }
            }
        )+
    };
}
