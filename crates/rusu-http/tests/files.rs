//! Sheets, scripts and pages on the wire: packed, kept, asked for again.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

#[cfg(test)]
#[path = "common/mod.rs"]
mod common;

use axum::body::Body;
use axum::http::{HeaderName, Request, header};
use common::{CAN, Reply, TestApp};

impl TestApp {
    async fn get_told(&self, path: &str, told: &[(HeaderName, &str)]) -> Reply {
        let mut request = Request::get(path);
        for (name, value) in told {
            request = request.header(name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// The paths of the files that a page names.
    async fn files_of(&self, path: &str) -> Vec<String> {
        let page = self.get(path).await;
        let pieces = page.text().split('"').filter(|piece| piece.starts_with("/assets/"));
        pieces.map(str::to_owned).collect()
    }
}

#[tokio::test]
async fn every_file_that_a_page_names_is_there_packed_and_kept_for_ever() {
    let app = TestApp::default();
    let mut files = app.files_of("/").await;
    files.extend(app.files_of("/enterprises").await);
    files.extend(app.files_of(&format!("/t/{CAN}")).await);
    assert!(files.len() >= 7, "{files:?}");
    for file in files {
        for coding in ["br", "gzip"] {
            let reply = app.get_told(&file, &[(header::ACCEPT_ENCODING, coding)]).await;
            assert_eq!(reply.status.as_u16(), 200, "{file}");
            assert_eq!(reply.header("content-encoding"), coding, "{file}");
            assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
            assert!(reply.header("vary").contains("accept-encoding"), "{file}");
            assert!(reply.header("etag").starts_with("W/"), "{file}");
        }
        let plain = app.get(&file).await;
        assert_eq!(plain.header("content-encoding"), "", "{file}");
    }
}

#[tokio::test]
async fn a_copy_that_is_still_good_is_not_sent_again() {
    let app = TestApp::default();
    let home = app.files_of("/").await;
    for path in ["/", "/favicon.svg", home.first().unwrap()] {
        let first = app.get(path).await;
        let again = app.get_told(path, &[(header::IF_NONE_MATCH, first.header("etag"))]).await;
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{path}");
        assert_eq!(again.header("etag"), first.header("etag"), "{path}");
    }
}

#[tokio::test]
async fn only_the_scanners_worker_may_compile_and_it_may_reach_nothing_else() {
    let app = TestApp::default();
    for file in app.files_of("/scan").await {
        let reply = app.get(&file).await;
        let policy = reply.header("content-security-policy");
        assert_eq!(policy.contains("unsafe-eval"), file.contains("scan-worker"), "{file}: {policy}");
        assert!(policy.starts_with("default-src 'none'"), "{file}");
    }
}

#[tokio::test]
async fn a_page_asks_nothing_of_anybody_else() {
    let app = TestApp::default();
    for path in
        ["/".to_owned(), "/scan".to_owned(), "/embed".to_owned(), format!("/t/{CAN}"), "/t/1".to_owned()]
    {
        let page = app.get(&path).await;
        let sources =
            page.text().split(" src=\"").chain(page.text().split("<link rel=\"stylesheet\" href=\""));
        for source in sources.skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(
                source.starts_with('/') && !source.starts_with("//") || source.starts_with("<!doctype"),
                "{path}: {source}"
            );
        }
    }
}
