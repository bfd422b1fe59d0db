//! The object store of a check: one upload more than there is, and nothing is kept.

use std::fs::File;
use std::sync::Arc;

use rusu_core::lot::ContentHash;
use rusu_core::ports::{ObjectKind, ObjectReader, ObjectSink, ObjectWriter, ReadSeek, StoreFault};
use rusu_core::submission::AcceptMode;
use sha2::{Digest, Sha256};

use crate::load::Source;

/// Reads the real store and the file that is checked.
pub(super) struct DryObjects {
    inner: Arc<dyn ObjectWriter>,
    content: ContentHash,
    source: Source,
}

impl DryObjects {
    pub(super) fn new(inner: Arc<dyn ObjectWriter>, content: ContentHash, file: File) -> Self {
        Self { inner, content, source: Source::of_file(file, String::new(), AcceptMode::AllOrNothing) }
    }
}

impl ObjectReader for DryObjects {
    fn open(&self, kind: ObjectKind, hash: &ContentHash) -> Result<Option<Box<dyn ReadSeek>>, StoreFault> {
        if kind != ObjectKind::Upload || *hash != self.content {
            return self.inner.open(kind, hash);
        }
        let unopened = |error: std::io::Error| StoreFault::Unavailable {
            store: "working directory",
            reason: error.to_string(),
        };
        (self.source.open)().map(Some).map_err(unopened)
    }

    fn list(&self, kind: ObjectKind) -> Result<Vec<ContentHash>, StoreFault> {
        self.inner.list(kind)
    }
}

impl ObjectWriter for DryObjects {
    fn create(&self, _: ObjectKind) -> Result<Box<dyn ObjectSink>, StoreFault> {
        Ok(Box::<Forgotten>::default())
    }

    fn remove(&self, _: ObjectKind, _: &ContentHash) -> Result<(), StoreFault> {
        Ok(())
    }
}

/// An object of which only the hash is told.
#[derive(Default)]
struct Forgotten {
    hasher: Sha256,
    bytes: u64,
}

impl ObjectSink for Forgotten {
    fn write(&mut self, bytes: &[u8]) -> Result<(), StoreFault> {
        self.hasher.update(bytes);
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(ContentHash, u64), StoreFault> {
        Ok((ContentHash(self.hasher.finalize().into()), self.bytes))
    }
}
