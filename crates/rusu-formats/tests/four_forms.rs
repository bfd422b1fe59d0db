//! The same rows in all four forms: what is right arrives equal, what is wrong is told at its place.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod common;

use common::{Kept, example, examples, kept, packed};
use rusu_core::texts::Lang;
use rusu_formats::columns::{TABLES, heading};
use rusu_formats::writer::{CsvEncoding, Row, csv, json_lines, xlsx};

/// Values for columns of the lots table, the rule that each breaks.
const MISTAKES: [(&str, &str, &str); 20] = [
    ("lot_number", "", "cell_missing"),
    ("lot_number", "SL2608141ASL2608141AX", "lot_number_form"),
    ("lot_number", "1.23E+15", "number_rounded"),
    ("product_ref", "", "cell_missing"),
    ("product_ref", "GOLD-GOLD-GOLD-GOLD-GOLD-GOLD-GOLD-GOLD-1", "reference_form"),
    ("site_ref", "P1-P1-P1-P1-P1-P1-P1-P1-P1-P1-P1-P1-P1-P1", "reference_form"),
    ("production_date", "", "cell_missing"),
    ("production_date", "14/8/2026", "date_form"),
    ("production_date", "2026-02-30", "date_impossible"),
    ("expiry_date", "2028年13月1日", "date_impossible"),
    ("expiry_date", "两年后", "date_form"),
    ("formula_registration_no", "国食注字TY20240001", "registration_form"),
    ("gtin", "6900000000015", "gtin_check_digit"),
    ("gtin", "69000000000AB", "gtin_digits"),
    ("report_number", "", "cell_missing"),
    ("report_number", "6.9E+15", "number_rounded"),
    ("laboratory", "LONG", "text_too_long"),
    ("report_date", "1989-12-31", "date_impossible"),
    ("conclusion", "待定", "choice_unknown"),
    ("report_file", "LONG", "text_too_long"),
];

fn value(text: &str) -> String {
    if text == "LONG" { "长".repeat(201) } else { text.to_owned() }
}

fn rows_with_mistakes() -> Vec<Row> {
    MISTAKES.iter().map(|(column, text, _)| example("lots").with(column, &value(text))).collect()
}

fn assert_each_is_told(
    kept: &Kept,
    file: &str,
    sheet: Option<&str>,
    first_row: u64,
    heading_of: impl Fn(&str) -> String,
) {
    assert_eq!(kept.entries, []);
    assert_eq!(kept.rejections.len(), MISTAKES.len(), "{:?}", kept.found());
    for ((rejection, (column, text, rule)), row) in kept.rejections.iter().zip(MISTAKES).zip(first_row..) {
        let place = &rejection.place;
        assert_eq!((rejection.finding.rule.as_ref(), place.row), (rule, Some(row)), "{column} {text}");
        assert_eq!((&*place.file, place.sheet.as_deref()), (file, sheet));
        assert_eq!(place.column.as_deref(), Some(heading_of(column).as_str()));
        assert!(value(text).starts_with(rejection.finding.value.trim_end_matches('…')), "{column} {text}");
        if column != "lot_number" {
            assert!(
                rejection
                    .finding
                    .details
                    .iter()
                    .any(|(name, lot)| name == "lot_number" && lot == "SL2608141A")
            );
        }
    }
}

fn zh(column: &str) -> String {
    heading("lots", column, Lang::Zh).unwrap().to_owned()
}

#[test]
fn twenty_mistakes_in_a_gbk_csv_are_each_told_at_their_place() {
    let bytes = csv("lots", &rows_with_mistakes(), Lang::Zh, CsvEncoding::Gb18030);
    assert_each_is_told(&kept(bytes, "批次.csv"), "批次.csv", None, 2, zh);
}

#[test]
fn twenty_mistakes_in_a_workbook_are_each_told_at_their_place() {
    let bytes = xlsx(&rows_with_mistakes(), Lang::Zh).unwrap();
    let starred = |column: &str| {
        let table = TABLES.iter().find(|t| t.id == "lots").unwrap();
        let star = if table.columns.iter().any(|c| c.id == column && c.required) { "*" } else { "" };
        format!("{}{star}", zh(column))
    };
    assert_each_is_told(&kept(bytes, "报送.xlsx"), "报送.xlsx", Some("批次"), 2, starred);
}

#[test]
fn twenty_mistakes_in_json_lines_are_each_told_at_their_place() {
    let bytes = json_lines(&rows_with_mistakes());
    assert_each_is_told(&kept(bytes, "lots.jsonl"), "lots.jsonl", None, 1, str::to_owned);
}

