//! Workbooks: every sheet that is a table, cell by cell.
//!
//! A workbook is surveyed before it is opened, because the library holds its shared texts and
//! styles in memory and believes the counts that it finds there.

use std::io::{self, Read, Seek};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{DataRef, Reader as _, Xlsx};
use jiff::civil::Date;
use rusu_core::limits::{
    CELL_BYTES_MAX, FILE_COLUMNS_MAX, FILES_PER_SUBMISSION_MAX, WORKBOOK_PART_BYTES_MAX,
    WORKBOOK_UNPACKED_BYTES_MAX, ZIP_DIRECTORY_BYTES_MAX,
};
use rusu_core::rejection::{Finding, Place};
use zip::ZipArchive;

use crate::Stop;
use crate::bounded::Watched;
use crate::cell::{Cell, parse_date};
use crate::columns::{TABLES, Table, normalise, table_of_header};
use crate::session::{Session, Sheet};

/// Most bytes of one text or tag: a cell of the largest size, each character escaped.
const RUN_BYTES_MAX: usize = 8 * CELL_BYTES_MAX;
/// Sheets that are for people: the template's first sheet is one.
const FOR_PEOPLE: [&str; 5] = ["说明", "填写说明", "instructions", "readme", "notes"];

/// Decodes a workbook.
///
/// # Errors
/// [`Stop`].
pub(crate) fn decode(upload: &mut Watched<'_>, name: &str, session: &mut Session<'_>) -> Result<(), Stop> {
    let mut workbook = match open(upload) {
        Ok(workbook) => workbook,
        Err(rule) => {
            session.reject_file(name, rule);
            return Ok(());
        }
    };
    let mut any = false;
    for sheet_name in sheets(&workbook) {
        let place = Place { sheet: Some(Arc::from(sheet_name.as_str())), ..Place::file(name) };
        any |= decode_sheet(&mut workbook, &sheet_name, place, session)?;
    }
    if !any {
        session.reject_file(name, "file_empty");
    }
    Ok(())
}

/// Opens a workbook.
///
/// # Errors
/// The rule by which it is refused.
pub(crate) fn open<'u, 'w>(upload: &'u mut Watched<'w>) -> Result<Xlsx<&'u mut Watched<'w>>, &'static str> {
    survey(upload)?;
    contained(|| Xlsx::new(upload)).ok_or("file_damaged")
}

/// The names of its sheets but for those that are for people.
pub(crate) fn sheets<RS: Read + Seek>(workbook: &Xlsx<RS>) -> Vec<String> {
    let names = workbook.sheet_names().into_iter();
    names.filter(|name| !FOR_PEOPLE.contains(&normalise(name).as_str())).collect()
}

/// Runs the library. It panics on some damaged workbooks; that is the delivery's mistake and must not
/// take a worker down.
fn contained<T, E>(run: impl FnOnce() -> Result<T, E>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(run)).ok().and_then(Result::ok)
}

/// The cells of a row that hold something, by column. What stands beyond the columns that are looked
/// at has the place behind the last.
pub(crate) type Cells<'a> = [(usize, DataRef<'a>)];

/// Takes a row with its number; breaks when it has enough.
pub(crate) type TakeRow<'t> = dyn FnMut(u64, &Cells<'_>) -> Result<ControlFlow<()>, Stop> + 't;

/// How reading a sheet ended.
pub(crate) enum End {
    /// With its last row, or because the taker had enough.
    Whole,
    /// In damage, at a row if any was begun.
    Damaged(Option<u64>),
    /// At once: a chart or macro sheet has no cells; the library refuses to read it as a table.
    NoCells,
}

