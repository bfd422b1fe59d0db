//! The recall desk: who may touch what, what is counted, and that two changes at once do not mix.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::sync::Arc;

use jiff::SignedDuration;
use jiff::civil::date;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::limits::{RECALL_RANGE_COUNTED_MAX, RECALL_REGIONS_MAX, RECALL_TEXT_CHARACTERS_MAX};
use rusu_core::lot::Lot;
use rusu_core::portal::PageNumber;
use rusu_core::ports::{
    CodeRecord, CodeWriter as _, MasterChange, PublishedLot, RecallReader as _, RecallWriter as _,
    RegistryWriter as _, StoreFault,
};
use rusu_core::recall::{Recall, RecallLevel, RecallState, RecallTarget};
use rusu_intake::{DrillReport, RecallActor, RecallDesk, RecallDraft, RecallError, ReportDraft};
use rusu_testkit::builders::recall::{code_target, full_plan, range_target};
use rusu_testkit::builders::{
    ENTERPRISE, FixedClock, lot_number, moment, sample_enterprise, sample_lot_numbered, sample_product,
    sample_site, sample_submission_id, trace_code,
};
use rusu_testkit::codes_memory::MemoryCodes;
use rusu_testkit::registry_memory::MemoryRegistry;

const OTHER: EnterpriseId = EnterpriseId(2);
/// Cans of lot A: `6900012345670000` and the nine behind it, two in a case.
const FIRST: &str = "6900012345670000";
const LAST: &str = "6900012345670009";
const CASE: &str = "C00000000001";

struct World {
    registry: Arc<MemoryRegistry>,
    clock: Arc<FixedClock>,
    desk: RecallDesk,
}

fn own() -> RecallActor {
    RecallActor::enterprise(ENTERPRISE)
}

fn stranger() -> RecallActor {
    RecallActor::enterprise(OTHER)
}

fn operator() -> RecallActor {
    RecallActor::operator("值班")
}

fn lot(number: &str) -> RecallTarget {
    RecallTarget::Lot(lot_number(number))
}

fn draft(targets: Vec<RecallTarget>) -> RecallDraft {
    RecallDraft {
        enterprise: None,
        is_drill: false,
        level: RecallLevel::One,
        targets,
        reason: " 检出阪崎肠杆菌\r\n详见公告 ".to_owned(),
        instructions: "停止食用".to_owned(),
        contact_phone: "400-000-0001".to_owned(),
        plan: full_plan(),
    }
}

impl World {
    fn new() -> Self {
        let (registry, codes) = (Arc::new(MemoryRegistry::new()), Arc::new(MemoryCodes::new()));
        let clock = Arc::new(FixedClock::default());
        registry.save_enterprise(&sample_enterprise()).unwrap();
        registry
            .save_enterprise(&Enterprise { id: OTHER, name: "另一家".to_owned(), ..sample_enterprise() })
            .unwrap();
        let (sites, products) = (vec![sample_site()], vec![sample_product()]);
        registry
            .save_master(ENTERPRISE, &MasterChange { sites, products, ..MasterChange::default() })
            .unwrap();
        let desk = RecallDesk::new(registry.clone(), registry.clone(), codes.clone(), clock.clone());
        let cans = (0..10).map(|number| {
            let parent = (number < 2).then(|| trace_code(CASE));
            CodeRecord {
                code: trace_code(&format!("690001234567{number:04}")),
                carrier: Carrier::Outer,
                parent,
            }
        });
        let case = CodeRecord { code: trace_code(CASE), carrier: Carrier::Case, parent: None };
        let inner = CodeRecord {
            code: trace_code("N000000005"),
            carrier: Carrier::Inner,
            parent: Some(trace_code("6900012345670005")),
        };
        let mut records: Vec<CodeRecord> = cans.chain([case, inner]).collect();
        records.sort_by(|a, b| a.code.cmp(&b.code));
        let (lot, submission) = (Lot { unit_count: 10, ..sample_lot_numbered("A") }, sample_submission_id(1));
        let part = registry.reserve_part(&lot.key, &submission).unwrap();
        codes.put(ENTERPRISE, part, &mut records.into_iter().map(Ok::<_, StoreFault>)).unwrap();
        let published =
            PublishedLot { lot, part: Some(part), part_codes: 11, changes: Vec::new(), submission };
        registry.publish_lot(&published).unwrap();
        // Codes of another lot that nobody published.
        let staged = registry.reserve_part(&sample_lot_numbered("B").key, &sample_submission_id(2)).unwrap();
        let hidden =
            CodeRecord { code: trace_code("6900012345670010"), carrier: Carrier::Outer, parent: None };
        codes.put(ENTERPRISE, staged, &mut std::iter::once(Ok(hidden))).unwrap();
        Self { registry, clock, desk }
    }

