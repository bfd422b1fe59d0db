//! Deliveries on their way in, failing on purpose.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::ContentHash;
use rusu_core::ports::{DeliveryReader, DeliveryUse, DeliveryWriter, OpenedUpload, StoreFault, UploadRoom};
use rusu_core::submission::SubmissionId;
use rusu_core::upload::{UploadId, UploadSession};

use super::FaultyStores;

/// See [`FaultyStores::delivery`].
pub struct FaultyDelivery {
    pub(super) inner: Arc<dyn DeliveryWriter>,
    pub(super) plan: FaultyStores,
}

impl DeliveryReader for FaultyDelivery {
    fn upload(&self, id: &UploadId) -> Result<Option<UploadSession>, StoreFault> {
        self.inner.upload(id)
    }

    fn uploads(&self, enterprise: EnterpriseId) -> Result<Vec<UploadSession>, StoreFault> {
        self.inner.uploads(enterprise)
    }

    fn expired_uploads(&self, now: Timestamp, limit: usize) -> Result<Vec<UploadSession>, StoreFault> {
        self.inner.expired_uploads(now, limit)
    }

    fn awaited_parts(
        &self,
        hashes: &[ContentHash],
        except: &UploadId,
    ) -> Result<Vec<ContentHash>, StoreFault> {
        self.inner.awaited_parts(hashes, except)
    }

    fn delivery_use(&self, enterprise: EnterpriseId, day: Date) -> Result<DeliveryUse, StoreFault> {
        self.inner.delivery_use(enterprise, day)
    }
}

impl DeliveryWriter for FaultyDelivery {
    fn open_upload(&self, session: &UploadSession, room: &UploadRoom) -> Result<OpenedUpload, StoreFault> {
        self.plan.call("registry", || self.inner.open_upload(session, room))
    }

    fn note_part(&self, id: &UploadId, number: u32, is_durable: bool) -> Result<bool, StoreFault> {
        self.plan.call("registry", || self.inner.note_part(id, number, is_durable))
    }

    fn complete_upload(&self, id: &UploadId, submission: &SubmissionId) -> Result<(), StoreFault> {
        self.plan.call("registry", || self.inner.complete_upload(id, submission))
    }

    fn remove_upload(&self, id: &UploadId) -> Result<(), StoreFault> {
        self.plan.call("registry", || self.inner.remove_upload(id))
    }

    fn add_delivered(
        &self,
        enterprise: EnterpriseId,
        day: Date,
        bytes: u64,
        keep_from: Date,
    ) -> Result<(), StoreFault> {
        self.plan.call("registry", || self.inner.add_delivered(enterprise, day, bytes, keep_from))
    }
}
