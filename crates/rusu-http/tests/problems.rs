//! How the platform says no.

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::body::Body;
use axum::http::{Method, Request, header};
use common::TestApp;

#[tokio::test]
async fn an_unknown_interface_is_a_problem_document() {
    for path in ["/api", "/api/v1/nothing", "/api/v2/resolve"] {
        let reply = TestApp::default().get(path).await;
        assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (404, "address_unknown"), "{path}");
    }
}

#[tokio::test]
async fn an_unknown_page_is_a_page() {
    let reply = TestApp::default().get("/nothing").await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(reply.text().contains("没有这个页面"));
}

#[tokio::test]
async fn a_method_that_is_not_taken_is_told_with_those_that_are() {
    let reply = TestApp::default().get("/api/v1/resolve").await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (405, "method_not_allowed"));
    assert_eq!(reply.header("allow"), "POST");
}

#[tokio::test]
async fn a_method_that_a_page_does_not_take_is_a_page() {
    let request = Request::builder().method(Method::DELETE).uri("/enterprises").body(Body::empty()).unwrap();
    let reply = TestApp::default().send(request).await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (405, "text/html; charset=utf-8"));
}

#[tokio::test]
async fn a_problem_is_told_in_both_languages_under_the_requests_id() {
    let request = Request::get("/api/v1/nothing").header("x-request-id", "gateway-7");
    let problem = TestApp::default().send(request.body(Body::empty()).unwrap()).await.json();
    assert_eq!(problem["type"], "urn:rusu:problem:address_unknown");
    assert_eq!(
        (problem["title"].as_str(), problem["title_en"].as_str()),
        (Some("没有这个接口"), Some("There is no such interface"))
    );
    assert_eq!(problem["instance"], "gateway-7");
}

#[tokio::test]
async fn a_path_that_is_not_utf_8_is_a_problem() {
    let reply = TestApp::default().get("/api/v1/units/1/%FF%FE").await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (400, "address_form"));
}

#[tokio::test]
async fn a_refused_value_cannot_break_the_document() {
    let request =
        Request::get("/api/v1/units/%22%7D%0A%3Cscript%3E/690001").header(header::ACCEPT, "text/html");
    let reply = TestApp::default().send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.json()["code"], "enterprise_unknown");
    assert_eq!(reply.header("x-content-type-options"), "nosniff");
}
