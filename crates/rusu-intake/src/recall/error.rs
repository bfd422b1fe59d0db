//! Why the recall desk refused or failed.

use rusu_core::ports::StoreFault;
use rusu_core::recall::{RecallRefusal, ReportError, TargetError};

use crate::portal::PortalError;

/// Why a change of a recall was not taken.
#[derive(Debug, thiserror::Error)]
pub enum RecallError {
    /// A field is missing or cannot be used, a name is unknown, or a store failed.
    #[error(transparent)]
    Field(#[from] PortalError),
    /// The recall does not allow it.
    #[error(transparent)]
    Refused(#[from] RecallRefusal),
    /// Somebody else changed it in the meantime.
    #[error("recall {id} was changed by another in the meantime")]
    Changed {
        /// Its number.
        id: u64,
    },
}

impl RecallError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Field(error) => error.code(),
            Self::Changed { .. } => "recall_changed",
            Self::Refused(refusal) => match refusal {
                RecallRefusal::State { .. } | RecallRefusal::NoDrill | RecallRefusal::NoFinalReport => {
                    "recall_state"
                }
                RecallRefusal::Target(TargetError::None | TargetError::Empty) => "recall_targets_missing",
                RecallRefusal::Target(TargetError::TooMany { .. }) => "recall_targets_limit",
                RecallRefusal::Target(TargetError::TooManyCodes { .. }) => "recall_codes_limit",
                RecallRefusal::Target(TargetError::Twice { .. }) => "recall_target_twice",
                RecallRefusal::Target(TargetError::Unknown { .. }) => "recall_target_unknown",
                RecallRefusal::Report(ReportError::TooMany) => "recall_reports_limit",
                RecallRefusal::Report(
                    ReportError::Disposed { .. } | ReportError::Backwards { .. } | ReportError::Day { .. },
                ) => "recall_figures",
            },
        }
    }
}

impl From<StoreFault> for RecallError {
    fn from(fault: StoreFault) -> Self {
        Self::Field(fault.into())
    }
}
