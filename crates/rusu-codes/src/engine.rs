//! The engine: scan counters, small and changing, in `fjall`.

use std::fmt::Display;
use std::path::Path;
use std::sync::OnceLock;

use fjall::{Database, Keyspace, KeyspaceCreateOptions, OwnedWriteBatch, PersistMode};
use rusu_core::ports::StoreFault;

use crate::fault::STORE;
use crate::marker;

/// `fjall` with the one keyspace that is in use.
pub(crate) struct Engine {
    pub(crate) scans: Keyspace,
    database: Database,
    /// The first failed write; set once, it closes the store to writes.
    stopped: OnceLock<String>,
}

impl Engine {
    pub(crate) fn open(directory: &Path, cache_bytes: u64) -> Result<Self, StoreFault> {
        let opened = Database::builder(directory).cache_size(cache_bytes).open();
        let database = opened.map_err(|error| read_fault(&error))?;
        let keyspace = |name| {
            database.keyspace(name, KeyspaceCreateOptions::default).map_err(|error| read_fault(&error))
        };
        let scans = keyspace("scans")?;
        Ok(Self { scans, database, stopped: OnceLock::new() })
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
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

    /// Makes every committed batch durable.
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
    pub(crate) fn stop(&self, error: &dyn Display) -> StoreFault {
        let reason = self.stopped.get_or_init(|| error.to_string()).clone();
        tracing::error!(store = STORE, %reason, "a write failed; no further write is accepted until a restart");
        StoreFault::Stopped { store: STORE, reason }
    }
}

/// Content that no version of this program writes.
pub(crate) fn damaged_row(keyspace: &str, key: &[u8]) -> StoreFault {
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
