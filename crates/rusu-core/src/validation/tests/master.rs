use jiff::civil::date;

use super::*;
use crate::draft::{CertificateEntry, EnterpriseEntry};
use crate::enterprise::Site;
use crate::identifiers::{CreditCode, ProductionLicence};
use crate::limits::SHELF_LIFE_MONTHS_MAX;
use crate::product::{FormulaStage, Product};
use crate::sample::{self, TODAY};

fn product(change: impl FnOnce(&mut Product)) -> Vec<(&'static str, String, bool)> {
    let mut product = sample::product();
    change(&mut product);
    told(&check_product(&product, TODAY))
}

fn site(change: impl FnOnce(&mut Site)) -> Vec<(&'static str, String, bool)> {
    let mut site = sample::site();
    change(&mut site);
    told(&check_site(&site, TODAY))
}

fn enterprise(change: impl FnOnce(&mut EnterpriseEntry)) -> Vec<(&'static str, String, bool)> {
    let mut entry = sample::enterprise_entry();
    change(&mut entry);
    told(&check_enterprise(&entry, TODAY, &|file| file == "certificate.pdf"))
}

fn certificate() -> CertificateEntry {
    CertificateEntry {
        number: "CX-1".to_owned(),
        grade: None,
        issuer: "示例认证中心".to_owned(),
        valid_from: Some(date(2026, 1, 1)),
        valid_to: TODAY,
        file: Some("certificate.pdf".to_owned()),
    }
}

fn staged(
    stage: FormulaStage,
    standard: &str,
    from: u32,
    to: Option<u32>,
) -> Vec<(&'static str, String, bool)> {
    product(|p| {
        p.stage = stage;
        p.product_standard_code = standard.to_owned();
        (p.age_from_months, p.age_to_months) = (from, to);
    })
}

#[test]
fn a_sound_product_is_accepted() {
    assert_eq!(product(|_| {}), NONE);
}

#[test]
fn a_health_claim_is_refused_in_every_text_of_the_label() {
    assert_eq!(product(|p| p.name.push_str("益智")), error("product_name", "health_claim_banned"));
    assert_eq!(product(|p| p.brand_name = "聪明星".to_owned()), error("brand_name", "health_claim_banned"));
    let guide = product(|p| p.consumer_guide = "本品可保护肠道".to_owned());
    assert_eq!(guide, error("consumer_guide", "health_claim_banned"));
    let english = product(|p| p.feeding_instructions = "Boosts immunity.".to_owned());
    assert_eq!(english, error("feeding_instructions", "health_claim_banned"));
    let process = product(|p| p.process_description = Some("易消化工艺".to_owned()));
    assert_eq!(process, error("process_description", "health_claim_banned"));
}

#[test]
fn a_vague_origin_in_a_text_of_the_label_is_refused() {
    let found = product(|p| p.ingredient_list = "生牛乳（进口奶源）".to_owned());
    assert_eq!(found, error("ingredient_list", "origin_vague"));
}

#[test]
fn a_named_origin_in_a_text_of_the_label_is_accepted() {
    assert_eq!(product(|p| p.ingredient_list = "脱盐乳清粉（法国）".to_owned()), NONE);
}

#[test]
fn shelf_life_is_accepted_at_the_bounds_and_refused_beyond() {
    let of = |months: u32| product(|p| p.shelf_life_months = months);
    assert_eq!(of(1), NONE);
    assert_eq!(of(SHELF_LIFE_MONTHS_MAX), NONE);
    assert_eq!(of(0), error("shelf_life_months", "shelf_life_bounds"));
    assert_eq!(of(SHELF_LIFE_MONTHS_MAX + 1), error("shelf_life_months", "shelf_life_bounds"));
}

#[test]
fn each_stage_takes_its_own_ages() {
    assert_eq!(staged(FormulaStage::Infant, "GB 10765-2021", 0, Some(6)), NONE);
    assert_eq!(staged(FormulaStage::OlderInfant, "GB 10766-2021", 6, Some(12)), NONE);
    assert_eq!(staged(FormulaStage::YoungChild, "GB 10767-2021", 12, Some(36)), NONE);
    assert_eq!(staged(FormulaStage::YoungChild, "GB 10767-2021", 12, None), NONE);
}

#[test]
fn an_age_outside_the_stage_is_refused() {
    let refused = error("age_from_months", "age_outside_stage");
    assert_eq!(staged(FormulaStage::Infant, "GB 10765-2021", 0, Some(7)), refused);
    assert_eq!(staged(FormulaStage::Infant, "GB 10765-2021", 0, None), refused);
    assert_eq!(staged(FormulaStage::OlderInfant, "GB 10766-2021", 5, Some(12)), refused);
    assert_eq!(staged(FormulaStage::YoungChild, "GB 10767-2021", 36, None), refused);
}

