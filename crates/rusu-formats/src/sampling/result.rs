//! From a row to a sampling result.

use jiff::civil::Date;
use rusu_core::limits::SAMPLING_FAILURES_MAX;
use rusu_core::lot::LotNumber;
use rusu_core::portal::{Conclusion, SamplingFailure, SamplingResult, SamplingScope};
use rusu_core::rejection::{Finding, Place, Rejection};
use rusu_core::texts::Lang;

use super::failures;
use crate::cell::{Cell, parse_date};
use crate::columns::sampling_table;
use crate::row::{Row, lot_number};
use crate::session::Sheet;

/// A row as it was read: its conclusion may follow from failures that stand below it.
pub(super) struct Read {
    result: SamplingResult,
    conclusion: Option<Conclusion>,
}

/// Reads a row. `None` means that its findings refuse it.
pub(super) fn read(row: &mut Row<'_>) -> Option<Read> {
    let sample_number = row.required_text("sample_number");
    let scope = row.required_choice("scope", SamplingScope::from_word);
    let authority = row.required_text("authority");
    let notice = row.required_text("notice");
    let notice_url = row.optional("notice_url", notice_url);
    let published_on = row.required_date("published_on");
    let product_name = row.required_text("product_name");
    let brand = row.optional_text("brand");
    let manufacturer = row.required_text("manufacturer");
    let specification = row.optional_text("specification");
    let (production_date, lot) = date_and_lot(row);
    let sampled_at = row.optional_text("sampled_at");
    let conclusion = row.optional_choice("conclusion", Conclusion::from_word);
    let failures = failures_of(row);
    if let (Some(production), Some(published)) = (production_date, published_on)
        && production > published
    {
        let finding = Finding::error("sampling_dates_swapped", production.to_string());
        row.find("production_date", finding.with("published", published));
    }
    let result = SamplingResult {
        id: 0,
        scope: scope?,
        authority: authority?,
        notice: notice?,
        notice_url,
        published_on: published_on?,
        sample_number: sample_number?,
        product_name: product_name?,
        brand,
        manufacturer: manufacturer?,
        enterprise: None,
        specification,
        lot_number: lot,
        production_date,
        sampled_at,
        conclusion: Conclusion::Fail,
        failures,
    };
    Some(Read { result, conclusion })
}

/// The failures that a row names.
pub(super) fn failures_of(row: &mut Row<'_>) -> Vec<SamplingFailure> {
    let text = row.optional_text("failures").unwrap_or_default();
    failures::parse(&text).unwrap_or_else(|finding| {
        row.find("failures", finding);
        Vec::new()
    })
}

/// A sample whose failures may go on below it.
pub(super) struct Pending {
    read: Read,
    place: Place,
    conclusion_place: Place,
    failures_place: Place,
}

impl Pending {
    /// The sample of a sheet's current row.
    pub(super) fn new(read: Read, sheet: &Sheet) -> Self {
        let of = |id| sheet.place_of(sampling_table().position(id).unwrap_or_default());
        Self {
            read,
            place: sheet.place().clone(),
            conclusion_place: of("conclusion"),
            failures_place: of("failures"),
        }
    }

    /// Adds failures from below.
    pub(super) fn add(&mut self, failures: Vec<SamplingFailure>) {
        self.read.result.failures.extend(failures);
    }

    /// The result with its place, or what is wrong with the whole of it.
    pub(super) fn finished(self) -> Result<(Place, SamplingResult), Box<Rejection>> {
        let Read { mut result, conclusion } = self.read;
        let failed = result.failures.len();
        let sample = result.sample_number.clone();
        let refused = |finding: Finding, place: Place| Err(Box::new(finding.at(place)));
        result.conclusion = match (conclusion, failed) {
            (Some(Conclusion::Pass), 1..) => {
                return refused(Finding::error("sampling_failure_with_pass", sample), self.failures_place);
            }
            (Some(Conclusion::Fail), 0) => {
                return refused(Finding::error("sampling_failure_missing", sample), self.failures_place);
            }
            (None, 0) => {
                let column = |lang| crate::columns::sampling_heading("conclusion", lang);
                let finding = Finding::error("cell_missing", "")
                    .with("column_zh", column(Lang::Zh))
                    .with("column_en", column(Lang::En));
                return refused(finding, self.conclusion_place);
            }
            (_, SAMPLING_FAILURES_BEYOND..) => {
                let finding = Finding::error("sampling_failures_limit", sample);
                let finding = finding.with("given", failed).with("limit", SAMPLING_FAILURES_MAX);
                return refused(finding, self.failures_place);
            }
            (Some(Conclusion::Pass), 0) => Conclusion::Pass,
            (Some(Conclusion::Fail) | None, _) => Conclusion::Fail,
        };
        Ok((self.place, result))
    }
}

