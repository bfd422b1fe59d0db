//! Large deliveries in parts: they go on where they broke off, count once, and leave nothing behind.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::sync::Arc;

use common::{COA, Platform, complete, intake_on, platform, zip};
use jiff::SignedDuration;
use rusu_core::enterprise::{Coverage, EnterpriseId};
use rusu_core::limits::{
    DELIVERED_BYTES_PER_DAY_MAX, SUBMISSIONS_WAITING_PER_ENTERPRISE_MAX, UPLOAD_PART_BYTES_MIN,
    UPLOAD_SESSION_HOURS_MAX, UPLOAD_SESSIONS_PER_ENTERPRISE_MAX,
};
use rusu_core::lot::ContentHash;
use rusu_core::ports::{
    DeliveryReader as _, DeliveryWriter as _, ObjectKind, ObjectReader as _, ObjectWriter as _,
    RegistryReader as _,
};
use rusu_core::submission::{AcceptMode, Receipt, SubmissionState};
use rusu_core::upload::{UploadId, UploadManifest, UploadSession};
use rusu_intake::{Delivery, DeliveryDesk, DeliveryError, IntakeError, NewEnterprise};
use rusu_testkit::faulty::{FaultMoment, FaultyStores};
use sha2::{Digest as _, Sha256};

const PART: u64 = UPLOAD_PART_BYTES_MIN;

/// Bytes that no packing makes smaller.
fn noise(seed: u64, bytes: usize) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..bytes).map(|_| next()).collect()
}

/// A lot with a report that is large enough for several parts.
fn large_delivery(number: &str) -> Vec<u8> {
    let rows = complete(number, 100..110).join("\n");
    let report = [b"%PDF-1.7 ".to_vec(), noise(1, 200_000)].concat();
    zip(&[("rows.jsonl", rows.as_bytes()), ("report.pdf", &report), ("coa.pdf", COA)])
}

fn hash(bytes: &[u8]) -> ContentHash {
    ContentHash(Sha256::digest(bytes).into())
}

fn manifest(whole: &[u8], key: &str) -> UploadManifest {
    UploadManifest {
        file_name: "delivery.zip".to_owned(),
        bytes: whole.len() as u64,
        content: hash(whole),
        part_bytes: PART,
        parts: whole.chunks(PART as usize).map(hash).collect(),
        mode: AcceptMode::AllOrNothing,
        idempotency_key: key.to_owned(),
    }
}

fn part(whole: &[u8], number: u32) -> &[u8] {
    whole.chunks(PART as usize).nth(number as usize).unwrap()
}

fn desk(platform: &Platform) -> DeliveryDesk {
    let (registry, codes, objects) =
        (platform.registry.clone(), platform.codes.clone(), platform.objects.clone());
    let intake = intake_on(registry.clone(), codes, objects, &platform.clock);
    DeliveryDesk::new(Arc::new(intake), registry)
}

fn put(
    desk: &DeliveryDesk,
    maker: EnterpriseId,
    id: &UploadId,
    number: u32,
    bytes: &[u8],
) -> Result<UploadSession, DeliveryError> {
    let mut part = desk.begin_part(maker, id, number)?;
    for piece in bytes.chunks(10_000) {
        part.write(piece)?;
    }
    desk.finish_part(part)
}

/// What a sender does, however often.
fn send(desk: &DeliveryDesk, maker: EnterpriseId, whole: &[u8], key: &str) -> Result<Receipt, DeliveryError> {
    let (session, _) = desk.open(maker, manifest(whole, key))?;
    for number in &session.missing {
        if session.submission.is_none() {
            put(desk, maker, &session.id, *number, part(whole, *number))?;
        }
    }
    desk.complete(maker, &session.id)
}

fn parts_kept(platform: &Platform) -> usize {
    platform.objects.list(ObjectKind::Part).unwrap().len()
}

