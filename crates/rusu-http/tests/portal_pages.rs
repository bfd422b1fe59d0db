//! The portal's own pages over the stores.

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::http::StatusCode;
use common::{OWN, TestApp};
use jiff::civil::date;
use rusu_core::lot::ContentHash;
use rusu_core::portal::{
    Announcement, AnnouncementKind, CheckFile, Conclusion, SamplingResult, SamplingScope, Words,
};
use rusu_core::ports::{Clock as _, ObjectKind, ObjectWriter as _, PortalWriter as _, RecallWriter as _};
use rusu_testkit::builders::sample_recall;

const PATHS: [&str; 9] = [
    "/enterprises",
    "/sampling",
    "/recalls",
    "/news",
    "/statistics",
    "/report",
    "/how-to-use",
    "/privacy",
    "/sampling?q=x&enterprise=1&lot=A&conclusion=fail&page=2",
];

fn announcement(app: &TestApp, is_visible: bool) -> Announcement {
    Announcement {
        id: 0,
        kind: AnnouncementKind::Notice,
        title: Words { zh: "国庆期间照常查询".to_owned(), en: "Open in the holidays".to_owned() },
        summary: Words::default(),
        body: Words { zh: "正文。".to_owned(), en: String::new() },
        video: None,
        pinned: false,
        published_at: is_visible.then(|| app.clock.now()),
        updated_at: app.clock.now(),
    }
}

fn sampling(number: &str, product: &str, conclusion: Conclusion) -> SamplingResult {
    SamplingResult {
        id: 0,
        scope: SamplingScope::Provincial,
        authority: "示例省市场监督管理局".to_owned(),
        notice: "2026年第3号".to_owned(),
        notice_url: None,
        published_on: date(2026, 8, 1),
        sample_number: number.to_owned(),
        product_name: product.to_owned(),
        brand: None,
        manufacturer: "示例乳业有限公司".to_owned(),
        enterprise: Some(OWN),
        specification: None,
        lot_number: None,
        production_date: None,
        sampled_at: None,
        conclusion,
        failures: Vec::new(),
    }
}

#[tokio::test]
async fn every_page_is_there_in_both_languages_over_empty_stores() {
    let app = TestApp::default();
    for path in PATHS {
        for (prefix, tag) in [("", "zh-CN"), ("/en", "en")] {
            let reply = app.get(&format!("{prefix}{path}")).await;
            assert_eq!(reply.status, StatusCode::OK, "{prefix}{path}");
            let html = reply.text();
            assert!(html.contains(&format!("<html lang=\"{tag}\"")), "{prefix}{path}");
            assert!(!html.contains(" style=") && !html.contains(" onclick="), "{prefix}{path}");
            assert!(!html.contains('\u{ff01}') && !html.contains("假货"), "{prefix}{path}");
        }
    }
}

#[tokio::test]
async fn the_second_sheet_is_served_for_ever() {
    let app = TestApp::default();
    let page = app.get("/sampling").await;
    let (_, rest) = page.text().split_once("/assets/portal.").unwrap();
    let path = format!("/assets/portal.{}", rest.split('"').next().unwrap());
    let sheet = app.get(&path).await;
    assert_eq!((sheet.status, sheet.header("content-type")), (StatusCode::OK, "text/css; charset=utf-8"));
    assert!(sheet.header("cache-control").contains("immutable"));
}

#[tokio::test]
async fn an_announcement_is_listed_and_read() {
    let app = TestApp::default();
    let id = app.registry.save_announcement(&announcement(&app, true)).unwrap();
    assert!(app.get("/news").await.text().contains("国庆期间照常查询"));
    assert!(app.get("/news?kind=video").await.text().contains("还没有内容"));
    let page = app.get(&format!("/en/news/{id}")).await;
    assert!(page.text().contains("Open in the holidays") && page.text().contains("正文。"));
}

