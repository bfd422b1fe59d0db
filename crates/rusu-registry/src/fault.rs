//! From the databases' errors to the port's faults.

use rusu_core::ports::StoreFault;
use sea_orm::sqlx;
use sea_orm::{DbErr, RuntimeErr};

/// How faults call this store.
pub const STORE: &str = "registry";

/// What can go wrong inside a call.
#[derive(Debug)]
pub enum Failure {
    /// The database said no.
    Database(DbErr),
    /// Already in the port's words.
    Fault(StoreFault),
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl From<StoreFault> for Failure {
    fn from(fault: StoreFault) -> Self {
        Self::Fault(fault)
    }
}

pub type Outcome<T> = Result<T, Failure>;

/// Content that cannot be right.
pub fn damaged(reason: impl Into<String>) -> StoreFault {
    StoreFault::Damaged { store: STORE, reason: reason.into() }
}

/// A database that cannot be reached.
pub fn unavailable(reason: impl ToString) -> StoreFault {
    StoreFault::Unavailable { store: STORE, reason: reason.to_string() }
}

/// What an error of the database means for the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// Another writer was in the way and nothing was done.
    Passing,
    /// The disk did not take what was written.
    DiskFailed,
    /// What is stored, or was to be stored, cannot be right.
    Damaged,
    /// No connection, no answer, no space.
    Unavailable,
}

impl Failure {
    /// Whether the same call may succeed a moment later and has certainly left nothing.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Database(error) if meaning(error) == Meaning::Passing)
    }

    /// The disk's own words, if it failed: nothing is known of what was written.
    pub fn disk_failure(&self) -> Option<String> {
        match self {
            Self::Database(error) if meaning(error) == Meaning::DiskFailed => Some(error.to_string()),
            _ => None,
        }
    }

    /// In the port's words.
    pub fn into_fault(self) -> StoreFault {
        match self {
            Self::Fault(fault) => fault,
            Self::Database(error) => match meaning(&error) {
                Meaning::Damaged => damaged(error.to_string()),
                Meaning::Passing | Meaning::DiskFailed | Meaning::Unavailable => unavailable(error),
            },
        }
    }
}

fn meaning(error: &DbErr) -> Meaning {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => meaning_of_cause(cause),
        DbErr::Type(_)
        | DbErr::TryIntoErr { .. }
        | DbErr::Json(_)
        | DbErr::RecordNotFound(_)
        | DbErr::Migration(_) => Meaning::Damaged,
        _ => Meaning::Unavailable,
    }
}

fn meaning_of_cause(cause: &sqlx::Error) -> Meaning {
    match cause {
        sqlx::Error::Database(refusal) => {
            let code = refusal.code().unwrap_or_default();
            if refusal.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
                meaning_in_sqlite(&code)
            } else {
                meaning_in_postgres(&code)
            }
        }
        sqlx::Error::ColumnDecode { .. }
        | sqlx::Error::ColumnNotFound(_)
        | sqlx::Error::ColumnIndexOutOfBounds { .. }
        | sqlx::Error::TypeNotFound { .. }
        | sqlx::Error::Decode(_)
        | sqlx::Error::RowNotFound => Meaning::Damaged,
        _ => Meaning::Unavailable,
    }
}

/// Source: SQLite, "Result and Error Codes"; the low byte is the primary code.
fn meaning_in_sqlite(code: &str) -> Meaning {
    match code.parse::<u32>().map(|code| code & 0xff) {
        // SQLITE_BUSY, SQLITE_LOCKED
        Ok(5 | 6) => Meaning::Passing,
        // SQLITE_IOERR, among them a failed fsync
        Ok(10) => Meaning::DiskFailed,
        // SQLITE_ERROR (no such table), SQLITE_CORRUPT, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_NOTADB
        Ok(1 | 11 | 19 | 20 | 26) => Meaning::Damaged,
        _ => Meaning::Unavailable,
    }
}

/// Source: PostgreSQL, appendix A, "PostgreSQL Error Codes".
fn meaning_in_postgres(code: &str) -> Meaning {
    match code {
        // serialization_failure, deadlock_detected, lock_not_available
        "40001" | "40P01" | "55P03" => Meaning::Passing,
        // data_corrupted, index_corrupted
        "XX001" | "XX002" => Meaning::Damaged,
        // data exceptions, integrity constraint violations, undefined tables and columns
        _ if ["22", "23", "42"].iter().any(|class| code.starts_with(class)) => Meaning::Damaged,
        _ => Meaning::Unavailable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_or_locked_file_is_tried_again_whatever_the_extended_code() {
        // SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT, SQLITE_LOCKED
        for code in ["5", "517", "6"] {
            assert_eq!(meaning_in_sqlite(code), Meaning::Passing, "{code}");
        }
    }

    #[test]
    fn a_failed_fsync_is_a_failure_of_the_disk_and_a_full_disk_is_not() {
        // SQLITE_IOERR_FSYNC, SQLITE_FULL
        assert_eq!(meaning_in_sqlite("1034"), Meaning::DiskFailed);
        assert_eq!(meaning_in_sqlite("13"), Meaning::Unavailable);
    }

    #[test]
    fn a_deadlock_and_a_lock_that_was_not_given_are_tried_again() {
        for code in ["40001", "40P01", "55P03"] {
            assert_eq!(meaning_in_postgres(code), Meaning::Passing, "{code}");
        }
    }

    #[test]
    fn a_refused_row_is_damaged_and_a_server_that_shuts_down_is_unavailable() {
        assert_eq!(meaning_in_postgres("23503"), Meaning::Damaged);
        assert_eq!(meaning_in_postgres("57P01"), Meaning::Unavailable);
        assert_eq!(meaning_in_postgres(""), Meaning::Unavailable);
    }
}
