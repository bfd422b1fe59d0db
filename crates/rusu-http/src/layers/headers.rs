//! Headers that every answer bears unless it has its own.

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::AppState;

/// Nothing inline, nothing from elsewhere.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     media-src 'self'; worker-src 'self'; connect-src 'self'; form-action 'self'; \
     frame-ancestors 'none'; base-uri 'none'";
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
/// The camera is for scanning, on our own pages only.
const PERMITTED: HeaderValue = HeaderValue::from_static("camera=(self), geolocation=(), microphone=()");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
const A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// The policy of a page that holds one style: `hash` is `'sha256-…'` of its text.
pub(crate) fn policy_with_style(hash: &str) -> HeaderValue {
    changed("style-src 'self'", &format!("style-src 'self' {hash}"))
}

/// The policy of a page that others may show in a frame: `origins` are checked by the configuration.
pub(crate) fn policy_framed_by(origins: &[String]) -> HeaderValue {
    if origins.is_empty() {
        return HeaderValue::from_static(POLICY);
    }
    changed("frame-ancestors 'none'", &format!("frame-ancestors {}", origins.join(" ")))
}

/// What cannot be written leaves the policy as it is: stricter, never looser.
fn changed(from: &str, to: &str) -> HeaderValue {
    HeaderValue::from_str(&POLICY.replace(from, to)).unwrap_or(HeaderValue::from_static(POLICY))
}

/// Adds what is missing.
pub(crate) async fn guard_answer(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut add = |name: HeaderName, value: HeaderValue| add_missing(headers, name, value);
    add(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    add(X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
    add(REFERRER_POLICY, NO_REFERRER);
    add(PERMISSIONS, PERMITTED);
    // An answer may change with the next recall: who wants to be kept says so.
    add(CACHE_CONTROL, NO_STORE);
    // A browser ignores it without TLS, but it would be a lie on a plain address.
    if app.settings.public_url.starts_with("https://") {
        add(STRICT_TRANSPORT_SECURITY, A_YEAR);
    }
    response
}

fn add_missing(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_admitted_by_its_hash_alone() {
        let policy = policy_with_style("'sha256-abc='");
        let policy = policy.to_str().unwrap();
        assert!(policy.contains("style-src 'self' 'sha256-abc=';") && !policy.contains("unsafe"), "{policy}");
    }

    #[test]
    fn only_the_named_origins_may_frame() {
        let origins = ["https://www.gov.example".to_owned(), "https://shop.example".to_owned()];
        let policy = policy_framed_by(&origins);
        let policy = policy.to_str().unwrap();
        assert!(policy.contains("frame-ancestors https://www.gov.example https://shop.example;"), "{policy}");
        assert_eq!(policy_framed_by(&[]), POLICY);
        assert_eq!(policy_framed_by(&["https://a\n.example".to_owned()]), POLICY);
    }
}
