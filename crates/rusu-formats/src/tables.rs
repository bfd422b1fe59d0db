//! From a row of a table to its typed entry.

use rusu_core::code_rule::{Alphabet, CanPosition, Carrier, CodeRule, CodeShape};
use rusu_core::draft::{
    CertificateEntry, EnterpriseEntry, Entry, InspectionEntry, LotEntry, RawMaterialEntry, StatedProduct,
    UnitEntry,
};
use rusu_core::enterprise::{EnterpriseId, Site};
use rusu_core::identifiers::{CheckAlgorithm, CreditCode, FormulaRegistration, Gtin, ProductionLicence};
use rusu_core::lineage::LineageNode;
use rusu_core::lot::{BizStep, CirculationEvent, Conclusion};
use rusu_core::product::{FormulaBase, FormulaStage, NutritionFact, ProcessKind, Product};
use rusu_core::rejection::Finding;

use crate::row::{Row, code, identified, lot_number, reference};

/// Reads a row of the table `table_id`. `None` means that the row's findings refuse it.
pub(crate) fn entry(table_id: &str, enterprise: EnterpriseId, row: &mut Row<'_>) -> Option<Entry> {
    let entry = match table_id {
        "codes" => unit(row),
        "lots" => lot(row),
        "raw_materials" => raw_material(row),
        "circulation" => circulation(row),
        "products" => product(enterprise, row),
        "sites" => site(enterprise, row),
        "code_rules" => code_rule(enterprise, row),
        "enterprise" => enterprise_profile(row),
        other => unreachable!("table {other} has no reader; a test reads the example of every table"),
    };
    entry.filter(|_| !row.is_refused())
}

fn unit(row: &mut Row<'_>) -> Option<Entry> {
    let lot = row.optional("lot_number", lot_number);
    let outer = row.required("code", code);
    let inner = row.optional("inner_code", code);
    let case = row.optional("case_code", code);
    let pallet = row.optional("pallet_code", code);
    Some(Entry::Unit(UnitEntry { lot, code: outer?, inner, case, pallet }))
}

fn lot(row: &mut Row<'_>) -> Option<Entry> {
    let number = row.required("lot_number", lot_number);
    let product = row.required("product_ref", reference);
    let site = row.optional("site_ref", reference);
    let production_date = row.required_date("production_date");
    let stated = StatedProduct {
        name: row.optional_text("product_name"),
        net_content: row.optional_text("net_content"),
        formula_registration: row
            .optional("formula_registration_no", |text| identified(text, FormulaRegistration::parse(text))),
        gtin: row.optional("gtin", |text| identified(text, Gtin::parse(text))),
        expiry_date: row.optional_date("expiry_date"),
    };
    let inspection = inspection(row);
    let reason = row.optional_text("reason");
    let is_draft = row.optional_choice("draft", |word| Some(word == "yes")).unwrap_or(false);
    let (number, product, production_date) = (number?, product?, production_date?);
    Some(Entry::Lot(Box::new(LotEntry {
        number,
        product,
        site,
        production_date,
        inspection,
        stated,
        reason,
        is_draft,
    })))
}

fn inspection(row: &mut Row<'_>) -> Option<InspectionEntry> {
    const COLUMNS: [&str; 6] =
        ["report_number", "laboratory", "report_date", "conclusion", "tested_parameters", "report_file"];
    if !row.has_any(&COLUMNS) {
        return None;
    }
    let report_number = row.required_text("report_number");
    let laboratory = row.required_text("laboratory");
    let report_date = row.required_date("report_date");
    let conclusion = row.required_choice("conclusion", Conclusion::from_word);
    let tested_parameters = row.optional_text("tested_parameters");
    let file = row.optional_text("report_file");
    Some(InspectionEntry {
        report_number: report_number?,
        laboratory: laboratory?,
        report_date: report_date?,
        conclusion: conclusion?,
        tested_parameters,
        file,
    })
}

