//! What became of each row of a delivery, told by reading the upload again.
//!
//! A delivery of millions of rows is not kept a second time as results: the upload is kept, and what
//! became of a can follows from the part under which its code is stored. Refused rows are told by the
//! kept rejections; beyond their limit a refused can is still told apart, only not why.

use std::collections::HashMap;
use std::io::Read;
use std::ops::ControlFlow;
use std::sync::Arc;

use rusu_core::code::TraceCode;
use rusu_core::draft::Entry;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::{LotKey, LotNumber, PartNo};
use rusu_core::ports::{ObjectKind, PartState, StoreFault};
use rusu_core::rejection::{Place, Rejection, Severity};
use rusu_core::submission::{LotResult, Receipt, SubmissionId};
use rusu_formats::{DecodeFault, EntrySink};

use crate::intake::{Intake, IntakeError};

/// Cans whose codes are looked up together.
const CODES_ASKED: usize = 1_024;

/// What became of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordResult {
    /// Stored by this delivery.
    Accepted,
    /// Known before, with the same content.
    Duplicate,
    /// Not stored.
    Rejected,
}

impl RecordResult {
    /// The stable word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Duplicate => "duplicate",
            Self::Rejected => "rejected",
        }
    }
}

/// One row with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordReceipt {
    /// Where it stands.
    pub place: Place,
    /// The table's id; empty where the row could not be read as one of a table.
    pub table: &'static str,
    /// The lot that it names.
    pub lot: Option<LotNumber>,
    /// A can's code.
    pub code: Option<TraceCode>,
    /// What became of it.
    pub result: RecordResult,
    /// The rules that refused it or remarked upon it, each once.
    pub rules: Vec<String>,
}

/// Who takes the rows; breaking ends the reading.
pub type RecordSink<'s> = &'s mut dyn FnMut(RecordReceipt) -> ControlFlow<()>;

impl Intake {
    /// Tells what became of every row of a submission that has ended, in the order in which they are
    /// read. `None` if the enterprise has no such submission, or it has not ended.
    ///
    /// # Errors
    /// [`IntakeError`].
    pub fn records(
        &self,
        enterprise: EnterpriseId,
        id: &SubmissionId,
        sink: RecordSink<'_>,
    ) -> Result<Option<()>, IntakeError> {
        let Some(receipt) = self.receipt(enterprise, id)?.filter(|receipt| receipt.state.is_final()) else {
            return Ok(None);
        };
        let Some(mut upload) = self.objects.open(ObjectKind::Upload, &receipt.content)? else {
            let reason = format!("upload {} of submission {id} is missing", receipt.content);
            return Err(StoreFault::Damaged { store: "objects", reason }.into());
        };
        let mut reading = Reading::new(self, &receipt, sink)?;
        let decoded = rusu_formats::decode(&mut *upload, &receipt.file_name, enterprise, &mut reading);
        match decoded {
            // The reader went away; that is no fault.
            Err(DecodeFault::Store(_)) if reading.is_over => return Ok(Some(())),
            decoded => decoded.map_err(IntakeError::from)?,
        }
        match reading.flush() {
            Err(_) if reading.is_over => {}
            flushed => flushed?,
        }
        Ok(Some(()))
    }
}

/// A row's place without its column.
type RowPlace = (Arc<str>, Option<Arc<str>>, Option<u64>);

fn row_place(place: &Place) -> RowPlace {
    (Arc::clone(&place.file), place.sheet.clone(), place.row)
}

struct Reading<'r, 's> {
    intake: &'r Intake,
    receipt: &'r Receipt,
    sink: RecordSink<'s>,
    /// What was kept of the rejections, by row: whether one refuses it, and the rules.
    told: HashMap<RowPlace, (bool, Vec<String>)>,
    lots: HashMap<LotNumber, LotResult>,
    /// The part that this submission brought to a lot, where it brought one.
    own_parts: HashMap<LotNumber, Option<PartNo>>,
    /// Lots of published parts.
    parts: HashMap<PartNo, Option<LotNumber>>,
    cans: Vec<RecordReceipt>,
    is_over: bool,
}

