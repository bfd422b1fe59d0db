//! The tables of the submission format and their columns, from `data/columns.csv`; the table
//! of sampling results, from `data/sampling-columns.csv`.
//!
//! Owns: every table's and column's id, headings in both languages, aliases, kind, words and
//! explanation. Matching of headings, the template, JSON Lines' field names and the published
//! guide all read this one table.
//!
//! Invariant: a heading means one column within its table (tested).

use std::sync::LazyLock;

use rusu_core::code::narrow;
use rusu_core::texts::Lang;

/// Most columns that a table has; rows are kept in arrays of this length.
pub(crate) const COLUMNS_MAX: usize = 24;

/// What a column's cells hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line of at most `SHORT_TEXT_CHARACTERS_MAX` characters.
    Short,
    /// Some lines of at most `LONG_TEXT_CHARACTERS_MAX` characters.
    Text,
    /// Many lines of at most `LONG_TEXT_CHARACTERS_MAX` characters.
    Long,
    /// A number or name that must arrive character by character.
    Identifier,
    /// The enterprise's own reference to a site, product or rule.
    Reference,
    /// A lot number.
    Lot,
    /// A trace code.
    Code,
    /// A date.
    Date,
    /// A whole number from 0.
    Integer,
    /// One of the column's words.
    Choice,
    /// The name of a document in the same ZIP.
    File,
}

impl Kind {
    const ALL: [(Self, &'static str); 11] = [
        (Self::Short, "short"),
        (Self::Text, "text"),
        (Self::Long, "long"),
        (Self::Identifier, "identifier"),
        (Self::Reference, "reference"),
        (Self::Lot, "lot"),
        (Self::Code, "code"),
        (Self::Date, "date"),
        (Self::Integer, "integer"),
        (Self::Choice, "choice"),
        (Self::File, "file"),
    ];

    /// The stable word in `data/columns.csv`; the texts are `kind-<word>` in the catalogue.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// Whether each character counts, so that a spreadsheet must not take the cell for a number.
    #[must_use]
    pub fn is_exact(self) -> bool {
        matches!(self, Self::Identifier | Self::Reference | Self::Lot | Self::Code)
    }
}

/// A word that a column of choices knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The stable word.
    pub word: String,
    /// What people write instead; the first is what the Chinese template offers.
    pub synonyms: Vec<String>,
    normalised: Vec<String>,
}

impl Word {
    /// How the word is offered to people.
    #[must_use]
    pub fn shown(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => self.synonyms.first().unwrap_or(&self.word),
            Lang::En => &self.word,
        }
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The stable id: the field's name in JSON Lines, accepted as a heading everywhere.
    pub id: String,
    /// The heading in Chinese.
    pub zh: String,
    /// The heading in English.
    pub en: String,
    /// What the cells hold.
    pub kind: Kind,
    /// Whether a cell must be filled in.
    pub required: bool,
    /// Required, but found missing by a rule about the lot as a whole and not by the decoder.
    pub checked_later: bool,
    /// The words of a column of choices; empty for every other kind.
    pub words: Vec<Word>,
    /// An explanation, zh and en; may be empty.
    pub notes: [String; 2],
    /// A cell that would be accepted.
    pub example: String,
    headings: Vec<String>,
}

impl Column {
    /// The heading in a language.
    #[must_use]
    pub fn heading(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// The explanation in a language.
    #[must_use]
    pub fn note(&self, lang: Lang) -> &str {
        let [zh, en] = &self.notes;
        if lang == Lang::Zh { zh } else { en }
    }

    /// The stable word of what somebody wrote, in either language.
    #[must_use]
    pub fn word(&self, text: &str) -> Option<&str> {
        let text = normalise(text);
        self.words.iter().find(|word| word.normalised.contains(&text)).map(|word| word.word.as_str())
    }

    /// The words offered in a language, listed.
    #[must_use]
    pub fn words_listed(&self, lang: Lang) -> String {
        let words: Vec<&str> = self.words.iter().map(|word| word.shown(lang)).collect();
        words.join(if lang == Lang::Zh { "、" } else { ", " })
    }
}

/// A table of the submission format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The stable id: `table` in JSON Lines.
    pub id: String,
    /// The sheet's name in Chinese.
    pub zh: String,
    /// The sheet's name in English.
    pub en: String,
    /// What the table is for, zh and en.
    pub notes: [String; 2],
    /// Its columns, in the order of the template.
    pub columns: Vec<Column>,
    names: Vec<String>,
}

impl Table {
    /// The sheet's name in a language.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// What the table is for.
    #[must_use]
    pub fn note(&self, lang: Lang) -> &str {
        let [zh, en] = &self.notes;
        if lang == Lang::Zh { zh } else { en }
    }

