//! From the ports' blocking calls to the database's asynchronous ones.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};

/// Threads that wait for the databases' sockets; SQLite brings one thread per connection itself.
const WORKER_THREADS: usize = 2;

/// A runtime on threads of its own.
#[derive(Debug)]
pub struct Bridge(Option<Runtime>);

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.unpark();
    }
}

impl Bridge {
    pub fn start() -> std::io::Result<Self> {
        let mut builder = Builder::new_multi_thread();
        builder.worker_threads(WORKER_THREADS).thread_name("registry").enable_all();
        builder.build().map(|runtime| Self(Some(runtime)))
    }

    /// Drives a future on the calling thread. Unlike tokio's own `block_on` this may be called from
    /// anywhere, a thread of another runtime included, and does not panic there.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        let _entered = self.0.as_ref().map(Runtime::enter);
        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        let mut context = Context::from_waker(&waker);
        let mut future = pin!(future);
        loop {
            match future.as_mut().poll(&mut context) {
                Poll::Ready(output) => return output,
                Poll::Pending => thread::park(),
            }
        }
    }

    /// Like [`Bridge::block_on`], but gives up.
    pub fn block_on_at_most<F: Future>(&self, limit: Duration, future: F) -> Option<F::Output> {
        self.block_on(async { tokio::time::timeout(limit, future).await.ok() })
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        // Dropping a runtime waits for its threads, which panics on a thread of another runtime.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
