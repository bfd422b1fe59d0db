//! The code store behind its ports.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{
    CodeReader, CodeRecord, CodeSpan, CodeWriter, PutCount, ScanDelta, StoreFault, StoredCode,
};

use crate::engine::{Engine, damaged};
use crate::entry::unit_key;
use crate::packed::Packed;
use crate::{contents, put, scans, visit};

/// How a code store is run.
#[derive(Clone, Debug)]
pub struct CodeSettings {
    /// Memory for blocks read from disk, bytes. Filters and indexes of the tables come on top: 1.3
    /// bytes a code.
    pub cache_bytes: u64,
    /// From this many records on (a run is one) a part is ingested as sorted tables instead of
    /// written through the journal. Below, the fixed cost of a table and its compaction is more
    /// than the journal's.
    pub bulk_records_min: usize,
}

impl Default for CodeSettings {
    fn default() -> Self {
        Self { cache_bytes: 256 * 1024 * 1024, bulk_records_min: 65_536 }
    }
}

/// Codes in a directory of their own. See the crate's header for its format and invariants.
///
/// One process at a time has the directory open. Reads never wait for writes; puts wait for each
/// other, and so do additions of scans.
pub struct CodeStore {
    engine: Engine,
    bulk_records_min: usize,
    /// A put reads what is stored, then writes: one at a time.
    putting: Mutex<()>,
    /// Counters are read, then written: one addition at a time, but beside a long put.
    counting: Mutex<()>,
}

impl CodeStore {
    /// Opens the store in `directory`, which is created if it does not exist.
    ///
    /// # Errors
    /// [`StoreFault::Unavailable`] if another process has it open, it has an unknown format or
    /// cannot be read; [`StoreFault::Damaged`] if the engine cannot recover it.
    pub fn open(directory: &Path, settings: CodeSettings) -> Result<Self, StoreFault> {
        let engine = Engine::open(directory, settings.cache_bytes)?;
        let CodeSettings { bulk_records_min, .. } = settings;
        Ok(Self { engine, bulk_records_min, putting: Mutex::default(), counting: Mutex::default() })
    }
}

impl CodeReader for CodeStore {
    fn find(&self, enterprise: EnterpriseId, code: &TraceCode) -> Result<Option<StoredCode>, StoreFault> {
        let code = Packed::of(code);
        let Some(entry) = self.engine.find(enterprise, &code)? else { return Ok(None) };
        entry.stored().map(Some).ok_or_else(|| damaged("points or runs", &unit_key(enterprise, &code)))
    }

    fn contents(
        &self,
        enterprise: EnterpriseId,
        package: &TraceCode,
        after: Option<&TraceCode>,
        limit: usize,
    ) -> Result<Vec<TraceCode>, StoreFault> {
        let after = after.map(Packed::of);
        contents::contents(&self.engine, enterprise, &Packed::of(package), after.as_ref(), limit)
    }

    fn scans(
        &self,
        enterprise: EnterpriseId,
        code: &TraceCode,
    ) -> Result<Option<(u64, Timestamp)>, StoreFault> {
        scans::scans(&self.engine, enterprise, &Packed::of(code))
    }

    fn visit(&self, visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>) -> Result<(), StoreFault> {
        visit::visit(&self.engine, visitor)
    }
}

impl CodeWriter for CodeStore {
    fn put(
        &self,
        enterprise: EnterpriseId,
        part: PartNo,
        records: &mut dyn Iterator<Item = Result<CodeRecord, StoreFault>>,
    ) -> Result<PutCount, StoreFault> {
        // The lock holds nothing that a panic of the iterator could leave half done.
        let _one_at_a_time = self.putting.lock().unwrap_or_else(PoisonError::into_inner);
        put::put(&self.engine, self.bulk_records_min, enterprise, part, records)
    }

    fn sync(&self) -> Result<(), StoreFault> {
        self.engine.persist()
    }

    fn add_scans(&self, scans: &[ScanDelta]) -> Result<(), StoreFault> {
        let _one_at_a_time = self.counting.lock().unwrap_or_else(PoisonError::into_inner);
        scans::add(&self.engine, scans)
    }
}
