//! Signed requests: the house's fixed profile of RFC 9421 (HTTP message signatures) with RFC 9530
//! (digest fields), and the public keys that enterprises sign with.
//!
//! Owns: how the fields of the profile are written and read, the signature base, what must be covered.
//! Refuses to know: any cipher, the clock, HTTP types. Same input, same output.
//!
//! The profile: exactly one signature; covered are `@method` and `@target-uri`, with a body also
//! `content-digest` and `content-type`; `idempotency-key` may be covered too; the parameters are `created`,
//! `nonce`, `keyid` and `alg`, all of them and no other.

mod base64;
mod fields;

#[cfg(test)]
mod tests;

use std::fmt;

use jiff::Timestamp;

use crate::enterprise::EnterpriseId;
use crate::product::words;

pub use base64::{from_base64, to_base64};
pub use fields::{read_digest, read_input, read_signature};

/// What SM2 signatures are made over besides the message: whoever signs is named so, always.
///
/// Source: GB/T 35276, the identity where none is agreed upon. The profile fixes it, because a
/// library whose default is another one would make signatures that nobody else can check.
pub const SM2_DISTID: &str = "1234567812345678";
/// What begins every key's id.
const KEY_ID_PREFIX: &str = "rk_";
/// Characters behind the prefix: 128 bits in hexadecimal.
const KEY_ID_HEX_CHARACTERS: usize = 32;

/// How a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SignatureAlgorithm {
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// SM2 with SM3 (GB/T 32918.2), the identity being [`SM2_DISTID`].
    Sm2Sm3,
}

words!(SignatureAlgorithm, SignatureAlgorithm::Ed25519 => "ed25519", SignatureAlgorithm::Sm2Sm3 => "sm2-sm3");

/// A signing key's id. It follows from the public key, so that the holder knows it without asking.
///
/// Shape: `rk_` and 32 hexadecimal digits in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(String);

impl KeyId {
    /// The id that a fingerprint of a public key gives.
    #[must_use]
    pub fn of_fingerprint(fingerprint: [u8; 16]) -> Self {
        let hex = fingerprint.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        Self(format!("{KEY_ID_PREFIX}{hex}"))
    }

    /// Reads an id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix(KEY_ID_PREFIX)?;
        let fits = hex.len() == KEY_ID_HEX_CHARACTERS
            && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        fits.then(|| Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A public key of an enterprise. The private one never leaves the enterprise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// Its id.
    pub id: KeyId,
    /// Whose.
    pub enterprise: EnterpriseId,
    /// How it signs.
    pub algorithm: SignatureAlgorithm,
    /// The public key: 32 bytes of Ed25519 (RFC 8032), or 65 of SM2 (an uncompressed point, SEC 1).
    pub public_key: Vec<u8>,
    /// What the enterprise calls it.
    pub label: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when, if it was revoked. A revoked key never comes back.
    pub revoked_at: Option<Timestamp>,
}

/// What a signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Component {
    /// The method.
    Method,
    /// The whole address under which people reach the platform.
    TargetUri,
    /// The digest of the body.
    ContentDigest,
    /// The media type of the body.
    ContentType,
    /// The sender's own name for a delivery.
    IdempotencyKey,
}

words!(Component, Component::Method => "@method", Component::TargetUri => "@target-uri",
    Component::ContentDigest => "content-digest", Component::ContentType => "content-type",
    Component::IdempotencyKey => "idempotency-key");

/// What makes a body's digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DigestAlgorithm {
    /// SHA-256.
    Sha256,
    /// SM3 (GB/T 32905).
    Sm3,
}

words!(DigestAlgorithm, DigestAlgorithm::Sha256 => "sha-256", DigestAlgorithm::Sm3 => "sm3");

/// The digest that a sender claims of its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentDigest {
    /// How it was made.
    pub algorithm: DigestAlgorithm,
    /// The digest.
    pub value: [u8; 32],
}

impl fmt::Display for ContentDigest {
    /// As the header `Content-Digest` has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=:{}:", self.algorithm.as_str(), to_base64(&self.value))
    }
}

