//! Cans and cases that changed their case or pallet after they were delivered.
//!
//! Owns: what a change is. Refuses to know: what a delivery said, which the code store keeps for good;
//! a change lies over it, and the latest one of a code counts.

use jiff::Timestamp;

use crate::code::TraceCode;
use crate::enterprise::EnterpriseId;
use crate::product::words;

/// What happened. Source: EPCIS 2.0, AggregationEvent, actions ADD and DELETE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PackagingStep {
    /// Put into the package; out of any other, if it was in one.
    Packed,
    /// Taken out of the package.
    Unpacked,
}

words!(PackagingStep, PackagingStep::Packed => "packed", PackagingStep::Unpacked => "unpacked");

/// One code's change of its package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackagingEvent {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// What happened.
    pub step: PackagingStep,
    /// The can or case.
    pub code: TraceCode,
    /// The case or pallet.
    pub package: TraceCode,
    /// Why, in the enterprise's words.
    pub why: String,
    /// Who said so.
    pub who: String,
    /// When.
    pub at: Timestamp,
}

impl PackagingEvent {
    /// What the code is in after this.
    #[must_use]
    pub fn parent(&self) -> Option<&TraceCode> {
        match self.step {
            PackagingStep::Packed => Some(&self.package),
            PackagingStep::Unpacked => None,
        }
    }
}
