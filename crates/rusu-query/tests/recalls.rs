//! Which cans a recall hits, what bulk checks tell, and that a drill is seen by drills alone.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::sync::Arc;

use jiff::SignedDuration;
use rusu_core::answer::{Answer, Question};
use rusu_core::code_rule::{Alphabet, Carrier, CodeRule, CodeShape};
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::identifiers::CheckAlgorithm;
use rusu_core::lot::{LotKey, VoidCode};
use rusu_core::packaging::{PackagingEvent, PackagingStep};
use rusu_core::ports::{
    CodeReader, CodeRecord, CodeWriter, MasterChange, PublishedLot, RecallWriter, RegistryWriter, StoreFault,
};
use rusu_core::recall::{Recall, RecallTarget};
use rusu_core::verdict::Verdict;
use rusu_query::{Checked, CheckedItem, GENERATION_POLL_MS, Query, QueryTally, ScanTally};
use rusu_testkit::builders::recall::{code_target, lot_targets, range_target, targets};
use rusu_testkit::builders::{
    ENTERPRISE, FixedClock, lot_number, moment, reference, sample_code_rule, sample_enterprise,
    sample_lot_numbered, sample_product, sample_recall, sample_site, sample_submission_id, trace_code,
};
use rusu_testkit::codes_memory::MemoryCodes;
use rusu_testkit::registry_memory::MemoryRegistry;

const OTHER: EnterpriseId = EnterpriseId(2);
/// In lot A, in `CASE_A`, with `INNER`.
const CAN_A1: &str = "6900012345670001";
const CAN_A2: &str = "6900012345670002";
/// In lot B, in `CASE_B`.
const CAN_B: &str = "6900012345670003";
const INNER: &str = "N000000001";
const CASE_A: &str = "C00000000001";
const CASE_B: &str = "C00000000002";
/// Holds both cases.
const PALLET: &str = "P00000000001";
const UNDELIVERED: &str = "6900099999999999";

struct World {
    registry: Arc<MemoryRegistry>,
    clock: Arc<FixedClock>,
    queries: Arc<QueryTally>,
    query: Query,
}

fn rule(enterprise: EnterpriseId, name: &str, carrier: Carrier, prefix: &str, length: usize) -> CodeRule {
    let alphabet = if prefix.is_empty() { Alphabet::Digits } else { Alphabet::DigitsAndLetters };
    let prefix = prefix.to_owned();
    let (length_min, length_max, check) = (length, length, CheckAlgorithm::None);
    let shape = CodeShape { length_min, length_max, alphabet, prefix, check };
    let asked = carrier != Carrier::Inner;
    CodeRule {
        enterprise,
        reference: reference(name),
        carrier,
        asked,
        shape,
        text_patterns: Vec::new(),
        ..sample_code_rule()
    }
}

fn record(code: &str, carrier: Carrier, parent: Option<&str>) -> CodeRecord {
    CodeRecord { code: trace_code(code), carrier, parent: parent.map(trace_code) }
}

impl World {
    fn new() -> Self {
        let (registry, codes) = (Arc::new(MemoryRegistry::new()), Arc::new(MemoryCodes::new()));
        let (clock, queries) = (Arc::new(FixedClock::default()), Arc::new(QueryTally::new()));
        let rules = |id| {
            vec![
                rule(id, "outer", Carrier::Outer, "", 16),
                rule(id, "inner", Carrier::Inner, "N", 10),
                rule(id, "case", Carrier::Case, "C", 12),
                rule(id, "pallet", Carrier::Pallet, "P", 12),
            ]
        };
        registry.save_enterprise(&sample_enterprise()).unwrap();
        registry
            .save_enterprise(&Enterprise { id: OTHER, name: "样例".to_owned(), ..sample_enterprise() })
            .unwrap();
        let master = MasterChange {
            sites: vec![sample_site()],
            products: vec![sample_product()],
            code_rules: rules(ENTERPRISE),
            ..MasterChange::default()
        };
        registry.save_master(ENTERPRISE, &master).unwrap();
        let reader = Arc::clone(&codes) as Arc<dyn CodeReader>;
        let tally = Arc::new(ScanTally::new(100));
        let query = Query::new(
            Arc::clone(&registry) as _,
            Arc::clone(&registry) as _,
            reader,
            tally,
            Arc::clone(&queries),
            Arc::clone(&clock) as _,
        );
        let world = Self { registry, clock, queries, query };
        world.publish(
            &codes,
            "A",
            1,
            &[
                record(CAN_A1, Carrier::Outer, Some(CASE_A)),
                record(CAN_A2, Carrier::Outer, Some(CASE_A)),
                record(CASE_A, Carrier::Case, Some(PALLET)),
                record(INNER, Carrier::Inner, Some(CAN_A1)),
                record(PALLET, Carrier::Pallet, None),
            ],
        );
        world.publish(
            &codes,
            "B",
            2,
            &[record(CAN_B, Carrier::Outer, Some(CASE_B)), record(CASE_B, Carrier::Case, Some(PALLET))],
        );
        world
    }

