//! Recalls of every enterprise, for the operator.

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use rusu_intake::RecallActor;

use super::super::recall_desk::{Filed, amended, created, json, listed, reported, revised, shown, stepped};
use super::{NumberedPage, of_path, of_query, page};
use crate::app::AppState;
use crate::caller::OperatorCaller;
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{
    RecallChangeBody, RecallDraftBody, RecallFileBody, RecallFilesBody, RecallReportBody, RecallStepBody,
};

/// Lists every enterprise's recalls with plans and drills, latest change first.
#[utoipa::path(
    get, path = "/api/v1/operator/recalls", tag = "operator", security(("operator" = [])),
    params(NumberedPage),
    responses(
        (status = 200, description = "A page of recalls", body = RecallFilesBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_operator_recalls(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    parameters: Result<Query<NumberedPage>, QueryRejection>,
) -> Result<Json<RecallFilesBody>, ApiError> {
    let Query(asked) = parameters.map_err(of_query)?;
    listed(app, RecallActor::operator(&operator), page(asked.page)).await
}

/// Writes a recall's plan down, and announces it if `announce` is set; then it shows on the next query.
#[utoipa::path(
    post, path = "/api/v1/operator/recalls", tag = "operator", security(("operator" = [])),
    request_body(content = RecallDraftBody, content_type = "application/json"),
    responses(
        (status = 201, description = "The recall, counted", body = RecallFileBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Larger than any recall", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Something in it cannot be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_operator_recall(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<RecallFileBody>), ApiError> {
    let draft: RecallDraftBody = json(&headers, body).await?;
    Ok((StatusCode::CREATED, created(app, RecallActor::operator(&operator), draft).await?))
}

/// Shows one recall, counted, with its clocks, its ratios and, for a drill, its report.
#[utoipa::path(
    get, path = "/api/v1/operator/recalls/{id}", tag = "operator", security(("operator" = [])),
    params(("id" = u64, Path, description = "The platform's number")),
    responses(
        (status = 200, description = "The recall", body = RecallFileBody),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_operator_recall(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    id: Result<Path<u64>, PathRejection>,
) -> Filed {
    shown(app, RecallActor::operator(&operator), of_path(id)?).await
}

/// Writes the plan of a recall anew, which was not announced yet.
#[utoipa::path(
    put, path = "/api/v1/operator/recalls/{id}", tag = "operator", security(("operator" = [])),
    params(("id" = u64, Path, description = "The platform's number")),
    request_body(content = RecallDraftBody, content_type = "application/json"),
    responses(
        (status = 200, description = "The recall", body = RecallFileBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It does not stand where this can be done, or another changed it first", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Larger than any recall", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Something in it cannot be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn replace_operator_recall(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    id: Result<Path<u64>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Filed {
    let id = of_path(id)?;
    let sent: RecallDraftBody = json(&headers, body).await?;
    revised(app, RecallActor::operator(&operator), id, sent).await
}

/// Takes a step: announce, start, complete, lift; for a drill also look.
#[utoipa::path(
    post, path = "/api/v1/operator/recalls/{id}/steps", tag = "operator", security(("operator" = [])),
    params(("id" = u64, Path, description = "The platform's number")),
    request_body(content = RecallStepBody, content_type = "application/json"),
    responses(
        (status = 200, description = "The recall", body = RecallFileBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It does not stand where this can be done, or another changed it first", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Larger than any recall", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Something in it cannot be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn step_operator_recall(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    id: Result<Path<u64>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Filed {
    let id = of_path(id)?;
    let sent: RecallStepBody = json(&headers, body).await?;
    stepped(app, RecallActor::operator(&operator), id, sent).await
}

/// Adds to the list of an announced recall, or takes from it; people see what was changed, when and why.
#[utoipa::path(
    post, path = "/api/v1/operator/recalls/{id}/amendments", tag = "operator", security(("operator" = [])),
    params(("id" = u64, Path, description = "The platform's number")),
    request_body(content = RecallChangeBody, content_type = "application/json"),
    responses(
        (status = 200, description = "The recall", body = RecallFileBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It does not stand where this can be done, or another changed it first", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Larger than any recall", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Something in it cannot be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn amend_operator_recall(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    id: Result<Path<u64>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Filed {
    let id = of_path(id)?;
    let sent: RecallChangeBody = json(&headers, body).await?;
    amended(app, RecallActor::operator(&operator), id, sent).await
}

/// Reports a recall's progress, or its end.
#[utoipa::path(
    post, path = "/api/v1/operator/recalls/{id}/reports", tag = "operator", security(("operator" = [])),
    params(("id" = u64, Path, description = "The platform's number")),
    request_body(content = RecallReportBody, content_type = "application/json"),
    responses(
        (status = 200, description = "The recall", body = RecallFileBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is none with this number", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "It does not stand where this can be done, or another changed it first", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Larger than any recall", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Something in it cannot be used", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn report_operator_recall(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    id: Result<Path<u64>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Filed {
    let id = of_path(id)?;
    let sent: RecallReportBody = json(&headers, body).await?;
    reported(app, RecallActor::operator(&operator), id, sent).await
}
