//! What every answer bears.

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::body::Body;
use axum::http::{Method, Request, header};
use common::{CAN, TestApp};
use serde_json::json;

#[expect(clippy::unwrap_used, reason = "a test's own request")]
async fn encoded(path: &str, accepted: &str) -> String {
    let request = Request::get(path).header(header::ACCEPT_ENCODING, accepted).body(Body::empty()).unwrap();
    TestApp::default().send(request).await.header("content-encoding").to_owned()
}

#[tokio::test]
async fn every_answer_forbids_what_it_does_not_need() {
    let app = TestApp::default();
    for path in ["/", "/nothing", "/api/v1/catalogue", "/api/v1/nothing", "/livez"] {
        let reply = app.get(path).await;
        let policy = reply.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("referrer-policy"), "no-referrer", "{path}");
        assert!(reply.header("permissions-policy").contains("camera=(self)"), "{path}");
        assert!(reply.header("strict-transport-security").starts_with("max-age="), "{path}");
        assert!(!reply.header("x-request-id").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn an_answer_is_never_kept() {
    let app = TestApp::default();
    assert_eq!(app.resolve(json!({"text": CAN})).await.header("cache-control"), "no-store");
    assert_eq!(app.get(&format!("/api/v1/units/1/{CAN}")).await.header("cache-control"), "no-store");
    assert_eq!(app.get(&format!("/t/{CAN}")).await.header("cache-control"), "no-store");
}

#[tokio::test]
async fn text_is_compressed_as_the_caller_can_read_it() {
    assert_eq!(encoded("/api/v1/catalogue", "gzip, br").await, "br");
    assert_eq!(encoded("/api/v1/catalogue", "gzip").await, "gzip");
    assert_eq!(encoded("/", "br").await, "br");
    assert_eq!(encoded("/api/v1/catalogue", "identity").await, "");
    assert_eq!(encoded("/templates/submission.xlsx", "br, gzip").await, "");
}

#[tokio::test]
async fn anybodys_page_may_ask_and_read_the_answer() {
    let app = TestApp::default();
    let preflight = Request::builder()
        .method(Method::OPTIONS)
        .uri("/api/v1/resolve")
        .header(header::ORIGIN, "https://portal.example")
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
        .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "content-type");
    let reply = app.send(preflight.body(Body::empty()).unwrap()).await;
    assert!(reply.status.is_success());
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    assert!(reply.header("access-control-allow-methods").contains("POST"));
    assert_eq!(app.resolve(json!({"text": CAN})).await.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn anybodys_page_may_read_why_its_question_was_refused() {
    let reply = TestApp::default().post_resolve("{}").await;
    assert_eq!(reply.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn no_page_of_others_may_use_an_enterprises_key() {
    let request = Request::get("/api/v1/submissions").header(header::ORIGIN, "https://portal.example");
    let reply = TestApp::default().send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.header("access-control-allow-origin"), "");
}
