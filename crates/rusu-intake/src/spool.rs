//! External sort of a delivery's codes: bounded memory whatever the number of rows.
//!
//! Rows are collected into chunks, each sorted and written to a temporary file; a merge reads them
//! back in the order (lot, code, carrier, row). That order is what the code store wants, and it puts
//! twice-given codes side by side.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;

/// Codes held in memory before a chunk is written: about 240 MB at the moment
/// when they are sorted. A delivery with fewer never touches the disk.
const CHUNK_ROWS_MAX: usize = 1 << 20;
/// Read buffer of one chunk during the merge.
const CHUNK_BUFFER_BYTES: usize = 32 * 1024;

/// One code of a delivery, with where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SpooledCode {
    /// Index of the lot among those the delivery names.
    pub(crate) lot: u32,
    pub(crate) code: TraceCode,
    pub(crate) carrier: Carrier,
    pub(crate) parent: Option<TraceCode>,
    /// Index of the file and sheet.
    pub(crate) source: u32,
    /// Row in it, as the sender sees it.
    pub(crate) row: u64,
}

impl SpooledCode {
    /// A package's rows that name its parent come before those that leave it out.
    fn key(&self) -> (u32, &TraceCode, Carrier, bool, u32, u64) {
        (self.lot, &self.code, self.carrier, self.parent.is_none(), self.source, self.row)
    }
}

impl Ord for SpooledCode {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key()).then_with(|| self.parent.cmp(&other.parent))
    }
}

impl PartialOrd for SpooledCode {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Where a code stands in the order, as far as numbers tell, and its place in the buffer. Sorting
/// these moves a quarter of the bytes that sorting the codes would.
type Placed = (u32, u128, u32);

/// Takes codes in any order.
pub(crate) struct Spool {
    directory: PathBuf,
    buffer: Vec<SpooledCode>,
    chunks: Vec<File>,
}

impl Spool {
    /// Chunks go to unnamed files in `directory`; the system removes them when they are closed,
    /// also after a crash.
    pub(crate) fn new(directory: &Path) -> Self {
        Self { directory: directory.to_owned(), buffer: Vec::new(), chunks: Vec::new() }
    }

    pub(crate) fn push(&mut self, code: SpooledCode) -> io::Result<()> {
        self.buffer.push(code);
        if self.buffer.len() >= CHUNK_ROWS_MAX { self.write_chunk() } else { Ok(()) }
    }

    fn write_chunk(&mut self) -> io::Result<()> {
        let mut writer =
            BufWriter::with_capacity(CHUNK_BUFFER_BYTES, tempfile::tempfile_in(&self.directory)?);
        for place in order_of(&self.buffer) {
            if let Some(code) = at(&self.buffer, place) {
                write_code(&mut writer, code)?;
            }
        }
        self.buffer.clear();
        self.chunks.push(writer.into_inner().map_err(io::IntoInnerError::into_error)?);
        Ok(())
    }

    /// Ends the collection. A delivery that fits one chunk never touches the disk.
    pub(crate) fn sorted(mut self) -> io::Result<Sorted> {
        if !self.chunks.is_empty() && !self.buffer.is_empty() {
            self.write_chunk()?;
        }
        // Copied once into their order, codes are read as fast as memory comes, and they are read twice.
        let order = order_of(&self.buffer);
        let memory = order.into_iter().filter_map(|place| at(&self.buffer, place).cloned()).collect();
        Ok(Sorted { memory, chunks: self.chunks })
    }
}

/// The places of codes in their order.
fn order_of(codes: &[SpooledCode]) -> Vec<u32> {
    let placed = (0..).zip(codes).map(|(place, code)| (code.lot, code.code.rank(), place));
    let mut placed: Vec<Placed> = placed.collect();
    placed.sort_unstable_by(|a, b| {
        let by_number = (a.0, a.1).cmp(&(b.0, b.1));
        by_number.then_with(|| at(codes, a.2).cmp(&at(codes, b.2)))
    });
    placed.into_iter().map(|(_, _, place)| place).collect()
}

fn at(codes: &[SpooledCode], place: u32) -> Option<&SpooledCode> {
    codes.get(usize::try_from(place).ok()?)
}

/// All codes of a delivery, sorted; can be read several times, also at once.
#[derive(Default)]
pub(crate) struct Sorted {
    memory: Vec<SpooledCode>,
    chunks: Vec<File>,
}

impl Sorted {
    /// Reads from the beginning.
    pub(crate) fn read(&self) -> io::Result<Merge<'_>> {
        let reader = |file| BufReader::with_capacity(CHUNK_BUFFER_BYTES, ChunkReader { file, offset: 0 });
        let sources = self.chunks.iter().map(reader).collect();
        let mut merge = Merge { memory: self.memory.iter(), sources, heads: BinaryHeap::new() };
        for index in 0..merge.sources.len() {
            merge.advance(index)?;
        }
        Ok(merge)
    }
}

/// Reads a chunk with a position of its own, so that two readers do not disturb each other.
struct ChunkReader<'a> {
    file: &'a File,
    offset: u64,
}

impl Read for ChunkReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read_at(buffer, self.offset)?;
        self.offset += u64::try_from(count).map_err(io::Error::other)?;
        Ok(count)
    }
}

