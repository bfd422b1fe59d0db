//! The operator's commands against a running platform: what is typed, and what people then see.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]
#![expect(clippy::indexing_slicing, reason = "a wrong shape fails the test")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Output;

use common::{Place, Server, good, run, rusu};
use rusu_core::portal::{Complaint, ComplaintKind, ComplaintState, NewComplaint, PageNumber};
use rusu_core::ports::{PortalReader as _, PortalWriter as _};
use rusu_registry::SqlRegistry;
use serde_json::Value;

/// A red PNG of one pixel.
const PNG: [u8; 69] = [
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00,
    0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x90, 0x77, 0x53, 0xde, 0x00,
    0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x78, 0xe1, 0x60, 0x00, 0x00, 0x03, 0x6c,
    0x01, 0x59, 0x68, 0xb9, 0x53, 0x25, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60,
    0x82,
];

/// A sample that is right and one whose conclusion is no word for one.
const SAMPLES: &str = "抽样编号,抽检类别,公布机关,公告号,公布日期,样品名称,标称生产企业名称,批号,结论\n\
    GC1,国家,国家市场监督管理总局,2026年第1号,2026-01-05,测试婴儿配方奶粉,测试乳业,L1,合格\n\
    GC2,国家,国家市场监督管理总局,2026年第1号,2026-01-05,测试婴儿配方奶粉,测试乳业,L2,大概合格\n";

/// A platform and an operator's key to it.
struct Office {
    place: Place,
    server: Server,
    key: String,
}

impl Office {
    fn open() -> Self {
        let place = Place::new();
        let key = good(rusu(place.path()).args(["operator", "key", "--label", "值班"]));
        let server = place.server();
        Self { place, server, key: key.trim().to_owned() }
    }

