//! An enterprise's files for a lot become, a moment later, the answer that a parent sees for a can;
//! files with mistakes come back with each mistake at its place, and nothing is stored.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]
#![expect(clippy::indexing_slicing, reason = "a wrong shape fails the test")]

mod common;

use std::path::{Path, PathBuf};

use common::delivery::{self, Delivery};
use common::{Place, good, run, rusu};
use serde_json::Value;

/// The mandatory items of the catalogue, by id.
fn mandatory() -> Vec<String> {
    let mut reader = csv::Reader::from_reader(include_str!("../../../data/trace-items.csv").as_bytes());
    let records = reader.records().map(Result::unwrap);
    records.filter(|record| &record[7] == "yes").map(|record| record[1].to_owned()).collect()
}

/// Delivers a path and looks at one can of it.
fn assert_delivered(place: &Place, path: &Path, code: &str, report: &[u8], maker: &str) {
    let server = place.server();
    let said = good(&mut server.submit(place.path(), &place.key, path));
    assert!(said.contains("已公布") && said.contains("published"), "{said}");
    let answer = server.resolve(code, Some(&place.enterprise));
    assert_eq!(answer["verdict"]["code"], "first_query", "{answer}");
    let items = answer["record"]["items"].as_array().unwrap();
    assert_eq!(items.len(), 32);
    for id in mandatory() {
        let item = items.iter().find(|item| item["id"] == *id).unwrap();
        assert!(!item["value"].is_null(), "{id} is missing: {item}");
    }
    let inspection = items.iter().find(|item| item["id"] == "product_inspection_report").unwrap();
    let (status, bytes) = server.get(&document_path(inspection));
    assert_eq!((status, bytes.as_slice()), (200, report));
    let page = server.page(&format!("/t/{code}"));
    assert!(page.contains(maker), "{page}");
    assert!(server.stop());
    assert!(place.is_clean());
}

/// The path under which an item's document opens.
fn document_path(item: &Value) -> String {
    let url = item["documents"][0]["url"].as_str().unwrap_or_else(|| panic!("{item}"));
    let after_host = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(_, path)| path);
    after_host.map_or_else(|| url.to_owned(), |path| format!("/{path}"))
}

#[test]
fn a_folder_of_gbk_csv_with_pdfs_becomes_the_answer_for_a_can() {
    let place = Place::new();
    let lot = delivery::whole("GBK2603141", 1, 30);
    let path = lot.as_gbk_folder(&place.folder("gbk"));
    assert_delivered(&place, &path, &delivery::outer(7), &lot.documents[0].1, "测试乳业有限公司");
}

#[test]
fn a_template_filled_by_a_spreadsheet_program_becomes_the_answer_for_a_can() {
    let place = Place::new();
    let folder = place.folder("xlsx");
    let filled = include_bytes!("../../rusu-formats/tests/fixtures/template-filled-by-libreoffice.xlsx");
    std::fs::write(folder.join("报送.xlsx"), filled).unwrap();
    let report = delivery::pdf("report");
    std::fs::write(folder.join("SL2608141A-检验报告.pdf"), &report).unwrap();
    for material in ["生牛乳", "脱盐乳清粉"] {
        std::fs::write(folder.join(format!("{material}-合格证明.pdf")), delivery::pdf(material)).unwrap();
    }
    // The workbook holds no code rules: the maker's were delivered before.
    let rules = place.folder("rules").join("code_rules.csv");
    let text = "rule_ref,carrier,asked,length_min,length_max,alphabet,check,example\n\
                OUTER,outer,yes,16,16,digits,none,8800000000000017\n";
    std::fs::write(&rules, text).unwrap();
    let server = place.server();
    good(&mut server.submit(place.path(), &place.key, &rules));
    assert!(server.stop());
    assert_delivered(
        &place,
        &folder.join("报送.xlsx"),
        "8800000000000025",
        &report,
        "示例乳业（黑龙江）有限公司",
    );
}

