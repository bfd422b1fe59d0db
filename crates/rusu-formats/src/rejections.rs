//! The rejection list as a table that a clerk opens in a spreadsheet.

use rusu_core::rejection::{Rejection, Severity};
use rusu_core::texts::{Lang, plain};

/// Headings that stand in both languages, and the texts behind them in the catalogue.
const HEADINGS: [&str; 8] = ["number", "severity", "file", "sheet", "row", "column", "value", "rule"];

/// Writes rejections as UTF-8 CSV with a mark, each message and remedy in Chinese and English.
#[must_use]
pub fn rejections_csv(rejections: &[Rejection]) -> Vec<u8> {
    let both = |id: &str| format!("{} {}", plain(Lang::Zh, id), plain(Lang::En, id));
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    let mut write = |record: Vec<String>| {
        writer
            .write_record(record.iter().map(|text| harmless_cell(text)))
            .expect("memory takes every record");
    };
    let headings = HEADINGS.iter().map(|name| both(&format!("rejections-{name}")));
    let texts = [Lang::Zh, Lang::En]
        .into_iter()
        .flat_map(|lang| [plain(lang, "rejections-problem"), plain(lang, "rejections-remedy")]);
    write(headings.chain(texts).collect());
    for (index, Rejection { place, finding }) in rejections.iter().enumerate() {
        let severity = match finding.severity {
            Severity::Error => "rejections-error",
            Severity::Warning => "rejections-warning",
        };
        write(vec![
            (index + 1).to_string(),
            both(severity),
            place.file.to_string(),
            place.sheet.as_deref().unwrap_or_default().to_owned(),
            place.row.map(|row| row.to_string()).unwrap_or_default(),
            place.column.as_deref().unwrap_or_default().to_owned(),
            finding.value.clone(),
            finding.rule.to_string(),
            finding.message(Lang::Zh),
            finding.remedy(Lang::Zh),
            finding.message(Lang::En),
            finding.remedy(Lang::En),
        ]);
    }
    writer.into_inner().expect("memory takes every record")
}

/// A cell that a spreadsheet would run as a formula is written as text.
#[must_use]
pub fn harmless_cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rusu_core::rejection::{Finding, Place};

    use super::*;

    fn written(rejections: &[Rejection]) -> Vec<Vec<String>> {
        let bytes = rejections_csv(rejections);
        let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap()).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    fn rejection(value: &str) -> Rejection {
        let place = Place {
            file: Arc::from("批次.xlsx"),
            sheet: Some(Arc::from("批次")),
            row: Some(7),
            column: Some(Arc::from("生产日期")),
        };
        Finding::error("date_form", value).at(place)
    }

    #[test]
    fn a_rejection_says_its_place_rule_and_value_and_what_to_do_in_both_languages() {
        let rows = written(&[rejection("14/8/2026")]);
        let row = &rows[1];
        assert_eq!(
            row[..8],
            ["1", "错误 error", "批次.xlsx", "批次", "7", "生产日期", "14/8/2026", "date_form"]
        );
        assert!(row[8..].iter().all(|text| !text.is_empty() && !text.contains("date_form")), "{row:?}");
    }

    #[test]
    fn the_headings_stand_in_both_languages() {
        let headings = &written(&[])[0];
        assert_eq!(headings[0], "序号 no");
        assert_eq!(headings[8..], ["问题", "怎么办", "problem", "what to do"]);
    }

    #[test]
    fn a_value_that_a_spreadsheet_would_run_is_made_text() {
        for value in ["=1+1", "+1", "-1", "@a"] {
            assert_eq!(written(&[rejection(value)])[1][6], format!("'{value}"));
        }
        assert_eq!(written(&[rejection("1-1")])[1][6], "1-1");
    }
}
