//! The OpenAPI document, kept as a snapshot.

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use std::collections::BTreeSet;
use std::path::Path;

use common::TestApp;
use serde_json::Value;

#[test]
#[expect(clippy::disallowed_methods, reason = "a switch of this test, not of the product")]
fn the_snapshot_is_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let told = rusu_http::openapi_json();
    if std::env::var("RUSU_UPDATE_SNAPSHOTS").is_ok_and(|value| value == "1") {
        std::fs::write(&path, &told).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == told, "docs/openapi.json is stale; RUSU_UPDATE_SNAPSHOTS=1 writes it anew");
}

#[tokio::test]
async fn the_platform_tells_its_own_interface() {
    let told = TestApp::default().get("/openapi.json").await;
    let json = told.json();
    assert_eq!(json["openapi"], "3.1.0");
    assert_eq!(json, serde_json::from_str::<Value>(&rusu_http::openapi_json()).unwrap());
}

#[test]
fn every_operation_has_its_own_id_and_a_summary() {
    let document: Value = serde_json::from_str(&rusu_http::openapi_json()).unwrap();
    let mut ids = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for operation in methods.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{id} twice");
            assert!(operation["summary"].as_str().is_some_and(|s| !s.is_empty()), "{path}");
        }
    }
    assert_eq!(ids.len(), 104, "{ids:?}");
}

#[test]
fn no_reference_leads_nowhere() {
    let document: Value = serde_json::from_str(&rusu_http::openapi_json()).unwrap();
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}
