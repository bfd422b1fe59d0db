//! Why a lot was not changed.

use rusu_core::code::TraceCode;
use rusu_core::lot::LotKey;
use rusu_core::ports::StoreFault;
use rusu_core::rejection::Finding;

/// Why a lot was not changed.
#[derive(Debug, thiserror::Error)]
pub enum LotError {
    /// A store failed.
    #[error(transparent)]
    Fault(#[from] StoreFault),
    /// The enterprise has no such published lot.
    #[error("lot `{number}` does not exist")]
    Unknown {
        /// Its number.
        number: String,
    },
    /// The lot is not as the caller saw it.
    #[error("lot was changed since version `{given}`, it is version `{stands}` now")]
    Changed {
        /// The version that the caller saw.
        given: String,
        /// The version as of now.
        stands: String,
    },
    /// A lot does not go from one state to the other by the enterprise's word.
    #[error("lot cannot go from {from} to {to}")]
    StateForbidden {
        /// Where it stands.
        from: &'static str,
        /// Where it should stand.
        to: &'static str,
    },
    /// Something that is needed is missing.
    #[error("{field} is missing")]
    Missing {
        /// Which field.
        field: &'static str,
    },
    /// A text is too long.
    #[error("{field} has {given} characters, limit is {limit}")]
    TooLong {
        /// Which field.
        field: &'static str,
        /// Characters given.
        given: usize,
        /// The limit.
        limit: usize,
    },
    /// A field cannot take this.
    #[error("{field} cannot be `{given}`")]
    Form {
        /// Which field.
        field: &'static str,
        /// What was given.
        given: String,
    },
    /// The rules that deliveries are checked by refuse the amended lot.
    #[error("{} rules refuse the amended lot", .findings.len())]
    Refused {
        /// What they say, each with its field.
        findings: Vec<(&'static str, Finding)>,
    },
    /// More codes than one request, or one lot, may declare void.
    #[error("{given} codes, limit is {limit}")]
    CodesLimit {
        /// How many it would be.
        given: usize,
        /// The limit.
        limit: usize,
    },
    /// These codes are not of the lot; nothing was declared void.
    #[error("{count} codes are not of the lot")]
    NotOfLot {
        /// The first of them.
        first: TraceCode,
        /// How many.
        count: usize,
    },
}

impl LotError {
    pub(crate) fn unknown(key: &LotKey) -> Self {
        Self::Unknown { number: key.number.to_string() }
    }

    pub(crate) fn form(field: &'static str, given: impl ToString) -> Self {
        Self::Form { field, given: given.to_string() }
    }
}
