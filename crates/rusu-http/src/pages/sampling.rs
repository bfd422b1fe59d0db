//! 合格快查: results of official sampling, searched by product, enterprise or lot.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use rusu_core::enterprise::Enterprise;
use rusu_core::limits::SEARCH_CHARACTERS_MAX;
use rusu_core::lot::LotNumber;
use rusu_core::portal::{Conclusion, Page, PageNumber, SamplingFailure, SamplingResult, SamplingSearch};
use rusu_core::ports::StoreFault;
use rusu_query::Directory;
use serde::Deserialize;

use super::form::Link;
use super::frame::{Asked, Frame};
use super::paging::{Paging, address, cut, page_number};
use super::render;
use super::search::{self, Named};
use crate::app::AppState;
use crate::blocking::blocking;
use crate::error::ApiError;

const PATH: &str = "/sampling";

/// What is looked for, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    pub q: String,
    pub enterprise: String,
    pub lot: String,
    pub conclusion: String,
    pub page: String,
}

/// Why nothing could be looked for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Wrong {
    /// The name is no enterprise's.
    Unknown,
    /// The name is several enterprises'.
    Several(Vec<Arc<Enterprise>>),
    /// The text is no lot number.
    Lot,
}

/// One result as the page shows it.
struct ResultView {
    is_pass: bool,
    conclusion: String,
    scope: String,
    product: String,
    lot: Option<String>,
    /// What tells one result from another, named.
    rows: Vec<(String, String)>,
    /// The rest, behind a click.
    details: Vec<(String, String)>,
    notice: String,
    /// Where the notice stands.
    notice_href: Option<String>,
    failures: Vec<SamplingFailure>,
}

/// A choice of the field for conclusions.
struct Choice {
    word: &'static str,
    name: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "sampling.html")]
pub(super) struct Sampling {
    frame: Frame,
    fields: Fields,
    names: Vec<String>,
    conclusions: Vec<Choice>,
    /// What is wrong with the fields, and choices where there are some.
    message: Option<(String, Vec<Link>)>,
    results: Vec<ResultView>,
    paging: Option<Paging>,
    /// Whether anything at all is looked for.
    is_search: bool,
    /// Whether more than the text is looked for, so that those fields are open.
    is_narrowed: bool,
    is_first: bool,
    first_href: String,
}

impl Sampling {
    /// The page of what was found, or of what is wrong.
    pub fn new(
        asked: &Asked,
        is_sample: bool,
        enterprises: &[Arc<Enterprise>],
        fields: Fields,
        found: Result<Page<SamplingResult>, Wrong>,
    ) -> Self {
        let frame = Frame::new(asked, "sampling-title", is_sample);
        let fields = named_by_name(fields, enterprises);
        let page = page_number(&fields.page);
        let (message, found) = match found {
            Ok(found) => (None, found),
            Err(wrong) => {
                (Some(told(&frame, &fields, wrong)), Page { entries: vec![], number: 1, more: false })
            }
        };
        let parameters = fields.parameters();
        Self {
            names: enterprises.iter().map(|e| e.name.clone()).collect(),
            conclusions: conclusions(&frame, &fields.conclusion),
            message,
            results: found.entries.into_iter().map(|result| view(&frame, result)).collect(),
            paging: Paging::new(&frame, PATH, &parameters, page, found.more),
            is_search: parameters.iter().any(|(_, value)| !value.trim().is_empty()),
            is_narrowed: parameters.iter().any(|(name, value)| *name != "q" && !value.trim().is_empty()),
            is_first: page == PageNumber::FIRST,
            first_href: address(&frame, PATH, &parameters),
            fields,
            frame,
        }
    }
}

