//! The registry of a check: reads as it is, takes every write and keeps none.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use rusu_core::code::TraceCode;
use rusu_core::enterprise::{Enterprise, EnterpriseId, Site};
use rusu_core::lineage::{LineageEdge, MaterialLot};
use rusu_core::lot::{ContentHash, DocumentRef, Lot, LotKey, LotNumber, PartNo, VoidCode};
use rusu_core::packaging::PackagingEvent;
use rusu_core::portal::{Page, PageNumber};
use rusu_core::ports::{
    ApiKey, ChangedLots, CodeRuleSet, LineageAsked, LotFile, MasterChange, NewSubmission, PartState,
    PublishedLot, RegistryMark, RegistryReader, RegistryWriter, StoreFault, SubmissionOutcome,
};
use rusu_core::product::Product;
use rusu_core::rejection::Rejection;
use rusu_core::submission::{Receipt, RowCounts, StepTimes, SubmissionId, SubmissionState};

/// See the module.
pub(super) struct DryRegistry {
    inner: Arc<dyn RegistryWriter>,
    /// Counts down from the highest number, which no real part reaches.
    next_part: AtomicU32,
}

impl DryRegistry {
    pub(super) fn new(inner: Arc<dyn RegistryWriter>) -> Self {
        Self { inner, next_part: AtomicU32::new(u32::MAX) }
    }
}

impl RegistryReader for DryRegistry {
    fn generation(&self) -> Result<u64, StoreFault> {
        self.inner.generation()
    }

    fn changed_lots(&self, since: RegistryMark) -> Result<ChangedLots, StoreFault> {
        self.inner.changed_lots(since)
    }

    fn enterprises(&self) -> Result<Vec<Enterprise>, StoreFault> {
        self.inner.enterprises()
    }

    fn enterprise(&self, id: EnterpriseId) -> Result<Option<Enterprise>, StoreFault> {
        self.inner.enterprise(id)
    }

    fn code_rules(&self) -> Result<CodeRuleSet, StoreFault> {
        self.inner.code_rules()
    }

    fn sites(&self, enterprise: EnterpriseId) -> Result<Vec<Site>, StoreFault> {
        self.inner.sites(enterprise)
    }

    fn products(&self, enterprise: EnterpriseId) -> Result<Vec<Product>, StoreFault> {
        self.inner.products(enterprise)
    }

    fn part(
        &self,
        enterprise: EnterpriseId,
        part: PartNo,
    ) -> Result<Option<(LotNumber, PartState)>, StoreFault> {
        self.inner.part(enterprise, part)
    }

    fn lot(&self, key: &LotKey) -> Result<Option<Lot>, StoreFault> {
        self.inner.lot(key)
    }

    fn lot_file(&self, key: &LotKey) -> Result<Option<LotFile>, StoreFault> {
        self.inner.lot_file(key)
    }

    fn lots(&self, enterprise: EnterpriseId, limit: usize) -> Result<Vec<Lot>, StoreFault> {
        self.inner.lots(enterprise, limit)
    }

    fn published_parts(&self) -> Result<Vec<(EnterpriseId, PartNo, LotNumber, u64)>, StoreFault> {
        self.inner.published_parts()
    }

    fn documents(&self) -> Result<Vec<ContentHash>, StoreFault> {
        self.inner.documents()
    }

    fn document(&self, hash: &ContentHash) -> Result<Option<DocumentRef>, StoreFault> {
        self.inner.document(hash)
    }

    fn receipt(&self, id: &SubmissionId) -> Result<Option<Receipt>, StoreFault> {
        self.inner.receipt(id)
    }

    fn receipts(&self, enterprise: EnterpriseId, limit: usize) -> Result<Vec<Receipt>, StoreFault> {
        self.inner.receipts(enterprise, limit)
    }

    fn rejections(&self, id: &SubmissionId) -> Result<Vec<Rejection>, StoreFault> {
        self.inner.rejections(id)
    }

    fn api_key(&self, digest: &[u8; 32]) -> Result<Option<ApiKey>, StoreFault> {
        self.inner.api_key(digest)
    }

    fn lineage(&self, asked: &LineageAsked<'_>) -> Result<Vec<LineageEdge>, StoreFault> {
        self.inner.lineage(asked)
    }

