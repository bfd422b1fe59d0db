//! Notices, articles and videos by the operator.

use std::io::Read as _;
use std::sync::Arc;

use askama::Template;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use rusu_core::calendar::china_day;
use rusu_core::lot::ContentHash;
use rusu_core::portal::{Announcement, AnnouncementKind, Page, PageNumber, Words};
use rusu_core::ports::{ObjectKind, ObjectReader, StoreFault};
use rusu_core::texts::Lang;
use rusu_intake::VideoMedia;
use serde::Deserialize;

use super::frame::{Asked, Frame};
use super::paging::{Paging, address, page_number};
use super::render;
use crate::app::AppState;
use crate::blocking::blocking;
use crate::error::ApiError;

const PATH: &str = "/news";
/// So many first bytes of a film tell its kind.
const VIDEO_HEAD_BYTES: u64 = 64;

/// Which announcements.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    pub kind: String,
    pub page: String,
}

/// A text and the language it is in: Chinese stands on an English page where there is nothing else.
struct Told {
    text: String,
    lang: &'static str,
}

/// One entry of the list.
struct Entry {
    href: String,
    kind: String,
    is_pinned: bool,
    title: Told,
    summary: Option<Told>,
    date: String,
}

/// A kind to choose.
struct Tab {
    href: String,
    name: String,
    is_chosen: bool,
}

#[derive(Template)]
#[template(path = "news.html")]
pub(super) struct News {
    frame: Frame,
    tabs: Vec<Tab>,
    entries: Vec<Entry>,
    paging: Option<Paging>,
    is_first: bool,
}

impl News {
    /// The page of a list.
    pub fn new(asked: &Asked, is_sample: bool, fields: &Fields, found: &Page<Announcement>) -> Self {
        let frame = Frame::new(asked, "news-title", is_sample);
        let chosen = AnnouncementKind::from_word(&fields.kind);
        let word = chosen.map_or("", AnnouncementKind::as_str);
        let page = page_number(&fields.page);
        Self {
            tabs: tabs(&frame, chosen),
            entries: found.entries.iter().map(|one| entry(&frame, one)).collect(),
            paging: Paging::new(&frame, PATH, &[("kind", word)], page, found.more),
            is_first: page == PageNumber::FIRST,
            frame,
        }
    }
}

fn tabs(frame: &Frame, chosen: Option<AnnouncementKind>) -> Vec<Tab> {
    let tab = |kind: Option<AnnouncementKind>| {
        let word = kind.map_or("", AnnouncementKind::as_str);
        let name =
            kind.map_or_else(|| frame.t("news-all"), |_| frame.t(&format!("announcement-kind-{word}")));
        Tab { href: address(frame, PATH, &[("kind", word)]), name, is_chosen: kind == chosen }
    };
    std::iter::once(None).chain(AnnouncementKind::ALL.iter().copied().map(Some)).map(tab).collect()
}

fn entry(frame: &Frame, one: &Announcement) -> Entry {
    let summary = told(frame, &one.summary);
    Entry {
        href: frame.onward(&format!("{PATH}/{}", one.id)),
        kind: frame.t(&format!("announcement-kind-{}", one.kind.as_str())),
        is_pinned: one.pinned,
        title: told(frame, &one.title),
        summary: (!summary.text.trim().is_empty()).then_some(summary),
        date: date_of(one),
    }
}

fn date_of(one: &Announcement) -> String {
    one.published_at.map(|at| china_day(at).to_string()).unwrap_or_default()
}

fn told(frame: &Frame, words: &Words) -> Told {
    let text = words.get(frame.lang());
    let is_own = frame.lang() == Lang::Zh || text == words.en;
    Told { text: text.to_owned(), lang: if is_own { frame.tag() } else { Lang::Zh.tag() } }
}

/// `GET /news`.
pub(super) async fn get_news(
    State(app): State<AppState>,
    asked: Asked,
    fields: Result<Query<Fields>, QueryRejection>,
) -> Result<Response, ApiError> {
    let fields = fields.map_or_else(|_| Fields::default(), |Query(fields)| fields);
    let (portal, kind) = (Arc::clone(&app.portal), AnnouncementKind::from_word(&fields.kind));
    let page = page_number(&fields.page);
    let found = blocking(move || portal.announcements(kind, page)).await?;
    Ok(render::kept(&asked, &News::new(&asked, app.settings.sample_data, &fields, &found)))
}

/// A paragraph, or a list.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Block {
    Paragraph(String),
    List(Vec<String>),
}

