//! Separated values: comma, tab or semicolon, quoted as spreadsheets do.

use std::io::{self, Chain, Cursor, Read};

use csv::{ByteRecord, ReaderBuilder};
use rusu_core::limits::{FILE_COLUMNS_MAX, ROW_BYTES_MAX};
use rusu_core::rejection::{Finding, Place};

use crate::Stop;
use crate::cell::Cell;
use crate::columns::{TABLES, table_of_header};
use crate::encoding::{Encoding, Guess, Mark, Utf16, guess, mark};
use crate::session::{Session, Sheet};

const SAMPLE_BYTES: usize = 64 * 1024;
const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];

/// The rows of a file whose encoding and delimiter are known.
pub(crate) type FileRows<'s> = Rows<Chain<Cursor<Vec<u8>>, &'s mut dyn Read>>;

/// What a file's header looks like, by which its delimiter is told.
pub(crate) struct Header<'h> {
    /// Rows among which it stands.
    pub rows: usize,
    /// How many columns a row shows, if it is the header.
    pub columns: &'h dyn Fn(&[&str]) -> usize,
}

/// Decodes a table of separated values.
///
/// # Errors
/// [`Stop`].
pub(crate) fn decode(source: &mut dyn Read, name: &str, session: &mut Session<'_>) -> Result<(), Stop> {
    let columns =
        |row: &[&str]| TABLES.iter().map(|table| table.fit(row.iter().copied()).0).max().unwrap_or_default();
    let header = Header { rows: 1, columns: &columns };
    let refused = open(source, &header, &mut |rows| rows.decode(name, session))?;
    if let Some(rule) = refused {
        session.reject_file(name, rule);
    }
    Ok(())
}

/// Opens a table of separated values and hands over its rows, or tells the rule by which it is refused.
///
/// # Errors
/// [`Stop`].
pub(crate) fn open(
    source: &mut dyn Read,
    header: &Header<'_>,
    take: &mut dyn FnMut(FileRows<'_>) -> Result<(), Stop>,
) -> Result<Option<&'static str>, Stop> {
    let (sample, rest) = sampled(source)?;
    match mark(sample.get_ref()) {
        Mark::None => open_marked(sample, rest, None, header, take),
        Mark::Utf8 => {
            let mut sample = sample;
            sample.set_position(3);
            open_marked(sample, rest, Some(Encoding::Utf8), header, take)
        }
        wide => {
            let mut utf8 = Utf16::new(sample.chain(rest), wide);
            let (sample, rest) = sampled(&mut utf8)?;
            open_marked(sample, rest, Some(Encoding::Utf8), header, take)
        }
    }
}

fn sampled(source: &mut dyn Read) -> io::Result<(Cursor<Vec<u8>>, &mut dyn Read)> {
    let mut sample = Vec::new();
    let limit = u64::try_from(SAMPLE_BYTES).unwrap_or(u64::MAX);
    (&mut *source).take(limit).read_to_end(&mut sample)?;
    Ok((Cursor::new(sample), source))
}

fn open_marked(
    sample: Cursor<Vec<u8>>,
    rest: &mut dyn Read,
    marked: Option<Encoding>,
    header: &Header<'_>,
    take: &mut dyn FnMut(FileRows<'_>) -> Result<(), Stop>,
) -> Result<Option<&'static str>, Stop> {
    let start = usize::try_from(sample.position()).unwrap_or_default();
    let bytes = sample.get_ref().get(start..).unwrap_or_default();
    let whole_lines = match bytes.iter().rposition(|byte| *byte == b'\n') {
        Some(end) if sample.get_ref().len() >= SAMPLE_BYTES => bytes.get(..end).unwrap_or_default(),
        _ => bytes,
    };
    let encoding = match marked.map_or_else(|| guess(whole_lines), Guess::Is) {
        Guess::Is(encoding) => Some(encoding),
        Guess::Open => None,
        Guess::Foreign => return Ok(Some("encoding_unknown")),
    };
    let delimiter = delimiter_of(whole_lines, encoding, header);
    take(Rows::new(sample.chain(rest), delimiter, encoding))?;
    Ok(None)
}

/// The delimiter under which a row among the first shows the most columns.
fn delimiter_of(sample: &[u8], encoding: Option<Encoding>, header: &Header<'_>) -> u8 {
    let found = |delimiter: u8| {
        let mut rows = Rows::new(Cursor::new(sample.to_vec()).chain(io::empty()), delimiter, encoding);
        let mut most = 0;
        for _ in 0..header.rows {
            let Ok(Some(_)) = rows.next() else { break };
            let row: Vec<&str> = rows.cells().map(|(_, text)| text).collect();
            most = most.max((header.columns)(&row));
        }
        most
    };
    let [comma, ..] = DELIMITERS;
    // `max_by_key` keeps the last of equals; the comma comes last.
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| found(*delimiter)).unwrap_or(comma)
}

/// The rows of a file, decoded cell by cell into one buffer.
pub(crate) struct Rows<R: Read> {
    reader: csv::Reader<Lines<R>>,
    encoding: Option<Encoding>,
    record: ByteRecord,
    text: String,
    ends: Vec<usize>,
    inner_lines: u64,
}

