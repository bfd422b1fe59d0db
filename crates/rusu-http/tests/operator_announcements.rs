//! Notices, articles and films as the operator keeps them.

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::body::Body;
use common::{Reply, TestApp};
use rusu_core::limits::{
    ANNOUNCEMENT_BODY_CHARACTERS_MAX, ANNOUNCEMENT_TITLE_CHARACTERS_MAX, OPERATOR_JSON_BYTES_MAX,
    PORTAL_PAGE_ROWS_MAX,
};
use serde_json::{Value, json};

fn notice(title: &str) -> Value {
    json!({
        "kind": "notice",
        "title": {"zh": title, "en": "A notice"},
        "summary": {"zh": "一句话"},
        "body": {"zh": "第一段\n\n第二段"},
        "pinned": true,
        "published_at": "2020-01-01T00:00:00Z",
    })
}

async fn add(app: &TestApp, announcement: &Value) -> Reply {
    app.operate("POST", "/announcements", announcement.to_string()).await
}

#[tokio::test]
async fn an_announcement_is_added_and_everybody_sees_it() {
    let app = TestApp::default();
    let reply = add(&app, &notice("公告一")).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let id = reply.json()["id"].as_u64().unwrap();
    assert_eq!(reply.header("location"), format!("/api/v1/operator/announcements/{id}"));
    let seen = app.get(&format!("/api/v1/announcements/{id}")).await.json();
    assert_eq!((&seen["title"], &seen["body"]), (&json!("公告一"), &json!(["第一段", "第二段"])));
}

#[tokio::test]
async fn a_draft_and_a_future_announcement_are_seen_by_the_operator_only() {
    let app = TestApp::default();
    let (mut draft, mut future) = (notice("草稿"), notice("以后"));
    draft["published_at"] = Value::Null;
    future["published_at"] = json!("2099-01-01T00:00:00Z");
    for announcement in [draft, future] {
        let id = add(&app, &announcement).await.json()["id"].as_u64().unwrap();
        assert_eq!(app.operate("GET", &format!("/announcements/{id}"), Body::empty()).await.status, 200);
        assert_eq!(app.get(&format!("/api/v1/announcements/{id}")).await.status, 404);
        assert_eq!(app.get(&format!("/news/{id}")).await.status, 404);
    }
    let own = app.operate("GET", "/announcements", Body::empty()).await.json();
    assert_eq!(own["announcements"].as_array().unwrap().len(), 2);
    assert_eq!(app.get("/api/v1/announcements").await.json()["announcements"], json!([]));
}

#[tokio::test]
async fn what_was_sent_comes_back_as_it_was_written() {
    let app = TestApp::default();
    let path = add(&app, &notice("公告一")).await.header("location").replace("/api/v1/operator", "");
    let kept = app.operate("GET", &path, Body::empty()).await.json();
    assert_eq!(kept["title"], json!({"zh": "公告一", "en": "A notice"}));
    assert_eq!(kept["summary"], json!({"zh": "一句话", "en": ""}));
    assert_eq!(
        (&kept["kind"], &kept["pinned"], &kept["video"]),
        (&json!("notice"), &json!(true), &Value::Null)
    );
    assert_eq!(kept["published_at"], "2020-01-01T08:00:00+08:00");
}

#[tokio::test]
async fn an_announcement_is_replaced_whole() {
    let app = TestApp::default();
    let path = add(&app, &notice("公告一")).await.header("location").replace("/api/v1/operator", "");
    let other = json!({"kind": "article", "title": {"zh": "文章"}, "body": {"zh": "正文"}});
    let reply = app.operate("PUT", &path, other.to_string()).await;
    assert_eq!((reply.status.as_u16(), &reply.json()["kind"]), (200, &json!("article")));
    assert_eq!((&reply.json()["published_at"], &reply.json()["pinned"]), (&Value::Null, &json!(false)));
}

#[tokio::test]
async fn a_removed_announcement_is_gone() {
    let app = TestApp::default();
    let path = add(&app, &notice("公告一")).await.header("location").replace("/api/v1/operator", "");
    assert_eq!(app.operate("DELETE", &path, Body::empty()).await.status, 204);
    for method in ["GET", "PUT", "DELETE"] {
        let reply = app.operate(method, &path, notice("公告一").to_string()).await;
        assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (404, "name_unknown"), "{method}");
    }
}

#[tokio::test]
async fn what_cannot_be_used_is_named() {
    let app = TestApp::default();
    for (field, value, code) in [
        ("kind", json!("poster"), "field_form"),
        ("video", json!("xyz"), "field_form"),
        ("video", json!("0".repeat(64)), "video_unknown"),
        ("published_at", json!("tomorrow"), "field_form"),
        ("title", json!({"en": "no Chinese"}), "field_missing"),
        ("body", json!({}), "field_missing"),
        ("title", json!({"zh": "题".repeat(ANNOUNCEMENT_TITLE_CHARACTERS_MAX + 1)}), "field_too_long"),
    ] {
        let mut announcement = notice("公告一");
        announcement[field] = value;
        let reply = add(&app, &announcement).await;
        assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (422, code), "{announcement}");
    }
}

#[tokio::test]
async fn a_field_that_nobody_knows_is_refused() {
    let mut announcement = notice("公告一");
    announcement["headline"] = json!({"zh": "公告"});
    let reply = add(&TestApp::default(), &announcement).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (400, "body_form"));
    assert!(reply.text().contains("headline"));
}

#[tokio::test]
async fn the_longest_announcement_fits_however_it_is_written() {
    let app = TestApp::default();
    let longest = "\\ud83c\\udf7c".repeat(ANNOUNCEMENT_BODY_CHARACTERS_MAX);
    let body = |text: &str| {
        format!(r#"{{"kind":"notice","title":{{"zh":"长"}},"body":{{"zh":"{text}","en":"{text}"}}}}"#)
    };
    assert_eq!(app.operate("POST", "/announcements", body(&longest)).await.status, 201);
    let reply = app.operate("POST", "/announcements", body(&format!("{longest}x"))).await;
    assert_eq!(reply.problem(), "field_too_long");
}

#[tokio::test]
async fn a_body_is_read_up_to_its_limit() {
    let app = TestApp::default();
    let mut body = notice("公告一").to_string();
    body.extend(std::iter::repeat_n(' ', OPERATOR_JSON_BYTES_MAX - body.len()));
    assert_eq!(app.operate("POST", "/announcements", body.clone()).await.status, 201);
    let reply = app.operate("POST", "/announcements", body + " ").await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (413, "body_too_large"));
    assert!(reply.json()["detail"].as_str().unwrap().contains(&OPERATOR_JSON_BYTES_MAX.to_string()));
}

#[tokio::test]
async fn the_list_has_pages() {
    let app = TestApp::default();
    for number in 0..=PORTAL_PAGE_ROWS_MAX {
        add(&app, &notice(&format!("公告{number}"))).await;
    }
    let page = |number: usize| format!("/announcements?page={number}");
    let first = app.operate("GET", &page(1), Body::empty()).await.json();
    let second = app.operate("GET", &page(2), Body::empty()).await.json();
    assert_eq!((&first["page"], &first["more"]), (&json!(1), &json!(true)));
    assert_eq!((&second["page"], &second["more"]), (&json!(2), &json!(false)));
    assert_eq!(second["announcements"].as_array().unwrap().len(), 1);
    let reply = app.operate("GET", "/announcements?page=x", Body::empty()).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (400, "address_form"));
}
