//! How many cans a recall is about, and which of its targets the platform does not know.

use std::collections::{HashMap, HashSet};

use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{RECALL_CONTENTS_LOOKED_MAX, RECALL_RANGE_COUNTED_MAX};
use rusu_core::lot::{LotKey, LotNumber, PartNo};
use rusu_core::ports::{CodeReader, PartState, RegistryReader, StoreFault, StoredCode};
use rusu_core::recall::{CodeRange, Recall, RecallTarget};

use super::{RecallDesk, RecallError};

/// Codes of one look into the code store.
const CODES_AT_ONCE: usize = 1_000;
/// Codes of a case or a pallet that are read at once.
const CONTENTS_AT_ONCE: usize = 500;
/// Most codes that are named as unknown; the rest is counted.
const UNKNOWN_NAMED_MAX: usize = 100;

/// What the platform knows of one target in force.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountedTarget {
    /// Whether it knows the lot, or every code of a list, or a code of a range.
    pub is_known: bool,
    /// Cans that no target before it has counted; `None` if they cannot be counted.
    pub units: Option<u64>,
    /// Codes of a list that nobody has delivered.
    pub unknown_codes: u64,
    /// The first of them.
    pub unknown_named: Vec<TraceCode>,
}

/// What the platform knows of a recall's list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecallCount {
    /// Each target in force, in the list's order.
    pub targets: Vec<CountedTarget>,
    /// Cans of all targets, each once; `None` if some cannot be counted.
    pub units: Option<u64>,
}

impl RecallCount {
    /// How many targets are known.
    #[must_use]
    pub fn targets_known(&self) -> usize {
        self.targets.iter().filter(|target| target.is_known).count()
    }
}

impl RecallDesk {
    /// Counts a recall's cans from the lots and the codes on the platform.
    ///
    /// # Errors
    /// [`RecallError::Field`] with a fault.
    pub fn count(&self, recall: &Recall) -> Result<RecallCount, RecallError> {
        let mut counter = Counter {
            registry: self.registry.as_ref(),
            codes: self.codes.as_ref(),
            enterprise: recall.enterprise,
            whole: recall.lots().cloned().collect(),
            parts: HashMap::new(),
            cans: HashSet::new(),
        };
        let targets = recall.targets_in_force().map(|target| counter.target(target));
        let targets = targets.collect::<Result<Vec<_>, StoreFault>>()?;
        let units = targets.iter().map(|target| target.units).sum();
        Ok(RecallCount { targets, units })
    }
}

struct Counter<'a> {
    registry: &'a dyn RegistryReader,
    codes: &'a dyn CodeReader,
    enterprise: EnterpriseId,
    /// Lots that are recalled whole: their cans are counted with the lot.
    whole: HashSet<LotNumber>,
    parts: HashMap<PartNo, Option<LotNumber>>,
    /// Cans that were counted one by one.
    cans: HashSet<TraceCode>,
}

