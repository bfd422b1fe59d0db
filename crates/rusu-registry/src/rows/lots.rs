//! Rows of lots, parts, recalls, void codes and the history.

use std::collections::HashMap;

use rusu_core::code::TraceCode;
use rusu_core::enterprise::{EnterpriseId, Reference};
use rusu_core::history::{Subject, ValueChange};
use rusu_core::lineage::{LineageNode, MaterialLot};
use rusu_core::lot::{
    BizStep, CirculationEvent, Conclusion, DocumentRef, Inspection, Lot, LotKey, LotNumber, LotState,
    RawMaterial, VoidCode,
};
use rusu_core::ports::{PartState, StoreFault};
use serde::{Deserialize, Serialize};

use super::{At, document_row, json_text, kept, kept_option, position, stored, time_text};
use crate::entities::{document, lot, material_source, part, raw_material, value_change, void_code};

/// The word of [`PartState::Staged`].
pub const STAGED: &str = "staged";
/// The word of [`PartState::Published`].
pub const PUBLISHED: &str = "published";

pub fn part_state(row: &part::Model) -> Result<PartState, StoreFault> {
    let at = At::new("parts", format!("{} {}", row.enterprise, row.part_no));
    at.read("state", &row.state, |word| match word {
        STAGED => Some(PartState::Staged),
        PUBLISHED => Some(PartState::Published),
        _ => None,
    })
}

/// One event inside `lots.circulation`.
#[derive(Serialize, Deserialize)]
struct EventRow {
    step: String,
    event_date: String,
    place: String,
    party: Option<String>,
}

/// A lot as rows. The numbers of the lot and of its documents are not yet known and stand as 0.
#[derive(Serialize)]
pub struct LotRows {
    pub lot: lot::Model,
    pub report: document::Model,
    pub materials: Vec<(raw_material::Model, document::Model)>,
    pub sources: Vec<material_source::Model>,
}

pub fn lot_rows(lot: &Lot) -> Result<LotRows, StoreFault> {
    let materials = lot.raw_materials.iter().enumerate();
    let materials: Result<Vec<_>, StoreFault> = materials
        .map(|(index, material)| Ok((material_row(index, material), document_row(&material.document)?)))
        .collect();
    Ok(LotRows {
        lot: lot_row(lot)?,
        report: document_row(&lot.inspection.document)?,
        materials: materials?,
        sources: lot.raw_materials.iter().enumerate().flat_map(source_rows).collect(),
    })
}

fn source_rows((material, row): (usize, &RawMaterial)) -> Vec<material_source::Model> {
    let sources = row.made_from.iter().enumerate();
    let row = |(index, node): (usize, &LineageNode)| {
        let empty = material_source::Model {
            lot: 0,
            material: position(material),
            position: position(index),
            own_lot: None,
            name: None,
            material_lot: None,
            supplier: None,
        };
        match node {
            LineageNode::Lot(number) => {
                material_source::Model { own_lot: Some(number.as_str().to_owned()), ..empty }
            }
            LineageNode::Material(MaterialLot { name, number, supplier }) => material_source::Model {
                name: Some(kept(name)),
                material_lot: kept_option(number.as_ref()),
                supplier: kept_option(supplier.as_ref()),
                ..empty
            },
        }
    };
    sources.map(row).collect()
}

/// What a raw material was made from.
pub fn source(row: &material_source::Model) -> Result<LineageNode, StoreFault> {
    let at = At::new("material_sources", format!("{} {} {}", row.lot, row.material, row.position));
    match (&row.own_lot, &row.name) {
        (Some(number), _) => Ok(LineageNode::Lot(at.read("own_lot", number, LotNumber::parse)?)),
        (None, Some(name)) => Ok(LineageNode::Material(MaterialLot {
            name: name.clone(),
            number: row.material_lot.clone(),
            supplier: row.supplier.clone(),
        })),
        (None, None) => Err(at.bad("name", "")),
    }
}

/// The raw-material lot that a row is.
pub fn material_lot(row: &raw_material::Model) -> MaterialLot {
    MaterialLot { name: row.name.clone(), number: row.material_lot.clone(), supplier: row.supplier.clone() }
}