    fn announced(&self, targets: Vec<RecallTarget>) -> Recall {
        self.desk.announce_at_once(&own(), &draft(targets)).unwrap()
    }

    /// Units of the whole list and of each target.
    fn units(&self, targets: Vec<RecallTarget>) -> (Option<u64>, Vec<Option<u64>>) {
        let recall = self.desk.plan(&own(), &draft(targets)).unwrap();
        let count = self.desk.count(&recall).unwrap();
        (count.units, count.targets.iter().map(|target| target.units).collect())
    }
}

fn code<T: std::fmt::Debug>(result: Result<T, RecallError>) -> &'static str {
    result.unwrap_err().code()
}

fn report(recalled: u64, is_final: bool) -> ReportDraft {
    ReportDraft { date: date(2026, 9, 1), recalled, disposed: recalled, note: String::new(), is_final }
}

#[test]
fn a_recall_goes_from_its_plan_to_its_end_and_is_stored_at_each_step() {
    let world = World::new();
    let desk = &world.desk;
    let plan = desk.plan(&own(), &draft(vec![lot("A")])).unwrap();
    assert_eq!((plan.state(), plan.reason.as_str()), (RecallState::Planned, "检出阪崎肠杆菌\n详见公告"));
    assert!(world.registry.open_recalls().unwrap().is_empty());
    world.clock.advance(SignedDuration::from_secs(60));
    let announced = desk.announce(&own(), plan.id).unwrap();
    assert_eq!((announced.announced_at, announced.planned_at), (Some(moment(60)), moment(0)));
    assert_eq!(world.registry.open_recalls().unwrap(), [announced]);
    desk.start(&own(), plan.id).unwrap();
    desk.report(&own(), plan.id, &report(4, false)).unwrap();
    desk.report(&operator(), plan.id, &report(9, true)).unwrap();
    let ended = desk.complete(&own(), plan.id).unwrap();
    assert_eq!(world.registry.recall(plan.id).unwrap(), Some(ended.clone()));
    assert_eq!(
        (ended.state(), ended.reports[1].reported_by.as_str()),
        (RecallState::Completed, "operator 值班")
    );
    let counted = desk.count(&ended).unwrap().units;
    let ratios = ended.ratios(ended.produced(counted));
    // 9 of the 10 cans that the platform counted, whatever the plan says was made; 9,000 were sold.
    assert_eq!((ratios.recalled_of_produced, ratios.recalled_of_sold), (Some(900), Some(1)));
}

#[test]
fn another_enterprises_recall_looks_as_if_it_did_not_exist() {
    let world = World::new();
    let desk = &world.desk;
    let id = world.announced(vec![lot("A")]).id;
    let (own_draft, why) = (draft(vec![lot("B")]), "x");
    let missing = code(desk.get(&stranger(), id + 1));
    assert_eq!(missing, "name_unknown");
    for refused in [
        code(desk.get(&stranger(), id)),
        code(desk.announce(&stranger(), id)),
        code(desk.revise(&stranger(), id, &own_draft)),
        code(desk.amend(&stranger(), id, vec![lot("B")], &[], why)),
        code(desk.start(&stranger(), id)),
        code(desk.report(&stranger(), id, &report(1, true))),
        code(desk.complete(&stranger(), id)),
        code(desk.lift(&stranger(), id, why)),
        code(desk.note_effect(&stranger(), id)),
    ] {
        assert_eq!(refused, missing);
    }
    assert!(desk.list(&stranger(), PageNumber::FIRST).unwrap().entries.is_empty());
    assert_eq!(desk.list(&own(), PageNumber::FIRST).unwrap().entries.len(), 1);
    assert_eq!(desk.get(&operator(), id).unwrap().id, id, "the operator sees all");
}

#[test]
fn a_recall_belongs_to_the_enterprise_that_writes_it_and_the_operator_names_one() {
    let world = World::new();
    let named = |enterprise| RecallDraft { enterprise, ..draft(vec![lot("A")]) };
    assert_eq!(world.desk.plan(&own(), &named(None)).unwrap().enterprise, ENTERPRISE);
    assert_eq!(world.desk.plan(&own(), &named(Some(ENTERPRISE))).unwrap().enterprise, ENTERPRISE);
    assert_eq!(code(world.desk.plan(&own(), &named(Some(OTHER)))), "name_unknown");
    assert_eq!(world.desk.plan(&operator(), &named(Some(OTHER))).unwrap().enterprise, OTHER);
    assert_eq!(code(world.desk.plan(&operator(), &named(None))), "field_missing");
    assert_eq!(code(world.desk.plan(&operator(), &named(Some(EnterpriseId(9))))), "name_unknown");
}

