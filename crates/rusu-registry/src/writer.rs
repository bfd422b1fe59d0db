//! The port's writes, each one transaction.

use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::lot::{LotKey, PartNo, VoidCode};
use rusu_core::ports::{
    ApiKey, MasterChange, NewSubmission, PublishedLot, RegistryWriter, StoreFault, SubmissionOutcome,
};
use rusu_core::recall::Recall;
use rusu_core::rejection::Rejection;
use rusu_core::submission::{Receipt, SubmissionId};

use crate::SqlRegistry;
use crate::calls::{lots, master, publication, recalls, submissions};

impl RegistryWriter for SqlRegistry {
    fn save_enterprise(&self, enterprise: &Enterprise) -> Result<(), StoreFault> {
        self.write(async |tx| master::save_enterprise(tx, enterprise).await)
    }

    fn save_api_key(&self, key: &ApiKey) -> Result<(), StoreFault> {
        self.write(async |tx| master::save_api_key(tx, key).await)
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

    fn reserve_part(&self, lot: &LotKey, submission: &SubmissionId) -> Result<PartNo, StoreFault> {
        self.write(async |tx| lots::reserve_part(tx, lot, submission).await)
    }

    fn publish_lot(&self, published: &PublishedLot) -> Result<(), StoreFault> {
        self.write(async |tx| publication::publish_lot(tx, published).await)
    }

    fn void_codes(&self, lot: &LotKey, codes: &[VoidCode]) -> Result<(), StoreFault> {
        self.write(async |tx| recalls::void_codes(tx, lot, codes).await)
    }

    fn save_recall(&self, recall: &Recall) -> Result<u64, StoreFault> {
        self.write(async |tx| recalls::save_recall(tx, recall).await)
    }
}
