//! Sampling results as the authorities publish them.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use encoding_rs::GB18030;
use jiff::civil::date;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use rusu_core::limits::{SAMPLING_FAILURES_MAX, SAMPLING_FILE_BYTES_MAX, SAMPLING_ROWS_MAX};
use rusu_core::portal::{Conclusion, SamplingFailure, SamplingScope};
use rusu_core::rejection::Severity;
use rusu_core::texts::Lang;
use rusu_formats::sampling::{self, SamplingFile};
use rusu_formats::writer::Row;

const HEADER: &str =
    "抽样编号,抽检类别,公布机关,公告号,公布日期,样品名称,标称生产企业名称,批号,结论,不合格项目";

fn decoded(bytes: impl AsRef<[u8]>, name: &str) -> SamplingFile {
    sampling::decode(&mut Cursor::new(bytes.as_ref()), name).unwrap()
}

fn csv(rows: &[&str]) -> SamplingFile {
    decoded(format!("{HEADER}\n{}\n", rows.join("\n")), "a.csv")
}

fn row(number: &str, rest: &str) -> String {
    format!("{number},国家,国家市场监督管理总局,2026年第12号,2026-09-01,示例奶粉,示例乳业有限公司,SL1,{rest}")
}

fn rules(file: &SamplingFile) -> Vec<(u64, &str)> {
    let errors = file.rejections.iter().filter(|r| r.finding.severity == Severity::Error);
    errors.map(|r| (r.place.row.unwrap_or_default(), r.finding.rule.as_ref())).collect()
}

fn failure(parameter: &str, found: &str, limit: &str) -> SamplingFailure {
    SamplingFailure { parameter: parameter.to_owned(), found: found.to_owned(), limit: limit.to_owned() }
}

#[test]
fn every_column_of_a_row_is_read() {
    let header = "抽样编号,抽检类别,公布机关,公告号,公告网址,公布日期,样品名称,商标,标称生产企业名称,规格型号,批号,生产日期,被抽样单位名称,结论,不合格项目";
    let row = "GC1,省级,示例省市场监督管理局,2026年第3号,https://example.gov.cn/3,2026.9.1,示例奶粉,示例,示例乳业有限公司,800克/罐,sl 1,2026年1月2日,示例商店,不合格,硒║2.1║1.9";
    let file = decoded(format!("{header}\n{row}\n"), "a.csv");
    let (place, result) = &file.accepted[0];
    assert_eq!(place.row, Some(2));
    assert_eq!((result.scope, result.conclusion), (SamplingScope::Provincial, Conclusion::Fail));
    assert_eq!(result.authority, "示例省市场监督管理局");
    assert_eq!(
        (result.notice.as_str(), result.notice_url.as_deref()),
        ("2026年第3号", Some("https://example.gov.cn/3"))
    );
    assert_eq!((result.published_on, result.production_date), (date(2026, 9, 1), Some(date(2026, 1, 2))));
    assert_eq!((result.sample_number.as_str(), result.product_name.as_str()), ("GC1", "示例奶粉"));
    assert_eq!((result.brand.as_deref(), result.manufacturer.as_str()), (Some("示例"), "示例乳业有限公司"));
    assert_eq!(result.specification.as_deref(), Some("800克/罐"));
    assert_eq!(result.lot_number.as_ref().unwrap().as_str(), "SL1");
    assert_eq!(result.sampled_at.as_deref(), Some("示例商店"));
    assert_eq!(result.failures, [failure("硒", "2.1", "1.9")]);
    assert!(file.rejections.is_empty() && result.id == 0 && result.enterprise.is_none());
}

#[test]
fn a_bad_row_does_not_block_a_good_one() {
    let file = csv(&[&row("GC1", "合格,"), &row("", "合格,"), &row("GC3", "合格,")]);
    let accepted: Vec<&str> = file.accepted.iter().map(|(_, r)| r.sample_number.as_str()).collect();
    assert_eq!(accepted, ["GC1", "GC3"]);
    assert_eq!(rules(&file), [(3, "cell_missing")]);
}

#[test]
fn the_header_is_found_below_a_title_and_empty_rows() {
    let text = format!(
        "附件1,,,,,,,,,\n,,,,,,,,,\n婴幼儿配方食品监督抽检合格产品信息,,,,,,,,,\n{HEADER}\n{}\n",
        row("GC1", "合格,")
    );
    let file = decoded(text, "a.csv");
    assert_eq!(file.accepted.len(), 1);
    assert_eq!(file.accepted[0].0.row, Some(5));
}

#[test]
fn a_header_is_found_in_the_tenth_row_and_not_in_the_eleventh() {
    let file = |titles: usize| {
        decoded(format!("{}{HEADER}\n{}\n", "说明文字,,\n".repeat(titles), row("GC1", "合格,")), "a.csv")
    };
    assert_eq!(file(9).accepted.len(), 1);
    assert_eq!(rules(&file(10)), [(0, "sampling_header_missing")]);
}

