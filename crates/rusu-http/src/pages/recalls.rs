//! Recalls: is my lot in one, and what to do then.

use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use rusu_core::calendar::china_day;
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::limits::PORTAL_PAGE_ROWS_MAX;
use rusu_core::lot::LotNumber;
use rusu_core::portal::PageNumber;
use rusu_core::ports::StoreFault;
use rusu_core::recall::Recall;
use rusu_core::texts;
use rusu_query::{Directory, RecallList};
use serde::Deserialize;

use super::form::Link;
use super::frame::{Asked, Frame};
use super::items::phone_href;
use super::paging::{Paging, address, counted, page_number};
use super::recall_facts;
use super::render;
use super::search::{self, Named};
use crate::app::AppState;
use crate::blocking::blocking;
use crate::error::ApiError;

const PATH: &str = "/recalls";
/// Most lot numbers of one notice that stand on the page; the search above finds the others.
const LOTS_SHOWN_MAX: usize = 100;

/// What is asked, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    /// Absent: nothing is asked. Empty: the button was pressed without a number.
    pub lot: Option<String>,
    pub enterprise: String,
    pub page: String,
}

/// Whose recalls.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Whose {
    Everybodys,
    One(Arc<Enterprise>),
    Several(Vec<Arc<Enterprise>>),
    Unknown,
}

/// One notice as the page shows it.
struct NoticeView {
    id: u64,
    maker: String,
    maker_href: String,
    is_over: bool,
    /// In force, or ended on a day.
    state: String,
    level: String,
    level_text: String,
    announced: String,
    lots: Vec<String>,
    lots_beyond: Option<String>,
    /// Ranges of codes and single codes.
    codes: Vec<String>,
    /// Product, regions, progress and the day by which it must be finished, where they are told.
    facts: Vec<(String, String)>,
    /// Changes of the list, latest first.
    amendments: Vec<String>,
    reason: String,
    instructions: String,
    phone: String,
    phone_href: Option<String>,
}

/// The answer to "is my lot in it".
struct Check {
    tone: &'static str,
    title: String,
    text: String,
    /// Of whom, with which level.
    matches: Vec<String>,
    note: Option<String>,
}

#[derive(Template)]
#[template(path = "recalls.html")]
pub(super) struct Recalls {
    frame: Frame,
    lot: String,
    enterprise: String,
    names: Vec<String>,
    message: Option<(String, Vec<Link>)>,
    check: Option<Check>,
    heading: String,
    notices: Vec<NoticeView>,
    /// Words where there is no notice: what is so, and what else to do.
    empty: Option<(String, String)>,
    paging: Option<Paging>,
    /// The way to the list of everybody's, where this is a part of it.
    all_href: Option<String>,
}

impl Recalls {
    /// The page of a list and of what was asked.
    pub fn new(
        asked: &Asked,
        is_sample: bool,
        enterprises: &[Arc<Enterprise>],
        fields: &Fields,
        whose: &Whose,
        list: RecallList,
    ) -> Self {
        let frame = Frame::new(asked, "recalls-title", is_sample);
        let name_of = |id: EnterpriseId| {
            enterprises.iter().find(|e| e.id == id).map_or_else(|| id.to_string(), |e| e.name.clone())
        };
        let (message, lot) = message(&frame, fields, whose);
        let check = lot.as_ref().map(|lot| check(&frame, lot, &list, &name_of));
        let is_in = |recall: &Recall| lot.as_ref().is_some_and(|lot| touches(recall, lot));
        let has_match = list.recalls.iter().any(is_in);
        let shown: Vec<Recall> = list.recalls.into_iter().filter(|r| !has_match || is_in(r)).collect();
        let page = page_number(&fields.page);
        let rows = shown.iter().skip(page.rows_before()).take(PORTAL_PAGE_ROWS_MAX);
        let notices: Vec<NoticeView> =
            rows.map(|recall| view(&frame, recall, name_of(recall.enterprise))).collect();
        let more = shown.len() > page.rows_before() + PORTAL_PAGE_ROWS_MAX;
        let lot_typed = fields.lot.as_deref().unwrap_or_default().trim().to_owned();
        let parameters = [("lot", lot_typed.as_str()), ("enterprise", fields.enterprise.trim())];
        let is_part = has_match || !matches!(whose, Whose::Everybodys) || page != PageNumber::FIRST;
        Self {
            enterprise: match whose {
                Whose::One(enterprise) => enterprise.name.clone(),
                _ => fields.enterprise.trim().to_owned(),
            },
            names: enterprises.iter().map(|e| e.name.clone()).collect(),
            message,
            check,
            heading: match whose {
                Whose::One(enterprise) => frame.t1("recalls-of", "enterprise", &enterprise.name),
                _ => frame.t("recalls-list"),
            },
            empty: notices.is_empty().then(|| empty(&frame, whose)),
            notices,
            paging: Paging::new(&frame, PATH, &parameters, page, more),
            all_href: is_part.then(|| frame.onward(PATH)),
            lot: lot_typed,
            frame,
        }
    }
}

