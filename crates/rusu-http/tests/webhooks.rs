//! Where an enterprise is told of receipts, and what it is told.

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::body::Body;
use axum::http::{Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::{OTHER, Reply, TestApp};
use ed25519_dalek::{Signature, VerifyingKey};
use rusu_core::ports::Clock as _;
use rusu_http::signed_post;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

async fn call(app: &TestApp, method: &str, key: &str, body: impl Into<Body>) -> Reply {
    let request = Request::builder()
        .method(method)
        .uri("/api/v1/webhook")
        .header(header::AUTHORIZATION, format!("Bearer {key}"));
    app.send(request.body(body.into()).unwrap_or_default()).await
}

#[tokio::test]
async fn a_webhook_is_set_told_replaced_and_removed_and_is_the_enterprises_own() {
    let app = TestApp::default();
    let foreign = app.intake.issue_key(OTHER, "test").unwrap();
    assert_eq!(call(&app, "GET", &app.key, "").await.problem(), "webhook_unknown");
    for url in ["https://hooks.example.com/a", "https://hooks.example.com/b"] {
        let set = call(&app, "PUT", &app.key, json!({ "url": url }).to_string()).await;
        assert_eq!((set.status.as_u16(), &set.json()["url"]), (200, &json!(url)));
    }
    assert_eq!(call(&app, "GET", &app.key, "").await.json()["url"], "https://hooks.example.com/b");
    assert_eq!(call(&app, "GET", &foreign, "").await.problem(), "webhook_unknown");
    assert_eq!(call(&app, "DELETE", &foreign, "").await.status, 204);
    assert_eq!(call(&app, "GET", &app.key, "").await.status, 200);
    assert_eq!(call(&app, "DELETE", &app.key, "").await.status, 204);
    assert_eq!(call(&app, "GET", &app.key, "").await.problem(), "webhook_unknown");
}

#[tokio::test]
async fn an_address_that_is_not_public_or_not_https_is_refused() {
    let app = TestApp::default();
    for url in [
        "http://a.example.com",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://localhost/",
        "https://10.0.0.1:8443/x",
    ] {
        let refused = call(&app, "PUT", &app.key, json!({ "url": url }).to_string()).await;
        assert_eq!((refused.problem().as_str(), refused.status.as_u16()), ("webhook_url", 422), "{url}");
    }
    for body in ["", "[]", r#"{"url":1}"#, r#"{"url":"https://a.com","more":1}"#] {
        assert_eq!(call(&app, "PUT", &app.key, body).await.problem(), "body_form");
    }
    assert_eq!(call(&app, "PUT", "rusu_wrong", "{}").await.problem(), "key_unknown");
}

#[tokio::test]
async fn what_is_told_is_the_receipt_and_its_signature_stands_under_the_published_key() {
    let app = TestApp::default();
    call(&app, "PUT", &app.key, r#"{"url":"https://hooks.example.com/a?b=c"}"#).await;
    app.deliver("file_name=a.csv", "not a table").await;
    assert!(app.webhooks.due().unwrap().is_empty(), "nothing has ended");
    app.process_all();
    let due = app.webhooks.due().unwrap();
    let [telling] = due.as_slice() else { panic!("{due:?}") };
    let post = signed_post(&app.webhooks, telling, app.clock.now()).unwrap();
    let said: Value = serde_json::from_slice(&post.body).unwrap();
    assert_eq!(
        (&said["event"], &said["receipt"]["state"]),
        (&json!("receipt"), &json!("rejected")),
        "{said}"
    );
    assert_eq!(said["receipt"]["id"], telling.receipt.id.to_string());
    let header = |name: &str| post.headers.iter().find(|(known, _)| *known == name).unwrap().1.clone();
    let digest = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(&post.body)));
    assert_eq!(header("Content-Digest"), digest);
    // The base, written as a receiver would write it.
    let input = header("Signature-Input");
    let parameters = input.strip_prefix("rusu=").unwrap();
    let lines = [
        "\"@method\": POST".to_owned(),
        "\"@target-uri\": https://hooks.example.com/a?b=c".to_owned(),
        format!("\"content-digest\": {digest}"),
        "\"content-type\": application/json".to_owned(),
        format!("\"@signature-params\": {parameters}"),
    ];
    let key = app.get("/.well-known/rusu-webhook-key").await.json();
    assert_eq!((&key["keyid"], &key["alg"]), (&json!("rusu-webhook"), &json!("ed25519")));
    let key = STANDARD.decode(key["public_key"].as_str().unwrap()).unwrap();
    let key = VerifyingKey::from_bytes(&key.try_into().unwrap()).unwrap();
    let signature = header("Signature");
    let signature = signature.strip_prefix("rusu=:").and_then(|rest| rest.strip_suffix(':')).unwrap();
    let signature = Signature::from_slice(&STANDARD.decode(signature).unwrap()).unwrap();
    assert!(key.verify_strict(lines.join("\n").as_bytes(), &signature).is_ok());
    assert!(key.verify_strict(lines.join("\n").replace("a?b=c", "a?b=d").as_bytes(), &signature).is_err());
    app.webhooks.settle(telling, true).unwrap();
    assert!(app.webhooks.due().unwrap().is_empty());
}

#[tokio::test]
async fn what_is_not_heard_is_told_again_twelve_times_and_no_more() {
    let app = TestApp::default();
    call(&app, "PUT", &app.key, r#"{"url":"https://hooks.example.com/a"}"#).await;
    app.deliver("file_name=a.csv", "not a table").await;
    app.process_all();
    let mut attempts = 0;
    for _ in 0..100 {
        if let [telling] = app.webhooks.due().unwrap().as_slice() {
            assert_eq!(telling.attempts, attempts);
            app.webhooks.settle(telling, false).unwrap();
            assert!(app.webhooks.due().unwrap().is_empty(), "it waits");
            attempts += 1;
        }
        app.clock.advance(jiff::SignedDuration::from_hours(6));
    }
    assert_eq!(attempts, rusu_core::limits::WEBHOOK_ATTEMPTS_MAX);
}
