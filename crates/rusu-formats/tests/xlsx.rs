//! Workbooks: our template, what spreadsheet programs make of it, and what people do to it.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod common;

use common::{Kept, example, kept, packed, unpacked};
use jiff::civil::date;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use rusu_core::draft::Entry;
use rusu_core::texts::Lang;
use rusu_formats::template_xlsx;
use rusu_formats::writer::xlsx;

const NOTHING: [&str; 0] = [];

/// A workbook of one sheet.
fn sheet(name: &str, fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(name).unwrap();
    fill(sheet);
    workbook.save_to_buffer().unwrap()
}

fn texts(sheet: &mut Worksheet, row: u32, cells: &[&str]) {
    for (column, text) in (0..).zip(cells) {
        sheet.write_string(row, column, *text).unwrap();
    }
}

fn circulation(fill: impl FnOnce(&mut Worksheet)) -> Kept {
    let bytes = sheet("流通", |sheet| {
        texts(sheet, 0, &["批号", "环节", "日期", "地点"]);
        texts(sheet, 1, &["SL1", "出库", "2026-08-20", "浙江省杭州市"]);
        fill(sheet);
    });
    kept(bytes, "a.xlsx")
}

fn codes(fill: impl FnOnce(&mut Worksheet)) -> Kept {
    let bytes = sheet("追溯码", |sheet| {
        texts(sheet, 0, &["批号", "追溯码"]);
        texts(sheet, 1, &["SL1", "8800000000000017"]);
        fill(sheet);
    });
    kept(bytes, "a.xlsx")
}

fn event_date(kept: &Kept) -> jiff::civil::Date {
    let [Entry::Circulation(_, event)] = &kept.values()[..] else { panic!("{kept:?}") };
    event.event_date
}

#[test]
fn the_template_filled_by_a_spreadsheet_program_is_read() {
    let name = "template-filled-by-libreoffice.xlsx";
    let kept = kept(include_bytes!("fixtures/template-filled-by-libreoffice.xlsx"), name);
    assert_eq!(kept.rules(), NOTHING);
    let entries = kept.values();
    let lot = entries.iter().find_map(|e| if let Entry::Lot(lot) = e { Some(lot) } else { None }).unwrap();
    assert_eq!(lot.number.as_str(), "SL2608141A");
    // Typed as dates; the certificate's below stayed text.
    assert_eq!(lot.production_date, date(2026, 8, 14));
    assert_eq!(lot.inspection.as_ref().unwrap().report_date, date(2026, 8, 16));
    let material =
        entries.iter().find_map(|e| if let Entry::RawMaterial(m) = e { Some(m) } else { None }).unwrap();
    assert_eq!(material.certificate_date, Some(date(2026, 7, 11)));
    let product =
        entries.iter().find_map(|e| if let Entry::Product(p) = e { Some(p) } else { None }).unwrap();
    assert_eq!((product.shelf_life_months, product.nutrition_facts.len()), (24, 2));
    assert_eq!(kept.codes(), ["8800000000000017", "8800000000000025", "8800000000000033"]);
}

#[test]
fn the_empty_template_is_no_delivery() {
    for lang in [Lang::Zh, Lang::En] {
        assert_eq!(kept(template_xlsx(lang), "template.xlsx").entries, []);
    }
}

#[test]
fn the_template_is_the_same_bytes_every_time() {
    assert_eq!(template_xlsx(Lang::Zh), template_xlsx(Lang::Zh));
}

#[test]
fn a_date_is_taken_as_a_date_and_as_text() {
    assert_eq!(event_date(&circulation(|_| {})), date(2026, 8, 20));
    for format in ["yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\"", "m/d/yy"] {
        let kept = circulation(|sheet| {
            let day = ExcelDateTime::from_ymd(2026, 8, 20).unwrap();
            sheet.write_with_format(1, 2, &day, &Format::new().set_num_format(format)).unwrap();
        });
        assert_eq!(event_date(&kept), date(2026, 8, 20), "{format}");
    }
}

