//! A delivery's bytes on their way from the wire to the write side.
//!
//! Invariants: memory holds one piece of each delivery, whatever its size; the sender is slowed
//! down to the store's pace; no thread waits for a sender. A delivery that breaks off leaves
//! nothing, because the unfinished upload is dropped.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use futures_util::StreamExt as _;
use rusu_core::limits::{UPLOAD_BYTES_MAX, UPLOAD_PAUSE_SECONDS_MAX, UPLOADS_AT_ONCE_MAX};
use rusu_intake::Upload;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::app::AppState;
use crate::blocking::blocking;
use crate::error::ApiError;

/// How much is collected before a thread is asked to write it.
const PIECE_BYTES: usize = 1024 * 1024;

/// Room for deliveries that are arriving.
#[derive(Clone, Debug)]
pub(crate) struct UploadRoom(Arc<Semaphore>);

impl Default for UploadRoom {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(UPLOADS_AT_ONCE_MAX)))
    }
}

impl UploadRoom {
    /// Room for one more.
    ///
    /// # Errors
    /// `Busy` if there is none.
    pub(super) fn enter(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let entered = Arc::clone(&self.0).try_acquire_owned();
        entered.map_err(|_| ApiError::Busy { what: "uploads", what_max: UPLOADS_AT_ONCE_MAX })
    }
}

/// Takes a body whole. `announced` is the length that its sender claims.
pub(super) async fn take(app: &AppState, announced: Option<u64>, body: Body) -> Result<Upload, ApiError> {
    if announced.is_some_and(|bytes| bytes > UPLOAD_BYTES_MAX) {
        return Err(ApiError::UploadTooLarge);
    }
    let intake = Arc::clone(&app.intake);
    let mut upload = blocking(move || intake.begin_upload()).await?;
    let mut chunks = body.into_data_stream();
    let mut piece: Vec<u8> = Vec::new();
    let mut is_empty = true;
    let pause = Duration::from_secs(UPLOAD_PAUSE_SECONDS_MAX);
    while let Some(chunk) = timeout(pause, chunks.next()).await.map_err(|_| ApiError::UploadStalled)? {
        let chunk = chunk.map_err(|_| ApiError::BodyBroken)?;
        is_empty &= chunk.is_empty();
        app.metrics.count_upload(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        piece.extend_from_slice(&chunk);
        if piece.len() >= PIECE_BYTES {
            upload = write(upload, std::mem::take(&mut piece)).await?;
        }
    }
    if is_empty {
        return Err(ApiError::UploadEmpty);
    }
    write(upload, piece).await
}

async fn write(mut upload: Upload, piece: Vec<u8>) -> Result<Upload, ApiError> {
    blocking(move || upload.write(&piece).map(|()| upload)).await
}
