//! Large deliveries in parts, checks without storing, limits and quotas, as a program meets them.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use std::collections::BTreeSet;
use std::io::{Cursor, Write as _};
use std::task::Poll;

use axum::body::{Body, Bytes};
use axum::http::{Request, header};
use common::{OTHER, OWN, Reply, TestApp, delivery, reply};
use jiff::SignedDuration;
use rusu_core::calendar::china_day;
use rusu_core::limits::{
    DELIVERED_BYTES_PER_DAY_MAX, UPLOAD_BYTES_MAX, UPLOAD_MANIFEST_BYTES_MAX, UPLOAD_PART_BYTES_MAX,
    UPLOAD_PART_BYTES_MIN, UPLOAD_SESSION_HOURS_MAX, UPLOADS_PER_ENTERPRISE_AT_ONCE_MAX,
};
use rusu_core::lot::ContentHash;
use rusu_core::ports::{Clock as _, DeliveryWriter as _, ObjectKind, ObjectReader as _, RegistryReader as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;

const PART: usize = UPLOAD_PART_BYTES_MIN as usize;

fn hash(bytes: &[u8]) -> String {
    ContentHash(Sha256::digest(bytes).into()).to_hex()
}

fn manifest(whole: &[u8], key: &str) -> Value {
    json!({
        "file_name": "lot.zip",
        "bytes": whole.len(),
        "content_sha256": hash(whole),
        "part_bytes": PART,
        "parts_sha256": whole.chunks(PART).map(hash).collect::<Vec<_>>(),
        "idempotency_key": key,
    })
}

/// A delivery of three parts: a lot, and a document that does not pack.
fn large() -> Vec<u8> {
    let lot = Cursor::new(delivery("NEW1", &["6900012345670001"]));
    let mut writer = zip::ZipWriter::new_append(lot).unwrap();
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    writer.start_file("more.pdf", stored).unwrap();
    let mut state = 1_u32;
    let noise = (0..2 * PART).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    writer.write_all(&[b"%PDF-1.7 ".to_vec(), noise.collect()].concat()).unwrap();
    writer.finish().unwrap().into_inner()
}

async fn call(app: &TestApp, method: &str, path: &str, key: &str, body: impl Into<Body>) -> Reply {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::AUTHORIZATION, format!("Bearer {key}"))
        .header(header::CONTENT_TYPE, "application/json");
    app.send(request.body(body.into()).unwrap()).await
}

async fn own(app: &TestApp, method: &str, path: &str, body: impl Into<Body>) -> Reply {
    call(app, method, path, &app.key, body).await
}

async fn open(app: &TestApp, manifest: &Value) -> Reply {
    own(app, "POST", "/api/v1/uploads", manifest.to_string()).await
}

fn assert_problem(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.problem().as_str(), reply.status.as_u16()), (code, status));
}

