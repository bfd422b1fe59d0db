//! Complaints and reports, for those who answer them.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use rusu_core::portal::ComplaintState;
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::json;
use super::{form, of_path, of_query, page};
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::OperatorCaller;
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{ComplaintAnswerBody, ComplaintsBody};

/// Which complaints.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ComplaintParameters {
    /// `open`, `in_progress` or `closed`; all without it.
    #[param(example = "open")]
    state: String,
    /// From 1.
    #[param(minimum = 1)]
    page: Option<usize>,
}

/// Lists complaints.
///
/// They may hold personal data: a contact is given for the answer only and is wiped on its day.
#[utoipa::path(
    get, path = "/api/v1/operator/complaints", tag = "operator", security(("operator" = [])),
    params(ComplaintParameters),
    responses(
        (status = 200, description = "A page of complaints, latest first", body = ComplaintsBody),
        (status = 400, description = "There is no such state", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_complaints(
    State(app): State<AppState>,
    _: OperatorCaller,
    asked: Result<Query<ComplaintParameters>, QueryRejection>,
) -> Result<Json<ComplaintsBody>, ApiError> {
    let Query(asked) = asked.map_err(of_query)?;
    let state = match asked.state.trim() {
        "" => None,
        word => Some(
            ComplaintState::from_word(word)
                .ok_or_else(|| ApiError::AddressForm { why: format!("state cannot be `{word}`") })?,
        ),
    };
    let found = move || {
        let found = app.operator.complaints(state, page(asked.page))?;
        Ok::<_, ApiError>(ComplaintsBody::new(&found, &*app.query.directory()?))
    };
    Ok(Json(blocking(found).await?))
}

/// Says where a complaint stands.
#[utoipa::path(
    patch, path = "/api/v1/operator/complaints/{id}", tag = "operator", security(("operator" = [])),
    params(("id" = u64, Path, description = "The platform's number")),
    request_body(content = ComplaintAnswerBody, content_type = "application/json"),
    responses(
        (status = 204, description = "Kept"),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "There is no such state, or the note is too long", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn update_complaint(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    id: Result<Path<u64>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, ApiError> {
    let id = of_path(id)?;
    let answer: ComplaintAnswerBody = json(&headers, body).await?;
    let unknown = || form("state", &answer.state);
    let state = ComplaintState::from_word(answer.state.trim()).ok_or_else(unknown)?;
    let desk = Arc::clone(&app.operator);
    blocking(move || desk.answer_complaint(id, state, &answer.note)).await?;
    tracing::info!(operator, complaint = id, state = state.as_str(), "a complaint was answered");
    Ok(StatusCode::NO_CONTENT)
}
