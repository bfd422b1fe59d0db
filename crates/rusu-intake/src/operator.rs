//! The operator's writes: admission, void codes, a lot's state.

use rusu_core::code::TraceCode;
use rusu_core::enterprise::{Coverage, Enterprise, EnterpriseId};
use rusu_core::lot::{LotKey, LotState, VoidCode};
use rusu_core::ports::StoreFault;

use crate::intake::{Intake, IntakeError};
use crate::lots::LotError;

/// An enterprise as the operator admits it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEnterprise {
    /// A number, if it must be a certain one.
    pub id: Option<EnterpriseId>,
    /// The name people know.
    pub name: String,
    /// Brands on its cans.
    pub brands: Vec<String>,
    /// What of its goods is on the platform.
    pub coverage: Coverage,
    /// The group it belongs to.
    pub parent: Option<EnterpriseId>,
    /// Invented, for trying the platform out.
    pub is_sample: bool,
}

impl Intake {
    /// Admits an enterprise. One with the same name is returned as it is.
    ///
    /// # Errors
    /// [`IntakeError::Taken`] if the number is another enterprise's; [`StoreFault`].
    pub fn admit(&self, new: NewEnterprise) -> Result<Enterprise, IntakeError> {
        let known = self.registry.enterprises()?;
        if let Some(same) = known.iter().find(|enterprise| enterprise.name == new.name) {
            return Ok(same.clone());
        }
        if let Some(other) = known.iter().find(|enterprise| Some(enterprise.id) == new.id) {
            return Err(IntakeError::Taken { number: other.id, name: other.name.clone() });
        }
        let next = known.iter().map(|enterprise| enterprise.id.0).max().unwrap_or(0) + 1;
        let enterprise = Enterprise {
            id: new.id.unwrap_or(EnterpriseId(next)),
            name: new.name,
            brands: new.brands,
            parent: new.parent,
            coverage: new.coverage,
            profile: None,
            is_sample: new.is_sample,
            last_delivered_at: None,
        };
        self.registry.save_enterprise(&enterprise)?;
        Ok(enterprise)
    }

    /// Declares codes of a lot void, each with its reason.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn void_codes(&self, lot: &LotKey, codes: Vec<(TraceCode, String)>) -> Result<(), StoreFault> {
        let since = self.clock.now();
        let codes: Vec<VoidCode> =
            codes.into_iter().map(|(code, reason)| VoidCode { code, reason, since }).collect();
        self.registry.void_codes(lot, &codes)
    }

    /// Changes where a published lot stands, keeping who, when and why.
    ///
    /// # Errors
    /// [`LotError::Unknown`] if there is no such lot; [`LotError::StateForbidden`] for a draft that is to
    /// become anything but published.
    pub fn set_lot_state(&self, key: &LotKey, state: LotState, why: &str) -> Result<(), LotError> {
        self.change_lot(key, |lot| self.declared(lot, &state, why, "operator")).map(drop)
    }
}
