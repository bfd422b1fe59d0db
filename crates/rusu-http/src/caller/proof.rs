//! What an enterprise's request proves itself with: a bearer key, or a signature.

use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use rusu_core::signature::{Component, ProfileError, read_digest};
use rusu_intake::{AdmissionError, SignedRequest};

use super::bearer;
use crate::error::ApiError;
use crate::layers::{BodySeal, joined};

const SIGNATURE_INPUT: &str = "signature-input";
const SIGNATURE: &str = "signature";

/// What a request proves itself with.
pub(super) enum Proof {
    /// `Authorization: Bearer rusu_…`.
    Bearer(String),
    /// `Signature-Input` and `Signature`.
    Signed(SignedRequest),
}

impl Proof {
    /// The proof that a request bears. Whoever signs is not asked for a key besides.
    pub(super) fn of(parts: &Parts, public_url: &str) -> Result<Self, ApiError> {
        let input = joined(&parts.headers, SIGNATURE_INPUT);
        let signature = joined(&parts.headers, SIGNATURE);
        let missing = |field| profile(ProfileError::Form { field, why: "it is missing" });
        match (input, signature) {
            (None, None) => {
                let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
                let key = header.and_then(bearer).ok_or(ApiError::KeyUnknown)?;
                Ok(Self::Bearer(key.to_owned()))
            }
            (None, Some(_)) => Err(missing("Signature-Input")),
            (Some(_), None) => Err(missing("Signature")),
            (Some(input), Some(signature)) => signed(parts, public_url, input, signature).map(Self::Signed),
        }
    }
}

fn signed(
    parts: &Parts,
    public_url: &str,
    input: String,
    signature: String,
) -> Result<SignedRequest, ApiError> {
    // Where nothing is known of a body, it counts as one whose digest nobody watches.
    let unwatched = BodySeal { is_empty: false, is_sealed: false };
    let seal = parts.extensions.get::<BodySeal>().copied().unwrap_or(unwatched);
    if !seal.is_empty && !seal.is_sealed {
        return Err(unsealed(parts));
    }
    // The address that people know, for a proxy may have another name for this server.
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let headers = Component::ALL.iter().filter_map(|component| {
        let name = component.as_str();
        joined(&parts.headers, name).map(|value| (name.to_owned(), value))
    });
    Ok(SignedRequest {
        input,
        signature,
        method: parts.method.as_str().to_owned(),
        target_uri: format!("{public_url}{path}"),
        headers: headers.collect(),
        has_body: !seal.is_empty,
    })
}

/// Why the digest of a body is not watched.
fn unsealed(parts: &Parts) -> ApiError {
    let component = Component::ContentDigest.as_str();
    let told = joined(&parts.headers, component);
    let refused = told.and_then(|value| read_digest(&value).err());
    profile(refused.unwrap_or(ProfileError::ComponentMissing { component }))
}

fn profile(error: ProfileError) -> ApiError {
    AdmissionError::from(error).into()
}
