//! Enterprises' logos.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::PICTURE_BYTES_MAX;
use rusu_intake::PortalError;

use super::body::whole;
use super::{OperatorRoom, of_path};
use crate::app::{App, AppState};
use crate::blocking::blocking;
use crate::caller::OperatorCaller;
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{FileBody, LogoBody};

/// Sets an enterprise's logo.
///
/// The picture is read and made anew: a PNG of 128 × 128 pixels with the picture in its middle.
#[utoipa::path(
    put, path = "/api/v1/operator/enterprises/{enterprise}/logo", tag = "operator", security(("operator" = [])),
    params(("enterprise" = String, Path, description = "Number, name, brand, registered name or credit code")),
    request_body(content = FileBody, content_type = "application/octet-stream", description = "A PNG, JPEG or WebP, at most 1 MiB"),
    responses(
        (status = 200, description = "Where the logo is", body = LogoBody),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not a PNG, JPEG or WebP", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Damaged, or too many pixels", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn replace_logo(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    Extension(room): Extension<OperatorRoom>,
    enterprise: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<LogoBody>, ApiError> {
    let name = of_path(enterprise)?;
    let _room = room.enter()?;
    let limit = PICTURE_BYTES_MAX;
    let too_large = |given| PortalError::PictureTooLarge { given, limit }.into();
    let picture = whole(&headers, body, limit, too_large).await?;
    let set = move || {
        let enterprise = named(&app, &name)?;
        Ok::<_, ApiError>((enterprise, app.operator.set_logo(enterprise, &picture)?))
    };
    let (enterprise, logo) = blocking(set).await?;
    tracing::info!(operator, %enterprise, %logo, "a logo was set");
    Ok(Json(LogoBody { logo: format!("/logos/{logo}.png") }))
}

/// Takes an enterprise's logo away.
#[utoipa::path(
    delete, path = "/api/v1/operator/enterprises/{enterprise}/logo", tag = "operator", security(("operator" = [])),
    params(("enterprise" = String, Path, description = "Number, name, brand, registered name or credit code")),
    responses(
        (status = 204, description = "The enterprise has no logo"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such enterprise", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete_logo(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    enterprise: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, ApiError> {
    let name = of_path(enterprise)?;
    let removed = move || {
        let enterprise = named(&app, &name)?;
        app.operator.remove_logo(enterprise)?;
        Ok::<_, ApiError>(enterprise)
    };
    let enterprise = blocking(removed).await?;
    tracing::info!(operator, %enterprise, "a logo was taken away");
    Ok(StatusCode::NO_CONTENT)
}

/// The enterprise of a name. A number is passed on as it is: the desk asks the registry itself, and
/// an enterprise that was added a moment ago is not in the directory yet.
pub(super) fn named(app: &Arc<App>, name: &str) -> Result<EnterpriseId, ApiError> {
    let name = name.trim();
    if let Ok(number) = name.parse() {
        return Ok(EnterpriseId(number));
    }
    let found = app.query.directory()?.find(name).map(|enterprise| enterprise.id);
    Ok(found.ok_or_else(|| PortalError::Unknown { what: "enterprise", name: name.to_owned() })?)
}
