//! A delivery on its way in.

use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::ContentHash;
use rusu_core::ports::{ObjectSink, StoreFault};
use rusu_core::submission::AcceptMode;

/// What a sender says of a delivery besides its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Whose, as authenticated.
    pub enterprise: EnterpriseId,
    /// The sender's own name for it: sent twice, it is one submission.
    pub idempotency_key: Option<String>,
    /// The file name; its extension says what it is.
    pub file_name: String,
    /// How bad rows are treated.
    pub mode: AcceptMode,
}

/// The bytes of a delivery while they arrive. Dropping it leaves nothing.
pub struct Upload {
    sink: Box<dyn ObjectSink>,
    bytes: u64,
}

impl Upload {
    pub(crate) fn new(sink: Box<dyn ObjectSink>) -> Self {
        Self { sink, bytes: 0 }
    }

    /// Adds bytes. Blocks.
    ///
    /// # Errors
    /// [`StoreFault::TooLarge`] beyond `UPLOAD_BYTES_MAX`.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), StoreFault> {
        self.sink.write(bytes)?;
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(())
    }

    /// How many bytes were written.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(crate) fn finish(self) -> Result<(ContentHash, u64), StoreFault> {
        self.sink.finish()
    }
}
