//! What surrounds every page: language, text size, header and footer.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::{Uri, header};
use rusu_core::texts::{self, Argument, Lang};

use super::assets;
use super::words::{Word, words};
use crate::wire::percent_encoded;

/// The cookie that keeps the text size; it is the only one.
pub(super) const TEXT_COOKIE: &str = "rusu_text";
/// Most bytes of an address that the text size link leads back to.
const BACK_BYTES_MAX: usize = 2_000;

/// What a request for a page says besides its own parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The language, by the prefix of the path.
    pub lang: Lang,
    /// The path without the prefix.
    pub path: String,
    /// The query string as it came.
    pub query: Option<String>,
    /// Whether large text was chosen.
    pub is_large: bool,
    /// The tag of the copy that the browser holds.
    pub held_tag: Option<String>,
}

impl Asked {
    fn read(uri: &Uri, headers: &axum::http::HeaderMap) -> Self {
        let (lang, path) = match uri.path().strip_prefix("/en") {
            Some("") => (Lang::En, "/"),
            Some(rest) if rest.starts_with('/') => (Lang::En, rest),
            _ => (Lang::Zh, uri.path()),
        };
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let large = format!("{TEXT_COOKIE}=large");
        Self {
            lang,
            path: path.to_owned(),
            query: uri.query().map(ToOwned::to_owned),
            is_large: text(header::COOKIE)
                .is_some_and(|cookies| cookies.split(';').any(|c| c.trim() == large)),
            held_tag: text(header::IF_NONE_MATCH).map(ToOwned::to_owned),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let original = parts.extensions.get::<OriginalUri>();
        let uri = original.map_or(&parts.uri, |OriginalUri(uri)| uri);
        Ok(Self::read(uri, &parts.headers))
    }
}

/// A page's surroundings, as the base template shows them.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    asked: Asked,
    /// The page's own title.
    pub title: String,
    /// Whether the banner for sample data stands on the page.
    pub is_sample: bool,
    /// Whether search engines are asked to leave the page alone.
    pub is_private: bool,
}

impl Frame {
    /// The surroundings of a page with the title of this message.
    pub fn new(asked: &Asked, title: &str, is_sample: bool) -> Self {
        Self { asked: asked.clone(), title: texts::plain(asked.lang, title), is_sample, is_private: false }
    }

    /// The page's language.
    pub fn lang(&self) -> Lang {
        self.asked.lang
    }

    /// The page's language as a tag.
    pub fn tag(&self) -> &'static str {
        self.asked.lang.tag()
    }

    /// Whether the text is large.
    pub fn is_large(&self) -> bool {
        self.asked.is_large
    }

    /// The words of a message.
    pub fn t(&self, id: &str) -> String {
        texts::plain(self.asked.lang, id)
    }

    /// The words of a message that names one thing.
    pub fn t1<'a>(&self, id: &str, name: &str, value: impl Into<Argument<'a>>) -> String {
        texts::format(self.asked.lang, id, &[(name, value.into())])
    }

    /// A sentence in pieces that no line breaks inside.
    pub fn words(&self, sentence: &str) -> Vec<Word> {
        words(sentence)
    }

    /// A path in the page's language.
    pub fn at(&self, path: &str) -> String {
        in_language(self.asked.lang, path)
    }

    /// Whether this is the page at a path, which the navigation marks.
    pub fn is_at(&self, path: &str) -> bool {
        self.asked.path == path
    }

    /// The other language.
    pub fn other(&self) -> Lang {
        match self.asked.lang {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        }
    }

    /// The other language's tag.
    pub fn other_tag(&self) -> &'static str {
        self.other().tag()
    }

    /// The other language's own name.
    pub fn other_name(&self) -> &'static str {
        match self.other() {
            Lang::Zh => "中文",
            Lang::En => "English",
        }
    }

    /// The same page, asked for the same, in the other language.
    pub fn other_href(&self) -> String {
        with_query(in_language(self.other(), &self.asked.path), self.asked.query.as_deref())
    }

    /// The link that changes the text size and comes back.
    pub fn text_size_href(&self) -> String {
        let path = in_language(self.asked.lang, &self.asked.path);
        let back = with_query(path, self.asked.query.as_deref());
        let back = if back.len() > BACK_BYTES_MAX { "/" } else { &back };
        let size = if self.asked.is_large { "normal" } else { "large" };
        format!("/text-size?size={size}&back={}", percent_encoded(back))
    }

    /// The sheet.
    pub fn sheet(&self) -> &'static str {
        assets::sheet()
    }

    /// The home page's script.
    pub fn script(&self) -> &'static str {
        assets::script()
    }
}

fn in_language(lang: Lang, path: &str) -> String {
    match (lang, path) {
        (Lang::Zh, path) => path.to_owned(),
        (Lang::En, "/") => "/en".to_owned(),
        (Lang::En, path) => format!("/en{path}"),
    }
}

fn with_query(path: String, query: Option<&str>) -> String {
    match query {
        Some(query) => format!("{path}?{query}"),
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue};

    use super::*;

    fn asked(uri: &str) -> Asked {
        Asked::read(&Uri::try_from(uri).unwrap(), &HeaderMap::new())
    }

    #[test]
    fn the_prefix_tells_the_language() {
        assert_eq!((asked("/en").lang, asked("/en").path.as_str()), (Lang::En, "/"));
        assert_eq!((asked("/en/query").lang, asked("/en/query").path.as_str()), (Lang::En, "/query"));
        assert_eq!(
            (asked("/enterprises").lang, asked("/enterprises").path.as_str()),
            (Lang::Zh, "/enterprises")
        );
    }

    #[test]
    fn the_language_switch_keeps_path_and_query() {
        let frame = |uri| Frame::new(&asked(uri), "home-title", false).other_href();
        assert_eq!(frame("/query?code=1%202&enterprise=3"), "/en/query?code=1%202&enterprise=3");
        assert_eq!(frame("/en/t/690001"), "/t/690001");
        assert_eq!(frame("/"), "/en");
        assert_eq!(frame("/en"), "/");
    }

    #[test]
    fn the_text_size_link_comes_back_to_the_page() {
        let frame = Frame::new(&asked("/en/query?code=12"), "home-title", false);
        assert_eq!(frame.text_size_href(), "/text-size?size=large&back=%2Fen%2Fquery%3Fcode%3D12");
    }

    #[test]
    fn the_cookie_makes_the_text_large() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("a=b; rusu_text=large"));
        let large = Asked::read(&Uri::from_static("/"), &headers);
        assert!(large.is_large);
        assert!(Frame::new(&large, "home-title", false).text_size_href().contains("size=normal"));
    }
}
