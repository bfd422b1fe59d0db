//! Receipts and refused rows as people read them in a terminal, in Chinese and English.

use rusu_core::rejection::{Rejection, Severity};
use rusu_core::submission::{Receipt, RowCounts};
use rusu_core::texts::{self, Argument, Lang};

use crate::words::{aligned, both};

/// Refused rows that are listed in full.
const LISTED_MAX: usize = 100;

/// A receipt, wherever it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReceiptView {
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) counts: RowCounts,
    /// Number, result, cans.
    pub(crate) lots: Vec<(String, String, u64)>,
}

impl From<&Receipt> for ReceiptView {
    fn from(receipt: &Receipt) -> Self {
        let lot = |lot: &rusu_core::submission::LotReceipt| {
            (lot.number.to_string(), lot.result.as_str().to_owned(), lot.units)
        };
        Self {
            id: receipt.id.to_string(),
            state: receipt.state.as_str().to_owned(),
            counts: receipt.counts,
            lots: receipt.lots.iter().map(lot).collect(),
        }
    }
}

/// A refused or remarked row, wherever it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RejectionView {
    pub(crate) file: String,
    pub(crate) sheet: Option<String>,
    pub(crate) row: Option<u64>,
    pub(crate) column: Option<String>,
    pub(crate) rule: String,
    pub(crate) is_error: bool,
    pub(crate) value: String,
    /// What is wrong, zh and en.
    pub(crate) message: [String; 2],
    /// What to do, zh and en.
    pub(crate) remedy: [String; 2],
}

impl From<&Rejection> for RejectionView {
    fn from(rejection: &Rejection) -> Self {
        let (place, finding) = (&rejection.place, &rejection.finding);
        Self {
            file: place.file.to_string(),
            sheet: place.sheet.as_deref().map(str::to_owned),
            row: place.row,
            column: place.column.as_deref().map(str::to_owned),
            rule: finding.rule.to_string(),
            is_error: finding.severity == Severity::Error,
            value: finding.value.clone(),
            message: [finding.message(Lang::Zh), finding.message(Lang::En)],
            remedy: [finding.remedy(Lang::Zh), finding.remedy(Lang::En)],
        }
    }
}

/// A receipt as two tables.
pub(crate) fn receipt(receipt: &Receipt) -> String {
    receipt_view(&receipt.into())
}

/// A receipt as two tables.
pub(crate) fn receipt_view(view: &ReceiptView) -> String {
    let counts = view.counts;
    let row = |id: &str, value: String| vec![both(id, &[]), value];
    let mut rows = vec![
        row("command-receipt-submission", view.id.clone()),
        row("command-receipt-state", both(&format!("command-state-{}", view.state), &[])),
        row("command-receipt-rows", counts.total.to_string()),
        row("command-receipt-accepted", counts.accepted.to_string()),
        row("command-receipt-rejected", counts.rejected.to_string()),
        row("command-receipt-duplicate", counts.duplicate.to_string()),
        row("command-receipt-warnings", counts.warnings.to_string()),
    ];
    let mut text = aligned(&rows);
    if !view.lots.is_empty() {
        let headings = ["command-receipt-lot", "command-receipt-state", "command-receipt-units"];
        rows = vec![headings.iter().map(|id| both(id, &[])).collect()];
        rows.extend(view.lots.iter().map(|(number, result, units)| {
            vec![number.clone(), both(&format!("command-lot-{result}"), &[]), units.to_string()]
        }));
        text.push('\n');
        text.push_str(&aligned(&rows));
    }
    text
}

/// Refused rows, each with its place, value, problem and what to do.
pub(crate) fn rejections(rejections: &[Rejection]) -> String {
    let views: Vec<RejectionView> = rejections.iter().map(RejectionView::from).collect();
    rejection_views(&views)
}

/// Refused rows, each with its place, value, problem and what to do.
pub(crate) fn rejection_views(views: &[RejectionView]) -> String {
    let mut text = String::new();
    for (index, view) in views.iter().take(LISTED_MAX).enumerate() {
        let kind = both(if view.is_error { "command-error" } else { "command-warning" }, &[]);
        text.push_str(&format!("\n{}. {kind}  {}  [{}]\n", index + 1, place(view), view.rule));
        if !view.value.is_empty() {
            let value: String =
                view.value.chars().take(120).map(|c| if c.is_control() { ' ' } else { c }).collect();
            text.push_str(&format!("   {}: {value}\n", both("command-value", &[])));
        }
        let [zh, en] = &view.message;
        let [fix_zh, fix_en] = &view.remedy;
        for (lang, message, remedy) in [(Lang::Zh, zh, fix_zh), (Lang::En, en, fix_en)] {
            let label = |id: &str| texts::plain(lang, id);
            text.push_str(&format!("   {}: {message}\n", label("command-problem")));
            text.push_str(&format!("   {}: {remedy}\n", label("command-remedy")));
        }
    }
    if views.len() > LISTED_MAX {
        let more = u64::try_from(views.len() - LISTED_MAX).unwrap_or(u64::MAX);
        text.push_str(&format!("\n{}\n", both("command-more", &[("count", more.into())])));
    }
    text
}

fn place(view: &RejectionView) -> String {
    let mut parts = vec![view.file.clone()];
    parts.extend(view.sheet.clone());
    if let Some(row) = view.row {
        let row = row.to_string();
        parts.push(both("command-place-row", &[("row", Argument::Text(&row))]));
    }
    if let Some(column) = &view.column {
        parts.push(both("command-place-column", &[("column", column.into())]));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// A rate in whole numbers.
pub(crate) fn per_second(count: u64, seconds: f64) -> u64 {
    let millis =
        u64::try_from(std::time::Duration::from_secs_f64(seconds.max(0.001)).as_millis()).unwrap_or(u64::MAX);
    count.saturating_mul(1_000) / millis.max(1)
}

#[cfg(test)]
mod tests {
    use rusu_core::rejection::{Finding, Place};

    use super::*;

    #[test]
    fn a_refused_row_is_shown_with_place_value_problem_and_remedy_in_both_languages() {
        let place = Place { row: Some(7), ..Place::file("codes.csv") };
        let rejection = Finding::error("code_missing", "x").at(place.column("追溯码"));
        let text = rejections(&[rejection]);
        for part in [
            "codes.csv",
            "第 7 行",
            "row 7",
            "追溯码",
            "code_missing",
            "问题",
            "problem",
            "办法",
            "what to do",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn a_rate_survives_no_time_at_all() {
        assert_eq!(per_second(10, 0.0), 10_000);
        assert_eq!(per_second(10, 2.0), 5);
    }

    #[test]
    fn every_state_verdict_and_result_has_words() {
        for state in rusu_core::submission::SubmissionState::ALL {
            assert!(rusu_core::texts::exists(&format!("command-state-{}", state.as_str())));
        }
        for verdict in rusu_core::verdict::Verdict::ALL {
            assert!(rusu_core::texts::exists(&format!("command-verdict-{}", verdict.as_str())));
        }
        for result in rusu_core::submission::LotResult::ALL {
            assert!(rusu_core::texts::exists(&format!("command-lot-{}", result.as_str())));
        }
    }
}
