//! Blocks: up to 256 pieces in order, packed, with a checksum that is verified whenever one is read.
//!
//! ```text
//! block   := head, fields, checksum: u32 (CRC-32C of everything before it)
//! head    := flags: u8   1 plain, 2 counts, 4 mixed carriers, 8 parents, 48 the carrier of all
//!            varint(pieces)
//! packed  := tag: u8, [characters: u8, if the tag is a text's]
//!            varint(least value), low bits: u8, varint(highest high)
//!            varint(least part), width: u8
//!            [varint(least count), width: u8]
//!            [parents' tag: u8, [characters: u8], varint(least parent), width: u8]
//!            bits: the values' Elias–Fano highs (a zero for each step, a one for each value),
//!            lows, parts, [carriers: 2 each], [counts], [parents: 0 none, else 1 + what is above the least]
//! plain   := for each piece: key, varint(count), varint(part × 8 + has parent × 4 + carrier), [parent: key]
//! ```
//!
//! Values and parents that are texts are divided by 37^(24 − characters). A block is plain if any of
//! its keys has a tail; else all its codes have one tag, and all its parents one.

mod packed;
mod plain;

use std::ops::Range;

use crate::bytes::{SLACK, read_byte, read_varint_size, write_varint};
use crate::key::Key;
use crate::piece::Piece;

/// Pieces in a block: a look-up reads one block, about 1.2 KB of random codes.
pub(crate) const BLOCK_PIECES_MAX: usize = 256;
/// Bytes of a checksum.
pub(crate) const CHECKSUM_BYTES: usize = 4;

const PLAIN: u8 = 1;
const COUNTS: u8 = 2;
const MIXED_CARRIERS: u8 = 4;
const PARENTS: u8 = 8;
const CARRIER_SHIFT: u8 = 4;

/// Adds a checksum of what the buffer holds.
pub(crate) fn seal(bytes: &mut Vec<u8>) {
    let checksum = crc32c::crc32c(bytes);
    bytes.extend_from_slice(&checksum.to_le_bytes());
}

/// What was sealed, if the checksum is right.
pub(crate) fn unseal(bytes: &[u8]) -> Option<&[u8]> {
    let (content, checksum) = bytes.split_last_chunk()?;
    // Fuzzing must reach what lies behind the checksum.
    (cfg!(fuzzing) || crc32c::crc32c(content) == u32::from_le_bytes(*checksum)).then_some(content)
}

/// What lies within one block; a piece of another class begins a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Plain { tag: u8 },
    Packed { tag: u8, parent_tag: Option<u8> },
}

impl Class {
    fn of(piece: &Piece) -> Self {
        let parent = piece.entry.parent;
        if piece.first.tail != 0 || parent.is_some_and(|parent| parent.tail != 0) {
            return Self::Plain { tag: piece.first.tag };
        }
        Self::Packed { tag: piece.first.tag, parent_tag: parent.map(|parent| parent.tag) }
    }

    /// The class of a block that holds both, if there is one.
    fn joined(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Plain { tag }, Self::Plain { tag: other }) if tag == other => Some(self),
            (Self::Packed { tag, parent_tag }, Self::Packed { tag: other_tag, parent_tag: other_parent })
                if tag == other_tag
                    && (parent_tag.is_none() || other_parent.is_none() || parent_tag == other_parent) =>
            {
                Some(Self::Packed { tag, parent_tag: parent_tag.or(other_parent) })
            }
            _ => None,
        }
    }
}

/// A block that is ready to be written.
pub(crate) struct Sealed {
    pub(crate) first: Key,
    /// The last piece's last code.
    pub(crate) last: Key,
    pub(crate) bytes: Vec<u8>,
}

/// Gathers pieces that arrive in order.
pub(crate) struct BlockBuilder {
    pieces: Vec<Piece>,
    class: Class,
}

impl BlockBuilder {
    pub(crate) fn new() -> Self {
        Self { pieces: Vec::with_capacity(BLOCK_PIECES_MAX), class: Class::Plain { tag: 0 } }
    }

