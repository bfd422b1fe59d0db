//! Sample values with every field filled, to be changed by struct update:
//! `Lot { unit_count: 3, ..sample_lot() }`.
//!
//! All of them belong to [`ENTERPRISE`] and fit each other: the lot is of the sample product and was
//! made at the sample site.

mod admission;
mod delivery;
mod portal;
pub mod recall;

use std::sync::{Mutex, PoisonError};

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use rusu_core::code::TraceCode;
use rusu_core::code_rule::{Alphabet, Carrier, CodeRule, CodeShape};
use rusu_core::enterprise::{
    Coverage, Enterprise, EnterpriseId, EnterpriseProfile, IntegrityCertificate, Reference, Site,
};
use rusu_core::history::{Subject, ValueChange};
use rusu_core::identifiers::{CheckAlgorithm, CreditCode, FormulaRegistration, Gtin, ProductionLicence};
use rusu_core::lineage::{LineageNode, MaterialLot};
use rusu_core::lot::{
    BizStep, CirculationEvent, Conclusion, ContentHash, DocumentRef, Inspection, Lot, LotKey, LotNumber,
    LotState, Media, PartNo, RawMaterial, VoidCode,
};
use rusu_core::ports::{ApiKey, Chance, Clock, NewSubmission, PublishedLot, SubmissionOutcome};
use rusu_core::product::{FormulaBase, FormulaStage, NutritionFact, ProcessKind, Product};
use rusu_core::recall::{Recall, RecallLevel, RecallPlan};
use rusu_core::rejection::{Finding, Place, Rejection};
use rusu_core::submission::{
    AcceptMode, LotReceipt, LotResult, RowCounts, StepTimes, SubmissionId, SubmissionState,
};

pub use admission::{
    sample_admission, sample_application, sample_application_content, sample_signing_key, sample_standing,
};
pub use delivery::{sample_upload, sample_upload_id};
pub use portal::{sample_announcement, sample_complaint, sample_operator_key, sample_sampling_result};

/// Whose all samples are.
pub const ENTERPRISE: EnterpriseId = EnterpriseId(1);

/// The moment around which all samples happen: 2026-09-01 00:00 UTC, and `seconds` later.
#[must_use]
pub fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_788_220_800 + seconds).expect("the samples' times are within this century")
}

/// A reference.
///
/// # Panics
/// If the text is none.
#[must_use]
pub fn reference(text: &str) -> Reference {
    Reference::parse(text).expect("the test gives a reference")
}

/// A lot number.
///
/// # Panics
/// If the text is none.
#[must_use]
pub fn lot_number(text: &str) -> LotNumber {
    LotNumber::parse(text).expect("the test gives a lot number")
}

/// A lot's key within [`ENTERPRISE`].
///
/// # Panics
/// If the text is no lot number.
#[must_use]
pub fn lot_key(number: &str) -> LotKey {
    LotKey { enterprise: ENTERPRISE, number: lot_number(number) }
}

/// A trace code.
///
/// # Panics
/// If the text is none.
#[must_use]
pub fn trace_code(text: &str) -> TraceCode {
    TraceCode::parse(text).expect("the test gives a trace code")
}

/// The sample enterprise as the operator admits it: no profile yet.
#[must_use]
pub fn sample_enterprise() -> Enterprise {
    Enterprise {
        id: ENTERPRISE,
        name: "示例乳业".to_owned(),
        brands: vec!["星源".to_owned(), "StarSpring".to_owned()],
        parent: None,
        coverage: Coverage::Since(date(2026, 1, 1)),
        profile: None,
        is_sample: true,
        last_delivered_at: None,
    }
}

/// The sample enterprise after its first master data.
#[must_use]
pub fn sample_enterprise_with_profile() -> Enterprise {
    Enterprise { profile: Some(sample_profile()), ..sample_enterprise() }
}

