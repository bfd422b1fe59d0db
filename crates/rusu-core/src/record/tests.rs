use jiff::civil::date;

use super::*;
use crate::sample;

fn record_of(change: impl FnOnce(&mut Enterprise, &mut LotFile)) -> Record {
    let mut enterprise = sample::enterprise();
    let mut file = LotFile {
        lot: sample::lot(),
        product: sample::product(),
        site: sample::site(),
        void_codes: Vec::new(),
        changes: Vec::new(),
    };
    change(&mut enterprise, &mut file);
    Record::assemble(Arc::new(enterprise), None, file)
}

fn record() -> Record {
    record_of(|_, _| {})
}

fn item<'a>(record: &'a Record, id: &str) -> &'a RecordItem {
    record.items.iter().find(|item| item.item.id == id).unwrap()
}

fn value(record: &Record, id: &str) -> (String, String) {
    let value = item(record, id).value.clone().unwrap();
    (value.zh, value.en)
}

fn both(zh: &str, en: &str) -> (String, String) {
    (zh.to_owned(), en.to_owned())
}

#[test]
fn a_record_holds_all_32_items_in_order() {
    let numbers: Vec<u8> = record().items.iter().map(|item| item.item.no).collect();
    assert_eq!(numbers, (1..=32).collect::<Vec<u8>>());
}

#[test]
fn the_trace_code_is_filled_in_for_one_can_only() {
    let record = record();
    assert_eq!(item(&record, TRACE_CODE).value, None);
    let items = record.items_of(&sample::code("6900012345678901"));
    assert_eq!(items[0].value.as_ref().unwrap().zh, "6900012345678901");
    assert_eq!(items.len(), 32);
}

#[test]
fn values_are_complete_sentences_in_both_languages() {
    let record = record();
    assert_eq!(value(&record, "formula_category"), both("婴儿配方食品，乳基", "infant formula, milk-based"));
    assert_eq!(value(&record, "applicable_age"), both("0–6 月龄", "0–6 months"));
    assert_eq!(value(&record, "net_content"), both("800 g，罐装", "800 g, 罐装"));
    assert_eq!(value(&record, "shelf_life"), both("24 个月", "24 months"));
    assert_eq!(value(&record, "gtin"), both("6907992633671", "6907992633671"));
    assert_eq!(
        value(&record, "production_licence_no"),
        both("SC11834020305037，有效期至 2029-03-01", "SC11834020305037, valid to 2029-03-01")
    );
    assert_eq!(value(&record, "main_ingredient_origin"), both("脱盐乳清粉：法国", "脱盐乳清粉: 法国"));
    assert_eq!(
        value(&record, "circulation_info"),
        both("2026-08-23，出库，北京市，示例母婴", "2026-08-23, shipped, 北京市, 示例母婴")
    );
}

#[test]
fn an_open_ended_age_is_told_as_such() {
    let record = record_of(|_, file| file.product.age_to_months = None);
    assert_eq!(value(&record, "applicable_age"), both("0 月龄以上", "from 0 months on"));
}

#[test]
fn an_item_that_is_not_provided_has_no_value() {
    let record = record_of(|_, file| file.product.gtin = None);
    assert_eq!(item(&record, "gtin").value, None);
    assert_eq!(item(&record, "website").value, None);
}

#[test]
fn an_enterprise_without_a_profile_leaves_its_items_empty() {
    let record = record_of(|enterprise, _| enterprise.profile = None);
    for id in ["manufacturer_name", "uscc", "contact_phone", "website", "integrity_certificate"] {
        assert_eq!(item(&record, id).value, None, "{id}");
    }
}

#[test]
fn nutrition_facts_leave_out_columns_that_the_label_does_not_have() {
    let record = record();
    let rows = &item(&record, "nutrition_facts").rows;
    let heading: Vec<&str> = rows[0].iter().map(|cell| cell.zh.as_str()).collect();
    assert_eq!(heading, ["营养成分", "单位", "每 100 kJ", "每 100 g"]);
    let row: Vec<&str> = rows[1].iter().map(|cell| cell.zh.as_str()).collect();
    assert_eq!(row, ["蛋白质", "g", "0.56", "12.0"]);
    assert_eq!(value(&record, "nutrition_facts").0, "蛋白质：每 100 kJ 0.56 g，每 100 g 12.0 g");
}

#[test]
fn every_table_has_rows_as_wide_as_its_heading() {
    for item in &record().items {
        let width = item.rows.first().map_or(0, Vec::len);
        assert!(item.rows.iter().all(|row| row.len() == width), "{}", item.item.id);
    }
}