#[tokio::test]
async fn a_delivery_in_parts_becomes_an_answer_and_goes_on_where_it_broke_off() {
    let app = TestApp::default();
    let whole = large();
    let opened = open(&app, &manifest(&whole, "d-1")).await;
    assert_eq!(opened.status, 201);
    let path = opened.header("location").to_owned();
    let body = opened.json();
    assert_eq!((&body["missing"], &body["parts"]), (&json!([0, 1, 2]), &json!(3)), "{body}");
    assert_eq!((&body["submission"], &body["part_bytes"]), (&Value::Null, &json!(PART)));
    let parts: Vec<&[u8]> = whole.chunks(PART).collect();
    let first = own(&app, "PUT", &format!("{path}/parts/2"), parts[2].to_vec()).await;
    assert_eq!((first.status.as_u16(), &first.json()["missing"]), (200, &json!([0, 1])));
    // The sender starts anew and asks with the same manifest.
    let known = open(&app, &manifest(&whole, "d-1")).await;
    assert_eq!((known.status.as_u16(), known.header("location")), (200, path.as_str()));
    assert_eq!(known.json()["missing"], json!([0, 1]));
    assert_problem(&own(&app, "POST", &format!("{path}/complete"), "").await, 409, "parts_missing");
    for number in [1, 0] {
        let put = own(&app, "PUT", &format!("{path}/parts/{number}"), parts[number].to_vec()).await;
        assert_eq!(put.status, 200);
    }
    let received = own(&app, "POST", &format!("{path}/complete"), "").await;
    assert_eq!((received.status.as_u16(), &received.json()["content_sha256"]), (202, &json!(hash(&whole))));
    app.process_all();
    let receipt = app.get_own(received.header("location")).await.json();
    assert_eq!(receipt["state"], "published", "{receipt}");
    let again = own(&app, "POST", &format!("{path}/complete"), "").await;
    assert_eq!(again.json()["id"], received.json()["id"]);
    assert_eq!(app.get_own(&path).await.json()["submission"], received.json()["id"]);
    assert_eq!(app.registry.receipts(OWN, 10).unwrap().len(), 1);
}

#[tokio::test]
async fn a_part_that_is_not_what_was_promised_has_its_own_code() {
    let app = TestApp::default();
    let whole = large();
    let path = open(&app, &manifest(&whole, "d-1")).await.header("location").to_owned();
    let mut changed = whole[..PART].to_vec();
    changed[7] ^= 1;
    let longer = whole[..PART + 1].to_vec();
    for wrong in [changed, longer, whole[..PART - 1].to_vec()] {
        assert_problem(&own(&app, "PUT", &format!("{path}/parts/0"), wrong).await, 422, "part_content");
    }
    assert_problem(&own(&app, "PUT", &format!("{path}/parts/0"), "").await, 400, "upload_empty");
    assert_problem(&own(&app, "PUT", &format!("{path}/parts/3"), "x").await, 404, "part_unknown");
    assert_problem(&own(&app, "PUT", &format!("{path}/parts/x"), "x").await, 400, "address_form");
    assert!(app.objects.list(ObjectKind::Part).unwrap().is_empty());
}

#[tokio::test]
async fn a_part_whose_announced_length_is_wrong_is_refused_unread() {
    let app = TestApp::default();
    let path = open(&app, &manifest(&large(), "d-1")).await.header("location").to_owned();
    let never = Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
    let request = Request::put(format!("{path}/parts/0"))
        .header(header::AUTHORIZATION, format!("Bearer {}", app.key))
        .header(header::CONTENT_LENGTH, PART + 1)
        .body(never)
        .unwrap();
    assert_problem(&app.send(request).await, 422, "part_content");
}

#[tokio::test]
async fn a_manifest_that_cannot_be_used_is_refused_with_the_reason() {
    let app = TestApp::default();
    let good = manifest(&large(), "d-1");
    let with = |field: &str, value: Value| {
        let mut manifest = good.clone();
        manifest[field] = value;
        manifest
    };
    let cases = [
        (with("bytes", json!(0)), 400, "manifest_form"),
        (with("bytes", json!(1)), 400, "manifest_form"),
        (with("bytes", json!(UPLOAD_BYTES_MAX + 1)), 413, "upload_too_large"),
        (with("part_bytes", json!(UPLOAD_PART_BYTES_MIN - 1)), 400, "manifest_form"),
        (with("part_bytes", json!(UPLOAD_PART_BYTES_MAX + 1)), 400, "manifest_form"),
        (with("content_sha256", json!("ab")), 400, "body_form"),
        (with("parts_sha256", json!([1])), 400, "body_form"),
        (with("colour", json!("red")), 400, "body_form"),
        (with("mode", json!("some")), 400, "mode_unknown"),
        (with("file_name", json!(" ")), 400, "file_name_missing"),
        (with("file_name", json!("a\nb")), 400, "file_name_form"),
        (with("idempotency_key", json!("")), 400, "idempotency_key_form"),
    ];
    for (manifest, status, code) in cases {
        assert_problem(&open(&app, &manifest).await, status, code);
    }
    for body in ["", "[]", "{", r#"{"bytes":1,"bytes":2}"#] {
        assert_problem(&own(&app, "POST", "/api/v1/uploads", body).await, 400, "body_form");
    }
    let long = format!("\"{}\"", "x".repeat(UPLOAD_MANIFEST_BYTES_MAX));
    assert_problem(&own(&app, "POST", "/api/v1/uploads", long).await, 413, "body_too_large");
    assert!(app.registry.receipts(OWN, 1).unwrap().is_empty());
}

