//! Values are versioned: every change keeps who, when, why, and the old value.

use jiff::Timestamp;

use crate::enterprise::{Enterprise, Site};
use crate::lot::{Lot, RawMaterial};
use crate::product::Product;

/// What a changed value belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// The enterprise itself.
    Enterprise,
    /// A site, by its reference.
    Site(String),
    /// A product, by its reference.
    Product(String),
    /// A lot, by its number.
    Lot(String),
}

/// One change of one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueChange {
    /// What it belongs to.
    pub subject: Subject,
    /// Which value: a trace item's id, or a field's name where no item covers it.
    pub field: String,
    /// Before; `None` if there was none.
    pub old: Option<String>,
    /// After; `None` if it was taken away.
    pub new: Option<String>,
    /// Who: the submission's id, or the operator's command.
    pub who: String,
    /// Why, in the enterprise's words; empty where none were given.
    pub why: String,
    /// When.
    pub at: Timestamp,
}

/// A thing whose values are kept by name, so that two versions can be compared.
pub trait Versioned {
    /// Names and values, in a stable order.
    fn values(&self) -> Vec<(&'static str, String)>;
}

/// The changes that lead from `old` to `new`, in the order of `new`'s values.
#[must_use]
pub fn changes<T: Versioned>(
    subject: &Subject,
    old: &T,
    new: &T,
    who: &str,
    why: &str,
    at: Timestamp,
) -> Vec<ValueChange> {
    let filled = |value: &str| (!value.is_empty()).then(|| value.to_owned());
    let before = old.values();
    new.values()
        .into_iter()
        .filter_map(|(field, value)| {
            let was = before.iter().find(|(name, _)| *name == field).map_or("", |(_, v)| v.as_str());
            (was != value).then(|| ValueChange {
                subject: subject.clone(),
                field: field.to_owned(),
                old: filled(was),
                new: filled(&value),
                who: who.to_owned(),
                why: why.to_owned(),
                at,
            })
        })
        .collect()
}

fn text<T: ToString>(value: Option<&T>) -> String {
    value.map(T::to_string).unwrap_or_default()
}

/// Who delivered a raw material and what it was made from, if either is told.
fn sources_of(material: &RawMaterial) -> Option<String> {
    let RawMaterial { name, supplier, made_from, .. } = material;
    let sources: Vec<String> = made_from.iter().map(ToString::to_string).collect();
    let is_told = supplier.is_some() || !sources.is_empty();
    is_told.then(|| format!("{name} {} {}", text(supplier.as_ref()), sources.join("; ")))
}

impl Versioned for Enterprise {
    fn values(&self) -> Vec<(&'static str, String)> {
        let profile = self.profile.as_ref();
        let certificate = profile.and_then(|p| p.integrity_certificate.as_ref()).map(|c| {
            let document = c.document.as_ref().map(|d| d.hash);
            let from = text(c.valid_from.as_ref());
            let grade = text(c.grade.as_ref());
            format!("{} {grade} {} {from}..{} {}", c.number, c.issuer, c.valid_to, text(document.as_ref()))
        });
        vec![
            ("name", self.name.clone()),
            ("brands", self.brands.join(", ")),
            ("manufacturer_name", text(profile.map(|p| &p.legal_name))),
            ("uscc", text(profile.map(|p| &p.credit_code))),
            ("contact_phone", text(profile.map(|p| &p.contact_phone))),
            ("website", text(profile.and_then(|p| p.website.as_ref()))),
            ("integrity_certificate", certificate.unwrap_or_default()),
            ("lot_number_pattern", text(profile.and_then(|p| p.lot_number_pattern.as_ref()))),
        ]
    }
}

impl Versioned for Site {
    fn values(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.clone()),
            ("manufacturer_address", self.address.clone()),
            ("place_of_production", text(self.place_of_production.as_ref())),
            ("production_licence_no", format!("{} {}", self.licence, self.licence_valid_to)),
        ]
    }
}

impl Versioned for Product {
    fn values(&self) -> Vec<(&'static str, String)> {
        let facts: Vec<String> = self
            .nutrition_facts
            .iter()
            .map(|f| format!("{}|{}|{}", f.nutrient, f.unit, f.amounts.join("|")))
            .collect();
        vec![
            ("product_name", self.name.clone()),
            ("brand_name", self.brand_name.clone()),
            ("formula_category", format!("{} {}", self.stage.as_str(), self.base.as_str())),
            ("applicable_age", format!("{}..{}", self.age_from_months, text(self.age_to_months.as_ref()))),
            ("net_content", format!("{} {}", self.net_content, text(self.package_kind.as_ref()))),
            ("ingredient_list", self.ingredient_list.clone()),
            ("nutrition_facts", facts.join("\n")),
            ("product_standard_code", self.product_standard_code.clone()),
            ("formula_registration_no", self.formula_registration.to_string()),
            ("shelf_life", self.shelf_life_months.to_string()),
            ("storage_conditions", self.storage_conditions.clone()),
            ("feeding_instructions", self.feeding_instructions.clone()),
            ("consumer_guide", self.consumer_guide.clone()),
            ("gtin", text(self.gtin.as_ref())),
            (
                "production_process",
                format!("{} {}", self.process.as_str(), text(self.process_description.as_ref())),
            ),
        ]
    }
}

impl Versioned for Lot {
    fn values(&self) -> Vec<(&'static str, String)> {
        let join = |parts: Vec<String>| parts.join("\n");
        let materials = &self.raw_materials;
        let circulation = self
            .circulation
            .iter()
            .map(|e| format!("{} {} {} {}", e.event_date, e.step.as_str(), e.place, text(e.party.as_ref())));
        let report = &self.inspection;
        vec![
            ("product", self.product.to_string()),
            ("site", self.site.to_string()),
            ("production_date", self.production_date.to_string()),
            ("expiry_date", self.expiry_date.to_string()),
            (
                "main_ingredients",
                join(
                    materials
                        .iter()
                        .map(|m| format!("{} {}", m.name, text(m.material_lot.as_ref())))
                        .collect(),
                ),
            ),
            (
                "main_ingredient_origin",
                join(materials.iter().map(|m| format!("{} {}", m.name, m.origin)).collect()),
            ),
            (
                "main_ingredient_conformity",
                join(
                    materials
                        .iter()
                        .map(|m| {
                            format!(
                                "{} {} {} {} {}",
                                m.name,
                                m.certificate_number,
                                m.certificate_date,
                                m.conclusion.as_str(),
                                m.document.hash
                            )
                        })
                        .collect(),
                ),
            ),
            ("raw_material_sources", join(materials.iter().filter_map(sources_of).collect())),
            (
                "product_inspection_report",
                format!(
                    "{} {} {} {}",
                    report.report_number, report.laboratory, report.report_date, report.document.hash
                ),
            ),
            (
                "inspection_conclusion",
                format!("{} {}", report.conclusion.as_str(), text(report.tested_parameters.as_ref())),
            ),
            ("circulation_info", join(circulation.collect())),
        ]
    }
}
