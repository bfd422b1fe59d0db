//! A receipt as it is posted to an enterprise: JSON, signed by the platform.
//!
//! Invariant: what is signed is what is sent: method, address, media type and the digest of the body.
//! Source: RFC 9421 (HTTP Message Signatures), RFC 9530 (Digest Fields).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use rusu_core::ports::StoreFault;
use rusu_intake::{Telling, WebhookDesk};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::wire::ReceiptBody;

/// The platform's key by the name that a signature gives.
pub(crate) const KEY_ID: &str = "rusu-webhook";
const MEDIA: &str = "application/json";

/// A request that is ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedPost {
    /// Its body.
    pub body: Vec<u8>,
    /// Its headers, the media type among them.
    pub headers: Vec<(&'static str, String)>,
}

/// What is told.
#[derive(Serialize)]
struct TellingBody {
    /// The same at every attempt.
    id: u64,
    event: &'static str,
    receipt: ReceiptBody,
}

/// Writes and signs what is to be told.
///
/// # Errors
/// [`StoreFault`] if there is no key.
pub fn signed_post(desk: &WebhookDesk, telling: &Telling, now: Timestamp) -> Result<SignedPost, StoreFault> {
    let told = TellingBody { id: telling.id, event: "receipt", receipt: ReceiptBody::from(&telling.receipt) };
    // A struct of texts and numbers can always be written.
    let body = serde_json::to_vec(&told).unwrap_or_default();
    let digest = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(&body)));
    let parameters = format!(
        "(\"@method\" \"@target-uri\" \"content-digest\" \"content-type\");created={};nonce=\"{}-{}\";\
         keyid=\"{KEY_ID}\";alg=\"ed25519\"",
        now.as_second(),
        telling.id,
        telling.attempts,
    );
    let base = format!(
        "\"@method\": POST\n\"@target-uri\": {}\n\"content-digest\": {digest}\n\"content-type\": {MEDIA}\n\
         \"@signature-params\": {parameters}",
        telling.url.as_str(),
    );
    let signature = STANDARD.encode(desk.sign(base.as_bytes())?);
    let headers = vec![
        ("Content-Type", MEDIA.to_owned()),
        ("Content-Digest", digest),
        ("Signature-Input", format!("rusu={parameters}")),
        ("Signature", format!("rusu=:{signature}:")),
    ];
    Ok(SignedPost { body, headers })
}