    fn publish(&self, codes: &MemoryCodes, lot: &str, submission: u8, records: &[CodeRecord]) {
        let (lot, submission) = (sample_lot_numbered(lot), sample_submission_id(submission));
        let part = self.registry.reserve_part(&lot.key, &submission).unwrap();
        let mut sorted = records.to_vec();
        sorted.sort_by(|a, b| a.code.cmp(&b.code));
        codes.put(ENTERPRISE, part, &mut sorted.into_iter().map(Ok::<_, StoreFault>)).unwrap();
        let part_codes = u64::try_from(records.len()).unwrap();
        let published = PublishedLot { lot, part: Some(part), part_codes, changes: Vec::new(), submission };
        self.registry.publish_lot(&published).unwrap();
    }

    fn recall(&self, list: Vec<RecallTarget>) -> Recall {
        self.save(&Recall { targets: targets(list), ..sample_recall() })
    }

    fn save(&self, recall: &Recall) -> Recall {
        let saved = self.registry.save_recall(recall).unwrap().unwrap();
        self.clock.advance(SignedDuration::from_millis(GENERATION_POLL_MS));
        saved
    }

    fn ask(&self, text: &str) -> Answer {
        let question =
            Question { text: text.to_owned(), enterprise: Some(ENTERPRISE), ..Question::default() };
        self.query.resolve(&question).unwrap()
    }

    fn is_recalled(&self, text: &str) -> bool {
        let answer = self.ask(text);
        assert_eq!(answer.verdict == Verdict::Recalled, !answer.recalls.is_empty(), "{text}");
        answer.verdict == Verdict::Recalled
    }

    /// Which of everything there is are recalled.
    fn recalled(&self) -> Vec<&'static str> {
        let all = [CAN_A1, CAN_A2, CAN_B, INNER, CASE_A, CASE_B, PALLET];
        all.into_iter().filter(|code| self.is_recalled(code)).collect()
    }

    fn check(&self, item: CheckedItem) -> &'static str {
        match self.query.check_recall(&item).unwrap() {
            Checked::Recalled { recalls, .. } => {
                assert!(!recalls.is_empty());
                "recalled"
            }
            Checked::NotRecalled { .. } => "not_recalled",
            Checked::Unknown => "unknown",
        }
    }

    fn check_text(&self, text: &str) -> &'static str {
        self.check(CheckedItem::Text { text: text.to_owned(), enterprise: Some(ENTERPRISE) })
    }

    fn check_lot(&self, enterprise: EnterpriseId, lot: &str) -> &'static str {
        self.check(CheckedItem::Lot(LotKey { enterprise, number: lot_number(lot) }))
    }
}

#[test]
fn nothing_is_recalled_before_a_notice() {
    assert!(World::new().recalled().is_empty());
}

#[test]
fn a_lot_hits_all_its_cans_and_every_package_that_holds_one() {
    let world = World::new();
    world.recall(vec![RecallTarget::Lot(lot_number("B"))]);
    assert_eq!(world.recalled(), [CAN_B, CASE_B, PALLET]);
}

