//! Applications, for those who decide them.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use rusu_core::admission::ApplicationState;
use rusu_core::enterprise::EnterpriseId;
use rusu_intake::AdmissionOrder;
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::json;
use super::{of_path, of_query, page};
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::OperatorCaller;
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{AdmissionOrderBody, AdmittedBody, ApplicationBody, ApplicationsBody, ReasonBody};

/// Which applications.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct ApplicationParameters {
    /// `submitted`, `admitted` or `refused`; all without it.
    #[param(example = "submitted")]
    state: String,
    /// From 1.
    #[param(minimum = 1)]
    page: Option<usize>,
}

/// Lists applications.
///
/// They hold personal data: a contact is wiped on its day.
#[utoipa::path(
    get, path = "/api/v1/operator/applications", tag = "operator", security(("operator" = [])),
    params(ApplicationParameters),
    responses(
        (status = 200, description = "A page of applications, the latest first", body = ApplicationsBody),
        (status = 400, description = "There is no such state", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_applications(
    State(app): State<AppState>,
    _: OperatorCaller,
    asked: Result<Query<ApplicationParameters>, QueryRejection>,
) -> Result<Json<ApplicationsBody>, ApiError> {
    let Query(asked) = asked.map_err(of_query)?;
    let unknown = |word: &str| ApiError::AddressForm { why: format!("state cannot be `{word}`") };
    let state = match asked.state.trim() {
        "" => None,
        word => Some(ApplicationState::from_word(word).ok_or_else(|| unknown(word))?),
    };
    let desk = Arc::clone(&app.admission);
    let found = blocking(move || desk.applications(state, page(asked.page))).await?;
    Ok(Json(ApplicationsBody::from(&found)))
}

/// Tells an application whole.
#[utoipa::path(
    get, path = "/api/v1/operator/applications/{id}", tag = "operator", security(("operator" = [])),
    params(("id" = u64, Path, description = "The application's number")),
    responses(
        (status = 200, description = "The application", body = ApplicationBody),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_operator_application(
    State(app): State<AppState>,
    _: OperatorCaller,
    id: Result<Path<u64>, PathRejection>,
) -> Result<Json<ApplicationBody>, ApiError> {
    let id = of_path(id)?;
    let desk = Arc::clone(&app.admission);
    let found = blocking(move || desk.application(id)).await?;
    Ok(Json(ApplicationBody::from(&found)))
}

/// Admits an applicant: makes the enterprise with its first key, at once.
#[utoipa::path(
    post, path = "/api/v1/operator/applications/{id}/admission", tag = "operator", security(("operator" = [])),
    params(("id" = u64, Path, description = "The application's number")),
    request_body(content = AdmissionOrderBody, content_type = "application/json"),
    responses(
        (status = 201, description = "The enterprise", body = AdmittedBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such application, enterprise or group", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Decided before, or name or key are taken", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn admit_application(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    id: Result<Path<u64>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<AdmittedBody>), ApiError> {
    let id = of_path(id)?;
    let AdmissionOrderBody { enterprise, parent, reason } = json(&headers, body).await?;
    let order =
        AdmissionOrder { known: enterprise.map(EnterpriseId), parent: parent.map(EnterpriseId), reason };
    let (desk, who) = (Arc::clone(&app.admission), operator.clone());
    let admitted = blocking(move || desk.admit(id, &order, &who)).await?;
    let enterprise = admitted.enterprise;
    tracing::info!(operator, application = id, %enterprise, "an enterprise was admitted");
    let signing_key = admitted.key.map(|key| key.to_string());
    Ok((StatusCode::CREATED, Json(AdmittedBody { enterprise: enterprise.0, signing_key })))
}

/// Refuses an applicant, with the reason that it reads.
#[utoipa::path(
    post, path = "/api/v1/operator/applications/{id}/refusal", tag = "operator", security(("operator" = [])),
    params(("id" = u64, Path, description = "The application's number")),
    request_body(content = ReasonBody, content_type = "application/json"),
    responses(
        (status = 204, description = "Refused"),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such application", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Decided before", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No reason", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn refuse_application(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    id: Result<Path<u64>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, ApiError> {
    let id = of_path(id)?;
    let ReasonBody { reason } = json(&headers, body).await?;
    let (desk, who) = (Arc::clone(&app.admission), operator.clone());
    blocking(move || desk.refuse(id, &reason, &who)).await?;
    tracing::info!(operator, application = id, "an application was refused");
    Ok(StatusCode::NO_CONTENT)
}
