//! Check files, by which a mini-program platform makes sure that an address is ours.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use rusu_core::limits::CHECK_FILE_BYTES_MAX;
use rusu_intake::PortalError;

use super::body::whole;
use super::{form, of_path};
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::OperatorCaller;
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{CheckFileBody, CheckFilesBody, FileBody};

/// Lists every check file.
#[utoipa::path(
    get, path = "/api/v1/operator/check-files", tag = "operator", security(("operator" = [])),
    responses(
        (status = 200, description = "The check files, by name", body = CheckFilesBody),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_check_files(
    State(app): State<AppState>,
    _: OperatorCaller,
) -> Result<Json<CheckFilesBody>, ApiError> {
    let files = blocking(move || app.operator.check_files()).await?;
    Ok(Json(CheckFilesBody { check_files: files.iter().map(CheckFileBody::from).collect() }))
}

/// Shows one check file.
#[utoipa::path(
    get, path = "/api/v1/operator/check-files/{name}", tag = "operator", security(("operator" = [])),
    params(("name" = String, Path, description = "Its name, such as `MP_verify_a1b2.txt`")),
    responses(
        (status = 200, description = "The check file", body = CheckFileBody),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this name", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_operator_check_file(
    State(app): State<AppState>,
    _: OperatorCaller,
    name: Result<Path<String>, PathRejection>,
) -> Result<Json<CheckFileBody>, ApiError> {
    let name = of_path(name)?;
    let found = move || {
        let found = app.portal.check_file(&name)?;
        found.ok_or(ApiError::Portal(PortalError::Unknown { what: "check file", name }))
    };
    Ok(Json(CheckFileBody::from(&blocking(found).await?)))
}

/// Adds or replaces a check file.
///
/// The body is the file itself; it is served byte for byte at `/t/{name}` and `/{name}`.
#[utoipa::path(
    put, path = "/api/v1/operator/check-files/{name}", tag = "operator", security(("operator" = [])),
    params(("name" = String, Path, description = "Letters, digits, `-` and `_`, then `.txt`")),
    request_body(content = FileBody, content_type = "text/plain", description = "Text, at most 1 KiB"),
    responses(
        (status = 200, description = "The check file", body = CheckFileBody),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "There are as many as there can be", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Its name or content cannot be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn replace_check_file(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    name: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<CheckFileBody>, ApiError> {
    let name = of_path(name)?;
    let limit = u64::try_from(CHECK_FILE_BYTES_MAX).unwrap_or(u64::MAX);
    let too_large = |_| ApiError::BodyTooLarge { limit: CHECK_FILE_BYTES_MAX };
    let content = whole(&headers, body, limit, too_large).await?;
    let content = String::from_utf8(content)
        .map_err(|error| form("content", &String::from_utf8_lossy(error.as_bytes())))?;
    let desk = Arc::clone(&app.operator);
    let saved = blocking(move || desk.put_check_file(&name, &content)).await?;
    tracing::info!(operator, check_file = saved.name, "a check file was saved");
    Ok(Json(CheckFileBody::from(&saved)))
}

/// Removes a check file.
#[utoipa::path(
    delete, path = "/api/v1/operator/check-files/{name}", tag = "operator", security(("operator" = [])),
    params(("name" = String, Path, description = "Its name")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this name", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete_check_file(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    name: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, ApiError> {
    let name = of_path(name)?;
    blocking(move || app.operator.remove_check_file(&name)).await?;
    tracing::info!(operator, "a check file was removed");
    Ok(StatusCode::NO_CONTENT)
}
