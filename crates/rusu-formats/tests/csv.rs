//! Separated values as spreadsheets and clerks write them.

mod common;

use common::kept;
use encoding_rs::GB18030;
use proptest::prelude::*;
use rusu_core::draft::Entry;

const NOTHING: [&str; 0] = [];

#[test]
fn utf_8_with_a_mark_crlf_and_a_quoted_line_break_is_read() {
    let kept = kept(include_bytes!("fixtures/products-utf8-bom-crlf.csv"), "products-utf8-bom-crlf.csv");
    assert_eq!(kept.rules(), NOTHING);
    let [Entry::Product(first), Entry::Product(second)] = &kept.values()[..] else { panic!("{kept:?}") };
    assert_eq!(first.nutrition_facts.len(), 2);
    assert_eq!(second.feeding_instructions, "1. 洗净双手\n2. 加水 210 mL，\"沸水\" 放凉");
    assert_eq!(kept.rows(), [2, 3]);
}

#[test]
fn a_gbk_file_is_read() {
    let kept = kept(include_bytes!("fixtures/lots-gbk.csv"), "lots-gbk.csv");
    assert_eq!(kept.rules(), NOTHING);
    let [Entry::Lot(lot), ..] = &kept.values()[..] else { panic!("{kept:?}") };
    assert_eq!(lot.inspection.as_ref().unwrap().laboratory, "示例乳业中心化验室");
}

#[test]
fn utf_16_with_a_mark_is_read() {
    let text = "批号\t追溯码\r\nSL1\t8800000000000017\r\n";
    let bytes: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(kept(bytes, "a.txt").codes(), ["8800000000000017"]);
}

#[test]
fn gbk_that_begins_behind_an_ascii_start_is_read() {
    let mut bytes = b"lot_number,step,event_date,place\n".to_vec();
    for _ in 0..4000 {
        bytes.extend(b"SL1,shipping,2026-08-20,Hangzhou, Zhejiang\n".iter().filter(|b| **b != b' '));
    }
    let mut bytes: Vec<u8> =
        String::from_utf8(bytes).unwrap().replace("Hangzhou,Zhejiang", "Hangzhou").into_bytes();
    bytes.extend_from_slice(&GB18030.encode("SL1,出库,2026-08-20,浙江省杭州市\n").0);
    let kept = kept(bytes, "a.csv");
    assert_eq!(kept.rules(), NOTHING);
    assert!(
        matches!(&kept.values().pop(), Some(Entry::Circulation(_, event)) if event.place == "浙江省杭州市")
    );
}

#[test]
fn a_byte_that_cannot_be_decoded_costs_its_row_only() {
    let mut bytes = GB18030
        .encode("批号,环节,日期,地点\nSL1,出库,2026-08-20,浙江省杭州市\nSL1,出库,2026-08-20,")
        .0
        .into_owned();
    bytes.extend(b"\xff\nSL1,");
    bytes.extend_from_slice(&GB18030.encode("入库,2026-08-21,上海市\n").0);
    let kept = kept(bytes, "a.csv");
    assert_eq!(kept.found(), [(3, "地点".to_owned(), "cell_undecodable".to_owned())]);
    assert_eq!(kept.rows(), [2, 4]);
}

#[test]
fn a_file_in_a_foreign_encoding_is_refused_as_a_whole() {
    assert_eq!(
        kept(b"Herstellungsl\xe4nder\xff\xff,na\xefve caf\xe9 \xff\n1,2\n", "a.csv").rules(),
        ["encoding_unknown"]
    );
}

