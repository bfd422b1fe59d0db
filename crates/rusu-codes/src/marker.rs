//! The store's directory: its lock and its format marker.
//!
//! ```text
//! lock      held by the one process that has the store open
//! format    `rusu-codes 2`
//! engine/   fjall's files
//! strata/   the codes
//! ```

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rusu_core::ports::StoreFault;

use crate::fault::STORE;

const FORMAT: &str = "rusu-codes 2\n";
const FORMAT_BEFORE: &str = "rusu-codes 1\n";

/// Which bytes the directory holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Codes are rows of the engine.
    One,
    /// Codes are strata.
    Two,
}

/// The engine's directory, locked for this process as long as the file is open.
pub(crate) struct Directory {
    pub(crate) engine: PathBuf,
    pub(crate) format: Format,
    pub(crate) lock: File,
}

/// Locks and checks the directory, creating it where it is new.
///
/// A crash while a store is created leaves a directory that the next call finishes: the marker is
/// there before the engine's first file, and an engine without a keyspace never held a code.
pub(crate) fn take(directory: &Path) -> Result<Directory, StoreFault> {
    let unavailable = |error: io::Error| fault(format!("{}: {error}", directory.display()));
    fs::create_dir_all(directory).map_err(unavailable)?;
    let lock = File::options().create(true).truncate(false).write(true).open(directory.join("lock"));
    let lock = lock.map_err(unavailable)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(in_use()),
        Err(TryLockError::Error(error)) => return Err(unavailable(error)),
    }
    let engine = directory.join("engine");
    let born = has_entries(&engine.join("keyspaces")).map_err(unavailable)?;
    let format = match fs::read_to_string(directory.join("format")) {
        Ok(format) if format == FORMAT => Format::Two,
        Ok(format) if format == FORMAT_BEFORE => Format::One,
        Ok(format) => {
            let (found, known) = (format.trim_end(), FORMAT.trim_end());
            return Err(fault(format!(
                "{} holds format `{found}`, this program reads `{known}`",
                directory.display()
            )));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound && born => {
            return Err(fault(format!("{} holds codes but no format marker", directory.display())));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            write_marker(directory).map_err(unavailable)?;
            Format::Two
        }
        Err(error) => return Err(unavailable(error)),
    };
    if !born && engine.exists() {
        fs::remove_dir_all(&engine).map_err(unavailable)?;
    }
    Ok(Directory { engine, format, lock })
}

/// Marks a directory of format 1 as one of format 2.
pub(crate) fn upgraded(directory: &Path) -> Result<(), StoreFault> {
    write_marker(directory).map_err(|error| fault(format!("{}: {error}", directory.display())))
}

/// What is said when another process has the store.
pub(crate) fn in_use() -> StoreFault {
    fault("the store is in use by another process; stop the server first".to_owned())
}

fn fault(reason: String) -> StoreFault {
    StoreFault::Unavailable { store: STORE, reason }
}

fn has_entries(directory: &Path) -> io::Result<bool> {
    match fs::read_dir(directory) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whole or not at all: written aside, made durable, then renamed.
fn write_marker(directory: &Path) -> io::Result<()> {
    let aside = directory.join("format.new");
    let mut file = File::create(&aside)?;
    file.write_all(FORMAT.as_bytes())?;
    file.sync_all()?;
    fs::rename(&aside, directory.join("format"))?;
    File::open(directory)?.sync_all()?;
    match directory.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => File::open(parent)?.sync_all(),
        _ => Ok(()),
    }
}