/// A profile.
#[must_use]
pub fn sample_profile() -> EnterpriseProfile {
    EnterpriseProfile {
        legal_name: "示例乳业（黑龙江）有限公司".to_owned(),
        credit_code: CreditCode::parse("91230000MA00000151").expect("its check characters hold"),
        contact_phone: "400-000-0001".to_owned(),
        website: Some("https://www.example.com/".to_owned()),
        integrity_certificate: Some(sample_integrity_certificate()),
        lot_number_pattern: Some(r"^..(?<yy>\d{2})(?<mm>\d{2})(?<dd>\d{2})".to_owned()),
    }
}

/// An integrity certificate with its document.
#[must_use]
pub fn sample_integrity_certificate() -> IntegrityCertificate {
    IntegrityCertificate {
        number: "CX-2025-0042".to_owned(),
        grade: Some("AAA".to_owned()),
        issuer: "示例认证中心".to_owned(),
        valid_from: Some(date(2025, 3, 1)),
        valid_to: date(2028, 2, 29),
        document: Some(sample_document(10, "诚信证书.pdf")),
    }
}

/// A document whose hash consists of one byte, again and again.
#[must_use]
pub fn sample_document(byte: u8, file_name: &str) -> DocumentRef {
    DocumentRef {
        hash: ContentHash([byte; 32]),
        file_name: file_name.to_owned(),
        media: Media::from_file_name(file_name).unwrap_or(Media::Pdf),
        bytes: 40_000 + u64::from(byte),
    }
}

/// A site, `site-1`.
#[must_use]
pub fn sample_site() -> Site {
    Site {
        enterprise: ENTERPRISE,
        reference: reference("site-1"),
        name: "示例一厂".to_owned(),
        address: "黑龙江省齐齐哈尔市示例路 1 号".to_owned(),
        place_of_production: Some("黑龙江省齐齐哈尔市".to_owned()),
        licence: ProductionLicence::parse("SC12923020000010").expect("its check digit holds"),
        licence_valid_to: date(2029, 6, 30),
    }
}

/// A product, `product-1`.
#[must_use]
pub fn sample_product() -> Product {
    Product {
        enterprise: ENTERPRISE,
        reference: reference("product-1"),
        name: "星源婴儿配方奶粉（0-6 月龄，1 段）".to_owned(),
        brand_name: "星源".to_owned(),
        stage: FormulaStage::Infant,
        base: FormulaBase::Milk,
        age_from_months: 0,
        age_to_months: Some(6),
        net_content: "800 g".to_owned(),
        package_kind: Some("罐装".to_owned()),
        ingredient_list: "生牛乳、脱盐乳清粉、乳糖、植物油".to_owned(),
        nutrition_facts: vec![
            NutritionFact {
                nutrient: "能量".to_owned(),
                unit: "kJ".to_owned(),
                amounts: ["100".to_owned(), "2130".to_owned(), "280".to_owned()],
            },
            NutritionFact {
                nutrient: "蛋白质".to_owned(),
                unit: "g".to_owned(),
                amounts: ["0.52".to_owned(), "11.1".to_owned(), String::new()],
            },
        ],
        product_standard_code: "GB 10765-2021".to_owned(),
        formula_registration: FormulaRegistration::parse("国食注字YP20230001").expect("it has the form"),
        shelf_life_months: 24,
        storage_conditions: "阴凉干燥处".to_owned(),
        feeding_instructions: "每平勺加 30 mL 温水".to_owned(),
        consumer_guide: "开罐后四周内食用".to_owned(),
        gtin: Some(Gtin::parse("6900000000014").expect("its check digit holds")),
        process: ProcessKind::WetDry,
        process_description: Some("喷雾干燥后干混".to_owned()),
    }
}

