//! What surrounds every page: language, text size, header and footer.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::{Uri, header};
use jiff::Timestamp;
use rusu_core::channel::Channel;
use rusu_core::limits::AGAIN_MINUTES_MAX;
use rusu_core::texts::{self, Argument, Lang};

use super::assets;
use super::packed::reads_gzip;
use super::words::{Word, words};
use crate::wire::percent_encoded;

/// The cookie that keeps the text size; it is the only one.
pub(super) const TEXT_COOKIE: &str = "rusu_text";
/// Most bytes of an address that the text size link leads back to.
const BACK_BYTES_MAX: usize = 2_000;

/// What a request for a page says besides its own parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// Whether answers may be packed with gzip.
    pub reads_gzip: bool,
    /// Whether the browser only fetches ahead what nobody looks at yet.
    pub is_ahead: bool,
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
            reads_gzip: reads_gzip(headers),
            is_ahead: ["sec-purpose", "purpose", "x-moz"].iter().any(|name| {
                headers.get(*name).is_some_and(|value| value.as_bytes().starts_with(b"prefetch"))
            }),
        }
    }

    /// The value of a parameter as it stands in the address.
    fn parameter(&self, name: &str) -> Option<&str> {
        let pairs = self.query.as_deref().unwrap_or_default().split('&');
        pairs.filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// The front door that the address names with `from`. The names are plain ASCII: whatever is
    /// written otherwise is nobody's.
    pub(super) fn channel(&self) -> Option<Channel> {
        self.parameter("from").filter(|name| !name.is_empty()).map(Channel::named)
    }

    /// Whether the address is that of a link on an answer's page that leads back to the answer: it
    /// carries the minute of the look. Only a fresh one says so; otherwise whoever prints codes on
    /// cans could print one that is never counted.
    pub(super) fn is_again(&self, now: Timestamp) -> bool {
        let minute = self.parameter("again").and_then(|minute| minute.parse::<i64>().ok());
        minute
            .is_some_and(|minute| (0..=AGAIN_MINUTES_MAX).contains(&(minute_of(now).saturating_sub(minute))))
    }

    /// Whether the page holds the sheet instead of linking it: a query is read on one bar of signal,
    /// and its first paint then waits for one round trip. The other pages come later and find the
    /// sheet in the browser's cache.
    pub(super) fn holds_sheet(&self) -> bool {
        matches!(self.path.as_str(), "/" | "/query") || self.path.starts_with("/t/")
    }
}

/// Minutes since 1970.
fn minute_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
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
    /// On an answer's page, when it was asked: links back to it carry it and are not counted.
    pub looked_at: Option<Timestamp>,
}

impl Frame {
    /// The surroundings of a page with the title of this message.
    pub fn new(asked: &Asked, title: &str, is_sample: bool) -> Self {
        Self {
            asked: asked.clone(),
            title: texts::plain(asked.lang, title),
            is_sample,
            is_private: false,
            looked_at: None,
        }
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

    /// What the scanner says in one of its states.
    pub fn say(&self, state: &str) -> String {
        self.t(&format!("scan-say-{state}"))
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
        with_query(in_language(self.other(), &self.asked.path), self.query_back().as_deref())
    }

    /// The link that changes the text size and comes back.
    pub fn text_size_href(&self) -> String {
        let path = in_language(self.asked.lang, &self.asked.path);
        let back = with_query(path, self.query_back().as_deref());
        let back = if back.len() > BACK_BYTES_MAX { "/" } else { &back };
        let size = if self.asked.is_large { "normal" } else { "large" };
        format!("/text-size?size={size}&back={}", percent_encoded(back))
    }

    /// The query string of a link that leads back to this page.
    fn query_back(&self) -> Option<String> {
        let query = self.asked.query.as_deref();
        let Some(at) = self.looked_at else { return query.map(ToOwned::to_owned) };
        let pairs = query.unwrap_or_default().split('&');
        let mut kept: Vec<&str> = pairs.filter(|p| !p.is_empty() && !p.starts_with("again=")).collect();
        let again = format!("again={}", minute_of(at));
        kept.push(&again);
        Some(kept.join("&"))
    }

    /// The address of an answer that is being looked at, for a page of its own: it counts no more.
    pub fn whole_answer(&self, question: &str) -> String {
        let again = self.looked_at.map_or(0, minute_of);
        format!("{question}&again={again}")
    }

    /// The front door's word, if the address names one.
    pub fn from(&self) -> Option<&'static str> {
        self.asked.channel().map(Channel::as_str)
    }

