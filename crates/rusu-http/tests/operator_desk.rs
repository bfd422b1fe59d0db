//! Sampling results, complaints, check files and the market share, as the operator keeps them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::body::Body;
use axum::http::{Request, header};
use common::{CAN, TestApp, zip};
use jiff::SignedDuration;
use rusu_core::limits::{
    CHECK_FILE_BYTES_MAX, CHECK_FILES_MAX, COMPLAINT_SECONDS_MIN, COMPLAINT_TEXT_CHARACTERS_MAX,
    SAMPLING_FILE_BYTES_MAX,
};
use serde_json::{Value, json};

const HEADER: &str = "抽样编号,抽检类别,公布机关,公告号,公布日期,样品名称,标称生产企业名称,批号,结论";

fn table(rows: &[(&str, &str)]) -> String {
    let row = |(number, lot): &(&str, &str)| {
        format!("{number},国家,国家市场监督管理总局,2026年第12号,2026-01-05,示例奶粉,某乳业,{lot},合格\n")
    };
    format!("{HEADER}\n{}", rows.iter().map(row).collect::<String>())
}

impl TestApp {
    async fn import(&self, query: &str, file: impl Into<Body>) -> Value {
        let reply = self.operate("POST", &format!("/sampling-results{query}"), file).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    async fn sampled(&self) -> Vec<Value> {
        let reply = self.get("/api/v1/sampling-results").await;
        reply.json()["results"].as_array().unwrap().clone()
    }

    /// Sends a complaint as a mini-program does.
    async fn complain(&self, complaint: Value) {
        let ticket = Request::post("/api/v1/complaints/ticket").body(Body::empty()).unwrap();
        let mut complaint = complaint;
        complaint["ticket"] = self.send(ticket).await.json()["ticket"].clone();
        self.clock.advance(SignedDuration::from_secs(COMPLAINT_SECONDS_MIN));
        let request = Request::post("/api/v1/complaints").header(header::CONTENT_TYPE, "application/json");
        let reply = self.send(request.body(Body::from(complaint.to_string())).unwrap()).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
    }

    async fn complaints(&self, query: &str) -> Vec<Value> {
        let reply = self.operate("GET", &format!("/complaints{query}"), Body::empty()).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["complaints"].as_array().unwrap().clone()
    }
}

fn rules(report: &Value) -> Vec<&str> {
    report["rejections"].as_array().unwrap().iter().map(|one| one["rule"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn imported_results_are_found_by_everybody() {
    let app = TestApp::default();
    let report = app.import("", table(&[("GC1", "SL1"), ("GC2", "SL2")])).await;
    assert_eq!(
        (&report["added"], &report["dry_run"], &report["rejections"]),
        (&json!(2), &json!(false), &json!([]))
    );
    assert_eq!(app.sampled().await.len(), 2);
}

#[tokio::test]
async fn a_result_that_comes_again_replaces_itself() {
    let app = TestApp::default();
    app.import("", table(&[("GC1", "SL1"), ("GC2", "SL2")])).await;
    let again = app.import("", table(&[("GC1", "SL1"), ("GC2", "SL9")])).await;
    assert_eq!([&again["added"], &again["replaced"], &again["unchanged"]], [0, 1, 1]);
}

#[tokio::test]
async fn a_dry_run_tells_the_same_and_stores_nothing() {
    let app = TestApp::default();
    for word in ["true", "1", ""] {
        let told = app.import(&format!("?dry_run={word}"), table(&[("GC1", "SL1")])).await;
        assert_eq!((&told["added"], &told["dry_run"]), (&json!(1), &json!(true)), "{word}");
        assert!(app.sampled().await.is_empty(), "{word}");
    }
}

#[tokio::test]
async fn a_dry_run_that_is_not_understood_writes_nothing() {
    let app = TestApp::default();
    let reply = app.operate("POST", "/sampling-results?dry_run=yes", table(&[("GC1", "SL1")])).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (400, "address_form"));
    assert!(app.sampled().await.is_empty());
}

#[tokio::test]
async fn a_bad_row_is_told_with_its_place_and_blocks_no_other() {
    let app = TestApp::default();
    let report = app.import("?file_name=notice.csv", table(&[("GC1", "SL1"), ("", "SL2")])).await;
    assert_eq!((&report["added"], rules(&report)), (&json!(1), vec!["cell_missing"]));
    let rejection = &report["rejections"][0];
    assert_eq!((&rejection["place"]["file"], &rejection["place"]["row"]), (&json!("notice.csv"), &json!(3)));
    assert!(rejection["message"]["zh"].is_string() && rejection["remedy"]["en"].is_string());
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_told_and_stores_nothing() {
    let app = TestApp::default();
    let broken = zip(&[("[Content_Types].xml", b"<Types"), ("xl/workbook.xml", b"<workbook")]);
    for file in [broken, b"\x89PNG\r\n\x1a\n".to_vec(), b"%PDF-1.7".to_vec(), b"a,b\n1,2\n".to_vec()] {
        let report = app.import("", file.clone()).await;
        assert_eq!(rules(&report).len(), 1, "{report}");
    }
    assert!(app.sampled().await.is_empty());
}

#[tokio::test]
async fn an_empty_file_is_refused() {
    let reply = TestApp::default().operate("POST", "/sampling-results", Body::empty()).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (400, "upload_empty"));
}

#[tokio::test]
async fn a_file_is_read_up_to_its_limit() {
    let app = TestApp::default();
    let limit = usize::try_from(SAMPLING_FILE_BYTES_MAX).unwrap();
    let mut file = table(&[("GC1", "SL1")]).into_bytes();
    file.resize(limit, b'\n');
    assert_eq!(app.import("", file.clone()).await["added"], 1);
    file.push(b'\n');
    let reply = app.operate("POST", "/sampling-results", file).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (413, "upload_too_large"));
    assert!(reply.json()["detail_en"].as_str().unwrap().contains("16 MiB"));
}

#[tokio::test]
async fn the_template_filled_in_is_what_an_import_takes() {
    let app = TestApp::default();
    let template = app.operate("GET", "/sampling-results/template", Body::empty()).await;
    assert!(template.body.starts_with(b"PK"));
    let english = app.operate("GET", "/sampling-results/template?lang=en", Body::empty()).await;
    assert_eq!((template.header("content-language"), english.header("content-language")), ("zh-CN", "en"));
    let report = app.import("?dry_run=1", template.body.clone()).await;
    assert_eq!(report["rejections"], json!([]), "{report}");
}

#[tokio::test]
async fn a_removed_result_is_gone() {
    let app = TestApp::default();
    app.import("", table(&[("GC1", "SL1")])).await;
    let path = format!("/sampling-results/{}", app.sampled().await[0]["id"]);
    assert_eq!(app.operate("DELETE", &path, Body::empty()).await.status, 204);
    assert!(app.sampled().await.is_empty());
    assert_eq!(app.operate("DELETE", &path, Body::empty()).await.problem(), "name_unknown");
}

#[tokio::test]
async fn a_complaint_is_shown_with_what_was_sent() {
    let app = TestApp::default();
    let complaint = json!({"kind": "mismatch", "text": "日期不同", "enterprise": 1, "code": CAN,
        "contact": "13800000000", "channel": "wechat_mini"});
    app.complain(complaint).await;
    let kept = app.complaints("").await.remove(0);
    assert_eq!(
        (&kept["kind"], &kept["text"], &kept["code"]),
        (&json!("mismatch"), &json!("日期不同"), &json!(CAN))
    );
    assert_eq!((&kept["contact"], &kept["channel"]), (&json!("13800000000"), &json!("wechat_mini")));
    assert_eq!((&kept["enterprise"]["id"], &kept["state"]), (&json!(1), &json!("open")));
    assert!(kept["contact_until"].is_string());
}

#[tokio::test]
async fn an_answered_complaint_changes_its_list() {
    let app = TestApp::default();
    app.complain(json!({"kind": "other", "text": "一"})).await;
    let path = format!("/complaints/{}", app.complaints("?state=open").await[0]["id"]);
    let answer = json!({"state": "closed", "note": "已回电"});
    assert_eq!(app.operate("PATCH", &path, answer.to_string()).await.status, 204);
    assert!(app.complaints("?state=open").await.is_empty());
    assert_eq!(app.complaints("?state=closed").await[0]["note"], "已回电");
}

#[tokio::test]
async fn an_answer_that_cannot_be_kept_is_refused() {
    let app = TestApp::default();
    app.complain(json!({"kind": "other", "text": "一"})).await;
    let path = format!("/complaints/{}", app.complaints("").await[0]["id"]);
    let long = "字".repeat(COMPLAINT_TEXT_CHARACTERS_MAX + 1);
    for (path, answer, code) in [
        (path.as_str(), json!({"state": "done", "note": ""}), "field_form"),
        (&path, json!({"state": "closed", "note": long}), "field_too_long"),
        (&path, json!({"state": "closed"}), "body_form"),
        ("/complaints/99", json!({"state": "closed", "note": ""}), "name_unknown"),
        ("/complaints/x", json!({"state": "closed", "note": ""}), "address_form"),
    ] {
        assert_eq!(app.operate("PATCH", path, answer.to_string()).await.problem(), code, "{path} {answer}");
    }
    assert_eq!(app.operate("GET", "/complaints?state=done", Body::empty()).await.problem(), "address_form");
}

#[tokio::test]
async fn a_check_file_is_served_byte_for_byte_where_platforms_look() {
    let app = TestApp::default();
    let content = "a1b2c3\r\n";
    assert_eq!(app.operate("PUT", "/check-files/MP_verify_1.txt", content).await.status, 200);
    assert_eq!(app.get("/MP_verify_1.txt").await.text(), content);
    assert_eq!(app.get("/t/MP_verify_1.txt").await.text(), content);
    let listed = app.operate("GET", "/check-files", Body::empty()).await.json();
    assert_eq!(listed, json!({"check_files": [{"name": "MP_verify_1.txt", "content": content}]}));
    assert_eq!(
        app.operate("GET", "/check-files/MP_verify_1.txt", Body::empty()).await.json()["content"],
        content
    );
}

#[tokio::test]
async fn a_removed_check_file_is_gone() {
    let app = TestApp::default();
    app.operate("PUT", "/check-files/a.txt", "a").await;
    assert_eq!(app.operate("DELETE", "/check-files/a.txt", Body::empty()).await.status, 204);
    assert_eq!(app.get("/a.txt").await.status, 404);
    for method in ["GET", "DELETE"] {
        assert_eq!(app.operate(method, "/check-files/a.txt", Body::empty()).await.problem(), "name_unknown");
    }
}

#[tokio::test]
async fn a_check_file_that_is_none_is_refused() {
    let app = TestApp::default();
    for (name, content, code) in [
        ("a.html", b"a".as_slice(), "field_form"),
        ("..%2Fa.txt", b"a", "field_form"),
        ("a.txt", b"", "field_missing"),
        ("a.txt", b"\xff\xfe", "field_form"),
    ] {
        let reply = app.operate("PUT", &format!("/check-files/{name}"), content.to_vec()).await;
        assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (422, code), "{name}");
    }
}

#[tokio::test]
async fn a_check_file_is_taken_up_to_its_limit() {
    let app = TestApp::default();
    let content = "x".repeat(CHECK_FILE_BYTES_MAX);
    assert_eq!(app.operate("PUT", "/check-files/a.txt", content.clone()).await.status, 200);
    let reply = app.operate("PUT", "/check-files/a.txt", content + "x").await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (413, "body_too_large"));
}

