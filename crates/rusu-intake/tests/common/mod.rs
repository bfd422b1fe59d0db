//! A platform in memory, and deliveries to it.

#![expect(dead_code, reason = "each test file uses its own part of this")]
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use rusu_core::enterprise::{Coverage, EnterpriseId};
use rusu_core::ports::{
    CodeReader, CodeSpan, CodeWriter, ObjectKind, ObjectReader, ObjectWriter, RegistryReader, RegistryWriter,
};
use rusu_core::submission::{AcceptMode, Receipt};
use rusu_intake::{Delivery, Intake, IntakeError, NewEnterprise};
use rusu_testkit::builders::{FixedClock, SeededChance};
use rusu_testkit::codes_memory::MemoryCodes;
use rusu_testkit::objects_memory::MemoryObjects;
use rusu_testkit::registry_memory::MemoryRegistry;

pub const PDF: &[u8] = b"%PDF-1.7 report";
pub const COA: &[u8] = b"%PDF-1.7 certificate";

pub struct Platform {
    pub registry: Arc<MemoryRegistry>,
    pub codes: Arc<MemoryCodes>,
    pub objects: Arc<MemoryObjects>,
    pub clock: Arc<FixedClock>,
    pub intake: Intake,
    pub maker: EnterpriseId,
}

pub fn scratch() -> PathBuf {
    std::env::temp_dir()
}

pub fn platform() -> Platform {
    let (registry, codes, objects) =
        (Arc::new(MemoryRegistry::new()), Arc::new(MemoryCodes::new()), Arc::new(MemoryObjects::new()));
    let clock = Arc::new(FixedClock::default());
    let intake = intake_on(registry.clone(), codes.clone(), objects.clone(), &clock);
    let maker = intake
        .admit(NewEnterprise {
            id: None,
            name: "示例乳业".to_owned(),
            brands: Vec::new(),
            coverage: Coverage::InShelfLife,
            parent: None,
            is_sample: true,
        })
        .unwrap()
        .id;
    Platform { registry, codes, objects, clock, intake, maker }
}

pub fn intake_on(
    registry: Arc<dyn RegistryWriter>,
    codes: Arc<dyn CodeWriter>,
    objects: Arc<dyn ObjectWriter>,
    clock: &Arc<FixedClock>,
) -> Intake {
    Intake::new(registry, codes, objects, clock.clone(), Arc::new(SeededChance::new(7)), scratch())
}

impl Platform {
    pub fn receive(
        &self,
        file: Vec<u8>,
        key: Option<&str>,
        mode: AcceptMode,
    ) -> Result<Receipt, IntakeError> {
        let mut upload = self.intake.begin_upload()?;
        upload.write(&file)?;
        let delivery = Delivery {
            enterprise: self.maker,
            idempotency_key: key.map(str::to_owned),
            file_name: "delivery.zip".to_owned(),
            mode,
        };
        self.intake.receive(delivery, upload)
    }

    pub fn deliver(&self, file: Vec<u8>, mode: AcceptMode) -> Receipt {
        let receipt = self.receive(file, None, mode).unwrap();
        self.intake.process(&receipt.id).unwrap()
    }

    /// The rules under which rows of a submission were refused or remarked upon.
    pub fn rules(&self, receipt: &Receipt) -> Vec<String> {
        let rejections = self.registry.rejections(&receipt.id).unwrap();
        rejections.iter().map(|rejection| rejection.finding.rule.to_string()).collect()
    }

    pub fn spans(&self) -> Vec<CodeSpan> {
        let mut spans = Vec::new();
        let mut visitor = |span: CodeSpan| {
            spans.push(span);
            ControlFlow::Continue(())
        };
        self.codes.visit(&mut visitor).unwrap();
        spans
    }

    pub fn documents(&self) -> usize {
        self.objects.list(ObjectKind::Document).unwrap().len()
    }

    /// Problems that `fsck` finds.
    pub fn problems(&self) -> Vec<String> {
        rusu_intake::fsck(self.registry.as_ref(), self.codes.as_ref(), self.objects.as_ref(), &mut |_| {})
            .unwrap()
            .problems
    }

