//! Complaints and reports as a mini-program sends them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use common::{Reply, TestApp, app_over, reply};
use jiff::SignedDuration;
use rusu_core::limits::{
    COMPLAINT_SECONDS_MAX, COMPLAINT_SECONDS_MIN, COMPLAINT_TEXT_CHARACTERS_MAX, COMPLAINTS_PER_ADDRESS_MAX,
    QUESTION_BODY_BYTES_MAX,
};
use rusu_core::portal::{Complaint, PageNumber};
use rusu_core::ports::PortalReader as _;
use serde_json::{Value, json};

/// The platform and where its requests come from.
struct Hotline {
    app: TestApp,
    router: Router,
    peer: Option<Ipv4Addr>,
    told: Option<&'static str>,
}

impl Hotline {
    fn open(client_address_header: Option<&str>) -> Self {
        let app = TestApp::default();
        let mut state = app_over(app.registry.clone(), &app.registry, &app.codes, &app.objects, &app.clock);
        let settings = &mut Arc::get_mut(&mut state).unwrap().settings;
        settings.client_address_header = client_address_header.map(str::to_owned);
        Self { app, router: rusu_http::router(state), peer: None, told: None }
    }

    async fn post(&self, path: &str, body: impl Into<Body>) -> Reply {
        let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        if let Some(told) = self.told {
            request = request.header("x-real-ip", told);
        }
        let mut request = request.body(body.into()).unwrap();
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from((peer, 4_000))));
        }
        reply(self.router.clone(), request).await
    }

    async fn ticket(&self) -> String {
        let reply = self.post("/api/v1/complaints/ticket", Body::empty()).await;
        assert_eq!((reply.status, reply.header("cache-control")), (StatusCode::OK, "no-store"));
        reply.json()["ticket"].as_str().unwrap().to_owned()
    }

    fn wait(&self, seconds: i64) {
        self.app.clock.advance(SignedDuration::from_secs(seconds));
    }

    async fn send(&self, ticket: &str, fields: &Value) -> Reply {
        let mut complaint = json!({"ticket": ticket, "kind": "cannot_find", "text": "查不到"});
        for (name, value) in fields.as_object().unwrap() {
            complaint[name] = value.clone();
        }
        self.post("/api/v1/complaints", complaint.to_string()).await
    }

    /// Takes a ticket, waits as long as a person needs, and sends.
    async fn complain(&self, fields: &Value) -> Reply {
        let ticket = self.ticket().await;
        self.wait(COMPLAINT_SECONDS_MIN);
        self.send(&ticket, fields).await
    }

    fn kept(&self) -> Vec<Complaint> {
        self.app.registry.complaints(None, PageNumber::FIRST).unwrap().entries
    }
}

fn assert_refused(hotline: &Hotline, reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (status, code), "{}", reply.text());
    assert!(hotline.kept().is_empty());
}

#[tokio::test]
async fn a_complaint_is_taken_and_gets_its_number() {
    let hotline = Hotline::open(None);
    let reply = hotline.complain(&json!({"enterprise": 1, "channel": "wechat_mini"})).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let kept = hotline.kept();
    assert_eq!((reply.json(), kept.len()), (json!({"id": kept[0].id}), 1));
}

