//! Rows of master data.

use rusu_core::code_rule::{Alphabet, CanPosition, Carrier, CodeRule, CodeShape};
use rusu_core::enterprise::{
    Coverage, Enterprise, EnterpriseId, EnterpriseProfile, IntegrityCertificate, Reference, Site,
};
use rusu_core::identifiers::{CheckAlgorithm, CreditCode, FormulaRegistration, Gtin, ProductionLicence};
use rusu_core::lot::{ContentHash, DocumentRef, Media};
use rusu_core::ports::{ApiKey, StoreFault};
use rusu_core::product::{FormulaBase, FormulaStage, NutritionFact, ProcessKind, Product};
use serde::{Deserialize, Serialize};

use super::{At, json_text, kept, kept_option, position, stored, time_text};
use crate::entities::{api_key, code_rule, document, enterprise, product, site};

pub fn document_row(document: &DocumentRef) -> Result<document::Model, StoreFault> {
    Ok(document::Model {
        id: 0,
        hash: document.hash.0.to_vec(),
        file_name: kept(&document.file_name),
        media: document.media.as_str().to_owned(),
        bytes: stored("bytes of a document", document.bytes)?,
    })
}

pub fn document(row: &document::Model) -> Result<DocumentRef, StoreFault> {
    let at = At::new("documents", row.id);
    Ok(DocumentRef {
        hash: ContentHash(at.hash("hash", &row.hash)?),
        file_name: row.file_name.clone(),
        media: at.read("media", &row.media, Media::from_word)?,
        bytes: at.number("bytes", row.bytes)?,
    })
}

pub fn enterprise_row(
    enterprise: &Enterprise,
    document: Option<i64>,
) -> Result<enterprise::Model, StoreFault> {
    let profile = enterprise.profile.as_ref();
    let certificate = profile.and_then(|p| p.integrity_certificate.as_ref());
    let coverage_since = match enterprise.coverage {
        Coverage::InShelfLife => None,
        Coverage::Since(date) => Some(date.to_string()),
    };
    Ok(enterprise::Model {
        id: enterprise.id.0.into(),
        name: kept(&enterprise.name),
        brands: json_text(&enterprise.brands)?,
        parent: enterprise.parent.map(|id| id.0.into()),
        coverage_since,
        is_sample: enterprise.is_sample,
        last_delivered_at: enterprise.last_delivered_at.map(time_text),
        legal_name: profile.map(|p| kept(&p.legal_name)),
        credit_code: profile.map(|p| p.credit_code.as_str().to_owned()),
        contact_phone: profile.map(|p| kept(&p.contact_phone)),
        website: kept_option(profile.and_then(|p| p.website.as_ref())),
        lot_number_pattern: kept_option(profile.and_then(|p| p.lot_number_pattern.as_ref())),
        certificate_number: certificate.map(|c| kept(&c.number)),
        certificate_grade: kept_option(certificate.and_then(|c| c.grade.as_ref())),
        certificate_issuer: certificate.map(|c| kept(&c.issuer)),
        certificate_valid_from: certificate.and_then(|c| c.valid_from).map(|date| date.to_string()),
        certificate_valid_to: certificate.map(|c| c.valid_to.to_string()),
        certificate_document: document,
    })
}

pub fn enterprise(row: enterprise::Model, document: Option<DocumentRef>) -> Result<Enterprise, StoreFault> {
    let at = At::new("enterprises", row.id);
    let coverage = match &row.coverage_since {
        None => Coverage::InShelfLife,
        Some(date) => Coverage::Since(at.date("coverage_since", date)?),
    };
    let parent = row.parent.map(|id| at.number("parent", id)).transpose()?;
    Ok(Enterprise {
        id: EnterpriseId(at.number("id", row.id)?),
        brands: at.json("brands", &row.brands)?,
        parent: parent.map(EnterpriseId),
        coverage,
        is_sample: row.is_sample,
        last_delivered_at: row
            .last_delivered_at
            .as_ref()
            .map(|t| at.time("last_delivered_at", t))
            .transpose()?,
        profile: profile(&at, &row, document)?,
        name: row.name,
    })
}