fn state_words(state: &LotState) -> (&'static str, Option<&String>) {
    let reason = match state {
        LotState::Withdrawn { reason } => Some(reason),
        _ => None,
    };
    (state.as_str(), reason)
}

fn lot_row(lot: &Lot) -> Result<lot::Model, StoreFault> {
    let circulation = lot.circulation.iter().map(|event| EventRow {
        step: event.step.as_str().to_owned(),
        event_date: event.event_date.to_string(),
        place: event.place.clone(),
        party: event.party.clone(),
    });
    let (state, reason) = state_words(&lot.state);
    Ok(lot::Model {
        id: 0,
        enterprise: lot.key.enterprise.0.into(),
        number: lot.key.number.as_str().to_owned(),
        product: lot.product.as_str().to_owned(),
        site: lot.site.as_str().to_owned(),
        production_date: lot.production_date.to_string(),
        expiry_date: lot.expiry_date.to_string(),
        report_number: kept(&lot.inspection.report_number),
        laboratory: kept(&lot.inspection.laboratory),
        report_date: lot.inspection.report_date.to_string(),
        conclusion: lot.inspection.conclusion.as_str().to_owned(),
        tested_parameters: kept_option(lot.inspection.tested_parameters.as_ref()),
        report_document: 0,
        circulation: json_text(&circulation.collect::<Vec<_>>())?,
        state: state.to_owned(),
        state_reason: kept_option(reason),
        unit_count: stored("units of a lot", lot.unit_count)?,
        published_at: time_text(lot.published_at),
    })
}

fn material_row(index: usize, material: &RawMaterial) -> raw_material::Model {
    raw_material::Model {
        lot: 0,
        position: position(index),
        name: kept(&material.name),
        material_lot: kept_option(material.material_lot.as_ref()),
        origin: kept(&material.origin),
        certificate_number: kept(&material.certificate_number),
        certificate_date: material.certificate_date.to_string(),
        conclusion: material.conclusion.as_str().to_owned(),
        document: 0,
        supplier: kept_option(material.supplier.as_ref()),
    }
}

/// A lot of its row, the rows of its raw materials and of what these were made from in order, and the
/// documents by their numbers.
pub fn lot(
    row: lot::Model,
    materials: &[raw_material::Model],
    sources: &[material_source::Model],
    documents: &HashMap<i64, DocumentRef>,
) -> Result<Lot, StoreFault> {
    let at = At::new("lots", format!("{} {}", row.enterprise, row.number));
    let materials: Result<Vec<RawMaterial>, StoreFault> =
        materials.iter().map(|m| material(m, sources, documents)).collect();
    let circulation: Vec<EventRow> = at.json("circulation", &row.circulation)?;
    let circulation: Result<Vec<CirculationEvent>, StoreFault> =
        circulation.into_iter().map(|event| circulation_event(&at, event)).collect();
    let report = documents.get(&row.report_document).cloned();
    Ok(Lot {
        key: LotKey {
            enterprise: EnterpriseId(at.number("enterprise", row.enterprise)?),
            number: at.read("number", &row.number, LotNumber::parse)?,
        },
        product: at.read("product", &row.product, Reference::parse)?,
        site: at.read("site", &row.site, Reference::parse)?,
        production_date: at.date("production_date", &row.production_date)?,
        expiry_date: at.date("expiry_date", &row.expiry_date)?,
        raw_materials: materials?,
        state: lot_state(&at, &row)?,
        circulation: circulation?,
        unit_count: at.number("unit_count", row.unit_count)?,
        published_at: at.time("published_at", &row.published_at)?,
        inspection: Inspection {
            report_date: at.date("report_date", &row.report_date)?,
            conclusion: at.read("conclusion", &row.conclusion, Conclusion::from_word)?,
            document: report.ok_or_else(|| at.bad("report_document", row.report_document))?,
            report_number: row.report_number,
            laboratory: row.laboratory,
            tested_parameters: row.tested_parameters,
        },
    })
}

