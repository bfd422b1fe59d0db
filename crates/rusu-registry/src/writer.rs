//! The port's writes, each one transaction.

use jiff::Timestamp;
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::lot::{ContentHash, Lot, LotKey, PartNo, VoidCode};
use rusu_core::packaging::PackagingEvent;
use rusu_core::ports::{
    ApiKey, MasterChange, NewSubmission, PublishedLot, RegistryWriter, StoreFault, SubmissionOutcome,
};
use rusu_core::rejection::Rejection;
use rusu_core::submission::{Receipt, SubmissionId};

use crate::SqlRegistry;
use crate::calls::{documents, lots, master, packaging, publication, submissions, void_codes};

impl RegistryWriter for SqlRegistry {
    fn save_enterprise(&self, enterprise: &Enterprise) -> Result<(), StoreFault> {
        self.write(async |tx| master::save_enterprise(tx, enterprise).await)
    }

    fn save_api_key(&self, key: &ApiKey) -> Result<(), StoreFault> {
        self.write(async |tx| master::save_api_key(tx, key).await)
    }

    fn revoke_api_keys(
        &self,
        enterprise: EnterpriseId,
        label: &str,
        at: Timestamp,
    ) -> Result<u64, StoreFault> {
        self.write(async |tx| master::revoke_api_keys(tx, enterprise, label, at).await)
    }

    fn save_master(&self, enterprise: EnterpriseId, change: &MasterChange) -> Result<(), StoreFault> {
        self.write(async |tx| master::save_master(tx, enterprise, change).await)
    }

    fn create_submission(&self, new: &NewSubmission) -> Result<Receipt, StoreFault> {
        self.write(async |tx| submissions::create(tx, new).await)
    }

    fn unfinished_submissions(&self) -> Result<Vec<SubmissionId>, StoreFault> {
        self.read(async |db| submissions::unfinished(db).await)
    }

    fn save_outcome(
        &self,
        id: &SubmissionId,
        outcome: &SubmissionOutcome,
        rejections: &[Rejection],
    ) -> Result<(), StoreFault> {
        self.write(async |tx| submissions::save_outcome(tx, id, outcome, rejections).await)
    }

    fn note_original(&self, document: &ContentHash, original: &ContentHash) -> Result<(), StoreFault> {
        self.write(async |tx| documents::note_original(tx, document, original).await)
    }

    fn originals(&self, document: &ContentHash) -> Result<Vec<ContentHash>, StoreFault> {
        self.read(async |db| documents::originals(db, document).await)
    }

    fn reserve_part(&self, lot: &LotKey, submission: &SubmissionId) -> Result<PartNo, StoreFault> {
        self.write(async |tx| lots::reserve_part(tx, lot, submission).await)
    }

    fn publish_lot(&self, published: &PublishedLot) -> Result<(), StoreFault> {
        self.write(async |tx| publication::publish_lot(tx, published).await)
    }

    fn publish_lot_over(&self, published: &PublishedLot, over: Option<&Lot>) -> Result<bool, StoreFault> {
        self.write(async |tx| publication::publish_lot_over(tx, published, over).await)
    }

    fn void_codes(&self, lot: &LotKey, codes: &[VoidCode]) -> Result<(), StoreFault> {
        self.write(async |tx| void_codes::void_codes(tx, lot, codes).await)
    }

    fn save_packaging(&self, events: &[PackagingEvent]) -> Result<(), StoreFault> {
        self.write(async |tx| packaging::save(tx, events).await)
    }
}
