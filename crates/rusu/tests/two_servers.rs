//! Two servers over one registry: what one of them takes, the other knows. A recall is told by both within 5 s,
//! a request that was signed once is good for one of them once.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]
#![expect(clippy::indexing_slicing, reason = "a wrong shape fails the test")]

mod common;

use std::path::Path;
use std::time::Duration;

use common::delivery::{outer, whole};
use common::signer::{Signer, send};
use common::{Server, good, rusu};
use sea_orm::{ConnectionTrait as _, Database};
use serde_json::{Value, json};

/// Under which name people know both.
const PUBLIC_URL: &str = "https://trace.example";

/// Two servers with the same codes, and the key of the maker that delivered them.
struct Pair {
    directory: tempfile::TempDir,
    servers: [Server; 2],
    signer: Signer,
}

/// Runs a command on the first data directory.
fn command(directory: &Path, registry: &str, arguments: &[&str]) -> String {
    good(rusu(directory).args(arguments).args(["--registry-url", registry])).trim().to_owned()
}

fn start(directory: &Path, registry: &str) -> Server {
    Server::start(directory, &["--registry-url", registry, "--public-url", PUBLIC_URL])
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

impl Pair {
    /// One lot of ten cans is delivered to the first; its codes are then copied, as a second machine gets them.
    fn open(registry: Option<&str>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let [first, second] = ["first", "second"].map(|name| directory.path().join(name));
        std::fs::create_dir_all(&first).unwrap();
        let file = format!("sqlite:{}?mode=rwc", directory.path().join("shared.sqlite").display());
        let registry = registry.unwrap_or(&file);
        let added =
            command(&first, registry, &["enterprise", "add", "--name", "测试乳业", "--brand", "测试"]);
        let enterprise = added.split('\t').next().unwrap();
        let key = command(&first, registry, &["enterprise", "key", enterprise, "--label", "test"]);
        let secret = directory.path().join("maker.key");
        good(rusu(&first).arg("keygen").arg(&secret));
        let public = directory.path().join("maker.key.pub");
        let register = ["enterprise", "signing-key", "add", enterprise, "--label", "test"];
        command(&first, registry, &[&register[..], &[public.to_str().unwrap()]].concat());
        let server = start(&first, registry);
        let zip = whole("PAIR1", 1, 10).as_zip(directory.path());
        good(&mut server.submit(&first, &key, &zip));
        assert!(server.stop());
        copy(&first, &second);
        let servers = [start(&first, registry), start(&second, registry)];
        Self { directory, servers, signer: Signer::read(&secret, PUBLIC_URL) }
    }

    /// Sends a signed request to one of the two.
    fn at(&self, server: usize, method: &str, path: &str, body: &Value) -> Value {
        let text = body.to_string();
        let headers = self.signer.sign(method, path, &text);
        let server = self.servers.get(server).unwrap();
        let answer = send(&format!("{}{path}", server.url), method, &headers, text);
        assert!((200..300).contains(&answer.status), "{}", answer.body);
        answer.body
    }

    /// Both come to say so of a can, within the 5 s that are promised.
    fn both_tell(&self, number: u64, recalled: bool) {
        for server in &self.servers {
            let told = || server.verdict(&outer(number), None) == "recalled";
            let came = (0..50).any(|_| {
                std::thread::sleep(Duration::from_millis(100));
                told() == recalled
            });
            assert!(came, "{} of can {number} after 5 s: {}", server.url, told());
        }
    }

    fn lives_as_one(self) {
        self.both_tell(3, false);
        let draft = json!({
            "announce": true, "level": "1", "targets": [{"kind": "lot", "lot": "PAIR1"}],
            "reason": "测试", "instructions": "停止食用", "contact_phone": "400-000-0000",
        });
        let recall = self.at(0, "POST", "/api/v1/enterprise/recalls", &draft);
        self.both_tell(3, true);
        let change = json!({
            "add": [{"kind": "codes", "codes": [outer(4)]}], "remove": [{"kind": "lot", "lot": "PAIR1"}],
            "why": "只有一罐",
        });
        let path = format!("/api/v1/enterprise/recalls/{}/amendments", recall["id"]);
        self.at(1, "POST", &path, &change);
        self.both_tell(3, false);
        self.both_tell(4, true);
        self.a_request_is_good_once();
        let Self { directory, servers, .. } = self;
        assert!(servers.into_iter().all(Server::stop));
        drop(directory);
    }

    /// What one server took, the other refuses.
    fn a_request_is_good_once(&self) {
        let path = "/api/v1/enterprise";
        let headers = self.signer.sign("GET", path, "");
        let [first, second] = [0, 1].map(|server: usize| {
            let url = &self.servers.get(server).unwrap().url;
            send(&format!("{url}{path}"), "GET", &headers, String::new())
        });
        assert_eq!(first.status, 200, "{}", first.body);
        assert_eq!((second.status, &second.body["code"]), (401, &json!("signature_nonce_used")));
    }
}

#[test]
fn two_servers_over_one_file() {
    Pair::open(None).lives_as_one();
}

#[test]
fn two_servers_over_one_postgresql() {
    let variable = |name: &str| {
        std::env::vars_os().find(|(given, _)| given == name).map(|(_, value)| value.into_string().unwrap())
    };
    let Some(server) = variable("RUSU_TEST_POSTGRES_URL") else {
        assert_eq!(
            variable("RUSU_TEST_WITHOUT_POSTGRES").as_deref(),
            Some("1"),
            "RUSU_TEST_POSTGRES_URL is not set: run ./test, which starts a PostgreSQL for the tests, or set \
             RUSU_TEST_WITHOUT_POSTGRES=1 to leave them out"
        );
        println!("left out: RUSU_TEST_WITHOUT_POSTGRES=1");
        return;
    };
    // A schema of its own, on a server that lives as long as the tests do.
    let schema = format!("rusu_pair_{}", std::process::id());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let db = Database::connect(&server).await.unwrap();
        db.execute_unprepared(&format!("CREATE SCHEMA {schema}")).await.unwrap();
        db.close().await.unwrap();
    });
    let joint = if server.contains('?') { '&' } else { '?' };
    Pair::open(Some(&format!("{server}{joint}options=-csearch_path%3D{schema}"))).lives_as_one();
}