fn profile(
    at: &At,
    row: &enterprise::Model,
    document: Option<DocumentRef>,
) -> Result<Option<EnterpriseProfile>, StoreFault> {
    let Some(legal_name) = &row.legal_name else { return Ok(None) };
    let credit_code = row.credit_code.as_deref().unwrap_or_default();
    Ok(Some(EnterpriseProfile {
        legal_name: legal_name.clone(),
        credit_code: at.read("credit_code", credit_code, |t| CreditCode::parse(t).ok())?,
        contact_phone: row.contact_phone.clone().unwrap_or_default(),
        website: row.website.clone(),
        integrity_certificate: certificate(at, row, document)?,
        lot_number_pattern: row.lot_number_pattern.clone(),
    }))
}

fn certificate(
    at: &At,
    row: &enterprise::Model,
    document: Option<DocumentRef>,
) -> Result<Option<IntegrityCertificate>, StoreFault> {
    let Some(number) = &row.certificate_number else { return Ok(None) };
    let valid_to = row.certificate_valid_to.as_deref().unwrap_or_default();
    let valid_from = row.certificate_valid_from.as_ref();
    Ok(Some(IntegrityCertificate {
        number: number.clone(),
        grade: row.certificate_grade.clone(),
        issuer: row.certificate_issuer.clone().unwrap_or_default(),
        valid_from: valid_from.map(|date| at.date("certificate_valid_from", date)).transpose()?,
        valid_to: at.date("certificate_valid_to", valid_to)?,
        document,
    }))
}

pub fn site_row(site: &Site) -> site::Model {
    site::Model {
        enterprise: site.enterprise.0.into(),
        reference: site.reference.as_str().to_owned(),
        name: kept(&site.name),
        address: kept(&site.address),
        place_of_production: kept_option(site.place_of_production.as_ref()),
        licence: site.licence.as_str().to_owned(),
        licence_valid_to: site.licence_valid_to.to_string(),
    }
}

pub fn site(row: site::Model) -> Result<Site, StoreFault> {
    let at = At::new("sites", format!("{} {}", row.enterprise, row.reference));
    Ok(Site {
        enterprise: EnterpriseId(at.number("enterprise", row.enterprise)?),
        reference: at.read("reference", &row.reference, Reference::parse)?,
        licence: at.read("licence", &row.licence, |t| ProductionLicence::parse(t).ok())?,
        licence_valid_to: at.date("licence_valid_to", &row.licence_valid_to)?,
        name: row.name,
        address: row.address,
        place_of_production: row.place_of_production,
    })
}

/// One row of the nutrition facts inside `products.nutrition_facts`.
#[derive(Serialize, Deserialize)]
struct NutritionRow {
    nutrient: String,
    unit: String,
    amounts: [String; 3],
}

pub fn product_row(product: &Product) -> Result<product::Model, StoreFault> {
    let facts = product.nutrition_facts.iter();
    let facts: Vec<NutritionRow> = facts
        .map(|f| NutritionRow {
            nutrient: f.nutrient.clone(),
            unit: f.unit.clone(),
            amounts: f.amounts.clone(),
        })
        .collect();
    Ok(product::Model {
        enterprise: product.enterprise.0.into(),
        reference: product.reference.as_str().to_owned(),
        name: kept(&product.name),
        brand_name: kept(&product.brand_name),
        stage: product.stage.as_str().to_owned(),
        base: product.base.as_str().to_owned(),
        age_from_months: product.age_from_months.into(),
        age_to_months: product.age_to_months.map(Into::into),
        net_content: kept(&product.net_content),
        package_kind: kept_option(product.package_kind.as_ref()),
        ingredient_list: kept(&product.ingredient_list),
        nutrition_facts: json_text(&facts)?,
        product_standard_code: kept(&product.product_standard_code),
        formula_registration: product.formula_registration.as_str().to_owned(),
        shelf_life_months: product.shelf_life_months.into(),
        storage_conditions: kept(&product.storage_conditions),
        feeding_instructions: kept(&product.feeding_instructions),
        consumer_guide: kept(&product.consumer_guide),
        gtin: product.gtin.as_ref().map(|gtin| gtin.as_str().to_owned()),
        process: product.process.as_str().to_owned(),
        process_description: kept_option(product.process_description.as_ref()),
    })
}

