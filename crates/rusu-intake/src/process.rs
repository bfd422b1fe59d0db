//! One submission's run: decode → check → commit → publish, lot by lot.

use std::collections::HashMap;

use jiff::civil::Date;
use rusu_core::calendar::china_day;
use rusu_core::draft::RawMaterialEntry;
use rusu_core::lot::{CirculationEvent, DocumentRef};
use rusu_core::ports::{ObjectKind, StoreFault, SubmissionOutcome};
use rusu_core::rejection::Finding;
use rusu_core::submission::{
    AcceptMode, LotReceipt, LotResult, Receipt, StepTimes, SubmissionId, SubmissionState,
};
use rusu_core::validation::{LotContext, check_circulation, check_lot, check_raw_materials};

use crate::gather::{Gathered, Gatherer, LotGroup, Placed};
use crate::intake::{Intake, IntakeError};
use crate::lineage::{Published, check_lineage};
use crate::master::{Known, check_master, check_rule_clashes, check_rule_count};
use crate::report::Report;

/// Checks a lot's entry, raw materials and circulation.
pub(crate) fn check_group(
    group: &mut LotGroup,
    known: &Known,
    documents: &HashMap<String, DocumentRef>,
    today: Date,
    report: &mut Report,
) {
    let Some(Placed { place, entry }) = &group.entry else {
        let finding = Finding::error("lot_unknown", group.number.as_str());
        report.add(finding.at(group.first_place.clone()));
        group.errors += 1;
        return;
    };
    let has_document = |name: &str| documents.contains_key(name);
    let context = LotContext {
        enterprise: &known.enterprise,
        sites: &known.sites,
        products: &known.products,
        today,
        has_document: &has_document,
    };
    let mut errors = report.add_all(place, "lots", check_lot(entry, &context));
    let materials: Vec<RawMaterialEntry> =
        group.materials.iter().map(|placed| placed.entry.clone()).collect();
    for (index, field, finding) in check_raw_materials(entry, &materials, &context) {
        let at = index.and_then(|index| group.materials.get(index)).map_or(place, |placed| &placed.place);
        let table = if index.is_some() { "raw_materials" } else { "lots" };
        errors += report.add_all(at, table, vec![(field, finding)]);
    }
    let events: Vec<CirculationEvent> = group.circulation.iter().map(|placed| placed.entry.clone()).collect();
    for (index, field, finding) in check_circulation(entry, &events, &context) {
        let at = index.and_then(|index| group.circulation.get(index)).map_or(place, |placed| &placed.place);
        errors += report.add_all(at, "circulation", vec![(field, finding)]);
    }
    group.errors += errors;
}

/// Documents that no row names are stored nowhere; the sender is told.
pub(crate) fn warn_of_unused(gathered: &mut Gathered) {
    let certificate =
        gathered.enterprise.iter().filter_map(|p| p.entry.certificate.as_ref()?.file.as_deref());
    let reports =
        gathered.lots.iter().filter_map(|lot| lot.entry.as_ref()?.entry.inspection.as_ref()?.file.as_deref());
    let materials =
        gathered.lots.iter().flat_map(|lot| &lot.materials).filter_map(|p| p.entry.file.as_deref());
    let used: std::collections::HashSet<&str> = certificate.chain(reports).chain(materials).collect();
    let mut unused: Vec<String> =
        gathered.documents.keys().filter(|name| !used.contains(name.as_str())).cloned().collect();
    unused.sort_unstable();
    for name in unused {
        let place = rusu_core::rejection::Place::file(&name);
        gathered.report.add(Finding::warning("document_unused", name).at(place));
    }
}

impl Intake {
    /// Processes a submission to its end. Doing it again, in whole or after a crash, stores the
    /// same content; a submission that has ended is returned as it is.
    ///
    /// # Errors
    /// [`IntakeError`]; the submission is then marked `Failed` if the registry still takes that.
    pub fn process(&self, id: &SubmissionId) -> Result<Receipt, IntakeError> {
        let Some(receipt) = self.registry.receipt(id)? else {
            return Err(IntakeError::Unknown { what: "submission", name: id.to_string() });
        };
        if receipt.state.is_final() {
            return Ok(receipt);
        }
        let resumed = receipt.state != SubmissionState::Received;
        self.registry.save_outcome(id, &unfinished(SubmissionState::Processing, None), &[])?;
        match self.run(&receipt, resumed) {
            Ok((outcome, report)) => {
                self.registry.save_outcome(id, &outcome, &report.kept)?;
                let counts = &outcome.counts;
                tracing::info!(submission = %id, enterprise = %receipt.enterprise, state = outcome.state.as_str(),
                    rows = counts.total, accepted = counts.accepted, rejected = counts.rejected, "submission ended");
                self.registry
                    .receipt(id)?
                    .ok_or_else(|| IntakeError::Unknown { what: "submission", name: id.to_string() })
            }
            Err(error) => {
                let failure = unfinished(SubmissionState::Failed, Some(failure_code(&error)));
                // The first error matters more than one of writing it down.
                if let Err(second) = self.registry.save_outcome(id, &failure, &[]) {
                    tracing::warn!(submission = %id, error = %second, "the failure could not be written down");
                }
                Err(error)
            }
        }
    }