#[test]
fn json_lines_with_pdfs_beside_it_become_the_answer_for_a_can() {
    let place = Place::new();
    let lot = delivery::whole("JSON2603141", 1, 30);
    let path = lot.as_json_lines(&place.folder("json"));
    assert_delivered(&place, &path, &delivery::outer(7), &lot.documents[0].1, "测试乳业有限公司");
}

#[test]
fn a_zip_with_pdfs_becomes_the_answer_for_a_can() {
    let place = Place::new();
    let lot = delivery::whole("ZIP2603141", 1, 30);
    let path = lot.as_zip(&place.folder("zip"));
    assert_delivered(&place, &path, &delivery::outer(7), &lot.documents[0].1, "测试乳业有限公司");
}

/// Table, row of the table (from 0), column, what the clerk wrote, the rule that it breaks.
const MISTAKES: [(&str, usize, &str, &str, &str); 20] = [
    ("codes", 0, "code", "", "cell_missing"),
    ("codes", 1, "code", "1.23457E+15", "number_rounded"),
    ("codes", 2, "code", "8800", "code_too_short"),
    ("codes", 3, "code", "88000000000000000000000000000000000000001", "code_too_long"),
    ("codes", 4, "code", "8800000奶00000017", "code_character"),
    ("codes", 5, "code", "880000000000001", "code_length"),
    ("codes", 6, "code", "9900000000000012", "code_prefix"),
    ("codes", 8, "code", "TWICE", "code_twice_in_file"),
    ("codes", 9, "code", "8800000000000099", "code_check_digit"),
    ("codes", 10, "code", "8800000A00000017", "code_letters"),
    ("lots", 0, "report_date", "2026-03-01", "report_before_production"),
    ("lots", 0, "conclusion", "不合格", "lot_inspection_failed"),
    ("lots", 0, "net_content", "900 g", "differs_from_registration"),
    ("lots", 0, "report_file", "没有这个文件.pdf", "document_missing"),
    ("raw_materials", 0, "origin", "进口", "origin_vague"),
    ("raw_materials", 1, "origin", "", "origin_missing"),
    ("raw_materials", 1, "certificate_number", "", "raw_material_certificate_missing"),
    ("raw_materials", 2, "certificate_date", "2026-13-01", "date_impossible"),
    ("circulation", 0, "event_date", "2026-02-20", "circulation_before_production"),
    ("circulation", 1, "step", "飞走", "choice_unknown"),
];

fn with_mistakes() -> Delivery {
    let mut lot = delivery::whole("BAD2603141", 1, 30);
    for (table, row, column, text, _) in MISTAKES {
        let text = if text == "TWICE" { delivery::outer(8) } else { text.to_owned() };
        lot.plant(table, row, column, &text);
    }
    lot
}

/// File, sheet, row, column, rule of every refused row in a list of rejections.
fn listed(file: &Path) -> Vec<[String; 5]> {
    let bytes = std::fs::read(file).unwrap();
    let mut reader = csv::Reader::from_reader(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap());
    let records = reader.records().map(Result::unwrap).filter(|record| record[1].contains("error"));
    records.map(|r| [&r[2], &r[3], &r[4], &r[5], &r[7]].map(str::to_owned)).collect()
}

/// Where a mistake stands in a form of delivery: file, sheet, row.
type Stands = fn(&Delivery, &str, usize) -> (String, String, usize);

fn in_csv(_: &Delivery, table: &str, row: usize) -> (String, String, usize) {
    let name = rusu_formats::columns::table(table).unwrap().name(rusu_core::texts::Lang::Zh);
    (format!("{name}.csv"), String::new(), row + 2)
}

fn in_workbook(_: &Delivery, table: &str, row: usize) -> (String, String, usize) {
    let name = rusu_formats::columns::table(table).unwrap().name(rusu_core::texts::Lang::Zh);
    ("报送.xlsx".to_owned(), name.to_owned(), row + 2)
}

