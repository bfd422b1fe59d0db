//! Signing keys: registering the next, listing, revoking.

use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{KEY_LABEL_CHARACTERS_MAX, PUBLIC_KEY_CHARACTERS_MAX, SIGNING_KEYS_IN_FORCE_MAX};
use rusu_core::ports::StoreFault;
use rusu_core::signature::{KeyId, SignatureAlgorithm, SigningKey};

use super::applications::RawKey;
use super::{AdmissionDesk, AdmissionError};
use crate::PortalError;
use crate::portal::fields::{form, line, needed};
use crate::signing::{key_id, read_public_key};

impl AdmissionDesk {
    /// Registers a public key. The same key again is the same entry.
    ///
    /// # Errors
    /// [`AdmissionError::Entry`] of `algorithm`, `public_key` or `label`, or of an unknown enterprise;
    /// [`AdmissionError::PublicKeyForm`]; [`AdmissionError::KeyTaken`]; [`AdmissionError::KeyRevoked`];
    /// [`AdmissionError::KeysLimit`]; [`AdmissionError::Fault`].
    pub fn register_key(
        &self,
        enterprise: EnterpriseId,
        raw: &RawKey,
        label: &str,
    ) -> Result<SigningKey, AdmissionError> {
        let label = needed("label", line("label", label, KEY_LABEL_CHARACTERS_MAX)?)?;
        let (algorithm, public_key) = read_key(raw)?;
        let id = key_id(algorithm, &public_key);
        if self.registry.enterprise(enterprise)?.is_none() {
            let (what, name) = ("enterprise", enterprise.to_string());
            return Err(PortalError::Unknown { what, name }.into());
        }
        if let Some(known) = self.admission.signing_key(&id)? {
            return known_key(known, enterprise);
        }
        let in_force = self.keys(enterprise)?.iter().filter(|key| key.revoked_at.is_none()).count();
        if in_force >= SIGNING_KEYS_IN_FORCE_MAX {
            return Err(AdmissionError::KeysLimit { limit: SIGNING_KEYS_IN_FORCE_MAX });
        }
        let created_at = self.clock.now();
        let key = SigningKey { id, enterprise, algorithm, public_key, label, created_at, revoked_at: None };
        match self.admission.add_signing_key(&key)? {
            None => Ok(key),
            Some(known) => known_key(known, enterprise),
        }
    }

    /// An enterprise's keys, revoked ones too, the oldest first.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn keys(&self, enterprise: EnterpriseId) -> Result<Vec<SigningKey>, StoreFault> {
        self.admission.signing_keys(enterprise)
    }

    /// Revokes a key from now on and for ever. Again is no error.
    ///
    /// # Errors
    /// [`AdmissionError::NoSuchKey`] if the enterprise has none with this id; [`AdmissionError::Fault`].
    pub fn revoke_key(&self, enterprise: EnterpriseId, id: &str) -> Result<KeyId, AdmissionError> {
        let unknown = || AdmissionError::NoSuchKey { id: id.to_owned() };
        let known = KeyId::parse(id).ok_or_else(unknown)?;
        let revoked = self.admission.revoke_signing_key(enterprise, &known, self.clock.now())?;
        if revoked { Ok(known) } else { Err(unknown()) }
    }
}

/// A key that is registered already: the enterprise's own in force, or none that it can have.
fn known_key(known: SigningKey, enterprise: EnterpriseId) -> Result<SigningKey, AdmissionError> {
    if known.enterprise != enterprise {
        return Err(AdmissionError::KeyTaken { id: known.id });
    }
    if known.revoked_at.is_some() {
        return Err(AdmissionError::KeyRevoked { id: known.id });
    }
    Ok(known)
}

/// Algorithm and bytes of a key as it is sent.
pub(super) fn read_key(raw: &RawKey) -> Result<(SignatureAlgorithm, Vec<u8>), AdmissionError> {
    let word = raw.algorithm.trim();
    let algorithm = SignatureAlgorithm::from_word(word).ok_or_else(|| form("algorithm", word))?;
    let given = raw.public_key.chars().count();
    if given > PUBLIC_KEY_CHARACTERS_MAX {
        let (field, limit) = ("public_key", PUBLIC_KEY_CHARACTERS_MAX);
        return Err(PortalError::TooLong { field, given, limit }.into());
    }
    let key = read_public_key(algorithm, &raw.public_key).ok_or(AdmissionError::PublicKeyForm)?;
    Ok((algorithm, key))
}
