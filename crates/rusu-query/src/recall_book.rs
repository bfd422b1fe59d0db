//! Open recalls in memory, so that a can is judged without the registry.
//!
//! Owns: which recalls hit a lot or a code. Refuses to know: lots in the cache; an announcement makes
//! none of them be read anew.
//!
//! Invariant: drills stand in a book of their own, which only drills look into.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::LotNumber;
use rusu_core::ports::{RecallReader, StoreFault};
use rusu_core::recall::{CodeRange, Recall};

/// Recalls that are announced and have not ended, as of one mark of the registry.
#[derive(Debug, Default)]
pub(crate) struct OpenRecalls {
    mark: u64,
    pub in_force: RecallBook,
    pub drills: RecallBook,
}

impl OpenRecalls {
    /// Reads them, or takes those that were read before if nothing changed since.
    pub fn read<R: RecallReader + ?Sized>(
        recalls: &R,
        before: Option<&Arc<Self>>,
    ) -> Result<Arc<Self>, StoreFault> {
        // The mark is read first: a change in between makes this copy look older than it is.
        let mark = recalls.recall_mark()?;
        if let Some(before) = before.filter(|before| before.mark == mark) {
            return Ok(Arc::clone(before));
        }
        let mut open = Self { mark, ..Self::default() };
        for recall in recalls.open_recalls()? {
            let book = if recall.is_drill { &mut open.drills } else { &mut open.in_force };
            book.add(Arc::new(recall));
        }
        Ok(Arc::new(open))
    }
}

/// Recalls by what they hit.
#[derive(Debug, Default)]
pub(crate) struct RecallBook(HashMap<EnterpriseId, RecallsOfEnterprise>);

/// One enterprise's.
#[derive(Debug, Default)]
pub(crate) struct RecallsOfEnterprise {
    lots: HashMap<LotNumber, Vec<Arc<Recall>>>,
    codes: HashMap<TraceCode, Vec<Arc<Recall>>>,
    /// Few: each query of the enterprise's cans goes through all of them.
    ranges: Vec<(CodeRange, Arc<Recall>)>,
}

impl RecallBook {
    fn add(&mut self, recall: Arc<Recall>) {
        let own = self.0.entry(recall.enterprise).or_default();
        for lot in recall.lots() {
            own.lots.entry(lot.clone()).or_default().push(Arc::clone(&recall));
        }
        for code in recall.codes() {
            own.codes.entry(code.clone()).or_default().push(Arc::clone(&recall));
        }
        own.ranges.extend(recall.ranges().map(|range| (range.clone(), Arc::clone(&recall))));
    }

    /// An enterprise's, if it has any.
    pub fn of(&self, enterprise: EnterpriseId) -> Option<&RecallsOfEnterprise> {
        self.0.get(&enterprise)
    }
}

impl RecallsOfEnterprise {
    /// Those of a whole lot.
    pub fn of_lot(&self, lot: &LotNumber) -> &[Arc<Recall>] {
        self.lots.get(lot).map_or(&[], Vec::as_slice)
    }

    /// Those of a whole lot, and those of ranges of codes within it; by number.
    pub fn that_name(&self, lot: &LotNumber) -> Vec<Arc<Recall>> {
        let ranges = self.ranges.iter().filter(|(range, _)| range.lot.as_ref() == Some(lot));
        let named = self.of_lot(lot).iter().chain(ranges.map(|(_, recall)| recall));
        let by_number: BTreeMap<u64, Arc<Recall>> =
            named.map(|recall| (recall.id, Arc::clone(recall))).collect();
        by_number.into_values().collect()
    }

    /// Those of a code; `lot` is where it stands, if that is known.
    pub fn of_code<'a>(
        &'a self,
        lot: Option<&'a LotNumber>,
        code: &'a TraceCode,
    ) -> impl Iterator<Item = &'a Arc<Recall>> {
        let ranges = self.ranges.iter().filter(move |(range, _)| range.hits(lot, code));
        self.codes.get(code).into_iter().flatten().chain(ranges.map(|(_, recall)| recall))
    }

    /// Whether any code is named, alone or in a range.
    pub fn has_codes(&self) -> bool {
        !self.codes.is_empty() || !self.ranges.is_empty()
    }
}
