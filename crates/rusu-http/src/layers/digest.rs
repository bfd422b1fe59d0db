//! Whether a body is the one of which its sender claims a digest (RFC 9530).
//!
//! Invariant: it holds for every address, whoever asks. A handler that reads a body to its end cannot
//! take another one than was signed, for the end never comes; what it answers then is replaced.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, BodyDataStream, Bytes, HttpBody as _};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::{Stream, StreamExt as _};
use rusu_core::signature::read_digest;
use rusu_intake::BodyDigest;

use crate::error::ApiError;

const CONTENT_DIGEST: &str = "content-digest";

/// What is known of a body before it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BodySeal {
    /// There is none.
    pub is_empty: bool,
    /// Its digest is watched.
    pub is_sealed: bool,
}

/// Watches the body of a request that tells its digest. A digest that cannot be read seals nothing.
pub(crate) async fn check_digest(request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let wanted = joined(&parts.headers, CONTENT_DIGEST).and_then(|value| read_digest(&value).ok());
    let seal = BodySeal { is_empty: body.is_end_stream(), is_sealed: wanted.is_some() };
    parts.extensions.insert(seal);
    let Some(wanted) = wanted else { return next.run(Request::from_parts(parts, body)).await };
    let is_wrong = Arc::new(AtomicBool::new(false));
    let watched = Watched {
        body: body.into_data_stream(),
        digest: Some(BodyDigest::new(wanted)),
        is_wrong: Arc::clone(&is_wrong),
    };
    let response = next.run(Request::from_parts(parts, Body::from_stream(watched))).await;
    if is_wrong.load(Ordering::Acquire) { ApiError::DigestMismatch.into_response() } else { response }
}

/// A header's values joined as structured fields are; `None` if there is none, or one is not text.
pub(crate) fn joined(headers: &HeaderMap, name: &str) -> Option<String> {
    let values: Option<Vec<&str>> = headers.get_all(name).iter().map(|value| value.to_str().ok()).collect();
    values.filter(|values| !values.is_empty()).map(|values| values.join(", "))
}

/// A body that breaks off at its end if it is another one.
struct Watched {
    body: BodyDataStream,
    digest: Option<BodyDigest>,
    is_wrong: Arc<AtomicBool>,
}

impl Stream for Watched {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = match self.body.poll_next_unpin(context) {
            Poll::Ready(next) => next,
            Poll::Pending => return Poll::Pending,
        };
        match &next {
            Some(Ok(piece)) => {
                if let Some(digest) = &mut self.digest {
                    digest.update(piece);
                }
            }
            Some(Err(_)) => self.digest = None,
            None => {
                if self.digest.take().is_some_and(|digest| !digest.fits()) {
                    self.is_wrong.store(true, Ordering::Release);
                    return Poll::Ready(Some(Err(axum::Error::new("body has another digest"))));
                }
            }
        }
        Poll::Ready(next)
    }
}