#[test]
fn a_listed_code_hits_its_can_alone_and_the_packages_that_hold_it() {
    let world = World::new();
    world.recall(vec![code_target(&[CAN_A2])]);
    assert_eq!(world.recalled(), [CAN_A2, CASE_A, PALLET]);
}

#[test]
fn a_range_hits_both_its_ends_and_nothing_beyond() {
    let world = World::new();
    world.recall(vec![range_target(None, CAN_A2, CAN_B)]);
    assert_eq!(world.recalled(), [CAN_A2, CAN_B, CASE_A, CASE_B, PALLET]);
}

#[test]
fn a_range_within_a_lot_leaves_the_cans_of_other_lots_alone() {
    let world = World::new();
    world.recall(vec![range_target(Some("B"), CAN_A1, CAN_B)]);
    assert_eq!(world.recalled(), [CAN_B, CASE_B, PALLET]);
}

#[test]
fn an_inner_code_in_a_notice_hits_its_can_and_the_reverse() {
    let world = World::new();
    world.recall(vec![code_target(&[INNER])]);
    assert_eq!(world.recalled(), [CAN_A1, INNER, CASE_A, PALLET]);
    let world = World::new();
    world.recall(vec![code_target(&[CAN_A1])]);
    assert_eq!(world.recalled(), [CAN_A1, INNER, CASE_A, PALLET]);
}

#[test]
fn a_case_in_a_notice_hits_the_cans_in_it() {
    let world = World::new();
    world.recall(vec![code_target(&[CASE_A])]);
    assert_eq!(world.recalled(), [CAN_A1, CAN_A2, INNER, CASE_A, PALLET]);
}

#[test]
fn a_package_is_recalled_by_what_is_in_it_as_of_now() {
    let world = World::new();
    world.recall(vec![code_target(&[CAN_A2])]);
    assert_eq!(world.recalled(), [CAN_A2, CASE_A, PALLET]);
    let event = |step, code: &str, package: &str| PackagingEvent {
        enterprise: ENTERPRISE,
        step,
        code: trace_code(code),
        package: trace_code(package),
        why: "换箱".to_owned(),
        who: "enterprise".to_owned(),
        at: moment(0),
    };
    world.registry.save_packaging(&[event(PackagingStep::Packed, CAN_A2, CASE_B)]).unwrap();
    assert_eq!(world.recalled(), [CAN_A2, CASE_B, PALLET]);
    world.registry.save_packaging(&[event(PackagingStep::Unpacked, CASE_B, PALLET)]).unwrap();
    assert_eq!(world.recalled(), [CAN_A2, CASE_B]);
}

#[test]
fn what_was_taken_out_of_the_list_is_not_hit() {
    let world = World::new();
    let mut list = targets(vec![code_target(&[CAN_A1]), code_target(&[CAN_B])]);
    let amended =
        rusu_core::recall::Amended { at: moment(9), who: "operator".to_owned(), why: "x".to_owned() };
    list[0].removed = Some(amended);
    world.save(&Recall { targets: list, ..sample_recall() });
    assert_eq!(world.recalled(), [CAN_B, CASE_B, PALLET]);
}

#[test]
fn a_plan_an_ended_recall_and_another_enterprises_recall_hit_nothing() {
    let world = World::new();
    let whole = || Recall { targets: lot_targets(&["A", "B"]), ..sample_recall() };
    world.save(&Recall { announced_at: None, ..whole() });
    world.save(&Recall { ended_at: Some(moment(9_999)), ..whole() });
    world.save(&Recall { enterprise: OTHER, ..whole() });
    assert!(world.recalled().is_empty());
}

#[test]
fn a_recall_outranks_a_void_code_and_an_expired_lot() {
    let world = World::new();
    let void = VoidCode { code: trace_code(CAN_A1), reason: String::new(), since: moment(0) };
    world.registry.void_codes(&LotKey { enterprise: ENTERPRISE, number: lot_number("A") }, &[void]).unwrap();
    world.recall(vec![code_target(&[CAN_A1])]);
    assert_eq!(world.ask(CAN_A1).verdict, Verdict::Recalled);
    world.clock.advance(SignedDuration::from_hours(24 * 365 * 5));
    assert_eq!(world.ask(CAN_A1).verdict, Verdict::Recalled);
}

