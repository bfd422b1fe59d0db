//! The public list of recalls for machines: JSON, CSV and Atom, with conditional requests.
//!
//! Invariants: a feed is made anew as soon as the registry tells that a recall changed; what a caller
//! holds is only called unchanged if it is what would be sent.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use rusu_core::recall::Recall;
use rusu_core::texts::{self, Lang};
use rusu_formats::recalls_csv;
use rusu_query::{Directory, RecallList};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::answers::LangParameter;
use super::documents::is_held;
use crate::app::{App, AppState};
use crate::blocking::blocking;
use crate::error::ApiError;
use crate::language::{Preferred, of_tag};
use crate::problem::Problem;
use crate::wire::{PublicRecallBody, moment, whose};

/// How long a feed is kept while no recall changed: names of enterprises may.
const FEED_HELD_MS: u64 = 60_000;
/// A feed must be asked for each time, and is then mostly not sent again.
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache");
const VARY: HeaderValue = HeaderValue::from_static("accept-language");

/// In which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Json,
    Csv,
    Atom,
}

impl Form {
    fn media_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Atom => "application/atom+xml; charset=utf-8",
        })
    }
}

/// A feed as it is sent.
#[derive(Debug)]
struct Feed {
    mark: u64,
    made_at: Timestamp,
    /// The latest change of a recall in it.
    updated_at: Option<Timestamp>,
    tag: String,
    content: Bytes,
}

/// Feeds as they were last sent, in each form and language.
#[derive(Debug, Default)]
pub(crate) struct Feeds(Mutex<Vec<KeptFeed>>);

/// A feed under what was asked for.
type KeptFeed = ((Form, Lang), Arc<Feed>);

impl Feeds {
    fn held(&self, key: (Form, Lang), mark: u64, now: Timestamp) -> Option<Arc<Feed>> {
        let feeds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, feed) = feeds.iter().find(|(held, _)| *held == key)?;
        let age_ms = now.as_millisecond().abs_diff(feed.made_at.as_millisecond());
        (feed.mark == mark && age_ms < FEED_HELD_MS).then(|| Arc::clone(feed))
    }

    fn hold(&self, key: (Form, Lang), feed: &Arc<Feed>) {
        let mut feeds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        feeds.retain(|(held, _)| *held != key);
        feeds.push((key, Arc::clone(feed)));
    }
}

/// Every public recall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct RecallFeedBody {
    /// When one of them was last changed; `null` if there is none.
    #[schema(required, format = DateTime)]
    updated_at: Option<String>,
    /// Whether these are all; otherwise the latest thousand.
    is_whole: bool,
    /// Those in force first, each latest first.
    recalls: Vec<PublicRecallBody>,
}

