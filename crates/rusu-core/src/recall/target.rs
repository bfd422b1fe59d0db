//! What a recall is about: whole lots, ranges of codes, lists of codes.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::code::TraceCode;
use crate::limits::{RECALL_CODES_MAX, RECALL_TARGETS_MAX};
use crate::lot::LotNumber;

/// Consecutive codes of one length, both ends included.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CodeRange {
    /// Only cans of this lot.
    pub lot: Option<LotNumber>,
    first: TraceCode,
    last: TraceCode,
}

impl CodeRange {
    /// A range; none if its ends differ in length or stand in the wrong order.
    #[must_use]
    pub fn new(lot: Option<LotNumber>, first: TraceCode, last: TraceCode) -> Option<Self> {
        let is_one = first.as_bytes().len() == last.as_bytes().len() && first.as_bytes() <= last.as_bytes();
        is_one.then_some(Self { lot, first, last })
    }

    /// The first code.
    #[must_use]
    pub fn first(&self) -> &TraceCode {
        &self.first
    }

    /// The last code.
    #[must_use]
    pub fn last(&self) -> &TraceCode {
        &self.last
    }

    /// Whether a code lies between the ends, whatever its lot.
    #[must_use]
    pub fn spans(&self, code: &TraceCode) -> bool {
        let (code, first) = (code.as_bytes(), self.first.as_bytes());
        code.len() == first.len() && (first..=self.last.as_bytes()).contains(&code)
    }

    /// Whether a code of a lot is meant; a code of which no lot is known is meant too, because a
    /// recall that is not told is worse than one that is told too often.
    #[must_use]
    pub fn hits(&self, lot: Option<&LotNumber>, code: &TraceCode) -> bool {
        let is_lot = match (&self.lot, lot) {
            (Some(wanted), Some(lot)) => wanted == lot,
            _ => true,
        };
        is_lot && self.spans(code)
    }

    /// The codes one by one, if they are digits and no more than `limit`.
    #[must_use]
    pub fn codes(&self, limit: u64) -> Option<Vec<TraceCode>> {
        if !self.first.is_digits() || !self.last.is_digits() {
            return None;
        }
        // 40 digits do not fit a `u128`, so only the tail that differs is counted.
        let (first, last) = (self.first.as_str(), self.last.as_str());
        let alike = first.bytes().zip(last.bytes()).take_while(|(a, b)| a == b).count();
        let (head, from) = first.split_at_checked(alike)?;
        let (_, to) = last.split_at_checked(alike)?;
        if from.is_empty() {
            return (limit > 0).then(|| vec![self.first.clone()]);
        }
        let (from, to, width) = (from.parse::<u128>().ok()?, to.parse::<u128>().ok()?, from.len());
        let is_few = to - from < u128::from(limit);
        let code = |number: u128| TraceCode::of_normal(&format!("{head}{number:0width$}"));
        if is_few { (from..=to).map(code).collect() } else { None }
    }
}

/// One entry of a recall's list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RecallTarget {
    /// Every can of a lot.
    Lot(LotNumber),
    /// Every can in a range of codes.
    Range(CodeRange),
    /// These cans.
    Codes(Vec<TraceCode>),
}

impl RecallTarget {
    /// How many codes it lists one by one.
    #[must_use]
    pub fn codes_listed(&self) -> usize {
        match self {
            Self::Lot(_) | Self::Range(_) => 0,
            Self::Codes(codes) => codes.len(),
        }
    }
}

/// Who changed a recall's list, when, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amended {
    /// When.
    pub at: Timestamp,
    /// Who: `operator …` or `enterprise …`.
    pub who: String,
    /// Why; empty for what stood in the plan.
    pub why: String,
}

/// An entry with its history, which only grows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetEntry {
    /// What.
    pub target: RecallTarget,
    /// How it came into the list.
    pub added: Amended,
    /// How it left the list, if it did.
    pub removed: Option<Amended>,
}

impl TargetEntry {
    /// Whether it is in the list.
    #[must_use]
    pub fn is_in_force(&self) -> bool {
        self.removed.is_none()
    }
}

