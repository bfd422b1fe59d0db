//! An enterprise's own published lots over HTTP.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use common::{CAN, CASE, INNER, OTHER, Reply, TestApp};
use rusu_core::limits::LOT_JSON_BYTES_MAX;
use rusu_core::lot::{Lot, LotState};
use rusu_core::ports::RegistryReader as _;
use rusu_testkit::builders::{sample_lot, sample_void_code};
use serde_json::{Value, json};

const LOT: &str = "/api/v1/enterprise/lots/SL260801A1";

async fn send(app: &TestApp, method: &str, path: &str, version: Option<&str>, body: Value) -> Reply {
    send_with(app, &app.key, method, path, version, body.to_string()).await
}

async fn send_with(
    app: &TestApp,
    key: &str,
    method: &str,
    path: &str,
    version: Option<&str>,
    body: String,
) -> Reply {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .header(header::CONTENT_TYPE, "application/json");
    if let Some(version) = version {
        request = request.header(header::IF_MATCH, version);
    }
    app.send(request.body(Body::from(body)).unwrap()).await
}

async fn version(app: &TestApp) -> String {
    app.get_own(LOT).await.header("etag").to_owned()
}

#[tokio::test]
async fn own_lots_are_listed_with_their_versions() {
    let app = TestApp::default();
    let listed = app.get_own("/api/v1/enterprise/lots").await.json();
    assert_eq!((&listed["page"], &listed["more"]), (&json!(1), &json!(false)));
    let [lot] = listed["lots"].as_array().unwrap().as_slice() else { panic!("{listed}") };
    assert_eq!(
        (&lot["number"], &lot["state"], &lot["units"]),
        (&json!("SL260801A1"), &json!("published"), &json!(100))
    );
    assert_eq!(format!("\"{}\"", lot["version"].as_str().unwrap()), version(&app).await);
    let second = app.get_own("/api/v1/enterprise/lots?page=2").await.json();
    assert_eq!(second["lots"], json!([]));
    assert_eq!(app.get_own("/api/v1/enterprise/lots?page=x").await.problem(), "address_form");
}

#[tokio::test]
async fn a_lot_is_given_with_raw_materials_circulation_and_void_codes() {
    let app = TestApp::default();
    app.app.intake.void_codes(&sample_lot().key, vec![(sample_void_code().code, "破损".to_owned())]).unwrap();
    let sheet = app.get_own(LOT).await.json();
    assert_eq!(sheet["raw_materials"][0]["made_from"], json!(["生牛乳|M-20260428", "SL260401R1"]));
    assert_eq!(sheet["raw_materials"][0]["supplier"], "示例乳清有限公司");
    assert_eq!(sheet["circulation"][0]["place"], "北京市");
    assert_eq!((&sheet["voids"], &sheet["void_codes"][0]["reason"]), (&json!(1), &json!("破损")));
}

#[tokio::test]
async fn an_amendment_shows_on_the_lot_and_on_the_consumers_page() {
    let app = TestApp::default();
    let body = json!({"reason": "录入错误", "laboratory": "另一检验所"});
    let amended = send(&app, "PATCH", LOT, Some(&version(&app).await), body).await;
    assert_eq!(amended.status, StatusCode::OK, "{}", amended.text());
    assert_eq!(amended.header("etag"), version(&app).await);
    let history = app.get_own(LOT).await.json()["history"].clone();
    assert_eq!((&history[0]["why"], &history[0]["who"]), (&json!("录入错误"), &json!("enterprise")));
    app.settle();
    let page = app.get(&format!("/t/{CAN}")).await;
    assert!(page.text().contains("data-amended") && page.text().contains("录入错误"), "{}", page.text());
    assert!(page.text().contains("另一检验所"));
    let english = app.get(&format!("/en/t/{CAN}")).await;
    assert!(english.text().contains("the enterprise amended"), "{}", english.text());
}

