//! Everything about lots as one table to sort, or as a workbook with a sheet for each kind of row.
//!
//! Invariants: rows are written as they come and memory does not grow with them; the columns of a
//! table and their order never change, new ones come at the end; in a CSV no cell begins as a formula
//! does.

use std::io::{self, Write};
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use rusu_core::limits::SHEET_ROWS_MAX;
use rusu_core::texts::{Lang, plain};

use crate::rejections::harmless_cell;

/// Most characters that a spreadsheet's cell takes, less one for the mark that it was cut.
const CELL_CHARACTERS_MAX: usize = 32_766;

/// A kind of row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportTable {
    /// What the reader must know of the whole.
    Notes,
    /// Steps from one lot or raw-material lot to another.
    Steps,
    /// Lots.
    Lots,
    /// Raw materials of lots.
    RawMaterials,
    /// Circulation of lots.
    Circulation,
    /// Void codes of lots.
    VoidCodes,
    /// Recalls over lots.
    Recalls,
    /// Changes of lots' values.
    Changes,
    /// Cases and pallets.
    Packages,
    /// Cans.
    Units,
}

const TABLES: [(ExportTable, &str, &[&str]); 10] = [
    (ExportTable::Notes, "notes", &["note"]),
    (
        ExportTable::Steps,
        "steps",
        &[
            "level",
            "from_kind",
            "from_name",
            "from_lot",
            "from_supplier",
            "to_kind",
            "to_name",
            "to_lot",
            "to_supplier",
        ],
    ),
    (
        ExportTable::Lots,
        "lots",
        &[
            "lot_number",
            "level",
            "state",
            "reason",
            "product_ref",
            "product_name",
            "site_ref",
            "production_date",
            "expiry_date",
            "units",
            "published_at",
            "report_number",
            "laboratory",
            "report_date",
            "conclusion",
        ],
    ),
    (
        ExportTable::RawMaterials,
        "raw_materials",
        &[
            "lot_number",
            "material_name",
            "material_lot",
            "supplier",
            "origin",
            "certificate_number",
            "certificate_date",
            "conclusion",
            "made_from",
        ],
    ),
    (ExportTable::Circulation, "circulation", &["lot_number", "step", "event_date", "place", "party"]),
    (ExportTable::VoidCodes, "void_codes", &["lot_number", "code", "reason", "since"]),
    (
        ExportTable::Recalls,
        "recalls",
        &["lot_number", "recall", "recall_level", "reason", "instructions", "contact_phone", "announced_at"],
    ),
    (
        ExportTable::Changes,
        "changes",
        &["lot_number", "field", "old_value", "new_value", "who", "reason", "changed_at"],
    ),
    (ExportTable::Packages, "packages", &["lot_number", "carrier", "code", "pallet_code"]),
    (
        ExportTable::Units,
        "units",
        &["lot_number", "carrier", "code", "outer_code", "case_code", "pallet_code", "void"],
    ),
];

/// Columns whose texts are whole numbers, so that a spreadsheet sorts them by size.
const NUMBERS: [&str; 4] = ["level", "units", "recall", "recall_level"];

impl ExportTable {
    /// Its place among the tables.
    fn index(self) -> usize {
        TABLES.iter().position(|(table, ..)| *table == self).unwrap_or_default()
    }

    /// The stable word of its kind of row.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        TABLES.get(self.index()).map_or("", |(_, id, _)| id)
    }

    /// The stable ids of its columns.
    #[must_use]
    pub fn columns(self) -> &'static [&'static str] {
        TABLES.get(self.index()).map_or(&[], |(.., columns)| columns)
    }
}

/// Takes rows of every kind, in any order.
pub trait ExportRows {
    /// Writes a row; one cell for each column of its table, empty where there is nothing.
    ///
    /// # Errors
    /// When it cannot be written.
    fn row(&mut self, table: ExportTable, cells: &[&str]) -> io::Result<()>;
}

/// One table of all rows: the kind of each in the first column, then every column that any kind has.
/// UTF-8 with a mark, CRLF.
pub struct CsvExport<W: Write> {
    writer: csv::Writer<W>,
    /// For each table the places of its columns.
    places: Vec<Vec<usize>>,
    cells: Vec<String>,
}

