//! `rusu load`: many files straight into the stores, by the same intake as every delivery.
//!
//! Resumable: a file is known by its content, so what was loaded before is skipped and what was
//! interrupted is taken up where the intake left it.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::{ContentHash, PartNo};
use rusu_core::ports::{
    Clock as _, CodeReader, CodeRecord, CodeSpan, CodeWriter, ObjectKind, ObjectReader, ObjectSink,
    ObjectWriter, PutCount, ReadSeek, ScanDelta, StoreFault, StoredCode,
};
use rusu_core::submission::{Receipt, SubmissionState};
use rusu_intake::{Delivery, Intake};

use crate::Ending;
use crate::cli::Load;
use crate::clock::{SystemChance, SystemClock};
use crate::config::Config;
use crate::package::{Package, Packing};
use crate::stores::{DataDir, Stores, named_enterprise};
use crate::submit::show;
use crate::words::both;

/// Loads every path, then compares the stores.
pub(crate) fn run(config: &Config, load: &Load) -> anyhow::Result<Ending> {
    let data = DataDir::take(&config.data_dir)?;
    let stores = Stores::open(config, &data)?;
    let enterprise = named_enterprise(stores.registry.as_ref(), &load.enterprise)?;
    let progress = Arc::new(Progress::default());
    let intake = watched_intake(&stores, &progress);
    let bar = bar(load.paths.len());
    let mut ending = Ending::Good;
    for path in &load.paths {
        let receipt = one(&intake, load, enterprise.id, path, &progress, &bar)?;
        bar.suspend(|| -> anyhow::Result<()> {
            println!("{}", path.display());
            print!("{}", show::receipt(&receipt));
            if receipt.state != SubmissionState::Published {
                ending = Ending::Refused;
                let rejections = intake.rejections(enterprise.id, &receipt.id)?.unwrap_or_default();
                print!("{}", show::rejections(&rejections));
            }
            Ok(())
        })?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    let (loaded, seconds) = (progress.stored.load(Ordering::Relaxed), bar.elapsed().as_secs_f64());
    let rate = show::per_second(loaded, seconds);
    let seconds = format!("{seconds:.1}");
    let arguments = [("codes", loaded.into()), ("seconds", seconds.as_str().into()), ("rate", rate.into())];
    println!("{}", both("command-load-done", &arguments));
    if load.no_fsck {
        return Ok(ending);
    }
    let compared = crate::fsck::compare(&stores)?;
    Ok(if compared == Ending::Good { ending } else { compared })
}

fn one(
    intake: &Intake,
    load: &Load,
    enterprise: EnterpriseId,
    path: &Path,
    progress: &Arc<Progress>,
    bar: &ProgressBar,
) -> anyhow::Result<Receipt> {
    bar.set_message(path.display().to_string());
    let mut package = Package::of(path, Packing::Fast, SystemClock.now())?;
    progress.begin(package.bytes);
    let ticker = Ticker::start(progress, bar);
    let mut upload = intake.begin_upload()?;
    let mut buffer = vec![0; 1024 * 1024];
    loop {
        let count = package.file.read(&mut buffer)?;
        let Some(chunk) = buffer.get(..count).filter(|chunk| !chunk.is_empty()) else { break };
        upload.write(chunk)?;
    }
    let delivery = Delivery {
        enterprise,
        idempotency_key: Some(format!("load-{}", package.hash)),
        file_name: package.name,
        mode: load.mode.accept_mode(),
    };
    let receipt = intake.receive(delivery, upload)?;
    let receipt = if receipt.state.is_final() { receipt } else { intake.process(&receipt.id)? };
    drop(ticker);
    Ok(receipt)
}

fn bar(files: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(files).unwrap_or(u64::MAX));
    let style = ProgressStyle::with_template("{pos}/{len} [{elapsed_precise}] {prefix} {wide_msg}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// How far the file in hand is.
#[derive(Default)]
struct Progress {
    bytes: AtomicU64,
    read: AtomicU64,
    stored: AtomicU64,
    stored_before: AtomicU64,
}

impl Progress {
    fn begin(&self, bytes: u64) {
        self.bytes.store(bytes, Ordering::Relaxed);
        self.read.store(0, Ordering::Relaxed);
        self.stored_before.store(self.stored.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// Percent read, codes stored, codes a second, time left by the share that is done: reading is
    /// about half of a file's work, storing the other half.
    fn line(&self, elapsed: Duration) -> String {
        let bytes = self.bytes.load(Ordering::Relaxed).max(1);
        let read = self.read.load(Ordering::Relaxed).min(bytes);
        let stored = self.stored.load(Ordering::Relaxed) - self.stored_before.load(Ordering::Relaxed);
        let percent = read * 100 / bytes;
        let seconds = elapsed.as_secs_f64();
        let rate = show::per_second(stored, seconds);
        if read < bytes {
            let left = elapsed.as_secs() * (bytes - read) / read.max(1);
            return format!("{percent} %, {left} s left to read;");
        }
        format!("{percent} %, {stored} codes stored, {rate}/s;")
    }
}

/// Shows the progress of one file until it is dropped.
struct Ticker {
    stop: Option<std::sync::mpsc::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Ticker {
    fn start(progress: &Arc<Progress>, bar: &ProgressBar) -> Self {
        let (stop, stopped) = std::sync::mpsc::channel::<()>();
        let (progress, bar) = (Arc::clone(progress), bar.clone());
        let began = bar.elapsed();
        let thread = std::thread::spawn(move || {
            let tick = Duration::from_millis(200);
            while stopped.recv_timeout(tick) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                bar.set_prefix(progress.line(bar.elapsed().saturating_sub(began)));
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

fn watched_intake(stores: &Stores, progress: &Arc<Progress>) -> Intake {
    let codes = WatchedCodes { inner: Arc::clone(&stores.codes), progress: Arc::clone(progress) };
    let objects = WatchedObjects { inner: Arc::clone(&stores.objects), progress: Arc::clone(progress) };
    Intake::new(
        Arc::clone(&stores.registry),
        Arc::new(codes),
        Arc::new(objects),
        Arc::new(SystemClock),
        Arc::new(SystemChance),
        stores.scratch.clone(),
    )
}

/// The code store, counting what passes.
struct WatchedCodes {
    inner: Arc<dyn CodeWriter>,
    progress: Arc<Progress>,
}

impl CodeReader for WatchedCodes {
    fn find(&self, enterprise: EnterpriseId, code: &TraceCode) -> Result<Option<StoredCode>, StoreFault> {
        self.inner.find(enterprise, code)
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
    ) -> Result<Option<(u64, jiff::Timestamp)>, StoreFault> {
        self.inner.scans(enterprise, code)
    }

    fn visit(
        &self,
        visitor: &mut dyn FnMut(CodeSpan) -> std::ops::ControlFlow<()>,
    ) -> Result<(), StoreFault> {
        self.inner.visit(visitor)
    }
}

impl CodeWriter for WatchedCodes {
    fn put(
        &self,
        enterprise: EnterpriseId,
        part: PartNo,
        records: &mut dyn Iterator<Item = Result<CodeRecord, StoreFault>>,
    ) -> Result<PutCount, StoreFault> {
        let mut counted = records.inspect(|_| {
            self.progress.stored.fetch_add(1, Ordering::Relaxed);
        });
        self.inner.put(enterprise, part, &mut counted)
    }

    fn sync(&self) -> Result<(), StoreFault> {
        self.inner.sync()
    }

    fn add_scans(&self, scans: &[ScanDelta]) -> Result<(), StoreFault> {
        self.inner.add_scans(scans)
    }
}

/// The object store, telling how far an upload was read.
struct WatchedObjects {
    inner: Arc<dyn ObjectWriter>,
    progress: Arc<Progress>,
}

impl ObjectReader for WatchedObjects {
    fn open(&self, kind: ObjectKind, hash: &ContentHash) -> Result<Option<Box<dyn ReadSeek>>, StoreFault> {
        let Some(content) = self.inner.open(kind, hash)? else { return Ok(None) };
        if kind != ObjectKind::Upload {
            return Ok(Some(content));
        }
        Ok(Some(Box::new(WatchedContent { content, place: 0, progress: Arc::clone(&self.progress) })))
    }

    fn list(&self, kind: ObjectKind) -> Result<Vec<ContentHash>, StoreFault> {
        self.inner.list(kind)
    }
}

impl ObjectWriter for WatchedObjects {
    fn create(&self, kind: ObjectKind) -> Result<Box<dyn ObjectSink>, StoreFault> {
        self.inner.create(kind)
    }

    fn remove(&self, kind: ObjectKind, hash: &ContentHash) -> Result<(), StoreFault> {
        self.inner.remove(kind, hash)
    }
}

struct WatchedContent {
    content: Box<dyn ReadSeek>,
    place: u64,
    progress: Arc<Progress>,
}

impl Read for WatchedContent {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.content.read(buffer)?;
        self.place = self.place.saturating_add(u64::try_from(count).unwrap_or_default());
        // A ZIP's directory stands at its end and is read first, a small piece at a time.
        if count >= 4096 {
            self.progress.read.fetch_max(self.place, Ordering::Relaxed);
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
        let progress = Progress::default();
        progress.begin(1_000);
        progress.read.store(250, Ordering::Relaxed);
        assert_eq!(progress.line(Duration::from_secs(10)), "25 %, 30 s left to read;");
    }

    #[test]
    fn the_progress_tells_the_rate_once_everything_is_read() {
        let progress = Progress::default();
        progress.begin(1_000);
        progress.read.store(1_000, Ordering::Relaxed);
        progress.stored.store(5_000, Ordering::Relaxed);
        assert_eq!(progress.line(Duration::from_secs(10)), "100 %, 5000 codes stored, 500/s;");
    }
}
