//! One submission's run: decode → check → commit → publish, lot by lot.

use std::collections::HashMap;

use jiff::civil::Date;
use rusu_core::calendar::china_day;
use rusu_core::code_rule::CodeRule;
use rusu_core::draft::{EnterpriseEntry, LotEntry, RawMaterialEntry};
use rusu_core::enterprise::{Enterprise, EnterpriseId, EnterpriseProfile, IntegrityCertificate, Site};
use rusu_core::lot::{CirculationEvent, DocumentRef};
use rusu_core::ports::{ObjectKind, RegistryReader, StoreFault, SubmissionOutcome};
use rusu_core::product::Product;
use rusu_core::rejection::Finding;
use rusu_core::submission::{AcceptMode, LotReceipt, LotResult, Receipt, SubmissionId, SubmissionState};
use rusu_core::validation::{
    LotContext, check_circulation, check_code_rule, check_enterprise, check_lot, check_product,
    check_raw_materials, check_site,
};

use crate::gather::{Gathered, Gatherer, LotGroup, Placed};
use crate::intake::{Intake, IntakeError};
use crate::report::Report;

/// An enterprise's master data as it would stand after the delivery.
pub(crate) struct Known {
    pub(crate) enterprise: Enterprise,
    pub(crate) sites: Vec<Site>,
    pub(crate) products: Vec<Product>,
    pub(crate) code_rules: Vec<CodeRule>,
}

impl Known {
    pub(crate) fn read(registry: &dyn RegistryReader, id: EnterpriseId) -> Result<Self, IntakeError> {
        let Some(enterprise) = registry.enterprise(id)? else {
            return Err(IntakeError::Unknown { what: "enterprise", name: id.to_string() });
        };
        let mut code_rules = registry.code_rules()?.rules;
        code_rules.retain(|rule| rule.enterprise == id);
        Ok(Self { enterprise, sites: registry.sites(id)?, products: registry.products(id)?, code_rules })
    }

    /// What a lot is made of and where; the site may be left out where there is only one.
    pub(crate) fn product_and_site(&self, lot: &LotEntry) -> Option<(&Product, &Site)> {
        let product = self.products.iter().find(|product| product.reference == lot.product)?;
        let site = match &lot.site {
            Some(reference) => self.sites.iter().find(|site| site.reference == *reference),
            None => self.sites.first().filter(|_| self.sites.len() == 1),
        };
        Some((product, site?))
    }

    /// Lays the delivery's master data over what is known.
    pub(crate) fn overlaid(&self, gathered: &Gathered) -> Self {
        let mut enterprise = self.enterprise.clone();
        if let Some(entry) = gathered.enterprise.as_ref().map(|placed| &placed.entry) {
            enterprise.profile = Some(profile(entry, &gathered.documents));
            if !entry.brands.is_empty() {
                enterprise.brands.clone_from(&entry.brands);
            }
        }
        let (sites, products, rules) = (&gathered.sites, &gathered.products, &gathered.code_rules);
        Self {
            enterprise,
            sites: overlay(&self.sites, sites, |a, b| a.reference == b.reference),
            products: overlay(&self.products, products, |a, b| a.reference == b.reference),
            code_rules: overlay(&self.code_rules, rules, |a, b| a.reference == b.reference),
        }
    }
}

fn overlay<T: Clone>(known: &[T], new: &[Placed<T>], same: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let mut all = known.to_vec();
    for placed in new {
        match all.iter_mut().find(|old| same(old, &placed.entry)) {
            Some(old) => *old = placed.entry.clone(),
            None => all.push(placed.entry.clone()),
        }
    }
    all
}

fn profile(entry: &EnterpriseEntry, documents: &HashMap<String, DocumentRef>) -> EnterpriseProfile {
    let certificate = entry.certificate.as_ref().map(|certificate| IntegrityCertificate {
        number: certificate.number.clone(),
        grade: certificate.grade.clone(),
        issuer: certificate.issuer.clone(),
        valid_from: certificate.valid_from,
        valid_to: certificate.valid_to,
        document: certificate.file.as_ref().and_then(|name| documents.get(name)).cloned(),
    });
    EnterpriseProfile {
        legal_name: entry.legal_name.clone(),
        credit_code: entry.credit_code.clone(),
        contact_phone: entry.contact_phone.clone(),
        website: entry.website.clone(),
        integrity_certificate: certificate,
        lot_number_pattern: entry.lot_number_pattern.clone(),
    }
}

/// Checks master data; a row that is refused belongs to the delivery as a whole.
pub(crate) fn check_master(gathered: &mut Gathered, today: Date) {
    let Gathered { enterprise, sites, products, code_rules, documents, report, delivery_errors, .. } =
        gathered;
    let delivered = |name: &str| documents.contains_key(name);
    let mut refused = 0;
    if let Some(Placed { place, entry }) = enterprise
        && report.add_all(place, "enterprise", check_enterprise(entry, today, &delivered)) > 0
    {
        *enterprise = None;
        refused += 1;
    }
    refused += keep_good(sites, report, "sites", |site| check_site(site, today));
    refused += keep_good(products, report, "products", |product| check_product(product, today));
    refused += keep_good(code_rules, report, "code_rules", check_code_rule);
    *delivery_errors += refused;
    report.counts.rejected += refused;
}

/// Leaves the rows that pass and tells how many do not.
fn keep_good<T>(
    rows: &mut Vec<Placed<T>>,
    report: &mut Report,
    table: &str,
    check: impl Fn(&T) -> Vec<(&'static str, Finding)>,
) -> u64 {
    let before = rows.len();
    rows.retain(|Placed { place, entry }| report.add_all(place, table, check(entry)) == 0);
    u64::try_from(before - rows.len()).unwrap_or(u64::MAX)
}

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

    fn run(&self, receipt: &Receipt, resumed: bool) -> Result<(SubmissionOutcome, Report), IntakeError> {
        let mut gathered = self.decode(receipt)?;
        let today = china_day(self.clock.now());
        let before = Known::read(self.registry.as_ref(), receipt.enterprise)?;
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
        gathered.lots = lots;
        let (lots, stored_master) = self.commit(receipt, &mut gathered, &before, &after, resumed)?;
        let outcome = SubmissionOutcome {
            state: final_state(&gathered.report, &lots, stored_master),
            counts: gathered.report.counts,
            lots,
            failure: None,
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
    SubmissionOutcome { state, counts: Default::default(), lots: Vec::new(), failure, finished_at: None }
}

fn failure_code(error: &IntakeError) -> String {
    let code = match error {
        IntakeError::Fault(StoreFault::Unavailable { .. }) => "store_unavailable",
        IntakeError::Fault(StoreFault::Damaged { .. }) => "store_damaged",
        IntakeError::Fault(StoreFault::Stopped { .. }) => "store_stopped",
        IntakeError::Fault(StoreFault::TooLarge { .. }) => "too_large",
        IntakeError::Scratch(_) | IntakeError::Decode(_) => "scratch_failed",
        IntakeError::Unknown { .. } => "unknown",
        IntakeError::Busy { .. }
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
