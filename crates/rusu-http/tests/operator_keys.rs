//! Who may do what the operator does.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::body::Body;
use axum::http::{Request, header};
use common::{Reply, TestApp};
use serde_json::Value;

/// Every method and path below `/api/v1/operator`, as the OpenAPI document tells them.
fn doors() -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(&rusu_http::openapi_json()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let own = paths.iter().filter(|(path, _)| path.starts_with("/api/v1/operator/"));
    let doors = own.flat_map(|(path, methods)| {
        let path = path.replace("{id}", "1").replace("{name}", "a.txt").replace("{enterprise}", "1");
        methods.as_object().unwrap().keys().map(move |method| (method.to_uppercase(), path.clone()))
    });
    doors.collect()
}

async fn ask(app: &TestApp, (method, path): &(String, String), key: Option<&str>) -> Reply {
    let mut request = Request::builder().method(method.as_str()).uri(path);
    if let Some(key) = key {
        request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
    }
    app.send(request.body(Body::from("{}")).unwrap()).await
}

fn without_instance(reply: &Reply) -> Value {
    let mut problem = reply.json();
    problem.as_object_mut().unwrap().remove("instance");
    problem
}

#[test]
fn every_operation_of_the_operator_is_told() {
    assert_eq!(doors().len(), 38, "{:#?}", doors());
}

#[tokio::test]
async fn a_missing_a_wrong_a_revoked_and_an_enterprises_key_get_the_same_answer_everywhere() {
    let app = TestApp::default();
    let revoked = app.operator.issue_key("gone").unwrap();
    app.operator.revoke_keys("gone").unwrap();
    let wrong = format!("rusu_op_{}", "A".repeat(43));
    let mut answers = Vec::new();
    for door in doors() {
        for key in [None, Some("x"), Some(wrong.as_str()), Some(&revoked), Some(&app.key)] {
            let reply = ask(&app, &door, key).await;
            assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (401, "key_unknown"), "{door:?}");
            assert_eq!(reply.header("www-authenticate"), "Bearer");
            answers.push(without_instance(&reply));
        }
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[tokio::test]
async fn a_key_of_the_operator_opens_every_door() {
    let app = TestApp::default();
    let key = app.operator_key();
    for door in doors() {
        let reply = ask(&app, &door, Some(&key)).await;
        assert!(!matches!(reply.status.as_u16(), 401 | 405 | 500..), "{door:?}: {}", reply.status);
    }
}

#[tokio::test]
async fn a_key_of_the_operator_opens_no_door_of_an_enterprise() {
    let app = TestApp::default();
    let reply = app.get_with("/api/v1/submissions", &app.operator_key()).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (401, "key_unknown"));
}

#[tokio::test]
async fn no_page_of_others_is_given_leave_to_use_a_key() {
    let app = TestApp::default();
    for door in doors() {
        let request = Request::builder()
            .method("OPTIONS")
            .uri(&door.1)
            .header(header::ORIGIN, "https://elsewhere.example")
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, door.0.as_str());
        let reply = app.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(reply.header("access-control-allow-origin"), "", "{door:?}");
    }
}

#[tokio::test]
async fn answers_for_the_operator_are_kept_nowhere() {
    let app = TestApp::default();
    for path in ["/announcements", "/complaints", "/check-files", "/sampling-results/template"] {
        let reply = app.operate("GET", path, Body::empty()).await;
        assert_eq!((reply.status.as_u16(), reply.header("cache-control")), (200, "no-store"), "{path}");
    }
}
