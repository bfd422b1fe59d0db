//! What an enterprise may change of its published lots, and what it may not.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use common::{Platform, complete, delivery, intake_on, platform};
use jiff::civil::date;
use rusu_core::code::TraceCode;
use rusu_core::enterprise::{EnterpriseId, Reference, Site};
use rusu_core::limits::{
    CHANGE_REASON_CHARACTERS_MAX, CODE_RANGES_AT_ONCE_MAX, SHORT_TEXT_CHARACTERS_MAX, VOID_CODES_AT_ONCE_MAX,
};
use rusu_core::lineage::LineageNode;
use rusu_core::lot::{BizStep, CirculationEvent, Lot, LotKey, LotNumber, LotState};
use rusu_core::ports::{Clock as _, LotFile, MasterChange, RegistryReader, RegistryWriter};
use rusu_core::product::Product;
use rusu_core::record::Record;
use rusu_core::submission::{AcceptMode, LotResult, SubmissionState};
use rusu_intake::{
    DeclaredState, LotAmendment, LotError, MaterialAmendment, VoidCount, VoidOrder, lot_version,
};

/// A platform with lot L1 of ten cans and L2 of five.
fn with_lots() -> (Platform, LotKey) {
    let platform = platform();
    for (number, codes) in [("L1", 100..110), ("L2", 200..205)] {
        let receipt = platform.deliver(delivery(&complete(number, codes)), AcceptMode::AllOrNothing);
        assert_eq!(receipt.state, SubmissionState::Published, "{:?}", platform.rules(&receipt));
    }
    let key = LotKey { enterprise: platform.maker, number: LotNumber::parse("L1").unwrap() };
    (platform, key)
}

fn code(number: u64) -> TraceCode {
    TraceCode::parse(&format!("{number:016}")).unwrap()
}

impl Platform {
    fn lot(&self, key: &LotKey) -> Lot {
        self.registry.lot(key).unwrap().unwrap()
    }

    fn file(&self, key: &LotKey) -> LotFile {
        self.registry.lot_file(key).unwrap().unwrap()
    }

    fn amend(&self, key: &LotKey, change: impl FnOnce(&mut LotAmendment)) -> Result<Lot, LotError> {
        let mut amendment = LotAmendment { reason: "录入错误".to_owned(), ..LotAmendment::default() };
        change(&mut amendment);
        self.intake.amend_lot(key, &lot_version(&self.lot(key)), &amendment, "enterprise")
    }

    fn declare(&self, key: &LotKey, state: DeclaredState) -> Result<Lot, LotError> {
        self.intake.declare_lot_state(key, state, "检验报告有误", "enterprise")
    }

    fn void(&self, key: &LotKey, codes: &[u64], ranges: &[(u64, u64)]) -> Result<VoidCount, LotError> {
        let order = VoidOrder {
            reason: "灌装时损坏".to_owned(),
            codes: codes.iter().map(|number| code(*number)).collect(),
            ranges: ranges.iter().map(|(first, last)| (code(*first), code(*last))).collect(),
        };
        self.intake.void_lot_codes(key, &order)
    }
}