fn lot_state(at: &At, row: &lot::Model) -> Result<LotState, StoreFault> {
    match row.state.as_str() {
        lot::DRAFT => Ok(LotState::Draft),
        "published" => Ok(LotState::Published),
        "under_correction" => Ok(LotState::UnderCorrection),
        lot::WITHDRAWN => Ok(LotState::Withdrawn { reason: row.state_reason.clone().unwrap_or_default() }),
        lot::ARCHIVED => Ok(LotState::Archived),
        other => Err(at.bad("state", other)),
    }
}

fn circulation_event(at: &At, event: EventRow) -> Result<CirculationEvent, StoreFault> {
    Ok(CirculationEvent {
        step: at.read("circulation", &event.step, BizStep::from_word)?,
        event_date: at.date("circulation", &event.event_date)?,
        place: event.place,
        party: event.party,
    })
}

fn material(
    row: &raw_material::Model,
    sources: &[material_source::Model],
    documents: &HashMap<i64, DocumentRef>,
) -> Result<RawMaterial, StoreFault> {
    let at = At::new("raw_materials", format!("{} {}", row.lot, row.position));
    let own = sources.iter().filter(|source| source.material == row.position);
    Ok(RawMaterial {
        name: row.name.clone(),
        material_lot: row.material_lot.clone(),
        supplier: row.supplier.clone(),
        made_from: own.map(source).collect::<Result<_, _>>()?,
        origin: row.origin.clone(),
        certificate_number: row.certificate_number.clone(),
        certificate_date: at.date("certificate_date", &row.certificate_date)?,
        conclusion: at.read("conclusion", &row.conclusion, Conclusion::from_word)?,
        document: documents.get(&row.document).cloned().ok_or_else(|| at.bad("document", row.document))?,
    })
}

/// The kind of a subject, and its own name within the enterprise.
pub fn subject_words(subject: &Subject) -> (&'static str, &str) {
    match subject {
        Subject::Enterprise => ("enterprise", ""),
        Subject::Site(reference) => ("site", reference),
        Subject::Product(reference) => ("product", reference),
        Subject::Lot(number) => ("lot", number),
    }
}

pub fn change_row(enterprise: EnterpriseId, change: &ValueChange) -> value_change::Model {
    let (subject, name) = subject_words(&change.subject);
    value_change::Model {
        id: 0,
        enterprise: enterprise.0.into(),
        subject: subject.to_owned(),
        subject_name: kept(name),
        field: kept(&change.field),
        old_value: kept_option(change.old.as_ref()),
        new_value: kept_option(change.new.as_ref()),
        who: kept(&change.who),
        why: kept(&change.why),
        changed_at: time_text(change.at),
    }
}

pub fn change(row: value_change::Model) -> Result<ValueChange, StoreFault> {
    let at = At::new("value_changes", row.id);
    let subject = match row.subject.as_str() {
        "enterprise" => Subject::Enterprise,
        "site" => Subject::Site(row.subject_name),
        "product" => Subject::Product(row.subject_name),
        "lot" => Subject::Lot(row.subject_name),
        other => return Err(at.bad("subject", other)),
    };
    Ok(ValueChange {
        subject,
        at: at.time("changed_at", &row.changed_at)?,
        field: row.field,
        old: row.old_value,
        new: row.new_value,
        who: row.who,
        why: row.why,
    })
}

pub fn void_code_row(lot: &LotKey, void: &VoidCode) -> void_code::Model {
    void_code::Model {
        id: 0,
        enterprise: lot.enterprise.0.into(),
        lot_number: lot.number.as_str().to_owned(),
        code: void.code.as_str().to_owned(),
        reason: kept(&void.reason),
        since: time_text(void.since),
    }
}

pub fn void_code(row: void_code::Model) -> Result<VoidCode, StoreFault> {
    let at = At::new("void_codes", row.id);
    Ok(VoidCode {
        code: at.read("code", &row.code, |text| TraceCode::parse(text).ok())?,
        since: at.time("since", &row.since)?,
        reason: row.reason,
    })
}
