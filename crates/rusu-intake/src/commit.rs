//! The commit protocol: documents, then codes, then the lot's published state, in this order.

mod publish;

use std::collections::HashMap;
use std::iter::Peekable;

use jiff::Timestamp;
use rusu_core::history::{Subject, Versioned, changes};
use rusu_core::limits::LOTS_PER_SYNC_MAX;
use rusu_core::lot::{Lot, LotKey, LotNumber, LotState, PartNo};
use rusu_core::ports::{CodeRecord, MasterChange, PartState, PublishedLot, PutCount, StoreFault};
use rusu_core::rejection::{Finding, Place};
use rusu_core::submission::{AcceptMode, LotReceipt, LotResult, Receipt};
use rusu_core::validation::build_lot;

use crate::codes::{Examined, Examiner, KnownCodes};
use crate::documents;
use crate::gather::{Gathered, LotGroup, UNNAMED};
use crate::intake::{Intake, IntakeError};
use crate::master::Known;
use crate::report::Report;
use crate::spool::{Merge, SpooledCode};

use publish::Staged;
pub(crate) use publish::overtaken;

/// Codes that the store is asked about at once.
const CODES_ASKED: usize = 1_024;

/// What the examination of a lot's codes counted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CodeCounts {
    pub(crate) good_units: u64,
    pub(crate) good: u64,
    pub(crate) duplicate_units: u64,
    pub(crate) bad_units: u64,
    pub(crate) bad: u64,
}

/// Which codes of a lot are to be stored, one bit each in their order: what was examined once need
/// not be examined again when it is stored.
#[derive(Debug, Default)]
pub(crate) struct Chosen {
    bits: Vec<u64>,
    length: u32,
}

impl Chosen {
    fn push(&mut self, is_good: bool) {
        if self.length.is_multiple_of(u64::BITS) {
            self.bits.push(0);
        }
        if let Some(last) = self.bits.last_mut() {
            *last |= u64::from(is_good) << (self.length % u64::BITS);
        }
        self.length += 1;
    }

    /// As many as were pushed, and `false` up to the next multiple of 64.
    fn into_iter(self) -> impl Iterator<Item = bool> {
        self.bits.into_iter().flat_map(|bits| (0..u64::BITS).map(move |place| bits >> place & 1 == 1))
    }
}

/// Codes of one lot out of the merged stream of all.
pub(crate) struct LotCodes<'m, 'a> {
    merge: &'m mut Peekable<Merge<'a>>,
    lot: u32,
}

impl<'m, 'a> LotCodes<'m, 'a> {
    pub(crate) fn new(merge: &'m mut Peekable<Merge<'a>>, lot: u32) -> Self {
        Self { merge, lot }
    }
}

impl Iterator for LotCodes<'_, '_> {
    type Item = std::io::Result<SpooledCode>;

    fn next(&mut self) -> Option<Self::Item> {
        let lot = self.lot;
        self.merge.next_if(|code| code.as_ref().map_or(true, |code| code.lot == lot))
    }
}

/// Counts what would become of a lot's codes, tells which are to be stored, and reports what is wrong.
pub(crate) fn examine_all(
    codes: LotCodes<'_, '_>,
    examiner: &mut Examiner<'_>,
    report: &mut Report,
) -> Result<(CodeCounts, Chosen), IntakeError> {
    let mut examined = (CodeCounts::default(), Chosen::default());
    let mut batch = Vec::with_capacity(CODES_ASKED);
    let mut codes = codes.peekable();
    while codes.peek().is_some() {
        for spooled in codes.by_ref().take(CODES_ASKED) {
            batch.push(spooled?);
        }
        examiner.ask(&batch)?;
        examine_batch(batch.drain(..), examiner, report, &mut examined)?;
    }
    Ok(examined)
}

