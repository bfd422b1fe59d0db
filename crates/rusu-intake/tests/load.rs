//! The first national load: what it leaves is what the intake leaves.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::io::{Cursor, Read, Seek};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use common::{Platform, cased, complete, delivery, intake_on, lot, master, material, platform};
use rusu_core::enterprise::{Coverage, EnterpriseId};
use rusu_core::limits::LOTS_PER_SYNC_MAX;
use rusu_core::ports::{ObjectKind, ObjectReader as _, ReadSeek, RegistryReader as _};
use rusu_core::submission::{AcceptMode, Receipt, RowCounts, SubmissionState};
use rusu_intake::{Consignment, Delivery, IntakeError, Loaded, NewEnterprise, Source};
use rusu_testkit::faulty::{FaultMoment, FaultyStores};

/// Three deliveries that follow from each other: master data with a lot, a lot in cases, and one that
/// repeats a code of the first.
fn deliveries() -> Vec<Vec<u8>> {
    let mut cases = vec![lot("L2", "示例检验所"), material("L2")];
    cases.extend((200..212).map(|code| cased("L2", code, if code < 206 { "C0000001" } else { "C0000002" })));
    let mut conflict = vec![lot("L3", "示例检验所"), material("L3")];
    conflict.extend((109..112).map(|code| common::can("L3", code)));
    vec![delivery(&complete("L1", 100..110)), delivery(&cases), delivery(&conflict)]
}

fn second_maker(platform: &Platform) -> EnterpriseId {
    let new = NewEnterprise {
        id: None,
        name: "第二乳业".to_owned(),
        brands: Vec::new(),
        coverage: Coverage::InShelfLife,
        parent: None,
        is_sample: true,
    };
    platform.intake.admit(new).unwrap().id
}

fn source(bytes: Vec<u8>) -> Source {
    Source::of_bytes(bytes, "delivery.zip".to_owned(), AcceptMode::AllOrNothing)
}

fn consignment(enterprise: EnterpriseId, files: Vec<Vec<u8>>) -> Consignment<'static> {
    Consignment { enterprise, sources: Box::new(files.into_iter().map(|bytes| Ok(source(bytes)))) }
}

fn load(platform: &Platform, makers: &[EnterpriseId], lanes: usize) -> Loaded {
    let consignments = makers.iter().map(|maker| consignment(*maker, deliveries()));
    platform.intake.load(consignments, lanes, &|_| Ok(())).unwrap()
}

fn deliver(platform: &Platform, maker: EnterpriseId) {
    for bytes in deliveries() {
        let mut upload = platform.intake.begin_upload().unwrap();
        upload.write(&bytes).unwrap();
        let delivery = Delivery {
            enterprise: maker,
            idempotency_key: None,
            file_name: "delivery.zip".to_owned(),
            mode: AcceptMode::AllOrNothing,
        };
        let receipt = platform.intake.receive(delivery, upload).unwrap();
        platform.intake.process(&receipt.id).unwrap();
    }
}

/// A submission without what is its own: number and times.
type Told = (SubmissionState, RowCounts, Vec<String>, Vec<String>);

fn told(platform: &Platform, receipt: &Receipt) -> Told {
    let rejections = platform.registry.rejections(&receipt.id).unwrap();
    let lots = receipt.lots.iter().map(|lot| format!("{lot:?}")).collect();
    (receipt.state, receipt.counts, lots, rejections.iter().map(|r| format!("{r:?}")).collect())
}

/// Everything that the stores hold of both makers, but for uploads.
fn content(platform: &Platform, makers: &[EnterpriseId]) -> (Vec<String>, Vec<Told>, Vec<String>) {
    let spans = platform.spans().into_iter().map(|span| format!("{span:?}"));
    let lots = makers.iter().flat_map(|maker| platform.registry.lots(*maker, 100).unwrap());
    let mut lots: Vec<String> = lots.map(|lot| format!("{lot:?}")).collect();
    lots.sort_unstable();
    let receipts = makers.iter().flat_map(|maker| platform.registry.receipts(*maker, 100).unwrap());
    let mut receipts: Vec<Told> = receipts.map(|receipt| told(platform, &receipt)).collect();
    receipts.sort_unstable_by_key(|told| format!("{told:?}"));
    (spans.collect(), receipts, lots)
}

