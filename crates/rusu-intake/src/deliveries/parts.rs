//! One part on its way in.

use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::ContentHash;
use rusu_core::ports::{ObjectKind, ObjectSink, StoreFault};
use rusu_core::upload::{UploadId, UploadSession};
use sha2::{Digest, Sha256};

use super::{DeliveryDesk, DeliveryError};

/// The bytes of a part while they arrive. Dropping it leaves nothing.
pub struct PartUpload {
    enterprise: EnterpriseId,
    id: UploadId,
    number: u32,
    promised: (ContentHash, u64),
    hasher: Sha256,
    bytes: u64,
    /// `None` for a part that is durable already: it is compared and not written again.
    sink: Option<Box<dyn ObjectSink>>,
}

impl PartUpload {
    /// Adds bytes. Blocks.
    ///
    /// # Errors
    /// [`DeliveryError::PartContent`] at the first byte too many; [`StoreFault`].
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), DeliveryError> {
        let (_, bytes_max) = self.promised;
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if self.bytes > bytes_max {
            return Err(DeliveryError::PartContent { number: self.number });
        }
        self.hasher.update(bytes);
        Ok(self.sink.as_mut().map_or(Ok(()), |sink| sink.write(bytes))?)
    }

    /// How many bytes were promised.
    #[must_use]
    pub fn promised_bytes(&self) -> u64 {
        self.promised.1
    }
}

impl DeliveryDesk {
    /// Begins to take a part.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub fn begin_part(
        &self,
        enterprise: EnterpriseId,
        id: &UploadId,
        number: u32,
    ) -> Result<PartUpload, DeliveryError> {
        let session = self.upload(enterprise, id)?;
        let parts = session.manifest.parts.len();
        let promised = session.manifest.part(number).ok_or(DeliveryError::PartUnknown { number, parts })?;
        let is_wanted = session.submission.is_none() && session.missing.contains(&number);
        let sink = is_wanted.then(|| self.intake.objects.create(ObjectKind::Part)).transpose()?;
        let (id, hasher) = (id.clone(), Sha256::new());
        Ok(PartUpload { enterprise, id, number, promised, hasher, bytes: 0, sink })
    }

    /// Makes a part durable, if it is what the manifest promised, and tells what is missing now.
    ///
    /// A crash behind the first write leaves a part that is not noted: it is sent again, or goes with
    /// its session.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub fn finish_part(&self, part: PartUpload) -> Result<UploadSession, DeliveryError> {
        let PartUpload { enterprise, id, number, promised, hasher, bytes, sink } = part;
        if promised != (ContentHash(hasher.finalize().into()), bytes) {
            return Err(DeliveryError::PartContent { number });
        }
        if let Some(sink) = sink {
            let (hash, _) = sink.finish()?;
            if !self.store.note_part(&id, number, true)? {
                // The session ended while the part arrived.
                self.drop_parts(&id, &[hash])?;
            }
        }
        self.upload(enterprise, &id)
    }
}

/// What reading a stored part said.
pub(super) fn unread(error: &std::io::Error) -> StoreFault {
    StoreFault::Unavailable { store: "objects", reason: error.to_string() }
}
