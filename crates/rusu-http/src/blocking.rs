//! The one way from a handler into the crates that block.

use tracing::Span;

use crate::error::ApiError;

/// Runs what blocks on a thread where blocking is allowed. A panic in it becomes a problem.
pub(crate) async fn blocking<T, E>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, ApiError>
where
    T: Send + 'static,
    E: Into<ApiError> + Send + 'static,
{
    let span = Span::current();
    match tokio::task::spawn_blocking(move || span.in_scope(work)).await {
        Ok(done) => done.map_err(Into::into),
        Err(error) => Err(ApiError::Panicked { what: error.to_string() }),
    }
}
