//! Admission over HTTP: from an application to an enterprise that signs, and what the operator decides.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::body::Body;
use axum::http::{Request, header};
use common::signed::Signer;
use common::{OTHER, OWN, Reply, SILENT, TestApp, delivery};
use jiff::SignedDuration;
use rusu_core::limits::{APPLICATION_CONTACT_DAYS_MAX, COMPLAINT_SECONDS_MIN};
use rusu_core::signature::SignatureAlgorithm;
use serde_json::{Value, json};

const PHONE: &str = "13800000000";

fn application(signer: &Signer) -> Value {
    let raw = signer.raw();
    json!({
        "name": "新申乳业", "legal_name": "新申乳业（黑龙江）有限公司", "credit_code": "91230000MA00000151",
        "brands": ["新申"], "group": "新申集团", "coverage_since": "2026-01-01",
        "sites": [{ "name": "一厂", "address": "示例路 1 号", "licence": "SC12923020000010", "licence_valid_to": "2029-06-30" }],
        "certificates": [{ "name": "HACCP", "number": "H-1", "issuer": "示例认证中心", "valid_to": "2028-02-29" }],
        "contact": { "person": "李四", "phone": PHONE, "mail": "li@example.cn" },
        "signing_key": { "algorithm": raw.algorithm, "public_key": raw.public_key },
    })
}

async fn ticket(app: &TestApp) -> String {
    let request = Request::post("/api/v1/applications/ticket").body(Body::empty()).unwrap();
    let ticket = app.send(request).await.json()["ticket"].as_str().unwrap().to_owned();
    app.clock.advance(SignedDuration::from_secs(COMPLAINT_SECONDS_MIN));
    ticket
}

async fn apply(app: &TestApp, mut application: Value) -> Reply {
    application["ticket"] = ticket(app).await.into();
    let request = Request::post("/api/v1/applications").header(header::CONTENT_TYPE, "application/json");
    app.send(request.body(Body::from(application.to_string())).unwrap()).await
}

async fn asked(app: &TestApp, id: u64, secret: &str) -> Reply {
    app.get_with(&format!("/api/v1/applications/{id}"), secret).await
}

