//! Collects what a delivery says: entries by what they are about, codes into the spool.

use std::collections::HashMap;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use rusu_core::code::TraceCode;
use rusu_core::code_rule::{Carrier, CodeRule};
use rusu_core::draft::{EnterpriseEntry, Entry, LotEntry, RawMaterialEntry, UnitEntry};
use rusu_core::enterprise::Site;
use rusu_core::limits::{
    CODES_PER_LOT_MAX, DOCUMENT_BYTES_MAX, FILES_PER_SUBMISSION_MAX, LOTS_PER_SUBMISSION_MAX,
    OTHER_ROWS_PER_SUBMISSION_MAX,
};
use rusu_core::lot::{CirculationEvent, DocumentRef, LotNumber};
use rusu_core::ports::StoreFault;
use rusu_core::product::Product;
use rusu_core::rejection::{Finding, Place, Rejection};
use rusu_formats::EntrySink;

use crate::documents::{self, Received};
use crate::report::Report;
use crate::spool::{Sorted, Spool, SpooledCode};

/// The lot index of codes that name no lot.
pub(crate) const UNNAMED: u32 = u32::MAX;

/// An entry and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Placed<T> {
    pub(crate) place: Place,
    pub(crate) entry: T,
}

/// Everything that a delivery says of one lot, but for its codes.
#[derive(Debug)]
pub(crate) struct LotGroup {
    pub(crate) number: LotNumber,
    pub(crate) entry: Option<Placed<LotEntry>>,
    pub(crate) materials: Vec<Placed<RawMaterialEntry>>,
    pub(crate) circulation: Vec<Placed<CirculationEvent>>,
    /// Where the delivery first names the lot.
    pub(crate) first_place: Place,
    /// Rows read that belong to the lot, cans included.
    pub(crate) rows: u64,
    /// Of those, cans.
    pub(crate) units: u64,
    /// Findings about the lot's own rows that refuse it, however bad rows are treated.
    pub(crate) errors: u64,
    /// Findings about cans that could not be read: they can be left out.
    pub(crate) unread_cans: u64,
}

/// A delivery, read.
pub(crate) struct Gathered {
    pub(crate) enterprise: Option<Placed<EnterpriseEntry>>,
    pub(crate) sites: Vec<Placed<Site>>,
    pub(crate) products: Vec<Placed<Product>>,
    pub(crate) code_rules: Vec<Placed<CodeRule>>,
    pub(crate) lots: Vec<LotGroup>,
    pub(crate) documents: HashMap<String, DocumentRef>,
    pub(crate) sources: Vec<Place>,
    pub(crate) codes: Sorted,
    /// Cans that name no lot.
    pub(crate) unnamed_units: u64,
    pub(crate) report: Report,
    /// Findings that belong to no lot and refuse the delivery as a whole.
    pub(crate) delivery_errors: u64,
}

impl Gathered {
    /// Rows of master data.
    pub(crate) fn master_rows(&self) -> u64 {
        let rows = self.sites.len() + self.products.len() + self.code_rules.len();
        u64::try_from(rows).unwrap_or(u64::MAX) + u64::from(self.enterprise.is_some())
    }
}

/// Takes what the decoder reads.
pub(crate) struct Gatherer {
    gathered: Gathered,
    lot_index: HashMap<LotNumber, u32>,
    /// The lot that was named last: cans of one lot mostly come one after the other.
    last_lot: Option<(LotNumber, u32)>,
    /// The case of the last can, with its pallet: cans of one case come one after the other too, and
    /// what is said again need not be sorted again.
    last_case: Option<(u32, Option<TraceCode>, Option<TraceCode>)>,
    spool: Spool,
    /// The source of the last can, since cans of one file come one after the other.
    last_source: Option<(Arc<str>, Option<Arc<str>>, u32)>,
    other_rows: usize,
    /// The working directory's first failure; decoding goes on to no use and is then given up.
    scratch_failure: Option<io::Error>,
}