#[tokio::test]
async fn the_same_key_with_another_manifest_is_a_problem() {
    let app = TestApp::default();
    open(&app, &manifest(&large(), "d-1")).await;
    assert_problem(&open(&app, &manifest(b"other", "d-1")).await, 422, "idempotency_key_reused");
}

#[tokio::test]
async fn an_upload_of_another_enterprise_does_not_exist() {
    let app = TestApp::default();
    let foreign = app.intake.issue_key(OTHER, "test").unwrap();
    let path = open(&app, &manifest(&large(), "d-1")).await.header("location").to_owned();
    for (method, path) in [
        ("GET", path.clone()),
        ("DELETE", path.clone()),
        ("PUT", format!("{path}/parts/0")),
        ("POST", format!("{path}/complete")),
    ] {
        assert_problem(&call(&app, method, &path, &foreign, "x").await, 404, "upload_unknown");
        assert_problem(&call(&app, method, &path, "rusu_wrong", "x").await, 401, "key_unknown");
    }
    let listed = call(&app, "GET", "/api/v1/uploads", &foreign, "").await.json();
    assert_eq!(listed["uploads"], json!([]));
    assert_eq!(app.get_own("/api/v1/uploads").await.json()["uploads"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_upload_is_given_up_and_ends_by_itself() {
    let app = TestApp::default();
    let path = open(&app, &manifest(&large(), "d-1")).await.header("location").to_owned();
    assert_eq!(own(&app, "DELETE", &path, "").await.status, 204);
    assert_problem(&app.get_own(&path).await, 404, "upload_unknown");
    assert_problem(&app.get_own("/api/v1/uploads/U0").await, 404, "upload_unknown");
    let path = open(&app, &manifest(&large(), "d-1")).await.header("location").to_owned();
    app.clock.advance(SignedDuration::from_hours(UPLOAD_SESSION_HOURS_MAX));
    assert_problem(&app.get_own(&path).await, 404, "upload_unknown");
}

#[tokio::test]
async fn an_enterprise_that_has_its_places_taken_is_put_off() {
    let app = TestApp::default();
    let path = open(&app, &manifest(&large(), "d-1")).await.header("location").to_owned();
    let (begun, mut begins) = tokio::sync::mpsc::unbounded_channel();
    let held: Vec<_> = (0..UPLOADS_PER_ENTERPRISE_AT_ONCE_MAX)
        .map(|number| {
            let begun = begun.clone();
            // A sender who says nothing, once somebody listens.
            let silent = futures_util::stream::poll_fn(move |_| {
                let _ = begun.send(number);
                Poll::<Option<Result<Bytes, std::io::Error>>>::Pending
            });
            let request = Request::put(format!("{path}/parts/{}", number % 3))
                .header(header::AUTHORIZATION, format!("Bearer {}", app.key))
                .body(Body::from_stream(silent))
                .unwrap();
            tokio::spawn(reply(app.router(), request))
        })
        .collect();
    let mut listening = BTreeSet::new();
    while listening.len() < held.len() {
        listening.insert(begins.recv().await.unwrap());
    }
    assert_problem(&own(&app, "PUT", &format!("{path}/parts/0"), "x").await, 503, "busy");
    for task in held {
        task.abort();
        assert!(task.await.is_err());
    }
    assert_problem(&own(&app, "PUT", &format!("{path}/parts/0"), "x").await, 422, "part_content");
}

#[tokio::test]
async fn a_check_tells_what_would_become_of_a_delivery_and_stores_nothing() {
    let app = TestApp::default();
    let check =
        async |file: Vec<u8>| own(&app, "POST", "/api/v1/submissions/check?file_name=lot.zip", file).await;
    let before = format!("{:?}", app.registry);
    let good = check(delivery("NEW1", &["6900012345670001"])).await;
    assert_eq!(good.status, 200);
    let good = good.json();
    assert_eq!(good["state"], "published", "{good}");
    assert_eq!(good["lots"], json!([{"number": "NEW1", "result": "published", "units": 1}]));
    let bad = check(delivery("NEW1", &["69000?2345670001"])).await.json();
    assert_eq!((&bad["state"], &bad["counts"]["rejected"]), (&json!("rejected"), &json!(3)), "{bad}");
    assert_eq!(bad["rejections"][0]["rule"], "code_character");
    assert_eq!(format!("{:?}", app.registry), before);
    assert!(app.objects.list(ObjectKind::Upload).unwrap().is_empty());
    let answer = app.resolve(json!({"text": "6900012345670001", "enterprise": 1})).await.json();
    assert!(answer["record"].is_null(), "{answer}");
}

#[tokio::test]
async fn a_check_needs_a_key_a_name_and_content() {
    let app = TestApp::default();
    let path = "/api/v1/submissions/check?file_name=a.csv";
    assert_problem(&call(&app, "POST", path, "rusu_wrong", "x").await, 401, "key_unknown");
    assert_problem(&own(&app, "POST", "/api/v1/submissions/check", "x").await, 400, "file_name_missing");
    assert_problem(&own(&app, "POST", path, "").await, 400, "upload_empty");
}

#[tokio::test]
async fn the_limits_are_told_with_their_names_values_and_units() {
    let limits = TestApp::default().get("/api/v1/limits").await.json();
    let limits = limits["limits"].as_array().unwrap();
    let one = |name: &str| limits.iter().find(|limit| limit["name"] == name).unwrap().clone();
    let told = json!({"name": "upload_bytes_max", "value": UPLOAD_BYTES_MAX, "unit": "bytes"});
    assert_eq!(one("upload_bytes_max"), told);
    assert_eq!(one("upload_part_bytes_max")["value"], UPLOAD_PART_BYTES_MAX);
    assert_eq!(one("upload_session_hours_max")["value"], UPLOAD_SESSION_HOURS_MAX);
    assert!(limits.iter().all(|limit| limit["value"].as_u64().is_some_and(|value| value > 0)));
}

#[tokio::test]
async fn a_delivery_beyond_the_days_quota_is_put_off_until_midnight() {
    let app = TestApp::default();
    let today = china_day(app.clock.now());
    app.registry.add_delivered(OWN, today, DELIVERED_BYTES_PER_DAY_MAX, today).unwrap();
    let quota = app.get_own("/api/v1/quota").await.json();
    assert_eq!(quota["bytes_today"], quota["bytes_per_day_max"], "{quota}");
    let refused = app.deliver("file_name=a.csv", "x").await;
    assert_problem(&refused, 429, "quota_bytes");
    assert_eq!(refused.header("retry-after"), quota["day_ends_in_seconds"].to_string());
    assert_problem(&open(&app, &manifest(b"x", "d-1")).await, 429, "quota_bytes");
    let seconds = i64::try_from(quota["day_ends_in_seconds"].as_u64().unwrap()).unwrap();
    app.clock.advance(SignedDuration::from_secs(seconds));
    assert_eq!(app.deliver("file_name=a.csv", "x").await.status, 202);
    app.process_all();
}
