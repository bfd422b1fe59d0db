//! An enterprise's deliveries and their receipts.

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::body::{Body, Bytes};
use axum::http::{Request, header};
use common::{OTHER, TestApp, delivery};
use futures_util::stream;
use rusu_core::limits::UPLOAD_BYTES_MAX;
use rusu_core::ports::{ObjectKind, ObjectReader as _, RegistryReader as _};
use serde_json::json;

#[tokio::test]
async fn a_delivery_is_acknowledged_processed_and_its_can_answered() {
    let app = TestApp::default();
    let reply = app.deliver("file_name=lot.zip", delivery("NEW1", &["6900012345670001"])).await;
    assert_eq!((reply.status.as_u16(), &reply.json()["state"]), (202, &json!("received")));
    let receipt_path = reply.header("location").to_owned();
    app.process_all();
    let receipt = app.get_own(&receipt_path).await.json();
    assert_eq!(receipt["state"], "published", "{receipt}");
    assert_eq!(receipt["lots"], json!([{"number": "NEW1", "result": "published", "units": 1}]));
    let answer = app.resolve(json!({"text": "6900012345670001", "enterprise": 1})).await.json();
    assert_eq!(answer["record"]["lot"]["number"], "NEW1");
}

#[tokio::test]
async fn a_delivery_arrives_whole_whatever_its_pieces() {
    let app = TestApp::default();
    let file = delivery("NEW1", &["6900012345670001"]);
    let pieces: Vec<Result<Bytes, std::io::Error>> =
        file.chunks(7).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    let reply = app.deliver("file_name=lot.zip", Body::from_stream(stream::iter(pieces))).await;
    assert_eq!(reply.status, 202);
    app.process_all();
    assert_eq!(app.get_own(reply.header("location")).await.json()["state"], "published");
}

#[tokio::test]
async fn a_delivery_of_several_mebibytes_is_kept_as_it_was_sent() {
    let app = TestApp::default();
    let file: Vec<u8> = (0_u32..3 * 1024 * 1024 + 17).map(|n| (n % 251) as u8).collect();
    let reply = app.deliver("file_name=noise.csv", file.clone()).await;
    let id = app.id_of(&reply);
    let content = app.registry.receipt(&id).unwrap().unwrap().content;
    assert_eq!(reply.json()["content_sha256"], content.to_hex());
    let mut stored = Vec::new();
    let mut object = app.objects.open(ObjectKind::Upload, &content).unwrap().unwrap();
    std::io::Read::read_to_end(&mut object, &mut stored).unwrap();
    assert_eq!(stored, file);
    app.process_all();
}

#[tokio::test]
async fn a_delivery_that_breaks_off_leaves_nothing() {
    let app = TestApp::default();
    let broken = stream::iter([Ok(Bytes::from_static(b"half")), Err(std::io::Error::other("gone"))]);
    let reply = app.deliver("file_name=lot.csv", Body::from_stream(broken)).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (400, "body_broken"));
    assert!(app.objects.list(ObjectKind::Upload).unwrap().is_empty());
}

#[tokio::test]
async fn the_same_idempotency_key_with_the_same_file_is_one_submission() {
    let app = TestApp::default();
    let first = app.deliver_as("file_name=a.zip", Some("d-1"), delivery("NEW1", &["6900012345670001"])).await;
    let again = app.deliver_as("file_name=a.zip", Some("d-1"), delivery("NEW1", &["6900012345670001"])).await;
    assert_eq!(first.json()["id"], again.json()["id"]);
    app.process_all();
}

#[tokio::test]
async fn the_same_idempotency_key_with_another_file_is_a_problem() {
    let app = TestApp::default();
    app.deliver_as("file_name=a.csv", Some("d-1"), "one").await;
    let reply = app.deliver_as("file_name=a.csv", Some("d-1"), "two").await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (422, "idempotency_key_reused"));
    app.process_all();
}

#[tokio::test]
async fn a_delivery_without_a_usable_description_is_refused() {
    let app = TestApp::default();
    for (query, code) in [
        ("", "file_name_missing"),
        ("file_name=%20", "file_name_missing"),
        ("file_name=a%0Ab", "file_name_form"),
        ("file_name=a.csv&mode=some", "mode_unknown"),
        ("file_name=a.csv&file_name=b.csv", "address_form"),
    ] {
        let reply = app.deliver(query, "x").await;
        assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (400, code), "{query}");
    }
    let long = "k".repeat(129);
    let reply = app.deliver_as("file_name=a.csv", Some(&long), "x").await;
    assert_eq!(reply.problem(), "idempotency_key_form");
}

#[tokio::test]
async fn an_empty_delivery_is_refused() {
    let reply = TestApp::default().deliver("file_name=a.csv", Body::empty()).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (400, "upload_empty"));
}

