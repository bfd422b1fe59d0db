//! Results of official sampling, as the authorities publish them: a CSV or a workbook whose header
//! stands below a title, with merged cells where one sample failed in several parameters.
//!
//! Invariant: like a delivery's, a bad row is data and blocks no other; nothing is guessed.

mod failures;
mod result;

use std::io::{Read as _, Seek as _, SeekFrom};
use std::ops::ControlFlow;
use std::sync::Arc;

use rusu_core::limits::{REJECTIONS_KEPT_MAX, ROW_BYTES_MAX, SAMPLING_FILE_BYTES_MAX, SAMPLING_ROWS_MAX};
use rusu_core::portal::SamplingResult;
use rusu_core::ports::ReadSeek;
use rusu_core::rejection::{Finding, Place, Rejection};

use crate::bounded::Watched;
use crate::cell::{Cell, composed, trimmed};
use crate::columns::sampling_table;
use crate::csv_file::{self, FileRows, Header};
use crate::session::{Before, Sheet};
use crate::writer::Row as WrittenRow;
use crate::{DecodeFault, Form, HEAD_BYTES, Stop, form_of, refusal, xlsx};

use result::Pending;

pub use crate::template::sampling_template_xlsx as template_xlsx;

/// The header stands among so many first rows that hold anything.
const HEADER_ROWS_MAX: usize = 10;
/// A row that shows so many of the columns is the header.
const HEADER_COLUMNS_MIN: usize = 3;
/// How notices write "nothing" into a cell.
const NOTHING: [&str; 7] = ["/", "／", "-", "--", "—", "——", "－"];

/// What a file of sampling results holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SamplingFile {
    /// Rows that are right, each with its place. Numbers are 0 and no enterprise is recognised yet.
    pub accepted: Vec<(Place, SamplingResult)>,
    /// What is wrong, at most `REJECTIONS_KEPT_MAX`.
    pub rejections: Vec<Rejection>,
}

/// Decodes a file of sampling results. The form is told by the content, the file's name helps.
///
/// # Errors
/// [`DecodeFault`]; what is wrong with the file is among the rejections.
pub fn decode(upload: &mut dyn ReadSeek, file_name: &str) -> Result<SamplingFile, DecodeFault> {
    let mut reader = Reader { file_name, file: SamplingFile::default(), rows: 0 };
    let mut upload = Watched::new(upload);
    let decoded = reader.read(&mut upload);
    if let Some(source) = upload.fault() {
        return Err(DecodeFault::Read { file_name: file_name.to_owned(), source });
    }
    match decoded {
        Err(Stop::Fault(fault)) => return Err(fault),
        Err(Stop::Unreadable) => reader.reject_file("file_damaged"),
        Ok(()) => {}
    }
    Ok(reader.file)
}

/// Rows of sampling results in the template: for sample data and for tests.
///
/// # Errors
/// A text is longer than a cell of a spreadsheet takes.
pub fn xlsx(
    rows: &[WrittenRow],
    lang: rusu_core::texts::Lang,
) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    crate::template::sampling_workbook(lang, rows)
}

/// A file being read.
struct Reader<'n> {
    file_name: &'n str,
    file: SamplingFile,
    /// Samples so far, refused ones included.
    rows: usize,
}

