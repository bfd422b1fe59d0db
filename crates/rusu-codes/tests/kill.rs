//! `kill -9` at random moments while parts are put, synced and merged: nothing acknowledged is lost, and
//! the next process goes on in the same directory. `cargo xtask kill-store` runs many more rounds, and
//! `cargo xtask power-cut` takes the page cache too.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use rusu_codes::{CodeSettings, CodeStore};
use rusu_testkit::codes_workload::{Chance, Effort, Reach, Verdict, Workload, verify};

const SEED: u64 = 20_261_123;
/// Most codes of a put.
const CODES_MAX: u64 = 2_000;
const ROUNDS: u64 = 8;
/// Latest moment of a kill behind the opening, milliseconds.
const LATEST_MS: u64 = 250;
/// Groups of a history that nobody disturbs.
const GROUPS: u64 = 12;
/// Tells this test's own program, started once more, that it is the one to be killed.
const CHILD: &str = "RUSU_TEST_KILLED_DIRECTORY";
const CHILD_TEST: &str = "a_history_that_nobody_disturbs_is_all_there";
const EFFORT: Effort = Effort { hits_max: 4_000, misses_max: 4_000 };

fn workload() -> Workload {
    Workload::new(SEED, CODES_MAX)
}

fn open(directory: &Path) -> CodeStore {
    let settings = CodeSettings { cache_bytes: 1 << 20, merge_fan_out: 2 };
    CodeStore::open(directory, settings).unwrap()
}

/// The process that is killed: puts group after group and says which are durable.
fn put_until_killed(directory: &Path, from: u64) {
    let store = open(directory);
    let mut out = std::io::stdout();
    writeln!(out, "\nready").unwrap();
    for group in from.. {
        workload().run(group, &store).unwrap();
        writeln!(out, "ack {group}").unwrap();
        out.flush().unwrap();
    }
}

/// Starts it, kills it, and tells how many groups of the history it had acknowledged.
fn kill_a_process(directory: &Path, from: u64, moment: Duration) -> u64 {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([CHILD_TEST, "--exact", "--nocapture"])
        .env(CHILD, format!("{from} {}", directory.display()));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // Before that line there is only the test harness's own.
    assert!(lines.by_ref().map_while(Result::ok).any(|line| line == "ready"), "the process does not open");
    std::thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap();
    // What it wrote into the pipe before it was killed is still there.
    let acknowledged = lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("ack ")?.parse().ok());
    acknowledged.last().map_or(from, |group: u64| group + 1)
}

fn judged(directory: &Path, reach: Reach) -> Verdict {
    verify(&workload(), reach, &open(directory), EFFORT)
}

#[test]
fn a_history_that_nobody_disturbs_is_all_there() {
    let child = std::env::vars_os().find(|(name, _)| name == CHILD);
    if let Some((from, directory)) = child.as_ref().and_then(|(_, said)| said.to_str()?.split_once(' ')) {
        return put_until_killed(Path::new(directory), from.parse().unwrap());
    }
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    for group in 0..GROUPS {
        workload().run(group, &store).unwrap();
    }
    drop(store);
    let verdict = judged(directory.path(), Reach::all_of(GROUPS));
    assert!(verdict.is_clean(), "{verdict:#?}");
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed() {
    let mut chance = Chance::new(SEED, 0);
    let directory = tempfile::tempdir().unwrap();
    let mut acknowledged = 0;
    for round in 0..ROUNDS {
        let moment = Duration::from_millis(chance.below(LATEST_MS));
        acknowledged = kill_a_process(directory.path(), acknowledged, moment);
        let verdict = judged(directory.path(), Reach::killed_after(acknowledged));
        assert!(verdict.is_clean(), "seed {SEED}, round {round}, killed after {moment:?}: {verdict:#?}");
    }
    assert!(acknowledged > 0, "no process lived long enough to acknowledge anything");
}
