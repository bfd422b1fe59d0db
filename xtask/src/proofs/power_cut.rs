//! `cargo xtask power-cut`: what a code store says after a power cut. Needs root and `xfsprogs`.
//!
//! The store stands on ext4 in a loop image that is a file on XFS, itself in a loop image. A reflink
//! copy of that file while the store is written is the disk at one instant: it has what ext4 handed
//! down, and nothing of what the kernel still held. The copy is mounted, which replays ext4's own
//! journal, and judged by what had been acknowledged before the copy was begun. The history then
//! goes on from the copy, so that one store lives through many cuts.
//!
//! Every other cut is also torn: of the file that was written last, and beyond what was acknowledged,
//! the last sector is zeroed, as if its write had not reached the disk.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result, ensure};

use super::bit_flips::filled;
use super::program::{Outcome, Program, Said};
use super::{Chance, files_below};

/// Latest moment of a cut behind the opening, milliseconds.
const LATEST_MS: u64 = 1_500;
/// A store of more codes is left for a fresh one.
const STORE_CODES_MAX: u64 = 400_000;
/// Most codes of a put.
const CODES_MAX: u64 = 20_000;
/// Look-ups of codes that are there, and of others, after each cut.
const LOOK_UPS: u64 = 30_000;
/// Size of the outer file system, which is sparse; the inner one has half of it.
const OUTER_BYTES: u64 = 2_400_000_000;
const INNER_BYTES: u64 = 700_000_000;
/// What a disk writes whole or not at all.
const SECTOR_BYTES: u64 = 512;

/// See [`step`]: files that replace others whole.
const RENAMED: u8 = 3;

/// The places of a run; dropping it unmounts and removes them.
struct Bench {
    directory: PathBuf,
}

/// The figures of a run.
#[derive(Default)]
struct Tally {
    stores: u32,
    cuts: u32,
    torn: u32,
    cuts_in_a_group: u32,
    groups: u64,
    codes: u64,
    looked_up: u64,
    problems: u32,
}

/// Cuts and judges. Tells whether nothing was lost.
///
/// # Errors
/// When the workload cannot be built, or the file systems cannot be made and mounted.
pub fn run(root: &Path, rounds: u32, seed: u64) -> Result<bool> {
    let program = Program::build(root, seed, CODES_MAX)?;
    let directory = std::env::temp_dir().join(format!("rusu-power-cut-{}", std::process::id()));
    let bench = Bench { directory };
    bench.make()?;
    let mut chance = Chance::new(seed);
    let mut tally = Tally::default();
    let mut round = 0;
    while round < rounds {
        tally.stores += 1;
        bench.fresh_disk()?;
        round = one_disk(&program, &bench, round, rounds, &mut chance, &mut tally)?;
    }
    println!(
        "power-cut: seed {seed}, cuts {} ({} torn), {} of them amid work that nobody had been told of, disks {}, groups \
         acknowledged {}, codes {}, look-ups {}, problems {}",
        tally.cuts,
        tally.torn,
        tally.cuts_in_a_group,
        tally.stores,
        tally.groups,
        tally.codes,
        tally.looked_up,
        tally.problems
    );
    Ok(tally.problems == 0)
}

/// Cuts of one disk until its store is large or has a problem; the number of the next round.
fn one_disk(
    program: &Program,
    bench: &Bench,
    from_round: u32,
    rounds: u32,
    chance: &mut Chance,
    tally: &mut Tally,
) -> Result<u32> {
    let mut acknowledged = 0;
    for round in from_round..rounds {
        let mut writer = program.writer(&bench.disk().join("store"), acknowledged, true)?;
        writer.wait_until_ready()?;
        std::thread::sleep(Duration::from_millis(chance.below(LATEST_MS)));
        // Only what was acknowledged before the copy begins must be in it.
        let before = writer.said();
        bench.copy_disk()?;
        let after = writer.said();
        let (_, was_at_work) = writer.kill()?;
        bench.mount_copy()?;
        let store = bench.copy().join("store");
        let torn = if round % 2 == 1 { tear(&store, &before)? } else { None };
        let begun = after.acknowledged + 1;
        let judgement = program.judge(&store, before.acknowledged, begun, LOOK_UPS)?;
        tally.cuts += 1;
        tally.torn += u32::from(torn.is_some());
        tally.cuts_in_a_group += u32::from(before.filled != now_filled(&store)?);
        tally.groups += before.acknowledged - acknowledged;
        tally.looked_up += judgement.figure("looked_up");
        acknowledged = before.acknowledged;
        let codes = judgement.figure("codes");
        let torn = torn.map_or_else(String::new, |path| format!(", torn {}", path.display()));
        println!("cut {round}: {acknowledged} groups, {codes} codes{torn}, {:?}", judgement.outcome);
        let is_problem = judgement.outcome != Outcome::Clean || !was_at_work || !before.other.is_empty();
        if is_problem {
            tally.problems += 1;
            println!("{:?}\n{}", before.other, judgement.words);
        }
        bench.take_copy()?;
        if is_problem || codes > STORE_CODES_MAX || round + 1 == rounds {
            tally.codes += codes;
            return Ok(round + 1);
        }
    }
    Ok(rounds)
}