impl Reader<'_> {
    fn read(&mut self, upload: &mut Watched<'_>) -> Result<(), Stop> {
        if upload.seek(SeekFrom::End(0))? > SAMPLING_FILE_BYTES_MAX {
            let limit = SAMPLING_FILE_BYTES_MAX >> 20;
            let finding = Finding::error("sampling_file_too_large", self.file_name).with("limit", limit);
            self.reject(Place::file(self.file_name), finding);
            return Ok(());
        }
        upload.seek(SeekFrom::Start(0))?;
        let mut head = Vec::with_capacity(HEAD_BYTES);
        upload.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head)?;
        upload.seek(SeekFrom::Start(0))?;
        match form_of(&head, self.file_name) {
            Form::Xlsx | Form::Zip => self.read_workbook(upload),
            // Bytes that are nothing else may be separated values under another name.
            Form::Csv | Form::Unknown if is_text(&head) => self.read_csv(upload),
            Form::Csv | Form::Unknown | Form::JsonLines => {
                self.reject_file("sampling_file_kind");
                Ok(())
            }
            other @ (Form::Document | Form::OldExcel | Form::Empty) => {
                self.reject_file(refusal(other));
                Ok(())
            }
        }
    }

    fn read_csv(&mut self, upload: &mut Watched<'_>) -> Result<(), Stop> {
        let columns = |row: &[&str]| sampling_table().fit(row.iter().copied()).0;
        let header = Header { rows: HEADER_ROWS_MAX, columns: &columns };
        let refused = csv_file::open(upload, &header, &mut |rows| self.read_csv_rows(rows))?;
        if let Some(rule) = refused {
            self.reject_file(rule);
        }
        Ok(())
    }

    fn read_csv_rows(&mut self, mut rows: FileRows<'_>) -> Result<(), Stop> {
        let mut table = TableReader::new(Place::file(self.file_name));
        loop {
            let number = match rows.next() {
                Ok(Some(number)) => number,
                Ok(None) => break,
                Err(error) if csv_file::is_too_long(&error) => {
                    let finding = Finding::error("row_too_long", "").with("limit", ROW_BYTES_MAX);
                    self.reject(table.place.clone(), finding);
                    break;
                }
                Err(_) => return Err(Stop::Unreadable),
            };
            let cells: Vec<(usize, Cell<'_>)> = rows.cells().map(|(i, text)| (i, Cell::Text(text))).collect();
            if table.row(number, &cells, self).is_break() {
                break;
            }
        }
        table.end(self);
        if matches!(table.state, State::Seeking(_)) {
            self.reject_file("sampling_header_missing");
        }
        Ok(())
    }

    fn read_workbook(&mut self, upload: &mut Watched<'_>) -> Result<(), Stop> {
        let mut workbook = match xlsx::open(upload) {
            Ok(workbook) => workbook,
            Err(rule) => {
                // A ZIP of something else is no workbook.
                self.reject_file(if rule == "file_kind_unknown" { "sampling_file_kind" } else { rule });
                return Ok(());
            }
        };
        let mut any = false;
        for sheet_name in xlsx::sheets(&workbook) {
            let sheet = Some(Arc::from(sheet_name.as_str()));
            let mut table = TableReader::new(Place { sheet, ..Place::file(self.file_name) });
            let end = xlsx::rows(&mut workbook, &sheet_name, &mut |number, row| {
                let cells: Vec<(usize, Cell<'_>)> =
                    row.iter().map(|(column, data)| (*column, xlsx::cell_of(data))).collect();
                Ok(table.row(number, &cells, self))
            })?;
            table.end(self);
            if let xlsx::End::Damaged(row) = end {
                let place = Place { row, ..table.place.clone() };
                self.reject(place, Finding::error("file_damaged", &sheet_name));
            }
            if matches!(table.state, State::Seeking(_)) {
                let place = Place { row: None, ..table.place };
                self.reject(place, Finding::warning("sheet_ignored", sheet_name));
            } else {
                any = true;
            }
        }
        if !any {
            self.reject_file("sampling_header_missing");
        }
        Ok(())
    }

    fn reject(&mut self, place: Place, finding: Finding) {
        if self.file.rejections.len() < REJECTIONS_KEPT_MAX {
            self.file.rejections.push(finding.at(place));
        }
    }

    fn reject_file(&mut self, rule: &'static str) {
        self.reject(Place::file(self.file_name), Finding::error(rule, self.file_name));
    }
}

/// A table before, below or without its header.
enum State {
    /// So many rows were looked at.
    Seeking(usize),
    Open(Sheet),
    Refused,
}

/// The sample that was read last; more of its failures may follow below it.
enum Last {
    None,
    Refused,
    Sample(Box<Pending>),
}

/// One table of a file.
struct TableReader {
    place: Place,
    state: State,
    last: Last,
}

impl TableReader {
    fn new(place: Place) -> Self {
        Self { place, state: State::Seeking(0), last: Last::None }
    }

    fn row(&mut self, number: u64, cells: &[(usize, Cell<'_>)], reader: &mut Reader<'_>) -> ControlFlow<()> {
        self.place.row = Some(number);
        match &mut self.state {
            State::Refused => ControlFlow::Break(()),
            State::Seeking(_) => self.seek(cells, reader),
            State::Open(sheet) => {
                let mut before = Before::new();
                let cells = cells.iter().map(|(column, cell)| (*column, emptied(*cell)));
                let Some(mut row) = sheet.collect(number, cells, &mut before) else {
                    return ControlFlow::Continue(());
                };
                if row.holds_only("failures")
                    && before.is_empty()
                    && let Some(last) = self.last.more(&mut row)
                {
                    for (column, finding) in last {
                        reader.reject(sheet.place_of(column), finding);
                    }
                    return ControlFlow::Continue(());
                }
                self.last.end(reader);
                reader.rows += 1;
                if reader.rows > SAMPLING_ROWS_MAX {
                    let finding = Finding::error("sampling_rows_limit", "").with("limit", SAMPLING_ROWS_MAX);
                    reader.reject(self.place.clone(), finding);
                    self.state = State::Refused;
                    return ControlFlow::Break(());
                }
                let read = result::read(&mut row);
                let is_sound = before.is_empty() && !row.is_refused();
                for (column, finding) in before {
                    reader.reject(Place { column, ..sheet.place().clone() }, finding);
                }
                for (column, finding) in row.into_findings() {
                    reader.reject(sheet.place_of(column), finding);
                }
                self.last = match read.filter(|_| is_sound) {
                    Some(read) => Last::Sample(Box::new(Pending::new(read, sheet))),
                    None => Last::Refused,
                };
                ControlFlow::Continue(())
            }
        }
    }

    /// Looks whether a row is the header.
    fn seek(&mut self, cells: &[(usize, Cell<'_>)], reader: &mut Reader<'_>) -> ControlFlow<()> {
        let State::Seeking(looked) = &mut self.state else { return ControlFlow::Continue(()) };
        let texts = header(cells);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        if texts.iter().all(|text| text.is_empty()) {
            return ControlFlow::Continue(());
        }
        if sampling_table().fit(texts.iter().copied()).0 >= HEADER_COLUMNS_MIN {
            let mut reject = |place, finding| reader.reject(place, finding);
            let sheet = Sheet::open(sampling_table(), &self.place, &texts, &mut reject);
            self.state = sheet.map_or(State::Refused, State::Open);
            return ControlFlow::Continue(());
        }
        *looked += 1;
        if *looked < HEADER_ROWS_MAX { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn end(&mut self, reader: &mut Reader<'_>) {
        self.last.end(reader);
    }
}

impl Last {
    /// Adds a row of more failures to the sample above it; `None` if there is nothing above. A
    /// refused sample takes them with it.
    fn more(&mut self, row: &mut crate::row::Row<'_>) -> Option<Vec<(usize, Finding)>> {
        match self {
            Self::None => None,
            Self::Refused => Some(Vec::new()),
            Self::Sample(pending) => {
                let failures = result::failures_of(row);
                let findings = row.take_findings();
                if findings.is_empty() {
                    pending.add(failures);
                } else {
                    *self = Self::Refused;
                }
                Some(findings)
            }
        }
    }

    /// The sample is complete: keeps it, or tells what is wrong with the whole of it.
    fn end(&mut self, reader: &mut Reader<'_>) {
        if let Self::Sample(pending) = std::mem::replace(self, Self::None) {
            match pending.finished() {
                Ok(accepted) => reader.file.accepted.push(accepted),
                Err(rejection) => reader.reject(rejection.place, rejection.finding),
            }
        }
    }
}

/// The row as texts by column.
fn header(cells: &[(usize, Cell<'_>)]) -> Vec<String> {
    let width = cells.iter().map(|(column, _)| column + 1).max().unwrap_or_default();
    let mut texts = vec![String::new(); width.min(rusu_core::limits::FILE_COLUMNS_MAX)];
    for (column, cell) in cells {
        if let Some(text) = texts.get_mut(*column) {
            *text = composed(trimmed(&cell.shown())).into_owned();
        }
    }
    texts
}

/// Whether these may be the first bytes of a text: UTF-16 with its mark, or nothing with zeros.
fn is_text(head: &[u8]) -> bool {
    head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || !head.contains(&0)
}

/// What people write for "nothing" is nothing.
fn emptied(cell: Cell<'_>) -> Cell<'_> {
    match cell {
        Cell::Text(text) if NOTHING.contains(&trimmed(text)) => Cell::Empty,
        other => other,
    }
}
