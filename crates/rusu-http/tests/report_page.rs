//! The form for complaints and reports, as a browser without script sends it.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails with it")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use std::net::{Ipv4Addr, SocketAddr};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderName, Request, StatusCode, header};
use common::{OWN, Reply, TestApp};
use jiff::SignedDuration;
use rusu_core::limits::{
    COMPLAINT_BODY_BYTES_MAX, COMPLAINT_SECONDS_MAX, COMPLAINT_SECONDS_MIN, COMPLAINT_TEXT_CHARACTERS_MAX,
    COMPLAINTS_PER_ADDRESS_MAX,
};
use rusu_core::portal::{Complaint, ComplaintKind, ComplaintState, PageNumber};
use rusu_core::ports::PortalReader as _;
use rusu_core::verdict::Verdict;

type Pairs<'a> = &'a [(&'a str, &'a str)];

const GOOD: Pairs<'static> = &[("kind", "code_damaged"), ("text", "罐底的码被刮掉了")];

/// Opens the form, waits as a person does, and gives the ticket.
async fn opened(app: &TestApp) -> String {
    let ticket = ticket_of(&app.get("/report").await);
    app.clock.advance(SignedDuration::from_secs(COMPLAINT_SECONDS_MIN));
    ticket
}

fn ticket_of(reply: &Reply) -> String {
    let (_, rest) = reply.text().split_once("name=\"ticket\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn request(path: &str, fields: &[Pairs<'_>], headers: Pairs<'_>) -> Request<Body> {
    let pairs = fields.concat();
    let encoded: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(HeaderName::try_from(*name).unwrap(), *value);
    }
    request.body(Body::from(encoded.join("&"))).unwrap()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

async fn send(app: &TestApp, ticket: &str, fields: Pairs<'_>) -> Reply {
    app.send(request("/report", &[fields, &[("ticket", ticket)]], &[])).await
}

fn complaints(app: &TestApp) -> Vec<Complaint> {
    app.registry.complaints(None, PageNumber::FIRST).unwrap().entries
}

/// Refused with a status, with these words and what was typed; nothing is stored.
fn assert_refused(app: &TestApp, reply: &Reply, status: StatusCode, words: &str) {
    assert_eq!(reply.status, status, "{}", reply.text());
    assert!(reply.text().contains(words), "{words} is not in {}", reply.text());
    assert!(reply.text().contains("罐底的码被刮掉了"), "what was typed is lost");
    assert!(complaints(app).is_empty());
}

#[tokio::test]
async fn a_link_from_an_answer_fills_the_form_in() {
    let app = TestApp::default();
    let reply = app.get("/report?code=6900012345678909&enterprise=1&verdict=no_record&from=jd").await;
    let html = reply.text();
    for part in [
        "name=\"code\" class=\"code\" value=\"6900012345678909\"",
        "name=\"enterprise\" value=\"示例乳业\"",
        "value=\"cannot_find\" required checked",
        "name=\"from\" value=\"jd\"",
    ] {
        assert!(html.contains(part), "{part}");
    }
}

#[tokio::test]
async fn a_link_from_a_found_can_is_about_a_mismatch() {
    let app = TestApp::default();
    let reply = app.get("/en/report?verdict=seen_before").await;
    assert!(reply.text().contains("value=\"mismatch\" required checked"));
}

#[tokio::test]
async fn markup_in_a_link_is_shown_and_not_run() {
    let app = TestApp::default();
    let script = "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let reply = app.get(&format!("/report?code={script}&enterprise={script}&text={script}")).await;
    assert!(!reply.text().contains("<script>alert"));
}

#[tokio::test]
async fn a_form_is_kept_nowhere_and_tells_its_own_page_only() {
    let app = TestApp::default();
    let reply = app.get("/report").await;
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.header("referrer-policy"), "same-origin");
}