#[test]
fn a_can_that_was_never_delivered_is_recalled_when_a_notice_names_its_code() {
    let world = World::new();
    assert_eq!(world.ask(UNDELIVERED).verdict, Verdict::NoRecord);
    world.recall(vec![code_target(&[UNDELIVERED]), RecallTarget::Lot(lot_number("NEVER"))]);
    let answer = world.ask(UNDELIVERED);
    assert_eq!((answer.verdict, answer.recalls.len()), (Verdict::Recalled, 1));
    assert!(answer.record.is_none());
    assert_eq!(world.ask("6900099999999998").verdict, Verdict::NoRecord);
}

#[test]
fn two_recalls_over_one_can_are_both_told_once() {
    let world = World::new();
    let first = world.recall(vec![RecallTarget::Lot(lot_number("A")), code_target(&[CAN_A1])]);
    let second = world.recall(vec![range_target(None, CAN_A1, CAN_A1)]);
    let told: Vec<u64> = world.ask(CAN_A1).recalls.iter().map(|recall| recall.id).collect();
    assert_eq!(told, [first.id, second.id]);
}

#[test]
fn a_bulk_check_tells_recalled_known_and_unknown_apart() {
    let world = World::new();
    world.recall(vec![RecallTarget::Lot(lot_number("A")), RecallTarget::Lot(lot_number("NEVER"))]);
    assert_eq!(
        [CAN_A1, CAN_B, UNDELIVERED, "!"].map(|text| world.check_text(text)),
        ["recalled", "not_recalled", "unknown", "unknown"]
    );
    assert_eq!(
        ["A", "NEVER", "B", "ELSE"].map(|lot| world.check_lot(ENTERPRISE, lot)),
        ["recalled", "recalled", "not_recalled", "unknown"]
    );
    assert_eq!(world.check_lot(OTHER, "A"), "unknown", "another enterprise's lot of the same number");
}

#[test]
fn an_inner_code_is_known_only_if_it_was_delivered() {
    let world = World::new();
    assert_eq!((world.check_text(INNER), world.check_text("N000000009")), ("not_recalled", "unknown"));
}

#[test]
fn a_bulk_check_counts_nothing() {
    let world = World::new();
    world.check_text(CAN_A1);
    world.check_lot(ENTERPRISE, "A");
    assert_eq!(world.ask(CAN_A1).verdict, Verdict::FirstQuery);
    let counted: u64 = world.queries.drain().iter().map(|count| count.found + count.not_found).sum();
    assert_eq!(counted, 1, "the question alone");
}

#[test]
fn a_drill_is_seen_by_drills_and_by_nobody_else() {
    let world = World::new();
    let drill = Recall { is_drill: true, targets: lot_targets(&["A"]), ..sample_recall() };
    let drill = world.save(&drill);
    assert!(world.recalled().is_empty());
    assert_eq!(
        (world.check_text(CAN_A1), world.check_lot(ENTERPRISE, "A")),
        ("not_recalled", "not_recalled")
    );
    let look = |text| world.query.look_in_drill(text, ENTERPRISE).unwrap();
    assert_eq!(look(CAN_A1).recalls.iter().map(|recall| recall.id).collect::<Vec<_>>(), [drill.id]);
    assert_eq!((look(CAN_A1).verdict, look(CAN_B).recalls.len()), (Verdict::Recalled, 0));
}

#[test]
fn a_drill_does_not_see_real_recalls_and_counts_nothing() {
    let world = World::new();
    world.recall(vec![RecallTarget::Lot(lot_number("A"))]);
    assert!(world.query.look_in_drill(CAN_A1, ENTERPRISE).unwrap().recalls.is_empty());
    assert!(world.queries.drain().is_empty());
}