pub fn product(row: product::Model) -> Result<Product, StoreFault> {
    let at = At::new("products", format!("{} {}", row.enterprise, row.reference));
    let facts: Vec<NutritionRow> = at.json("nutrition_facts", &row.nutrition_facts)?;
    let facts = facts.into_iter();
    let registration = |text: &str| FormulaRegistration::parse(text).ok();
    Ok(Product {
        enterprise: EnterpriseId(at.number("enterprise", row.enterprise)?),
        reference: at.read("reference", &row.reference, Reference::parse)?,
        stage: at.read("stage", &row.stage, FormulaStage::from_word)?,
        base: at.read("base", &row.base, FormulaBase::from_word)?,
        age_from_months: at.number("age_from_months", row.age_from_months)?,
        age_to_months: row.age_to_months.map(|months| at.number("age_to_months", months)).transpose()?,
        nutrition_facts: facts
            .map(|f| NutritionFact { nutrient: f.nutrient, unit: f.unit, amounts: f.amounts })
            .collect(),
        formula_registration: at.read("formula_registration", &row.formula_registration, registration)?,
        shelf_life_months: at.number("shelf_life_months", row.shelf_life_months)?,
        gtin: at.read_option("gtin", row.gtin.as_ref(), |text| Gtin::parse(text).ok())?,
        process: at.read("process", &row.process, ProcessKind::from_word)?,
        name: row.name,
        brand_name: row.brand_name,
        net_content: row.net_content,
        package_kind: row.package_kind,
        ingredient_list: row.ingredient_list,
        product_standard_code: row.product_standard_code,
        storage_conditions: row.storage_conditions,
        feeding_instructions: row.feeding_instructions,
        consumer_guide: row.consumer_guide,
        process_description: row.process_description,
    })
}

pub fn code_rule_row(rule: &CodeRule) -> Result<code_rule::Model, StoreFault> {
    let [zh, en] = &rule.place_on_can;
    Ok(code_rule::Model {
        enterprise: rule.enterprise.0.into(),
        reference: rule.reference.as_str().to_owned(),
        carrier: rule.carrier.as_str().to_owned(),
        asked: rule.asked,
        length_min: position(rule.shape.length_min),
        length_max: position(rule.shape.length_max),
        alphabet: rule.shape.alphabet.as_str().to_owned(),
        prefix: kept(&rule.shape.prefix),
        check_digit: rule.shape.check.name().to_owned(),
        text_patterns: json_text(&rule.text_patterns)?,
        example: kept(&rule.example),
        place_on_can_zh: kept(zh),
        place_on_can_en: kept(en),
        position: rule.position.map(|position| position.as_str().to_owned()),
    })
}

pub fn code_rule(row: code_rule::Model) -> Result<CodeRule, StoreFault> {
    let at = At::new("code_rules", format!("{} {}", row.enterprise, row.reference));
    Ok(CodeRule {
        enterprise: EnterpriseId(at.number("enterprise", row.enterprise)?),
        reference: at.read("reference", &row.reference, Reference::parse)?,
        carrier: at.read("carrier", &row.carrier, Carrier::from_word)?,
        asked: row.asked,
        shape: CodeShape {
            length_min: at.number("length_min", row.length_min)?,
            length_max: at.number("length_max", row.length_max)?,
            alphabet: at.read("alphabet", &row.alphabet, Alphabet::from_word)?,
            check: at.read("check_digit", &row.check_digit, CheckAlgorithm::from_name)?,
            prefix: row.prefix,
        },
        text_patterns: at.json("text_patterns", &row.text_patterns)?,
        example: row.example,
        place_on_can: [row.place_on_can_zh, row.place_on_can_en],
        position: at.read_option("position", row.position.as_ref(), CanPosition::from_word)?,
    })
}

pub fn api_key_row(key: &ApiKey) -> api_key::Model {
    api_key::Model {
        digest: key.digest.to_vec(),
        enterprise: key.enterprise.0.into(),
        label: kept(&key.label),
        created_at: time_text(key.created_at),
        revoked_at: key.revoked_at.map(time_text),
    }
}

pub fn api_key(row: api_key::Model) -> Result<ApiKey, StoreFault> {
    // The digest is no secret, but nothing is gained by writing it into a log.
    let at = At::new("api_keys", format!("of enterprise {}", row.enterprise));
    Ok(ApiKey {
        digest: at.hash("digest", &row.digest)?,
        enterprise: EnterpriseId(at.number("enterprise", row.enterprise)?),
        created_at: at.time("created_at", &row.created_at)?,
        revoked_at: row.revoked_at.as_ref().map(|t| at.time("revoked_at", t)).transpose()?,
        label: row.label,
    })
}
