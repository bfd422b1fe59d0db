//! `POST /api/v1/resolve`.

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::body::Body;
use axum::http::{Request, header};
use common::{CAN, TestApp};
use rusu_core::catalogue;
use rusu_core::limits::{QUESTION_BODY_BYTES_MAX, QUESTION_BYTES_MAX};
use serde_json::json;

#[tokio::test]
async fn a_known_code_is_answered_with_all_32_items_in_order() {
    let answer = TestApp::default().resolve(json!({"text": CAN, "enterprise": 1})).await.json();
    let items = answer["record"]["items"].as_array().unwrap();
    let ids: Vec<&str> = items.iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids, catalogue::all().iter().map(|item| item.id).collect::<Vec<_>>());
    assert_eq!(items[0]["value"], CAN);
}

#[tokio::test]
async fn a_known_code_is_answered_with_lot_product_way_and_completeness() {
    let answer = TestApp::default().resolve(json!({"text": CAN})).await.json();
    let record = &answer["record"];
    assert_eq!(record["lot"]["number"], "SL260801A1");
    assert_eq!(record["lot"]["expiry_date"], "2028-07-31");
    assert!(record["lot"].get("unit_count").is_none(), "production volumes are nobody's business");
    assert!(record["product"]["name"].is_string());
    assert_eq!(record["completeness"]["all"], 32);
    assert!(!record["timeline"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn the_second_question_for_a_code_is_seen_before_with_the_first_ones_day() {
    let app = TestApp::default();
    let first = app.resolve(json!({"text": CAN})).await.json();
    assert_eq!((&first["verdict"]["code"], &first["scans"]["count"]), (&json!("first_query"), &json!(1)));
    let second = app.resolve(json!({"text": CAN})).await.json();
    assert_eq!(second["verdict"]["code"], "seen_before");
    assert_eq!(second["scans"]["bucket"], "few");
    assert_eq!(second["scans"]["first_at"].as_str().map(str::len), Some(10));
}

#[tokio::test]
async fn what_was_not_found_is_answered_with_status_200() {
    let reply = TestApp::default().resolve(json!({"text": "这是什么"})).await;
    assert_eq!(reply.status, 200);
    let answer = reply.json();
    assert_eq!(
        (&answer["verdict"]["code"], &answer["verdict"]["tone"]),
        (&json!("unrecognised"), &json!("calm"))
    );
    assert!(answer["verdict"]["hint"].is_string() && answer["record"].is_null());
}

#[tokio::test]
async fn an_enterprise_is_named_by_number_text_name_or_brand() {
    let app = TestApp::default();
    for name in [json!(1), json!("1"), json!("示例乳业"), json!(" starspring ")] {
        let answer = app.resolve(json!({"text": CAN, "enterprise": name})).await.json();
        assert_eq!(answer["enterprise"]["id"], 1, "{name}");
    }
}

#[tokio::test]
async fn an_enterprise_left_empty_is_none() {
    let app = TestApp::default();
    for name in [json!(null), json!(""), json!("  ")] {
        assert_eq!(app.resolve(json!({"text": CAN, "enterprise": name})).await.status, 200, "{name}");
    }
}

#[tokio::test]
async fn an_unknown_enterprise_is_a_problem() {
    let reply = TestApp::default().resolve(json!({"text": CAN, "enterprise": "无名氏"})).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (400, "enterprise_unknown"));
    assert!(reply.json()["detail"].as_str().unwrap().contains("无名氏"));
}

#[tokio::test]
async fn the_language_of_the_body_goes_before_the_headers() {
    let app = TestApp::default();
    let ask = |body: serde_json::Value| {
        Request::post("/api/v1/resolve")
            .header(header::ACCEPT_LANGUAGE, "en-GB,en;q=0.9")
            .body(Body::from(body.to_string()))
            .unwrap()
    };
    let of_header = app.send(ask(json!({"text": CAN}))).await.json();
    let of_body = app.send(ask(json!({"text": CAN, "lang": "zh"}))).await.json();
    let of_none = app.resolve(json!({"text": CAN})).await.json();
    assert_eq!((&of_header["lang"], &of_body["lang"]), (&json!("en"), &json!("zh-CN")));
    assert_eq!(of_none["lang"], "zh-CN");
    assert_eq!(of_header["record"]["items"][0]["name"], catalogue::all()[0].name_en);
}

#[tokio::test]
async fn what_is_no_question_is_a_problem() {
    let app = TestApp::default();
    for (body, code) in [
        ("", "body_form"),
        ("not json", "body_form"),
        ("[]", "body_form"),
        (r#"{"text": 7}"#, "body_form"),
        (r#"{"text": "1", "text": "2"}"#, "body_form"),
        ("{}", "text_missing"),
        (r#"{"text": null}"#, "text_missing"),
        (r#"{"text": " "}"#, "text_missing"),
    ] {
        let reply = app.post_resolve(body).await;
        assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (400, code), "{body}");
    }
}

#[tokio::test]
async fn a_text_of_the_longest_length_is_a_question_and_one_byte_more_is_not() {
    let app = TestApp::default();
    assert_eq!(app.resolve(json!({"text": "7".repeat(QUESTION_BYTES_MAX)})).await.status, 200);
    let reply = app.resolve(json!({"text": "7".repeat(QUESTION_BYTES_MAX + 1)})).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (400, "text_too_long"));
}

#[tokio::test]
async fn a_body_larger_than_any_question_is_not_read() {
    let reply = TestApp::default().post_resolve("x".repeat(QUESTION_BODY_BYTES_MAX + 1)).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (413, "body_too_large"));
}

#[tokio::test]
async fn a_question_that_is_nested_beyond_reason_is_refused() {
    let reply = TestApp::default().post_resolve("[".repeat(30_000)).await;
    assert_eq!(reply.problem(), "body_form");
}
