//! `Row`: one row of a table, read field by field into domain types.
//!
//! Invariant: whatever is wrong in a row becomes a finding at its column; reading goes on, so that
//! all mistakes of a row are told at once.

use std::borrow::Cow;

use jiff::civil::Date;
use rusu_core::code::{CodeError, TraceCode};
use rusu_core::enterprise::Reference;
use rusu_core::hidden::turns_direction;
use rusu_core::identifiers::IdentifierError;
use rusu_core::limits::{
    CELL_BYTES_MAX, CERTIFICATE_NUMBER_CHARACTERS_MAX, CODE_CHARACTERS_MAX, CODE_CHARACTERS_MIN,
    LONG_TEXT_CHARACTERS_MAX, LOT_NUMBER_CHARACTERS_MAX, REFERENCE_CHARACTERS_MAX, SHORT_TEXT_CHARACTERS_MAX,
};
use rusu_core::lot::LotNumber;
use rusu_core::rejection::{Finding, Severity};
use rusu_core::texts::Lang;

use crate::cell::{Cell, composed, in_range, number_text, parse_date, trimmed, unguarded};
use crate::columns::{COLUMNS_MAX, Column, Kind, Table};

/// Largest whole number that any column takes: months and lengths.
const INTEGER_MAX: u32 = 9_999;

/// One row, its cells in the order of the table's columns.
pub(crate) struct Row<'a> {
    table: &'static Table,
    cells: [Cell<'a>; COLUMNS_MAX],
    findings: Vec<(usize, Finding)>,
}

impl<'a> Row<'a> {
    /// A row without cells.
    pub(crate) fn new(table: &'static Table) -> Self {
        Self { table, cells: [Cell::Empty; COLUMNS_MAX], findings: Vec::new() }
    }

    /// Puts a cell into its column.
    pub(crate) fn set(&mut self, column: usize, cell: Cell<'a>) {
        if let Some(slot) = self.cells.get_mut(column) {
            *slot = cell;
        }
    }