#[test]
fn parts_in_any_order_become_the_delivery_they_were_cut_from() {
    let platform = platform();
    let (desk, whole) = (desk(&platform), large_delivery("L1"));
    let (session, is_new) = desk.open(platform.maker, manifest(&whole, "d-1")).unwrap();
    let count = u32::try_from(session.missing.len()).unwrap();
    assert!(is_new && count >= 4, "{count} parts");
    for number in (0..count).rev() {
        let now = put(&desk, platform.maker, &session.id, number, part(&whole, number)).unwrap();
        assert_eq!(now.missing, (0..number).collect::<Vec<_>>());
    }
    let receipt = desk.complete(platform.maker, &session.id).unwrap();
    assert_eq!(receipt.content, hash(&whole));
    let receipt = platform.intake.process(&receipt.id).unwrap();
    assert_eq!(receipt.state, SubmissionState::Published, "{:?}", platform.rules(&receipt));
    assert_eq!(parts_kept(&platform), 0, "what was put together is not kept twice");
}

#[test]
fn completing_again_is_the_same_submission() {
    let platform = platform();
    let (desk, whole) = (desk(&platform), large_delivery("L1"));
    let first = send(&desk, platform.maker, &whole, "d-1").unwrap();
    let again = send(&desk, platform.maker, &whole, "d-1").unwrap();
    assert_eq!(first.id, again.id);
    assert_eq!(platform.registry.receipts(platform.maker, 10).unwrap().len(), 1);
}

#[test]
fn a_delivery_in_one_piece_and_in_parts_under_one_key_is_one_submission() {
    let platform = platform();
    let whole = large_delivery("L1");
    let first = platform.receive(whole.clone(), Some("d-1"), AcceptMode::AllOrNothing).unwrap();
    let again = send(&desk(&platform), platform.maker, &whole, "d-1").unwrap();
    assert_eq!(first.id, again.id);
}

#[test]
fn an_upload_is_not_complete_while_one_part_is_missing() {
    let platform = platform();
    let (desk, whole) = (desk(&platform), noise(2, 150_000));
    let (session, _) = desk.open(platform.maker, manifest(&whole, "d-1")).unwrap();
    for number in [0, 2] {
        put(&desk, platform.maker, &session.id, number, part(&whole, number)).unwrap();
    }
    let refused = desk.complete(platform.maker, &session.id);
    assert!(matches!(refused, Err(DeliveryError::PartsMissing { missing }) if missing == [1]));
    assert!(platform.registry.receipts(platform.maker, 10).unwrap().is_empty());
}

#[test]
fn a_part_that_differs_is_refused_and_leaves_nothing() {
    let platform = platform();
    let (desk, whole) = (desk(&platform), noise(2, 150_000));
    let (session, _) = desk.open(platform.maker, manifest(&whole, "d-1")).unwrap();
    let right = part(&whole, 0);
    let mut changed = right.to_vec();
    changed[100] ^= 1;
    let longer = [right, b"x"].concat();
    let shorter = &right[..right.len() - 1];
    for wrong in [&changed, longer.as_slice(), shorter, part(&whole, 1), b""] {
        let refused = put(&desk, platform.maker, &session.id, 0, wrong);
        assert!(matches!(refused, Err(DeliveryError::PartContent { number: 0 })));
    }
    assert_eq!(parts_kept(&platform), 0);
    assert_eq!(put(&desk, platform.maker, &session.id, 0, right).unwrap().missing, [1, 2]);
}

#[test]
fn a_part_may_come_twice_and_must_be_right_the_second_time_too() {
    let platform = platform();
    let (desk, whole) = (desk(&platform), noise(2, 150_000));
    let (session, _) = desk.open(platform.maker, manifest(&whole, "d-1")).unwrap();
    for _ in 0..2 {
        let now = put(&desk, platform.maker, &session.id, 1, part(&whole, 1)).unwrap();
        assert_eq!(now.missing, [0, 2]);
    }
    let refused = put(&desk, platform.maker, &session.id, 1, part(&whole, 0));
    assert!(matches!(refused, Err(DeliveryError::PartContent { number: 1 })));
    assert_eq!(desk.upload(platform.maker, &session.id).unwrap().missing, [0, 2]);
}

