//! An answer as a picture to pass on: what was asked, what came out, and where to ask oneself.
//!
//! The code is shown by its last characters only: a picture that travels must not carry a code that
//! can be copied onto another can.

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use jiff::Timestamp;
use rusu_core::answer::Answer;
use rusu_core::calendar::china_day;
use rusu_core::catalogue;
use rusu_core::record::Record;
use rusu_core::verdict::Tone;
use rusu_core::verdict_texts::verdict_texts;

use super::frame::{Asked, Frame};

/// Characters of the code that are shown.
const CODE_SHOWN: usize = 4;
/// Ink, second ink, as in the sheet; a picture has no sheet.
const INK: &str = "#16211f";
const INK_2: &str = "#55625f";
/// Where the verdict's panel begins, and its inner edge.
const PANEL_TOP: usize = 112;
const EDGE: usize = 48;
const PANEL_EDGE: usize = 88;
const VALUE_EDGE: usize = 290;
/// Nothing in it may run or load anything.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// A line of text.
struct Line {
    x: usize,
    y: usize,
    size: usize,
    fill: &'static str,
    is_strong: bool,
    text: String,
}

/// The picture.
#[derive(Template)]
#[template(path = "share.svg", escape = "html")]
pub(super) struct Share {
    title: String,
    site: String,
    tone: &'static str,
    tint: &'static str,
    panel: usize,
    lines: Vec<Line>,
}

/// Sets lines one below the other.
struct Column {
    y: usize,
    lines: Vec<Line>,
}

impl Column {
    fn set(&mut self, x: usize, size: usize, fill: &'static str, is_strong: bool, texts: Vec<String>) {
        for text in texts {
            self.y += size + size / 3;
            self.lines.push(Line { x, y: self.y, size, fill, is_strong, text });
        }
    }

    /// A name and its value on one line.
    fn pair(&mut self, name: String, value: String) {
        self.y += 48;
        let y = self.y;
        self.lines.push(Line { x: EDGE, y, size: 24, fill: INK_2, is_strong: false, text: name });
        self.lines.push(Line { x: VALUE_EDGE, y, size: 28, fill: INK, is_strong: true, text: value });
    }
}

impl Share {
    /// The picture of an answer; `None` if it has no record.
    pub fn new(
        asked: &Asked,
        address: &str,
        is_sample: bool,
        at: Timestamp,
        answer: &Answer,
    ) -> Option<Self> {
        let (record, code) = (answer.record.as_ref()?, answer.code.as_ref()?);
        let frame = Frame::new(asked, "result-title", is_sample || record.enterprise.is_sample);
        let told = verdict_texts(answer, frame.lang());
        let (tone, tint) = colours(answer.tone());
        let mut column = Column { y: PANEL_TOP + 8, lines: Vec::new() };
        column.set(PANEL_EDGE, 42, tone, true, lines(&told.title, 25, 3));
        column.y += 8;
        column.set(PANEL_EDGE, 25, INK, false, lines(&told.next, 43, 4));
        let panel = column.y + 28 - PANEL_TOP;
        column.y += 44;
        column.set(EDGE, 34, INK, true, lines(&record.product.name, 36, 2));
        column.y += 6;
        let maker = format!("{} · {}", record.enterprise.name, record.site.name);
        column.set(EDGE, 25, INK_2, false, lines(&maker, 49, 2));
        column.y += 10;
        for (name, value) in rows(&frame, record, code.as_str(), at) {
            column.pair(name, value);
        }
        column.y = column.y.max(850);
        let mut foot = vec![frame.t("share-check"), frame.t1("share-at", "address", address)];
        if frame.is_sample {
            foot.insert(0, frame.t("site-sample"));
        }
        column.set(EDGE, 23, INK_2, false, foot);
        let site = frame.t("site-name");
        Some(Self { title: told.title, site, tone, tint, panel, lines: column.lines })
    }

    /// The picture as an answer that nobody keeps.
    pub fn response(&self) -> Option<Response> {
        let svg =
            self.render().inspect_err(|error| tracing::error!(%error, "a picture cannot be drawn")).ok()?;
        let mut response = Response::new(Body::from(svg));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml; charset=utf-8"));
        headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Some(response)
    }
}

/// Tone and its tint, as in the sheet's light scheme.
fn colours(tone: Tone) -> (&'static str, &'static str) {
    match tone {
        Tone::Good => ("#176a3c", "#e5f2e9"),
        Tone::Care => ("#7d5200", "#fdf1d3"),
        Tone::Stop => ("#a8201a", "#fce9e6"),
        Tone::Calm => ("#37475a", "#e9eef3"),
    }
}

fn rows(frame: &Frame, record: &Record, code: &str, at: Timestamp) -> Vec<(String, String)> {
    let item =
        |id: &str| catalogue::by_id(id).map(|item| item.name(frame.lang()).to_owned()).unwrap_or_default();
    vec![
        (item("production_date"), record.lot.production_date.to_string()),
        (frame.t("result-expiry"), record.lot.expiry_date.to_string()),
        (item("lot_number"), record.lot.key.number.to_string()),
        (item("trace_code"), masked(code)),
        (frame.t("share-asked"), china_day(at).to_string()),
    ]
}

/// The last characters of a code, the others as dots.
fn masked(code: &str) -> String {
    let hidden = code.chars().count().saturating_sub(CODE_SHOWN);
    let shown: String = code.chars().skip(hidden).collect();
    format!("···· {shown}")
}

/// A text in lines of at most `width` half-width columns; what does not fit ends with `…`.
fn lines(text: &str, width: usize, lines_max: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for character in text.trim().chars() {
        let columns = if character.is_ascii() { 1 } else { 2 };
        if used + columns > width {
            // A word stays whole; Chinese breaks anywhere.
            let at = line.rfind(' ').filter(|_| character.is_ascii() && character != ' ');
            let rest = at.map(|at| line.split_off(at)).unwrap_or_default();
            lines.push(std::mem::take(&mut line));
            rest.trim_start().clone_into(&mut line);
            used = line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        }
        line.push(character);
        used += columns;
    }
    lines.push(line);
    if lines.len() > lines_max {
        lines.truncate(lines_max);
        if let Some(last) = lines.last_mut() {
            last.pop();
            last.push('…');
        }
    }
    lines.into_iter().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// The platform's address as people type it.
pub(super) fn address(public_url: &str) -> &str {
    public_url.split_once("://").map_or(public_url, |(_, address)| address)
}

/// The address of an answer's picture.
pub(super) fn href(frame: &Frame, answer: &Answer) -> Option<String> {
    let code = crate::wire::percent_encoded(answer.code.as_ref()?.as_str());
    let path = frame.at(&format!("/t/{code}/share.svg"));
    Some(match &answer.enterprise {
        Some(enterprise) => format!("{path}?enterprise={}", enterprise.id),
        None => path,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_told_by_its_last_four_characters() {
        assert_eq!(masked("6900012345678901"), "···· 8901");
        assert_eq!(masked("123"), "···· 123");
    }

    #[test]
    fn chinese_breaks_anywhere_and_english_between_words() {
        assert_eq!(lines("查到了，这是第一次", 8, 3), ["查到了，", "这是第一", "次"]);
        assert_eq!(lines("found for the first time", 10, 3), ["found for", "the first", "time"]);
    }

    #[test]
    fn what_does_not_fit_is_cut_and_says_so() {
        assert_eq!(lines("一二三四五六", 4, 2), ["一二", "三…"]);
        assert_eq!(lines("abcdefgh", 4, 1), ["abc…"]);
    }
}
