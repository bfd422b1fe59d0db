//! Amending a published lot's values.
//!
//! The lot is turned back into what a delivery would have said, changed there, and judged by the same
//! rules. Documents stay: another report or certificate comes with a delivery.

use std::collections::HashMap;

use jiff::civil::Date;
use rusu_core::calendar::china_day;
use rusu_core::draft::{InspectionEntry, LotEntry, RawMaterialEntry, StatedProduct};
use rusu_core::enterprise::Reference;
use rusu_core::history::{Subject, changes};
use rusu_core::limits::{
    CERTIFICATE_NUMBER_CHARACTERS_MAX, CIRCULATION_EVENTS_PER_LOT_MAX, LONG_TEXT_CHARACTERS_MAX,
    SHORT_TEXT_CHARACTERS_MAX,
};
use rusu_core::lineage::LineageNode;
use rusu_core::lot::{CirculationEvent, DocumentRef, Lot, LotKey, LotState, RawMaterial};
use rusu_core::ports::{PublishedLot, StoreFault};
use rusu_core::rejection::{Finding, Severity};
use rusu_core::submission::SubmissionId;
use rusu_core::validation::{LotContext, build_lot, check_circulation, check_lot, check_raw_materials};

use super::error::LotError;
use super::{lot_version, reason_of};
use crate::intake::{Intake, IntakeError};
use crate::lineage::{Published, Stated};
use crate::master::Known;

/// Values of a lot that shall be others; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LotAmendment {
    /// Why; must be told.
    pub reason: String,
    /// Made where.
    pub site: Option<Reference>,
    /// Item 11; the expiry date follows.
    pub production_date: Option<Date>,
    /// Item 30.
    pub report_number: Option<String>,
    /// Item 30.
    pub laboratory: Option<String>,
    /// Item 30.
    pub report_date: Option<Date>,
    /// Item 31 in words; empty takes it away.
    pub tested_parameters: Option<String>,
    /// Items 27–29 of some of the lot's raw materials.
    pub raw_materials: Vec<MaterialAmendment>,
    /// Item 32 as a whole.
    pub circulation: Option<Vec<CirculationEvent>>,
}

/// Values of one raw material that shall be others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MaterialAmendment {
    /// Which of the lot's raw materials, from 1.
    pub number: usize,
    /// Item 27.
    pub name: Option<String>,
    /// Item 27; empty takes it away.
    pub material_lot: Option<String>,
    /// Who delivered it; empty takes it away.
    pub supplier: Option<String>,
    /// Item 28.
    pub origin: Option<String>,
    /// Item 29.
    pub certificate_number: Option<String>,
    /// Item 29.
    pub certificate_date: Option<Date>,
    /// What it was made from, as a whole.
    pub made_from: Option<Vec<LineageNode>>,
}

impl Intake {
    /// Amends a published lot that the caller saw in a certain version. An amendment that changes
    /// nothing leaves the lot as it is.
    ///
    /// # Errors
    /// [`LotError`]; `Changed` if the lot is another version by now.
    pub fn amend_lot(
        &self,
        key: &LotKey,
        version: &str,
        amendment: &LotAmendment,
        who: &str,
    ) -> Result<Lot, LotError> {
        let why = reason_of(&amendment.reason)?;
        let stands = self.registry.lot(key)?.ok_or_else(|| LotError::unknown(key))?;
        let overtaken = |stands: &Lot| {
            let (given, stands) = (version.to_owned(), lot_version(stands));
            LotError::Changed { given, stands }
        };
        if lot_version(&stands) != version {
            return Err(overtaken(&stands));
        }
        let lot = self.amended(&stands, amendment)?;
        let at = self.clock.now();
        let changes = changes(&Subject::Lot(key.number.to_string()), &stands, &lot, who, &why, at);
        if changes.is_empty() {
            return Ok(stands);
        }
        let mut random = [0; 10];
        random.iter_mut().zip(self.chance.bytes()).for_each(|(to, from)| *to = from);
        let submission = SubmissionId::new(at, random);
        let published = PublishedLot { lot, part: None, part_codes: 0, changes, submission };
        if self.registry.publish_lot_over(&published, Some(&stands))? {
            return Ok(published.lot);
        }
        let stands = self.registry.lot(key)?.ok_or_else(|| LotError::unknown(key))?;
        Err(overtaken(&stands))
    }

