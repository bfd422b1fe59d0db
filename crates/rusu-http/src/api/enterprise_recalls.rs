//! Recalls, for the enterprise whose they are. Another's look as if they did not exist.

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use rusu_intake::RecallActor;

use super::operator::{NumberedPage, of_path, of_query, page};
use super::recall_desk::{Filed, amended, created, json, listed, reported, revised, shown, stepped};
use crate::app::AppState;
use crate::caller::{Caller, OnBehalf};
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{
    RecallChangeBody, RecallDraftBody, RecallFileBody, RecallFilesBody, RecallReportBody, RecallStepBody,
};

/// Lists the enterprise's own recalls with plans and drills, latest change first.
#[utoipa::path(
    get, path = "/api/v1/enterprise/recalls", tag = "recalls", security(("key" = []), ("signature" = [])),
    params(NumberedPage, OnBehalf),
    responses(
        (status = 200, description = "A page of recalls", body = RecallFilesBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_own_recalls(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    parameters: Result<Query<NumberedPage>, QueryRejection>,
) -> Result<Json<RecallFilesBody>, ApiError> {
    let Query(asked) = parameters.map_err(of_query)?;
    listed(app, RecallActor::enterprise(enterprise), page(asked.page)).await
}

/// Writes a recall's plan down, and announces it if `announce` is set; then it shows on the next query.
#[utoipa::path(
    post, path = "/api/v1/enterprise/recalls", tag = "recalls", security(("key" = []), ("signature" = [])), params(OnBehalf),
    request_body(content = RecallDraftBody, content_type = "application/json"),
    responses(
        (status = 201, description = "The recall, counted", body = RecallFileBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Larger than any recall", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Something in it cannot be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_own_recall(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<RecallFileBody>), ApiError> {
    let draft: RecallDraftBody = json(&headers, body).await?;
    Ok((StatusCode::CREATED, created(app, RecallActor::enterprise(enterprise), draft).await?))
}

/// Shows one recall, counted, with its clocks, its ratios and, for a drill, its report.
#[utoipa::path(
    get, path = "/api/v1/enterprise/recalls/{id}", tag = "recalls", security(("key" = []), ("signature" = [])),
    params(("id" = u64, Path, description = "The platform's number"), OnBehalf),
    responses(
        (status = 200, description = "The recall", body = RecallFileBody),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_own_recall(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    id: Result<Path<u64>, PathRejection>,
) -> Filed {
    shown(app, RecallActor::enterprise(enterprise), of_path(id)?).await
}

/// Writes the plan of a recall anew, which was not announced yet.
#[utoipa::path(
    put, path = "/api/v1/enterprise/recalls/{id}", tag = "recalls", security(("key" = []), ("signature" = [])),
    params(("id" = u64, Path, description = "The platform's number"), OnBehalf),
    request_body(content = RecallDraftBody, content_type = "application/json"),
    responses(
        (status = 200, description = "The recall", body = RecallFileBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It does not stand where this can be done, or another changed it first", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Larger than any recall", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Something in it cannot be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn replace_own_recall(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    id: Result<Path<u64>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Filed {
    let id = of_path(id)?;
    let sent: RecallDraftBody = json(&headers, body).await?;
    revised(app, RecallActor::enterprise(enterprise), id, sent).await
}

/// Takes a step: announce, start, complete, lift; for a drill also look.
#[utoipa::path(
    post, path = "/api/v1/enterprise/recalls/{id}/steps", tag = "recalls", security(("key" = []), ("signature" = [])),
    params(("id" = u64, Path, description = "The platform's number"), OnBehalf),
    request_body(content = RecallStepBody, content_type = "application/json"),
    responses(
        (status = 200, description = "The recall", body = RecallFileBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It does not stand where this can be done, or another changed it first", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Larger than any recall", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Something in it cannot be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn step_own_recall(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    id: Result<Path<u64>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Filed {
    let id = of_path(id)?;
    let sent: RecallStepBody = json(&headers, body).await?;
    stepped(app, RecallActor::enterprise(enterprise), id, sent).await
}

/// Adds to the list of an announced recall, or takes from it; people see what was changed, when and why.
#[utoipa::path(
    post, path = "/api/v1/enterprise/recalls/{id}/amendments", tag = "recalls", security(("key" = []), ("signature" = [])),
    params(("id" = u64, Path, description = "The platform's number"), OnBehalf),
    request_body(content = RecallChangeBody, content_type = "application/json"),
    responses(
        (status = 200, description = "The recall", body = RecallFileBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It does not stand where this can be done, or another changed it first", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Larger than any recall", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Something in it cannot be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn amend_own_recall(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    id: Result<Path<u64>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Filed {
    let id = of_path(id)?;
    let sent: RecallChangeBody = json(&headers, body).await?;
    amended(app, RecallActor::enterprise(enterprise), id, sent).await
}

/// Reports a recall's progress, or its end.
#[utoipa::path(
    post, path = "/api/v1/enterprise/recalls/{id}/reports", tag = "recalls", security(("key" = []), ("signature" = [])),
    params(("id" = u64, Path, description = "The platform's number"), OnBehalf),
    request_body(content = RecallReportBody, content_type = "application/json"),
    responses(
        (status = 200, description = "The recall", body = RecallFileBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It does not stand where this can be done, or another changed it first", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Larger than any recall", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Something in it cannot be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn report_own_recall(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    id: Result<Path<u64>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Filed {
    let id = of_path(id)?;
    let sent: RecallReportBody = json(&headers, body).await?;
    reported(app, RecallActor::enterprise(enterprise), id, sent).await
}
