//! The whole face over in-memory stores, asked as a program would ask.

#![expect(dead_code, reason = "each test file uses its own part of this")]

pub mod signed;
pub mod tenants;

use std::io::{Cursor, Write as _};
use std::ops::Deref;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use jiff::SignedDuration;
use rusu_core::code_rule::{Alphabet, Carrier, CodeRule, CodeShape};
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::identifiers::CheckAlgorithm;
use rusu_core::lot::{DocumentRef, Lot, LotKey, Media};
use rusu_core::ports::{
    CodeRecord, CodeWriter, MasterChange, ObjectKind, ObjectWriter, PublishedLot, RegistryReader,
    RegistryWriter, StoreFault,
};
use rusu_core::submission::SubmissionId;
use rusu_http::{App, Metrics, RecallRoom, Rendered, Settings};
use rusu_intake::{AdmissionDesk, DeliveryDesk, Intake, PortalDesk, RecallDesk, WebhookDesk};
use rusu_query::{Portal, Query, QueryTally, ScanTally};
use rusu_testkit::builders::{
    FixedClock, SeededChance, reference, sample_code_rule, sample_enterprise_with_profile, sample_inspection,
    sample_lot, sample_product, sample_raw_material, sample_site, sample_submission_id, trace_code,
};
use rusu_testkit::codes_memory::MemoryCodes;
use rusu_testkit::objects_memory::MemoryObjects;
use rusu_testkit::registry_memory::MemoryRegistry;
use serde_json::Value;
use tower::ServiceExt as _;

pub const PUBLIC_URL: &str = "https://trace.example";
pub const OWN: EnterpriseId = EnterpriseId(1);
pub const OTHER: EnterpriseId = EnterpriseId(2);
pub const SILENT: EnterpriseId = EnterpriseId(3);
/// In lot SL260801A1 of the first enterprise.
pub const CAN: &str = "6900012345678901";
pub const INNER: &str = "N000000001";
pub const CASE: &str = "C00000000001";
pub const REPORT: &[u8] = b"%PDF-1.7 report of a lot";

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The code of a problem document, once its form is proved.
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        assert_eq!(problem["instance"], self.header("x-request-id"));
        for text in ["title", "title_en", "detail", "detail_en"] {
            let said = problem[text].as_str().unwrap();
            assert!(!said.is_empty() && !said.contains("problem-") && !said.contains("{$"), "{text}: {said}");
        }
        problem["code"].as_str().unwrap().to_owned()
    }
}

/// The platform. At its end nothing may be left unprocessed.
pub struct TestApp {
    pub registry: Arc<MemoryRegistry>,
    pub codes: Arc<MemoryCodes>,
    pub objects: Arc<MemoryObjects>,
    pub clock: Arc<FixedClock>,
    pub app: Arc<App>,
    router: Router,
    /// The first enterprise's.
    pub key: String,
}

impl Default for TestApp {
    /// Enterprise 1 has 16 digits outside, `N…` inside and `C…` on cases, and one lot; 2 has 16
    /// digits as well and asks for inner codes `M…`; 3 is in the directory only.
    fn default() -> Self {
        let (registry, codes) = (Arc::new(MemoryRegistry::new()), Arc::new(MemoryCodes::new()));
        let (objects, clock) = (Arc::new(MemoryObjects::new()), Arc::new(FixedClock::default()));
        seed_master(&registry);
        let reader: Arc<dyn RegistryReader> = registry.clone();
        let app = app_over(reader, &registry, &codes, &objects, &clock);
        let key = app.intake.issue_key(OWN, "test").unwrap();
        let router = rusu_http::router(Arc::clone(&app));
        let this = Self { registry, codes, objects, clock, app, router, key };
        this.stage(&sample_lot().key, 1, &own_codes());
        this.publish(this.lot(), 1);
        this
    }
}

