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
