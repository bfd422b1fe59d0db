//! The home page: the question, where the code stands, and who is connected.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use rusu_core::code_rule::{CanPosition, CodeRule};
use rusu_core::enterprise::Enterprise;
use rusu_query::Directory;
use serde::Deserialize;

use super::form::{Form, Link, prefilled};
use super::frame::{Asked, Frame};
use super::picture::Picture;
use super::render;
use super::scan::ScanBox;
use super::search::{self, Named};
use crate::app::AppState;
use crate::blocking::blocking;
use crate::error::ApiError;

/// Enterprises that the home page names before the link to all of them.
const NAMED_MAX: usize = 12;

/// The form's fields.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Fields {
    #[serde(default)]
    pub enterprise: String,
    #[serde(default)]
    pub code: String,
}

/// The page with the form.
#[derive(Template)]
#[template(path = "home.html")]
pub(super) struct Home {
    frame: Frame,
    form: Form,
    /// Some of the connected enterprises.
    named: Vec<Link>,
    /// How many there are, samples not counted unless there is nothing else.
    count: u64,
    scan: ScanBox,
    picture: Picture,
}

impl Home {
    /// The page; `fill` completes the form.
    pub fn new(
        asked: &Asked,
        is_sample: bool,
        directory: &[Arc<Enterprise>],
        fields: &Fields,
        fill: impl FnOnce(Form, &Frame) -> Form,
    ) -> Self {
        let frame = Frame::new(asked, "home-title", is_sample);
        let form = fill(Form::typed(&fields.enterprise, &fields.code, directory), &frame);
        let mut shown: Vec<&Arc<Enterprise>> = directory.iter().filter(|e| !e.is_sample).collect();
        if shown.is_empty() {
            shown = directory.iter().collect();
        }
        let count = u64::try_from(shown.len()).unwrap_or(u64::MAX);
        let named = shown.iter().take(NAMED_MAX);
        let named = named.map(|e| Link { href: prefilled(&frame, e), words: e.name.clone() }).collect();
        let picture = Picture::new(&frame, None);
        Self { form, named, count, scan: ScanBox::new(false), picture, frame }
    }

    /// The page with the picture of one enterprise's can.
    pub fn at_the_can_of(mut self, rule: &CodeRule) -> Self {
        self.picture = Picture::new(&self.frame, Some(rule));
        self
    }
}

/// `GET /`.
pub(super) async fn get_home(
    State(app): State<AppState>,
    asked: Asked,
    fields: Result<Query<Fields>, QueryRejection>,
) -> Result<Response, ApiError> {
    let fields = fields.map_or_else(|_| Fields::default(), |Query(fields)| fields);
    let directory = directory(&app).await?;
    let sample = app.settings.sample_data;
    let mut page = Home::new(&asked, sample, directory.enterprises(), &fields, |form, _| form);
    if let Named::One(chosen) = search::named(&directory, &fields.enterprise)
        && let Some(rule) = directory.asked_rules(chosen.id).min_by_key(|rule| rule.carrier)
    {
        page = page.at_the_can_of(rule);
    }
    Ok(render::kept(&asked, &page))
}

/// The directory.
pub(super) async fn directory(app: &AppState) -> Result<Arc<Directory>, ApiError> {
    let query = Arc::clone(&app.query);
    blocking(move || query.directory()).await
}