#[tokio::test]
async fn a_report_is_taken_with_all_that_was_written_and_gets_a_number() {
    let app = TestApp::default();
    let ticket = opened(&app).await;
    let rest: Pairs<'_> = &[
        ("code", "6900012345678909"),
        ("enterprise", "示例乳业"),
        ("contact", "13800000000"),
        ("verdict", "no_record"),
        ("from", "gov_cn"),
        ("website", ""),
        ("ticket", &ticket),
    ];
    let reply = app.send(request("/report", &[GOOD, rest], &[])).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let kept = complaints(&app);
    let [one] = kept.as_slice() else { panic!("{kept:?}") };
    assert!(reply.text().contains(&format!("编号 {}", one.id)));
    assert_eq!((one.state, one.content.kind), (ComplaintState::Open, ComplaintKind::CodeDamaged));
    assert_eq!((one.content.enterprise, one.content.verdict), (Some(OWN), Some(Verdict::NoRecord)));
    assert_eq!(one.content.code.as_deref(), Some("6900012345678909"));
    assert_eq!(one.content.contact.as_deref(), Some("13800000000"));
    assert_eq!((one.content.channel.as_str(), one.contact_until.is_some()), ("gov_cn", true));
}

#[tokio::test]
async fn a_report_in_english_is_answered_in_english() {
    let app = TestApp::default();
    let ticket = opened(&app).await;
    let reply = app.send(request("/en/report", &[GOOD, &[("ticket", &ticket)]], &[])).await;
    assert_eq!(reply.status, StatusCode::CREATED);
    assert!(reply.text().contains("<html lang=\"en\">") && reply.text().contains("We have it"));
}

#[tokio::test]
async fn what_is_missing_or_cannot_be_used_is_told_beside_its_field() {
    let app = TestApp::default();
    let ticket = opened(&app).await;
    let text = GOOD[1];
    for (fields, id, words) in [
        (&[text][..], "kind-wrong", "请选择是什么问题"),
        (&[text, ("kind", "theft")], "kind-wrong", "请选择是什么问题"),
        (&[text, ("kind", "other"), ("contact", "微信同号")], "contact-wrong", "请填写一个电话号码或邮箱"),
        (&[text, ("kind", "other"), ("enterprise", "没有这家")], "enterprise-wrong", "没有找到“没有这家”"),
    ] {
        let reply = send(&app, &ticket, fields).await;
        assert_refused(&app, &reply, StatusCode::UNPROCESSABLE_ENTITY, words);
        assert!(reply.text().contains(&format!("id=\"{id}\"")), "{id}");
        assert!(reply.text().contains("还没有提交"));
    }
}

#[tokio::test]
async fn a_report_without_text_and_code_asks_for_one() {
    let app = TestApp::default();
    let ticket = opened(&app).await;
    let reply = send(&app, &ticket, &[("kind", "other"), ("contact", "13800000000")]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.text().contains("id=\"text-wrong\"") && reply.text().contains("value=\"13800000000\""));
}

