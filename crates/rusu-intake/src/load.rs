//! The first national load: many deliveries, of several enterprises at once, read where they lie.
//!
//! Everything but the receiving is the intake's own: the same decoding, checks, receipts and commit
//! protocol. Two things differ. An upload is not copied into the object store, which would be some
//! fifty gigabytes for a country; documents are, as always. And there is no queue: a lane takes an
//! enterprise and processes its deliveries in their order, so that no two of one enterprise run at
//! once, which the examination of codes relies on.
//!
//! Resumable after any crash: a delivery goes by the hash of its bytes. One that ended is skipped, one
//! that was interrupted is run again, one whose bytes changed is another delivery. What was interrupted
//! has no upload in the object store: a server that is started in between says so and leaves it to
//! the load.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt as _;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::UPLOAD_BYTES_MAX;
use rusu_core::lot::ContentHash;
use rusu_core::ports::{ObjectKind, ObjectReader, ObjectSink, ObjectWriter, ReadSeek, StoreFault};
use rusu_core::submission::{AcceptMode, Receipt};
use sha2::{Digest, Sha256};

use crate::delivery::Delivery;
use crate::intake::{Intake, IntakeError, check_names};

/// Opens a source's bytes at their beginning, each time anew.
pub type Opener = Box<dyn Fn() -> io::Result<Box<dyn ReadSeek>> + Send + Sync>;

/// One delivery of a load.
pub struct Source {
    /// Its name; the extension says what it is.
    pub file_name: String,
    /// How bad rows are treated.
    pub mode: AcceptMode,
    /// Opens its bytes: once to hash them, once to decode them, once for each new document.
    pub open: Opener,
}

impl Source {
    /// A file, read where it lies.
    #[must_use]
    pub fn of_file(file: File, file_name: String, mode: AcceptMode) -> Self {
        let file = Arc::new(file);
        let open = move || Ok(Box::new(Reader { file: Arc::clone(&file), offset: 0 }) as Box<dyn ReadSeek>);
        Self { file_name, mode, open: Box::new(open) }
    }

    /// Bytes that are in memory already.
    #[must_use]
    pub fn of_bytes(bytes: impl Into<Arc<[u8]>>, file_name: String, mode: AcceptMode) -> Self {
        let bytes: Arc<[u8]> = bytes.into();
        let open = move || Ok(Box::new(Cursor::new(Arc::clone(&bytes))) as Box<dyn ReadSeek>);
        Self { file_name, mode, open: Box::new(open) }
    }
}

/// Reads a file with a position of its own: all readers share one handle.
struct Reader {
    file: Arc<File>,
    offset: u64,
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read_at(buffer, self.offset)?;
        self.offset = self.offset.saturating_add(u64::try_from(count).map_err(io::Error::other)?);
        Ok(count)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let offset = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::Current(by) => self.offset.checked_add_signed(by),
            SeekFrom::End(by) => self.file.metadata()?.len().checked_add_signed(by),
        };
        self.offset = offset.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.offset)
    }
}

/// The deliveries of one enterprise in their order, each made when its turn comes.
pub struct Consignment<'a> {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// What.
    pub sources: Box<dyn Iterator<Item = io::Result<Source>> + Send + 'a>,
}

/// One delivery that ended.
#[derive(Debug)]
pub struct Ended {
    /// What became of it.
    pub receipt: Receipt,
    /// Whether it had ended before this load.
    pub is_skipped: bool,
}

/// What a load did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Deliveries that were processed.
    pub processed: u64,
    /// Deliveries that had ended before.
    pub skipped: u64,
}

impl Intake {
    /// Loads consignments, as many at once as there are lanes; give the largest first. After each
    /// delivery `ended` is told, on the lane's thread; it may end the load by an error.
    ///
    /// The stores must not be written by anybody else meanwhile. `CodeWriter::settle` and `fsck`
    /// are the caller's to do afterwards.
    ///
    /// # Errors
    /// The first [`IntakeError`]; the other lanes then end with the delivery in hand.
    pub fn load<'a>(
        &self,
        consignments: impl Iterator<Item = Consignment<'a>> + Send,
        lanes: usize,
        ended: &(dyn Fn(&Ended) -> Result<(), IntakeError> + Sync),
    ) -> Result<Loaded, IntakeError> {
        let load = Load {
            intake: self,
            ended,
            stopping: AtomicBool::new(false),
            processed: AtomicU64::new(0),
            skipped: AtomicU64::new(0),
        };
        let waiting = Mutex::new(consignments);
        let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
        let lane = || {
            let outcome = load.lane(next);
            if outcome.is_err() {
                load.stopping.store(true, Ordering::Release);
            }
            outcome
        };
        thread::scope(|scope| {
            let lanes: Vec<_> = (0..lanes.max(1)).map(|_| scope.spawn(lane)).collect();
            let outcomes = lanes
                .into_iter()
                .map(|lane| lane.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            // All of them, so that none is left running when the first error is told.
            outcomes.fold(Ok(()), Result::and)
        })?;
        Ok(Loaded {
            processed: load.processed.load(Ordering::Acquire),
            skipped: load.skipped.load(Ordering::Acquire),
        })
    }
}

