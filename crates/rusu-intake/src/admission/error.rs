//! Why admission's desk refused or failed.

use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::StoreFault;
use rusu_core::signature::{KeyId, ProfileError};

use crate::PortalError;

/// Why a request, a key or an application was not taken.
#[derive(Debug, thiserror::Error)]
pub enum AdmissionError {
    /// A store failed.
    #[error(transparent)]
    Fault(#[from] StoreFault),
    /// A field of a form was not taken.
    #[error(transparent)]
    Entry(#[from] PortalError),
    /// The request's signature is not written as the profile says.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// No such key was ever registered.
    #[error("signing key `{id}` is unknown")]
    KeyUnknown {
        /// The id as given.
        id: String,
    },
    /// The key was revoked.
    #[error("signing key {id} was revoked")]
    KeyRevoked {
        /// Which.
        id: KeyId,
    },
    /// The signature does not belong to the request and the key.
    #[error("signature does not fit the request to {target_uri}")]
    SignatureWrong {
        /// The address for which it should have been made.
        target_uri: String,
    },
    /// The request was signed too long ago, or in the future.
    #[error("request was signed {seconds} s from our clock, limit is {limit}")]
    Clock {
        /// Whole seconds between, without sign.
        seconds: u64,
        /// The limit.
        limit: i64,
    },
    /// The nonce was used before.
    #[error("nonce was used before")]
    NonceUsed,
    /// The enterprise takes signed requests only.
    #[error("enterprise {enterprise} takes signed requests only")]
    SignatureRequired {
        /// Which.
        enterprise: EnterpriseId,
    },
    /// The enterprise is suspended.
    #[error("enterprise {enterprise} is suspended: {reason}")]
    Suspended {
        /// Which.
        enterprise: EnterpriseId,
        /// Why.
        reason: String,
    },
    /// The enterprise's admission has ended.
    #[error("admission of enterprise {enterprise} has ended: {reason}")]
    Ended {
        /// Which.
        enterprise: EnterpriseId,
        /// Why.
        reason: String,
    },
    /// The enterprise that is to be acted for is not the caller's subsidiary, or does not exist. Which
    /// of the two is not told.
    #[error("enterprise `{given}` is no subsidiary of the caller")]
    NotYours {
        /// The number as given.
        given: String,
    },
    /// The public key cannot be read, or is none of the algorithm.
    #[error("public key cannot be read")]
    PublicKeyForm,
    /// The key is registered for another enterprise.
    #[error("signing key {id} is registered for another enterprise")]
    KeyTaken {
        /// Which.
        id: KeyId,
    },
    /// There are as many keys in force as there can be.
    #[error("{limit} signing keys are in force already")]
    KeysLimit {
        /// The limit.
        limit: usize,
    },
    /// The enterprise has no such key.
    #[error("enterprise has no signing key `{id}`")]
    NoSuchKey {
        /// The id as given.
        id: String,
    },
    /// No application has this number and secret.
    #[error("application {id} does not exist, or its secret is another one")]
    ApplicationUnknown {
        /// The number.
        id: u64,
    },
    /// The application was decided before.
    #[error("application {id} was decided before")]
    ApplicationDecided {
        /// The number.
        id: u64,
    },
    /// Too many applications wait.
    #[error("{limit} applications wait already")]
    ApplicationsBusy {
        /// The limit.
        limit: u64,
    },
    /// Another enterprise has the name.
    #[error("name `{name}` is enterprise {enterprise}'s")]
    NameTaken {
        /// The name.
        name: String,
        /// Whose it is.
        enterprise: EnterpriseId,
    },
}