    pub(crate) fn run(
        &self,
        receipt: &Receipt,
        resumed: bool,
    ) -> Result<(SubmissionOutcome, Report), IntakeError> {
        let mut gathered = self.decode(receipt)?;
        let decoded_at = Some(self.clock.now());
        let today = china_day(self.clock.now());
        let before = Known::read(self.registry.as_ref(), receipt.enterprise)?;
        check_rule_count(&mut gathered, &before);
        if gathered.code_rules.iter().any(|placed| !placed.entry.text_patterns.is_empty()) {
            check_rule_clashes(&mut gathered, &self.registry.code_rules()?.rules);
        }
        let mut after = before.overlaid(&gathered);
        check_master(&mut gathered, today);
        warn_of_unused(&mut gathered);
        if gathered.delivery_errors > 0 && receipt.mode == AcceptMode::GoodRows {
            after = before.overlaid(&gathered);
        }
        let mut lots = std::mem::take(&mut gathered.lots);
        for group in &mut lots {
            check_group(group, &after, &gathered.documents, today, &mut gathered.report);
        }
        let published = Published { registry: self.registry.as_ref(), enterprise: receipt.enterprise };
        check_lineage(&mut lots, Some(&published), &mut gathered.report)?;
        gathered.lots = lots;
        let (lots, stored_master, committed_at) =
            self.commit(receipt, &mut gathered, &before, &after, resumed)?;
        let outcome = SubmissionOutcome {
            state: final_state(&gathered.report, &lots, stored_master),
            counts: gathered.report.counts,
            lots,
            failure: None,
            times: StepTimes { decoded_at, committed_at },
            finished_at: Some(self.clock.now()),
        };
        Ok((outcome, gathered.report))
    }

    fn decode(&self, receipt: &Receipt) -> Result<Gathered, IntakeError> {
        let Some(mut upload) = self.objects.open(ObjectKind::Upload, &receipt.content)? else {
            let reason = format!("upload {} of submission {} is missing", receipt.content, receipt.id);
            return Err(StoreFault::Damaged { store: "objects", reason }.into());
        };
        let mut gatherer = Gatherer::new(&self.scratch);
        rusu_formats::decode(&mut *upload, &receipt.file_name, receipt.enterprise, &mut gatherer)
            .map_err(IntakeError::from)?;
        Ok(gatherer.finish()?)
    }
}

fn unfinished(state: SubmissionState, failure: Option<String>) -> SubmissionOutcome {
    let (counts, times) = (Default::default(), StepTimes::default());
    SubmissionOutcome { state, counts, lots: Vec::new(), failure, times, finished_at: None }
}

fn failure_code(error: &IntakeError) -> String {
    let code = match error {
        IntakeError::Fault(StoreFault::Unavailable { .. }) => "store_unavailable",
        IntakeError::Fault(StoreFault::Damaged { .. }) => "store_damaged",
        IntakeError::Fault(StoreFault::Stopped { .. }) => "store_stopped",
        IntakeError::Fault(StoreFault::TooLarge { .. }) => "too_large",
        IntakeError::Scratch(_) | IntakeError::Decode(_) | IntakeError::Source(_) => "scratch_failed",
        IntakeError::Unknown { .. } => "unknown",
        IntakeError::Busy { .. }
        | IntakeError::CheckTooLarge { .. }
        | IntakeError::KeyReused { .. }
        | IntakeError::KeyForm { .. }
        | IntakeError::Taken { .. }
        | IntakeError::FileName { .. } => "not_received",
    };
    code.to_owned()
}

fn final_state(report: &Report, lots: &[LotReceipt], stored_master: bool) -> SubmissionState {
    let stored = stored_master || lots.iter().any(|lot| lot.result != LotResult::Rejected);
    let refused = report.counts.rejected > 0
        || lots.iter().any(|lot| lot.result == LotResult::Rejected)
        || report.errors() > 0;
    match (stored, refused) {
        (true, false) => SubmissionState::Published,
        (true, true) => SubmissionState::PartlyPublished,
        (false, true) => SubmissionState::Rejected,
        // Nothing to store and nothing to complain of: the same master data once more.
        (false, false) => SubmissionState::Published,
    }
}