/// What the lanes share.
struct Load<'l> {
    intake: &'l Intake,
    ended: &'l (dyn Fn(&Ended) -> Result<(), IntakeError> + Sync),
    stopping: AtomicBool,
    processed: AtomicU64,
    skipped: AtomicU64,
}

impl Load<'_> {
    fn lane<'a>(&self, next: impl Fn() -> Option<Consignment<'a>>) -> Result<(), IntakeError> {
        while let Some(Consignment { enterprise, sources }) = next() {
            for source in sources {
                if self.stopping.load(Ordering::Acquire) {
                    return Ok(());
                }
                let ended = self.one(enterprise, source.map_err(IntakeError::Source)?)?;
                let counted = if ended.is_skipped { &self.skipped } else { &self.processed };
                counted.fetch_add(1, Ordering::AcqRel);
                (self.ended)(&ended)?;
            }
        }
        Ok(())
    }

    fn one(&self, enterprise: EnterpriseId, source: Source) -> Result<Ended, IntakeError> {
        let Source { file_name, mode, open } = source;
        let content = hash_of(&mut *open().map_err(IntakeError::Source)?)?;
        let idempotency_key = Some(format!("load-{content}"));
        let delivery = Delivery { enterprise, idempotency_key, file_name, mode };
        check_names(&delivery)?;
        let (receipt, _) = self.intake.acknowledge(delivery, content)?;
        if receipt.state.is_final() {
            return Ok(Ended { receipt, is_skipped: true });
        }
        let objects = InPlace { objects: Arc::clone(&self.intake.objects), content, open };
        let receipt = self.intake.reading(Arc::new(objects)).process(&receipt.id)?;
        Ok(Ended { receipt, is_skipped: false })
    }
}

/// The hash of a source's bytes, of which there may be as many as in any upload.
fn hash_of(source: &mut dyn Read) -> Result<ContentHash, IntakeError> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1024 * 1024];
    let mut left = UPLOAD_BYTES_MAX;
    loop {
        let count = match source.read(&mut buffer) {
            Ok(0) => return Ok(ContentHash(hasher.finalize().into())),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(IntakeError::Source(error)),
        };
        hasher.update(buffer.get(..count).unwrap_or_default());
        let too_large = StoreFault::TooLarge { what: "source", limit: UPLOAD_BYTES_MAX };
        left = u64::try_from(count).ok().and_then(|count| left.checked_sub(count)).ok_or(too_large)?;
    }
}

/// The object store, with one upload more than it holds.
struct InPlace {
    objects: Arc<dyn ObjectWriter>,
    content: ContentHash,
    open: Opener,
}

impl ObjectReader for InPlace {
    fn open(&self, kind: ObjectKind, hash: &ContentHash) -> Result<Option<Box<dyn ReadSeek>>, StoreFault> {
        if kind != ObjectKind::Upload || *hash != self.content {
            return self.objects.open(kind, hash);
        }
        let unopened =
            |error: io::Error| StoreFault::Unavailable { store: "source", reason: error.to_string() };
        (self.open)().map(Some).map_err(unopened)
    }

    fn list(&self, kind: ObjectKind) -> Result<Vec<ContentHash>, StoreFault> {
        self.objects.list(kind)
    }
}

impl ObjectWriter for InPlace {
    fn create(&self, kind: ObjectKind) -> Result<Box<dyn ObjectSink>, StoreFault> {
        self.objects.create(kind)
    }

    fn remove(&self, kind: ObjectKind, hash: &ContentHash) -> Result<(), StoreFault> {
        self.objects.remove(kind, hash)
    }
}