fn raw_material(row: &mut Row<'_>) -> Option<Entry> {
    let lot = row.required("lot_number", lot_number);
    let name = row.required_text("material_name");
    let material_lot = row.optional_text("material_lot");
    let supplier = row.optional_text("supplier");
    let made_from = row.optional_text("made_from").map(|text| sources(row, &text)).unwrap_or_default();
    let origin = row.optional_text("origin");
    let certificate_number = row.optional_text("certificate_number");
    let certificate_date = row.optional_date("certificate_date");
    let conclusion = row.optional_choice("conclusion", Conclusion::from_word);
    let file = row.optional_text("certificate_file");
    Some(Entry::RawMaterial(Box::new(RawMaterialEntry {
        lot: lot?,
        name: name?,
        material_lot,
        supplier,
        made_from,
        origin,
        certificate_number,
        certificate_date,
        conclusion,
        file,
    })))
}

/// What a raw material was made from, one lot a line.
fn sources(row: &mut Row<'_>, text: &str) -> Vec<LineageNode> {
    let mut sources = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match LineageNode::parse(line) {
            // Said twice is said once.
            Some(node) if sources.contains(&node) => {}
            Some(node) => sources.push(node),
            None => row.find("made_from", Finding::error("made_from_form", line)),
        }
    }
    sources
}

fn circulation(row: &mut Row<'_>) -> Option<Entry> {
    let lot = row.required("lot_number", lot_number);
    let step = row.required_choice("step", BizStep::from_word);
    let event_date = row.required_date("event_date");
    let place = row.required_text("place");
    let party = row.optional_text("party");
    Some(Entry::Circulation(
        lot?,
        CirculationEvent { step: step?, event_date: event_date?, place: place?, party },
    ))
}

fn product(enterprise: EnterpriseId, row: &mut Row<'_>) -> Option<Entry> {
    let product_ref = row.required("product_ref", reference);
    let name = row.required_text("product_name");
    let brand_name = row.required_text("brand_name");
    let stage = row.required_choice("stage", FormulaStage::from_word);
    let base = row.required_choice("base", FormulaBase::from_word);
    let age_from_months = row.required_integer("age_from_months");
    let age_to_months = row.optional_integer("age_to_months");
    let net_content = row.required_text("net_content");
    let package_kind = row.optional_text("package_kind");
    let ingredient_list = row.required_text("ingredient_list");
    let nutrition = row.required_text("nutrition_facts").map(|text| nutrition_facts(row, &text));
    let product_standard_code = row.required_text("product_standard_code");
    let formula_registration =
        row.required("formula_registration_no", |text| identified(text, FormulaRegistration::parse(text)));
    let shelf_life_months = row.required_integer("shelf_life_months");
    let storage_conditions = row.required_text("storage_conditions");
    let feeding_instructions = row.required_text("feeding_instructions");
    let consumer_guide = row.required_text("consumer_guide");
    let gtin = row.optional("gtin", |text| identified(text, Gtin::parse(text)));
    let process = row.required_choice("process", ProcessKind::from_word);
    let process_description = row.optional_text("process_description");
    Some(Entry::Product(Box::new(Product {
        enterprise,
        reference: product_ref?,
        name: name?,
        brand_name: brand_name?,
        stage: stage?,
        base: base?,
        age_from_months: age_from_months?,
        age_to_months,
        net_content: net_content?,
        package_kind,
        ingredient_list: ingredient_list?,
        nutrition_facts: nutrition?,
        product_standard_code: product_standard_code?,
        formula_registration: formula_registration?,
        shelf_life_months: shelf_life_months?,
        storage_conditions: storage_conditions?,
        feeding_instructions: feeding_instructions?,
        consumer_guide: consumer_guide?,
        gtin,
        process: process?,
        process_description,
    })))
}

/// One nutrient a line, `name|unit|per 100 kJ|per 100 g|per 100 mL`, trailing columns may be absent.
fn nutrition_facts(row: &mut Row<'_>, text: &str) -> Vec<NutritionFact> {
    let mut facts = Vec::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let mut parts = line.split(['|', '｜']).map(|part| part.trim().to_owned());
        let (nutrient, unit) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let mut amount = || parts.next().unwrap_or_default();
        let amounts = [amount(), amount(), amount()];
        let is_told = !nutrient.is_empty() && !unit.is_empty() && amounts.iter().any(|a| !a.is_empty());
        if is_told && parts.next().is_none() {
            facts.push(NutritionFact { nutrient, unit, amounts });
        } else {
            row.find("nutrition_facts", Finding::error("nutrition_form", line).with("line", index + 1));
        }
    }
    facts
}