#[test]
fn what_notices_write_for_nothing_is_nothing() {
    let file = csv(&[
        "GC1,国家,总局,1号,2026-09-01,示例奶粉,示例乳业,/,合格,/",
        "GC2,国家,总局,1号,2026-09-01,示例奶粉,—,/,合格,",
    ]);
    assert_eq!(file.accepted[0].1.lot_number, None);
    assert_eq!(rules(&file), [(3, "cell_missing")]);
}

#[test]
fn rows_that_hold_only_a_failure_belong_to_the_sample_above() {
    let more = ",,,,,,,,,钠║50║40";
    let file = csv(&[&row("GC1", "不合格,硒║2.1║1.9"), more, &row("GC2", "合格,")]);
    assert_eq!(file.accepted[0].1.failures, [failure("硒", "2.1", "1.9"), failure("钠", "50", "40")]);
    assert_eq!(file.accepted.len(), 2);
}

#[test]
fn failures_below_a_refused_sample_are_not_told_again() {
    let file = csv(&[&row("", "不合格,硒║2.1║1.9"), ",,,,,,,,,钠║50║40"]);
    assert_eq!(rules(&file), [(2, "cell_missing")]);
}

#[test]
fn without_a_conclusion_a_sample_with_failures_has_failed() {
    let file = csv(&[&row("GC1", ",硒║2.1║1.9"), &row("GC2", ",")]);
    assert_eq!(file.accepted[0].1.conclusion, Conclusion::Fail);
    assert_eq!(rules(&file), [(3, "cell_missing")]);
}

#[test]
fn conclusion_and_failures_must_agree() {
    let file = csv(&[&row("GC1", "合格,硒║2.1║1.9"), &row("GC2", "不合格,")]);
    assert_eq!(rules(&file), [(2, "sampling_failure_with_pass"), (3, "sampling_failure_missing")]);
}

#[test]
fn failures_are_accepted_to_the_limit_and_refused_beyond() {
    let failures = |count: usize| vec!["硒║2║1"; count].join("\n");
    let file = csv(&[
        &row("GC1", &format!("不合格,\"{}\"", failures(SAMPLING_FAILURES_MAX))),
        &row("GC2", &format!("不合格,\"{}\"", failures(SAMPLING_FAILURES_MAX + 1))),
    ]);
    assert_eq!(file.accepted.len(), 1);
    assert_eq!(rules(&file)[0].1, "sampling_failures_limit");
}

#[test]
fn a_sample_made_after_its_result_was_published_is_refused() {
    let header = HEADER.replace("批号", "生产日期");
    let row = |day: &str| row("GC1", "合格,").replace("SL1", day);
    assert_eq!(decoded(format!("{header}\n{}\n", row("2026-09-01")), "a.csv").accepted.len(), 1);
    let late = decoded(format!("{header}\n{}\n", row("2026-09-02")), "a.csv");
    assert_eq!(rules(&late), [(2, "sampling_dates_swapped")]);
}

#[test]
fn production_date_and_lot_number_may_stand_in_one_column() {
    let header = HEADER.replace("批号", "生产日期/批号");
    let file =
        decoded(format!("{header}\n{}\n", row("GC1", "合格,").replace("SL1", "2026-08-14/SL1")), "a.csv");
    let result = &file.accepted[0].1;
    assert_eq!(result.production_date, Some(date(2026, 8, 14)));
    assert_eq!(result.lot_number.as_ref().unwrap().as_str(), "SL1");
}

#[test]
fn a_table_in_gb18030_with_tabs_is_read() {
    let text = format!("{HEADER}\n{}\n", row("GC1", "合格,")).replace(',', "\t");
    assert_eq!(decoded(GB18030.encode(&text).0, "a.txt").accepted.len(), 1);
}

#[test]
fn a_table_in_utf_16_is_read_whatever_its_name() {
    let text = format!("{HEADER}\n{}\n", row("GC1", "合格,"));
    let bytes: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(decoded(bytes, "upload").accepted.len(), 1);
}

#[test]
fn other_files_are_refused_each_with_its_reason() {
    let rule = |bytes: &[u8], name: &str| decoded(bytes, name).rejections[0].finding.rule.to_string();
    assert_eq!(rule(b"%PDF-1.7", "a.pdf"), "file_is_document");
    assert_eq!(rule(b"\xd0\xcf\x11\xe0\xa1\xb1", "a.xls"), "file_old_excel");
    assert_eq!(rule(b"", "a.csv"), "file_empty");
    assert_eq!(rule(b"{\"table\":\"lots\"}", "a.jsonl"), "sampling_file_kind");
    assert_eq!(rule(b"GIF89a\0\0\0", "a.gif"), "sampling_file_kind");
}

