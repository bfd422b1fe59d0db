//! For those who run the platform: is it alive, is it ready, what does it count.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::{App, AppState};
use crate::blocking::blocking;
use crate::error::ApiError;

const OPEN_METRICS: HeaderValue =
    HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");

/// Whether questions can be answered and deliveries processed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ReadyBody {
    /// Whether both can.
    ready: bool,
    /// What is missing: `registry` (cannot be read), `worker` (stopped; the process must restart).
    reasons: Vec<&'static str>,
}

/// Tells that the process answers.
#[utoipa::path(get, path = "/livez", tag = "operations",
    responses((status = 200, description = "Alive", body = String, content_type = "text/plain")))]
pub(crate) async fn get_livez() -> &'static str {
    "ok\n"
}

/// Tells whether the platform can do its work.
#[utoipa::path(get, path = "/readyz", tag = "operations",
    responses(
        (status = 200, description = "Ready", body = ReadyBody),
        (status = 503, description = "Not ready, and why", body = ReadyBody),
    ))]
pub(crate) async fn get_readyz(State(app): State<AppState>) -> Result<Response, ApiError> {
    let reasons = blocking(move || Ok::<_, ApiError>(reasons(&app))).await?;
    let ready = reasons.is_empty();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    Ok((status, Json(ReadyBody { ready, reasons })).into_response())
}

fn reasons(app: &Arc<App>) -> Vec<&'static str> {
    let mut reasons = Vec::new();
    if let Err(error) = app.query.directory() {
        tracing::warn!(%error, "the registry cannot be read");
        reasons.push("registry");
    }
    if app.worker.as_ref().is_some_and(|worker| !worker.is_alive()) {
        reasons.push("worker");
    }
    reasons
}

/// Gives the counters in the text format of OpenMetrics. A gateway should keep it from the public.
#[utoipa::path(get, path = "/metrics", tag = "operations",
    responses((status = 200, description = "Counters", body = String, content_type = "application/openmetrics-text")))]
pub(crate) async fn get_metrics(State(app): State<AppState>) -> Result<Response, ApiError> {
    app.metrics.note_papers_ending(app.admission.ending_count());
    let told = app.metrics.encoded(app.query.scans_dropped());
    let told = told.map_err(|error| ApiError::Unwritable(error.to_string()))?;
    Ok(([(header::CONTENT_TYPE, OPEN_METRICS)], told).into_response())
}