#[tokio::test]
async fn a_refused_form_passes_once_it_is_mended() {
    let app = TestApp::default();
    let ticket = opened(&app).await;
    let refused = send(&app, &ticket, &[GOOD[1]]).await;
    assert_eq!(ticket_of(&refused), ticket);
    assert_eq!(send(&app, &ticket, GOOD).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_text_of_the_longest_length_is_taken_and_one_more_is_not() {
    let app = TestApp::default();
    let ticket = opened(&app).await;
    let text = |length: usize| "长".repeat(length);
    let beyond = text(COMPLAINT_TEXT_CHARACTERS_MAX + 1);
    let reply = send(&app, &ticket, &[("kind", "other"), ("text", &beyond)]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reply.text().contains("id=\"text-wrong\"") && reply.text().contains(&beyond));
    let longest = text(COMPLAINT_TEXT_CHARACTERS_MAX);
    assert_eq!(
        send(&app, &ticket, &[("kind", "other"), ("text", &longest)]).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn a_body_beyond_its_limit_is_refused() {
    let app = TestApp::default();
    let text = "x".repeat(COMPLAINT_BODY_BYTES_MAX / 3 + 1);
    assert_eq!(send(&app, "", &[("text", &text)]).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_form_that_is_sent_at_once_waits_with_the_same_ticket() {
    let app = TestApp::default();
    let ticket = ticket_of(&app.get("/report").await);
    let reply = send(&app, &ticket, GOOD).await;
    assert_refused(&app, &reply, StatusCode::TOO_MANY_REQUESTS, "提交得太快了");
    app.clock.advance(SignedDuration::from_secs(COMPLAINT_SECONDS_MIN));
    assert_eq!(send(&app, &ticket_of(&reply), GOOD).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_form_that_was_open_for_too_long_gets_a_fresh_ticket() {
    let app = TestApp::default();
    let ticket = opened(&app).await;
    app.clock.advance(SignedDuration::from_secs(COMPLAINT_SECONDS_MAX));
    let reply = send(&app, &ticket, GOOD).await;
    assert_refused(&app, &reply, StatusCode::UNPROCESSABLE_ENTITY, "打开得太久了");
    app.clock.advance(SignedDuration::from_secs(COMPLAINT_SECONDS_MIN));
    assert_eq!(send(&app, &ticket_of(&reply), GOOD).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_form_without_a_ticket_or_with_a_strange_one_is_not_taken() {
    let app = TestApp::default();
    for ticket in ["", "strange", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        let reply = send(&app, ticket, GOOD).await;
        assert_refused(&app, &reply, StatusCode::UNPROCESSABLE_ENTITY, "没有收到完整的表单");
    }
}

#[tokio::test]
async fn a_button_that_is_pressed_twice_makes_one_report() {
    let app = TestApp::default();
    let ticket = opened(&app).await;
    let (first, second) = (send(&app, &ticket, GOOD).await, send(&app, &ticket, GOOD).await);
    assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::CREATED));
    assert_eq!(first.text(), second.text());
    assert_eq!(complaints(&app).len(), 1);
}

#[tokio::test]
async fn an_address_that_reports_too_often_is_told_when_to_come_again() {
    let app = TestApp::default();
    let peer = ConnectInfo(SocketAddr::from((Ipv4Addr::new(203, 0, 113, 9), 4_000)));
    let mut last = StatusCode::OK;
    for _ in 0..=COMPLAINTS_PER_ADDRESS_MAX {
        assert!(last == StatusCode::OK || last == StatusCode::CREATED, "{last}");
        let ticket = opened(&app).await;
        let mut request = request("/report", &[GOOD, &[("ticket", &ticket)]], &[]);
        request.extensions_mut().insert(peer);
        let reply = app.send(request).await;
        last = reply.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(complaints(&app).len(), usize::try_from(COMPLAINTS_PER_ADDRESS_MAX).unwrap());
}

#[tokio::test]
async fn a_form_of_another_site_is_shown_and_not_taken() {
    let app = TestApp::default();
    let ticket = opened(&app).await;
    let foreign: [Pairs<'_>; 3] = [
        &[("sec-fetch-site", "cross-site")],
        &[("origin", "https://evil.example"), ("host", "trace.example")],
        &[("origin", "null"), ("host", "trace.example")],
    ];
    for headers in foreign {
        let reply = app.send(request("/report", &[GOOD, &[("ticket", &ticket)]], headers)).await;
        assert_refused(&app, &reply, StatusCode::FORBIDDEN, "不是从本平台的页面提交的");
    }
}

#[tokio::test]
async fn a_form_of_our_own_page_is_taken() {
    let app = TestApp::default();
    let own: [Pairs<'_>; 3] = [
        &[("sec-fetch-site", "same-origin"), ("origin", "null")],
        &[("origin", "https://trace.example"), ("host", "inside:8080")],
        &[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")],
    ];
    for headers in own {
        let ticket = opened(&app).await;
        let reply = app.send(request("/report", &[GOOD, &[("ticket", &ticket)]], headers)).await;
        assert_eq!(reply.status, StatusCode::CREATED, "{headers:?}");
    }
}

#[tokio::test]
async fn a_script_that_fills_the_hidden_field_is_thanked_and_dropped() {
    let app = TestApp::default();
    let ticket = opened(&app).await;
    let trapped = [GOOD, &[("website", "https://spam.example")]].concat();
    let reply = send(&app, &ticket, &trapped).await;
    assert_eq!(reply.status, StatusCode::CREATED);
    assert!(reply.text().contains("已收到") && complaints(&app).is_empty());
}
