//! What an enterprise asks about itself: where it stands, which papers end, what a code rule would do.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody, QueryRejection};
use axum::extract::{Query, State};
use rusu_core::code::normalise;
use rusu_core::code_rule::{Alphabet, Carrier, CodeRule, CodeShape};
use rusu_core::enterprise::{EnterpriseId, Reference};
use rusu_core::identifiers::CheckAlgorithm;
use rusu_core::limits::{ENTERPRISE_JSON_BYTES_MAX, PAPER_WATCH_DAYS};
use rusu_core::rule_trial::try_rule;
use rusu_intake::PortalError;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::{Caller, OnBehalf};
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{EndingPapersBody, OwnEnterpriseBody, RuleTrialBody, RuleTrialResultBody, StandingBody};

/// How far ahead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PaperParameters {
    /// Days ahead; 60 without it. What has ended is always told.
    #[param(minimum = 0, maximum = 3650)]
    pub(super) days: Option<i32>,
}

/// Tells where the enterprise stands.
#[utoipa::path(
    get, path = "/api/v1/enterprise", tag = "enterprise", security(("key" = []), ("signature" = [])), params(OnBehalf),
    responses(
        (status = 200, description = "The enterprise", body = OwnEnterpriseBody),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_own_enterprise(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
) -> Result<Json<OwnEnterpriseBody>, ApiError> {
    let told = move || {
        let standing = app.admission.standing(enterprise)?;
        let directory = app.query.directory()?;
        let name = directory.find(&enterprise.to_string()).map(|own| own.name.clone()).unwrap_or_default();
        let standing = StandingBody::from(&standing);
        Ok::<_, ApiError>(OwnEnterpriseBody { id: enterprise.0, name, standing })
    };
    Ok(Json(blocking(told).await?))
}

/// Lists the enterprise's licences and certificates that end soon or have ended.
#[utoipa::path(
    get, path = "/api/v1/enterprise/papers", tag = "enterprise", security(("key" = []), ("signature" = [])),
    params(PaperParameters, OnBehalf),
    responses(
        (status = 200, description = "The papers, the earliest first", body = EndingPapersBody),
        (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_ending_papers(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    asked: Result<Query<PaperParameters>, QueryRejection>,
) -> Result<Json<EndingPapersBody>, ApiError> {
    let Query(asked) = asked.map_err(|e| ApiError::AddressForm { why: e.body_text() })?;
    let days = asked.days.unwrap_or(PAPER_WATCH_DAYS);
    let desk = Arc::clone(&app.admission);
    let papers = blocking(move || desk.ending_papers(Some(enterprise), days)).await?;
    Ok(Json(EndingPapersBody::new(&papers)))
}

/// Tries a code rule on a text. Nothing is stored.
///
/// Tells which codes the rule finds, what is wrong with it, and which other enterprises' rules find a code
/// in the same text.
#[utoipa::path(
    post, path = "/api/v1/code-rules/trial", tag = "enterprise", security(("key" = []), ("signature" = [])), params(OnBehalf),
    request_body(content = RuleTrialBody, content_type = "application/json"),
    responses(
        (status = 200, description = "What the rule makes of the text", body = RuleTrialResultBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A word that its field does not have", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn try_code_rule(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<RuleTrialResultBody>, ApiError> {
    let body: RuleTrialBody = body_of(body)?;
    let rule = drafted(enterprise, &body)?;
    let tried = move || {
        let rules = app.intake.code_rules()?;
        let trial = try_rule(&rule, &body.text, &rules);
        Ok::<_, ApiError>(RuleTrialResultBody::new(&trial, &*app.query.directory()?))
    };
    Ok(Json(blocking(tried).await?))
}

fn drafted(enterprise: EnterpriseId, body: &RuleTrialBody) -> Result<CodeRule, ApiError> {
    let form = |field, given: &str| PortalError::Form { field, given: given.to_owned() };
    let carrier = Carrier::from_word(&body.carrier).ok_or_else(|| form("carrier", &body.carrier))?;
    let alphabet = Alphabet::from_word(&body.alphabet).ok_or_else(|| form("alphabet", &body.alphabet))?;
    let check = CheckAlgorithm::from_name(&body.check).ok_or_else(|| form("check", &body.check))?;
    let shape = CodeShape {
        length_min: body.length_min,
        length_max: body.length_max,
        alphabet,
        prefix: normalise(&body.prefix),
        check,
    };
    Ok(CodeRule {
        enterprise,
        reference: Reference::parse("draft").ok_or_else(|| form("reference", "draft"))?,
        carrier,
        asked: true,
        shape,
        text_patterns: body.text_patterns.clone(),
        example: body.example.clone(),
        place_on_can: [String::new(), String::new()],
        position: None,
    })
}

/// A body of JSON.
pub(super) fn body_of<T: DeserializeOwned>(body: Result<Bytes, BytesRejection>) -> Result<T, ApiError> {
    let body = body.map_err(|rejection| match rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            ApiError::BodyTooLarge { limit: ENTERPRISE_JSON_BYTES_MAX }
        }
        _ => ApiError::BodyBroken,
    })?;
    serde_json::from_slice(&body).map_err(|error| ApiError::BodyForm { why: error.to_string() })
}
