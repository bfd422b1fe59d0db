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

static SHEET_TEXT: LazyLock<String> = LazyLock::new(|| compact(SHEET));
static SHEET_PATH: LazyLock<String> = LazyLock::new(|| path("rusu", "css", &SHEET_TEXT));
static SCRIPT_PATH: LazyLock<String> = LazyLock::new(|| path("home", "js", SCRIPT));

fn path(name: &str, extension: &str, content: &str) -> String {
    format!("/assets/{name}.{}.{extension}", short_hash(content.as_bytes()))
}

/// A sheet without comments and without the blanks that only people need. Our own sheet has neither
/// comment marks nor these pairs of characters in its strings.
fn compact(sheet: &str) -> String {
    let mut bare = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, comment)) = rest.split_once("/*") {
        bare.push_str(before);
        rest = comment.split_once("*/").map_or("", |(_, behind)| behind);
    }
    bare.push_str(rest);
    let joined = bare.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    let pairs = [
        (" {", "{"),
        ("{ ", "{"),
        (" }", "}"),
        ("} ", "}"),
        ("; ", ";"),
        (";}", "}"),
        (": ", ":"),
        (", ", ","),
    ];
    pairs.into_iter().fold(joined, |text, (from, to)| text.replace(from, to))
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
        file("text/css; charset=utf-8", FOR_EVER, &SHEET_TEXT)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_loses_comments_and_blanks_only() {
        let sheet =
            "/* a: b; */\n@media screen and (width: 1px) {\n  .a :focus, b > c { d: e f; g: 'h'; } }\n";
        assert_eq!(compact(sheet), "@media screen and (width:1px){.a :focus,b > c{d:e f;g:'h'}}");
    }

    #[test]
    fn the_sheet_closes_what_it_opens() {
        let count = |brace| SHEET_TEXT.matches(brace).count();
        assert_eq!(count('{'), count('}'));
        assert_eq!(SHEET.matches('{').count(), count('{'), "a comment holds a brace or is not closed");
    }

    #[tokio::test]
    async fn an_old_name_of_the_sheet_is_not_found() {
        let asked = |path: &str| Asked {
            lang: rusu_core::texts::Lang::Zh,
            path: path.to_owned(),
            query: None,
            is_large: false,
            held_tag: None,
        };
        let status = async |path: &str| get_asset(asked(path), Path(String::new())).await.status().as_u16();
        assert_eq!((status(sheet()).await, status("/assets/rusu.00000000.css").await), (200, 404));
    }
}
