//! Writes deliveries in the published forms: for sample data and for tests.

use std::borrow::Cow;

use encoding_rs::GB18030;
use rust_xlsxwriter::XlsxError;
use rusu_core::texts::Lang;

use crate::columns::table;
use crate::template;

/// A row of a table: its table's id, and its cells by column id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The table's id.
    pub table: String,
    /// Column ids and texts.
    pub cells: Vec<(String, String)>,
}

impl Row {
    /// A row of a table.
    #[must_use]
    pub fn new(table: &str, cells: &[(&str, &str)]) -> Self {
        let cells = cells.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect();
        Self { table: table.to_owned(), cells }
    }

    /// The row with one cell set, added if it was not there.
    #[must_use]
    pub fn with(mut self, id: &str, text: &str) -> Self {
        match self.cells.iter_mut().find(|(name, _)| name == id) {
            Some((_, cell)) => text.clone_into(cell),
            None => self.cells.push((id.to_owned(), text.to_owned())),
        }
        self
    }

    /// The text of a cell.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&str> {
        self.cells.iter().find(|(name, _)| name == id).map(|(_, text)| text.as_str())
    }
}

/// How a CSV is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CsvEncoding {
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 with a mark, as Excel writes it.
    Utf8Marked,
    /// GB18030, as Excel in China writes it. Characters that it lacks do not exist.
    Gb18030,
}

/// One table as CSV: the rows of `table_id` among `rows`, the columns that any of them fills, CRLF.
#[must_use]
pub fn csv(table_id: &str, rows: &[Row], lang: Lang, encoding: CsvEncoding) -> Vec<u8> {
    let rows: Vec<&Row> = rows.iter().filter(|row| row.table == table_id).collect();
    let columns = table(table_id).map_or(&[][..], |table| &table.columns);
    let columns: Vec<_> =
        columns.iter().filter(|c| rows.iter().any(|row| row.get(&c.id).is_some())).collect();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let mut write = |record: Vec<&str>| writer.write_record(record).expect("memory takes every record");
    if !columns.is_empty() {
        write(columns.iter().map(|column| column.heading(lang)).collect());
    }
    for row in rows {
        write(columns.iter().map(|column| row.get(&column.id).unwrap_or_default()).collect());
    }
    let utf8 = writer.into_inner().expect("memory takes every record");
    match encoding {
        CsvEncoding::Utf8 => utf8,
        CsvEncoding::Utf8Marked => [b"\xef\xbb\xbf", utf8.as_slice()].concat(),
        CsvEncoding::Gb18030 => {
            let text = String::from_utf8_lossy(&utf8);
            match GB18030.encode(&text).0 {
                Cow::Borrowed(bytes) => bytes.to_vec(),
                Cow::Owned(bytes) => bytes,
            }
        }
    }
}

/// Rows of any tables as JSON Lines, in their order.
#[must_use]
pub fn json_lines(rows: &[Row]) -> Vec<u8> {
    let mut text = String::new();
    for row in rows {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let cells = row.cells.iter().map(|(id, cell)| format!(",{}:{}", quoted(id), quoted(cell)));
        text.push_str(&format!("{{\"table\":{}", quoted(&row.table)));
        text.extend(cells);
        text.push_str("}\n");
    }
    text.into_bytes()
}

/// Rows of any tables in the template.
///
/// # Errors
/// A text is longer than a cell of a spreadsheet takes, or a sheet has too many rows.
pub fn xlsx(rows: &[Row], lang: Lang) -> Result<Vec<u8>, XlsxError> {
    template::workbook(lang, rows)
}
