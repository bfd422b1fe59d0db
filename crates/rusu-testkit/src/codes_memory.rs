//! The code store in memory: the contract at its plainest, and the reference for the real stores.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{
    CodeReader, CodeRecord, CodeSpan, CodeWriter, PutCount, ScanDelta, StoreFault, StoredCode,
};

type Unit = (EnterpriseId, TraceCode);

/// A code store that forgets everything when it is dropped.
#[derive(Debug, Default)]
pub struct MemoryCodes(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    codes: BTreeMap<Unit, StoredCode>,
    scans: BTreeMap<Unit, (u64, Timestamp)>,
}

impl MemoryCodes {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CodeReader for MemoryCodes {
    fn find(&self, enterprise: EnterpriseId, code: &TraceCode) -> Result<Option<StoredCode>, StoreFault> {
        Ok(self.state().codes.get(&(enterprise, code.clone())).cloned())
    }

    fn contents(
        &self,
        enterprise: EnterpriseId,
        package: &TraceCode,
        after: Option<&TraceCode>,
        limit: usize,
    ) -> Result<Vec<TraceCode>, StoreFault> {
        let state = self.state();
        let inside = state.codes.iter().filter(|((whose, code), stored)| {
            *whose == enterprise
                && stored.parent.as_ref() == Some(package)
                && after.is_none_or(|after| code > after)
        });
        Ok(inside.map(|((_, code), _)| code.clone()).take(limit).collect())
    }

    fn scans(
        &self,
        enterprise: EnterpriseId,
        code: &TraceCode,
    ) -> Result<Option<(u64, Timestamp)>, StoreFault> {
        Ok(self.state().scans.get(&(enterprise, code.clone())).copied())
    }

    fn visit(&self, visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>) -> Result<(), StoreFault> {
        // A copy, so that the visitor may ask the store.
        let codes = self.state().codes.clone();
        for ((enterprise, first), stored) in codes {
            if visitor(CodeSpan { enterprise, first, count: 1, stored }).is_break() {
                break;
            }
        }
        Ok(())
    }
}

impl CodeWriter for MemoryCodes {
    fn put(
        &self,
        enterprise: EnterpriseId,
        part: PartNo,
        records: &mut dyn Iterator<Item = Result<CodeRecord, StoreFault>>,
    ) -> Result<PutCount, StoreFault> {
        let mut count = PutCount::default();
        let mut previous: Option<TraceCode> = None;
        // The lock is taken per record, because the iterator may ask the store.
        for record in records {
            let CodeRecord { code, carrier, parent } = record?;
            if let Some(previous) = previous.filter(|previous| *previous >= code) {
                let reason = format!("part {}: code {code} was put behind {previous}", part.0);
                return Err(StoreFault::Damaged { store: "codes", reason });
            }
            previous = Some(code.clone());
            let stored = StoredCode { part, carrier, parent };
            let mut state = self.state();
            let unit = (enterprise, code);
            match carrier {
                Carrier::Outer => count.outer += 1,
                Carrier::Inner => count.inner += 1,
                Carrier::Case | Carrier::Pallet if state.codes.contains_key(&unit) => continue,
                Carrier::Case | Carrier::Pallet => count.packages += 1,
            }
            state.codes.insert(unit, stored);
        }
        Ok(count)
    }

    fn sync(&self) -> Result<(), StoreFault> {
        Ok(())
    }

    fn add_scans(&self, scans: &[ScanDelta]) -> Result<(), StoreFault> {
        let mut state = self.state();
        for scan in scans.iter().filter(|scan| scan.count > 0) {
            let counter = state.scans.entry((scan.enterprise, scan.code.clone()));
            counter
                .and_modify(|(count, first_at)| {
                    *count = count.saturating_add(scan.count);
                    *first_at = scan.first_at.min(*first_at);
                })
                .or_insert((scan.count, scan.first_at));
        }
        Ok(())
    }
}