/// Codes in order.
pub(crate) struct Merge<'a> {
    memory: std::slice::Iter<'a, SpooledCode>,
    sources: Vec<BufReader<ChunkReader<'a>>>,
    heads: BinaryHeap<Reverse<(SpooledCode, usize)>>,
}

impl Merge<'_> {
    fn advance(&mut self, index: usize) -> io::Result<()> {
        if let Some(source) = self.sources.get_mut(index)
            && let Some(code) = read_code(source)?
        {
            self.heads.push(Reverse((code, index)));
        }
        Ok(())
    }
}

impl Iterator for Merge<'_> {
    type Item = io::Result<SpooledCode>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.sources.is_empty() {
            return self.memory.next().cloned().map(Ok);
        }
        let Reverse((code, index)) = self.heads.pop()?;
        Some(self.advance(index).map(|()| code))
    }
}

fn write_code(out: &mut impl Write, code: &SpooledCode) -> io::Result<()> {
    let carrier = Carrier::ALL.iter().position(|c| *c == code.carrier).and_then(|i| u8::try_from(i).ok());
    out.write_all(&code.lot.to_le_bytes())?;
    out.write_all(&code.source.to_le_bytes())?;
    out.write_all(&code.row.to_le_bytes())?;
    out.write_all(&[carrier.unwrap_or_default()])?;
    write_text(out, code.code.as_str())?;
    write_text(out, code.parent.as_ref().map_or("", TraceCode::as_str))
}

fn write_text(out: &mut impl Write, text: &str) -> io::Result<()> {
    // A trace code has at most 40 ASCII characters.
    let length = u8::try_from(text.len()).map_err(io::Error::other)?;
    out.write_all(&[length])?;
    out.write_all(text.as_bytes())
}

fn read_code(from: &mut impl Read) -> io::Result<Option<SpooledCode>> {
    let mut head = [0_u8; 17];
    match from.read_exact(&mut head) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let (lot, rest) = head.split_at(4);
    let (source, rest) = rest.split_at(4);
    let (row, carrier) = rest.split_at(8);
    let carrier = carrier.first().and_then(|i| Carrier::ALL.get(usize::from(*i)).copied());
    Ok(Some(SpooledCode {
        lot: u32::from_le_bytes(lot.try_into().map_err(io::Error::other)?),
        source: u32::from_le_bytes(source.try_into().map_err(io::Error::other)?),
        row: u64::from_le_bytes(row.try_into().map_err(io::Error::other)?),
        carrier: carrier.ok_or_else(|| io::Error::other("chunk of codes is damaged"))?,
        code: read_text(from)?.ok_or_else(|| io::Error::other("chunk of codes is damaged"))?,
        parent: read_text(from)?,
    }))
}

fn read_text(from: &mut impl Read) -> io::Result<Option<TraceCode>> {
    let mut length = [0_u8];
    from.read_exact(&mut length)?;
    let [length] = length;
    let mut bytes = vec![0; usize::from(length)];
    from.read_exact(&mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    let text = String::from_utf8(bytes).map_err(io::Error::other)?;
    TraceCode::parse(&text).map(Some).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(lot: u32, number: u64, row: u64) -> SpooledCode {
        let code = TraceCode::parse(&format!("{number:08}")).unwrap();
        SpooledCode { lot, code, carrier: Carrier::Outer, parent: None, source: 0, row }
    }

    fn numbers(sorted: &Sorted) -> Vec<(u32, String)> {
        sorted.read().unwrap().map(|c| c.unwrap()).map(|c| (c.lot, c.code.to_string())).collect()
    }

    #[test]
    fn codes_come_back_by_lot_and_code() {
        let directory = tempfile::tempdir().unwrap();
        let mut spool = Spool::new(directory.path());
        for (lot, number) in [(1, 5), (0, 9), (1, 2), (0, 1)] {
            spool.push(code(lot, number, 0)).unwrap();
        }
        let order: Vec<(u32, String)> =
            [(0, 1), (0, 9), (1, 2), (1, 5)].iter().map(|(l, n)| (*l, format!("{n:08}"))).collect();
        let sorted = spool.sorted().unwrap();
        assert_eq!(numbers(&sorted), order);
        assert_eq!(numbers(&sorted), order, "and a second time");
    }

    #[test]
    fn more_rows_than_a_chunk_holds_come_back_in_order() {
        let directory = tempfile::tempdir().unwrap();
        let mut spool = Spool::new(directory.path());
        let count = CHUNK_ROWS_MAX as u64 * 2 + 7;
        for n in 0..count {
            // 7,368,787 is prime and larger than count: a permutation.
            spool.push(code(0, n * 7_368_787 % 10_000_019 % 100_000_000, n)).unwrap();
        }
        let sorted = spool.sorted().unwrap();
        let mut seen = 0;
        let mut last = String::new();
        for row in sorted.read().unwrap() {
            let text = row.unwrap().code.to_string();
            assert!(last <= text);
            last = text;
            seen += 1;
        }
        assert_eq!(seen, count);
    }

    #[test]
    fn nothing_of_a_code_is_lost_on_disk() {
        let mut bytes = Vec::new();
        let mut full = code(3, 42, 7);
        full.carrier = Carrier::Case;
        full.parent = Some(TraceCode::parse("PALLET1").unwrap());
        write_code(&mut bytes, &full).unwrap();
        assert_eq!(read_code(&mut bytes.as_slice()).unwrap(), Some(full));
    }
}
