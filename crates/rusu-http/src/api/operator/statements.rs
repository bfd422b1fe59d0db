//! Figures that the platform cannot count itself.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use jiff::civil::Date;
use rusu_core::portal::Statement;

use super::body::json;
use super::form;
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::OperatorCaller;
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::StatementBody;

/// States the market share of the connected enterprises, with its source.
///
/// The statistics show it within a minute.
#[utoipa::path(
    put, path = "/api/v1/operator/statements/market_share", tag = "operator", security(("operator" = [])),
    request_body(content = StatementBody, content_type = "application/json"),
    responses(
        (status = 204, description = "Stated"),
        (status = 400, description = "Not a statement", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Something in it cannot be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn replace_market_share(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, ApiError> {
    let StatementBody { value_text, source, as_of } = json(&headers, body).await?;
    let as_of: Date = as_of.trim().parse().map_err(|_| form("as_of", &as_of))?;
    let statement = Statement { value: value_text, source, as_of };
    let desk = Arc::clone(&app.operator);
    blocking(move || desk.state_market_share(Some(statement))).await?;
    tracing::info!(operator, %as_of, "the market share was stated");
    Ok(StatusCode::NO_CONTENT)
}

/// Takes the stated market share back.
#[utoipa::path(
    delete, path = "/api/v1/operator/statements/market_share", tag = "operator", security(("operator" = [])),
    responses(
        (status = 204, description = "Nothing is stated"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete_market_share(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
) -> Result<StatusCode, ApiError> {
    blocking(move || app.operator.state_market_share(None)).await?;
    tracing::info!(operator, "the market share was taken back");
    Ok(StatusCode::NO_CONTENT)
}