#[test]
fn load_and_intake_leave_the_same_content() {
    let (loaded, delivered) = (platform(), platform());
    let makers = [loaded.maker, second_maker(&loaded)];
    assert_eq!(makers, [delivered.maker, second_maker(&delivered)]);
    assert_eq!(load(&loaded, &makers, 1), Loaded { processed: 6, skipped: 0 });
    makers.iter().for_each(|maker| deliver(&delivered, *maker));
    let content_loaded = content(&loaded, &makers);
    assert_eq!(content_loaded, content(&delivered, &makers));
    assert_eq!((content_loaded.0.len() > 4, content_loaded.2.len()), (true, 4), "{content_loaded:?}");
    assert_eq!(loaded.documents(), delivered.documents());
    assert_eq!(loaded.problems(), Vec::<String>::new());
}

#[test]
fn two_lanes_leave_the_same_content_as_one() {
    let (one, two) = (platform(), platform());
    let makers = [one.maker, second_maker(&one)];
    assert_eq!(makers, [two.maker, second_maker(&two)]);
    load(&one, &makers, 1);
    load(&two, &makers, 2);
    assert_eq!(content(&two, &makers), content(&one, &makers));
    assert_eq!(two.problems(), Vec::<String>::new());
}

#[test]
fn uploads_of_a_load_are_not_copied() {
    let platform = platform();
    load(&platform, &[platform.maker], 1);
    assert_eq!(platform.objects.list(ObjectKind::Upload).unwrap(), []);
}

#[test]
fn what_ended_is_skipped_when_a_load_is_run_again() {
    let platform = platform();
    load(&platform, &[platform.maker], 1);
    let before = content(&platform, &[platform.maker]);
    assert_eq!(load(&platform, &[platform.maker], 1), Loaded { processed: 0, skipped: 3 });
    assert_eq!(content(&platform, &[platform.maker]), before);
}

#[test]
fn a_source_whose_bytes_changed_is_a_new_delivery() {
    let platform = platform();
    let run = |codes: std::ops::Range<u64>| {
        let files = vec![delivery(&complete("L1", codes))];
        let consignments = [consignment(platform.maker, files)].into_iter();
        platform.intake.load(consignments, 1, &|_| Ok(())).unwrap()
    };
    assert_eq!(run(100..110), Loaded { processed: 1, skipped: 0 });
    assert_eq!(run(100..120), Loaded { processed: 1, skipped: 0 });
    assert_eq!(run(100..120), Loaded { processed: 0, skipped: 1 });
    let receipts = platform.registry.receipts(platform.maker, 10).unwrap();
    assert_eq!(receipts.len(), 2);
}

#[test]
fn a_load_that_stopped_at_any_write_is_made_good_by_running_it_again() {
    let whole = platform();
    let all = FaultyStores::new(0, FaultMoment::Before);
    run_on(&whole, &all).unwrap();
    let wanted = outcome(&whole);
    assert!(all.calls() > 20, "{} writes", all.calls());
    for call in 1..=all.calls() {
        let platform = platform();
        let stopped = run_on(&platform, &FaultyStores::new(call, FaultMoment::After));
        assert!(stopped.is_err(), "write {call} failed unnoticed");
        assert_eq!(platform.problems(), Vec::<String>::new(), "after a stop at write {call}");
        load(&platform, &[platform.maker], 1);
        assert_eq!(outcome(&platform), wanted, "after a stop at write {call}");
    }
}

/// A submission's state and what became of its lots.
type Outcome = (SubmissionState, Vec<String>);

/// The content without the counts of rows: what was stored before a stop is a duplicate afterwards.
fn outcome(platform: &Platform) -> (Vec<String>, Vec<Outcome>, Vec<String>) {
    let (spans, receipts, lots) = content(platform, &[platform.maker]);
    let mut ended: Vec<Outcome> = receipts.into_iter().map(|(state, _, lots, _)| (state, lots)).collect();
    ended.sort_unstable_by_key(|ended| format!("{ended:?}"));
    (spans, ended, lots)
}

fn run_on(platform: &Platform, plan: &FaultyStores) -> Result<Loaded, IntakeError> {
    let intake = intake_on(
        Arc::new(plan.registry(platform.registry.clone())),
        Arc::new(plan.codes(platform.codes.clone())),
        Arc::new(plan.objects(platform.objects.clone())),
        &platform.clock,
    );
    intake.load([consignment(platform.maker, deliveries())].into_iter(), 1, &|_| Ok(()))
}

