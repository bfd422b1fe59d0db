//! Each verdict, from raw text to JSON and to page.

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use common::{CAN, CASE, INNER, OTHER, OWN, SILENT, TestApp};
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::{Lot, LotState};
use rusu_core::ports::{CodeWriter as _, RecallWriter as _, RegistryWriter as _, ScanDelta};
use rusu_testkit::builders::{lot_key, moment, sample_recall, sample_void_code, trace_code};
use serde_json::{Value, json};

/// The answer in JSON, after proving that the page says the same. The page is asked first, so that
/// counts of the two differ by one.
#[expect(clippy::indexing_slicing, reason = "a test's JSON")]
async fn ask(app: &TestApp, text: &str, enterprise: Option<EnterpriseId>, word: &str) -> Value {
    let chosen = enterprise.map_or_else(String::new, |id| id.to_string());
    let page = app.get(&format!("/query?code={}&enterprise={chosen}", encoded(text))).await;
    let answer = app.resolve(json!({"text": text, "enterprise": enterprise.map(|id| id.0)})).await.json();
    assert_eq!(answer["verdict"]["code"], word, "{answer}");
    let shown = match word {
        // The page was the first; JSON is the second.
        "seen_before" => "first_query",
        word => word,
    };
    assert_eq!(page.status, 200);
    assert!(page.text().contains(shown), "the page for {text} does not say {shown}: {}", page.text());
    answer
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn first_query_and_seen_before() {
    let app = TestApp::default();
    let answer = ask(&app, CAN, Some(OWN), "seen_before").await;
    assert_eq!((&answer["verdict"]["tone"], &answer["scans"]["count"]), (&json!("good"), &json!(2)));
}

#[tokio::test]
async fn unusually_often() {
    let app = TestApp::default();
    let delta = ScanDelta { enterprise: OWN, code: trace_code(CAN), count: 30, first_at: moment(-60) };
    app.codes.add_scans(&[delta]).unwrap();
    let answer = ask(&app, CAN, Some(OWN), "unusually_often").await;
    assert_eq!((&answer["verdict"]["tone"], &answer["scans"]["bucket"]), (&json!("care"), &json!("many")));
}

#[tokio::test]
async fn expired() {
    let app = TestApp::default();
    app.clock.set("2028-08-02T00:00:00Z".parse().unwrap());
    let answer = ask(&app, CAN, Some(OWN), "expired").await;
    assert_eq!(answer["record"]["items"].as_array().map(Vec::len), Some(32));
}

#[tokio::test]
async fn recalled() {
    let app = TestApp::default();
    app.registry.save_recall(&sample_recall()).unwrap();
    app.settle();
    let answer = ask(&app, CAN, None, "recalled").await;
    assert_eq!((&answer["verdict"]["tone"], &answer["recalls"][0]["level"]), (&json!("stop"), &json!("1")));
    assert_eq!(answer["recalls"][0]["contact_phone"], "400-000-0001");
}

#[tokio::test]
async fn withdrawn_lot() {
    let app = TestApp::default();
    app.restate(Lot { state: LotState::Withdrawn { reason: "标签有误".to_owned() }, ..app.lot() });
    let answer = ask(&app, CAN, None, "withdrawn").await;
    assert_eq!(answer["record"]["lot"]["state"], "withdrawn");
}

#[tokio::test]
async fn withdrawn_because_the_code_is_void() {
    let app = TestApp::default();
    app.registry.void_codes(&lot_key("SL260801A1"), &[sample_void_code()]).unwrap();
    app.settle();
    let answer = ask(&app, CAN, None, "withdrawn").await;
    assert_eq!(answer["void"]["reason"], "灌装时损坏");
}

#[tokio::test]
async fn under_correction() {
    let app = TestApp::default();
    app.restate(Lot { state: LotState::UnderCorrection, ..app.lot() });
    ask(&app, CAN, None, "under_correction").await;
}

#[tokio::test]
async fn package() {
    let answer = ask(&TestApp::default(), CASE, None, "package").await;
    assert_eq!(
        answer["package"],
        json!({"carrier": "case", "codes": [CAN, "6900012345678902"], "more": false})
    );
    assert!(answer["scans"].is_null());
}

#[tokio::test]
async fn archived() {
    let app = TestApp::default();
    app.clock.set("2030-01-01T00:00:00Z".parse().unwrap());
    let answer = ask(&app, CAN, None, "archived").await;
    assert_eq!(answer["archived"], json!({"production_date": "2026-08-01", "expiry_date": "2028-07-31"}));
    assert!(answer["record"].is_null());
}

#[tokio::test]
async fn unrecognised() {
    let answer = ask(&TestApp::default(), "690001234567890", Some(OWN), "unrecognised").await;
    assert!(answer["verdict"]["hint"].as_str().unwrap().contains("15"));
    assert_eq!(answer["asked"]["carrier"], "outer");
}

#[tokio::test]
async fn no_record() {
    let answer = ask(&TestApp::default(), "6900000000000001", Some(OWN), "no_record").await;
    assert_eq!(answer["code"], "6900000000000001");
}

#[tokio::test]
async fn not_connected() {
    ask(&TestApp::default(), "https://brand.example/x?id=7", None, "not_connected").await;
}

#[tokio::test]
async fn other_enterprise() {
    let answer = ask(&TestApp::default(), CAN, Some(SILENT), "other_enterprise").await;
    assert_eq!((&answer["enterprise"]["id"], &answer["chosen"]["id"]), (&json!(1), &json!(3)));
}

#[tokio::test]
async fn ambiguous() {
    let answer = ask(&TestApp::default(), "6900000000000001", None, "ambiguous").await;
    let ids: Vec<&Value> = answer["candidates"].as_array().unwrap().iter().map(|e| &e["id"]).collect();
    assert_eq!(ids, [1, 2]);
}

#[tokio::test]
async fn inner_code_given() {
    let answer = ask(&TestApp::default(), INNER, None, "inner_code_given").await;
    assert_eq!(answer["asked"]["carrier"], "outer");
}

#[tokio::test]
async fn outer_code_given() {
    ask(&TestApp::default(), "1234567890123456", Some(OTHER), "outer_code_given").await;
}
