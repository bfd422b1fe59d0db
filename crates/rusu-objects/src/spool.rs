//! The directory where objects grow until they have a name.
//!
//! Every open store holds `spool/lock` in shared mode. Who gets it alone while opening knows that
//! nobody is writing, and removes what a crash left; an operator's command beside the running
//! server does not get it alone and removes nothing.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

const LOCK: &str = "lock";

pub(crate) struct Spool {
    directory: PathBuf,
    _lock: File,
}

impl Spool {
    pub(crate) fn open(directory: &Path) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        // The directories must be as durable as what is going to lie beside them.
        for above in directory.ancestors().skip(1).take(2).filter(|above| !above.as_os_str().is_empty()) {
            File::open(above)?.sync_all()?;
        }
        let lock = File::options().create(true).truncate(false).write(true).open(directory.join(LOCK))?;
        match lock.try_lock() {
            Ok(()) => {
                remove_leftovers(directory)?;
                lock.unlock()?;
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
        lock.lock_shared()?;
        Ok(Self { directory: directory.to_owned(), _lock: lock })
    }

    pub(crate) fn file(&self) -> io::Result<NamedTempFile> {
        tempfile::Builder::new().prefix("growing-").tempfile_in(&self.directory)
    }

    /// A file without a name: the system removes it when it is closed, also after a crash.
    pub(crate) fn unnamed_file(&self) -> io::Result<File> {
        tempfile::tempfile_in(&self.directory)
    }
}

fn remove_leftovers(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_name() != LOCK && entry.file_type()?.is_file() {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
