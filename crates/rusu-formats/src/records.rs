//! What became of each row of a delivery, as a table for a spreadsheet.

use std::io::{self, Write};

use rusu_core::rejection::Place;

use crate::rejections::harmless_cell;

/// The columns; their meaning never changes.
const COLUMNS: [&str; 8] = ["file", "sheet", "row", "table", "lot_number", "code", "result", "rules"];

/// Writes rows as they come: UTF-8 with a mark, CRLF.
pub struct RecordsCsv<W: Write>(csv::Writer<W>);

impl<W: Write> RecordsCsv<W> {
    /// Begins with the headings.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn new(mut into: W) -> io::Result<Self> {
        into.write_all(b"\xef\xbb\xbf")?;
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(into);
        writer.write_record(COLUMNS)?;
        Ok(Self(writer))
    }

    /// Writes what became of a row: its table, lot, code and result, and the rules that speak of it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn row(&mut self, place: &Place, texts: [&str; 4], rules: &[String]) -> io::Result<()> {
        let [table, lot, code, result] = texts;
        let row = place.row.map(|row| row.to_string()).unwrap_or_default();
        let sheet = place.sheet.as_deref().unwrap_or_default();
        let cells = [&*place.file, sheet, &row, table, lot, code, result, &rules.join(" ")];
        Ok(self.0.write_record(cells.map(harmless_cell))?)
    }

    /// Writes out what is held back.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_tells_its_place_its_result_and_its_rules() {
        let mut bytes = Vec::new();
        let mut csv = RecordsCsv::new(&mut bytes).unwrap();
        let place = Place { row: Some(3), ..Place::file("=codes.csv") };
        let rules = ["code_length".to_owned(), "code_prefix".to_owned()];
        csv.row(&place, ["codes", "L1", "6900012345678901", "rejected"], &rules).unwrap();
        csv.finish().unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "\u{feff}file,sheet,row,table,lot_number,code,result,rules");
        assert_eq!(lines[1], "'=codes.csv,,3,codes,L1,6900012345678901,rejected,code_length code_prefix");
    }
}
