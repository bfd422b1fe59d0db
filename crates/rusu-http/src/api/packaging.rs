//! Cans and cases that changed their case or pallet.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use rusu_core::code::TraceCode;
use rusu_intake::LotError;

use super::lots::{ENTERPRISE, json};
use super::operator::of_path;
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::{Caller, OnBehalf};
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{PackagingCountBody, PackagingOrderBody, PackagingSheetBody};

/// Puts cans or cases into a case or onto a pallet, or takes them out: all of the order, or none of it.
///
/// A code that is packed leaves the package that it was in. What a package holds is shown as of now.
#[utoipa::path(
    post, path = "/api/v1/enterprise/packaging", tag = "lots", security(("key" = []), ("signature" = [])), params(OnBehalf),
    request_body(content = PackagingOrderBody, content_type = "application/json"),
    responses(
        (status = 200, description = "How many codes changed", body = PackagingCountBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A code or the package is not the enterprise's or does not fit, or too many", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_packaging(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<PackagingCountBody>, ApiError> {
    let body: PackagingOrderBody = json(&headers, body).await?;
    let order = body.order()?;
    let intake = Arc::clone(&app.intake);
    let changed = blocking(move || intake.repack(enterprise, &order, ENTERPRISE)).await?;
    tracing::info!(%enterprise, codes = changed, "codes changed their package");
    Ok(Json(PackagingCountBody { changed }))
}

/// Tells what a can, case or pallet is in as of now, and how that came.
#[utoipa::path(
    get, path = "/api/v1/enterprise/packaging/{code}", tag = "lots", security(("key" = []), ("signature" = [])),
    params(("code" = String, Path, description = "A can's, case's or pallet's code"), OnBehalf),
    responses(
        (status = 200, description = "Its package and its history", body = PackagingSheetBody),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The enterprise has no such code", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_packaging(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    code: Result<Path<String>, PathRejection>,
) -> Result<Json<PackagingSheetBody>, ApiError> {
    let text: String = of_path(code)?;
    let unknown = |_| LotError::Form { field: "code", given: text.clone() };
    let code = TraceCode::parse(&text).map_err(unknown)?;
    let sheet = blocking(move || app.intake.packaging(enterprise, &code)).await?;
    Ok(Json(PackagingSheetBody::from(&sheet)))
}
