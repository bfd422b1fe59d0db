//! Codes of a lot that are declared void: lost, damaged, never filled, stolen.

use std::collections::BTreeSet;

use rusu_core::code::TraceCode;
use rusu_core::limits::{CODE_RANGES_AT_ONCE_MAX, VOID_CODES_AT_ONCE_MAX, VOID_CODES_PER_LOT_MAX};
use rusu_core::lot::{LotKey, PartNo, VoidCode};
use rusu_core::ports::StoreFault;

use super::error::LotError;
use super::reason_of;
use crate::intake::Intake;

/// Codes that the store is asked about at once.
const CODES_ASKED: usize = 1_024;

/// Codes to declare void, with one reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VoidOrder {
    /// Why.
    pub reason: String,
    /// Single codes; each must be of the lot.
    pub codes: Vec<TraceCode>,
    /// Numbers of one length from the first to the last; those of them that are not of the lot are
    /// passed over, but not all may be.
    pub ranges: Vec<(TraceCode, TraceCode)>,
}

/// What became of an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VoidCount {
    /// Void from now on.
    pub voided: usize,
    /// Void before, with their first reason.
    pub already: usize,
    /// In a range and not of the lot.
    pub passed_over: usize,
}

impl Intake {
    /// Declares codes of an enterprise's own lot void: all of the order or, if it is refused, none.
    ///
    /// # Errors
    /// [`LotError`].
    pub fn void_lot_codes(&self, key: &LotKey, order: &VoidOrder) -> Result<VoidCount, LotError> {
        let reason = reason_of(&order.reason)?;
        if order.codes.is_empty() && order.ranges.is_empty() {
            return Err(LotError::Missing { field: "codes" });
        }
        let file = self.lot_sheet(key)?;
        let parts = self.registry.parts_of(key)?;
        let single: BTreeSet<TraceCode> = order.codes.iter().cloned().collect();
        let ranged = expanded(&order.ranges, single.len())?;
        let foreign = self.not_of(key, &parts, &single)?;
        if let Some(first) = foreign.first() {
            return Err(LotError::NotOfLot { first: first.clone(), count: foreign.len() });
        }
        let mut wanted = single;
        let mut count = VoidCount::default();
        for range in &ranged {
            let passed: BTreeSet<TraceCode> = self.not_of(key, &parts, range)?.into_iter().collect();
            if let Some(first) = range.first().filter(|_| passed.len() == range.len()) {
                return Err(LotError::NotOfLot { first: first.clone(), count: range.len() });
            }
            count.passed_over += passed.len();
            wanted.extend(range.difference(&passed).cloned());
        }
        let known: BTreeSet<&TraceCode> = file.void_codes.iter().map(|void| &void.code).collect();
        let since = self.clock.now();
        let new = wanted.iter().filter(|code| !known.contains(code));
        let new = new.map(|code| VoidCode { code: code.clone(), reason: reason.clone(), since });
        let new: Vec<VoidCode> = new.collect();
        let given = known.len() + new.len();
        if given > VOID_CODES_PER_LOT_MAX {
            return Err(LotError::CodesLimit { given, limit: VOID_CODES_PER_LOT_MAX });
        }
        if !new.is_empty() {
            self.registry.void_codes(key, &new)?;
        }
        count.voided = new.len();
        count.already = wanted.len() - new.len();
        Ok(count)
    }

    /// Those of some codes that are not visible cans of the lot, in order.
    fn not_of(
        &self,
        key: &LotKey,
        parts: &[PartNo],
        codes: &BTreeSet<TraceCode>,
    ) -> Result<Vec<TraceCode>, StoreFault> {
        let codes: Vec<TraceCode> = codes.iter().cloned().collect();
        let mut foreign = Vec::new();
        for chunk in codes.chunks(CODES_ASKED) {
            let stored = self.codes.find_many(key.enterprise, chunk)?;
            let is_foreign = |stored: &Option<rusu_core::ports::StoredCode>| {
                stored.as_ref().is_none_or(|s| s.carrier.is_package() || !parts.contains(&s.part))
            };
            let pairs = chunk.iter().zip(&stored);
            foreign.extend(pairs.filter(|(_, stored)| is_foreign(stored)).map(|(code, _)| code.clone()));
        }
        Ok(foreign)
    }
}

/// The codes of ranges; `before` are wanted already.
fn expanded(ranges: &[(TraceCode, TraceCode)], before: usize) -> Result<Vec<BTreeSet<TraceCode>>, LotError> {
    if ranges.len() > CODE_RANGES_AT_ONCE_MAX {
        return Err(LotError::CodesLimit { given: ranges.len(), limit: CODE_RANGES_AT_ONCE_MAX });
    }
    let mut given = before;
    let mut all = Vec::new();
    for (first, last) in ranges {
        let length = range_length(first, last)?;
        given = given.saturating_add(length);
        if given > VOID_CODES_AT_ONCE_MAX {
            return Err(LotError::CodesLimit { given, limit: VOID_CODES_AT_ONCE_MAX });
        }
        all.push(first.consecutive(u64::try_from(length).unwrap_or(u64::MAX)).collect());
    }
    if given > VOID_CODES_AT_ONCE_MAX {
        return Err(LotError::CodesLimit { given, limit: VOID_CODES_AT_ONCE_MAX });
    }
    Ok(all)
}

fn range_length(first: &TraceCode, last: &TraceCode) -> Result<usize, LotError> {
    let refused = || LotError::form("ranges", format!("{first}–{last}"));
    let numbers = (first.as_str().parse::<u128>(), last.as_str().parse::<u128>());
    let (Ok(from), Ok(to)) = numbers else { return Err(refused()) };
    let is_one_form = first.is_digits() && last.is_digits() && first.as_str().len() == last.as_str().len();
    let above = to.checked_sub(from).filter(|_| is_one_form).ok_or_else(refused)?;
    Ok(usize::try_from(above).unwrap_or(usize::MAX).saturating_add(1))
}
