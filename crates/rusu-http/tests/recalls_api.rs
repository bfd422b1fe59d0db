//! Recalls as enterprises and the operator write them: steps, isolation, what everybody then sees.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::body::Body;
use axum::http::{Request, header};
use common::{CAN, CASE, OTHER, Reply, TestApp};
use jiff::SignedDuration;
use rusu_core::limits::{RECALL_JSON_BYTES_MAX, RECALL_TARGETS_MAX};
use serde_json::{Value, json};

const LOT: &str = "SL260801A1";

fn draft(targets: Value) -> Value {
    json!({
        "level": "1", "targets": targets, "reason": "检出阪崎肠杆菌", "instructions": "停止食用",
        "contact_phone": "400-000-0001", "plan": {"regions": ["浙江省"], "product": "婴儿配方奶粉"},
    })
}

fn lot(number: &str) -> Value {
    json!({"kind": "lot", "lot": number})
}

async fn send(app: &TestApp, key: &str, method: &str, path: &str, body: Value) -> Reply {
    let request = Request::builder()
        .method(method)
        .uri(format!("/api/v1/enterprise/recalls{path}"))
        .header(header::AUTHORIZATION, format!("Bearer {key}"));
    app.send(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn own(app: &TestApp, method: &str, path: &str, body: Value) -> Reply {
    send(app, &app.key, method, path, body).await
}

/// Announces a recall of the first enterprise; its number.
async fn announced(app: &TestApp, targets: Value) -> u64 {
    let mut draft = draft(targets);
    draft["announce"] = json!(true);
    let reply = own(app, "POST", "", draft).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    app.settle();
    reply.json()["id"].as_u64().unwrap()
}

async fn step(app: &TestApp, id: u64, body: Value) -> Reply {
    own(app, "POST", &format!("/{id}/steps"), body).await
}

async fn verdict(app: &TestApp, text: &str) -> Value {
    app.resolve(json!({"text": text, "enterprise": 1, "again": true})).await.json()["verdict"]["code"].clone()
}

#[tokio::test]
async fn a_plan_is_seen_by_nobody_until_it_is_announced_and_then_on_the_next_query() {
    let app = TestApp::default();
    let planned = own(&app, "POST", "", draft(json!([lot(LOT)]))).await;
    assert_eq!((planned.status.as_u16(), &planned.json()["state"]), (201, &json!("planned")));
    let id = planned.json()["id"].as_u64().unwrap();
    app.settle();
    assert_eq!(app.get("/api/v1/recalls").await.json()["recalls"], json!([]));
    assert_ne!(verdict(&app, CAN).await, "recalled");
    let announced = step(&app, id, json!({"step": "announce"})).await.json();
    assert_eq!(
        (&announced["state"], &announced["clock"]["is_start_late"]),
        (&json!("announced"), &json!(false))
    );
    app.clock.advance(SignedDuration::from_millis(rusu_query::GENERATION_POLL_MS));
    assert_eq!(verdict(&app, CAN).await, "recalled");
    let public = app.get("/api/v1/recalls?lang=en").await.json()["recalls"][0].clone();
    assert_eq!(
        (&public["id"], &public["lots"], &public["regions"]),
        (&json!(id), &json!([LOT]), &json!(["浙江省"]))
    );
    assert_eq!((&public["state"], &public["state_name"]), (&json!("announced"), &json!("announced")));
    assert_eq!(public["finish_by"], "2026-09-15", "ten working days behind 1 September");
}

#[tokio::test]
async fn the_whole_way_to_the_end_with_ratios_from_the_platforms_own_count() {
    let app = TestApp::default();
    let id = announced(&app, json!([{"kind": "codes", "codes": [CAN, "6900012345678902"]}])).await;
    let report = |recalled: u64, is_final: bool| json!({"date": "2026-09-01", "recalled_units": recalled, "disposed_units": 0, "is_final": is_final});
    let refused = step(&app, id, json!({"step": "complete"})).await;
    assert_eq!((refused.status.as_u16(), refused.problem().as_str()), (409, "recall_state"));
    let reported = own(&app, "POST", &format!("/{id}/reports"), report(1, true)).await.json();
    assert_eq!(reported["state"], "in_progress");
    let figures = &reported["figures"];
    assert_eq!((&figures["units_produced"], &figures["is_counted"]), (&json!(2), &json!(true)));
    assert_eq!(figures["recalled_of_produced_permille"], 500);
    let fewer = own(&app, "POST", &format!("/{id}/reports"), report(0, true)).await;
    assert_eq!((fewer.status.as_u16(), fewer.problem().as_str()), (422, "recall_figures"));
    assert_eq!(step(&app, id, json!({"step": "complete"})).await.json()["state"], "completed");
    app.settle();
    assert_ne!(verdict(&app, CAN).await, "recalled");
    assert_eq!(app.get("/api/v1/recalls").await.json()["recalls"][0]["state"], "completed");
}

#[tokio::test]
async fn a_code_hits_its_can_alone() {
    let app = TestApp::default();
    announced(&app, json!([{"kind": "codes", "codes": [CAN]}])).await;
    assert_eq!(verdict(&app, CAN).await, "recalled");
    assert_ne!(verdict(&app, "6900012345678902").await, "recalled");
    assert_eq!(verdict(&app, CASE).await, "recalled", "the case that holds it");
    let answer = app.resolve(json!({"text": CAN, "enterprise": 1})).await.json();
    let told = &answer["recalls"][0];
    assert_eq!(
        (&told["lots"], &told["codes_count"], &told["regions"]),
        (&json!([]), &json!(1), &json!(["浙江省"]))
    );
    assert!(answer["verdict"]["title"].as_str().unwrap().contains("这一罐"));
}

#[tokio::test]
async fn a_change_of_the_list_is_public_with_its_reason_and_without_whose_key_it_was() {
    let app = TestApp::default();
    let id = announced(&app, json!([lot("ELSE")])).await;
    let change = json!({"add": [lot(LOT)], "why": "新增一批"});
    let changed = app.operate("POST", &format!("/recalls/{id}/amendments"), change.to_string()).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(changed.json()["targets"][1]["added"]["who"], "operator test");
    app.settle();
    assert_eq!(verdict(&app, CAN).await, "recalled");
    let public = app.get("/api/v1/recalls").await;
    let told = public.json()["recalls"][0]["amendments"][0].clone();
    assert_eq!(
        (&told["by"], &told["why"], &told["added"]),
        (&json!("operator"), &json!("新增一批"), &json!([lot(LOT)]))
    );
    assert!(!public.text().contains("operator test"));
    let twice = own(&app, "POST", &format!("/{id}/amendments"), json!({"add": [lot(LOT)], "why": "x"})).await;
    assert_eq!((twice.status.as_u16(), twice.problem().as_str()), (422, "recall_target_twice"));
    let unknown =
        own(&app, "POST", &format!("/{id}/amendments"), json!({"remove": [lot("NO")], "why": "x"})).await;
    assert_eq!((unknown.status.as_u16(), unknown.problem().as_str()), (422, "recall_target_unknown"));
}

#[tokio::test]
async fn a_lot_that_was_never_delivered_is_announced_with_a_warning() {
    let app = TestApp::default();
    let mut draft = draft(json!([lot(LOT), lot("NEVER")]));
    draft["announce"] = json!(true);
    let file = own(&app, "POST", "", draft).await.json();
    assert_eq!(file["state"], "announced");
    assert_eq!(
        (&file["targets"][0]["is_known"], &file["targets"][1]["is_known"]),
        (&json!(true), &json!(false))
    );
    let warnings = file["warnings"].as_array().unwrap();
    assert!(warnings.len() == 1 && warnings[0]["zh"].as_str().unwrap().contains("NEVER"), "{warnings:?}");
    assert_eq!(
        (&file["figures"]["units_produced"], &file["figures"]["is_counted"]),
        (&Value::Null, &json!(false))
    );
}

#[tokio::test]
async fn another_enterprises_recall_is_as_unknown_as_one_that_does_not_exist() {
    let app = TestApp::default();
    let id = announced(&app, json!([lot(LOT)])).await;
    let stranger = app.intake.issue_key(OTHER, "test").unwrap();
    let report = json!({"date": "2026-09-01", "recalled_units": 1, "disposed_units": 0});
    for (method, path, body) in [
        ("GET", String::new(), json!({})),
        ("PUT", String::new(), draft(json!([lot(LOT)]))),
        ("POST", "/steps".to_owned(), json!({"step": "lift", "why": "x"})),
        ("POST", "/amendments".to_owned(), json!({"add": [lot("X")], "why": "x"})),
        ("POST", "/reports".to_owned(), report),
    ] {
        let theirs = send(&app, &stranger, method, &format!("/{id}{path}"), body.clone()).await;
        let nobodys = send(&app, &stranger, method, &format!("/999{path}"), body).await;
        for reply in [theirs, nobodys] {
            assert_eq!(
                (reply.status.as_u16(), reply.problem().as_str()),
                (404, "name_unknown"),
                "{method} {path}"
            );
        }
    }
    let listed = send(&app, &stranger, "GET", "", json!({})).await.json();
    assert_eq!(listed["recalls"], json!([]));
    let mut named = draft(json!([lot(LOT)]));
    named["enterprise"] = json!("1");
    assert_eq!(send(&app, &stranger, "POST", "", named).await.status, 404);
    assert_eq!(own(&app, "GET", &format!("/{id}"), json!({})).await.json()["state"], "announced");
}

#[tokio::test]
async fn a_door_opens_with_its_own_key_only() {
    let app = TestApp::default();
    let operator = app.operator_key();
    for path in ["/api/v1/enterprise/recalls", "/api/v1/operator/recalls"] {
        assert_eq!(app.get(path).await.status, 401);
        let wrong = if path.contains("operator") { &app.key } else { &operator };
        assert_eq!(app.get_with(path, wrong).await.status, 401);
    }
    assert_eq!(app.get_own("/api/v1/enterprise/recalls").await.status, 200);
    assert_eq!(app.get_with("/api/v1/operator/recalls", &operator).await.status, 200);
}

#[tokio::test]
async fn the_operator_writes_for_any_enterprise_and_must_name_one() {
    let app = TestApp::default();
    let mut recall = draft(json!([lot("X1")]));
    let without = app.operate("POST", "/recalls", recall.to_string()).await;
    assert_eq!((without.status.as_u16(), without.problem().as_str()), (422, "field_missing"));
    recall["enterprise"] = json!("样例乳品");
    let reply = app.operate("POST", "/recalls", recall.to_string()).await;
    assert_eq!((reply.status.as_u16(), &reply.json()["enterprise"]["id"]), (201, &json!(OTHER.0)));
    let listed = app.operate("GET", "/recalls", Body::empty()).await.json();
    assert_eq!(listed["recalls"].as_array().unwrap().len(), 1);
    recall["enterprise"] = json!("nobody");
    assert_eq!(app.operate("POST", "/recalls", recall.to_string()).await.problem(), "enterprise_unknown");
}

#[tokio::test]
async fn a_plan_is_written_anew_and_an_announced_recall_is_not() {
    let app = TestApp::default();
    let id = own(&app, "POST", "", draft(json!([lot("A1")]))).await.json()["id"].as_u64().unwrap();
    let mut anew = draft(json!([lot("B1")]));
    anew["announce"] = json!(true);
    let revised = own(&app, "PUT", &format!("/{id}"), anew.clone()).await.json();
    assert_eq!((&revised["targets"][0]["target"], &revised["state"]), (&lot("B1"), &json!("announced")));
    let refused = own(&app, "PUT", &format!("/{id}"), anew).await;
    assert_eq!((refused.status.as_u16(), refused.problem().as_str()), (409, "recall_state"));
}

#[tokio::test]
async fn what_is_no_recall_is_refused_with_its_own_code() {
    let app = TestApp::default();
    let with = |field: &str, value: Value| {
        let mut draft = draft(json!([lot(LOT)]));
        draft[field] = value;
        draft
    };
    let many: Vec<Value> = (0..=RECALL_TARGETS_MAX).map(|number| lot(&format!("L{number}"))).collect();
    let range = |first: &str, last: &str| json!([{"kind": "range", "first": first, "last": last}]);
    for (body, status, code) in [
        (json!({"level": "1", "unknown": 1}), 400, "body_form"),
        (with("level", json!("4")), 422, "field_form"),
        (with("targets", json!([{"kind": "pallet"}])), 422, "field_form"),
        (with("targets", json!([{"kind": "range", "first": "100001"}])), 422, "field_missing"),
        (with("targets", range("100009", "100001")), 422, "field_form"),
        (with("targets", range("100001", "1000010")), 422, "field_form"),
        (with("targets", json!([{"kind": "codes", "codes": []}])), 422, "recall_targets_missing"),
        (with("targets", json!([lot(LOT), lot(LOT)])), 422, "recall_target_twice"),
        (with("targets", json!(many)), 422, "recall_targets_limit"),
        (with("plan", json!({"produced_from": "yesterday"})), 422, "field_form"),
        (with("reason", json!("字".repeat(RECALL_JSON_BYTES_MAX / 3))), 413, "body_too_large"),
    ] {
        let reply = own(&app, "POST", "", body).await;
        assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (status, code));
    }
    let id = announced(&app, json!([lot(LOT)])).await;
    let step = step(&app, id, json!({"step": "dance"})).await;
    assert_eq!((step.status.as_u16(), step.problem().as_str()), (422, "field_form"));
}

#[tokio::test]
async fn a_drill_is_practised_and_nobody_outside_sees_it() {
    let app = TestApp::default();
    let mut drill = draft(json!([lot(LOT), lot("NEVER")]));
    (drill["drill"], drill["announce"]) = (json!(true), json!(true));
    // The servers have looked just before the notice.
    assert_ne!(verdict(&app, CAN).await, "recalled");
    let begun = own(&app, "POST", "", drill).await.json();
    let id = begun["id"].as_u64().unwrap();
    let look = json!({"step": "look", "text": CAN});
    let early = step(&app, id, look.clone()).await.json();
    assert_eq!(early["drill_report"]["to_effect_ms"], Value::Null, "the servers have not looked yet");
    app.clock.advance(SignedDuration::from_millis(600));
    assert_eq!(step(&app, id, look).await.json()["drill_report"]["to_effect_ms"], 600);
    assert_ne!(verdict(&app, CAN).await, "recalled");
    for path in ["/api/v1/recalls", "/recalls.json", "/recalls.csv", "/recalls.atom", "/recalls"] {
        assert!(!app.get(path).await.text().contains("阪崎"), "{path}");
    }
    let checked = json!({"enterprise": "1", "items": [{"text": CAN}, {"lot": "NEVER"}]});
    let request = Request::post("/api/v1/recalls/check").body(Body::from(checked.to_string())).unwrap();
    let results = app.send(request).await.json()["results"].clone();
    assert_eq!((&results[0]["outcome"], &results[1]["outcome"]), (&json!("not_recalled"), &json!("unknown")));
    let ended = step(&app, id, json!({"step": "complete"})).await.json();
    let report = &ended["drill_report"];
    assert_eq!((&report["targets"], &report["targets_known"]), (&json!(2), &json!(1)));
    assert_eq!(
        (&report["targets_known_permille"], &report["missing"]),
        (&json!(500), &json!([lot("NEVER")]))
    );
    assert_eq!((&report["to_end_ms"], &ended["state"]), (&json!(600), &json!("completed")));
}

#[tokio::test]
async fn only_a_drill_is_looked_at_and_one_of_lots_needs_a_can() {
    let app = TestApp::default();
    let id = announced(&app, json!([lot(LOT)])).await;
    let real = step(&app, id, json!({"step": "look", "text": CAN})).await;
    assert_eq!((real.status.as_u16(), real.problem().as_str()), (409, "recall_state"));
    let mut drill = draft(json!([lot(LOT)]));
    (drill["drill"], drill["announce"]) = (json!(true), json!(true));
    let id = own(&app, "POST", "", drill).await.json()["id"].as_u64().unwrap();
    let without = step(&app, id, json!({"step": "look"})).await;
    assert_eq!((without.status.as_u16(), without.problem().as_str()), (422, "field_missing"));
}
