//! Who calls: the enterprise or the operator behind a key.

mod proof;

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, Query};
use axum::http::Method;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::AUTHORIZATION_CHARACTERS_MAX;
use rusu_intake::Access;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::app::AppState;
use crate::blocking::blocking;
use crate::error::ApiError;
use proof::Proof;

/// The enterprise for which a request is: the one whose key stands in `Authorization: Bearer rusu_…`, or
/// that signed the request, or a subsidiary of it that the request names. Whoever may not do what the
/// method says (anything but reading changes something) does not get here.
///
/// A missing bearer key, a wrong one and a revoked one get the same answer, so that it tells a stranger
/// nothing; a signature's holder is told what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Caller(pub EnterpriseId);

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let proof = Proof::of(parts, &app.settings.public_url)?;
        let Query(OnBehalf { enterprise: on_behalf_of }) =
            Query::try_from_uri(&parts.uri).map_err(|e| ApiError::AddressForm { why: e.body_text() })?;
        let writes = !matches!(parts.method, Method::GET | Method::HEAD);
        let (intake, desk) = (Arc::clone(&app.intake), Arc::clone(&app.admission));
        let acting = move || {
            let (caller, is_signed) = match proof {
                Proof::Bearer(key) => (intake.authenticate(&key)?.ok_or(ApiError::KeyUnknown)?, false),
                Proof::Signed(request) => (desk.verify(&request)?, true),
            };
            let access = Access { caller, is_signed, writes, on_behalf_of };
            Ok::<_, ApiError>(desk.check_access(&access)?)
        };
        Ok(Self(blocking(acting).await?))
    }
}

/// For which enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OnBehalf {
    /// The number of a subsidiary, if a group acts for one.
    #[param(example = "12")]
    enterprise: Option<String>,
}

/// The secret that stands in `Authorization: Bearer …`, of whatever kind it is; empty without one.
pub(crate) struct BearerSecret(pub String);

impl FromRequestParts<AppState> for BearerSecret {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Infallible> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        Ok(Self(header.and_then(bearer).unwrap_or_default().to_owned()))
    }
}

/// The label of the operator's key that stands in `Authorization: Bearer rusu_op_…`; reported beside
/// what was done with it.
///
/// As with [`Caller`], whatever is not a valid key gets the one answer, an enterprise's key too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OperatorCaller(pub String);

impl FromRequestParts<AppState> for OperatorCaller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let key = header.and_then(bearer).ok_or(ApiError::KeyUnknown)?.to_owned();
        let desk = Arc::clone(&app.operator);
        let found = blocking(move || desk.authenticate(&key)).await?;
        found.map(Self).ok_or(ApiError::KeyUnknown)
    }
}

/// The network address of the one who asks, where it is known; used for limits only, never kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClientAddress(pub Option<IpAddr>);

impl FromRequestParts<AppState> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Infallible> {
        let Some(header) = &app.settings.client_address_header else {
            let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
            return Ok(Self(peer.map(|ConnectInfo(peer)| peer.ip())));
        };
        let told = parts.headers.get_all(header.as_str()).iter().next_back();
        Ok(Self(told.and_then(|value| last_address(value.to_str().ok()?))))
    }
}

/// The address that the proxy itself added: what stands before it in a list is the caller's own word.
fn last_address(list: &str) -> Option<IpAddr> {
    list.rsplit(',').next()?.trim().parse().ok()
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, key) = header.trim().split_once(' ')?;
    let fits = header.len() <= AUTHORIZATION_CHARACTERS_MAX && scheme.eq_ignore_ascii_case("bearer");
    fits.then_some(key.trim()).filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_is_read_in_either_case() {
        assert_eq!(bearer("Bearer rusu_x"), Some("rusu_x"));
        assert_eq!(bearer("bearer  rusu_x "), Some("rusu_x"));
    }

    #[test]
    fn the_last_entry_of_a_list_counts() {
        let address = |text: &str| text.parse::<IpAddr>().ok();
        assert_eq!(last_address("198.51.100.7"), address("198.51.100.7"));
        assert_eq!(last_address("10.0.0.1, 2001:db8::7"), address("2001:db8::7"));
        assert_eq!(last_address("unknown"), None);
    }

    #[test]
    fn anything_else_is_no_key() {
        for header in ["", "Bearer", "Bearer ", "Basic cnVzdQ==", "rusu_x"] {
            assert_eq!(bearer(header), None, "{header}");
        }
    }

    #[test]
    fn a_header_of_the_longest_length_is_looked_at_and_one_more_is_not() {
        let header = |length: usize| format!("Bearer {}", "x".repeat(length - 7));
        assert!(bearer(&header(AUTHORIZATION_CHARACTERS_MAX)).is_some());
        assert!(bearer(&header(AUTHORIZATION_CHARACTERS_MAX + 1)).is_none());
    }
}
