//! Sampling results, recalls, announcements and figures, as programs of others read them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use common::{CAN, OTHER, OWN, Reply, TestApp};
use jiff::SignedDuration;
use jiff::civil::date;
use rusu_core::channel::Channel;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{PORTAL_PAGE_ROWS_MAX, SEARCH_CHARACTERS_MAX};
use rusu_core::portal::{
    Announcement, AnnouncementKind, Conclusion, QueryCount, SamplingFailure, SamplingResult,
};
use rusu_core::ports::{PortalWriter as _, RecallWriter as _};
use rusu_core::recall::Recall;
use rusu_testkit::builders::{moment, sample_announcement, sample_recall, sample_sampling_result};
use serde_json::{Value, json};

fn sampled(number: &str, product: &str, conclusion: Conclusion) -> SamplingResult {
    let failures: Vec<SamplingFailure> = match conclusion {
        Conclusion::Fail => sample_sampling_result().failures,
        Conclusion::Pass => Vec::new(),
    };
    SamplingResult {
        sample_number: number.to_owned(),
        product_name: product.to_owned(),
        conclusion,
        failures,
        ..sample_sampling_result()
    }
}

/// Two samples of the first enterprise, one of which failed, and one of nobody known.
fn with_samples() -> TestApp {
    let app = TestApp::default();
    let strange = SamplingResult {
        enterprise: None,
        lot_number: None,
        brand: None,
        ..sampled("C3", "三段奶粉", Conclusion::Pass)
    };
    let results =
        [sampled("A1", "一段奶粉", Conclusion::Pass), sampled("B2", "二段奶粉", Conclusion::Fail), strange];
    app.registry.save_sampling(&results).unwrap();
    app.settle();
    app
}

fn with_recalls(recalls: &[Recall]) -> TestApp {
    let app = TestApp::default();
    for recall in recalls {
        app.registry.save_recall(recall).unwrap();
    }
    app.settle();
    app
}

fn notice(title: &str) -> Announcement {
    let mut notice = sample_announcement();
    (notice.kind, notice.video, notice.pinned) = (AnnouncementKind::Notice, None, false);
    notice.title.zh = title.to_owned();
    notice.published_at = Some(moment(0));
    notice
}

/// One field of every entry of a list.
fn column(reply: &Reply, list: &str, field: &str) -> Vec<String> {
    assert_eq!(reply.status, 200, "{}", reply.text());
    let entries = reply.json()[list].as_array().unwrap().clone();
    entries.iter().map(|entry| entry[field].as_str().unwrap().to_owned()).collect()
}

fn figure(reply: &Reply, id: &str) -> Value {
    let figures = reply.json()["figures"].as_array().unwrap().clone();
    figures.into_iter().find(|figure| figure["id"] == id).unwrap()
}

#[tokio::test]
async fn samples_are_found_by_word_enterprise_lot_and_conclusion() {
    let app = with_samples();
    for (query, found) in [
        ("", vec!["A1", "B2", "C3"]),
        ("q=%E4%B8%80%E6%AE%B5", vec!["A1"]),
        ("enterprise=1", vec!["A1", "B2"]),
        ("enterprise=%E7%A4%BA%E4%BE%8B%E4%B9%B3%E4%B8%9A", vec!["A1", "B2"]),
        ("enterprise=2", vec![]),
        ("lot=SL260801A1", vec!["A1", "B2"]),
        ("conclusion=fail", vec!["B2"]),
        ("lot=SL260801A1&conclusion=pass", vec!["A1"]),
    ] {
        let reply = app.get(&format!("/api/v1/sampling-results?{query}")).await;
        let mut numbers = column(&reply, "results", "sample_number");
        numbers.sort();
        assert_eq!(numbers, found, "{query}");
    }
}

#[tokio::test]
async fn a_sample_is_shown_with_its_maker_and_what_did_not_conform() {
    let reply = with_samples().get("/api/v1/sampling-results?conclusion=fail&lang=en").await;
    let result = reply.json()["results"][0].clone();
    assert_eq!(result["enterprise"], json!({"id": 1, "name": "示例乳业"}));
    let limits = json!({"parameter": "维生素A", "found": "612 μg/100 kJ", "limit": "14~43 μg/100 kJ"});
    assert_eq!((&result["failures"][0], &result["conclusion"]), (&limits, &json!("fail")));
    assert_eq!((&result["scope"], &result["published_on"]), (&json!("national"), &json!("2026-09-15")));
}

#[tokio::test]
async fn a_sample_of_nobody_known_has_no_enterprise() {
    let reply = with_samples().get("/api/v1/sampling-results?q=%E4%B8%89%E6%AE%B5").await;
    let result = reply.json()["results"][0].clone();
    assert_eq!([&result["enterprise"], &result["lot_number"], &result["brand"]], [&Value::Null; 3]);
}

