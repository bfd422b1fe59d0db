//! What counts as a look at a can, through which front door, and what does not.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::body::Body;
use axum::http::{Method, Request};
use common::{CAN, Reply, TestApp};
use jiff::SignedDuration;
use rusu_core::ports::Clock as _;

impl TestApp {
    async fn channel_count(&self, channel: &str) -> u64 {
        let metrics = self.get("/metrics").await;
        let line = format!("rusu_query_channel_total{{channel=\"{channel}\"}} ");
        let count = metrics.text().lines().find_map(|told| told.strip_prefix(&line).map(str::to_owned));
        count.map_or(0, |count| count.parse().unwrap())
    }

    async fn head(&self, path: &str) -> Reply {
        let request = Request::builder().method(Method::HEAD).uri(path);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// The parameter that the links of an answer carry at this moment.
    fn again(&self) -> String {
        format!("again={}", self.clock.now().as_second() / 60)
    }
}

/// The verdict's word on a page.
fn verdict(reply: &Reply) -> &str {
    reply.text().split("data-verdict=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

#[tokio::test]
async fn a_look_counts_through_the_front_door_that_its_address_names() {
    let app = TestApp::default();
    for (path, channel) in [
        (format!("/query?code={CAN}&from=gov_cn"), "gov_cn"),
        (format!("/t/{CAN}?from=jd"), "jd"),
        (format!("/en/t/{CAN}"), "portal"),
        (format!("/t/{CAN}?from=%22%3E"), "other"),
    ] {
        app.get(&path).await;
        assert_eq!(app.channel_count(channel).await, 1, "{path}");
    }
}

#[tokio::test]
async fn another_language_or_text_size_is_the_same_look() {
    let app = TestApp::default();
    let first = app.get(&format!("/t/{CAN}")).await;
    assert_eq!(verdict(&first), "first_query");
    let link = format!("/en/t/{CAN}?{}", app.again());
    assert!(first.text().contains(&link), "the page's own link is such a one");
    assert_eq!(verdict(&app.get(&link).await), "first_query");
    assert_eq!(app.channel_count("portal").await, 1);
    assert_eq!(verdict(&app.get(&format!("/t/{CAN}")).await), "seen_before");
}

#[tokio::test]
async fn an_address_on_a_can_cannot_say_that_it_is_the_same_look() {
    let app = TestApp::default();
    let printed = format!("/t/{CAN}?{}", app.again());
    app.clock.advance(SignedDuration::from_hours(2));
    for other in ["again=1", "again=99999999", "again="] {
        app.get(&format!("/t/{CAN}?{other}")).await;
    }
    app.get(&printed).await;
    assert_eq!(app.channel_count("portal").await, 4);
}

#[tokio::test]
async fn whoever_asks_for_the_head_alone_has_not_looked() {
    let app = TestApp::default();
    for path in [format!("/t/{CAN}"), format!("/query?code={CAN}"), format!("/en/t/{CAN}?from=jd")] {
        assert_eq!(app.head(&path).await.status.as_u16(), 200, "{path}");
    }
    assert_eq!(app.channel_count("portal").await + app.channel_count("jd").await, 0);
    assert_eq!(verdict(&app.get(&format!("/t/{CAN}")).await), "first_query");
}

#[tokio::test]
async fn a_shared_picture_is_no_look_and_may_run_nothing() {
    let app = TestApp::default();
    let picture = app.get(&format!("/en/t/{CAN}/share.svg?enterprise=1")).await;
    assert_eq!(picture.header("content-type"), "image/svg+xml; charset=utf-8");
    assert!(picture.header("content-security-policy").starts_with("default-src 'none'; base-uri"));
    assert_eq!(picture.header("cache-control"), "no-store");
    assert!(picture.text().contains("trace.example") && !picture.text().contains(CAN));
    assert_eq!(app.channel_count("portal").await, 0);
    assert_eq!(verdict(&app.get(&format!("/t/{CAN}")).await), "first_query");
}

#[tokio::test]
async fn what_was_not_found_has_no_picture() {
    let app = TestApp::default();
    assert_eq!(app.get("/t/123/share.svg").await.status.as_u16(), 404);
}

#[tokio::test]
async fn the_form_for_others_may_be_framed_by_those_who_are_named_and_nothing_else_may() {
    let app = TestApp::default();
    let embedded = app.get("/embed?from=gov_cn").await;
    let policy = embedded.header("content-security-policy");
    assert!(policy.contains("frame-ancestors https://www.gov.example;"), "{policy}");
    assert!(embedded.text().contains("name=\"from\" value=\"gov_cn\""));
    for path in ["/", "/scan", "/query?code=1", "/enterprises"] {
        let policy = app.get(path).await;
        assert!(policy.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
    }
}

#[tokio::test]
async fn the_home_page_of_a_chosen_enterprise_shows_its_own_can() {
    let app = TestApp::default();
    let page = app.get("/?enterprise=1&from=jd").await;
    assert!(page.text().contains("位置："), "{}", page.text());
    assert!(page.text().contains("data-from=\"jd\"") && page.text().contains("action=\"/photo?from=jd\""));
}

#[tokio::test]
async fn the_short_answer_stands_in_the_frame_and_leads_to_the_whole_one_without_counting_again() {
    let app = TestApp::default();
    let short = app.get(&format!("/embed?code={CAN}&from=gov_cn")).await;
    assert_eq!(verdict(&short), "first_query");
    assert!(short.header("content-security-policy").contains("frame-ancestors https://www.gov.example;"));
    assert!(short.text().contains("data-item=\"lot_number\""));
    let whole = format!("/query?enterprise=1&code={CAN}&from=gov_cn&{}", app.again());
    assert!(short.text().contains(&whole.replace('&', "&#38;")), "{}", short.text());
    assert_eq!(verdict(&app.get(&whole).await), "first_query");
    assert_eq!(app.channel_count("gov_cn").await, 1);
}

#[tokio::test]
async fn what_was_not_found_in_the_frame_can_be_corrected_there() {
    let app = TestApp::default();
    let page = app.get("/embed?code=69000123456789&enterprise=1").await;
    assert_eq!(verdict(&page), "unrecognised");
    assert!(page.text().contains("action=\"/embed\"") && page.text().contains("value=\"69000123456789\""));
}

#[tokio::test]
async fn what_a_browser_fetches_ahead_is_no_look() {
    let app = TestApp::default();
    for (header, value) in
        [("sec-purpose", "prefetch;prerender"), ("purpose", "prefetch"), ("x-moz", "prefetch")]
    {
        let request = Request::builder().uri(format!("/t/{CAN}")).header(header, value);
        app.send(request.body(Body::empty()).unwrap()).await;
    }
    assert_eq!(app.channel_count("portal").await, 0);
    assert_eq!(verdict(&app.get(&format!("/t/{CAN}")).await), "first_query");
}

#[tokio::test]
async fn crawlers_are_asked_to_leave_answers_alone() {
    let robots = TestApp::default().get("/robots.txt").await;
    for path in ["/t/", "/query", "/en/t/", "/en/query"] {
        assert!(robots.text().lines().any(|line| line == format!("Disallow: {path}")), "{path}");
    }
}

#[tokio::test]
async fn a_handle_in_the_address_is_a_question_and_no_check_file() {
    let app = TestApp::default();
    let reply = app.get("/t/88.9999.1%2F92327299998503058760").await;
    assert_eq!(reply.status, 200);
    assert!(reply.text().contains("data-verdict="));
}
