//! Checking a delivery without storing anything: the very run of a submission, over stores that keep
//! nothing.
//!
//! Invariants: nothing of a check is in a store afterwards; what it tells is what a submission of the
//! same bytes would be told at the same moment.

mod codes;
mod objects;
mod registry;

use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use rusu_core::limits::{CHECK_CODES_MAX, UPLOAD_BYTES_MAX};
use rusu_core::lot::ContentHash;
use rusu_core::ports::StoreFault;
use rusu_core::rejection::Rejection;
use rusu_core::submission::{
    AcceptMode, LotReceipt, Receipt, RowCounts, StepTimes, SubmissionId, SubmissionState,
};
use sha2::{Digest, Sha256};

use self::codes::DryCodes;
use self::objects::DryObjects;
use self::registry::DryRegistry;
use crate::delivery::Delivery;
use crate::intake::{Intake, IntakeError, check_names};

/// The bytes of a delivery that is to be checked only. They lie in a file without a name, which the
/// system removes.
pub struct CheckUpload {
    file: File,
    hasher: Sha256,
    bytes: u64,
}

impl CheckUpload {
    /// Adds bytes. Blocks.
    ///
    /// # Errors
    /// [`StoreFault::TooLarge`] beyond `UPLOAD_BYTES_MAX`; [`IntakeError::Scratch`].
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), IntakeError> {
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if self.bytes > UPLOAD_BYTES_MAX {
            return Err(StoreFault::TooLarge { what: "upload", limit: UPLOAD_BYTES_MAX }.into());
        }
        self.hasher.update(bytes);
        Ok(self.file.write_all(bytes)?)
    }
}

/// What would become of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The file name as sent.
    pub file_name: String,
    /// SHA-256 of the bytes.
    pub content: ContentHash,
    /// How bad rows would be treated.
    pub mode: AcceptMode,
    /// The state that it would end in.
    pub state: SubmissionState,
    /// Rows by what would become of them.
    pub counts: RowCounts,
    /// Lots by what would become of them.
    pub lots: Vec<LotReceipt>,
    /// What is wrong, in the order of the file.
    pub rejections: Vec<Rejection>,
}

impl Intake {
    /// Begins to take the bytes of a delivery that is to be checked only.
    ///
    /// # Errors
    /// [`IntakeError::Scratch`].
    pub fn begin_check(&self) -> Result<CheckUpload, IntakeError> {
        Ok(CheckUpload { file: tempfile::tempfile_in(&self.scratch)?, hasher: Sha256::new(), bytes: 0 })
    }

    /// Does with a delivery what would be done with a submission, and keeps nothing.
    ///
    /// # Errors
    /// [`IntakeError`]; `CheckTooLarge` for more codes than are remembered to find one of them twice.
    pub fn check(&self, delivery: Delivery, upload: CheckUpload) -> Result<Checked, IntakeError> {
        check_names(&delivery)?;
        let content = ContentHash(upload.hasher.finalize().into());
        let now = self.clock.now();
        let receipt = Receipt {
            id: SubmissionId::new(now, [0; 10]),
            enterprise: delivery.enterprise,
            file_name: delivery.file_name,
            content,
            mode: delivery.mode,
            state: SubmissionState::Processing,
            counts: RowCounts::default(),
            lots: Vec::new(),
            failure: None,
            received_at: now,
            times: StepTimes::default(),
            finished_at: None,
        };
        let dry = Self {
            registry: Arc::new(DryRegistry::new(Arc::clone(&self.registry))),
            codes: Arc::new(DryCodes::new(Arc::clone(&self.codes))),
            objects: Arc::new(DryObjects::new(Arc::clone(&self.objects), content, upload.file)),
            clock: Arc::clone(&self.clock),
            chance: Arc::clone(&self.chance),
            scratch: self.scratch.clone(),
            queued: AtomicUsize::new(0),
        };
        let (outcome, report) = dry.run(&receipt, false).map_err(|error| match error {
            IntakeError::Fault(StoreFault::TooLarge { what: codes::REMEMBERED, .. }) => {
                IntakeError::CheckTooLarge { codes_max: CHECK_CODES_MAX }
            }
            error => error,
        })?;
        Ok(Checked {
            file_name: receipt.file_name,
            content,
            mode: receipt.mode,
            state: outcome.state,
            counts: outcome.counts,
            lots: outcome.lots,
            rejections: report.kept,
        })
    }
}
