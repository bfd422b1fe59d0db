//! The ways from a handler into the crates that block.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::runtime::Handle;
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

/// Answers at once what needs nothing but memory and, at worst, a few reads of a local disk;
/// everything else is left to [`blocking`]. `work` is told whether it may take its time, and says
/// `None` if it would have to.
///
/// Handing a look-up to another thread and waking up with its answer costs several times as much as
/// the look-up (`docs/measurements/http.md`). A thread that serves connections may be held up by such
/// an answer, so one of them is always left free for the other connections.
pub(crate) async fn at_once_or_blocking<T, E>(
    work: impl Fn(MayTakeTime) -> Result<Option<T>, E> + Send + 'static,
) -> Result<T, ApiError>
where
    T: Send + 'static,
    E: Into<ApiError> + Send + 'static,
{
    if let Some(_room) = Room::taken() {
        match work(MayTakeTime(false)) {
            Ok(Some(done)) => return Ok(done),
            Ok(None) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let done = blocking(move || work(MayTakeTime(true)).map_err(Into::<ApiError>::into)).await?;
    done.ok_or_else(|| ApiError::Panicked { what: "there was time and no answer".to_owned() })
}

/// Whether work may wait for a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MayTakeTime(pub bool);

/// Threads that serve connections and are answering at once.
static ANSWERING: AtomicUsize = AtomicUsize::new(0);

/// The right to answer at once; given back when dropped.
struct Room;

impl Room {
    /// None if that would hold up the last thread that serves connections. The only thread of a
    /// runtime with one, as tests have it, may be held up.
    fn taken() -> Option<Self> {
        let threads = Handle::current().metrics().num_workers();
        let room = Self;
        let others = ANSWERING.fetch_add(1, Ordering::Relaxed);
        (threads == 1 || others + 1 < threads).then_some(room)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        ANSWERING.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn answered(is_held: bool) -> (bool, bool) {
        let here = std::thread::current().id();
        let work = move |MayTakeTime(may)| {
            Ok::<_, ApiError>((may || is_held).then(|| (may, std::thread::current().id() == here)))
        };
        at_once_or_blocking(work).await.unwrap_or_default()
    }

    #[tokio::test]
    async fn what_is_held_is_answered_where_it_was_asked() {
        assert_eq!(answered(true).await, (false, true));
    }

    #[tokio::test]
    async fn what_takes_time_is_answered_on_another_thread() {
        assert_eq!(answered(false).await, (true, false));
    }
}
