//! Claims on many threads, on closing and opening, and on two processes.
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use std::collections::BTreeSet;
use std::thread;

use rusu_core::lot::{Lot, PartNo};
use rusu_core::ports::{NewSubmission, PublishedLot};

use super::{Store, ok, prepare, publish};
use crate::builders::{
    ENTERPRISE, lot_key, sample_api_key, sample_change, sample_enterprise_with_profile, sample_lot,
    sample_lot_numbered, sample_outcome, sample_publication, sample_raw_material, sample_rejection,
    sample_submission, sample_submission_id, sample_void_code,
};

pub fn eight_threads_that_reserve_parts_get_distinct_numbers(store: Store) {
    prepare(&store);
    let registry = &store.registry;
    let reserve = |thread: u8| -> Vec<PartNo> {
        (0..5)
            .map(|lot| ok(registry.reserve_part(&lot_key(&format!("L{lot}")), &sample_submission_id(thread))))
            .collect()
    };
    let numbers: BTreeSet<PartNo> = thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|thread| scope.spawn(move || reserve(thread))).collect();
        threads.into_iter().flat_map(|t| t.join().expect("the thread has not panicked")).collect()
    });
    assert_eq!(numbers, (1..=40).map(PartNo).collect());
}

pub fn four_threads_that_publish_different_lots_all_succeed(store: Store) {
    prepare(&store);
    thread::scope(|scope| {
        for thread in 0..4_u8 {
            let registry = &store.registry;
            scope.spawn(move || {
                for lot in 0..5 {
                    let (lot, submission) =
                        (sample_lot_numbered(&format!("L{thread}-{lot}")), sample_submission_id(thread));
                    let part = ok(registry.reserve_part(&lot.key, &submission));
                    ok(registry.publish_lot(&PublishedLot { lot, submission, ..sample_publication(part) }));
                }
            });
        }
    });
    assert_eq!(ok(store.registry.lots(ENTERPRISE, 100)).len(), 20);
    assert_eq!(ok(store.registry.published_parts()).len(), 20);
}

pub fn eight_threads_with_one_idempotency_key_make_one_submission(store: Store) {
    prepare(&store);
    let registry = &store.registry;
    let create = |thread: u8| {
        let new = NewSubmission { idempotency_key: "the same".to_owned(), ..sample_submission(thread) };
        ok(registry.create_submission(&new)).id
    };
    let ids: BTreeSet<_> = thread::scope(|scope| {
        let threads: Vec<_> = (1..=8).map(|thread| scope.spawn(move || create(thread))).collect();
        threads.into_iter().map(|t| t.join().expect("the thread has not panicked")).collect()
    });
    assert_eq!(ids.len(), 1);
    assert_eq!(ok(store.registry.receipts(ENTERPRISE, 100)).len(), 1);
}

pub fn a_lots_file_is_never_read_half_changed(store: Store) {
    const AMENDMENTS: u8 = 20;
    prepare(&store);
    publish(&store, Lot { unit_count: 1, ..sample_lot() }, 1);
    thread::scope(|scope| {
        scope.spawn(|| {
            for amendment in 1..=AMENDMENTS {
                let raw_materials = vec![sample_raw_material(); amendment.into()];
                let lot = Lot { unit_count: amendment.into(), raw_materials, ..sample_lot() };
                let changes = if amendment == 1 { Vec::new() } else { vec![sample_change(amendment.into())] };
                let submission = sample_submission_id(amendment + 1);
                let published =
                    PublishedLot { lot, changes, submission, part: None, ..sample_publication(PartNo(0)) };
                ok(store.registry.publish_lot(&published));
            }
        });
        loop {
            let file = ok(store.registry.lot_file(&sample_lot().key)).expect("the lot is published");
            let materials = u64::try_from(file.lot.raw_materials.len()).expect("they are few");
            assert_eq!(file.lot.unit_count, materials);
            assert_eq!(u64::try_from(file.changes.len()).expect("they are few"), materials - 1);
            if materials == u64::from(AMENDMENTS) {
                break;
            }
        }
    });
}

pub fn opening_again_keeps_everything(store: Store) {
    prepare(&store);
    ok(store.registry.save_enterprise(&sample_enterprise_with_profile()));
    publish(&store, sample_lot(), 1);
    ok(store.registry.void_codes(&sample_lot().key, &[sample_void_code()]));
    ok(store.registry.save_api_key(&sample_api_key(1)));
    ok(store.registry.create_submission(&sample_submission(1)));
    ok(store.registry.save_outcome(&sample_submission_id(1), &sample_outcome(), &[sample_rejection(2)]));
    let everything = |store: &Store| {
        let registry = &store.registry;
        let kept = (ok(registry.generation()), ok(registry.enterprises()), ok(registry.code_rules()));
        let lots = (
            ok(registry.lot_file(&sample_lot().key)),
            ok(registry.published_parts()),
            ok(registry.documents()),
        );
        let submissions =
            (ok(registry.receipts(ENTERPRISE, 10)), ok(registry.rejections(&sample_submission_id(1))));
        (kept, lots, submissions, ok(registry.api_key(&[1; 32])))
    };
    let before = everything(&store);
    let store = store.reopened();
    assert_eq!(everything(&store), before);
    let next = ok(store.registry.reserve_part(&lot_key("NEXT"), &sample_submission_id(2)));
    assert_eq!(next, PartNo(2));
}

pub fn two_processes_share_one_registry(store: Store) {
    prepare(&store);
    let second = store.second();
    let registries = [&store.registry, &second];
    thread::scope(|scope| {
        for (thread, registry) in (0_u8..).zip(registries) {
            scope.spawn(move || {
                for lot in 0..10 {
                    let (lot, submission) =
                        (sample_lot_numbered(&format!("L{thread}-{lot}")), sample_submission_id(thread));
                    let part = ok(registry.reserve_part(&lot.key, &submission));
                    ok(registry.publish_lot(&PublishedLot { lot, submission, ..sample_publication(part) }));
                }
            });
        }
    });
    assert_eq!(ok(second.lots(ENTERPRISE, 100)).len(), 20);
    assert_eq!(ok(store.registry.generation()), ok(second.generation()));
}
