//! Signed requests: which enterprise stands behind a signature.

use jiff::SignedDuration;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{SIGNATURE_NONCE_SECONDS, SIGNATURE_SKEW_SECONDS_MAX};
use rusu_core::signature::{KeyId, ProfileError, SignatureInput, SignedMessage, read_input, read_signature};

use super::{AdmissionDesk, AdmissionError};
use crate::signing::verifies;

/// A request as its signature speaks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedRequest {
    /// The header `Signature-Input`.
    pub input: String,
    /// The header `Signature`.
    pub signature: String,
    /// The method, in capitals.
    pub method: String,
    /// The whole address under which people reach the platform, whatever the request named.
    pub target_uri: String,
    /// Headers by their names in lower case, several of one name joined by `, `: at least those that the
    /// profile can cover.
    pub headers: Vec<(String, String)>,
    /// Whether it has a body.
    pub has_body: bool,
}

impl AdmissionDesk {
    /// The enterprise that signed a request, now and for this request only. Whether the body is the one
    /// that was signed, is seen when it has arrived.
    ///
    /// # Errors
    /// [`AdmissionError::Profile`], [`AdmissionError::KeyUnknown`], [`AdmissionError::SignatureWrong`],
    /// [`AdmissionError::KeyRevoked`], [`AdmissionError::Clock`], [`AdmissionError::NonceUsed`], looked
    /// for in this order; [`AdmissionError::Fault`].
    pub fn verify(&self, request: &SignedRequest) -> Result<EnterpriseId, AdmissionError> {
        let input = read_input(&request.input)?;
        let signature = read_signature(&request.signature, &input.label)?;
        input.check_covers(request.has_body)?;
        let header = |name: &str| {
            let found = request.headers.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone())
        };
        let (method, target_uri) = (request.method.as_str(), request.target_uri.as_str());
        let base = input.base(&SignedMessage { method, target_uri, header: &header })?;
        let unknown = || AdmissionError::KeyUnknown { id: input.key_id.clone() };
        let id = KeyId::parse(&input.key_id).ok_or_else(unknown)?;
        let key = self.admission.signing_key(&id)?.ok_or_else(unknown)?;
        // A key signs in one way: another word for the way is no signature of this key.
        let fits = input.algorithm == key.algorithm
            && verifies(key.algorithm, &key.public_key, base.as_bytes(), &signature);
        if !fits {
            return Err(AdmissionError::SignatureWrong { target_uri: request.target_uri.clone() });
        }
        if key.revoked_at.is_some_and(|at| at <= self.clock.now()) {
            return Err(AdmissionError::KeyRevoked { id });
        }
        self.check_moment(&input, &id)?;
        Ok(key.enterprise)
    }

    /// The signature is right: it must also be of now, and be seen for the first time.
    fn check_moment(&self, input: &SignatureInput, id: &KeyId) -> Result<(), AdmissionError> {
        let now = self.clock.now();
        let limit = SIGNATURE_SKEW_SECONDS_MAX;
        let created = jiff::Timestamp::from_second(input.created).map_err(|_| ProfileError::Form {
            field: "Signature-Input",
            why: "created is no moment of any calendar",
        })?;
        let off = now.duration_since(created).abs();
        if off > SignedDuration::from_secs(limit) {
            return Err(AdmissionError::Clock { seconds: off.as_secs().unsigned_abs(), limit });
        }
        // The bound lies centuries ahead of the calendar's end.
        let until = now.checked_add(SignedDuration::from_secs(SIGNATURE_NONCE_SECONDS)).unwrap_or(now);
        if self.admission.use_nonce(id, &input.nonce, now, until)? {
            Ok(())
        } else {
            Err(AdmissionError::NonceUsed)
        }
    }
}
