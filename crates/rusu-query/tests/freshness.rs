//! What is held in memory: how long it is used, and that nobody asks the registry for it.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use rusu_core::answer::Question;
use rusu_core::code_rule::{Carrier, CodeRule};
use rusu_core::enterprise::{Enterprise, EnterpriseId, Site};
use rusu_core::lot::{ContentHash, DocumentRef, Lot, LotKey, LotNumber, PartNo};
use rusu_core::ports::{
    ApiKey, ChangedLots, CodeReader, CodeRecord, CodeRuleSet, CodeWriter, LotFile, MasterChange, PartState,
    PublishedLot, RecallWriter, RegistryMark, RegistryReader, RegistryWriter, StoreFault,
};
use rusu_core::product::Product;
use rusu_core::recall::{Recall, RecallTarget};
use rusu_core::rejection::Rejection;
use rusu_core::submission::{Receipt, SubmissionId};
use rusu_core::verdict::Verdict;
use rusu_query::{GENERATION_POLL_MS, Query, QueryTally, ScanTally};
use rusu_testkit::builders::recall::{code_target, lot_targets, targets};
use rusu_testkit::builders::{
    ENTERPRISE, FixedClock, sample_code_rule, sample_enterprise, sample_lot_numbered, sample_product,
    sample_recall, sample_site, sample_submission_id, trace_code,
};
use rusu_testkit::codes_memory::MemoryCodes;
use rusu_testkit::registry_memory::MemoryRegistry;

/// In lot A.
const CAN_A: &str = "6900012345678901";
/// In lot B.
const CAN_B: &str = "6900012345678902";

/// A registry that counts how often it is asked for a lot, and can be made to keep people waiting.
#[derive(Default)]
struct Watched {
    inner: Arc<MemoryRegistry>,
    lot_files: AtomicUsize,
    /// Whoever asks for the generation waits until nobody holds this.
    gate: Mutex<()>,
    is_waited: AtomicBool,
}

impl RegistryReader for Watched {
    fn generation(&self) -> Result<u64, StoreFault> {
        self.is_waited.store(true, Ordering::SeqCst);
        drop(self.gate.lock().unwrap());
        self.inner.generation()
    }
    fn changed_lots(&self, since: RegistryMark) -> Result<ChangedLots, StoreFault> {
        self.inner.changed_lots(since)
    }
    fn enterprises(&self) -> Result<Vec<Enterprise>, StoreFault> {
        self.inner.enterprises()
    }
    fn enterprise(&self, id: EnterpriseId) -> Result<Option<Enterprise>, StoreFault> {
        self.inner.enterprise(id)
    }
    fn code_rules(&self) -> Result<CodeRuleSet, StoreFault> {
        self.inner.code_rules()
    }
    fn sites(&self, enterprise: EnterpriseId) -> Result<Vec<Site>, StoreFault> {
        self.inner.sites(enterprise)
    }
    fn products(&self, enterprise: EnterpriseId) -> Result<Vec<Product>, StoreFault> {
        self.inner.products(enterprise)
    }
    fn part(&self, id: EnterpriseId, part: PartNo) -> Result<Option<(LotNumber, PartState)>, StoreFault> {
        self.inner.part(id, part)
    }
    fn lot(&self, key: &LotKey) -> Result<Option<Lot>, StoreFault> {
        self.inner.lot(key)
    }
    fn lot_file(&self, key: &LotKey) -> Result<Option<LotFile>, StoreFault> {
        self.lot_files.fetch_add(1, Ordering::SeqCst);
        self.inner.lot_file(key)
    }
    fn lots(&self, enterprise: EnterpriseId, limit: usize) -> Result<Vec<Lot>, StoreFault> {
        self.inner.lots(enterprise, limit)
    }
    fn published_parts(&self) -> Result<Vec<(EnterpriseId, PartNo, LotNumber, u64)>, StoreFault> {
        self.inner.published_parts()
    }
    fn documents(&self) -> Result<Vec<ContentHash>, StoreFault> {
        self.inner.documents()
    }
    fn document(&self, hash: &ContentHash) -> Result<Option<DocumentRef>, StoreFault> {
        self.inner.document(hash)
    }
    fn receipt(&self, id: &SubmissionId) -> Result<Option<Receipt>, StoreFault> {
        self.inner.receipt(id)
    }
    fn receipts(&self, enterprise: EnterpriseId, limit: usize) -> Result<Vec<Receipt>, StoreFault> {
        self.inner.receipts(enterprise, limit)
    }
    fn rejections(&self, id: &SubmissionId) -> Result<Vec<Rejection>, StoreFault> {
        self.inner.rejections(id)
    }
    fn api_key(&self, digest: &[u8; 32]) -> Result<Option<ApiKey>, StoreFault> {
        self.inner.api_key(digest)
    }
}

