//! One maker's whole story, from its application to a drill, by what it and the operator really use: the
//! binary's commands, signed requests of a program of its own, and a line that breaks five times.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]
#![expect(clippy::indexing_slicing, reason = "a wrong shape fails the test")]

mod common;

use std::path::{Path, PathBuf};
use std::time::Duration;

use common::delivery::{self, outer, scattered};
use common::line::Line;
use common::signer::Signer;
use common::{Chance, Server, agent, good, run, rusu};
use rusu_core::limits::COMPLAINT_SECONDS_MIN;
use serde_json::{Value, json};

const CANS: u64 = 150_000;
const CUTS: usize = 5;
const LOT: &str = "STORY1";
/// A small lot that nothing happens to.
const OTHER_LOT: &str = "STORY2";
const OTHER_CAN: u64 = 9_999_999_999_900;
/// Cans of the lot that are withdrawn.
const VOID: std::ops::Range<u64> = 100..200;

/// A platform that knows nobody yet, its operator, and a maker that has a key pair and nothing else.
struct Story {
    directory: tempfile::TempDir,
    line: Line,
    server: Server,
    operator: String,
    key: PathBuf,
}

impl Story {
    fn begin() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path();
        let key = place.join("maker.key");
        good(rusu(place).arg("keygen").arg(&key));
        let operator = good(rusu(place).args(["operator", "key", "--label", "值班"])).trim().to_owned();
        let line = Line::open();
        let server = Server::start(place, &["--public-url", &line.url]);
        line.lead_to(&server.url);
        Self { directory, line, server, operator, key }
    }

    fn place(&self) -> &Path {
        self.directory.path()
    }

    fn signer(&self) -> Signer {
        Signer::read(&self.key, &self.line.url)
    }

    /// What anybody may send without a key.
    fn post(&self, path: &str, body: &Value) -> Value {
        let request = agent().post(format!("{}{path}", self.server.url));
        let mut response = request.header("Content-Type", "application/json").send(body.to_string()).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        assert!(response.status().is_success(), "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// The application, with the public key; its number and its secret.
    fn applies(&self) -> (u64, String) {
        let ticket = self.post("/api/v1/applications/ticket", &json!({}))["ticket"].clone();
        // No form is taken that was filled in faster.
        std::thread::sleep(Duration::from_secs(COMPLAINT_SECONDS_MIN.unsigned_abs()));
        let public = std::fs::read_to_string(self.place().join("maker.key.pub")).unwrap();
        let application = json!({
            "ticket": ticket, "name": "测试乳业", "legal_name": "测试乳业有限公司",
            "credit_code": "91990000EXAMPLE019", "brands": ["测试"],
            "sites": [{ "name": "测试乳业一厂", "address": "黑龙江省测试市测试路 1 号",
                "licence": "SC12999000000012", "licence_valid_to": "2099-12-31" }],
            "certificates": [{ "name": "HACCP", "number": "H-1", "issuer": "示例认证中心", "valid_to": "2098-02-28" }],
            "contact": { "person": "李四", "phone": "13800000000", "mail": "" },
            "signing_key": { "algorithm": "ed25519", "public_key": public },
        });
        let taken = self.post("/api/v1/applications", &application);
        (taken["id"].as_u64().unwrap(), taken["secret"].as_str().unwrap().to_owned())
    }

    /// How the application stands, as the applicant sees it.
    fn application(&self, id: u64, secret: &str) -> Value {
        let request = agent().get(format!("{}/api/v1/applications/{id}", self.server.url));
        let mut response = request.header("Authorization", format!("Bearer {secret}")).call().unwrap();
        serde_json::from_str(&response.body_mut().read_to_string().unwrap()).unwrap()
    }

    fn operate(&self, arguments: &[&str]) -> String {
        let mut command = rusu(self.place());
        command.args(arguments).args(["--server", &self.server.url]).env("RUSU_OPERATOR_KEY", &self.operator);
        good(&mut command)
    }

    /// A command of the maker's, signed, over the line.
    fn make(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = rusu(self.place());
        command.args(arguments).args(["--server", &self.line.url]).env("RUSU_SIGNING_KEY", &self.key);
        command
    }

    fn delivers(&self, name: &str, lot: &delivery::Delivery) -> String {
        let folder = self.place().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let path = lot.as_zip(&folder);
        good(&mut self.make(&["submit", path.to_str().unwrap(), "--no-check"]))
    }

    fn can(&self, number: u64) -> String {
        self.server.verdict(&outer(number), None)
    }

    fn awaits(&self, number: u64, verdict: &str) {
        // The longest that anybody may wait for news of a lot, in steps of a tenth of a second.
        for _ in 0..50 {
            if self.can(number) == verdict {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        assert_eq!(self.can(number), verdict, "can {number}");
    }

    fn is_admitted(&self) {
        let unknown = self.signer().get("/api/v1/enterprise");
        assert_eq!(unknown.body["code"], "signature_key_unknown");
        let (id, secret) = self.applies();
        assert_eq!(self.application(id, &secret)["state"], "submitted");
        self.operate(&["application", "admit", &id.to_string(), "--reason", "齐全"]);
        let told = self.application(id, &secret);
        assert_eq!(told["state"], "admitted", "{told}");
        let own = self.signer().get("/api/v1/enterprise").body;
        assert_eq!((&own["id"], &own["name"]), (&told["enterprise"], &"测试乳业".into()));
    }

    /// A second key, with which the maker signs from now on; the first is revoked and refused.
    fn changes_its_key(&mut self) {
        let first = self.signer();
        let file = self.place().join("second.key");
        good(rusu(self.place()).args(["keygen", "--algorithm", "sm2-sm3"]).arg(&file));
        let public = std::fs::read_to_string(self.place().join("second.key.pub")).unwrap();
        let keys = "/api/v1/signing-keys";
        let body = json!({ "algorithm": "sm2-sm3", "public_key": public, "label": "车间" });
        first.done("POST", keys, &body, None);
        let listed = first.get(keys).body;
        let listed = listed["signing_keys"].as_array().unwrap_or_else(|| panic!("{listed}"));
        let old = listed.iter().find(|key| key["algorithm"] == "ed25519").unwrap();
        let old = old["id"].as_str().unwrap().to_owned();
        self.key = file;
        let gone = self.signer().ask("DELETE", &format!("{keys}/{old}"), &Value::Null, None);
        assert!((200..300).contains(&gone.status), "{}", gone.body);
        assert_eq!(first.get("/api/v1/enterprise").body["code"], "signature_key_revoked");
    }

    fn amends(&self) {
        let lot = format!("/api/v1/enterprise/lots/{LOT}");
        let seen = self.signer().get(&lot);
        assert_eq!(seen.body["lot"]["units"], CANS);
        let amendment = json!({ "reason": "报告编号录入错误", "report_number": "JY-STORY1-2" });
        self.signer().done("PATCH", &lot, &amendment, Some(&seen.version));
        let late = self.signer().ask("PATCH", &lot, &amendment, Some(&seen.version));
        assert_eq!(late.body["code"], "lot_changed");
        let page = (0..50).map(|_| {
            std::thread::sleep(Duration::from_millis(100));
            self.server.page(&format!("/t/{}", outer(scattered(0))))
        });
        let page = page.into_iter().find(|page| page.contains("data-amended")).unwrap();
        assert!(page.contains("报告编号录入错误") && page.contains("JY-STORY1-2"), "{page}");
    }

    fn withdraws_some(&self) {
        let codes: Vec<String> = VOID.map(|n| outer(scattered(n))).collect();
        let order = json!({ "reason": "运输破损", "codes": codes });
        let path = format!("/api/v1/enterprise/lots/{LOT}/void-codes");
        assert_eq!(self.signer().done("POST", &path, &order, None)["voided"], VOID.end - VOID.start);
        self.awaits(scattered(VOID.start), "withdrawn");
        self.awaits(scattered(VOID.end - 1), "withdrawn");
        assert_eq!(self.can(scattered(VOID.end)), "first_query");
        assert_eq!(self.can(scattered(VOID.start - 1)), "first_query");
    }

    /// Announced, on every way people learn of it within 5 s, reported, and completed.
    fn recalls(&self) {
        let plan = json!({
            "regions": ["浙江省"], "product": "测试婴儿配方奶粉（0-6月龄，1段）", "hazard": "可能引起感染",
        });
        let draft = json!({
            "level": "1", "targets": [{ "kind": "lot", "lot": LOT }], "announce": true, "reason": "检出阪崎肠杆菌",
            "instructions": "停止食用", "contact_phone": "400-000-0000", "plan": plan,
        });
        let recall = self.signer().done("POST", "/api/v1/enterprise/recalls", &draft, None);
        let id = recall["id"].as_u64().unwrap();
        assert_eq!(
            (&recall["state"], &recall["figures"]["units_produced"]),
            (&"announced".into(), &CANS.into())
        );
        self.awaits(scattered(CANS - 1), "recalled");
        assert_eq!(self.can(OTHER_CAN), "first_query");
        assert!(self.server.page(&format!("/t/{}", outer(scattered(7)))).contains("检出阪崎肠杆菌"));
        for feed in ["/recalls.json", "/recalls.csv", "/recalls.atom"] {
            assert!(self.server.page(feed).contains(LOT), "{feed}");
        }
        let today = recall["announced_at"].as_str().unwrap().split('T').next().unwrap();
        let report = json!({ "date": today, "recalled_units": CANS / 2, "disposed_units": CANS / 4, "is_final": true });
        let path = format!("/api/v1/enterprise/recalls/{id}");
        let reported = self.signer().done("POST", &format!("{path}/reports"), &report, None);
        let figures = &reported["figures"];
        assert_eq!(
            (&figures["recalled_of_produced_permille"], &figures["disposed_of_recalled_permille"]),
            (&500.into(), &500.into())
        );
        let ended =
            self.signer().done("POST", &format!("{path}/steps"), &json!({ "step": "complete" }), None);
        assert_eq!(ended["state"], "completed");
    }

    /// The drill's report, which the command tells and the platform keeps.
    fn practises(&self) {
        let can = outer(OTHER_CAN);
        let told =
            good(&mut self.make(&["recall", "drill", "--level", "2", "--lot", OTHER_LOT, "--text", &can]));
        assert!(told.contains("毫秒"), "{told}");
        let listed = self.signer().get("/api/v1/enterprise/recalls").body;
        let drills = listed["recalls"].as_array().unwrap().iter().filter(|recall| recall["drill"] == true);
        let [drill] = drills.collect::<Vec<_>>()[..] else { panic!("{listed}") };
        let file = self.signer().get(&format!("/api/v1/enterprise/recalls/{}", drill["id"])).body;
        let report = &file["drill_report"];
        assert_eq!((&report["units"], &report["targets_known_permille"]), (&5.into(), &1_000.into()));
        assert!(report["to_effect_ms"].as_i64().unwrap() < 5_000, "{report}");
        assert!(!self.server.page("/recalls.csv").contains(OTHER_LOT), "nobody is told of a drill");
        assert_ne!(self.can(OTHER_CAN), "recalled");
    }
}

#[test]
fn a_maker_applies_is_admitted_delivers_amends_withdraws_recalls_and_practises() {
    let mut story = Story::begin();
    story.is_admitted();
    story.changes_its_key();
    let large = delivery::scattered_lot(LOT, CANS);
    story.line.break_at(Chance::new(20_261_128).places(CUTS, large.zipped().len() as u64));
    let said = story.delivers("large", &large);
    assert!(said.contains("已公布"), "{said}");
    assert_eq!(story.line.cuts(), CUTS);
    story.delivers("small", &delivery::lot(OTHER_LOT, OTHER_CAN, 5));
    for n in [0, 1, CANS / 2, CANS - 1] {
        assert_eq!(story.can(scattered(n)), "first_query", "can {n}");
    }
    let page = story.server.page(&format!("/t/{}", outer(scattered(0))));
    assert!(
        page.contains(LOT) && page.contains("测试婴儿配方奶粉") && !page.contains("data-amended"),
        "{page}"
    );
    story.amends();
    story.withdraws_some();
    story.recalls();
    story.practises();
    let Story { directory, server, .. } = story;
    assert!(server.stop());
    assert!(run(rusu(directory.path()).arg("fsck")).status.success());
}