    /// Nothing of a delivery is left but the upload.
    pub fn is_untouched(&self) -> bool {
        self.registry.lots(self.maker, 10).unwrap().is_empty()
            && self.registry.products(self.maker).unwrap().is_empty()
            && self.registry.sites(self.maker).unwrap().is_empty()
            && self.spans().is_empty()
            && self.documents() == 0
    }
}

/// A ZIP of files.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub const ENTERPRISE: &str = r#"{"table":"enterprise","legal_name":"示例乳业有限公司","credit_code":"91330106673959654P","contact_phone":"400-000-0000"}"#;
pub const SITE: &str = r#"{"table":"sites","site_ref":"S1","site_name":"样例一厂","address":"黑龙江省齐齐哈尔市示例路1号","licence_number":"SC12923010200018","licence_valid_to":"2029-03-01"}"#;
pub const PRODUCT: &str = r#"{"table":"products","product_ref":"P1","product_name":"示例婴儿配方奶粉","brand_name":"示例","stage":"infant","base":"milk_based","age_from_months":0,"age_to_months":6,"net_content":"800 g","package_kind":"罐装","ingredient_list":"生牛乳，乳糖","nutrition_facts":"能量|kJ|100|2100|280","product_standard_code":"GB 10765-2021","formula_registration_no":"国食注字YP20260001","shelf_life_months":24,"storage_conditions":"阴凉干燥","feeding_instructions":"温水冲调","consumer_guide":"请咨询医生","process":"wet"}"#;
pub const RULE: &str = r#"{"table":"code_rules","rule_ref":"outer","carrier":"outer","asked":"yes","length_min":16,"length_max":16,"alphabet":"digits","check":"none","example":"6900012345678901"}"#;
pub const CASE_RULE: &str = r#"{"table":"code_rules","rule_ref":"case","carrier":"case","asked":"yes","length_min":8,"length_max":8,"alphabet":"digits_and_letters","check":"none","prefix":"C","example":"C0000001"}"#;

/// Master data, one row a line.
pub fn master() -> String {
    [ENTERPRISE, SITE, PRODUCT, RULE, CASE_RULE].join("\n")
}

/// A lot's row, with its laboratory.
pub fn lot(number: &str, laboratory: &str) -> String {
    format!(
        r#"{{"table":"lots","lot_number":"{number}","product_ref":"P1","production_date":"2026-08-01","report_number":"R1","laboratory":"{laboratory}","report_date":"2026-08-15","conclusion":"pass","report_file":"report.pdf"}}"#
    )
}

/// A lot's raw material.
pub fn material(number: &str) -> String {
    format!(
        r#"{{"table":"raw_materials","lot_number":"{number}","material_name":"生牛乳","origin":"黑龙江省齐齐哈尔市","certificate_number":"C1","certificate_date":"2026-07-30","conclusion":"pass","certificate_file":"coa.pdf"}}"#
    )
}

/// A can of a lot.
pub fn can(number: &str, code: u64) -> String {
    format!(r#"{{"table":"codes","lot_number":"{number}","code":"{code:016}"}}"#)
}

/// A can of a lot in a case.
pub fn cased(number: &str, code: u64, case: &str) -> String {
    format!(r#"{{"table":"codes","lot_number":"{number}","code":"{code:016}","case_code":"{case}"}}"#)
}

/// A delivery of rows with the two documents that the rows above name.
pub fn delivery(rows: &[String]) -> Vec<u8> {
    zip(&[("rows.jsonl", rows.join("\n").as_bytes()), ("report.pdf", PDF), ("coa.pdf", COA)])
}

/// Master data and one complete lot with codes.
pub fn complete(number: &str, codes: std::ops::Range<u64>) -> Vec<String> {
    let mut rows = vec![master(), lot(number, "示例检验所"), material(number)];
    rows.extend(codes.map(|code| can(number, code)));
    rows
}
