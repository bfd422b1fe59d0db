//! The ports of deliveries on their way in.

use jiff::Timestamp;
use jiff::civil::Date;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::ContentHash;
use rusu_core::ports::{DeliveryReader, DeliveryUse, DeliveryWriter, OpenedUpload, StoreFault, UploadRoom};
use rusu_core::submission::SubmissionId;
use rusu_core::upload::{UploadId, UploadSession};

use crate::SqlRegistry;
use crate::calls::delivery;

impl DeliveryReader for SqlRegistry {
    fn upload(&self, id: &UploadId) -> Result<Option<UploadSession>, StoreFault> {
        self.read_together(async |db| delivery::one(db, id).await)
    }

    fn uploads(&self, enterprise: EnterpriseId) -> Result<Vec<UploadSession>, StoreFault> {
        self.read_together(async |db| delivery::of_enterprise(db, enterprise).await)
    }

    fn expired_uploads(&self, now: Timestamp, limit: usize) -> Result<Vec<UploadSession>, StoreFault> {
        self.read_together(async |db| delivery::expired(db, now, limit).await)
    }

    fn awaited_parts(
        &self,
        hashes: &[ContentHash],
        except: &UploadId,
    ) -> Result<Vec<ContentHash>, StoreFault> {
        self.read_together(async |db| delivery::awaited(db, hashes, except).await)
    }

    fn delivery_use(&self, enterprise: EnterpriseId, day: Date) -> Result<DeliveryUse, StoreFault> {
        self.read(async |db| delivery::delivery_use(db, enterprise, day).await)
    }
}

impl DeliveryWriter for SqlRegistry {
    fn open_upload(&self, session: &UploadSession, room: &UploadRoom) -> Result<OpenedUpload, StoreFault> {
        self.write(async |tx| delivery::open(tx, session, room).await)
    }

    fn note_part(&self, id: &UploadId, number: u32, is_durable: bool) -> Result<bool, StoreFault> {
        self.write(async |tx| delivery::note_part(tx, id, number, is_durable).await)
    }

    fn complete_upload(&self, id: &UploadId, submission: &SubmissionId) -> Result<(), StoreFault> {
        self.write(async |tx| delivery::complete(tx, id, submission).await)
    }

    fn remove_upload(&self, id: &UploadId) -> Result<(), StoreFault> {
        self.write(async |tx| delivery::remove(tx, id).await)
    }

    fn add_delivered(
        &self,
        enterprise: EnterpriseId,
        day: Date,
        bytes: u64,
        keep_from: Date,
    ) -> Result<(), StoreFault> {
        self.write(async |tx| delivery::add_delivered(tx, enterprise, day, bytes, keep_from).await)
    }
}
