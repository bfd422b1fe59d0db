//! Certificates and reports.

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::body::Body;
use axum::http::{Request, header};
use common::{CAN, PUBLIC_URL, REPORT, Reply, TestApp};
use rusu_core::lot::{Lot, Media};
use rusu_core::ports::{ObjectKind, ObjectWriter as _};
use serde_json::json;

/// The path of the sample lot's report, as the answer tells it.
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test's JSON")]
async fn report_path(app: &TestApp) -> String {
    let answer = app.resolve(json!({"text": CAN})).await.json();
    let items = answer["record"]["items"].as_array().unwrap();
    let report = items.iter().find(|item| item["id"] == "product_inspection_report").unwrap();
    let url = report["documents"][0]["url"].as_str().unwrap();
    url.strip_prefix(PUBLIC_URL).unwrap().to_owned()
}

#[tokio::test]
async fn the_report_of_an_answer_opens_with_its_bytes_media_and_name() {
    let app = TestApp::default();
    let reply = app.get(&report_path(&app).await).await;
    assert_eq!((reply.status.as_u16(), &reply.body[..]), (200, REPORT));
    assert_eq!(reply.header("content-type"), "application/pdf");
    assert_eq!(reply.header("content-length"), REPORT.len().to_string());
    assert!(reply.header("content-disposition").starts_with("attachment; "));
    assert!(
        reply
            .header("content-disposition")
            .ends_with("filename*=UTF-8''%E6%A3%80%E9%AA%8C%E6%8A%A5%E5%91%8A%201.pdf")
    );
}

#[tokio::test]
async fn a_document_is_kept_for_ever_and_not_sent_again() {
    let app = TestApp::default();
    let path = report_path(&app).await;
    let first = app.get(&path).await;
    assert_eq!(first.header("cache-control"), "public, max-age=31536000, immutable");
    let request = Request::get(&path).header(header::IF_NONE_MATCH, first.header("etag"));
    let again = app.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
}

#[tokio::test]
async fn a_pdf_is_handed_over_as_a_file_and_a_picture_is_shown_and_both_are_sandboxed() {
    let app = TestApp::default();
    let picture = app.document(b"\x89PNG\r\n\x1a\n", "照片.png", Media::Png);
    let mut lot = app.lot();
    lot.raw_materials[0].document = picture.clone();
    app.restate(lot);
    let picture = app.get(&format!("/documents/{}/x.png", picture.hash)).await;
    let pdf = app.get(&report_path(&app).await).await;
    for (reply, way, readers) in
        [(&picture, "inline; ", "cross-origin"), (&pdf, "attachment; ", "same-origin")]
    {
        assert!(reply.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
        assert!(reply.header("content-disposition").starts_with(way));
        assert_eq!(reply.header("cross-origin-resource-policy"), readers);
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    }
}

#[tokio::test]
async fn a_document_is_not_compressed() {
    let app = TestApp::default();
    let request = Request::get(report_path(&app).await).header(header::ACCEPT_ENCODING, "br, gzip");
    let reply = app.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(reply.header("content-encoding"), "");
}

#[tokio::test]
async fn a_document_that_nothing_published_shows_is_not_there() {
    let app = TestApp::default();
    let secret = app.document(b"%PDF-1.7 not published", "x.pdf", Media::Pdf);
    let unknown = |reply: Reply| {
        assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (404, "document_unknown"))
    };
    unknown(app.get(&format!("/documents/{}/x.pdf", secret.hash)).await);
    unknown(app.get("/documents/xyz/x.pdf").await);
    unknown(app.get(&format!("/documents/{}/x.pdf", "0".repeat(64))).await);
}

#[tokio::test]
async fn a_missing_document_is_a_page_for_a_browser() {
    let request = Request::get("/documents/xyz/x.pdf").header(header::ACCEPT, "text/html,*/*;q=0.8");
    let reply = TestApp::default().send(request.body(Body::empty()).unwrap()).await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (404, "text/html; charset=utf-8"));
}

#[tokio::test]
async fn a_published_document_whose_bytes_are_lost_is_a_fault_and_not_an_empty_file() {
    let app = TestApp::default();
    let lost = app.document(b"%PDF-1.7 lost", "x.pdf", Media::Pdf);
    let mut lot = app.lot();
    lot.inspection.document = lost.clone();
    app.restate(Lot { ..lot });
    app.objects.remove(ObjectKind::Document, &lost.hash).unwrap();
    let reply = app.get(&format!("/documents/{}/x.pdf", lost.hash)).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (500, "internal"));
}

#[tokio::test]
async fn a_document_of_several_pieces_arrives_whole() {
    let app = TestApp::default();
    let content = [b"%PDF-1.7".as_slice(), &vec![b'x'; 700 * 1024]].concat();
    let large = app.document(&content, "大.pdf", Media::Pdf);
    let mut lot = app.lot();
    lot.inspection.document = large;
    app.restate(lot);
    assert_eq!(app.get(&report_path(&app).await).await.body, content);
}
