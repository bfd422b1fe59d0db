//! What surrounds the answers, for anybody: sampling results, recalls, announcements, figures.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, header};
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::SEARCH_CHARACTERS_MAX;
use rusu_core::lot::{ContentHash, LotNumber};
use rusu_core::portal::{Announcement, AnnouncementKind, Conclusion, PageNumber, SamplingSearch};
use rusu_core::texts::Lang;
use rusu_query::Directory;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::{App, AppState};
use crate::blocking::blocking;
use crate::error::ApiError;
use crate::language::{Preferred, of_tag};
use crate::pages::film;
use crate::problem::Problem;
use crate::wire::{
    AnnouncementBody, AnnouncementTextBody, AnnouncementsBody, RecallsBody, SamplingResultsBody,
    StatisticsBody,
};

type Kept<T> = Result<([(HeaderName, HeaderValue); 2], Json<T>), ApiError>;

const A_MINUTE: HeaderValue = HeaderValue::from_static("public, max-age=60");
/// The language may be chosen by the header.
const VARY: (HeaderName, HeaderValue) = (header::VARY, HeaderValue::from_static("accept-language"));
/// A recall must be seen at once.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// Which sampling results.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct SamplingParameters {
    /// Part of the product's, brand's or maker's name, or the whole lot number.
    #[param(max_length = 100)]
    q: String,
    /// Number, name, brand, registered name or credit code of an enterprise.
    enterprise: String,
    /// A lot number.
    lot: String,
    /// `pass` or `fail`.
    conclusion: String,
    /// From 1.
    page: Option<usize>,
    /// `zh` or `en`.
    lang: Option<String>,
}

/// Which recalls.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct RecallParameters {
    /// Number, name, brand, registered name or credit code of an enterprise.
    enterprise: String,
    /// From 1.
    page: Option<usize>,
    /// `zh` or `en`.
    lang: Option<String>,
}

/// Which announcements.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(crate) struct AnnouncementParameters {
    /// `notice`, `article` or `video`.
    kind: String,
    /// From 1.
    page: Option<usize>,
    /// `zh` or `en`.
    lang: Option<String>,
}

