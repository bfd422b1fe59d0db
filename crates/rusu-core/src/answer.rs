//! What a question gets: a verdict, and what belongs to it.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::channel::Channel;
use crate::code::TraceCode;
use crate::code_rule::{Carrier, CodeRule};
use crate::enterprise::{Enterprise, EnterpriseId};
use crate::lot::VoidCode;
use crate::portal::{Conclusion, SamplingResult};
use crate::recall::Recall;
use crate::record::{Record, RecordItem};
use crate::rule_book::Hint;
use crate::verdict::{Tone, Verdict};

/// A question as it arrives.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Question {
    /// What was scanned, typed or pasted.
    pub text: String,
    /// The enterprise that the person chose, if any.
    pub enterprise: Option<EnterpriseId>,
    /// Through what it came.
    pub channel: Channel,
    /// Whether it is the same person's same look again (another language, larger text, a second
    /// try): the same answer, and nothing is counted.
    pub is_again: bool,
}

/// How often a code was asked for before this question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanCount {
    /// Questions before this one. Lossy: never too high, may be a little low after a crash or under load.
    pub before: u64,
    /// The first one's time.
    pub first_at: Option<Timestamp>,
}

/// Bucket of a scan count, because an exact number invites wrong conclusions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanBucket {
    /// This is the first.
    First,
    /// 2–5 with this one.
    Few,
    /// 6–19 with this one.
    Some,
    /// 20 and more with this one.
    Many,
}

impl ScanCount {
    /// The count, this question included.
    #[must_use]
    pub fn with_this(self) -> u64 {
        self.before.saturating_add(1)
    }

    /// Its bucket.
    #[must_use]
    pub fn bucket(self) -> ScanBucket {
        match self.with_this() {
            1 => ScanBucket::First,
            2..=5 => ScanBucket::Few,
            n if n < crate::limits::SCANS_UNUSUAL_MIN => ScanBucket::Some,
            _ => ScanBucket::Many,
        }
    }
}

/// The contents of a case or pallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageContents {
    /// Case or pallet.
    pub carrier: Carrier,
    /// The first codes in it, in order; cases on a pallet, cans in a case.
    pub codes: Vec<TraceCode>,
    /// Whether there are more than `codes`.
    pub more: bool,
}

/// The answer to a [`Question`].
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What it means.
    pub verdict: Verdict,
    /// The text that was asked, trimmed.
    pub text: String,
    /// The code that was read from it, if one could be.
    pub code: Option<TraceCode>,
    /// The enterprise that the answer speaks of: the owner, the one whose format fits, or the chosen one.
    pub enterprise: Option<Arc<Enterprise>>,
    /// For `OtherEnterprise`: the one that was chosen.
    pub chosen: Option<Arc<Enterprise>>,
    /// For `Ambiguous`: those whose format fits.
    pub candidates: Vec<Arc<Enterprise>>,
    /// For `Unrecognised` and `NotConnected`: what is nearest.
    pub hint: Option<Hint>,
    /// The rule of the code that should be typed, where one is known: its example and place on the can help.
    pub asked_rule: Option<Arc<CodeRule>>,
    /// Everything known of the lot. Absent for not-found and archived answers.
    pub record: Option<Arc<Record>>,
    /// Scan count; `None` where nothing is counted (packages, not found).
    pub scans: Option<ScanCount>,
    /// Recalls in force over the can: over its lot, or over its code.
    pub recalls: Vec<Arc<Recall>>,
    /// Results of official sampling of the lot, latest first.
    pub sampling: Vec<SamplingResult>,
    /// The code's declaration as void.
    pub void: Option<VoidCode>,
    /// For packages.
    pub package: Option<PackageContents>,
    /// For `Archived`: production and expiry date.
    pub archived: Option<(Date, Date)>,
}

impl Answer {
    /// An answer that holds nothing but its verdict.
    #[must_use]
    pub fn bare(verdict: Verdict, text: &str) -> Self {
        Self {
            verdict,
            text: text.to_owned(),
            code: None,
            enterprise: None,
            chosen: None,
            candidates: Vec::new(),
            hint: None,
            asked_rule: None,
            record: None,
            scans: None,
            recalls: Vec::new(),
            sampling: Vec::new(),
            void: None,
            package: None,
            archived: None,
        }
    }

    /// How the answer sounds: as its verdict, but never all is well where official sampling of the lot
    /// found a failure.
    #[must_use]
    pub fn tone(&self) -> Tone {
        match self.verdict.tone() {
            Tone::Good if self.has_failed_sampling() => Tone::Care,
            tone => tone,
        }
    }

    /// Whether official sampling of the lot found a failure.
    #[must_use]
    pub fn has_failed_sampling(&self) -> bool {
        self.sampling.iter().any(|result| result.conclusion == Conclusion::Fail)
    }

    /// All 32 items in order, the code itself filled in; empty where there is no record.
    #[must_use]
    pub fn items(&self) -> Vec<RecordItem> {
        let (Some(record), Some(code)) = (&self.record, &self.code) else { return Vec::new() };
        record.items_of(code)
    }
}
