//! The sheets, the scripts and the icon; they are part of the binary.
//!
//! All but the icon carry a hash of their bytes in their names, so that a browser may keep them for
//! ever and still gets the new ones with the next page. All are packed once, at the first request.

use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::fixed;
use super::frame::Asked;
use super::packed::{Coding, Packed};
use super::render::{is_held, short_hash, tag};
use crate::pieces::Fixed;

const SHEET: &str = include_str!("../../assets/rusu.css");
const PORTAL_SHEET: &str = include_str!("../../assets/portal.css");
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const A_DAY: &str = "public, max-age=86400";
const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
/// The scanner's worker compiles its decoder, which old Chromium takes for `eval`. It can reach
/// nothing but this host, and no page ever gets this policy.
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'; \
     script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval'";

/// A file that belongs to the pages.
struct Asset {
    path: String,
    media: &'static str,
    cache: &'static str,
    policy: Option<&'static str>,
    tag: String,
    packed: Packed,
}

impl Asset {
    /// A file whose name carries its hash: `name` is `rusu.css`, the path `/assets/rusu.HASH.css`.
    fn hashed(name: &str, media: &'static str, packed: Packed) -> Self {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let path = format!("/assets/{stem}.{}.{extension}", short_hash(packed.plain()));
        let tag = tag(packed.plain());
        Self { path, media, cache: FOR_EVER, policy: None, tag, packed }
    }

    fn text(name: &str, media: &'static str, text: &'static str) -> Self {
        Self::hashed(name, media, Packed::new(text.as_bytes()))
    }

    fn response(&'static self, headers: &HeaderMap) -> Response {
        let held = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let is_held = is_held(held, &self.tag);
        let coding = Coding::accepted(headers);
        let body = if is_held { Body::empty() } else { Body::from(self.packed.of(coding)) };
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(self.cache));
        headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            headers.insert(header::ETAG, tag);
        }
        if let Some(policy) = self.policy {
            headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
        }
        match coding.name() {
            _ if is_held => *response.status_mut() = StatusCode::NOT_MODIFIED,
            Some(name) => {
                headers.insert(header::CONTENT_ENCODING, name);
            }
            None => {}
        }
        response
    }
}

/// Every file.
struct Assets {
    sheet: Asset,
    portal_sheet: Asset,
    home_script: Asset,
    result_script: Asset,
    scan_script: Asset,
    scan_worker: Asset,
    scan_wasm: Asset,
    favicon: Asset,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| Assets {
    sheet: Asset::hashed("rusu.css", STYLE, Packed::new(sheet_text().as_bytes())),
    portal_sheet: Asset::hashed("portal.css", STYLE, Packed::new(compact(PORTAL_SHEET).into_bytes())),
    home_script: Asset::text("home.js", SCRIPT, include_str!("../../assets/home.js")),
    result_script: Asset::text("result.js", SCRIPT, include_str!("../../assets/result.js")),
    scan_script: Asset::text("scan.js", SCRIPT, include_str!("../../assets/scan.js")),
    scan_worker: Asset {
        policy: Some(WORKER_POLICY),
        ..Asset::hashed(
            "scan-worker.js",
            SCRIPT,
            Packed::built(
                include_bytes!("../../assets/scan-worker.js"),
                include_bytes!("../../assets/scan-worker.js.br"),
                include_bytes!("../../assets/scan-worker.js.gz"),
            ),
        )
    },
    scan_wasm: Asset::hashed(
        "zxing_reader.wasm",
        "application/wasm",
        Packed::built(
            include_bytes!("../../assets/zxing_reader.wasm"),
            include_bytes!("../../assets/zxing_reader.wasm.br"),
            include_bytes!("../../assets/zxing_reader.wasm.gz"),
        ),
    ),
    favicon: Asset {
        path: "/favicon.svg".to_owned(),
        cache: A_DAY,
        ..Asset::text("favicon.svg", "image/svg+xml", include_str!("../../assets/favicon.svg"))
    },
});

static SHEET_PIECE: LazyLock<Fixed> = LazyLock::new(|| Fixed::new(compact(SHEET)));
static SHEET_HASH: LazyLock<String> =
    LazyLock::new(|| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(sheet_text().as_bytes()))));

/// A sheet without comments and without the blanks that only people need. Our own sheets have neither
/// comment marks nor these pairs of characters in their strings.
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
    &ASSETS.sheet.path
}

/// The sheet itself, for the pages that hold it: the first paint of a query waits for one round trip
/// and not for two.
pub(super) fn sheet_text() -> &'static str {
    SHEET_PIECE.text()
}

/// [`sheet_text`] as a piece of a page.
pub(super) fn sheet_piece() -> &'static Fixed {
    &SHEET_PIECE
}

