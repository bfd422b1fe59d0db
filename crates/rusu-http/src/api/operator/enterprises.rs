//! Where enterprises stand, their signing keys and their papers, for the operator.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use rusu_core::admission::EnterpriseState;
use rusu_core::limits::PAPER_WATCH_DAYS;

use super::body::json;
use super::logos::named;
use super::{form, of_path, of_query};
use crate::api::enterprise::PaperParameters;
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::OperatorCaller;
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{
    EndingPapersBody, NewSigningKeyBody, SigningKeyBody, SigningKeysBody, StandingBody, StandingChangeBody,
    StandingsBody,
};

/// Tells everything that was decided of an enterprise.
#[utoipa::path(
    get, path = "/api/v1/operator/enterprises/{enterprise}/standings", tag = "operator", security(("operator" = [])),
    params(("enterprise" = String, Path, description = "Number, name, brand, registered name or credit code")),
    responses(
        (status = 200, description = "The decisions, the oldest first", body = StandingsBody),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such enterprise", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_standings(
    State(app): State<AppState>,
    _: OperatorCaller,
    enterprise: Result<Path<String>, PathRejection>,
) -> Result<Json<StandingsBody>, ApiError> {
    let name = of_path(enterprise)?;
    let found = move || Ok::<_, ApiError>(app.admission.standings(named(&app, &name)?)?);
    Ok(Json(StandingsBody::new(&blocking(found).await?)))
}

/// Suspends an enterprise, ends its admission, takes a suspension back, or demands signed requests.
///
/// What it published stays visible. An end is for ever.
#[utoipa::path(
    post, path = "/api/v1/operator/enterprises/{enterprise}/standings", tag = "operator", security(("operator" = [])),
    params(("enterprise" = String, Path, description = "Number, name, brand, registered name or credit code")),
    request_body(content = StandingChangeBody, content_type = "application/json"),
    responses(
        (status = 201, description = "Where it stands now", body = StandingBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Its admission has ended", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No reason, or no such state", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_standing(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    enterprise: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<StandingBody>), ApiError> {
    let name = of_path(enterprise)?;
    let StandingChangeBody { state, signed_only, reason } = json(&headers, body).await?;
    let state = state.map(|word| EnterpriseState::from_word(&word).ok_or_else(|| form("state", &word)));
    let (state, who) = (state.transpose()?, operator.clone());
    let decided = move || {
        let enterprise = named(&app, &name)?;
        let standing = app.admission.set_standing(enterprise, state, signed_only, &reason, &who)?;
        Ok::<_, ApiError>((enterprise, standing))
    };
    let (enterprise, standing) = blocking(decided).await?;
    let state = standing.state.as_str();
    tracing::info!(operator, %enterprise, state, signed_only = standing.signed_only, "a standing was decided");
    Ok((StatusCode::CREATED, Json(StandingBody::from(&standing))))
}

/// Lists an enterprise's signing keys.
#[utoipa::path(
    get, path = "/api/v1/operator/enterprises/{enterprise}/signing-keys", tag = "operator", security(("operator" = [])),
    params(("enterprise" = String, Path, description = "Number, name, brand, registered name or credit code")),
    responses(
        (status = 200, description = "The keys, revoked ones too, the oldest first", body = SigningKeysBody),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such enterprise", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_operator_signing_keys(
    State(app): State<AppState>,
    _: OperatorCaller,
    enterprise: Result<Path<String>, PathRejection>,
) -> Result<Json<SigningKeysBody>, ApiError> {
    let name = of_path(enterprise)?;
    let found = move || Ok::<_, ApiError>(app.admission.keys(named(&app, &name)?)?);
    Ok(Json(SigningKeysBody::new(&blocking(found).await?)))
}

/// Registers an enterprise's public key, such as its first.
#[utoipa::path(
    post, path = "/api/v1/operator/enterprises/{enterprise}/signing-keys", tag = "operator", security(("operator" = [])),
    params(("enterprise" = String, Path, description = "Number, name, brand, registered name or credit code")),
    request_body(content = NewSigningKeyBody, content_type = "application/json"),
    responses(
        (status = 201, description = "The key as it is kept", body = SigningKeyBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key, or the public key was revoked", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Another enterprise's, or too many", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No key that can be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_operator_signing_key(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    enterprise: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<SigningKeyBody>), ApiError> {
    let name = of_path(enterprise)?;
    let (raw, label) = json::<NewSigningKeyBody>(&headers, body).await?.into_raw();
    let registered =
        move || Ok::<_, ApiError>(app.admission.register_key(named(&app, &name)?, &raw, &label)?);
    let key = blocking(registered).await?;
    let enterprise = key.enterprise;
    tracing::info!(operator, %enterprise, key = %key.id, "a signing key was registered");
    Ok((StatusCode::CREATED, Json(SigningKeyBody::from(&key))))
}

/// Revokes an enterprise's key, from now on and for ever.
#[utoipa::path(
    delete, path = "/api/v1/operator/enterprises/{enterprise}/signing-keys/{id}", tag = "operator", security(("operator" = [])),
    params(
        ("enterprise" = String, Path, description = "Number, name, brand, registered name or credit code"),
        ("id" = String, Path, description = "The key's id"),
    ),
    responses(
        (status = 204, description = "Revoked"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such enterprise or key", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete_operator_signing_key(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<StatusCode, ApiError> {
    let (name, id) = of_path(path)?;
    let revoked = move || {
        let enterprise = named(&app, &name)?;
        Ok::<_, ApiError>((enterprise, app.admission.revoke_key(enterprise, &id)?))
    };
    let (enterprise, key) = blocking(revoked).await?;
    tracing::info!(operator, %enterprise, %key, "a signing key was revoked");
    Ok(StatusCode::NO_CONTENT)
}

/// Lists all enterprises' licences and certificates that end soon or have ended.
#[utoipa::path(
    get, path = "/api/v1/operator/papers", tag = "operator", security(("operator" = [])), params(PaperParameters),
    responses(
        (status = 200, description = "The papers, the earliest first", body = EndingPapersBody),
        (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_operator_papers(
    State(app): State<AppState>,
    _: OperatorCaller,
    asked: Result<Query<PaperParameters>, QueryRejection>,
) -> Result<Json<EndingPapersBody>, ApiError> {
    let Query(asked) = asked.map_err(of_query)?;
    let days = asked.days.unwrap_or(PAPER_WATCH_DAYS);
    let desk = Arc::clone(&app.admission);
    let papers = blocking(move || desk.ending_papers(None, days)).await?;
    Ok(Json(EndingPapersBody::new(&papers)))
}
