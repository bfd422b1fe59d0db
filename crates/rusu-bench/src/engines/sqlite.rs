//! SQLite as one would use it for this: a table without row ids, write-ahead log, one transaction a
//! lot, prepared statements.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rusqlite::{Connection, OptionalExtension as _, params};
use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::CodeRecord;

use super::{Engine, carrier_number};
use crate::surroundings::bytes_below;

/// `synchronous=FULL` because a lot must survive a power cut once it is acknowledged, as with the
/// others; the cache is the size of the other engines' own.
const SETTINGS: &str = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-1048576;
    PRAGMA wal_autocheckpoint=10000; PRAGMA temp_store=MEMORY;
    CREATE TABLE codes(enterprise INTEGER NOT NULL, code TEXT NOT NULL, part INTEGER NOT NULL,
        carrier INTEGER NOT NULL, parent TEXT, PRIMARY KEY(enterprise, code)) WITHOUT ROWID;";
const PUT: &str = "INSERT OR REPLACE INTO codes VALUES(?1, ?2, ?3, ?4, ?5)";
const FIND: &str = "SELECT part, carrier, parent FROM codes WHERE enterprise=?1 AND code=?2";

/// One database file.
pub struct Sqlite {
    directory: PathBuf,
    connection: Connection,
}

impl Sqlite {
    /// An empty table.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(work: &Path) -> anyhow::Result<Self> {
        let directory = work.join("sqlite");
        std::fs::create_dir_all(&directory)?;
        let connection = Connection::open(directory.join("codes.sqlite"))?;
        connection.execute_batch(SETTINGS)?;
        Ok(Self { directory, connection })
    }
}

impl Engine for Sqlite {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn put_lot(
        &mut self,
        enterprise: EnterpriseId,
        part: PartNo,
        records: &[CodeRecord],
    ) -> anyhow::Result<()> {
        let transaction = self.connection.transaction()?;
        {
            let mut put = transaction.prepare_cached(PUT)?;
            for record in records {
                let parent = record.parent.as_ref().map(TraceCode::as_str);
                let carrier = carrier_number(record.carrier);
                put.execute(params![enterprise.0, record.code.as_str(), part.0, carrier, parent])?;
            }
        }
        Ok(transaction.commit()?)
    }

    fn settle(&mut self) -> anyhow::Result<()> {
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    fn find(&mut self, enterprise: EnterpriseId, code: &TraceCode) -> anyhow::Result<Option<PartNo>> {
        let mut find = self.connection.prepare_cached(FIND)?;
        let found = find.query_row(params![enterprise.0, code.as_str()], |row| {
            let _carrier: i16 = row.get(1)?;
            let _parent: Option<&str> = row.get_ref(2)?.as_str_or_null()?;
            row.get(0)
        });
        found.optional().map(|row| row.map(PartNo)).context("sqlite cannot look up")
    }

    fn bytes(&self) -> u64 {
        bytes_below(&self.directory)
    }

    fn resident_bytes(&self) -> Option<u64> {
        // It lives in this process, beside the code store.
        None
    }

    fn lookups_per_round(&self) -> usize {
        100_000
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests_of_engines::keeps_its_lots;
    use super::*;

    #[test]
    fn sqlite_keeps_its_lots() {
        let work = tempfile::tempdir().unwrap();
        keeps_its_lots(&mut Sqlite::new(work.path()).unwrap());
    }
}
