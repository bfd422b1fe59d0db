//! The last step of the protocol: staged lots become visible, over what stood there.

use rusu_core::history::{Subject, ValueChange, changes};
use rusu_core::limits::LOT_WRITES_TRIED_MAX;
use rusu_core::lot::{Lot, LotKey, LotState};
use rusu_core::ports::{PublishedLot, StoreFault};

use super::Run;
use crate::intake::IntakeError;

/// A lot on its way to be published.
pub(super) struct Staged {
    pub(super) published: PublishedLot,
    /// As it stood when this was made.
    pub(super) over: Option<Lot>,
    /// Outer codes that the part adds.
    pub(super) units: u64,
    pub(super) why: String,
}

impl Run<'_> {
    /// What stands there already stays: when it was published, in which state it is, its cans. Tells
    /// what else changes.
    ///
    /// # Errors
    /// If it is to be a draft and was published meanwhile: done again, the submission is refused.
    pub(super) fn take_over(
        &self,
        lot: &mut Lot,
        stands: Option<&Lot>,
        units: u64,
        why: &str,
    ) -> Result<Vec<ValueChange>, StoreFault> {
        lot.unit_count = stands.map_or(0, |old| old.unit_count) + units;
        let Some(old) = stands else { return Ok(Vec::new()) };
        let unpublishes = lot.state == LotState::Draft && old.state != LotState::Draft;
        if unpublishes && !self.was_stored_before(&lot.key)? {
            return Err(overtaken(&lot.key));
        }
        let (subject, who) = (Subject::Lot(lot.key.number.to_string()), self.receipt.id.as_str());
        let mut history = changes(&subject, old, lot, who, why, self.intake.clock.now());
        // A draft that comes again without its mark is published by that.
        match self.intake.restated(old, &lot.state, why, who) {
            Some((published, change)) if old.state == LotState::Draft => {
                lot.published_at = published.published_at;
                history.extend(change);
            }
            _ => {
                lot.published_at = old.published_at;
                lot.state = old.state.clone();
            }
        }
        Ok(history)
    }

    /// Makes the codes of all staged lots durable at once, then publishes one lot after the other: a
    /// country has tens of thousands of lots, and a sync waits for the disk several times.
    pub(super) fn publish(&mut self) -> Result<(), IntakeError> {
        if self.staged.is_empty() {
            return Ok(());
        }
        self.intake.codes.sync()?;
        self.committed_at = Some(self.intake.clock.now());
        for staged in std::mem::take(&mut self.staged) {
            self.publish_staged(staged)?;
        }
        Ok(())
    }

    /// Publishes over what stood there when the lot was read. If somebody was faster, a withdrawal for
    /// one, the lot is made anew over what stands there now, so that nothing of theirs is undone.
    fn publish_staged(&self, staged: Staged) -> Result<(), IntakeError> {
        let registry = &self.intake.registry;
        let Staged { mut published, mut over, units, why } = staged;
        for _ in 0..LOT_WRITES_TRIED_MAX {
            if registry.publish_lot_over(&published, over.as_ref())? {
                return Ok(());
            }
            over = registry.lot(&published.lot.key)?;
            published.changes = self.take_over(&mut published.lot, over.as_ref(), units, &why)?;
        }
        Err(overtaken(&published.lot.key).into())
    }
}

/// A lot that others change all the time.
pub(crate) fn overtaken(lot: &LotKey) -> StoreFault {
    let reason = format!("lot {} was changed {LOT_WRITES_TRIED_MAX} times by others meanwhile", lot.number);
    StoreFault::Unavailable { store: "registry", reason }
}
