//! A stratum: an immutable file of one enterprise's codes, in order.
//!
//! ```text
//! file   := "RUSUST2\n"   blocks of points, runs and hints, mixed   index   filter   footer
//! index  := area of points, area of runs, area of hints, checksum: u32
//! filter := words of 64 bits, checksum: u32
//! footer := enterprise: u32, offset of the index: u64, its bytes: u64, bytes of the filter: u64,
//!           points: u64, runs: u64, codes: u64, hints: u64, checksum: u32   (little-endian)
//! ```
//!
//! Every byte but the magic lies under a checksum (CRC-32C), and the magic is compared.

mod area;
mod cursor;
mod footer;
mod writer;

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::StoreFault;

use crate::block::{Block, CHECKSUM_BYTES, Malformed, unseal};
use crate::bytes::SLACK;
use crate::fault::{damaged, unavailable};
use crate::filter::Filter;
use crate::hints::{self, Hint};
use crate::key::Key;
use crate::piece::{Entry, Piece};

pub(crate) use area::{Area, Place};
pub(crate) use cursor::{HintCursor, PieceCursor};
pub(crate) use footer::Footer;
pub(crate) use writer::StratumWriter;

/// First bytes of every stratum.
pub(crate) const MAGIC: &[u8; 8] = b"RUSUST2\n";
/// How much of a filter is read at a time: whole lines.
const FILTER_READ_BYTES: usize = 1 << 20;

/// A stratum that is open for reading.
pub(crate) struct Stratum {
    pub(crate) footer: Footer,
    points: Area,
    runs: Area,
    hints: Area,
    /// Loaded behind the store's back after it opened; until then blocks are asked.
    filter: OnceLock<Filter>,
    file: File,
    path: PathBuf,
    /// Set when another stratum took its place: the file goes when nobody reads it any more.
    obsolete: AtomicBool,
}

