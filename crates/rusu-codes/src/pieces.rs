//! A part's records as they will be stored: consecutive codes gathered into runs.

use std::collections::VecDeque;

use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{CodeRecord, PutCount, StoreFault};

use crate::engine::{Engine, STORE};
use crate::entry::Entry;
use crate::packed::Packed;

/// From this many consecutive codes on, one run record is written instead of points.
///
/// A point takes 10.6 bytes and its entry in `children` about as much; a run takes about 18 bytes,
/// and as much again in `children`. So two codes break even. But every look-up of an unknown code
/// near runs costs a seek (4 µs) where points cost a filter probe (0.7 µs), so runs must save more
/// than that: four codes halve the space, and a case of six cans is one record.
pub(crate) const RUN_CODES_MIN: u64 = 4;

/// One code, or at least [`RUN_CODES_MIN`] consecutive ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) first: Packed,
    pub(crate) count: u64,
    pub(crate) entry: Entry,
}

/// Reads records in order and hands out pieces in order; holds one run at a time.
pub(crate) struct Pieces<'a> {
    engine: &'a Engine,
    enterprise: EnterpriseId,
    part: PartNo,
    records: &'a mut dyn Iterator<Item = Result<CodeRecord, StoreFault>>,
    counted: PutCount,
    previous: Option<Packed>,
    open: Option<Piece>,
    ready: VecDeque<Piece>,
    ended: bool,
}

impl<'a> Pieces<'a> {
    pub(crate) fn new(
        engine: &'a Engine,
        enterprise: EnterpriseId,
        part: PartNo,
        records: &'a mut dyn Iterator<Item = Result<CodeRecord, StoreFault>>,
    ) -> Self {
        let counted = PutCount::default();
        Self {
            engine,
            enterprise,
            part,
            records,
            counted,
            previous: None,
            open: None,
            ready: VecDeque::new(),
            ended: false,
        }
    }

    /// How many codes the pieces so far stand for.
    pub(crate) fn counted(&self) -> PutCount {
        self.counted
    }

    /// The next piece; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Piece>, StoreFault> {
        loop {
            if let Some(piece) = self.ready.pop_front() {
                return Ok(Some(piece));
            }
            if self.ended {
                return Ok(None);
            }
            match self.records.next() {
                Some(record) => self.take(&record?)?,
                None => {
                    self.ended = true;
                    self.close();
                }
            }
        }
    }

    fn take(&mut self, record: &CodeRecord) -> Result<(), StoreFault> {
        let code = Packed::of(&record.code);
        if let Some(previous) = self.previous.as_ref().filter(|previous| **previous >= code) {
            let previous = previous.code().map(|code| code.to_string()).unwrap_or_default();
            let reason = format!("part {}: code {} was put behind {previous}", self.part.0, record.code);
            return Err(StoreFault::Damaged { store: STORE, reason });
        }
        self.previous = Some(code.clone());
        match record.carrier {
            Carrier::Outer => self.counted.outer += 1,
            Carrier::Inner => self.counted.inner += 1,
            Carrier::Case | Carrier::Pallet => {
                // A package keeps its first record. What this put has pending lies before `code`,
                // so the stored state is all there is to ask.
                if self.engine.find(self.enterprise, &code)?.is_some() {
                    return Ok(());
                }
                self.counted.packages += 1;
            }
        }
        self.gather(code, record);
        Ok(())
    }

    fn gather(&mut self, code: Packed, record: &CodeRecord) {
        let parent = record.parent.as_ref().map(Packed::of);
        if let Some(open) = &mut self.open
            && open.entry.carrier == record.carrier
            && open.entry.parent == parent
            && open.first.nth(open.count).as_ref() == Some(&code)
        {
            open.count += 1;
            return;
        }
        self.close();
        let entry = Entry { part: self.part, carrier: record.carrier, parent };
        self.open = Some(Piece { first: code, count: 1, entry });
    }

    /// Hands the open run out: whole, or code by code if it is too short.
    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        if open.count == 1 || open.count >= RUN_CODES_MIN {
            self.ready.push_back(open);
            return;
        }
        let codes = (0..open.count).filter_map(|index| open.first.nth(index));
        self.ready.extend(codes.map(|first| Piece { first, count: 1, entry: open.entry.clone() }));
    }
}