struct World {
    registry: Arc<Watched>,
    codes: Arc<MemoryCodes>,
    clock: Arc<FixedClock>,
    query: Query,
}

impl World {
    /// One enterprise with two lots of one can each.
    fn new() -> Self {
        let registry = Arc::new(Watched::default());
        let (codes, clock) = (Arc::new(MemoryCodes::new()), Arc::new(FixedClock::default()));
        registry.inner.save_enterprise(&sample_enterprise()).unwrap();
        registry.inner.save_master(ENTERPRISE, &master()).unwrap();
        // The recalls are the same registry's.
        let portal = Arc::clone(&registry.inner);
        let reader = Arc::clone(&codes) as Arc<dyn CodeReader>;
        let (tally, queries) = (Arc::new(ScanTally::new(100)), Arc::new(QueryTally::new()));
        let query =
            Query::new(Arc::clone(&registry) as _, portal, reader, tally, queries, Arc::clone(&clock) as _);
        let world = Self { registry, codes, clock, query };
        world.publish(sample_lot_numbered("A"), 1, CAN_A);
        world.publish(sample_lot_numbered("B"), 2, CAN_B);
        world
    }

    fn publish(&self, lot: Lot, submission: u8, can: &str) {
        let submission = sample_submission_id(submission);
        let part = self.registry.inner.reserve_part(&lot.key, &submission).unwrap();
        let can = CodeRecord { code: trace_code(can), carrier: Carrier::Outer, parent: None };
        self.codes.put(ENTERPRISE, part, &mut std::iter::once(Ok(can))).unwrap();
        let published =
            PublishedLot { lot, part: Some(part), part_codes: 1, changes: Vec::new(), submission };
        self.registry.inner.publish_lot(&published).unwrap();
    }

    fn ask(&self, can: &str) -> Verdict {
        self.query.resolve(&question(can)).unwrap().verdict
    }

    fn ask_held(&self, can: &str) -> Option<Verdict> {
        self.query.resolve_held(&question(can)).unwrap().map(|answer| answer.verdict)
    }

    /// How often the registry was asked for a lot.
    fn lot_files(&self) -> usize {
        self.registry.lot_files.load(Ordering::SeqCst)
    }

    fn after_the_poll(&self) -> &Self {
        self.clock.advance(SignedDuration::from_millis(GENERATION_POLL_MS));
        self
    }
}

fn master() -> MasterChange {
    MasterChange {
        sites: vec![sample_site()],
        products: vec![sample_product()],
        code_rules: vec![CodeRule { text_patterns: Vec::new(), ..sample_code_rule() }],
        ..MasterChange::default()
    }
}

fn question(can: &str) -> Question {
    Question { text: can.to_owned(), ..Question::default() }
}

#[test]
fn a_lot_in_memory_is_not_asked_for_again() {
    let world = World::new();
    for _ in 0..3 {
        world.ask(CAN_A);
        world.after_the_poll();
    }
    assert_eq!(world.lot_files(), 1);
}

#[test]
fn a_publication_leaves_the_other_lots_in_memory() {
    let world = World::new();
    world.ask(CAN_A);
    world.publish(sample_lot_numbered("C"), 3, "6900012345678903");
    world.after_the_poll().ask(CAN_A);
    assert_eq!(world.lot_files(), 1);
}

#[test]
fn an_amended_lot_is_read_anew_and_the_others_are_not() {
    let world = World::new();
    world.ask(CAN_A);
    world.ask(CAN_B);
    let state = rusu_core::lot::LotState::UnderCorrection;
    world.publish(Lot { state, ..sample_lot_numbered("A") }, 3, CAN_A);
    world.after_the_poll();
    assert_eq!((world.ask(CAN_A), world.ask(CAN_B)), (Verdict::UnderCorrection, Verdict::SeenBefore));
    assert_eq!(world.lot_files(), 3);
}

