//! The engine: keyspaces, faults, and the look-up of one code.

use std::fs::File;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use fjall::config::{
    BlockSizePolicy, BloomConstructionPolicy, CompressionPolicy, FilterPolicy, FilterPolicyEntry,
    PartitioningPolicy, PinningPolicy,
};
use fjall::{
    CompressionType, Database, Guard, Keyspace, KeyspaceCreateOptions, OwnedWriteBatch, PersistMode, Snapshot,
};
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::StoreFault;

use crate::entry::{Entry, Run, number_key, read_unit_key, unit_key};
use crate::marker;
use crate::packed::Packed;

/// The store's name in faults.
pub(crate) const STORE: &str = "codes";
/// Tables in level 0 from which a bulk ingestion waits: each is one more place where every
/// look-up has to look, and the engine throttles batches but not ingestions.
const LEVEL_0_TABLES_MAX: usize = 128;
/// How often a bulk ingestion looks whether the compaction has caught up: for at most ten minutes.
const COMPACTION_CHECKS_MAX: u32 = 12_000;
const COMPACTION_CHECK_EVERY: Duration = Duration::from_millis(50);

/// `fjall` with the four keyspaces.
pub(crate) struct Engine {
    pub(crate) points: Keyspace,
    pub(crate) runs: Keyspace,
    pub(crate) children: Keyspace,
    pub(crate) scans: Keyspace,
    database: Database,
    /// The first failed write; set once, it closes the store to writes.
    stopped: OnceLock<String>,
    /// Last, so that the directory is given back when the engine has closed its files.
    _lock: File,
}

impl Engine {
    pub(crate) fn open(directory: &Path, cache_bytes: u64) -> Result<Self, StoreFault> {
        let taken = marker::take(directory)?;
        let opened = Database::builder(&taken.engine).cache_size(cache_bytes).open();
        let database = opened.map_err(|error| read_fault(&error))?;
        let keyspace = |name| database.keyspace(name, options).map_err(|error| read_fault(&error));
        Ok(Self {
            points: keyspace("points")?,
            runs: keyspace("runs")?,
            children: keyspace("children")?,
            scans: keyspace("scans")?,
            database: database.clone(),
            stopped: OnceLock::new(),
            _lock: taken.lock,
        })
    }

    pub(crate) fn batch(&self) -> OwnedWriteBatch {
        self.database.batch()
    }

    /// Writes a batch, all or nothing. A kill leaves it whole or absent; a power cut may take it
    /// until [`Engine::persist`], with everything committed behind it.
    pub(crate) fn commit(&self, batch: OwnedWriteBatch) -> Result<(), StoreFault> {
        self.writable()?;
        batch.commit().map_err(|error| self.stop(&error))
    }

    /// Makes every committed batch durable. Ingested tables are durable already.
    pub(crate) fn persist(&self) -> Result<(), StoreFault> {
        self.writable()?;
        self.database.persist(PersistMode::SyncAll).map_err(|error| self.stop(&error))
    }

    /// Refuses after the first failed write.
    pub(crate) fn writable(&self) -> Result<(), StoreFault> {
        match self.stopped.get() {
            None => Ok(()),
            Some(reason) => Err(StoreFault::Stopped { store: STORE, reason: reason.clone() }),
        }
    }

    /// Closes the store to writes: what a failed write left is not known (house rule 15).
    pub(crate) fn stop(&self, error: &fjall::Error) -> StoreFault {
        let reason = self.stopped.get_or_init(|| error.to_string()).clone();
        tracing::error!(store = STORE, %reason, "a write failed; no further write is accepted until a restart");
        StoreFault::Stopped { store: STORE, reason }
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.database.snapshot()
    }