    /// Whether a person looking at the row sees nothing.
    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.is_blank())
    }

    /// The lot that the row names.
    pub(crate) fn lot(&self) -> Option<LotNumber> {
        let place = self.table.position("lot_number")?;
        let text = self.text(place, self.cells.get(place).copied()?).ok()??;
        lot_number(&text).ok()
    }

    /// Whether anything was found so far.
    pub(crate) fn has_findings(&self) -> bool {
        !self.findings.is_empty()
    }

    /// The cell of a column.
    pub(crate) fn cell(&self, id: &str) -> Cell<'a> {
        self.cells.get(self.position(id)).copied().unwrap_or(Cell::Empty)
    }

    /// Whether a column holds something and no other does.
    pub(crate) fn holds_only(&self, id: &str) -> bool {
        let place = self.position(id);
        self.cells.iter().enumerate().all(|(index, cell)| cell.is_blank() != (index == place))
    }

    /// Takes away what was found so far, by column.
    pub(crate) fn take_findings(&mut self) -> Vec<(usize, Finding)> {
        std::mem::take(&mut self.findings)
    }

    /// What was found so far, by column.
    pub(crate) fn into_findings(self) -> Vec<(usize, Finding)> {
        self.findings
    }

    /// Whether an error was found.
    pub(crate) fn is_refused(&self) -> bool {
        self.findings.iter().any(|(_, finding)| finding.severity == Severity::Error)
    }

    /// Adds a finding about a column.
    pub(crate) fn find(&mut self, id: &str, finding: Finding) {
        let place = self.position(id);
        self.findings.push((place, finding));
    }

    /// Whether any of the columns holds something.
    pub(crate) fn has_any(&self, ids: &[&str]) -> bool {
        ids.iter().any(|id| self.cells.get(self.position(id)).is_some_and(|cell| !cell.is_blank()))
    }

    /// A field that may be empty.
    pub(crate) fn optional<T>(
        &mut self,
        id: &str,
        parse: impl FnOnce(&str) -> Result<T, Finding>,
    ) -> Option<T> {
        let place = self.position(id);
        let cell = self.cells.get(place).copied()?;
        let read = self.text(place, cell).and_then(|text| text.map(|text| parse(&text)).transpose());
        self.kept(place, read)
    }

    /// A field that must be filled in.
    pub(crate) fn required<T>(
        &mut self,
        id: &str,
        parse: impl FnOnce(&str) -> Result<T, Finding>,
    ) -> Option<T> {
        self.need(id);
        self.optional(id, parse)
    }

    /// A text that may be empty, of the column's kind.
    pub(crate) fn optional_text(&mut self, id: &str) -> Option<String> {
        let kind = self.column(self.position(id)).map_or(Kind::Short, |column| column.kind);
        self.optional(id, |text| text_of(kind, text))
    }

    /// A text that must be filled in, of the column's kind.
    pub(crate) fn required_text(&mut self, id: &str) -> Option<String> {
        self.need(id);
        self.optional_text(id)
    }

    /// A date that may be empty.
    pub(crate) fn optional_date(&mut self, id: &str) -> Option<Date> {
        let place = self.position(id);
        let cell = self.cells.get(place).copied()?;
        let refused = |rule| Finding::error(rule, cell.shown());
        let read = match cell {
            Cell::Date(date) => in_range(date).map(Some).map_err(refused),
            // 20260814 typed into a cell that is no text.
            Cell::Number(number) => parse_date(&number.to_string()).map(Some).map_err(refused),
            cell => self
                .text(place, cell)
                .and_then(|text| text.map(|text| parse_date(&text)).transpose().map_err(refused)),
        };
        self.kept(place, read)
    }

    /// A date that must be filled in.
    pub(crate) fn required_date(&mut self, id: &str) -> Option<Date> {
        self.need(id);
        self.optional_date(id)
    }

    /// A whole number that may be empty.
    pub(crate) fn optional_integer(&mut self, id: &str) -> Option<u32> {
        let place = self.position(id);
        let cell = self.cells.get(place).copied()?;
        let read = match cell {
            Cell::Integer(number) => integer(&number.to_string()).map(Some),
            Cell::Number(number) => integer(&number.to_string()).map(Some),
            cell => self.text(place, cell).and_then(|text| text.map(|text| integer(&text)).transpose()),
        };
        self.kept(place, read)
    }

    /// A whole number that must be filled in.
    pub(crate) fn required_integer(&mut self, id: &str) -> Option<u32> {
        self.need(id);
        self.optional_integer(id)
    }

    /// One of the column's words, which `value_of` knows; may be empty.
    pub(crate) fn optional_choice<T>(
        &mut self,
        id: &str,
        value_of: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let column = self.column(self.position(id))?;
        self.optional(id, |text| {
            let value = column.word(text).and_then(value_of);
            value.ok_or_else(|| {
                Finding::error("choice_unknown", text)
                    .with("allowed_zh", column.words_listed(Lang::Zh))
                    .with("allowed_en", column.words_listed(Lang::En))
            })
        })
    }

    /// One of the column's words; must be filled in.
    pub(crate) fn required_choice<T>(
        &mut self,
        id: &str,
        value_of: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        self.need(id);
        self.optional_choice(id, value_of)
    }

    fn need(&mut self, id: &str) {
        let place = self.position(id);
        if self.cells.get(place).is_none_or(|cell| cell.is_blank()) {
            let column = self.column(place);
            let name = |lang| column.map_or_else(String::new, |c| c.heading(lang).to_owned());
            let finding = Finding::error("cell_missing", "")
                .with("column_zh", name(Lang::Zh))
                .with("column_en", name(Lang::En));
            self.findings.push((place, finding));
        }
    }

    fn kept<T>(&mut self, place: usize, read: Result<Option<T>, Finding>) -> Option<T> {
        read.unwrap_or_else(|finding| {
            self.findings.push((place, finding));
            None
        })
    }

    /// The cell's text, or `None` if it is blank.
    fn text(&self, place: usize, cell: Cell<'a>) -> Result<Option<Cow<'a, str>>, Finding> {
        let refused = |rule: &'static str| Finding::error(rule, cell.shown());
        let kind = self.column(place).map_or(Kind::Short, |column| column.kind);
        match cell {
            Cell::Empty => Ok(None),
            Cell::Text(text) if text.len() > CELL_BYTES_MAX => {
                Err(refused("cell_too_long").with("given", text.len()).with("limit", CELL_BYTES_MAX))
            }
            Cell::Text(text) if text.contains('\u{fffd}') => Err(refused("cell_undecodable")),
            Cell::Text(text) if turns_direction(text) => Err(refused("text_hidden")),
            Cell::Text(text) => {
                let guarded = kind.is_exact() || matches!(kind, Kind::Date | Kind::Integer);
                let text = if guarded { unguarded(text) } else { trimmed(text) };
                Ok((!text.is_empty()).then(|| composed(text)))
            }
            Cell::Number(number) if kind.is_exact() && number.fract() != 0.0 => Err(refused("cell_fraction")),
            Cell::Number(number) => number_text(number).map(|text| Some(Cow::Owned(text))).map_err(refused),
            Cell::Integer(_) => Err(refused("json_number")),
            Cell::Date(_) => Err(refused("cell_date")),
            Cell::Refused(rule, _) => Err(refused(rule)),
        }
    }

    fn position(&self, id: &str) -> usize {
        let place = self.table.position(id);
        debug_assert!(place.is_some(), "{id} is no column of {}", self.table.id);
        place.unwrap_or(COLUMNS_MAX)
    }

    fn column(&self, place: usize) -> Option<&'static Column> {
        self.table.columns.get(place)
    }
}

