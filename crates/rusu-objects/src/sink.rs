//! An object on its way in.

use std::fs::File;
use std::io::{Read, Seek as _, Write as _};
use std::sync::Arc;

use object_store::{ObjectStoreExt as _, PutPayload};
use rusu_core::limits::{
    DOCUMENT_BYTES_MAX, PICTURE_BYTES_MAX, UPLOAD_BYTES_MAX, UPLOAD_PART_BYTES_MAX, VIDEO_BYTES_MAX,
};
use rusu_core::lot::ContentHash;
use rusu_core::ports::{ObjectKind, ObjectSink, StoreFault};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use crate::store::{Inner, Landing, SPOOL, disk_fault, location, store_fault};

/// Bytes of one part of a multipart upload; S3 wants at least 5 MiB and at most 10,000 parts.
const PART_BYTES: usize = 8 * 1024 * 1024;

/// Grows in the spool, hashed on the way; the file removes itself when the sink is dropped.
pub(crate) struct Sink {
    inner: Arc<Inner>,
    kind: ObjectKind,
    file: NamedTempFile,
    hasher: Sha256,
    bytes: u64,
}

impl Sink {
    pub(crate) fn new(inner: Arc<Inner>, kind: ObjectKind) -> Result<Self, StoreFault> {
        let file = inner.spool.file().map_err(|error| disk_fault(&error))?;
        Ok(Self { inner, kind, file, hasher: Sha256::new(), bytes: 0 })
    }

    /// The spool lies inside the store's own directory: the grown file becomes the object by a
    /// rename, without a second copy of up to 2 GiB.
    ///
    /// A crash before the rename leaves the file in the spool, a crash behind it the whole object.
    fn rename(&self, to: &object_store::path::Path) -> Result<(), StoreFault> {
        self.file.as_file().sync_all().map_err(|error| disk_fault(&error))?;
        let name = self.file.path().file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let from = object_store::path::Path::from_iter([SPOOL, name]);
        let renamed = self.inner.runtime.block_on(self.inner.store.rename(&from, to));
        renamed.map_err(|error| store_fault(&error))
    }

    /// Copies the grown file into the store, which shows it when all of it has arrived.
    fn upload(&mut self, to: &object_store::path::Path) -> Result<(), StoreFault> {
        let store = Arc::clone(&self.inner.store);
        let file = self.file.as_file_mut();
        file.rewind().map_err(|error| disk_fault(&error))?;
        self.inner.runtime.block_on(async {
            let mut upload = store.put_multipart(to).await.map_err(|error| store_fault(&error))?;
            let sent = async {
                while let Some(part) = next_part(file)? {
                    upload.put_part(part).await.map_err(|error| store_fault(&error))?;
                }
                upload.complete().await.map_err(|error| store_fault(&error))
            };
            let sent = sent.await;
            if sent.is_err() {
                // The store forgets unfinished uploads by its own rule if this fails too.
                let _ = upload.abort().await;
            }
            sent.map(|_| ())
        })
    }
}

impl ObjectSink for Sink {
    fn write(&mut self, bytes: &[u8]) -> Result<(), StoreFault> {
        let (what, limit) = match self.kind {
            ObjectKind::Document => ("document", DOCUMENT_BYTES_MAX),
            ObjectKind::Upload => ("upload", UPLOAD_BYTES_MAX),
            ObjectKind::Picture => ("picture", PICTURE_BYTES_MAX),
            ObjectKind::Video => ("video", VIDEO_BYTES_MAX),
            ObjectKind::Part => ("part", UPLOAD_PART_BYTES_MAX),
        };
        let added = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.bytes = self.bytes.saturating_add(added);
        if self.bytes > limit {
            return Err(StoreFault::TooLarge { what, limit });
        }
        self.hasher.update(bytes);
        self.file.write_all(bytes).map_err(|error| disk_fault(&error))
    }

    fn finish(mut self: Box<Self>) -> Result<(ContentHash, u64), StoreFault> {
        let hash = ContentHash(std::mem::take(&mut self.hasher).finalize().into());
        let to = location(self.kind, &hash);
        match self.inner.landing {
            Landing::Rename => self.rename(&to)?,
            Landing::Upload => self.upload(&to)?,
        }
        Ok((hash, self.bytes))
    }
}

fn next_part(file: &mut File) -> Result<Option<PutPayload>, StoreFault> {
    let mut part = Vec::new();
    let limit = u64::try_from(PART_BYTES).unwrap_or(u64::MAX);
    Read::take(file, limit).read_to_end(&mut part).map_err(|error| disk_fault(&error))?;
    Ok((!part.is_empty()).then(|| PutPayload::from(part)))
}
