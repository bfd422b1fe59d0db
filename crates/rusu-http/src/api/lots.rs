//! An enterprise's own published lots: read, amended, restated, with void codes. It sees and touches
//! nobody else's.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::LOT_JSON_BYTES_MAX;
use rusu_core::lot::{LotKey, LotNumber};
use rusu_intake::{LotError, lot_version};
use serde::de::DeserializeOwned;

use super::operator::{NumberedPage, of_path, of_query, page, whole};
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::{Caller, OnBehalf};
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{
    LotAmendmentBody, LotSheetBody, LotStateOrderBody, LotSummaryBody, LotsBody, VoidCountBody, VoidOrderBody,
};

/// Who changed a value, in its history, where the enterprise did so through these addresses.
pub(super) const ENTERPRISE: &str = "enterprise";

/// Lists the enterprise's published lots, latest first, twenty a page.
#[utoipa::path(
    get, path = "/api/v1/enterprise/lots", tag = "lots", security(("key" = []), ("signature" = [])), params(NumberedPage, OnBehalf),
    responses(
        (status = 200, description = "A page of lots", body = LotsBody),
        (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_lots(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    asked: Result<Query<NumberedPage>, QueryRejection>,
) -> Result<Json<LotsBody>, ApiError> {
    let Query(asked) = asked.map_err(of_query)?;
    let found = blocking(move || app.intake.lot_page(enterprise, page(asked.page))).await?;
    Ok(Json(LotsBody::from(&found)))
}

/// Gives a lot with its history, void codes and recalls. The `ETag` is its version.
#[utoipa::path(
    get, path = "/api/v1/enterprise/lots/{lot}", tag = "lots", security(("key" = []), ("signature" = [])),
    params(("lot" = String, Path, description = "The lot's number"), OnBehalf),
    responses(
        (status = 200, description = "The lot", body = LotSheetBody,
            headers(("ETag" = String, description = "The lot's version, for `If-Match`"))),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The enterprise has no such published lot", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_lot(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    lot: Result<Path<String>, PathRejection>,
) -> Result<Response, ApiError> {
    let key = lot_key(enterprise, of_path(lot)?)?;
    let told = move || {
        let file = app.intake.lot_sheet(&key)?;
        let recalls = app.query.recalls_of_lot(&key)?;
        Ok::<_, ApiError>(tagged(&lot_version(&file.lot), Json(LotSheetBody::new(&file, &recalls))))
    };
    blocking(told).await
}

/// Amends values of a lot; the old ones are kept with who, when and why, and consumers see that it was amended.
///
/// `If-Match` names the version that the caller saw. The rules are those of a delivery.
#[utoipa::path(
    patch, path = "/api/v1/enterprise/lots/{lot}", tag = "lots", security(("key" = []), ("signature" = [])),
    params(
        ("lot" = String, Path, description = "The lot's number"),
        ("If-Match" = String, Header, description = "The version, in quotation marks"),
        OnBehalf,
    ),
    request_body(content = LotAmendmentBody, content_type = "application/json"),
    responses(
        (status = 200, description = "The lot as it stands now", body = LotSummaryBody,
            headers(("ETag" = String, description = "Its new version"))),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The enterprise has no such published lot", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "The lot was changed since that version", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A value cannot be taken, or rules refuse the amended lot", body = Problem, content_type = "application/problem+json"),
        (status = 428, description = "No `If-Match`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn update_lot(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    lot: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let key = lot_key(enterprise, of_path(lot)?)?;
    let version = if_match(&headers).ok_or(ApiError::VersionMissing)?;
    let body: LotAmendmentBody = json(&headers, body).await?;
    let amendment = body.amendment()?;
    let (intake, amended) = (Arc::clone(&app.intake), key.clone());
    let lot = blocking(move || intake.amend_lot(&amended, &version, &amendment, ENTERPRISE)).await?;
    tracing::info!(%enterprise, lot = %key.number, "a lot was amended");
    Ok(tagged(&lot_version(&lot), Json(LotSummaryBody::from(&lot))))
}

/// Says where a lot stands: under correction, published again, or withdrawn for good.
#[utoipa::path(
    put, path = "/api/v1/enterprise/lots/{lot}/state", tag = "lots", security(("key" = []), ("signature" = [])),
    params(("lot" = String, Path, description = "The lot's number"), OnBehalf),
    request_body(content = LotStateOrderBody, content_type = "application/json"),
    responses(
        (status = 200, description = "The lot as it stands now", body = LotSummaryBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The enterprise has no such published lot", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "A lot that is withdrawn or archived stays so", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "There is no such state, or no reason", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn replace_lot_state(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    lot: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, ApiError> {
    let key = lot_key(enterprise, of_path(lot)?)?;
    let order: LotStateOrderBody = json(&headers, body).await?;
    let state = order.declared()?;
    let intake = Arc::clone(&app.intake);
    let restated = move || intake.declare_lot_state(&key, state, &order.reason, ENTERPRISE);
    let lot = blocking(restated).await?;
    tracing::info!(%enterprise, lot = %lot.key.number, ?state, "a lot's state was declared");
    Ok(tagged(&lot_version(&lot), Json(LotSummaryBody::from(&lot))))
}

/// Declares codes of a lot void: lost, damaged, never filled. All of the order, or none of it.
#[utoipa::path(
    post, path = "/api/v1/enterprise/lots/{lot}/void-codes", tag = "lots", security(("key" = []), ("signature" = [])),
    params(("lot" = String, Path, description = "The lot's number"), OnBehalf),
    request_body(content = VoidOrderBody, content_type = "application/json"),
    responses(
        (status = 200, description = "What became of them", body = VoidCountBody),
        (status = 400, description = "Not what is expected", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key or signature", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "Not allowed to this enterprise", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "The enterprise has no such published lot", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "A code is not of the lot, there are too many, or no reason", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_void_codes(
    State(app): State<AppState>,
    Caller(enterprise): Caller,
    lot: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<VoidCountBody>, ApiError> {
    let key = lot_key(enterprise, of_path(lot)?)?;
    let body: VoidOrderBody = json(&headers, body).await?;
    let order = body.order()?;
    let (intake, voided) = (Arc::clone(&app.intake), key.clone());
    let count = blocking(move || intake.void_lot_codes(&voided, &order)).await?;
    tracing::info!(%enterprise, lot = %key.number, codes = count.voided, "codes were declared void");
    Ok(Json(VoidCountBody::from(count)))
}

/// A lot of the caller; a text that is no lot number is nobody's lot.
fn lot_key(enterprise: EnterpriseId, text: String) -> Result<LotKey, ApiError> {
    let number = LotNumber::parse(&text).ok_or(LotError::Unknown { number: text })?;
    Ok(LotKey { enterprise, number })
}

/// The one version that the caller names (RFC 9110, 13.1.1); a list or `*` names none.
fn if_match(headers: &HeaderMap) -> Option<String> {
    let given = headers.get(header::IF_MATCH)?.to_str().ok()?.trim();
    let version = given.strip_prefix('"')?.strip_suffix('"')?;
    (!version.is_empty() && !version.contains('"')).then(|| version.to_owned())
}

fn tagged(version: &str, body: impl axum::response::IntoResponse) -> Response {
    let mut response = body.into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

pub(super) async fn json<T: DeserializeOwned>(headers: &HeaderMap, body: Body) -> Result<T, ApiError> {
    let limit = u64::try_from(LOT_JSON_BYTES_MAX).unwrap_or(u64::MAX);
    let too_large = |_| ApiError::BodyTooLarge { limit: LOT_JSON_BYTES_MAX };
    let body = whole(headers, body, limit, too_large).await?;
    serde_json::from_slice(&body).map_err(|error| ApiError::BodyForm { why: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(value: &'static str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::IF_MATCH, HeaderValue::from_static(value));
        if_match(&headers)
    }

    #[test]
    fn one_version_in_quotation_marks_is_named() {
        assert_eq!(named(" \"5d41\" "), Some("5d41".to_owned()));
    }

    #[test]
    fn a_star_a_weak_tag_or_a_list_names_no_version() {
        for value in ["*", "W/\"5d41\"", "\"5d41\", \"5d42\"", "5d41", "\"\"", ""] {
            assert_eq!(named(value), None, "{value}");
        }
        assert_eq!(if_match(&HeaderMap::new()), None);
    }
}