#[test]
fn a_brand_that_mixes_scripts_is_remarked_and_a_plain_one_is_not() {
    let mixed = warning("brand_name", "brand_mixed_script");
    assert_eq!(product(|p| p.brand_name = "Аptamil".to_owned()), mixed);
    assert_eq!(product(|p| p.brand_name = "Aptamil 爱他美".to_owned()), NONE);
    let remarked = warning("brands", "brand_mixed_script");
    assert_eq!(enterprise(|e| e.brands = vec!["飞鹤".to_owned(), "Nestlе".to_owned()]), remarked);
    assert_eq!(enterprise(|e| e.brands = vec!["Nestlé".to_owned()]), NONE);
}

#[test]
fn an_age_that_ends_before_it_begins_is_refused() {
    assert_eq!(
        staged(FormulaStage::Infant, "GB 10765-2021", 6, Some(6)),
        error("age_to_months", "age_swapped")
    );
}

#[test]
fn the_standard_of_another_stage_is_refused() {
    let refused = error("product_standard_code", "standard_does_not_fit_stage");
    assert_eq!(product(|p| p.product_standard_code = "GB 10766-2021".to_owned()), refused);
    assert_eq!(product(|p| p.product_standard_code = "GB 107650-2021".to_owned()), refused);
}

#[test]
fn a_standard_is_read_through_spaces_width_and_case() {
    assert_eq!(product(|p| p.product_standard_code = "ｇｂ１０７６５—2021".to_owned()), NONE);
}

#[test]
fn a_licence_for_infant_formula_or_dairy_is_accepted_and_any_other_refused() {
    let licensed = |text: &str| site(|s| s.licence = ProductionLicence::parse(text).unwrap());
    let with_check = |digits: &str| {
        let found =
            (0..10).map(|d| format!("SC{digits}{d}")).find(|text| ProductionLicence::parse(text).is_ok());
        found.unwrap()
    };
    let refused = error("licence_number", "licence_category");
    assert_eq!(licensed(&with_check("1292302000001")), NONE);
    assert_eq!(licensed(&with_check("1052302000001")), NONE);
    assert_eq!(licensed(&with_check("1062302000001")), refused);
}

#[test]
fn a_licence_is_good_on_its_last_day_and_remarked_after_it() {
    let dairy = ProductionLicence::parse("SC10524011100837").unwrap();
    let until = |day| {
        site(|s| {
            s.licence = dairy.clone();
            s.licence_valid_to = day;
        })
    };
    assert_eq!(until(TODAY), NONE);
    assert_eq!(until(TODAY.yesterday().unwrap()), warning("licence_valid_to", "licence_expired_since"));
}

#[test]
fn a_sound_enterprise_is_accepted() {
    assert_eq!(enterprise(|e| e.certificate = Some(certificate())), NONE);
}

#[test]
fn a_pilot_credit_code_is_accepted_with_a_warning() {
    let found = enterprise(|e| e.credit_code = CreditCode::parse(sample::PILOT_CODE).unwrap());
    assert_eq!(found, warning("credit_code", "credit_code_pilot"));
}

#[test]
fn a_website_must_be_an_https_link() {
    let website = |text: &str| enterprise(|e| e.website = Some(text.to_owned()));
    assert_eq!(website("HTTPS://www.example.cn/a?b"), NONE);
    for refused in [
        "http://example.cn",
        "example.cn",
        "https://",
        "https://localhost",
        "https://a@b.cn",
        "https://a .cn",
    ] {
        assert_eq!(website(refused), error("website", "website_not_https"), "{refused}");
    }
}

#[test]
fn a_certificate_is_good_on_its_last_day_and_remarked_after_it() {
    let expired = CertificateEntry { valid_to: TODAY.yesterday().unwrap(), ..certificate() };
    let found = enterprise(|e| e.certificate = Some(expired));
    assert_eq!(found, warning("certificate_valid_to", "certificate_expired"));
}

#[test]
fn a_certificate_that_ends_before_it_begins_is_refused() {
    let swapped = CertificateEntry { valid_from: Some(TODAY.tomorrow().unwrap()), ..certificate() };
    let found = enterprise(|e| e.certificate = Some(swapped));
    assert_eq!(found, error("certificate_valid_to", "certificate_dates_swapped"));
}

#[test]
fn a_certificate_whose_file_did_not_come_along_is_refused() {
    let missing = CertificateEntry { file: Some("other.pdf".to_owned()), ..certificate() };
    let found = enterprise(|e| e.certificate = Some(missing));
    assert_eq!(found, error("certificate_file", "document_missing"));
}

#[test]
fn a_lot_number_pattern_must_carry_a_whole_date() {
    let pattern = |text: &str| enterprise(|e| e.lot_number_pattern = Some(text.to_owned()));
    assert_eq!(pattern(r"^(?<y>\d)(?<ddd>\d{3})"), NONE);
    assert_eq!(pattern(r"^(?<y>\d)"), error("lot_number_pattern", "lot_number_pattern_form"));
    assert_eq!(pattern("("), error("lot_number_pattern", "lot_number_pattern_form"));
}