impl Gatherer {
    pub(crate) fn new(scratch: &Path) -> Self {
        let empty = Spool::new(scratch).sorted();
        Self {
            gathered: Gathered {
                enterprise: None,
                sites: Vec::new(),
                products: Vec::new(),
                code_rules: Vec::new(),
                lots: Vec::new(),
                documents: HashMap::new(),
                sources: Vec::new(),
                codes: empty.unwrap_or_default(),
                unnamed_units: 0,
                report: Report::default(),
                delivery_errors: 0,
            },
            lot_index: HashMap::new(),
            last_lot: None,
            last_case: None,
            spool: Spool::new(scratch),
            last_source: None,
            other_rows: 0,
            scratch_failure: None,
        }
    }

    /// Ends the reading: codes sorted, codes without a lot given to the only one.
    pub(crate) fn finish(self) -> io::Result<Gathered> {
        if let Some(error) = self.scratch_failure {
            return Err(error);
        }
        let mut gathered = self.gathered;
        gathered.codes = self.spool.sorted()?;
        let only = gathered.lots.len() == 1 && gathered.lots.iter().all(|lot| lot.units == 0);
        if let (true, Some(lot)) = (only, gathered.lots.first_mut()) {
            lot.units = gathered.unnamed_units;
            lot.rows += gathered.unnamed_units;
            gathered.unnamed_units = 0;
        }
        Ok(gathered)
    }

    fn refuse(&mut self, finding: Finding, place: &Place) {
        self.gathered.report.add(finding.at(place.clone()));
        self.gathered.report.counts.rejected += 1;
        self.gathered.delivery_errors += 1;
    }

    /// The group of a lot, made when the lot is first named.
    fn lot(&mut self, number: &LotNumber, place: &Place) -> Option<(u32, &mut LotGroup)> {
        let last = self.last_lot.as_ref().filter(|(last, _)| last == number).map(|(_, index)| *index);
        let index = match last.or_else(|| self.lot_index.get(number).copied()) {
            Some(index) => index,
            None if self.gathered.lots.len() >= LOTS_PER_SUBMISSION_MAX => {
                let finding =
                    Finding::error("too_many_lots", number.as_str()).with("limit", LOTS_PER_SUBMISSION_MAX);
                self.refuse(finding, place);
                return None;
            }
            None => {
                let index = u32::try_from(self.gathered.lots.len()).ok()?;
                self.lot_index.insert(number.clone(), index);
                self.gathered.lots.push(LotGroup {
                    number: number.clone(),
                    entry: None,
                    materials: Vec::new(),
                    circulation: Vec::new(),
                    first_place: place.clone(),
                    rows: 0,
                    units: 0,
                    errors: 0,
                    unread_cans: 0,
                });
                index
            }
        };
        if last.is_none() {
            self.last_lot = Some((number.clone(), index));
        }
        let group = self.gathered.lots.get_mut(usize::try_from(index).ok()?)?;
        group.rows += 1;
        Some((index, group))
    }

    fn enterprise(&mut self, place: &Place, entry: EnterpriseEntry) {
        match &self.gathered.enterprise {
            None => self.gathered.enterprise = Some(Placed { place: place.clone(), entry }),
            Some(first) if first.entry == entry => self.gathered.report.counts.duplicate += 1,
            Some(first) => {
                let finding =
                    Finding::error("row_twice", entry.legal_name).with("first", shown(&first.place));
                self.refuse(finding, place);
            }
        }
    }

    fn lot_entry(&mut self, place: &Place, entry: LotEntry) {
        let number = entry.number.clone();
        let Some((_, group)) = self.lot(&number, place) else { return };
        if let Some(first) = &group.entry {
            let first = shown(&first.place);
            group.errors += 1;
            let finding = Finding::error("lot_twice", number.as_str()).with("first", first);
            self.gathered.report.add(finding.at(place.clone()));
        } else {
            group.entry = Some(Placed { place: place.clone(), entry });
        }
    }

