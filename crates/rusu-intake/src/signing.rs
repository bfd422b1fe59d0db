//! The ciphers behind signed requests: Ed25519, and SM2 with SM3. See ADR 9.
//!
//! Owns: making, reading and writing keys, signing, verifying, digests of bodies while they stream.
//! Refuses to know: whose a key is, whether it is in force, what was signed.
//!
//! Shape of key files: PEM (RFC 7468) of PKCS #8 for private keys and of SubjectPublicKeyInfo for public
//! ones, as OpenSSL writes them. Both structures have one length for each algorithm, so they are written
//! and compared as bytes and not parsed.

use ed25519_dalek as ed25519;
use rusu_core::ports::Chance;
use rusu_core::signature::{
    ContentDigest, DigestAlgorithm, KeyId, SM2_DISTID, SignatureAlgorithm, from_base64, to_base64,
};
use sha2::{Digest as _, Sha256};
use sm2::dsa::signature::{Signer as _, Verifier as _};
use sm3::Sm3;

/// SubjectPublicKeyInfo of Ed25519 before the 32 bytes (RFC 8410).
const ED25519_PUBLIC: &[u8] = &[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// PKCS #8 of Ed25519 before the 32 bytes (RFC 8410).
const ED25519_SECRET: &[u8] =
    &[0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
/// SubjectPublicKeyInfo of SM2 before the 65 bytes: id-ecPublicKey and the curve 1.2.156.10197.1.301.
const SM2_PUBLIC: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x81,
    0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d, 0x03, 0x42, 0x00,
];
/// PKCS #8 of SM2 before the 32 bytes of the private key (RFC 5915 inside).
const SM2_SECRET: &[u8] = &[
    0x30, 0x81, 0x87, 0x02, 0x01, 0x00, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
    0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d, 0x04, 0x6d, 0x30, 0x6b, 0x02, 0x01, 0x01,
    0x04, 0x20,
];
/// PKCS #8 of SM2 between the private key and the 65 bytes of the public one.
const SM2_SECRET_MIDDLE: &[u8] = &[0xa1, 0x44, 0x03, 0x42, 0x00];
const SECRET_BYTES: usize = 32;
/// Most tries for random bytes that are a private key of SM2: one in four thousand million is none.
const TRIES_MAX: usize = 8;

/// A private key. It exists where an enterprise signs, and never on a server.
pub enum SecretKey {
    /// Of Ed25519.
    Ed25519(Box<ed25519::SigningKey>),
    /// Of SM2.
    Sm2(Box<sm2::dsa::SigningKey>),
}

impl SecretKey {
    /// Makes a key of fresh random bytes; `None` if chance gave none that is a key.
    #[must_use]
    pub fn generate(algorithm: SignatureAlgorithm, chance: &dyn Chance) -> Option<Self> {
        (0..TRIES_MAX).find_map(|_| Self::of_bytes(algorithm, &chance.bytes()))
    }

    /// Reads a file that [`SecretKey::to_pem`] or OpenSSL wrote.
    #[must_use]
    pub fn from_pem(text: &str) -> Option<Self> {
        let der = unwrapped(text, "PRIVATE KEY")?;
        if let Some(secret) = der.strip_prefix(ED25519_SECRET) {
            return Self::of_bytes(SignatureAlgorithm::Ed25519, secret);
        }
        let (secret, public) = der.strip_prefix(SM2_SECRET)?.split_at_checked(SECRET_BYTES)?;
        let key = Self::of_bytes(SignatureAlgorithm::Sm2Sm3, secret)?;
        (public.strip_prefix(SM2_SECRET_MIDDLE)? == key.public_key()).then_some(key)
    }

    /// The file's text. Whoever reads it can sign for the enterprise.
    #[must_use]
    pub fn to_pem(&self) -> String {
        let der = match self {
            Self::Ed25519(key) => [ED25519_SECRET, key.as_bytes()].concat(),
            Self::Sm2(key) => {
                let public = self.public_key();
                [SM2_SECRET, key.to_bytes().as_slice(), SM2_SECRET_MIDDLE, &public].concat()
            }
        };
        wrapped(&der, "PRIVATE KEY")
    }

    /// How it signs.
    #[must_use]
    pub fn algorithm(&self) -> SignatureAlgorithm {
        match self {
            Self::Ed25519(_) => SignatureAlgorithm::Ed25519,
            Self::Sm2(_) => SignatureAlgorithm::Sm2Sm3,
        }
    }

    /// The public key that belongs to it.
    #[must_use]
    pub fn public_key(&self) -> Vec<u8> {
        match self {
            Self::Ed25519(key) => key.verifying_key().to_bytes().to_vec(),
            Self::Sm2(key) => key.verifying_key().to_sec1_bytes().to_vec(),
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> KeyId {
        key_id(self.algorithm(), &self.public_key())
    }

    /// Signs a message; 64 bytes. `None` if the cipher cannot, which no known message brings about.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Ed25519(key) => {
                let signature: ed25519::Signature = key.try_sign(message).ok()?;
                Some(signature.to_bytes().to_vec())
            }
            Self::Sm2(key) => {
                let signature: sm2::dsa::Signature = key.try_sign(message).ok()?;
                Some(signature.to_bytes().to_vec())
            }
        }
    }

    fn of_bytes(algorithm: SignatureAlgorithm, secret: &[u8]) -> Option<Self> {
        match algorithm {
            SignatureAlgorithm::Ed25519 => {
                let key = ed25519::SigningKey::from_bytes(secret.try_into().ok()?);
                Some(Self::Ed25519(Box::new(key)))
            }
            SignatureAlgorithm::Sm2Sm3 => {
                let key = sm2::dsa::SigningKey::from_slice(SM2_DISTID, secret).ok()?;
                Some(Self::Sm2(Box::new(key)))
            }
        }
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("SecretKey").field(&self.id()).finish()
    }
}