#[test]
fn a_part_that_does_not_exist_is_refused() {
    let platform = platform();
    let (desk, whole) = (desk(&platform), noise(2, 150_000));
    let (session, _) = desk.open(platform.maker, manifest(&whole, "d-1")).unwrap();
    let refused = desk.begin_part(platform.maker, &session.id, 3);
    assert!(matches!(refused, Err(DeliveryError::PartUnknown { number: 3, parts: 3 })));
}

fn other_maker(platform: &Platform) -> EnterpriseId {
    let new = NewEnterprise {
        id: None,
        name: "别家乳业".to_owned(),
        brands: Vec::new(),
        coverage: Coverage::InShelfLife,
        parent: None,
        is_sample: true,
    };
    platform.intake.admit(new).unwrap().id
}

#[test]
fn who_only_knows_a_parts_hash_has_not_sent_it() {
    let platform = platform();
    let (desk, whole) = (desk(&platform), noise(2, 150_000));
    let (session, _) = desk.open(platform.maker, manifest(&whole, "d-1")).unwrap();
    put(&desk, platform.maker, &session.id, 0, part(&whole, 0)).unwrap();
    let other = other_maker(&platform);
    let (theirs, is_new) = desk.open(other, manifest(&whole, "d-1")).unwrap();
    assert_eq!((is_new, theirs.missing), (true, vec![0, 1, 2]));
}

#[test]
fn an_enterprise_sees_and_touches_only_its_own_uploads() {
    let platform = platform();
    let (desk, whole) = (desk(&platform), noise(2, 150_000));
    let (session, _) = desk.open(platform.maker, manifest(&whole, "d-1")).unwrap();
    let other = other_maker(&platform);
    let unknown = |result: Result<(), DeliveryError>| {
        assert!(matches!(result, Err(DeliveryError::UploadUnknown { .. })), "{result:?}");
    };
    unknown(desk.upload(other, &session.id).map(|_| ()));
    unknown(desk.begin_part(other, &session.id, 0).map(|_| ()));
    unknown(desk.complete(other, &session.id).map(|_| ()));
    unknown(desk.give_up(other, &session.id));
    assert!(desk.uploads(other).unwrap().is_empty());
    assert_eq!(desk.uploads(platform.maker).unwrap(), [session]);
}

#[test]
fn an_upload_goes_on_after_a_restart_with_what_it_had() {
    let platform = platform();
    let whole = large_delivery("L1");
    let before = desk(&platform);
    let (session, _) = before.open(platform.maker, manifest(&whole, "d-1")).unwrap();
    put(&before, platform.maker, &session.id, 2, part(&whole, 2)).unwrap();
    drop(before);
    let after = desk(&platform);
    let (known, is_new) = after.open(platform.maker, manifest(&whole, "d-1")).unwrap();
    assert_eq!((&known.id, is_new), (&session.id, false));
    assert!(!known.missing.contains(&2));
    assert_eq!(send(&after, platform.maker, &whole, "d-1").unwrap().content, hash(&whole));
}

