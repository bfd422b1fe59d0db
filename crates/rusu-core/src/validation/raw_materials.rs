//! Rules for a lot's raw materials.

use super::label::is_vague_place;
use super::{LotContext, RowFindings};
use crate::draft::{LotEntry, RawMaterialEntry};
use crate::limits::{RAW_MATERIALS_PER_LOT_MAX, SOURCES_PER_MATERIAL_MAX};
use crate::lot::Conclusion;
use crate::rejection::Finding;

/// Checks a lot's raw materials: there are some, each with its origin and its certificate.
#[must_use]
pub fn check_raw_materials(
    lot: &LotEntry,
    materials: &[RawMaterialEntry],
    context: &LotContext<'_>,
) -> RowFindings {
    let mut findings = RowFindings::new();
    if materials.is_empty() {
        findings.push((None, "", Finding::error("raw_materials_missing", lot.number.as_str())));
    }
    if materials.len() > RAW_MATERIALS_PER_LOT_MAX {
        let finding = Finding::error("raw_materials_limit", materials.len().to_string());
        findings.push((None, "", finding.with("limit", RAW_MATERIALS_PER_LOT_MAX)));
    }
    for (index, material) in materials.iter().enumerate() {
        let found = check_material(material, context);
        findings.extend(found.into_iter().map(|(field, finding)| (Some(index), field, finding)));
    }
    findings
}

fn check_material(material: &RawMaterialEntry, context: &LotContext<'_>) -> super::Findings {
    let mut findings = super::Findings::new();
    match material.origin.as_deref().map(str::trim).filter(|origin| !origin.is_empty()) {
        None => findings.push(("origin", Finding::error("origin_missing", material.name.as_str()))),
        Some(origin) if is_vague_place(origin) => {
            findings.push(("origin", Finding::error("origin_vague", origin)));
        }
        Some(_) => {}
    }
    let parts = [
        ("certificate_number", material.certificate_number.is_some()),
        ("certificate_date", material.certificate_date.is_some()),
        ("conclusion", material.conclusion.is_some()),
        ("certificate_file", material.file.is_some()),
    ];
    for (field, _) in parts.into_iter().filter(|(_, given)| !given) {
        let finding = Finding::error("raw_material_certificate_missing", material.name.as_str());
        findings.push((field, finding.with("part", field)));
    }
    if let Some(date) = material.certificate_date.filter(|date| *date > context.today) {
        let finding = Finding::error("raw_material_certificate_in_future", date.to_string());
        findings.push(("certificate_date", finding.with("today", context.today)));
    }
    if material.conclusion == Some(Conclusion::Fail) {
        findings.push(("conclusion", Finding::error("raw_material_failed", material.name.as_str())));
    }
    check_sources(material, &mut findings);
    if let Some(file) = material.file.as_ref().filter(|file| !(context.has_document)(file)) {
        findings.push(("certificate_file", Finding::error("document_missing", file.as_str())));
    }
    findings
}

/// Only what has a lot number of its own can be said to be made from other lots. Whether a chain of
/// them ends, intake finds out, which knows what other lots say.
fn check_sources(material: &RawMaterialEntry, findings: &mut super::Findings) {
    let count = material.made_from.len();
    if count > SOURCES_PER_MATERIAL_MAX {
        let finding = Finding::error("made_from_limit", count.to_string());
        findings.push(("made_from", finding.with("limit", SOURCES_PER_MATERIAL_MAX)));
    }
    if count > 0 && material.material_lot.is_none() {
        findings.push(("material_lot", Finding::error("made_from_without_lot", material.name.as_str())));
    }
}
