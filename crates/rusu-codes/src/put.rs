//! Storing a part: its records become pieces, its pieces a stratum.

use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{CodeRecord, PutCount, StoreFault};

use crate::fault::STORE;
use crate::key::Key;
use crate::layers::Layers;
use crate::piece::{Entry, Piece};
use crate::pile::Pile;

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
        counted: PutCount::default(),
        previous: None,
        open: None,
        pile: Pile::new(layers, enterprise),
    };
    for record in records {
        put.take(&record?)?;
    }
    put.close_run()?;
    put.pile.finish()?;
    Ok(put.counted)
}

struct Put<'l> {
    layers: &'l Layers,
    enterprise: EnterpriseId,
    part: PartNo,
    counted: PutCount,
    previous: Option<Key>,
    /// Consecutive codes so far.
    open: Option<Piece>,
    pile: Pile<'l>,
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
        self.open.take().map_or(Ok(()), |piece| self.pile.push(piece))
    }
}
