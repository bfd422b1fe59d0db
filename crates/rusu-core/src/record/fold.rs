//! Each item's value in words.

use jiff::civil::Date;

use super::{Bilingual, ItemDocument, RecordItem};
use crate::catalogue::{self, TraceItem};
use crate::enterprise::{Enterprise, IntegrityCertificate, Site};
use crate::lot::{CirculationEvent, DocumentRef, Inspection, Lot, RawMaterial};
use crate::product::{NutritionFact, Product};
use crate::texts::{self, Argument, Lang};

/// What one item holds besides its name.
#[derive(Default)]
struct Content {
    value: Option<Bilingual>,
    rows: Vec<Vec<Bilingual>>,
    documents: Vec<ItemDocument>,
}

impl From<Option<Bilingual>> for Content {
    fn from(value: Option<Bilingual>) -> Self {
        Self { value, ..Self::default() }
    }
}

/// All items in the catalogue's order.
pub(super) fn items(enterprise: &Enterprise, site: &Site, product: &Product, lot: &Lot) -> Vec<RecordItem> {
    let content = |item: &TraceItem| {
        of_product(item.id, product)
            .or_else(|| of_enterprise(item.id, enterprise, site))
            .or_else(|| of_lot(item.id, lot))
            .unwrap_or_default()
    };
    let fold = |item: &'static TraceItem| {
        let Content { value, rows, documents } = content(item);
        RecordItem { item, value, rows, documents }
    };
    catalogue::all().iter().map(fold).collect()
}

/// A text that is the same in both languages.
pub(super) fn same(text: impl ToString) -> Bilingual {
    let text = text.to_string();
    Bilingual { zh: text.clone(), en: text }
}