#[tokio::test]
async fn there_are_so_many_check_files_and_no_more() {
    let app = TestApp::default();
    for number in 0..CHECK_FILES_MAX {
        app.operator.put_check_file(&format!("a{number}.txt"), "x").unwrap();
    }
    let reply = app.operate("PUT", "/check-files/b.txt", "x").await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (409, "check_files_limit"));
}

#[tokio::test]
async fn a_stated_market_share_is_shown_and_can_be_taken_back() {
    let app = TestApp::default();
    let share = async || {
        app.clock.advance(SignedDuration::from_secs(120));
        let figures = app.get("/api/v1/statistics?lang=zh").await.json()["figures"].clone();
        let figures = figures.as_array().unwrap().clone();
        figures.into_iter().find(|figure| figure["id"] == "market_share").unwrap()["text"].clone()
    };
    let unknown = share().await;
    let stated = json!({"value_text": "约 99%", "source": "行业协会", "as_of": "2026-01-01"});
    let reply = app.operate("PUT", "/statements/market_share", stated.to_string()).await;
    assert_eq!(reply.status, 204, "{}", reply.text());
    assert_eq!(share().await, "约 99% (行业协会, 2026-01-01)");
    assert_eq!(app.operate("DELETE", "/statements/market_share", Body::empty()).await.status, 204);
    assert_eq!(share().await, unknown);
}

#[tokio::test]
async fn a_statement_without_a_source_or_of_the_future_is_refused() {
    let app = TestApp::default();
    for (field, value, code) in [
        ("source", " ", "field_missing"),
        ("value_text", "", "field_missing"),
        ("as_of", "2099-01-01", "date_in_future"),
        ("as_of", "last year", "field_form"),
    ] {
        let mut stated = json!({"value_text": "约 99%", "source": "行业协会", "as_of": "2026-01-01"});
        stated[field] = json!(value);
        let reply = app.operate("PUT", "/statements/market_share", stated.to_string()).await;
        assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (422, code), "{stated}");
    }
}