#[derive(Template)]
#[template(path = "announcement.html")]
pub(super) struct Article {
    frame: Frame,
    kind: String,
    lang: &'static str,
    published: String,
    summary: Option<Told>,
    blocks: Vec<Block>,
    /// The language of the text.
    body_lang: &'static str,
    /// Where the film stands, and its media type.
    video: Option<(String, &'static str)>,
}

impl Article {
    /// The page of one announcement.
    pub fn new(
        asked: &Asked,
        is_sample: bool,
        one: &Announcement,
        video: Option<(String, &'static str)>,
    ) -> Self {
        let mut frame = Frame::new(asked, "news-title", is_sample);
        let title = told(&frame, &one.title);
        let summary = told(&frame, &one.summary);
        let body = told(&frame, &one.body);
        frame.title = title.text;
        Self {
            kind: frame.t(&format!("announcement-kind-{}", one.kind.as_str())),
            lang: title.lang,
            published: frame.t1("news-published", "date", &date_of(one)),
            summary: (!summary.text.trim().is_empty()).then_some(summary),
            blocks: blocks(&body.text),
            body_lang: body.lang,
            video,
            frame,
        }
    }
}

/// Paragraphs stand apart by an empty line; lines that begin with `- ` are a list.
fn blocks(body: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for line in body.lines().map(str::trim) {
        let point = line.strip_prefix("- ").map(str::trim);
        match (point, blocks.last_mut()) {
            (Some(point), Some(Block::List(points))) if is_open => points.push(point.to_owned()),
            (Some(point), _) => blocks.push(Block::List(vec![point.to_owned()])),
            (None, _) if line.is_empty() => {}
            (None, Some(Block::Paragraph(text))) if is_open => {
                text.push('\n');
                text.push_str(line);
            }
            (None, _) => blocks.push(Block::Paragraph(line.to_owned())),
        }
        is_open = !line.is_empty();
    }
    blocks
}

/// Where a film stands; its first bytes tell its kind.
pub(crate) fn film(
    objects: &dyn ObjectReader,
    video: &ContentHash,
) -> Result<Option<(String, &'static str)>, StoreFault> {
    let Some(content) = objects.open(ObjectKind::Video, video)? else {
        tracing::warn!(%video, "a film that an announcement shows is not stored");
        return Ok(None);
    };
    let mut head = Vec::new();
    let read = content.take(VIDEO_HEAD_BYTES).read_to_end(&mut head);
    read.map_err(|error| StoreFault::Unavailable { store: "objects", reason: error.to_string() })?;
    let extension = |media| match media {
        VideoMedia::Mp4 => "mp4",
        VideoMedia::Webm => "webm",
    };
    let media = VideoMedia::from_first_bytes(&head);
    Ok(media.map(|media| (format!("/videos/{video}.{}", extension(media)), media.as_str())))
}

/// `GET /news/{id}`. A draft is nothing yet.
pub(super) async fn get_announcement(
    State(app): State<AppState>,
    asked: Asked,
    id: Result<Path<u64>, PathRejection>,
) -> Result<Response, ApiError> {
    let Path(id) = id.map_err(|_| ApiError::AddressUnknown)?;
    let (portal, objects) = (Arc::clone(&app.portal), Arc::clone(&app.objects));
    let read = blocking(move || {
        let Some(one) = portal.announcement(id)? else { return Ok::<_, StoreFault>(None) };
        let video = one.video.map(|video| film(&*objects, &video)).transpose()?.flatten();
        Ok(Some((one, video)))
    });
    let (one, video) = read.await?.ok_or(ApiError::AddressUnknown)?;
    Ok(render::kept(&asked, &Article::new(&asked, app.settings.sample_data, &one, video)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_falls_into_paragraphs_and_lists() {
        let body = "第一段\n第二行\n\n- 一\n- 二\n\n\n- 另一份\n后面\r\n";
        let paragraph = |text: &str| Block::Paragraph(text.to_owned());
        let list = |points: &[&str]| Block::List(points.iter().map(ToString::to_string).collect());
        let expected =
            [paragraph("第一段\n第二行"), list(&["一", "二"]), list(&["另一份"]), paragraph("后面")];
        assert_eq!(blocks(body), expected);
    }

    #[test]
    fn a_body_without_text_has_no_blocks() {
        assert!(blocks("\n \n").is_empty());
    }

    #[test]
    fn a_list_directly_below_a_line_is_a_list() {
        assert_eq!(
            blocks("要点：\n- 一"),
            [Block::Paragraph("要点：".to_owned()), Block::List(vec!["一".to_owned()])]
        );
    }
}
