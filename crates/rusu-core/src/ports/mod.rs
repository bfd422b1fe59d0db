//! What intake and query ask of the stores, in the domain's words.
//!
//! All ports are object-safe and blocking: callers stand on threads that may block, and a store
//! that is asynchronous inside brings its own runtime. The contract of each is the conformance
//! suite in `rusu-testkit`.

mod admission;
mod codes;
mod delivery;
mod derived;
mod objects;
mod portal;
mod recalls;
mod registry;
mod webhook;

pub use admission::{AdmissionReader, AdmissionWriter};
pub use codes::{CodeReader, CodeRecord, CodeSpan, CodeWriter, PutCount, ScanDelta, StoredCode};
pub use delivery::{DeliveryReader, DeliveryUse, DeliveryWriter, FullUploads, OpenedUpload, UploadRoom};
pub use objects::{ObjectKind, ObjectReader, ObjectSink, ObjectWriter, ReadSeek};
pub use portal::{ImportCount, PortalReader, PortalWriter};
pub use recalls::{RecallReader, RecallWriter};
pub use registry::{
    ApiKey, ChangedLots, CodeRuleSet, LineageAsked, LotFile, MasterChange, NewSubmission, PartState,
    PublishedLot, RegistryMark, RegistryReader, RegistryWriter, SubmissionOutcome,
};
pub use webhook::{WebhookReader, WebhookWriter};

use jiff::Timestamp;

/// A store could not do what it was asked. After a fault nothing is known of the write's fate.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// The store cannot be reached or answered in time; trying later may help.
    #[error("{store} is unavailable: {reason}")]
    Unavailable {
        /// Which store.
        store: &'static str,
        /// What it said.
        reason: String,
    },
    /// What was read cannot be right.
    #[error("{store} holds damaged content: {reason}")]
    Damaged {
        /// Which store.
        store: &'static str,
        /// What is wrong, and where.
        reason: String,
    },
    /// The store is poisoned by an earlier failed write; the process must restart and recover.
    #[error("{store} stopped after a failed write: {reason}")]
    Stopped {
        /// Which store.
        store: &'static str,
        /// The first failure.
        reason: String,
    },
    /// A limit of the house was passed.
    #[error("{what} exceeds its limit of {limit}")]
    TooLarge {
        /// What was too large.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
}

/// Time is handed in.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Chance is handed in.
pub trait Chance: Send + Sync {
    /// Fresh random bytes, fit for secrets.
    fn bytes(&self) -> [u8; 32];
}