    fn material_lots(
        &self,
        enterprise: EnterpriseId,
        number: &str,
        limit: usize,
    ) -> Result<Vec<MaterialLot>, StoreFault> {
        self.inner.material_lots(enterprise, number, limit)
    }

    fn lot_page(&self, enterprise: EnterpriseId, page: PageNumber) -> Result<Page<Lot>, StoreFault> {
        self.inner.lot_page(enterprise, page)
    }

    fn lots_named(&self, enterprise: EnterpriseId, numbers: &[LotNumber]) -> Result<Vec<Lot>, StoreFault> {
        self.inner.lots_named(enterprise, numbers)
    }

    fn parts_of(&self, lot: &LotKey) -> Result<Vec<PartNo>, StoreFault> {
        self.inner.parts_of(lot)
    }

    fn packaging_states(
        &self,
        enterprise: EnterpriseId,
        codes: &[TraceCode],
    ) -> Result<Vec<Option<PackagingEvent>>, StoreFault> {
        self.inner.packaging_states(enterprise, codes)
    }

    fn packed_into(
        &self,
        enterprise: EnterpriseId,
        package: &TraceCode,
        limit: usize,
    ) -> Result<Vec<TraceCode>, StoreFault> {
        self.inner.packed_into(enterprise, package, limit)
    }

    fn packaging_history(
        &self,
        enterprise: EnterpriseId,
        code: &TraceCode,
        limit: usize,
    ) -> Result<Vec<PackagingEvent>, StoreFault> {
        self.inner.packaging_history(enterprise, code, limit)
    }

    fn packaging_count(&self, enterprise: EnterpriseId) -> Result<u64, StoreFault> {
        self.inner.packaging_count(enterprise)
    }
}

impl RegistryWriter for DryRegistry {
    fn save_enterprise(&self, _: &Enterprise) -> Result<(), StoreFault> {
        Ok(())
    }

    fn save_api_key(&self, _: &ApiKey) -> Result<(), StoreFault> {
        Ok(())
    }

    fn revoke_api_keys(&self, _: EnterpriseId, _: &str, _: Timestamp) -> Result<u64, StoreFault> {
        Ok(0)
    }

    fn save_master(&self, _: EnterpriseId, _: &MasterChange) -> Result<(), StoreFault> {
        Ok(())
    }

    fn create_submission(&self, new: &NewSubmission) -> Result<Receipt, StoreFault> {
        Ok(Receipt {
            id: new.id.clone(),
            enterprise: new.enterprise,
            file_name: new.file_name.clone(),
            content: new.content,
            mode: new.mode,
            state: SubmissionState::Received,
            counts: RowCounts::default(),
            lots: Vec::new(),
            failure: None,
            received_at: new.received_at,
            times: StepTimes::default(),
            finished_at: None,
        })
    }

    fn unfinished_submissions(&self) -> Result<Vec<SubmissionId>, StoreFault> {
        Ok(Vec::new())
    }

    fn save_outcome(
        &self,
        _: &SubmissionId,
        _: &SubmissionOutcome,
        _: &[Rejection],
    ) -> Result<(), StoreFault> {
        Ok(())
    }

    fn note_original(&self, _: &ContentHash, _: &ContentHash) -> Result<(), StoreFault> {
        Ok(())
    }

    fn originals(&self, document: &ContentHash) -> Result<Vec<ContentHash>, StoreFault> {
        self.inner.originals(document)
    }

    fn reserve_part(&self, _: &LotKey, _: &SubmissionId) -> Result<PartNo, StoreFault> {
        Ok(PartNo(self.next_part.fetch_sub(1, Ordering::Relaxed)))
    }

    fn publish_lot(&self, _: &PublishedLot) -> Result<(), StoreFault> {
        Ok(())
    }

    /// Nobody else publishes over it: what is kept nowhere cannot be overtaken.
    fn publish_lot_over(&self, _: &PublishedLot, _: Option<&Lot>) -> Result<bool, StoreFault> {
        Ok(true)
    }

    fn void_codes(&self, _: &LotKey, _: &[VoidCode]) -> Result<(), StoreFault> {
        Ok(())
    }

    fn save_packaging(&self, _: &[PackagingEvent]) -> Result<(), StoreFault> {
        Ok(())
    }
}
