//! The list of connected enterprises, as a page and for the home page's script.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use rusu_core::enterprise::{Coverage, Enterprise, EnterpriseId};
use rusu_core::lot::ContentHash;
use serde::{Deserialize, Serialize};

use super::frame::{Asked, Frame};
use super::home::directory;
use super::{form, render, search};
use crate::app::AppState;
use crate::error::ApiError;

/// What is looked for.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Search {
    #[serde(default)]
    q: String,
}

/// One enterprise as the page shows it.
struct Entry {
    id: EnterpriseId,
    name: String,
    href: String,
    brands: Option<String>,
    group: Option<String>,
    coverage: String,
    is_sample: bool,
    is_silent: bool,
    /// Where its logo stands.
    logo: Option<String>,
    /// What stands for a logo until there is one.
    monogram: String,
}

#[derive(Template)]
#[template(path = "enterprises.html")]
pub(super) struct Enterprises {
    frame: Frame,
    q: String,
    /// How many, in words.
    count: String,
    entries: Vec<Entry>,
}

impl Enterprises {
    /// The page with those that fit what was typed, or with all of them.
    pub fn new(asked: &Asked, is_sample: bool, all: &[Arc<Enterprise>], typed: &str) -> Self {
        let frame = Frame::new(asked, "enterprises-title", is_sample);
        let q = typed.trim().to_owned();
        let (id, shown) = match q.as_str() {
            "" => ("enterprises-count", all.to_vec()),
            typed => ("enterprises-found", search::fitting(all, typed)),
        };
        let count = frame.t1(id, "count", u64::try_from(shown.len()).unwrap_or(u64::MAX));
        let entries = shown.iter().map(|e| entry(&frame, all, e)).collect();
        Self { frame, q, count, entries }
    }

    /// The page with the logos that the operator has uploaded.
    pub fn with_logos<'a>(mut self, logo: impl Fn(EnterpriseId) -> Option<&'a ContentHash>) -> Self {
        for entry in &mut self.entries {
            entry.logo = logo(entry.id).map(|picture| format!("/logos/{picture}.png"));
        }
        self
    }
}

fn entry(frame: &Frame, all: &[Arc<Enterprise>], enterprise: &Enterprise) -> Entry {
    let separator = frame.t("verdict-list-separator");
    let coverage = match enterprise.coverage {
        Coverage::InShelfLife => frame.t("coverage-in-shelf-life"),
        Coverage::Since(date) => frame.t1("coverage-since", "date", &date.to_string()),
    };
    let brands = enterprise.brands.join(&separator);
    let group = enterprise.parent.and_then(|id| all.iter().find(|e| e.id == id));
    Entry {
        id: enterprise.id,
        name: enterprise.name.clone(),
        href: form::prefilled(frame, enterprise),
        brands: (!brands.is_empty()).then(|| frame.t1("enterprises-brands", "brands", &brands)),
        group: group.map(|group| frame.t1("enterprises-group", "group", &group.name)),
        coverage: frame.t1("enterprises-coverage", "coverage", &coverage),
        is_sample: enterprise.is_sample,
        is_silent: enterprise.last_delivered_at.is_none(),
        logo: None,
        monogram: enterprise.name.chars().find(|c| c.is_alphanumeric()).map(String::from).unwrap_or_default(),
    }
}

/// `GET /enterprises`.
pub(super) async fn get_enterprises(
    State(app): State<AppState>,
    asked: Asked,
    search: Result<Query<Search>, QueryRejection>,
) -> Result<Response, ApiError> {
    let search = search.map_or_else(|_| Search::default(), |Query(search)| search);
    let directory = directory(&app).await?;
    let sample = app.settings.sample_data;
    let page = Enterprises::new(&asked, sample, directory.enterprises(), &search.q);
    Ok(render::kept(&asked, &page.with_logos(|id| directory.logo(id))))
}

/// One enterprise as the script reads it.
#[derive(Serialize)]
struct Suggestion {
    /// What is put into the field.
    name: String,
    /// What is compared with the typed text, folded like it.
    keys: Vec<String>,
}

/// `GET /directory.json`: every enterprise, for searching while typing. Not part of the public API.
pub(super) async fn get_directory(State(app): State<AppState>) -> Result<Response, ApiError> {
    const FIVE_MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");
    let directory = directory(&app).await?;
    let suggestion = |e: &Arc<Enterprise>| Suggestion { name: e.name.clone(), keys: search::keys(e) };
    let all: Vec<Suggestion> = directory.enterprises().iter().map(suggestion).collect();
    Ok(([(header::CACHE_CONTROL, FIVE_MINUTES)], Json(all)).into_response())
}