#[test]
fn a_recall_among_publications_is_seen() {
    let world = World::new();
    world.ask(CAN_A);
    world.publish(sample_lot_numbered("C"), 3, "6900012345678903");
    world.registry.inner.save_recall(&recall_of("A")).unwrap();
    world.publish(sample_lot_numbered("D"), 4, "6900012345678904");
    assert_eq!(world.after_the_poll().ask(CAN_A), Verdict::Recalled);
}

fn recall_of(lot: &str) -> Recall {
    Recall { targets: lot_targets(&[lot]), ..sample_recall() }
}

fn recall_of_code(code: &str) -> Recall {
    let target: RecallTarget = code_target(&[code]);
    Recall { targets: targets(vec![target]), ..sample_recall() }
}

#[test]
fn a_recall_makes_no_lot_be_read_anew() {
    let world = World::new();
    world.ask(CAN_A);
    world.ask(CAN_B);
    world.registry.inner.save_recall(&recall_of("A")).unwrap();
    world.after_the_poll();
    assert_eq!((world.ask(CAN_A), world.ask(CAN_B)), (Verdict::Recalled, Verdict::SeenBefore));
    assert_eq!(world.lot_files(), 2, "what was read at first");
}

#[test]
fn a_recalled_code_is_told_from_memory_with_its_neighbours_left_alone() {
    let world = World::new();
    world.ask(CAN_A);
    world.ask(CAN_B);
    world.registry.inner.save_recall(&recall_of_code(CAN_B)).unwrap();
    world.after_the_poll().ask(CAN_A);
    assert_eq!(world.ask_held(CAN_B), Some(Verdict::Recalled));
    assert_eq!(world.ask_held(CAN_A), Some(Verdict::SeenBefore));
    assert_eq!(world.lot_files(), 2);
}

#[test]
fn a_recall_that_ends_or_loses_a_lot_weighs_no_more_after_the_poll() {
    let world = World::new();
    let saved = world.registry.inner.save_recall(&recall_of("A")).unwrap().unwrap();
    assert_eq!(world.after_the_poll().ask(CAN_A), Verdict::Recalled);
    let ended = Recall { ended_at: Some(saved.updated_at), ..saved };
    world.registry.inner.save_recall(&ended).unwrap();
    assert_eq!(world.ask(CAN_A), Verdict::Recalled, "nobody has looked yet");
    assert_eq!(world.after_the_poll().ask(CAN_A), Verdict::SeenBefore);
}

#[test]
fn what_memory_lacks_is_left_open_and_not_counted() {
    let world = World::new();
    assert_eq!(world.ask_held(CAN_A), None, "no directory yet");
    world.ask(CAN_B);
    assert_eq!(world.ask_held(CAN_A), None, "the lot is not in memory");
    assert_eq!(world.ask(CAN_A), Verdict::FirstQuery);
}

#[test]
fn what_memory_holds_is_answered_and_counted() {
    let world = World::new();
    assert_eq!(world.ask(CAN_A), Verdict::FirstQuery);
    assert_eq!(world.ask_held(CAN_A), Some(Verdict::SeenBefore));
    assert_eq!(world.ask_held("6900099999999999"), Some(Verdict::NoRecord), "a miss needs no registry");
    assert_eq!(world.lot_files(), 1);
}

#[test]
fn while_one_asks_the_registry_the_others_go_on_for_a_while() {
    let world = World::new();
    world.ask(CAN_A);
    world.after_the_poll();
    assert_eq!(world.ask_held(CAN_A), None, "somebody has to ask");
    let closed = world.registry.gate.lock().unwrap();
    world.registry.is_waited.store(false, Ordering::SeqCst);
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| world.ask(CAN_B));
        while !world.registry.is_waited.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        assert_eq!(world.ask_held(CAN_A), Some(Verdict::SeenBefore));
        world.clock.advance(SignedDuration::from_secs(2));
        assert_eq!(world.ask_held(CAN_A), None, "a recall must show within 5 s");
        drop(closed);
        assert_eq!(waiting.join().unwrap(), Verdict::FirstQuery);
    });
}
