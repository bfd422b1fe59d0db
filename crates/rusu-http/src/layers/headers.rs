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
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
);
const PERMISSIONS: HeaderName = HeaderName::from_static("permissions-policy");
/// The camera is for scanning, on our own pages only.
const PERMITTED: HeaderValue = HeaderValue::from_static("camera=(self), geolocation=(), microphone=()");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");
const NO_REFERRER: HeaderValue = HeaderValue::from_static("no-referrer");
const A_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Adds what is missing.
pub(crate) async fn guard_answer(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut add = |name: HeaderName, value: HeaderValue| add_missing(headers, name, value);
    add(CONTENT_SECURITY_POLICY, POLICY);
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