impl<'r, 's> Reading<'r, 's> {
    fn new(intake: &'r Intake, receipt: &'r Receipt, sink: RecordSink<'s>) -> Result<Self, StoreFault> {
        let mut told: HashMap<RowPlace, (bool, Vec<String>)> = HashMap::new();
        for Rejection { place, finding } in intake.registry.rejections(&receipt.id)? {
            let (refused, rules) = told.entry(row_place(&place)).or_default();
            *refused |= finding.severity == Severity::Error;
            let rule = finding.rule.into_owned();
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        let lots = receipt.lots.iter().map(|lot| (lot.number.clone(), lot.result)).collect();
        let (own_parts, parts, cans) = (HashMap::new(), HashMap::new(), Vec::new());
        Ok(Self { intake, receipt, sink, told, lots, own_parts, parts, cans, is_over: false })
    }

    fn hand_out(&mut self, record: RecordReceipt) -> Result<(), StoreFault> {
        if (self.sink)(record).is_break() {
            self.is_over = true;
            return Err(StoreFault::Unavailable { store: "reader", reason: "it went away".to_owned() });
        }
        Ok(())
    }

    /// A row that is no can: its lot's result, unless it was refused itself.
    fn row(&mut self, place: &Place, table: &'static str, lot: Option<LotNumber>) -> Result<(), StoreFault> {
        self.flush()?;
        let (refused, rules) = self.told.get(&row_place(place)).cloned().unwrap_or_default();
        let result = match lot.as_ref().map(|number| self.lots.get(number)) {
            _ if refused => RecordResult::Rejected,
            Some(Some(LotResult::Duplicate)) => RecordResult::Duplicate,
            Some(Some(LotResult::Published | LotResult::Amended | LotResult::Draft)) => {
                RecordResult::Accepted
            }
            Some(Some(LotResult::Rejected) | None) => RecordResult::Rejected,
            // Master data are stored with the first lot that is, or by themselves.
            None if self.lots.is_empty() || self.lots.values().any(|r| *r != LotResult::Rejected) => {
                RecordResult::Accepted
            }
            None => RecordResult::Rejected,
        };
        let place = place.clone();
        self.hand_out(RecordReceipt { place, table, lot, code: None, result, rules })
    }

    fn can(&mut self, place: &Place, lot: Option<LotNumber>, code: TraceCode) -> Result<(), StoreFault> {
        let (refused, rules) = self.told.get(&row_place(place)).cloned().unwrap_or_default();
        let only = self.lots.keys().next().filter(|_| self.lots.len() == 1);
        let lot = lot.or_else(|| only.cloned());
        let result = if refused { RecordResult::Rejected } else { RecordResult::Accepted };
        let (place, code) = (place.clone(), Some(code));
        self.cans.push(RecordReceipt { place, table: "codes", lot, code, result, rules });
        if self.cans.len() >= CODES_ASKED { self.flush() } else { Ok(()) }
    }

    /// Looks up the cans that wait.
    fn flush(&mut self) -> Result<(), StoreFault> {
        let mut cans = std::mem::take(&mut self.cans);
        let codes: Vec<TraceCode> = cans.iter().filter_map(|can| can.code.clone()).collect();
        let stored = self.intake.codes.find_many(self.receipt.enterprise, &codes)?;
        // Rows that could not be read wait among the cans and have no code.
        for (can, stored) in cans.iter_mut().filter(|can| can.code.is_some()).zip(stored) {
            if can.result == RecordResult::Accepted {
                can.result = self.stored_as(can.lot.as_ref(), stored.map(|stored| stored.part))?;
            }
        }
        cans.into_iter().try_for_each(|can| self.hand_out(can))
    }

    /// What a can is whose code lies under a part.
    fn stored_as(
        &mut self,
        lot: Option<&LotNumber>,
        part: Option<PartNo>,
    ) -> Result<RecordResult, StoreFault> {
        let (Some(lot), Some(part)) = (lot, part) else { return Ok(RecordResult::Rejected) };
        if self.lot_of(part)?.as_ref() != Some(lot) {
            return Ok(RecordResult::Rejected);
        }
        let is_own = self.own_part(lot)? == Some(part);
        Ok(if is_own { RecordResult::Accepted } else { RecordResult::Duplicate })
    }

    /// The lot of a part, if that is published.
    fn lot_of(&mut self, part: PartNo) -> Result<Option<LotNumber>, StoreFault> {
        if let Some(lot) = self.parts.get(&part) {
            return Ok(lot.clone());
        }
        let found = self.intake.registry.part(self.receipt.enterprise, part)?;
        let lot = found.filter(|(_, state)| *state == PartState::Published).map(|(lot, _)| lot);
        self.parts.insert(part, lot.clone());
        Ok(lot)
    }

    fn own_part(&mut self, lot: &LotNumber) -> Result<Option<PartNo>, StoreFault> {
        if let Some(part) = self.own_parts.get(lot) {
            return Ok(*part);
        }
        let brought = self.receipt.lots.iter().any(|own| own.number == *lot && own.units > 0);
        let key = LotKey { enterprise: self.receipt.enterprise, number: lot.clone() };
        // A lot that gained cans has its part reserved, which is found and not made.
        let reserve = || self.intake.registry.reserve_part(&key, &self.receipt.id);
        let part = if brought { Some(reserve()?) } else { None };
        self.own_parts.insert(lot.clone(), part);
        Ok(part)
    }
}

impl EntrySink for Reading<'_, '_> {
    fn entry(&mut self, place: &Place, entry: Entry) -> Result<(), StoreFault> {
        match entry {
            Entry::Unit(unit) => self.can(place, unit.lot, unit.code),
            Entry::Lot(entry) => self.row(place, "lots", Some(entry.number)),
            Entry::RawMaterial(entry) => self.row(place, "raw_materials", Some(entry.lot)),
            Entry::Circulation(lot, _) => self.row(place, "circulation", Some(lot)),
            Entry::Enterprise(_) => self.row(place, "enterprise", None),
            Entry::Site(_) => self.row(place, "sites", None),
            Entry::Product(_) => self.row(place, "products", None),
            Entry::CodeRule(_) => self.row(place, "code_rules", None),
        }
    }

    fn reject(&mut self, rejection: Rejection) {
        let Rejection { place, finding } = rejection;
        let is_row = place.row.is_some() && finding.severity == Severity::Error;
        let is_same = |can: &RecordReceipt| row_place(&can.place) == row_place(&place);
        // Several mistakes of one row are one row.
        if !is_row || self.is_over || self.cans.last().is_some_and(is_same) {
            return;
        }
        let (_, mut rules) = self.told.get(&row_place(&place)).cloned().unwrap_or_default();
        if rules.is_empty() {
            rules.push(finding.rule.into_owned());
        }
        let place = Place { column: None, ..place };
        let result = RecordResult::Rejected;
        // It waits among the cans, so that the order of the file is kept.
        self.cans.push(RecordReceipt { place, table: "", lot: None, code: None, result, rules });
    }

    fn document(&mut self, _: &str, _: u64, _: &mut dyn Read) -> Result<(), StoreFault> {
        Ok(())
    }
}