    /// The place of a column by its id.
    #[must_use]
    pub fn position(&self, column_id: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.id == column_id)
    }

    /// The place of the column that a heading means, however it is written.
    #[must_use]
    pub fn position_of_heading(&self, heading: &str) -> Option<usize> {
        let whole = normalise(heading);
        let find = |text: &str| self.columns.iter().position(|c| c.headings.iter().any(|h| h == text));
        // `批号（必填）` is what clerks make of a starred heading.
        let cut = || {
            let before = heading.split(['(', '（', '[', '【', '\n']).next().unwrap_or_default();
            find(&normalise(before))
        };
        if whole.is_empty() { None } else { find(&whole).or_else(cut) }
    }

    /// Whether a sheet's name, or the end of a file's name, means this table.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.names.contains(&normalise(name))
    }

    /// How many columns of this table a header holds, and how many required ones it lacks.
    pub(crate) fn fit<'h>(&self, header: impl Iterator<Item = &'h str>) -> (usize, usize) {
        let mut found = [false; COLUMNS_MAX];
        for heading in header {
            if let Some(slot) = self.position_of_heading(heading).and_then(|place| found.get_mut(place)) {
                *slot = true;
            }
        }
        let missing =
            self.columns.iter().zip(found).filter(|(c, found)| c.required && !c.checked_later && !found);
        (found.iter().filter(|found| **found).count(), missing.count())
    }
}

/// Every table, in the order of the template.
pub static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| read(include_str!("../../../data/columns.csv")));

/// The one table of the authorities' sampling results; no part of the submission format.
static SAMPLING: LazyLock<Vec<Table>> =
    LazyLock::new(|| read(include_str!("../../../data/sampling-columns.csv")));

/// The table of sampling results.
pub(crate) fn sampling_table() -> &'static Table {
    SAMPLING.first().expect("data/sampling-columns.csv is compiled in and a test reads its table")
}

/// A table by its id.
#[must_use]
pub fn table(table_id: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.id == table_id)
}

/// The heading of a column in a language.
#[must_use]
pub fn heading(table_id: &str, column_id: &str, lang: Lang) -> Option<&'static str> {
    let column = table(table_id)?.columns.iter().find(|column| column.id == column_id)?;
    Some(column.heading(lang))
}

/// The heading of a column of sampling results in a language; empty if there is no such column.
pub(crate) fn sampling_heading(column_id: &str, lang: Lang) -> &'static str {
    let column = sampling_table().columns.iter().find(|column| column.id == column_id);
    column.map_or("", |column| column.heading(lang))
}

/// The table whose columns a header shows; `name` (of the file) decides between equals.
pub(crate) fn table_of_header(header: &[&str], name: &str) -> Option<&'static Table> {
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let ranked = TABLES.iter().map(|table| {
        let (found, missing) = table.fit(header.iter().copied());
        let named = table.is_named(stem) || table.names.iter().any(|n| normalise(stem).contains(n.as_str()));
        (table, found, missing, named)
    });
    let fitting = ranked.filter(|(_, found, missing, _)| *found >= 2 || (*found == 1 && *missing == 0));
    let best = fitting.max_by_key(|(_, found, missing, named)| (*found, std::cmp::Reverse(*missing), *named));
    best.map(|(table, ..)| table)
}

/// A heading, sheet name or word without what people vary: case, width, spaces and marks.
pub(crate) fn normalise(text: &str) -> String {
    let kept = text.chars().map(narrow).filter(|c| {
        !c.is_whitespace()
            && !c.is_control()
            && !matches!(c, '*' | '_' | '-' | '.' | ':' | ',' | '|' | '║' | '‖' | '\u{feff}' | '\u{200b}')
    });
    kept.flat_map(char::to_lowercase).collect()
}

fn read(source: &str) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut reader = csv::Reader::from_reader(source.as_bytes());
    for record in reader.records() {
        let record = record.expect("the tables are compiled in and read by every test");
        let field = |index: usize| record.get(index).unwrap_or_default().to_owned();
        let list = |text: &str| -> Vec<String> {
            text.split('|').filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        let names: Vec<String> = [field(1), field(4), field(5)]
            .into_iter()
            .chain(list(&field(6)))
            .map(|n| normalise(&n))
            .collect();
        let notes = [field(8), field(9)];
        if field(2) == "table" {
            let names = names.into_iter().filter(|n| !n.is_empty()).chain([normalise(&field(0))]).collect();
            tables.push(Table {
                id: field(0),
                zh: field(4),
                en: field(5),
                notes,
                columns: Vec::new(),
                names,
            });
        } else if let Some(table) = tables.last_mut() {
            table.columns.push(Column {
                id: field(1),
                zh: field(4),
                en: field(5),
                kind: kind_of(&field(2)),
                required: field(3) != "no",
                checked_later: field(3) == "later",
                words: field(7).split(';').filter(|w| !w.is_empty()).map(word_of).collect(),
                notes,
                example: field(10),
                headings: names,
            });
        }
    }
    tables
}

fn kind_of(word: &str) -> Kind {
    let found = Kind::ALL.iter().find(|(_, name)| *name == word).map(|(kind, _)| *kind);
    found.expect("the tables are compiled in and their kinds are read by every test")
}

fn word_of(text: &str) -> Word {
    let (word, synonyms) = text.split_once('=').unwrap_or((text, ""));
    let synonyms: Vec<String> = synonyms.split('|').map(str::to_owned).collect();
    let normalised = synonyms.iter().map(String::as_str).chain([word]).map(normalise).collect();
    Word { word: word.to_owned(), synonyms, normalised }
}

#[cfg(test)]
mod tests;