fn site(enterprise: EnterpriseId, row: &mut Row<'_>) -> Option<Entry> {
    let site_ref = row.required("site_ref", reference);
    let name = row.required_text("site_name");
    let address = row.required_text("address");
    let place_of_production = row.optional_text("place_of_production");
    let licence = row.required("licence_number", |text| identified(text, ProductionLicence::parse(text)));
    let licence_valid_to = row.required_date("licence_valid_to");
    Some(Entry::Site(Box::new(Site {
        enterprise,
        reference: site_ref?,
        name: name?,
        address: address?,
        place_of_production,
        licence: licence?,
        licence_valid_to: licence_valid_to?,
    })))
}

fn code_rule(enterprise: EnterpriseId, row: &mut Row<'_>) -> Option<Entry> {
    let rule_ref = row.required("rule_ref", reference);
    let carrier = row.required_choice("carrier", Carrier::from_word);
    let asked = row.required_choice("asked", |word| Some(word == "yes"));
    let length_min = row.required_integer("length_min");
    let length_max = row.required_integer("length_max");
    let alphabet = row.required_choice("alphabet", Alphabet::from_word);
    let prefix =
        row.optional_text("prefix").map(|text| rusu_core::code::normalise(&text)).unwrap_or_default();
    let check = row.required_choice("check", CheckAlgorithm::from_name);
    let patterns = row.optional_text("text_pattern").unwrap_or_default();
    let example = row.required_text("example");
    let place_on_can =
        ["place_on_can_zh", "place_on_can_en"].map(|id| row.optional_text(id).unwrap_or_default());
    let position = row.optional_choice("code_position", CanPosition::from_word);
    let lines = patterns.lines().map(str::trim).filter(|line| !line.is_empty());
    let text_patterns = lines.map(str::to_owned).collect();
    // A length of at most four digits always fits.
    let length = |given: u32| usize::try_from(given).unwrap_or(usize::MAX);
    let (length_min, length_max) = (length(length_min?), length(length_max?));
    let shape = CodeShape { length_min, length_max, alphabet: alphabet?, prefix, check: check? };
    Some(Entry::CodeRule(Box::new(CodeRule {
        enterprise,
        reference: rule_ref?,
        carrier: carrier?,
        asked: asked?,
        shape,
        text_patterns,
        example: example?,
        place_on_can,
        position,
    })))
}

fn enterprise_profile(row: &mut Row<'_>) -> Option<Entry> {
    let legal_name = row.required_text("legal_name");
    let credit_code = row.required("credit_code", |text| identified(text, CreditCode::parse(text)));
    let brands = row.optional_text("brands").unwrap_or_default();
    let brands =
        brands.split(['、', ',', '，', ';', '；', '|', '\n']).map(str::trim).filter(|b| !b.is_empty());
    let contact_phone = row.required_text("contact_phone");
    let website = row.optional_text("website");
    let certificate = certificate(row);
    let lot_number_pattern = row.optional_text("lot_number_pattern");
    Some(Entry::Enterprise(Box::new(EnterpriseEntry {
        legal_name: legal_name?,
        credit_code: credit_code?,
        brands: brands.map(str::to_owned).collect(),
        contact_phone: contact_phone?,
        website,
        certificate,
        lot_number_pattern,
    })))
}

fn certificate(row: &mut Row<'_>) -> Option<CertificateEntry> {
    const COLUMNS: [&str; 6] = [
        "certificate_number",
        "certificate_grade",
        "certificate_issuer",
        "certificate_valid_from",
        "certificate_valid_to",
        "certificate_file",
    ];
    if !row.has_any(&COLUMNS) {
        return None;
    }
    let number = row.required_text("certificate_number");
    let grade = row.optional_text("certificate_grade");
    let issuer = row.required_text("certificate_issuer");
    let valid_from = row.optional_date("certificate_valid_from");
    let valid_to = row.required_date("certificate_valid_to");
    let file = row.optional_text("certificate_file");
    Some(CertificateEntry { number: number?, grade, issuer: issuer?, valid_from, valid_to: valid_to?, file })
}
