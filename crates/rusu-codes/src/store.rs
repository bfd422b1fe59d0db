//! The code store behind its ports.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use jiff::Timestamp;
use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{
    CodeReader, CodeRecord, CodeSpan, CodeWriter, PutCount, ScanDelta, StoreFault, StoredCode,
};

use crate::contents::no_code;
use crate::engine::Engine;
use crate::fault::STORE;
use crate::key::Key;
use crate::layers::{Layers, Stack};
use crate::merge::Merger;
use crate::packed::Packed;
use crate::{check, contents, legacy, many, marker, put, scans, visit};

/// How a code store is run.
#[derive(Clone, Debug)]
pub struct CodeSettings {
    /// Memory for scan counters read from disk, bytes. Indexes and filters of codes come on top:
    /// 1.1 bytes a random code, next to nothing for consecutive ones. Blocks of codes are cached by
    /// the system.
    pub cache_bytes: u64,
    /// So many strata of one size are merged into one, at least 2. More mean less writing and more
    /// places to look.
    pub merge_fan_out: usize,
}

impl Default for CodeSettings {
    fn default() -> Self {
        Self { cache_bytes: 64 * 1024 * 1024, merge_fan_out: 16 }
    }
}

/// Codes in a directory of their own. See the crate's header for its format and invariants.
///
/// One process at a time has the directory open. Reads never wait for writes; puts of one
/// enterprise wait for each other, and so do additions of scans.
pub struct CodeStore {
    layers: Arc<Layers>,
    merger: Arc<Merger>,
    threads: Vec<JoinHandle<()>>,
    /// A put reads what is stored, then writes: one of each enterprise at a time.
    putting: Mutex<HashMap<EnterpriseId, Arc<Mutex<()>>>>,
    /// Counters are read, then written: one addition at a time, but beside a long put.
    counting: Mutex<()>,
    /// Last, so that the directory is given back when all files are closed.
    _lock: File,
}

impl CodeStore {
    /// Opens the store in `directory`, which is created if it does not exist. A directory of format
    /// 1 is brought to format 2, which takes some seconds for each million codes.
    ///
    /// # Errors
    /// [`StoreFault::Unavailable`] if another process has it open, it has an unknown format or
    /// cannot be read; [`StoreFault::Damaged`] if a file in it has changed.
    pub fn open(directory: &Path, settings: CodeSettings) -> Result<Self, StoreFault> {
        let taken = marker::take(directory)?;
        let engine = Engine::open(&taken.engine, settings.cache_bytes)?;
        let layers = Arc::new(Layers::open(engine, directory.join("strata"))?);
        if taken.format == marker::Format::One {
            legacy::upgrade(&layers)?;
            marker::upgraded(directory)?;
        }
        legacy::remove(&layers.engine)?;
        let merger = Arc::new(Merger::new(Arc::clone(&layers), settings.merge_fan_out));
        let failed =
            |error: std::io::Error| StoreFault::Unavailable { store: STORE, reason: error.to_string() };
        let mut threads = merger.start().map_err(failed)?;
        let (loading, closing) = (Arc::clone(&layers), Arc::clone(&merger));
        let filters = thread::Builder::new().name("filters".to_owned());
        let filters = filters.spawn(move || load_filters(&loading, &closing)).map_err(failed)?;
        threads.push(filters);
        let (putting, counting) = (Mutex::default(), Mutex::default());
        Ok(Self { layers, merger, threads, putting, counting, _lock: taken.lock })
    }

    /// Memory for indexes and filters of codes, bytes.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        let all = self.layers.all();
        all.values().flat_map(|stack| stack.iter()).map(|layer| layer.stratum.memory_bytes()).sum()
    }

    /// Bytes of each enterprise's strata: what its codes take on the disk, index and filter included.
    #[must_use]
    pub fn enterprise_bytes(&self) -> BTreeMap<EnterpriseId, u64> {
        let sum = |stack: &Stack| stack.iter().map(|layer| layer.stratum.footer.file_bytes()).sum();
        self.layers.all().iter().map(|(enterprise, stack)| (*enterprise, sum(stack))).collect()
    }

    /// Strata of all enterprises.
    #[must_use]
    pub fn strata(&self) -> usize {
        self.layers.all().values().map(|stack| stack.len()).sum()
    }
}

