//! The column tables of `docs/submission-format.md` and `docs/sampling-results.md`, written from the columns themselves.

use rusu_core::texts::{Lang, plain};

use crate::columns::{TABLES, Table, sampling_table};
use crate::template::kind_in_words;

/// The document with everything between `<!-- table LANG ID -->` and `<!-- end -->` written anew.
#[must_use]
pub fn refreshed(document: &str) -> String {
    let mut fresh = String::with_capacity(document.len());
    let mut skipping = false;
    for line in document.lines() {
        if line == "<!-- end -->" {
            skipping = false;
        }
        if skipping {
            continue;
        }
        fresh.push_str(line);
        fresh.push('\n');
        let marker = line.strip_prefix("<!-- table ").and_then(|rest| rest.strip_suffix(" -->"));
        if let Some((lang, id)) = marker.and_then(|marker| marker.split_once(' ')) {
            let lang = if lang == "zh" { Lang::Zh } else { Lang::En };
            let sampling = || Some(sampling_table()).filter(|table| table.id == id);
            if let Some(table) = crate::columns::table(id).or_else(sampling) {
                fresh.push_str(&markdown(table, lang));
                skipping = true;
            }
        }
    }
    fresh
}

/// Ids of the tables that a document must hold once in each language.
pub fn table_ids() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|table| table.id.as_str())
}

fn markdown(table: &Table, lang: Lang) -> String {
    let head =
        ["guide-column", "guide-id", "guide-required", "guide-form", "guide-explanation", "guide-example"];
    let mut lines = vec![
        format!("| {} |", head.map(|id| plain(lang, id)).join(" | ")),
        "|---|---|---|---|---|---|".to_owned(),
    ];
    for column in &table.columns {
        let need = if column.required { "guide-yes" } else { "guide-no" };
        let cells = [
            column.heading(lang).to_owned(),
            format!("`{}`", column.id),
            plain(lang, need),
            kind_in_words(column, lang),
            column.note(lang).to_owned(),
            if column.example.is_empty() { String::new() } else { format!("`{}`", column.example) },
        ];
        let cells = cells.map(|cell| cell.replace('|', "\\|").replace('\n', " ⏎ "));
        lines.push(format!("| {} |", cells.join(" | ")));
    }
    lines.push(String::new());
    lines.join("\n")
}
