//! The sheet, the script and the icon; they are part of the binary.
//!
//! Sheet and script carry a hash of their bytes in their names, so that a browser may keep them for
//! ever and still gets the new ones with the next page.

use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::fixed;
use super::frame::Asked;
use super::render::short_hash;

const SHEET: &str = include_str!("../../assets/rusu.css");
const SCRIPT: &str = include_str!("../../assets/home.js");
const FAVICON: &str = include_str!("../../assets/favicon.svg");
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

static SHEET_PATH: LazyLock<String> = LazyLock::new(|| path("rusu", "css", SHEET));
static SCRIPT_PATH: LazyLock<String> = LazyLock::new(|| path("home", "js", SCRIPT));

fn path(name: &str, extension: &str, content: &str) -> String {
    format!("/assets/{name}.{}.{extension}", short_hash(content.as_bytes()))
}

/// Where the sheet stands.
pub(super) fn sheet() -> &'static str {
    &SHEET_PATH
}

/// Where the home page's script stands.
pub(super) fn script() -> &'static str {
    &SCRIPT_PATH
}

/// `GET /assets/{file}`.
pub(super) async fn get_asset(asked: Asked, Path(_): Path<String>) -> Response {
    let wanted = asked.path.as_str();
    if wanted == sheet() {
        file("text/css; charset=utf-8", FOR_EVER, SHEET)
    } else if wanted == script() {
        file("text/javascript; charset=utf-8", FOR_EVER, SCRIPT)
    } else {
        fixed::not_found(asked).await
    }
}

/// `GET /favicon.svg`.
pub(super) async fn get_favicon() -> Response {
    file("image/svg+xml", A_DAY, FAVICON)
}

fn file(media: &'static str, cache: HeaderValue, content: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(media)), (header::CACHE_CONTROL, cache)];
    (headers, Body::from(content)).into_response()
}