/// A text of a kind: length, lines and control characters.
fn text_of(kind: Kind, text: &str) -> Result<String, Finding> {
    if kind == Kind::Identifier && looks_rounded(text) {
        return Err(Finding::error("number_rounded", text));
    }
    let (limit, lines) = match kind {
        Kind::Text | Kind::Long => (LONG_TEXT_CHARACTERS_MAX, true),
        Kind::Identifier => (CERTIFICATE_NUMBER_CHARACTERS_MAX, false),
        _ => (SHORT_TEXT_CHARACTERS_MAX, false),
    };
    let mut cleaned = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\r' => {}
            '\n' if lines => cleaned.push('\n'),
            '\n' | '\t' => cleaned.push(' '),
            control if control.is_control() => return Err(Finding::error("text_control", text)),
            other => cleaned.push(other),
        }
    }
    let given = cleaned.chars().count();
    if given > limit {
        let start: String = cleaned.chars().take(60).chain(['…']).collect();
        return Err(Finding::error("text_too_long", start).with("given", given).with("limit", limit));
    }
    if kind == Kind::File {
        // A clerk copies the whole path; documents go by their base names.
        return Ok(crate::zip_file::base_name(&cleaned).to_owned());
    }
    Ok(cleaned)
}

/// A spreadsheet's scientific notation, as in [`TraceCode::parse`].
fn looks_rounded(text: &str) -> bool {
    matches!(TraceCode::parse(text), Err(CodeError::Rounded { .. }))
}

fn integer(text: &str) -> Result<u32, Finding> {
    let narrowed: String = text.chars().map(rusu_core::code::narrow).collect();
    let digits = narrowed.trim();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Finding::error("integer_form", text));
    }
    let number = digits.parse().ok().filter(|number| *number <= INTEGER_MAX);
    number.ok_or_else(|| Finding::error("integer_range", text).with("limit", INTEGER_MAX))
}

/// Reads a trace code.
///
/// # Errors
/// The finding, with everything its texts name.
pub(crate) fn code(text: &str) -> Result<TraceCode, Finding> {
    TraceCode::parse(text).map_err(|error| {
        let finding = Finding::error(error.rule(), text)
            .with("min", CODE_CHARACTERS_MIN)
            .with("max", CODE_CHARACTERS_MAX);
        match error {
            CodeError::TooShort { given } | CodeError::TooLong { given } => finding.with("given", given),
            CodeError::Character { character, position } => {
                finding.with("character", character).with("position", position)
            }
            CodeError::Empty | CodeError::Rounded { .. } => finding,
        }
    })
}

/// Reads a lot number.
///
/// # Errors
/// The finding.
pub(crate) fn lot_number(text: &str) -> Result<LotNumber, Finding> {
    if looks_rounded(text) {
        return Err(Finding::error("number_rounded", text));
    }
    let refused = || Finding::error("lot_number_form", text).with("limit", LOT_NUMBER_CHARACTERS_MAX);
    LotNumber::parse(text).ok_or_else(refused)
}

/// Reads an enterprise's own reference.
///
/// # Errors
/// The finding.
pub(crate) fn reference(text: &str) -> Result<Reference, Finding> {
    if looks_rounded(text) {
        return Err(Finding::error("number_rounded", text));
    }
    let refused = || Finding::error("reference_form", text).with("limit", REFERENCE_CHARACTERS_MAX);
    Reference::parse(text).ok_or_else(refused)
}

/// Brings an identifier's error to the form of every finding.
pub(crate) fn identified<T>(text: &str, read: Result<T, IdentifierError>) -> Result<T, Finding> {
    read.map_err(|error| {
        if looks_rounded(text) {
            return Finding::error("number_rounded", text);
        }
        let finding = Finding::error(error.rule(), text);
        error.details().into_iter().fold(finding, |finding, (name, detail)| finding.with(name, detail))
    })
}