fn examine_batch(
    batch: impl Iterator<Item = SpooledCode>,
    examiner: &mut Examiner<'_>,
    report: &mut Report,
    (counts, chosen): &mut (CodeCounts, Chosen),
) -> Result<(), IntakeError> {
    for spooled in batch {
        let unit = u64::from(spooled.carrier == rusu_core::code_rule::Carrier::Outer);
        let examined = examiner.examine(spooled)?;
        chosen.push(matches!(examined, Examined::Good));
        match examined {
            Examined::Good => {
                counts.good += 1;
                counts.good_units += unit;
            }
            Examined::Duplicate => counts.duplicate_units += unit,
            Examined::Absorbed => {}
            Examined::Bad(rejection) => {
                counts.bad += 1;
                counts.bad_units += unit;
                if let Some(rejection) = rejection {
                    report.add(*rejection);
                }
            }
        }
    }
    Ok(())
}

/// Names the rows that belong to no lot, where the delivery has several.
pub(crate) fn report_unnamed(
    gathered: &mut Gathered,
    merge: &mut Peekable<Merge<'_>>,
) -> Result<(), IntakeError> {
    for spooled in LotCodes::new(merge, UNNAMED) {
        let spooled = spooled?;
        if spooled.carrier != rusu_core::code_rule::Carrier::Outer {
            continue;
        }
        let source = usize::try_from(spooled.source).ok().and_then(|index| gathered.sources.get(index));
        let place = Place { row: Some(spooled.row), ..source.cloned().unwrap_or_default() };
        let rule = if gathered.lots.is_empty() { "lot_unknown" } else { "lot_ambiguous" };
        gathered.report.add(Finding::error(rule, spooled.code.as_str()).at(place));
        gathered.delivery_errors += 1;
        gathered.report.counts.rejected += 1;
    }
    Ok(())
}

impl Intake {
    /// Commits what the checks allow. Tells what became of each lot, whether master data was stored, and
    /// when the last codes were durable.
    pub(crate) fn commit(
        &self,
        receipt: &Receipt,
        gathered: &mut Gathered,
        before: &Known,
        after: &Known,
        resumed: bool,
    ) -> Result<(Vec<LotReceipt>, bool, Option<Timestamp>), IntakeError> {
        let codes = std::mem::take(&mut gathered.codes);
        let (mut checking, mut storing) = (codes.read()?.peekable(), codes.read()?.peekable());
        // Codes without a lot stand last in the order; they must be known before the first commit.
        let unnamed_is_only = gathered.unnamed_units == 0 && gathered.lots.len() == 1;
        if gathered.unnamed_units > 0 {
            report_unnamed(gathered, &mut unnamed(&codes)?)?;
        }
        let refused = gathered.delivery_errors > 0 && receipt.mode == AcceptMode::AllOrNothing;
        if refused && !gathered.lots.is_empty() {
            let finding = Finding::error("delivery_refused", receipt.file_name.as_str());
            gathered.report.add(finding.at(Place::file(&receipt.file_name)));
        }
        let mut run = Run {
            intake: self,
            receipt,
            before,
            after,
            resumed,
            master_stored: None,
            staged: Vec::new(),
            staged_parts: HashMap::new(),
            committed_at: None,
        };
        let mut receipts = Vec::new();
        for (index, group) in std::mem::take(&mut gathered.lots).into_iter().enumerate() {
            let index = u32::try_from(index).unwrap_or(UNNAMED);
            let index =
                if unnamed_is_only && checking.peek().is_some_and(is_unnamed) { UNNAMED } else { index };
            let (registry, codes) = (self.registry.as_ref(), self.codes.as_ref());
            let known = KnownCodes { registry, codes, staged: &run.staged_parts };
            let mut examiner = Examiner::new(
                Some(known),
                receipt.enterprise,
                &group.number,
                &after.code_rules,
                &gathered.sources,
            );
            let (counts, chosen) =
                examine_all(LotCodes::new(&mut checking, index), &mut examiner, &mut gathered.report)?;
            let codes = LotCodes::new(&mut storing, index);
            receipts.push(run.lot(gathered, &group, counts, Choice { codes, chosen }, refused)?);
            if run.staged.len() >= LOTS_PER_SYNC_MAX {
                run.publish()?;
            }
        }
        run.publish()?;
        if !refused && receipts.is_empty() {
            run.master(gathered)?;
        }
        if run.master_stored.is_none() {
            gathered.report.counts.rejected += gathered.master_rows();
        }
        Ok((receipts, run.master_stored == Some(true), run.committed_at))
    }
}

