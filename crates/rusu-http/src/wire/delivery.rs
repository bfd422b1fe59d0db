//! Large deliveries, checks, limits and quotas on the wire.

use rusu_core::limits;
use rusu_core::lot::ContentHash;
use rusu_core::submission::AcceptMode;
use rusu_core::upload::{UploadManifest, UploadSession};
use rusu_intake::{Checked, Quota};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::moment;
use super::submission::{CountsBody, LotReceiptBody, RejectionBody};
use crate::error::ApiError;

/// What a sender says of a large delivery before its bytes come.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ManifestBody {
    /// The file's name; its extension helps to tell what it is.
    #[schema(example = "delivery.zip")]
    file_name: String,
    /// Bytes of the whole.
    bytes: u64,
    /// SHA-256 of the whole, hexadecimal.
    content_sha256: String,
    /// Bytes of every part but the last, 65,536 to 8,388,608; 8,388,608 without it.
    part_bytes: Option<u64>,
    /// SHA-256 of each part, hexadecimal, in order.
    parts_sha256: Vec<String>,
    /// `all_or_nothing` (one mistake refuses its whole lot; the default) or `good_rows`.
    #[schema(example = "all_or_nothing")]
    mode: Option<String>,
    /// The sender's own name for the delivery, 1 to 128 characters: it counts once, however often it
    /// is sent, in parts or in one piece.
    idempotency_key: String,
}

impl ManifestBody {
    /// The domain's manifest; whether it is consistent is not told here.
    ///
    /// # Errors
    /// `BodyForm`, `ModeUnknown`, `FileNameMissing`.
    pub(crate) fn parsed(self) -> Result<UploadManifest, ApiError> {
        if self.file_name.trim().is_empty() {
            return Err(ApiError::FileNameMissing);
        }
        let mode = match self.mode {
            None => AcceptMode::AllOrNothing,
            Some(word) => AcceptMode::from_word(&word).ok_or(ApiError::ModeUnknown { given: word })?,
        };
        Ok(UploadManifest {
            bytes: self.bytes,
            content: hash("content_sha256", &self.content_sha256)?,
            part_bytes: self.part_bytes.unwrap_or(limits::UPLOAD_PART_BYTES_MAX),
            parts: self
                .parts_sha256
                .iter()
                .map(|text| hash("parts_sha256", text))
                .collect::<Result<_, _>>()?,
            mode,
            file_name: self.file_name,
            idempotency_key: self.idempotency_key,
        })
    }
}

fn hash(field: &str, text: &str) -> Result<ContentHash, ApiError> {
    let not_a_hash = || ApiError::BodyForm { why: format!("{field} needs 64 hexadecimal digits") };
    ContentHash::from_hex(text).ok_or_else(not_a_hash)
}

/// A large delivery while its parts arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UploadBody {
    /// The upload's id.
    #[schema(example = "U01M2N9W5J8K3Q7R4T6V8X0Y2Z4A")]
    pub id: String,
    /// The file name as announced.
    pub file_name: String,
    /// Bytes of the whole.
    pub bytes: u64,
    /// SHA-256 of the whole, hexadecimal.
    pub content_sha256: String,
    /// Bytes of every part but the last.
    pub part_bytes: u64,
    /// How many parts there are.
    pub parts: usize,
    /// Numbers of the parts that are still to be sent, from 0.
    pub missing: Vec<u32>,
    /// The submission it became, once it was completed.
    #[schema(required)]
    pub submission: Option<String>,
    /// When what has arrived is thrown away.
    #[schema(format = DateTime)]
    pub expires_at: String,
}

impl From<&UploadSession> for UploadBody {
    fn from(session: &UploadSession) -> Self {
        let manifest = &session.manifest;
        Self {
            id: session.id.to_string(),
            file_name: manifest.file_name.clone(),
            bytes: manifest.bytes,
            content_sha256: manifest.content.to_hex(),
            part_bytes: manifest.part_bytes,
            parts: manifest.parts.len(),
            missing: session.missing.clone(),
            submission: session.submission.as_ref().map(ToString::to_string),
            expires_at: moment(session.expires_at),
        }
    }
}

/// An enterprise's uploads that are not completed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct UploadsBody {
    /// The uploads, oldest first.
    pub uploads: Vec<UploadBody>,
}

/// What would become of a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CheckBody {
    /// The file name as sent.
    pub file_name: String,
    /// SHA-256 of the checked bytes, hexadecimal.
    pub content_sha256: String,
    /// `all_or_nothing` or `good_rows`.
    #[schema(example = "all_or_nothing")]
    pub mode: &'static str,
    /// The state that it would end in: `published`, `partly_published` or `rejected`.
    #[schema(example = "published")]
    pub state: &'static str,
    /// Rows by what would become of them.
    pub counts: CountsBody,
    /// Lots by what would become of them.
    pub lots: Vec<LotReceiptBody>,
    /// What is wrong or remarkable, in the order in which it was found.
    pub rejections: Vec<RejectionBody>,
}

