//! Rules for what an enterprise says of itself and of its sites.

use jiff::civil::Date;

use super::Findings;
use crate::code_rule::LotNumberRule;
use crate::draft::{CertificateEntry, EnterpriseEntry};
use crate::enterprise::Site;
use crate::hidden::mixes_lookalikes;
use crate::rejection::Finding;

/// Categories of licence under which infant formula is made: infant formula and dairy.
///
/// Source: 食品生产许可分类目录.
const LICENCE_CATEGORIES: [&str; 2] = ["129", "105"];

/// Checks an enterprise's profile; `delivered` tells whether a file of a name came along.
#[must_use]
pub fn check_enterprise(entry: &EnterpriseEntry, today: Date, delivered: &dyn Fn(&str) -> bool) -> Findings {
    let mut findings = Findings::new();
    if entry.credit_code.is_pilot() {
        findings.push(("credit_code", Finding::warning("credit_code_pilot", entry.credit_code.as_str())));
    }
    if let Some(website) = entry.website.as_ref().filter(|website| !is_https(website)) {
        findings.push(("website", Finding::error("website_not_https", website.as_str())));
    }
    for brand in entry.brands.iter().filter(|brand| mixes_lookalikes(brand)) {
        findings.push(("brands", Finding::warning("brand_mixed_script", brand.as_str())));
    }
    if let Some(certificate) = &entry.certificate {
        check_certificate(certificate, today, delivered, &mut findings);
    }
    if let Some(pattern) = &entry.lot_number_pattern
        && let Err(error) = LotNumberRule::parse(pattern)
    {
        let finding = Finding::error("lot_number_pattern_form", pattern.as_str());
        findings.push(("lot_number_pattern", finding.with("why", error)));
    }
    findings
}

fn check_certificate(
    certificate: &CertificateEntry,
    today: Date,
    delivered: &dyn Fn(&str) -> bool,
    findings: &mut Findings,
) {
    let valid_to = certificate.valid_to.to_string();
    if let Some(from) = certificate.valid_from.filter(|from| *from > certificate.valid_to) {
        let finding = Finding::error("certificate_dates_swapped", valid_to.as_str()).with("from", from);
        findings.push(("certificate_valid_to", finding));
    } else if certificate.valid_to < today {
        findings.push(("certificate_valid_to", Finding::warning("certificate_expired", valid_to)));
    }
    if let Some(file) = certificate.file.as_ref().filter(|file| !delivered(file)) {
        findings.push(("certificate_file", Finding::error("document_missing", file.as_str())));
    }
}

/// Checks a site.
#[must_use]
pub fn check_site(site: &Site, today: Date) -> Findings {
    let mut findings = Findings::new();
    let category = site.licence.category();
    if !LICENCE_CATEGORIES.contains(&category) {
        let finding = Finding::error("licence_category", site.licence.as_str());
        findings.push(("licence_number", finding.with("category", category)));
    }
    if site.licence_valid_to < today {
        let finding = Finding::warning("licence_expired_since", site.licence_valid_to.to_string());
        findings.push(("licence_valid_to", finding));
    }
    findings
}

/// Whether a text is an https link to some host.
fn is_https(website: &str) -> bool {
    let rest = website.get(..8).filter(|scheme| scheme.eq_ignore_ascii_case("https://"));
    let host = rest.and_then(|_| website.get(8..)).and_then(|rest| rest.split(['/', '?', '#']).next());
    let is_host = |host: &str| host.contains('.') && !host.starts_with('.') && !host.contains('@');
    !website.chars().any(|c| c.is_whitespace() || c.is_control() || c == '"' || c == '<')
        && host.is_some_and(is_host)
}
