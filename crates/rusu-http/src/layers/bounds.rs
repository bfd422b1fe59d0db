//! How many requests at once, and how long each.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use rusu_core::limits::{REQUEST_SECONDS_MAX, REQUESTS_AT_ONCE_MAX};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::error::ApiError;

/// Room for requests under way.
#[derive(Clone, Debug)]
pub(crate) struct Bounds {
    room: Arc<Semaphore>,
    patience: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        let room = Arc::new(Semaphore::new(REQUESTS_AT_ONCE_MAX));
        Self { room, patience: Duration::from_secs(REQUEST_SECONDS_MAX) }
    }
}

/// Answers "later" at once where there is no room, and after a while where nothing comes. Waiting
/// in a queue would only make both worse.
pub(crate) async fn within_bounds(State(bounds): State<Bounds>, request: Request, next: Next) -> Response {
    let Ok(_room) = bounds.room.try_acquire() else {
        return ApiError::Busy { what: "requests", what_max: REQUESTS_AT_ONCE_MAX }.into_response();
    };
    match timeout(bounds.patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::Timeout.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::StatusCode;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    async fn status(bounds: Bounds) -> StatusCode {
        let never = || std::future::pending::<StatusCode>();
        let router = Router::new().route("/", get(never)).layer(from_fn_with_state(bounds, within_bounds));
        router.oneshot(Request::new(Body::empty())).await.unwrap().status()
    }

    #[tokio::test]
    async fn a_request_that_takes_too_long_is_ended() {
        let bounds = Bounds { patience: Duration::from_millis(5), ..Bounds::default() };
        assert_eq!(status(bounds).await, StatusCode::SERVICE_UNAVAILABLE);
    }

    #[tokio::test]
    async fn a_request_without_room_is_put_off_at_once() {
        let bounds = Bounds { room: Arc::new(Semaphore::new(0)), ..Bounds::default() };
        assert_eq!(status(bounds).await, StatusCode::SERVICE_UNAVAILABLE);
    }
}