#[tokio::test]
async fn a_full_page_has_nothing_behind_it_until_one_more_is_there() {
    let app = TestApp::default();
    let sample = |number| sampled(&format!("P{number:02}"), "一段奶粉", Conclusion::Pass);
    let results: Vec<SamplingResult> = (0..=PORTAL_PAGE_ROWS_MAX).map(sample).collect();
    let page = async |number: usize| {
        let reply = app.get(&format!("/api/v1/sampling-results?page={number}")).await.json();
        (reply["results"].as_array().unwrap().len(), reply["page"].clone(), reply["more"] == true)
    };
    app.registry.save_sampling(results.split_last().unwrap().1).unwrap();
    assert_eq!(page(1).await, (PORTAL_PAGE_ROWS_MAX, json!(1), false));
    app.registry.save_sampling(&results).unwrap();
    assert_eq!(page(1).await, (PORTAL_PAGE_ROWS_MAX, json!(1), true));
    assert_eq!(page(2).await, (1, json!(2), false));
}

#[tokio::test]
async fn a_search_that_is_none_is_refused() {
    let app = TestApp::default();
    let long = "x".repeat(SEARCH_CHARACTERS_MAX);
    assert_eq!(app.get(&format!("/api/v1/sampling-results?q={long}")).await.status, 200);
    for (query, code) in [
        (format!("sampling-results?q={long}x"), "address_form"),
        ("sampling-results?conclusion=maybe".to_owned(), "address_form"),
        ("sampling-results?page=first".to_owned(), "address_form"),
        ("sampling-results?enterprise=nobody".to_owned(), "enterprise_unknown"),
        ("recalls?enterprise=nobody".to_owned(), "enterprise_unknown"),
        ("announcements?kind=rumour".to_owned(), "address_form"),
    ] {
        let reply = app.get(&format!("/api/v1/{query}")).await;
        assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (400, code), "{query}");
    }
}

#[tokio::test]
async fn an_answer_bears_the_sampling_results_of_its_lot_and_of_no_other() {
    let app = with_samples();
    let other_lot =
        SamplingResult { enterprise: Some(OTHER), ..sampled("D4", "四段奶粉", Conclusion::Pass) };
    app.registry.save_sampling(&[other_lot]).unwrap();
    app.settle();
    let answer = app.resolve(json!({"text": CAN, "enterprise": 1})).await;
    let mut numbers = column(&answer, "sampling_results", "sample_number");
    numbers.sort();
    assert_eq!(numbers, ["A1", "B2"]);
}

#[tokio::test]
async fn an_answer_without_a_lot_has_no_sampling_results() {
    let app = with_samples();
    let answer = app.resolve(json!({"text": "6900012345679999", "enterprise": 1})).await;
    assert!(column(&answer, "sampling_results", "sample_number").is_empty());
}

#[tokio::test]
async fn recalls_stand_with_their_lots_and_those_that_ended_say_so() {
    let ended = Recall { announced_at: Some(moment(0)), ended_at: Some(moment(60)), ..sample_recall() };
    let app = with_recalls(&[ended, sample_recall()]);
    let reply = app.get("/api/v1/recalls").await;
    assert_eq!(reply.header("cache-control"), "no-store", "a recall must be seen at once");
    let recalls = reply.json()["recalls"].clone();
    assert_eq!((&recalls[0]["ended_at"], &recalls[0]["lots"]), (&Value::Null, &json!(["SL260801A1"])));
    assert_eq!(recalls[1]["ended_at"], "2026-09-01T08:01:00+08:00");
    assert_eq!(recalls[0]["enterprise"], json!({"id": 1, "name": "示例乳业"}));
}

#[tokio::test]
async fn recalls_are_found_by_enterprise() {
    let of = |enterprise: EnterpriseId, phone: &str| Recall {
        enterprise,
        contact_phone: phone.to_owned(),
        ..sample_recall()
    };
    let app = with_recalls(&[of(OWN, "1"), of(OTHER, "2")]);
    let reply = app.get("/api/v1/recalls?enterprise=2").await;
    assert_eq!(column(&reply, "recalls", "contact_phone"), ["2"]);
}

#[tokio::test]
async fn announcements_are_listed_by_kind_pinned_ones_first() {
    let app = TestApp::default();
    let pinned = Announcement { pinned: true, ..notice("置顶") };
    let article = Announcement { kind: AnnouncementKind::Article, ..notice("文章") };
    let later = Announcement { published_at: Some(moment(1)), ..notice("较新") };
    for one in [pinned, article, later] {
        app.registry.save_announcement(&one).unwrap();
    }
    app.settle();
    let titles = async |query: &str| {
        column(&app.get(&format!("/api/v1/announcements?{query}")).await, "announcements", "title")
    };
    assert_eq!(titles("").await, ["置顶", "较新", "文章"]);
    assert_eq!(titles("kind=article").await, ["文章"]);
}

