//! Results of official sampling.

use std::io::Cursor;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use rusu_core::limits::{SAMPLING_FILE_BYTES_MAX, SHORT_TEXT_CHARACTERS_MAX};
use rusu_core::ports::StoreFault;
use rusu_intake::{IntakeError, PortalDesk};
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::whole;
use super::{OperatorRoom, of_path, of_query};
use crate::api::answers::LangParameter;
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::OperatorCaller;
use crate::error::ApiError;
use crate::language::{Preferred, of_tag};
use crate::problem::Problem;
use crate::wire::{FileBody, SamplingImportBody};

const XLSX: HeaderValue =
    HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

/// How a file is to be imported.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ImportParameters {
    /// `true`: tells what an import would do, and writes nothing.
    #[param(value_type = Option<bool>)]
    dry_run: Option<String>,
    /// The file's name; rejections name it.
    #[param(example = "notice-12.xlsx")]
    file_name: Option<String>,
}

/// Imports a file of sampling results.
///
/// The body is the file itself. A sample that is known (same authority, same sample number) is
/// replaced. A row that cannot be used is told and blocks no other.
#[utoipa::path(
    post, path = "/api/v1/operator/sampling-results", tag = "operator", security(("operator" = [])),
    params(ImportParameters),
    request_body(content = FileBody, content_type = "application/octet-stream", description = "A CSV or XLSX, at most 16 MiB"),
    responses(
        (status = 200, description = "What the import did, or would do", body = SamplingImportBody),
        (status = 400, description = "Cannot be taken so", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "Stopped arriving", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn import_sampling_results(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    Extension(room): Extension<OperatorRoom>,
    parameters: Result<Query<ImportParameters>, QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<SamplingImportBody>, ApiError> {
    let Query(parameters) = parameters.map_err(of_query)?;
    let is_dry_run = is_dry_run(parameters.dry_run.as_deref())?;
    let name = file_name(parameters.file_name)?;
    let _room = room.enter()?;
    let limit = SAMPLING_FILE_BYTES_MAX;
    let too_large = |_| StoreFault::TooLarge { what: "file of sampling results", limit }.into();
    let file = whole(&headers, body, limit, too_large).await?;
    if file.is_empty() {
        return Err(ApiError::UploadEmpty);
    }
    let desk = Arc::clone(&app.operator);
    let report = blocking(move || desk.import_sampling(&mut Cursor::new(file), &name, is_dry_run)).await?;
    let (added, replaced) = (report.count.added, report.count.replaced);
    tracing::info!(operator, is_dry_run, added, replaced, "sampling results were imported");
    Ok(Json(SamplingImportBody::new(&report, is_dry_run)))
}

/// Removes a sampling result.
#[utoipa::path(
    delete, path = "/api/v1/operator/sampling-results/{id}", tag = "operator", security(("operator" = [])),
    params(("id" = u64, Path, description = "The platform's number")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete_sampling_result(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    id: Result<Path<u64>, PathRejection>,
) -> Result<StatusCode, ApiError> {
    let id = of_path(id)?;
    blocking(move || app.operator.remove_sampling(id)).await?;
    tracing::info!(operator, sampling_result = id, "a sampling result was removed");
    Ok(StatusCode::NO_CONTENT)
}

/// Gives the workbook that is filled in for an import.
#[utoipa::path(
    get, path = "/api/v1/operator/sampling-results/template", tag = "operator", security(("operator" = [])),
    params(LangParameter),
    responses(
        (status = 200, description = "A workbook", body = FileBody,
            content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_sampling_template(
    _: OperatorCaller,
    Preferred(preferred): Preferred,
    asked: Result<Query<LangParameter>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(LangParameter { lang }) = asked.map_err(of_query)?;
    let lang = lang.as_deref().and_then(of_tag).unwrap_or(preferred);
    let workbook = blocking(move || Ok::<_, ApiError>(PortalDesk::sampling_template(lang))).await?;
    let name = HeaderValue::from_static("attachment; filename=\"rusu-sampling.xlsx\"");
    let headers = [
        (header::CONTENT_TYPE, XLSX),
        (header::CONTENT_DISPOSITION, name),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag())),
    ];
    Ok((headers, workbook).into_response())
}

/// Named without a value it is meant; whatever is not understood must not write.
fn is_dry_run(word: Option<&str>) -> Result<bool, ApiError> {
    match word.map(str::trim) {
        None | Some("false" | "0") => Ok(false),
        Some("" | "true" | "1") => Ok(true),
        Some(other) => Err(ApiError::AddressForm { why: format!("dry_run cannot be `{other}`") }),
    }
}

fn file_name(given: Option<String>) -> Result<String, ApiError> {
    let name = given.unwrap_or_default();
    let name = name.trim();
    if name.chars().count() > SHORT_TEXT_CHARACTERS_MAX || name.chars().any(char::is_control) {
        return Err(IntakeError::FileName { name: name.to_owned() }.into());
    }
    Ok(if name.is_empty() { "sampling-results" } else { name }.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dry_run_is_what_is_called_so() {
        assert_eq!(["", "1", "true"].map(|word| is_dry_run(Some(word)).ok()), [Some(true); 3]);
        assert_eq!([None, Some("0"), Some("false")].map(|word| is_dry_run(word).ok()), [Some(false); 3]);
        assert!(is_dry_run(Some("yes")).is_err());
    }

    #[test]
    fn a_file_name_is_accepted_at_the_limit_and_refused_beyond() {
        let name = |length| file_name(Some("x".repeat(length)));
        assert!(name(SHORT_TEXT_CHARACTERS_MAX).is_ok());
        assert!(name(SHORT_TEXT_CHARACTERS_MAX + 1).is_err());
        assert!(file_name(Some("a\nb".to_owned())).is_err());
    }
}
