//! Valid values for tests; a test changes only what it is about.

use jiff::Timestamp;
use jiff::civil::{Date, date};

use crate::code::TraceCode;
use crate::code_rule::{Alphabet, Carrier, CodeRule, CodeShape};
use crate::draft::{EnterpriseEntry, InspectionEntry, LotEntry, RawMaterialEntry, StatedProduct};
use crate::enterprise::{Coverage, Enterprise, EnterpriseId, EnterpriseProfile, Reference, Site};
use crate::identifiers::{CheckAlgorithm, CreditCode, FormulaRegistration, Gtin, ProductionLicence};
use crate::lot::{
    BizStep, CirculationEvent, Conclusion, ContentHash, DocumentRef, Inspection, Lot, LotKey, LotNumber,
    LotState, Media, RawMaterial,
};
use crate::product::{FormulaBase, FormulaStage, NutritionFact, ProcessKind, Product};
use crate::recall::{Amended, Recall, RecallLevel, RecallPlan, RecallTarget, TargetEntry};

pub(crate) const ID: EnterpriseId = EnterpriseId(7);
pub(crate) const TODAY: Date = date(2026, 9, 1);
pub(crate) const CREDIT_CODE: &str = "91330106673959654P";
pub(crate) const PILOT_CODE: &str = "91350211M00013FA1N";

pub(crate) fn now() -> Timestamp {
    "2026-09-01T01:00:00Z".parse().unwrap()
}

pub(crate) fn reference(text: &str) -> Reference {
    Reference::parse(text).unwrap()
}

pub(crate) fn code(text: &str) -> TraceCode {
    TraceCode::parse(text).unwrap()
}

pub(crate) fn enterprise() -> Enterprise {
    Enterprise {
        id: ID,
        name: "示例乳业".to_owned(),
        brands: vec!["示例".to_owned()],
        parent: None,
        coverage: Coverage::InShelfLife,
        profile: Some(profile()),
        is_sample: true,
        last_delivered_at: Some(now()),
    }
}

pub(crate) fn profile() -> EnterpriseProfile {
    EnterpriseProfile {
        legal_name: "示例乳业有限公司".to_owned(),
        credit_code: CreditCode::parse(CREDIT_CODE).unwrap(),
        contact_phone: "400-000-0000".to_owned(),
        website: None,
        integrity_certificate: None,
        lot_number_pattern: None,
    }
}

pub(crate) fn enterprise_entry() -> EnterpriseEntry {
    EnterpriseEntry {
        legal_name: "示例乳业有限公司".to_owned(),
        credit_code: CreditCode::parse(CREDIT_CODE).unwrap(),
        brands: Vec::new(),
        contact_phone: "400-000-0000".to_owned(),
        website: Some("https://example.cn".to_owned()),
        certificate: None,
        lot_number_pattern: None,
    }
}

pub(crate) fn site() -> Site {
    Site {
        enterprise: ID,
        reference: reference("P1"),
        name: "样例一厂".to_owned(),
        address: "黑龙江省齐齐哈尔市示例路 1 号".to_owned(),
        place_of_production: Some("黑龙江省齐齐哈尔市".to_owned()),
        licence: ProductionLicence::parse("SC11834020305037").unwrap(),
        licence_valid_to: date(2029, 3, 1),
    }
}

pub(crate) fn product() -> Product {
    Product {
        enterprise: ID,
        reference: reference("GOLD-1"),
        name: "示例婴儿配方奶粉（0-6月龄，1段）".to_owned(),
        brand_name: "示例".to_owned(),
        stage: FormulaStage::Infant,
        base: FormulaBase::Milk,
        age_from_months: 0,
        age_to_months: Some(6),
        net_content: "800 g".to_owned(),
        package_kind: Some("罐装".to_owned()),
        ingredient_list: "生牛乳，脱盐乳清粉，乳糖".to_owned(),
        nutrition_facts: vec![NutritionFact {
            nutrient: "蛋白质".to_owned(),
            unit: "g".to_owned(),
            amounts: ["0.56".to_owned(), "12.0".to_owned(), String::new()],
        }],
        product_standard_code: "GB 10765-2021".to_owned(),
        formula_registration: FormulaRegistration::parse("国食注字YP20240001").unwrap(),
        shelf_life_months: 24,
        storage_conditions: "阴凉干燥处".to_owned(),
        feeding_instructions: "洗净双手，按比例冲调。".to_owned(),
        consumer_guide: "对于 0-6 月龄的婴儿最理想的食品是母乳。".to_owned(),
        gtin: Some(Gtin::parse("6907992633671").unwrap()),
        process: ProcessKind::Wet,
        process_description: None,
    }
}

