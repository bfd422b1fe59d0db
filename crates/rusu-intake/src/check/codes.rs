//! The code store of a check: what is put is remembered until the check ends.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::CHECK_CODES_MAX;
use rusu_core::lot::PartNo;
use rusu_core::ports::{
    CodeReader, CodeRecord, CodeSpan, CodeWriter, PutCount, ScanDelta, StoreFault, StoredCode,
};

/// What is too large when more codes are put than are remembered.
pub(super) const REMEMBERED: &str = "codes of a check";

/// Reads the real store, and what was put before: a code may stand in two lots of one delivery.
pub(super) struct DryCodes {
    inner: Arc<dyn CodeWriter>,
    put: Mutex<HashMap<TraceCode, StoredCode>>,
}

impl DryCodes {
    pub(super) fn new(inner: Arc<dyn CodeWriter>) -> Self {
        Self { inner, put: Mutex::default() }
    }

    fn remembered(&self) -> MutexGuard<'_, HashMap<TraceCode, StoredCode>> {
        self.put.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CodeReader for DryCodes {
    fn find(&self, enterprise: EnterpriseId, code: &TraceCode) -> Result<Option<StoredCode>, StoreFault> {
        let put = self.remembered().get(code).cloned();
        put.map_or_else(|| self.inner.find(enterprise, code), |stored| Ok(Some(stored)))
    }

    fn find_many(
        &self,
        enterprise: EnterpriseId,
        codes: &[TraceCode],
    ) -> Result<Vec<Option<StoredCode>>, StoreFault> {
        let stored = self.inner.find_many(enterprise, codes)?;
        let put = self.remembered();
        Ok(codes.iter().zip(stored).map(|(code, stored)| put.get(code).cloned().or(stored)).collect())
    }

    fn contents(
        &self,
        enterprise: EnterpriseId,
        package: &TraceCode,
        after: Option<&TraceCode>,
        limit: usize,
    ) -> Result<Vec<TraceCode>, StoreFault> {
        self.inner.contents(enterprise, package, after, limit)
    }

    fn scans(
        &self,
        enterprise: EnterpriseId,
        code: &TraceCode,
    ) -> Result<Option<(u64, Timestamp)>, StoreFault> {
        self.inner.scans(enterprise, code)
    }

    fn visit(&self, visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>) -> Result<(), StoreFault> {
        self.inner.visit(visitor)
    }

    fn visit_parts(
        &self,
        enterprise: EnterpriseId,
        parts: &BTreeSet<PartNo>,
        visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>,
    ) -> Result<(), StoreFault> {
        self.inner.visit_parts(enterprise, parts, visitor)
    }
}

impl CodeWriter for DryCodes {
    fn put(
        &self,
        enterprise: EnterpriseId,
        part: PartNo,
        records: &mut dyn Iterator<Item = Result<CodeRecord, StoreFault>>,
    ) -> Result<PutCount, StoreFault> {
        let mut count = PutCount::default();
        for record in records {
            let CodeRecord { code, carrier, parent } = record?;
            match carrier {
                Carrier::Outer => count.outer += 1,
                Carrier::Inner => count.inner += 1,
                Carrier::Case | Carrier::Pallet if self.find(enterprise, &code)?.is_some() => continue,
                Carrier::Case | Carrier::Pallet => count.packages += 1,
            }
            let mut put = self.remembered();
            put.insert(code, StoredCode { part, carrier, parent });
            if put.len() > CHECK_CODES_MAX {
                let limit = u64::try_from(CHECK_CODES_MAX).unwrap_or(u64::MAX);
                return Err(StoreFault::TooLarge { what: REMEMBERED, limit });
            }
        }
        Ok(count)
    }

    fn sync(&self) -> Result<(), StoreFault> {
        Ok(())
    }

    fn add_scans(&self, _: &[ScanDelta]) -> Result<(), StoreFault> {
        Ok(())
    }
}
