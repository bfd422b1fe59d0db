//! How far a load is: bytes that were read, codes that were stored.

use std::collections::BTreeSet;
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::ProgressBar;
use jiff::Timestamp;
use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{
    CodeReader, CodeRecord, CodeSpan, CodeWriter, PutCount, ReadSeek, ScanDelta, StoreFault, StoredCode,
};

use crate::submit::show;
use crate::words::both;

/// Codes after which a put tells how far it is: lanes would get in each other's way at every code.
const CODES_TOLD: u64 = 4_096;
/// Smaller reads are of a ZIP's directory, which stands at its end and is read first.
const READ_BYTES_MIN: usize = 4_096;

/// How far all files are.
#[derive(Debug)]
pub(crate) struct Progress {
    bytes: u64,
    read: AtomicU64,
    /// Bytes of files that had been loaded before.
    skipped: AtomicU64,
    stored: AtomicU64,
}

impl Progress {
    /// Nothing of so many bytes is done.
    pub(crate) fn new(bytes: u64) -> Self {
        Self { bytes, read: AtomicU64::new(0), skipped: AtomicU64::new(0), stored: AtomicU64::new(0) }
    }

    /// Codes stored so far.
    pub(crate) fn stored(&self) -> u64 {
        self.stored.load(Ordering::Relaxed)
    }

    /// Percent read, codes stored, codes a second, and the time left by the bytes that are read.
    fn line(&self, elapsed: Duration) -> String {
        let bytes = self.bytes.saturating_sub(self.skipped.load(Ordering::Relaxed)).max(1);
        let read = self.read.load(Ordering::Relaxed).min(bytes);
        let rate = show::per_second(self.stored(), elapsed.as_secs_f64());
        let percent = read.saturating_mul(100) / bytes;
        let arguments = [("percent", percent.into()), ("codes", self.stored().into()), ("rate", rate.into())];
        let line = both("command-load-progress", &arguments);
        if read == 0 || read == bytes {
            return line;
        }
        let left = elapsed.as_secs().saturating_mul(bytes - read) / read;
        format!("{line}  {}", both("command-load-left", &[("seconds", left.into())]))
    }
}

/// One file's part in the progress.
#[derive(Clone, Debug)]
pub(crate) struct Share {
    progress: Arc<Progress>,
    bytes: u64,
    read: Arc<AtomicU64>,
}

impl Share {
    /// A file of so many bytes, nothing of it read.
    pub(crate) fn new(progress: &Arc<Progress>, bytes: u64) -> Self {
        Self { progress: Arc::clone(progress), bytes, read: Arc::default() }
    }

    /// It was read up to a place.
    fn reach(&self, place: u64) {
        let place = place.min(self.bytes);
        let before = self.read.fetch_max(place, Ordering::Relaxed);
        self.progress.read.fetch_add(place.saturating_sub(before), Ordering::Relaxed);
    }

    /// It is done; if nothing was read of it, it had been loaded before.
    pub(crate) fn end(&self) {
        if self.read.load(Ordering::Relaxed) == 0 {
            self.progress.skipped.fetch_add(self.bytes, Ordering::Relaxed);
        } else {
            self.reach(self.bytes);
        }
    }
}

/// Shows the progress until it is dropped.
pub(crate) struct Ticker {
    stop: Option<std::sync::mpsc::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Ticker {
    /// Starts the thread that shows it.
    pub(crate) fn start(progress: &Arc<Progress>, bar: &ProgressBar) -> Self {
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let (progress, bar) = (Arc::clone(progress), bar.clone());
        let thread = std::thread::spawn(move || {
            let tick = Duration::from_millis(200);
            while stopped.recv_timeout(tick) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                bar.set_prefix(progress.line(bar.elapsed()));
            }
        });
        Self { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.stop.take();
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::warn!("the progress line failed");
        }
    }
}

/// The code store, counting what passes.
pub(crate) struct WatchedCodes {
    inner: Arc<dyn CodeWriter>,
    progress: Arc<Progress>,
}

impl WatchedCodes {
    /// Over the real one.
    pub(crate) fn new(inner: Arc<dyn CodeWriter>, progress: Arc<Progress>) -> Self {
        Self { inner, progress }
    }
}

impl CodeReader for WatchedCodes {
    fn find(&self, enterprise: EnterpriseId, code: &TraceCode) -> Result<Option<StoredCode>, StoreFault> {
        self.inner.find(enterprise, code)
    }