fn unnamed(codes: &crate::spool::Sorted) -> Result<Peekable<Merge<'_>>, IntakeError> {
    let mut merge = codes.read()?.peekable();
    while merge.next_if(|code| code.as_ref().is_ok_and(|code| code.lot != UNNAMED)).is_some() {}
    Ok(merge)
}

fn is_unnamed(code: &std::io::Result<SpooledCode>) -> bool {
    code.as_ref().is_ok_and(|code| code.lot == UNNAMED)
}

impl Choice<'_, '_> {
    fn records(self) -> impl Iterator<Item = Result<CodeRecord, StoreFault>> {
        let chosen = self.codes.zip(self.chosen.into_iter());
        chosen.filter(|(spooled, is_good)| *is_good || spooled.is_err()).map(|(spooled, _)| {
            let SpooledCode { code, carrier, parent, .. } = spooled.map_err(|error| scratch_fault(&error))?;
            Ok(CodeRecord { code, carrier, parent })
        })
    }
}

/// One run's commits.
struct Run<'a> {
    intake: &'a Intake,
    receipt: &'a Receipt,
    before: &'a Known,
    after: &'a Known,
    resumed: bool,
    /// `None` until it was tried; then whether anything changed.
    master_stored: Option<bool>,
    /// Lots whose codes are put and not yet made durable, at most [`LOTS_PER_SYNC_MAX`].
    staged: Vec<Staged>,
    /// Their parts, and those published in this run: codes of them belong to these lots, whatever
    /// the registry says so far.
    staged_parts: HashMap<PartNo, LotNumber>,
    /// When the codes of the last lots so far were made durable.
    committed_at: Option<Timestamp>,
}

/// A lot's codes, and which of them are to be stored.
struct Choice<'m, 'a> {
    codes: LotCodes<'m, 'a>,
    chosen: Chosen,
}

