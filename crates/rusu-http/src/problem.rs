//! Problem documents (RFC 9457): how the platform says no to a program.
//!
//! Invariants: a code never changes its meaning; the texts are in both languages, whatever the
//! request asked for, so that a log line or a screenshot helps everybody; inner causes are logged
//! and never sent.

use axum::http::StatusCode;
use rusu_core::texts::{self, Argument, Lang};
use serde::Serialize;
use utoipa::ToSchema;

/// The media type of a problem document.
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

macro_rules! problem_codes {
    ($($(#[$about:meta])* $name:ident = $word:literal => $status:ident;)+) => {
        /// What is wrong, as a stable word.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum ProblemCode { $($(#[$about])* $name,)+ }

        impl ProblemCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            /// Its HTTP status.
            #[must_use]
            pub fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status),+ }
            }
        }
    };
}

problem_codes! {
    /// The body is not the JSON that is expected.
    BodyForm = "body_form" => BAD_REQUEST;
    /// The body ended before it was complete.
    BodyBroken = "body_broken" => BAD_REQUEST;
    /// The body is larger than the address takes.
    BodyTooLarge = "body_too_large" => PAYLOAD_TOO_LARGE;
    /// The question holds no text.
    TextMissing = "text_missing" => BAD_REQUEST;
    /// The question's text is longer than any code.
    TextTooLong = "text_too_long" => BAD_REQUEST;
    /// No enterprise, or more than one, is called so.
    EnterpriseUnknown = "enterprise_unknown" => BAD_REQUEST;
    /// The path or the query string cannot be read.
    AddressForm = "address_form" => BAD_REQUEST;
    /// No key, or one that opens no door.
    KeyUnknown = "key_unknown" => UNAUTHORIZED;
    /// The delivery has no file name.
    FileNameMissing = "file_name_missing" => BAD_REQUEST;
    /// The delivery's file name cannot be used.
    FileNameForm = "file_name_form" => BAD_REQUEST;
    /// There is no such way to treat bad rows.
    ModeUnknown = "mode_unknown" => BAD_REQUEST;
    /// The delivery is empty.
    UploadEmpty = "upload_empty" => BAD_REQUEST;
    /// The delivery is larger than allowed.
    UploadTooLarge = "upload_too_large" => PAYLOAD_TOO_LARGE;
    /// The delivery stopped arriving.
    UploadStalled = "upload_stalled" => REQUEST_TIMEOUT;
    /// The delivery arrives far more slowly than any line.
    UploadSlow = "upload_slow" => REQUEST_TIMEOUT;
    /// A manifest contradicts itself or a limit.
    ManifestForm = "manifest_form" => BAD_REQUEST;
    /// The enterprise has no such upload, or it has expired.
    UploadUnknown = "upload_unknown" => NOT_FOUND;
    /// The upload has no such part.
    PartUnknown = "part_unknown" => NOT_FOUND;
    /// A part is not what the manifest promised.
    PartContent = "part_content" => UNPROCESSABLE_ENTITY;
    /// Not all parts of an upload are here.
    PartsMissing = "parts_missing" => CONFLICT;
    /// The whole is not what the manifest promised, although every part is.
    WholeContent = "whole_content" => UNPROCESSABLE_ENTITY;
    /// The enterprise has as many uploads under way as it may.
    UploadsFull = "uploads_full" => TOO_MANY_REQUESTS;
    /// Too many of the enterprise's submissions wait.
    QuotaWaiting = "quota_waiting" => TOO_MANY_REQUESTS;
    /// The enterprise has delivered as much as it may on one day.
    QuotaBytes = "quota_bytes" => TOO_MANY_REQUESTS;
    /// The delivery has more codes than a check without storing takes.
    CheckTooLarge = "check_too_large" => PAYLOAD_TOO_LARGE;
    /// The enterprise has no webhook.
    WebhookUnknown = "webhook_unknown" => NOT_FOUND;
    /// A webhook's address cannot be used.
    WebhookUrl = "webhook_url" => UNPROCESSABLE_ENTITY;
    /// The idempotency key cannot be used.
    IdempotencyKeyForm = "idempotency_key_form" => BAD_REQUEST;
    /// The idempotency key was used for other content.
    IdempotencyKeyReused = "idempotency_key_reused" => UNPROCESSABLE_ENTITY;
    /// The enterprise has no such submission.
    SubmissionUnknown = "submission_unknown" => NOT_FOUND;
    /// Something that was named does not exist.
    NameUnknown = "name_unknown" => NOT_FOUND;
    /// Something that is needed was left out.
    FieldMissing = "field_missing" => UNPROCESSABLE_ENTITY;
    /// A text is too long.
    FieldTooLong = "field_too_long" => UNPROCESSABLE_ENTITY;
    /// A text is not what its field takes.
    FieldForm = "field_form" => UNPROCESSABLE_ENTITY;
    /// A date lies in the future.
    DateInFuture = "date_in_future" => UNPROCESSABLE_ENTITY;
    /// The bytes are no PNG, JPEG or WebP.
    PictureKind = "picture_kind" => UNSUPPORTED_MEDIA_TYPE;
    /// The picture has too many bytes.
    PictureTooLarge = "picture_too_large" => PAYLOAD_TOO_LARGE;
    /// The picture has too many pixels.
    PicturePixels = "picture_pixels" => UNPROCESSABLE_ENTITY;
    /// The picture cannot be read to its end.
    PictureDamaged = "picture_damaged" => UNPROCESSABLE_ENTITY;
    /// The bytes are no MP4 or WebM.
    VideoKind = "video_kind" => UNSUPPORTED_MEDIA_TYPE;
    /// No such film was uploaded.
    VideoUnknown = "video_unknown" => UNPROCESSABLE_ENTITY;
    /// There are as many check files as there can be.
    CheckFilesLimit = "check_files_limit" => CONFLICT;
    /// A form's ticket is not one of ours.
    TicketInvalid = "ticket_invalid" => UNPROCESSABLE_ENTITY;
    /// A form was sent sooner than a person can write.
    TicketEarly = "ticket_early" => TOO_MANY_REQUESTS;
    /// A form was opened too long ago.
    TicketExpired = "ticket_expired" => UNPROCESSABLE_ENTITY;
    /// A form was sent before.
    TicketUsed = "ticket_used" => CONFLICT;
    /// Too many complaints from one address.
    ComplaintsOfAddress = "complaints_of_address" => TOO_MANY_REQUESTS;
    /// Too many complaints altogether.
    ComplaintsBusy = "complaints_busy" => SERVICE_UNAVAILABLE;
    /// The fields of a request's signature are not written as the profile says.
    SignatureForm = "signature_form" => BAD_REQUEST;
    /// A request's signature does not cover what it must.
    SignatureComponentMissing = "signature_component_missing" => BAD_REQUEST;
    /// There is no such way to sign a request.
    SignatureAlgorithmUnknown = "signature_algorithm_unknown" => BAD_REQUEST;
    /// No such signing key was ever registered.
    SignatureKeyUnknown = "signature_key_unknown" => UNAUTHORIZED;
    /// The signing key was revoked.
    SignatureKeyRevoked = "signature_key_revoked" => UNAUTHORIZED;
    /// The signature belongs to another request or another key.
    SignatureWrong = "signature_wrong" => UNAUTHORIZED;
    /// The request was signed too long ago, or in the future.
    SignatureClock = "signature_clock" => UNAUTHORIZED;
    /// The nonce was used before.
    SignatureNonceUsed = "signature_nonce_used" => UNAUTHORIZED;
    /// The enterprise takes signed requests only.
    SignatureRequired = "signature_required" => FORBIDDEN;
    /// The body does not have the digest that was sent.
    DigestMismatch = "digest_mismatch" => BAD_REQUEST;
    /// The enterprise may not change anything for now.
    EnterpriseSuspended = "enterprise_suspended" => FORBIDDEN;
    /// The enterprise's admission has ended.
    EnterpriseEnded = "enterprise_ended" => FORBIDDEN;
    /// The enterprise is no subsidiary of the caller.
    EnterpriseNotYours = "enterprise_not_yours" => FORBIDDEN;
    /// The public key cannot be read, or is none of the algorithm.
    PublicKeyForm = "public_key_form" => UNPROCESSABLE_ENTITY;
    /// The public key is registered for another enterprise.
    SigningKeyTaken = "signing_key_taken" => CONFLICT;
    /// There are as many signing keys in force as there can be.
    SigningKeysLimit = "signing_keys_limit" => CONFLICT;
    /// The enterprise has no such signing key.
    SigningKeyUnknown = "signing_key_unknown" => NOT_FOUND;
    /// No application has this number and secret.
    ApplicationUnknown = "application_unknown" => NOT_FOUND;
    /// The application was decided before.
    ApplicationDecided = "application_decided" => CONFLICT;
    /// Too many applications wait.
    ApplicationsBusy = "applications_busy" => SERVICE_UNAVAILABLE;
    /// Another enterprise has the name.
    EnterpriseNameTaken = "enterprise_name_taken" => CONFLICT;
    /// A recall does not stand where this could be done.
    RecallState = "recall_state" => CONFLICT;
    /// Somebody else changed the recall in the meantime.
    RecallChanged = "recall_changed" => CONFLICT;
    /// Nothing is recalled, or a list of codes is empty.
    RecallTargetsMissing = "recall_targets_missing" => UNPROCESSABLE_ENTITY;
    /// A recall's list has too many entries.
    RecallTargetsLimit = "recall_targets_limit" => UNPROCESSABLE_ENTITY;
    /// A recall lists too many codes one by one.
    RecallCodesLimit = "recall_codes_limit" => UNPROCESSABLE_ENTITY;
    /// The list has the target already.
    RecallTargetTwice = "recall_target_twice" => UNPROCESSABLE_ENTITY;
    /// The list does not have the target.
    RecallTargetUnknown = "recall_target_unknown" => UNPROCESSABLE_ENTITY;
    /// A recall has as many reports as it can have.
    RecallReportsLimit = "recall_reports_limit" => UNPROCESSABLE_ENTITY;
    /// A report's numbers or its day cannot be right.
    RecallFigures = "recall_figures" => UNPROCESSABLE_ENTITY;
    /// A bulk check has too many items.
    RecallCheckLimit = "recall_check_limit" => UNPROCESSABLE_ENTITY;
    /// The submission has not ended, so that nothing can be told of its rows.
    SubmissionUnfinished = "submission_unfinished" => CONFLICT;
    /// The enterprise has no such published lot.
    LotUnknown = "lot_unknown" => NOT_FOUND;
    /// The lot is another version than the caller saw.
    LotChanged = "lot_changed" => PRECONDITION_FAILED;
    /// The version that the caller saw is not named.
    LotVersionMissing = "lot_version_missing" => PRECONDITION_REQUIRED;
    /// A lot does not go from one state to the other by the enterprise's word.
    LotStateForbidden = "lot_state_forbidden" => CONFLICT;
    /// The rules that deliveries are checked by refuse the amended lot.
    LotRefused = "lot_refused" => UNPROCESSABLE_ENTITY;
    /// More codes than can be declared void.
    VoidCodesLimit = "void_codes_limit" => UNPROCESSABLE_ENTITY;
    /// A code is not of the lot.
    CodeNotOfLot = "code_not_of_lot" => UNPROCESSABLE_ENTITY;
    /// No published lot or enterprise shows such a document.
    DocumentUnknown = "document_unknown" => NOT_FOUND;
    /// A film has no such range of bytes.
    RangeUnknown = "range_unknown" => RANGE_NOT_SATISFIABLE;
    /// There is nothing at this address.
    AddressUnknown = "address_unknown" => NOT_FOUND;
    /// The address does not take this method.
    MethodNotAllowed = "method_not_allowed" => METHOD_NOT_ALLOWED;
    /// Too much is under way; later it will work.
    Busy = "busy" => SERVICE_UNAVAILABLE;
    /// The answer took too long.
    Timeout = "timeout" => SERVICE_UNAVAILABLE;
    /// A store cannot be reached or stopped; later it will work.
    StoreUnavailable = "store_unavailable" => SERVICE_UNAVAILABLE;
    /// A fault of the platform.
    Internal = "internal" => INTERNAL_SERVER_ERROR;
}