    fn unit(&mut self, place: &Place, unit: UnitEntry) {
        let lot = match &unit.lot {
            None => {
                self.gathered.unnamed_units += 1;
                UNNAMED
            }
            Some(number) => {
                let Some((index, group)) = self.lot(number, place) else { return };
                group.units += 1;
                if group.units > CODES_PER_LOT_MAX {
                    group.errors += 1;
                    if group.units == CODES_PER_LOT_MAX + 1 {
                        let finding = Finding::error("rows_per_lot_limit", number.as_str());
                        let finding = finding.with("limit", CODES_PER_LOT_MAX);
                        self.gathered.report.add(finding.at(place.clone()));
                    }
                    return;
                }
                index
            }
        };
        let source = self.source(place);
        let row = place.row.unwrap_or_default();
        let spool = &mut self.spool;
        let mut push = |code: TraceCode, carrier: Carrier, parent: Option<TraceCode>| {
            spool.push(SpooledCode { lot, code, carrier, parent, source, row })
        };
        let UnitEntry { code, inner, case, pallet, .. } = unit;
        let mut result = Ok(());
        if let Some(inner) = inner {
            result = result.and_then(|()| push(inner, Carrier::Inner, Some(code.clone())));
        }
        let told = self.last_case.as_ref().is_some_and(|(last, last_case, last_pallet)| {
            *last == lot && *last_case == case && *last_pallet == pallet
        });
        if let Some(case) = case.as_ref().filter(|_| !told) {
            result = result.and_then(|()| push(case.clone(), Carrier::Case, pallet.clone()));
        }
        if let Some(pallet) = pallet.as_ref().filter(|_| !told) {
            result = result.and_then(|()| push(pallet.clone(), Carrier::Pallet, None));
        }
        if !told {
            self.last_case = Some((lot, case.clone(), pallet.clone()));
        }
        let result = result.and_then(|()| push(code, Carrier::Outer, case.or(pallet)));
        if let Err(error) = result {
            self.scratch_failure.get_or_insert(error);
        }
    }

    fn source(&mut self, place: &Place) -> u32 {
        if let Some((file, sheet, index)) = &self.last_source
            && *file == place.file
            && *sheet == place.sheet
        {
            return *index;
        }
        let same = |known: &Place| known.file == place.file && known.sheet == place.sheet;
        let index = self.gathered.sources.iter().position(same).unwrap_or_else(|| {
            self.gathered.sources.push(Place { row: None, column: None, ..place.clone() });
            self.gathered.sources.len() - 1
        });
        let index = u32::try_from(index).unwrap_or_default();
        self.last_source = Some((Arc::clone(&place.file), place.sheet.clone(), index));
        index
    }

    /// A lot that lost a row must not be published without it. Lots not named before stay unnamed:
    /// their own rows are beyond the limit too.
    fn refuse_lot_of(&mut self, entry: &Entry) {
        let number = match entry {
            Entry::Lot(entry) => &entry.number,
            Entry::RawMaterial(entry) => &entry.lot,
            Entry::Circulation(number, _) => number,
            Entry::Enterprise(_)
            | Entry::Site(_)
            | Entry::Product(_)
            | Entry::CodeRule(_)
            | Entry::Unit(_) => {
                return;
            }
        };
        let index = self.lot_index.get(number).and_then(|index| usize::try_from(*index).ok());
        if let Some(group) = index.and_then(|index| self.gathered.lots.get_mut(index)) {
            group.errors += 1;
        }
    }

    fn has_room(&mut self, place: &Place) -> bool {
        self.other_rows += 1;
        if self.other_rows == OTHER_ROWS_PER_SUBMISSION_MAX + 1 {
            let finding = Finding::error("too_many_rows", self.other_rows.to_string());
            self.refuse(finding.with("limit", OTHER_ROWS_PER_SUBMISSION_MAX), place);
        } else if self.other_rows > OTHER_ROWS_PER_SUBMISSION_MAX {
            self.gathered.report.counts.rejected += 1;
        }
        self.other_rows <= OTHER_ROWS_PER_SUBMISSION_MAX
    }
}

