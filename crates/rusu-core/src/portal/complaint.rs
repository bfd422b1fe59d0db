//! Complaints and reports by people who looked up a can.
//!
//! Invariant: the contact is given freely, serves the answer only, and is wiped on its day.

use jiff::Timestamp;

use crate::channel::Channel;
use crate::enterprise::EnterpriseId;
use crate::product::words;
use crate::verdict::Verdict;

/// What it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ComplaintKind {
    /// The code on the can is not found.
    CannotFind,
    /// The answer does not fit what is printed on the can.
    Mismatch,
    /// The code is scratched off, covered or not legible.
    CodeDamaged,
    /// The milk powder itself.
    Quality,
    /// Something else.
    Other,
}

words!(ComplaintKind, ComplaintKind::CannotFind => "cannot_find", ComplaintKind::Mismatch => "mismatch",
    ComplaintKind::CodeDamaged => "code_damaged", ComplaintKind::Quality => "quality",
    ComplaintKind::Other => "other");

/// Where the operator stands with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ComplaintState {
    /// Nobody has looked at it.
    Open,
    /// Somebody works on it.
    InProgress,
    /// Done.
    Closed,
}

words!(ComplaintState, ComplaintState::Open => "open", ComplaintState::InProgress => "in_progress",
    ComplaintState::Closed => "closed");

/// A complaint as it is written, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewComplaint {
    /// What it is about.
    pub kind: ComplaintKind,
    /// In the person's own words; may be empty if a code is given.
    pub text: String,
    /// The enterprise, if known.
    pub enterprise: Option<EnterpriseId>,
    /// What was typed or scanned, if it was about a can.
    pub code: Option<String>,
    /// What the platform answered then.
    pub verdict: Option<Verdict>,
    /// Telephone or mail address, if the person wants an answer.
    pub contact: Option<String>,
    /// Through which front door.
    pub channel: Channel,
}

/// A complaint as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The platform's number; 0 before it has one.
    pub id: u64,
    /// When it came.
    pub received_at: Timestamp,
    /// What was written. The contact is `None` once it was wiped.
    pub content: NewComplaint,
    /// When the contact is wiped, if there is one.
    pub contact_until: Option<Timestamp>,
    /// Where the operator stands with it.
    pub state: ComplaintState,
    /// The operator's note.
    pub note: String,
    /// When state or note last changed.
    pub updated_at: Timestamp,
}
