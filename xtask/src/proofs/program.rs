//! The workload program: built, started as a writer or a judge, read.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};

/// How often a waiting parent looks.
const LOOK_EVERY: Duration = Duration::from_millis(2);
/// Longest opening, with everything that is to be recovered.
const READY_MAX: Duration = Duration::from_secs(60);
/// Longest judgement; longer is a hang.
const JUDGE_MAX: Duration = Duration::from_secs(180);
/// Most memory of a judge, bytes of address space: damage must not make it take all there is.
const JUDGE_BYTES_MAX: u64 = 8 << 30;

/// The built program with what all its runs share.
pub(crate) struct Program {
    binary: PathBuf,
    /// The history's seed.
    pub(crate) seed: u64,
    /// Most codes of a put.
    pub(crate) codes_max: u64,
}

/// What a writer has said so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// The store is open.
    pub(crate) ready: bool,
    /// Groups that are durable, counted from the first of the history.
    pub(crate) acknowledged: u64,
    /// How far each file of the store was filled at the last acknowledgement.
    pub(crate) filled: BTreeMap<PathBuf, u64>,
    /// Anything that is no such line.
    pub(crate) other: Vec<String>,
}

/// A process that puts groups.
pub(crate) struct Writer {
    child: Child,
    said: Arc<Mutex<Said>>,
    reader: Option<JoinHandle<()>>,
}

/// How a judge ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// Every answer right, nothing refused, nothing reported.
    Clean,
    /// Questions refused or damage reported by the store's check, and no wrong answer.
    Found,
    /// The store does not open.
    NotOpened,
    /// Wrong answers.
    Wrong,
    /// A panic, a signal or too much memory.
    Died,
    /// It did not end in time.
    Hung,
}

/// What a judge said.
#[derive(Clone, Debug)]
pub(crate) struct Judgement {
    pub(crate) outcome: Outcome,
    /// Its words, for people.
    pub(crate) words: String,
}

impl Judgement {
    /// A figure of its first line, `name=figure`.
    pub(crate) fn figure(&self, name: &str) -> u64 {
        let mut words = self.words.split_whitespace();
        let figure = words.find_map(|word| word.strip_prefix(name)?.strip_prefix('=')?.parse().ok());
        figure.unwrap_or_default()
    }
}

impl Program {
    /// Builds the example with optimisations: the proofs run it hundreds of times.
    pub(crate) fn build(root: &Path, seed: u64, codes_max: u64) -> Result<Self> {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(root).args(["build", "--quiet", "--release", "--package", "rusu-codes"]);
        cargo.args(["--example", "workload", "--message-format", "json-render-diagnostics"]);
        let output = cargo.stderr(Stdio::inherit()).output().context("cargo cannot be started")?;
        ensure!(output.status.success(), "the workload program does not build");
        // Cargo knows where it builds; one of its messages names the program.
        let messages = String::from_utf8(output.stdout)?;
        let named = messages.lines().rev().find_map(|message| {
            let message: serde_json::Value = serde_json::from_str(message).ok()?;
            message.get("executable")?.as_str().map(PathBuf::from)
        });
        Ok(Self { binary: named.context("cargo named no program")?, seed, codes_max })
    }

    /// Starts to put groups from `from` on, endlessly.
    pub(crate) fn writer(&self, store: &Path, from: u64, with_sizes: bool) -> Result<Writer> {
        let mut command = self.command("put", store);
        command.args(["--from", &from.to_string(), "--groups", "1000000000"]);
        command.args(["--sizes", if with_sizes { "1" } else { "0" }]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn()?;
        let said = Arc::new(Mutex::new(Said { acknowledged: from, ..Said::default() }));
        let out = child.stdout.take().context("the output was not piped")?;
        let into = Arc::clone(&said);
        let reader = std::thread::spawn(move || {
            let mut filled = BTreeMap::new();
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                hear(&line, &mut filled, &into);
            }
        });
        Ok(Writer { child, said, reader: Some(reader) })
    }

