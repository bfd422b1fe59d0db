//! The registry's ports for recalls.

use super::StoreFault;
use crate::enterprise::EnterpriseId;
use crate::portal::{Page, PageNumber};
use crate::recall::Recall;

/// Reading recalls. A page holds at most [`PORTAL_PAGE_ROWS_MAX`](crate::limits::PORTAL_PAGE_ROWS_MAX) of them.
pub trait RecallReader: Send + Sync {
    /// Public recalls, ended ones included, latest notice first; of one enterprise or all. Neither plans nor drills.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn recalls(&self, enterprise: Option<EnterpriseId>, page: PageNumber)
    -> Result<Page<Recall>, StoreFault>;

    /// All recalls with plans and drills, latest change first; of one enterprise or all. For those whose they are.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn all_recalls(
        &self,
        enterprise: Option<EnterpriseId>,
        page: PageNumber,
    ) -> Result<Page<Recall>, StoreFault>;

    /// One recall, whatever it is.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn recall(&self, id: u64) -> Result<Option<Recall>, StoreFault>;

    /// A number that grows with every change of a recall.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn recall_mark(&self) -> Result<u64, StoreFault>;

    /// Every recall that is announced and has not ended, drills too, by number.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn open_recalls(&self) -> Result<Vec<Recall>, StoreFault>;
}

/// Writing recalls. Each call is one transaction, durable when it returns.
pub trait RecallWriter: RecallReader {
    /// Adds a recall (`id` and `revision` 0), or replaces the stored one if that has still the given revision. Comes
    /// back as it was stored, with its number and the next revision; `None` if another change came first.
    ///
    /// Moves the generation without telling any lot as changed: recalls are held beside the lots. A change of a
    /// recall that is no drill leaves a row for the transparency log.
    ///
    /// # Errors
    /// [`StoreFault`]; `Damaged` if a list that was announced would lose an entry or its history.
    fn save_recall(&self, recall: &Recall) -> Result<Option<Recall>, StoreFault>;
}
