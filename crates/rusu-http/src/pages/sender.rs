//! Where a form comes from: which page, which network address.

use axum::http::{HeaderMap, header};

/// What a browser says of the page that sends (Fetch Metadata); absent in old ones.
const FETCH_SITE: &str = "sec-fetch-site";

/// Whether a browser says that another site's page sends the form. A program that says nothing acts
/// for itself and borrows nobody's browser.
pub(super) fn is_from_elsewhere(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text(FETCH_SITE) {
        return !matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return false };
    let host = text(header::HOST.as_str());
    // A gateway may hand on a name of its own; then only the public address tells.
    let is_host = origin.split_once("://").is_some_and(|(_, authority)| Some(authority) == host);
    !(is_host || origin == origin_of(public_url))
}

/// Scheme and authority of an address.
fn origin_of(url: &str) -> &str {
    let path = url.find("://").and_then(|at| url.get(at + 3..)?.find('/').map(|slash| at + 3 + slash));
    path.and_then(|end| url.get(..end)).unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    const PUBLIC_URL: &str = "https://trace.example/base";

    fn is_foreign(given: &[(&'static str, &'static str)]) -> bool {
        let header = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        is_from_elsewhere(&given.iter().map(header).collect(), PUBLIC_URL)
    }

    #[test]
    fn a_browser_that_names_our_own_page_is_believed() {
        assert!(!is_foreign(&[("sec-fetch-site", "same-origin"), ("origin", "null")]));
        assert!(!is_foreign(&[("origin", "https://trace.example"), ("host", "inner:8080")]));
        assert!(!is_foreign(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")]));
    }

    #[test]
    fn another_site_is_told() {
        for site in ["cross-site", "same-site", "?"] {
            assert!(is_foreign(&[("sec-fetch-site", site)]), "{site}");
        }
        for origin in ["https://evil.example", "null", "http://trace.example", "https://trace.example.evil"] {
            assert!(is_foreign(&[("origin", origin), ("host", "trace.example:443")]), "{origin}");
        }
    }

    #[test]
    fn a_program_that_says_nothing_acts_for_itself() {
        assert!(!is_foreign(&[("host", "trace.example")]));
    }
}