const SAMPLING_FAILURES_BEYOND: usize = SAMPLING_FAILURES_MAX + 1;

fn notice_url(text: &str) -> Result<String, Finding> {
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '"' | '<' | '>' | '\\');
    let host = text.strip_prefix("https://").unwrap_or_default();
    let fits = host.starts_with(|c: char| c.is_alphanumeric()) && text.chars().all(is_plain);
    let length = text.chars().count() <= rusu_core::limits::SHORT_TEXT_CHARACTERS_MAX;
    if fits && length { Ok(text.to_owned()) } else { Err(Finding::error("sampling_notice_url", text)) }
}

/// Production date and lot number from their own columns, or from the one that holds both.
fn date_and_lot(row: &mut Row<'_>) -> (Option<Date>, Option<LotNumber>) {
    let date = row.optional_date("production_date");
    let lot = row.optional("lot_number", lot_number);
    let both = match row.cell("date_or_lot") {
        Cell::Text(_) => row.optional("date_or_lot", split).unwrap_or_default(),
        _ => (row.optional_date("date_or_lot"), None),
    };
    (date.or(both.0), lot.or(both.1))
}

/// Reads `2026-08-14`, `SL2608141A`, `2026-08-14/SL2608141A` and the like.
fn split(text: &str) -> Result<(Option<Date>, Option<LotNumber>), Finding> {
    const BETWEEN: [char; 12] = ['/', '／', ' ', '\n', ';', '；', ',', '，', '、', '(', '（', '\u{3000}'];
    let date = |part: &str| parse_date(unlabelled(part)).ok();
    let lot = |part: &str| {
        let part = unlabelled(part);
        let is_plain = |c: char| rusu_core::code::narrow(c).is_ascii_graphic() && c != ':';
        LotNumber::parse(part).filter(|_| part.chars().all(is_plain) && parse_date(part).is_err())
    };
    for (index, separator) in text.match_indices(BETWEEN) {
        let (Some(left), Some(right)) = (text.get(..index), text.get(index + separator.len()..)) else {
            continue;
        };
        if let (Some(date), Some(lot)) = (date(left), lot(right)) {
            return Ok((Some(date), Some(lot)));
        }
        if let (Some(lot), Some(date)) = (lot(left), date(right)) {
            return Ok((Some(date), Some(lot)));
        }
    }
    if let Some(date) = date(text) {
        return Ok((Some(date), None));
    }
    match lot(text) {
        Some(lot) => Ok((None, Some(lot))),
        None => Err(Finding::error("sampling_date_or_lot", text)),
    }
}

fn unlabelled(part: &str) -> &str {
    const LABELS: [&str; 5] = ["生产日期", "生产批号", "批号", "批次", "日期"];
    let part = part.trim();
    let bare = LABELS.iter().find_map(|label| part.strip_prefix(label)).unwrap_or(part);
    bare.trim_start_matches([':', '：']).trim_end_matches([')', '）']).trim()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn read(text: &str) -> (Option<Date>, Option<String>) {
        let (date, lot) = split(text).unwrap();
        (date, lot.map(|lot| lot.to_string()))
    }

    #[test]
    fn a_date_and_a_lot_number_in_one_cell_are_told_apart() {
        for text in [
            "2026-08-14/SL2608141A",
            "2026/8/14/SL2608141A",
            "2026年8月14日 SL2608141A",
            "SL2608141A、2026-08-14",
            "生产日期：2026-08-14；批号：SL2608141A",
            "2026-08-14（批号：SL2608141A）",
        ] {
            assert_eq!(read(text), (Some(date(2026, 8, 14)), Some("SL2608141A".to_owned())), "{text}");
        }
    }

    #[test]
    fn a_date_alone_or_a_lot_number_alone_is_read() {
        assert_eq!(read("2026/8/14"), (Some(date(2026, 8, 14)), None));
        assert_eq!(read("2026-08-14 00:00:00"), (Some(date(2026, 8, 14)), None));
        assert_eq!(read("SL2608141A"), (None, Some("SL2608141A".to_owned())));
    }

    #[test]
    fn what_is_neither_is_refused_and_not_guessed() {
        for text in ["见包装", "2026年8月", "2026-08-14至2026-08-20"] {
            assert_eq!(split(text).unwrap_err().rule, "sampling_date_or_lot", "{text}");
        }
    }

    #[test]
    fn a_notices_address_is_an_https_url() {
        assert!(notice_url("https://www.example.gov.cn/notice/12?a=1").is_ok());
        for text in ["http://example.cn", "www.example.cn", "https://", "https://a b", "https://a\"onclick"] {
            assert_eq!(notice_url(text).unwrap_err().rule, "sampling_notice_url", "{text}");
        }
    }
}
