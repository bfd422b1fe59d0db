//! Which language a program is answered in.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use rusu_core::texts::Lang;

/// The language that the header `Accept-Language` asks for; Chinese unless it prefers English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Preferred(pub Lang);

impl<S: Sync> FromRequestParts<S> for Preferred {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let header = parts.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Ok(Self(header.map_or(Lang::Zh, preferred)))
    }
}

/// The language of a tag such as `zh`, `zh-Hans-CN`, `zh_CN` or `en-GB`.
pub(crate) fn of_tag(tag: &str) -> Option<Lang> {
    let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
    if primary.eq_ignore_ascii_case("zh") {
        Some(Lang::Zh)
    } else if primary.eq_ignore_ascii_case("en") {
        Some(Lang::En)
    } else {
        None
    }
}

/// Of the languages that we have the one with the highest weight; the first of equals (RFC 9110, 12.5.4).
fn preferred(header: &str) -> Lang {
    let mut best = (0.0, Lang::Zh);
    for range in header.split(',') {
        let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|q| q.trim().parse().ok()).unwrap_or(0.0);
        if let Some(lang) = of_tag(tag).filter(|_| weight > best.0) {
            best = (weight, lang);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_language_that_we_have_is_preferred() {
        assert_eq!(preferred("en-US,en;q=0.9,zh-CN;q=0.8"), Lang::En);
        assert_eq!(preferred("fr, zh;q=0.7, en;q=0.3"), Lang::Zh);
        assert_eq!(preferred("zh;q=0.1, en;q=0.9"), Lang::En);
    }

    #[test]
    fn nothing_understood_means_chinese() {
        for header in ["", "fr", "*", "en;q=0", ";;;q=,,", "en;q=much"] {
            assert_eq!(preferred(header), Lang::Zh, "{header}");
        }
    }

    #[test]
    fn tags_are_read_as_browsers_and_phones_write_them() {
        assert_eq!(of_tag("zh_CN"), Some(Lang::Zh));
        assert_eq!(of_tag("EN-gb"), Some(Lang::En));
        assert_eq!(of_tag("english"), None);
    }
}
