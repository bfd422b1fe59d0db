//! Reading a stratum from its beginning to its end.

use std::collections::VecDeque;
use std::sync::Arc;

use rusu_core::ports::StoreFault;

use super::{Area, Stratum};
use crate::hints::Hint;
use crate::piece::Piece;

/// Points and runs of a stratum in one order.
pub(crate) struct PieceCursor {
    points: Lane,
    runs: Lane,
}

impl PieceCursor {
    pub(crate) fn new(stratum: &Arc<Stratum>) -> Self {
        let lane = |area| Lane { stratum: Arc::clone(stratum), area, block: 0, pieces: Vec::new(), next: 0 };
        Self { points: lane(Stratum::area_of_points), runs: lane(Stratum::area_of_runs) }
    }

    /// The next piece; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Piece>, StoreFault> {
        let (point, run) = (self.points.peek()?, self.runs.peek()?);
        Ok(match (point, run) {
            (None, None) => None,
            (Some(point), None) => self.points.took(point),
            (None, Some(run)) => self.runs.took(run),
            (Some(point), Some(run)) if point.first < run.first => self.points.took(point),
            (Some(_), Some(run)) => self.runs.took(run),
        })
    }
}

struct Lane {
    stratum: Arc<Stratum>,
    area: fn(&Stratum) -> &Area,
    block: usize,
    pieces: Vec<Piece>,
    next: usize,
}

impl Lane {
    fn peek(&mut self) -> Result<Option<Piece>, StoreFault> {
        while self.next >= self.pieces.len() {
            let Some(place) = (self.area)(&self.stratum).place(self.block) else { return Ok(None) };
            let last = self.pieces.last().map(Piece::last);
            self.pieces.clear();
            self.next = 0;
            self.block += 1;
            self.stratum.pieces_in(place, &mut self.pieces)?;
            if last.is_some_and(|last| self.pieces.first().is_some_and(|first| first.first <= last)) {
                return Err(self.stratum.wrong(&format!("block {} is out of order", self.block)));
            }
        }
        Ok(self.pieces.get(self.next).copied())
    }

    fn took(&mut self, piece: Piece) -> Option<Piece> {
        self.next += 1;
        Some(piece)
    }
}

/// Hints of a stratum in order.
pub(crate) struct HintCursor {
    stratum: Arc<Stratum>,
    block: usize,
    end: usize,
    hints: VecDeque<Hint>,
}

impl HintCursor {
    /// All of them.
    pub(crate) fn new(stratum: &Arc<Stratum>) -> Self {
        let end = stratum.area_of_hints().len();
        Self::of_blocks(stratum, 0..end)
    }

    /// Those of some blocks.
    pub(crate) fn of_blocks(stratum: &Arc<Stratum>, blocks: std::ops::Range<usize>) -> Self {
        let hints = VecDeque::new();
        Self { stratum: Arc::clone(stratum), block: blocks.start, end: blocks.end, hints }
    }
}

impl Iterator for HintCursor {
    type Item = Result<Hint, StoreFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.hints.is_empty() && self.block < self.end {
            match self.stratum.hints_in(self.block) {
                Ok(hints) => self.hints.extend(hints),
                Err(fault) => {
                    // A damaged block ends the reading.
                    self.end = self.block;
                    return Some(Err(fault));
                }
            }
            self.block += 1;
        }
        self.hints.pop_front().map(Ok)
    }
}