    /// Puts a number of groups and ends in good order.
    pub(crate) fn put(&self, store: &Path, groups: u64) -> Result<()> {
        let mut command = self.command("put", store);
        command.args(["--from", "0", "--groups", &groups.to_string()]);
        let output = command.stdout(Stdio::piped()).output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success() && said.ends_with("done\n"), "the workload failed: {said}");
        Ok(())
    }

    /// Opens the store and asks it everything.
    pub(crate) fn judge(&self, store: &Path, acknowledged: u64, begun: u64, hits: u64) -> Result<Judgement> {
        let asked = self.command("judge", store);
        let mut command = Command::new("prlimit");
        command.arg(format!("--as={JUDGE_BYTES_MAX}")).arg("--").arg(asked.get_program());
        command.args(asked.get_args());
        command.args(["--acknowledged", &acknowledged.to_string(), "--begun", &begun.to_string()]);
        command.args(["--hits", &hits.to_string(), "--misses", &hits.to_string()]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let mut looks = JUDGE_MAX.as_millis() / LOOK_EVERY.as_millis();
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break Some(status);
            }
            looks -= 1;
            if looks == 0 {
                child.kill()?;
                child.wait()?;
                break None;
            }
            std::thread::sleep(LOOK_EVERY);
        };
        let mut words = String::new();
        if let Some(mut out) = child.stdout.take() {
            out.read_to_string(&mut words)?;
        }
        if let Some(mut errors) = child.stderr.take() {
            errors.read_to_string(&mut words)?;
        }
        let outcome = match status.map(|status| status.code()) {
            None => Outcome::Hung,
            Some(Some(0)) => Outcome::Clean,
            Some(Some(1)) if words.contains(" wrong=") => Outcome::Wrong,
            Some(Some(3)) => Outcome::Found,
            Some(Some(4)) => Outcome::NotOpened,
            Some(_) => Outcome::Died,
        };
        Ok(Judgement { outcome, words })
    }

    fn command(&self, word: &str, store: &Path) -> Command {
        let mut command = Command::new(&self.binary);
        command.arg(word).arg(store).args(["--seed", &self.seed.to_string()]);
        command.args(["--codes-max", &self.codes_max.to_string()]);
        command
    }
}

fn hear(line: &str, filled: &mut BTreeMap<PathBuf, u64>, into: &Mutex<Said>) {
    let mut said = into.lock().unwrap_or_else(PoisonError::into_inner);
    let mut words = line.splitn(3, ' ');
    match (words.next(), words.next(), words.next()) {
        (Some("ready"), None, None) => said.ready = true,
        (Some("size"), Some(size), Some(path)) => {
            filled.insert(path.into(), size.parse().unwrap_or_default());
        }
        (Some("ack"), Some(group), None) => {
            said.acknowledged = group.parse::<u64>().map_or(said.acknowledged, |group| group + 1);
            said.filled = std::mem::take(filled);
        }
        _ => said.other.push(line.to_owned()),
    }
}

impl Writer {
    /// What it has said so far.
    pub(crate) fn said(&self) -> Said {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until the store is open.
    pub(crate) fn wait_until_ready(&mut self) -> Result<()> {
        for _ in 0..READY_MAX.as_millis() / LOOK_EVERY.as_millis() {
            if self.said().ready {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the writer ended with {status} before the store was open: {:?}", self.said().other);
            }
            std::thread::sleep(LOOK_EVERY);
        }
        bail!("the store did not open in {READY_MAX:?}");
    }

    /// `kill -9`; what it had said by then, and whether it was still at work.
    pub(crate) fn kill(mut self) -> Result<(Said, bool)> {
        let was_at_work = self.child.try_wait()?.is_none();
        self.end()?;
        Ok((self.said(), was_at_work))
    }

    fn end(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        if let Some(reader) = self.reader.take() {
            // What was written into the pipe before the kill is read to its end.
            let _ = reader.join();
        }
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // After `kill` there is nothing left to end.
        let _ = self.end();
    }
}
