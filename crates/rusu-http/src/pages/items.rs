//! The 32 items as the page shows them.

use rusu_core::lot::{Conclusion, Media};
use rusu_core::record::{Bilingual, ItemDocument, Record, RecordItem};
use rusu_core::texts::{self, Lang};

use super::change;
use crate::wire::percent_encoded;

/// Longest value that shares its line with another item's.
const SHORT_CHARACTERS_MAX: usize = 24;

/// A blank at which no line breaks.
const NO_BREAK: char = '\u{a0}';

/// A certificate or report to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DocumentView {
    pub href: String,
    pub title: String,
    /// Kind and size, and what it concludes.
    pub note: String,
}

/// What an inspection concluded, as a mark before the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub is_pass: bool,
    pub words: String,
}

/// One item.
#[derive(Clone, Debug, Default)]
pub(super) struct ItemView {
    pub id: &'static str,
    pub name: String,
    pub mark: Option<Mark>,
    /// Its value in words, where no table, tiles or documents say the same.
    pub value: Option<String>,
    /// Where the value leads to: a phone, a website.
    pub href: Option<String>,
    /// A table; its heading is `head`.
    pub rows: Vec<Vec<String>>,
    pub head: Vec<String>,
    /// Raw materials with where they come from.
    pub tiles: Vec<(String, String)>,
    pub documents: Vec<DocumentView>,
    /// Its corrections, latest first.
    pub changes: Vec<String>,
    /// Whether it has a line of its own.
    pub is_wide: bool,
    /// Whether the enterprise has not provided it.
    pub is_missing: bool,
    /// Whether the value is Chinese on an English page.
    pub is_foreign: bool,
}

/// All items of a can; each is taken out once, at its place on the page.
pub(super) struct Items(Vec<ItemView>);

impl Items {
    /// All items of a lot. The code's own value is another one on each can and stays out.
    pub fn of_lot(record: &Record, lang: Lang) -> Self {
        Self(record.items.iter().map(|item| view(item, record, lang)).collect())
    }

    /// Takes one item out.
    pub fn take(&mut self, id: &str) -> Option<ItemView> {
        let at = self.0.iter().position(|item| item.id == id)?;
        Some(self.0.remove(at))
    }

    /// Takes several out, in this order.
    pub fn take_all(&mut self, ids: &[&str]) -> Vec<ItemView> {
        ids.iter().filter_map(|id| self.take(id)).collect()
    }

    /// Those that were not taken, so that none is ever left out.
    pub fn rest(self) -> Vec<ItemView> {
        self.0
    }
}

