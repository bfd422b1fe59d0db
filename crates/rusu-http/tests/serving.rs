//! Over a real connection.

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use std::sync::Arc;

use common::TestApp;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

#[tokio::test]
async fn a_request_under_way_is_finished_before_the_server_ends() {
    let app = TestApp::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(rusu_http::serve(listener, Arc::clone(&app.app), async move {
        stopped.await.unwrap_or_default();
    }));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let body = r#"{"text": "6900012345678901"}"#;
    let length = body.len();
    let head = format!(
        "POST /api/v1/resolve HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // The handler waits for the body once it says so.
    let mut ready = [0; 25];
    stream.read_exact(&mut ready).await.unwrap();
    assert!(ready.starts_with(b"HTTP/1.1 100 Continue"), "{ready:?}");
    stop.send(()).unwrap();
    stream.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.contains("first_query"), "{answer}");
    server.await.unwrap().unwrap();
}
