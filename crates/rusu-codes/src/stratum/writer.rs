//! Writing a stratum.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rusu_core::enterprise::EnterpriseId;

use super::area::AreaBuilder;
use super::{Footer, MAGIC};
use crate::block::{BlockBuilder, Sealed, seal};
use crate::filter::Filter;
use crate::hints::{Hint, HintBuilder};
use crate::piece::{Piece, RUN_CODES_MIN};

/// Bytes held back before they go to the file.
const BUFFER_BYTES: usize = 1 << 20;

/// The hashes of the points: a filter is sized by their number.
enum Hashes {
    /// How many are coming is not known.
    Kept(Vec<u64>),
    /// At most about so many: added some hundred at a time, because additions one by one each wait
    /// for memory.
    Sized(Filter, Vec<u64>),
}

/// Hashes that are added to a filter together.
const HASHES_TOGETHER: usize = 512;

impl Hashes {
    fn push(&mut self, hash: u64) {
        match self {
            Self::Kept(hashes) => hashes.push(hash),
            Self::Sized(filter, waiting) => {
                waiting.push(hash);
                if waiting.len() >= HASHES_TOGETHER {
                    waiting.drain(..).for_each(|hash| filter.add(hash));
                }
            }
        }
    }

    fn filter(self) -> Filter {
        let (mut filter, rest) = match self {
            Self::Kept(hashes) => {
                (Filter::for_codes(u64::try_from(hashes.len()).unwrap_or(u64::MAX)), hashes)
            }
            Self::Sized(filter, waiting) => (filter, waiting),
        };
        rest.into_iter().for_each(|hash| filter.add(hash));
        filter
    }
}

/// Takes pieces in order, then hints in order.
pub(crate) struct StratumWriter {
    out: Out,
    points: (BlockBuilder, AreaBuilder),
    runs: (BlockBuilder, AreaBuilder),
    hints: (HintBuilder, AreaBuilder),
    hashes: Hashes,
    footer: Footer,
}

/// What a finished writer leaves.
pub(crate) struct Written {
    pub(crate) path: PathBuf,
    pub(crate) filter: Filter,
}

impl StratumWriter {
    /// Makes the file. `points` tells how many points will come at most, if that is known.
    pub(crate) fn create(path: &Path, enterprise: EnterpriseId, points: Option<u64>) -> io::Result<Self> {
        let mut out =
            Out { file: File::create_new(path)?, path: path.to_owned(), buffer: Vec::new(), place: 0 };
        out.write(MAGIC)?;
        let footer = Footer {
            enterprise,
            index_at: 0,
            index_bytes: 0,
            filter_bytes: 0,
            points: 0,
            runs: 0,
            codes: 0,
            hints: 0,
        };
        Ok(Self {
            out,
            points: (BlockBuilder::new(), AreaBuilder::default()),
            runs: (BlockBuilder::new(), AreaBuilder::default()),
            hints: (HintBuilder::new(), AreaBuilder::default()),
            hashes: points.map_or(Hashes::Kept(Vec::new()), |points| {
                Hashes::Sized(Filter::for_codes(points), Vec::new())
            }),
            footer,
        })
    }

    /// Adds a piece behind all others. Short runs become points.
    pub(crate) fn piece(&mut self, piece: Piece) -> io::Result<()> {
        self.footer.codes += piece.count;
        if piece.count >= RUN_CODES_MIN {
            self.footer.runs += 1;
            let sealed = self.runs.0.push(piece);
            return self.out.block(sealed, &mut self.runs.1);
        }
        for index in 0..piece.count {
            // A run of numbers has all of them.
            let Some(code) = piece.first.nth(index) else { break };
            self.footer.points += 1;
            self.hashes.push(code.hash());
            let sealed = self.points.0.push(Piece::point(code, piece.entry));
            self.out.block(sealed, &mut self.points.1)?;
        }
        Ok(())
    }

    /// Adds a hint behind all others.
    pub(crate) fn hint(&mut self, hint: Hint) -> io::Result<()> {
        self.footer.hints += 1;
        let sealed = self.hints.0.push(hint);
        self.out.block(sealed, &mut self.hints.1)
    }

    /// How many points and runs were added.
    pub(crate) fn pieces(&self) -> u64 {
        self.footer.points + self.footer.runs
    }

    /// Ends the file. It is not durable yet.
    pub(crate) fn finish(mut self) -> io::Result<Written> {
        self.out.block(self.points.0.finish(), &mut self.points.1)?;
        self.out.block(self.runs.0.finish(), &mut self.runs.1)?;
        self.out.block(self.hints.0.finish(), &mut self.hints.1)?;
        let mut index = Vec::new();
        [&self.points.1, &self.runs.1, &self.hints.1].into_iter().for_each(|area| area.write(&mut index));
        seal(&mut index);
        self.footer.index_at = self.out.place;
        self.out.write(&index)?;
        self.footer.index_bytes = self.out.place - self.footer.index_at;
        let filter = self.hashes.filter();
        let begin = self.out.place;
        let mut checksum = 0;
        filter.write(|bytes| {
            checksum = crc32c::crc32c_append(checksum, bytes);
            self.out.write(bytes)
        })?;
        self.out.write(&checksum.to_le_bytes())?;
        self.footer.filter_bytes = self.out.place - begin;
        self.out.write(&self.footer.write())?;
        self.out.flush()?;
        Ok(Written { path: self.out.path, filter })
    }
}

struct Out {
    file: File,
    path: PathBuf,
    buffer: Vec<u8>,
    place: u64,
}

impl Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.buffer.extend_from_slice(bytes);
        self.place += u64::try_from(bytes.len()).map_err(io::Error::other)?;
        if self.buffer.len() >= BUFFER_BYTES { self.flush() } else { Ok(()) }
    }

    fn block(&mut self, sealed: Option<Sealed>, area: &mut AreaBuilder) -> io::Result<()> {
        let Some(sealed) = sealed else { return Ok(()) };
        area.add(&sealed, self.place);
        self.write(&sealed.bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}
