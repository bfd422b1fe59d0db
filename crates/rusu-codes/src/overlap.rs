//! Making room for a run: what older parts left in its range goes.
//!
//! Only codes of parts that were never published are ever in the way, because intake puts no code
//! that a published part holds. So clearing a range and filling it need not be one step: a crash
//! in between loses codes that nobody could see.
//!
//! A point needs no room: it overwrites an older point and hides an older run.

use fjall::OwnedWriteBatch;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::StoreFault;

use crate::engine::{Engine, read_point, read_run};
use crate::entry::{ChildKind, Run, child_key, child_value, number_key, unit_key};
use crate::packed::{Packed, value_max};
use crate::put::BATCH_RECORDS;

/// Clears ranges in ascending order.
///
/// Remembers how far the stored codes are known to be absent, so that a lot in fresh numbers costs
/// two seeks and not two per run.
pub(crate) struct Clearance<'s> {
    engine: &'s Engine,
    enterprise: EnterpriseId,
    points_absent: Option<Gap>,
    runs_absent: Option<Gap>,
}

/// Numbers of one length between which nothing is stored; `end` lies behind the last.
struct Gap {
    digits: u8,
    first: u128,
    end: u128,
}

impl Gap {
    fn covers(gap: Option<&Self>, room: &Room) -> bool {
        gap.is_some_and(|gap| gap.digits == room.digits && gap.first <= room.first && room.end <= gap.end)
    }
}

/// The range to be cleared; `end` lies behind the last.
struct Room {
    digits: u8,
    first: u128,
    end: u128,
}

impl<'s> Clearance<'s> {
    pub(crate) fn new(engine: &'s Engine, enterprise: EnterpriseId) -> Self {
        Self { engine, enterprise, points_absent: None, runs_absent: None }
    }

    /// Leaves no stored code among `count` codes from `first` on. Committed when it returns, so
    /// that the next call sees what this one left.
    pub(crate) fn clear(&mut self, first: &Packed, count: u64) -> Result<(), StoreFault> {
        let Packed::Number { digits, value } = *first else { return Ok(()) };
        let room = Room { digits, first: value, end: value.saturating_add(u128::from(count)) };
        if !Gap::covers(self.points_absent.as_ref(), &room) {
            self.points_absent = Some(self.clear_points(&room)?);
        }
        if !Gap::covers(self.runs_absent.as_ref(), &room) {
            self.runs_absent = self.clear_runs(&room)?;
        }
        Ok(())
    }

    fn clear_points(&self, room: &Room) -> Result<Gap, StoreFault> {
        let mut batch = self.engine.batch();
        let mut next = u128::MAX;
        for guard in self.engine.points.range(self.from(room.digits, room.first)) {
            let (_, code, entry) = read_point(guard)?;
            match code {
                Packed::Number { value, .. } if value >= room.end => {
                    next = value;
                    break;
                }
                _ => {}
            }
            batch.remove(&self.engine.points, unit_key(self.enterprise, &code));
            if let Some(parent) = &entry.parent {
                let key = child_key(self.enterprise, parent, &code, ChildKind::Point);
                batch.remove(&self.engine.children, key);
            }
            batch = self.commit_if_full(batch)?;
        }
        self.engine.commit(batch)?;
        Ok(Gap { digits: room.digits, first: room.end, end: next })
    }

    /// Cuts and removes runs. The gap is not known where a run was cut so that its tail remains.
    fn clear_runs(&self, room: &Room) -> Result<Option<Gap>, StoreFault> {
        let before = room.first.checked_sub(1);
        let mut held = match before {
            Some(value) => self.engine.run_up_to(self.enterprise, room.digits, value)?,
            None => None,
        };
        let mut batch = self.engine.batch();
        let mut tail_left = false;
        let mut next = u128::MAX;
        for guard in self.engine.runs.range(self.from(room.digits, room.first)) {
            let (_, run) = read_run(guard)?;
            // A run ends where the next one begins, whatever its count says.
            let (first, end) = (run.first, run.first);
            if let Some(old) = held.take() {
                tail_left |= self.cut(&mut batch, &old, old.end().min(end), room);
            }
            if first >= room.end {
                next = first;
                break;
            }
            held = Some(run);
            batch = self.commit_if_full(batch)?;
        }
        if let Some(old) = held {
            tail_left |= self.cut(&mut batch, &old, old.end(), room);
        }
        self.engine.commit(batch)?;
        Ok((!tail_left).then_some(Gap { digits: room.digits, first: room.end, end: next }))
    }

    /// Takes the room's numbers out of one run that ends before `end`. Tells whether a tail is left.
    fn cut(&self, batch: &mut OwnedWriteBatch, old: &Run, end: u128, room: &Room) -> bool {
        if end <= room.first {
            return false;
        }
        if old.first < room.first {
            self.insert(batch, &old.cut(old.first, room.first));
        } else {
            let code = old.first_code();
            batch.remove(&self.engine.runs, unit_key(self.enterprise, &code));
            if let Some(parent) = &old.entry.parent {
                let key = child_key(self.enterprise, parent, &code, ChildKind::Run);
                batch.remove(&self.engine.children, key);
            }
        }
        if end <= room.end {
            return false;
        }
        self.insert(batch, &old.cut(room.end, end));
        true
    }

    fn insert(&self, batch: &mut OwnedWriteBatch, run: &Run) {
        let code = run.first_code();
        batch.insert(&self.engine.runs, unit_key(self.enterprise, &code), run.value());
        if let Some(parent) = &run.entry.parent {
            let key = child_key(self.enterprise, parent, &code, ChildKind::Run);
            batch.insert(&self.engine.children, key, child_value(run.count, ChildKind::Run));
        }
    }

    fn commit_if_full(&self, batch: OwnedWriteBatch) -> Result<OwnedWriteBatch, StoreFault> {
        if batch.len() < BATCH_RECORDS {
            return Ok(batch);
        }
        self.engine.commit(batch)?;
        Ok(self.engine.batch())
    }

    /// Everything of this length from a number on.
    fn from(&self, digits: u8, value: u128) -> std::ops::RangeInclusive<Vec<u8>> {
        number_key(self.enterprise, digits, value)..=number_key(self.enterprise, digits, value_max(digits))
    }
}