#[tokio::test]
async fn an_announcement_is_told_in_paragraphs_in_the_language_asked_for() {
    let app = TestApp::default();
    let id = app.registry.save_announcement(&notice("通知")).unwrap();
    let body = async |query: &str| {
        app.get(&format!("/api/v1/announcements/{id}{query}")).await.json()["body"].clone()
    };
    assert_eq!(body("").await, json!(["打开小程序。", "- 对准罐底\n- 查看结果"]));
    assert_eq!(body("?lang=en").await, json!(["Open the mini-program.", "- Point\n- Read"]));
}

#[tokio::test]
async fn an_announcement_that_is_not_there_is_told_so() {
    let app = TestApp::default();
    for path in ["/api/v1/announcements/7", "/api/v1/announcements/seven"] {
        let reply = app.get(path).await;
        assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (404, "address_unknown"), "{path}");
    }
}

#[tokio::test]
async fn queries_stand_in_the_figures_by_front_door() {
    let app = TestApp::default();
    let count = |channel, found, not_found| QueryCount { day: date(2026, 9, 1), channel, found, not_found };
    let counts = [count(Channel::PORTAL, 3, 1), count(Channel::named("jd"), 2, 0)];
    app.registry.add_query_counts(&counts).unwrap();
    let reply = app.get("/api/v1/statistics").await;
    assert_eq!(
        (&figure(&reply, "queries")["value"], &figure(&reply, "found_share")["text"]),
        (&json!(6), &json!("83.3%"))
    );
    let doors = reply.json()["by_channel"].as_array().unwrap().clone();
    let asked: Vec<(&str, u64)> = doors
        .iter()
        .filter(|door| door["queries"] != 0)
        .map(|door| (door["channel"].as_str().unwrap(), door["queries"].as_u64().unwrap()))
        .collect();
    assert_eq!(asked, [("portal", 4), ("jd", 2)]);
}

#[tokio::test]
async fn every_figure_has_a_name_and_a_definition_in_both_languages() {
    let app = TestApp::default();
    let (zh, en) = (app.get("/api/v1/statistics?lang=zh").await, app.get("/api/v1/statistics?lang=en").await);
    for (zh, en) in
        zh.json()["figures"].as_array().unwrap().iter().zip(en.json()["figures"].as_array().unwrap())
    {
        for field in ["name", "definition"] {
            let (zh, en) = (zh[field].as_str().unwrap(), en[field].as_str().unwrap());
            assert!(!zh.contains("figure-") && !en.contains("figure-") && zh != en, "{zh} / {en}");
        }
    }
}

#[tokio::test]
async fn figures_without_anything_to_count_say_that_they_are_unknown() {
    let reply = TestApp::default().get("/api/v1/statistics").await;
    for id in ["found_share", "market_share"] {
        let figure = figure(&reply, id);
        assert_eq!((&figure["value"], figure["text"] == ""), (&Value::Null, false), "{id}");
    }
}

#[tokio::test]
async fn lists_may_be_kept_for_a_minute_and_read_from_any_page() {
    let app = TestApp::default();
    for path in ["sampling-results", "announcements", "statistics"] {
        let reply = app.get(&format!("/api/v1/{path}")).await;
        assert_eq!(reply.header("cache-control"), "public, max-age=60", "{path}");
        assert_eq!(reply.header("access-control-allow-origin"), "*", "{path}");
    }
}

#[tokio::test]
async fn a_program_that_looks_again_gets_the_same_answer_uncounted() {
    let app = TestApp::default();
    let asked = async |again: bool| {
        let question = json!({"text": CAN, "enterprise": 1, "channel": "wechat_mini", "again": again});
        app.resolve(question).await.json()["scans"]["count"].clone()
    };
    assert_eq!((asked(false).await, asked(true).await, asked(true).await), (json!(1), json!(1), json!(1)));
    assert_eq!(asked(false).await, json!(2));
}

#[tokio::test]
async fn a_question_counts_through_the_front_door_that_the_program_names() {
    let app = TestApp::default();
    for (channel, counted) in
        [(json!("douyin_mini"), "douyin_mini"), (json!("x"), "other"), (Value::Null, "api")]
    {
        app.resolve(json!({"text": CAN, "channel": channel})).await;
        let metrics = app.get("/metrics").await;
        let line = format!("rusu_query_channel_total{{channel=\"{counted}\"}} 1");
        assert!(metrics.text().lines().any(|told| told == line), "{counted}");
    }
}

#[tokio::test]
async fn a_future_announcement_appears_by_itself() {
    let app = TestApp::default();
    let later = Announcement { published_at: Some(moment(3_600)), ..notice("以后") };
    app.registry.save_announcement(&later).unwrap();
    let count = async || column(&app.get("/api/v1/announcements").await, "announcements", "title").len();
    assert_eq!(count().await, 0);
    app.clock.advance(SignedDuration::from_secs(3_600));
    assert_eq!(count().await, 1);
}
