//! Recalls, in memory.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rusu_core::enterprise::EnterpriseId;
use rusu_core::portal::{Page, PageNumber};
use rusu_core::ports::{RecallReader, RecallWriter, StoreFault};
use rusu_core::recall::Recall;
use rusu_core::recall::target::has_grown_from;

use super::portal::page;
use super::{MemoryRegistry, damaged};

#[derive(Debug, Default)]
pub(super) struct RecallState {
    recalls: BTreeMap<u64, Recall>,
    mark: u64,
}

impl RecallState {
    fn of(&self, enterprise: Option<EnterpriseId>) -> impl Iterator<Item = &Recall> {
        self.recalls.values().filter(move |recall| enterprise.is_none_or(|id| recall.enterprise == id))
    }
}

impl RecallReader for MemoryRegistry {
    fn recalls(
        &self,
        enterprise: Option<EnterpriseId>,
        number: PageNumber,
    ) -> Result<Page<Recall>, StoreFault> {
        let state = self.state();
        let mut found: Vec<_> = state.recalls.of(enterprise).filter(|recall| recall.is_public()).collect();
        found.sort_by_key(|recall| Reverse((recall.announced_at, recall.id)));
        Ok(page(&found, number))
    }

    fn all_recalls(
        &self,
        enterprise: Option<EnterpriseId>,
        number: PageNumber,
    ) -> Result<Page<Recall>, StoreFault> {
        let state = self.state();
        let mut found: Vec<_> = state.recalls.of(enterprise).collect();
        found.sort_by_key(|recall| Reverse((recall.updated_at, recall.id)));
        Ok(page(&found, number))
    }

    fn recall(&self, id: u64) -> Result<Option<Recall>, StoreFault> {
        Ok(self.state().recalls.recalls.get(&id).cloned())
    }

    fn recall_mark(&self) -> Result<u64, StoreFault> {
        Ok(self.state().recalls.mark)
    }

    fn open_recalls(&self) -> Result<Vec<Recall>, StoreFault> {
        Ok(self.state().recalls.of(None).filter(|recall| recall.is_open()).cloned().collect())
    }
}

impl RecallWriter for MemoryRegistry {
    fn save_recall(&self, recall: &Recall) -> Result<Option<Recall>, StoreFault> {
        let mut state = self.state();
        state.check_enterprise(recall.enterprise)?;
        let stored = state.recalls.recalls.get(&recall.id);
        if stored.map_or(0, |stored| stored.revision) != recall.revision {
            return Ok(None);
        }
        if stored.is_none() && recall.id != 0 {
            return Ok(None);
        }
        if let Some(before) = stored.filter(|before| before.announced_at.is_some())
            && !has_grown_from(&before.targets, &recall.targets)
        {
            return Err(damaged(format!("the list of recall {} would lose its history", recall.id)));
        }
        let next = state.recalls.recalls.keys().next_back().map_or(1, |last| last + 1);
        let id = if recall.id == 0 { next } else { recall.id };
        let saved = Recall { id, revision: recall.revision + 1, ..recall.clone() };
        state.recalls.recalls.insert(id, saved.clone());
        state.recalls.mark += 1;
        state.statements.push(None);
        state.generation += 1;
        Ok(Some(saved))
    }
}
