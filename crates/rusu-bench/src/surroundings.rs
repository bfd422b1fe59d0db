//! What a measurement must be told with: machine, commit, memory, reads, files.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Counters of this process's reads, from `/proc/self/io`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    /// Bytes that calls to read returned, whether they came from the disk or not.
    pub asked_bytes: u64,
    /// Bytes that the disk was asked for.
    pub disk_bytes: u64,
    /// Calls to read.
    pub calls: u64,
}

impl Reads {
    /// The counters now; zeros where the system does not tell.
    #[must_use]
    pub fn now() -> Self {
        let text = std::fs::read_to_string("/proc/self/io").unwrap_or_default();
        let counter = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|rest| rest.trim_start_matches(':').trim().parse().ok()).unwrap_or(0)
        };
        Self { asked_bytes: counter("rchar"), disk_bytes: counter("read_bytes"), calls: counter("syscr") }
    }

    /// What was read since an earlier moment.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        Self {
            asked_bytes: self.asked_bytes - earlier.asked_bytes,
            disk_bytes: self.disk_bytes - earlier.disk_bytes,
            calls: self.calls - earlier.calls,
        }
    }
}

/// Resident memory of this process now, bytes.
#[must_use]
pub fn resident_bytes() -> u64 {
    status_bytes("self", "VmRSS:")
}

/// The most resident memory that this process ever had, bytes.
#[must_use]
pub fn peak_resident_bytes() -> u64 {
    status_bytes("self", "VmHWM:")
}

/// A line of a process's status that tells kilobytes, in bytes; 0 if there is none.
#[must_use]
pub fn status_bytes(process: &str, name: &str) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    kilobytes(&text, name)
}

fn kilobytes(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// Bytes on the disk of all files below a path, by their blocks: a journal that is set aside beyond
/// its end takes none. Files that vanish meanwhile are not counted: stores tidy up while they are
/// measured.
#[must_use]
pub fn bytes_below(path: &Path) -> u64 {
    let Ok(about) = std::fs::symlink_metadata(path) else { return 0 };
    if !about.is_dir() {
        return about.blocks() * 512;
    }
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
    entries.map(|entry| bytes_below(&entry.path())).sum()
}

/// Machine, commit and day, as every line of results carries them.
#[must_use]
pub fn surroundings() -> Value {
    let about = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = about.lines().find_map(|line| line.strip_prefix("model name"));
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    json!({
        "commit": commit(),
        "processor": processor.map_or("", |rest| rest.trim_start_matches([' ', '\t', ':'])),
        "cores": std::thread::available_parallelism().map_or(0, usize::from),
        "memory_bytes": kilobytes(&memory, "MemTotal:"),
        "at": now(),
    })
}

/// The commit that was built, with a `+` if the tree has been changed since.
fn commit() -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    };
    let commit = git(&["rev-parse", "--short", "HEAD"]).unwrap_or_default();
    let is_clean =
        git(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|text| text.is_empty());
    if is_clean { commit } else { format!("{commit}+") }
}

#[expect(clippy::disallowed_methods, reason = "a measurement says when it was made")]
fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A stopwatch.
#[derive(Clone, Copy, Debug)]
pub struct Watch(Instant);

impl Watch {
    /// Starts one.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// How long it has run.
    #[must_use]
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// How long it has run, in seconds, to the microsecond.
    #[must_use]
    pub fn seconds(self) -> f64 {
        (self.elapsed().as_secs_f64() * 1e6).round() / 1e6
    }

    /// So many of something in the time that it has run: how many a second.
    #[must_use]
    pub fn rate(self, count: u64) -> u64 {
        per_second(count, self.elapsed())
    }
}

/// So many of something in a time: how many a second.
#[must_use]
pub fn per_second(count: u64, time: Duration) -> u64 {
    let nanos = time.as_nanos().max(1);
    u64::try_from(u128::from(count) * 1_000_000_000 / nanos).unwrap_or(u64::MAX)
}

/// Waiting times by their ranks.
#[derive(Clone, Debug, Default)]
pub struct Times {
    nanos: Vec<u64>,
}

impl Times {
    /// Takes one.
    pub fn add(&mut self, time: Duration) {
        self.nanos.push(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX));
    }

    /// Takes all that another has.
    pub fn take(&mut self, mut other: Self) {
        self.nanos.append(&mut other.nanos);
    }

    /// The time that so many of a thousand do not exceed, in microseconds.
    #[must_use]
    pub fn micros_at(&mut self, permille: usize) -> f64 {
        self.nanos.sort_unstable();
        let rank = (self.nanos.len() * permille).div_ceil(1_000).saturating_sub(1);
        let nanos = self.nanos.get(rank).copied().unwrap_or(0);
        // Up to 2³² ns: more than any look-up takes.
        f64::from(u32::try_from(nanos).unwrap_or(u32::MAX)) / 1e3
    }
}

/// The middle of some numbers; of two middles the lower one.
#[must_use]
pub fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_time_that_was_taken() {
        let mut times = Times::default();
        (1..=100).rev().for_each(|micros| times.add(Duration::from_micros(micros)));
        assert_eq!((times.micros_at(500), times.micros_at(990), times.micros_at(1_000)), (50.0, 99.0, 100.0));
    }

    #[test]
    fn the_median_does_not_depend_on_the_order() {
        assert!((median(&[3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
    }

    #[test]
    fn files_are_counted_below_folders() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::create_dir(directory.path().join("a")).unwrap();
        for name in ["a/b", "c"] {
            let path = directory.path().join(name);
            std::fs::write(&path, [1; 100_000]).unwrap();
            // A file has its blocks once it is written out.
            std::fs::File::open(path).unwrap().sync_all().unwrap();
        }
        assert!((200_000..300_000).contains(&bytes_below(directory.path())));
    }

    #[test]
    fn this_process_has_memory() {
        assert!(resident_bytes() > 0 && peak_resident_bytes() >= resident_bytes());
    }
}