/// A text of the catalogue of texts.
pub(super) fn worded(id: &str, arguments: &[(&str, Argument<'_>)]) -> Bilingual {
    Bilingual { zh: texts::format(Lang::Zh, id, arguments), en: texts::format(Lang::En, id, arguments) }
}

/// The word of a value of an enumeration.
pub(super) fn word(kind: &str, value: &str) -> Bilingual {
    worded(&format!("{kind}-{value}"), &[])
}

fn written(text: &str) -> Option<Bilingual> {
    let text = text.trim();
    (!text.is_empty()).then(|| same(text))
}

fn optional(text: Option<&String>) -> Option<Bilingual> {
    text.and_then(|text| written(text))
}

/// Parts with the language's own separator between them, such as `，`.
fn joined(separator: &str, parts: impl IntoIterator<Item = Bilingual>) -> Option<Bilingual> {
    let parts: Vec<Bilingual> = parts.into_iter().filter(|part| !part.zh.is_empty()).collect();
    if parts.is_empty() {
        return None;
    }
    let between = worded(separator, &[]);
    let join =
        |lang: Lang| parts.iter().map(|part| part.get(lang)).collect::<Vec<_>>().join(between.get(lang));
    Some(Bilingual { zh: join(Lang::Zh), en: join(Lang::En) })
}

fn listed(parts: impl IntoIterator<Item = Option<Bilingual>>) -> Option<Bilingual> {
    joined("separator-comma", parts.into_iter().flatten())
}

fn of_product(id: &str, product: &Product) -> Option<Content> {
    let value = match id {
        "product_name" => written(&product.name),
        "brand_name" => written(&product.brand_name),
        "formula_category" => {
            listed([Some(word("stage", product.stage.as_str())), Some(word("base", product.base.as_str()))])
        }
        "applicable_age" => Some(age(product.age_from_months, product.age_to_months)),
        "net_content" => listed([written(&product.net_content), optional(product.package_kind.as_ref())]),
        "ingredient_list" => written(&product.ingredient_list),
        "nutrition_facts" => return Some(nutrition(&product.nutrition_facts)),
        "product_standard_code" => written(&product.product_standard_code),
        "formula_registration_no" => Some(same(&product.formula_registration)),
        "shelf_life" => {
            Some(worded("value-months", &[("months", u64::from(product.shelf_life_months).into())]))
        }
        "storage_conditions" => written(&product.storage_conditions),
        "feeding_instructions" => written(&product.feeding_instructions),
        "consumer_guide" => written(&product.consumer_guide),
        "gtin" => product.gtin.as_ref().map(|gtin| same(gtin.short())),
        "production_process" => listed([
            Some(word("process", product.process.as_str())),
            optional(product.process_description.as_ref()),
        ]),
        _ => return None,
    };
    Some(value.into())
}

fn of_enterprise(id: &str, enterprise: &Enterprise, site: &Site) -> Option<Content> {
    let profile = enterprise.profile.as_ref();
    let value = match id {
        "manufacturer_name" => profile.and_then(|p| written(&p.legal_name)),
        "uscc" => profile.map(|p| same(&p.credit_code)),
        "manufacturer_address" => written(&site.address),
        "place_of_production" => optional(site.place_of_production.as_ref()),
        "contact_phone" => profile.and_then(|p| written(&p.contact_phone)),
        "website" => optional(profile.and_then(|p| p.website.as_ref())),
        "production_licence_no" => listed([Some(same(&site.licence)), Some(valid_to(site.licence_valid_to))]),
        "integrity_certificate" => {
            return Some(
                profile.and_then(|p| p.integrity_certificate.as_ref()).map(certificate).unwrap_or_default(),
            );
        }
        _ => return None,
    };
    Some(value.into())
}

fn of_lot(id: &str, lot: &Lot) -> Option<Content> {
    Some(match id {
        "production_date" => Some(same(lot.production_date)).into(),
        "lot_number" => Some(same(&lot.key.number)).into(),
        "main_ingredients" => ingredients(&lot.raw_materials),
        "main_ingredient_origin" => origins(&lot.raw_materials),
        "main_ingredient_conformity" => conformity(&lot.raw_materials),
        "product_inspection_report" => report(&lot.inspection),
        "inspection_conclusion" => {
            let conclusion = word("conclusion", lot.inspection.conclusion.as_str());
            listed([Some(conclusion), optional(lot.inspection.tested_parameters.as_ref())]).into()
        }
        "circulation_info" => circulation(&lot.circulation),
        _ => return None,
    })
}

fn age(from: u32, to: Option<u32>) -> Bilingual {
    let from = u64::from(from).into();
    match to {
        Some(to) => worded("value-age", &[("from", from), ("to", u64::from(to).into())]),
        None => worded("value-age-open", &[("from", from)]),
    }
}

fn valid_to(date: Date) -> Bilingual {
    worded("value-valid-to", &[("date", (&date.to_string()).into())])
}

fn heading(columns: &[&str]) -> Vec<Bilingual> {
    columns.iter().map(|column| word("column", column)).collect()
}

const PER: [&str; 3] = ["per-100-kj", "per-100-g", "per-100-ml"];

fn nutrition(facts: &[NutritionFact]) -> Content {
    if facts.is_empty() {
        return Content::default();
    }
    // A column that the label does not have is not shown as a column of blanks.
    let given = |column: &usize| facts.iter().any(|f| f.amounts.get(*column).is_some_and(|a| !a.is_empty()));
    let columns: Vec<usize> = (0..PER.len()).filter(given).collect();
    let names: Vec<&str> = columns.iter().filter_map(|column| PER.get(*column).copied()).collect();
    let mut rows = vec![heading(&[["nutrient", "unit"].as_slice(), &names].concat())];
    let mut sentences = Vec::new();
    for fact in facts {
        let amount = |column: &usize| fact.amounts.get(*column).cloned().unwrap_or_default();
        let mut row = vec![same(&fact.nutrient), same(&fact.unit)];
        row.extend(columns.iter().map(|column| same(amount(column))));
        rows.push(row);
        let amounts = columns.iter().zip(&names).map(|(column, name)| (amount(column), name));
        let amounts = amounts.filter(|(amount, _)| !amount.is_empty()).map(|(amount, name)| {
            let per = word("column", name);
            let unit = &fact.unit;
            Bilingual { zh: format!("{} {amount} {unit}", per.zh), en: format!("{} {amount} {unit}", per.en) }
        });
        sentences.extend(named(&fact.nutrient, joined("separator-comma", amounts)));
    }
    Content { value: joined("separator-semicolon", sentences), rows, documents: Vec::new() }
}

/// `name：value`, or the name alone.
fn named(name: &str, value: Option<Bilingual>) -> Option<Bilingual> {
    let Some(value) = value else { return written(name) };
    Some(Bilingual {
        zh: texts::format(Lang::Zh, "value-named", &[("name", name.into()), ("value", (&value.zh).into())]),
        en: texts::format(Lang::En, "value-named", &[("name", name.into()), ("value", (&value.en).into())]),
    })
}

fn certificate(certificate: &IntegrityCertificate) -> Content {
    let validity = match certificate.valid_from {
        Some(from) => {
            let (from, to) = (from.to_string(), certificate.valid_to.to_string());
            worded("value-valid-from-to", &[("from", (&from).into()), ("to", (&to).into())])
        }
        None => valid_to(certificate.valid_to),
    };
    let number = worded("value-number", &[("number", (&certificate.number).into())]);
    let value = listed([
        optional(certificate.grade.as_ref()),
        Some(number),
        written(&certificate.issuer),
        Some(validity),
    ]);
    let title = worded("document-integrity-certificate", &[("number", (&certificate.number).into())]);
    Content {
        value,
        rows: Vec::new(),
        documents: documents([certificate.document.as_ref().map(|d| (title, d))]),
    }
}

fn documents<'a>(named: impl IntoIterator<Item = Option<(Bilingual, &'a DocumentRef)>>) -> Vec<ItemDocument> {
    let named = named.into_iter().flatten();
    named.map(|(title, document)| ItemDocument { title, document: document.clone() }).collect()
}