#[test]
fn rows_are_read_to_the_limit_and_not_beyond() {
    let mut text = format!("{HEADER}\n");
    for number in 0..=SAMPLING_ROWS_MAX {
        text.push_str(&row(&number.to_string(), "合格,\n"));
    }
    let file = decoded(text, "a.csv");
    assert_eq!(file.accepted.len(), SAMPLING_ROWS_MAX);
    assert_eq!(rules(&file).last().unwrap().1, "sampling_rows_limit");
}

#[test]
fn bytes_are_read_to_the_limit_and_not_beyond() {
    struct Padded(Cursor<Vec<u8>>, u64);
    impl Read for Padded {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.read(buffer)
        }
    }
    impl Seek for Padded {
        fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
            if matches!(place, SeekFrom::End(0)) { Ok(self.1) } else { self.0.seek(place) }
        }
    }
    let text = format!("{HEADER}\n{}\n", row("GC1", "合格,"));
    let sized = |bytes| {
        sampling::decode(&mut Padded(Cursor::new(text.clone().into_bytes()), bytes), "a.csv").unwrap()
    };
    assert_eq!(sized(SAMPLING_FILE_BYTES_MAX).accepted.len(), 1);
    assert_eq!(rules(&sized(SAMPLING_FILE_BYTES_MAX + 1)), [(0, "sampling_file_too_large")]);
}

/// A workbook as a notice's attachment: a merged title, real dates, merged cells below.
fn notice() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("不合格产品").unwrap();
    sheet.merge_range(0, 0, 0, 9, "婴幼儿配方食品监督抽检不合格产品信息", &Format::new()).unwrap();
    let header = HEADER.replace("不合格项目", "不合格项目║检验结果║标准值").replace("公布日期", "公告日期");
    for (column, text) in (0..).zip(header.split(',').chain(["序号"])) {
        sheet.write_string(1, column, text).unwrap();
    }
    for (column, text) in (0..).zip(row("GC1", "不合格,硒║2.1║1.9").split(',')) {
        if column == 4 {
            let day = ExcelDateTime::from_ymd(2026, 9, 1).unwrap();
            let format = Format::new().set_num_format("yyyy/m/d");
            sheet.write_datetime_with_format(2, column, &day, &format).unwrap();
        } else if column != 0 && column != 9 {
            sheet.merge_range(2, column, 3, column, text, &Format::new()).unwrap();
        } else {
            sheet.write_string(2, column, text).unwrap();
        }
    }
    sheet.write_string(3, 9, "钠║50║40").unwrap();
    sheet.write_number(2, 10, 1).unwrap();
    workbook.add_worksheet().set_name("附注").unwrap().write_string(0, 0, "仅供参考").unwrap();
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_notices_workbook_is_read_with_its_merged_cells_and_real_dates() {
    let file = decoded(notice(), "附件.xlsx");
    let (place, result) = &file.accepted[0];
    assert_eq!((place.row, place.sheet.as_deref()), (Some(3), Some("不合格产品")));
    assert_eq!(result.published_on, date(2026, 9, 1));
    assert_eq!(result.failures, [failure("硒", "2.1", "1.9"), failure("钠", "50", "40")]);
    assert!(rules(&file).is_empty(), "{:?}", file.rejections);
}

#[test]
fn unknown_columns_and_sheets_are_told_and_not_read() {
    let file = decoded(notice(), "附件.xlsx");
    let told: Vec<&str> = file.rejections.iter().map(|r| r.finding.rule.as_ref()).collect();
    assert_eq!(told, ["column_unknown", "sheet_ignored"]);
}

#[test]
fn the_template_comes_back_as_it_was_filled_in() {
    let row = Row::new(
        "sampling",
        &[
            ("sample_number", "GC1"),
            ("scope", "海关"),
            ("authority", "海关总署"),
            ("notice", "2026年7月"),
            ("published_on", "2026-09-01"),
            ("product_name", "示例奶粉"),
            ("manufacturer", "Example Dairy"),
            ("conclusion", "合格"),
        ],
    );
    for lang in [Lang::Zh, Lang::En] {
        let file = decoded(sampling::xlsx(std::slice::from_ref(&row), lang).unwrap(), "a.xlsx");
        assert_eq!(file.accepted[0].1.scope, SamplingScope::Customs, "{:?}", file.rejections);
        assert!(file.rejections.is_empty());
    }
}

#[test]
fn an_empty_template_holds_no_results_and_no_mistakes() {
    assert_eq!(decoded(sampling::template_xlsx(Lang::Zh), "a.xlsx"), SamplingFile::default());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_end(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        decoded(bytes, "a.csv");
    }

    #[test]
    fn any_cells_end(cells in prop::collection::vec("[^\r\n\",]{0,20}", 10)) {
        csv(&[&cells.join(",")]);
    }

    #[test]
    fn a_spoiled_workbook_ends(place in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = notice();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        decoded(bytes, "a.xlsx");
    }
}