#[tokio::test]
async fn a_lot_that_was_never_amended_says_nothing_of_it() {
    let page = TestApp::default().get(&format!("/t/{CAN}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains("data-amended"));
}

#[tokio::test]
async fn an_amendment_names_the_version_that_it_is_of() {
    let app = TestApp::default();
    let body = json!({"reason": "x", "report_number": "R2"});
    let missing = send(&app, "PATCH", LOT, None, body.clone()).await;
    assert_eq!(
        (missing.status, missing.problem().as_str()),
        (StatusCode::PRECONDITION_REQUIRED, "lot_version_missing")
    );
    let other = send(&app, "PATCH", LOT, Some("\"0123\""), body).await;
    assert_eq!((other.status, other.problem().as_str()), (StatusCode::PRECONDITION_FAILED, "lot_changed"));
}

#[tokio::test]
async fn what_cannot_be_amended_is_refused_with_what_is_wrong() {
    let app = TestApp::default();
    let version = version(&app).await;
    for (body, code) in [
        (json!({"reason": "", "report_number": "R2"}), "field_missing"),
        (json!({"reason": "长".repeat(501), "report_number": "R2"}), "field_too_long"),
        (json!({"reason": "x", "production_date": "1.8.2026"}), "field_form"),
        (json!({"reason": "x", "production_date": "2026-08-16"}), "lot_refused"),
        (json!({"reason": "x", "raw_materials": [{"number": 9}]}), "field_form"),
        (json!({"reason": "x", "raw_materials": [{"number": 1, "made_from": ["|"]}]}), "field_form"),
        (
            json!({"reason": "x", "circulation": [{"step": "flying", "event_date": "2026-08-20", "place": "北京市"}]}),
            "field_form",
        ),
        (json!({"reason": "x", "colour": "red"}), "body_form"),
        (json!({"report_number": "R2"}), "body_form"),
    ] {
        let refused = send(&app, "PATCH", LOT, Some(&version), body.clone()).await;
        assert_eq!(refused.problem(), code, "{body}");
    }
    let rules =
        send(&app, "PATCH", LOT, Some(&version), json!({"reason": "x", "production_date": "2026-08-16"}));
    let rules = rules.await.json();
    assert!(rules["detail"].as_str().unwrap().contains("2026-08-15"), "{rules}");
    assert!(rules["detail_en"].as_str().unwrap().contains("2026-08-15"), "{rules}");
    assert_eq!(app.registry.lot(&sample_lot().key).unwrap().unwrap().inspection.report_number, "R-2026-0815");
}

#[tokio::test]
async fn a_body_is_read_up_to_its_limit() {
    let app = TestApp::default();
    let longer = format!("{{\"reason\": \"{}\"}}", "x".repeat(LOT_JSON_BYTES_MAX));
    let refused = send_with(&app, &app.key, "PATCH", LOT, Some("\"a\""), longer).await;
    assert_eq!(refused.problem(), "body_too_large");
}

#[tokio::test]
async fn a_lot_goes_under_correction_and_back_and_withdrawn_for_good() {
    let app = TestApp::default();
    let path = format!("{LOT}/state");
    let state = |state: &str| send(&app, "PUT", &path, None, json!({"state": state, "reason": "复核"}));
    assert_eq!(state("under_correction").await.json()["state"], "under_correction");
    app.settle();
    assert_eq!(app.resolve(json!({"text": CAN})).await.json()["verdict"]["code"], "under_correction");
    assert_eq!(state("published").await.json()["state"], "published");
    let withdrawn = state("withdrawn").await.json();
    assert_eq!((&withdrawn["state"], &withdrawn["state_reason"]), (&json!("withdrawn"), &json!("复核")));
    app.settle();
    assert_eq!(app.resolve(json!({"text": CAN})).await.json()["verdict"]["code"], "withdrawn");
    let back = state("published").await;
    assert_eq!((back.status, back.problem().as_str()), (StatusCode::CONFLICT, "lot_state_forbidden"));
    assert_eq!(state("archived").await.problem(), "field_form");
    let without = send(&app, "PUT", &path, None, json!({"state": "published", "reason": " "})).await;
    assert_eq!(without.problem(), "field_missing");
}

#[tokio::test]
async fn a_draft_is_shown_to_nobody_but_its_enterprise_until_it_is_published() {
    let app = TestApp::default();
    app.restate(Lot { state: LotState::Draft, ..app.lot() });
    let unknown = app.resolve(json!({"text": CAN, "enterprise": 1})).await.json();
    assert_eq!(unknown["verdict"]["code"], "no_record", "{unknown}");
    let case = app.resolve(json!({"text": CASE, "enterprise": 1})).await.json();
    assert_eq!(case["verdict"]["code"], "no_record", "{case}");
    assert_eq!(app.get(&format!("/api/v1/units/1/{CAN}")).await.json()["verdict"]["code"], "no_record");
    assert_eq!(app.get_own(LOT).await.json()["lot"]["state"], "draft");
    let figures = app.get("/api/v1/statistics").await.json();
    let all = figures["figures"].as_array().unwrap();
    let active = all.iter().find(|figure| figure["id"] == "units_active").unwrap();
    assert_eq!(active["value"], 0, "{active}");
    let body = json!({"state": "published", "reason": "检验合格，公布"});
    let published = send(&app, "PUT", &format!("{LOT}/state"), None, body).await.json();
    assert_eq!(published["state"], "published", "{published}");
    app.settle();
    assert_eq!(app.resolve(json!({"text": CAN})).await.json()["verdict"]["code"], "first_query");
    assert!(!app.get(&format!("/t/{CAN}")).await.text().contains("data-amended"));
    let back =
        send(&app, "PUT", &format!("{LOT}/state"), None, json!({"state": "draft", "reason": "x"})).await;
    assert_eq!(back.problem(), "field_form");
}

#[tokio::test]
async fn a_drafts_documents_and_even_its_number_are_told_to_nobody() {
    let app = TestApp::default();
    let report = app.lot().inspection.document;
    let path = format!("/documents/{}/report.pdf", report.hash.to_hex());
    let check = || async {
        let items = json!({"items": [{"lot": "SL260801A1", "enterprise": "1"}]});
        let request = Request::post("/api/v1/recalls/check").header(header::CONTENT_TYPE, "application/json");
        app.send(request.body(Body::from(items.to_string())).unwrap()).await
    };
    let known = check().await;
    assert_eq!(known.status, StatusCode::OK, "{}", known.text());
    assert_eq!(app.get(&path).await.status, StatusCode::OK);
    app.restate(Lot { state: LotState::Draft, ..app.lot() });
    assert_eq!(app.get(&path).await.status, StatusCode::NOT_FOUND);
    let (known, unknown) = (known.json(), check().await.json());
    assert_eq!(known["results"][0]["outcome"], "not_recalled", "{known}");
    assert_eq!(unknown["results"][0]["outcome"], "unknown", "{unknown}");
}

#[tokio::test]
async fn a_recall_of_a_draft_is_told_without_the_lots_values() {
    let app = TestApp::default();
    app.restate(Lot { state: LotState::Draft, ..app.lot() });
    let draft = json!({
        "level": "1", "targets": [{"kind": "lot", "lot": "SL260801A1"}], "announce": true, "reason": "检出异物",
        "instructions": "停止食用", "contact_phone": "400-000-0001",
    });
    let announced = send(&app, "POST", "/api/v1/enterprise/recalls", None, draft).await;
    assert_eq!(announced.status, StatusCode::CREATED, "{}", announced.text());
    app.settle();
    for text in [CAN, CASE] {
        let answer = app.resolve(json!({"text": text, "enterprise": 1})).await.json();
        assert_eq!(answer["verdict"]["code"], "recalled", "{answer}");
        assert_eq!(answer["record"], Value::Null);
    }
    let page = app.get(&format!("/t/{CAN}")).await;
    let page = page.text();
    assert!(page.contains("检出异物") && !page.contains("R-2026-0815"), "{page}");
}

#[tokio::test]
async fn codes_are_declared_void_and_answer_so() {
    let app = TestApp::default();
    let path = format!("{LOT}/void-codes");
    let body = json!({
        "reason": "破损", "codes": [INNER],
        "ranges": [{"first": CAN, "last": "6900012345678905"}]
    });
    let count = send(&app, "POST", &path, None, body).await.json();
    assert_eq!(count, json!({"voided": 3, "already": 0, "passed_over": 3}));
    app.settle();
    assert_eq!(app.resolve(json!({"text": CAN})).await.json()["verdict"]["code"], "withdrawn");
    for (body, code) in [
        (json!({"reason": "破损", "codes": ["6900099999999999"]}), "code_not_of_lot"),
        (json!({"reason": "破损", "codes": ["1"]}), "field_form"),
        (json!({"reason": "破损"}), "field_missing"),
        (json!({"reason": "", "codes": [CAN]}), "field_missing"),
        (
            json!({"reason": "破损", "ranges": [{"first": "6900000000000000", "last": "6900099999999999"}]}),
            "void_codes_limit",
        ),
    ] {
        assert_eq!(send(&app, "POST", &path, None, body.clone()).await.problem(), code, "{body}");
    }
}

#[tokio::test]
async fn nobody_reads_or_touches_the_lots_of_others() {
    let app = TestApp::default();
    let stranger = app.app.intake.issue_key(OTHER, "test").unwrap();
    assert_eq!(app.get_with("/api/v1/enterprise/lots", &stranger).await.json()["lots"], json!([]));
    assert_eq!(app.get_with(LOT, &stranger).await.problem(), "lot_unknown");
    let version = version(&app).await;
    let amendment = json!({"reason": "x", "report_number": "R2"}).to_string();
    let amended = send_with(&app, &stranger, "PATCH", LOT, Some(&version), amendment).await;
    assert_eq!(amended.problem(), "lot_unknown");
    let order = json!({"state": "withdrawn", "reason": "x"}).to_string();
    let restated = send_with(&app, &stranger, "PUT", &format!("{LOT}/state"), None, order).await;
    assert_eq!(restated.problem(), "lot_unknown");
    let order = json!({"reason": "x", "codes": [CAN]}).to_string();
    let voided = send_with(&app, &stranger, "POST", &format!("{LOT}/void-codes"), None, order).await;
    assert_eq!(voided.problem(), "lot_unknown");
    for path in ["/api/v1/enterprise/lots", LOT] {
        assert_eq!(app.get(path).await.problem(), "key_unknown");
    }
    assert_eq!(app.registry.lot(&sample_lot().key).unwrap().unwrap().state, LotState::Published);
}

#[tokio::test]
async fn a_lot_number_with_strange_characters_is_nobodys_or_ones_own() {
    let app = TestApp::default();
    assert_eq!(app.get_own("/api/v1/enterprise/lots/%20").await.problem(), "lot_unknown");
    let key = rusu_core::lot::LotKey {
        number: rusu_core::lot::LotNumber::parse("A/1 批").unwrap(),
        ..sample_lot().key
    };
    app.stage(&key, 5, &[]);
    app.publish(Lot { key, ..app.lot() }, 5);
    let lot = app.get_own("/api/v1/enterprise/lots/A%2F1%E6%89%B9").await.json();
    assert_eq!(lot["lot"]["number"], "A/1批");
}

#[tokio::test]
async fn cans_are_packed_anew_and_the_case_shows_it() {
    let app = TestApp::default();
    let body = json!({"step": "unpacked", "package": "C00000000001", "codes": [CAN], "reason": "破箱"});
    let path = "/api/v1/enterprise/packaging";
    assert_eq!(send(&app, "POST", path, None, body.clone()).await.json(), json!({"changed": 1}));
    let sheet = app.get_own(&format!("{path}/{CAN}")).await.json();
    assert_eq!((&sheet["carrier"], &sheet["parent"]), (&json!("outer"), &json!(null)));
    assert_eq!(
        (&sheet["history"][0]["step"], &sheet["history"][0]["reason"]),
        (&json!("unpacked"), &json!("破箱"))
    );
    let case = app.resolve(json!({"text": "C00000000001", "enterprise": 1})).await.json();
    assert_eq!(case["package"]["codes"], json!(["6900012345678902"]), "{case}");
    assert_eq!(send(&app, "POST", path, None, body.clone()).await.problem(), "field_form");
    let stranger = app.app.intake.issue_key(OTHER, "test").unwrap();
    let theirs = send_with(&app, &stranger, "POST", path, None, body.to_string()).await;
    assert_eq!(theirs.problem(), "field_form");
    assert_eq!(app.get_with(&format!("{path}/{CAN}"), &stranger).await.problem(), "field_form");
}