/// The state over stores; the read side may get another registry than the write side.
pub fn app_over(
    reader: Arc<dyn RegistryReader>,
    registry: &Arc<MemoryRegistry>,
    codes: &Arc<MemoryCodes>,
    objects: &Arc<MemoryObjects>,
    clock: &Arc<FixedClock>,
) -> Arc<App> {
    let tally = Arc::new(ScanTally::new(1_000));
    let chance = Arc::new(SeededChance::new(7));
    let scratch = std::env::temp_dir();
    let intake =
        Intake::new(registry.clone(), codes.clone(), objects.clone(), clock.clone(), chance.clone(), scratch);
    let webhooks = WebhookDesk::new(registry.clone(), registry.clone(), clock.clone(), chance.clone());
    let desk =
        PortalDesk::new(registry.clone(), objects.clone(), registry.clone(), clock.clone(), chance.clone());
    let desk = Arc::new(desk);
    let admission =
        AdmissionDesk::new(registry.clone(), registry.clone(), desk.clone(), clock.clone(), chance);
    let recalls = RecallDesk::new(registry.clone(), registry.clone(), codes.clone(), clock.clone());
    let queries = Arc::new(QueryTally::new());
    let intake = Arc::new(intake);
    let deliveries = DeliveryDesk::new(Arc::clone(&intake), registry.clone());
    Arc::new(App {
        query: Arc::new(Query::new(reader, registry.clone(), codes.clone(), tally, queries, clock.clone())),
        intake,
        deliveries: Arc::new(deliveries),
        webhooks: Arc::new(webhooks),
        portal: Arc::new(Portal::new(registry.clone(), clock.clone())),
        operator: desk,
        admission: Arc::new(admission),
        recalls: RecallRoom::new(Arc::new(recalls)),
        worker: None,
        objects: objects.clone(),
        clock: clock.clone(),
        settings: Settings {
            public_url: PUBLIC_URL.to_owned(),
            embed_origins: vec!["https://www.gov.example".to_owned()],
            client_address_header: None,
            sample_data: true,
            version: "0.0.0",
        },
        metrics: Metrics::new("0.0.0"),
        rendered: Rendered::default(),
    })
}

fn seed_master(registry: &MemoryRegistry) {
    let own = sample_enterprise_with_profile();
    let named = |id, name: &str| Enterprise { id, name: name.to_owned(), brands: Vec::new(), ..own.clone() };
    let silent = Enterprise { profile: None, ..named(SILENT, "飞鹤") };
    for enterprise in [own.clone(), named(OTHER, "样例乳品"), silent] {
        registry.save_enterprise(&enterprise).unwrap();
    }
    let letters = Alphabet::DigitsAndLetters;
    let own_rules = vec![
        sample_code_rule(),
        rule(OWN, "inner", Carrier::Inner, false, shape(10, letters, "N")),
        rule(OWN, "case", Carrier::Case, true, shape(12, letters, "C")),
    ];
    let other_rules = vec![
        rule(OTHER, "outer", Carrier::Outer, false, shape(16, Alphabet::Digits, "")),
        rule(OTHER, "inner", Carrier::Inner, true, shape(10, letters, "M")),
    ];
    for (id, code_rules) in [(OWN, own_rules), (OTHER, other_rules)] {
        let (mut site, mut product) = (sample_site(), sample_product());
        (site.enterprise, product.enterprise) = (id, id);
        let (sites, products) = (vec![site], vec![product]);
        let change = MasterChange { sites, products, code_rules, ..MasterChange::default() };
        registry.save_master(id, &change).unwrap();
    }
}

fn shape(length: usize, alphabet: Alphabet, prefix: &str) -> CodeShape {
    let (length_min, length_max, prefix) = (length, length, prefix.to_owned());
    CodeShape { length_min, length_max, alphabet, prefix, check: CheckAlgorithm::None }
}

fn rule(enterprise: EnterpriseId, name: &str, carrier: Carrier, asked: bool, shape: CodeShape) -> CodeRule {
    let (reference, text_patterns) = (reference(name), Vec::new());
    CodeRule { enterprise, reference, carrier, asked, shape, text_patterns, ..sample_code_rule() }
}

pub fn record(code: &str, carrier: Carrier, parent: Option<&str>) -> CodeRecord {
    CodeRecord { code: trace_code(code), carrier, parent: parent.map(trace_code) }
}

fn own_codes() -> Vec<CodeRecord> {
    vec![
        record(CAN, Carrier::Outer, Some(CASE)),
        record("6900012345678902", Carrier::Outer, Some(CASE)),
        record(CASE, Carrier::Case, None),
        record(INNER, Carrier::Inner, Some(CAN)),
    ]
}

impl TestApp {
    /// The sample lot with a report that is really stored.
    pub fn lot(&self) -> Lot {
        let report = self.document(REPORT, "检验报告 1.pdf", Media::Pdf);
        let certificate = self.document(b"%PDF-1.7 certificate", "合格证.pdf", Media::Pdf);
        let inspection = rusu_core::lot::Inspection { document: report, ..sample_inspection() };
        let material = rusu_core::lot::RawMaterial { document: certificate, ..sample_raw_material() };
        Lot { inspection, raw_materials: vec![material], ..sample_lot() }
    }

    /// Stores a document's bytes.
    pub fn document(&self, content: &[u8], file_name: &str, media: Media) -> DocumentRef {
        let mut sink = self.objects.create(ObjectKind::Document).unwrap();
        sink.write(content).unwrap();
        let (hash, bytes) = sink.finish().unwrap();
        DocumentRef { hash, file_name: file_name.to_owned(), media, bytes }
    }

