//! Complaints and reports by programs that people hold, such as the mini-programs.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use rusu_core::channel::Channel;
use rusu_core::verdict::Verdict;
use rusu_intake::RawComplaint;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answers::EnterpriseName;
use crate::app::{App, AppState};
use crate::blocking::blocking;
use crate::caller::ClientAddress;
use crate::error::ApiError;
use crate::problem::Problem;

/// Leave to send one complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct TicketBody {
    /// To be sent with the complaint, not before some seconds have passed.
    ticket: String,
}

impl TicketBody {
    /// A ticket.
    pub(super) fn new(ticket: String) -> Self {
        Self { ticket }
    }
}

/// A complaint or report.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ComplaintBody {
    /// From `create_complaint_ticket`.
    #[serde(default)]
    #[schema(required)]
    ticket: String,
    /// `cannot_find`, `mismatch`, `code_damaged`, `quality` or `other`.
    #[serde(default)]
    #[schema(required, example = "cannot_find")]
    kind: String,
    /// In the person's own words; may be empty if a code is given.
    #[serde(default)]
    #[schema(max_length = 1000)]
    text: String,
    /// The enterprise, if known.
    enterprise: Option<EnterpriseName>,
    /// What was typed or scanned, if it is about a can.
    code: Option<String>,
    /// What the platform answered then: `verdict.code`.
    verdict: Option<String>,
    /// Telephone or mail address, if the person wants an answer; it is wiped after 60 days.
    contact: Option<String>,
    /// Through which front door.
    channel: Option<String>,
}

/// A complaint that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ComplaintTakenBody {
    /// Its number, for asking back.
    id: u64,
}

/// Gives leave to send one complaint.
#[utoipa::path(
    post, path = "/api/v1/complaints/ticket", tag = "portal",
    responses(
        (status = 200, description = "The ticket, good for a day", body = TicketBody),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_complaint_ticket(
    State(app): State<AppState>,
) -> Result<([(HeaderName, HeaderValue); 1], Json<TicketBody>), ApiError> {
    const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
    let desk = Arc::clone(&app.operator);
    let ticket = blocking(move || desk.ticket()).await?;
    Ok(([(header::CACHE_CONTROL, NO_STORE)], Json(TicketBody::new(ticket))))
}

/// Takes a complaint or report.
///
/// No account is needed; personal data are optional and wiped after 60 days. The network address
/// counts against a limit for an hour and is not kept.
#[utoipa::path(
    post, path = "/api/v1/complaints", tag = "portal",
    request_body(content = ComplaintBody, content_type = "application/json"),
    responses(
        (status = 201, description = "Taken", body = ComplaintTakenBody),
        (status = 400, description = "Not a complaint", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "Sent before", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Larger than any complaint", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Something in it cannot be used", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too soon or too many", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_complaint(
    State(app): State<AppState>,
    ClientAddress(address): ClientAddress,
    body: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<ComplaintTakenBody>), ApiError> {
    let body = body.map_err(super::answers::of_body)?;
    let complaint: ComplaintBody =
        serde_json::from_slice(&body).map_err(|error| ApiError::BodyForm { why: error.to_string() })?;
    let taken = blocking(move || {
        let raw = raw(&app, &complaint)?;
        Ok::<_, ApiError>(app.operator.submit(&raw, &complaint.ticket, address)?)
    });
    Ok((StatusCode::CREATED, Json(ComplaintTakenBody { id: taken.await? })))
}

fn raw(app: &Arc<App>, complaint: &ComplaintBody) -> Result<RawComplaint, ApiError> {
    let name = complaint.enterprise.clone().map(EnterpriseName::into_text).unwrap_or_default();
    let enterprise = match name.trim() {
        "" => None,
        name => {
            let unknown = || ApiError::EnterpriseUnknown { name: name.to_owned() };
            Some(app.query.directory()?.find(name).ok_or_else(unknown)?.id)
        }
    };
    Ok(RawComplaint {
        kind: complaint.kind.clone(),
        text: complaint.text.clone(),
        enterprise,
        code: complaint.code.clone(),
        verdict: complaint.verdict.as_deref().and_then(Verdict::from_word),
        contact: complaint.contact.clone(),
        channel: Channel::named_or(complaint.channel.as_deref(), Channel::API),
    })
}
