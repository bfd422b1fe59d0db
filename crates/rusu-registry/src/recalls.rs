//! The recalls' ports: reads, and writes that are each one transaction.

use rusu_core::enterprise::EnterpriseId;
use rusu_core::portal::{Page, PageNumber};
use rusu_core::ports::{RecallReader, RecallWriter, StoreFault};
use rusu_core::recall::Recall;

use crate::SqlRegistry;
use crate::calls::recalls;

impl RecallReader for SqlRegistry {
    fn recalls(
        &self,
        enterprise: Option<EnterpriseId>,
        page: PageNumber,
    ) -> Result<Page<Recall>, StoreFault> {
        self.read_together(async |db| recalls::notices(db, enterprise, page).await)
    }

    fn all_recalls(
        &self,
        enterprise: Option<EnterpriseId>,
        page: PageNumber,
    ) -> Result<Page<Recall>, StoreFault> {
        self.read_together(async |db| recalls::all(db, enterprise, page).await)
    }

    fn recall(&self, id: u64) -> Result<Option<Recall>, StoreFault> {
        self.read_together(async |db| recalls::one(db, id).await)
    }

    fn recall_mark(&self) -> Result<u64, StoreFault> {
        self.read(async |db| recalls::mark(db).await)
    }

    fn open_recalls(&self) -> Result<Vec<Recall>, StoreFault> {
        self.read_together(async |db| recalls::open(db).await)
    }
}

impl RecallWriter for SqlRegistry {
    fn save_recall(&self, recall: &Recall) -> Result<Option<Recall>, StoreFault> {
        self.write(async |tx| recalls::save(tx, recall).await)
    }
}