/// A code rule, `outer`: 16 digits with a QR pattern.
#[must_use]
pub fn sample_code_rule() -> CodeRule {
    CodeRule {
        enterprise: ENTERPRISE,
        reference: reference("outer"),
        carrier: Carrier::Outer,
        asked: true,
        shape: CodeShape {
            length_min: 16,
            length_max: 16,
            alphabet: Alphabet::Digits,
            prefix: "69".to_owned(),
            check: CheckAlgorithm::None,
        },
        text_patterns: vec![r"^https://t\.example\.com/(?<code>\d{16})$".to_owned()],
        example: "6900012345678901".to_owned(),
        place_on_can: ["罐底".to_owned(), "bottom of the can".to_owned()],
        position: None,
    }
}

/// A raw material with its certificate.
#[must_use]
pub fn sample_raw_material() -> RawMaterial {
    RawMaterial {
        name: "脱盐乳清粉".to_owned(),
        material_lot: Some("W-20260501".to_owned()),
        supplier: Some("示例乳清有限公司".to_owned()),
        made_from: vec![
            LineageNode::Material(MaterialLot {
                name: "生牛乳".to_owned(),
                number: Some("M-20260428".to_owned()),
                supplier: None,
            }),
            LineageNode::Lot(lot_number("SL260401R1")),
        ],
        origin: "法国".to_owned(),
        certificate_number: "COA-7781".to_owned(),
        certificate_date: date(2026, 5, 3),
        conclusion: Conclusion::Pass,
        document: sample_document(20, "乳清粉合格证.jpg"),
    }
}

/// An inspection with its report.
#[must_use]
pub fn sample_inspection() -> Inspection {
    Inspection {
        report_number: "R-2026-0815".to_owned(),
        laboratory: "示例检验所".to_owned(),
        report_date: date(2026, 8, 15),
        conclusion: Conclusion::Pass,
        tested_parameters: Some("全项目".to_owned()),
        document: sample_document(30, "出厂检验报告.pdf"),
    }
}

/// A circulation event.
#[must_use]
pub fn sample_circulation_event() -> CirculationEvent {
    CirculationEvent {
        step: BizStep::Shipping,
        event_date: date(2026, 8, 20),
        place: "北京市".to_owned(),
        party: Some("示例母婴".to_owned()),
    }
}

/// A published lot, `SL260801A1`.
#[must_use]
pub fn sample_lot() -> Lot {
    let produced: Date = date(2026, 8, 1);
    Lot {
        key: lot_key("SL260801A1"),
        product: reference("product-1"),
        site: reference("site-1"),
        production_date: produced,
        expiry_date: date(2028, 7, 31),
        raw_materials: vec![sample_raw_material()],
        inspection: sample_inspection(),
        circulation: vec![sample_circulation_event()],
        state: LotState::Published,
        unit_count: 100,
        published_at: moment(0),
    }
}

/// The lot [`sample_lot`] under another number.
///
/// # Panics
/// If the text is no lot number.
#[must_use]
pub fn sample_lot_numbered(number: &str) -> Lot {
    Lot { key: lot_key(number), ..sample_lot() }
}

/// A change of the sample lot's production date, at [`moment`]`(at)`.
#[must_use]
pub fn sample_change(at: i64) -> ValueChange {
    ValueChange {
        subject: Subject::Lot(sample_lot().key.number.as_str().to_owned()),
        field: "production_date".to_owned(),
        old: Some("2026-08-02".to_owned()),
        new: Some("2026-08-01".to_owned()),
        who: sample_submission_id(1).as_str().to_owned(),
        why: "录入错误".to_owned(),
        at: moment(at),
    }
}

/// The publication of [`sample_lot`] with a part, by the sample submission 1.
#[must_use]
pub fn sample_publication(part: PartNo) -> PublishedLot {
    PublishedLot {
        lot: sample_lot(),
        part: Some(part),
        part_codes: 100,
        changes: Vec::new(),
        submission: sample_submission_id(1),
    }
}

/// A void code.
#[must_use]
pub fn sample_void_code() -> VoidCode {
    VoidCode { code: trace_code("6900012345678901"), reason: "灌装时损坏".to_owned(), since: moment(60) }
}

