//! Blocks for the few codes that have a tail: piece by piece.

use rusu_core::lot::PartNo;

use super::{BLOCK_PIECES_MAX, PLAIN, read_head, write_head};
use crate::bytes::{read_key, read_varint_64, write_key, write_varint};
use crate::key::value_max;
use crate::piece::{Entry, Piece, carrier_bits, carrier_of};

pub(super) fn encode(pieces: &[Piece]) -> Vec<u8> {
    debug_assert!(pieces.len() <= BLOCK_PIECES_MAX, "the builder closes full blocks");
    let mut bytes = write_head(PLAIN, pieces.len());
    for piece in pieces {
        write_key(&mut bytes, &piece.first);
        write_varint(&mut bytes, u128::from(piece.count));
        let entry = &piece.entry;
        let head = u128::from(entry.part.0) << 3
            | u128::from(entry.parent.is_some()) << 2
            | u128::from(carrier_bits(entry.carrier));
        write_varint(&mut bytes, head);
        if let Some(parent) = &entry.parent {
            write_key(&mut bytes, parent);
        }
    }
    bytes
}

/// `None` if the bytes are no such block.
pub(super) fn read(mut bytes: &[u8]) -> Option<Vec<Piece>> {
    let (_, count) = read_head(&mut bytes)?;
    let mut pieces = Vec::with_capacity(count);
    for _ in 0..count {
        let first = read_key(&mut bytes)?;
        let count = read_varint_64(&mut bytes).filter(|count| *count > 0)?;
        let head = read_varint_64(&mut bytes)?;
        let parent = if head & 4 == 0 { None } else { Some(read_key(&mut bytes)?) };
        let carrier = carrier_of(u8::try_from(head & 3).unwrap_or_default());
        let entry = Entry { part: PartNo(u32::try_from(head >> 3).ok()?), carrier, parent };
        let piece = Piece { first, count, entry };
        let fits = count == 1 || first.is_number() && piece.last().value <= value_max(first.tag);
        pieces.push(Some(piece).filter(|_| fits)?);
    }
    Some(pieces)
}
