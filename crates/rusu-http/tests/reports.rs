//! What the platform reports about requests, and what it never reports.

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Request, header};
use common::{CAN, TestApp};
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

/// Everything that was reported, at every level.
#[derive(Clone, Default)]
struct Reports(Arc<Mutex<Vec<u8>>>);

impl io::Write for Reports {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Reports {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// One test: the subscriber is the process's.
#[tokio::test]
async fn reports_name_routes_and_never_keys_codes_bodies_names_or_addresses() {
    let reports = Reports::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(reports.clone())
        .init();
    let app = TestApp::default();
    app.resolve(json!({"text": CAN, "enterprise": "示例乳业"})).await;
    app.get(&format!("/api/v1/units/1/{CAN}")).await;
    app.get(&format!("/t/{CAN}")).await;
    app.get(&format!("/query?code={CAN}")).await;
    app.post_resolve(format!("{{\"text\": \"{CAN}\", broken")).await;
    app.get_own("/api/v1/submissions").await;
    app.get_with("/api/v1/submissions", "rusu_wrongwrongwrong").await;
    app.deliver("file_name=private.csv", "body-of-a-delivery").await;
    let report = "kind=other&text=words-of-a-mother&contact=13800000000&code=7900012345678901";
    let report = Request::post("/report")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(report));
    app.send(report.unwrap()).await;
    app.process_all();
    let forwarded = Request::get("/livez").header("x-forwarded-for", "203.0.113.9");
    app.send(forwarded.header(header::COOKIE, "rusu_text=large").body(Body::empty()).unwrap()).await;
    let told = String::from_utf8(reports.0.lock().unwrap().clone()).unwrap();
    assert!(told.contains(r#"route="/api/v1/units/{enterprise}/{code}""#), "{told}");
    assert!(told.contains("a delivery was received"), "{told}");
    let never = [
        CAN,
        &app.key,
        "rusu_wrong",
        "body-of-a-delivery",
        "private.csv",
        "words-of-a-mother",
        "13800000000",
        "7900012345678901",
        "203.0.113.9",
        "rusu_text",
        "示例",
    ];
    for secret in never {
        assert!(!told.contains(secret), "{secret} was reported: {told}");
    }
}
