//! The object store in memory.

use std::collections::HashMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusu_core::limits::{
    DOCUMENT_BYTES_MAX, PICTURE_BYTES_MAX, UPLOAD_BYTES_MAX, UPLOAD_PART_BYTES_MAX, VIDEO_BYTES_MAX,
};
use rusu_core::lot::ContentHash;
use rusu_core::ports::{ObjectKind, ObjectReader, ObjectSink, ObjectWriter, ReadSeek, StoreFault};
use sha2::{Digest as _, Sha256};

type Objects = HashMap<(ObjectKind, ContentHash), Arc<[u8]>>;

/// An object store that forgets everything when it is dropped.
#[derive(Clone, Debug, Default)]
pub struct MemoryObjects(Arc<Mutex<Objects>>);

impl MemoryObjects {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn objects(&self) -> MutexGuard<'_, Objects> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ObjectReader for MemoryObjects {
    fn open(&self, kind: ObjectKind, hash: &ContentHash) -> Result<Option<Box<dyn ReadSeek>>, StoreFault> {
        let object = self.objects().get(&(kind, *hash)).cloned();
        Ok(object.map(|bytes| Box::new(Cursor::new(bytes)) as Box<dyn ReadSeek>))
    }

    fn list(&self, kind: ObjectKind) -> Result<Vec<ContentHash>, StoreFault> {
        let objects = self.objects();
        let mut hashes: Vec<_> =
            objects.keys().filter(|(of, _)| *of == kind).map(|(_, hash)| *hash).collect();
        hashes.sort_unstable();
        Ok(hashes)
    }
}

impl ObjectWriter for MemoryObjects {
    fn create(&self, kind: ObjectKind) -> Result<Box<dyn ObjectSink>, StoreFault> {
        Ok(Box::new(MemorySink { store: self.clone(), kind, bytes: Vec::new() }))
    }

    fn remove(&self, kind: ObjectKind, hash: &ContentHash) -> Result<(), StoreFault> {
        self.objects().remove(&(kind, *hash));
        Ok(())
    }
}

struct MemorySink {
    store: MemoryObjects,
    kind: ObjectKind,
    bytes: Vec<u8>,
}

impl ObjectSink for MemorySink {
    fn write(&mut self, bytes: &[u8]) -> Result<(), StoreFault> {
        let (what, limit) = match self.kind {
            ObjectKind::Document => ("document", DOCUMENT_BYTES_MAX),
            ObjectKind::Upload => ("upload", UPLOAD_BYTES_MAX),
            ObjectKind::Picture => ("picture", PICTURE_BYTES_MAX),
            ObjectKind::Video => ("video", VIDEO_BYTES_MAX),
            ObjectKind::Part => ("part", UPLOAD_PART_BYTES_MAX),
        };
        let length = self.bytes.len().saturating_add(bytes.len());
        if u64::try_from(length).unwrap_or(u64::MAX) > limit {
            return Err(StoreFault::TooLarge { what, limit });
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(ContentHash, u64), StoreFault> {
        let hash = ContentHash(Sha256::digest(&self.bytes).into());
        let length = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
        self.store.objects().insert((self.kind, hash), self.bytes.into());
        Ok((hash, length))
    }
}
