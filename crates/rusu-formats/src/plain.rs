//! Rows of codes about which nothing is special: by far most rows of the country.
//!
//! Such a row has codes and a lot number of digits and capital letters only, under headings that the
//! table knows. It reads as [`crate::tables`] would read it; any other row is left to that.

use rusu_core::code::TraceCode;
use rusu_core::draft::UnitEntry;
use rusu_core::lot::LotNumber;

use crate::columns::Table;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Lot,
    Code,
    Inner,
    Case,
    Pallet,
}

/// A file's columns, and the lot number that was read last.
pub(crate) struct PlainCodes {
    fields: Vec<Field>,
    lot: Option<(String, LotNumber)>,
}

impl PlainCodes {
    /// `None` if it is another table, or a heading that it does not know stands in the file.
    pub(crate) fn of(table: &Table, columns: impl Iterator<Item = Option<usize>>) -> Option<Self> {
        let field = |column: Option<usize>| match table.columns.get(column?)?.id.as_str() {
            "lot_number" => Some(Field::Lot),
            "code" => Some(Field::Code),
            "inner_code" => Some(Field::Inner),
            "case_code" => Some(Field::Case),
            "pallet_code" => Some(Field::Pallet),
            _ => None,
        };
        let fields = columns.map(field).collect::<Option<Vec<Field>>>()?;
        (table.id == "codes").then_some(Self { fields, lot: None })
    }

    /// The row's can, or `None` if the row is not that simple.
    pub(crate) fn read<'a>(&mut self, cells: impl Iterator<Item = (usize, &'a str)>) -> Option<UnitEntry> {
        let (mut lot, mut code, mut inner, mut case, mut pallet) = (None, None, None, None, None);
        for (index, text) in cells.filter(|(_, text)| !text.is_empty()) {
            match self.fields.get(index)? {
                Field::Lot => lot = Some(self.lot(text)?),
                Field::Code => code = Some(TraceCode::of_normal(text)?),
                Field::Inner => inner = Some(TraceCode::of_normal(text)?),
                Field::Case => case = Some(TraceCode::of_normal(text)?),
                Field::Pallet => pallet = Some(TraceCode::of_normal(text)?),
            }
        }
        Some(UnitEntry { lot, code: code?, inner, case, pallet })
    }

    fn lot(&mut self, text: &str) -> Option<LotNumber> {
        if let Some((_, number)) = self.lot.as_ref().filter(|(last, _)| last == text) {
            return Some(number.clone());
        }
        // A number that a spreadsheet has rounded shows a sign in its exponent.
        let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        let number = LotNumber::parse(text).filter(|_| is_plain)?;
        self.lot = Some((text.to_owned(), number.clone()));
        Some(number)
    }
}
