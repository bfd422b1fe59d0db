//! Master data of a delivery: laid over what is known, and checked.

use std::collections::HashMap;

use jiff::civil::Date;
use rusu_core::code_rule::CodeRule;
use rusu_core::draft::{EnterpriseEntry, LotEntry};
use rusu_core::enterprise::{
    Enterprise, EnterpriseId, EnterpriseProfile, IntegrityCertificate, Reference, Site,
};
use rusu_core::limits::CODE_RULES_PER_ENTERPRISE_MAX;
use rusu_core::lot::DocumentRef;
use rusu_core::ports::RegistryReader;
use rusu_core::product::Product;
use rusu_core::rejection::Finding;
use rusu_core::rule_trial::clashes;
use rusu_core::validation::{check_code_rule, check_enterprise, check_product, check_site};

use crate::gather::{Gathered, Placed, shown};
use crate::intake::IntakeError;
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
    refused += keep_first(sites, report, |site| &site.reference);
    refused += keep_first(products, report, |product| &product.reference);
    refused += keep_first(code_rules, report, |rule| &rule.reference);
    refused += keep_good(sites, report, "sites", |site| check_site(site, today));
    refused += keep_good(products, report, "products", |product| check_product(product, today));
    refused += keep_good(code_rules, report, "code_rules", check_code_rule);
    *delivery_errors += refused;
    report.counts.rejected += refused;
}

/// Leaves one row of each reference. A repeated row is a duplicate; one that differs is refused,
/// because nobody can know which of the two is right. Tells how many are refused.
fn keep_first<T: PartialEq>(
    rows: &mut Vec<Placed<T>>,
    report: &mut Report,
    reference: impl Fn(&T) -> &Reference,
) -> u64 {
    let mut kept: Vec<Placed<T>> = Vec::with_capacity(rows.len());
    let mut refused = 0;
    for row in rows.drain(..) {
        match kept.iter().find(|first| reference(&first.entry) == reference(&row.entry)) {
            None => kept.push(row),
            Some(first) if first.entry == row.entry => report.counts.duplicate += 1,
            Some(first) => {
                let finding = Finding::error("row_twice", reference(&row.entry).as_str());
                report.add(finding.with("first", shown(&first.place)).at(row.place));
                refused += 1;
            }
        }
    }
    *rows = kept;
    refused
}

/// Refuses a delivery that would leave the enterprise with more code rules than it may have.
pub(crate) fn check_rule_count(gathered: &mut Gathered, before: &Known) {
    let count = before.overlaid(gathered).code_rules.len();
    if let Some(last) = gathered.code_rules.last().filter(|_| count > CODE_RULES_PER_ENTERPRISE_MAX) {
        let finding = Finding::error("code_rules_limit", count.to_string());
        gathered.report.add(finding.with("limit", CODE_RULES_PER_ENTERPRISE_MAX).at(last.place.clone()));
        gathered.delivery_errors += 1;
        gathered.report.counts.rejected += u64::try_from(gathered.code_rules.len()).unwrap_or(u64::MAX);
        gathered.code_rules.clear();
    }
}

/// Refuses code rules whose QR text patterns claim what another enterprise prints.
pub(crate) fn check_rule_clashes(gathered: &mut Gathered, rules: &[CodeRule]) {
    let Gathered { code_rules, report, .. } = gathered;
    let refused = keep_good(code_rules, report, "code_rules", |rule| clashes(rule, rules));
    gathered.delivery_errors += refused;
    gathered.report.counts.rejected += refused;
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
