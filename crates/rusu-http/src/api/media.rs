//! Logos and films.
//!
//! Invariants: a picture is served only while it is some enterprise's logo, a film only while an
//! announcement shows it. What they are is told by the platform, never by their name.

use std::io::{Seek as _, SeekFrom};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use rusu_core::lot::ContentHash;
use rusu_core::ports::{ObjectKind, ReadSeek, StoreFault};

use super::documents::{FOR_EVER, PICTURE_POLICY, is_held, pieces};
use crate::app::{App, AppState};
use crate::blocking::blocking;
use crate::error::ApiError;
use crate::pages::film;
use crate::problem::Problem;
use crate::wire::FileBody;

const PNG: HeaderValue = HeaderValue::from_static("image/png");
const BYTES: HeaderValue = HeaderValue::from_static("bytes");
/// A film that is opened on its own may play itself and do nothing else.
const FILM_POLICY: HeaderValue = HeaderValue::from_static(
    "sandbox; default-src 'none'; media-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
);

/// An object that may be served, with its bytes.
struct Opened {
    content: Box<dyn ReadSeek>,
    bytes: u64,
    media: &'static str,
}

/// Which bytes of a film are asked for: from the first to the last, both included.
type Range = (u64, u64);

/// Gives an enterprise's logo.
#[utoipa::path(
    get, path = "/logos/{picture}", tag = "portal",
    params(("picture" = String, Path, description = "64 hexadecimal characters, then `.png`")),
    responses(
        (status = 200, description = "The logo", body = FileBody, content_type = "image/png"),
        (status = 304, description = "The copy that the caller holds is good"),
        (status = 404, description = "No enterprise has such a logo", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_logo(
    State(app): State<AppState>,
    picture: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let Path(name) = picture.map_err(|_| ApiError::AddressUnknown)?;
    let hash = name.strip_suffix(".png").and_then(ContentHash::from_hex).ok_or(ApiError::AddressUnknown)?;
    let tag = format!("\"{hash}\"");
    let opened = blocking(move || logo(&app, &hash)).await?.ok_or(ApiError::AddressUnknown)?;
    let kept = kept(&tag, PICTURE_POLICY);
    if is_held(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    let described = [(header::CONTENT_TYPE, PNG), (header::CONTENT_LENGTH, opened.bytes.into())];
    Ok((kept, described, Body::from_stream(pieces(opened.content, opened.bytes))).into_response())
}

/// Gives a film, or a range of its bytes.
#[utoipa::path(
    get, path = "/videos/{video}", tag = "portal",
    params(
        ("video" = String, Path, description = "64 hexadecimal characters, then `.mp4` or `.webm`"),
        ("Range" = Option<String>, Header, description = "One range of bytes (RFC 9110, 14.2)"),
    ),
    responses(
        (status = 200, description = "The film", content((FileBody = "video/mp4"), (FileBody = "video/webm"))),
        (status = 206, description = "The range", content((FileBody = "video/mp4"), (FileBody = "video/webm"))),
        (status = 304, description = "The copy that the caller holds is good"),
        (status = 404, description = "No announcement shows such a film", body = Problem, content_type = "application/problem+json"),
        (status = 416, description = "The film has no such range", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_video(
    State(app): State<AppState>,
    video: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let Path(name) = video.map_err(|_| ApiError::AddressUnknown)?;
    let stem = name.strip_suffix(".mp4").or_else(|| name.strip_suffix(".webm"));
    let hash = stem.and_then(ContentHash::from_hex).ok_or(ApiError::AddressUnknown)?;
    let tag = format!("\"{hash}\"");
    let opened = blocking(move || video_of(&app, &hash, &name)).await?.ok_or(ApiError::AddressUnknown)?;
    if is_held(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, kept(&tag, FILM_POLICY)).into_response());
    }
    let range = if is_same(&headers, &tag) { asked_range(&headers, opened.bytes) } else { Ok(None) };
    match range {
        Ok(range) => streamed(opened, range, &tag).await,
        Err(refused) => Ok(out_of_range(refused, opened.bytes)),
    }
}

async fn streamed(opened: Opened, range: Option<Range>, tag: &str) -> Result<Response, ApiError> {
    let Opened { mut content, bytes, media } = opened;
    let (first, length) = match range {
        None => (0, bytes),
        Some((first, last)) => (first, last - first + 1),
    };
    let content = blocking(move || match content.seek(SeekFrom::Start(first)) {
        Ok(_) => Ok(content),
        Err(error) => Err(unread(&error)),
    });
    let described = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::CONTENT_LENGTH, length.into()),
        (header::ACCEPT_RANGES, BYTES),
    ];
    let body = Body::from_stream(pieces(content.await?, length));
    let mut response = (kept(tag, FILM_POLICY), described, body).into_response();
    if let Some((first, last)) = range {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        tell_range(&mut response, &format!("bytes {first}-{last}/{bytes}"));
    }
    Ok(response)
}

fn out_of_range(refused: ApiError, bytes: u64) -> Response {
    let mut response = refused.into_response();
    tell_range(&mut response, &format!("bytes */{bytes}"));
    response
}

fn tell_range(response: &mut Response, range: &str) {
    if let Ok(range) = HeaderValue::from_str(range) {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
}

/// What every answer with content or about a held copy bears. The address is the content's hash.
fn kept(tag: &str, policy: HeaderValue) -> [(HeaderName, HeaderValue); 3] {
    // A hash in quotes is visible ASCII.
    let tag = HeaderValue::from_str(tag).unwrap_or(HeaderValue::from_static(""));
    [(header::CACHE_CONTROL, FOR_EVER), (header::ETAG, tag), (header::CONTENT_SECURITY_POLICY, policy)]
}

fn logo(app: &Arc<App>, hash: &ContentHash) -> Result<Option<Opened>, StoreFault> {
    if !app.query.directory()?.is_logo(hash) {
        return Ok(None);
    }
    opened(app, ObjectKind::Picture, hash, "image/png").map(Some)
}

/// The film of a name, whose ending must be that of what the film is.
fn video_of(app: &Arc<App>, hash: &ContentHash, name: &str) -> Result<Option<Opened>, StoreFault> {
    if !app.portal.shows_video(hash)? {
        return Ok(None);
    }
    let Some((address, media)) = film(&*app.objects, hash)? else { return Ok(None) };
    if address.strip_prefix("/videos/") != Some(name) {
        return Ok(None);
    }
    opened(app, ObjectKind::Video, hash, media).map(Some)
}

fn opened(
    app: &Arc<App>,
    kind: ObjectKind,
    hash: &ContentHash,
    media: &'static str,
) -> Result<Opened, StoreFault> {
    let found = app.objects.open(kind, hash)?;
    let mut content = found.ok_or_else(|| {
        let reason = format!("{hash} is shown and not stored");
        StoreFault::Damaged { store: "objects", reason }
    })?;
    let bytes = content.seek(SeekFrom::End(0)).map_err(|error| unread(&error))?;
    content.seek(SeekFrom::Start(0)).map_err(|error| unread(&error))?;
    Ok(Opened { content, bytes, media })
}

fn unread(error: &std::io::Error) -> StoreFault {
    StoreFault::Unavailable { store: "objects", reason: error.to_string() }
}

/// Whether a range is asked of the very film that is here (RFC 9110, 13.1.5).
fn is_same(headers: &HeaderMap, tag: &str) -> bool {
    headers.get(header::IF_RANGE).is_none_or(|held| held == tag)
}

/// The one range that a request asks for. Several at once are not given: the whole is, which RFC
/// 9110, 14.2, allows, and no browser asks for them.
fn asked_range(headers: &HeaderMap, bytes: u64) -> Result<Option<Range>, ApiError> {
    let Some(header) = headers.get(header::RANGE).and_then(|value| value.to_str().ok()) else {
        return Ok(None);
    };
    let Some((unit, ranges)) = header.split_once('=') else { return Ok(None) };
    if !unit.trim().eq_ignore_ascii_case("bytes") || ranges.contains(',') {
        return Ok(None);
    }
    range_of(ranges.trim(), bytes).map(Some).ok_or(ApiError::RangeUnknown { bytes })
}

/// `first-last`, `first-` or `-length`, within so many bytes.
fn range_of(range: &str, bytes: u64) -> Option<Range> {
    let end = bytes.checked_sub(1)?;
    match range.split_once('-')? {
        ("", length) => {
            let length = number(length).filter(|length| *length > 0)?;
            Some((bytes.saturating_sub(length), end))
        }
        (first, "") => number(first).filter(|first| *first <= end).map(|first| (first, end)),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            (first <= last && first <= end).then(|| (first, last.min(end)))
        }
    }
}

/// Digits only: `parse` would take a sign as well.
fn number(text: &str) -> Option<u64> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_in_its_three_forms() {
        assert_eq!(range_of("0-0", 10), Some((0, 0)));
        assert_eq!(range_of("4-", 10), Some((4, 9)));
        assert_eq!(range_of("-3", 10), Some((7, 9)));
    }

    #[test]
    fn a_range_ends_where_the_film_ends() {
        assert_eq!(range_of("4-99", 10), Some((4, 9)));
        assert_eq!(range_of("-99", 10), Some((0, 9)));
        assert_eq!(range_of("9-9", 10), Some((9, 9)));
    }

    #[test]
    fn a_range_that_the_film_does_not_have_is_none() {
        for range in ["10-", "10-11", "5-4", "-0", "-", "", "x-y", "+1-2", "1-2-3", "99999999999999999999-"] {
            assert_eq!(range_of(range, 10), None, "{range}");
        }
        assert_eq!(range_of("0-", 0), None);
    }

    #[test]
    fn several_ranges_and_other_units_mean_the_whole() {
        for range in ["bytes=0-1,3-4", "lines=1-2", "bytes"] {
            let headers = HeaderMap::from_iter([(header::RANGE, HeaderValue::from_static(range))]);
            assert!(matches!(asked_range(&headers, 10), Ok(None)), "{range}");
        }
    }
}
