//! What may be sent, told to programs before they send it.

use axum::Json;
use axum::extract::State;

use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::{Caller, OnBehalf};
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{LimitsBody, QuotaBody};

/// Lists the limits of deliveries.
#[utoipa::path(
    get, path = "/api/v1/limits", tag = "submissions",
    responses((status = 200, description = "Names, values and units", body = LimitsBody))
)]
pub(crate) async fn list_limits() -> Json<LimitsBody> {
    Json(LimitsBody::all())
}

/// Tells what the enterprise has used of its quota, and how much there is.
#[utoipa::path(
    get, path = "/api/v1/quota", tag = "submissions", security(("key" = []), ("signature" = [])), params(OnBehalf),
    responses(
        (status = 200, description = "Used and allowed", body = QuotaBody),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_quota(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
) -> Result<Json<QuotaBody>, ApiError> {
    let quota = blocking(move || app.deliveries.quota(enterprise)).await?;
    Ok(Json(QuotaBody::from(quota)))
}
