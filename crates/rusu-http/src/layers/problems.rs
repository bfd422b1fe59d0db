//! Where an error becomes a problem document, or a page for people.

use std::any::Any;
use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCEPT, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::RequestId;
use crate::error::{ApiError, Pending};
use crate::pages::{self, Asked};
use crate::problem::{PROBLEM_JSON, Problem};

/// Addresses for programs: whoever asks there is answered in JSON.
const FOR_PROGRAMS: [&str; 5] =
    ["/livez", "/readyz", "/metrics", "/openapi.json", "/.well-known/rusu-webhook-key"];
/// Addresses for both: the header `Accept` tells a browser from a program.
const FOR_BOTH: [&str; 4] = ["/documents/", "/templates/", "/logos/", "/videos/"];

/// Writes the answer of an error that a handler or a layer gave, and logs its cause, once.
pub(crate) async fn write_problem(
    Extension(id): Extension<RequestId>,
    asked: Asked,
    request: Request,
    next: Next,
) -> Response {
    let wants_json = is_for_programs(request.uri(), request.headers());
    let mut response = next.run(request).await;
    let pending = response.extensions_mut().remove::<Pending>().map(|Pending(error)| error);
    // The router itself refuses a method, without an error of ours.
    let refused = response.status() == StatusCode::METHOD_NOT_ALLOWED;
    let Some(error) = pending.or_else(|| refused.then(|| Arc::new(ApiError::MethodNotAllowed))) else {
        return response;
    };
    report(&error, response.status());
    let written =
        if wants_json { document(&error, &id) } else { page(&error, &asked, response.status()).await };
    // The status and the headers that came with the error stay (`Allow`, `Retry-After`, CORS).
    let (kept, _) = response.into_parts();
    let (mut parts, body) = written.into_parts();
    parts.status = kept.status;
    for (name, value) in &kept.headers {
        if name != CONTENT_LENGTH && name != CONTENT_TYPE {
            parts.headers.append(name, value.clone());
        }
    }
    Response::from_parts(parts, body)
}

/// What a panicking handler leaves.
pub(crate) fn caught(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    ApiError::Panicked { what: text.unwrap_or_else(|| "no text".to_owned()) }.into_response()
}

fn is_for_programs(uri: &Uri, headers: &HeaderMap) -> bool {
    let path = uri.path();
    if path == "/api" || path.starts_with("/api/") || FOR_PROGRAMS.contains(&path) {
        return true;
    }
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    FOR_BOTH.iter().any(|prefix| path.starts_with(prefix)) && !accept.contains("text/html")
}

fn report(error: &Arc<ApiError>, status: StatusCode) {
    if status == StatusCode::SERVICE_UNAVAILABLE {
        tracing::warn!(%error, "a request was put off");
    } else if status.is_server_error() {
        tracing::error!(%error, "a request failed");
    }
}

fn document(error: &ApiError, id: &RequestId) -> Response {
    const LANGUAGES: HeaderValue = HeaderValue::from_static("zh-CN, en");
    let problem: Problem = error.meaning().problem(&id.to_string());
    // A struct of texts and numbers can always be written.
    let json = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = Response::new(Body::from(json));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    headers.insert(CONTENT_LANGUAGE, LANGUAGES);
    response
}

async fn page(error: &ApiError, asked: &Asked, status: StatusCode) -> Response {
    match error.meaning().code.status() {
        StatusCode::NOT_FOUND => pages::not_found(asked.clone()).await,
        _ => pages::fault(asked, status),
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use tower::ServiceExt as _;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    async fn panicking() -> StatusCode {
        panic!("secret of the inside")
    }

    #[tokio::test]
    async fn a_panic_is_a_problem_that_keeps_what_is_inside() {
        let router = Router::new()
            .route("/api/x", get(panicking))
            .layer(CatchPanicLayer::custom(caught))
            .layer(from_fn(write_problem))
            .layer(Extension(RequestId(Arc::from("r-1"))));
        let response = router.oneshot(Request::get("/api/x").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
        let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((&problem["code"], &problem["instance"]), (&"internal".into(), &"r-1".into()));
        assert!(!problem.to_string().contains("secret"));
    }

    fn for_programs(path: &'static str, accept: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        is_for_programs(&Uri::from_static(path), &headers)
    }

    #[test]
    fn the_interface_answers_in_json_whoever_asks() {
        assert!(for_programs("/api/v1/nothing", "text/html"));
        assert!(for_programs("/api", "text/html"));
        assert!(for_programs("/readyz", "text/html"));
    }

    #[test]
    fn a_document_that_is_missing_is_told_to_each_in_its_way() {
        assert!(for_programs("/documents/ab/c.pdf", "*/*"));
        assert!(!for_programs("/documents/ab/c.pdf", "text/html,*/*;q=0.8"));
    }

    #[test]
    fn pages_are_for_people() {
        assert!(!for_programs("/nothing", "*/*"));
        assert!(!for_programs("/apiary", "*/*"));
    }
}
