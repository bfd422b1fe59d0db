//! Judging what was found: pure, from a lot's file and the moment of the question.

use jiff::civil::Date;
use rusu_core::answer::{ScanBucket, ScanCount};
use rusu_core::lot::{Lot, LotState};
use rusu_core::validation::retention_ends;
use rusu_core::verdict::Verdict;

/// What weighs on a lot, gravest first; `None` if nothing does.
pub(crate) fn weight(lot: &Lot, recalled: bool, void: bool, today: Date) -> Option<Verdict> {
    if recalled {
        return Some(Verdict::Recalled);
    }
    if void || matches!(lot.state, LotState::Withdrawn { .. }) {
        return Some(Verdict::Withdrawn);
    }
    if lot.state == LotState::Archived || today > retention_ends(lot) {
        return Some(Verdict::Archived);
    }
    if today > lot.expiry_date {
        return Some(Verdict::Expired);
    }
    (lot.state == LotState::UnderCorrection).then_some(Verdict::UnderCorrection)
}

/// The verdict of a can on which nothing weighs.
pub(crate) fn by_count(scans: ScanCount) -> Verdict {
    match scans.bucket() {
        ScanBucket::First => Verdict::FirstQuery,
        ScanBucket::Few | ScanBucket::Some => Verdict::SeenBefore,
        ScanBucket::Many => Verdict::UnusuallyOften,
    }
}

#[cfg(test)]
mod tests;
