//! Films for announcements. Memory holds one piece of each, whatever its size.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::{Extension, Json};
use rusu_core::limits::VIDEO_BYTES_MAX;
use rusu_core::ports::StoreFault;
use rusu_intake::VideoUpload;

use super::OperatorRoom;
use super::body::{announced, arriving};
use crate::app::AppState;
use crate::blocking::blocking;
use crate::caller::OperatorCaller;
use crate::error::ApiError;
use crate::problem::Problem;
use crate::wire::{FileBody, VideoBody};

/// How much is collected before a thread is asked to write it.
const PIECE_BYTES: usize = 1024 * 1024;

/// Takes a film.
///
/// The body is the film itself. An announcement then names it by the value that comes back; until
/// one does, nobody can see it.
#[utoipa::path(
    post, path = "/api/v1/operator/videos", tag = "operator", security(("operator" = [])),
    request_body(content = FileBody, content_type = "application/octet-stream", description = "An MP4 or WebM, at most 200 MiB"),
    responses(
        (status = 201, description = "Durable", body = VideoBody),
        (status = 400, description = "Empty, or broke off", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No valid key", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "Stopped arriving", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Too large", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not an MP4 or WebM", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create_video(
    State(app): State<AppState>,
    OperatorCaller(operator): OperatorCaller,
    Extension(room): Extension<OperatorRoom>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<VideoBody>), ApiError> {
    if announced(&headers).is_some_and(|bytes| bytes > VIDEO_BYTES_MAX) {
        return Err(StoreFault::TooLarge { what: "film", limit: VIDEO_BYTES_MAX }.into());
    }
    let _room = room.enter()?;
    let upload = take(&app, body).await?;
    let film = blocking(move || upload.finish()).await?;
    tracing::info!(operator, video = %film.video, bytes = film.bytes, "a film was received");
    Ok((StatusCode::CREATED, Json(VideoBody::from(&film))))
}

async fn take(app: &AppState, body: Body) -> Result<VideoUpload, ApiError> {
    let desk = Arc::clone(&app.operator);
    let mut upload = blocking(move || desk.begin_video()).await?;
    let mut arriving = arriving(body);
    let mut piece: Vec<u8> = Vec::new();
    while let Some(chunk) = arriving.next().await? {
        piece.extend_from_slice(&chunk);
        if piece.len() < PIECE_BYTES {
            continue;
        }
        upload = match write(upload, std::mem::take(&mut piece)).await {
            Ok(upload) => upload,
            Err(refused) => {
                // Most senders read an answer only once they have sent everything.
                arriving.drain(VIDEO_BYTES_MAX).await;
                return Err(refused);
            }
        };
    }
    if arriving.bytes() == 0 {
        return Err(ApiError::UploadEmpty);
    }
    write(upload, piece).await
}

async fn write(mut upload: VideoUpload, piece: Vec<u8>) -> Result<VideoUpload, ApiError> {
    blocking(move || upload.write(&piece).map(|()| upload)).await
}
