//! The codes of some parts, each with the case and the pallet that it is in.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;

use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::{LotNumber, PartNo};
use rusu_core::ports::{CodeReader, CodeSpan, RegistryReader, StoreFault};

use super::{CodeRow, DossierRow, DossierSink};

/// Codes whose cases are looked up together.
const CODES_AT_ONCE: usize = 4_096;
/// Cases whose pallets are remembered: those of a lot come one after the other, mostly.
const CASES_REMEMBERED: usize = 65_536;

/// Where codes are, and who knows which of them were packed anew.
pub(super) struct Stores<'s> {
    pub(super) codes: &'s dyn CodeReader,
    pub(super) registry: &'s dyn RegistryReader,
}

/// Hands out the codes of parts in their order.
pub(super) fn of_parts(
    stores: &Stores<'_>,
    enterprise: EnterpriseId,
    parts: &BTreeMap<PartNo, LotNumber>,
    voids: &HashSet<TraceCode>,
    sink: DossierSink<'_>,
) -> Result<(), StoreFault> {
    if parts.is_empty() {
        return Ok(());
    }
    let is_repacked = stores.registry.packaging_count(enterprise)? > 0;
    let wanted: BTreeSet<PartNo> = parts.keys().copied().collect();
    let store = stores.codes;
    // Hardly any enterprise packs anew; the others' codes need not be asked for.
    let registry = Some(stores.registry).filter(|_| is_repacked);
    let (codes, pallets) = (Vec::new(), HashMap::new());
    let mut batch = Batch { store, registry, enterprise, parts, voids, sink, codes, pallets };
    let mut outcome = Ok(ControlFlow::Continue(()));
    store.visit_parts(enterprise, &wanted, &mut |span| {
        outcome = batch.take(&span);
        match outcome {
            Ok(ControlFlow::Continue(())) => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    })?;
    if outcome?.is_continue() {
        // Whoever takes no more is told nothing more.
        let _ = batch.flush()?;
    }
    Ok(())
}

struct Waiting {
    code: TraceCode,
    carrier: Carrier,
    part: PartNo,
    parent: Option<TraceCode>,
}

struct Batch<'b, 's> {
    store: &'b dyn CodeReader,
    registry: Option<&'b dyn RegistryReader>,
    enterprise: EnterpriseId,
    parts: &'b BTreeMap<PartNo, LotNumber>,
    voids: &'b HashSet<TraceCode>,
    sink: DossierSink<'s>,
    codes: Vec<Waiting>,
    /// The pallets of cases.
    pallets: HashMap<TraceCode, Option<TraceCode>>,
}

impl Batch<'_, '_> {
    fn take(&mut self, span: &CodeSpan) -> Result<ControlFlow<()>, StoreFault> {
        for code in span.codes() {
            let stored = &span.stored;
            let (carrier, part, parent) = (stored.carrier, stored.part, stored.parent.clone());
            self.codes.push(Waiting { code, carrier, part, parent });
            if self.codes.len() >= CODES_AT_ONCE && self.flush()?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn flush(&mut self) -> Result<ControlFlow<()>, StoreFault> {
        self.ask_for_changes()?;
        self.ask_for_pallets()?;
        for waiting in std::mem::take(&mut self.codes) {
            let Some(lot) = self.parts.get(&waiting.part) else { continue };
            let is_can = waiting.carrier == Carrier::Outer;
            let case = waiting.parent.as_ref().filter(|_| is_can);
            let row = CodeRow {
                code: &waiting.code,
                carrier: waiting.carrier,
                parent: waiting.parent.as_ref(),
                pallet: case.and_then(|case| self.pallets.get(case)).and_then(Option::as_ref),
                is_void: self.voids.contains(&waiting.code),
            };
            let row = if waiting.carrier.is_package() {
                DossierRow::Package(lot, &row)
            } else {
                DossierRow::Unit(lot, &row)
            };
            if (self.sink)(row).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Puts the codes that wait into the packages that they are in as of now.
    fn ask_for_changes(&mut self) -> Result<(), StoreFault> {
        let Some(registry) = self.registry else { return Ok(()) };
        let codes: Vec<TraceCode> = self.codes.iter().map(|waiting| waiting.code.clone()).collect();
        let events = registry.packaging_states(self.enterprise, &codes)?;
        for (waiting, event) in self.codes.iter_mut().zip(events) {
            if let Some(event) = event {
                waiting.parent = event.parent().cloned();
            }
        }
        Ok(())
    }

    /// Looks up the cases that wait, each once.
    fn ask_for_pallets(&mut self) -> Result<(), StoreFault> {
        if self.pallets.len() > CASES_REMEMBERED {
            self.pallets.clear();
        }
        let cans = self.codes.iter().filter(|waiting| waiting.carrier == Carrier::Outer);
        let cases: BTreeSet<&TraceCode> = cans.filter_map(|waiting| waiting.parent.as_ref()).collect();
        let new: Vec<TraceCode> =
            cases.into_iter().filter(|case| !self.pallets.contains_key(*case)).cloned().collect();
        let found = self.store.find_many(self.enterprise, &new)?;
        let mut pallets: Vec<Option<TraceCode>> =
            found.into_iter().map(|stored| stored.and_then(|stored| stored.parent)).collect();
        if let Some(registry) = self.registry {
            let events = registry.packaging_states(self.enterprise, &new)?;
            for (pallet, event) in pallets.iter_mut().zip(events) {
                if let Some(event) = event {
                    *pallet = event.parent().cloned();
                }
            }
        }
        self.pallets.extend(new.into_iter().zip(pallets));
        Ok(())
    }
}
