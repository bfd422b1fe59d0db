//! The shapes in which domain values travel. They stop here: no other crate has a wire type.

mod admission;
mod answer;
mod application;
mod delivery;
mod directory;
mod lineage;
mod lots;
mod operator;
mod packaging;
mod portal;
mod recall_draft;
mod recall_file;
mod recalls;
mod record;
mod submission;
mod webhook;

use jiff::Timestamp;
use rusu_core::calendar::china_time;
use rusu_core::texts::{self, Argument, Lang};
use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

pub(crate) use admission::{
    EndingPapersBody, NewSigningKeyBody, OwnEnterpriseBody, RuleTrialBody, RuleTrialResultBody,
    SigningKeyBody, SigningKeysBody, StandingBody, StandingChangeBody, StandingsBody,
};
pub(crate) use answer::{AnswerBody, answer_json};
pub(crate) use application::{
    AdmissionOrderBody, AdmittedBody, ApplicationBody, ApplicationStateBody, ApplicationTakenBody,
    ApplicationsBody, NewApplicationBody, ReasonBody,
};
pub(crate) use delivery::{CheckBody, LimitsBody, ManifestBody, QuotaBody, UploadBody, UploadsBody};
pub(crate) use directory::{
    CatalogueBody, DirectoryBody, EnterpriseBody, ListedEnterpriseBody, TraceItemBody,
};
pub(crate) use lineage::LineageBody;
pub(crate) use lots::{
    LotAmendmentBody, LotSheetBody, LotStateOrderBody, LotSummaryBody, LotsBody, VoidCountBody,
    VoidOrderBody, findings_text,
};
pub(crate) use operator::{
    AnnouncementDraftBody, CheckFileBody, CheckFilesBody, ComplaintAnswerBody, ComplaintsBody, LogoBody,
    OperatorAnnouncementBody, OperatorAnnouncementsBody, SamplingImportBody, StatementBody, VideoBody,
};
pub(crate) use packaging::{PackagingCountBody, PackagingOrderBody, PackagingSheetBody};
pub(crate) use portal::{
    AnnouncementBody, AnnouncementTextBody, AnnouncementsBody, EnterpriseRefBody, PublicRecallBody,
    RecallsBody, SamplingResultBody, SamplingResultsBody, StatisticsBody,
};
pub(crate) use recall_draft::{RecallChangeBody, RecallDraftBody, RecallReportBody, RecallStepBody};
pub(crate) use recall_file::{RecallFileBody, RecallFilesBody};
pub(crate) use recalls::{
    RecallCheckBody, RecallCheckItemBody, RecallCheckedBody, RecallCheckedListBody, RecallTargetBody, whose,
};
pub(crate) use record::{RecordBody, RecordJson};
pub(crate) use submission::{ReceiptBody, ReceiptsBody, RejectionsBody};
pub(crate) use webhook::{WebhookBody, WebhookDraftBody, WebhookKeyBody};

/// The bytes of a file; stands for them in the description only.
pub(crate) struct FileBody;

impl PartialSchema for FileBody {
    fn schema() -> RefOr<Schema> {
        let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
        ObjectBuilder::new().schema_type(Type::String).format(Some(binary)).into()
    }
}

impl ToSchema for FileBody {}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct BothBody {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl BothBody {
    /// The words of a message in both languages.
    pub(crate) fn of_message(id: &str, arguments: &[(&str, Argument<'_>)]) -> Self {
        Self { zh: texts::format(Lang::Zh, id, arguments), en: texts::format(Lang::En, id, arguments) }
    }
}

/// A moment as China's clocks show it, `2026-08-14T09:12:33+08:00`. China has one offset and no
/// summer time.
pub(crate) fn moment(at: Timestamp) -> String {
    china_time(at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// A text as one component of a URL (RFC 3986: unreserved characters stand as they are).
pub(crate) fn percent_encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut url, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
        url
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_shown_as_chinas_clocks_show_it() {
        let late: Timestamp = "2026-08-14T17:30:05.9Z".parse().unwrap();
        assert_eq!(moment(late), "2026-08-15T01:30:05+08:00");
    }

    #[test]
    fn a_url_component_is_encoded_byte_by_byte() {
        assert_eq!(percent_encoded("报 1.pdf"), "%E6%8A%A5%201.pdf");
    }
}