    /// An address of this host in the page's language that keeps the front door.
    pub fn onward(&self, path: &str) -> String {
        let path = self.at(path);
        match self.from() {
            Some(from) if path.contains('?') => format!("{path}&from={from}"),
            Some(from) => format!("{path}?from={from}"),
            None => path,
        }
    }

    /// The sheet itself, where the page holds it.
    pub fn sheet_inside(&self) -> Option<&'static str> {
        self.asked.holds_sheet().then(assets::sheet_text)
    }

    /// The sheet.
    pub fn sheet(&self) -> &'static str {
        assets::sheet()
    }

    /// The second sheet, of the portal's own pages.
    pub fn portal_sheet(&self) -> &'static str {
        assets::portal_sheet()
    }

    /// An answer's script.
    pub fn result_script(&self) -> &'static str {
        assets::result_script()
    }

    /// The scanner's script.
    pub fn scan_script(&self) -> &'static str {
        let [script, _, _] = assets::scanner();
        script
    }

    /// The scanner's worker.
    pub fn scan_worker(&self) -> &'static str {
        let [_, worker, _] = assets::scanner();
        worker
    }

    /// The scanner's decoder.
    pub fn scan_wasm(&self) -> &'static str {
        let [_, _, decoder] = assets::scanner();
        decoder
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
        (Lang::En, path) if path.starts_with("/?") => path.replacen('/', "/en", 1),
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

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    #[test]
    fn links_back_to_an_answer_carry_the_minute_of_the_look_once() {
        let mut frame = Frame::new(&asked("/query?code=1&again=7&from=jd"), "home-title", false);
        frame.looked_at = Some(at(29_000_000));
        assert_eq!(frame.other_href(), "/en/query?code=1&from=jd&again=29000000");
        let mut frame = Frame::new(&asked("/t/690001"), "home-title", false);
        frame.looked_at = Some(at(29_000_000));
        assert_eq!(frame.text_size_href(), "/text-size?size=large&back=%2Ft%2F690001%3Fagain%3D29000000");
    }

    #[test]
    fn only_a_fresh_look_is_the_same_again() {
        let now = at(29_000_000);
        let is_again = |minute: i64| asked(&format!("/t/1?again={minute}")).is_again(now);
        assert!(is_again(29_000_000) && is_again(29_000_000 - AGAIN_MINUTES_MAX));
        assert!(!is_again(29_000_000 - AGAIN_MINUTES_MAX - 1), "an old link is another look");
        assert!(!is_again(29_000_001), "nobody has looked in the future");
        assert!(!asked("/t/1?again=1").is_again(now) && !asked("/t/1?again=x").is_again(now));
        assert!(!asked("/t/1").is_again(now));
    }

    #[test]
    fn the_front_door_is_kept_and_a_strange_one_becomes_another() {
        let onward = |uri| Frame::new(&asked(uri), "home-title", false).onward("/");
        assert_eq!(onward("/t/1?from=jd"), "/?from=jd");
        assert_eq!(onward("/en/query?from=gov_cn&code=1"), "/en?from=gov_cn");
        assert_eq!(onward("/t/1?from=%22%3E%3Cscript"), "/?from=other");
        assert_eq!(onward("/t/1?from="), "/");
        assert_eq!(
            Frame::new(&asked("/?from=jd"), "home-title", false).onward("/query?code=1"),
            "/query?code=1&from=jd"
        );
    }

    #[test]
    fn only_the_pages_of_a_query_hold_the_sheet() {
        for path in ["/", "/en", "/query?code=1", "/en/t/1"] {
            assert!(asked(path).holds_sheet(), "{path}");
        }
        for path in ["/enterprises", "/en/sampling", "/test"] {
            assert!(!asked(path).holds_sheet(), "{path}");
        }
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