impl<W: Write> CsvExport<W> {
    /// Begins with the headings.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn new(mut into: W) -> io::Result<Self> {
        into.write_all(b"\xef\xbb\xbf")?;
        let mut headings = vec!["table"];
        let mut places = Vec::new();
        for (.., columns) in &TABLES {
            let place = |column: &&'static str| {
                headings.iter().position(|heading| heading == column).unwrap_or_else(|| {
                    headings.push(*column);
                    headings.len() - 1
                })
            };
            places.push(columns.iter().map(place).collect());
        }
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(into);
        writer.write_record(&headings)?;
        Ok(Self { writer, places, cells: vec![String::new(); headings.len()] })
    }

    /// Writes out what is held back.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl<W: Write> ExportRows for CsvExport<W> {
    fn row(&mut self, table: ExportTable, cells: &[&str]) -> io::Result<()> {
        debug_assert_eq!(cells.len(), table.columns().len(), "{}", table.as_str());
        self.cells.iter_mut().for_each(String::clear);
        if let Some(first) = self.cells.first_mut() {
            first.push_str(table.as_str());
        }
        let places = self.places.get(table.index()).map_or(&[][..], Vec::as_slice);
        for ((place, column), text) in places.iter().zip(table.columns()).zip(cells) {
            let Some(cell) = self.cells.get_mut(*place) else { continue };
            // A number below zero is no formula, and is sorted as a number.
            let is_number = NUMBERS.contains(column) && text.parse::<i32>().is_ok();
            if is_number { cell.push_str(text) } else { cell.push_str(&harmless_cell(text)) }
        }
        Ok(self.writer.write_record(&self.cells)?)
    }
}

/// A workbook with a sheet for each kind of row that there is; where a sheet is full, another follows.
pub struct XlsxExport {
    workbook: Workbook,
    lang: Lang,
    rows_max: u32,
    sheets: Vec<Sheet>,
}

/// The sheet of a kind that is being written.
#[derive(Clone, Copy, Default)]
struct Sheet {
    /// Its place in the workbook; `None` if there is none yet.
    index: Option<usize>,
    /// How many there were of its kind.
    count: u32,
    next_row: u32,
}

impl XlsxExport {
    /// A workbook whose rows wait in files of a directory until it is finished.
    ///
    /// # Errors
    /// When the directory cannot be used.
    pub fn new(directory: &Path, lang: Lang) -> io::Result<Self> {
        Self::with_rows(directory, lang, SHEET_ROWS_MAX)
    }

    fn with_rows(directory: &Path, lang: Lang, rows_max: u32) -> io::Result<Self> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(directory).map_err(failed)?;
        // The same rows give the same bytes, whenever they are written.
        let created = ExcelDateTime::from_ymd(2026, 1, 1).map_err(failed)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        Ok(Self { workbook, lang, rows_max, sheets: vec![Sheet::default(); TABLES.len()] })
    }

    /// Writes the workbook.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self, into: impl Write + Send) -> io::Result<()> {
        if self.sheets.iter().all(|sheet| sheet.index.is_none()) {
            // A workbook without a sheet is none.
            self.begin(ExportTable::Notes)?;
        }
        self.workbook.save_to_writer(into).map_err(failed)
    }

    /// Another sheet of a kind, with its headings.
    fn begin(&mut self, table: ExportTable) -> io::Result<Sheet> {
        let before = self.sheets.get(table.index()).copied().unwrap_or_default();
        let index = self.sheets.iter().map(|sheet| usize::try_from(sheet.count).unwrap_or(0)).sum();
        let count = before.count + 1;
        let name = plain(self.lang, &format!("export-table-{}", table.as_str()));
        let name = if count == 1 { name } else { format!("{name} {count}") };
        let bold = Format::new().set_bold();
        let sheet = self.workbook.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(name).map_err(failed)?;
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (place, column) in (0..).zip(table.columns()) {
            let heading = plain(self.lang, &format!("export-column-{column}"));
            sheet.write_string_with_format(0, place, heading, &bold).map_err(failed)?;
        }
        let begun = Sheet { index: Some(index), count, next_row: 1 };
        if let Some(slot) = self.sheets.get_mut(table.index()) {
            *slot = begun;
        }
        Ok(begun)
    }
}

