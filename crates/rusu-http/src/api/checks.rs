//! What would become of a delivery, without storing anything.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::{Extension, Json};

use super::submissions::{DeliveryParameters, delivery};
use super::upload::{CheckRoom, check_announced, take};
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::{Caller, OnBehalf};
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{CheckBody, FileBody};

/// Checks a delivery and stores nothing.
///
/// The body is the file, as `create_submission` takes it. The answer is the receipt that the file
/// would get now, with everything that is wrong. Few checks run at once; a load test belongs elsewhere.
#[utoipa::path(
    post, path = "/api/v1/submissions/check", tag = "submissions", security(("key" = []), ("signature" = [])),
    params(DeliveryParameters, OnBehalf),
    request_body(content = FileBody, content_type = "application/octet-stream", description = "The file, at most 2 GiB and a million codes"),
    responses(
        (status = 200, description = "What would become of it", body = CheckBody),
        (status = 400, description = "Cannot be taken so", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "Stopped arriving, or arrived too slowly", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn check_submission(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    Extension(room): Extension<CheckRoom>,
    parameters: Result<Query<DeliveryParameters>, QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<CheckBody>, ApiError> {
    let Query(parameters) = parameters.map_err(|e| ApiError::AddressForm { why: e.body_text() })?;
    let delivery = delivery(enterprise, parameters, &headers)?;
    check_announced(&headers)?;
    let _room = room.enter()?;
    let intake = Arc::clone(&app.intake);
    let upload = take(&app, body, blocking(move || intake.begin_check()).await?).await?;
    let intake = Arc::clone(&app.intake);
    let checked = blocking(move || intake.check(delivery, upload)).await?;
    Ok(Json(CheckBody::from(&checked)))
}