/// Sends under a plan of failure, then again as after a restart.
fn crashed_at(call: usize, moment: FaultMoment, whole: &[u8]) -> usize {
    let platform = platform();
    let plan = FaultyStores::new(call, moment);
    let failing = intake_on(
        Arc::new(plan.registry(platform.registry.clone())),
        Arc::new(plan.codes(platform.codes.clone())),
        Arc::new(plan.objects(platform.objects.clone())),
        &platform.clock,
    );
    let failing = DeliveryDesk::new(Arc::new(failing), Arc::new(plan.delivery(platform.registry.clone())));
    let acknowledged = send(&failing, platform.maker, whole, "d-1").ok();
    let calls = plan.calls();
    let healthy = desk(&platform);
    let receipt = send(&healthy, platform.maker, whole, "d-1").unwrap();
    let about = format!("a crash {moment:?} write {call}");
    assert!(acknowledged.is_none_or(|first| first.id == receipt.id), "{about}");
    assert_eq!(platform.registry.receipts(platform.maker, 10).unwrap().len(), 1, "{about}");
    assert_eq!(platform.objects.list(ObjectKind::Upload).unwrap(), [hash(whole)], "{about}");
    let receipt = platform.intake.process(&receipt.id).unwrap();
    assert_eq!(receipt.state, SubmissionState::Published, "{about}");
    // What a crash left goes with the session.
    platform.clock.advance(SignedDuration::from_hours(UPLOAD_SESSION_HOURS_MAX));
    assert_eq!(healthy.sweep().unwrap(), 1, "{about}");
    assert_eq!(parts_kept(&platform), 0, "{about}");
    calls
}

#[test]
fn a_crash_at_any_write_loses_nothing_doubles_nothing_and_leaves_nothing() {
    let whole = large_delivery("L1");
    let writes = crashed_at(0, FaultMoment::Before, &whole);
    assert!(writes > 10, "{writes} writes");
    for moment in [FaultMoment::Before, FaultMoment::After] {
        for call in 1..=writes {
            crashed_at(call, moment, &whole);
        }
    }
}