fn table(
    materials: &[RawMaterial],
    columns: &[&str],
    row: impl Fn(&RawMaterial) -> Vec<Bilingual>,
    sentence: impl Fn(&RawMaterial) -> Option<Bilingual>,
) -> Content {
    if materials.is_empty() {
        return Content::default();
    }
    let rows = std::iter::once(heading(columns)).chain(materials.iter().map(row)).collect();
    let value = joined("separator-semicolon", materials.iter().filter_map(sentence));
    Content { value, rows, documents: Vec::new() }
}

fn ingredients(materials: &[RawMaterial]) -> Content {
    let lot = |m: &RawMaterial| {
        let lot = m.material_lot.as_ref().filter(|lot| !lot.is_empty());
        lot.map(|lot| worded("value-lot", &[("lot", lot.into())]))
    };
    table(
        materials,
        &["material", "material-lot"],
        |m| vec![same(&m.name), same(m.material_lot.as_deref().unwrap_or_default())],
        |m| listed([written(&m.name), lot(m)]),
    )
}

fn origins(materials: &[RawMaterial]) -> Content {
    table(
        materials,
        &["material", "origin"],
        |m| vec![same(&m.name), same(&m.origin)],
        |m| named(&m.name, written(&m.origin)),
    )
}

fn conformity(materials: &[RawMaterial]) -> Content {
    let conclusion = |m: &RawMaterial| word("conclusion", m.conclusion.as_str());
    let number = |m: &RawMaterial| worded("value-number", &[("number", (&m.certificate_number).into())]);
    let content = table(
        materials,
        &["material", "certificate-number", "certificate-date", "conclusion"],
        |m| vec![same(&m.name), same(&m.certificate_number), same(m.certificate_date), conclusion(m)],
        |m| named(&m.name, listed([Some(conclusion(m)), Some(number(m)), Some(same(m.certificate_date))])),
    );
    let titled = materials.iter().map(|m| {
        let date = m.certificate_date.to_string();
        let arguments = [
            ("material", (&m.name).into()),
            ("number", (&m.certificate_number).into()),
            ("date", (&date).into()),
        ];
        Some((worded("document-raw-material", &arguments), &m.document))
    });
    Content { documents: documents(titled), ..content }
}

fn report(inspection: &Inspection) -> Content {
    let date = inspection.report_date.to_string();
    let number = ("number", Argument::from(&inspection.report_number));
    let value = listed([
        Some(worded("value-report-number", &[number])),
        written(&inspection.laboratory),
        Some(same(&date)),
    ]);
    let title = worded("document-inspection-report", &[number, ("date", (&date).into())]);
    Content { value, rows: Vec::new(), documents: documents([Some((title, &inspection.document))]) }
}

fn circulation(events: &[CirculationEvent]) -> Content {
    if events.is_empty() {
        return Content::default();
    }
    let step = |event: &CirculationEvent| word("step", event.step.as_str());
    let party = |event: &CirculationEvent| event.party.clone().unwrap_or_default();
    let rows = events.iter().map(|e| vec![same(e.event_date), step(e), same(&e.place), same(party(e))]);
    let rows = std::iter::once(heading(&["date", "step", "place", "party"])).chain(rows).collect();
    let sentences = events.iter().filter_map(|e| {
        listed([Some(same(e.event_date)), Some(step(e)), written(&e.place), written(&party(e))])
    });
    Content { value: joined("separator-semicolon", sentences), rows, documents: Vec::new() }
}