    fn find_many(
        &self,
        enterprise: EnterpriseId,
        codes: &[TraceCode],
    ) -> Result<Vec<Option<StoredCode>>, StoreFault> {
        self.inner.find_many(enterprise, codes)
    }

    fn contents(
        &self,
        enterprise: EnterpriseId,
        package: &TraceCode,
        after: Option<&TraceCode>,
        limit: usize,
    ) -> Result<Vec<TraceCode>, StoreFault> {
        self.inner.contents(enterprise, package, after, limit)
    }

    fn scans(
        &self,
        enterprise: EnterpriseId,
        code: &TraceCode,
    ) -> Result<Option<(u64, Timestamp)>, StoreFault> {
        self.inner.scans(enterprise, code)
    }

    fn visit(&self, visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>) -> Result<(), StoreFault> {
        self.inner.visit(visitor)
    }

    fn visit_parts(
        &self,
        enterprise: EnterpriseId,
        parts: &BTreeSet<PartNo>,
        visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>,
    ) -> Result<(), StoreFault> {
        self.inner.visit_parts(enterprise, parts, visitor)
    }

    fn check(&self) -> Result<Vec<String>, StoreFault> {
        self.inner.check()
    }
}

impl CodeWriter for WatchedCodes {
    fn put(
        &self,
        enterprise: EnterpriseId,
        part: PartNo,
        records: &mut dyn Iterator<Item = Result<CodeRecord, StoreFault>>,
    ) -> Result<PutCount, StoreFault> {
        let stored = &self.progress.stored;
        let mut untold = 0;
        let mut counted = records.inspect(|_| {
            untold += 1;
            if untold == CODES_TOLD {
                stored.fetch_add(std::mem::take(&mut untold), Ordering::Relaxed);
            }
        });
        let put = self.inner.put(enterprise, part, &mut counted);
        stored.fetch_add(untold, Ordering::Relaxed);
        put
    }

    fn sync(&self) -> Result<(), StoreFault> {
        self.inner.sync()
    }

    fn settle(&self) -> Result<(), StoreFault> {
        self.inner.settle()
    }

    fn add_scans(&self, scans: &[ScanDelta]) -> Result<(), StoreFault> {
        self.inner.add_scans(scans)
    }
}

/// A file, telling how far it was read.
pub(crate) struct WatchedContent {
    content: Box<dyn ReadSeek>,
    place: u64,
    share: Option<Share>,
}

impl WatchedContent {
    /// Without a share nothing is told.
    pub(crate) fn new(content: Box<dyn ReadSeek>, share: Option<Share>) -> Self {
        Self { content, place: 0, share }
    }
}

impl Read for WatchedContent {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.content.read(buffer)?;
        self.place = self.place.saturating_add(u64::try_from(count).unwrap_or_default());
        if let Some(share) = self.share.as_ref().filter(|_| count >= READ_BYTES_MIN) {
            share.reach(self.place);
        }
        Ok(count)
    }
}

impl Seek for WatchedContent {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.place = self.content.seek(to)?;
        Ok(self.place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_progress_tells_the_share_that_is_read_and_the_time_left() {
        let progress = Arc::new(Progress::new(1_000));
        Share::new(&progress, 600).reach(250);
        let line = progress.line(Duration::from_secs(10));
        assert!(line.contains("25 %") && line.contains("30 s left"), "{line}");
    }

    #[test]
    fn the_progress_tells_the_rate_once_everything_is_read() {
        let progress = Arc::new(Progress::new(1_000));
        let share = Share::new(&progress, 1_000);
        share.reach(700);
        share.end();
        progress.stored.store(5_000, Ordering::Relaxed);
        let line = progress.line(Duration::from_secs(10));
        assert!(line.contains("100 %, 5000 codes, 500 a second") && !line.contains("left"), "{line}");
    }

    #[test]
    fn a_file_that_was_loaded_before_counts_for_nothing() {
        let progress = Arc::new(Progress::new(1_000));
        Share::new(&progress, 600).end();
        Share::new(&progress, 400).reach(100);
        assert!(progress.line(Duration::from_secs(10)).contains("25 %"));
    }

    #[test]
    fn a_file_is_never_read_beyond_its_bytes() {
        let progress = Arc::new(Progress::new(100));
        let share = Share::new(&progress, 100);
        share.reach(5_000);
        share.end();
        assert_eq!(progress.read.load(Ordering::Relaxed), 100);
    }
}