    /// Runs a command with the operator's key.
    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = rusu(self.place.path());
        command.args(arguments).args(["--server", &self.server.url]).env("RUSU_OPERATOR_KEY", &self.key);
        run(&mut command)
    }

    /// Runs a command that must be done, and tells what it printed.
    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that must be refused, and tells what it said.
    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        said(&output)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path: PathBuf = self.place.folder("operator").join(name);
        std::fs::write(&path, bytes).unwrap();
        shown(&path)
    }

    /// What anybody reads.
    fn json(&self, path: &str) -> Value {
        let (status, bytes) = self.server.get(path);
        assert_eq!(status, 200, "{path}");
        serde_json::from_slice(&bytes).unwrap()
    }

    fn announcements(&self) -> Vec<Value> {
        self.json("/api/v1/announcements")["announcements"].as_array().unwrap().clone()
    }

    fn logo(&self) -> Option<String> {
        let directory = self.json("/api/v1/enterprises");
        directory["enterprises"][0]["logo"].as_str().map(str::to_owned)
    }

    /// The logo once there is one, or once there is none: the directory is held for half a second.
    fn logo_when(&self, present: bool) -> Option<String> {
        for _ in 0..200 {
            let logo = self.logo();
            if logo.is_some() == present {
                return logo;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("the logo did not change within 20 s")
    }

    fn sampled(&self) -> usize {
        self.json("/api/v1/sampling-results")["results"].as_array().unwrap().len()
    }

    fn registry(&self) -> SqlRegistry {
        SqlRegistry::open_file(&self.place.path().join("registry.sqlite")).unwrap()
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn shown(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// The number with which the line of an added announcement begins.
fn number(line: &str) -> String {
    line.split('\t').next().unwrap().to_owned()
}

fn complaint() -> Complaint {
    let content = NewComplaint {
        kind: ComplaintKind::CannotFind,
        text: "查不到\u{1b}[31m".to_owned(),
        enterprise: None,
        code: Some("8800000000000015".to_owned()),
        verdict: None,
        contact: Some("13800000000".to_owned()),
        channel: rusu_core::channel::Channel::PORTAL,
    };
    let now = "2026-11-01T01:00:00Z".parse().unwrap();
    let state = ComplaintState::Open;
    Complaint {
        id: 0,
        received_at: now,
        content,
        contact_until: Some("2099-01-01T00:00:00Z".parse().unwrap()),
        state,
        note: String::new(),
        updated_at: now,
    }
}

#[test]
fn a_draft_is_seen_only_once_it_is_published_and_never_after_it_is_removed() {
    let office = Office::open();
    let body = office.file("body.txt", "第一段\n\n第二段");
    let added = office.done(&[
        "announce",
        "add",
        "--kind",
        "notice",
        "--title",
        "通知",
        "--title-en",
        "Notice",
        "--body-file",
        &body,
        "--draft",
    ]);
    let id = number(&added);
    assert_eq!(office.announcements(), [] as [Value; 0]);
    assert!(office.done(&["announce", "list"]).contains("草稿"));

    office.done(&["announce", "edit", &id, "--publish-at", "now", "--pinned", "--summary", "摘要"]);
    let seen = office.announcements();
    assert_eq!((&seen[0]["title"], &seen[0]["summary"]), (&"通知".into(), &"摘要".into()), "{seen:?}");
    let whole = office.json(&format!("/api/v1/announcements/{id}"));
    assert_eq!(whole["body"], serde_json::json!(["第一段", "第二段"]), "an edit leaves the rest");

    office.done(&["announce", "remove", &id]);
    assert_eq!(office.announcements(), [] as [Value; 0]);
}

#[test]
fn an_announcement_for_later_is_not_seen_yet() {
    let office = Office::open();
    let body = office.file("body.txt", "正文");
    let added = office.done(&[
        "announce",
        "add",
        "--kind",
        "article",
        "--title",
        "以后",
        "--body-file",
        &body,
        "--publish-at",
        "2099-01-01T09:00:00+08:00",
    ]);
    assert!(added.contains("2099-01-01T09:00:00+08:00"), "{added}");
    assert_eq!(office.announcements(), [] as [Value; 0]);
}

#[test]
fn a_film_is_uploaded_with_its_announcement() {
    let office = Office::open();
    let bytes = [b"\0\0\0\x18ftypisom".as_slice(), &[7; 3_000]].concat();
    let film = office.file("film.mp4", &bytes);
    office.done(&["announce", "add", "--kind", "video", "--title", "怎样查询", "--video", &film]);
    let url = office.announcements()[0]["video"].as_str().unwrap().to_owned();
    let path = url.strip_prefix(&office.server.url).unwrap_or(&url);
    assert_eq!(office.server.get(path), (200, bytes));
}

#[test]
fn a_file_that_is_no_film_is_refused_in_both_languages() {
    let office = Office::open();
    let film = office.file("film.mp4", "not a film");
    let said = office.refused(&["announce", "add", "--kind", "video", "--title", "视频", "--video", &film]);
    assert!(said.contains("video_kind") && said.contains("视频应为") && said.contains("WebM"), "{said}");
    assert_eq!(office.announcements(), [] as [Value; 0]);
}

#[test]
fn a_logo_is_seen_once_it_is_set_and_gone_once_it_is_removed() {
    let office = Office::open();
    let file = office.file("logo.png", PNG);
    assert_eq!(office.logo(), None);
    office.done(&["logo", "set", "--enterprise", "测试乳业", &file]);
    let logo = office.logo_when(true).unwrap();
    let (status, bytes) = office.server.get(&logo);
    assert_eq!(status, 200);
    assert!(bytes.starts_with(b"\x89PNG"));
    office.done(&["logo", "remove", "--enterprise", &office.place.enterprise]);
    assert_eq!(office.logo_when(false), None);
}

#[test]
fn a_logo_of_an_unknown_enterprise_is_refused() {
    let office = Office::open();
    let file = office.file("logo.png", PNG);
    let said = office.refused(&["logo", "set", "--enterprise", "没有/这家", &file]);
    assert!(said.contains("没有/这家"), "{said}");
}

#[test]
fn a_picture_beyond_the_limit_is_refused_before_it_is_sent() {
    let office = Office::open();
    let limit = usize::try_from(rusu_core::limits::PICTURE_BYTES_MAX).unwrap();
    let file = office.file("logo.png", vec![0; limit + 1]);
    let said = office.refused(&["logo", "set", "--enterprise", "测试乳业", &file]);
    assert!(said.contains("1048577") && said.contains("1048576"), "{said}");
}

#[test]
fn a_dry_run_of_samples_tells_what_would_be_and_writes_nothing() {
    let office = Office::open();
    let file = office.file("抽检.csv", SAMPLES);
    let said = office.refused(&["sampling", "import", &file, "--dry-run"]);
    assert!(said.contains("新增 1 条") && said.contains("nothing was written"), "{said}");
    assert_eq!(office.sampled(), 0);
}

#[test]
fn a_bad_sample_is_told_with_its_place_and_blocks_no_other() {
    let office = Office::open();
    let file = office.file("抽检.csv", SAMPLES);
    let list = shown(&office.place.folder("operator").join("refused.csv"));
    let said = office.refused(&["sampling", "import", &file, "--rejections", &list]);
    assert!(said.contains("第 3 行") && said.contains("大概合格") && said.contains("抽检.csv"), "{said}");
    let found = office.json("/api/v1/sampling-results?q=L1");
    assert_eq!(found["results"][0]["enterprise"]["name"], "测试乳业", "{found}");
    assert_eq!(office.sampled(), 1);
    let list = std::fs::read_to_string(list).unwrap();
    assert_eq!(list.lines().count(), 2, "{list}");

    let id = found["results"][0]["id"].to_string();
    office.done(&["sampling", "remove", &id]);
    assert_eq!(office.sampled(), 0);
}

#[test]
fn the_workbook_to_fill_in_never_overwrites_a_file() {
    let office = Office::open();
    let file = shown(&office.place.folder("operator").join("template.xlsx"));
    office.done(&["sampling", "template", &file]);
    assert!(std::fs::read(&file).unwrap().starts_with(b"PK"));
    assert_eq!(office.run(&["sampling", "template", &file]).status.code(), Some(2));
}

#[test]
fn a_complaint_is_read_and_answered() {
    let office = Office::open();
    let id = office.registry().add_complaint(&complaint()).unwrap().to_string();
    let listed = office.done(&["complaints", "list", "--state", "open"]);
    assert!(listed.contains("13800000000") && listed.contains("查不到"), "{listed}");
    assert!(!listed.contains('\u{1b}'), "a stranger's text steers the terminal");

    office.done(&["complaints", "answer", &id, "--state", "closed", "--note", "已电话答复"]);
    assert!(!office.done(&["complaints", "list", "--state", "open"]).contains("13800000000"));
    let kept = office.registry().complaints(None, PageNumber::FIRST).unwrap().entries.remove(0);
    assert_eq!((kept.state, kept.note.as_str()), (ComplaintState::Closed, "已电话答复"));
}

#[test]
fn complaints_are_written_as_one_table_whatever_their_number() {
    let office = Office::open();
    let count = rusu_core::limits::PORTAL_PAGE_ROWS_MAX + 1;
    for _ in 0..count {
        office.registry().add_complaint(&complaint()).unwrap();
    }
    let table = office.done(&["complaints", "list", "--csv"]);
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    assert_eq!(reader.records().map(Result::unwrap).count(), count);
}

#[test]
fn a_check_file_is_served_where_the_platform_looks_for_it() {
    let office = Office::open();
    let file = office.file("MP_verify_a1.txt", "a1b2c3\n");
    office.done(&["check-file", "put", &file]);
    assert_eq!(office.server.get("/t/MP_verify_a1.txt"), (200, b"a1b2c3\n".to_vec()));
    assert!(office.done(&["check-file", "list"]).contains("MP_verify_a1.txt  a1b2c3"));
    office.done(&["check-file", "remove", "MP_verify_a1.txt"]);
    assert_eq!(office.server.get("/t/MP_verify_a1.txt").0, 404);
}

#[test]
fn a_stated_market_share_stands_among_the_figures() {
    let office = Office::open();
    let share = ["--value", "约 80%", "--source", "行业协会", "--as-of", "2026-06-30"];
    office.done(&[["statement", "market-share"].as_slice(), &share].concat());
    let figures = office.json("/api/v1/statistics").to_string();
    assert!(figures.contains("约 80%") && figures.contains("行业协会"), "{figures}");
}

#[test]
fn a_withdrawn_market_share_is_gone() {
    let office = Office::open();
    let share = ["--value", "约 80%", "--source", "行业协会", "--as-of", "2026-06-30"];
    office.done(&[["statement", "market-share"].as_slice(), &share].concat());
    office.done(&["statement", "market-share", "--withdraw"]);
    assert!(!office.json("/api/v1/statistics").to_string().contains("行业协会"));
}

#[test]
fn a_revoked_key_is_refused_from_the_next_command_on() {
    let office = Office::open();
    office.done(&["announce", "list"]);
    good(rusu(office.place.path()).args(["operator", "revoke", "--label", "值班"]));
    let said = office.refused(&["announce", "list"]);
    assert!(said.contains("key_unknown"), "{said}");
}

#[test]
fn an_enterprises_key_opens_nothing_of_the_operators() {
    let mut office = Office::open();
    office.key.clone_from(&office.place.key);
    let output = office.run(&["complaints", "list"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}

#[test]
fn a_command_without_a_key_or_a_platform_could_not_be_done() {
    let place = tempfile::tempdir().unwrap();
    let without_key = run(rusu(place.path()).args(["announce", "list"]));
    assert_eq!(without_key.status.code(), Some(2));
    assert!(said(&without_key).contains("RUSU_OPERATOR_KEY"));
    let mut command = rusu(place.path());
    command.args(["announce", "list", "--server", "http://127.0.0.1:1"]);
    assert_eq!(run(command.env("RUSU_OPERATOR_KEY", "rusu_op_x")).status.code(), Some(2));
}
