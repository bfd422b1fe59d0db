//! The desk for deliveries on their way in: quotas, and large deliveries that arrive in parts.
//!
//! Owns: upload sessions, their parts and their end; how much an enterprise may have under way.
//! Refuses to know: HTTP, what a delivery holds. What is complete goes the way of every delivery
//! ([`Intake::receive`]).
//!
//! Invariants:
//! * A part is noted only when it is durable, and only with the hash that the manifest promised.
//! * A part counts for the session in which it was sent: whoever knows a hash has not yet sent its bytes.
//! * Completing again, also after a crash anywhere, is the same submission: it goes by the idempotency key.

mod complete;
mod error;
mod parts;
mod quota;

use std::sync::Arc;

use jiff::SignedDuration;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{
    UPLOAD_BYTES_PER_ENTERPRISE_MAX, UPLOAD_BYTES_RESERVED_MAX, UPLOAD_SESSION_HOURS_MAX,
    UPLOAD_SESSIONS_PER_ENTERPRISE_MAX, UPLOADS_SWEPT_MAX,
};
use rusu_core::lot::ContentHash;
use rusu_core::ports::{DeliveryWriter, ObjectKind, OpenedUpload, StoreFault, UploadRoom};
use rusu_core::upload::{UploadId, UploadManifest, UploadSession};

pub use error::DeliveryError;
pub use parts::PartUpload;
pub use quota::Quota;

use crate::delivery::Delivery;
use crate::intake::{Intake, IntakeError, check_names};

const ROOM: UploadRoom = UploadRoom {
    sessions_max: UPLOAD_SESSIONS_PER_ENTERPRISE_MAX,
    bytes_max: UPLOAD_BYTES_PER_ENTERPRISE_MAX,
    bytes_of_all_max: UPLOAD_BYTES_RESERVED_MAX,
};

/// Takes deliveries. Methods block on the stores; call them where blocking is allowed.
pub struct DeliveryDesk {
    intake: Arc<Intake>,
    store: Arc<dyn DeliveryWriter>,
}

impl DeliveryDesk {
    /// Takes the write side and the port.
    #[must_use]
    pub fn new(intake: Arc<Intake>, store: Arc<dyn DeliveryWriter>) -> Self {
        Self { intake, store }
    }

    /// Opens a session for a large delivery, or finds the one of the same idempotency key with what it
    /// has of it already; tells whether it is new.
    ///
    /// # Errors
    /// [`DeliveryError`]; `KeyReused` if the known session has another manifest.
    pub fn open(
        &self,
        enterprise: EnterpriseId,
        manifest: UploadManifest,
    ) -> Result<(UploadSession, bool), DeliveryError> {
        manifest.check()?;
        check_names(&delivery_of(enterprise, &manifest))?;
        let created_at = self.intake.clock.now();
        let mut random = [0; 10];
        random.iter_mut().zip(self.intake.chance.bytes()).for_each(|(to, from)| *to = from);
        let session = UploadSession {
            id: UploadId::new(created_at, random),
            enterprise,
            missing: (0..).take(manifest.parts.len()).collect(),
            manifest,
            submission: None,
            created_at,
            expires_at: created_at + SignedDuration::from_hours(UPLOAD_SESSION_HOURS_MAX),
        };
        match self.opened(&session)? {
            OpenedUpload::Known(known) if known.manifest == session.manifest => Ok((*known, false)),
            OpenedUpload::Known(_) => {
                Err(IntakeError::KeyReused { key: session.manifest.idempotency_key }.into())
            }
            OpenedUpload::Full(what) => Err(DeliveryError::Full { what }),
            OpenedUpload::New => {
                // A crash here leaves a session beyond the quota, which then ends as any other.
                if let Err(refused) = self.admit(enterprise, session.manifest.bytes) {
                    self.store.remove_upload(&session.id)?;
                    return Err(refused);
                }
                Ok((session, true))
            }
        }
    }

    /// An expired session of the same key makes room for a new one.
    fn opened(&self, session: &UploadSession) -> Result<OpenedUpload, StoreFault> {
        match self.store.open_upload(session, &ROOM)? {
            OpenedUpload::Known(known) if known.expires_at <= session.created_at => {
                self.discard(&known)?;
                self.store.open_upload(session, &ROOM)
            }
            opened => Ok(opened),
        }
    }

    /// A session, if it is the enterprise's own and has not expired.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub fn upload(&self, enterprise: EnterpriseId, id: &UploadId) -> Result<UploadSession, DeliveryError> {
        let now = self.intake.clock.now();
        let found = self.store.upload(id)?;
        let own = found.filter(|session| session.enterprise == enterprise && session.expires_at > now);
        own.ok_or_else(|| DeliveryError::UploadUnknown { id: id.to_string() })
    }

    /// An enterprise's sessions that are not completed and have not expired, oldest first.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn uploads(&self, enterprise: EnterpriseId) -> Result<Vec<UploadSession>, StoreFault> {
        let now = self.intake.clock.now();
        let mut open = self.store.uploads(enterprise)?;
        open.retain(|session| session.expires_at > now);
        Ok(open)
    }

    /// Gives a session up, with what has arrived of it.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub fn give_up(&self, enterprise: EnterpriseId, id: &UploadId) -> Result<(), DeliveryError> {
        let session = self.upload(enterprise, id)?;
        Ok(self.discard(&session)?)
    }

    /// Throws away sessions that have expired, at most `UPLOADS_SWEPT_MAX`; tells how many.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn sweep(&self) -> Result<usize, StoreFault> {
        let expired = self.store.expired_uploads(self.intake.clock.now(), UPLOADS_SWEPT_MAX)?;
        expired.iter().try_for_each(|session| self.discard(session))?;
        Ok(expired.len())
    }

    /// Parts first: a crash in between leaves the session, which is swept again.
    fn discard(&self, session: &UploadSession) -> Result<(), StoreFault> {
        self.drop_parts(&session.id, &session.manifest.parts)?;
        self.store.remove_upload(&session.id)
    }

    /// Removes parts from the object store, but for those that another open session lists: it may
    /// have sent the same bytes. One that begins to list them just now finds them missing when it is
    /// completed, and is asked for them again.
    fn drop_parts(&self, of: &UploadId, parts: &[ContentHash]) -> Result<(), StoreFault> {
        let awaited = self.store.awaited_parts(parts, of)?;
        let unused = parts.iter().filter(|hash| !awaited.contains(hash));
        unused.into_iter().try_for_each(|hash| self.intake.objects.remove(ObjectKind::Part, hash))
    }
}

fn delivery_of(enterprise: EnterpriseId, manifest: &UploadManifest) -> Delivery {
    Delivery {
        enterprise,
        idempotency_key: Some(manifest.idempotency_key.clone()),
        file_name: manifest.file_name.clone(),
        mode: manifest.mode,
    }
}