    /// Adds a piece; hands out the block before it, if that is full or of another class.
    pub(crate) fn push(&mut self, piece: Piece) -> Option<Sealed> {
        let class = Class::of(&piece);
        let joined = if self.pieces.is_empty() { Some(class) } else { self.class.joined(class) };
        let sealed = match joined.filter(|_| self.pieces.len() < BLOCK_PIECES_MAX) {
            Some(joined) => {
                self.class = joined;
                None
            }
            None => {
                let sealed = self.finish();
                self.class = class;
                sealed
            }
        };
        self.pieces.push(piece);
        sealed
    }

    /// The last block, if there is any piece left.
    pub(crate) fn finish(&mut self) -> Option<Sealed> {
        let (first, last) = (self.pieces.first()?.first, self.pieces.last()?.last());
        let mut bytes = match self.class {
            Class::Plain { .. } => plain::encode(&self.pieces),
            Class::Packed { tag, parent_tag } => packed::encode(&self.pieces, tag, parent_tag),
        };
        seal(&mut bytes);
        self.pieces.clear();
        Some(Sealed { first, last, bytes })
    }
}

/// A block's content without its checksum, with [`SLACK`] bytes behind it.
#[derive(Clone, Copy)]
pub(crate) struct Block<'b> {
    bytes: &'b [u8],
}

impl<'b> Block<'b> {
    /// A block as it was read: sealed bytes with [`SLACK`] behind them. `None` if the checksum is wrong.
    pub(crate) fn open(bytes: &'b [u8]) -> Option<Self> {
        let (sealed, _) = bytes.split_at_checked(bytes.len().checked_sub(SLACK)?)?;
        unseal(sealed)?;
        Some(Self { bytes })
    }

    /// The piece that holds a code. `Err` if no writer makes such a block.
    pub(crate) fn find(self, key: &Key) -> Result<Option<Piece>, Malformed> {
        match self.packed()? {
            Some(packed) => packed.find(key),
            None => Ok(self.plain()?.into_iter().find(|piece| piece.holds(key))),
        }
    }

    /// All pieces, in order.
    pub(crate) fn read(self, into: &mut Vec<Piece>) -> Result<(), Malformed> {
        let from = into.len();
        match self.packed()? {
            Some(packed) => packed.read(into)?,
            None => into.extend(self.plain()?),
        }
        let read = into.get(from..).unwrap_or_default();
        let in_order = read.windows(2).all(|pair| matches!(pair, [a, b] if a.last() < b.first));
        if read.is_empty() || !in_order { Err(Malformed) } else { Ok(()) }
    }

    /// The first piece's code.
    pub(crate) fn first(self) -> Result<Key, Malformed> {
        match self.packed()? {
            Some(packed) => packed.first(),
            None => self.plain()?.first().map(|piece| piece.first).ok_or(Malformed),
        }
    }

    fn packed(self) -> Result<Option<packed::Packed<'b>>, Malformed> {
        let mut bytes = self.bytes;
        let flags = read_byte(&mut bytes).ok_or(Malformed)?;
        if flags & PLAIN != 0 {
            return Ok(None);
        }
        packed::Packed::open(self.bytes, flags).map(Some).ok_or(Malformed)
    }

    fn plain(self) -> Result<Vec<Piece>, Malformed> {
        plain::read(self.bytes).ok_or(Malformed)
    }
}

/// Content that no version of this program writes, under a right checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

/// A place in the bits of a packed block.
type Field = Range<usize>;

fn write_head(flags: u8, pieces: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(2_048);
    bytes.push(flags);
    write_varint(&mut bytes, u128::try_from(pieces).unwrap_or_default());
    bytes
}

/// Flags and number of pieces.
fn read_head(bytes: &mut &[u8]) -> Option<(u8, usize)> {
    let flags = read_byte(bytes)?;
    let pieces = read_varint_size(bytes).filter(|pieces| (1..=BLOCK_PIECES_MAX).contains(pieces))?;
    Some((flags, pieces))
}

#[cfg(test)]
mod tests;
