//! Storing a part: its records become pieces, its pieces a stratum.

use std::io;

use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{CodeRecord, PutCount, StoreFault};

use crate::fault::STORE;
use crate::hints::Hint;
use crate::key::Key;
use crate::layers::Layers;
use crate::piece::{Entry, Piece};
use crate::stratum::StratumWriter;

/// Pieces of a part in one stratum; a larger part becomes several. Bounds the memory for their
/// hints and hashes: about 110 MB.
const PIECES_MAX: u64 = 1 << 20;

/// Stores a part's records. Readers see a stratum at once, after a crash only if it was synced.
/// The caller puts one part of an enterprise at a time.
pub(crate) fn put(
    layers: &Layers,
    enterprise: EnterpriseId,
    part: PartNo,
    records: &mut dyn Iterator<Item = Result<CodeRecord, StoreFault>>,
) -> Result<PutCount, StoreFault> {
    layers.engine.writable()?;
    let mut put = Put {
        layers,
        enterprise,
        part,
        pieces_max: PIECES_MAX,
        counted: PutCount::default(),
        previous: None,
        open: None,
        stratum: None,
        hints: Vec::new(),
    };
    for record in records {
        put.take(&record?)?;
    }
    put.close_run()?;
    put.close_stratum()?;
    Ok(put.counted)
}

struct Put<'l> {
    layers: &'l Layers,
    enterprise: EnterpriseId,
    part: PartNo,
    pieces_max: u64,
    counted: PutCount,
    previous: Option<Key>,
    /// Consecutive codes so far.
    open: Option<Piece>,
    stratum: Option<(u64, StratumWriter)>,
    hints: Vec<Hint>,
}

impl Put<'_> {
    fn take(&mut self, record: &CodeRecord) -> Result<(), StoreFault> {
        let code = Key::of(&record.code);
        if let Some(previous) = self.previous.filter(|previous| *previous >= code) {
            let previous = previous.code().map(|code| code.to_string()).unwrap_or_default();
            let reason = format!("part {}: code {} was put behind {previous}", self.part.0, record.code);
            return Err(StoreFault::Damaged { store: STORE, reason });
        }
        self.previous = Some(code);
        let parent = record.parent.as_ref().map(Key::of);
        let piece = Piece::point(code, Entry { part: self.part, carrier: record.carrier, parent });
        match record.carrier {
            Carrier::Outer => self.counted.outer += 1,
            Carrier::Inner => self.counted.inner += 1,
            Carrier::Case | Carrier::Pallet => {
                // A package keeps its first record. What this put has pending lies before `code`,
                // so the stored state is all there is to ask.
                if self.layers.find(self.enterprise, &code)?.is_some() {
                    return Ok(());
                }
                self.counted.packages += 1;
            }
        }
        self.gather(piece)
    }

    fn gather(&mut self, piece: Piece) -> Result<(), StoreFault> {
        if let Some(open) = &mut self.open
            && open.entry == piece.entry
            && open.first.nth(open.count) == Some(piece.first)
        {
            open.count += 1;
            return Ok(());
        }
        self.close_run()?;
        self.open = Some(piece);
        Ok(())
    }

    fn close_run(&mut self) -> Result<(), StoreFault> {
        let Some(piece) = self.open.take() else { return Ok(()) };
        if self.stratum.as_ref().is_some_and(|(_, writer)| writer.pieces() >= self.pieces_max) {
            self.close_stratum()?;
        }
        let (_, writer) = match &mut self.stratum {
            Some(stratum) => stratum,
            None => self.stratum.insert(self.layers.create(self.enterprise, None)?),
        };
        writer.piece(piece).map_err(|error| self.layers.engine.stop(&error))?;
        if let Some(parent) = piece.entry.parent {
            self.hints.push(Hint { parent, first: piece.first, count: piece.count });
        }
        Ok(())
    }

    fn close_stratum(&mut self) -> Result<(), StoreFault> {
        let Some((file, mut writer)) = self.stratum.take() else { return Ok(()) };
        let stop = |error: io::Error| self.layers.engine.stop(&error);
        self.hints.sort_unstable();
        for hint in self.hints.drain(..) {
            writer.hint(hint).map_err(stop)?;
        }
        self.layers.add(file, writer)
    }
}
