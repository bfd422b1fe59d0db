//! Who calls: the enterprise behind a key.

use std::sync::Arc;

use axum::extract::FromRequestParts;
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
