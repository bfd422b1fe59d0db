//! The operator's keys.

use rusu_core::limits::KEY_LABEL_CHARACTERS_MAX;
use rusu_core::portal::OperatorKey;
use rusu_core::ports::StoreFault;

use super::{PortalDesk, PortalError, fields, unknown};
use crate::keys::{base64_url, digest};

/// What begins every operator's key, so that scanners of leaked secrets know it.
const KEY_PREFIX: &str = "rusu_op_";

impl PortalDesk {
    /// Makes a key of 256 random bits and tells it this once.
    ///
    /// # Errors
    /// [`PortalError::Missing`], [`PortalError::TooLong`] or [`PortalError::Form`] of the label;
    /// [`PortalError::Fault`].
    pub fn issue_key(&self, label: &str) -> Result<String, PortalError> {
        let label = fields::needed("label", fields::line("label", label, KEY_LABEL_CHARACTERS_MAX)?)?;
        let key = format!("{KEY_PREFIX}{}", base64_url(&self.chance.bytes()));
        let created_at = self.clock.now();
        let kept = OperatorKey { digest: digest(&key), label, created_at, revoked_at: None };
        self.portal.save_operator_key(&kept)?;
        Ok(key)
    }

    /// The label of the key, if it opens the operator's door. The key itself is kept nowhere: a
    /// look-up by its digest tells a stranger nothing by its timing.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn authenticate(&self, key: &str) -> Result<Option<String>, StoreFault> {
        if !key.starts_with(KEY_PREFIX) {
            return Ok(None);
        }
        let now = self.clock.now();
        let found = self.portal.operator_key(&digest(key))?;
        Ok(found.filter(|key| key.revoked_at.is_none_or(|at| at > now)).map(|key| key.label))
    }

    /// Revokes every key with a label; tells how many.
    ///
    /// # Errors
    /// [`PortalError::Unknown`] if there is none; [`PortalError::Fault`].
    pub fn revoke_keys(&self, label: &str) -> Result<u64, PortalError> {
        match self.portal.revoke_operator_keys(label.trim(), self.clock.now())? {
            0 => Err(unknown("key", label.trim())),
            count => Ok(count),
        }
    }
}
