//! Receipts and rejections on the wire.

use rusu_core::rejection::{Place, Rejection, Severity};
use rusu_core::submission::{LotReceipt, LotResult, Receipt, RowCounts, SubmissionId};
use rusu_core::texts::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use super::{BothBody, moment};

/// Rows by what became of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CountsBody {
    /// Rows read.
    pub total: u64,
    /// Rows stored now.
    pub accepted: u64,
    /// Rows refused.
    pub rejected: u64,
    /// Rows whose content the platform already had.
    pub duplicate: u64,
    /// Warnings; their rows were stored.
    pub warnings: u64,
}

impl From<RowCounts> for CountsBody {
    fn from(counts: RowCounts) -> Self {
        let RowCounts { total, accepted, rejected, duplicate, warnings } = counts;
        Self { total, accepted, rejected, duplicate, warnings }
    }
}

/// One lot of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LotReceiptBody {
    /// Its number.
    pub number: String,
    /// `published`, `amended`, `draft`, `duplicate` or `rejected`.
    #[schema(example = "published")]
    pub result: &'static str,
    /// Cans stored now.
    pub units: u64,
}

impl From<&LotReceipt> for LotReceiptBody {
    fn from(lot: &LotReceipt) -> Self {
        Self { number: lot.number.to_string(), result: lot.result.as_str(), units: lot.units }
    }
}

/// The receipt of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReceiptBody {
    /// The submission's id.
    #[schema(example = "S01M2N9W5J8K3Q7R4T6V8X0Y2Z4A")]
    pub id: String,
    /// Whose it is.
    pub enterprise: u32,
    /// The file name as sent.
    pub file_name: String,
    /// SHA-256 of the delivered bytes, hexadecimal: proof of what was received.
    pub content_sha256: String,
    /// `all_or_nothing` or `good_rows`.
    #[schema(example = "all_or_nothing")]
    pub mode: &'static str,
    /// `received`, `processing`, `published`, `partly_published`, `rejected` or `failed`.
    #[schema(example = "received")]
    pub state: &'static str,
    /// Whether nothing more will happen by itself.
    pub is_final: bool,
    /// Rows by what became of them.
    pub counts: CountsBody,
    /// Lots by what became of them.
    pub lots: Vec<LotReceiptBody>,
    /// For `failed`: what the platform's fault was, as a stable word.
    #[schema(required)]
    pub failure: Option<String>,
    /// When it became durable.
    #[schema(format = DateTime)]
    pub received_at: String,
    /// When it was read to its end.
    #[schema(required, format = DateTime)]
    pub decoded_at: Option<String>,
    /// When the codes and documents of its last lot were durable.
    #[schema(required, format = DateTime)]
    pub committed_at: Option<String>,
    /// When its last lot was published; `null` where none was.
    #[schema(required, format = DateTime)]
    pub published_at: Option<String>,
    /// When it reached a final state.
    #[schema(required, format = DateTime)]
    pub finished_at: Option<String>,
}

impl From<&Receipt> for ReceiptBody {
    fn from(receipt: &Receipt) -> Self {
        // With the last lot a submission is published, and ends.
        let is_shown = |lot: &LotReceipt| matches!(lot.result, LotResult::Published | LotResult::Amended);
        let is_published = receipt.times.committed_at.is_some() && receipt.lots.iter().any(is_shown);
        Self {
            id: receipt.id.to_string(),
            enterprise: receipt.enterprise.0,
            file_name: receipt.file_name.clone(),
            content_sha256: receipt.content.to_hex(),
            mode: receipt.mode.as_str(),
            state: receipt.state.as_str(),
            is_final: receipt.state.is_final(),
            counts: receipt.counts.into(),
            lots: receipt.lots.iter().map(LotReceiptBody::from).collect(),
            failure: receipt.failure.clone(),
            received_at: moment(receipt.received_at),
            decoded_at: receipt.times.decoded_at.map(moment),
            committed_at: receipt.times.committed_at.map(moment),
            published_at: receipt.finished_at.filter(|_| is_published).map(moment),
            finished_at: receipt.finished_at.map(moment),
        }
    }
}

/// An enterprise's latest submissions, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReceiptsBody {
    /// Their receipts.
    pub submissions: Vec<ReceiptBody>,
}

/// Where in a delivery something stands, as the sender sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlaceBody {
    /// File name, inside the ZIP if it was one.
    pub file: String,
    /// Sheet of a workbook.
    #[schema(required)]
    pub sheet: Option<String>,
    /// Row or line, the header being row 1; `null` where the whole file is meant.
    #[schema(required)]
    pub row: Option<u64>,
    /// The column's heading as it stands in the file.
    #[schema(required)]
    pub column: Option<String>,
}

impl From<&Place> for PlaceBody {
    fn from(place: &Place) -> Self {
        Self {
            file: place.file.to_string(),
            sheet: place.sheet.as_deref().map(ToOwned::to_owned),
            row: place.row,
            column: place.column.as_deref().map(ToOwned::to_owned),
        }
    }
}

/// A refused or remarked row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RejectionBody {
    /// The rule, as a stable word.
    #[schema(example = "code_check_digit")]
    pub rule: String,
    /// `error`: the row is refused; `warning`: it is stored.
    #[schema(example = "error")]
    pub severity: &'static str,
    /// Where.
    pub place: PlaceBody,
    /// The value as given.
    pub value: String,
    /// What is wrong.
    pub message: BothBody,
    /// What to do.
    pub remedy: BothBody,
}

impl From<&Rejection> for RejectionBody {
    fn from(rejection: &Rejection) -> Self {
        let finding = &rejection.finding;
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let message = BothBody { zh: finding.message(Lang::Zh), en: finding.message(Lang::En) };
        let remedy = BothBody { zh: finding.remedy(Lang::Zh), en: finding.remedy(Lang::En) };
        Self {
            rule: finding.rule.to_string(),
            severity,
            place: PlaceBody::from(&rejection.place),
            value: finding.value.clone(),
            message,
            remedy,
        }
    }
}

/// What was refused or remarked in a submission, in the order in which it was found. Beyond the
/// first ten thousand they are only counted, in the receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RejectionsBody {
    /// The submission's id.
    pub submission: String,
    /// The rejections.
    pub rejections: Vec<RejectionBody>,
}

impl RejectionsBody {
    /// A submission's rejections.
    pub(crate) fn new(id: &SubmissionId, rejections: &[Rejection]) -> Self {
        let rejections = rejections.iter().map(RejectionBody::from).collect();
        Self { submission: id.to_string(), rejections }
    }
}