#[test]
fn dates_of_the_1904_system_are_taken() {
    let bytes = sheet("流通", |sheet| {
        texts(sheet, 0, &["批号", "环节", "日期", "地点"]);
        texts(sheet, 1, &["SL1", "出库", "", "上海市"]);
        sheet.write_number_with_format(1, 2, 44_792, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
    });
    let files: Vec<(String, Vec<u8>)> = unpacked(&bytes)
        .into_iter()
        .map(|(name, bytes)| match name.as_str() {
            "xl/workbook.xml" => {
                let xml = String::from_utf8(bytes).unwrap();
                assert!(xml.contains("<workbookPr "));
                (name, xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" ").into_bytes())
            }
            _ => (name, bytes),
        })
        .collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    assert_eq!(event_date(&kept(packed(&files), "a.xlsx")), date(2026, 8, 20));
}

#[test]
fn a_number_that_is_no_date_is_refused() {
    let kept = circulation(|sheet| _ = sheet.write_number(1, 2, 46_254).unwrap());
    assert_eq!(kept.found(), [(2, "日期".to_owned(), "date_form".to_owned())]);
}

#[test]
fn eight_digits_typed_as_a_number_are_a_date() {
    assert_eq!(
        event_date(&circulation(|sheet| _ = sheet.write_number(1, 2, 20_260_820).unwrap())),
        date(2026, 8, 20)
    );
}

#[test]
fn a_code_typed_as_a_number_is_exact_to_fifteen_digits() {
    let kept = codes(|sheet| _ = sheet.write_number(1, 1, 880_000_000_000_017_f64).unwrap());
    assert_eq!(kept.codes(), ["880000000000017"]);
}

#[test]
fn a_code_of_sixteen_digits_typed_as_a_number_is_refused() {
    let kept = codes(|sheet| _ = sheet.write_number(1, 1, 8_800_000_000_000_017_f64).unwrap());
    assert_eq!(kept.found(), [(2, "追溯码".to_owned(), "number_rounded".to_owned())]);
}

#[test]
fn a_code_that_became_scientific_text_is_refused() {
    assert_eq!(codes(|sheet| texts(sheet, 1, &["SL1", "8.80E+15"])).rules(), ["number_rounded"]);
}

#[test]
fn a_fraction_is_no_code() {
    assert_eq!(codes(|sheet| _ = sheet.write_number(1, 1, 880_000.5).unwrap()).rules(), ["cell_fraction"]);
}