#[tokio::test]
async fn a_complaint_sent_too_soon_is_refused_and_passes_with_its_ticket_in_time() {
    let hotline = Hotline::open(None);
    let ticket = hotline.ticket().await;
    hotline.wait(COMPLAINT_SECONDS_MIN - 1);
    let early = hotline.send(&ticket, &json!({})).await;
    assert_refused(&hotline, &early, 429, "ticket_early");
    hotline.wait(1);
    assert_eq!(hotline.send(&ticket, &json!({})).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_ticket_is_good_to_its_last_second_and_not_beyond() {
    let hotline = Hotline::open(None);
    let (late, last) = (hotline.ticket().await, hotline.ticket().await);
    hotline.wait(COMPLAINT_SECONDS_MAX + 1);
    assert_refused(&hotline, &hotline.send(&late, &json!({})).await, 422, "ticket_expired");
    hotline.wait(-1);
    assert_eq!(hotline.send(&last, &json!({})).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_ticket_that_is_missing_forged_or_changed_is_refused() {
    let hotline = Hotline::open(None);
    let good = hotline.ticket().await;
    hotline.wait(COMPLAINT_SECONDS_MIN);
    let first = if good.starts_with('A') { "B" } else { "A" };
    let changed = format!("{first}{}", good.get(1..).unwrap());
    for ticket in ["", "strange", &changed] {
        assert_refused(&hotline, &hotline.send(ticket, &json!({})).await, 422, "ticket_invalid");
    }
}

#[tokio::test]
async fn a_ticket_that_is_sent_again_makes_no_second_complaint() {
    let hotline = Hotline::open(None);
    let ticket = hotline.ticket().await;
    hotline.wait(COMPLAINT_SECONDS_MIN);
    assert_eq!(hotline.send(&ticket, &json!({})).await.status, StatusCode::CREATED);
    let replayed = hotline.send(&ticket, &json!({"text": "另一段话"})).await;
    assert_eq!((replayed.status.as_u16(), replayed.problem().as_str()), (409, "ticket_used"));
    assert_eq!(hotline.kept().len(), 1);
}

#[tokio::test]
async fn a_refused_complaint_leaves_its_ticket_good() {
    let hotline = Hotline::open(None);
    let ticket = hotline.ticket().await;
    hotline.wait(COMPLAINT_SECONDS_MIN);
    let refused = hotline.send(&ticket, &json!({"contact": "微信同号"})).await;
    assert_refused(&hotline, &refused, 422, "field_form");
    assert_eq!(hotline.send(&ticket, &json!({})).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn what_cannot_be_used_is_named() {
    let hotline = Hotline::open(None);
    for (fields, status, code) in [
        (json!({"kind": "nothing"}), 422, "field_form"),
        (json!({"text": " "}), 422, "field_missing"),
        (json!({"enterprise": "没有这家"}), 400, "enterprise_unknown"),
        (json!({"home_address": "1"}), 400, "body_form"),
    ] {
        let reply = hotline.complain(&fields).await;
        assert_refused(&hotline, &reply, status, code);
    }
}

#[tokio::test]
async fn a_text_is_taken_up_to_its_limit_however_it_is_written() {
    let hotline = Hotline::open(None);
    let beyond = hotline.complain(&json!({"text": "奶".repeat(COMPLAINT_TEXT_CHARACTERS_MAX + 1)})).await;
    assert_refused(&hotline, &beyond, 422, "field_too_long");
    // Beyond the first plane, and each character escaped: twelve bytes.
    let ticket = hotline.ticket().await;
    hotline.wait(COMPLAINT_SECONDS_MIN);
    let text = r"\ud842\udfb7".repeat(COMPLAINT_TEXT_CHARACTERS_MAX);
    let body = format!(r#"{{"ticket": "{ticket}", "kind": "other", "text": "{text}"}}"#);
    let reply = hotline.post("/api/v1/complaints", body).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
}

#[tokio::test]
async fn a_body_beyond_its_limit_is_refused() {
    let hotline = Hotline::open(None);
    let reply = hotline.post("/api/v1/complaints", " ".repeat(QUESTION_BODY_BYTES_MAX + 1)).await;
    assert_refused(&hotline, &reply, 413, "body_too_large");
}

#[tokio::test]
async fn an_address_is_heard_up_to_its_limit_and_the_next_one_still_is() {
    let mut hotline = Hotline::open(None);
    hotline.peer = Some(Ipv4Addr::new(203, 0, 113, 9));
    for _ in 0..COMPLAINTS_PER_ADDRESS_MAX {
        assert_eq!(hotline.complain(&json!({})).await.status, StatusCode::CREATED);
    }
    let beyond = hotline.complain(&json!({})).await;
    assert_eq!((beyond.status.as_u16(), beyond.problem().as_str()), (429, "complaints_of_address"));
    hotline.peer = Some(Ipv4Addr::new(203, 0, 113, 10));
    assert_eq!(hotline.complain(&json!({})).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_header_that_nobody_vouches_for_changes_no_address() {
    let mut hotline = Hotline::open(None);
    hotline.peer = Some(Ipv4Addr::new(203, 0, 113, 9));
    for _ in 0..COMPLAINTS_PER_ADDRESS_MAX {
        hotline.complain(&json!({})).await;
    }
    hotline.told = Some("198.51.100.7");
    assert_eq!(hotline.complain(&json!({})).await.problem(), "complaints_of_address");
}

#[tokio::test]
async fn behind_a_proxy_the_address_is_the_one_that_the_proxy_names() {
    let mut hotline = Hotline::open(Some("x-real-ip"));
    // Every request comes from the proxy.
    hotline.peer = Some(Ipv4Addr::LOCALHOST);
    hotline.told = Some("198.51.100.7");
    for _ in 0..COMPLAINTS_PER_ADDRESS_MAX {
        assert_eq!(hotline.complain(&json!({})).await.status, StatusCode::CREATED);
    }
    assert_eq!(hotline.complain(&json!({})).await.problem(), "complaints_of_address");
    hotline.told = Some("198.51.100.8");
    assert_eq!(hotline.complain(&json!({})).await.status, StatusCode::CREATED);
}
