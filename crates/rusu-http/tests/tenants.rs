//! No enterprise reads or changes another's, through whatever operation the OpenAPI document has. A new
//! endpoint is covered by itself: `common/tenants.rs` says how its parameters are filled, or this fails.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Request, header};
use common::signed::Signer;
use common::tenants::{MANIFEST, RECALL_PLAN, Tenant, body_of, query_of, value_of};
use common::{OTHER, OWN, Reply, TestApp, delivery};
use rusu_core::enterprise::EnterpriseId;
use serde_json::Value;

/// An operation that takes an enterprise's key.
struct Operation {
    id: String,
    method: String,
    path: String,
    takes_body: bool,
}

fn operations() -> Vec<Operation> {
    let document: Value = serde_json::from_str(&rusu_http::openapi_json()).unwrap();
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, told) in methods.as_object().unwrap() {
            let schemes = told["security"].as_array().cloned().unwrap_or_default();
            let of_enterprise =
                schemes.iter().any(|scheme| scheme.get("key").is_some() || scheme.get("signature").is_some());
            if of_enterprise {
                let id = told["operationId"].as_str().unwrap().to_owned();
                let takes_body = told.get("requestBody").is_some();
                found.push(Operation { id, method: method.to_uppercase(), path: path.clone(), takes_body });
            }
        }
    }
    found
}

impl Operation {
    fn has_parameter(&self) -> bool {
        self.path.contains('{')
    }

