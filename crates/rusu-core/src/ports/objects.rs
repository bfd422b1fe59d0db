//! The object store's ports: documents and uploads by content hash.

use std::io::{Read, Seek};

use super::StoreFault;
use crate::lot::ContentHash;

/// What an object is; each kind has its own name space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObjectKind {
    /// A certificate or report that a published lot shows.
    Document,
    /// A delivery as it arrived.
    Upload,
    /// A picture that the operator uploaded, made anew by the platform.
    Picture,
    /// A film that the operator uploaded.
    Video,
    /// A part of a large delivery that is still arriving.
    Part,
}

/// Bytes that can be read from any place.
pub trait ReadSeek: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadSeek for T {}

/// Reading objects.
pub trait ObjectReader: Send + Sync {
    /// The object's bytes, or `None` if there is no such object. What is read is not checked
    /// against the hash; `fsck` does that.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn open(&self, kind: ObjectKind, hash: &ContentHash) -> Result<Option<Box<dyn ReadSeek>>, StoreFault>;

    /// Every object of a kind. For `fsck`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn list(&self, kind: ObjectKind) -> Result<Vec<ContentHash>, StoreFault>;
}

/// An object being written. Dropping it without [`ObjectSink::finish`] leaves nothing.
pub trait ObjectSink: Send {
    /// Adds bytes.
    ///
    /// # Errors
    /// [`StoreFault`]; `TooLarge` when the kind's limit is passed.
    fn write(&mut self, bytes: &[u8]) -> Result<(), StoreFault>;

    /// Makes the object durable under its hash. Writing the same bytes twice is no error.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn finish(self: Box<Self>) -> Result<(ContentHash, u64), StoreFault>;
}

/// Writing objects. Only `rusu-intake` is handed this port.
pub trait ObjectWriter: ObjectReader {
    /// Begins an object. The limit is the kind's: `DOCUMENT_BYTES_MAX`, `UPLOAD_BYTES_MAX`,
    /// `PICTURE_BYTES_MAX`, `VIDEO_BYTES_MAX` or `UPLOAD_PART_BYTES_MAX`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn create(&self, kind: ObjectKind) -> Result<Box<dyn ObjectSink>, StoreFault>;

    /// Removes an object; absent is no error.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn remove(&self, kind: ObjectKind, hash: &ContentHash) -> Result<(), StoreFault>;
}
