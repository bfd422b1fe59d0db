//! What became of each row of a delivery.

use std::io;
use std::ops::ControlFlow;

use axum::Extension;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use rusu_core::submission::SubmissionId;
use rusu_formats::records::RecordsCsv;

use super::export::{ExportRoom, streamed};
use super::operator::of_path;
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::{Caller, OnBehalf};
use crate::error::ApiError;
use crate::problem::Problem;

/// Tells what became of every row of a submission that has ended, as a CSV: file, sheet, row, table,
/// lot, code, `accepted`, `duplicate` or `rejected`, and the rules.
///
/// It is written while the delivery is read again, so it comes in the delivery's order.
#[utoipa::path(
    get, path = "/api/v1/submissions/{id}/records", tag = "submissions", security(("key" = []), ("signature" = [])),
    params(("id" = String, Path, description = "The submission's id"), OnBehalf),
    responses(
        (status = 200, description = "UTF-8 with a byte order mark", body = String, content_type = "text/csv"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The enterprise has no such submission", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The submission has not ended", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too many exports are under way", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_records(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    Extension(room): Extension<ExportRoom>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiError> {
    let text: String = of_path(id)?;
    let id = SubmissionId::parse(&text).ok_or(ApiError::SubmissionUnknown { id: text })?;
    let room = room.enter()?;
    let (asking, asked) = (app.clone(), id.clone());
    let receipt = blocking(move || asking.intake.receipt(enterprise, &asked)).await?;
    let receipt = receipt.ok_or_else(|| ApiError::SubmissionUnknown { id: id.to_string() })?;
    if !receipt.state.is_final() {
        return Err(ApiError::SubmissionUnfinished { id: id.to_string() });
    }
    Ok(streamed(room, headers(&id), move |sending| {
        let mut csv = RecordsCsv::new(sending)?;
        let mut written = Ok(());
        let read = app.intake.records(enterprise, &id, &mut |record| {
            let (lot, code) = (record.lot.as_ref(), record.code.as_ref());
            let texts = [
                record.table,
                lot.map(|lot| lot.as_str()).unwrap_or_default(),
                code.map(|code| code.as_str()).unwrap_or_default(),
                record.result.as_str(),
            ];
            written = csv.row(&record.place, texts, &record.rules);
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        written?;
        read.map_err(io::Error::other)?;
        csv.finish()
    }))
}

fn headers(id: &SubmissionId) -> [(header::HeaderName, HeaderValue); 2] {
    const CSV: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
    let name = format!("attachment; filename=\"{id}-records.csv\"");
    // An id is made of digits and letters.
    let name = HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment"));
    [(header::CONTENT_TYPE, CSV), (header::CONTENT_DISPOSITION, name)]
}