    /// Waits until the compaction has brought level 0 under its limit, or gives up waiting: going
    /// on is slow but not wrong.
    pub(crate) fn wait_for_compaction(&self) {
        for _ in 0..COMPACTION_CHECKS_MAX {
            let tables = self.points.l0_table_count().max(self.runs.l0_table_count());
            if tables <= LEVEL_0_TABLES_MAX {
                return;
            }
            std::thread::sleep(COMPACTION_CHECK_EVERY);
        }
        tracing::warn!(store = STORE, "the compaction does not catch up with the bulk load");
    }

    /// The record in force for a code: its point, else the run around it.
    pub(crate) fn find(&self, enterprise: EnterpriseId, code: &Packed) -> Result<Option<Entry>, StoreFault> {
        let key = unit_key(enterprise, code);
        if let Some(value) = self.points.get(&key).map_err(|error| read_fault(&error))? {
            return Entry::read(&value).map(Some).ok_or_else(|| damaged("points", &key));
        }
        let Packed::Number { digits, value } = *code else { return Ok(None) };
        let run = self.run_up_to(enterprise, digits, value)?;
        Ok(run.filter(|run| value < run.end()).map(|run| run.entry))
    }

    /// The last run that begins at `value` or before it.
    pub(crate) fn run_up_to(
        &self,
        enterprise: EnterpriseId,
        digits: u8,
        value: u128,
    ) -> Result<Option<Run>, StoreFault> {
        let range = number_key(enterprise, digits, 0)..=number_key(enterprise, digits, value);
        self.runs.range(range).next_back().map(|guard| read_run(guard).map(|(_, run)| run)).transpose()
    }
}

/// Measured on this data: see the storage notes in the design's reference, and `docs/code-store.md`.
fn options() -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default()
        .data_block_size_policy(BlockSizePolicy::all(4 * 1024))
        .data_block_compression_policy(CompressionPolicy::all(CompressionType::Lz4))
        .filter_policy(FilterPolicy::all(FilterPolicyEntry::Bloom(BloomConstructionPolicy::BitsPerKey(10.0))))
        .filter_block_partitioning_policy(PartitioningPolicy::all(false))
        .index_block_partitioning_policy(PartitioningPolicy::all(false))
        .filter_block_pinning_policy(PinningPolicy::all(true))
        .index_block_pinning_policy(PinningPolicy::all(true))
        .expect_point_read_hits(false)
}

/// A pair of `points`.
pub(crate) fn read_point(guard: Guard) -> Result<(EnterpriseId, Packed, Entry), StoreFault> {
    let (key, value) = guard.into_inner().map_err(|error| read_fault(&error))?;
    let read = read_unit_key(&key).zip(Entry::read(&value));
    read.map(|((enterprise, code), entry)| (enterprise, code, entry)).ok_or_else(|| damaged("points", &key))
}

/// A pair of `runs`.
pub(crate) fn read_run(guard: Guard) -> Result<(EnterpriseId, Run), StoreFault> {
    let (key, value) = guard.into_inner().map_err(|error| read_fault(&error))?;
    let read =
        read_unit_key(&key).and_then(|(enterprise, code)| Some((enterprise, Run::read(&code, &value)?)));
    read.ok_or_else(|| damaged("runs", &key))
}

/// Content that no version of this program writes.
pub(crate) fn damaged(keyspace: &str, key: &[u8]) -> StoreFault {
    StoreFault::Damaged { store: STORE, reason: format!("unreadable record in {keyspace} at key {key:02x?}") }
}

/// What a failed read means to the caller.
pub(crate) fn read_fault(error: &fjall::Error) -> StoreFault {
    let reason = error.to_string();
    match error {
        fjall::Error::Locked => marker::in_use(),
        fjall::Error::Poisoned => StoreFault::Stopped { store: STORE, reason },
        fjall::Error::Io(_) | fjall::Error::Storage(fjall::LsmError::Io(_)) => {
            StoreFault::Unavailable { store: STORE, reason }
        }
        _ => StoreFault::Damaged { store: STORE, reason },
    }
}