impl ExportRows for XlsxExport {
    fn row(&mut self, table: ExportTable, cells: &[&str]) -> io::Result<()> {
        debug_assert_eq!(cells.len(), table.columns().len(), "{}", table.as_str());
        let current = self.sheets.get(table.index()).copied().unwrap_or_default();
        let current = match current.index {
            Some(_) if current.next_row < self.rows_max => current,
            _ => self.begin(table)?,
        };
        let sheet = self.workbook.worksheet_from_index(current.index.unwrap_or_default()).map_err(failed)?;
        for ((place, column), text) in (0..).zip(table.columns()).zip(cells) {
            if text.is_empty() {
                continue;
            }
            match text.parse::<i32>() {
                Ok(number) if NUMBERS.contains(column) => {
                    sheet.write_number(current.next_row, place, number).map_err(failed)?;
                }
                _ => {
                    sheet.write_string(current.next_row, place, shortened(text)).map_err(failed)?;
                }
            }
        }
        if let Some(slot) = self.sheets.get_mut(table.index()) {
            slot.next_row += 1;
        }
        Ok(())
    }
}

fn failed(error: XlsxError) -> io::Error {
    io::Error::other(error)
}

fn shortened(text: &str) -> std::borrow::Cow<'_, str> {
    match text.char_indices().nth(CELL_CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()).into(),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader as _, Xlsx};

    use super::*;

    fn unit(code: &str) -> [&str; 7] {
        ["SL1", "outer", code, "", "C00000000001", "", ""]
    }

    fn csv_of(rows: &[(ExportTable, &[&str])]) -> Vec<Vec<String>> {
        let mut bytes = Vec::new();
        let mut export = CsvExport::new(&mut bytes).unwrap();
        rows.iter().for_each(|(table, cells)| export.row(*table, cells).unwrap());
        export.finish().unwrap();
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    fn workbook_of(rows_max: u32, rows: &[(ExportTable, &[&str])]) -> Xlsx<Cursor<Vec<u8>>> {
        let mut export = XlsxExport::with_rows(&std::env::temp_dir(), Lang::En, rows_max).unwrap();
        rows.iter().for_each(|(table, cells)| export.row(*table, cells).unwrap());
        let mut bytes = Vec::new();
        export.finish(&mut bytes).unwrap();
        Xlsx::new(Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn every_table_and_column_has_its_texts_in_both_languages() {
        for (table, id, columns) in TABLES {
            assert_eq!((table.as_str(), table.columns()), (id, columns));
            assert!(rusu_core::texts::exists(&format!("export-table-{id}")), "{id}");
            for column in columns {
                assert!(rusu_core::texts::exists(&format!("export-column-{column}")), "{column}");
            }
        }
    }

    #[test]
    fn rows_of_all_kinds_share_one_table_whose_columns_mean_one_thing() {
        let rows = csv_of(&[
            (ExportTable::Units, &unit("6900012345678901")),
            (ExportTable::VoidCodes, &["SL1", "6900012345678901", "破损", "2026-09-01"]),
        ]);
        let place = |heading: &str| rows[0].iter().position(|cell| cell == heading).unwrap();
        assert_eq!(rows[0][0], "table");
        for row in &rows[1..] {
            assert_eq!(row.len(), rows[0].len());
            assert_eq!(
                (row[place("lot_number")].as_str(), row[place("code")].as_str()),
                ("SL1", "6900012345678901")
            );
        }
        assert_eq!((rows[1][0].as_str(), rows[1][place("case_code")].as_str()), ("units", "C00000000001"));
        assert_eq!((rows[2][0].as_str(), rows[2][place("reason")].as_str()), ("void_codes", "破损"));
    }

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_made_text_in_a_csv() {
        let cells = ["SL1", "=1+1", "-2", "+3", "@4", "1-1", "\t5"];
        let rows = csv_of(&[(ExportTable::Units, &cells)]);
        let guarded = ["'=1+1", "'-2", "'+3", "'@4"];
        assert!(guarded.iter().all(|cell| rows[1].iter().any(|c| c == cell)), "{:?}", rows[1]);
        assert!(rows[1].iter().any(|cell| cell == "1-1"));
    }

    #[test]
    fn a_workbook_has_a_sheet_for_each_kind_of_row_there_is() {
        let material = ["SL1", "乳清粉", "W1", "", "法国", "COA", "2026-05-03", "pass", "生牛乳|M1"];
        let mut book = workbook_of(
            SHEET_ROWS_MAX,
            &[
                (ExportTable::Units, &unit("6900012345678901")),
                (ExportTable::RawMaterials, &material),
                (ExportTable::Units, &unit("00012345678901")),
            ],
        );
        assert_eq!(book.sheet_names(), ["Units", "Raw materials"]);
        let units = book.worksheet_range("Units").unwrap();
        assert_eq!(units.height(), 3);
        assert_eq!(units.get_value((2, 2)), Some(&Data::String("00012345678901".to_owned())));
        assert_eq!(units.get_value((0, 2)), Some(&Data::String("Code".to_owned())));
        let materials = book.worksheet_range("Raw materials").unwrap();
        assert_eq!(materials.get_value((1, 8)), Some(&Data::String("生牛乳|M1".to_owned())));
    }

    #[test]
    fn a_text_that_looks_like_a_formula_stays_a_text_in_a_workbook() {
        let mut book = workbook_of(SHEET_ROWS_MAX, &[(ExportTable::Notes, &["=1+1"])]);
        let range = book.worksheet_range("Notes").unwrap();
        assert_eq!(range.get_value((1, 0)), Some(&Data::String("=1+1".to_owned())));
    }

    #[test]
    fn levels_and_units_are_numbers_in_a_workbook() {
        let step = ["-2", "material", "生牛乳", "M1", "", "material", "基粉", "B1", ""];
        let mut book = workbook_of(SHEET_ROWS_MAX, &[(ExportTable::Steps, &step)]);
        let range = book.worksheet_range("Steps").unwrap();
        assert_eq!(range.get_value((1, 0)), Some(&Data::Float(-2.0)));
    }

    #[test]
    fn a_full_sheet_is_followed_by_another_with_the_same_headings() {
        let codes: Vec<String> = (0..5).map(|index| format!("690001234567890{index}")).collect();
        let rows: Vec<[&str; 7]> = codes.iter().map(|code| unit(code)).collect();
        let rows: Vec<(ExportTable, &[&str])> =
            rows.iter().map(|row| (ExportTable::Units, row.as_slice())).collect();
        // Headings and two rows each.
        let mut book = workbook_of(3, &rows);
        assert_eq!(book.sheet_names(), ["Units", "Units 2", "Units 3"]);
        let heights =
            ["Units", "Units 2", "Units 3"].map(|name| book.worksheet_range(name).unwrap().height());
        assert_eq!(heights, [3, 3, 2]);
        let last = book.worksheet_range("Units 3").unwrap();
        assert_eq!(last.get_value((1, 2)), Some(&Data::String("6900012345678904".to_owned())));
        assert_eq!(workbook_of(3, &rows[..2]).sheet_names(), ["Units"]);
    }

    #[test]
    fn a_workbook_without_rows_has_one_sheet() {
        assert_eq!(workbook_of(SHEET_ROWS_MAX, &[]).sheet_names(), ["Notes"]);
    }

    #[test]
    fn a_text_longer_than_a_cell_is_cut_and_marked() {
        let fits = "长".repeat(CELL_CHARACTERS_MAX);
        assert_eq!(shortened(&fits), fits);
        let cut = shortened(&"长".repeat(CELL_CHARACTERS_MAX + 1)).into_owned();
        assert!(cut.ends_with('…') && cut.chars().count() == CELL_CHARACTERS_MAX + 1);
    }
}