/// Passes on the rows of a sheet with their numbers, until `take` breaks.
///
/// # Errors
/// [`Stop`] of `take`.
pub(crate) fn rows<RS: Read + Seek>(
    workbook: &mut Xlsx<RS>,
    sheet_name: &str,
    take: &mut TakeRow<'_>,
) -> Result<End, Stop> {
    let Some(mut cells) = contained(|| workbook.worksheet_cells_reader(sheet_name)) else {
        return Ok(End::NoCells);
    };
    let mut row: Vec<(usize, DataRef<'_>)> = Vec::new();
    let mut row_index: Option<u32> = None;
    loop {
        let Some(next) = contained(|| cells.next_cell()) else {
            return Ok(End::Damaged(row_index.map(|index| u64::from(index) + 2)));
        };
        let index = next.as_ref().map(|cell| cell.get_position().0);
        if index != row_index {
            if let Some(index) = row_index
                && take(u64::from(index) + 1, &row)?.is_break()
            {
                return Ok(End::Whole);
            }
            row.clear();
            row_index = index;
        }
        let Some(cell) = next else { return Ok(End::Whole) };
        let column = usize::try_from(cell.get_position().1).unwrap_or(usize::MAX);
        // One place is kept beyond the columns that are looked at, so that what stands there is told.
        if row.len() <= FILE_COLUMNS_MAX && *cell.get_value() != DataRef::Empty {
            row.push((column.min(FILE_COLUMNS_MAX), cell.get_value().clone()));
        }
    }
}

/// Whether the sheet held anything.
fn decode_sheet<RS: Read + Seek>(
    workbook: &mut Xlsx<RS>,
    sheet_name: &str,
    mut place: Place,
    session: &mut Session<'_>,
) -> Result<bool, Stop> {
    let mut opened = Opened::NotYet;
    let end = rows(workbook, sheet_name, &mut |number, row| {
        place.row = Some(number);
        opened.row(row, sheet_name, &place, session)?;
        let refused = matches!(opened, Opened::Refused);
        Ok(if refused { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    match end {
        End::Whole => Ok(!matches!(opened, Opened::NotYet)),
        End::NoCells => {
            session.reject(place, Finding::warning("sheet_ignored", sheet_name));
            Ok(false)
        }
        End::Damaged(row) => {
            session.reject(Place { row, ..place }, Finding::error("file_damaged", sheet_name));
            Ok(true)
        }
    }
}

/// The row as texts, to be looked at as a header.
pub(crate) fn header_of(row: &Cells<'_>) -> Vec<String> {
    let width = row.iter().map(|(column, _)| column + 1).max().unwrap_or_default();
    let mut texts = vec![String::new(); width.min(FILE_COLUMNS_MAX)];
    for (column, data) in row {
        if let Some(text) = texts.get_mut(*column) {
            *text = cell_of(data).shown().into_owned();
        }
    }
    texts
}

/// A sheet before, after or without a header that is a table's.
enum Opened {
    NotYet,
    Table(Sheet),
    Refused,
}

impl Opened {
    fn row(
        &mut self,
        row: &Cells<'_>,
        sheet_name: &str,
        place: &Place,
        session: &mut Session<'_>,
    ) -> Result<(), Stop> {
        match self {
            Self::Refused => {}
            Self::Table(sheet) => {
                let cells = row.iter().map(|(column, data)| (*column, cell_of(data)));
                sheet.row(place.row.unwrap_or_default(), cells, Vec::new(), session)?;
            }
            Self::NotYet => {
                let texts = header_of(row);
                let header: Vec<&str> = texts.iter().map(String::as_str).collect();
                if header.iter().any(|text| !text.is_empty()) {
                    *self = Self::open(sheet_name, place, &header, session);
                }
            }
        }
        Ok(())
    }

    fn open(sheet_name: &str, place: &Place, header: &[&str], session: &mut Session<'_>) -> Self {
        let named = TABLES.iter().find(|table| table.is_named(sheet_name));
        let shown = table_of_header(header, sheet_name);
        let fits = |table: &&Table| table.fit(header.iter().copied()).0 > 0;
        let Some(table) = named.filter(fits).or(shown) else {
            let finding = match named {
                Some(_) => Finding::error("table_unknown", header.join(" | ")),
                None => Finding::warning("sheet_ignored", sheet_name),
            };
            session.reject(place.clone(), finding);
            return Self::Refused;
        };
        let mut reject = |place, finding| session.reject(place, finding);
        Sheet::open(table, place, header, &mut reject).map_or(Self::Refused, Self::Table)
    }
}

/// The cell of a spreadsheet's value.
pub(crate) fn cell_of<'a>(data: &'a DataRef<'_>) -> Cell<'a> {
    match data {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) => Cell::Text(text),
        DataRef::SharedString(text) => Cell::Text(text),
        DataRef::Float(number) => Cell::Number(*number),
        #[expect(clippy::cast_precision_loss, reason = "from 2^53 on the number is refused as rounded")]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Bool(true) => Cell::Refused("cell_boolean", "TRUE"),
        DataRef::Bool(false) => Cell::Refused("cell_boolean", "FALSE"),
        DataRef::Error(_) => Cell::Refused("cell_error", "#"),
        DataRef::DateTime(moment) if moment.is_duration() => Cell::Refused("cell_duration", "[h]:mm:ss"),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            date_of(year, month, day).map_or(Cell::Refused("date_impossible", "#"), Cell::Date)
        }
        DataRef::DateTimeIso(text) => {
            parse_date(text).map_or_else(|rule| Cell::Refused(rule, text), Cell::Date)
        }
        DataRef::DurationIso(text) => Cell::Refused("cell_duration", text),
    }
}

fn date_of(year: u16, month: u8, day: u8) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Unpacks everything once without keeping it: sizes and counts.
///
/// # Errors
/// The rule by which the workbook is refused.
fn survey(upload: &mut Watched<'_>) -> Result<(), &'static str> {
    upload.allow(Some(ZIP_DIRECTORY_BYTES_MAX));
    let archive = contained(|| ZipArchive::new(&mut *upload));
    let count = archive.as_ref().map(ZipArchive::len);
    drop(archive);
    upload.allow(None);
    if count.ok_or("file_damaged")? > FILES_PER_SUBMISSION_MAX {
        return Err("workbook_too_large");
    }
    let mut archive = contained(|| ZipArchive::new(&mut *upload)).ok_or("file_damaged")?;
    if archive.index_for_name("[Content_Types].xml").is_none() {
        return Err("file_kind_unknown");
    }
    if contained(|| archive.has_overlapping_entries()).unwrap_or(true) {
        return Err("file_damaged");
    }
    let mut unpacked = 0;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|_| "file_damaged")?;
        let part_name = part.name_raw().to_ascii_lowercase();
        let is_sheet = part_name.starts_with(b"xl/worksheets/") && !part_name.ends_with(b"strings.xml");
        let left = WORKBOOK_UNPACKED_BYTES_MAX - unpacked;
        let limit = if is_sheet { left } else { left.min(WORKBOOK_PART_BYTES_MAX) };
        unpacked += survey_part(&mut part, limit)?;
    }
    Ok(())
}

fn survey_part(part: &mut dyn Read, limit: u64) -> Result<u64, &'static str> {
    let mut watch = PartWatch::default();
    let mut buffer = vec![0; 64 * 1024];
    let mut total = 0;
    loop {
        let read = match part.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return Err("file_damaged"),
        };
        total += u64::try_from(read).unwrap_or(u64::MAX);
        if total > limit {
            return Err("workbook_too_large");
        }
        watch.see(buffer.get(..read).unwrap_or_default())?;
    }
    // Every shared text takes more than four bytes; the library makes room for as many as are claimed.
    if watch.claimed > total / 4 { Err("file_damaged") } else { Ok(total) }
}