impl Stratum {
    /// Opens a file and verifies all but its blocks and its filter.
    ///
    /// # Errors
    /// [`StoreFault::Unavailable`] if it cannot be read, [`StoreFault::Damaged`] if it is no stratum.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreFault> {
        let file = File::open(path).map_err(|error| unavailable(path, &error))?;
        let length = file.metadata().map_err(|error| unavailable(path, &error))?.len();
        let read =
            |offset, bytes| read_exact(&file, offset, bytes).map_err(|error| unavailable(path, &error));
        let wrong = |what: &str| damaged(path, &format!("its {what} is damaged"));
        let footer_at = length.checked_sub(Footer::BYTES).ok_or_else(|| wrong("footer"))?;
        let footer = Footer::read(&read(footer_at, Footer::BYTES)?).ok_or_else(|| wrong("footer"))?;
        if !footer.fits(length) {
            return Err(wrong("footer"));
        }
        let magic_bytes = u64::try_from(MAGIC.len()).unwrap_or_default();
        if read(0, magic_bytes)? != MAGIC {
            return Err(wrong("first line"));
        }
        let index = read(footer.index_at, footer.index_bytes)?;
        let mut index = unseal(&index).ok_or_else(|| wrong("index"))?;
        let mut area = || Area::read(&mut index, footer.index_at).ok_or_else(|| wrong("index"));
        let (points, runs, hints) = (area()?, area()?, area()?);
        let (filter, obsolete) = (OnceLock::new(), AtomicBool::new(false));
        Ok(Self { footer, points, runs, hints, filter, file, path: path.to_owned(), obsolete })
    }

    /// A stratum that was just written, with the filter that is still in memory.
    pub(crate) fn fresh(path: &Path, filter: Filter) -> Result<Self, StoreFault> {
        let stratum = Self::open(path)?;
        if stratum.filter.set(filter).is_err() {
            return Err(stratum.wrong("filter was there before it was made"));
        }
        Ok(stratum)
    }

    pub(crate) fn enterprise(&self) -> EnterpriseId {
        self.footer.enterprise
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes of index and filter in memory.
    pub(crate) fn memory_bytes(&self) -> usize {
        let areas = [&self.points, &self.runs, &self.hints].map(Area::bytes);
        areas.into_iter().sum::<usize>() + self.filter.get().map_or(0, Filter::bytes)
    }

    /// `false` only if no point has this hash. Runs are not in the filter.
    pub(crate) fn may_have_point(&self, hash: u64) -> bool {
        self.footer.points > 0 && self.filter.get().is_none_or(|filter| filter.may_hold(hash))
    }

    /// Brings what [`Stratum::may_have_point`] will look at nearer.
    pub(crate) fn touch_filter(&self, hashes: impl Iterator<Item = u64>) {
        if let Some(filter) = self.filter.get() {
            filter.touch(hashes);
        }
    }

    pub(crate) fn has_runs(&self) -> bool {
        self.footer.runs > 0
    }

    /// What is stored of a code.
    pub(crate) fn find(&self, key: &Key, hash: u64) -> Result<Option<Entry>, StoreFault> {
        if self.may_have_point(hash)
            && let Some(piece) = self.find_in(&self.points, key)?
        {
            return Ok(Some(piece.entry));
        }
        if !self.has_runs() {
            return Ok(None);
        }
        Ok(self.find_in(&self.runs, key)?.map(|piece| piece.entry))
    }

    fn find_in(&self, area: &Area, key: &Key) -> Result<Option<Piece>, StoreFault> {
        for block in area.candidates(key).rev() {
            let Some(place) = area.place(block) else { break };
            let found = self.with_block(place, |block| match block.find(key)? {
                Some(piece) => Ok((Some(piece), false)),
                // Only a block that looks alike and begins behind the code lets the search go on.
                None => Ok((None, block.first()? > *key)),
            })?;
            match found {
                (None, true) => {}
                (found, _) => return Ok(found),
            }
        }
        Ok(None)
    }

    /// Hints of a package in one block, and whether a later block may have more of them.
    pub(crate) fn hint_blocks(&self, package: &Key) -> std::ops::Range<usize> {
        self.hints.candidates(package)
    }

    pub(crate) fn hints_in(&self, block: usize) -> Result<Vec<Hint>, StoreFault> {
        let Some(place) = self.hints.place(block) else { return Ok(Vec::new()) };
        let bytes = self.read(place)?;
        let content = bytes.get(..place.bytes).and_then(unseal);
        content.ok_or(Malformed).and_then(hints::read).map_err(|Malformed| self.wrong_block(place))
    }

    /// Whether the index and the filter agree with the blocks: for `fsck`, block by block.
    pub(crate) fn area_of_points(&self) -> &Area {
        &self.points
    }

    pub(crate) fn area_of_runs(&self) -> &Area {
        &self.runs
    }

    pub(crate) fn area_of_hints(&self) -> &Area {
        &self.hints
    }

    /// All pieces of one block.
    pub(crate) fn pieces_in(&self, place: Place, into: &mut Vec<Piece>) -> Result<(), StoreFault> {
        self.with_block(place, |block| block.read(into))
    }

    /// Reads and verifies the filter, unless it is there already.
    pub(crate) fn load_filter(&self) -> Result<(), StoreFault> {
        if self.filter.get().is_some() {
            return Ok(());
        }
        let filter = self.read_filter()?;
        // Someone else may have been faster; both read the same.
        let _ = self.filter.set(filter);
        Ok(())
    }

    /// The filter as it lies on the disk.
    pub(crate) fn read_filter(&self) -> Result<Filter, StoreFault> {
        let begin = self.footer.filter_at();
        let bytes = self.footer.filter_bytes;
        let words = usize::try_from(bytes).unwrap_or_default().saturating_sub(CHECKSUM_BYTES);
        let mut filter = Filter::with_room(words);
        let mut buffer = vec![0; FILTER_READ_BYTES.min(words)];
        let (mut done, mut checksum) = (0, 0);
        while done < words {
            let now = FILTER_READ_BYTES.min(words - done);
            let chunk = buffer.get_mut(..now).unwrap_or_default();
            let at = begin + u64::try_from(done).unwrap_or_default();
            self.file.read_exact_at(chunk, at).map_err(|error| unavailable(&self.path, &error))?;
            checksum = crc32c::crc32c_append(checksum, chunk);
            filter.fill(chunk);
            done += now;
        }
        let expected = read_exact(&self.file, begin + u64::try_from(words).unwrap_or_default(), 4)
            .map_err(|error| unavailable(&self.path, &error))?;
        if !cfg!(fuzzing) && expected != checksum.to_le_bytes() {
            return Err(self.wrong("its filter is damaged"));
        }
        Ok(filter)
    }

    /// Whether the store still needs the file.
    pub(crate) fn retire(&self) {
        self.obsolete.store(true, Ordering::Release);
    }

    fn with_block<T>(
        &self,
        place: Place,
        mut look: impl FnMut(Block<'_>) -> Result<T, Malformed>,
    ) -> Result<T, StoreFault> {
        let mut look = |bytes: &[u8]| Block::open(bytes).ok_or(Malformed).and_then(&mut look);
        // Nearly every block fits here, which saves an allocation for each look-up.
        let mut small = [0_u8; 4_096];
        let looked = match small.get_mut(..place.bytes + SLACK) {
            Some(buffer) => {
                self.read_into(place, buffer)?;
                look(buffer)
            }
            None => look(&self.read(place)?),
        };
        looked.map_err(|Malformed| self.wrong_block(place))
    }

    /// A block's bytes, with slack behind them.
    fn read(&self, place: Place) -> Result<Vec<u8>, StoreFault> {
        let mut bytes = vec![0; place.bytes + SLACK];
        self.read_into(place, &mut bytes)?;
        Ok(bytes)
    }

    fn read_into(&self, place: Place, buffer: &mut [u8]) -> Result<(), StoreFault> {
        let sealed = buffer.get_mut(..place.bytes).unwrap_or_default();
        self.file.read_exact_at(sealed, place.offset).map_err(|error| unavailable(&self.path, &error))
    }

    fn wrong_block(&self, place: Place) -> StoreFault {
        self.wrong(&format!("the block of {} bytes at byte {} is damaged", place.bytes, place.offset))
    }

    pub(crate) fn wrong(&self, what: &str) -> StoreFault {
        damaged(&self.path, what)
    }
}

impl Drop for Stratum {
    fn drop(&mut self) {
        if self.obsolete.load(Ordering::Acquire)
            && let Err(error) = std::fs::remove_file(&self.path)
        {
            tracing::warn!(path = %self.path.display(), %error, "an obsolete file stays until the next start");
        }
    }
}

fn read_exact(file: &File, offset: u64, bytes: u64) -> io::Result<Vec<u8>> {
    let mut buffer = vec![0; usize::try_from(bytes).map_err(io::Error::other)?];
    file.read_exact_at(&mut buffer, offset)?;
    Ok(buffer)
}

#[cfg(test)]
mod tests;