impl From<&Checked> for CheckBody {
    fn from(checked: &Checked) -> Self {
        Self {
            file_name: checked.file_name.clone(),
            content_sha256: checked.content.to_hex(),
            mode: checked.mode.as_str(),
            state: checked.state.as_str(),
            counts: checked.counts.into(),
            lots: checked.lots.iter().map(LotReceiptBody::from).collect(),
            rejections: checked.rejections.iter().map(RejectionBody::from).collect(),
        }
    }
}

/// One limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LimitBody {
    /// Its name, which never changes its meaning.
    #[schema(example = "upload_bytes_max")]
    pub name: String,
    /// Its value.
    pub value: u64,
    /// What is counted.
    #[schema(example = "bytes")]
    pub unit: &'static str,
}

/// The limits of deliveries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LimitsBody {
    /// The limits.
    pub limits: Vec<LimitBody>,
}

/// Limits under their names in `rusu_core::limits`.
macro_rules! named_limits {
    ($($name:ident in $unit:literal,)+) => {
        [$(LimitBody {
            name: stringify!($name).to_ascii_lowercase(),
            value: value(limits::$name),
            unit: $unit,
        }),+]
    };
}

/// A limit as a number; each is positive and far below 2^63.
fn value(limit: impl TryInto<u64>) -> u64 {
    limit.try_into().unwrap_or(u64::MAX)
}

impl LimitsBody {
    /// All that a sender must keep.
    pub(crate) fn all() -> Self {
        let all = named_limits![
            UPLOAD_BYTES_MAX in "bytes",
            UPLOAD_PART_BYTES_MIN in "bytes",
            UPLOAD_PART_BYTES_MAX in "bytes",
            UPLOAD_PARTS_MAX in "parts",
            UPLOAD_MANIFEST_BYTES_MAX in "bytes",
            UPLOAD_SESSIONS_PER_ENTERPRISE_MAX in "uploads",
            UPLOAD_BYTES_PER_ENTERPRISE_MAX in "bytes",
            UPLOAD_SESSION_HOURS_MAX in "hours",
            UPLOADS_PER_ENTERPRISE_AT_ONCE_MAX in "requests",
            UPLOAD_BYTES_PER_SECOND_MIN in "bytes per second",
            UPLOAD_PACE_SECONDS in "seconds",
            UPLOAD_PAUSE_SECONDS_MAX in "seconds",
            SUBMISSIONS_WAITING_PER_ENTERPRISE_MAX in "submissions",
            DELIVERED_BYTES_PER_DAY_MAX in "bytes per day",
            IDEMPOTENCY_KEY_CHARACTERS_MAX in "characters",
            LOTS_PER_SUBMISSION_MAX in "lots",
            CODES_PER_LOT_MAX in "codes",
            CHECK_CODES_MAX in "codes",
            OTHER_ROWS_PER_SUBMISSION_MAX in "rows",
            RAW_MATERIALS_PER_LOT_MAX in "rows",
            CIRCULATION_EVENTS_PER_LOT_MAX in "rows",
            FILES_PER_SUBMISSION_MAX in "files",
            DOCUMENT_BYTES_MAX in "bytes",
            UNPACKED_BYTES_MAX in "bytes",
            COMPRESSION_RATIO_MAX in "times",
            CELL_BYTES_MAX in "bytes",
            ROW_BYTES_MAX in "bytes",
            FILE_COLUMNS_MAX in "columns",
            REJECTIONS_KEPT_MAX in "rejections",
        ];
        Self { limits: all.into() }
    }
}

/// What an enterprise has used and may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct QuotaBody {
    /// Submissions that wait to be processed.
    pub submissions_waiting: u64,
    /// Most that may wait.
    pub submissions_waiting_max: u64,
    /// Bytes delivered today.
    pub bytes_today: u64,
    /// Most bytes of a day.
    pub bytes_per_day_max: u64,
    /// Seconds until the day ends in China.
    pub day_ends_in_seconds: u64,
}

impl From<Quota> for QuotaBody {
    fn from(quota: Quota) -> Self {
        Self {
            submissions_waiting: quota.waiting,
            submissions_waiting_max: quota.waiting_max,
            bytes_today: quota.bytes,
            bytes_per_day_max: quota.bytes_max,
            day_ends_in_seconds: quota.seconds,
        }
    }
}
