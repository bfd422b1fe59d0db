use jiff::civil::{Date, date};

use super::*;
use crate::draft::{InspectionEntry, LotEntry, RawMaterialEntry};
use crate::identifiers::{FormulaRegistration, Gtin};
use crate::limits::{CIRCULATION_EVENTS_PER_LOT_MAX, RAW_MATERIALS_PER_LOT_MAX, SOURCES_PER_MATERIAL_MAX};
use crate::lineage::LineageNode;
use crate::lot::{CirculationEvent, Conclusion, Lot, LotNumber, LotState};
use crate::sample::{self, TODAY};

/// What a lot is compared with; a test changes only what it is about.
struct World {
    enterprise: Enterprise,
    sites: Vec<Site>,
    products: Vec<Product>,
}

impl Default for World {
    fn default() -> Self {
        Self {
            enterprise: sample::enterprise(),
            sites: vec![sample::site()],
            products: vec![sample::product()],
        }
    }
}

impl World {
    fn with_context<T>(&self, run: impl FnOnce(&LotContext<'_>) -> T) -> T {
        let has_document = |file: &str| matches!(file, "report.pdf" | "coa.pdf");
        run(&LotContext {
            enterprise: &self.enterprise,
            sites: &self.sites,
            products: &self.products,
            today: TODAY,
            has_document: &has_document,
        })
    }

    fn lot(&self, entry: &LotEntry) -> Vec<(&'static str, String, bool)> {
        self.with_context(|context| told(&check_lot(entry, context)))
    }
}

fn lot(change: impl FnOnce(&mut LotEntry)) -> Vec<(&'static str, String, bool)> {
    let mut entry = sample::lot_entry();
    change(&mut entry);
    World::default().lot(&entry)
}

fn report(change: impl FnOnce(&mut InspectionEntry)) -> Vec<(&'static str, String, bool)> {
    lot(|entry| change(entry.inspection.as_mut().unwrap()))
}

fn rows(findings: RowFindings) -> Vec<(Option<usize>, &'static str, String)> {
    let row = |(index, field, finding): (Option<usize>, &'static str, Finding)| {
        assert_told(&finding);
        (index, field, finding.rule.to_string())
    };
    findings.into_iter().map(row).collect()
}

fn materials(materials: &[RawMaterialEntry]) -> Vec<(Option<usize>, &'static str, String)> {
    World::default()
        .with_context(|context| rows(check_raw_materials(&sample::lot_entry(), materials, context)))
}

fn material(change: impl FnOnce(&mut RawMaterialEntry)) -> Vec<(Option<usize>, &'static str, String)> {
    let mut entry = sample::material_entry();
    change(&mut entry);
    materials(&[sample::material_entry(), entry])
}

fn circulation(events: &[CirculationEvent]) -> Vec<(Option<usize>, &'static str, String)> {
    World::default().with_context(|context| rows(check_circulation(&sample::lot_entry(), events, context)))
}

fn at(index: usize, field: &'static str, rule: &str) -> Vec<(Option<usize>, &'static str, String)> {
    vec![(Some(index), field, rule.to_owned())]
}

#[test]
fn a_sound_lot_is_accepted() {
    assert_eq!(lot(|_| {}), NONE);
}

#[test]
fn a_lot_of_an_enterprise_without_a_profile_is_refused() {
    let mut world = World::default();
    world.enterprise.profile = None;
    assert_eq!(world.lot(&sample::lot_entry()), error("", "enterprise_profile_missing"));
}

#[test]
fn a_lot_of_an_unknown_product_is_refused() {
    let found = lot(|entry| entry.product = sample::reference("GOLD-9"));
    assert_eq!(found, error("product_ref", "product_unknown"));
}

#[test]
fn a_lot_of_an_unknown_site_is_refused() {
    let found = lot(|entry| entry.site = Some(sample::reference("P9")));
    assert_eq!(found, error("site_ref", "site_unknown"));
}

#[test]
fn the_site_may_be_left_out_where_there_is_exactly_one() {
    assert_eq!(lot(|entry| entry.site = None), NONE);
    let entry = LotEntry { site: None, ..sample::lot_entry() };
    let two = World { sites: vec![sample::site(), sample::site()], ..World::default() };
    assert_eq!(two.lot(&entry), error("site_ref", "site_missing"));
    let none = World { sites: Vec::new(), ..World::default() };
    assert_eq!(none.lot(&entry), error("site_ref", "site_missing"));
}

#[test]
fn a_production_date_is_accepted_today_and_refused_tomorrow() {
    let on = |day: Date| {
        lot(|entry| {
            entry.production_date = day;
            entry.inspection.as_mut().unwrap().report_date = day;
        })
    };
    assert_eq!(on(TODAY), NONE);
    let found = on(TODAY.tomorrow().unwrap());
    assert_eq!(found[0], ("production_date", "production_date_in_future".to_owned(), true));
}

#[test]
fn a_production_date_before_2000_is_refused() {
    let on = |day: Date| lot(|entry| entry.production_date = day);
    let expired = warning("production_date", "lot_expired_already");
    assert_eq!(on(date(2000, 1, 1)), expired);
    assert_eq!(on(date(1999, 12, 31))[0], ("production_date", "production_date_too_early".to_owned(), true));
}

#[test]
fn a_lot_without_its_inspection_report_is_refused() {
    assert_eq!(lot(|entry| entry.inspection = None), error("report_number", "lot_report_missing"));
    assert_eq!(report(|report| report.file = None), error("report_file", "lot_report_missing"));
}

#[test]
fn a_report_whose_file_did_not_come_along_is_refused() {
    let found = report(|report| report.file = Some("other.pdf".to_owned()));
    assert_eq!(found, error("report_file", "document_missing"));
}

#[test]
fn a_report_may_be_dated_from_the_production_date_until_today() {
    let on = |day: Date| report(|report| report.report_date = day);
    assert_eq!(on(date(2026, 8, 14)), NONE);
    assert_eq!(on(TODAY), NONE);
    assert_eq!(on(date(2026, 8, 13)), error("report_date", "report_before_production"));
    assert_eq!(on(date(2026, 9, 2)), error("report_date", "report_in_future"));
}

#[test]
fn a_lot_that_failed_its_inspection_cannot_be_published() {
    let found = report(|report| report.conclusion = Conclusion::Fail);
    assert_eq!(found, error("conclusion", "lot_inspection_failed"));
}

#[test]
fn what_a_lot_repeats_of_its_product_may_differ_in_spaces_width_and_case_only() {
    let found = lot(|entry| {
        entry.stated.name = Some("示例婴儿配方奶粉（0-6月龄，1段） ".to_owned());
        entry.stated.net_content = Some("800Ｇ".to_owned());
        entry.stated.formula_registration = Some(FormulaRegistration::parse("国食注字YP20240001").unwrap());
        entry.stated.gtin = Some(Gtin::parse("06907992633671").unwrap());
        entry.stated.expiry_date = Some(date(2028, 8, 13));
    });
    assert_eq!(found, NONE);
}

#[test]
fn what_differs_from_the_registered_product_is_refused_field_by_field() {
    let rule = "differs_from_registration";
    assert_eq!(lot(|e| e.stated.name = Some("别的奶粉".to_owned())), error("product_name", rule));
    assert_eq!(lot(|e| e.stated.net_content = Some("900 g".to_owned())), error("net_content", rule));
    let registration = FormulaRegistration::parse("国食注字YP20240002").ok();
    assert_eq!(lot(|e| e.stated.formula_registration = registration), error("formula_registration_no", rule));
    let gtin = Gtin::parse("6907992500133").ok();
    assert_eq!(lot(|e| e.stated.gtin = gtin), error("gtin", rule));
    assert_eq!(lot(|e| e.stated.expiry_date = Some(date(2028, 8, 14))), error("expiry_date", rule));
}

#[test]
fn a_barcode_is_refused_where_the_product_has_none() {
    let mut world = World::default();
    world.products[0].gtin = None;
    let mut entry = sample::lot_entry();
    entry.stated.gtin = Gtin::parse("6907992633671").ok();
    assert_eq!(world.lot(&entry), error("gtin", "differs_from_registration"));
}

#[test]
fn a_difference_names_the_registered_value() {
    let mut entry = sample::lot_entry();
    entry.stated.net_content = Some("900 g".to_owned());
    let findings = World::default().with_context(|context| check_lot(&entry, context));
    let message = findings[0].1.message(Lang::Zh);
    assert_eq!(message, "规格（净含量）“900 g”与登记的不一致，登记的是“800 g”。");
}

#[test]
fn a_lot_is_good_on_its_expiry_date_and_remarked_after_it() {
    let mut world = World::default();
    world.products[0].shelf_life_months = 1;
    let on = |day: Date| world.lot(&LotEntry { production_date: day, ..sample::lot_entry() });
    assert_eq!(on(date(2026, 8, 2)), NONE);
    assert_eq!(on(date(2026, 8, 1)), warning("production_date", "lot_expired_already"));
}

#[test]
fn a_licence_must_be_good_on_the_production_date() {
    let mut world = World::default();
    world.sites[0].licence_valid_to = date(2026, 8, 14);
    assert_eq!(world.lot(&sample::lot_entry()), NONE);
    world.sites[0].licence_valid_to = date(2026, 8, 13);
    assert_eq!(world.lot(&sample::lot_entry()), error("production_date", "licence_expired"));
}

fn with_pattern(number: &str) -> Vec<(&'static str, String, bool)> {
    let mut world = World::default();
    let pattern = r"^SL(?<yy>\d{2})(?<mm>\d{2})(?<dd>\d{2})";
    world.enterprise.profile.as_mut().unwrap().lot_number_pattern = Some(pattern.to_owned());
    world.lot(&LotEntry { number: LotNumber::parse(number).unwrap(), ..sample::lot_entry() })
}

#[test]
fn a_lot_number_must_carry_the_production_date_where_the_enterprise_has_such_a_rule() {
    assert_eq!(with_pattern("SL260814A"), NONE);
    assert_eq!(with_pattern("SL260815A"), error("lot_number", "lot_number_date_differs"));
    assert_eq!(with_pattern("SL261301A"), error("lot_number", "lot_number_date_differs"));
}

#[test]
fn a_lot_number_unlike_the_rule_is_remarked() {
    assert_eq!(with_pattern("X1"), warning("lot_number", "lot_number_unlike_rule"));
}

#[test]
fn sound_raw_materials_are_accepted() {
    assert_eq!(material(|_| {}), []);
}

#[test]
fn a_lot_without_raw_materials_is_refused() {
    assert_eq!(materials(&[]), [(None, "", "raw_materials_missing".to_owned())]);
}

#[test]
fn raw_materials_are_accepted_up_to_the_limit() {
    let many = vec![sample::material_entry(); RAW_MATERIALS_PER_LOT_MAX + 1];
    assert_eq!(materials(&many[1..]), []);
    assert_eq!(materials(&many), [(None, "", "raw_materials_limit".to_owned())]);
}

#[test]
fn a_raw_material_without_origin_is_refused() {
    assert_eq!(material(|m| m.origin = None), at(1, "origin", "origin_missing"));
    assert_eq!(material(|m| m.origin = Some(" ".to_owned())), at(1, "origin", "origin_missing"));
}

#[test]
fn a_vague_origin_is_refused_and_a_country_accepted() {
    for vague in ["进口", "国外", "进口奶源", "优质奶源地", "Imported", "欧洲"] {
        assert_eq!(
            material(|m| m.origin = Some(vague.to_owned())),
            at(1, "origin", "origin_vague"),
            "{vague}"
        );
    }
    for named in ["新西兰", "黑龙江省齐齐哈尔市", "France"] {
        assert_eq!(material(|m| m.origin = Some(named.to_owned())), [], "{named}");
    }
}

#[test]
fn each_missing_part_of_a_certificate_is_named_in_its_column() {
    let rule = "raw_material_certificate_missing";
    assert_eq!(material(|m| m.certificate_number = None), at(1, "certificate_number", rule));
    assert_eq!(material(|m| m.certificate_date = None), at(1, "certificate_date", rule));
    assert_eq!(material(|m| m.conclusion = None), at(1, "conclusion", rule));
    assert_eq!(material(|m| m.file = None), at(1, "certificate_file", rule));
}

#[test]
fn a_certificate_is_accepted_today_and_refused_tomorrow() {
    assert_eq!(material(|m| m.certificate_date = Some(TODAY)), []);
    let found = material(|m| m.certificate_date = TODAY.tomorrow().ok());
    assert_eq!(found, at(1, "certificate_date", "raw_material_certificate_in_future"));
}

#[test]
fn a_failed_raw_material_is_refused() {
    let found = material(|m| m.conclusion = Some(Conclusion::Fail));
    assert_eq!(found, at(1, "conclusion", "raw_material_failed"));
}

#[test]
fn a_certificate_whose_file_did_not_come_along_is_refused() {
    let found = material(|m| m.file = Some("other.pdf".to_owned()));
    assert_eq!(found, at(1, "certificate_file", "document_missing"));
}

fn sources(count: usize) -> Vec<LineageNode> {
    (0..count).filter_map(|index| LineageNode::parse(&format!("生牛乳|M{index}"))).collect()
}

#[test]
fn a_raw_material_may_name_as_many_sources_as_the_limit_says_and_no_more() {
    assert_eq!(material(|m| m.made_from = sources(SOURCES_PER_MATERIAL_MAX)), []);
    let found = material(|m| m.made_from = sources(SOURCES_PER_MATERIAL_MAX + 1));
    assert_eq!(found, at(1, "made_from", "made_from_limit"));
}

#[test]
fn a_raw_material_without_a_lot_number_names_no_sources() {
    let found = material(|m| (m.made_from, m.material_lot) = (sources(1), None));
    assert_eq!(found, at(1, "material_lot", "made_from_without_lot"));
    assert_eq!(material(|m| m.material_lot = None), []);
}

#[test]
fn circulation_may_happen_from_the_production_date_until_today() {
    let on =
        |day: Date| circulation(&[sample::event(), CirculationEvent { event_date: day, ..sample::event() }]);
    assert_eq!(on(date(2026, 8, 14)), []);
    assert_eq!(on(TODAY), []);
    assert_eq!(on(date(2026, 8, 13)), at(1, "event_date", "circulation_before_production"));
    assert_eq!(on(date(2026, 9, 2)), at(1, "event_date", "circulation_in_future"));
}

#[test]
fn circulation_is_accepted_up_to_the_limit() {
    let many = vec![sample::event(); CIRCULATION_EVENTS_PER_LOT_MAX + 1];
    assert_eq!(circulation(&many[1..]), []);
    assert_eq!(circulation(&many), [(None, "", "circulation_limit".to_owned())]);
}

#[test]
fn the_expiry_date_is_the_day_before_the_months_are_over() {
    assert_eq!(expiry_of(date(2026, 8, 14), 24), date(2028, 8, 13));
    assert_eq!(expiry_of(date(2026, 1, 1), 12), date(2026, 12, 31));
}

#[test]
fn the_expiry_date_is_the_last_day_of_a_month_that_is_too_short() {
    assert_eq!(expiry_of(date(2026, 8, 31), 18), date(2028, 2, 29));
    assert_eq!(expiry_of(date(2026, 8, 31), 6), date(2027, 2, 28));
}

#[test]
fn a_shelf_life_beyond_all_calendars_ends_with_them() {
    assert!(expiry_of(date(2026, 8, 14), u32::MAX) >= date(9999, 12, 30));
}

fn built(entry: &LotEntry, materials: &[RawMaterialEntry]) -> Option<Lot> {
    let documents = |name: &str| Some(sample::document(name));
    let later = CirculationEvent { event_date: TODAY, ..sample::event() };
    let circulation = vec![later, sample::event()];
    build_lot(entry, materials, circulation, &sample::product(), &sample::site(), &documents, sample::now())
}

#[test]
fn an_accepted_draft_becomes_a_published_lot() {
    let lot = built(&LotEntry { site: None, ..sample::lot_entry() }, &[sample::material_entry()]).unwrap();
    let mut expected = sample::lot();
    expected.unit_count = 0;
    let later = CirculationEvent { event_date: TODAY, ..sample::event() };
    expected.circulation.push(later);
    assert_eq!(lot, expected);
    assert_eq!(lot.state, LotState::Published);
}

#[test]
fn a_draft_that_lacks_what_a_lot_needs_becomes_none() {
    assert_eq!(
        built(&LotEntry { inspection: None, ..sample::lot_entry() }, &[sample::material_entry()]),
        None
    );
    assert_eq!(built(&sample::lot_entry(), &[]), None);
    let vague = RawMaterialEntry { origin: None, ..sample::material_entry() };
    assert_eq!(built(&sample::lot_entry(), &[vague]), None);
}

#[test]
fn a_lot_is_kept_for_six_months_after_its_expiry() {
    let lot = Lot { expiry_date: date(2028, 8, 15), ..sample::lot() };
    assert_eq!(retention_ends(&lot), date(2029, 2, 15));
}

#[test]
fn a_lot_of_short_shelf_life_is_kept_for_thirty_months() {
    assert_eq!(retention_ends(&sample::lot()), date(2029, 2, 14));
    let short = Lot { expiry_date: date(2027, 8, 13), ..sample::lot() };
    assert_eq!(retention_ends(&short), date(2029, 2, 14));
}
