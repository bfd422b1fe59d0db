//! Questions and their answers.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use rusu_core::answer::Question;
use rusu_core::limits::QUESTION_BYTES_MAX;
use rusu_core::texts::Lang;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::app::{App, AppState};
use crate::blocking::blocking;
use crate::error::ApiError;
use crate::language::{Preferred, of_tag};
use crate::problem::Problem;
use crate::wire::AnswerBody;

/// An enterprise, as people and programs call it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum EnterpriseName {
    /// The platform's number.
    Number(u32),
    /// Its number, name, brand, registered name or credit code.
    Text(String),
}

impl EnterpriseName {
    fn into_text(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text,
        }
    }
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
pub(crate) struct QuestionBody {
    /// What was scanned, typed or pasted: a bare code, or the whole text of a QR code.
    #[schema(value_type = String, example = "6900012345678901", max_length = 4096)]
    text: Option<String>,
    /// The enterprise that the person chose, if any.
    enterprise: Option<EnterpriseName>,
    /// `zh` or `en`; otherwise the header `Accept-Language` decides, and Chinese without it.
    #[schema(example = "zh")]
    lang: Option<String>,
}

/// The language of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LangParameter {
    /// `zh` or `en`; otherwise the header `Accept-Language` decides, and Chinese without it.
    pub(crate) lang: Option<String>,
}

/// Answers a question.
///
/// Whatever is a question is answered with status 200, found or not: `verdict.code` says which.
/// Asking counts as a query of the code.
#[utoipa::path(
    post, path = "/api/v1/resolve", tag = "query",
    request_body(content = QuestionBody, content_type = "application/json"),
    responses(
        (status = 200, description = "The answer", body = AnswerBody),
        (status = 400, description = "Not a question", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Larger than any question", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn resolve_question(
    State(app): State<AppState>,
    Preferred(preferred): Preferred,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<AnswerBody>, ApiError> {
    let body = body.map_err(of_body)?;
    let question: QuestionBody =
        serde_json::from_slice(&body).map_err(|error| ApiError::BodyForm { why: error.to_string() })?;
    let lang = question.lang.as_deref().and_then(of_tag).unwrap_or(preferred);
    let enterprise = question.enterprise.map(EnterpriseName::into_text);
    answered(app, question.text.unwrap_or_default(), enterprise, lang).await
}

/// Answers the question for one code of one enterprise.
///
/// The same answer as `resolve_question` with both given. The enterprise is named by its number,
/// name, brand or credit code.
#[utoipa::path(
    get, path = "/api/v1/units/{enterprise}/{code}", tag = "query",
    params(
        ("enterprise" = String, Path, description = "Number, name, brand, registered name or credit code"),
        ("code" = String, Path, description = "The code, or the whole text of a QR code, percent-encoded"),
        LangParameter,
    ),
    responses(
        (status = 200, description = "The answer", body = AnswerBody),
        (status = 400, description = "Not a question", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_unit(
    State(app): State<AppState>,
    Preferred(preferred): Preferred,
    path: Result<Path<(String, String)>, PathRejection>,
    query: Result<Query<LangParameter>, QueryRejection>,
) -> Result<Json<AnswerBody>, ApiError> {
    let Path((enterprise, code)) = path.map_err(|e| ApiError::AddressForm { why: e.body_text() })?;
    let Query(LangParameter { lang }) = query.map_err(|e| ApiError::AddressForm { why: e.body_text() })?;
    let lang = lang.as_deref().and_then(of_tag).unwrap_or(preferred);
    answered(app, code, Some(enterprise), lang).await
}

async fn answered(
    app: AppState,
    text: String,
    enterprise: Option<String>,
    lang: Lang,
) -> Result<Json<AnswerBody>, ApiError> {
    if text.trim().is_empty() {
        return Err(ApiError::TextMissing);
    }
    if text.len() > QUESTION_BYTES_MAX {
        return Err(ApiError::TextTooLong { given: text.len() });
    }
    blocking(move || resolved(&app, text, enterprise.as_deref(), lang).map(Json)).await
}

fn resolved(
    app: &Arc<App>,
    text: String,
    enterprise: Option<&str>,
    lang: Lang,
) -> Result<AnswerBody, ApiError> {
    let chosen = match enterprise.map(str::trim).filter(|name| !name.is_empty()) {
        None => None,
        Some(name) => {
            let found = app.query.directory()?.find(name);
            let unknown = || ApiError::EnterpriseUnknown { name: name.to_owned() };
            Some(found.ok_or_else(unknown)?.id)
        }
    };
    let answer = app.query.resolve(&Question { text, enterprise: chosen, ..Question::default() })?;
    app.metrics.count_query(answer.verdict);
    Ok(AnswerBody::new(&answer, lang, &app.settings.public_url))
}

fn of_body(rejection: BytesRejection) -> ApiError {
    match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => ApiError::BodyTooLarge,
        _ => ApiError::BodyBroken,
    }
}