    /// Puts codes under a part that is not published.
    pub fn stage(&self, key: &LotKey, submission: u8, records: &[CodeRecord]) {
        let part = self.registry.reserve_part(key, &sample_submission_id(submission)).unwrap();
        let mut records = records.iter().cloned().map(Ok::<_, StoreFault>);
        self.codes.put(key.enterprise, part, &mut records).unwrap();
    }

    pub fn publish(&self, lot: Lot, submission: u8) {
        let submission = sample_submission_id(submission);
        let part = Some(self.registry.reserve_part(&lot.key, &submission).unwrap());
        let published = PublishedLot { lot, part, part_codes: 3, changes: Vec::new(), submission };
        self.registry.publish_lot(&published).unwrap();
        self.settle();
    }

    /// Changes the published lot's values or state.
    pub fn restate(&self, lot: Lot) {
        let submission = sample_submission_id(1);
        let published = PublishedLot { lot, part: None, part_codes: 0, changes: Vec::new(), submission };
        self.registry.publish_lot(&published).unwrap();
        self.settle();
    }

    /// Lets the read side notice what was written.
    pub fn settle(&self) {
        self.clock.advance(SignedDuration::from_secs(1));
    }

    /// The face itself, for requests that go on beside others.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        reply(self.router.clone(), request).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Asks with the first enterprise's key.
    pub async fn get_own(&self, path: &str) -> Reply {
        self.get_with(path, &self.key).await
    }

    pub async fn get_with(&self, path: &str, key: &str) -> Reply {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {key}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn resolve(&self, question: Value) -> Reply {
        self.post_resolve(question.to_string()).await
    }

    pub async fn post_resolve(&self, body: impl Into<Body>) -> Reply {
        let request = Request::post("/api/v1/resolve").header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body.into()).unwrap()).await
    }

    /// Delivers with the first enterprise's key.
    pub async fn deliver(&self, query: &str, body: impl Into<Body>) -> Reply {
        self.deliver_as(query, None, body).await
    }

    pub async fn deliver_as(
        &self,
        query: &str,
        idempotency_key: Option<&str>,
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::post(format!("/api/v1/submissions?{query}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.key));
        if let Some(key) = idempotency_key {
            request = request.header("idempotency-key", key);
        }
        self.send(request.body(body.into()).unwrap()).await
    }

    /// A key of the operator.
    pub fn operator_key(&self) -> String {
        self.app.operator.issue_key("test").unwrap()
    }

    /// Asks below `/api/v1/operator` with a key of the operator.
    pub async fn operate(&self, method: &str, path: &str, body: impl Into<Body>) -> Reply {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1/operator{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.operator_key()));
        self.send(request.body(body.into()).unwrap()).await
    }

    /// Does the worker's work.
    pub fn process_all(&self) {
        for id in self.registry.unfinished_submissions().unwrap() {
            self.app.intake.process(&id).unwrap();
        }
        self.settle();
    }

    /// The id of a reply's receipt.
    pub fn id_of(&self, reply: &Reply) -> SubmissionId {
        SubmissionId::parse(reply.json()["id"].as_str().unwrap()).unwrap()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let left = self.registry.unfinished_submissions().unwrap();
            assert!(left.is_empty(), "{left:?} were received and never processed");
        }
    }
}

impl Deref for TestApp {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

pub async fn reply(router: Router, request: Request<Body>) -> Reply {
    let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
    let body = to_bytes(body, 64 * 1024 * 1024).await.unwrap();
    Reply { status: parts.status, headers: parts.headers, body }
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

/// A lot of the first enterprise's known product, with its two documents and these cans.
pub fn delivery(number: &str, cans: &[&str]) -> Vec<u8> {
    let mut rows = vec![
        format!(
            r#"{{"table":"lots","lot_number":"{number}","product_ref":"product-1","site_ref":"site-1","production_date":"2026-08-01","report_number":"R-9","laboratory":"示例检验所","report_date":"2026-08-15","conclusion":"pass","report_file":"report.pdf"}}"#
        ),
        format!(
            r#"{{"table":"raw_materials","lot_number":"{number}","material_name":"生牛乳","origin":"黑龙江省齐齐哈尔市","certificate_number":"C1","certificate_date":"2026-07-30","conclusion":"pass","certificate_file":"coa.pdf"}}"#
        ),
    ];
    let can = |code: &&str| format!(r#"{{"table":"codes","lot_number":"{number}","code":"{code}"}}"#);
    rows.extend(cans.iter().map(can));
    let rows = rows.join("\n");
    zip(&[
        ("rows.jsonl", rows.as_bytes()),
        ("report.pdf", b"%PDF-1.7 delivered report"),
        ("coa.pdf", b"%PDF-1.7 delivered certificate"),
    ])
}
