//! Opening a database: SQLite in a file, or PostgreSQL.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusu_core::limits::REGISTRY_CONNECTIONS_MAX;
use rusu_core::ports::StoreFault;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::fault::{Failure, Outcome, damaged, unavailable};
use crate::migrations::Migrator;

/// How long a call waits for a connection before the registry counts as unavailable.
const CONNECTION_WAIT: Duration = Duration::from_secs(10);
/// How long a writer waits for another process' writer.
const BUSY_WAIT: Duration = Duration::from_secs(5);
/// What a PostgreSQL server is told: a writer that died must not hold the others for ever, and a
/// commit is on the disk when it returns.
const POSTGRES_SETTINGS: [(&str, &str); 4] = [
    ("lock_timeout", "5s"),
    ("statement_timeout", "60s"),
    ("idle_in_transaction_session_timeout", "60s"),
    ("synchronous_commit", "on"),
];
/// Names the lock under which PostgreSQL servers migrate, one after the other.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(7310314501)";

/// The options of a URL.
pub fn options_of_url(url: &str) -> Result<ConnectOptions, StoreFault> {
    if ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
        let mut options = common(url);
        options.set_application_name("rusu");
        options.map_sqlx_postgres_opts(|postgres| postgres.options(POSTGRES_SETTINGS));
        Ok(options)
    } else if url.starts_with("sqlite:") && !url.contains(":memory:") {
        let mut options = common(url);
        options.map_sqlx_sqlite_opts(durable);
        Ok(options)
    } else {
        Err(unavailable("the database URL begins with neither sqlite: and a file nor postgres://"))
    }
}

/// The options of a SQLite file, which is made if it is absent.
pub fn options_of_file(path: &Path) -> ConnectOptions {
    let path = PathBuf::from(path);
    let mut options = common("sqlite:registry");
    options.map_sqlx_sqlite_opts(move |sqlite| durable(sqlite.filename(&path).create_if_missing(true)));
    options
}

fn common(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(REGISTRY_CONNECTIONS_MAX)
        .acquire_timeout(CONNECTION_WAIT)
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    options
}

/// WAL lets readers go on while one writes; FULL makes each commit survive a power cut.
fn durable(sqlite: SqliteConnectOptions) -> SqliteConnectOptions {
    sqlite
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // A contact that was wiped is wiped from the file too, and not only from the row.
        .pragma("secure_delete", "FAST")
        .busy_timeout(BUSY_WAIT)
}

/// Brings the schema up to date. Processes that start together migrate one after the other.
pub async fn migrate(db: &DatabaseConnection) -> Outcome<()> {
    let transaction = begin_write(db).await?;
    if db.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared(MIGRATION_LOCK).await?;
    }
    let pending = Migrator::get_pending_migrations(&transaction).await.map_err(|error| match error {
        // The database names a migration that this program does not have.
        DbErr::Custom(reason) => damaged(reason).into(),
        other => Failure::from(other),
    })?;
    if !pending.is_empty() {
        Migrator::up(&transaction, None).await?;
    }
    Ok(transaction.commit().await?)
}

/// A transaction that will write: on SQLite it takes the write lock now, because a lock that is
/// taken halfway cannot be waited for.
pub async fn begin_write(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
    db.begin_with_options(TransactionOptions { sqlite_transaction_mode, ..TransactionOptions::default() })
        .await
}

/// A transaction that sees one state of the registry from its first read to its last.
pub async fn begin_snapshot(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    match db.get_database_backend() {
        DbBackend::Postgres => {
            db.begin_with_config(Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly)).await
        }
        // A deferred transaction on SQLite is a snapshot already.
        _ => db.begin().await,
    }
}