#[test]
fn twenty_mistakes_in_a_zip_are_each_told_at_their_place() {
    let bytes = csv("lots", &rows_with_mistakes(), Lang::En, CsvEncoding::Utf8Marked);
    let zip = packed(&[("data/lots.csv", &bytes), ("SL2608141A-检验报告.pdf", b"%PDF-1.7")]);
    let en = |column: &str| heading("lots", column, Lang::En).unwrap().to_owned();
    assert_each_is_told(&kept(zip, "delivery.zip"), "data/lots.csv", None, 2, en);
}

#[test]
fn the_example_of_every_column_is_accepted() {
    let kept = kept(json_lines(&examples()), "examples.jsonl");
    assert_eq!((kept.found(), kept.entries.len()), (vec![], TABLES.len()));
}

#[test]
fn the_same_rows_are_the_same_entries_in_every_form() {
    let rows = examples();
    let from_json = kept(json_lines(&rows), "a.jsonl").values();
    let mut from_csv = Vec::new();
    for (index, table) in TABLES.iter().enumerate() {
        let (lang, encoding) = match index % 3 {
            0 => (Lang::Zh, CsvEncoding::Gb18030),
            1 => (Lang::Zh, CsvEncoding::Utf8),
            _ => (Lang::En, CsvEncoding::Utf8Marked),
        };
        from_csv.extend(kept(csv(&table.id, &rows, lang, encoding), &format!("{}.csv", table.id)).values());
    }
    assert_eq!(from_csv, from_json);
    for lang in [Lang::Zh, Lang::En] {
        assert_eq!(kept(xlsx(&rows, lang).unwrap(), "a.xlsx").values(), from_json);
    }
    let zip =
        packed(&[("a/a.jsonl", &json_lines(&rows[..4])), ("b.xlsx", &xlsx(&rows[4..], Lang::Zh).unwrap())]);
    assert_eq!(kept(zip, "a.zip").values(), from_json);
}

#[test]
fn all_mistakes_of_one_row_are_told() {
    let row = example("lots").with("production_date", "x").with("gtin", "1").with("conclusion", "y");
    let kept = kept(json_lines(&[row]), "a.jsonl");
    assert_eq!(kept.rules(), ["date_form", "gtin_length", "choice_unknown"]);
}

#[test]
fn an_inspection_may_be_absent_as_a_whole() {
    let mut row = example("lots");
    for id in ["report_number", "laboratory", "report_date", "conclusion", "tested_parameters", "report_file"]
    {
        row = row.with(id, "");
    }
    let kept = kept(json_lines(&[row]), "a.jsonl");
    assert!(matches!(&kept.values()[..], [rusu_core::draft::Entry::Lot(lot)] if lot.inspection.is_none()));
}

#[test]
fn an_integrity_certificate_needs_its_issuer_once_it_is_begun() {
    let row = example("enterprise").with("certificate_issuer", "");
    assert_eq!(kept(json_lines(&[row]), "a.jsonl").rules(), ["cell_missing"]);
}

#[test]
fn a_line_of_the_nutrition_facts_that_cannot_be_read_is_named() {
    let row = example("products").with("nutrition_facts", "能量|kJ||2150\n蛋白质");
    let kept = kept(json_lines(&[row]), "a.jsonl");
    assert_eq!(kept.rules(), ["nutrition_form"]);
    assert_eq!(kept.rejections[0].finding.value, "蛋白质");
}

#[test]
fn a_document_is_named_without_its_folders() {
    let row = example("raw_materials").with("certificate_file", "D:\\证书\\脱盐乳清粉.pdf");
    let kept = kept(json_lines(&[row]), "a.jsonl");
    let [rusu_core::draft::Entry::RawMaterial(material)] = &kept.values()[..] else { panic!("{kept:?}") };
    assert_eq!(material.file.as_deref(), Some("脱盐乳清粉.pdf"));
}

#[test]
fn a_text_is_accepted_at_its_limit_and_refused_beyond() {
    let row = |length: usize| example("circulation").with("place", &"区".repeat(length));
    assert_eq!(kept(json_lines(&[row(200)]), "a.jsonl").rules(), Vec::<String>::new());
    assert_eq!(kept(json_lines(&[row(201)]), "a.jsonl").rules(), ["text_too_long"]);
}

#[test]
fn a_whole_number_is_accepted_at_its_limit_and_refused_beyond() {
    let row = |months: &str| example("products").with("shelf_life_months", months);
    assert_eq!(kept(json_lines(&[row("9999")]), "a.jsonl").rules(), Vec::<String>::new());
    assert_eq!(kept(json_lines(&[row("10000")]), "a.jsonl").rules(), ["integer_range"]);
    assert_eq!(kept(json_lines(&[row("24个月")]), "a.jsonl").rules(), ["integer_form"]);
}

#[test]
fn a_control_character_is_refused() {
    let row = example("circulation").with("place", "浙江\u{7}");
    assert_eq!(kept(json_lines(&[row]), "a.jsonl").rules(), ["text_control"]);
}