    /// The lot as it would stand, if the rules let it.
    pub(super) fn amended(&self, stands: &Lot, amendment: &LotAmendment) -> Result<Lot, LotError> {
        let known = Known::read(self.registry.as_ref(), stands.key.enterprise).map_err(of_intake)?;
        let Draft { entry, materials, circulation, documents } = Draft::of(stands).with(amendment)?;
        let now = self.clock.now();
        let has_document = |name: &str| documents.contains_key(name);
        let context = LotContext {
            enterprise: &known.enterprise,
            sites: &known.sites,
            products: &known.products,
            today: china_day(now),
            has_document: &has_document,
        };
        let of_rows = |rows: rusu_core::validation::RowFindings| {
            rows.into_iter().map(|(_, field, finding)| (field, finding)).collect::<Vec<_>>()
        };
        let mut findings = check_lot(&entry, &context);
        findings.extend(of_rows(check_raw_materials(&entry, &materials, &context)));
        findings.extend(of_rows(check_circulation(&entry, &circulation, &context)));
        findings.extend(self.lineage_finding(stands, &materials)?.map(|finding| ("made_from", finding)));
        findings.retain(|(_, finding)| finding.severity == Severity::Error);
        if !findings.is_empty() {
            return Err(LotError::Refused { findings });
        }
        let document = |name: &str| documents.get(name).cloned();
        let lot = known.product_and_site(&entry).and_then(|(product, site)| {
            build_lot(&entry, &materials, circulation, product, site, &document, now)
        });
        let (unit_count, published_at, state) =
            (stands.unit_count, stands.published_at, stands.state.clone());
        let lot = lot.ok_or_else(|| {
            let reason = format!("amended lot {} passed the checks but is not complete", stands.key.number);
            StoreFault::Damaged { store: "intake", reason }
        })?;
        Ok(Lot { unit_count, published_at, state, ..lot })
    }

    fn lineage_finding(
        &self,
        stands: &Lot,
        materials: &[RawMaterialEntry],
    ) -> Result<Option<Finding>, StoreFault> {
        let number = &stands.key.number;
        let stated = Stated::new([(number, materials.iter().collect())]);
        let published = Published { registry: self.registry.as_ref(), enterprise: stands.key.enterprise };
        stated.behind(number, Some(&published))
    }
}

fn of_intake(error: IntakeError) -> LotError {
    match error {
        IntakeError::Fault(fault) => fault.into(),
        other => StoreFault::Damaged { store: "intake", reason: other.to_string() }.into(),
    }
}

/// What a delivery of the lot would have said. Documents go by their hashes, which differ where
/// names need not.
struct Draft {
    entry: LotEntry,
    materials: Vec<RawMaterialEntry>,
    circulation: Vec<CirculationEvent>,
    documents: HashMap<String, DocumentRef>,
}

impl Draft {
    fn of(lot: &Lot) -> Self {
        let report = &lot.inspection;
        let all = lot.raw_materials.iter().map(|material| &material.document).chain([&report.document]);
        let documents = all.map(|document| (document.hash.to_hex(), document.clone())).collect();
        let entry = LotEntry {
            number: lot.key.number.clone(),
            product: lot.product.clone(),
            site: Some(lot.site.clone()),
            production_date: lot.production_date,
            inspection: Some(InspectionEntry {
                report_number: report.report_number.clone(),
                laboratory: report.laboratory.clone(),
                report_date: report.report_date,
                conclusion: report.conclusion,
                tested_parameters: report.tested_parameters.clone(),
                file: Some(report.document.hash.to_hex()),
            }),
            stated: StatedProduct::default(),
            reason: None,
            is_draft: lot.state == LotState::Draft,
        };
        let materials = lot.raw_materials.iter().map(|material| material_entry(lot, material)).collect();
        Self { entry, materials, circulation: lot.circulation.clone(), documents }
    }