#[test]
fn reports_and_certificates_can_be_opened() {
    let record = record();
    let titles =
        |id: &str| item(&record, id).documents.iter().map(|d| d.title.zh.clone()).collect::<Vec<_>>();
    assert_eq!(titles("product_inspection_report"), ["产品检验报告 SJ-1 · 2026-08-20"]);
    assert_eq!(titles("main_ingredient_conformity"), ["脱盐乳清粉合格证明 COA-1 · 2026-08-12"]);
}

#[test]
fn the_integrity_certificate_is_told_with_its_validity_and_document() {
    let record = record_of(|enterprise, _| {
        enterprise.profile.as_mut().unwrap().integrity_certificate =
            Some(crate::enterprise::IntegrityCertificate {
                number: "CX-1".to_owned(),
                grade: Some("AAA".to_owned()),
                issuer: "示例认证中心".to_owned(),
                valid_from: Some(date(2026, 1, 1)),
                valid_to: date(2027, 12, 31),
                document: Some(sample::document("certificate.pdf")),
            });
    });
    assert_eq!(
        value(&record, "integrity_certificate"),
        both(
            "AAA，编号 CX-1，示例认证中心，有效期 2026-01-01 至 2027-12-31",
            "AAA, no. CX-1, 示例认证中心, valid from 2026-01-01 to 2027-12-31"
        )
    );
    assert_eq!(item(&record, "integrity_certificate").documents.len(), 1);
}

#[test]
fn completeness_counts_what_is_filled() {
    let full = record().completeness;
    assert_eq!(full, Completeness { mandatory_filled: full.mandatory, mandatory: 27, filled: 30, all: 32 });
    let poor = record_of(|enterprise, _| enterprise.profile = None).completeness;
    assert_eq!(poor.mandatory_filled, full.mandatory_filled - 3);
}

#[test]
fn no_text_of_a_record_names_a_missing_argument_or_message() {
    for item in record().items {
        let texts = item.value.into_iter().chain(item.rows.into_iter().flatten());
        for text in texts.chain(item.documents.into_iter().map(|document| document.title)) {
            assert!(!text.zh.contains("{$") && !text.en.contains("{$"), "{text:?}");
            assert!(!text.en.contains("value-") && !text.en.contains("column-"), "{text:?}");
        }
    }
}

#[test]
fn every_word_of_every_enumeration_exists() {
    use crate::code_rule::Carrier;
    use crate::lot::{BizStep, Conclusion};
    use crate::product::{FormulaBase, FormulaStage, ProcessKind};
    use crate::recall::{RecallLevel, RecallState};
    let mut ids: Vec<String> = Vec::new();
    ids.extend(FormulaStage::ALL.iter().map(|v| format!("stage-{}", v.as_str())));
    ids.extend(FormulaBase::ALL.iter().map(|v| format!("base-{}", v.as_str())));
    ids.extend(ProcessKind::ALL.iter().map(|v| format!("process-{}", v.as_str())));
    ids.extend(Conclusion::ALL.iter().map(|v| format!("conclusion-{}", v.as_str())));
    ids.extend(Conclusion::ALL.iter().map(|v| format!("milestone-inspected-{}", v.as_str())));
    ids.extend(BizStep::ALL.iter().map(|v| format!("step-{}", v.as_str())));
    ids.extend(Carrier::ALL.iter().map(|v| format!("carrier-{}", v.as_str())));
    ids.extend(RecallLevel::ALL.iter().map(|v| format!("recall-level-{}", v.as_str())));
    ids.extend(RecallState::ALL.iter().map(|v| format!("recall-state-{}", v.as_str())));
    assert!(ids.iter().all(|id| crate::texts::exists(id)), "{ids:?}");
}

#[test]
fn the_timeline_runs_from_raw_materials_to_the_shop() {
    let timeline = record().timeline();
    let shown: Vec<(String, &str)> =
        timeline.iter().map(|m| (m.date.to_string(), m.title.zh.as_str())).collect();
    let expected = [
        ("2026-08-12", "原料检验合格"),
        ("2026-08-14", "生产（湿法工艺）"),
        ("2026-08-20", "检验合格"),
        ("2026-08-23", "出库"),
    ];
    assert_eq!(shown, expected.map(|(date, title)| (date.to_owned(), title)));
    assert_eq!(timeline[1].place.as_deref(), Some("黑龙江省齐齐哈尔市"));
}

#[test]
fn steps_of_one_day_stay_in_the_order_of_the_chain() {
    let record = record_of(|_, file| file.lot.inspection.report_date = file.lot.production_date);
    let titles: Vec<String> = record.timeline().into_iter().map(|m| m.title.en).collect();
    assert_eq!(
        titles,
        ["Raw materials accepted", "Produced (wet process)", "Inspected and passed", "shipped"]
    );
}
