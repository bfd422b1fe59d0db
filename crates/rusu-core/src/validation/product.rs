//! Rules for a product and its label.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::Findings;
use super::label::{WordKind, phrases_in};
use crate::code::narrow;
use crate::hidden::mixes_lookalikes;
use crate::limits::SHELF_LIFE_MONTHS_MAX;
use crate::product::{FormulaStage, Product};
use crate::rejection::Finding;

/// Checks a product. `today` is not needed by any rule yet; every check of master data takes it.
#[must_use]
pub fn check_product(product: &Product, _today: Date) -> Findings {
    let mut findings = Findings::new();
    check_age(product, &mut findings);
    check_standard(product, &mut findings);
    let months = product.shelf_life_months;
    if !(1..=SHELF_LIFE_MONTHS_MAX).contains(&months) {
        let finding =
            Finding::error("shelf_life_bounds", months.to_string()).with("limit", SHELF_LIFE_MONTHS_MAX);
        findings.push(("shelf_life_months", finding));
    }
    if mixes_lookalikes(&product.brand_name) {
        findings.push(("brand_name", Finding::warning("brand_mixed_script", product.brand_name.as_str())));
    }
    for (field, text) in label_texts(product) {
        let claims = phrases_in(text, WordKind::HealthClaim).into_iter();
        findings.extend(claims.map(|phrase| (field, Finding::error("health_claim_banned", phrase))));
        let origins = phrases_in(text, WordKind::VagueOrigin).into_iter();
        findings.extend(origins.map(|phrase| (field, Finding::error("origin_vague", phrase))));
    }
    findings
}

/// Ages of a stage, months, and its standard.
///
/// Source: GB 10765-2021, GB 10766-2021, GB 10767-2021, terms and definitions.
fn stage_of(stage: FormulaStage) -> (RangeInclusive<u32>, &'static str) {
    match stage {
        FormulaStage::Infant => (0..=6, "GB 10765"),
        FormulaStage::OlderInfant => (6..=12, "GB 10766"),
        FormulaStage::YoungChild => (12..=36, "GB 10767"),
    }
}

fn check_age(product: &Product, findings: &mut Findings) {
    let from = product.age_from_months;
    let shown = product.age_to_months.map_or_else(|| format!("{from}–"), |to| format!("{from}–{to}"));
    if product.age_to_months.is_some_and(|to| to <= from) {
        findings.push(("age_to_months", Finding::error("age_swapped", shown)));
        return;
    }
    let (months, _) = stage_of(product.stage);
    // Only the last stage may be open-ended: the others are followed by the next one.
    let ends_within = match product.age_to_months {
        Some(to) => to <= *months.end(),
        None => product.stage == FormulaStage::YoungChild,
    };
    if from < *months.start() || from >= *months.end() || !ends_within {
        let finding = Finding::error("age_outside_stage", shown).with("stage", product.stage.as_str());
        findings.push(("age_from_months", finding.with("min", months.start()).with("max", months.end())));
    }
}

fn check_standard(product: &Product, findings: &mut Findings) {
    let plain = |text: &str| -> String {
        text.chars().map(narrow).filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect()
    };
    let (_, standard) = stage_of(product.stage);
    let given = plain(&product.product_standard_code);
    let digits_follow = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    let fits = given.split_once(&plain(standard)).is_some_and(|(_, rest)| !digits_follow(rest));
    if !fits {
        let finding = Finding::error("standard_does_not_fit_stage", product.product_standard_code.as_str());
        let finding = finding.with("stage", product.stage.as_str()).with("standard", standard);
        findings.push(("product_standard_code", finding));
    }
}

fn label_texts(product: &Product) -> [(&'static str, &str); 7] {
    [
        ("product_name", &product.name),
        ("brand_name", &product.brand_name),
        ("ingredient_list", &product.ingredient_list),
        ("storage_conditions", &product.storage_conditions),
        ("feeding_instructions", &product.feeding_instructions),
        ("consumer_guide", &product.consumer_guide),
        ("process_description", product.process_description.as_deref().unwrap_or_default()),
    ]
}