#[test]
fn a_notice_needs_a_reason_what_to_do_a_phone_and_a_target() {
    let world = World::new();
    let whole = || draft(vec![lot("NEVER")]);
    assert!(
        world.desk.announce_at_once(&own(), &whole()).is_ok(),
        "a lot that was never delivered may be named"
    );
    for lacking in [
        RecallDraft { reason: " ".to_owned(), ..whole() },
        RecallDraft { instructions: String::new(), ..whole() },
        RecallDraft { contact_phone: String::new(), ..whole() },
    ] {
        assert_eq!(code(world.desk.announce_at_once(&own(), &lacking)), "field_missing");
    }
    assert_eq!(code(world.desk.announce_at_once(&own(), &draft(Vec::new()))), "recall_targets_missing");
    assert!(world.desk.plan(&own(), &draft(Vec::new())).is_ok(), "a plan may wait for its targets");
}

#[test]
fn the_texts_of_a_plan_have_their_bounds() {
    let world = World::new();
    let with = |change: &dyn Fn(&mut RecallDraft)| {
        let mut draft = draft(vec![lot("A")]);
        change(&mut draft);
        world.desk.plan(&own(), &draft)
    };
    let text = |length: usize| "字".repeat(length);
    assert!(with(&|draft| draft.plan.flow = text(RECALL_TEXT_CHARACTERS_MAX)).is_ok());
    assert_eq!(code(with(&|draft| draft.plan.flow = text(RECALL_TEXT_CHARACTERS_MAX + 1))), "field_too_long");
    assert!(with(&|draft| draft.plan.regions = vec!["省".to_owned(); RECALL_REGIONS_MAX]).is_ok());
    let many = vec!["省".to_owned(); RECALL_REGIONS_MAX + 1];
    assert_eq!(code(with(&|draft| draft.plan.regions.clone_from(&many))), "field_too_long");
    assert!(with(&|draft| draft.plan.produced_to = draft.plan.produced_from).is_ok());
    assert_eq!(code(with(&|draft| draft.plan.produced_to = Some(date(2026, 7, 31)))), "field_form");
    assert_eq!(code(with(&|draft| draft.reason = "a\u{7}".to_owned())), "field_form");
}

#[test]
fn a_change_of_the_list_keeps_who_when_and_why() {
    let world = World::new();
    let id = world.announced(vec![lot("A"), lot("B")]).id;
    world.clock.advance(SignedDuration::from_secs(10));
    let amended = world.desk.amend(&operator(), id, vec![lot("C")], &[lot("B")], " 新增一批 ").unwrap();
    let told = amended.amendments();
    assert_eq!(
        (told.len(), told[0].at, told[0].who, told[0].why),
        (1, moment(10), "operator 值班", "新增一批")
    );
    assert_eq!(amended.lots().map(|lot| lot.as_str()).collect::<Vec<_>>(), ["A", "C"]);
    assert_eq!(code(world.desk.amend(&own(), id, vec![lot("D")], &[], "")), "field_missing");
    assert_eq!(code(world.desk.amend(&own(), id, Vec::new(), &[], "x")), "field_missing");
    assert_eq!(code(world.desk.amend(&own(), id, vec![lot("A")], &[], "x")), "recall_target_twice");
    assert_eq!(code(world.desk.amend(&own(), id, Vec::new(), &[lot("B")], "x")), "recall_target_unknown");
}

#[test]
fn what_was_announced_is_not_written_anew() {
    let world = World::new();
    let plan = world.desk.plan(&own(), &draft(vec![lot("A")])).unwrap();
    let revised = world.desk.revise(&own(), plan.id, &draft(vec![lot("B")])).unwrap();
    assert_eq!(revised.lots().map(|lot| lot.as_str()).collect::<Vec<_>>(), ["B"]);
    world.desk.announce(&own(), plan.id).unwrap();
    assert_eq!(code(world.desk.revise(&own(), plan.id, &draft(vec![lot("C")]))), "recall_state");
    assert_eq!(code(world.desk.announce(&own(), plan.id)), "recall_state");
}

#[test]
fn of_two_changes_at_once_one_is_refused() {
    let world = World::new();
    let seen = world.announced(vec![lot("A")]);
    world.desk.start(&operator(), seen.id).unwrap();
    // What the slower of two would now store.
    let late = seen.started(moment(5)).unwrap();
    assert_eq!(world.registry.save_recall(&late).unwrap(), None);
}

