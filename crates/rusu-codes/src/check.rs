//! Reading every byte of every stratum and deriving what was derived from the codes anew.

use std::sync::Arc;

use rusu_core::ports::StoreFault;

use crate::filter::Filter;
use crate::layers::Layers;
use crate::piece::Piece;
use crate::stratum::{Area, HintCursor, PieceCursor, Stratum};

/// Of the codes with a parent, one in so many is looked for among the hints: hints lie in the order
/// of parents, so each costs a read of its own.
const HINTS_SAMPLED: u64 = 1_024;

/// Of all pieces, one in so many is looked for as a question would.
const FOUND_SAMPLED: u64 = 61;

/// What is wrong, a sentence for each stratum at most.
pub(crate) fn check(layers: &Layers) -> Vec<String> {
    let strata = layers
        .all()
        .into_values()
        .flat_map(|stack| stack.iter().map(|layer| Arc::clone(&layer.stratum)).collect::<Vec<_>>());
    strata.filter_map(|stratum| check_one(&stratum).err()).map(|fault| fault.to_string()).collect()
}

pub(crate) fn check_one(stratum: &Arc<Stratum>) -> Result<(), StoreFault> {
    let filter = stratum.read_filter()?;
    for area in [stratum.area_of_points(), stratum.area_of_runs()] {
        check_index(stratum, area)?;
    }
    let mut counted = Counted::default();
    let mut cursor = PieceCursor::new(stratum);
    let mut last: Option<Piece> = None;
    while let Some(piece) = cursor.next()? {
        if last.is_some_and(|last| piece.first <= last.last()) {
            return Err(stratum.wrong(&format!("{:?} is stored twice or out of order", piece.first)));
        }
        last = Some(piece);
        counted.add(stratum, &filter, &piece)?;
    }
    let footer = &stratum.footer;
    if (counted.points, counted.runs, counted.codes) != (footer.points, footer.runs, footer.codes) {
        return Err(stratum.wrong("it does not hold as many codes as its footer says"));
    }
    let mut before = None;
    for hint in HintCursor::new(stratum) {
        let hint = hint?;
        if before.is_some_and(|before| before >= hint) {
            return Err(stratum.wrong("its hints are out of order"));
        }
        before = Some(hint);
    }
    Ok(())
}

/// Whether every block begins with what the index says.
fn check_index(stratum: &Stratum, area: &Area) -> Result<(), StoreFault> {
    let mut pieces = Vec::new();
    for block in 0..area.len() {
        let Some(place) = area.place(block) else { continue };
        pieces.clear();
        stratum.pieces_in(place, &mut pieces)?;
        let found = pieces.first().is_some_and(|first| area.candidates(&first.first).contains(&block));
        if !found {
            return Err(
                stratum.wrong(&format!("its index does not lead to the block at byte {}", place.offset))
            );
        }
    }
    Ok(())
}

#[derive(Default)]
struct Counted {
    points: u64,
    runs: u64,
    codes: u64,
    children: u64,
}

impl Counted {
    fn add(&mut self, stratum: &Arc<Stratum>, filter: &Filter, piece: &Piece) -> Result<(), StoreFault> {
        self.codes += piece.count;
        if piece.count > 1 {
            self.runs += 1;
        } else {
            self.points += 1;
            if !filter.may_hold(piece.first.hash()) {
                return Err(stratum.wrong(&format!("its filter denies {:?}", piece.first)));
            }
        }
        if (self.points + self.runs).is_multiple_of(FOUND_SAMPLED)
            && stratum.find(&piece.first, piece.first.hash())? != Some(piece.entry)
        {
            return Err(stratum.wrong(&format!("a look-up does not find {:?}", piece.first)));
        }
        let Some(parent) = piece.entry.parent else { return Ok(()) };
        self.children += 1;
        if !self.children.is_multiple_of(HINTS_SAMPLED) {
            return Ok(());
        }
        for hint in HintCursor::of_blocks(stratum, stratum.hint_blocks(&parent)) {
            let hint = hint?;
            if hint.parent == parent && hint.first <= piece.first && piece.last() <= hint.last() {
                return Ok(());
            }
        }
        Err(stratum.wrong(&format!("the package of {:?} does not list it", piece.first)))
    }
}