#[test]
fn a_lot_number_that_became_a_date_is_refused() {
    let kept = codes(|sheet| {
        let day = ExcelDateTime::from_ymd(2026, 8, 20).unwrap();
        sheet.write_with_format(1, 0, &day, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
    });
    assert_eq!(kept.found(), [(2, "批号".to_owned(), "cell_date".to_owned())]);
}

#[test]
fn logical_values_and_formula_errors_are_refused() {
    assert_eq!(codes(|sheet| _ = sheet.write_boolean(1, 1, true).unwrap()).rules(), ["cell_boolean"]);
    let formula = rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!");
    let rules = codes(|sheet| _ = sheet.write_formula(1, 1, formula).unwrap()).rules();
    assert_eq!(rules, ["cell_error"]);
}

#[test]
fn the_result_of_a_formula_is_its_cell() {
    let formula = rust_xlsxwriter::Formula::new("=\"88\"&\"00000017\"").set_result("8800000017");
    assert_eq!(codes(|sheet| _ = sheet.write_formula(1, 1, formula).unwrap()).codes(), ["8800000017"]);
}

#[test]
fn rows_are_numbered_as_the_spreadsheet_shows_them() {
    let kept = codes(|sheet| texts(sheet, 9, &["SL1", "8800000000000025"]));
    assert_eq!((kept.rules(), kept.rows()), (vec![], vec![2, 10]));
}

#[test]
fn a_mistake_says_its_sheet_and_the_heading_as_it_stands() {
    let bytes = sheet("Codes", |sheet| {
        texts(sheet, 0, &["lot_number", "追溯码（必填）"]);
        texts(sheet, 1, &["SL1", "12"]);
    });
    let kept = kept(bytes, "码.xlsx");
    let place = &kept.rejections[0].place;
    assert_eq!((&*place.file, place.sheet.as_deref(), place.row), ("码.xlsx", Some("Codes"), Some(2)));
    assert_eq!(place.column.as_deref(), Some("追溯码（必填）"));
}

#[test]
fn a_sheet_of_any_name_is_told_by_its_header() {
    let bytes = sheet("Sheet1", |sheet| {
        texts(sheet, 0, &["批号", "追溯码"]);
        texts(sheet, 1, &["SL1", "8800000000000017"]);
    });
    assert_eq!(kept(bytes, "a.xlsx").codes().len(), 1);
}

#[test]
fn a_sheet_that_is_no_table_is_left_out_with_a_warning() {
    let mut workbook = Workbook::new();
    texts(workbook.add_worksheet().set_name("联系人").unwrap(), 0, &["姓名", "手机"]);
    let sheet = workbook.add_worksheet().set_name("追溯码").unwrap();
    texts(sheet, 0, &["追溯码"]);
    texts(sheet, 1, &["8800000000000017"]);
    let kept = kept(workbook.save_to_buffer().unwrap(), "a.xlsx");
    assert_eq!((kept.rules(), kept.errors().len()), (vec!["sheet_ignored".to_owned()], 0));
    assert_eq!(kept.codes().len(), 1);
}

#[test]
fn a_named_sheet_with_a_foreign_header_is_refused() {
    let bytes = sheet("批次", |sheet| texts(sheet, 0, &["姓名", "手机"]));
    assert_eq!(kept(bytes, "a.xlsx").errors(), ["table_unknown"]);
}

#[test]
fn a_cell_without_heading_refuses_its_row() {
    let kept = codes(|sheet| _ = sheet.write_string(1, 300, "x").unwrap());
    assert_eq!(kept.found(), [(2, String::new(), "cell_without_heading".to_owned())]);
}

#[test]
fn an_old_or_locked_workbook_is_refused() {
    assert_eq!(kept(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls").rules(), ["file_old_excel"]);
}

#[test]
fn a_workbook_is_known_by_its_content() {
    let bytes = xlsx(&[example("codes")], Lang::Zh).unwrap();
    assert_eq!(kept(bytes, "报送").codes().len(), 1);
}

#[test]
fn a_cut_workbook_is_refused_as_damaged() {
    let bytes = xlsx(&[example("codes")], Lang::Zh).unwrap();
    assert_eq!(kept(&bytes[..bytes.len() / 2], "a.xlsx").rules(), ["file_damaged"]);
}

#[test]
fn a_zip_that_is_no_workbook_is_refused() {
    assert_eq!(kept(packed(&[("a.txt", b"x")]), "a.xlsx").rules(), ["file_kind_unknown"]);
}

#[test]
fn a_workbook_that_claims_absurd_counts_or_places_is_refused() {
    let bytes = xlsx(&[example("codes")], Lang::Zh).unwrap();
    for (from, to) in [
        ("uniqueCount=\"", "uniqueCount=\"999999999999"),
        ("<c r=\"A1\"", "<c r=\"ZZZZZZZZZZ99999999999\""),
        ("</sheetData>", ""),
    ] {
        let files: Vec<(String, Vec<u8>)> = unpacked(&bytes)
            .into_iter()
            .map(|(name, bytes)| match String::from_utf8(bytes) {
                Ok(xml) => (name, xml.replace(from, to).into_bytes()),
                Err(error) => (name, error.into_bytes()),
            })
            .collect();
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let rules = kept(packed(&files), "a.xlsx").errors();
        assert!(rules.iter().all(|rule| rule == "file_damaged") && !rules.is_empty(), "{from}: {rules:?}");
    }
}