/// What is wrong with the fields, or the lot that is asked for.
fn message(
    frame: &Frame,
    fields: &Fields,
    whose: &Whose,
) -> (Option<(String, Vec<Link>)>, Option<LotNumber>) {
    let typed = fields.lot.as_deref().map(str::trim);
    let wrong = |text: String| (Some((text, Vec::new())), None);
    match (whose, typed) {
        (Whose::Unknown, _) => wrong(frame.t1("sampling-no-enterprise", "name", fields.enterprise.trim())),
        (Whose::Several(several), _) => {
            let choice = |enterprise: &Arc<Enterprise>| {
                let (id, lot) = (enterprise.id.to_string(), typed.unwrap_or_default());
                let href = address(frame, PATH, &[("lot", lot), ("enterprise", &id)]);
                Link { href, words: enterprise.name.clone() }
            };
            let text = frame.t1("sampling-several", "name", fields.enterprise.trim());
            (Some((text, several.iter().map(choice).collect())), None)
        }
        (_, None) => (None, None),
        // An enterprise without a lot asks for its list.
        (Whose::One(_), Some("")) => (None, None),
        (Whose::Everybodys, Some("")) => wrong(frame.t("recalls-lot-missing")),
        (_, Some(typed)) => match LotNumber::parse(typed) {
            Some(lot) => (None, Some(lot)),
            None => wrong(frame.t1("sampling-lot-form", "lot", typed)),
        },
    }
}

/// Whether a lot is recalled whole or in part.
fn touches(recall: &Recall, lot: &LotNumber) -> bool {
    recall.holds_lot(lot) || recall.ranges().any(|range| range.lot.as_ref() == Some(lot))
}

fn check(
    frame: &Frame,
    lot: &LotNumber,
    list: &RecallList,
    name_of: &impl Fn(EnterpriseId) -> String,
) -> Check {
    let holding: Vec<&Recall> = list.recalls.iter().filter(|recall| touches(recall, lot)).collect();
    let in_force: Vec<&Recall> = holding.iter().copied().filter(|r| r.ended_at.is_none()).collect();
    let is_whole = in_force.iter().any(|recall| recall.holds_lot(lot));
    let (tone, id, told) = match (in_force.is_empty(), holding.is_empty()) {
        (false, _) if is_whole => ("stop", "recalls-yes", in_force),
        (false, _) => ("care", "recalls-part", in_force),
        (true, false) => ("care", "recalls-ended", holding),
        (true, true) => ("calm", "recalls-no", holding),
    };
    let one = |recall: &&Recall| {
        let level = format!("recall-level-{}", recall.level.as_str());
        let (maker, level) = (name_of(recall.enterprise), frame.t(&level));
        texts::format(
            frame.lang(),
            "recalls-one",
            &[("enterprise", (&maker).into()), ("level", (&level).into())],
        )
    };
    let part = || frame.t1("recalls-no-part", "count", counted(list.recalls.len()));
    Check {
        tone,
        title: frame.t1(id, "lot", lot.as_str()),
        text: frame.t(&format!("{id}-text")),
        matches: told.iter().map(one).collect(),
        note: (tone == "calm" && !list.is_whole).then(part),
    }
}

