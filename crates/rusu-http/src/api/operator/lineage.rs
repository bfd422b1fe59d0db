//! Where any enterprise's goods come from and where they went.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::{Extension, Json};
use rusu_core::enterprise::EnterpriseId;
use serde::Deserialize;
use utoipa::IntoParams;

use super::of_query;
use crate::api::export::{ExportRoom, exported};
use crate::api::lineage::{ExportParameters, LineageParameters, walked};
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::OperatorCaller;
use crate::error::ApiError;
use crate::language::Preferred;
use crate::problem::Problem;
use crate::wire::{FileBody, LineageBody};

/// Whose goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhoseParameters {
    /// The enterprise's number.
    enterprise: u32,
}

/// Tells what is in a lot or a raw-material lot of an enterprise, and where it went.
#[utoipa::path(
    get, path = "/api/v1/operator/trace", tag = "operator", security(("operator" = [])),
    params(WhoseParameters, LineageParameters),
    responses(
        (status = 200, description = "Lots, raw-material lots and the steps between them", body = LineageBody),
        (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The enterprise has nothing of it", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is missing or cannot be so", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_operator_lineage(
    State(app): State<AppState>,
    _: OperatorCaller,
    whose: Result<Query<WhoseParameters>, QueryRejection>,
    asked: Result<Query<LineageParameters>, QueryRejection>,
) -> Result<Json<LineageBody>, ApiError> {
    let (Query(whose), Query(asked)) = (whose.map_err(of_query)?, asked.map_err(of_query)?);
    let asked = asked.asked()?;
    let found = blocking(move || walked(&app, EnterpriseId(whose.enterprise), &asked)).await?;
    Ok(Json(LineageBody::from(&found)))
}

/// Exports everything about a lot or a raw-material lot of an enterprise.
#[utoipa::path(
    get, path = "/api/v1/operator/trace/export", tag = "operator", security(("operator" = [])),
    params(WhoseParameters, LineageParameters, ExportParameters),
    responses(
        (status = 200, description = "The file", content((FileBody = "text/csv"), (FileBody = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The enterprise has nothing of it", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is missing or cannot be so", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too many exports are under way", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn export_operator_lineage(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    Extension(room): Extension<ExportRoom>,
    whose: Result<Query<WhoseParameters>, QueryRejection>,
    asked: Result<Query<LineageParameters>, QueryRejection>,
    form: Result<Query<ExportParameters>, QueryRejection>,
    Preferred(lang): Preferred,
) -> Result<Response, ApiError> {
    let (Query(whose), Query(asked)) = (whose.map_err(of_query)?, asked.map_err(of_query)?);
    let Query(form) = form.map_err(of_query)?;
    let (asked, form, enterprise) = (asked.asked()?, form.form()?, EnterpriseId(whose.enterprise));
    let room = room.enter()?;
    let walking = Arc::clone(&app);
    let found = blocking(move || walked(&walking, enterprise, &asked)).await?;
    tracing::info!(operator, %enterprise, "everything about a lot was exported");
    Ok(exported(app, found, form, lang, room))
}
