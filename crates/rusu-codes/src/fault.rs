//! What goes wrong, in the ports' words.

use std::io;
use std::path::Path;

use rusu_core::ports::StoreFault;

/// The store's name in faults.
pub(crate) const STORE: &str = "codes";

/// Content that no version of this program writes, or that has changed on the disk.
pub(crate) fn damaged(path: &Path, what: &str) -> StoreFault {
    StoreFault::Damaged { store: STORE, reason: format!("{}: {what}", path.display()) }
}

/// A file that cannot be read. One that ends too early was cut off.
pub(crate) fn unavailable(path: &Path, error: &io::Error) -> StoreFault {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return damaged(path, "it ends too early");
    }
    StoreFault::Unavailable { store: STORE, reason: format!("{}: {error}", path.display()) }
}