/// A problem document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:rusu:problem:` and the code.
    #[schema(example = "urn:rusu:problem:enterprise_unknown")]
    pub r#type: String,
    /// What is wrong, in Chinese.
    pub title: String,
    /// What is wrong, in English.
    pub title_en: String,
    /// What exactly, and what to do, in Chinese.
    pub detail: String,
    /// What exactly, and what to do, in English.
    pub detail_en: String,
    /// The HTTP status.
    #[schema(example = 400)]
    pub status: u16,
    /// The stable word that programs compare.
    pub code: ProblemCode,
    /// The request's id, which the platform's reports also name.
    pub instance: String,
}

/// Something that a problem's texts name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// A word.
    Text(String),
    /// A number.
    Number(u64),
}

impl Problem {
    /// The document of a code, with what its texts name.
    pub(crate) fn new(code: ProblemCode, facts: &[(&'static str, Fact)], instance: &str) -> Self {
        let named: Vec<(&str, Argument<'_>)> = facts
            .iter()
            .map(|(name, fact)| match fact {
                Fact::Text(text) => (*name, text.into()),
                Fact::Number(number) => (*name, (*number).into()),
            })
            .collect();
        let id = format!("problem-{}", code.as_str());
        let say = |lang: Lang, suffix: &str| texts::format(lang, &format!("{id}{suffix}"), &named);
        Self {
            r#type: format!("urn:rusu:problem:{}", code.as_str()),
            title: say(Lang::Zh, ""),
            title_en: say(Lang::En, ""),
            detail: say(Lang::Zh, ".detail"),
            detail_en: say(Lang::En, ".detail"),
            status: code.status().as_u16(),
            code,
            instance: instance.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_texts() {
        for code in ProblemCode::ALL {
            let id = format!("problem-{}", code.as_str());
            assert!(texts::exists(&id) && texts::exists(&format!("{id}.detail")), "{id}");
        }
    }

    #[test]
    fn the_word_on_the_wire_is_the_word_of_the_texts() {
        for code in ProblemCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
    }
}