#[tokio::test]
async fn a_draft_and_a_number_of_nothing_are_not_found() {
    let app = TestApp::default();
    let id = app.registry.save_announcement(&announcement(&app, false)).unwrap();
    for path in [format!("/news/{id}"), "/news/999".to_owned(), "/news/x".to_owned()] {
        assert_eq!(app.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!app.get("/news").await.text().contains("国庆"));
}

#[tokio::test]
async fn a_film_is_named_by_what_its_bytes_are() {
    let app = TestApp::default();
    let mut sink = app.objects.create(ObjectKind::Video).unwrap();
    sink.write(b"\0\0\0\x20ftypisom\0\0\x02\0").unwrap();
    let (video, _) = sink.finish().unwrap();
    let one = Announcement { kind: AnnouncementKind::Video, video: Some(video), ..announcement(&app, true) };
    let id = app.registry.save_announcement(&one).unwrap();
    let page = app.get(&format!("/news/{id}")).await;
    assert!(page.text().contains(&format!("<source src=\"/videos/{video}.mp4\" type=\"video/mp4\">")));
}

#[tokio::test]
async fn a_film_that_is_gone_leaves_the_announcement_readable() {
    let app = TestApp::default();
    let one = Announcement { video: Some(ContentHash([1; 32])), ..announcement(&app, true) };
    let id = app.registry.save_announcement(&one).unwrap();
    let page = app.get(&format!("/news/{id}")).await;
    assert!(page.text().contains("正文。") && !page.text().contains("<video"));
}

#[tokio::test]
async fn sampling_results_are_found_by_word_enterprise_and_conclusion() {
    let app = TestApp::default();
    let results =
        [sampling("A1", "一段奶粉", Conclusion::Pass), sampling("B2", "二段奶粉", Conclusion::Fail)];
    app.registry.save_sampling(&results).unwrap();
    let shows = async |query: &str| {
        let reply = app.get(&format!("/sampling?{query}")).await;
        (reply.text().contains("<h3>一段奶粉"), reply.text().contains("<h3>二段奶粉"))
    };
    assert_eq!(shows("q=").await, (true, true));
    assert_eq!(shows("q=%E4%B8%80%E6%AE%B5").await, (true, false));
    assert_eq!(shows("enterprise=%E7%A4%BA%E4%BE%8B%E4%B9%B3%E4%B8%9A").await, (true, true));
    assert_eq!(shows("enterprise=2").await, (false, false));
    assert_eq!(shows("conclusion=fail").await, (false, true));
}

#[tokio::test]
async fn a_recall_stands_on_its_page_and_answers_for_its_lots() {
    let app = TestApp::default();
    app.registry.save_recall(&sample_recall()).unwrap();
    let page = app.get("/recalls?lot=SL260801A1").await;
    assert!(page.text().contains("class=\"verdict is-stop\""), "{}", page.text());
    let other = app.get("/recalls?lot=SL260801A1&enterprise=2").await;
    assert!(other.text().contains("class=\"verdict is-calm\""));
}

#[tokio::test]
async fn a_check_file_is_plain_text_at_both_its_addresses() {
    let app = TestApp::default();
    let file = CheckFile { name: "MP_verify_1.txt".to_owned(), content: "<b>abc</b>".to_owned() };
    app.registry.save_check_file(&file).unwrap();
    for path in ["/MP_verify_1.txt", "/t/MP_verify_1.txt"] {
        let reply = app.get(path).await;
        assert_eq!((reply.status, reply.text()), (StatusCode::OK, "<b>abc</b>"), "{path}");
        assert_eq!(reply.header("content-type"), "text/plain; charset=utf-8");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn a_check_file_that_is_not_there_is_not_found() {
    let app = TestApp::default();
    for path in ["/MP_verify_2.txt", "/t/MP_verify_2.txt", "/wp-login.php", "/nothing", "/t/a.b.txt"] {
        assert_eq!(app.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
