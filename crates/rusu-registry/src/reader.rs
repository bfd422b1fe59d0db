//! The port's reads.

use rusu_core::code::TraceCode;
use rusu_core::enterprise::{Enterprise, EnterpriseId, Site};
use rusu_core::lineage::{LineageEdge, MaterialLot};
use rusu_core::lot::{ContentHash, DocumentRef, Lot, LotKey, LotNumber, PartNo};
use rusu_core::packaging::PackagingEvent;
use rusu_core::portal::{Page, PageNumber};
use rusu_core::ports::{
    ApiKey, ChangedLots, CodeRuleSet, LineageAsked, LotFile, PartState, RegistryMark, RegistryReader,
    StoreFault,
};
use rusu_core::product::Product;
use rusu_core::rejection::Rejection;
use rusu_core::submission::{Receipt, SubmissionId};

use crate::SqlRegistry;
use crate::calls::{self, documents, lineage, lots, master, packaging, publication, submissions};

impl RegistryReader for SqlRegistry {
    fn generation(&self) -> Result<u64, StoreFault> {
        self.read(async |db| calls::generation(db).await)
    }

    fn changed_lots(&self, since: RegistryMark) -> Result<ChangedLots, StoreFault> {
        self.read_together(async |db| publication::changed_lots(db, since).await)
    }

    fn enterprises(&self) -> Result<Vec<Enterprise>, StoreFault> {
        self.read_together(async |db| master::enterprises(db).await)
    }

    fn enterprise(&self, id: EnterpriseId) -> Result<Option<Enterprise>, StoreFault> {
        self.read_together(async |db| master::enterprise(db, id).await)
    }

    fn code_rules(&self) -> Result<CodeRuleSet, StoreFault> {
        self.read_together(async |db| master::code_rules(db).await)
    }

    fn sites(&self, enterprise: EnterpriseId) -> Result<Vec<Site>, StoreFault> {
        self.read(async |db| master::sites(db, enterprise).await)
    }

    fn products(&self, enterprise: EnterpriseId) -> Result<Vec<Product>, StoreFault> {
        self.read(async |db| master::products(db, enterprise).await)
    }

    fn part(
        &self,
        enterprise: EnterpriseId,
        part: PartNo,
    ) -> Result<Option<(LotNumber, PartState)>, StoreFault> {
        self.read(async |db| lots::part(db, enterprise, part).await)
    }

    fn lot(&self, key: &LotKey) -> Result<Option<Lot>, StoreFault> {
        self.read_together(async |db| lots::lot(db, key).await)
    }

    fn lot_file(&self, key: &LotKey) -> Result<Option<LotFile>, StoreFault> {
        self.read_together(async |db| lots::lot_file(db, key).await)
    }

    fn lots(&self, enterprise: EnterpriseId, limit: usize) -> Result<Vec<Lot>, StoreFault> {
        self.read_together(async |db| lots::lots(db, enterprise, limit).await)
    }

    fn published_parts(&self) -> Result<Vec<(EnterpriseId, PartNo, LotNumber, u64)>, StoreFault> {
        self.read(async |db| lots::published_parts(db).await)
    }

    fn documents(&self) -> Result<Vec<ContentHash>, StoreFault> {
        self.read(async |db| documents::hashes(db).await)
    }

    fn document(&self, hash: &ContentHash) -> Result<Option<DocumentRef>, StoreFault> {
        self.read(async |db| documents::by_hash(db, hash).await)
    }

    fn receipt(&self, id: &SubmissionId) -> Result<Option<Receipt>, StoreFault> {
        self.read_together(async |db| submissions::receipt(db, id).await)
    }

    fn receipts(&self, enterprise: EnterpriseId, limit: usize) -> Result<Vec<Receipt>, StoreFault> {
        self.read_together(async |db| submissions::receipts(db, enterprise, limit).await)
    }

    fn rejections(&self, id: &SubmissionId) -> Result<Vec<Rejection>, StoreFault> {
        self.read(async |db| submissions::rejections(db, id).await)
    }

    fn api_key(&self, digest: &[u8; 32]) -> Result<Option<ApiKey>, StoreFault> {
        self.read(async |db| master::api_key(db, digest).await)
    }

    fn lineage(&self, asked: &LineageAsked<'_>) -> Result<Vec<LineageEdge>, StoreFault> {
        self.read_together(async |db| lineage::edges(db, asked).await)
    }

    fn material_lots(
        &self,
        enterprise: EnterpriseId,
        number: &str,
        limit: usize,
    ) -> Result<Vec<MaterialLot>, StoreFault> {
        self.read_together(async |db| lineage::material_lots(db, enterprise, number, limit).await)
    }

    fn lot_page(&self, enterprise: EnterpriseId, page: PageNumber) -> Result<Page<Lot>, StoreFault> {
        self.read_together(async |db| lots::page(db, enterprise, page).await)
    }

    fn lots_named(&self, enterprise: EnterpriseId, numbers: &[LotNumber]) -> Result<Vec<Lot>, StoreFault> {
        self.read_together(async |db| lots::named(db, enterprise, numbers).await)
    }

    fn parts_of(&self, lot: &LotKey) -> Result<Vec<PartNo>, StoreFault> {
        self.read(async |db| lots::parts_of(db, lot).await)
    }

    fn packaging_states(
        &self,
        enterprise: EnterpriseId,
        codes: &[TraceCode],
    ) -> Result<Vec<Option<PackagingEvent>>, StoreFault> {
        self.read(async |db| packaging::states(db, enterprise, codes).await)
    }

    fn packed_into(
        &self,
        enterprise: EnterpriseId,
        package: &TraceCode,
        limit: usize,
    ) -> Result<Vec<TraceCode>, StoreFault> {
        self.read(async |db| packaging::packed_into(db, enterprise, package, limit).await)
    }

    fn packaging_history(
        &self,
        enterprise: EnterpriseId,
        code: &TraceCode,
        limit: usize,
    ) -> Result<Vec<PackagingEvent>, StoreFault> {
        self.read(async |db| packaging::history(db, enterprise, code, limit).await)
    }

    fn packaging_count(&self, enterprise: EnterpriseId) -> Result<u64, StoreFault> {
        self.read(async |db| packaging::count(db, enterprise).await)
    }
}
