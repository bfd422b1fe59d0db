//! A request's id, its span, its duration.
//!
//! Invariant: what is reported is the route's template, the method and the status. Never the path
//! (it may hold a code), the query string, a header, a body or an address.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use rusu_core::limits::REQUEST_ID_CHARACTERS_MAX;
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::app::AppState;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The name under which a request stands in reports and in its problem document.
///
/// Shape: visible ASCII; ours are the millisecond and a counter, both hexadecimal. A gateway in
/// front may hand in its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RequestId(pub(super) Arc<str>);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl RequestId {
    fn of(headers: &HeaderMap, now_ms: i64) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let given = headers.get(X_REQUEST_ID).and_then(|value| value.to_str().ok());
        if let Some(given) = given.filter(|given| is_id(given)) {
            return Self(Arc::from(given));
        }
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self(Arc::from(format!("{now_ms:x}-{number:x}")))
    }
}

fn is_id(text: &str) -> bool {
    (1..=REQUEST_ID_CHARACTERS_MAX).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

/// Names the request, measures it and reports it.
pub(crate) async fn observe(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = RequestId::of(request.headers(), app.clock.now().as_millisecond());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map_or("unmatched", MatchedPath::as_str);
    let method = known(request.method());
    request.extensions_mut().insert(id.clone());
    let span = tracing::info_span!("request", %id, route, method);
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(X_REQUEST_ID, value);
    }
    let (status, took) = (response.status().as_u16(), began.elapsed());
    app.metrics.count_request(route, method, status, took);
    span.in_scope(|| tracing::debug!(status, micros = took.as_micros(), "answered"));
    response
}

/// A method from a fixed list, because labels must be bounded and anybody can send any word.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(given: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(X_REQUEST_ID, HeaderValue::from_str(given).unwrap());
        RequestId::of(&headers, 0x1234).to_string()
    }

    #[test]
    fn a_gateways_id_is_kept() {
        assert_eq!(id("6f2c.A-1_x"), "6f2c.A-1_x");
    }

    #[test]
    fn an_id_that_could_disturb_a_report_is_replaced() {
        for given in ["", "a b", "a\"b", &"x".repeat(REQUEST_ID_CHARACTERS_MAX + 1)] {
            assert!(id(given).starts_with("1234-"), "{given}");
        }
    }

    #[test]
    fn a_foreign_method_is_not_a_label() {
        assert_eq!(known(&Method::from_bytes(b"BREW").unwrap()), "other");
    }
}
