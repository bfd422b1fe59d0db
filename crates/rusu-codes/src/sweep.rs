//! Several strata of one enterprise as one: every code once, with what the latest says of it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::sync::Arc;

use rusu_core::ports::StoreFault;

use crate::key::Key;
use crate::piece::Piece;
use crate::stratum::{PieceCursor, Stratum};

/// The next piece of one source. Of two that begin alike, the later stratum's comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Head {
    first: Key,
    /// 0 is the latest.
    age: usize,
}

struct Source {
    cursor: PieceCursor,
    piece: Option<Piece>,
}

/// Hands out pieces in order that do not overlap.
pub(crate) struct Sweep {
    /// By age.
    sources: Vec<Source>,
    heads: BinaryHeap<Reverse<Head>>,
}

impl Sweep {
    /// Over strata from the oldest to the latest.
    pub(crate) fn new(strata: &[Arc<Stratum>]) -> Result<Self, StoreFault> {
        let sources =
            strata.iter().rev().map(|stratum| Source { cursor: PieceCursor::new(stratum), piece: None });
        let mut sweep = Self { sources: sources.collect(), heads: BinaryHeap::new() };
        for age in 0..sweep.sources.len() {
            sweep.advance(age)?;
        }
        Ok(sweep)
    }

    /// The next piece; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Piece>, StoreFault> {
        loop {
            let Some(Reverse(head)) = self.heads.pop() else { return Ok(None) };
            let Some(piece) = self.sources.get(head.age).and_then(|source| source.piece) else { continue };
            let next = self.heads.peek().map(|Reverse(next)| *next).filter(|next| next.first <= piece.last());
            match next {
                None => {
                    self.advance(head.age)?;
                    return Ok(Some(piece));
                }
                Some(older) if older.age > head.age => {
                    self.hide(older.age, &piece)?;
                    self.heads.push(Reverse(head));
                }
                Some(later) => {
                    // A later one that began alike would have come first, so there is something before it.
                    let before = piece.before(&later.first);
                    self.set(head.age, piece.from(&later.first));
                    return Ok(Some(before));
                }
            }
        }
    }

    /// Takes from the next piece of an older source, which is the least head, what `by` holds.
    fn hide(&mut self, age: usize, by: &Piece) -> Result<(), StoreFault> {
        if let Some(top) = self.heads.peek_mut() {
            PeekMut::pop(top);
        }
        let piece = self.sources.get(age).and_then(|source| source.piece);
        match piece.and_then(|piece| piece.behind(&by.last())) {
            Some(rest) => {
                self.set(age, rest);
                Ok(())
            }
            None => self.advance(age),
        }
    }

    fn advance(&mut self, age: usize) -> Result<(), StoreFault> {
        let Some(source) = self.sources.get_mut(age) else { return Ok(()) };
        source.piece = source.cursor.next()?;
        if let Some(piece) = source.piece {
            self.heads.push(Reverse(Head { first: piece.first, age }));
        }
        Ok(())
    }

    fn set(&mut self, age: usize, piece: Piece) {
        if let Some(source) = self.sources.get_mut(age) {
            source.piece = Some(piece);
            self.heads.push(Reverse(Head { first: piece.first, age }));
        }
    }
}
