//! The object store behind its ports.

use std::fs::File;
use std::io::{self, Seek as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use futures_util::TryStreamExt as _;
use object_store::local::LocalFileSystem;
use object_store::{GetResultPayload, ObjectStoreExt as _};
use rusu_core::lot::ContentHash;
use rusu_core::ports::{ObjectKind, ObjectReader, ObjectSink, ObjectWriter, ReadSeek, StoreFault};
use tokio::runtime::{Builder, Runtime};

use crate::sink::Sink;
use crate::spool::Spool;

/// The store's name in faults.
const STORE: &str = "objects";
/// The spool's directory inside a local store.
pub(crate) const SPOOL: &str = "spool";

/// Documents and uploads by content hash. See the crate's header.
pub struct ObjectStore {
    inner: Arc<Inner>,
}

/// Shared with the sinks, which may outlive the store's handle.
pub(crate) struct Inner {
    pub(crate) store: Arc<dyn object_store::ObjectStore>,
    pub(crate) landing: Landing,
    pub(crate) spool: Spool,
    pub(crate) runtime: OwnRuntime,
}

/// How a grown file becomes an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Landing {
    /// By renaming it: the spool is a directory of the store.
    Rename,
    /// By sending it.
    Upload,
}

impl ObjectStore {
    /// A store in a local directory, which is created if it does not exist. Several processes may
    /// have it open.
    ///
    /// # Errors
    /// [`StoreFault::Unavailable`] if the directory cannot be made, read or written.
    pub fn local(directory: &Path) -> Result<Self, StoreFault> {
        let spool = Spool::open(&directory.join(SPOOL)).map_err(|error| disk_fault(&error))?;
        let store = LocalFileSystem::new_with_prefix(directory).map_err(|error| store_fault(&error))?;
        Self::assemble(Arc::new(store.with_fsync(true)), Landing::Rename, spool)
    }

    /// A store on any other `object_store`. Objects grow in `spool`, a local directory of this
    /// store alone, and are sent when they are whole; they are as durable as that store makes them.
    ///
    /// # Errors
    /// [`StoreFault::Unavailable`] if the spool cannot be made, read or written.
    pub fn new(store: Arc<dyn object_store::ObjectStore>, spool: &Path) -> Result<Self, StoreFault> {
        let spool = Spool::open(spool).map_err(|error| disk_fault(&error))?;
        Self::assemble(store, Landing::Upload, spool)
    }

    fn assemble(
        store: Arc<dyn object_store::ObjectStore>,
        landing: Landing,
        spool: Spool,
    ) -> Result<Self, StoreFault> {
        let runtime =
            Builder::new_multi_thread().worker_threads(1).thread_name("objects").enable_all().build();
        let runtime = OwnRuntime(Some(runtime.map_err(|error| disk_fault(&error))?));
        Ok(Self { inner: Arc::new(Inner { store, landing, spool, runtime }) })
    }
}

impl ObjectReader for ObjectStore {
    fn open(&self, kind: ObjectKind, hash: &ContentHash) -> Result<Option<Box<dyn ReadSeek>>, StoreFault> {
        let inner = &self.inner;
        let object = match inner.runtime.block_on(inner.store.get(&location(kind, hash))) {
            Ok(object) => object,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(store_fault(&error)),
        };
        let file = match object.payload {
            GetResultPayload::File(file, _) => file,
            GetResultPayload::Stream(_) => self.fetch(object)?,
        };
        Ok(Some(Box::new(file)))
    }

    fn list(&self, kind: ObjectKind) -> Result<Vec<ContentHash>, StoreFault> {
        let prefix = object_store::path::Path::from(directory(kind));
        let found = self.inner.store.list(Some(&prefix)).try_collect::<Vec<_>>();
        let found = self.inner.runtime.block_on(found).map_err(|error| store_fault(&error))?;
        let hash = |at: &object_store::path::Path| ContentHash::from_hex(at.filename().unwrap_or_default());
        let mut hashes = Vec::with_capacity(found.len());
        for object in found {
            match hash(&object.location).filter(|hash| location(kind, hash) == object.location) {
                Some(hash) => hashes.push(hash),
                None => {
                    let reason = format!("{} is no object's place", object.location);
                    return Err(StoreFault::Damaged { store: STORE, reason });
                }
            }
        }
        Ok(hashes)
    }
}

impl ObjectWriter for ObjectStore {
    fn create(&self, kind: ObjectKind) -> Result<Box<dyn ObjectSink>, StoreFault> {
        Ok(Box::new(Sink::new(Arc::clone(&self.inner), kind)?))
    }

    fn remove(&self, kind: ObjectKind, hash: &ContentHash) -> Result<(), StoreFault> {
        let at = location(kind, hash);
        match self.inner.runtime.block_on(self.inner.store.delete(&at)) {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(store_fault(&error)),
        }
    }
}

impl ObjectStore {
    /// Brings an object here, so that it can be read from any place.
    fn fetch(&self, object: object_store::GetResult) -> Result<File, StoreFault> {
        let mut file = self.inner.spool.unnamed_file().map_err(|error| disk_fault(&error))?;
        let mut stream = object.into_stream();
        self.inner.runtime.block_on(async {
            while let Some(bytes) = stream.try_next().await.map_err(|error| store_fault(&error))? {
                file.write_all(&bytes).map_err(|error| disk_fault(&error))?;
            }
            file.rewind().map_err(|error| disk_fault(&error))
        })?;
        Ok(file)
    }
}

/// The runtime of one store. A runtime may not be dropped where blocking is forbidden, and nobody
/// can promise where the last handle is dropped: so it is left to end by itself.
pub(crate) struct OwnRuntime(Option<Runtime>);

impl OwnRuntime {
    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.0.as_ref().expect("the runtime is taken only when it is dropped").block_on(future)
    }
}

impl Drop for OwnRuntime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

fn directory(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Document => "documents",
        ObjectKind::Upload => "uploads",
        ObjectKind::Picture => "pictures",
        ObjectKind::Video => "videos",
        ObjectKind::Part => "parts",
    }
}

/// Where an object lies: 256 directories a kind, so that none grows beyond a few thousand files.
pub(crate) fn location(kind: ObjectKind, hash: &ContentHash) -> object_store::path::Path {
    let hex = hash.to_hex();
    object_store::path::Path::from_iter([directory(kind), hex.get(..2).unwrap_or_default(), &hex])
}

pub(crate) fn disk_fault(error: &io::Error) -> StoreFault {
    StoreFault::Unavailable { store: STORE, reason: error.to_string() }
}

pub(crate) fn store_fault(error: &object_store::Error) -> StoreFault {
    StoreFault::Unavailable { store: STORE, reason: error.to_string() }
}