impl Fields {
    fn parameters(&self) -> [(&'static str, &str); 4] {
        [
            ("q", &self.q),
            ("enterprise", &self.enterprise),
            ("lot", &self.lot),
            ("conclusion", &self.conclusion),
        ]
    }

    /// What the fields ask the store for.
    fn search(&self, directory: &Directory) -> Result<SamplingSearch, Wrong> {
        let enterprise = match search::named(directory, &self.enterprise) {
            Named::Nobody => None,
            Named::One(enterprise) => Some(enterprise.id),
            Named::Several(several) => return Err(Wrong::Several(several)),
            Named::Unknown => return Err(Wrong::Unknown),
        };
        let lot = match self.lot.trim() {
            "" => None,
            typed => Some(LotNumber::parse(typed).ok_or(Wrong::Lot)?),
        };
        let text = cut(&self.q, SEARCH_CHARACTERS_MAX);
        Ok(SamplingSearch { text, enterprise, lot, conclusion: Conclusion::from_word(&self.conclusion) })
    }
}

/// A link names the enterprise by its id; a person reads its name.
fn named_by_name(fields: Fields, enterprises: &[Arc<Enterprise>]) -> Fields {
    let typed = fields.enterprise.trim();
    let by_id = enterprises.iter().find(|e| e.id.to_string() == typed);
    Fields { enterprise: by_id.map_or(typed, |e| e.name.as_str()).to_owned(), ..fields }
}

fn told(frame: &Frame, fields: &Fields, wrong: Wrong) -> (String, Vec<Link>) {
    match wrong {
        Wrong::Unknown => (frame.t1("sampling-no-enterprise", "name", &fields.enterprise), Vec::new()),
        Wrong::Lot => (frame.t1("sampling-lot-form", "lot", &fields.lot), Vec::new()),
        Wrong::Several(several) => {
            let choice = |enterprise: &Arc<Enterprise>| {
                let given = Fields { enterprise: enterprise.id.to_string(), ..fields.clone() };
                Link { href: address(frame, PATH, &given.parameters()), words: enterprise.name.clone() }
            };
            let text = frame.t1("sampling-several", "name", &fields.enterprise);
            (text, several.iter().map(choice).collect())
        }
    }
}

fn conclusions(frame: &Frame, chosen: &str) -> Vec<Choice> {
    let known = Conclusion::ALL.iter().map(|one| (one.as_str(), format!("conclusion-{}", one.as_str())));
    let all = std::iter::once(("", "sampling-any".to_owned())).chain(known);
    all.map(|(word, id)| Choice { word, name: frame.t(&id), is_chosen: word == chosen }).collect()
}

fn view(frame: &Frame, result: SamplingResult) -> ResultView {
    let name = |id: &str| frame.t(id);
    let optional = |id: &str, value: Option<String>| value.map(|value| (name(id), value));
    let rows = [
        Some((name("sampling-maker"), result.manufacturer)),
        optional("sampling-production-date", result.production_date.map(|date| date.to_string())),
        Some((name("sampling-authority"), result.authority)),
        Some((name("sampling-published-on"), result.published_on.to_string())),
    ];
    let details = [
        optional("sampling-brand", result.brand),
        optional("sampling-specification", result.specification),
        optional("sampling-sampled-at", result.sampled_at),
        Some((name("sampling-number"), result.sample_number)),
    ];
    ResultView {
        is_pass: result.conclusion == Conclusion::Pass,
        conclusion: frame.t(&format!("conclusion-{}", result.conclusion.as_str())),
        scope: frame.t(&format!("sampling-scope-{}", result.scope.as_str())),
        product: result.product_name,
        lot: result.lot_number.map(|lot| lot.to_string()),
        rows: rows.into_iter().flatten().collect(),
        details: details.into_iter().flatten().collect(),
        notice: result.notice,
        notice_href: result.notice_url.filter(|url| url.starts_with("https://")),
        failures: result.failures,
    }
}

/// `GET /sampling`.
pub(super) async fn get_sampling(
    State(app): State<AppState>,
    asked: Asked,
    fields: Result<Query<Fields>, QueryRejection>,
) -> Result<Response, ApiError> {
    let fields = fields.map_or_else(|_| Fields::default(), |Query(fields)| fields);
    let (lookup, portal, given) = (Arc::clone(&app.query), Arc::clone(&app.portal), fields.clone());
    let read = blocking(move || {
        let directory = lookup.directory()?;
        let found = match given.search(&directory) {
            Ok(search) => Ok(portal.sampling(&search, page_number(&given.page))?),
            Err(wrong) => Err(wrong),
        };
        Ok::<_, StoreFault>((directory, found))
    });
    let (directory, found) = read.await?;
    let page = Sampling::new(&asked, app.settings.sample_data, directory.enterprises(), fields, found);
    Ok(render::kept(&asked, &page))
}
