//! The public list of recalls for machines, and bulk checks.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::body::Body;
use axum::http::{Request, header};
use common::{CAN, Reply, TestApp};
use rusu_core::limits::{RECALL_CHECK_BODY_BYTES_MAX, RECALL_CHECK_MAX};
use rusu_core::ports::RecallWriter as _;
use rusu_core::recall::Recall;
use rusu_testkit::builders::recall::{code_target, full_recall, targets};
use rusu_testkit::builders::{moment, sample_recall};
use serde_json::{Value, json};

const FEEDS: [(&str, &str); 3] = [
    ("/recalls.json", "application/json"),
    ("/recalls.csv", "text/csv; charset=utf-8"),
    ("/recalls.atom", "application/atom+xml; charset=utf-8"),
];

fn with(recalls: &[Recall]) -> TestApp {
    let app = TestApp::default();
    for recall in recalls {
        app.registry.save_recall(recall).unwrap().unwrap();
    }
    // Behind the second of the last change.
    app.clock.advance(jiff::SignedDuration::from_hours(5));
    app
}

async fn asked(app: &TestApp, path: &str, name: header::HeaderName, value: &str) -> Reply {
    app.send(Request::get(path).header(name, value).body(Body::empty()).unwrap()).await
}

async fn check(app: &TestApp, body: &Value) -> Reply {
    app.send(Request::post("/api/v1/recalls/check").body(Body::from(body.to_string())).unwrap()).await
}