/// Watches a part go by: how long its texts and tags are, and how many shared texts it claims.
#[derive(Default)]
struct PartWatch {
    run: usize,
    tail: Vec<u8>,
    claimed: u64,
}

impl PartWatch {
    fn see(&mut self, bytes: &[u8]) -> Result<(), &'static str> {
        for piece in bytes.split_inclusive(|byte| matches!(byte, b'<' | b'>')) {
            self.run += piece.len();
            if self.run > RUN_BYTES_MAX {
                return Err("workbook_too_large");
            }
            if matches!(piece.last(), Some(b'<' | b'>')) {
                self.run = 0;
            }
        }
        // A claim may begin in one piece and end in the next.
        self.tail.extend_from_slice(bytes);
        let window = std::mem::take(&mut self.tail);
        self.claimed = self.claimed.max(claimed(&window));
        self.tail = window.get(window.len().saturating_sub(256)..).unwrap_or_default().to_vec();
        Ok(())
    }
}

/// The largest number of shared texts that a piece of a part claims.
fn claimed(bytes: &[u8]) -> u64 {
    const CLAIM: &[u8] = b"uniqueCount";
    let mut most = 0;
    for (index, _) in bytes.windows(CLAIM.len()).enumerate().filter(|(_, text)| *text == CLAIM) {
        let behind = bytes.get(index + CLAIM.len()..).unwrap_or_default();
        let digits = behind.iter().skip_while(|byte| !byte.is_ascii_digit() && **byte != b'>');
        let number = digits
            .take_while(|byte| byte.is_ascii_digit())
            .fold(0_u64, |sum, digit| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0')));
        most = most.max(number);
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(xml: &str) -> Result<u64, &'static str> {
        survey_part(&mut xml.as_bytes(), 1 << 20)
    }

    #[test]
    fn a_part_that_claims_more_shared_texts_than_it_can_hold_is_refused() {
        assert_eq!(part("<sst uniqueCount=\"99999999999\"><si><t>a</t></si></sst>"), Err("file_damaged"));
        assert!(part("<sst count=\"1\" uniqueCount=\"1\"><si><t>a</t></si></sst>").is_ok());
    }

    #[test]
    fn a_claim_is_found_across_two_pieces() {
        let mut watch = PartWatch::default();
        watch.see(b"<sst uniqueCo").unwrap();
        watch.see(b"unt='77'>").unwrap();
        assert_eq!(watch.claimed, 77);
    }

    #[test]
    fn a_text_is_accepted_at_the_limit_and_refused_beyond() {
        let text = |bytes: usize| format!("<t>{}</t>", "a".repeat(bytes));
        assert!(part(&text(RUN_BYTES_MAX - 1)).is_ok());
        assert_eq!(part(&text(RUN_BYTES_MAX + 1)), Err("workbook_too_large"));
    }

    #[test]
    fn a_part_beyond_its_limit_is_refused() {
        assert_eq!(survey_part(&mut &b"<a/><a/>"[..], 7), Err("workbook_too_large"));
        assert_eq!(survey_part(&mut &b"<a/><a/>"[..], 8), Ok(8));
    }
}
