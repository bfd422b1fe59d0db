//! Certificates and reports.
//!
//! Invariant: only documents that a published lot or an enterprise shows are served. What an
//! enterprise sent is never interpreted here, and a browser is told not to either: a PDF or OFD is
//! handed over as a file, a picture was written anew when it came.

use std::io::Read;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::Stream;
use futures_util::stream::try_unfold;
use rusu_core::lot::{ContentHash, DocumentRef, Media};
use rusu_core::ports::{ObjectKind, ReadSeek, StoreFault};

use crate::app::{App, AppState};
use crate::blocking::blocking;
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{FileBody, percent_encoded};

/// How much is read at once.
const PIECE_BYTES: u64 = 256 * 1024;
/// The content of an address never changes: the address is the content's hash.
pub(super) const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// A picture may do nothing at all.
pub(super) const PICTURE_POLICY: HeaderValue = HeaderValue::from_static(
    "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
);
/// A PDF or OFD is handed over as a file and never shown inside our origin: nobody here has looked
/// into it. A phone opens it in its own viewer.
const FILE_POLICY: HeaderValue = PICTURE_POLICY;
const CROSS_ORIGIN: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Gives a certificate or report by the SHA-256 of its bytes.
///
/// The file name in the address is for people; the hash alone decides.
#[utoipa::path(
    get, path = "/documents/{sha256}/{file_name}", tag = "query",
    params(
        ("sha256" = String, Path, description = "64 hexadecimal characters"),
        ("file_name" = String, Path, description = "For people; any name is accepted"),
    ),
    responses(
        (status = 200, description = "The document", content(
            (FileBody = "application/pdf"), (FileBody = "image/jpeg"), (FileBody = "image/png"))),
        (status = 304, description = "The copy that the caller holds is good"),
        (status = 404, description = "Nothing that is published shows such a document", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_document(
    State(app): State<AppState>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let Path((hash, _)) = path.map_err(|_| ApiError::DocumentUnknown)?;
    let hash = ContentHash::from_hex(&hash).ok_or(ApiError::DocumentUnknown)?;
    let tag = format!("\"{hash}\"");
    let is_held = is_held(&headers, &tag);
    let opened = blocking(move || open(&app, &hash)).await?;
    let (document, content) = opened.ok_or(ApiError::DocumentUnknown)?;
    let mut response = if is_held {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from_stream(pieces(content, document.bytes)).into_response()
    };
    describe(&document, &tag, is_held, response.headers_mut());
    Ok(response)
}

type Opened = (DocumentRef, Box<dyn ReadSeek>);

fn open(app: &Arc<App>, hash: &ContentHash) -> Result<Option<Opened>, StoreFault> {
    let Some(document) = app.query.document(hash)? else { return Ok(None) };
    match app.objects.open(ObjectKind::Document, hash)? {
        Some(content) => Ok(Some((document, content))),
        None => {
            let reason = format!("document {hash} is published and not stored");
            Err(StoreFault::Damaged { store: "objects", reason })
        }
    }
}

/// So many bytes from where the content stands.
type Left = (Box<dyn ReadSeek>, u64);

/// Reads so many bytes on threads that may block, a piece whenever the connection has room for one.
pub(super) fn pieces(
    content: Box<dyn ReadSeek>,
    bytes: u64,
) -> impl Stream<Item = Result<Bytes, std::io::Error>> {
    try_unfold((content, bytes), |left| async move {
        let read = tokio::task::spawn_blocking(move || next_piece(left));
        read.await.unwrap_or_else(|panicked| Err(std::io::Error::other(panicked)))
    })
}

fn next_piece((mut content, left): Left) -> std::io::Result<Option<(Bytes, Left)>> {
    let mut piece = Vec::new();
    content.by_ref().take(PIECE_BYTES.min(left)).read_to_end(&mut piece)?;
    let left = left.saturating_sub(u64::try_from(piece.len()).unwrap_or(u64::MAX));
    Ok((!piece.is_empty()).then(|| (Bytes::from(piece), (content, left))))
}

fn describe(document: &DocumentRef, tag: &str, is_held: bool, headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, FOR_EVER);
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    // Pictures are the platform's own, and portals show them on their pages.
    let (policy, readers) =
        if is_file(document.media) { (FILE_POLICY, "same-origin") } else { (PICTURE_POLICY, "cross-origin") };
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(CROSS_ORIGIN, HeaderValue::from_static(readers));
    if is_held {
        return;
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(document.media.as_str()));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(document.bytes));
    if let Ok(disposition) = HeaderValue::from_str(&disposition(document)) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
}

/// RFC 6266 with the name as RFC 5987 writes it, and a plain one for those who cannot read that.
fn disposition(document: &DocumentRef) -> String {
    let plain = match document.media {
        Media::Pdf => "document.pdf",
        Media::Jpeg => "document.jpg",
        Media::Png => "document.png",
        Media::Ofd => "document.ofd",
        Media::Webp => "document.webp",
    };
    let way = if is_file(document.media) { "attachment" } else { "inline" };
    format!("{way}; filename=\"{plain}\"; filename*=UTF-8''{}", percent_encoded(&document.file_name))
}

/// Whether it is handed over as it was sent.
fn is_file(media: Media) -> bool {
    match media {
        Media::Pdf | Media::Ofd => true,
        Media::Jpeg | Media::Png | Media::Webp => false,
    }
}

/// Whether the caller holds the content of this tag.
pub(super) fn is_held(headers: &HeaderMap, tag: &str) -> bool {
    let held = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    held.is_some_and(|held| held.split(',').any(|one| is_tag(one, tag)))
}

fn is_tag(one: &str, tag: &str) -> bool {
    let one = one.trim();
    one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_file_name_is_told_in_both_forms() {
        let document = DocumentRef {
            hash: ContentHash([1; 32]),
            file_name: "检验 报告\".pdf".to_owned(),
            media: Media::Pdf,
            bytes: 3,
        };
        let wanted = "attachment; filename=\"document.pdf\"; \
                      filename*=UTF-8''%E6%A3%80%E9%AA%8C%20%E6%8A%A5%E5%91%8A%22.pdf";
        assert_eq!(disposition(&document), wanted);
    }

    #[test]
    fn a_held_copy_is_recognised_by_its_strong_or_weak_tag() {
        assert!(is_tag(" \"ab\"", "\"ab\"") && is_tag("W/\"ab\"", "\"ab\"") && is_tag("*", "\"ab\""));
        assert!(!is_tag("\"ac\"", "\"ab\""));
    }

    #[test]
    fn a_document_is_read_in_pieces_and_ends() {
        let content: Box<dyn ReadSeek> = Box::new(std::io::Cursor::new(vec![7_u8; 300 * 1024]));
        let (first, left) = next_piece((content, 299 * 1024)).unwrap().unwrap();
        let (second, left) = next_piece(left).unwrap().unwrap();
        assert_eq!((first.len(), second.len()), (256 * 1024, 43 * 1024));
        assert!(next_piece(left).unwrap().is_none());
    }
}
