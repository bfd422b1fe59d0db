//! Large deliveries in parts, which go on where they broke off. An enterprise sees only its own.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::rejection::{BytesRejection, FailedToBufferBody, PathRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use rusu_core::limits::UPLOAD_MANIFEST_BYTES_MAX;
use rusu_core::upload::{UploadId, UploadManifest};
use rusu_intake::DeliveryError;

use super::upload::{UploadRoom, announced, take};
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::{Caller, OnBehalf};
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{FileBody, ManifestBody, ReceiptBody, UploadBody, UploadsBody};

/// Announces a large delivery.
///
/// The manifest promises the whole and each part by its SHA-256. The answer says which parts are
/// missing, until when they are waited for, and where they go. The same manifest again, at any
/// time, is the same upload with what it has already: that is how an interrupted one goes on.
#[utoipa::path(
    post, path = "/api/v1/uploads", tag = "submissions", security(("key" = []), ("signature" = [])), params(OnBehalf),
    request_body(content = ManifestBody, content_type = "application/json"),
    responses(
        (status = 200, description = "Known already; go on", body = UploadBody),
        (status = 201, description = "Opened", body = UploadBody,
            headers(("Location" = String, description = "Where the upload is"))),
        (status = 400, description = "Not a manifest", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The idempotency key belongs to another manifest", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too much is under way, or was delivered today", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_upload(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let manifest = manifest(&body.map_err(of_body)?)?;
    let desk = Arc::clone(&app.deliveries);
    let (session, is_new) = blocking(move || desk.open(enterprise, manifest)).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    let location = [(header::LOCATION, format!("/api/v1/uploads/{}", session.id))];
    Ok((status, location, Json(UploadBody::from(&session))).into_response())
}

/// Lists the uploads that are not completed, oldest first.
#[utoipa::path(
    get, path = "/api/v1/uploads", tag = "submissions", security(("key" = []), ("signature" = [])), params(OnBehalf),
    responses(
        (status = 200, description = "The uploads", body = UploadsBody),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_uploads(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
) -> Result<Json<UploadsBody>, ApiError> {
    let uploads = blocking(move || app.deliveries.uploads(enterprise)).await?;
    Ok(Json(UploadsBody { uploads: uploads.iter().map(UploadBody::from).collect() }))
}

/// Tells which parts of an upload are missing, and what it became.
#[utoipa::path(
    get, path = "/api/v1/uploads/{id}", tag = "submissions", security(("key" = []), ("signature" = [])),
    params(("id" = String, Path, description = "The upload's id"), OnBehalf),
    responses(
        (status = 200, description = "The upload", body = UploadBody),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The enterprise has no such upload, or it has expired", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_upload(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<UploadBody>, ApiError> {
    let id = upload_id(path)?;
    let session = blocking(move || app.deliveries.upload(enterprise, &id)).await?;
    Ok(Json(UploadBody::from(&session)))
}

/// Takes a part of an upload.
///
/// Parts come in any order, several at once if you like, and a part may come twice. The answer
/// comes once the part is durable.
#[utoipa::path(
    put, path = "/api/v1/uploads/{id}/parts/{number}", tag = "submissions", security(("key" = []), ("signature" = [])),
    params(
        ("id" = String, Path, description = "The upload's id"),
        ("number" = u32, Path, description = "The part's number, from 0"),
        OnBehalf,
    ),
    request_body(content = FileBody, content_type = "application/octet-stream", description = "The part's bytes, as the manifest promised them"),
    responses(
        (status = 200, description = "Durable; what is missing now", body = UploadBody),
        (status = 400, description = "Empty, or broke off", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such upload or part", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "Stopped arriving, or arrived too slowly", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not the bytes that the manifest promised", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn replace_upload_part(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    Extension(room): Extension<UploadRoom>,
    path: Result<Path<(String, u32)>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<UploadBody>, ApiError> {
    let Path((id, number)) = path.map_err(|e| ApiError::AddressForm { why: e.body_text() })?;
    let id = UploadId::parse(&id).ok_or(DeliveryError::UploadUnknown { id })?;
    let _room = room.enter(enterprise)?;
    let desk = Arc::clone(&app.deliveries);
    let part = blocking(move || desk.begin_part(enterprise, &id, number)).await?;
    if announced(&headers).is_some_and(|bytes| bytes != part.promised_bytes()) {
        return Err(DeliveryError::PartContent { number }.into());
    }
    let part = take(&app, body, part).await?;
    let session = blocking(move || app.deliveries.finish_part(part)).await?;
    Ok(Json(UploadBody::from(&session)))
}

/// Puts the parts of an upload together and takes the delivery.
///
/// The answer comes once the delivery is durable; what became of it is told by `get_submission`.
/// Completing again is the same submission.
#[utoipa::path(
    post, path = "/api/v1/uploads/{id}/complete", tag = "submissions", security(("key" = []), ("signature" = [])),
    params(("id" = String, Path, description = "The upload's id"), OnBehalf),
    responses(
        (status = 202, description = "Durable; being processed", body = ReceiptBody,
            headers(("Location" = String, description = "Where the receipt is"))),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The enterprise has no such upload, or it has expired", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Parts are missing", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The whole is not what the manifest promised", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many submissions wait", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn complete_upload(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    Extension(room): Extension<UploadRoom>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiError> {
    let id = upload_id(path)?;
    let _room = room.enter(enterprise)?;
    let desk = Arc::clone(&app.deliveries);
    let receipt = blocking(move || desk.complete(enterprise, &id)).await?;
    tracing::info!(submission = %receipt.id, enterprise = %receipt.enterprise, "a delivery was received in parts");
    if let Some(worker) = &app.worker {
        worker.wake();
    }
    let location = [(header::LOCATION, format!("/api/v1/submissions/{}", receipt.id))];
    Ok((StatusCode::ACCEPTED, location, Json(ReceiptBody::from(&receipt))).into_response())
}

/// Gives an upload up, with what has arrived of it.
#[utoipa::path(
    delete, path = "/api/v1/uploads/{id}", tag = "submissions", security(("key" = []), ("signature" = [])),
    params(("id" = String, Path, description = "The upload's id"), OnBehalf),
    responses(
        (status = 204, description = "Gone"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The enterprise has no such upload, or it has expired", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete_upload(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, ApiError> {
    let id = upload_id(path)?;
    blocking(move || app.deliveries.give_up(enterprise, &id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn upload_id(path: Result<Path<String>, PathRejection>) -> Result<UploadId, ApiError> {
    let Path(id) = path.map_err(|e| ApiError::AddressForm { why: e.body_text() })?;
    Ok(UploadId::parse(&id).ok_or(DeliveryError::UploadUnknown { id })?)
}

fn manifest(body: &[u8]) -> Result<UploadManifest, ApiError> {
    let manifest: ManifestBody =
        serde_json::from_slice(body).map_err(|error| ApiError::BodyForm { why: error.to_string() })?;
    manifest.parsed()
}

pub(super) fn of_body(rejection: BytesRejection) -> ApiError {
    match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            ApiError::BodyTooLarge { limit: UPLOAD_MANIFEST_BYTES_MAX }
        }
        _ => ApiError::BodyBroken,
    }
}