fn in_json_lines(lot: &Delivery, table: &str, row: usize) -> (String, String, usize) {
    let lines = lot.rows.iter().enumerate().filter(|(_, r)| r.table == table);
    ("delivery.jsonl".to_owned(), String::new(), lines.map(|(line, _)| line + 1).nth(row).unwrap())
}

fn assert_each_mistake_is_told(list: &Path, lot: &Delivery, stands: Stands) {
    let listed = listed(list);
    for (table, row, column, text, rule) in MISTAKES {
        let (file, sheet, row) = stands(lot, table, row);
        let zh = rusu_formats::columns::heading(table, column, rusu_core::texts::Lang::Zh).unwrap();
        let told = listed.iter().any(|[f, s, r, c, told]| {
            *f == file
                && *s == sheet
                && *r == row.to_string()
                && (c.trim_end_matches('*') == zh || c == column)
                && told == rule
        });
        assert!(told, "{table} {column} `{text}` must be {rule} at {file} {sheet} {row}; told: {listed:#?}");
    }
}

/// Checks, delivers and delivers unchecked; each time every mistake is told and nothing is stored.
fn assert_refused(name: &str, write: fn(&Delivery, &Path) -> PathBuf, stands: Stands) {
    let place = Place::new();
    let before = place.content();
    let lot = with_mistakes();
    let path = write(&lot, &place.folder(name));
    let list = place.path().join("退回.csv");
    let checked = run(rusu(place.path()).arg("check").arg(&path).arg("--rejections").arg(&list));
    assert_eq!(checked.status.code(), Some(1));
    assert_each_mistake_is_told(&list, &lot, stands);

    let server = place.server();
    std::fs::remove_file(&list).unwrap();
    let refused = run(server.submit(place.path(), &place.key, &path).arg("--rejections").arg(&list));
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stdout).unwrap();
    assert!(said.contains("办法") && said.contains("what to do"), "{said}");
    assert_each_mistake_is_told(&list, &lot, stands);

    std::fs::remove_file(&list).unwrap();
    let unchecked =
        run(server.submit(place.path(), &place.key, &path).arg("--no-check").arg("--rejections").arg(&list));
    let said = String::from_utf8_lossy(&unchecked.stdout).into_owned();
    assert_eq!(unchecked.status.code(), Some(1), "{said}");
    assert!(said.contains("已退回"), "{said}");
    assert_each_mistake_is_told(&list, &lot, stands);
    assert_ne!(server.verdict(&delivery::outer(20), Some(&place.enterprise)), "first_query");
    assert!(server.stop());
    assert_eq!(place.content(), before);
    assert!(place.is_clean());
}

#[test]
fn twenty_mistakes_in_gbk_csv_are_each_told_and_nothing_is_stored() {
    assert_refused("gbk", Delivery::as_gbk_folder, in_csv);
}

#[test]
fn twenty_mistakes_in_a_workbook_are_each_told_and_nothing_is_stored() {
    assert_refused("xlsx", Delivery::as_workbook, in_workbook);
}

#[test]
fn twenty_mistakes_in_json_lines_are_each_told_and_nothing_is_stored() {
    assert_refused("json", Delivery::as_json_lines, in_json_lines);
}

#[test]
fn twenty_mistakes_in_a_zip_are_each_told_and_nothing_is_stored() {
    assert_refused("zip", Delivery::as_zip, in_csv);
}

#[test]
fn the_same_delivery_twice_is_one_submission() {
    let place = Place::new();
    let path = delivery::whole("TWICE", 1, 10).as_zip(&place.folder("zip"));
    let server = place.server();
    let id = |said: &str| {
        said.split_whitespace().find(|w| w.len() == 27 && w.starts_with('S')).unwrap().to_owned()
    };
    let first = good(&mut server.submit(place.path(), &place.key, &path));
    let second = good(&mut server.submit(place.path(), &place.key, &path));
    assert_eq!(id(&first), id(&second));
}