/// A place as a text names it, such as `codes.csv 12`.
pub(crate) fn shown(place: &Place) -> String {
    let sheet = place.sheet.as_deref().map(|sheet| format!(" {sheet}")).unwrap_or_default();
    let row = place.row.map(|row| format!(" {row}")).unwrap_or_default();
    format!("{}{sheet}{row}", place.file)
}

impl EntrySink for Gatherer {
    fn entry(&mut self, place: &Place, entry: Entry) -> Result<(), StoreFault> {
        self.gathered.report.counts.total += 1;
        if let Entry::Unit(unit) = entry {
            self.unit(place, unit);
            return Ok(());
        }
        if !self.has_room(place) {
            self.refuse_lot_of(&entry);
            return Ok(());
        }
        let at = place.clone();
        match entry {
            Entry::Enterprise(entry) => self.enterprise(place, *entry),
            Entry::Site(entry) => self.gathered.sites.push(Placed { place: at, entry: *entry }),
            Entry::Product(entry) => self.gathered.products.push(Placed { place: at, entry: *entry }),
            Entry::CodeRule(entry) => self.gathered.code_rules.push(Placed { place: at, entry: *entry }),
            Entry::Lot(entry) => self.lot_entry(place, *entry),
            Entry::RawMaterial(entry) => {
                let number = entry.lot.clone();
                if let Some((_, group)) = self.lot(&number, place) {
                    group.materials.push(Placed { place: at, entry: *entry });
                }
            }
            Entry::Circulation(number, event) => {
                if let Some((_, group)) = self.lot(&number, place) {
                    group.circulation.push(Placed { place: at, entry: event });
                }
            }
            Entry::Unit(_) => {}
        }
        Ok(())
    }

    fn reject(&mut self, rejection: Rejection) {
        // A row that still named its lot refuses that lot; any other refuses the delivery.
        let named = rejection.finding.details.iter().find(|(name, _)| name == "lot_number");
        let number = named.and_then(|(_, text)| LotNumber::parse(text));
        let is_can = rejection.finding.details.iter().any(|(name, text)| name == "table" && text == "codes");
        let place = rejection.place.clone();
        let warning = !self.gathered.report.add_unread(rejection);
        if warning {
            return;
        }
        match number.and_then(|number| {
            let (_, group) = self.lot(&number, &place)?;
            group.rows -= 1;
            *(if is_can { &mut group.unread_cans } else { &mut group.errors }) += 1;
            Some(())
        }) {
            Some(_) => {}
            None => self.gathered.delivery_errors += 1,
        }
    }

    fn document(&mut self, name: &str, bytes: u64, content: &mut dyn Read) -> Result<(), StoreFault> {
        let place = Place::file(name);
        if self.gathered.documents.len() >= FILES_PER_SUBMISSION_MAX {
            let finding = Finding::error("too_many_files", name).with("limit", FILES_PER_SUBMISSION_MAX);
            self.refuse(finding, &place);
            return Ok(());
        }
        if bytes > DOCUMENT_BYTES_MAX {
            self.refuse(Finding::error("document_too_large", name).with("limit", DOCUMENT_BYTES_MAX), &place);
            return Ok(());
        }
        // A read that fails is the decoder's to explain: it knows whether the ZIP is damaged.
        let unread =
            |error: io::Error| StoreFault::Unavailable { store: "upload", reason: error.to_string() };
        match documents::receive(name, content).map_err(unread)? {
            Ok(Received { document, warnings }) => {
                for warning in warnings {
                    self.gathered.report.add(warning.at(place.clone()));
                }
                self.gathered.documents.insert(name.to_owned(), document);
            }
            Err(finding) => self.refuse(finding, &place),
        }
        Ok(())
    }
}