#[test]
fn deliveries_of_one_enterprise_end_in_their_order() {
    let platform = platform();
    let makers = [platform.maker, second_maker(&platform)];
    let ended = Mutex::new(Vec::new());
    let consignments = makers.iter().map(|maker| {
        let named = deliveries().into_iter().zip(1..).map(|(bytes, number)| {
            Ok(Source::of_bytes(bytes, format!("{number}.zip"), AcceptMode::AllOrNothing))
        });
        Consignment { enterprise: *maker, sources: Box::new(named) }
    });
    let note = |told: &rusu_intake::Ended| {
        ended.lock().unwrap().push((told.receipt.enterprise, told.receipt.file_name.clone()));
        Ok(())
    };
    platform.intake.load(consignments, 2, &note).unwrap();
    let ended = ended.into_inner().unwrap();
    for maker in makers {
        let names: Vec<&str> = ended.iter().filter(|e| e.0 == maker).map(|e| e.1.as_str()).collect();
        assert_eq!(names, ["1.zip", "2.zip", "3.zip"]);
    }
}

#[test]
fn an_error_of_who_is_told_ends_the_load() {
    let platform = platform();
    let full = |_: &rusu_intake::Ended| Err(IntakeError::Scratch(std::io::Error::other("enough")));
    let outcome = platform.intake.load([consignment(platform.maker, deliveries())].into_iter(), 1, &full);
    assert!(outcome.unwrap_err().to_string().contains("enough"));
    assert_eq!(platform.registry.receipts(platform.maker, 10).unwrap().len(), 1);
}

#[test]
fn a_source_is_made_when_its_turn_comes() {
    let platform = platform();
    let (made, seen) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let sources = deliveries().into_iter().map(|bytes| {
        made.fetch_add(1, Ordering::SeqCst);
        Ok(source(bytes))
    });
    let consignments = [Consignment { enterprise: platform.maker, sources: Box::new(sources) }];
    let note = |_: &rusu_intake::Ended| {
        seen.lock().unwrap().push(made.load(Ordering::SeqCst));
        Ok(())
    };
    platform.intake.load(consignments.into_iter(), 2, &note).unwrap();
    assert_eq!(seen.into_inner().unwrap(), [1, 2, 3]);
}

#[test]
fn a_source_that_cannot_be_read_ends_the_load_and_leaves_nothing() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    impl Seek for Broken {
        fn seek(&mut self, _: std::io::SeekFrom) -> std::io::Result<u64> {
            Ok(0)
        }
    }
    let platform = platform();
    let open = || Ok(Box::new(Broken) as Box<dyn ReadSeek>);
    let source =
        Source { file_name: "a.csv".to_owned(), mode: AcceptMode::AllOrNothing, open: Box::new(open) };
    let sources = Box::new([Ok(source)].into_iter());
    let consignments = [Consignment { enterprise: platform.maker, sources }];
    let outcome = platform.intake.load(consignments.into_iter(), 1, &|_| Ok(()));
    assert!(outcome.unwrap_err().to_string().contains("the disk is gone"));
    assert_eq!(platform.registry.receipts(platform.maker, 10).unwrap(), []);
}

/// Writes of a run over a delivery with so many lots, and its receipt's state.
fn writes_of(lots: usize) -> usize {
    let platform = platform();
    let mut rows = vec![master()];
    for number in 0..lots {
        let name = format!("L{number}");
        rows.extend([lot(&name, "示例检验所"), material(&name)]);
        rows.push(common::can(&name, u64::try_from(number).unwrap()));
    }
    let plan = FaultyStores::new(0, FaultMoment::Before);
    let intake = intake_on(
        Arc::new(plan.registry(platform.registry.clone())),
        Arc::new(plan.codes(platform.codes.clone())),
        Arc::new(plan.objects(platform.objects.clone())),
        &platform.clock,
    );
    let open: Arc<[u8]> = delivery(&rows).into();
    let source = Source {
        file_name: "delivery.zip".to_owned(),
        mode: AcceptMode::AllOrNothing,
        open: Box::new(move || Ok(Box::new(Cursor::new(Arc::clone(&open))) as Box<dyn ReadSeek>)),
    };
    let sources = Box::new([Ok(source)].into_iter());
    let consignments = [Consignment { enterprise: platform.maker, sources }];
    intake.load(consignments.into_iter(), 1, &|_| Ok(())).unwrap();
    assert_eq!(platform.registry.published_parts().unwrap().len(), lots);
    plan.calls()
}

#[test]
fn lots_share_a_sync_up_to_the_limit_and_need_a_second_beyond() {
    // Each lot costs three writes: its part, its codes, its publication.
    let (before, at, beyond) =
        (writes_of(LOTS_PER_SYNC_MAX - 1), writes_of(LOTS_PER_SYNC_MAX), writes_of(LOTS_PER_SYNC_MAX + 1));
    assert_eq!((at - before, beyond - at), (3, 4));
}
