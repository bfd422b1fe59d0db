//! Bodies of the operator's requests: bounded in size, in number and in patience.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use futures_util::{Stream, StreamExt as _};
use rusu_core::limits::{OPERATOR_JSON_BYTES_MAX, OPERATOR_UPLOADS_AT_ONCE_MAX, UPLOAD_PAUSE_SECONDS_MAX};
use serde::de::DeserializeOwned;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::error::ApiError;

/// A body that is too large is taken in and dropped up to so many times its limit, so that its sender
/// reads why.
const DROPPED_TIMES: u64 = 4;

/// Room for the operator's files that are arriving and being read.
#[derive(Clone, Debug)]
pub(crate) struct OperatorRoom(Arc<Semaphore>);

impl Default for OperatorRoom {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(OPERATOR_UPLOADS_AT_ONCE_MAX)))
    }
}

impl OperatorRoom {
    /// Room for one more.
    ///
    /// # Errors
    /// `Busy` if there is none.
    pub(super) fn enter(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let entered = Arc::clone(&self.0).try_acquire_owned();
        entered.map_err(|_| ApiError::Busy { what: "uploads", what_max: OPERATOR_UPLOADS_AT_ONCE_MAX })
    }
}

/// A body as it arrives.
pub(super) struct Arriving<S> {
    pieces: S,
    bytes: u64,
}

/// Begins to read a body.
pub(super) fn arriving(body: Body) -> Arriving<impl Stream<Item = Result<Bytes, axum::Error>> + Unpin> {
    Arriving { pieces: body.into_data_stream(), bytes: 0 }
}

impl<S: Stream<Item = Result<Bytes, axum::Error>> + Unpin> Arriving<S> {
    /// The next piece; `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, ApiError> {
        let pause = Duration::from_secs(UPLOAD_PAUSE_SECONDS_MAX);
        let Some(piece) = timeout(pause, self.pieces.next()).await.map_err(|_| ApiError::UploadStalled)?
        else {
            return Ok(None);
        };
        let piece = piece.map_err(|_| ApiError::BodyBroken)?;
        self.bytes = self.bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        Ok(Some(piece))
    }

    /// How many bytes have arrived.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Drops what still comes, up to so many bytes of the whole.
    pub(super) async fn drain(&mut self, bytes_max: u64) {
        while self.bytes <= bytes_max && matches!(self.next().await, Ok(Some(_))) {}
    }
}

/// A body whole, or `refused` if it is larger than `limit`.
pub(crate) async fn whole(
    headers: &HeaderMap,
    body: Body,
    limit: u64,
    refused: impl FnOnce(u64) -> ApiError,
) -> Result<Vec<u8>, ApiError> {
    let dropped_max = limit.saturating_mul(DROPPED_TIMES);
    if let Some(bytes) = announced(headers).filter(|bytes| *bytes > dropped_max) {
        return Err(refused(bytes));
    }
    let mut arriving = arriving(body);
    let mut content = Vec::new();
    while let Some(piece) = arriving.next().await? {
        if arriving.bytes() > limit {
            arriving.drain(dropped_max).await;
            return Err(refused(arriving.bytes()));
        }
        content.extend_from_slice(&piece);
    }
    Ok(content)
}

/// A body of JSON.
pub(super) async fn json<T: DeserializeOwned>(headers: &HeaderMap, body: Body) -> Result<T, ApiError> {
    let limit = u64::try_from(OPERATOR_JSON_BYTES_MAX).unwrap_or(u64::MAX);
    let too_large = |_| ApiError::BodyTooLarge { limit: OPERATOR_JSON_BYTES_MAX };
    let body = whole(headers, body, limit, too_large).await?;
    serde_json::from_slice(&body).map_err(|error| ApiError::BodyForm { why: error.to_string() })
}

/// The length that a sender claims.
pub(super) fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(bytes: usize, limit: u64) -> Result<usize, ApiError> {
        let too_large = |_| ApiError::BodyTooLarge { limit: 0 };
        let body = Body::from(vec![b'x'; bytes]);
        whole(&HeaderMap::new(), body, limit, too_large).await.map(|content| content.len())
    }

    #[tokio::test]
    async fn a_body_is_accepted_at_its_limit_and_refused_beyond() {
        assert_eq!(read(0, 4).await.ok(), Some(0));
        assert_eq!(read(4, 4).await.ok(), Some(4));
        assert!(matches!(read(5, 4).await, Err(ApiError::BodyTooLarge { .. })));
    }

    #[tokio::test]
    async fn a_body_that_announces_far_too_much_is_not_read() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_LENGTH, 17_u64.into());
        let never = Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
        let refused = whole(&headers, never, 4, |bytes| ApiError::BodyTooLarge { limit: bytes as usize });
        assert!(matches!(refused.await, Err(ApiError::BodyTooLarge { limit: 17 })));
    }

    #[test]
    fn there_is_room_for_so_many_files_and_no_more() {
        let room = OperatorRoom::default();
        let entered: Vec<_> = (0..OPERATOR_UPLOADS_AT_ONCE_MAX).map(|_| room.enter().unwrap()).collect();
        assert!(matches!(room.enter(), Err(ApiError::Busy { .. })));
        drop(entered);
        assert!(room.enter().is_ok());
    }
}