/// What admits exactly [`sheet_text`] to a page, as its policy names it.
pub(super) fn sheet_hash() -> &'static str {
    &SHEET_HASH
}

/// Where the second sheet stands, of the portal's own pages.
pub(super) fn portal_sheet() -> &'static str {
    &ASSETS.portal_sheet.path
}

/// Where the script of the question form stands.
pub(super) fn script() -> &'static str {
    &ASSETS.home_script.path
}

/// Where the script of an answer stands.
pub(super) fn result_script() -> &'static str {
    &ASSETS.result_script.path
}

/// Where the scanner's script, its worker and its decoder stand.
pub(super) fn scanner() -> [&'static str; 3] {
    [&ASSETS.scan_script.path, &ASSETS.scan_worker.path, &ASSETS.scan_wasm.path]
}

/// `GET /assets/{file}`.
pub(super) async fn get_asset(asked: Asked, Path(_): Path<String>, headers: HeaderMap) -> Response {
    let Assets {
        sheet, portal_sheet, home_script, result_script, scan_script, scan_worker, scan_wasm, ..
    } = &*ASSETS;
    let all =
        [sheet, portal_sheet, home_script, result_script, scan_script, scan_worker, scan_wasm].into_iter();
    match all.into_iter().find(|asset| asset.path == asked.path) {
        Some(asset) => asset.response(&headers),
        None => fixed::not_found(asked).await,
    }
}

/// `GET /robots.txt`: a crawler that opened answers would count as people who look.
pub(super) async fn get_robots() -> Response {
    const ROBOTS: &str = "User-agent: *\nDisallow: /t/\nDisallow: /query\nDisallow: /photo\nDisallow: /embed\n\
        Disallow: /en/t/\nDisallow: /en/query\nDisallow: /en/photo\nDisallow: /en/embed\n";
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static(A_DAY)),
    ];
    (headers, ROBOTS).into_response()
}

/// `GET /favicon.svg`.
pub(super) async fn get_favicon(headers: HeaderMap) -> Response {
    ASSETS.favicon.response(&headers)
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
    fn the_sheets_close_what_they_open() {
        for sheet in [SHEET, PORTAL_SHEET] {
            let text = compact(sheet);
            let count = |brace| text.matches(brace).count();
            assert_eq!(count('{'), count('}'));
            assert_eq!(sheet.matches('{').count(), count('{'), "a comment holds a brace or is not closed");
        }
    }

    #[test]
    fn the_sheet_can_stand_in_a_page() {
        assert!(!sheet_text().contains('<') && !sheet_text().contains("]]>"));
    }

    async fn status(path: &str) -> u16 {
        let asked = Asked { path: path.to_owned(), ..Asked::default() };
        get_asset(asked, Path(String::new()), HeaderMap::new()).await.status().as_u16()
    }

    #[tokio::test]
    async fn an_old_name_of_the_sheet_is_not_found() {
        assert_eq!((status(sheet()).await, status("/assets/rusu.00000000.css").await), (200, 404));
    }

    #[tokio::test]
    async fn only_the_worker_has_a_policy_of_its_own() {
        let headers = HeaderMap::new();
        let policy = |asset: &'static Asset| {
            asset.response(&headers).headers().get(header::CONTENT_SECURITY_POLICY).cloned()
        };
        assert!(
            policy(&ASSETS.scan_worker).is_some_and(|p| p.to_str().unwrap().contains("wasm-unsafe-eval"))
        );
        assert_eq!(policy(&ASSETS.scan_script), None);
        assert_eq!(policy(&ASSETS.scan_wasm), None);
    }

    #[test]
    fn what_was_packed_at_the_build_is_what_stands_there_plain() {
        use std::io::Read as _;

        for asset in [&ASSETS.scan_worker, &ASSETS.scan_wasm] {
            let (mut of_gzip, mut of_brotli) = (Vec::new(), Vec::new());
            flate2::read::GzDecoder::new(asset.packed.of(Coding::Gzip)).read_to_end(&mut of_gzip).unwrap();
            brotli::BrotliDecompress(&mut asset.packed.of(Coding::Brotli), &mut of_brotli).unwrap();
            assert!(of_gzip == asset.packed.plain() && of_brotli == asset.packed.plain(), "{}", asset.path);
        }
    }

    #[test]
    fn the_scripts_of_the_first_page_and_the_answer_are_small() {
        for (asset, bytes_max) in
            [(&ASSETS.result_script, 2_048), (&ASSETS.home_script, 2_048), (&ASSETS.scan_script, 4_096)]
        {
            let bytes = asset.packed.of(Coding::Gzip).len();
            assert!(bytes <= bytes_max, "{}: {bytes}", asset.path);
        }
    }
}