fn now_filled(store: &Path) -> Result<std::collections::BTreeMap<PathBuf, u64>> {
    files_below(store)?.into_iter().map(|path| Ok((path.clone(), filled(&store.join(path))?))).collect()
}

/// Zeroes the last sector of the file that was written last, if it lies beyond what was
/// acknowledged: the write was under way, and nobody had been told that it had ended.
///
/// A file that came by a rename is left alone: it was made durable before it got its name.
fn tear(store: &Path, said: &Said) -> Result<Option<PathBuf>> {
    let mut written_last: Option<(SystemTime, u8, PathBuf)> = None;
    for path in files_below(store)? {
        let at = std::fs::metadata(store.join(&path))?.modified()?;
        let written = (at, step(&path), path);
        if written_last.as_ref().is_none_or(|last| *last < written) {
            written_last = Some(written);
        }
    }
    let written_last = written_last.filter(|(_, step, _)| *step < RENAMED);
    let Some((_, _, path)) = written_last else { return Ok(None) };
    let durable = said.filled.get(&path).copied().unwrap_or_default();
    let end = filled(&store.join(&path))?;
    let from = durable.max(end.saturating_sub(1) / SECTOR_BYTES * SECTOR_BYTES);
    if from >= end {
        return Ok(None);
    }
    let file = OpenOptions::new().write(true).open(store.join(&path))?;
    file.write_all_at(&vec![0; usize::try_from(end - from)?], from)?;
    file.sync_all()?;
    Ok(Some(path))
}

/// In which order a `sync` writes; it decides between files of one tick of the clock.
fn step(path: &Path) -> u8 {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("stratum") => 0,
        Some("jnl") => 1,
        Some("new") => 2,
        _ => RENAMED,
    }
}

impl Bench {
    fn outer(&self) -> PathBuf {
        self.directory.join("outer")
    }

    /// Where the disk that is written is mounted.
    fn disk(&self) -> PathBuf {
        self.directory.join("disk")
    }

    /// Where the disk as it was at the cut is mounted.
    fn copy(&self) -> PathBuf {
        self.directory.join("copy")
    }

    fn make(&self) -> Result<()> {
        for place in [self.outer(), self.disk(), self.copy()] {
            std::fs::create_dir_all(place)?;
        }
        let image = self.directory.join("outer.img");
        std::fs::File::create(&image)?.set_len(OUTER_BYTES)?;
        tell(Command::new("mkfs.xfs").args(["-q", "-m", "reflink=1"]).arg(&image))
            .context("mkfs.xfs is in the package xfsprogs")?;
        mount(&image, &self.outer())
    }

    fn fresh_disk(&self) -> Result<()> {
        unmount(&self.disk())?;
        let image = self.outer().join("disk.img");
        // Nothing of an earlier disk may shine through where the new one was never written.
        let _ = std::fs::remove_file(&image);
        std::fs::File::create(&image)?.set_len(INNER_BYTES)?;
        tell(Command::new("mkfs.ext4").args(["-q", "-F"]).arg(&image))?;
        mount(&image, &self.disk())
    }

    /// The cut: a copy in one instant, while the writer goes on.
    fn copy_disk(&self) -> Result<()> {
        let (from, to) = (self.outer().join("disk.img"), self.outer().join("copy.img"));
        tell(Command::new("cp").arg("--reflink=always").arg(from).arg(to))
    }

    fn mount_copy(&self) -> Result<()> {
        mount(&self.outer().join("copy.img"), &self.copy())
    }

    /// The history goes on from the copy.
    fn take_copy(&self) -> Result<()> {
        unmount(&self.copy())?;
        unmount(&self.disk())?;
        std::fs::rename(self.outer().join("copy.img"), self.outer().join("disk.img"))?;
        mount(&self.outer().join("disk.img"), &self.disk())
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let unmounted = [self.copy(), self.disk(), self.outer()].iter().all(|place| unmount(place).is_ok());
        if !unmounted || std::fs::remove_dir_all(&self.directory).is_err() {
            eprintln!("power-cut: {} could not be cleared", self.directory.display());
        }
    }
}

fn mount(image: &Path, place: &Path) -> Result<()> {
    tell(Command::new("mount").args(["-o", "loop"]).arg(image).arg(place))
        .context("mounting needs root and loop devices")
}

/// Nothing happens if nothing is mounted there.
fn unmount(place: &Path) -> Result<()> {
    let is_mounted = Command::new("mountpoint").arg("-q").arg(place).status()?.success();
    if is_mounted { tell(Command::new("umount").arg(place)) } else { Ok(()) }
}

fn tell(command: &mut Command) -> Result<()> {
    let shown = format!("{command:?}");
    let output = command.output().with_context(|| format!("cannot start {shown}"))?;
    ensure!(output.status.success(), "{shown} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(())
}
