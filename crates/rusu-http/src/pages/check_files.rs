//! Check files, by which a mini-program platform makes sure that an address is ours.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};

use crate::app::AppState;
use crate::blocking::blocking;
use crate::error::ApiError;

const PLAIN: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");

/// `GET /{name}.txt`; every other address of one step is nothing.
pub(super) async fn get_check_file(
    State(app): State<AppState>,
    name: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiError> {
    let Path(name) = name.map_err(|_| ApiError::AddressUnknown)?;
    check_file(&app, name).await
}

/// The check file of a name.
pub(super) async fn check_file(app: &AppState, name: String) -> Result<Response, ApiError> {
    let portal = Arc::clone(&app.portal);
    let found = blocking(move || portal.check_file(&name)).await?;
    let file = found.ok_or(ApiError::AddressUnknown)?;
    Ok(([(header::CONTENT_TYPE, PLAIN), (header::CACHE_CONTROL, NO_CACHE)], file.content).into_response())
}
