//! A photo of the code, for browsers that run no script.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::http::{Request, header};
use common::{CAN, Reply, TestApp};
use rusu_core::limits::PHOTO_BYTES_MAX;

/// The QR code of the can, 420 pixels.
const PHOTO: &[u8] = include_bytes!("fixtures/can.png");
/// A grey wall.
const WALL: &[u8] = include_bytes!("fixtures/wall.png");

fn form(name: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.png\"\r\n\
         Content-Type: image/png\r\n\r\n"
    );
    [head.as_bytes(), content, b"\r\n--edge--\r\n"].concat()
}

impl TestApp {
    async fn send_photo(&self, path: &str, body: Vec<u8>) -> Reply {
        let request = Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge");
        self.send(request.body(body.into()).unwrap()).await
    }
}

#[tokio::test]
async fn a_photo_leads_to_the_answer_through_its_front_door() {
    let app = TestApp::default();
    let reply = app.send_photo("/en/photo?from=jd", form("photo", PHOTO)).await;
    assert_eq!(reply.status.as_u16(), 303);
    assert_eq!(reply.header("location"), format!("/en/query?code={CAN}&from=jd"));
    assert!(app.get(reply.header("location")).await.text().contains("data-item=\"lot_number\""));
}

#[tokio::test]
async fn a_photo_that_leads_to_nothing_says_why_and_leaves_typing() {
    let app = TestApp::default();
    for (body, status, words) in [
        (form("photo", WALL), 200, "照片里没有找到二维码"),
        (form("photo", b"%PDF-1.7"), 422, "不是能打开的照片"),
        (form("photo", b""), 422, "没有收到照片"),
        (form("other", PHOTO), 422, "没有收到照片"),
        (b"nothing".to_vec(), 408, "照片没有传完"),
    ] {
        let reply = app.send_photo("/photo", body).await;
        assert_eq!(reply.status.as_u16(), status, "{words}");
        assert!(reply.text().contains(words), "{words} is missing");
        assert!(reply.text().contains("role=\"alert\"") && reply.text().contains("name=\"code\""), "{words}");
    }
}

#[tokio::test]
async fn a_form_that_is_no_form_of_files_has_no_photo() {
    let app = TestApp::default();
    let request = Request::post("/photo").header(header::CONTENT_TYPE, "text/plain");
    let reply = app.send(request.body("photo".into()).unwrap()).await;
    assert_eq!(reply.status.as_u16(), 422);
}

#[tokio::test]
async fn a_photo_at_the_limit_is_read_and_a_byte_more_is_too_large() {
    let app = TestApp::default();
    let limit = usize::try_from(PHOTO_BYTES_MAX).unwrap();
    // A PNG may be followed by anything.
    let mut photo = PHOTO.to_vec();
    photo.resize(limit, 0);
    assert_eq!(app.send_photo("/photo", form("photo", &photo)).await.status.as_u16(), 303);
    photo.push(0);
    let reply = app.send_photo("/photo", form("photo", &photo)).await;
    assert_eq!(reply.status.as_u16(), 413);
    assert!(reply.text().contains("这张照片太大了"));
}

#[tokio::test]
async fn a_photo_is_told_to_be_sent_only_where_it_is() {
    let page = TestApp::default().get("/scan").await;
    let (by_script, plain) = page.text().split_once("data-scan-plain").unwrap();
    assert!(by_script.contains("不会上传") && plain.contains("照片会发送到平台识别"));
}