/// Filters are not needed to answer, only to answer faster: the store opens without them.
fn load_filters(layers: &Layers, merger: &Merger) {
    for (enterprise, stack) in layers.all() {
        for layer in stack.iter() {
            if merger.is_stopping() {
                return;
            }
            // A stack that was replaced meanwhile is nobody's but ours.
            if Arc::strong_count(&stack) == 1 {
                break;
            }
            if let Err(fault) = layer.stratum.load_filter() {
                tracing::error!(store = STORE, %enterprise, %fault, "a filter cannot be read; look-ups are slower");
            }
        }
    }
}

impl CodeReader for CodeStore {
    fn find(&self, enterprise: EnterpriseId, code: &TraceCode) -> Result<Option<StoredCode>, StoreFault> {
        let key = Key::of(code);
        let Some(entry) = self.layers.find(enterprise, &key)? else { return Ok(None) };
        entry.stored().map(Some).ok_or_else(|| no_code(&key))
    }

    fn find_many(
        &self,
        enterprise: EnterpriseId,
        codes: &[TraceCode],
    ) -> Result<Vec<Option<StoredCode>>, StoreFault> {
        many::find_many(&self.layers, enterprise, codes)
    }

    fn contents(
        &self,
        enterprise: EnterpriseId,
        package: &TraceCode,
        after: Option<&TraceCode>,
        limit: usize,
    ) -> Result<Vec<TraceCode>, StoreFault> {
        let after = after.map(Key::of);
        contents::contents(&self.layers, enterprise, &Key::of(package), after.as_ref(), limit)
    }

    fn scans(
        &self,
        enterprise: EnterpriseId,
        code: &TraceCode,
    ) -> Result<Option<(u64, Timestamp)>, StoreFault> {
        scans::scans(&self.layers.engine, enterprise, &Packed::of(code))
    }

    fn visit(&self, visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>) -> Result<(), StoreFault> {
        visit::visit(&self.layers, visitor)
    }

    fn visit_parts(
        &self,
        enterprise: EnterpriseId,
        parts: &BTreeSet<PartNo>,
        visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>,
    ) -> Result<(), StoreFault> {
        visit::visit_parts(&self.layers, enterprise, parts, visitor)
    }

    fn check(&self) -> Result<Vec<String>, StoreFault> {
        Ok(check::check(&self.layers))
    }
}

impl CodeWriter for CodeStore {
    fn put(
        &self,
        enterprise: EnterpriseId,
        part: PartNo,
        records: &mut dyn Iterator<Item = Result<CodeRecord, StoreFault>>,
    ) -> Result<PutCount, StoreFault> {
        self.merger.wait_for_room(enterprise)?;
        let own = {
            let mut putting = self.putting.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(putting.entry(enterprise).or_default())
        };
        // The lock holds nothing that a panic of the iterator could leave half done.
        let _one_at_a_time = own.lock().unwrap_or_else(PoisonError::into_inner);
        put::put(&self.layers, enterprise, part, records)
    }

    fn sync(&self) -> Result<(), StoreFault> {
        self.layers.sync()?;
        self.merger.wake();
        Ok(())
    }

    fn settle(&self) -> Result<(), StoreFault> {
        self.sync()?;
        self.merger.settle()
    }

    fn add_scans(&self, scans: &[ScanDelta]) -> Result<(), StoreFault> {
        let _one_at_a_time = self.counting.lock().unwrap_or_else(PoisonError::into_inner);
        scans::add(&self.layers.engine, scans)
    }
}

impl Drop for CodeStore {
    fn drop(&mut self) {
        self.merger.stop();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!(store = STORE, "a thread of the store ended with a panic");
            }
        }
        // What was put and not synced stays after an orderly end.
        if let Err(fault) = self.layers.sync() {
            tracing::warn!(store = STORE, %fault, "what was not synced is lost");
        }
    }
}