pub(crate) fn lot_entry() -> LotEntry {
    LotEntry {
        number: LotNumber::parse("SL2608141A").unwrap(),
        product: reference("GOLD-1"),
        site: Some(reference("P1")),
        production_date: date(2026, 8, 14),
        inspection: Some(InspectionEntry {
            report_number: "SJ-1".to_owned(),
            laboratory: "中心化验室".to_owned(),
            report_date: date(2026, 8, 20),
            conclusion: Conclusion::Pass,
            tested_parameters: Some("GB 10765-2021 全项".to_owned()),
            file: Some("report.pdf".to_owned()),
        }),
        stated: StatedProduct::default(),
        reason: None,
        is_draft: false,
    }
}

pub(crate) fn material_entry() -> RawMaterialEntry {
    RawMaterialEntry {
        lot: LotNumber::parse("SL2608141A").unwrap(),
        name: "脱盐乳清粉".to_owned(),
        material_lot: Some("W1".to_owned()),
        supplier: None,
        made_from: Vec::new(),
        origin: Some("法国".to_owned()),
        certificate_number: Some("COA-1".to_owned()),
        certificate_date: Some(date(2026, 8, 12)),
        conclusion: Some(Conclusion::Pass),
        file: Some("coa.pdf".to_owned()),
    }
}

pub(crate) fn event() -> CirculationEvent {
    CirculationEvent {
        step: BizStep::Shipping,
        event_date: date(2026, 8, 23),
        place: "北京市".to_owned(),
        party: Some("示例母婴".to_owned()),
    }
}

pub(crate) fn document(name: &str) -> DocumentRef {
    DocumentRef { hash: ContentHash([1; 32]), file_name: name.to_owned(), media: Media::Pdf, bytes: 1_000 }
}

pub(crate) fn lot() -> Lot {
    Lot {
        key: LotKey { enterprise: ID, number: LotNumber::parse("SL2608141A").unwrap() },
        product: reference("GOLD-1"),
        site: reference("P1"),
        production_date: date(2026, 8, 14),
        expiry_date: date(2028, 8, 13),
        raw_materials: vec![RawMaterial {
            name: "脱盐乳清粉".to_owned(),
            material_lot: Some("W1".to_owned()),
            supplier: None,
            made_from: Vec::new(),
            origin: "法国".to_owned(),
            certificate_number: "COA-1".to_owned(),
            certificate_date: date(2026, 8, 12),
            conclusion: Conclusion::Pass,
            document: document("coa.pdf"),
        }],
        inspection: Inspection {
            report_number: "SJ-1".to_owned(),
            laboratory: "中心化验室".to_owned(),
            report_date: date(2026, 8, 20),
            conclusion: Conclusion::Pass,
            tested_parameters: Some("GB 10765-2021 全项".to_owned()),
            document: document("report.pdf"),
        },
        circulation: vec![event()],
        state: LotState::Published,
        unit_count: 3,
        published_at: now(),
    }
}

pub(crate) fn code_rule() -> CodeRule {
    CodeRule {
        enterprise: ID,
        reference: reference("OUTER-1"),
        carrier: Carrier::Outer,
        asked: true,
        shape: CodeShape {
            length_min: 16,
            length_max: 16,
            alphabet: Alphabet::Digits,
            prefix: "69".to_owned(),
            check: CheckAlgorithm::None,
        },
        text_patterns: vec![r"^https://t\.example\.cn/(?<code>[0-9]{16})$".to_owned()],
        example: "6900012345678901".to_owned(),
        place_on_can: ["罐底二维码下方".to_owned(), "below the QR code on the bottom".to_owned()],
        position: None,
    }
}

/// In force, of the sample lot.
pub(crate) fn recall() -> Recall {
    let target = RecallTarget::Lot(LotNumber::parse("SL2608141A").unwrap());
    let added = Amended { at: now(), who: "operator".to_owned(), why: String::new() };
    Recall {
        id: 1,
        revision: 1,
        enterprise: ID,
        is_drill: false,
        level: RecallLevel::One,
        targets: vec![TargetEntry { target, added, removed: None }],
        reason: "一项指标不符合标准。".to_owned(),
        instructions: "退货".to_owned(),
        contact_phone: "400-111-1111".to_owned(),
        plan: RecallPlan::default(),
        planned_at: now(),
        announced_at: Some(now()),
        started_at: None,
        ended_at: None,
        lifted_why: None,
        reports: Vec::new(),
        effective_at: None,
        updated_at: now(),
    }
}