/// Searches the results of official sampling.
#[utoipa::path(
    get, path = "/api/v1/sampling-results", tag = "portal", params(SamplingParameters),
    responses(
        (status = 200, description = "A page of results, latest first", body = SamplingResultsBody),
        (status = 400, description = "Not a search", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_sampling_results(
    State(app): State<AppState>,
    Preferred(preferred): Preferred,
    parameters: Result<Query<SamplingParameters>, QueryRejection>,
) -> Kept<SamplingResultsBody> {
    let Query(asked) = parameters.map_err(address)?;
    let lang = chosen(asked.lang.as_deref(), preferred);
    let body = blocking(move || {
        let directory = app.query.directory()?;
        let found = app.portal.sampling(&search(&directory, &asked)?, page(asked.page))?;
        Ok::<_, ApiError>(SamplingResultsBody::new(&found, &directory, lang))
    });
    Ok(([(header::CACHE_CONTROL, A_MINUTE), VARY], Json(body.await?)))
}

/// Lists recalls, those that ended included.
#[utoipa::path(
    get, path = "/api/v1/recalls", tag = "portal", params(RecallParameters),
    responses(
        (status = 200, description = "A page of recalls, latest first", body = RecallsBody),
        (status = 400, description = "Not a search", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_recalls(
    State(app): State<AppState>,
    Preferred(preferred): Preferred,
    parameters: Result<Query<RecallParameters>, QueryRejection>,
) -> Kept<RecallsBody> {
    let Query(asked) = parameters.map_err(address)?;
    let lang = chosen(asked.lang.as_deref(), preferred);
    let body = blocking(move || {
        let directory = app.query.directory()?;
        let found = app.portal.recalls(enterprise(&directory, &asked.enterprise)?, page(asked.page))?;
        Ok::<_, ApiError>(RecallsBody::new(&found, &directory, lang))
    });
    Ok(([(header::CACHE_CONTROL, NO_STORE), VARY], Json(body.await?)))
}

/// Lists notices, articles and films.
#[utoipa::path(
    get, path = "/api/v1/announcements", tag = "portal", params(AnnouncementParameters),
    responses(
        (status = 200, description = "A page of announcements, pinned first", body = AnnouncementsBody),
        (status = 400, description = "Not a search", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list_announcements(
    State(app): State<AppState>,
    Preferred(preferred): Preferred,
    parameters: Result<Query<AnnouncementParameters>, QueryRejection>,
) -> Kept<AnnouncementsBody> {
    let Query(asked) = parameters.map_err(address)?;
    let lang = chosen(asked.lang.as_deref(), preferred);
    let kind = word("kind", &asked.kind, AnnouncementKind::from_word)?;
    let body = blocking(move || {
        let found = app.portal.announcements(kind, page(asked.page))?;
        let body = |one: &Announcement| Ok(AnnouncementBody::new(one, video(&app, one.video)?, lang));
        let announcements = found.entries.iter().map(body).collect::<Result<_, ApiError>>()?;
        Ok::<_, ApiError>(AnnouncementsBody { announcements, page: found.number, more: found.more })
    });
    Ok(([(header::CACHE_CONTROL, A_MINUTE), VARY], Json(body.await?)))
}

/// Shows one announcement.
#[utoipa::path(
    get, path = "/api/v1/announcements/{id}", tag = "portal",
    params(("id" = u64, Path, description = "The platform's number"), super::answers::LangParameter),
    responses(
        (status = 200, description = "The announcement with its text", body = AnnouncementTextBody),
        (status = 404, description = "There is none, or not yet", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_announcement(
    State(app): State<AppState>,
    Preferred(preferred): Preferred,
    id: Result<Path<u64>, PathRejection>,
    parameters: Result<Query<super::answers::LangParameter>, QueryRejection>,
) -> Kept<AnnouncementTextBody> {
    let Path(id) = id.map_err(|_| ApiError::AddressUnknown)?;
    let Query(asked) = parameters.map_err(address)?;
    let lang = chosen(asked.lang.as_deref(), preferred);
    let body = blocking(move || {
        let one = app.portal.announcement(id)?.ok_or(ApiError::AddressUnknown)?;
        Ok::<_, ApiError>(AnnouncementTextBody::new(&one, video(&app, one.video)?, lang))
    });
    Ok(([(header::CACHE_CONTROL, A_MINUTE), VARY], Json(body.await?)))
}

/// Shows the platform's figures, each with its definition.
#[utoipa::path(
    get, path = "/api/v1/statistics", tag = "portal", params(super::answers::LangParameter),
    responses(
        (status = 200, description = "The figures, at most a minute old", body = StatisticsBody),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_statistics(
    State(app): State<AppState>,
    Preferred(preferred): Preferred,
    parameters: Result<Query<super::answers::LangParameter>, QueryRejection>,
) -> Kept<StatisticsBody> {
    let Query(asked) = parameters.map_err(address)?;
    let lang = chosen(asked.lang.as_deref(), preferred);
    let body = blocking(move || {
        let enterprises = app.query.directory()?.enterprises().len();
        Ok::<_, ApiError>(StatisticsBody::new(&*app.portal.statistics()?, enterprises, lang))
    });
    Ok(([(header::CACHE_CONTROL, A_MINUTE), VARY], Json(body.await?)))
}

fn search(directory: &Directory, asked: &SamplingParameters) -> Result<SamplingSearch, ApiError> {
    let text = asked.q.trim();
    if text.chars().count() > SEARCH_CHARACTERS_MAX {
        return Err(ApiError::AddressForm {
            why: format!("q has more than {SEARCH_CHARACTERS_MAX} characters"),
        });
    }
    Ok(SamplingSearch {
        text: text.to_owned(),
        enterprise: enterprise(directory, &asked.enterprise)?,
        lot: word("lot", &asked.lot, LotNumber::parse)?,
        conclusion: word("conclusion", &asked.conclusion, Conclusion::from_word)?,
    })
}

fn enterprise(directory: &Directory, name: &str) -> Result<Option<EnterpriseId>, ApiError> {
    let name = name.trim();
    if name.is_empty() {
        return Ok(None);
    }
    let unknown = || ApiError::EnterpriseUnknown { name: name.to_owned() };
    Ok(Some(directory.find(name).ok_or_else(unknown)?.id))
}

/// A parameter that is left out, or one of few words.
fn word<T>(name: &str, text: &str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, ApiError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let unknown = || ApiError::AddressForm { why: format!("{name} cannot be `{text}`") };
    read(text).map(Some).ok_or_else(unknown)
}

fn page(number: Option<usize>) -> PageNumber {
    PageNumber::new(number.unwrap_or(1))
}

fn chosen(lang: Option<&str>, preferred: Lang) -> Lang {
    lang.and_then(of_tag).unwrap_or(preferred)
}

fn address(rejection: QueryRejection) -> ApiError {
    ApiError::AddressForm { why: rejection.body_text() }
}

fn video(app: &Arc<App>, video: Option<ContentHash>) -> Result<Option<String>, ApiError> {
    let Some(video) = video else { return Ok(None) };
    Ok(film(app.objects.as_ref(), &video)?.map(|(address, _)| address))
}
