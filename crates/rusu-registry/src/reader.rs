//! The port's reads.

use rusu_core::enterprise::{Enterprise, EnterpriseId, Site};
use rusu_core::lot::{ContentHash, DocumentRef, Lot, LotKey, LotNumber, PartNo};
use rusu_core::ports::{
    ApiKey, ChangedLots, CodeRuleSet, LotFile, PartState, RegistryMark, RegistryReader, StoreFault,
};
use rusu_core::product::Product;
use rusu_core::rejection::Rejection;
use rusu_core::submission::{Receipt, SubmissionId};

use crate::SqlRegistry;
use crate::calls::{self, documents, lots, master, publication, submissions};

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
}