    /// The path with a tenant's own ids in it.
    fn filled(&self, tenant: &Tenant) -> String {
        let parts = self.path.split('/').map(|part| {
            let (name, rest) = match part.find('}') {
                Some(end) if part.starts_with('{') => part.split_at(end + 1),
                _ => return part.to_owned(),
            };
            let value = value_of(&self.path, name, tenant).unwrap_or_else(|| {
                panic!("{}: tests/common/tenants.rs does not say how {name} is filled", self.id)
            });
            format!("{value}{rest}")
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// The path and the query string, open to more.
    fn address(&self, tenant: &Tenant) -> String {
        format!("{}?{}", self.filled(tenant), query_of(&self.id, tenant))
    }

    fn body(&self, tenant: &Tenant) -> Vec<u8> {
        if !self.takes_body {
            return Vec::new();
        }
        body_of(&self.id, tenant)
            .unwrap_or_else(|| panic!("{}: tests/common/tenants.rs does not say its body", self.id))
    }

    async fn ask(&self, app: &TestApp, key: &str, owner: &Tenant, query: &str) -> Reply {
        let request = Request::builder()
            .method(self.method.as_str())
            .uri(format!("{}{query}", self.address(owner)))
            // A version that no lot has, for what must name one.
            .header(header::IF_MATCH, "\"0\"")
            .header(header::AUTHORIZATION, format!("Bearer {key}"));
        app.send(request.body(Body::from(self.body(owner))).unwrap()).await
    }
}

/// What a request of a tenant is answered.
async fn sent(app: &TestApp, key: &str, request: Builder, body: &str) -> Value {
    let request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
    let reply = app.send(request.body(Body::from(body.to_owned())).unwrap()).await;
    assert!(reply.status.is_success(), "{}", reply.text());
    reply.json()
}

async fn tenant(app: &TestApp, enterprise: EnterpriseId, name: &str) -> Tenant {
    let key = app.intake.issue_key(enterprise, name).unwrap();
    let signer = Signer::of(app, enterprise, u64::from(enterprise.0));
    let lot = format!("SL260801{name}");
    let file_name = format!("secret-file-{name}.zip");
    let request = Request::post(format!("/api/v1/submissions?file_name={file_name}"))
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .header("idempotency-key", format!("secret-name-{name}"));
    let can = format!("690001234567{:04}", enterprise.0);
    let reply = app.send(request.body(Body::from(delivery(&lot, &[&can]))).unwrap()).await;
    let submission = app.id_of(&reply).to_string();
    app.process_all();
    let recall =
        sent(app, &key, Request::post("/api/v1/enterprise/recalls"), RECALL_PLAN).await["id"].to_string();
    let upload = sent(app, &key, Request::post("/api/v1/uploads"), MANIFEST).await;
    let upload = upload["id"].as_str().unwrap().to_owned();
    let webhook = format!("https://hooks.example.com/secret-{name}");
    sent(app, &key, Request::put("/api/v1/webhook"), &format!(r#"{{"url":"{webhook}"}}"#)).await;
    let reason = format!("secret reason {name}");
    app.admission.set_standing(enterprise, None, None, &reason, "张三").unwrap();
    let signing_key = signer.id();
    let secrets = vec![
        submission.clone(),
        signing_key.clone(),
        lot.clone(),
        file_name,
        reason,
        upload.clone(),
        webhook,
    ];
    Tenant { enterprise, key, submission, signing_key, lot, can, recall, upload, secrets }
}

async fn two_tenants() -> (TestApp, [Tenant; 2]) {
    let app = TestApp::default();
    let tenants = [tenant(&app, OWN, "C7").await, tenant(&app, OTHER, "D7").await];
    (app, tenants)
}

#[track_caller]
fn assert_no_secret(reply: &Reply, of: &Tenant, operation: &Operation) {
    let body = String::from_utf8_lossy(&reply.body);
    let headers = format!("{:?}", reply.headers);
    let told = of.secrets.iter().filter(|secret| body.contains(*secret) || headers.contains(*secret));
    // What the stranger itself sent may be repeated to it; nothing may be told that it did not send.
    let sent = operation.address(of);
    let leaked: Vec<_> = told.filter(|secret| !sent.contains(*secret)).collect();
    assert!(leaked.is_empty(), "{} told {leaked:?}: {body}", operation.id);
}

#[tokio::test]
async fn no_operation_tells_or_changes_what_belongs_to_another() {
    let (app, [first, second]) = two_tenants().await;
    for (stranger, owner) in [(&first, &second), (&second, &first)] {
        for operation in operations() {
            let reply = operation.ask(&app, &stranger.key, owner, "").await;
            let status = reply.status.as_u16();
            assert_no_secret(&reply, owner, &operation);
            if operation.has_parameter() {
                // A code is none of the stranger's, which is told as what it is: a value that cannot be used.
                let is_refused =
                    matches!(status, 403 | 404) || (status == 422 && operation.path.contains("{code}"));
                assert!(is_refused, "{} answered {status}", operation.id);
            }
            let on_behalf = format!("enterprise={}", owner.enterprise);
            let reply = operation.ask(&app, &stranger.key, owner, &on_behalf).await;
            let told = (reply.status.as_u16(), reply.problem());
            assert_eq!(told, (403, "enterprise_not_yours".to_owned()), "{}", operation.id);
            assert_no_secret(&reply, owner, &operation);
        }
    }
    app.process_all();
    for tenant in [&first, &second] {
        let keys = app.admission.keys(tenant.enterprise).unwrap();
        assert!(keys.iter().all(|key| key.revoked_at.is_none()), "a stranger revoked a key");
    }
}

#[tokio::test]
async fn without_a_key_no_operation_of_an_enterprise_answers() {
    let (app, [first, _]) = two_tenants().await;
    for operation in operations() {
        for key in ["", "rusu_AAAA", "rusu_op_AAAA"] {
            let reply = operation.ask(&app, key, &first, "").await;
            assert_eq!(reply.status.as_u16(), 401, "{}", operation.id);
            assert_no_secret(&reply, &first, &operation);
        }
    }
}

/// The control: the same requests by the owner are answered, so that the refusals above mean something.
#[tokio::test]
async fn the_owner_itself_is_answered_by_the_same_requests() {
    let (app, [first, second]) = two_tenants().await;
    let mut told = 0;
    for owner in [&first, &second] {
        for operation in operations().iter().filter(|operation| operation.method == "GET") {
            let reply = operation.ask(&app, &owner.key, owner, "").await;
            assert_eq!(reply.status, 200, "{}: {}", operation.id, reply.text());
            let body = String::from_utf8_lossy(&reply.body).into_owned();
            told += usize::from(owner.secrets.iter().any(|secret| body.contains(secret)));
            let on_behalf = format!("enterprise={}", owner.enterprise);
            assert_eq!(operation.ask(&app, &owner.key, owner, &on_behalf).await.status, 200);
        }
    }
    assert!(told >= 8, "the owners were told of their own {told} times");
}

#[test]
fn every_operation_with_an_enterprises_key_is_found() {
    let found: Vec<String> = operations().into_iter().map(|operation| operation.id).collect();
    for known in ["create_submission", "list_submissions", "get_rejections_csv", "delete_signing_key"] {
        assert!(found.iter().any(|id| id == known), "{known} is not among {found:?}");
    }
    assert!(found.len() >= 11, "{found:?}");
}

#[tokio::test]
async fn a_group_acts_for_its_own_children_and_for_nobody_elses() {
    let (app, [group, child]) = two_tenants().await;
    let mut row = (*app.query.directory().unwrap().find(&OTHER.to_string()).unwrap()).clone();
    row.parent = Some(OWN);
    rusu_core::ports::RegistryWriter::save_enterprise(&*app.registry, &row).unwrap();
    app.settle();
    let on_behalf = format!("enterprise={}", child.enterprise);
    for operation in operations().iter().filter(|operation| operation.method == "GET") {
        let reply = operation.ask(&app, &group.key, &child, &on_behalf).await;
        assert_eq!(reply.status, 200, "{}: {}", operation.id, reply.text());
        let upwards =
            operation.ask(&app, &child.key, &group, &format!("enterprise={}", group.enterprise)).await;
        assert_eq!(upwards.problem(), "enterprise_not_yours");
        let unknown = operation.ask(&app, &group.key, &child, "enterprise=4711").await;
        assert_eq!(unknown.problem(), "enterprise_not_yours");
    }
}
