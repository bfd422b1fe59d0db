//! Questions and their answers.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::Response;
use rusu_core::answer::Question;
use rusu_core::channel::Channel;
use rusu_core::limits::{QUESTION_BODY_BYTES_MAX, QUESTION_BYTES_MAX};
use rusu_core::texts::Lang;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::app::{App, AppState};
use crate::blocking::{MayTakeTime, at_once_or_blocking};
use crate::error::ApiError;
use crate::language::{Preferred, of_tag};
use crate::pages::reads_gzip;
use crate::pieces::Sent;
use crate::problem::Problem;
use crate::wire::{AnswerBody, answer_json};

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
    pub(crate) fn into_text(self) -> String {
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
    /// Through which front door it comes; see `docs/channels.md`. `api` without it.
    #[schema(example = "wechat_mini")]
    channel: Option<String>,
    /// Whether the same person only looks again, say in another language: then nothing is counted.
    #[serde(default)]
    again: bool,
}

/// The language of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct LangParameter {
    /// `zh` or `en`; otherwise the header `Accept-Language` decides, and Chinese without it.
    pub(crate) lang: Option<String>,
}

/// How a code is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct UnitParameters {
    /// `zh` or `en`; otherwise the header `Accept-Language` decides, and Chinese without it.
    lang: Option<String>,
    /// Through which front door it comes. `api` without it.
    channel: Option<String>,
    /// `1` if the same person only looks again: then nothing is counted.
    again: Option<u8>,
}

/// A question but for its language.
struct Asked {
    text: String,
    enterprise: Option<String>,
    channel: Channel,
    is_again: bool,
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
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let body = body.map_err(of_body)?;
    let question: QuestionBody =
        serde_json::from_slice(&body).map_err(|error| ApiError::BodyForm { why: error.to_string() })?;
    let lang = question.lang.as_deref().and_then(of_tag).unwrap_or(preferred);
    let asked = Asked {
        text: question.text.unwrap_or_default(),
        enterprise: question.enterprise.map(EnterpriseName::into_text),
        channel: Channel::named_or(question.channel.as_deref(), Channel::API),
        is_again: question.again,
    };
    answered(app, asked, lang, reads_gzip(&headers)).await
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
        UnitParameters,
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
    method: Method,
    headers: HeaderMap,
    query: Result<Query<UnitParameters>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Path((enterprise, text)) = path.map_err(|e| ApiError::AddressForm { why: e.body_text() })?;
    let Query(asked) = query.map_err(|e| ApiError::AddressForm { why: e.body_text() })?;
    let lang = asked.lang.as_deref().and_then(of_tag).unwrap_or(preferred);
    let channel = Channel::named_or(asked.channel.as_deref(), Channel::API);
    // Who asks for the head alone reads no answer.
    let is_again = asked.again == Some(1) || method == Method::HEAD;
    let asked = Asked { text, enterprise: Some(enterprise), channel, is_again };
    answered(app, asked, lang, reads_gzip(&headers)).await
}

async fn answered(app: AppState, asked: Asked, lang: Lang, is_packed: bool) -> Result<Response, ApiError> {
    const JSON: HeaderValue = HeaderValue::from_static("application/json");
    if asked.text.trim().is_empty() {
        return Err(ApiError::TextMissing);
    }
    if asked.text.len() > QUESTION_BYTES_MAX {
        return Err(ApiError::TextTooLong { given: asked.text.len() });
    }
    let json = at_once_or_blocking(move |may| resolved(&app, &asked, lang, is_packed, may)).await?;
    let mut response = Response::default();
    response.headers_mut().insert(header::CONTENT_TYPE, JSON);
    let body = json.into_body(response.headers_mut());
    *response.body_mut() = body;
    Ok(response)
}

/// The answer as JSON; `None` if it takes time and there is none.
fn resolved(
    app: &Arc<App>,
    asked: &Asked,
    lang: Lang,
    is_packed: bool,
    MayTakeTime(may_ask): MayTakeTime,
) -> Result<Option<Sent>, ApiError> {
    let enterprise = match asked.enterprise.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        None => None,
        Some(name) => {
            let directory = if may_ask { Some(app.query.directory()?) } else { app.query.held_directory() };
            let Some(directory) = directory else { return Ok(None) };
            let unknown = || ApiError::EnterpriseUnknown { name: name.to_owned() };
            Some(directory.find(name).ok_or_else(unknown)?.id)
        }
    };
    let Asked { channel, is_again, .. } = *asked;
    let question = Question { text: asked.text.clone(), enterprise, channel, is_again };
    let answer =
        if may_ask { Some(app.query.resolve(&question)?) } else { app.query.resolve_held(&question)? };
    let Some(answer) = answer else { return Ok(None) };
    // Every answer has its verdict; only a first look has a front door, as on the pages.
    app.metrics.count_query(answer.verdict);
    if !is_again {
        app.metrics.count_channel(channel);
    }
    Ok(Some(answer_json(&answer, lang, &app.settings.public_url, &app.rendered, is_packed)))
}

pub(crate) fn of_body(rejection: BytesRejection) -> ApiError {
    of_body_within(rejection, QUESTION_BODY_BYTES_MAX)
}

pub(super) fn of_body_within(rejection: BytesRejection, limit: usize) -> ApiError {
    match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            ApiError::BodyTooLarge { limit }
        }
        _ => ApiError::BodyBroken,
    }
}
