//! The thread that processes submissions, oldest first.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusu_core::ports::StoreFault;
use rusu_core::submission::SubmissionId;

use crate::intake::{Intake, IntakeError};

/// After this time without anything to do, what failed for a passing reason is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(60);

/// Processes submissions one after the other. One thread is enough for the country: 1.3 M codes a
/// day are half a minute of work, and one at a time needs no locks between deliveries.
pub struct Worker {
    wake: SyncSender<()>,
    stopping: Arc<AtomicBool>,
    alive: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Worker {
    /// Starts the thread. What an earlier process left unfinished is resumed first.
    ///
    /// # Errors
    /// When the thread cannot be made.
    pub fn start(intake: Arc<Intake>) -> std::io::Result<Self> {
        Self::start_with_retry(intake, RETRY_AFTER)
    }

    /// The same with another time before a second try.
    ///
    /// # Errors
    /// When the thread cannot be made.
    pub fn start_with_retry(intake: Arc<Intake>, retry_after: Duration) -> std::io::Result<Self> {
        let (wake, woken) = sync_channel(1);
        let stopping = Arc::new(AtomicBool::new(false));
        let alive = Arc::new(AtomicBool::new(true));
        let (stop, life) = (Arc::clone(&stopping), Life(Arc::clone(&alive)));
        let thread = thread::Builder::new().name("intake".to_owned()).spawn(move || {
            let _life = life;
            run(&intake, &woken, &stop, retry_after);
        })?;
        Ok(Self { wake, stopping, alive, thread: Mutex::new(Some(thread)) })
    }

    /// Tells that there is a new submission.
    pub fn wake(&self) {
        match self.wake.try_send(()) {
            Ok(()) | Err(TrySendError::Full(()) | TrySendError::Disconnected(())) => {}
        }
    }

    /// Whether submissions are still being processed. After a failed write they are not: the
    /// process must restart and recover.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        self.alive.load(Ordering::Acquire)
    }

    /// Lets the submission in hand end and stops.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.wake();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the intake thread ended with a panic");
        }
    }
}

/// Tells that the thread has ended, also where it ended with a panic.
struct Life(Arc<AtomicBool>);

impl Drop for Life {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// Submissions that failed in this process, and whether the reason may pass.
type Failed = HashMap<SubmissionId, bool>;

fn run(intake: &Intake, woken: &Receiver<()>, stopping: &AtomicBool, retry_after: Duration) {
    // Trying again at once would fail again, and a submission that cannot succeed waits for a person.
    let mut failed = Failed::new();
    loop {
        let waiting = next(intake, &failed);
        if stopping.load(Ordering::Acquire) {
            return;
        }
        match waiting {
            Ok(Some(id)) => {
                if let Err(error) = intake.process(&id) {
                    tracing::error!(submission = %id, %error, "a submission failed");
                    if matches!(error, IntakeError::Fault(StoreFault::Stopped { .. })) {
                        return;
                    }
                    failed.insert(id, may_pass(&error));
                }
                continue;
            }
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "the registry cannot tell what is waiting"),
        }
        match woken.recv_timeout(retry_after) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => failed.retain(|_, may_pass| !*may_pass),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn may_pass(error: &IntakeError) -> bool {
    matches!(
        error,
        IntakeError::Fault(StoreFault::Unavailable { .. }) | IntakeError::Decode(_) | IntakeError::Scratch(_)
    )
}

fn next(intake: &Intake, failed: &Failed) -> Result<Option<SubmissionId>, StoreFault> {
    let waiting = intake.registry.unfinished_submissions()?;
    intake.queued.store(waiting.len(), Ordering::Release);
    Ok(waiting.into_iter().find(|id| !failed.contains_key(id)))
}
