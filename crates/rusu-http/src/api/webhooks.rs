//! Where an enterprise wants to be told what became of its deliveries.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::{Caller, OnBehalf};
use crate::error::ApiError;
use crate::problem::Problem;
use crate::telling::KEY_ID;
use crate::wire::{WebhookBody, WebhookDraftBody, WebhookKeyBody};

/// Tells where receipts are posted.
#[utoipa::path(
    get, path = "/api/v1/webhook", tag = "submissions", security(("key" = []), ("signature" = [])), params(OnBehalf),
    responses(
        (status = 200, description = "The webhook", body = WebhookBody),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_webhook(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
) -> Result<Json<WebhookBody>, ApiError> {
    let found = blocking(move || app.webhooks.webhook(enterprise)).await?;
    Ok(Json(WebhookBody::from(&found.ok_or(ApiError::WebhookUnknown)?)))
}

/// Sets where receipts are posted.
///
/// From now on every receipt that becomes final is posted there, signed by the platform's key, until the
/// answer is 2xx: up to twelve times over fourteen hours. Its `id` is the same at each attempt.
#[utoipa::path(
    put, path = "/api/v1/webhook", tag = "submissions", security(("key" = []), ("signature" = [])), params(OnBehalf),
    request_body(content = WebhookDraftBody, content_type = "application/json"),
    responses(
        (status = 200, description = "Set", body = WebhookBody),
        (status = 400, description = "Not the JSON that is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Not a public https address", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn replace_webhook(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<WebhookBody>, ApiError> {
    let body = body.map_err(super::uploads::of_body)?;
    let WebhookDraftBody { url } =
        serde_json::from_slice(&body).map_err(|error| ApiError::BodyForm { why: error.to_string() })?;
    let desk = Arc::clone(&app.webhooks);
    let set = blocking(move || desk.set(enterprise, &url)).await?;
    Ok(Json(WebhookBody::from(&set)))
}

/// Removes it. What is still to be told is dropped.
#[utoipa::path(
    delete, path = "/api/v1/webhook", tag = "submissions", security(("key" = []), ("signature" = [])), params(OnBehalf),
    responses(
        (status = 204, description = "Gone"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete_webhook(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
) -> Result<StatusCode, ApiError> {
    blocking(move || app.webhooks.remove(enterprise)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives the public key with which posted receipts are signed.
#[utoipa::path(
    get, path = "/.well-known/rusu-webhook-key", tag = "submissions",
    responses((status = 200, description = "The key", body = WebhookKeyBody))
)]
pub(crate) async fn get_webhook_key(State(app): State<AppState>) -> Result<Json<WebhookKeyBody>, ApiError> {
    let key = blocking(move || app.webhooks.public_key()).await?;
    Ok(Json(WebhookKeyBody { keyid: KEY_ID, alg: "ed25519", public_key: STANDARD.encode(key) }))
}