/// A public key's id: the first half of SHA-256 over the algorithm's word, a colon and the key.
#[must_use]
pub fn key_id(algorithm: SignatureAlgorithm, public_key: &[u8]) -> KeyId {
    let hasher = Sha256::new().chain_update(algorithm.as_str()).chain_update(":").chain_update(public_key);
    let mut fingerprint = [0; 16];
    fingerprint.iter_mut().zip(hasher.finalize()).for_each(|(to, from)| *to = from);
    KeyId::of_fingerprint(fingerprint)
}

/// Reads a public key: PEM as OpenSSL writes it, or its bytes in base64. `None` if it is no key of the
/// algorithm that a signature could be trusted under.
#[must_use]
pub fn read_public_key(algorithm: SignatureAlgorithm, text: &str) -> Option<Vec<u8>> {
    let key = if text.contains("-----BEGIN") {
        unwrapped(text, "PUBLIC KEY")?.strip_prefix(public_prefix(algorithm))?.to_vec()
    } else {
        from_base64(text.trim())?
    };
    let fits = match algorithm {
        SignatureAlgorithm::Ed25519 => ed25519_key(&key).is_some_and(|key| !key.is_weak()),
        // One form of a point only, or one key would have two ids.
        SignatureAlgorithm::Sm2Sm3 => sm2_key(&key).is_some_and(|sm2| *sm2.to_sec1_bytes() == *key),
    };
    fits.then_some(key)
}

/// A public key as PEM.
#[must_use]
pub fn public_key_pem(algorithm: SignatureAlgorithm, public_key: &[u8]) -> String {
    wrapped(&[public_prefix(algorithm), public_key].concat(), "PUBLIC KEY")
}

/// Whether a signature of a message was made with the private key of a public one.
#[must_use]
pub fn verifies(algorithm: SignatureAlgorithm, public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    match algorithm {
        SignatureAlgorithm::Ed25519 => ed25519_key(public_key).is_some_and(|key| {
            let signature = ed25519::Signature::from_slice(signature);
            signature.is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
        }),
        SignatureAlgorithm::Sm2Sm3 => sm2_key(public_key).is_some_and(|key| {
            let signature = sm2::dsa::Signature::from_slice(signature);
            signature.is_ok_and(|signature| key.verify(message, &signature).is_ok())
        }),
    }
}

/// A body's digest while the body streams by.
#[derive(Clone, Debug)]
pub struct BodyDigest {
    wanted: ContentDigest,
    hasher: Hasher,
}

#[derive(Clone, Debug)]
enum Hasher {
    Sha256(Sha256),
    Sm3(Sm3),
}

impl BodyDigest {
    /// Nothing has arrived yet of a body that shall have this digest.
    #[must_use]
    pub fn new(wanted: ContentDigest) -> Self {
        let hasher = match wanted.algorithm {
            DigestAlgorithm::Sha256 => Hasher::Sha256(Sha256::new()),
            DigestAlgorithm::Sm3 => Hasher::Sm3(sm3::Digest::new()),
        };
        Self { wanted, hasher }
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.hasher {
            Hasher::Sha256(hasher) => hasher.update(bytes),
            Hasher::Sm3(hasher) => sm3::Digest::update(hasher, bytes),
        }
    }

    /// Whether what arrived has the digest.
    #[must_use]
    pub fn fits(&self) -> bool {
        let found: [u8; 32] = match self.hasher.clone() {
            Hasher::Sha256(hasher) => hasher.finalize().into(),
            Hasher::Sm3(hasher) => sm3::Digest::finalize(hasher).into(),
        };
        found == self.wanted.value
    }
}

/// The digest of a body that is at hand, as a signer needs it.
#[must_use]
pub fn body_digest(bytes: &[u8]) -> ContentDigest {
    ContentDigest { algorithm: DigestAlgorithm::Sha256, value: Sha256::digest(bytes).into() }
}

fn ed25519_key(bytes: &[u8]) -> Option<ed25519::VerifyingKey> {
    ed25519::VerifyingKey::from_bytes(bytes.try_into().ok()?).ok()
}

fn sm2_key(bytes: &[u8]) -> Option<sm2::dsa::VerifyingKey> {
    sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_DISTID, bytes).ok()
}

fn public_prefix(algorithm: SignatureAlgorithm) -> &'static [u8] {
    match algorithm {
        SignatureAlgorithm::Ed25519 => ED25519_PUBLIC,
        SignatureAlgorithm::Sm2Sm3 => SM2_PUBLIC,
    }
}

fn wrapped(der: &[u8], what: &str) -> String {
    let base64 = to_base64(der);
    let mut text = format!("-----BEGIN {what}-----\n");
    for (index, character) in base64.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            text.push('\n');
        }
        text.push(character);
    }
    text + &format!("\n-----END {what}-----\n")
}

fn unwrapped(text: &str, what: &str) -> Option<Vec<u8>> {
    let (_, rest) = text.split_once(&format!("-----BEGIN {what}-----"))?;
    let (base64, _) = rest.split_once(&format!("-----END {what}-----"))?;
    from_base64(&base64.split_whitespace().collect::<String>())
}

#[cfg(test)]
mod tests;