impl Run<'_> {
    fn lot(
        &mut self,
        gathered: &mut Gathered,
        group: &LotGroup,
        counts: CodeCounts,
        choice: Choice<'_, '_>,
        refused: bool,
    ) -> Result<LotReceipt, IntakeError> {
        let all_or_nothing = self.receipt.mode == AcceptMode::AllOrNothing;
        // A published lot has its codes: its values may be corrected without sending them again.
        let key = LotKey { enterprise: self.receipt.enterprise, number: group.number.clone() };
        let without_codes = counts.good_units + counts.duplicate_units == 0
            && (counts.bad > 0 || group.unread_cans > 0 || self.intake.registry.lot(&key)?.is_none());
        if without_codes && group.entry.is_some() && counts.bad == 0 {
            let finding = Finding::error("lot_without_codes", group.number.as_str());
            gathered.report.add(finding.at(group.first_place.clone()));
        }
        // What was shown once cannot be made unseen; it can be withdrawn, which is said.
        let is_draft = group.entry.as_ref().is_some_and(|placed| placed.entry.is_draft);
        let unpublishes = is_draft
            && self.intake.registry.lot(&key)?.is_some_and(|lot| lot.state != LotState::Draft)
            && !self.was_stored_before(&key)?;
        if unpublishes {
            let finding = Finding::error("lot_published_already", group.number.as_str());
            gathered.report.add(finding.at(group.first_place.clone()));
        }
        let bad = refused
            || without_codes
            || unpublishes
            || all_or_nothing && (group.errors > 0 || group.unread_cans > 0 || counts.bad > 0);
        // In the mode of good rows an error in the lot's own rows still refuses the lot: only cans can be left out.
        let entry = group.entry.as_ref().filter(|_| !bad && group.errors == 0);
        let after = self.after;
        let product_and_site = entry.and_then(|placed| after.product_and_site(&placed.entry));
        let (Some(entry), Some((product, site))) = (entry, product_and_site) else {
            for _ in choice.codes {}
            gathered.report.counts.rejected += group.rows;
            return Ok(LotReceipt { number: group.number.clone(), result: LotResult::Rejected, units: 0 });
        };
        self.master(gathered)?;
        let documents = |name: &str| gathered.documents.get(name).cloned();
        let materials: Vec<_> = group.materials.iter().map(|placed| placed.entry.clone()).collect();
        let circulation: Vec<_> = group.circulation.iter().map(|placed| placed.entry.clone()).collect();
        let now = self.intake.clock.now();
        let lot = build_lot(&entry.entry, &materials, circulation, product, site, &documents, now);
        let Some(lot) = lot else {
            let reason = format!("lot {} passed the checks but is not complete", group.number);
            return Err(StoreFault::Damaged { store: "intake", reason }.into());
        };
        self.store_documents(&lot)?;
        let reason = entry.entry.reason.as_deref().unwrap_or_default();
        let stored = self.store(lot, reason, counts, choice)?;
        let counted = &mut gathered.report.counts;
        counted.rejected += counts.bad_units.min(group.units);
        counted.duplicate += counts.duplicate_units;
        counted.accepted += group.rows.saturating_sub(counts.bad_units + counts.duplicate_units);
        Ok(LotReceipt { number: group.number.clone(), ..stored })
    }

    /// Stores codes and stages the lot's publication. The order is the protocol: a crash before the
    /// `sync` of [`Run::publish`] leaves codes that may or may not be there, before `publish_lot`
    /// codes that are there and invisible, after it a published lot whose submission is still
    /// `Processing` and will be run again.
    fn store(
        &mut self,
        mut lot: Lot,
        why: &str,
        counts: CodeCounts,
        choice: Choice<'_, '_>,
    ) -> Result<LotReceipt, IntakeError> {
        let intake = self.intake;
        let published = intake.registry.lot(&lot.key)?;
        let number = lot.key.number.clone();
        let mut part = None;
        let mut put = PutCount::default();
        if counts.good > 0 {
            let reserved = intake.registry.reserve_part(&lot.key, &self.receipt.id)?;
            put = intake.codes.put(lot.key.enterprise, reserved, &mut choice.records())?;
            // What was all there already publishes no part, or would take its count of codes away.
            part = (put.outer + put.inner + put.packages > 0).then_some(reserved);
        } else {
            for _ in choice.codes {}
        }
        let history = self.take_over(&mut lot, published.as_ref(), put.outer, why)?;
        if published.is_some() && part.is_none() && history.is_empty() {
            return self.unchanged(lot, counts);
        }
        let result = match published.as_ref().map(|old| &old.state) {
            _ if lot.state == LotState::Draft => LotResult::Draft,
            None | Some(LotState::Draft) => LotResult::Published,
            Some(_) => LotResult::Amended,
        };
        self.staged_parts.extend(part.map(|part| (part, number.clone())));
        let part_codes = put.outer + put.inner;
        let submission = self.receipt.id.clone();
        let published_lot = PublishedLot { lot, part, part_codes, changes: history, submission };
        let (over, why) = (published, why.to_owned());
        self.staged.push(Staged { published: published_lot, over, units: put.outer, why });
        Ok(LotReceipt { number, result, units: put.outer })
    }

    /// Everything was there already: either a true duplicate, or this very submission had
    /// published the lot before a crash.
    fn unchanged(&self, lot: Lot, counts: CodeCounts) -> Result<LotReceipt, IntakeError> {
        let number = lot.key.number.clone();
        if self.was_stored_before(&lot.key)? {
            let is_draft = lot.state == LotState::Draft;
            let result = if is_draft { LotResult::Draft } else { LotResult::Published };
            return Ok(LotReceipt { number, result, units: counts.duplicate_units });
        }
        Ok(LotReceipt { number, result: LotResult::Duplicate, units: 0 })
    }

    /// Whether this submission stored codes of the lot before a crash.
    fn was_stored_before(&self, lot: &LotKey) -> Result<bool, StoreFault> {
        if !self.resumed {
            return Ok(false);
        }
        let part = self.intake.registry.reserve_part(lot, &self.receipt.id)?;
        let state = self.intake.registry.part(lot.enterprise, part)?;
        Ok(state.is_some_and(|(_, state)| state == PartState::Published))
    }

    /// Documents first: a published lot never names a document that is not there.
    fn store_documents(&self, lot: &Lot) -> Result<(), IntakeError> {
        let materials = lot.raw_materials.iter().map(|material| &material.document);
        for document in materials.chain([&lot.inspection.document]) {
            self.store_document(document)?;
        }
        Ok(())
    }

    fn store_document(&self, document: &rusu_core::lot::DocumentRef) -> Result<(), IntakeError> {
        documents::store(self.intake, self.receipt, document)
    }

    /// Stores master data once, before the first lot that may need it.
    fn master(&mut self, gathered: &mut Gathered) -> Result<(), IntakeError> {
        if self.master_stored.is_some() {
            return Ok(());
        }
        let change = self.master_change(gathered);
        let changed = change.enterprise.is_some()
            || !change.sites.is_empty()
            || !change.products.is_empty()
            || !change.code_rules.is_empty();
        if changed {
            let profile = self.after.enterprise.profile.as_ref();
            let certificate = profile.and_then(|p| p.integrity_certificate.as_ref()?.document.as_ref());
            if let Some(document) = certificate.filter(|_| change.enterprise.is_some()) {
                self.store_document(document)?;
            }
            self.intake.registry.save_master(self.receipt.enterprise, &change)?;
        }
        let rows = gathered.master_rows();
        if changed {
            gathered.report.counts.accepted += rows;
        } else {
            gathered.report.counts.duplicate += rows;
        }
        self.master_stored = Some(changed);
        Ok(())
    }

    /// What the delivery's master data changes, with its history.
    fn master_change(&self, gathered: &Gathered) -> MasterChange {
        let mut change = MasterChange::default();
        let who = self.receipt.id.as_str();
        let now = self.intake.clock.now();
        if gathered.enterprise.is_some() && self.after.enterprise != self.before.enterprise {
            change.enterprise = Some(self.after.enterprise.clone());
            if self.before.enterprise.profile.is_some() {
                let (old, new) = (&self.before.enterprise, &self.after.enterprise);
                change.changes.extend(changes(&Subject::Enterprise, old, new, who, "", now));
            }
        }
        for placed in &gathered.sites {
            let old = self.before.sites.iter().find(|site| site.reference == placed.entry.reference);
            let subject = Subject::Site(placed.entry.reference.to_string());
            keep_changed(&mut change.sites, &mut change.changes, old, &placed.entry, |o, n| {
                changes(&subject, o, n, who, "", now)
            });
        }
        for placed in &gathered.products {
            let old = self.before.products.iter().find(|product| product.reference == placed.entry.reference);
            let subject = Subject::Product(placed.entry.reference.to_string());
            keep_changed(&mut change.products, &mut change.changes, old, &placed.entry, |o, n| {
                changes(&subject, o, n, who, "", now)
            });
        }
        let rules = gathered.code_rules.iter().map(|placed| &placed.entry);
        change.code_rules = rules.filter(|rule| !self.before.code_rules.contains(rule)).cloned().collect();
        change
    }
}

fn keep_changed<T: Clone + PartialEq + Versioned>(
    kept: &mut Vec<T>,
    history: &mut Vec<rusu_core::history::ValueChange>,
    old: Option<&T>,
    new: &T,
    differences: impl Fn(&T, &T) -> Vec<rusu_core::history::ValueChange>,
) {
    match old {
        Some(old) if old == new => return,
        Some(old) => history.extend(differences(old, new)),
        None => {}
    }
    kept.push(new.clone());
}

fn scratch_fault(error: &std::io::Error) -> StoreFault {
    StoreFault::Unavailable { store: "working directory", reason: error.to_string() }
}
