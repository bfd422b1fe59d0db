//! An enterprise's deliveries and their receipts. An enterprise sees only its own.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::PAGE_ROWS_MAX;
use rusu_core::rejection::Rejection;
use rusu_core::submission::{AcceptMode, SubmissionId};
use rusu_formats::rejections_csv;
use rusu_intake::{Delivery, IntakeError};
use serde::Deserialize;
use utoipa::IntoParams;

use super::upload::{UploadRoom, check_announced, take};
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::{Caller, OnBehalf};
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{FileBody, ReceiptBody, ReceiptsBody, RejectionsBody};

/// The header under which a sender names a delivery.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// How a delivery is to be taken.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DeliveryParameters {
    /// The file's name; its extension helps to tell what it is.
    #[param(required, example = "delivery.zip")]
    file_name: Option<String>,
    /// `all_or_nothing` (one mistake refuses its whole lot; the default) or `good_rows`.
    #[param(example = "all_or_nothing")]
    mode: Option<String>,
}

/// How many.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParameters {
    /// At most so many, 1–100; 100 without it.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

/// Takes a delivery.
///
/// The body is the file itself: CSV, XLSX, JSON Lines or a ZIP of these with documents. The answer
/// comes once the delivery is durable; what became of it is told by `get_submission`. A repeated
/// `Idempotency-Key` with the same file is the same submission.
#[utoipa::path(
    post, path = "/api/v1/submissions", tag = "submissions", security(("key" = []), ("signature" = [])),
    params(
        DeliveryParameters, OnBehalf,
        ("Idempotency-Key" = Option<String>, Header, description = "The sender's own name for the delivery, at most 128 visible ASCII characters"),
    ),
    request_body(content = FileBody, content_type = "application/octet-stream", description = "The file, at most 2 GiB"),
    responses(
        (status = 202, description = "Durable; being processed", body = ReceiptBody,
            headers(("Location" = String, description = "Where the receipt is"))),
        (status = 400, description = "Cannot be taken so", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "Stopped arriving", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The Idempotency-Key belongs to another file", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too much waits, or was delivered today", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_submission(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    Extension(room): Extension<UploadRoom>,
    parameters: Result<Query<DeliveryParameters>, QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let Query(parameters) = parameters.map_err(|e| ApiError::AddressForm { why: e.body_text() })?;
    let delivery = delivery(enterprise, parameters, &headers)?;
    let bytes = check_announced(&headers)?;
    let _room = room.enter(enterprise)?;
    let (desk, intake) = (Arc::clone(&app.deliveries), Arc::clone(&app.intake));
    blocking(move || desk.admit(enterprise, bytes)).await?;
    let upload = take(&app, body, blocking(move || intake.begin_upload()).await?).await?;
    let desk = Arc::clone(&app.deliveries);
    let receipt = blocking(move || desk.receive(delivery, upload)).await?;
    tracing::info!(submission = %receipt.id, enterprise = %receipt.enterprise, "a delivery was received");
    if let Some(worker) = &app.worker {
        worker.wake();
    }
    let location = [(header::LOCATION, format!("/api/v1/submissions/{}", receipt.id))];
    Ok((StatusCode::ACCEPTED, location, Json(ReceiptBody::from(&receipt))).into_response())
}

/// Lists the latest submissions, latest first.
#[utoipa::path(
    get, path = "/api/v1/submissions", tag = "submissions", security(("key" = []), ("signature" = [])), params(PageParameters, OnBehalf),
    responses(
        (status = 200, description = "Their receipts", body = ReceiptsBody),
        (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_submissions(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    page: Result<Query<PageParameters>, QueryRejection>,
) -> Result<Json<ReceiptsBody>, ApiError> {
    let Query(PageParameters { limit }) = page.map_err(|e| ApiError::AddressForm { why: e.body_text() })?;
    let limit = limit.unwrap_or(PAGE_ROWS_MAX).clamp(1, PAGE_ROWS_MAX);
    let receipts = blocking(move || app.intake.receipts(enterprise, limit)).await?;
    Ok(Json(ReceiptsBody { submissions: receipts.iter().map(ReceiptBody::from).collect() }))
}

/// Tells what became of a submission.
#[utoipa::path(
    get, path = "/api/v1/submissions/{id}", tag = "submissions", security(("key" = []), ("signature" = [])),
    params(("id" = String, Path, description = "The submission's id"), OnBehalf),
    responses(
        (status = 200, description = "Its receipt", body = ReceiptBody),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The enterprise has no such submission", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_submission(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<ReceiptBody>, ApiError> {
    let id = submission_id(path)?;
    let unknown = ApiError::SubmissionUnknown { id: id.to_string() };
    let receipt = blocking(move || app.intake.receipt(enterprise, &id)).await?;
    receipt.map(|receipt| Json(ReceiptBody::from(&receipt))).ok_or(unknown)
}

/// Lists what was refused or remarked in a submission, with the place, the rule and what to do.
#[utoipa::path(
    get, path = "/api/v1/submissions/{id}/rejections", tag = "submissions", security(("key" = []), ("signature" = [])),
    params(("id" = String, Path, description = "The submission's id"), OnBehalf),
    responses(
        (status = 200, description = "The rejections, in the order of the file", body = RejectionsBody),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The enterprise has no such submission", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_rejections(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<RejectionsBody>, ApiError> {
    let id = submission_id(path)?;
    let told = move || rejections(&app, enterprise, &id).map(|found| RejectionsBody::new(&id, &found));
    Ok(Json(blocking(told).await?))
}

/// The same list as a CSV for a spreadsheet program, in both languages.
#[utoipa::path(
    get, path = "/api/v1/submissions/{id}/rejections.csv", tag = "submissions", security(("key" = []), ("signature" = [])),
    params(("id" = String, Path, description = "The submission's id"), OnBehalf),
    responses(
        (status = 200, description = "UTF-8 with a byte order mark", body = String, content_type = "text/csv"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The enterprise has no such submission", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_rejections_csv(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiError> {
    let id = submission_id(path)?;
    let name = format!("attachment; filename=\"{id}-rejections.csv\"");
    let csv = blocking(move || rejections(&app, enterprise, &id).map(|found| rejections_csv(&found))).await?;
    let media = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
    let mut response = ([(header::CONTENT_TYPE, media)], csv).into_response();
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

pub(super) fn delivery(
    enterprise: EnterpriseId,
    parameters: DeliveryParameters,
    headers: &HeaderMap,
) -> Result<Delivery, ApiError> {
    let file_name = parameters.file_name.filter(|name| !name.trim().is_empty());
    let file_name = file_name.ok_or(ApiError::FileNameMissing)?;
    let mode = match parameters.mode {
        None => AcceptMode::AllOrNothing,
        Some(word) => AcceptMode::from_word(&word).ok_or(ApiError::ModeUnknown { given: word })?,
    };
    let idempotency_key = match headers.get(IDEMPOTENCY_KEY) {
        None => None,
        Some(value) => {
            let refused = |_| IntakeError::KeyForm { given: value.len() };
            Some(value.to_str().map_err(refused)?.to_owned())
        }
    };
    Ok(Delivery { enterprise, idempotency_key, file_name, mode })
}

fn submission_id(path: Result<Path<String>, PathRejection>) -> Result<SubmissionId, ApiError> {
    let Path(text) = path.map_err(|e| ApiError::AddressForm { why: e.body_text() })?;
    SubmissionId::parse(&text).ok_or(ApiError::SubmissionUnknown { id: text })
}

fn rejections(
    app: &AppState,
    enterprise: EnterpriseId,
    id: &SubmissionId,
) -> Result<Vec<Rejection>, ApiError> {
    let found = app.intake.rejections(enterprise, id)?;
    found.ok_or_else(|| ApiError::SubmissionUnknown { id: id.to_string() })
}