/// Why fields are not those of the profile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// A field is not written as the profile says.
    #[error("{field} cannot be read: {why}")]
    Form {
        /// The header's name.
        field: &'static str,
        /// What is wrong.
        why: &'static str,
    },
    /// Something that must be covered is not, or a covered header was not sent.
    #[error("{component} is not covered or was not sent")]
    ComponentMissing {
        /// What.
        component: &'static str,
    },
    /// There is no such way to sign.
    #[error("algorithm `{given}` is not supported")]
    AlgorithmUnknown {
        /// The word as given.
        given: String,
    },
}

/// What a signature says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureInput {
    /// The name under which input and signature belong together.
    pub label: String,
    /// What is covered, in the signer's order.
    pub components: Vec<Component>,
    /// When it was made, seconds since 1970.
    pub created: i64,
    /// What makes it single.
    pub nonce: String,
    /// The key's id, as given.
    pub key_id: String,
    /// How it was made.
    pub algorithm: SignatureAlgorithm,
    /// The parameters in the signer's order, because they are signed so.
    pub(crate) order: [Parameter; 4],
}

/// A parameter of the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parameter {
    Created,
    Nonce,
    KeyId,
    Algorithm,
}

/// What of a request is signed.
pub struct SignedMessage<'a> {
    /// The method, in capitals.
    pub method: &'a str,
    /// The whole address, from `https://` on.
    pub target_uri: &'a str,
    /// A header's value, several of one name joined by `, `.
    pub header: &'a dyn Fn(&str) -> Option<String>,
}

impl SignatureInput {
    /// The input of a signature that is to be made, with the parameters in the usual order.
    #[must_use]
    pub fn new(
        components: Vec<Component>,
        created: i64,
        nonce: String,
        key_id: &KeyId,
        algorithm: SignatureAlgorithm,
    ) -> Self {
        let order = [Parameter::Created, Parameter::Nonce, Parameter::KeyId, Parameter::Algorithm];
        let (label, key_id) = ("sig1".to_owned(), key_id.to_string());
        Self { label, components, created, nonce, key_id, algorithm, order }
    }

    /// The covered components and the parameters, as they are signed and as the header has them behind
    /// the label.
    #[must_use]
    pub fn parameters(&self) -> String {
        let covered: Vec<String> = self.components.iter().map(|c| format!("\"{}\"", c.as_str())).collect();
        let mut text = format!("({})", covered.join(" "));
        for parameter in self.order {
            text += &match parameter {
                Parameter::Created => format!(";created={}", self.created),
                Parameter::Nonce => format!(";nonce={}", fields::quoted(&self.nonce)),
                Parameter::KeyId => format!(";keyid={}", fields::quoted(&self.key_id)),
                Parameter::Algorithm => format!(";alg=\"{}\"", self.algorithm.as_str()),
            };
        }
        text
    }

    /// Whether everything is covered that the profile demands.
    ///
    /// # Errors
    /// [`ProfileError::ComponentMissing`] names the first that is not.
    pub fn check_covers(&self, has_body: bool) -> Result<(), ProfileError> {
        let demanded = [
            (Component::Method, true),
            (Component::TargetUri, true),
            (Component::ContentDigest, has_body),
            (Component::ContentType, has_body),
        ];
        let missing = demanded.into_iter().find(|(c, needed)| *needed && !self.components.contains(c));
        match missing {
            None => Ok(()),
            Some((component, _)) => Err(ProfileError::ComponentMissing { component: component.as_str() }),
        }
    }

    /// The bytes that are signed.
    ///
    /// Source: RFC 9421, section 2.5.
    ///
    /// # Errors
    /// [`ProfileError::ComponentMissing`] if a covered header was not sent.
    pub fn base(&self, message: &SignedMessage<'_>) -> Result<String, ProfileError> {
        let mut base = String::new();
        for component in &self.components {
            let name = component.as_str();
            let value = match component {
                Component::Method => message.method.to_owned(),
                Component::TargetUri => message.target_uri.to_owned(),
                Component::ContentDigest | Component::ContentType | Component::IdempotencyKey => {
                    let missing = ProfileError::ComponentMissing { component: name };
                    (message.header)(name).ok_or(missing)?.trim().to_owned()
                }
            };
            base += &format!("\"{name}\": {value}\n");
        }
        base += &format!("\"@signature-params\": {}", self.parameters());
        Ok(base)
    }
}