    fn with(mut self, amendment: &LotAmendment) -> Result<Self, LotError> {
        let entry = &mut self.entry;
        if let Some(site) = &amendment.site {
            entry.site = Some(site.clone());
        }
        entry.production_date = amendment.production_date.unwrap_or(entry.production_date);
        if let Some(report) = &mut entry.inspection {
            replace(&mut report.report_number, "report_number", &amendment.report_number, IDENTIFIER)?;
            replace(&mut report.laboratory, "laboratory", &amendment.laboratory, SHORT)?;
            report.report_date = amendment.report_date.unwrap_or(report.report_date);
            let tested = &mut report.tested_parameters;
            replace_optional(tested, "tested_parameters", &amendment.tested_parameters, LONG)?;
        }
        for amended in &amendment.raw_materials {
            let index = amended.number.checked_sub(1);
            let material = index.and_then(|index| self.materials.get_mut(index));
            let unknown = || LotError::form("raw_materials.number", amended.number);
            amend_material(material.ok_or_else(unknown)?, amended)?;
        }
        if let Some(circulation) = &amendment.circulation {
            check_events(circulation)?;
            self.circulation.clone_from(circulation);
        }
        Ok(self)
    }
}

fn material_entry(lot: &Lot, material: &RawMaterial) -> RawMaterialEntry {
    RawMaterialEntry {
        lot: lot.key.number.clone(),
        name: material.name.clone(),
        material_lot: material.material_lot.clone(),
        supplier: material.supplier.clone(),
        made_from: material.made_from.clone(),
        origin: Some(material.origin.clone()),
        certificate_number: Some(material.certificate_number.clone()),
        certificate_date: Some(material.certificate_date),
        conclusion: Some(material.conclusion),
        file: Some(material.document.hash.to_hex()),
    }
}

fn amend_material(material: &mut RawMaterialEntry, amended: &MaterialAmendment) -> Result<(), LotError> {
    replace(&mut material.name, "material_name", &amended.name, SHORT)?;
    replace_optional(&mut material.material_lot, "material_lot", &amended.material_lot, IDENTIFIER)?;
    replace_optional(&mut material.supplier, "supplier", &amended.supplier, SHORT)?;
    replace_optional(&mut material.origin, "origin", &amended.origin, SHORT)?;
    let number = &mut material.certificate_number;
    replace_optional(number, "certificate_number", &amended.certificate_number, IDENTIFIER)?;
    material.certificate_date = amended.certificate_date.or(material.certificate_date);
    if let Some(made_from) = &amended.made_from {
        material.made_from.clone_from(made_from);
    }
    Ok(())
}

fn check_events(events: &[CirculationEvent]) -> Result<(), LotError> {
    let (given, limit) = (events.len(), CIRCULATION_EVENTS_PER_LOT_MAX);
    if given > limit {
        return Err(LotError::TooLong { field: "circulation", given, limit });
    }
    for event in events {
        checked("circulation.place", &event.place, SHORT)?;
        if let Some(party) = &event.party {
            checked("circulation.party", party, SHORT)?;
        }
    }
    Ok(())
}

/// What a kind of text may be: its characters, and whether it may have several lines.
#[derive(Clone, Copy)]
struct Bound {
    characters_max: usize,
    has_lines: bool,
}

/// As the columns of the submission format have them.
const SHORT: Bound = Bound { characters_max: SHORT_TEXT_CHARACTERS_MAX, has_lines: false };
const IDENTIFIER: Bound = Bound { characters_max: CERTIFICATE_NUMBER_CHARACTERS_MAX, has_lines: false };
const LONG: Bound = Bound { characters_max: LONG_TEXT_CHARACTERS_MAX, has_lines: true };

fn checked(field: &'static str, text: &str, bound: Bound) -> Result<String, LotError> {
    let text = text.trim();
    let given = text.chars().count();
    if given == 0 {
        return Err(LotError::Missing { field });
    }
    if given > bound.characters_max {
        return Err(LotError::TooLong { field, given, limit: bound.characters_max });
    }
    if text.chars().any(|c| c.is_control() && !(bound.has_lines && c == '\n')) {
        return Err(LotError::form(field, text));
    }
    Ok(text.to_owned())
}

fn replace(
    value: &mut String,
    field: &'static str,
    given: &Option<String>,
    bound: Bound,
) -> Result<(), LotError> {
    if let Some(text) = given {
        *value = checked(field, text, bound)?;
    }
    Ok(())
}

/// An empty text takes the value away; whether the lot can be without it, the rules say.
fn replace_optional(
    value: &mut Option<String>,
    field: &'static str,
    given: &Option<String>,
    bound: Bound,
) -> Result<(), LotError> {
    if let Some(text) = given {
        *value = if text.trim().is_empty() { None } else { Some(checked(field, text, bound)?) };
    }
    Ok(())
}
