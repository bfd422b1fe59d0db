//! Signed requests: each way in which one is wrong has its own code, and a right one opens the door.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::body::Body;
use axum::http::Request;
use common::signed::Signer;
use common::{OTHER, OWN, PUBLIC_URL, Reply, TestApp, delivery};
use jiff::SignedDuration;
use rusu_core::limits::{SIGNATURE_NONCE_SECONDS, SIGNATURE_SKEW_SECONDS_MAX};
use rusu_core::signature::{Component, SignatureAlgorithm, to_base64};
use rusu_intake::body_digest;

const LIST: &str = "/api/v1/submissions";
const DELIVER: &str = "/api/v1/submissions?file_name=lot.zip";

/// A platform and an enterprise that signs.
fn signing() -> (TestApp, Signer) {
    let app = TestApp::default();
    let signer = Signer::of(&app, OWN, 1);
    (app, signer)
}

fn code(reply: &Reply) -> (u16, String) {
    (reply.status.as_u16(), reply.problem())
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

fn nothing_received(app: &TestApp) -> bool {
    app.intake.receipts(OWN, 10).unwrap().is_empty()
}

#[tokio::test]
async fn a_signed_delivery_is_taken_and_its_receipt_read() {
    for (seed, algorithm) in SignatureAlgorithm::ALL.iter().enumerate() {
        let app = TestApp::default();
        let signer = Signer::new(*algorithm, seed as u64);
        signer.register(&app, OWN);
        let body = delivery("SL260801B1", &["6900012345678999"]);
        let reply = signer.send(&app, "POST", DELIVER, &body).await;
        assert_eq!(reply.status, 202, "{}", reply.text());
        let id = app.id_of(&reply);
        app.process_all();
        let receipt = signer.get(&app, &format!("{LIST}/{id}")).await.json();
        assert_eq!((&receipt["enterprise"], &receipt["state"]), (&OWN.0.into(), &"published".into()));
    }
}

#[tokio::test]
async fn a_request_without_a_body_needs_no_digest() {
    let (app, signer) = signing();
    assert_eq!(signer.get(&app, LIST).await.status, 200);
}

#[tokio::test]
async fn the_address_that_is_signed_is_the_public_one_whatever_the_host_header_says() {
    let (app, signer) = signing();
    let mut request = signer.request(&app, "GET", LIST, &[]);
    request.headers_mut().insert("host", "elsewhere.example".parse().unwrap());
    assert_eq!(app.send(request).await.status, 200);
    let elsewhere = Signer { public_url: "https://elsewhere.example".to_owned(), ..signer };
    let reply = elsewhere.get(&app, LIST).await;
    assert_eq!(code(&reply), refused(401, "signature_wrong"));
    assert!(reply.json()["detail_en"].as_str().unwrap().contains(PUBLIC_URL));
}

#[tokio::test]
async fn a_replayed_request_is_refused_and_the_first_one_counts_once() {
    let (app, signer) = signing();
    let signer = Signer { nonce: Some("0123456789abcdef".to_owned()), ..signer };
    let body = delivery("SL260801B1", &["6900012345678999"]);
    assert_eq!(signer.send(&app, "POST", DELIVER, &body).await.status, 202);
    let again = signer.send(&app, "POST", DELIVER, &body).await;
    assert_eq!(code(&again), refused(401, "signature_nonce_used"));
    assert_eq!(app.intake.receipts(OWN, 10).unwrap().len(), 1);
    app.process_all();
}

#[tokio::test]
async fn a_nonce_is_used_up_for_another_request_of_the_same_key_too_and_for_no_other_key() {
    let (app, signer) = signing();
    let other = Signer { nonce: Some("0123456789abcdef".to_owned()), ..Signer::of(&app, OWN, 2) };
    let signer = Signer { nonce: Some("0123456789abcdef".to_owned()), ..signer };
    assert_eq!(signer.get(&app, LIST).await.status, 200);
    let another = signer.get(&app, "/api/v1/signing-keys").await;
    assert_eq!(code(&another), refused(401, "signature_nonce_used"));
    assert_eq!(other.get(&app, LIST).await.status, 200);
}

#[tokio::test]
async fn a_request_that_is_refused_for_its_signature_uses_up_no_nonce() {
    let (app, signer) = signing();
    let nonce = Some("0123456789abcdef".to_owned());
    let forged = Signer { nonce: nonce.clone(), ..signer };
    let elsewhere = Signer { public_url: "https://elsewhere.example".to_owned(), ..forged };
    assert_eq!(code(&elsewhere.get(&app, LIST).await), refused(401, "signature_wrong"));
    let right = Signer { public_url: PUBLIC_URL.to_owned(), ..elsewhere };
    assert_eq!(right.get(&app, LIST).await.status, 200);
}

#[tokio::test]
async fn a_nonce_is_remembered_for_as_long_as_its_request_is_good() {
    let (app, signer) = signing();
    let ahead = Signer { ahead: SIGNATURE_SKEW_SECONDS_MAX, ..signer };
    let request = || {
        let nonce = Some("0123456789abcdef".to_owned());
        Signer { nonce, ..Signer { ahead: ahead.ahead, ..Signer::new(SignatureAlgorithm::Ed25519, 1) } }
            .request(&app, "GET", LIST, &[])
    };
    let (first, replayed) = (request(), request());
    assert_eq!(app.send(first).await.status, 200);
    app.clock.advance(SignedDuration::from_secs(SIGNATURE_NONCE_SECONDS));
    assert_eq!(code(&app.send(replayed).await), refused(401, "signature_nonce_used"));
}

#[tokio::test]
async fn a_clock_that_differs_is_accepted_to_the_limit_on_either_side_and_refused_beyond() {
    let limit = SIGNATURE_SKEW_SECONDS_MAX;
    for (ahead, is_good) in [(limit, true), (-limit, true), (limit + 1, false), (-limit - 1, false)] {
        let (app, signer) = signing();
        let reply = Signer { ahead, ..signer }.get(&app, LIST).await;
        if is_good {
            assert_eq!(reply.status, 200, "{ahead}");
        } else {
            assert_eq!(code(&reply), refused(401, "signature_clock"), "{ahead}");
        }
    }
}

#[tokio::test]
async fn a_body_that_was_changed_is_refused_before_anything_is_acknowledged() {
    let (app, signer) = signing();
    let body = delivery("SL260801B1", &["6900012345678999"]);
    for changed in [[body.clone(), vec![0]].concat(), body[1..].to_vec(), vec![7; 3_000_000]] {
        let (parts, _) = signer.request(&app, "POST", DELIVER, &body).into_parts();
        let reply = app.send(Request::from_parts(parts, Body::from(changed))).await;
        assert_eq!(code(&reply), refused(400, "digest_mismatch"));
    }
    assert!(nothing_received(&app));
}

#[tokio::test]
async fn a_digest_is_compared_for_whoever_sends_one() {
    let app = TestApp::default();
    let digest = |body: &[u8]| body_digest(body).to_string();
    let request = |body: &'static str| {
        Request::post("/api/v1/resolve")
            .header("content-type", "application/json")
            .header("content-digest", digest(br#"{"text":"6900012345678901"}"#))
            .body(Body::from(body))
            .unwrap()
    };
    assert_eq!(app.send(request(r#"{"text":"6900012345678901"}"#)).await.status, 200);
    let reply = app.send(request(r#"{"text":"6900012345678902"}"#)).await;
    assert_eq!(code(&reply), refused(400, "digest_mismatch"));
}

#[tokio::test]
async fn a_method_an_address_or_a_header_that_was_changed_does_not_fit_the_signature() {
    let (app, signer) = signing();
    let body = delivery("SL260801B1", &["6900012345678999"]);
    let request = || signer.request(&app, "POST", DELIVER, &body);
    let mut address = request();
    *address.uri_mut() = "/api/v1/submissions?file_name=lot.zip&mode=good_rows".parse().unwrap();
    let mut media = request();
    media.headers_mut().insert("content-type", "text/csv".parse().unwrap());
    let mut digest = request();
    digest.headers_mut().insert("content-digest", body_digest(b"x").to_string().parse().unwrap());
    let mut method = signer.request(&app, "GET", LIST, &[]);
    *method.method_mut() = axum::http::Method::HEAD;
    for request in [address, media, digest] {
        assert_eq!(code(&app.send(request).await), refused(401, "signature_wrong"));
    }
    assert_eq!(app.send(method).await.status, 401);
    assert!(nothing_received(&app));
}

#[tokio::test]
async fn a_signature_of_another_key_is_wrong() {
    let (app, signer) = signing();
    let stranger = Signer::new(SignatureAlgorithm::Ed25519, 9);
    let claimed = stranger.request(&app, "GET", LIST, &[]);
    let told = claimed.headers()["signature-input"].to_str().unwrap().replace(&stranger.id(), &signer.id());
    let mut claimed = claimed;
    claimed.headers_mut().insert("signature-input", told.parse().unwrap());
    assert_eq!(code(&app.send(claimed).await), refused(401, "signature_wrong"));
    assert_eq!(code(&stranger.get(&app, LIST).await), refused(401, "signature_key_unknown"));
}

#[tokio::test]
async fn a_key_signs_in_its_own_way_only() {
    let (app, signer) = signing();
    let other = Signer { algorithm: Some(SignatureAlgorithm::Sm2Sm3), ..signer };
    assert_eq!(code(&other.get(&app, LIST).await), refused(401, "signature_wrong"));
}

#[tokio::test]
async fn a_revoked_key_opens_nothing_from_that_moment_on() {
    let (app, signer) = signing();
    assert_eq!(signer.get(&app, LIST).await.status, 200);
    app.admission.revoke_key(OWN, &signer.id()).unwrap();
    assert_eq!(code(&signer.get(&app, LIST).await), refused(401, "signature_key_revoked"));
}

#[tokio::test]
async fn what_must_be_covered_is_named() {
    let (app, signer) = signing();
    let mut signer = signer;
    for component in
        [Component::Method, Component::TargetUri, Component::ContentDigest, Component::ContentType]
    {
        signer.uncovered = Some(component);
        let reply = signer.send(&app, "POST", DELIVER, b"x").await;
        assert_eq!(code(&reply), refused(400, "signature_component_missing"));
        assert!(reply.json()["detail"].as_str().unwrap().contains(component.as_str()));
    }
    assert!(nothing_received(&app));
}

#[tokio::test]
async fn a_body_without_a_digest_that_is_watched_is_refused() {
    let (app, signer) = signing();
    let request = || signer.request(&app, "POST", DELIVER, b"x");
    let mut none = request();
    none.headers_mut().remove("content-digest");
    assert_eq!(code(&app.send(none).await), refused(400, "signature_component_missing"));
    let mut unknown = request();
    unknown.headers_mut().insert("content-digest", "sha-512=:AAAA:".parse().unwrap());
    assert_eq!(code(&app.send(unknown).await), refused(400, "signature_form"));
    // A body where the signature speaks of none.
    let (parts, _) = signer.request(&app, "GET", LIST, &[]).into_parts();
    let reply = app.send(Request::from_parts(parts, Body::from("x"))).await;
    assert_eq!(code(&reply), refused(400, "signature_component_missing"));
}

#[tokio::test]
async fn fields_that_are_not_of_the_profile_are_told_apart_from_wrong_ones() {
    let (app, signer) = signing();
    let changed = |name, value: &str| (name, value.to_owned());
    let valid = signer.request(&app, "GET", LIST, &[]);
    let input = valid.headers()["signature-input"].to_str().unwrap().to_owned();
    let mut signer = signer;
    for (header, value) in [
        changed("signature-input", "nonsense"),
        changed("signature-input", &format!("{input};expires=1")),
        changed("signature-input", &format!("{input}, {}", input.replace("sig1", "sig2"))),
        changed("signature", "sig2=:AAAA:"),
        changed("signature", "sig1=AAAA"),
    ] {
        signer.changed = Some((header, value));
        assert_eq!(code(&signer.get(&app, LIST).await), refused(400, "signature_form"));
    }
    signer.changed = Some(changed("signature-input", &input.replace("ed25519", "rsa-pss-sha512")));
    assert_eq!(code(&signer.get(&app, LIST).await), refused(400, "signature_algorithm_unknown"));
    signer.changed = Some(changed("signature", &format!("sig1=:{}:", to_base64(&[0; 64]))));
    assert_eq!(code(&signer.get(&app, LIST).await), refused(401, "signature_wrong"));
}

#[tokio::test]
async fn half_a_signature_is_no_signature_and_no_key_either() {
    let (app, signer) = signing();
    for name in ["signature", "signature-input"] {
        let mut request = signer.request(&app, "GET", LIST, &[]);
        request.headers_mut().remove(name);
        request.headers_mut().insert("authorization", format!("Bearer {}", app.key).parse().unwrap());
        assert_eq!(code(&app.send(request).await), refused(400, "signature_form"));
    }
}

#[tokio::test]
async fn an_idempotency_key_with_other_content_keeps_its_code() {
    let (app, signer) = signing();
    let named = |body: &[u8]| {
        let mut request = signer.request(&app, "POST", DELIVER, body);
        request.headers_mut().insert("idempotency-key", "lot-1".parse().unwrap());
        request
    };
    assert_eq!(app.send(named(&delivery("SL260801B1", &["6900012345678999"]))).await.status, 202);
    let other = app.send(named(&delivery("SL260801B2", &["6900012345678998"]))).await;
    assert_eq!(code(&other), refused(422, "idempotency_key_reused"));
    app.process_all();
}

#[tokio::test]
async fn a_key_in_force_registers_the_next_and_revokes_itself() {
    let (app, signer) = signing();
    let next = Signer::new(SignatureAlgorithm::Sm2Sm3, 5);
    let raw = next.raw();
    let body =
        serde_json::json!({ "algorithm": raw.algorithm, "public_key": raw.public_key, "label": "二号" });
    let reply = signer.send(&app, "POST", "/api/v1/signing-keys", body.to_string().as_bytes()).await;
    assert_eq!((reply.status.as_u16(), &reply.json()["id"]), (201, &next.id().into()));
    assert_eq!(next.get(&app, LIST).await.status, 200);
    let revoked = next.send(&app, "DELETE", &format!("/api/v1/signing-keys/{}", signer.id()), &[]).await;
    assert_eq!(revoked.status, 204);
    assert_eq!(code(&signer.get(&app, LIST).await), refused(401, "signature_key_revoked"));
    let keys = next.get(&app, "/api/v1/signing-keys").await.json();
    let listed: Vec<_> = keys["signing_keys"].as_array().unwrap().iter().map(|key| &key["id"]).collect();
    assert_eq!(listed.len(), 2);
    assert!(
        keys["signing_keys"][0]["revoked_at"].is_string()
            != keys["signing_keys"][1]["revoked_at"].is_string()
    );
}

#[tokio::test]
async fn a_bearer_key_registers_the_first_signing_key_and_is_then_shut_out_on_demand() {
    let app = TestApp::default();
    let first = Signer::new(SignatureAlgorithm::Ed25519, 5);
    let raw = first.raw();
    let body =
        serde_json::json!({ "algorithm": raw.algorithm, "public_key": raw.public_key, "label": "一号" });
    let request = Request::post("/api/v1/signing-keys")
        .header("authorization", format!("Bearer {}", app.key))
        .body(Body::from(body.to_string()))
        .unwrap();
    assert_eq!(app.send(request).await.status, 201);
    app.admission.set_standing(OWN, None, Some(true), "企业要求", "张三").unwrap();
    assert_eq!(code(&app.get_own(LIST).await), refused(403, "signature_required"));
    assert_eq!(first.get(&app, LIST).await.status, 200);
}

#[tokio::test]
async fn a_public_key_of_another_enterprise_is_not_taken() {
    let (app, signer) = signing();
    let other = Signer::of(&app, OTHER, 7);
    let raw = other.raw();
    let register = |public_key: &str| {
        serde_json::json!({ "algorithm": raw.algorithm, "public_key": public_key, "label": "x" }).to_string()
    };
    let path = "/api/v1/signing-keys";
    let taken = signer.send(&app, "POST", path, register(&raw.public_key).as_bytes()).await;
    assert_eq!(code(&taken), refused(409, "signing_key_taken"));
    let unread = signer.send(&app, "POST", path, register("AAAA").as_bytes()).await;
    assert_eq!(code(&unread), refused(422, "public_key_form"));
    let foreign = signer.send(&app, "DELETE", &format!("{path}/{}", other.id()), &[]).await;
    assert_eq!(code(&foreign), refused(404, "signing_key_unknown"));
    assert_eq!(other.get(&app, LIST).await.status, 200);
}
