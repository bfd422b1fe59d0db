//! Notices, articles and films, drafts included.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use rusu_core::lot::ContentHash;
use rusu_core::portal::{Announcement, AnnouncementKind};
use rusu_intake::{AnnouncementDraft, PortalError};

use super::body::json;
use super::{NumberedPage, form, of_path, of_query, page};
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::OperatorCaller;
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{AnnouncementDraftBody, OperatorAnnouncementBody, OperatorAnnouncementsBody};

/// Lists every announcement, drafts and future ones included.
#[utoipa::path(
    get, path = "/api/v1/operator/announcements", tag = "operator", security(("operator" = [])),
    params(NumberedPage),
    responses(
        (status = 200, description = "A page of announcements, latest change first", body = OperatorAnnouncementsBody),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_operator_announcements(
    State(app): State<AppState>,
    _: OperatorCaller,
    asked: Result<Query<NumberedPage>, QueryRejection>,
) -> Result<Json<OperatorAnnouncementsBody>, ApiError> {
    let Query(asked) = asked.map_err(of_query)?;
    let found = blocking(move || app.operator.announcements(page(asked.page))).await?;
    Ok(Json(OperatorAnnouncementsBody::from(&found)))
}

/// Shows one announcement as it was written.
#[utoipa::path(
    get, path = "/api/v1/operator/announcements/{id}", tag = "operator", security(("operator" = [])),
    params(("id" = u64, Path, description = "The platform's number")),
    responses(
        (status = 200, description = "The announcement", body = OperatorAnnouncementBody),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_operator_announcement(
    State(app): State<AppState>,
    _: OperatorCaller,
    id: Result<Path<u64>, PathRejection>,
) -> Result<Json<OperatorAnnouncementBody>, ApiError> {
    let id = of_path(id)?;
    let found = blocking(move || app.operator.announcement(id)).await?;
    Ok(Json(OperatorAnnouncementBody::from(&found)))
}

/// Adds an announcement.
///
/// Without `published_at` it is a draft, which nobody sees.
#[utoipa::path(
    post, path = "/api/v1/operator/announcements", tag = "operator", security(("operator" = [])),
    request_body(content = AnnouncementDraftBody, content_type = "application/json"),
    responses(
        (status = 201, description = "The announcement", body = OperatorAnnouncementBody,
            headers(("Location" = String, description = "Where it is"))),
        (status = 400, description = "Not an announcement", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Larger than any announcement", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Something in it cannot be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_announcement(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let draft = draft(json(&headers, body).await?)?;
    let desk = Arc::clone(&app.operator);
    let saved = blocking(move || desk.add_announcement(draft)).await?;
    report(&operator, &saved);
    let location = [(header::LOCATION, format!("/api/v1/operator/announcements/{}", saved.id))];
    Ok((StatusCode::CREATED, location, Json(OperatorAnnouncementBody::from(&saved))).into_response())
}

/// Replaces an announcement.
#[utoipa::path(
    put, path = "/api/v1/operator/announcements/{id}", tag = "operator", security(("operator" = [])),
    params(("id" = u64, Path, description = "The platform's number")),
    request_body(content = AnnouncementDraftBody, content_type = "application/json"),
    responses(
        (status = 200, description = "The announcement", body = OperatorAnnouncementBody),
        (status = 400, description = "Not an announcement", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Larger than any announcement", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Something in it cannot be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn replace_announcement(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    id: Result<Path<u64>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<OperatorAnnouncementBody>, ApiError> {
    let id = of_path(id)?;
    let draft = draft(json(&headers, body).await?)?;
    let desk = Arc::clone(&app.operator);
    let saved = blocking(move || desk.edit_announcement(id, draft)).await?;
    report(&operator, &saved);
    Ok(Json(OperatorAnnouncementBody::from(&saved)))
}

/// Removes an announcement.
#[utoipa::path(
    delete, path = "/api/v1/operator/announcements/{id}", tag = "operator", security(("operator" = [])),
    params(("id" = u64, Path, description = "The platform's number")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete_announcement(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    id: Result<Path<u64>, PathRejection>,
) -> Result<StatusCode, ApiError> {
    let id = of_path(id)?;
    blocking(move || app.operator.remove_announcement(id)).await?;
    tracing::info!(operator, announcement = id, "an announcement was removed");
    Ok(StatusCode::NO_CONTENT)
}

fn report(operator: &str, saved: &Announcement) {
    tracing::info!(operator, announcement = saved.id, "an announcement was saved");
}

fn draft(body: AnnouncementDraftBody) -> Result<AnnouncementDraft, PortalError> {
    let kind = AnnouncementKind::from_word(body.kind.trim()).ok_or_else(|| form("kind", &body.kind))?;
    let video = |hex: String| ContentHash::from_hex(&hex).ok_or_else(|| form("video", &hex));
    let moment = |text: String| text.parse::<Timestamp>().map_err(|_| form("published_at", &text));
    Ok(AnnouncementDraft {
        kind,
        title: body.title.into(),
        summary: body.summary.into(),
        body: body.body.into(),
        video: body.video.map(video).transpose()?,
        pinned: body.pinned,
        published_at: body.published_at.map(moment).transpose()?,
    })
}