#[tokio::test]
async fn a_delivery_that_announces_more_than_the_limit_is_refused_unread() {
    let app = TestApp::default();
    let request = Request::post("/api/v1/submissions?file_name=a.csv")
        .header(header::AUTHORIZATION, format!("Bearer {}", app.key))
        .header(header::CONTENT_LENGTH, UPLOAD_BYTES_MAX + 1)
        .body(Body::from("x"))
        .unwrap();
    let reply = app.send(request).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (413, "upload_too_large"));
}

#[tokio::test]
async fn without_a_valid_key_every_door_has_the_same_answer() {
    let app = TestApp::default();
    let wrong = format!("rusu_{}", "A".repeat(43));
    let mut answers = Vec::new();
    for path in ["/api/v1/submissions", "/api/v1/submissions/S0", "/api/v1/submissions/S0/rejections.csv"] {
        for reply in [app.get(path).await, app.get_with(path, &wrong).await, app.get_with(path, "x").await] {
            assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (401, "key_unknown"), "{path}");
            assert_eq!(reply.header("www-authenticate"), "Bearer");
            let mut problem = reply.json();
            problem.as_object_mut().unwrap().remove("instance");
            answers.push(problem);
        }
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[tokio::test]
async fn a_delivery_without_a_key_is_not_read() {
    let app = TestApp::default();
    let request = Request::post("/api/v1/submissions?file_name=a.csv").body(Body::from("x")).unwrap();
    assert_eq!(app.send(request).await.problem(), "key_unknown");
    assert!(app.objects.list(ObjectKind::Upload).unwrap().is_empty());
}

#[tokio::test]
async fn an_enterprise_sees_only_its_own_submissions() {
    let app = TestApp::default();
    let foreign_key = app.intake.issue_key(OTHER, "test").unwrap();
    let path = app.deliver("file_name=a.csv", "not a table").await.header("location").to_owned();
    app.process_all();
    assert_eq!(app.get_own(&path).await.status, 200);
    for path in [path.clone(), format!("{path}/rejections"), format!("{path}/rejections.csv")] {
        let reply = app.get_with(&path, &foreign_key).await;
        assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (404, "submission_unknown"), "{path}");
    }
    let list = app.get_with("/api/v1/submissions", &foreign_key).await.json();
    assert_eq!(list["submissions"], json!([]));
}

#[tokio::test]
async fn the_latest_submission_comes_first_and_the_limit_holds() {
    let app = TestApp::default();
    for file in ["one", "two", "three"] {
        app.deliver(&format!("file_name={file}.csv"), file).await;
        app.settle();
    }
    app.process_all();
    let list = app.get_own("/api/v1/submissions?limit=2").await.json();
    let names: Vec<&str> =
        list["submissions"].as_array().unwrap().iter().map(|s| s["file_name"].as_str().unwrap()).collect();
    assert_eq!(names, ["three.csv", "two.csv"]);
    assert_eq!(app.get_own("/api/v1/submissions?limit=x").await.problem(), "address_form");
}

#[tokio::test]
async fn a_refused_row_is_told_with_its_place_and_what_to_do() {
    let app = TestApp::default();
    let path = app.deliver("file_name=lot.zip", delivery("NEW1", &["69000?2345670001"])).await;
    let path = path.header("location").to_owned();
    app.process_all();
    assert_eq!(app.get_own(&path).await.json()["state"], "rejected");
    let told = app.get_own(&format!("{path}/rejections")).await.json();
    let rejection = &told["rejections"][0];
    assert_eq!(
        (&rejection["rule"], &rejection["severity"]),
        (&json!("code_character"), &json!("error")),
        "{told}"
    );
    assert_eq!((&rejection["place"]["file"], &rejection["place"]["row"]), (&json!("rows.jsonl"), &json!(3)));
    assert!(rejection["message"]["zh"].is_string() && rejection["remedy"]["en"].is_string());
}

#[tokio::test]
async fn rejections_are_downloaded_for_a_spreadsheet_program() {
    let app = TestApp::default();
    let path = app.deliver("file_name=lot.zip", delivery("NEW1", &["69000?2345670001"])).await;
    let path = path.header("location").to_owned();
    app.process_all();
    let csv = app.get_own(&format!("{path}/rejections.csv")).await;
    assert_eq!(csv.status, 200);
    assert!(csv.body.starts_with(b"\xef\xbb\xbf") && csv.text().contains("code_character"));
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert!(csv.header("content-disposition").starts_with("attachment; filename=\"S"));
}

#[tokio::test]
async fn the_template_is_a_workbook_in_the_language_that_is_asked_for() {
    let app = TestApp::default();
    let zh = app.get("/templates/submission.xlsx").await;
    let en = app.get("/templates/submission.xlsx?lang=en").await;
    assert!(zh.body.starts_with(b"PK") && en.body.starts_with(b"PK") && zh.body != en.body);
    assert_eq!((zh.header("content-language"), en.header("content-language")), ("zh-CN", "en"));
}
