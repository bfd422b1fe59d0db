//! Who calls: the enterprise or the operator behind a key.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::AUTHORIZATION_CHARACTERS_MAX;

use crate::app::AppState;
use crate::blocking::blocking;
use crate::error::ApiError;

/// The enterprise whose key stands in `Authorization: Bearer rusu_…`.
///
/// A missing key, a wrong one and a revoked one get the same answer, so that it tells a stranger
/// nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Caller(pub EnterpriseId);

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, ApiError> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let key = header.and_then(bearer).ok_or(ApiError::KeyUnknown)?.to_owned();
        let intake = Arc::clone(&app.intake);
        let found = blocking(move || intake.authenticate(&key)).await?;
        found.map(Self).ok_or(ApiError::KeyUnknown)
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
