//! Pieces on their way into strata, with their hints: a new stratum begins where one has enough.

use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::StoreFault;

use crate::hints::Hint;
use crate::layers::Layers;
use crate::piece::Piece;
use crate::stratum::StratumWriter;

/// Pieces in one stratum of a put; more become several. Bounds the memory for their hints and
/// hashes: about 110 MB.
const PIECES_MAX: u64 = 1 << 20;

/// Takes one enterprise's pieces in order.
pub(crate) struct Pile<'l> {
    layers: &'l Layers,
    enterprise: EnterpriseId,
    stratum: Option<(u64, StratumWriter)>,
    /// In the order of codes; a stratum wants them in that of parents.
    hints: Vec<Hint>,
}

impl<'l> Pile<'l> {
    pub(crate) fn new(layers: &'l Layers, enterprise: EnterpriseId) -> Self {
        Self { layers, enterprise, stratum: None, hints: Vec::new() }
    }

    pub(crate) fn enterprise(&self) -> EnterpriseId {
        self.enterprise
    }

    /// Adds a piece behind all others.
    pub(crate) fn push(&mut self, piece: Piece) -> Result<(), StoreFault> {
        if self.stratum.as_ref().is_some_and(|(_, writer)| writer.pieces() >= PIECES_MAX) {
            self.finish()?;
        }
        let (_, writer) = match &mut self.stratum {
            Some(stratum) => stratum,
            None => self.stratum.insert(self.layers.create(self.enterprise, None)?),
        };
        writer.piece(piece).map_err(|error| self.layers.engine.stop(&error))?;
        let hint = |parent| Hint { parent, first: piece.first, count: piece.count };
        self.hints.extend(piece.entry.parent.map(hint));
        Ok(())
    }

    /// Shows what is there to readers. Not durable yet.
    pub(crate) fn finish(&mut self) -> Result<(), StoreFault> {
        let Some((file, mut writer)) = self.stratum.take() else { return Ok(()) };
        self.hints.sort_unstable();
        for hint in self.hints.drain(..) {
            writer.hint(hint).map_err(|error| self.layers.engine.stop(&error))?;
        }
        self.layers.add(file, writer)
    }
}
