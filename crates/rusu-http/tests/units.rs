//! `GET /api/v1/units/{enterprise}/{code}`, and the lists.

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use common::{CAN, TestApp};
use serde_json::json;

#[tokio::test]
async fn a_unit_is_answered_as_the_question_for_it() {
    let app = TestApp::default();
    let mut of_unit = app.get(&format!("/api/v1/units/1/{CAN}")).await.json();
    let mut of_question = app.resolve(json!({"text": CAN, "enterprise": 1})).await.json();
    assert_eq!(
        (&of_unit["verdict"]["code"], &of_question["verdict"]["code"]),
        (&json!("first_query"), &json!("seen_before"))
    );
    for answer in [&mut of_unit, &mut of_question] {
        let answer = answer.as_object_mut().unwrap();
        answer.remove("verdict");
        answer.remove("scans");
    }
    assert_eq!(of_unit, of_question);
}

#[tokio::test]
async fn a_unit_is_found_by_the_enterprises_name_and_answered_in_english() {
    let path = format!("/api/v1/units/%E7%A4%BA%E4%BE%8B%E4%B9%B3%E4%B8%9A/{CAN}?lang=en");
    let answer = TestApp::default().get(&path).await.json();
    assert_eq!((&answer["enterprise"]["id"], &answer["lang"]), (&json!(1), &json!("en")));
}

#[tokio::test]
async fn a_unit_that_is_not_known_is_an_answer() {
    let reply = TestApp::default().get("/api/v1/units/1/6900000000000001").await;
    assert_eq!((reply.status.as_u16(), &reply.json()["verdict"]["code"]), (200, &json!("no_record")));
}

#[tokio::test]
async fn a_unit_of_nobody_is_a_problem() {
    let reply = TestApp::default().get(&format!("/api/v1/units/999/{CAN}")).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (400, "enterprise_unknown"));
}

#[tokio::test]
async fn the_directory_tells_everybody_with_coverage() {
    let reply = TestApp::default().get("/api/v1/enterprises").await;
    let enterprises = reply.json()["enterprises"].clone();
    assert_eq!(enterprises.as_array().map(Vec::len), Some(3));
    let first = &enterprises[0];
    assert_eq!(first["name"], "示例乳业");
    assert!(first["is_sample"].is_boolean() && first["coverage"]["text"]["zh"].is_string());
    assert_eq!(reply.header("cache-control"), "public, max-age=60");
}

#[tokio::test]
async fn the_catalogue_tells_the_32_items_in_both_languages() {
    let items = TestApp::default().get("/api/v1/catalogue").await.json()["items"].clone();
    assert_eq!(items.as_array().map(Vec::len), Some(32));
    assert_eq!(items[5]["name"], json!({"zh": "规格（净含量）", "en": "net content"}));
}