fn view(item: &RecordItem, record: &Record, lang: Lang) -> ItemView {
    let mut view = ItemView {
        id: item.item.id,
        name: item.item.name(lang).to_owned(),
        value: item.value.as_ref().map(|value| value.get(lang).to_owned()),
        documents: item.documents.iter().map(|document| document_view(document, lang)).collect(),
        changes: change::of_item(&record.changes, item.item.id, lang),
        is_missing: item.value.is_none() && item.documents.is_empty(),
        ..ItemView::default()
    };
    match item.item.id {
        "nutrition_facts" => table(&mut view, &item.rows, lang),
        "main_ingredient_origin" => tiles(&mut view, &item.rows, lang),
        "main_ingredient_conformity" => concluded(&mut view, &item.rows, lang),
        "product_inspection_report" => noted(&mut view, Some(&record.lot.inspection.laboratory)),
        "integrity_certificate" => noted(&mut view, None),
        "inspection_conclusion" => marked(&mut view, record, lang),
        "contact_phone" => view.href = view.value.as_deref().and_then(phone_href),
        "website" => view.href = view.value.clone().filter(|url| url.starts_with("https://")),
        _ => {}
    }
    let is_long =
        view.value.as_ref().is_some_and(|v| v.chars().count() > SHORT_CHARACTERS_MAX || v.contains('\n'));
    let has_blocks = !(view.rows.is_empty() && view.tiles.is_empty() && view.documents.is_empty());
    view.is_wide = is_long || has_blocks || view.mark.is_some();
    view.is_foreign = lang == Lang::En && view.value.as_deref().is_some_and(is_chinese);
    view
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

fn texts_of(row: &[Bilingual], lang: Lang) -> Vec<String> {
    row.iter().map(|cell| cell.get(lang).to_owned()).collect()
}

/// Nutrient and unit share a cell: three amounts and two more columns do not fit a small phone.
fn table(view: &mut ItemView, rows: &[Vec<Bilingual>], lang: Lang) {
    let merged = |row: &Vec<Bilingual>| match texts_of(row, lang).as_slice() {
        [nutrient, unit, amounts @ ..] => {
            let mut cells = vec![format!("{nutrient} {unit}").trim().to_owned()];
            cells.extend_from_slice(amounts);
            cells
        }
        other => other.to_vec(),
    };
    let Some((head, body)) = rows.split_first() else { return };
    view.head = texts_of(head, lang);
    // The heading's second cell names the unit, which each row shows beside its nutrient.
    if view.head.len() > 1 {
        view.head.remove(1);
    }
    view.rows = body.iter().map(merged).collect();
    view.value = None;
}

fn tiles(view: &mut ItemView, rows: &[Vec<Bilingual>], lang: Lang) {
    let tile = |row: &Vec<Bilingual>| match row.as_slice() {
        [material, origin, ..] => Some((material.get(lang).to_owned(), origin.get(lang).to_owned())),
        _ => None,
    };
    view.tiles = rows.iter().skip(1).filter_map(tile).collect();
    if !view.tiles.is_empty() {
        view.value = None;
    }
}

/// Each certificate with its conclusion; the value in words would say the same again.
fn concluded(view: &mut ItemView, rows: &[Vec<Bilingual>], lang: Lang) {
    if view.documents.is_empty() {
        return;
    }
    for (document, row) in view.documents.iter_mut().zip(rows.iter().skip(1)) {
        if let Some(conclusion) = row.last() {
            document.note = format!("{} · {}", conclusion.get(lang), document.note);
        }
    }
    view.value = None;
}

/// The only document carries the value as its note, or the part of it that its title does not tell.
fn noted(view: &mut ItemView, part: Option<&String>) {
    if let ([document], Some(value)) = (view.documents.as_mut_slice(), view.value.as_ref()) {
        document.note = format!("{} · {}", part.unwrap_or(value), document.note);
        view.value = None;
    }
}

fn marked(view: &mut ItemView, record: &Record, lang: Lang) {
    let inspection = &record.lot.inspection;
    let words = texts::plain(lang, &format!("conclusion-{}", inspection.conclusion.as_str()));
    view.mark = Some(Mark { is_pass: inspection.conclusion == Conclusion::Pass, words });
    view.value = inspection.tested_parameters.clone().filter(|tested| !tested.trim().is_empty());
}

fn document_view(document: &ItemDocument, lang: Lang) -> DocumentView {
    let file = &document.document;
    let kind = match file.media {
        Media::Pdf => "PDF",
        Media::Jpeg => "JPEG",
        Media::Png => "PNG",
        Media::Ofd => "OFD",
        Media::Webp => "WebP",
    };
    DocumentView {
        href: format!("/documents/{}/{}", file.hash, percent_encoded(&file.file_name)),
        title: document.title.get(lang).to_owned(),
        note: format!("{kind} · {}", size(file.bytes)),
    }
}

/// A size as people say it.
fn size(bytes: u64) -> String {
    let kilobytes = bytes.div_ceil(1024).max(1);
    if kilobytes < 1024 {
        return format!("{kilobytes}{NO_BREAK}KB");
    }
    let tenths = (bytes * 10).div_ceil(1024 * 1024);
    format!("{}.{}{NO_BREAK}MB", tenths / 10, tenths % 10)
}

/// A phone's link, if the text is one number and nothing else.
pub(super) fn phone_href(phone: &str) -> Option<String> {
    let is_phone = phone.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c));
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    (is_phone && (3..=16).contains(&digits.len())).then(|| format!("tel:{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_told_in_kilobytes_below_a_megabyte() {
        assert_eq!(size(1), "1\u{a0}KB");
        assert_eq!(size(82 * 1024), "82\u{a0}KB");
        assert_eq!(size(1024 * 1024 - 1), "1.0\u{a0}MB");
        assert_eq!(size(3 * 1024 * 1024 + 1), "3.1\u{a0}MB");
    }

    #[test]
    fn only_a_plain_number_becomes_a_phone_link() {
        assert_eq!(phone_href("400-000-0001").as_deref(), Some("tel:4000000001"));
        assert_eq!(phone_href("+86 (10) 1234 5678").as_deref(), Some("tel:+861012345678"));
        assert_eq!(phone_href("400-000-0001 转 3"), None);
        assert_eq!(phone_href("javascript:1"), None);
    }
}
