//! Alive, ready, counted.

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use common::{CAN, Reply, TestApp, app_over, reply};
use rusu_core::enterprise::{Enterprise, EnterpriseId, Site};
use rusu_core::lot::{ContentHash, DocumentRef, Lot, LotKey, LotNumber, PartNo};
use rusu_core::ports::{ApiKey, CodeRuleSet, LotFile, PartState, RegistryReader, StoreFault};
use rusu_core::product::Product;
use rusu_core::rejection::Rejection;
use rusu_core::submission::{Receipt, SubmissionId};
use rusu_intake::Worker;
use serde_json::json;

/// A registry that cannot be reached.
struct Unreachable;

fn gone<T>() -> Result<T, StoreFault> {
    Err(StoreFault::Unavailable { store: "registry", reason: "10.0.0.7 refused".to_owned() })
}

impl RegistryReader for Unreachable {
    fn generation(&self) -> Result<u64, StoreFault> {
        gone()
    }
    fn enterprises(&self) -> Result<Vec<Enterprise>, StoreFault> {
        gone()
    }
    fn enterprise(&self, _: EnterpriseId) -> Result<Option<Enterprise>, StoreFault> {
        gone()
    }
    fn code_rules(&self) -> Result<CodeRuleSet, StoreFault> {
        gone()
    }
    fn sites(&self, _: EnterpriseId) -> Result<Vec<Site>, StoreFault> {
        gone()
    }
    fn products(&self, _: EnterpriseId) -> Result<Vec<Product>, StoreFault> {
        gone()
    }
    fn part(&self, _: EnterpriseId, _: PartNo) -> Result<Option<(LotNumber, PartState)>, StoreFault> {
        gone()
    }
    fn lot(&self, _: &LotKey) -> Result<Option<Lot>, StoreFault> {
        gone()
    }
    fn lot_file(&self, _: &LotKey) -> Result<Option<LotFile>, StoreFault> {
        gone()
    }
    fn lots(&self, _: EnterpriseId, _: usize) -> Result<Vec<Lot>, StoreFault> {
        gone()
    }
    fn published_parts(&self) -> Result<Vec<(EnterpriseId, PartNo, LotNumber, u64)>, StoreFault> {
        gone()
    }
    fn documents(&self) -> Result<Vec<ContentHash>, StoreFault> {
        gone()
    }
    fn document(&self, _: &ContentHash) -> Result<Option<DocumentRef>, StoreFault> {
        gone()
    }
    fn receipt(&self, _: &SubmissionId) -> Result<Option<Receipt>, StoreFault> {
        gone()
    }
    fn receipts(&self, _: EnterpriseId, _: usize) -> Result<Vec<Receipt>, StoreFault> {
        gone()
    }
    fn rejections(&self, _: &SubmissionId) -> Result<Vec<Rejection>, StoreFault> {
        gone()
    }
    fn api_key(&self, _: &[u8; 32]) -> Result<Option<ApiKey>, StoreFault> {
        gone()
    }
}

/// The face while the registry cannot be reached.
async fn without_registry(request: Request<Body>) -> Reply {
    let app = TestApp::default();
    let app = app_over(Arc::new(Unreachable), &app.registry, &app.codes, &app.objects, &app.clock);
    reply(rusu_http::router(app), request).await
}

#[tokio::test]
async fn a_platform_in_order_is_alive_and_ready() {
    let app = TestApp::default();
    assert_eq!(app.get("/livez").await.status, 200);
    let ready = app.get("/readyz").await;
    assert_eq!((ready.status.as_u16(), ready.json()), (200, json!({"ready": true, "reasons": []})));
}

#[tokio::test]
async fn without_its_registry_the_platform_is_alive_but_not_ready() {
    let live = without_registry(Request::get("/livez").body(Body::empty()).unwrap()).await;
    assert_eq!(live.status, 200);
    let ready = without_registry(Request::get("/readyz").body(Body::empty()).unwrap()).await;
    assert_eq!(
        (ready.status.as_u16(), ready.json()),
        (503, json!({"ready": false, "reasons": ["registry"]}))
    );
}

#[tokio::test]
async fn without_its_worker_the_platform_is_not_ready() {
    let app = TestApp::default();
    let state = app_over(app.registry.clone(), &app.registry, &app.codes, &app.objects, &app.clock);
    let mut state = Arc::into_inner(state).unwrap();
    let worker = Arc::new(Worker::start(Arc::clone(&state.intake)).unwrap());
    state.worker = Some(Arc::clone(&worker));
    let router = rusu_http::router(Arc::new(state));
    let ready = || Request::get("/readyz").body(Body::empty()).unwrap();
    assert_eq!(reply(router.clone(), ready()).await.status, 200);
    worker.stop();
    assert_eq!(reply(router, ready()).await.json()["reasons"], json!(["worker"]));
}

#[tokio::test]
async fn a_question_without_the_registry_is_put_off_and_nothing_inside_is_told() {
    let question =
        Request::post("/api/v1/resolve").body(Body::from(r#"{"text":"6900012345678901"}"#)).unwrap();
    let reply = without_registry(question).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (503, "store_unavailable"));
    assert_eq!(reply.header("retry-after"), "5");
    assert!(!reply.text().contains("10.0.0.7"));
}

#[tokio::test]
async fn questions_are_counted_by_verdict_and_requests_by_route_never_by_code() {
    let app = TestApp::default();
    app.resolve(json!({"text": CAN})).await;
    app.get(&format!("/api/v1/units/1/{CAN}")).await;
    app.get(&format!("/nothing/{CAN}")).await;
    let told = app.get("/metrics").await.text().to_owned();
    assert!(told.contains(r#"rusu_query_total{verdict="first_query"} 1"#), "{told}");
    assert!(told.contains(r#"rusu_query_total{verdict="seen_before"} 1"#), "{told}");
    assert!(
        told.contains(r#"route="/api/v1/units/{enterprise}/{code}",method="GET",status="200""#),
        "{told}"
    );
    assert!(told.contains(r#"route="unmatched",method="GET",status="404""#), "{told}");
    assert!(told.contains(r#"rusu_build_info{version="0.0.0"} 1"#), "{told}");
    assert!(!told.contains(CAN));
}

#[tokio::test]
async fn bytes_of_deliveries_are_counted() {
    let app = TestApp::default();
    app.deliver("file_name=a.csv", "seven b").await;
    app.process_all();
    assert!(app.get("/metrics").await.text().contains("rusu_upload_bytes_total 7"));
}