fn empty(frame: &Frame, whose: &Whose) -> (String, String) {
    let title = match whose {
        Whose::One(enterprise) => frame.t1("recalls-none-of", "enterprise", &enterprise.name),
        _ => frame.t("recalls-none"),
    };
    (title, frame.t("recalls-none-text"))
}

fn view(frame: &Frame, recall: &Recall, maker: String) -> NoticeView {
    let level = recall.level.as_str();
    let beyond = recall.lots().count().saturating_sub(LOTS_SHOWN_MAX);
    let lang = frame.lang();
    let ended = recall.ended_at.map(|at| china_day(at).to_string());
    NoticeView {
        id: recall.id,
        maker,
        maker_href: address(frame, PATH, &[("enterprise", &recall.enterprise.to_string())]),
        is_over: ended.is_some(),
        state: ended
            .map_or_else(|| frame.t("recalls-in-force"), |date| frame.t1("recalls-over-at", "date", &date)),
        level: frame.t(&format!("recall-level-{level}")),
        level_text: frame.t(&format!("recalls-level-{level}")),
        announced: recall.announced_at.map(|at| china_day(at).to_string()).unwrap_or_default(),
        codes: recall_facts::codes(recall, lang),
        facts: facts(frame, recall),
        amendments: recall_facts::amendments(recall, lang),
        lots: recall.lots().take(LOTS_SHOWN_MAX).map(ToString::to_string).collect(),
        lots_beyond: (beyond > 0).then(|| frame.t1("recalls-beyond-lots", "count", counted(beyond))),
        reason: recall.reason.clone(),
        instructions: recall.instructions.clone(),
        phone: recall.contact_phone.clone(),
        phone_href: phone_href(&recall.contact_phone),
    }
}

/// What the notice tells besides, with its names.
fn facts(frame: &Frame, recall: &Recall) -> Vec<(String, String)> {
    let lang = frame.lang();
    let told = [
        ("recalls-product", Some(recall_facts::product(recall, lang))),
        ("recalls-regions", Some(recall.plan.regions.join(&frame.t("verdict-list-separator")))),
        ("recalls-progress", recall_facts::progress(recall, lang)),
        ("recalls-deadline", recall_facts::deadline(recall, lang)),
    ];
    let told = told.into_iter().filter_map(|(id, words)| Some((id, words?)));
    told.filter(|(_, words)| !words.trim().is_empty()).map(|(id, words)| (frame.t(id), words)).collect()
}

fn whose(directory: &Directory, typed: &str) -> Whose {
    match search::named(directory, typed) {
        Named::Nobody => Whose::Everybodys,
        Named::One(enterprise) => Whose::One(enterprise),
        Named::Several(several) => Whose::Several(several),
        Named::Unknown => Whose::Unknown,
    }
}

/// `GET /recalls`.
pub(super) async fn get_recalls(
    State(app): State<AppState>,
    asked: Asked,
    fields: Result<Query<Fields>, QueryRejection>,
) -> Result<Response, ApiError> {
    let fields = fields.map_or_else(|_| Fields::default(), |Query(fields)| fields);
    let (lookup, portal, typed) =
        (Arc::clone(&app.query), Arc::clone(&app.portal), fields.enterprise.clone());
    let read = blocking(move || {
        let directory = lookup.directory()?;
        let whose = whose(&directory, &typed);
        let one = if let Whose::One(enterprise) = &whose { Some(enterprise.id) } else { None };
        Ok::<_, StoreFault>((portal.recall_list(one)?, whose, directory))
    });
    let (list, whose, directory) = read.await?;
    let sample = app.settings.sample_data;
    let page = Recalls::new(&asked, sample, directory.enterprises(), &fields, &whose, list);
    Ok(render::kept(&asked, &page))
}