/// Gives the whole list of recalls as JSON; with `ETag` and `Last-Modified`.
#[utoipa::path(
    get, path = "/recalls.json", tag = "portal", params(LangParameter),
    responses(
        (status = 200, description = "Every public recall", body = RecallFeedBody),
        (status = 304, description = "What the caller holds is still true"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_recalls_json(
    State(app): State<AppState>,
    Preferred(preferred): Preferred,
    headers: HeaderMap,
    asked: Result<Query<LangParameter>, QueryRejection>,
) -> Result<Response, ApiError> {
    sent(app, Form::Json, preferred, &headers, asked).await
}

/// Gives the whole list of recalls as CSV: one row for each lot, range or code, those taken out included.
#[utoipa::path(
    get, path = "/recalls.csv", tag = "portal", params(LangParameter),
    responses(
        (status = 200, description = "Every public recall", body = String, content_type = "text/csv"),
        (status = 304, description = "What the caller holds is still true"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_recalls_csv(
    State(app): State<AppState>,
    Preferred(preferred): Preferred,
    headers: HeaderMap,
    asked: Result<Query<LangParameter>, QueryRejection>,
) -> Result<Response, ApiError> {
    sent(app, Form::Csv, preferred, &headers, asked).await
}

/// Gives the whole list of recalls as an Atom feed.
#[utoipa::path(
    get, path = "/recalls.atom", tag = "portal", params(LangParameter),
    responses(
        (status = 200, description = "Every public recall", body = String, content_type = "application/atom+xml"),
        (status = 304, description = "What the caller holds is still true"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_recalls_atom(
    State(app): State<AppState>,
    Preferred(preferred): Preferred,
    headers: HeaderMap,
    asked: Result<Query<LangParameter>, QueryRejection>,
) -> Result<Response, ApiError> {
    sent(app, Form::Atom, preferred, &headers, asked).await
}

async fn sent(
    app: AppState,
    form: Form,
    preferred: Lang,
    headers: &HeaderMap,
    asked: Result<Query<LangParameter>, QueryRejection>,
) -> Result<Response, ApiError> {
    let Query(asked) = asked.map_err(|rejection| ApiError::AddressForm { why: rejection.body_text() })?;
    let lang = asked.lang.as_deref().and_then(of_tag).unwrap_or(preferred);
    let now = app.clock.now();
    let feed = blocking(move || feed(&app, form, lang)).await?;
    Ok(answer(&feed, form, headers, now))
}

fn feed(app: &App, form: Form, lang: Lang) -> Result<Arc<Feed>, ApiError> {
    let (key, now) = ((form, lang), app.clock.now());
    // The mark is read first: a change in between makes the feed look older than it is.
    let mark = app.portal.recall_mark()?;
    if let Some(held) = app.recalls.feeds.held(key, mark, now) {
        return Ok(held);
    }
    let directory = app.query.directory()?;
    let list = app.portal.recall_list(None)?;
    let updated_at = list.recalls.iter().map(|recall| recall.updated_at).max();
    let content = match form {
        Form::Json => json(&list, updated_at, &directory, lang)?,
        Form::Csv => {
            let named = list.recalls.iter().map(|recall| (recall, whose(&directory, recall).name));
            recalls_csv(&named.collect::<Vec<_>>(), lang)
        }
        Form::Atom => atom(&list, updated_at, &directory, lang, &app.settings.public_url).into_bytes(),
    };
    let digest = Sha256::digest(&content);
    let tag = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>();
    let tag = format!("\"{tag}\"");
    let feed = Arc::new(Feed { mark, made_at: now, updated_at, tag, content: content.into() });
    app.recalls.feeds.hold(key, &feed);
    Ok(feed)
}

fn json(
    list: &RecallList,
    updated_at: Option<Timestamp>,
    directory: &Directory,
    lang: Lang,
) -> Result<Vec<u8>, ApiError> {
    let recalls = list.recalls.iter().map(|recall| PublicRecallBody::new(recall, directory, lang));
    let body = RecallFeedBody {
        updated_at: updated_at.map(moment),
        is_whole: list.is_whole,
        recalls: recalls.collect(),
    };
    serde_json::to_vec(&body).map_err(|error| ApiError::Unwritable(error.to_string()))
}

/// Source: RFC 4287. The ids are the platform's numbers and never change, wherever it is reached.
fn atom(
    list: &RecallList,
    updated_at: Option<Timestamp>,
    directory: &Directory,
    lang: Lang,
    public_url: &str,
) -> String {
    let when = |at: Timestamp| escaped(&moment(at));
    let url = escaped(public_url);
    let title = escaped(&texts::plain(lang, "recalls-feed"));
    let updated = when(updated_at.unwrap_or(Timestamp::UNIX_EPOCH));
    let mut feed = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <id>urn:rusu:recalls</id>\n<title>{title}</title>\n<updated>{updated}</updated>\n\
         <link rel=\"self\" href=\"{url}/recalls.atom\"/>\n<link href=\"{url}/recalls\"/>\n",
        lang.tag()
    );
    for recall in &list.recalls {
        let maker = whose(directory, recall).name;
        let level = texts::plain(lang, &format!("recall-level-{}", recall.level.as_str()));
        let state = texts::plain(lang, &format!("recall-state-{}", recall.state().as_str()));
        let title = escaped(&format!("{maker} · {level} · {state}"));
        let (author, summary) = (escaped(&maker), escaped(&summary(recall, lang)));
        let published = when(recall.announced_at.unwrap_or(recall.updated_at));
        feed.push_str(&format!(
            "<entry>\n<id>urn:rusu:recall:{}</id>\n<title>{title}</title>\n<updated>{}</updated>\n\
             <published>{published}</published>\n<author><name>{author}</name></author>\n\
             <link href=\"{url}/recalls#recall-{}\"/>\n<summary>{summary}</summary>\n</entry>\n",
            recall.id,
            when(recall.updated_at),
            recall.id,
        ));
    }
    feed.push_str("</feed>\n");
    feed
}

/// Lots, ranges and the number of codes, then why and what to do.
fn summary(recall: &Recall, lang: Lang) -> String {
    let mut parts: Vec<String> = recall.lots().map(ToString::to_string).collect();
    parts.extend(recall.ranges().map(|range| format!("{}–{}", range.first(), range.last())));
    let codes = u64::try_from(recall.codes().count()).unwrap_or(u64::MAX);
    if codes > 0 {
        parts.push(texts::format(lang, "recalls-codes", &[("count", codes.into())]));
    }
    let list = parts.join(&texts::plain(lang, "verdict-list-separator"));
    [list, recall.reason.clone(), recall.instructions.clone()].join("\n")
}

/// A text inside XML; what XML 1.0 cannot hold at all is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(character),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

fn answer(feed: &Feed, form: Form, headers: &HeaderMap, now: Timestamp) -> Response {
    // A list that was changed within this very second may change again in it, and the time could not
    // tell the two apart (RFC 9110, section 8.8.2.2).
    let modified = feed.updated_at.filter(|at| at.as_second() < now.as_second());
    let is_unchanged = if headers.contains_key(header::IF_NONE_MATCH) {
        is_held(headers, &feed.tag)
    } else {
        let since = headers.get(header::IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok());
        let since = since.and_then(of_http_date);
        matches!((modified, since), (Some(at), Some(since)) if at.as_second() <= since.as_second())
    };
    let mut response = if is_unchanged {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, form.media_type())], feed.content.clone()).into_response()
    };
    let answered = response.headers_mut();
    answered.insert(header::CACHE_CONTROL, NO_CACHE);
    answered.insert(header::VARY, VARY);
    // Weak, because the same list is also sent compressed.
    if let Ok(tag) = HeaderValue::from_str(&format!("W/{}", feed.tag)) {
        answered.insert(header::ETAG, tag);
    }
    if let Some(value) = modified.and_then(|at| HeaderValue::from_str(&http_date(at)).ok()) {
        answered.insert(header::LAST_MODIFIED, value);
    }
    response
}

const HTTP_DATE: &str = "%a, %d %b %Y %H:%M:%S GMT";

/// A moment as HTTP writes it, `Fri, 27 Nov 2026 15:00:00 GMT`.
fn http_date(at: Timestamp) -> String {
    at.strftime(HTTP_DATE).to_string()
}

fn of_http_date(text: &str) -> Option<Timestamp> {
    let civil = jiff::civil::DateTime::strptime(HTTP_DATE, text.trim()).ok()?;
    civil.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_and_read_as_http_does() {
        let at: Timestamp = "2026-11-27T15:00:00.9Z".parse().unwrap();
        assert_eq!(http_date(at), "Fri, 27 Nov 2026 15:00:00 GMT");
        assert_eq!(of_http_date(&http_date(at)), Some("2026-11-27T15:00:00Z".parse().unwrap()));
        assert_eq!(of_http_date("yesterday"), None);
    }

    #[test]
    fn markup_in_a_text_stays_text_and_what_xml_cannot_hold_is_left_out() {
        assert_eq!(escaped("<b>\"a\" & b\u{1}\u{0}\n</b>"), "&lt;b&gt;&quot;a&quot; &amp; b\n&lt;/b&gt;");
    }

    fn feed(updated: &str) -> Feed {
        let updated_at = Some(updated.parse().unwrap());
        Feed {
            mark: 1,
            made_at: Timestamp::UNIX_EPOCH,
            updated_at,
            tag: "\"ab\"".to_owned(),
            content: Bytes::new(),
        }
    }

    fn status(feed: &Feed, now: &str, name: header::HeaderName, value: &str) -> u16 {
        let headers = HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())]);
        answer(feed, Form::Json, &headers, now.parse().unwrap()).status().as_u16()
    }

    #[test]
    fn what_the_caller_holds_is_not_sent_again() {
        let (feed, now) = (feed("2026-11-27T15:00:00Z"), "2026-11-27T16:00:00Z");
        assert_eq!(status(&feed, now, header::IF_NONE_MATCH, "W/\"ab\""), 304);
        assert_eq!(status(&feed, now, header::IF_NONE_MATCH, "W/\"ac\""), 200);
        assert_eq!(status(&feed, now, header::IF_MODIFIED_SINCE, "Fri, 27 Nov 2026 15:00:00 GMT"), 304);
        assert_eq!(status(&feed, now, header::IF_MODIFIED_SINCE, "Fri, 27 Nov 2026 14:59:59 GMT"), 200);
        assert_eq!(status(&feed, now, header::IF_MODIFIED_SINCE, "soon"), 200);
    }

    #[test]
    fn a_change_of_this_very_second_is_never_called_unchanged_by_its_time() {
        let feed = feed("2026-11-27T15:00:00.2Z");
        let since = "Fri, 27 Nov 2026 15:00:00 GMT";
        assert_eq!(status(&feed, "2026-11-27T15:00:00.9Z", header::IF_MODIFIED_SINCE, since), 200);
        assert_eq!(status(&feed, "2026-11-27T15:00:01Z", header::IF_MODIFIED_SINCE, since), 304);
    }
}
