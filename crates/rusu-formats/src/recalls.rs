//! The public list of recalls as a table.

use rusu_core::calendar::china_time;
use rusu_core::recall::{Amended, Recall, RecallTarget};
use rusu_core::texts::{Lang, plain};

use crate::rejections::harmless_cell;

/// Names of the columns: stable words, the same in every language, because programs read them.
const COLUMNS: [&str; 18] = [
    "recall",
    "enterprise",
    "enterprise_name",
    "level",
    "state",
    "state_name",
    "kind",
    "lot",
    "first",
    "last",
    "added_at",
    "removed_at",
    "announced_at",
    "ended_at",
    "regions",
    "reason",
    "instructions",
    "contact_phone",
];

/// Writes recalls, each with the name of its enterprise, as UTF-8 CSV with a mark: one row for each lot,
/// range or code of the list, those that were taken out included (`removed_at`).
#[must_use]
pub fn recalls_csv(recalls: &[(&Recall, String)], lang: Lang) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    let mut write = |record: &[String]| {
        let record = record.iter().map(|text| harmless_cell(text));
        writer.write_record(record).expect("memory takes every record");
    };
    write(&COLUMNS.map(str::to_owned));
    for (recall, maker) in recalls {
        let when = |at: Option<jiff::Timestamp>| at.map(moment).unwrap_or_default();
        let state = recall.state().as_str();
        for entry in &recall.targets {
            let removed = entry.removed.as_ref().map(|removed: &Amended| moment(removed.at));
            for [kind, lot, first, last] in rows(&entry.target) {
                write(&[
                    recall.id.to_string(),
                    recall.enterprise.to_string(),
                    maker.clone(),
                    recall.level.as_str().to_owned(),
                    state.to_owned(),
                    plain(lang, &format!("recall-state-{state}")),
                    kind,
                    lot,
                    first,
                    last,
                    moment(entry.added.at),
                    removed.clone().unwrap_or_default(),
                    when(recall.announced_at),
                    when(recall.ended_at),
                    recall.plan.regions.join("、"),
                    recall.reason.clone(),
                    recall.instructions.clone(),
                    recall.contact_phone.clone(),
                ]);
            }
        }
    }
    writer.into_inner().expect("memory takes every record")
}

/// Kind, lot, first and last code; a single code is the first and the last.
fn rows(target: &RecallTarget) -> Vec<[String; 4]> {
    let text = |kind: &str, lot: String, first: String, last: String| [kind.to_owned(), lot, first, last];
    match target {
        RecallTarget::Lot(lot) => vec![text("lot", lot.to_string(), String::new(), String::new())],
        RecallTarget::Range(range) => {
            let lot = range.lot.as_ref().map(ToString::to_string).unwrap_or_default();
            vec![text("range", lot, range.first().to_string(), range.last().to_string())]
        }
        RecallTarget::Codes(codes) => {
            codes.iter().map(|code| text("code", String::new(), code.to_string(), code.to_string())).collect()
        }
    }
}

/// A moment as China's clocks show it.
fn moment(at: jiff::Timestamp) -> String {
    china_time(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

#[cfg(test)]
mod tests {
    use rusu_testkit::builders::recall::{full_recall, lot_targets};
    use rusu_testkit::builders::sample_recall;

    use super::*;

    fn written(recall: &Recall) -> Vec<Vec<String>> {
        let bytes = recalls_csv(&[(recall, "示例乳业".to_owned())], Lang::Zh);
        let text = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap()).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn every_lot_range_and_code_has_its_row_and_what_was_taken_out_says_when() {
        let rows = written(&full_recall());
        let column = |index: usize| rows[1..].iter().map(|row| row[index].as_str()).collect::<Vec<_>>();
        assert_eq!(column(6), ["lot", "range", "range", "code", "code", "lot"]);
        assert_eq!(column(8)[1..5], ["6900012345678901", "N000000001", "6900012345670001", "AB0001"]);
        assert_eq!(column(9)[3], "6900012345670001");
        assert_eq!(column(11)[..2], ["2026-09-01T09:23:20+08:00", ""]);
        assert_eq!((rows[0][6].as_str(), column(5)[0]), ("kind", "已撤销"));
    }

    #[test]
    fn a_text_that_a_spreadsheet_would_run_is_made_text() {
        let recall = Recall {
            reason: "=1+1".to_owned(),
            instructions: "@a".to_owned(),
            contact_phone: "+86 400".to_owned(),
            targets: lot_targets(&["-A1"]),
            ..sample_recall()
        };
        let row = &written(&recall)[1];
        assert_eq!([&row[7], &row[15], &row[16], &row[17]], ["'-A1", "'=1+1", "'@a", "'+86 400"]);
    }
}
