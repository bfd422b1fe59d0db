//! Where goods come from and where they went: a graph, and everything about its lots in one call.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::{Extension, Json};
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::LINEAGE_LEVELS_MAX;
use rusu_core::lineage::LineageDirection;
use rusu_core::lot::LotNumber;
use rusu_intake::PortalError;
use rusu_query::{Lineage, LineageStart};
use serde::Deserialize;
use utoipa::IntoParams;

use super::export::{ExportForm, ExportRoom, exported};
use super::operator::of_query;
use crate::app::{App, AppState};
use crate::blocking::blocking;
use crate::caller::{Caller, OnBehalf};
use crate::error::ApiError;
use crate::language::Preferred;
use crate::problem::Problem;
use crate::wire::{FileBody, LineageBody};

/// From where, which way, how far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct LineageParameters {
    /// A lot's number; either this or `material`.
    #[param(example = "SL2608141A")]
    lot: String,
    /// A raw material's own lot number.
    #[param(example = "W20260701")]
    material: String,
    /// The raw material's name, where one number means several.
    name: String,
    /// The raw material's supplier, where one number means several.
    supplier: String,
    /// `backward` (what is in it), `forward` (where it went) or `both`, the default.
    #[param(example = "both")]
    direction: String,
    /// So many levels each way, 1–8; 8 without it.
    #[param(minimum = 1, maximum = 8)]
    depth: Option<usize>,
}

/// As what everything is exported.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportParameters {
    /// `csv` (one table of all rows, the default) or `xlsx` (a sheet for each kind of row).
    #[param(example = "xlsx")]
    format: String,
}

/// What a caller asks for, read.
pub(super) struct Asked {
    start: LineageStart,
    direction: LineageDirection,
    levels: usize,
}

impl LineageParameters {
    pub(super) fn asked(self) -> Result<Asked, ApiError> {
        let form = |field, given: &str| PortalError::Form { field, given: given.to_owned() };
        let filled = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
        let start = match (filled(&self.lot), filled(&self.material)) {
            (Some(lot), None) => LineageStart::Lot(LotNumber::parse(&lot).ok_or_else(|| form("lot", &lot))?),
            (None, Some(number)) => {
                LineageStart::Material { number, name: filled(&self.name), supplier: filled(&self.supplier) }
            }
            (None, None) => return Err(PortalError::Missing { field: "lot" }.into()),
            (Some(_), Some(material)) => return Err(form("material", &material).into()),
        };
        let direction = match filled(&self.direction) {
            None => LineageDirection::Both,
            Some(word) => LineageDirection::from_word(&word).ok_or_else(|| form("direction", &word))?,
        };
        let levels = self.depth.unwrap_or(LINEAGE_LEVELS_MAX);
        if !(1..=LINEAGE_LEVELS_MAX).contains(&levels) {
            return Err(form("depth", &levels.to_string()).into());
        }
        Ok(Asked { start, direction, levels })
    }
}

impl ExportParameters {
    pub(super) fn form(&self) -> Result<ExportForm, ApiError> {
        let word = self.format.trim();
        let unknown = || PortalError::Form { field: "format", given: word.to_owned() };
        Ok(ExportForm::from_word(word).ok_or_else(unknown)?)
    }
}

/// Walks; nothing of it is the same as nothing there.
pub(super) fn walked(app: &App, enterprise: EnterpriseId, asked: &Asked) -> Result<Lineage, ApiError> {
    let Asked { start, direction, levels } = asked;
    let found = app.query.lineage(enterprise, start, *direction, *levels)?;
    found.ok_or_else(|| {
        let name = match start {
            LineageStart::Lot(number) => number.to_string(),
            LineageStart::Material { number, .. } => number.clone(),
        };
        PortalError::Unknown { what: "lot", name }.into()
    })
}

/// Tells what is in a lot or a raw-material lot of the enterprise, and where it went.
#[utoipa::path(
    get, path = "/api/v1/enterprise/trace", tag = "lots", security(("key" = []), ("signature" = [])), params(LineageParameters, OnBehalf),
    responses(
        (status = 200, description = "Lots, raw-material lots and the steps between them", body = LineageBody),
        (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The enterprise has nothing of it", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is missing or cannot be so", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_lineage(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    asked: Result<Query<LineageParameters>, QueryRejection>,
) -> Result<Json<LineageBody>, ApiError> {
    let Query(asked) = asked.map_err(of_query)?;
    let asked = asked.asked()?;
    let found = blocking(move || walked(&app, enterprise, &asked)).await?;
    Ok(Json(LineageBody::from(&found)))
}

/// Exports everything about a lot or a raw-material lot of the enterprise: steps, lots, raw materials,
/// circulation, void codes, recalls, changes, packages and cans.
#[utoipa::path(
    get, path = "/api/v1/enterprise/trace/export", tag = "lots", security(("key" = []), ("signature" = [])),
    params(LineageParameters, ExportParameters, OnBehalf),
    responses(
        (status = 200, description = "The file", content((FileBody = "text/csv"), (FileBody = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"))),
        (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The enterprise has nothing of it", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A parameter is missing or cannot be so", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too many exports are under way", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn export_lineage(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    Extension(room): Extension<ExportRoom>,
    asked: Result<Query<LineageParameters>, QueryRejection>,
    form: Result<Query<ExportParameters>, QueryRejection>,
    Preferred(lang): Preferred,
) -> Result<Response, ApiError> {
    let (Query(asked), Query(form)) = (asked.map_err(of_query)?, form.map_err(of_query)?);
    let (asked, form) = (asked.asked()?, form.form()?);
    let room = room.enter()?;
    let walking = Arc::clone(&app);
    let found = blocking(move || walked(&walking, enterprise, &asked)).await?;
    Ok(exported(app, found, form, lang, room))
}