/// A recall of the sample lot that is in force; `id` 0, so that saving it gives a number.
#[must_use]
pub fn sample_recall() -> Recall {
    Recall {
        id: 0,
        revision: 0,
        enterprise: ENTERPRISE,
        is_drill: false,
        level: RecallLevel::One,
        targets: recall::lot_targets(&[sample_lot().key.number.as_str()]),
        reason: "检出阪崎肠杆菌".to_owned(),
        instructions: "停止食用并退回".to_owned(),
        contact_phone: "400-000-0001".to_owned(),
        plan: RecallPlan::default(),
        planned_at: moment(0),
        announced_at: Some(moment(3_600)),
        started_at: None,
        ended_at: None,
        lifted_why: None,
        reports: Vec::new(),
        effective_at: None,
        updated_at: moment(3_600),
    }
}

/// The id of the sample submission `number`; a higher number is a later one.
#[must_use]
pub fn sample_submission_id(number: u8) -> SubmissionId {
    SubmissionId::new(moment(i64::from(number)), [number; 10])
}

/// The sample submission `number` at its birth.
#[must_use]
pub fn sample_submission(number: u8) -> NewSubmission {
    NewSubmission {
        id: sample_submission_id(number),
        enterprise: ENTERPRISE,
        idempotency_key: format!("delivery-{number}"),
        file_name: format!("报送{number}.xlsx"),
        content: ContentHash([number; 32]),
        mode: AcceptMode::AllOrNothing,
        received_at: moment(i64::from(number)),
    }
}

/// An outcome with every field filled.
#[must_use]
pub fn sample_outcome() -> SubmissionOutcome {
    SubmissionOutcome {
        state: SubmissionState::PartlyPublished,
        counts: RowCounts { total: 110, accepted: 100, rejected: 6, duplicate: 4, warnings: 2 },
        lots: vec![
            LotReceipt { number: lot_number("SL260801A1"), result: LotResult::Published, units: 100 },
            LotReceipt { number: lot_number("SL260801A2"), result: LotResult::Rejected, units: 0 },
        ],
        failure: Some("disk_full".to_owned()),
        times: StepTimes { decoded_at: Some(moment(7_000)), committed_at: Some(moment(7_100)) },
        finished_at: Some(moment(7_200)),
    }
}

/// A rejection in one cell of a workbook.
#[must_use]
pub fn sample_rejection(row: u64) -> Rejection {
    let place =
        Place { file: "报送.xlsx".into(), sheet: Some("批次".into()), row: Some(row), column: None };
    Finding::error("code_too_short", "123").with("given", 3).at(place.column("追溯码"))
}

/// A key whose digest consists of one byte, again and again.
#[must_use]
pub fn sample_api_key(byte: u8) -> ApiKey {
    ApiKey {
        digest: [byte; 32],
        enterprise: ENTERPRISE,
        label: "生产线".to_owned(),
        created_at: moment(0),
        revoked_at: None,
    }
}

/// A clock that stands still until it is set.
#[derive(Debug)]
pub struct FixedClock(Mutex<Timestamp>);

impl FixedClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }

    /// Shows another time.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Moves on.
    ///
    /// # Panics
    /// Beyond the year 9999.
    pub fn advance(&self, by: SignedDuration) {
        let later = self.now().checked_add(by).expect("the test stays within this millennium");
        self.set(later);
    }
}

impl Default for FixedClock {
    fn default() -> Self {
        Self::new(moment(0))
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Chance that is the same at every run.
///
/// Source: the generator is splitmix64 (Steele, Lea, Flood, 2014).
#[derive(Debug)]
pub struct SeededChance(Mutex<u64>);

impl SeededChance {
    /// Begins at a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }

    /// The next 64 bits.
    #[must_use]
    pub fn next_u64(&self) -> u64 {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = *state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Chance for SeededChance {
    fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for slot in bytes.chunks_exact_mut(8) {
            slot.copy_from_slice(&self.next_u64().to_le_bytes());
        }
        bytes
    }
}