impl Counter<'_> {
    fn target(&mut self, target: &RecallTarget) -> Result<CountedTarget, StoreFault> {
        match target {
            RecallTarget::Lot(number) => {
                let key = LotKey { enterprise: self.enterprise, number: number.clone() };
                let units = self.registry.lot(&key)?.map(|lot| lot.unit_count);
                Ok(CountedTarget { is_known: units.is_some(), units, ..CountedTarget::default() })
            }
            RecallTarget::Codes(codes) => self.listed(codes),
            RecallTarget::Range(range) => self.range(range),
        }
    }

    fn listed(&mut self, codes: &[TraceCode]) -> Result<CountedTarget, StoreFault> {
        let mut counted = CountedTarget { units: Some(0), ..CountedTarget::default() };
        for some in codes.chunks(CODES_AT_ONCE) {
            for (code, stored) in some.iter().zip(self.codes.find_many(self.enterprise, some)?) {
                match self.published(stored)? {
                    Some((stored, lot)) => {
                        let units = self.units(code, &stored, &lot)?;
                        counted.units = counted.units.map(|sum| sum + units);
                    }
                    None => {
                        counted.unknown_codes += 1;
                        if counted.unknown_named.len() < UNKNOWN_NAMED_MAX {
                            counted.unknown_named.push(code.clone());
                        }
                    }
                }
            }
        }
        counted.is_known = counted.unknown_codes == 0;
        Ok(counted)
    }

    fn range(&mut self, range: &CodeRange) -> Result<CountedTarget, StoreFault> {
        let Some(codes) = range.codes(RECALL_RANGE_COUNTED_MAX) else {
            // Too many to look at, or letters: only the ends can be known.
            let mut is_known = false;
            for end in [range.first(), range.last()] {
                let stored = self.codes.find(self.enterprise, end)?;
                is_known |= self.published(stored)?.is_some();
            }
            return Ok(CountedTarget { is_known, ..CountedTarget::default() });
        };
        let mut units = 0;
        let mut is_known = false;
        for some in codes.chunks(CODES_AT_ONCE) {
            for (code, stored) in some.iter().zip(self.codes.find_many(self.enterprise, some)?) {
                let Some((stored, lot)) = self.published(stored)? else { continue };
                if range.lot.as_ref().is_none_or(|wanted| *wanted == lot) {
                    is_known = true;
                    units += self.units(code, &stored, &lot)?;
                }
            }
        }
        Ok(CountedTarget { is_known, units: Some(units), ..CountedTarget::default() })
    }

    /// A stored code with its lot, if its part is published.
    fn published(
        &mut self,
        stored: Option<StoredCode>,
    ) -> Result<Option<(StoredCode, LotNumber)>, StoreFault> {
        let Some(stored) = stored else { return Ok(None) };
        if !self.parts.contains_key(&stored.part) {
            let lot = match self.registry.part(self.enterprise, stored.part)? {
                Some((lot, PartState::Published)) => Some(lot),
                _ => None,
            };
            self.parts.insert(stored.part, lot);
        }
        let lot = self.parts.get(&stored.part).cloned().flatten();
        Ok(lot.map(|lot| (stored, lot)))
    }

    /// Cans behind a code that were not counted yet.
    fn units(&mut self, code: &TraceCode, stored: &StoredCode, lot: &LotNumber) -> Result<u64, StoreFault> {
        match stored.carrier {
            Carrier::Outer => Ok(self.can(code, lot)),
            // The can is known by its outer code, where there is one.
            Carrier::Inner => Ok(self.can(stored.parent.as_ref().unwrap_or(code), lot)),
            Carrier::Case | Carrier::Pallet => self.packed(code),
        }
    }

    fn can(&mut self, code: &TraceCode, lot: &LotNumber) -> u64 {
        if self.whole.contains(lot) {
            return 0;
        }
        u64::from(self.cans.insert(code.clone()))
    }

    fn packed(&mut self, package: &TraceCode) -> Result<u64, StoreFault> {
        let mut units = 0;
        let mut packages = vec![package.clone()];
        let mut looked = 0;
        while let Some(package) = packages.pop() {
            let mut after: Option<TraceCode> = None;
            while looked < RECALL_CONTENTS_LOOKED_MAX {
                let some =
                    self.codes.contents(self.enterprise, &package, after.as_ref(), CONTENTS_AT_ONCE)?;
                for (code, stored) in some.iter().zip(self.codes.find_many(self.enterprise, &some)?) {
                    match self.published(stored)? {
                        Some((stored, _)) if stored.carrier.is_package() => packages.push(code.clone()),
                        Some((stored, lot)) if stored.carrier == Carrier::Outer => {
                            units += self.can(code, &lot)
                        }
                        _ => {}
                    }
                }
                looked += some.len();
                after = some.last().cloned();
                if some.len() < CONTENTS_AT_ONCE {
                    break;
                }
            }
        }
        Ok(units)
    }
}
