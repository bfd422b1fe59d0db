//! A delivery's bytes on their way from the wire to the write side.
//!
//! Invariants: memory holds one piece of each delivery, whatever its size; the sender is slowed
//! down to the store's pace; no thread waits for a sender, and no sender is waited for who is far
//! slower than any line. A delivery that breaks off leaves nothing, because what is unfinished is
//! dropped.

mod pace;
mod room;

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use futures_util::StreamExt as _;
use rusu_core::limits::{UPLOAD_BYTES_MAX, UPLOAD_PAUSE_SECONDS_MAX};
use rusu_core::ports::StoreFault;
use rusu_intake::{CheckUpload, DeliveryError, IntakeError, PartUpload, Upload};
use tokio::time::timeout;

use self::pace::Pace;
pub(crate) use self::room::{CheckRoom, UploadRoom};
use crate::app::AppState;
use crate::blocking::blocking;
use crate::error::ApiError;

/// How much is collected before a thread is asked to write it.
const PIECE_BYTES: usize = 1024 * 1024;

/// What takes the bytes of a body.
pub(super) trait Receiving: Send + Sized + 'static {
    /// Why it does not.
    type Refusal: Into<ApiError> + Send + 'static;

    /// Adds bytes. Blocks.
    fn add(&mut self, bytes: &[u8]) -> Result<(), Self::Refusal>;
}

impl Receiving for Upload {
    type Refusal = StoreFault;

    fn add(&mut self, bytes: &[u8]) -> Result<(), StoreFault> {
        self.write(bytes)
    }
}

impl Receiving for PartUpload {
    type Refusal = DeliveryError;

    fn add(&mut self, bytes: &[u8]) -> Result<(), DeliveryError> {
        self.write(bytes)
    }
}

impl Receiving for CheckUpload {
    type Refusal = IntakeError;

    fn add(&mut self, bytes: &[u8]) -> Result<(), IntakeError> {
        self.write(bytes)
    }
}

/// Takes a body whole.
pub(super) async fn take<R: Receiving>(app: &AppState, body: Body, mut to: R) -> Result<R, ApiError> {
    let mut chunks = body.into_data_stream();
    let mut piece: Vec<u8> = Vec::new();
    let mut is_empty = true;
    let mut pace = Pace::default();
    let pause = Duration::from_secs(UPLOAD_PAUSE_SECONDS_MAX);
    loop {
        let since = app.clock.now();
        let next = timeout(pause, chunks.next()).await.map_err(|_| ApiError::UploadStalled)?;
        let Some(chunk) = next else { break };
        let chunk = chunk.map_err(|_| ApiError::BodyBroken)?;
        let bytes = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        if !pace.is_kept(bytes, app.clock.now().duration_since(since)) {
            return Err(ApiError::UploadSlow);
        }
        is_empty &= chunk.is_empty();
        app.metrics.count_upload(bytes);
        piece.extend_from_slice(&chunk);
        if piece.len() >= PIECE_BYTES {
            to = write(to, std::mem::take(&mut piece)).await?;
        }
    }
    if is_empty {
        return Err(ApiError::UploadEmpty);
    }
    write(to, piece).await
}

async fn write<R: Receiving>(mut to: R, piece: Vec<u8>) -> Result<R, ApiError> {
    blocking(move || to.add(&piece).map(|()| to)).await
}

/// The length that a sender claims.
pub(super) fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Refuses unread what is announced as larger than any delivery.
pub(super) fn check_announced(headers: &HeaderMap) -> Result<u64, ApiError> {
    match announced(headers) {
        Some(bytes) if bytes > UPLOAD_BYTES_MAX => Err(ApiError::UploadTooLarge),
        bytes => Ok(bytes.unwrap_or_default()),
    }
}
