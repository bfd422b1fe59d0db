//! Applications of enterprises that are not admitted yet: without a key, with a ticket.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use rusu_intake::RawApplication;

use super::complaints::TicketBody;
use super::enterprise::body_of;
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::{BearerSecret, ClientAddress};
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{ApplicationStateBody, ApplicationTakenBody, NewApplicationBody};

/// Gives leave to send one application.
#[utoipa::path(
    post, path = "/api/v1/applications/ticket", tag = "enterprise",
    responses(
        (status = 200, description = "The ticket, good for a day", body = TicketBody),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_application_ticket(
    State(app): State<AppState>,
) -> Result<Json<TicketBody>, ApiError> {
    let desk = Arc::clone(&app.operator);
    Ok(Json(TicketBody::new(blocking(move || desk.ticket()).await?)))
}

/// Takes an application.
///
/// The answer holds the secret by which the applicant asks how it stands; it is told this once.
#[utoipa::path(
    post, path = "/api/v1/applications", tag = "enterprise",
    request_body(content = NewApplicationBody, content_type = "application/json"),
    responses(
        (status = 201, description = "Taken", body = ApplicationTakenBody),
        (status = 400, description = "Not an application", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Sent before", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Larger than any application", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Something in it cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too soon or too many", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_application(
    State(app): State<AppState>,
    ClientAddress(address): ClientAddress,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<ApplicationTakenBody>), ApiError> {
    let body: NewApplicationBody = body_of(body)?;
    let ticket = body.ticket.clone();
    let raw = RawApplication::from(body);
    let desk = Arc::clone(&app.admission);
    let taken = blocking(move || desk.apply(&raw, &ticket, address)).await?;
    tracing::info!(application = taken.id, "an application was received");
    Ok((StatusCode::CREATED, Json(ApplicationTakenBody { id: taken.id, secret: taken.secret })))
}

/// Tells how an application stands, for the one who knows its secret.
#[utoipa::path(
    get, path = "/api/v1/applications/{id}", tag = "enterprise", security(("application" = [])),
    params(("id" = u64, Path, description = "The application's number")),
    responses(
        (status = 200, description = "How it stands", body = ApplicationStateBody),
        (status = 404, description = "No application has this number and secret", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_application(
    State(app): State<AppState>,
    BearerSecret(secret): BearerSecret,
    path: Result<Path<u64>, PathRejection>,
) -> Result<Json<ApplicationStateBody>, ApiError> {
    let Path(id) = path.map_err(|e| ApiError::AddressForm { why: e.body_text() })?;
    let desk = Arc::clone(&app.admission);
    let found = blocking(move || desk.application_of(id, &secret)).await?;
    Ok(Json(ApplicationStateBody::from(&found)))
}