#[test]
fn with_the_choice_of_good_rows_the_rest_of_a_lot_is_published() {
    let place = Place::new();
    let mut lot = delivery::whole("GOOD", 1, 10);
    lot.plant("codes", 3, "code", "8800");
    let path = lot.as_zip(&place.folder("zip"));
    let server = place.server();
    let partly = run(server.submit(place.path(), &place.key, &path).args(["--mode", "good_rows"]));
    let said = String::from_utf8_lossy(&partly.stdout).into_owned();
    assert_eq!(partly.status.code(), Some(1), "{said}");
    assert!(said.contains("部分公布"), "{said}");
    assert_eq!(server.verdict(&delivery::outer(1), Some(&place.enterprise)), "first_query");
}

#[test]
fn a_wrong_key_is_refused_with_a_reason() {
    let place = Place::new();
    let path = delivery::whole("KEY", 1, 10).as_zip(&place.folder("zip"));
    let server = place.server();
    let refused = run(&mut server.submit(place.path(), "rusu_nobody", &path));
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("401"));
}

#[test]
fn load_and_submit_leave_the_same_content() {
    let make = |deliver: fn(&Place, &[PathBuf])| {
        let place = Place::new();
        let paths = [
            delivery::whole("LOAD1", 1, 300).as_gbk_folder(&place.folder("a")),
            delivery::whole("LOAD2", 1_000, 200).as_zip(&place.folder("b")),
        ];
        deliver(&place, &paths);
        assert!(place.is_clean());
        place.content()
    };
    let submitted = make(|place, paths| {
        let server = place.server();
        for path in paths {
            good(&mut server.submit(place.path(), &place.key, path));
        }
        assert!(server.stop());
    });
    let loaded = make(|place, paths| {
        good(rusu(place.path()).arg("load").args(paths).args(["--enterprise", "测试乳业"]));
    });
    assert_eq!(submitted, loaded);
}

#[test]
fn a_load_that_is_run_again_skips_what_is_there() {
    let place = Place::new();
    let path = delivery::whole("AGAIN", 1, 100).as_zip(&place.folder("zip"));
    let load = || good(rusu(place.path()).arg("load").arg(&path).args(["--enterprise", "测试乳业"]));
    assert!(load().contains("100 codes stored"));
    assert!(load().contains("0 codes stored"));
}

#[test]
fn folders_named_for_their_enterprises_are_loaded_by_lanes_and_leave_the_same_content() {
    let load = |arrange: fn(&Place) -> Vec<std::ffi::OsString>| {
        let place = Place::new();
        let arguments = arrange(&place);
        good(rusu(place.path()).arg("load").args(arguments));
        assert!(place.is_clean());
        place.content()
    };
    let by_folder = load(|place| {
        delivery::whole("ONE", 1, 300).as_zip(&place.folder("测试乳业"));
        delivery::whole("TWO", 1_000, 200).as_gbk_folder(&place.folder("测试乳业/later"));
        let folder = place.folder("测试乳业");
        vec![folder.into(), "--lanes".into(), "2".into()]
    });
    let one_by_one = load(|place| {
        let first = delivery::whole("ONE", 1, 300).as_zip(&place.folder("a"));
        let second = delivery::whole("TWO", 1_000, 200).as_gbk_folder(&place.folder("b"));
        vec![first.into(), second.into(), "--enterprise".into(), "测试乳业".into()]
    });
    assert_eq!(by_folder, one_by_one);
}

#[test]
fn a_folder_that_is_named_for_no_enterprise_is_not_loaded() {
    let place = Place::new();
    delivery::whole("ONE", 1, 3).as_zip(&place.folder("nobody"));
    let output = run(rusu(place.path()).arg("load").arg(place.folder("nobody")));
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("nobody"));
    assert!(!place.content().iter().any(|line| line.contains("ONE")));
}
