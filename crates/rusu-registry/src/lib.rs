//! The relational registry: who and what is known, on SQLite (one server) or PostgreSQL (many).
//!
//! Owns: the schema and its migrations, the rows, and the transactions in which they change.
//!
//! Refuses to know: HTTP, formats, codes (except void ones), and what a rule or a verdict is.
//!
//! Invariants: every write is one transaction, and all writers of one database follow each other
//! (the lock is the row of `meta`, on SQLite the write lock), so a part's number is never given
//! twice and a publication is never half done. The generation grows in the transaction that changes
//! what an answer shows. A row that cannot be read back is a fault that names its table and key.

mod admission;
mod bridge;
mod calls;
mod connect;
mod delivery;
mod entities;
mod fault;
mod migrations;
mod portal;
mod reader;
mod recalls;
mod rows;
mod webhooks;
mod writer;

use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use rusu_core::limits::REGISTRY_ATTEMPTS_MAX;
use rusu_core::ports::StoreFault;
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend};

use crate::bridge::Bridge;
use crate::fault::{Failure, Outcome, STORE, unavailable};

/// How long closing waits for calls that are under way.
const CLOSING_WAIT: Duration = Duration::from_secs(5);
/// The pause before the second attempt; the third waits twice as long, and so on.
const ATTEMPT_PAUSE: Duration = Duration::from_millis(20);

/// The registry on SQLite or PostgreSQL.
///
/// Its calls block; they may come from any thread. Opening the same database twice, in one process
/// or two, is safe.
#[derive(Debug)]
pub struct SqlRegistry {
    db: DatabaseConnection,
    /// On SQLite the writers of this process queue here, where waiting is fair, and not at the file.
    turn: Option<Mutex<()>>,
    /// The first failure of the disk; after it nothing is written or read any more.
    stopped: OnceLock<String>,
    bridge: Bridge,
}

impl SqlRegistry {
    /// Opens `sqlite:PATH?mode=rwc` or `postgres://…` and brings its schema up to date.
    ///
    /// # Errors
    /// `Unavailable` if the database cannot be reached or the URL names none; `Damaged` if it holds
    /// something else, or was made by a newer version.
    pub fn open(url: &str) -> Result<Self, StoreFault> {
        Self::connect(connect::options_of_url(url)?)
    }

    /// Opens a SQLite file whatever characters its path has, and makes it if it is absent.
    ///
    /// # Errors
    /// As [`SqlRegistry::open`].
    pub fn open_file(path: &Path) -> Result<Self, StoreFault> {
        Self::connect(connect::options_of_file(path))
    }

    fn connect(options: ConnectOptions) -> Result<Self, StoreFault> {
        let bridge = Bridge::start().map_err(unavailable)?;
        let db =
            bridge.block_on(Database::connect(options)).map_err(|error| Failure::from(error).into_fault())?;
        let turn = (db.get_database_backend() == DbBackend::Sqlite).then(Mutex::default);
        let registry = Self { db, turn, stopped: OnceLock::new(), bridge };
        registry.attempts(|| registry.bridge.block_on(connect::migrate(&registry.db)))?;
        Ok(registry)
    }

    /// Runs reads that need no common snapshot.
    fn read<T>(&self, call: impl AsyncFn(&DatabaseConnection) -> Outcome<T>) -> Result<T, StoreFault> {
        self.attempts(|| self.bridge.block_on(call(&self.db)))
    }

    /// Runs reads that must see one state.
    fn read_together<T>(
        &self,
        call: impl AsyncFn(&DatabaseTransaction) -> Outcome<T>,
    ) -> Result<T, StoreFault> {
        self.attempts(|| {
            self.bridge.block_on(async {
                let snapshot = connect::begin_snapshot(&self.db).await?;
                let result = call(&snapshot).await;
                snapshot.rollback().await?;
                result
            })
        })
    }

    /// Runs one write: all of it is durable when this returns, or nothing of it was done.
    fn write<T>(&self, call: impl AsyncFn(&DatabaseTransaction) -> Outcome<T>) -> Result<T, StoreFault> {
        let _turn = self.turn.as_ref().map(|turn| turn.lock().unwrap_or_else(PoisonError::into_inner));
        self.attempts(|| self.bridge.block_on(self.transaction(&call)))
    }

    async fn transaction<T>(&self, call: &impl AsyncFn(&DatabaseTransaction) -> Outcome<T>) -> Outcome<T> {
        let transaction = connect::begin_write(&self.db).await?;
        // A crash before the commit leaves nothing of the call, one after it leaves all of it.
        let done = async {
            calls::lock(&transaction).await?;
            call(&transaction).await
        };
        match done.await {
            Ok(value) => {
                transaction.commit().await?;
                Ok(value)
            }
            Err(failure) => {
                // If this fails the connection is lost, and the database rolls back by itself.
                let _ = transaction.rollback().await;
                Err(failure)
            }
        }
    }

    /// Repeats a call that another writer was in the way of.
    fn attempts<T>(&self, call: impl Fn() -> Outcome<T>) -> Result<T, StoreFault> {
        let mut pause = ATTEMPT_PAUSE;
        for attempt in 1.. {
            if let Some(reason) = self.stopped.get() {
                return Err(StoreFault::Stopped { store: STORE, reason: reason.clone() });
            }
            let failure = match call() {
                Ok(value) => return Ok(value),
                Err(failure) => failure,
            };
            if !failure.is_passing() || attempt >= REGISTRY_ATTEMPTS_MAX {
                return Err(self.judge(failure));
            }
            tracing::warn!(attempt, ?failure, "another writer was in the way, the call is repeated");
            thread::sleep(pause);
            pause += ATTEMPT_PAUSE;
        }
        Err(unavailable("no attempt was made"))
    }

    fn judge(&self, failure: Failure) -> StoreFault {
        match failure.disk_failure() {
            Some(reason) => {
                let reason = self.stopped.get_or_init(|| reason).clone();
                StoreFault::Stopped { store: STORE, reason }
            }
            None => failure.into_fault(),
        }
    }
}

impl Drop for SqlRegistry {
    fn drop(&mut self) {
        // Closing the last connection of a SQLite file folds its log into it; without it the next
        // opening does so.
        let _ = self.bridge.block_on_at_most(CLOSING_WAIT, self.db.close_by_ref());
    }
}
