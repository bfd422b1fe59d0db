//! From a template to a response.

use std::sync::LazyLock;

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use sha2::{Digest, Sha256};

use super::assets;
use super::frame::Asked;
use crate::layers::policy_with_style;
use crate::pieces::{Fixed, Gathering, Pieces};

/// The policy of the pages that hold the sheet: it admits that one text and no other.
static POLICY_WITH_SHEET: LazyLock<HeaderValue> = LazyLock::new(|| policy_with_style(assets::sheet_hash()));
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// A page with long pieces that other pages have too.
pub(super) trait HasPieces: Template {
    /// The pieces, each of which the template writes as a whole.
    fn pieces(&self) -> Vec<&Fixed>;
}

/// The page of an answer with a record; nobody may keep it either.
pub(super) fn answer_in_pieces(asked: &Asked, page: &impl HasPieces) -> Response {
    let body = sent(asked, page, page.pieces());
    respond(asked, StatusCode::OK, HeaderValue::from_static("no-store"), None, body)
}

/// Bytes that travel for a page in pieces, and how many of its long pieces were told from the others.
#[cfg(test)]
pub(super) fn travels(asked: &Asked, page: &impl HasPieces) -> (usize, usize) {
    let mut pieces = page.pieces();
    pieces.push(assets::sheet_piece());
    let mut gathered = Pieces::default();
    page.render_into(&mut Gathering::new(&mut gathered, &pieces)).unwrap();
    (gathered.sent(asked.reads_gzip).bytes(), gathered.long_pieces())
}

/// A page that nobody may keep: an answer counts scans and must show a recall at once.
pub(super) fn answer(asked: &Asked, page: &impl Template) -> Response {
    with_status(asked, StatusCode::OK, page)
}

/// A page of another status, which nobody may keep either.
pub(super) fn with_status(asked: &Asked, status: StatusCode, page: &impl Template) -> Response {
    respond(asked, status, HeaderValue::from_static("no-store"), None, sent(asked, page, Vec::new()))
}

/// A page that a browser may keep as long as it asks whether it is still the same. It may not show
/// it unasked, because the text size lives in a cookie and not in the address.
pub(super) fn kept(asked: &Asked, page: &impl Template) -> Response {
    let Some(html) = html(page) else { return respond(asked, StatusCode::OK, NO_CACHE, None, None) };
    let tag = tag(html.as_bytes());
    if is_held(asked.held_tag.as_deref(), &tag) {
        return respond(asked, StatusCode::NOT_MODIFIED, NO_CACHE, Some(tag), Some(plain(String::new())));
    }
    respond(asked, StatusCode::OK, NO_CACHE, Some(tag), Some(plain(html)))
}

const NO_CACHE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// A weak tag: the body travels compressed or not.
pub(super) fn tag(bytes: &[u8]) -> String {
    format!("W/\"{}\"", short_hash(bytes))
}

/// Whether the copy that a browser holds is this one (`If-None-Match`).
pub(super) fn is_held(held: Option<&str>, tag: &str) -> bool {
    held.is_some_and(|held| held.split(',').any(|one| matches!(one.trim(), "*") || one.trim() == tag))
}

/// The first eight hexadecimal digits of the bytes' SHA-256.
pub(super) fn short_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

fn html(page: &impl Template) -> Option<String> {
    page.render().inspect_err(|error| tracing::error!(%error, "a page cannot be rendered")).ok()
}

/// A page as it is sent; `pieces` and the sheet are long pieces that the template writes as wholes.
fn sent(asked: &Asked, page: &impl Template, mut pieces: Vec<&Fixed>) -> Option<BodyOf> {
    pieces.push(assets::sheet_piece());
    let mut gathered = Pieces::default();
    let rendered = page.render_into(&mut Gathering::new(&mut gathered, &pieces));
    rendered.inspect_err(|error| tracing::error!(%error, "a page cannot be rendered")).ok()?;
    let sent = gathered.sent(asked.reads_gzip);
    Some(Box::new(move |headers| sent.into_body(headers)))
}

/// A body that is packed on its way, if at all.
fn plain(html: String) -> BodyOf {
    Box::new(move |_| Body::from(html))
}

/// Makes a body and says in the headers how it is packed.
type BodyOf = Box<dyn FnOnce(&mut HeaderMap) -> Body>;

fn respond(
    asked: &Asked,
    status: StatusCode,
    cache: HeaderValue,
    tag: Option<String>,
    body: Option<BodyOf>,
) -> Response {
    let status = if body.is_some() { status } else { StatusCode::INTERNAL_SERVER_ERROR };
    let mut response = Response::default();
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HTML);
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(asked.lang.tag()));
    headers.insert(header::CACHE_CONTROL, cache);
    headers.append(header::VARY, HeaderValue::from_static("cookie"));
    if asked.holds_sheet() {
        headers.insert(header::CONTENT_SECURITY_POLICY, POLICY_WITH_SHEET.clone());
    }
    if let Some(tag) = tag.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
        headers.insert(header::ETAG, tag);
    }
    if let Some(body) = body {
        let body = body(headers);
        *response.body_mut() = body;
    }
    response
}
