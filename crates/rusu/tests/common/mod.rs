//! What the tests of the binary share: the binary itself, a running platform, deliveries that are right.
#![expect(dead_code, reason = "each test file uses its own part")]

pub mod delivery;
pub mod line;
pub mod signer;

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use serde_json::{Value, json};

/// How long a server may take to be ready: the dev profile on a busy machine.
const READY_MAX: Duration = Duration::from_secs(120);

/// The binary in an environment without settings of the caller's platform.
pub fn rusu(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rusu"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("RUSU_") {
            command.env_remove(name);
        }
    }
    command.env("RUSU_DATA_DIR", directory).env("RUSU_LOG", "warn").current_dir(directory);
    command
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Output {
    command.output().unwrap()
}

/// Runs a command that must succeed, and tells what it printed.
pub fn good(command: &mut Command) -> String {
    let output = run(command);
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

/// A running server.
pub struct Server {
    child: Child,
    pub url: String,
    /// Everything that it printed before it was ready.
    pub printed: Vec<String>,
}

impl Server {
    pub fn start(directory: &Path, arguments: &[&str]) -> Self {
        Self::at(directory, "127.0.0.1:0", arguments)
    }

    /// A server at a certain address.
    pub fn at(directory: &Path, address: &str, arguments: &[&str]) -> Self {
        let mut command = rusu(directory);
        command.arg("serve").args(["--listen", address]).args(arguments);
        let log =
            std::fs::File::options().create(true).append(true).open(directory.join("server.log")).unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        // Ended by `Drop` if it never is ready.
        let mut server = Self { child, url: String::new(), printed: Vec::new() };
        let (send, lines) = channel();
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        while server.url.is_empty() {
            let line =
                lines.recv_timeout(READY_MAX).unwrap_or_else(|_| panic!("not ready: {:?}", server.printed));
            match line.strip_prefix("ready ") {
                Some(url) => url.trim().clone_into(&mut server.url),
                None => server.printed.push(line),
            }
        }
        server
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGTERM; tells whether it ended well.
    pub fn stop(mut self) -> bool {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().success()
    }

    pub fn get(&self, path: &str) -> (u16, Vec<u8>) {
        let mut response = agent().get(format!("{}{path}", self.url)).call().unwrap();
        let mut bytes = Vec::new();
        response.body_mut().as_reader().read_to_end(&mut bytes).unwrap();
        (response.status().as_u16(), bytes)
    }

    pub fn page(&self, path: &str) -> String {
        let (status, bytes) = self.get(path);
        assert!(status < 500, "{path} answered {status}");
        String::from_utf8(bytes).unwrap()
    }

    /// The answer to a text, with an enterprise chosen or not.
    pub fn resolve(&self, text: &str, enterprise: Option<&str>) -> Value {
        let body = json!({ "text": text, "enterprise": enterprise }).to_string();
        let request =
            agent().post(format!("{}/api/v1/resolve", self.url)).header("Content-Type", "application/json");
        let mut response = request.send(body).unwrap();
        let answer = response.body_mut().read_to_string().unwrap();
        assert_eq!(response.status().as_u16(), 200, "{answer}");
        serde_json::from_str(&answer).unwrap()
    }

    /// The verdict on a text.
    pub fn verdict(&self, text: &str, enterprise: Option<&str>) -> String {
        let answer = self.resolve(text, enterprise);
        answer
            .pointer("/verdict/code")
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("{answer}"))
            .to_owned()
    }

    /// A command that delivers to this server.
    pub fn submit(&self, directory: &Path, key: &str, path: &Path) -> Command {
        let mut command = rusu(directory);
        command.arg("submit").arg(path).args(["--server", &self.url]).env("RUSU_KEY", key);
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client that takes every status as an answer.
pub fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into()
}

/// A data directory with one enterprise and its key.
pub struct Place {
    pub directory: tempfile::TempDir,
    pub enterprise: String,
    pub key: String,
}

impl Place {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let added =
            good(rusu(directory.path()).args(["enterprise", "add", "--name", "测试乳业", "--brand", "测试"]));
        let enterprise = added.split('\t').next().unwrap().to_owned();
        let key = good(rusu(directory.path()).args(["enterprise", "key", &enterprise, "--label", "test"]));
        Self { directory, enterprise, key: key.trim().to_owned() }
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// A folder beside the stores, for files to deliver.
    pub fn folder(&self, name: &str) -> PathBuf {
        let folder = self.path().join("to-deliver").join(name);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    pub fn server(&self) -> Server {
        Server::start(self.path(), &[])
    }

    pub fn is_clean(&self) -> bool {
        let output = run(rusu(self.path()).arg("fsck"));
        if !output.status.success() {
            eprintln!("{}", String::from_utf8_lossy(&output.stdout));
        }
        output.status.success()
    }

    /// Everything that the registry and the code store hold of lots and codes, as text. The server
    /// must be stopped.
    pub fn content(&self) -> Vec<String> {
        use rusu_core::ports::{CodeReader as _, RegistryReader as _};
        let registry = rusu_registry::SqlRegistry::open_file(&self.path().join("registry.sqlite")).unwrap();
        let settings = rusu_codes::CodeSettings::default();
        let codes = rusu_codes::CodeStore::open(&self.path().join("codes"), settings).unwrap();
        let id = rusu_core::enterprise::EnterpriseId(self.enterprise.parse().unwrap());
        let mut content = Vec::new();
        for mut lot in registry.lots(id, 1_000).unwrap() {
            lot.published_at = jiff::Timestamp::UNIX_EPOCH;
            content.push(format!("{lot:?}"));
        }
        content.push(format!("{:?}", registry.products(id).unwrap()));
        content.push(format!("{:?}", registry.sites(id).unwrap()));
        content.push(format!("{:?}", registry.documents().unwrap()));
        codes
            .visit(&mut |span| {
                content.push(format!("{span:?}"));
                std::ops::ControlFlow::Continue(())
            })
            .unwrap();
        content
    }
}

/// Numbers that look random and are the same for the same seed.
pub struct Chance(u64);

impl Chance {
    /// Takes the seed from `RUSU_TEST_SEED`, or else the given one, and prints it.
    pub fn new(usual: u64) -> Self {
        let given = std::env::vars_os().find(|(name, _)| name == "RUSU_TEST_SEED");
        let seed = given.and_then(|(_, seed)| seed.to_str()?.parse().ok()).unwrap_or(usual);
        println!("RUSU_TEST_SEED={seed}");
        Self(seed)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }

    /// So many numbers below `limit`, ascending; printed.
    pub fn places(&mut self, count: usize, limit: u64) -> Vec<u64> {
        let mut places: Vec<u64> = (0..count).map(|_| self.below(limit)).collect();
        places.sort_unstable();
        println!("of {limit} at {places:?}");
        places
    }
}
