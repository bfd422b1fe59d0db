//! What an enterprise may do, for itself and for its subsidiaries.

use rusu_core::admission::{EnterpriseState, Standing};
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::REASON_CHARACTERS_MAX;
use rusu_core::ports::StoreFault;

use super::{AdmissionDesk, AdmissionError};
use crate::PortalError;
use crate::portal::fields::{lines, needed};

/// How an enterprise wants to act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Whose key it is.
    pub caller: EnterpriseId,
    /// Whether the request is signed.
    pub is_signed: bool,
    /// Whether it may change something.
    pub writes: bool,
    /// For which enterprise, if it is not the caller: the number as given.
    pub on_behalf_of: Option<String>,
}

impl AdmissionDesk {
    /// The enterprise for which a caller acts, if it may.
    ///
    /// # Errors
    /// [`AdmissionError::NotYours`], [`AdmissionError::SignatureRequired`], and of what writes
    /// [`AdmissionError::Suspended`] and [`AdmissionError::Ended`]: of the caller and of the enterprise it
    /// acts for. [`AdmissionError::Fault`].
    pub fn check_access(&self, access: &Access) -> Result<EnterpriseId, AdmissionError> {
        self.check_standing(access, access.caller)?;
        let Some(given) = access.on_behalf_of.as_deref().map(str::trim) else { return Ok(access.caller) };
        let not_yours = || AdmissionError::NotYours { given: given.to_owned() };
        let own = EnterpriseId(given.parse().map_err(|_| not_yours())?);
        if own != access.caller {
            let child = self.registry.enterprise(own)?.filter(|child| child.parent == Some(access.caller));
            child.ok_or_else(not_yours)?;
            self.check_standing(access, own)?;
        }
        Ok(own)
    }

    fn check_standing(&self, access: &Access, enterprise: EnterpriseId) -> Result<(), AdmissionError> {
        let standing = self.admission.standing(enterprise)?;
        if standing.signed_only && !access.is_signed {
            return Err(AdmissionError::SignatureRequired { enterprise });
        }
        let reason = standing.reason;
        match standing.state {
            EnterpriseState::Suspended if access.writes => {
                Err(AdmissionError::Suspended { enterprise, reason })
            }
            EnterpriseState::Ended if access.writes => Err(AdmissionError::Ended { enterprise, reason }),
            EnterpriseState::Admitted | EnterpriseState::Suspended | EnterpriseState::Ended => Ok(()),
        }
    }

    /// Where an enterprise stands.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn standing(&self, enterprise: EnterpriseId) -> Result<Standing, StoreFault> {
        self.admission.standing(enterprise)
    }

    /// Everything that was decided of an enterprise, the oldest first.
    ///
    /// # Errors
    /// [`AdmissionError::Entry`] of an unknown enterprise; [`AdmissionError::Fault`].
    pub fn standings(&self, enterprise: EnterpriseId) -> Result<Vec<Standing>, AdmissionError> {
        self.known_enterprise(enterprise)?;
        Ok(self.admission.standings(enterprise)?)
    }

    /// Says where an enterprise stands from now on. What is `None` stays as it is.
    ///
    /// # Errors
    /// [`AdmissionError::Ended`] if its admission has ended, which is for ever;
    /// [`AdmissionError::Entry`] of an unknown enterprise or of `reason`; [`AdmissionError::Fault`].
    pub fn set_standing(
        &self,
        enterprise: EnterpriseId,
        state: Option<EnterpriseState>,
        signed_only: Option<bool>,
        reason: &str,
        who: &str,
    ) -> Result<Standing, AdmissionError> {
        let reason = needed("reason", lines("reason", reason, REASON_CHARACTERS_MAX)?)?;
        self.known_enterprise(enterprise)?;
        let before = self.admission.standing(enterprise)?;
        if before.state == EnterpriseState::Ended {
            return Err(AdmissionError::Ended { enterprise, reason: before.reason });
        }
        let standing = Standing {
            state: state.unwrap_or(before.state),
            signed_only: signed_only.unwrap_or(before.signed_only),
            reason,
            who: who.to_owned(),
            since: Some(self.clock.now()),
        };
        self.admission.set_standing(enterprise, &standing)?;
        Ok(standing)
    }

    pub(super) fn known_enterprise(&self, id: EnterpriseId) -> Result<EnterpriseId, AdmissionError> {
        match self.registry.enterprise(id)? {
            Some(_) => Ok(id),
            None => Err(PortalError::Unknown { what: "enterprise", name: id.to_string() }.into()),
        }
    }
}
