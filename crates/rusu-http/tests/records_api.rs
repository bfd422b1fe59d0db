//! What became of each row of a delivery, over HTTP.

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use common::{OTHER, TestApp, delivery};

#[tokio::test]
async fn what_became_of_each_row_is_told_as_a_csv() {
    let app = TestApp::default();
    let sent =
        app.deliver("file_name=lot.zip", delivery("NEW1", &["6900012345670001", "6900012345670002"])).await;
    let path = format!("{}/records", sent.header("location"));
    assert_eq!(app.get_own(&path).await.problem(), "submission_unfinished");
    app.process_all();
    let reply = app.get_own(&path).await;
    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert!(reply.header("content-disposition").ends_with("-records.csv\""));
    let lines: Vec<&str> = reply.text().lines().collect();
    assert_eq!(lines.len(), 5, "{lines:?}");
    assert_eq!(lines[3], "rows.jsonl,,3,codes,NEW1,6900012345670001,accepted,");
}

#[tokio::test]
async fn a_receipt_shows_when_each_step_was_taken() {
    let app = TestApp::default();
    let sent = app.deliver("file_name=lot.zip", delivery("NEW1", &["6900012345670001"])).await;
    assert!(sent.json()["decoded_at"].is_null() && sent.json()["published_at"].is_null());
    app.process_all();
    let receipt = app.get_own(sent.header("location")).await.json();
    for step in ["received_at", "decoded_at", "committed_at", "published_at", "finished_at"] {
        assert!(receipt[step].as_str().is_some_and(|at| at.ends_with("+08:00")), "{step}: {receipt}");
    }
}

#[tokio::test]
async fn nobody_sees_the_rows_of_others() {
    let app = TestApp::default();
    let sent = app.deliver("file_name=lot.zip", delivery("NEW1", &["6900012345670001"])).await;
    app.process_all();
    let path = format!("{}/records", sent.header("location"));
    let stranger = app.app.intake.issue_key(OTHER, "test").unwrap();
    assert_eq!(app.get_with(&path, &stranger).await.problem(), "submission_unknown");
    assert_eq!(app.get(&path).await.problem(), "key_unknown");
    assert_eq!(app.get_own("/api/v1/submissions/S123/records").await.problem(), "submission_unknown");
}