/// An application that was taken: its number and its secret.
async fn taken(app: &TestApp, signer: &Signer) -> (u64, String) {
    let reply = apply(app, application(signer)).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    (reply.json()["id"].as_u64().unwrap(), reply.json()["secret"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn an_applicant_is_admitted_and_signs_with_the_key_that_it_brought() {
    let app = TestApp::default();
    let signer = Signer::new(SignatureAlgorithm::Ed25519, 3);
    let (id, secret) = taken(&app, &signer).await;
    let waiting = asked(&app, id, &secret).await.json();
    assert_eq!((&waiting["state"], &waiting["signing_key"]), (&"submitted".into(), &signer.id().into()));
    assert!(!waiting.to_string().contains(PHONE));
    let shown = app.operate("GET", &format!("/applications/{id}"), "").await.json();
    assert_eq!((&shown["contact"]["phone"], &shown["group"]), (&PHONE.into(), &"新申集团".into()));
    let admitted =
        app.operate("POST", &format!("/applications/{id}/admission"), r#"{"reason":"齐全"}"#).await;
    assert_eq!(admitted.status, 201, "{}", admitted.text());
    assert_eq!(admitted.json()["signing_key"], signer.id());
    let enterprise = admitted.json()["enterprise"].clone();
    let told = asked(&app, id, &secret).await.json();
    assert_eq!(
        (&told["state"], &told["enterprise"], &told["reason"]),
        (&"admitted".into(), &enterprise, &"齐全".into())
    );
    app.settle();
    let own = signer.get(&app, "/api/v1/enterprise").await.json();
    assert_eq!((&own["id"], &own["name"]), (&enterprise, &"新申乳业".into()));
    assert_eq!(own["standing"]["state"], "admitted");
}

#[tokio::test]
async fn a_refused_applicant_reads_why_and_its_contact_is_wiped_on_its_day() {
    let app = TestApp::default();
    let (id, secret) = taken(&app, &Signer::new(SignatureAlgorithm::Ed25519, 3)).await;
    let path = format!("/applications/{id}");
    let refuse = |reason: &str| json!({ "reason": reason }).to_string();
    let no_reason = app.operate("POST", &format!("{path}/refusal"), refuse(" ")).await;
    assert_eq!(no_reason.problem(), "field_missing");
    assert_eq!(app.operate("POST", &format!("{path}/refusal"), refuse("许可证不对")).await.status, 204);
    let told = asked(&app, id, &secret).await.json();
    assert_eq!((&told["state"], &told["reason"]), (&"refused".into(), &"许可证不对".into()));
    let again = app.operate("POST", &format!("{path}/admission"), "{}").await;
    assert_eq!((again.status.as_u16(), again.problem()), (409, "application_decided".to_owned()));
    app.clock.advance(SignedDuration::from_hours(24 * APPLICATION_CONTACT_DAYS_MAX - 1));
    assert_eq!(app.admission.upkeep().unwrap(), 0);
    app.clock.advance(SignedDuration::from_hours(1));
    assert_eq!(app.admission.upkeep().unwrap(), 1);
    assert!(app.operate("GET", &path, "").await.json()["contact"].is_null());
}

#[tokio::test]
async fn an_application_is_told_to_nobody_without_its_own_secret() {
    let app = TestApp::default();
    let (first, _) = taken(&app, &Signer::new(SignatureAlgorithm::Ed25519, 3)).await;
    let (_, secret) = taken(&app, &Signer::new(SignatureAlgorithm::Ed25519, 4)).await;
    for (id, secret) in [(first, secret.as_str()), (first, ""), (first, &app.key), (99, &secret)] {
        let reply = asked(&app, id, secret).await;
        assert_eq!((reply.status.as_u16(), reply.problem()), (404, "application_unknown".to_owned()));
    }
}

#[tokio::test]
async fn what_an_application_lacks_is_named() {
    let app = TestApp::default();
    let signer = Signer::new(SignatureAlgorithm::Ed25519, 3);
    let with = |pointer: &str, value: Value| {
        let mut changed = application(&signer);
        *changed.pointer_mut(pointer).unwrap() = value;
        changed
    };
    for (pointer, value, code) in [
        ("/name", json!(""), "field_missing"),
        ("/legal_name", json!("长".repeat(201)), "field_too_long"),
        ("/credit_code", json!("91230000MA00000152"), "field_form"),
        ("/coverage_since", json!("yesterday"), "field_form"),
        ("/sites", json!([]), "field_missing"),
        ("/sites/0/licence", json!("SC1"), "field_form"),
        ("/sites/0/licence_valid_to", json!(""), "field_form"),
        ("/certificates/0/number", json!(" "), "field_missing"),
        ("/contact/phone", json!("微信"), "field_form"),
        ("/contact/mail", json!("nobody"), "field_form"),
        ("/signing_key/algorithm", json!("rsa"), "field_form"),
        ("/signing_key/public_key", json!("AAAA"), "public_key_form"),
    ] {
        // One address sends at most so many forms an hour; without an address there is no such limit.
        let reply = apply(&app, with(pointer, value)).await;
        assert_eq!((reply.status.as_u16(), reply.problem()), (422, code.to_owned()), "{pointer}");
    }
    let extra = apply(&app, json!({ "surprise": 1 })).await;
    assert_eq!(extra.problem(), "body_form");
}

#[tokio::test]
async fn a_ticket_admits_one_application() {
    let app = TestApp::default();
    let signer = Signer::new(SignatureAlgorithm::Ed25519, 3);
    let mut body = application(&signer);
    let send = |body: &Value| {
        let request = Request::post("/api/v1/applications").body(Body::from(body.to_string())).unwrap();
        app.send(request)
    };
    assert_eq!(send(&body).await.problem(), "ticket_invalid");
    body["ticket"] = ticket(&app).await.into();
    assert_eq!(send(&body).await.status, 201);
    assert_eq!(send(&body).await.problem(), "ticket_used");
}

#[tokio::test]
async fn an_enterprise_of_the_directory_keeps_its_number_and_a_name_is_given_once() {
    let app = TestApp::default();
    let mut body = application(&Signer::new(SignatureAlgorithm::Ed25519, 3));
    body["name"] = "飞鹤".into();
    let id = apply(&app, body).await.json()["id"].as_u64().unwrap();
    let path = format!("/applications/{id}/admission");
    assert_eq!(app.operate("POST", &path, "{}").await.problem(), "enterprise_name_taken");
    let nobody = app.operate("POST", &path, r#"{"enterprise":4711}"#).await;
    assert_eq!(nobody.problem(), "name_unknown");
    let admitted = app.operate("POST", &path, r#"{"enterprise":3,"reason":"同一家"}"#).await;
    assert_eq!(admitted.json()["enterprise"], SILENT.0);
}

#[tokio::test]
async fn applications_are_listed_by_state() {
    let app = TestApp::default();
    let (id, _) = taken(&app, &Signer::new(SignatureAlgorithm::Ed25519, 3)).await;
    let listed = app.operate("GET", "/applications?state=submitted", "").await.json();
    assert_eq!(listed["applications"][0]["id"], id);
    let none = app.operate("GET", "/applications?state=refused", "").await.json();
    assert_eq!(none["applications"], json!([]));
    assert_eq!(app.operate("GET", "/applications?state=odd", "").await.problem(), "address_form");
}

async fn decide(app: &TestApp, decision: Value) -> Reply {
    app.operate("POST", &format!("/enterprises/{OWN}/standings"), decision.to_string()).await
}

#[tokio::test]
async fn a_suspended_enterprise_reads_but_delivers_nothing_until_it_is_taken_back() {
    let app = TestApp::default();
    let deliver = || app.deliver("file_name=a.zip", delivery("SL260801B1", &["6900012345678999"]));
    let suspended = decide(&app, json!({ "state": "suspended", "reason": "许可证过期" })).await;
    assert_eq!(suspended.status, 201);
    let reply = deliver().await;
    assert_eq!((reply.status.as_u16(), reply.problem()), (403, "enterprise_suspended".to_owned()));
    assert!(reply.json()["detail"].as_str().unwrap().contains("许可证过期"));
    assert_eq!(app.get_own("/api/v1/submissions").await.status, 200);
    let answer = app.resolve(json!({ "text": common::CAN })).await.json();
    assert_eq!(answer["verdict"]["code"], "first_query");
    decide(&app, json!({ "state": "admitted", "reason": "已换证" })).await;
    assert_eq!(deliver().await.status, 202);
    app.process_all();
    let history = app.operate("GET", &format!("/enterprises/{OWN}/standings"), "").await.json();
    let states: Vec<_> = history["standings"].as_array().unwrap().iter().map(|one| &one["state"]).collect();
    assert_eq!(states, ["suspended", "admitted"]);
    assert_eq!(history["standings"][0]["who"], "test");
}

#[tokio::test]
async fn an_ended_admission_is_for_ever() {
    let app = TestApp::default();
    assert_eq!(decide(&app, json!({ "state": "ended", "reason": "停产" })).await.status, 201);
    let reply = app.deliver("file_name=a.zip", delivery("SL260801B1", &["6900012345678999"])).await;
    assert_eq!((reply.status.as_u16(), reply.problem()), (403, "enterprise_ended".to_owned()));
    let back = decide(&app, json!({ "state": "admitted", "reason": "又来" })).await;
    assert_eq!(back.problem(), "enterprise_ended");
    let answer = app.resolve(json!({ "text": common::CAN })).await.json();
    assert_eq!(answer["verdict"]["code"], "first_query");
}

#[tokio::test]
async fn a_decision_needs_a_reason_and_a_word_that_exists() {
    let app = TestApp::default();
    assert_eq!(decide(&app, json!({ "state": "suspended", "reason": "" })).await.problem(), "field_missing");
    assert_eq!(decide(&app, json!({ "state": "gone", "reason": "x" })).await.problem(), "field_form");
    let nobody = app.operate("POST", "/enterprises/4711/standings", r#"{"reason":"x"}"#).await;
    assert_eq!(nobody.problem(), "name_unknown");
}

#[tokio::test]
async fn a_suspended_child_is_not_written_for_by_its_group() {
    let app = TestApp::default();
    let mut row = (*app.query.directory().unwrap().find(&OTHER.to_string()).unwrap()).clone();
    row.parent = Some(OWN);
    rusu_core::ports::RegistryWriter::save_enterprise(&*app.registry, &row).unwrap();
    let query = format!("file_name=a.zip&enterprise={OTHER}");
    let deliver = || app.deliver(&query, delivery("SL260801B1", &["6900012345678999"]));
    let reply = deliver().await;
    assert_eq!((reply.status.as_u16(), &reply.json()["enterprise"]), (202, &OTHER.0.into()));
    app.process_all();
    app.admission
        .set_standing(OTHER, Some(rusu_core::admission::EnterpriseState::Suspended), None, "停", "张三")
        .unwrap();
    assert_eq!(deliver().await.problem(), "enterprise_suspended");
}

#[tokio::test]
async fn the_operator_registers_lists_and_revokes_an_enterprises_keys() {
    let app = TestApp::default();
    let signer = Signer::new(SignatureAlgorithm::Sm2Sm3, 3);
    let raw = signer.raw();
    let body =
        json!({ "algorithm": raw.algorithm, "public_key": raw.public_key, "label": "首把" }).to_string();
    let path = format!("/enterprises/{OWN}/signing-keys");
    assert_eq!(app.operate("POST", &path, body).await.status, 201);
    assert_eq!(signer.get(&app, "/api/v1/submissions").await.status, 200);
    assert_eq!(app.operate("GET", &path, "").await.json()["signing_keys"][0]["id"], signer.id());
    let own = format!("{path}/{}", signer.id());
    let foreign = format!("/enterprises/{OTHER}/signing-keys/{}", signer.id());
    assert_eq!(app.operate("DELETE", &foreign, "").await.problem(), "signing_key_unknown");
    assert_eq!(app.operate("DELETE", &own, "").await.status, 204);
    assert_eq!(signer.get(&app, "/api/v1/submissions").await.problem(), "signature_key_revoked");
}

#[tokio::test]
async fn papers_that_end_are_told_to_their_enterprise_to_the_operator_and_to_the_metrics() {
    let app = TestApp::default();
    let own = app.get_own("/api/v1/enterprise/papers?days=3650").await.json();
    let papers = own["papers"].as_array().unwrap();
    assert!(!papers.is_empty() && papers.iter().all(|paper| paper["enterprise"] == OWN.0), "{own}");
    assert_eq!(app.get_own("/api/v1/enterprise/papers?days=0").await.json()["papers"], json!([]));
    let all = app.operate("GET", "/papers?days=3650", "").await.json();
    assert!(all["papers"].as_array().unwrap().len() > papers.len(), "{all}");
    app.clock.advance(SignedDuration::from_hours(24 * 3_650));
    app.admission.upkeep().unwrap();
    let told = app.get("/metrics").await;
    assert!(!told.text().contains("rusu_papers_ending 0\n") && told.text().contains("rusu_papers_ending "));
}

async fn tried(app: &TestApp, changes: Value) -> Reply {
    let mut trial = json!({
        "text": "https://t.own.example/6900012345678901", "carrier": "outer", "length_min": 16, "length_max": 16,
        "alphabet": "digits", "check": "none", "example": "6900012345678901",
        "text_patterns": [r"^https://t\.own\.example/(?<code>[0-9]{16})$"],
    });
    for (name, value) in changes.as_object().unwrap() {
        trial[name] = value.clone();
    }
    let request = Request::post("/api/v1/code-rules/trial")
        .header(header::AUTHORIZATION, format!("Bearer {}", app.key))
        .body(Body::from(trial.to_string()));
    app.send(request.unwrap()).await
}

#[tokio::test]
async fn a_code_rule_is_tried_and_nothing_is_stored() {
    let app = TestApp::default();
    let before = app.intake.code_rules().unwrap();
    let told = tried(&app, json!({})).await.json();
    assert_eq!(told["extracted"], json!(["6900012345678901"]));
    // The other maker prints sixteen digits too: told, not refused.
    let codes: Vec<_> = told["findings"].as_array().unwrap().iter().map(|one| &one["rule"]).collect();
    assert_eq!(codes, ["code_rule_overlap"]);
    assert_eq!(told["claims"][0]["enterprise"]["id"], OTHER.0);
    assert_eq!(app.intake.code_rules().unwrap(), before);
}

#[tokio::test]
async fn a_code_rule_that_claims_a_foreign_example_is_told_as_an_error() {
    let app = TestApp::default();
    let told = tried(&app, json!({ "text_patterns": ["(?<code>[0-9]{16})"] })).await.json();
    let errors: Vec<_> =
        told["findings"].as_array().unwrap().iter().filter(|one| one["severity"] == "error").collect();
    assert_eq!(errors[0]["rule"], "code_rule_clash", "{told}");
    assert_eq!(tried(&app, json!({ "carrier": "spoon" })).await.problem(), "field_form");
    assert_eq!(tried(&app, json!({ "length_min": 0 })).await.json()["extracted"], json!([]));
}