impl<A: Read, B: Read> Rows<Chain<A, B>> {
    fn new(source: Chain<A, B>, delimiter: u8, encoding: Option<Encoding>) -> Self {
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(delimiter).buffer_capacity(SAMPLE_BYTES);
        Self {
            reader: builder.from_reader(Lines::new(source)),
            encoding,
            record: ByteRecord::new(),
            text: String::new(),
            ends: Vec::new(),
            inner_lines: 0,
        }
    }

    /// Reads the next row that is no empty line: its number as a spreadsheet shows it.
    pub(crate) fn next(&mut self) -> csv::Result<Option<u64>> {
        self.reader.get_mut().begin_row();
        if !self.reader.read_byte_record(&mut self.record)? {
            return Ok(None);
        }
        let bytes = self.record.as_slice();
        if self.encoding.is_none()
            && let Guess::Is(encoding) = guess(bytes)
        {
            self.encoding = Some(encoding);
        }
        let line_ends = bytes.iter().filter(|byte| **byte == b'\n').count();
        self.inner_lines += u64::try_from(line_ends).unwrap_or_default();
        self.text.clear();
        self.ends.clear();
        let encoding = self.encoding.unwrap_or(Encoding::Utf8);
        for field in self.record.iter().take(FILE_COLUMNS_MAX) {
            encoding.append(field, &mut self.text);
            self.ends.push(self.text.len());
        }
        // Every row ends in a line end (see `Lines`), so the reader stands on the line behind it.
        Ok(Some((self.reader.position().line() - 1).saturating_sub(self.inner_lines)))
    }

    /// The cells of the row that was read last.
    pub(crate) fn cells(&self) -> impl Iterator<Item = (usize, &str)> + Clone {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let ranges = starts.zip(self.ends.iter().copied());
        ranges.enumerate().map(|(index, (start, end))| (index, self.text.get(start..end).unwrap_or_default()))
    }

    fn decode(mut self, name: &str, session: &mut Session<'_>) -> Result<(), Stop> {
        let mut sheet: Option<Sheet> = None;
        let mut place = Place::file(name);
        loop {
            let number = match self.next() {
                Ok(Some(number)) => number,
                Ok(None) => break,
                Err(error) if is_too_long(&error) => {
                    place.row = Some(place.row.unwrap_or_default() + 1);
                    session.reject(place, Finding::error("row_too_long", "").with("limit", ROW_BYTES_MAX));
                    return Ok(());
                }
                Err(_) => return Err(Stop::Unreadable),
            };
            place.row = Some(number);
            if let Some(sheet) = &mut sheet {
                sheet.text_row(number, self.cells(), session)?;
                continue;
            }
            let header: Vec<&str> = self.cells().map(|(_, text)| text).collect();
            if header.iter().all(|text| Cell::Text(text).is_blank()) {
                continue;
            }
            let Some(table) = table_of_header(&header, name) else {
                session.reject(place, Finding::error("table_unknown", header.join(" | ")));
                return Ok(());
            };
            let Some(opened) =
                Sheet::open(table, &place, &header, &mut |place, finding| session.reject(place, finding))
            else {
                return Ok(());
            };
            sheet = Some(opened);
        }
        if sheet.is_none() {
            session.reject_file(name, "file_empty");
        }
        Ok(())
    }
}

/// Whether a row is longer than any may be.
pub(crate) fn is_too_long(error: &csv::Error) -> bool {
    matches!(error.kind(), csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge)
}

/// Makes every line end one `\n`, adds a missing last one, and refuses rows beyond the limit: a quote
/// that is never closed would otherwise take the rest of the file into memory.
struct Lines<R> {
    inner: R,
    buffer: Box<[u8]>,
    start: usize,
    end: usize,
    last: u8,
    after_return: bool,
    given: usize,
}

impl<R: Read> Lines<R> {
    fn new(inner: R) -> Self {
        let buffer = vec![0; SAMPLE_BYTES].into_boxed_slice();
        Self { inner, buffer, start: 0, end: 0, last: b'\n', after_return: false, given: 0 }
    }

    fn begin_row(&mut self) {
        self.given = 0;
    }

    fn gave(&mut self, count: usize, last: u8) -> io::Result<usize> {
        self.given += count;
        self.last = last;
        Ok(count)
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given > ROW_BYTES_MAX {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        let Some(first_out) = out.first_mut() else { return Ok(0) };
        if self.start == self.end {
            self.end = self.inner.read(&mut self.buffer)?;
            self.start = 0;
            if self.end == 0 {
                if self.last == b'\n' {
                    return Ok(0);
                }
                *first_out = b'\n';
                return self.gave(1, b'\n');
            }
        }
        let mut rest = self.buffer.get(self.start..self.end).unwrap_or_default();
        if std::mem::take(&mut self.after_return)
            && let Some(behind) = rest.strip_prefix(b"\n")
        {
            self.start += 1;
            rest = behind;
            if rest.is_empty() {
                return self.read(out);
            }
        }
        let until = rest.iter().position(|byte| *byte == b'\r').unwrap_or(rest.len());
        if until == 0 {
            *first_out = b'\n';
            self.start += 1;
            self.after_return = true;
            return self.gave(1, b'\n');
        }
        let count = until.min(out.len());
        let (Some(from), Some(to)) = (rest.get(..count), out.get_mut(..count)) else { return Ok(0) };
        to.copy_from_slice(from);
        let last = from.last().copied().unwrap_or_default();
        self.start += count;
        self.gave(count, last)
    }
}