fn outcomes(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.status, 200, "{}", reply.text());
    let results = reply.json()["results"].as_array().unwrap().clone();
    results.iter().map(|one| one["outcome"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn each_feed_tells_its_kind_and_the_recall_and_any_page_may_read_it() {
    let app = with(&[sample_recall()]);
    for (path, kind) in FEEDS {
        let reply = asked(&app, path, header::ORIGIN, "https://shop.example").await;
        assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, kind));
        assert!(reply.text().contains("SL260801A1") && reply.text().contains("示例乳业"), "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), "*");
        assert_eq!(reply.header("cache-control"), "no-cache");
        assert_eq!(reply.header("last-modified"), "Tue, 01 Sep 2026 01:00:00 GMT");
    }
}

#[tokio::test]
async fn what_a_caller_holds_is_not_sent_again_until_a_recall_changes() {
    let app = with(&[sample_recall()]);
    for (path, _) in FEEDS {
        let tag = app.get(path).await.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{tag}");
        let held = asked(&app, path, header::IF_NONE_MATCH, &tag).await;
        assert_eq!((held.status.as_u16(), held.body.len(), held.header("etag")), (304, 0, tag.as_str()));
        let since = "Tue, 01 Sep 2026 01:00:00 GMT";
        assert_eq!(asked(&app, path, header::IF_MODIFIED_SINCE, since).await.status, 304);
        assert_eq!(
            asked(&app, path, header::IF_MODIFIED_SINCE, "Tue, 01 Sep 2026 00:59:59 GMT").await.status,
            200
        );
    }
    let tags = FEEDS.map(|(path, _)| path);
    let mut before = Vec::new();
    for path in tags {
        before.push(app.get(path).await.header("etag").to_owned());
    }
    let again = Recall { id: 0, reason: "另一个原因".to_owned(), ..sample_recall() };
    app.registry.save_recall(&again).unwrap().unwrap();
    for (path, tag) in tags.iter().zip(&before) {
        assert_eq!(asked(&app, path, header::IF_NONE_MATCH, tag).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn the_atom_feed_has_ids_that_stay_and_times_that_move() {
    let ended = Recall { ended_at: Some(moment(7_200)), updated_at: moment(7_200), ..sample_recall() };
    let app = with(&[sample_recall(), ended]);
    let feed = app.get("/recalls.atom").await;
    let text = feed.text();
    for needed in [
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"zh-CN\">",
        "<id>urn:rusu:recalls</id>",
        "<id>urn:rusu:recall:1</id>",
        "<id>urn:rusu:recall:2</id>",
        "<updated>2026-09-01T10:00:00+08:00</updated>",
        "<published>2026-09-01T09:00:00+08:00</published>",
        "<link rel=\"self\" href=\"https://trace.example/recalls.atom\"/>",
        "<author><name>示例乳业</name></author>",
    ] {
        assert!(text.contains(needed), "{needed} in {text}");
    }
    assert!(app.get("/recalls.atom?lang=en").await.text().contains("level 1 recall"));
}

#[tokio::test]
async fn the_json_feed_tells_changes_and_progress_and_hides_plans() {
    let plan = Recall { announced_at: None, reason: "秘密".to_owned(), ..sample_recall() };
    let app = with(&[full_recall(), plan]);
    let reply = app.get("/recalls.json").await;
    assert!(!reply.text().contains("秘密"));
    let feed = reply.json();
    assert_eq!((feed["recalls"].as_array().unwrap().len(), &feed["is_whole"]), (1, &json!(true)));
    let recall = &feed["recalls"][0];
    assert_eq!((&recall["state"], &recall["lifted_why"]), (&json!("lifted"), &json!("复检合格")));
    assert_eq!(
        (&recall["lots"], &recall["amendments"][0]["why"]),
        (&json!(["SL260801A2"]), &json!("批号写错"))
    );
    assert_eq!(recall["progress"]["recalled_units"], 8_000);
}

#[tokio::test]
async fn an_empty_list_is_sent_as_such() {
    let app = TestApp::default();
    assert_eq!(app.get("/recalls.json").await.json()["recalls"], json!([]));
    assert_eq!(app.get("/recalls.json").await.header("last-modified"), "");
    assert!(app.get("/recalls.atom").await.text().ends_with("</feed>\n"));
    assert_eq!(app.get("/recalls.csv").await.text().lines().count(), 1);
}

#[tokio::test]
async fn a_check_tells_each_item_apart_in_its_order() {
    let codes = targets(vec![code_target(&["6900012345678902"])]);
    let app = with(&[Recall { targets: codes, ..sample_recall() }]);
    let reply = check(&app, &json!({"enterprise": "示例乳业", "lang": "en", "items": [
        {"text": CAN}, {"text": "6900012345678902"}, {"text": "6900099999999999"}, {"lot": "SL260801A1"},
        {"lot": "NEVER"}, {"text": ""}, {"lot": ""}, {}, {"text": CAN, "lot": "X"}, {"lot": "A", "enterprise": "nobody"},
    ]}))
    .await;
    let expected = [
        "not_recalled",
        "recalled",
        "unknown",
        "not_recalled",
        "unknown",
        "unusable",
        "unusable",
        "unusable",
        "unusable",
        "unusable",
    ];
    assert_eq!(outcomes(&reply), expected);
    let told = &reply.json()["results"][1];
    assert_eq!(told["recalls"], json!([{"id": 1, "level": "1", "level_name": "level 1 recall"}]));
    assert_eq!(told["enterprise"], json!({"id": 1, "name": "示例乳业"}));
    let first = app.resolve(json!({"text": CAN, "enterprise": 1})).await.json();
    assert_eq!(first["verdict"]["code"], "first_query", "a check is no query");
}

#[tokio::test]
async fn a_lot_without_its_enterprise_is_unusable() {
    let app = with(&[sample_recall()]);
    assert_eq!(outcomes(&check(&app, &json!({"items": [{"lot": "SL260801A1"}]})).await), ["unusable"]);
    let named = json!({"items": [{"lot": "SL260801A1", "enterprise": "1"}]});
    assert_eq!(outcomes(&check(&app, &named).await), ["recalled"]);
}

#[tokio::test]
async fn a_check_takes_a_thousand_items_and_no_more() {
    let app = with(&[sample_recall()]);
    let items = |count: usize| json!({"enterprise": "1", "items": vec![json!({"text": CAN}); count]});
    assert_eq!(outcomes(&check(&app, &items(RECALL_CHECK_MAX)).await), vec!["recalled"; RECALL_CHECK_MAX]);
    let more = check(&app, &items(RECALL_CHECK_MAX + 1)).await;
    assert_eq!((more.status.as_u16(), more.problem().as_str()), (422, "recall_check_limit"));
    assert_eq!(outcomes(&check(&app, &items(0)).await), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_no_check_is_refused() {
    let app = TestApp::default();
    for (body, status, code) in [
        ("{}".to_owned(), 400, "body_form"),
        ("[".to_owned(), 400, "body_form"),
        (json!({"items": [], "enterprise": "nobody"}).to_string(), 400, "enterprise_unknown"),
        (
            format!("{{\"items\":[],\"x\":\"{}\"}}", "x".repeat(RECALL_CHECK_BODY_BYTES_MAX)),
            413,
            "body_too_large",
        ),
    ] {
        let request = Request::post("/api/v1/recalls/check").body(Body::from(body)).unwrap();
        let reply = app.send(request).await;
        assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (status, code));
    }
}