#[test]
fn two_that_complete_at_once_get_the_same_submission() {
    let platform = platform();
    let (desk, whole) = (desk(&platform), large_delivery("L1"));
    let (session, _) = desk.open(platform.maker, manifest(&whole, "d-1")).unwrap();
    for number in &session.missing {
        put(&desk, platform.maker, &session.id, *number, part(&whole, *number)).unwrap();
    }
    let ids = std::thread::scope(|scope| {
        let complete = || desk.complete(platform.maker, &session.id).unwrap().id;
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(complete)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(platform.registry.receipts(platform.maker, 10).unwrap().len(), 1);
}

#[test]
fn a_manifest_whose_whole_is_wrong_ends_the_upload() {
    let platform = platform();
    let (desk, whole) = (desk(&platform), noise(2, 150_000));
    let wrong = UploadManifest { content: hash(b"another"), ..manifest(&whole, "d-1") };
    let (session, _) = desk.open(platform.maker, wrong).unwrap();
    for number in 0..3 {
        put(&desk, platform.maker, &session.id, number, part(&whole, number)).unwrap();
    }
    let refused = desk.complete(platform.maker, &session.id);
    assert!(matches!(refused, Err(DeliveryError::WholeContent)));
    assert!(platform.objects.list(ObjectKind::Upload).unwrap().is_empty());
    assert_eq!(parts_kept(&platform), 0);
    assert!(desk.open(platform.maker, manifest(&whole, "d-1")).unwrap().1, "the key is free again");
}

#[test]
fn a_part_that_the_store_lost_is_asked_for_again() {
    let platform = platform();
    let (desk, whole) = (desk(&platform), large_delivery("L1"));
    let (session, _) = desk.open(platform.maker, manifest(&whole, "d-1")).unwrap();
    for number in &session.missing {
        put(&desk, platform.maker, &session.id, *number, part(&whole, *number)).unwrap();
    }
    platform.objects.remove(ObjectKind::Part, &session.manifest.parts[1]).unwrap();
    let refused = desk.complete(platform.maker, &session.id);
    assert!(matches!(refused, Err(DeliveryError::PartsMissing { missing }) if missing == [1]));
    assert_eq!(send(&desk, platform.maker, &whole, "d-1").unwrap().content, hash(&whole));
}

#[test]
fn an_upload_ends_at_its_hour_and_not_before() {
    let platform = platform();
    let (desk, whole) = (desk(&platform), noise(2, 150_000));
    let (session, _) = desk.open(platform.maker, manifest(&whole, "d-1")).unwrap();
    put(&desk, platform.maker, &session.id, 0, part(&whole, 0)).unwrap();
    platform
        .clock
        .advance(SignedDuration::from_hours(UPLOAD_SESSION_HOURS_MAX) - SignedDuration::from_secs(1));
    assert_eq!(desk.sweep().unwrap(), 0);
    assert!(desk.upload(platform.maker, &session.id).is_ok());
    platform.clock.advance(SignedDuration::from_secs(1));
    assert!(matches!(desk.upload(platform.maker, &session.id), Err(DeliveryError::UploadUnknown { .. })));
    assert!(desk.uploads(platform.maker).unwrap().is_empty());
    assert_eq!((desk.sweep().unwrap(), parts_kept(&platform)), (1, 0));
    assert_eq!(platform.registry.upload(&session.id).unwrap(), None);
}

#[test]
fn an_expired_upload_gives_its_key_to_a_new_one() {
    let platform = platform();
    let desk = desk(&platform);
    let (first, second) = (noise(2, 150_000), noise(3, 150_000));
    let (session, _) = desk.open(platform.maker, manifest(&first, "d-1")).unwrap();
    put(&desk, platform.maker, &session.id, 0, part(&first, 0)).unwrap();
    platform.clock.advance(SignedDuration::from_hours(UPLOAD_SESSION_HOURS_MAX));
    assert!(desk.open(platform.maker, manifest(&second, "d-1")).unwrap().1);
    assert_eq!(parts_kept(&platform), 0);
}

#[test]
fn a_part_that_another_upload_waits_for_outlives_the_one_that_ends() {
    let platform = platform();
    let (desk, whole) = (desk(&platform), noise(2, 150_000));
    let other = other_maker(&platform);
    let (own, _) = desk.open(platform.maker, manifest(&whole, "d-1")).unwrap();
    let (theirs, _) = desk.open(other, manifest(&whole, "d-1")).unwrap();
    put(&desk, platform.maker, &own.id, 0, part(&whole, 0)).unwrap();
    put(&desk, other, &theirs.id, 0, part(&whole, 0)).unwrap();
    desk.give_up(platform.maker, &own.id).unwrap();
    assert_eq!(parts_kept(&platform), 1);
    desk.give_up(other, &theirs.id).unwrap();
    assert_eq!(parts_kept(&platform), 0);
}

#[test]
fn a_key_belongs_to_one_manifest() {
    let platform = platform();
    let desk = desk(&platform);
    let whole = noise(2, 150_000);
    desk.open(platform.maker, manifest(&whole, "d-1")).unwrap();
    for other in [
        manifest(&noise(3, 150_000), "d-1"),
        UploadManifest { mode: AcceptMode::GoodRows, ..manifest(&whole, "d-1") },
        UploadManifest { file_name: "other.zip".to_owned(), ..manifest(&whole, "d-1") },
    ] {
        let refused = desk.open(platform.maker, other);
        assert!(matches!(refused, Err(DeliveryError::Intake(IntakeError::KeyReused { .. }))));
    }
}

#[test]
fn a_manifest_with_unusable_names_is_refused() {
    let platform = platform();
    let desk = desk(&platform);
    let good = manifest(&noise(2, 1_000), "d-1");
    let named = UploadManifest { file_name: "a\nb.zip".to_owned(), ..good.clone() };
    let refused = desk.open(platform.maker, named);
    assert!(matches!(refused, Err(DeliveryError::Intake(IntakeError::FileName { .. }))));
    for key in ["", "a\tb", &"k".repeat(129)] {
        let keyed = UploadManifest { idempotency_key: key.to_owned(), ..good.clone() };
        let refused = desk.open(platform.maker, keyed);
        assert!(matches!(refused, Err(DeliveryError::Intake(IntakeError::KeyForm { .. }))), "{key}");
    }
    let short = UploadManifest { parts: Vec::new(), ..good };
    assert!(matches!(desk.open(platform.maker, short), Err(DeliveryError::Manifest(_))));
}

#[test]
fn an_enterprise_opens_as_many_uploads_as_it_may_and_giving_one_up_makes_room() {
    let platform = platform();
    let desk = desk(&platform);
    let open = |number: u64| desk.open(platform.maker, manifest(&noise(number, 100), &format!("d-{number}")));
    let (first, _) = open(0).unwrap();
    for number in 1..UPLOAD_SESSIONS_PER_ENTERPRISE_MAX {
        open(number).unwrap();
    }
    assert!(matches!(open(1_000), Err(DeliveryError::Full { .. })));
    desk.give_up(platform.maker, &first.id).unwrap();
    assert!(open(1_000).is_ok());
}

fn deliver(platform: &Platform, desk: &DeliveryDesk, text: &str) -> Result<Receipt, DeliveryError> {
    let mut upload = platform.intake.begin_upload()?;
    upload.write(text.as_bytes())?;
    let delivery = Delivery {
        enterprise: platform.maker,
        idempotency_key: None,
        file_name: "a.csv".to_owned(),
        mode: AcceptMode::AllOrNothing,
    };
    desk.receive(delivery, upload)
}

#[test]
fn as_many_submissions_wait_as_may_and_one_more_is_put_off_in_either_way() {
    let platform = platform();
    let (desk, whole) = (desk(&platform), noise(2, 1_000));
    let (session, _) = desk.open(platform.maker, manifest(&whole, "d-1")).unwrap();
    put(&desk, platform.maker, &session.id, 0, &whole).unwrap();
    let first = deliver(&platform, &desk, "0").unwrap();
    for number in 1..SUBMISSIONS_WAITING_PER_ENTERPRISE_MAX {
        deliver(&platform, &desk, &number.to_string()).unwrap();
    }
    let put_off = |refused: Result<Receipt, DeliveryError>| {
        assert!(matches!(refused, Err(DeliveryError::QuotaWaiting { .. })), "{refused:?}");
    };
    put_off(deliver(&platform, &desk, "one more"));
    put_off(desk.complete(platform.maker, &session.id));
    platform.intake.process(&first.id).unwrap();
    assert!(desk.complete(platform.maker, &session.id).is_ok());
    put_off(deliver(&platform, &desk, "one more"));
}

#[test]
fn the_days_last_byte_is_taken_and_one_more_waits_for_midnight_in_china() {
    let platform = platform();
    let desk = desk(&platform);
    let today = rusu_core::calendar::china_day(rusu_core::ports::Clock::now(platform.clock.as_ref()));
    let used = DELIVERED_BYTES_PER_DAY_MAX - 3;
    platform.registry.add_delivered(platform.maker, today, used, today).unwrap();
    assert!(deliver(&platform, &desk, "abc").is_ok());
    let quota = desk.quota(platform.maker).unwrap();
    assert_eq!(quota.bytes, DELIVERED_BYTES_PER_DAY_MAX);
    let Err(DeliveryError::QuotaBytes { seconds, .. }) = deliver(&platform, &desk, "d") else {
        panic!("one byte more was taken")
    };
    let refused = desk.open(platform.maker, manifest(b"d", "d-1"));
    assert!(matches!(refused, Err(DeliveryError::QuotaBytes { .. })));
    assert!(desk.uploads(platform.maker).unwrap().is_empty(), "what is refused reserves nothing");
    let wait = i64::try_from(seconds).unwrap();
    platform.clock.advance(SignedDuration::from_secs(wait - 1));
    assert!(deliver(&platform, &desk, "d").is_err());
    platform.clock.advance(SignedDuration::from_secs(1));
    assert!(deliver(&platform, &desk, "d").is_ok());
}

#[test]
fn what_came_in_parts_counts_like_what_came_in_one_piece() {
    let platform = platform();
    let (desk, whole) = (desk(&platform), noise(2, 150_000));
    send(&desk, platform.maker, &whole, "d-1").unwrap();
    deliver(&platform, &desk, "abc").unwrap();
    let quota = desk.quota(platform.maker).unwrap();
    assert_eq!((quota.bytes, quota.waiting), (150_003, 2));
}
