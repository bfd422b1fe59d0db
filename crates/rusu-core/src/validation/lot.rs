//! Rules for a lot's own row.

use jiff::civil::{Date, date};

use super::{Findings, LotContext, expiry_of};
use crate::code_rule::LotNumberRule;
use crate::draft::{InspectionEntry, LotEntry, StatedProduct};
use crate::enterprise::Site;
use crate::lot::Conclusion;
use crate::product::Product;
use crate::rejection::Finding;

/// Earlier production dates are slips of the pen: no shelf life reaches today from there.
const PRODUCTION_DATE_MIN: Date = date(2000, 1, 1);

/// Checks a lot's row.
#[must_use]
pub fn check_lot(entry: &LotEntry, context: &LotContext<'_>) -> Findings {
    let mut findings = Findings::new();
    if context.enterprise.profile.is_none() {
        findings.push(("", Finding::error("enterprise_profile_missing", context.enterprise.name.as_str())));
    }
    check_production_date(entry, context.today, &mut findings);
    match context.products.iter().find(|product| product.reference == entry.product) {
        Some(product) => check_product_of(entry, product, context.today, &mut findings),
        None => findings.push(("product_ref", Finding::error("product_unknown", entry.product.as_str()))),
    }
    match site_of(entry, context.sites) {
        Ok(site) => check_licence(entry, site, &mut findings),
        Err(finding) => findings.push(("site_ref", finding)),
    }
    match &entry.inspection {
        Some(inspection) => check_inspection(entry, inspection, context, &mut findings),
        None => findings.push(("report_number", Finding::error("lot_report_missing", entry.number.as_str()))),
    }
    check_lot_number(entry, context, &mut findings);
    findings
}

fn check_production_date(entry: &LotEntry, today: Date, findings: &mut Findings) {
    let value = entry.production_date.to_string();
    if entry.production_date > today {
        let finding = Finding::error("production_date_in_future", value).with("today", today);
        findings.push(("production_date", finding));
    } else if entry.production_date < PRODUCTION_DATE_MIN {
        findings.push(("production_date", Finding::error("production_date_too_early", value)));
    }
}

fn check_product_of(entry: &LotEntry, product: &Product, today: Date, findings: &mut Findings) {
    let expiry = expiry_of(entry.production_date, product.shelf_life_months);
    let StatedProduct { name, net_content, formula_registration, gtin, expiry_date } = &entry.stated;
    let gtin_text = |gtin: &crate::identifiers::Gtin| gtin.short().to_owned();
    let compared = [
        ("product_name", name.clone(), Some(product.name.clone())),
        ("net_content", net_content.clone(), Some(product.net_content.clone())),
        (
            "formula_registration_no",
            formula_registration.as_ref().map(ToString::to_string),
            Some(product.formula_registration.to_string()),
        ),
        ("gtin", gtin.as_ref().map(gtin_text), product.gtin.as_ref().map(gtin_text)),
        ("expiry_date", expiry_date.map(|date| date.to_string()), Some(expiry.to_string())),
    ];
    for (field, stated, registered) in compared {
        let Some(stated) = stated else { continue };
        let registered = registered.unwrap_or_default();
        if plain(&stated) != plain(&registered) {
            let shown = if registered.is_empty() { "—" } else { &registered };
            let finding = Finding::error("differs_from_registration", stated);
            findings.push((field, finding.with("field", field).with("registered", shown)));
        }
    }
    if expiry < today {
        let finding = Finding::warning("lot_expired_already", entry.number.as_str()).with("expiry", expiry);
        findings.push(("production_date", finding));
    }
}

fn site_of<'a>(entry: &LotEntry, sites: &'a [Site]) -> Result<&'a Site, Finding> {
    match (&entry.site, sites) {
        (Some(reference), _) => sites
            .iter()
            .find(|site| site.reference == *reference)
            .ok_or_else(|| Finding::error("site_unknown", reference.as_str())),
        (None, [only]) => Ok(only),
        (None, _) => Err(Finding::error("site_missing", "").with("count", sites.len())),
    }
}

fn check_licence(entry: &LotEntry, site: &Site, findings: &mut Findings) {
    if site.licence_valid_to < entry.production_date {
        let finding = Finding::error("licence_expired", site.licence_valid_to.to_string());
        let finding = finding.with("licence", &site.licence).with("production", entry.production_date);
        findings.push(("production_date", finding));
    }
}

fn check_inspection(
    entry: &LotEntry,
    report: &InspectionEntry,
    context: &LotContext<'_>,
    findings: &mut Findings,
) {
    match &report.file {
        None => findings.push(("report_file", Finding::error("lot_report_missing", entry.number.as_str()))),
        Some(file) if !(context.has_document)(file) => {
            findings.push(("report_file", Finding::error("document_missing", file.as_str())));
        }
        Some(_) => {}
    }
    let value = report.report_date.to_string();
    if report.report_date < entry.production_date {
        let finding =
            Finding::error("report_before_production", value).with("production", entry.production_date);
        findings.push(("report_date", finding));
    } else if report.report_date > context.today {
        findings
            .push(("report_date", Finding::error("report_in_future", value).with("today", context.today)));
    }
    if report.conclusion == Conclusion::Fail {
        findings.push(("conclusion", Finding::error("lot_inspection_failed", entry.number.as_str())));
    }
}

fn check_lot_number(entry: &LotEntry, context: &LotContext<'_>, findings: &mut Findings) {
    let pattern = context.enterprise.profile.as_ref().and_then(|profile| profile.lot_number_pattern.as_ref());
    // A pattern that does not compile was refused when it was sent.
    let Some(rule) = pattern.and_then(|pattern| LotNumberRule::parse(pattern).ok()) else { return };
    let number = &entry.number;
    if !rule.matches(number) {
        findings.push(("lot_number", Finding::warning("lot_number_unlike_rule", number.as_str())));
        return;
    }
    let carried = rule.date_of(number, entry.production_date);
    if carried != Some(entry.production_date) {
        let carried = carried.map_or_else(|| "—".to_owned(), |date| date.to_string());
        let finding = Finding::error("lot_number_date_differs", number.as_str());
        findings
            .push(("lot_number", finding.with("carried", carried).with("production", entry.production_date)));
    }
}

/// Width, case and spaces are no difference.
fn plain(text: &str) -> String {
    text.chars()
        .map(crate::code::narrow)
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}