#[test]
fn commas_tabs_and_semicolons_are_told_by_the_header() {
    for delimiter in [",", "\t", ";"] {
        let text = "批号,追溯码\nSL1,8800000000000017\n".replace(',', delimiter);
        assert_eq!(kept(text, "a.csv").codes(), ["8800000000000017"], "{delimiter:?}");
    }
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_shows_them() {
    for line_end in ["\n", "\r\n", "\r"] {
        let text = "批号,环节,日期,地点\n\nSL1,出库,2026-08-20,\"浙江\n\n杭州\"\n\n\nSL1,出库,2026-08-20,上海\nSL1,入库,2026-08-21,上海";
        let kept = kept(text.replace('\n', line_end), "a.csv");
        assert_eq!((kept.rules(), kept.rows()), (vec![], vec![3, 6, 7]), "{line_end:?}");
    }
}

#[test]
fn a_header_below_blank_lines_is_found() {
    let kept = kept("\n,,\n批号,追溯码,\nSL1,8800000000000017,\n", "a.csv");
    assert_eq!((kept.rules(), kept.rows()), (vec![], vec![4]));
}

#[test]
fn blank_rows_are_skipped() {
    let kept = kept("追溯码,箱码\n , \n8800000000000017,\n\u{3000},\n", "a.csv");
    assert_eq!((kept.rules(), kept.rows()), (vec![], vec![3]));
}

#[test]
fn guards_of_digits_are_taken_off() {
    let kept = kept("code,case_code\n\"=\"\"0012345678\"\"\",'0000001\n=\"0012345679\",0000002\n", "a.csv");
    assert_eq!(kept.codes(), ["0012345678", "0012345679"]);
}

#[test]
fn a_code_that_a_spreadsheet_rounded_is_refused() {
    let kept = kept("追溯码\n8.80E+15\n", "a.csv");
    assert_eq!(kept.found(), [(2, "追溯码".to_owned(), "number_rounded".to_owned())]);
}

#[test]
fn a_short_row_has_empty_cells() {
    assert_eq!(kept("code,inner_code,case_code\n8800000000000017\n", "a.csv").codes(), ["8800000000000017"]);
}

#[test]
fn a_cell_beyond_the_headings_refuses_its_row() {
    let kept = kept("批号,追溯码\nSL1,8800000000000017,x\nSL1,8800000000000018,\n", "a.csv");
    assert_eq!(kept.found(), [(2, String::new(), "cell_without_heading".to_owned())]);
    assert_eq!(kept.codes(), ["8800000000000018"]);
}

#[test]
fn an_unknown_column_is_left_out_with_a_warning() {
    let kept = kept("追溯码,备注\n8800000000000017,x\n", "a.csv");
    assert_eq!((kept.rules(), kept.errors().len()), (vec!["column_unknown".to_owned()], 0));
    assert_eq!(kept.codes().len(), 1);
}

#[test]
fn a_missing_required_column_refuses_the_table_once() {
    let kept = kept("批号,产品编号,检验结论\nSL1,P,合格\nSL2,P,合格\n", "a.csv");
    assert_eq!(kept.found(), [(1, "生产日期".to_owned(), "column_missing".to_owned())]);
}

#[test]
fn a_column_that_stands_twice_refuses_the_table() {
    let kept = kept("批号,追溯码,Lot number\nSL1,8800000000000017,SL2\n", "a.csv");
    assert_eq!(kept.found(), [(1, "Lot number".to_owned(), "column_twice".to_owned())]);
}

#[test]
fn a_header_of_no_table_is_refused() {
    assert_eq!(kept("姓名,电话号码\n张三,1\n", "a.csv").rules(), ["table_unknown"]);
}

#[test]
fn a_quote_that_is_never_closed_ends_in_a_rejection() {
    let text = format!(
        "批号,追溯码\nSL1,8800000000000017\nSL1,\"88000\n{}",
        "SL1,8800000000000018\n".repeat(100_000)
    );
    let kept = kept(text, "a.csv");
    assert_eq!(kept.found(), [(3, String::new(), "row_too_long".to_owned())]);
}

#[test]
fn a_cell_is_accepted_up_to_its_bytes_and_refused_beyond() {
    let text = |bytes: usize| format!("批号,环节,日期,地点\nSL1,出库,2026-08-20,{}\n", "a".repeat(bytes));
    assert_eq!(kept(text(64 * 1024 + 1), "a.csv").rules(), ["cell_too_long"]);
    assert_eq!(kept(text(64 * 1024), "a.csv").rules(), ["text_too_long"]);
}

#[test]
fn a_file_without_rows_is_empty() {
    assert_eq!(kept("", "a.csv").rules(), ["file_empty"]);
    assert_eq!(kept("\u{feff}\r\n\r\n", "a.csv").rules(), ["file_empty"]);
}

#[test]
fn a_header_without_rows_is_accepted() {
    assert_eq!(kept("批号,追溯码\n", "a.csv").rules(), NOTHING);
}

/// A cell as it may stand in a table of codes: mostly plain, sometimes not.
fn cell() -> impl Strategy<Value = String> {
    let plain = "[0-9]{16}|[0-9A-Z]{6,40}";
    let odd = "[0-9]{1,5}|[0-9A-Z]{39,42}|=\"\"[0-9]{16}\"\"|'[0-9]{16}|[0-9]\\.[0-9]{4}E\\+15| [0-9a-z-]{6,16} |码?";
    prop_oneof![4 => plain.prop_map(|text| text), 1 => odd.prop_map(|text| format!("\"{text}\""))]
}

fn lot_cell() -> impl Strategy<Value = String> {
    prop_oneof![Just("SL1".to_owned()), Just("SL2".to_owned()), Just(String::new()), "[0-9A-Za-z +-]{0,22}"]
}

proptest! {
    /// An unknown heading sends every row the long way.
    #[test]
    fn a_plain_row_reads_as_the_long_way_reads_it(
        rows in prop::collection::vec((lot_cell(), cell(), cell(), cell()), 1..20),
    ) {
        let (mut short, mut long) = ("lot_number,code,case_code,inner_code\n".to_owned(), String::new());
        long.push_str("lot_number,code,case_code,inner_code,nobody_knows\n");
        for (lot, code, case, inner) in &rows {
            short.push_str(&format!("{lot},{code},{case},{inner}\n"));
            long.push_str(&format!("{lot},{code},{case},{inner},\n"));
        }
        let (short, long) = (kept(short, "codes.csv"), kept(long, "codes.csv"));
        prop_assert_eq!(&short.entries, &long.entries);
        let told: Vec<_> = long.found().into_iter().filter(|(.., rule)| rule != "column_unknown").collect();
        prop_assert_eq!(short.found(), told);
    }
}
