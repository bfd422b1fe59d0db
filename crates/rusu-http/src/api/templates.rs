//! The workbook that a clerk fills in.

use std::sync::LazyLock;

use axum::body::Bytes;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use rusu_core::texts::Lang;
use rusu_formats::template_xlsx;

use super::answers::LangParameter;
use crate::blocking::blocking;
use crate::error::ApiError;
use crate::language::{Preferred, of_tag};
use crate::problem::Problem;
use crate::wire::FileBody;

const XLSX: HeaderValue =
    HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");
const VARIES: HeaderValue = HeaderValue::from_static("accept-language");

/// Made once: it is the same for everybody and takes a while to make.
static TEMPLATES: LazyLock<[Bytes; 2]> =
    LazyLock::new(|| [Lang::Zh, Lang::En].map(|lang| Bytes::from(template_xlsx(lang))));

/// Gives the workbook with every table and column of the submission format.
#[utoipa::path(
    get, path = "/templates/submission.xlsx", tag = "submissions", params(LangParameter),
    responses((status = 200, description = "A workbook", body = FileBody,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 400, description = "A parameter cannot be read", body = Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn get_submission_template(
    Preferred(preferred): Preferred,
    query: Result<Query<LangParameter>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(LangParameter { lang }) = query.map_err(|e| ApiError::AddressForm { why: e.body_text() })?;
    let lang = lang.as_deref().and_then(of_tag).unwrap_or(preferred);
    let made = blocking(move || -> Result<Bytes, ApiError> {
        let [zh, en] = &*TEMPLATES;
        Ok(if lang == Lang::Zh { zh.clone() } else { en.clone() })
    });
    let name = HeaderValue::from_static("attachment; filename=\"rusu-submission.xlsx\"");
    let headers = [
        (header::CONTENT_TYPE, XLSX),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, AN_HOUR),
        (header::VARY, VARIES),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag())),
    ];
    Ok((headers, made.await?).into_response())
}
