//! From parts to a submission.

use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::ContentHash;
use rusu_core::ports::{ObjectKind, ReadSeek};
use rusu_core::submission::Receipt;
use rusu_core::upload::{UploadId, UploadSession};
use sha2::{Digest, Sha256};

use super::parts::unread;
use super::{DeliveryDesk, DeliveryError, delivery_of};
use crate::delivery::Upload;

/// How much of a part is read at once.
const PIECE_BYTES: usize = 1024 * 1024;

impl DeliveryDesk {
    /// Puts the parts together and receives the whole. Doing it again is the same submission.
    ///
    /// # Errors
    /// [`DeliveryError`]; `PartsMissing` also for parts that the store has lost, which are then asked
    /// for again; `WholeContent` ends the session.
    pub fn complete(&self, enterprise: EnterpriseId, id: &UploadId) -> Result<Receipt, DeliveryError> {
        let session = self.upload(enterprise, id)?;
        if let Some(receipt) = self.became(&session)? {
            return Ok(receipt);
        }
        self.check_waiting(enterprise)?;
        let Some(whole) = self.assembled(&session)? else {
            // Somebody else may have completed it in between, and its parts are gone for that reason.
            let now = self.upload(enterprise, id)?;
            let receipt = self.became(&now)?;
            return receipt.ok_or(DeliveryError::PartsMissing { missing: now.missing });
        };
        let receipt = self.intake.receive(delivery_of(enterprise, &session.manifest), whole)?;
        // A crash here leaves the parts: the next completion finds the submission by its key.
        self.store.complete_upload(id, &receipt.id)?;
        self.count(enterprise, session.manifest.bytes);
        self.drop_parts(id, &session.manifest.parts)?;
        Ok(receipt)
    }

    /// The receipt of what a session became.
    fn became(&self, session: &UploadSession) -> Result<Option<Receipt>, DeliveryError> {
        match &session.submission {
            Some(submission) => Ok(self.intake.receipt(session.enterprise, submission)?),
            None => Ok(None),
        }
    }

    /// The whole, compared with its hash and not yet durable; `None` if parts are missing.
    fn assembled(&self, session: &UploadSession) -> Result<Option<Upload>, DeliveryError> {
        if !session.missing.is_empty() {
            return Ok(None);
        }
        let mut whole = self.intake.begin_upload()?;
        let mut hasher = Sha256::new();
        let mut is_complete = true;
        for (number, hash) in (0..).zip(&session.manifest.parts) {
            let part = self.intake.objects.open(ObjectKind::Part, hash)?;
            let is_sound = match part {
                Some(mut part) => append(&mut *part, hash, &mut hasher, &mut whole)?,
                None => false,
            };
            if !is_sound {
                tracing::warn!(upload = %session.id, part = number, "a part is lost and asked for again");
                self.intake.objects.remove(ObjectKind::Part, hash)?;
                self.store.note_part(&session.id, number, false)?;
                is_complete = false;
            }
        }
        if is_complete && session.manifest.content != ContentHash(hasher.finalize().into()) {
            self.discard(session)?;
            return Err(DeliveryError::WholeContent);
        }
        Ok(is_complete.then_some(whole))
    }
}

/// Adds a part to the whole; tells whether its bytes are those of its hash.
fn append(
    part: &mut dyn ReadSeek,
    hash: &ContentHash,
    hasher: &mut Sha256,
    whole: &mut Upload,
) -> Result<bool, DeliveryError> {
    let mut of_part = Sha256::new();
    let mut buffer = vec![0; PIECE_BYTES];
    loop {
        let count = match part.read(&mut buffer) {
            Ok(0) => return Ok(*hash == ContentHash(of_part.finalize().into())),
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(unread(&error).into()),
        };
        let piece = buffer.get(..count).unwrap_or_default();
        of_part.update(piece);
        hasher.update(piece);
        whole.write(piece)?;
    }
}
