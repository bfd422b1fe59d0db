//! Cans and cases that changed their case or pallet.
//!
//! What a delivery said stays in the code store; a change lies over it (ADR 10).

use std::collections::BTreeSet;

use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{PACKAGING_CODES_AT_ONCE_MAX, PACKAGING_EVENTS_MAX, PACKAGING_EVENTS_SHOWN_MAX};
use rusu_core::packaging::{PackagingEvent, PackagingStep};
use rusu_core::ports::{PartState, StoreFault, StoredCode};

use super::error::LotError;
use super::reason_of;
use crate::intake::Intake;

/// Codes that are put into a package or taken out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackagingOrder {
    /// What happens.
    pub step: PackagingStep,
    /// The case or pallet.
    pub package: TraceCode,
    /// Cans, or cases for a pallet.
    pub codes: Vec<TraceCode>,
    /// Why.
    pub reason: String,
}

/// What a code is in as of now, and how that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackagingSheet {
    /// Where the code is printed.
    pub carrier: Carrier,
    /// The case or pallet that it is in.
    pub parent: Option<TraceCode>,
    /// Changes of this code, and of what is or was in it, latest first.
    pub history: Vec<PackagingEvent>,
}

impl Intake {
    /// Writes that codes of an enterprise changed their package: all of the order, or none of it.
    /// Tells how many did not stand so already.
    ///
    /// # Errors
    /// [`LotError`].
    pub fn repack(
        &self,
        enterprise: EnterpriseId,
        order: &PackagingOrder,
        who: &str,
    ) -> Result<usize, LotError> {
        let why = reason_of(&order.reason)?;
        let codes: BTreeSet<TraceCode> = order.codes.iter().cloned().collect();
        let (given, limit) = (codes.len(), PACKAGING_CODES_AT_ONCE_MAX);
        if given == 0 {
            return Err(LotError::Missing { field: "codes" });
        }
        if given > limit {
            return Err(LotError::CodesLimit { given, limit });
        }
        let package = self.codes.find(enterprise, &order.package)?;
        let package = package.filter(|stored| stored.carrier.is_package());
        let carrier = package.ok_or_else(|| LotError::form("package", &order.package))?.carrier;
        let codes: Vec<TraceCode> = codes.into_iter().collect();
        let now = self.in_now(enterprise, &codes)?;
        let mut events = Vec::new();
        for (code, stored) in codes.iter().zip(now) {
            let fits = stored.filter(|stored| goes_into(stored.carrier, carrier));
            let stored = fits.ok_or_else(|| LotError::form("codes", code))?;
            let is_inside = stored.parent.as_ref() == Some(&order.package);
            match (order.step, is_inside) {
                (PackagingStep::Packed, true) => continue,
                (PackagingStep::Unpacked, false) => return Err(LotError::form("codes", code)),
                _ => {}
            }
            events.push(PackagingEvent {
                enterprise,
                step: order.step,
                code: code.clone(),
                package: order.package.clone(),
                why: why.clone(),
                who: who.to_owned(),
                at: self.clock.now(),
            });
        }
        let given = self.registry.packaging_count(enterprise)?.saturating_add(count(events.len()));
        if given > PACKAGING_EVENTS_MAX {
            let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
            return Err(LotError::CodesLimit { given: number(given), limit: number(PACKAGING_EVENTS_MAX) });
        }
        if !events.is_empty() {
            self.registry.save_packaging(&events)?;
        }
        Ok(events.len())
    }

    /// What a code is in as of now, with its history.
    ///
    /// # Errors
    /// [`LotError::Form`] if the enterprise has no such code.
    pub fn packaging(&self, enterprise: EnterpriseId, code: &TraceCode) -> Result<PackagingSheet, LotError> {
        let stored = self.in_now(enterprise, std::slice::from_ref(code))?.pop().flatten();
        let stored = stored.ok_or_else(|| LotError::form("code", code))?;
        let history = self.registry.packaging_history(enterprise, code, PACKAGING_EVENTS_SHOWN_MAX)?;
        Ok(PackagingSheet { carrier: stored.carrier, parent: stored.parent, history })
    }

    /// What is stored of visible codes, each with the package that it is in as of now.
    fn in_now(
        &self,
        enterprise: EnterpriseId,
        codes: &[TraceCode],
    ) -> Result<Vec<Option<StoredCode>>, StoreFault> {
        let mut found = self.codes.find_many(enterprise, codes)?;
        let states = self.registry.packaging_states(enterprise, codes)?;
        for (slot, state) in found.iter_mut().zip(states) {
            let Some(stored) = slot else { continue };
            let part = self.registry.part(enterprise, stored.part)?;
            // A package keeps its first part, which may never have been published.
            let is_visible = part.is_some_and(|(_, state)| state == PartState::Published);
            if !is_visible && !stored.carrier.is_package() {
                *slot = None;
            } else if let Some(event) = state {
                stored.parent = event.parent().cloned();
            }
        }
        Ok(found)
    }
}

/// Cans go into cases or onto pallets, cases onto pallets.
fn goes_into(code: Carrier, package: Carrier) -> bool {
    matches!(
        (code, package),
        (Carrier::Outer, Carrier::Case | Carrier::Pallet) | (Carrier::Case, Carrier::Pallet)
    )
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