/// A complete delivery whose lot is marked a draft, or not.
fn draft(number: &str, codes: std::ops::Range<u64>, mark: &str) -> Vec<u8> {
    const LOTS: &str = r#"{"table":"lots","#;
    let mut rows = complete(number, codes);
    let lot = rows.iter_mut().find(|row| row.starts_with(LOTS)).unwrap();
    *lot = lot.replacen(LOTS, &format!(r#"{LOTS}"draft":"{mark}","#), 1);
    delivery(&rows)
}

#[test]
fn a_draft_is_amended_and_published_by_a_word_with_no_history_that_people_see() {
    let platform = platform();
    let receipt = platform.deliver(draft("L1", 100..110, "yes"), AcceptMode::AllOrNothing);
    assert_eq!(receipt.state, SubmissionState::Published, "{:?}", platform.rules(&receipt));
    assert_eq!(receipt.lots.first().unwrap().result, LotResult::Draft);
    let key = LotKey { enterprise: platform.maker, number: LotNumber::parse("L1").unwrap() };
    assert_eq!((platform.lot(&key).state, platform.lot(&key).unit_count), (LotState::Draft, 10));
    platform.amend(&key, |a| a.report_number = Some("R2".to_owned())).unwrap();
    assert_eq!(platform.lot(&key).state, LotState::Draft);
    let correcting = platform.declare(&key, DeclaredState::UnderCorrection);
    assert!(matches!(correcting, Err(LotError::StateForbidden { from: "draft", to: "under_correction" })));
    platform.clock.advance(jiff::SignedDuration::from_hours(48));
    let published = platform.declare(&key, DeclaredState::Published).unwrap();
    assert_eq!(published.published_at, platform.clock.now(), "people see it since now");
    let file = platform.file(&key);
    assert_eq!(file.changes.len(), 2, "the enterprise keeps both");
    let maker = platform.registry.enterprises().unwrap().swap_remove(0);
    assert!(Record::assemble(Arc::new(maker), None, file).changes.is_empty());
    assert_eq!(platform.problems(), Vec::<String>::new());
}

#[test]
fn a_draft_becomes_published_or_nothing_by_whosoever_word() {
    let platform = platform();
    platform.deliver(draft("L1", 100..110, "yes"), AcceptMode::AllOrNothing);
    let key = LotKey { enterprise: platform.maker, number: LotNumber::parse("L1").unwrap() };
    let withdrawn = platform.declare(&key, DeclaredState::Withdrawn);
    assert!(matches!(withdrawn, Err(LotError::StateForbidden { from: "draft", to: "withdrawn" })));
    for state in
        [LotState::Withdrawn { reason: "x".to_owned() }, LotState::UnderCorrection, LotState::Archived]
    {
        let by_the_operator = platform.intake.set_lot_state(&key, state, "x");
        assert!(matches!(by_the_operator, Err(LotError::StateForbidden { from: "draft", .. })));
    }
    assert_eq!(platform.lot(&key).state, LotState::Draft);
    platform.intake.set_lot_state(&key, LotState::Published, "x").unwrap();
    let back = platform.intake.set_lot_state(&key, LotState::Draft, "x");
    assert!(matches!(back, Err(LotError::StateForbidden { from: "published", to: "draft" })));
}

#[test]
fn a_draft_is_published_by_the_rules_and_the_product_of_that_day() {
    let platform = platform();
    platform.deliver(draft("L1", 100..110, "yes"), AcceptMode::AllOrNothing);
    let key = LotKey { enterprise: platform.maker, number: LotNumber::parse("L1").unwrap() };
    let before = platform.lot(&key).expiry_date;
    let product = platform.registry.products(platform.maker).unwrap().swap_remove(0);
    let shorter = Product { shelf_life_months: product.shelf_life_months - 6, ..product };
    let change = MasterChange { products: vec![shorter], ..MasterChange::default() };
    platform.registry.save_master(platform.maker, &change).unwrap();
    let published = platform.declare(&key, DeclaredState::Published).unwrap();
    assert!(published.expiry_date < before, "{} is not before {before}", published.expiry_date);
}

#[test]
fn a_draft_that_comes_again_without_its_mark_is_published() {
    let platform = platform();
    platform.deliver(draft("L1", 100..110, "yes"), AcceptMode::AllOrNothing);
    let again = platform.deliver(draft("L1", 100..112, "yes"), AcceptMode::AllOrNothing);
    assert_eq!(again.lots.first().unwrap().result, LotResult::Draft);
    let receipt = platform.deliver(delivery(&complete("L1", 100..112)), AcceptMode::AllOrNothing);
    assert_eq!(receipt.lots.first().unwrap().result, LotResult::Published, "{:?}", platform.rules(&receipt));
    let key = LotKey { enterprise: platform.maker, number: LotNumber::parse("L1").unwrap() };
    assert_eq!((platform.lot(&key).state, platform.lot(&key).unit_count), (LotState::Published, 12));
    assert_eq!(platform.file(&key).changes.last().unwrap().old.as_deref(), Some("draft"));
    assert_eq!(platform.problems(), Vec::<String>::new());
}

#[test]
fn a_published_lot_never_becomes_a_draft() {
    let (platform, key) = with_lots();
    let receipt = platform.deliver(draft("L1", 100..110, "yes"), AcceptMode::AllOrNothing);
    assert_eq!(platform.rules(&receipt), ["lot_published_already"]);
    assert_eq!(receipt.state, SubmissionState::Rejected);
    assert_eq!(platform.lot(&key).state, LotState::Published);
    let marked_no = platform.deliver(draft("L1", 100..110, "no"), AcceptMode::AllOrNothing);
    assert_eq!(marked_no.lots.first().unwrap().result, LotResult::Duplicate);
}

#[test]
fn an_amended_value_keeps_who_when_why_and_the_old_value() {
    let (platform, key) = with_lots();
    let before = platform.lot(&key);
    let amended = platform.amend(&key, |a| a.laboratory = Some(" 另一检验所 ".to_owned())).unwrap();
    assert_eq!(amended.inspection.laboratory, "另一检验所");
    assert_eq!(platform.lot(&key), amended);
    let untouched = |lot: &Lot| (lot.unit_count, lot.published_at, lot.state.clone());
    assert_eq!(untouched(&amended), untouched(&before));
    let [change] = platform.file(&key).changes.try_into().unwrap();
    assert_eq!(change.field, "product_inspection_report");
    assert_eq!((change.who.as_str(), change.why.as_str()), ("enterprise", "录入错误"));
    assert!(change.old.unwrap().contains("示例检验所") && change.new.unwrap().contains("另一检验所"));
    assert_eq!(platform.problems(), Vec::<String>::new());
}

#[test]
fn every_kind_of_value_can_be_amended_at_once() {
    let (platform, key) = with_lots();
    let event = CirculationEvent {
        step: BizStep::Shipping,
        event_date: date(2026, 8, 20),
        place: "北京市".to_owned(),
        party: None,
    };
    let made_from = vec![LineageNode::parse("生牛乳|M0").unwrap()];
    let amended = platform.amend(&key, |a| {
        a.production_date = Some(date(2026, 8, 2));
        a.report_number = Some("R2".to_owned());
        a.report_date = Some(date(2026, 8, 16));
        a.tested_parameters = Some("全项目".to_owned());
        a.circulation = Some(vec![event.clone()]);
        a.raw_materials = vec![MaterialAmendment {
            number: 1,
            name: Some("全脂乳粉".to_owned()),
            material_lot: Some("W1".to_owned()),
            supplier: Some("某牧场".to_owned()),
            origin: Some("新西兰".to_owned()),
            certificate_number: Some("C2".to_owned()),
            certificate_date: Some(date(2026, 7, 31)),
            made_from: Some(made_from.clone()),
        }];
    });
    let lot = amended.unwrap();
    assert_eq!((lot.production_date, lot.expiry_date), (date(2026, 8, 2), date(2028, 8, 1)));
    assert_eq!(lot.circulation, [event]);
    let material = lot.raw_materials.first().unwrap();
    assert_eq!((material.supplier.as_deref(), &material.made_from), (Some("某牧场"), &made_from));
    let fields: Vec<String> = platform.file(&key).changes.into_iter().map(|change| change.field).collect();
    for field in
        ["production_date", "expiry_date", "main_ingredients", "circulation_info", "raw_material_sources"]
    {
        assert!(fields.iter().any(|f| f == field), "{field} in {fields:?}");
    }
}

#[test]
fn an_amendment_needs_a_reason_of_at_most_its_length() {
    let (platform, key) = with_lots();
    let reason =
        |text: String| platform.amend(&key, |a| (a.reason, a.report_number) = (text, Some("R9".to_owned())));
    assert!(matches!(reason("  ".to_owned()), Err(LotError::Missing { field: "reason" })));
    let longer = reason("长".repeat(CHANGE_REASON_CHARACTERS_MAX + 1));
    assert!(matches!(longer, Err(LotError::TooLong { field: "reason", .. })));
    assert!(matches!(reason("a\u{7}".to_owned()), Err(LotError::Form { field: "reason", .. })));
    assert!(reason("长".repeat(CHANGE_REASON_CHARACTERS_MAX)).is_ok());
}

#[test]
fn an_amendment_of_an_older_version_is_refused_and_changes_nothing() {
    let (platform, key) = with_lots();
    let version = lot_version(&platform.lot(&key));
    platform.amend(&key, |a| a.report_number = Some("R2".to_owned())).unwrap();
    let standing = platform.lot(&key);
    let amendment = LotAmendment {
        reason: "x".to_owned(),
        report_number: Some("R3".to_owned()),
        ..LotAmendment::default()
    };
    let late = platform.intake.amend_lot(&key, &version, &amendment, "enterprise");
    let Err(LotError::Changed { given, stands }) = late else { panic!("{late:?}") };
    assert_eq!((given, stands), (version, lot_version(&standing)));
    assert_eq!(platform.lot(&key), standing);
}

#[test]
fn an_amendment_that_changes_nothing_leaves_no_trace() {
    let (platform, key) = with_lots();
    let before = platform.registry.generation().unwrap();
    let same = platform.amend(&key, |a| a.laboratory = Some("示例检验所".to_owned())).unwrap();
    assert_eq!(same, platform.lot(&key));
    assert_eq!(platform.registry.generation().unwrap(), before);
}

#[test]
fn the_rules_of_a_delivery_judge_an_amendment() {
    let (platform, key) = with_lots();
    let before = platform.lot(&key);
    let rules = |amended: Result<Lot, LotError>| match amended {
        Err(LotError::Refused { findings }) => {
            findings.iter().map(|(field, finding)| format!("{field} {}", finding.rule)).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    // The report is of 2026-08-15: made on that day the lot passes, a day later it does not.
    let later = platform.amend(&key, |a| a.production_date = Some(date(2026, 8, 16)));
    assert_eq!(rules(later), ["report_date report_before_production"]);
    let vague = platform.amend(&key, |a| {
        a.raw_materials = vec![MaterialAmendment {
            number: 1,
            origin: Some("进口".to_owned()),
            ..MaterialAmendment::default()
        }];
    });
    assert_eq!(rules(vague), ["origin origin_vague"]);
    let itself = platform.amend(&key, |a| {
        a.raw_materials = vec![MaterialAmendment {
            number: 1,
            material_lot: Some("W1".to_owned()),
            made_from: Some(vec![LineageNode::parse("L1").unwrap()]),
            ..MaterialAmendment::default()
        }];
    });
    assert_eq!(rules(itself), ["made_from made_from_cycle"]);
    assert_eq!(platform.lot(&key), before);
    assert!(platform.amend(&key, |a| a.production_date = Some(date(2026, 8, 15))).is_ok());
}

#[test]
fn texts_of_an_amendment_are_bounded_as_those_of_a_delivery() {
    let (platform, key) = with_lots();
    let laboratory = |text: String| platform.amend(&key, |a| a.laboratory = Some(text));
    assert!(laboratory("长".repeat(SHORT_TEXT_CHARACTERS_MAX)).is_ok());
    let longer = laboratory("长".repeat(SHORT_TEXT_CHARACTERS_MAX + 1));
    assert!(matches!(longer, Err(LotError::TooLong { field: "laboratory", .. })), "{longer:?}");
    assert!(matches!(laboratory(String::new()), Err(LotError::Missing { field: "laboratory" })));
    assert!(matches!(laboratory("a\nb".to_owned()), Err(LotError::Form { field: "laboratory", .. })));
    let absent = platform.amend(&key, |a| {
        a.raw_materials = vec![MaterialAmendment { number: 2, ..MaterialAmendment::default() }];
    });
    assert!(matches!(absent, Err(LotError::Form { field: "raw_materials.number", .. })));
}

#[test]
fn a_lot_that_is_not_published_or_not_the_enterprises_own_is_unknown() {
    let (platform, key) = with_lots();
    let stranger = LotKey { enterprise: EnterpriseId(99), ..key.clone() };
    let absent = LotKey { number: LotNumber::parse("L9").unwrap(), ..key };
    for key in [stranger, absent] {
        let amended = platform.intake.amend_lot(
            &key,
            "x",
            &LotAmendment { reason: "x".to_owned(), ..LotAmendment::default() },
            "e",
        );
        assert!(matches!(amended, Err(LotError::Unknown { .. })));
        assert!(matches!(platform.declare(&key, DeclaredState::Withdrawn), Err(LotError::Unknown { .. })));
        assert!(matches!(platform.void(&key, &[100], &[]), Err(LotError::Unknown { .. })));
        assert!(matches!(platform.intake.lot_sheet(&key), Err(LotError::Unknown { .. })));
    }
}

#[test]
fn a_lot_goes_under_correction_and_back_and_both_are_kept() {
    let (platform, key) = with_lots();
    platform.declare(&key, DeclaredState::UnderCorrection).unwrap();
    assert_eq!(platform.lot(&key).state, LotState::UnderCorrection);
    platform.declare(&key, DeclaredState::Published).unwrap();
    assert_eq!(platform.lot(&key).state, LotState::Published);
    let changes = platform.file(&key).changes;
    let told: Vec<_> = changes.iter().map(|c| (c.old.as_deref(), c.new.as_deref())).collect();
    let (published, correction) = (Some("published"), Some("under_correction"));
    assert_eq!(told, [(published, correction), (correction, published)]);
    // Said again, nothing changes.
    platform.declare(&key, DeclaredState::Published).unwrap();
    assert_eq!(platform.file(&key).changes.len(), 2);
}

#[test]
fn a_withdrawn_lot_stays_withdrawn_by_the_enterprises_word() {
    let (platform, key) = with_lots();
    platform.declare(&key, DeclaredState::Withdrawn).unwrap();
    assert_eq!(platform.lot(&key).state, LotState::Withdrawn { reason: "检验报告有误".to_owned() });
    for state in [DeclaredState::Published, DeclaredState::UnderCorrection] {
        let refused = platform.declare(&key, state);
        assert!(matches!(refused, Err(LotError::StateForbidden { from: "withdrawn", .. })), "{refused:?}");
    }
    assert!(platform.declare(&key, DeclaredState::Withdrawn).is_ok());
    platform.intake.set_lot_state(&key, LotState::Published, "误撤").unwrap();
    assert_eq!(platform.lot(&key).state, LotState::Published);
}

#[test]
fn single_codes_and_ranges_are_declared_void_once() {
    let (platform, key) = with_lots();
    let count = platform.void(&key, &[100, 101, 100], &[(108, 112)]).unwrap();
    assert_eq!(count, VoidCount { voided: 4, already: 0, passed_over: 3 });
    let again = platform.void(&key, &[101, 102], &[]).unwrap();
    assert_eq!(again, VoidCount { voided: 1, already: 1, passed_over: 0 });
    let mut voids: Vec<_> = platform.file(&key).void_codes.into_iter().map(|void| void.code).collect();
    voids.sort();
    assert_eq!(voids, [100, 101, 102, 108, 109].map(code));
}

#[test]
fn a_code_of_another_lot_refuses_the_order_as_a_whole() {
    let (platform, key) = with_lots();
    for (codes, ranges) in [(vec![100, 200], vec![]), (vec![100], vec![(200, 204)]), (vec![999], vec![])] {
        let refused = platform.void(&key, &codes, &ranges);
        assert!(matches!(refused, Err(LotError::NotOfLot { .. })), "{refused:?}");
    }
    assert_eq!(platform.file(&key).void_codes, []);
}

#[test]
fn a_range_must_be_numbers_of_one_length_upwards() {
    let (platform, key) = with_lots();
    let range = |first: &str, last: &str| {
        let ranges = vec![(TraceCode::parse(first).unwrap(), TraceCode::parse(last).unwrap())];
        platform.intake.void_lot_codes(&key, &VoidOrder { reason: "x".to_owned(), codes: vec![], ranges })
    };
    for (first, last) in
        [("0000000000000105", "0000000000000100"), ("000100", "0000000000000105"), ("A00001", "A00005")]
    {
        assert!(matches!(range(first, last), Err(LotError::Form { field: "ranges", .. })), "{first}");
    }
    assert!(range("0000000000000105", "0000000000000105").is_ok());
}

#[test]
fn as_many_codes_as_the_limit_are_taken_and_one_more_is_refused() {
    let (platform, key) = with_lots();
    let many = u64::try_from(VOID_CODES_AT_ONCE_MAX).unwrap();
    let fits = platform.void(&key, &[], &[(100, 99 + many)]).unwrap();
    assert_eq!((fits.voided, fits.passed_over), (10, VOID_CODES_AT_ONCE_MAX - 10));
    let more = platform.void(&key, &[], &[(100, 100 + many)]);
    assert!(matches!(more, Err(LotError::CodesLimit { .. })), "{more:?}");
    let with_single = platform.void(&key, &[100], &[(101, 100 + many)]);
    assert!(matches!(with_single, Err(LotError::CodesLimit { .. })), "{with_single:?}");
    let ranges = vec![(100, 100); CODE_RANGES_AT_ONCE_MAX + 1];
    assert!(matches!(platform.void(&key, &[], &ranges), Err(LotError::CodesLimit { .. })));
    assert!(platform.void(&key, &[], &ranges[1..]).is_ok());
    assert!(matches!(platform.void(&key, &[], &[]), Err(LotError::Missing { field: "codes" })));
}

#[test]
fn a_void_order_needs_a_reason() {
    let (platform, key) = with_lots();
    let order = VoidOrder { reason: " ".to_owned(), codes: vec![code(100)], ranges: vec![] };
    let refused = platform.intake.void_lot_codes(&key, &order);
    assert!(matches!(refused, Err(LotError::Missing { field: "reason" })));
}

#[test]
fn another_version_has_another_tag_and_the_same_has_the_same() {
    let (platform, key) = with_lots();
    let lot = platform.lot(&key);
    let version = lot_version(&lot);
    assert_eq!((version.len(), lot_version(&lot.clone())), (32, version.clone()));
    let state = LotState::Withdrawn { reason: "a".to_owned() };
    let other_reason = LotState::Withdrawn { reason: "b".to_owned() };
    let others = [
        Lot { unit_count: lot.unit_count + 1, ..lot.clone() },
        Lot { state, ..lot.clone() },
        Lot { state: other_reason, ..lot.clone() },
        Lot { production_date: date(2026, 8, 2), ..lot },
    ];
    let mut tags: Vec<String> = others.iter().map(lot_version).chain([version]).collect();
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 5);
}

/// What happens in between, once, as soon as codes are made durable.
struct Meddled {
    inner: Arc<rusu_testkit::codes_memory::MemoryCodes>,
    meddle: Mutex<Box<dyn FnMut() + Send>>,
    is_done: AtomicBool,
}

mod meddling {
    use std::ops::ControlFlow;

    use jiff::Timestamp;
    use rusu_core::lot::PartNo;
    use rusu_core::ports::{
        CodeReader, CodeRecord, CodeSpan, CodeWriter, PutCount, ScanDelta, StoreFault, StoredCode,
    };

    use super::*;

    impl CodeReader for Meddled {
        fn find(&self, whose: EnterpriseId, code: &TraceCode) -> Result<Option<StoredCode>, StoreFault> {
            self.inner.find(whose, code)
        }

        fn contents(
            &self,
            whose: EnterpriseId,
            package: &TraceCode,
            after: Option<&TraceCode>,
            limit: usize,
        ) -> Result<Vec<TraceCode>, StoreFault> {
            self.inner.contents(whose, package, after, limit)
        }

        fn scans(
            &self,
            whose: EnterpriseId,
            code: &TraceCode,
        ) -> Result<Option<(u64, Timestamp)>, StoreFault> {
            self.inner.scans(whose, code)
        }

        fn visit(&self, visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>) -> Result<(), StoreFault> {
            self.inner.visit(visitor)
        }
    }

    impl CodeWriter for Meddled {
        fn put(
            &self,
            whose: EnterpriseId,
            part: PartNo,
            records: &mut dyn Iterator<Item = Result<CodeRecord, StoreFault>>,
        ) -> Result<PutCount, StoreFault> {
            self.inner.put(whose, part, records)
        }

        fn sync(&self) -> Result<(), StoreFault> {
            if !self.is_done.swap(true, Ordering::SeqCst) {
                (self.meddle.lock().unwrap())();
            }
            self.inner.sync()
        }

        fn add_scans(&self, scans: &[ScanDelta]) -> Result<(), StoreFault> {
            self.inner.add_scans(scans)
        }
    }
}

#[test]
fn a_withdrawal_during_a_delivery_of_the_same_lot_is_not_undone_by_it() {
    let (platform, key) = with_lots();
    let (registry, own) = (Arc::clone(&platform.registry), key.clone());
    let beside = intake_on(registry, platform.codes.clone(), platform.objects.clone(), &platform.clock);
    // The delivery has read the lot and stored its codes; now the enterprise withdraws the lot.
    let meddle = move || {
        beside.declare_lot_state(&own, DeclaredState::Withdrawn, "异物", "enterprise").unwrap();
    };
    let codes = Meddled {
        inner: Arc::clone(&platform.codes),
        meddle: Mutex::new(Box::new(meddle)),
        is_done: AtomicBool::new(false),
    };
    let intake =
        intake_on(platform.registry.clone(), Arc::new(codes), platform.objects.clone(), &platform.clock);
    let more = delivery(&complete("L1", 100..120));
    let receipt = platform.receive(more, None, AcceptMode::AllOrNothing).unwrap();
    let receipt = intake.process(&receipt.id).unwrap();
    assert_eq!(receipt.state, SubmissionState::Published, "{:?}", platform.rules(&receipt));
    let lot = platform.lot(&key);
    assert_eq!(lot.state, LotState::Withdrawn { reason: "异物".to_owned() });
    assert_eq!(lot.unit_count, 20);
    let fields: Vec<String> = platform.file(&key).changes.into_iter().map(|change| change.field).collect();
    assert_eq!(fields, ["state"], "the delivery changed no value");
    assert_eq!(platform.problems(), Vec::<String>::new());
}

#[test]
fn more_of_a_draft_that_is_published_meanwhile_is_refused_and_not_shown() {
    let platform = platform();
    platform.deliver(draft("L1", 100..110, "yes"), AcceptMode::AllOrNothing);
    let key = LotKey { enterprise: platform.maker, number: LotNumber::parse("L1").unwrap() };
    let beside = intake_on(
        platform.registry.clone(),
        platform.codes.clone(),
        platform.objects.clone(),
        &platform.clock,
    );
    let own = key.clone();
    let meddle = move || {
        beside.declare_lot_state(&own, DeclaredState::Published, "合格", "enterprise").unwrap();
    };
    let codes = Meddled {
        inner: Arc::clone(&platform.codes),
        meddle: Mutex::new(Box::new(meddle)),
        is_done: AtomicBool::new(false),
    };
    let intake =
        intake_on(platform.registry.clone(), Arc::new(codes), platform.objects.clone(), &platform.clock);
    let more = draft("L1", 100..120, "yes");
    let receipt = platform.receive(more, None, AcceptMode::AllOrNothing).unwrap();
    assert!(intake.process(&receipt.id).is_err(), "it is tried again");
    let receipt = intake.process(&receipt.id).unwrap();
    assert_eq!(platform.rules(&receipt), ["lot_published_already"]);
    assert_eq!(receipt.state, SubmissionState::Rejected);
    assert_eq!((platform.lot(&key).state, platform.lot(&key).unit_count), (LotState::Published, 10));
    assert_eq!(platform.problems(), Vec::<String>::new());
}

#[test]
fn a_lot_is_moved_to_a_known_site_only() {
    let (platform, key) = with_lots();
    let site = platform.registry.sites(platform.maker).unwrap().pop().unwrap();
    let reference = Reference::parse("S2").unwrap();
    let second = Site { reference: reference.clone(), name: "样例二厂".to_owned(), ..site };
    let unknown = platform.amend(&key, |a| a.site = Some(reference.clone()));
    assert!(matches!(unknown, Err(LotError::Refused { .. })), "{unknown:?}");
    let change = MasterChange { sites: vec![second], ..Default::default() };
    platform.registry.save_master(platform.maker, &change).unwrap();
    assert_eq!(platform.amend(&key, |a| a.site = Some(reference.clone())).unwrap().site, reference);
}
