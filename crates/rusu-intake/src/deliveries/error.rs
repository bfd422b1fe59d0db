//! Why the desk for deliveries says no.

use rusu_core::limits::{DELIVERED_BYTES_PER_DAY_MAX, SUBMISSIONS_WAITING_PER_ENTERPRISE_MAX};
use rusu_core::ports::{FullUploads, StoreFault};
use rusu_core::upload::ManifestError;

use crate::intake::IntakeError;

/// Why a delivery, or a part of one, was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// What every delivery can meet.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// The manifest contradicts itself or a limit.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The enterprise has no such session, or it has expired.
    #[error("upload `{id}` does not exist")]
    UploadUnknown {
        /// The id.
        id: String,
    },
    /// The session has no such part.
    #[error("part {number} does not exist, there are {parts}")]
    PartUnknown {
        /// The number as given.
        number: u32,
        /// How many there are.
        parts: usize,
    },
    /// A part's bytes are not those that the manifest promised.
    #[error("part {number} is not what the manifest says")]
    PartContent {
        /// Which.
        number: u32,
    },
    /// Not all parts are here.
    #[error("{} parts are missing", missing.len())]
    PartsMissing {
        /// Their numbers.
        missing: Vec<u32>,
    },
    /// Every part is as promised, and the whole is not: the manifest was wrong.
    #[error("the whole is not what the manifest says")]
    WholeContent,
    /// Too much is under way in parts.
    #[error("no more {what:?} can be reserved")]
    Full {
        /// Of what.
        what: FullUploads,
    },
    /// Too many of the enterprise's submissions wait.
    #[error("{waiting} submissions wait, limit is {SUBMISSIONS_WAITING_PER_ENTERPRISE_MAX}")]
    QuotaWaiting {
        /// How many wait.
        waiting: u64,
    },
    /// The enterprise has delivered as much as it may on one day.
    #[error("{bytes} bytes were delivered today, limit is {DELIVERED_BYTES_PER_DAY_MAX}")]
    QuotaBytes {
        /// How many were delivered.
        bytes: u64,
        /// Seconds until the next day begins in China.
        seconds: u64,
    },
}

impl From<StoreFault> for DeliveryError {
    fn from(fault: StoreFault) -> Self {
        Self::Intake(IntakeError::Fault(fault))
    }
}
