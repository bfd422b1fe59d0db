//! From an accepted draft to a lot, and the dates that follow from it.

use jiff::civil::Date;
use jiff::{Span, Timestamp};

use crate::draft::{LotEntry, RawMaterialEntry};
use crate::enterprise::Site;
use crate::limits::{RETENTION_AFTER_EXPIRY_MONTHS, RETENTION_MONTHS_MIN};
use crate::lot::{CirculationEvent, DocumentRef, Inspection, Lot, LotKey, LotState, RawMaterial};
use crate::product::Product;

/// The last day on which a product is good: shelf life in months from the production date, less a
/// day, so that 24 months from 2026-08-14 end with 2028-08-13.
///
/// Where the last month is too short for the production date's day, its last day is taken.
#[must_use]
pub fn expiry_of(production: Date, shelf_life_months: u32) -> Date {
    let end = months_after(production, shelf_life_months);
    if end.day() < production.day() { end } else { end.saturating_sub(Span::new().days(1)) }
}

/// The last day on which a lot is kept in full.
///
/// Source: 食品安全法, article 50 (shelf life + 6 months), and the house's own 30 months.
#[must_use]
pub fn retention_ends(lot: &Lot) -> Date {
    months_after(lot.expiry_date, RETENTION_AFTER_EXPIRY_MONTHS)
        .max(months_after(lot.production_date, RETENTION_MONTHS_MIN))
}

/// The lot that accepted entries become: published unless it is marked a draft, with no codes counted yet. `None` if the
/// checks were not passed, because something that a lot cannot be without is missing.
#[must_use]
pub fn build_lot(
    entry: &LotEntry,
    materials: &[RawMaterialEntry],
    mut circulation: Vec<CirculationEvent>,
    product: &Product,
    site: &Site,
    documents: &dyn Fn(&str) -> Option<DocumentRef>,
    now: Timestamp,
) -> Option<Lot> {
    circulation.sort_by_key(|event| event.event_date);
    let raw_materials: Option<Vec<RawMaterial>> =
        materials.iter().map(|material| raw_material(material, documents)).collect();
    Some(Lot {
        key: LotKey { enterprise: product.enterprise, number: entry.number.clone() },
        product: product.reference.clone(),
        site: site.reference.clone(),
        production_date: entry.production_date,
        expiry_date: expiry_of(entry.production_date, product.shelf_life_months),
        raw_materials: raw_materials.filter(|materials| !materials.is_empty())?,
        inspection: inspection(entry, documents)?,
        circulation,
        state: if entry.is_draft { LotState::Draft } else { LotState::Published },
        unit_count: 0,
        published_at: now,
    })
}

fn months_after(date: Date, months: u32) -> Date {
    // A shelf life beyond what a span can hold ends with the calendar.
    Span::new().try_months(i64::from(months)).map_or(Date::MAX, |span| date.saturating_add(span))
}

fn raw_material(
    entry: &RawMaterialEntry,
    documents: &dyn Fn(&str) -> Option<DocumentRef>,
) -> Option<RawMaterial> {
    Some(RawMaterial {
        name: entry.name.clone(),
        material_lot: entry.material_lot.clone(),
        supplier: entry.supplier.clone(),
        made_from: entry.made_from.clone(),
        origin: entry.origin.clone()?,
        certificate_number: entry.certificate_number.clone()?,
        certificate_date: entry.certificate_date?,
        conclusion: entry.conclusion?,
        document: documents(entry.file.as_deref()?)?,
    })
}

fn inspection(entry: &LotEntry, documents: &dyn Fn(&str) -> Option<DocumentRef>) -> Option<Inspection> {
    let entry = entry.inspection.as_ref()?;
    Some(Inspection {
        report_number: entry.report_number.clone(),
        laboratory: entry.laboratory.clone(),
        report_date: entry.report_date,
        conclusion: entry.conclusion,
        tested_parameters: entry.tested_parameters.clone(),
        document: documents(entry.file.as_deref()?)?,
    })
}