#[test]
fn a_recall_that_was_called_off_says_why_and_can_be_called_off_once() {
    let world = World::new();
    let id = world.announced(vec![lot("A")]).id;
    assert_eq!(code(world.desk.lift(&own(), id, " ")), "field_missing");
    assert_eq!(world.desk.lift(&own(), id, "复检合格").unwrap().state(), RecallState::Lifted);
    assert_eq!(code(world.desk.lift(&own(), id, "复检合格")), "recall_state");
}

#[test]
fn cans_are_counted_from_the_lots_and_codes_on_the_platform_each_once() {
    let world = World::new();
    assert_eq!(world.units(vec![lot("A")]), (Some(10), vec![Some(10)]));
    assert_eq!(world.units(vec![range_target(None, FIRST, LAST)]), (Some(10), vec![Some(10)]));
    assert_eq!(world.units(vec![range_target(None, "6900012345670008", "6900012345670020")]).0, Some(2));
    assert_eq!(world.units(vec![range_target(Some("B"), FIRST, LAST)]).0, Some(0), "no can of that lot");
    assert_eq!(
        world.units(vec![code_target(&[FIRST, "6900012345670001"]), code_target(&[CASE])]),
        (Some(2), vec![Some(2), Some(0)])
    );
    assert_eq!(world.units(vec![code_target(&[CASE])]).0, Some(2), "the cans in the case");
    assert_eq!(world.units(vec![code_target(&["N000000005", "6900012345670005"])]).0, Some(1), "one can");
    assert_eq!(world.units(vec![lot("A"), code_target(&[FIRST])]), (Some(10), vec![Some(10), Some(0)]));
}

#[test]
fn what_cannot_be_counted_leaves_the_whole_uncounted() {
    let world = World::new();
    assert_eq!(world.units(vec![lot("A"), lot("NEVER")]), (None, vec![Some(10), None]));
    let wide = range_target(
        None,
        "6900012345000000",
        &format!("{}", 6_900_012_345_000_000 + RECALL_RANGE_COUNTED_MAX),
    );
    assert_eq!(world.units(vec![wide]), (None, vec![None]));
    let just = range_target(
        None,
        "6900012345670000",
        &format!("{}", 6_900_012_345_670_000 + RECALL_RANGE_COUNTED_MAX - 1),
    );
    assert_eq!(world.units(vec![just]).0, Some(10));
}

#[test]
fn codes_that_nobody_published_are_unknown() {
    let world = World::new();
    let recall = world.announced(vec![code_target(&[FIRST, "6900012345670010", "6900099999999999"])]);
    let count = world.desk.count(&recall).unwrap();
    let target = &count.targets[0];
    assert_eq!((target.is_known, target.units, target.unknown_codes), (false, Some(1), 2));
    assert_eq!(target.unknown_named, ["6900012345670010", "6900099999999999"].map(trace_code));
}

#[test]
fn a_drill_reports_its_times_what_it_found_and_what_was_missing() {
    let world = World::new();
    let mut written = draft(vec![lot("A"), lot("NEVER"), code_target(&["6900099999999999"])]);
    (written.is_drill, written.plan.flow) = (true, String::new());
    let plan = world.desk.plan(&own(), &written).unwrap();
    world.clock.advance(SignedDuration::from_secs(60));
    world.desk.announce(&own(), plan.id).unwrap();
    world.clock.advance(SignedDuration::from_millis(700));
    world.desk.note_effect(&own(), plan.id).unwrap();
    world.clock.advance(SignedDuration::from_secs(300));
    let ended = world.desk.complete(&own(), plan.id).unwrap();
    let report = DrillReport::new(&ended, &world.desk.count(&ended).unwrap());
    assert_eq!(report.to_announce, Some(SignedDuration::from_secs(60)));
    assert_eq!(report.to_effect, Some(SignedDuration::from_millis(700)));
    assert_eq!(report.to_end, Some(SignedDuration::from_millis(300_700)));
    assert_eq!((report.targets, report.targets_known, report.units), (3, 1, None));
    assert_eq!(report.missing, [lot("NEVER"), code_target(&["6900099999999999"])]);
    assert_eq!((report.codes_missing, report.plan_missing), (1, vec!["flow"]));
    assert!(
        world.registry.recalls(None, PageNumber::FIRST).unwrap().entries.is_empty(),
        "nobody outside sees it"
    );
}

#[test]
fn a_real_recall_is_not_looked_at_as_a_drill() {
    let world = World::new();
    let id = world.announced(vec![lot("A")]).id;
    assert_eq!(code(world.desk.note_effect(&own(), id)), "recall_state");
}
