//! An enterprise's signing keys. The private ones never come here.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::enterprise::body_of;
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::{Caller, OnBehalf};
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{NewSigningKeyBody, SigningKeyBody, SigningKeysBody};

/// Lists the enterprise's signing keys.
#[utoipa::path(
    get, path = "/api/v1/signing-keys", tag = "enterprise", security(("key" = []), ("signature" = [])), params(OnBehalf),
    responses(
        (status = 200, description = "The keys, revoked ones too, the oldest first", body = SigningKeysBody),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_signing_keys(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
) -> Result<Json<SigningKeysBody>, ApiError> {
    let desk = Arc::clone(&app.admission);
    let keys = blocking(move || desk.keys(enterprise)).await?;
    Ok(Json(SigningKeysBody::new(&keys)))
}

/// Registers the next public key.
///
/// The request is signed with a key in force, or bears the enterprise's bearer key. The same key again
/// is the same entry.
#[utoipa::path(
    post, path = "/api/v1/signing-keys", tag = "enterprise", security(("key" = []), ("signature" = [])), params(OnBehalf),
    request_body(content = NewSigningKeyBody, content_type = "application/json"),
    responses(
        (status = 201, description = "The key as it is kept", body = SigningKeyBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature, or the key was revoked", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Another enterprise's, or too many", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No key that can be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_signing_key(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<SigningKeyBody>), ApiError> {
    let (raw, label) = body_of::<NewSigningKeyBody>(body)?.into_raw();
    let desk = Arc::clone(&app.admission);
    let key = blocking(move || desk.register_key(enterprise, &raw, &label)).await?;
    tracing::info!(%enterprise, key = %key.id, "a signing key was registered");
    Ok((StatusCode::CREATED, Json(SigningKeyBody::from(&key))))
}

/// Revokes a key, from now on and for ever.
#[utoipa::path(
    delete, path = "/api/v1/signing-keys/{id}", tag = "enterprise", security(("key" = []), ("signature" = [])),
    params(("id" = String, Path, description = "The key's id"), OnBehalf),
    responses(
        (status = 204, description = "Revoked"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The enterprise has no such key", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete_signing_key(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    path: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, ApiError> {
    let Path(id) = path.map_err(|e| ApiError::AddressForm { why: e.body_text() })?;
    let desk = Arc::clone(&app.admission);
    let key = blocking(move || desk.revoke_key(enterprise, &id)).await?;
    tracing::info!(%enterprise, %key, "a signing key was revoked");
    Ok(StatusCode::NO_CONTENT)
}