/// What was changed of the list at one moment, for people who read the notice again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amendment<'a> {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub who: &'a str,
    /// Why.
    pub why: &'a str,
    /// What was added.
    pub added: Vec<&'a RecallTarget>,
    /// What was taken out.
    pub removed: Vec<&'a RecallTarget>,
}

/// The changes of a list after `since`, oldest first.
pub(super) fn amendments(entries: &[TargetEntry], since: Timestamp) -> Vec<Amendment<'_>> {
    let mut found: BTreeMap<(Timestamp, &str, &str), Amendment<'_>> = BTreeMap::new();
    for entry in entries {
        let changes = [(Some(&entry.added), true), (entry.removed.as_ref(), false)];
        for (amended, is_added) in changes.into_iter().filter_map(|(a, is_added)| Some((a?, is_added))) {
            if amended.at <= since {
                continue;
            }
            let (at, who, why) = (amended.at, amended.who.as_str(), amended.why.as_str());
            let new = || Amendment { at, who, why, added: Vec::new(), removed: Vec::new() };
            let amendment = found.entry((at, who, why)).or_insert_with(new);
            let list = if is_added { &mut amendment.added } else { &mut amendment.removed };
            list.push(&entry.target);
        }
    }
    found.into_values().collect()
}

/// Why a list of targets cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Nothing is left that is recalled.
    #[error("recall has no target")]
    None,
    /// More entries than a recall may have, those that were removed included.
    #[error("recall has {given} targets, limit is {RECALL_TARGETS_MAX}")]
    TooMany {
        /// How many.
        given: usize,
    },
    /// More codes listed one by one than a recall may have.
    #[error("recall lists {given} codes, limit is {RECALL_CODES_MAX}")]
    TooManyCodes {
        /// How many.
        given: usize,
    },
    /// A list of codes without a code.
    #[error("list of codes is empty")]
    Empty,
    /// The list has it already.
    #[error("target number {position} is in the list already")]
    Twice {
        /// Its place among those that were to be added, from 1.
        position: usize,
    },
    /// The list does not have it.
    #[error("target number {position} is not in the list")]
    Unknown {
        /// Its place among those that were to be removed, from 1.
        position: usize,
    },
}

/// Whether a list is an earlier one with entries added, or marked as taken out, and nothing else changed.
#[must_use]
pub fn has_grown_from(before: &[TargetEntry], after: &[TargetEntry]) -> bool {
    let kept = |(before, after): (&TargetEntry, &TargetEntry)| {
        before.target == after.target
            && before.added == after.added
            && (before.removed.is_none() || before.removed == after.removed)
    };
    after.len() >= before.len() && before.iter().zip(after).all(kept)
}

/// Adds and removes entries: nothing else ever happens to a list.
///
/// # Errors
/// [`TargetError`]; then nothing was changed.
pub(super) fn amend(
    entries: &[TargetEntry],
    add: Vec<RecallTarget>,
    remove: &[RecallTarget],
    amended: &Amended,
) -> Result<Vec<TargetEntry>, TargetError> {
    let mut changed = entries.to_vec();
    for (index, target) in remove.iter().enumerate() {
        let entry = changed.iter_mut().find(|entry| entry.is_in_force() && entry.target == *target);
        let entry = entry.ok_or(TargetError::Unknown { position: index + 1 })?;
        entry.removed = Some(amended.clone());
    }
    for (index, target) in add.into_iter().enumerate() {
        if matches!(&target, RecallTarget::Codes(codes) if codes.is_empty()) {
            return Err(TargetError::Empty);
        }
        if changed.iter().any(|entry| entry.is_in_force() && entry.target == target) {
            return Err(TargetError::Twice { position: index + 1 });
        }
        changed.push(TargetEntry { target, added: amended.clone(), removed: None });
    }
    if !changed.iter().any(TargetEntry::is_in_force) {
        return Err(TargetError::None);
    }
    if changed.len() > RECALL_TARGETS_MAX {
        return Err(TargetError::TooMany { given: changed.len() });
    }
    let codes = changed.iter().map(|entry| entry.target.codes_listed()).sum();
    if codes > RECALL_CODES_MAX {
        return Err(TargetError::TooManyCodes { given: codes });
    }
    Ok(changed)
}

#[cfg(test)]
mod tests;
