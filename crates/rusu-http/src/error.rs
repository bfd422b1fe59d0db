//! From errors to problems. The one place that decides an error's code, and with it its status.

mod admission;
mod lots;
mod recalls;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use rusu_core::limits::{
    DELIVERED_BYTES_PER_DAY_MAX, QUESTION_BYTES_MAX, RECALL_CHECK_MAX, REQUEST_SECONDS_MAX,
    SUBMISSIONS_WAITING_PER_ENTERPRISE_MAX, UPLOAD_BYTES_MAX, UPLOAD_BYTES_PER_SECOND_MIN,
    UPLOAD_PAUSE_SECONDS_MAX,
};
use rusu_core::ports::{FullUploads, StoreFault};
use rusu_core::upload::ManifestError;
use rusu_intake::{
    AdmissionError, DeliveryError, IntakeError, LotError, PortalError, RecallError, WebhookError,
};

use crate::problem::{Fact, Problem, ProblemCode};

/// Why a request cannot be done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// The body is not the JSON that is expected.
    #[error("body is not what is expected: {why}")]
    BodyForm {
        /// What the parser says.
        why: String,
    },
    /// The body broke off.
    #[error("body broke off")]
    BodyBroken,
    /// The body is larger than the address takes.
    #[error("body exceeds its limit of {limit} bytes")]
    BodyTooLarge {
        /// The limit.
        limit: usize,
    },
    /// The question holds no text.
    #[error("question holds no text")]
    TextMissing,
    /// The question's text is too long.
    #[error("text has {given} bytes, limit is {QUESTION_BYTES_MAX}")]
    TextTooLong {
        /// Its bytes.
        given: usize,
    },
    /// No enterprise, or several, are called so.
    #[error("`{name}` is not the name of one enterprise")]
    EnterpriseUnknown {
        /// The name as given.
        name: String,
    },
    /// The path or the query string cannot be read.
    #[error("address cannot be read: {why}")]
    AddressForm {
        /// What the parser says.
        why: String,
    },
    /// No key, or one that opens no door. Which of the two is not told.
    #[error("no key, or an unknown one")]
    KeyUnknown,
    /// The delivery has no file name.
    #[error("delivery has no file name")]
    FileNameMissing,
    /// There is no such mode.
    #[error("`{given}` is not a mode")]
    ModeUnknown {
        /// The word as given.
        given: String,
    },
    /// The delivery is empty.
    #[error("delivery is empty")]
    UploadEmpty,
    /// The delivery is announced as larger than allowed.
    #[error("delivery exceeds its limit of {UPLOAD_BYTES_MAX} bytes")]
    UploadTooLarge,
    /// The delivery stopped arriving.
    #[error("nothing of the delivery arrived for {UPLOAD_PAUSE_SECONDS_MAX} s")]
    UploadStalled,
    /// The delivery arrives too slowly.
    #[error("delivery arrives at less than {UPLOAD_BYTES_PER_SECOND_MIN} bytes a second")]
    UploadSlow,
    /// The enterprise has no such submission.
    #[error("submission `{id}` does not exist")]
    SubmissionUnknown {
        /// The id as given.
        id: String,
    },
    /// No such document is shown.
    #[error("document does not exist")]
    DocumentUnknown,
    /// A film has no such range of bytes.
    #[error("range is not within {bytes} bytes")]
    RangeUnknown {
        /// The film's bytes.
        bytes: u64,
    },
    /// There is nothing at the address.
    #[error("address does not exist")]
    AddressUnknown,
    /// The address does not take the method.
    #[error("method is not allowed")]
    MethodNotAllowed,
    /// Too much is under way.
    #[error("{what_max} {what} are under way already")]
    Busy {
        /// Of what.
        what: &'static str,
        /// The limit.
        what_max: usize,
    },
    /// The answer took too long.
    #[error("no answer within {REQUEST_SECONDS_MAX} s")]
    Timeout,
    /// A handler panicked.
    #[error("a handler panicked: {what}")]
    Panicked {
        /// What it said.
        what: String,
    },
    /// A text cannot be written.
    #[error("an answer cannot be written: {0}")]
    Unwritable(String),
    /// A store failed while reading.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The write side refused or failed.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// The desk for deliveries refused or failed.
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
    /// The enterprise has no webhook.
    #[error("there is no webhook")]
    WebhookUnknown,
    /// The desk for webhooks refused or failed.
    #[error(transparent)]
    Webhook(#[from] WebhookError),
    /// The portal's desk refused or failed.
    #[error(transparent)]
    Portal(#[from] PortalError),
    /// The body is not the one whose digest was sent.
    #[error("body does not have the digest that was sent")]
    DigestMismatch,
    /// Admission's desk refused or failed.
    #[error(transparent)]
    Admission(#[from] AdmissionError),
    /// The recall desk refused or failed.
    #[error(transparent)]
    Recall(#[from] RecallError),
    /// A bulk check has too many items.
    #[error("check has {given} items, limit is {RECALL_CHECK_MAX}")]
    RecallCheckTooLong {
        /// How many.
        given: usize,
    },
    /// The submission has not ended.
    #[error("submission `{id}` has not ended")]
    SubmissionUnfinished {
        /// Its id.
        id: String,
    },
    /// The version of a lot that the caller saw is not named.
    #[error("no version of the lot is named")]
    VersionMissing,
    /// A lot was not changed.
    #[error(transparent)]
    Lot(#[from] LotError),
}

/// What a problem says, but for the request's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// Which problem.
    pub code: ProblemCode,
    /// What its texts name.
    pub facts: Vec<(&'static str, Fact)>,
}

impl Meaning {
    /// The document.
    pub(crate) fn problem(&self, instance: &str) -> Problem {
        Problem::new(self.code, &self.facts, instance)
    }

    /// When it is worth trying again, seconds.
    pub(crate) fn retry_after_seconds(&self) -> Option<u64> {
        let fact = |name| self.facts.iter().find(|(known, _)| *known == name).map(|(_, fact)| fact);
        match (self.code, fact("seconds")) {
            (ProblemCode::QuotaBytes, Some(Fact::Number(seconds))) => Some(*seconds),
            (ProblemCode::QuotaWaiting | ProblemCode::UploadsFull, _) => Some(60),
            _ => (self.code.status() == StatusCode::SERVICE_UNAVAILABLE).then_some(5),
        }
    }
}

impl ApiError {
    /// What it means to the one who asked.
    pub(crate) fn meaning(&self) -> Meaning {
        let plain = |code| Meaning { code, facts: Vec::new() };
        match self {
            Self::BodyForm { why } => named(ProblemCode::BodyForm, "why", why),
            Self::BodyBroken => plain(ProblemCode::BodyBroken),
            Self::BodyTooLarge { limit } => limited(ProblemCode::BodyTooLarge, *limit),
            Self::TextMissing => plain(ProblemCode::TextMissing),
            Self::TextTooLong { given } => {
                let mut meaning = limited(ProblemCode::TextTooLong, QUESTION_BYTES_MAX);
                meaning.facts.push(("given", number(*given)));
                meaning
            }
            Self::EnterpriseUnknown { name } => named(ProblemCode::EnterpriseUnknown, "name", name),
            Self::AddressForm { why } => named(ProblemCode::AddressForm, "why", why),
            Self::KeyUnknown => plain(ProblemCode::KeyUnknown),
            Self::FileNameMissing => plain(ProblemCode::FileNameMissing),
            Self::ModeUnknown { given } => named(ProblemCode::ModeUnknown, "given", given),
            Self::UploadEmpty => plain(ProblemCode::UploadEmpty),
            Self::UploadTooLarge => upload_too_large(UPLOAD_BYTES_MAX),
            Self::UploadStalled => seconds(ProblemCode::UploadStalled, UPLOAD_PAUSE_SECONDS_MAX),
            Self::UploadSlow => limited_to(ProblemCode::UploadSlow, UPLOAD_BYTES_PER_SECOND_MIN / 1024),
            Self::SubmissionUnknown { id } => named(ProblemCode::SubmissionUnknown, "id", id),
            Self::DocumentUnknown => plain(ProblemCode::DocumentUnknown),
            Self::RangeUnknown { bytes } => {
                Meaning { code: ProblemCode::RangeUnknown, facts: vec![("bytes", Fact::Number(*bytes))] }
            }
            Self::AddressUnknown => plain(ProblemCode::AddressUnknown),
            Self::MethodNotAllowed => plain(ProblemCode::MethodNotAllowed),
            Self::Busy { .. } => plain(ProblemCode::Busy),
            Self::Timeout => seconds(ProblemCode::Timeout, REQUEST_SECONDS_MAX),
            Self::Panicked { .. } | Self::Unwritable(_) => plain(ProblemCode::Internal),
            Self::Store(fault) => of_store(fault),
            Self::Intake(error) => of_intake(error),
            Self::Delivery(error) => of_delivery(error),
            Self::WebhookUnknown => plain(ProblemCode::WebhookUnknown),
            Self::Webhook(WebhookError::Fault(fault)) => of_store(fault),
            Self::Webhook(WebhookError::Url(why)) => named(ProblemCode::WebhookUrl, "why", &why.to_string()),
            Self::Portal(error) => of_portal(error),
            Self::DigestMismatch => plain(ProblemCode::DigestMismatch),
            Self::Admission(error) => admission::of_admission(error),
            Self::Recall(error) => recalls::of_recall(error),
            Self::RecallCheckTooLong { .. } => limited(ProblemCode::RecallCheckLimit, RECALL_CHECK_MAX),
            Self::SubmissionUnfinished { id } => named(ProblemCode::SubmissionUnfinished, "id", id),
            Self::VersionMissing => plain(ProblemCode::LotVersionMissing),
            Self::Lot(error) => lots::of_lot(error),
        }
    }
}

fn of_store(fault: &StoreFault) -> Meaning {
    let code = match fault {
        StoreFault::Unavailable { .. } | StoreFault::Stopped { .. } => ProblemCode::StoreUnavailable,
        StoreFault::Damaged { .. } => ProblemCode::Internal,
        // Only what is being written has a limit that can be passed.
        StoreFault::TooLarge { limit, .. } => return upload_too_large(*limit),
    };
    Meaning { code, facts: Vec::new() }
}

fn of_intake(error: &IntakeError) -> Meaning {
    match error {
        IntakeError::Fault(fault) => of_store(fault),
        IntakeError::Busy { .. } => Meaning { code: ProblemCode::Busy, facts: Vec::new() },
        IntakeError::CheckTooLarge { codes_max } => limited(ProblemCode::CheckTooLarge, *codes_max),
        IntakeError::KeyReused { key } => named(ProblemCode::IdempotencyKeyReused, "key", key),
        IntakeError::KeyForm { given } => {
            Meaning { code: ProblemCode::IdempotencyKeyForm, facts: vec![("given", number(*given))] }
        }
        IntakeError::FileName { name } => named(ProblemCode::FileNameForm, "name", name),
        IntakeError::Unknown { name, .. } => named(ProblemCode::NameUnknown, "name", name),
        IntakeError::Decode(_)
        | IntakeError::Scratch(_)
        | IntakeError::Source(_)
        | IntakeError::Taken { .. } => Meaning { code: ProblemCode::Internal, facts: Vec::new() },
    }
}

fn of_delivery(error: &DeliveryError) -> Meaning {
    let plain = |code| Meaning { code, facts: Vec::new() };
    match error {
        DeliveryError::Intake(error) => of_intake(error),
        DeliveryError::Manifest(ManifestError::TooLarge { .. }) => upload_too_large(UPLOAD_BYTES_MAX),
        DeliveryError::Manifest(error) => named(ProblemCode::ManifestForm, "why", &error.to_string()),
        DeliveryError::UploadUnknown { id } => named(ProblemCode::UploadUnknown, "id", id),
        DeliveryError::PartUnknown { number, parts } => {
            let mut meaning = limited(ProblemCode::PartUnknown, *parts);
            meaning.facts.push(("number", Fact::Number((*number).into())));
            meaning
        }
        DeliveryError::PartContent { number } => Meaning {
            code: ProblemCode::PartContent,
            facts: vec![("number", Fact::Number((*number).into()))],
        },
        DeliveryError::PartsMissing { missing } => {
            Meaning { code: ProblemCode::PartsMissing, facts: vec![("count", number(missing.len()))] }
        }
        DeliveryError::WholeContent => plain(ProblemCode::WholeContent),
        DeliveryError::Full { what: FullUploads::Sessions | FullUploads::Bytes } => {
            plain(ProblemCode::UploadsFull)
        }
        // Nothing that this enterprise could do about it.
        DeliveryError::Full { what: FullUploads::BytesOfAll } => plain(ProblemCode::Busy),
        DeliveryError::QuotaWaiting { .. } => {
            limited_to(ProblemCode::QuotaWaiting, SUBMISSIONS_WAITING_PER_ENTERPRISE_MAX)
        }
        DeliveryError::QuotaBytes { seconds, .. } => {
            const GIB: u64 = 1024 * 1024 * 1024;
            let mut meaning = limited_to(ProblemCode::QuotaBytes, DELIVERED_BYTES_PER_DAY_MAX / GIB);
            meaning.facts.push(("seconds", Fact::Number(*seconds)));
            meaning
        }
    }
}

fn of_portal(error: &PortalError) -> Meaning {
    let plain = |code| Meaning { code, facts: Vec::new() };
    let whole = |number: i64| Fact::Number(u64::try_from(number).unwrap_or(0));
    match error {
        PortalError::Fault(fault) => of_store(fault),
        PortalError::Decode(_) => plain(ProblemCode::Internal),
        PortalError::Unknown { name, .. } => named(ProblemCode::NameUnknown, "name", name),
        PortalError::Missing { field } => named(ProblemCode::FieldMissing, "field", field),
        PortalError::TooLong { field, given, limit } => {
            let mut meaning = limited(ProblemCode::FieldTooLong, *limit);
            meaning.facts.extend([("field", Fact::Text((*field).to_owned())), ("given", number(*given))]);
            meaning
        }
        PortalError::Form { field, given } => {
            let mut meaning = named(ProblemCode::FieldForm, "given", given);
            meaning.facts.push(("field", Fact::Text((*field).to_owned())));
            meaning
        }
        PortalError::Future { field, given } => {
            let mut meaning = named(ProblemCode::DateInFuture, "given", &given.to_string());
            meaning.facts.push(("field", Fact::Text((*field).to_owned())));
            meaning
        }
        PortalError::PictureKind => plain(ProblemCode::PictureKind),
        PortalError::PictureTooLarge { limit, .. } => {
            Meaning { code: ProblemCode::PictureTooLarge, facts: vec![("limit", Fact::Number(limit / 1024))] }
        }
        PortalError::PicturePixels { side_max } => Meaning {
            code: ProblemCode::PicturePixels,
            facts: vec![("limit", Fact::Number((*side_max).into()))],
        },
        PortalError::PictureDamaged { .. } => plain(ProblemCode::PictureDamaged),
        PortalError::VideoKind => plain(ProblemCode::VideoKind),
        PortalError::VideoUnknown { video } => named(ProblemCode::VideoUnknown, "name", &video.to_hex()),
        PortalError::CheckFilesLimit { limit } => limited(ProblemCode::CheckFilesLimit, *limit),
        PortalError::TicketInvalid => plain(ProblemCode::TicketInvalid),
        PortalError::TicketEarly { seconds_min } => {
            Meaning { code: ProblemCode::TicketEarly, facts: vec![("seconds", whole(*seconds_min))] }
        }
        PortalError::TicketExpired { seconds_max } => {
            Meaning { code: ProblemCode::TicketExpired, facts: vec![("hours", whole(seconds_max / 3_600))] }
        }
        PortalError::TicketUsed { .. } => plain(ProblemCode::TicketUsed),
        PortalError::ComplaintsOfAddress { limit } => Meaning {
            code: ProblemCode::ComplaintsOfAddress,
            facts: vec![("limit", Fact::Number((*limit).into()))],
        },
        PortalError::ComplaintsBusy { .. } => plain(ProblemCode::ComplaintsBusy),
    }
}

fn named(code: ProblemCode, name: &'static str, text: &str) -> Meaning {
    Meaning { code, facts: vec![(name, Fact::Text(shortened(text)))] }
}

fn limited(code: ProblemCode, limit: usize) -> Meaning {
    Meaning { code, facts: vec![("limit", number(limit))] }
}

fn limited_to(code: ProblemCode, limit: u64) -> Meaning {
    Meaning { code, facts: vec![("limit", Fact::Number(limit))] }
}

fn seconds(code: ProblemCode, limit: u64) -> Meaning {
    Meaning { code, facts: vec![("seconds", Fact::Number(limit))] }
}

fn upload_too_large(limit: u64) -> Meaning {
    const MIB: u64 = 1024 * 1024;
    Meaning { code: ProblemCode::UploadTooLarge, facts: vec![("limit", Fact::Number(limit / MIB))] }
}

fn number(number: usize) -> Fact {
    Fact::Number(u64::try_from(number).unwrap_or(u64::MAX))
}

/// A refused value is repeated to its sender, but not at any length.
fn shortened(text: &str) -> String {
    const CHARACTERS_MAX: usize = 200;
    text.chars().filter(|c| !c.is_control()).take(CHARACTERS_MAX).collect()
}

/// An error on its way to the layer that knows the request's id and writes the document.
#[derive(Clone, Debug)]
pub(crate) struct Pending(pub Arc<ApiError>);

impl IntoResponse for ApiError {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        let meaning = self.meaning();
        *response.status_mut() = meaning.code.status();
        let headers = response.headers_mut();
        if let Some(seconds) = meaning.retry_after_seconds() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if meaning.code.status() == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(Pending(Arc::new(self)));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(error: ApiError) -> (&'static str, u16) {
        let code = error.meaning().code;
        (code.as_str(), code.status().as_u16())
    }

    #[test]
    fn a_store_that_cannot_be_reached_is_worth_another_try() {
        let fault = StoreFault::Unavailable { store: "registry", reason: "secret host".to_owned() };
        let response = ApiError::from(fault).into_response();
        assert_eq!(response.status(), 503);
        assert_eq!(response.headers()[header::RETRY_AFTER], "5");
    }

    #[test]
    fn a_faults_own_words_are_not_sent() {
        let fault = StoreFault::Damaged { store: "registry", reason: "secret host".to_owned() };
        let problem = ApiError::from(fault).meaning().problem("r1");
        assert_eq!((problem.status, problem.code), (500, ProblemCode::Internal));
        assert!(!serde_json::to_string(&problem).unwrap().contains("secret"));
    }

    #[test]
    fn an_upload_beyond_the_limit_tells_the_limit_in_mebibytes() {
        let fault = StoreFault::TooLarge { what: "upload", limit: UPLOAD_BYTES_MAX };
        let meaning = ApiError::from(IntakeError::Fault(fault)).meaning();
        assert_eq!(meaning.facts, [("limit", Fact::Number(2048))]);
        assert_eq!(meaning.code.status(), 413);
    }

    #[test]
    fn errors_of_the_write_side_keep_their_codes() {
        let reused = IntakeError::KeyReused { key: "k".to_owned() };
        assert_eq!(code(reused.into()), ("idempotency_key_reused", 422));
        assert_eq!(code(IntakeError::Busy { queued_max: 1 }.into()), ("busy", 503));
        assert_eq!(code(IntakeError::FileName { name: String::new() }.into()), ("file_name_form", 400));
    }

    #[test]
    fn a_refused_value_is_repeated_shortened() {
        let name = "长".repeat(1_000);
        let problem = ApiError::EnterpriseUnknown { name }.meaning().problem("r1");
        assert!(problem.detail.chars().count() < 300, "{}", problem.detail);
    }
}
