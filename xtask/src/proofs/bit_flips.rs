//! `cargo xtask bit-flips`: one flipped bit in any file of a code store never makes an answer wrong.
//!
//! A small store is built and closed. Each flip strikes a fresh copy; a judge opens it and asks for
//! every code of the history, for as many that were never put, for contents and scans, and has the
//! store check itself.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::program::{Judgement, Outcome, Program};
use super::{Chance, files_below};

/// Groups of the history: enough for merged, fresh and small pieces, small enough for a thousand copies.
const GROUPS: u64 = 60;
/// Most codes of a put.
const CODES_MAX: u64 = 1_500;
/// So many look-ups are all there are.
const ALL: u64 = u32::MAX as u64;
/// Bytes read at once.
const CHUNK_BYTES: usize = 1 << 16;

/// A file that can be struck.
struct Target {
    path: PathBuf,
    /// The path without its numbers.
    kind: String,
    /// Bytes up to the last that is not zero: engines set space aside in advance.
    filled: u64,
}

/// Flips bits and judges. Tells whether no answer was wrong.
///
/// # Errors
/// When the workload cannot be built or started.
pub fn run(root: &Path, flips: u32, seed: u64) -> Result<bool> {
    let program = Program::build(root, seed, CODES_MAX)?;
    let directory = std::env::temp_dir().join(format!("rusu-bit-flips-{}", std::process::id()));
    let sound = directory.join("sound");
    std::fs::create_dir_all(&sound)?;
    program.put(&sound, GROUPS)?;
    let judgement = judge(&program, &sound)?;
    ensure!(judgement.outcome == Outcome::Clean, "before any flip: {}", judgement.words);
    let targets = targets(&sound)?;
    println!("{} files, {}", targets.len(), judgement.words.trim());

    let mut chance = Chance::new(seed);
    let mut tally: BTreeMap<&str, BTreeMap<String, u32>> = BTreeMap::new();
    let mut findings = 0;
    for flip in 0..flips {
        let target = choose(&targets, &mut chance).context("the store has no files")?;
        let (offset, bit) = (chance.below(target.filled), chance.below(8));
        let struck = directory.join("struck");
        copy(&sound, &struck)?;
        strike(&struck.join(&target.path), offset, bit)?;
        let judgement = judge(&program, &struck)?;
        let outcome = outcome(&judgement);
        *tally.entry(&target.kind).or_default().entry(outcome.to_owned()).or_default() += 1;
        if matches!(judgement.outcome, Outcome::Wrong | Outcome::Died | Outcome::Hung) {
            findings += 1;
            let place = format!("{} of {} bytes, bit {bit}", offset, target.filled);
            println!("flip {flip}: {outcome} in {} at {place}\n{}", target.path.display(), judgement.words);
        }
    }
    std::fs::remove_dir_all(&directory)?;
    report(&tally);
    println!("bit-flips: seed {seed}, flips {flips}, wrong answers, panics and hangs {findings}");
    Ok(findings == 0)
}

fn judge(program: &Program, store: &Path) -> Result<Judgement> {
    program.judge(store, GROUPS, GROUPS, ALL)
}

fn outcome(judgement: &Judgement) -> &'static str {
    match judgement.outcome {
        Outcome::NotOpened => "refused at opening",
        Outcome::Found if judgement.figure("refused") > 0 => "refused when read",
        Outcome::Found => "found by check, every answer right",
        Outcome::Clean => "without effect, every answer right",
        Outcome::Wrong => "WRONG ANSWER",
        Outcome::Died => "DIED",
        Outcome::Hung => "HUNG",
    }
}

fn targets(store: &Path) -> Result<Vec<Target>> {
    let mut targets = Vec::new();
    for path in files_below(store)? {
        let filled = filled(&store.join(&path))?;
        let length = std::fs::metadata(store.join(&path))?.len();
        if length > 0 {
            targets.push(Target { kind: kind(&path), path, filled: filled.max(1) });
        }
    }
    Ok(targets)
}

/// The path with `#` for every run of digits.
fn kind(path: &Path) -> String {
    let mut kind = String::new();
    for character in path.to_string_lossy().chars() {
        match character {
            digit if digit.is_ascii_digit() => {
                if !kind.ends_with('#') {
                    kind.push('#');
                }
            }
            other => kind.push(other),
        }
    }
    kind
}

/// Bytes up to the last that is not zero.
pub(crate) fn filled(path: &Path) -> Result<u64> {
    let mut file = File::open(path)?;
    let mut chunk = vec![0; CHUNK_BYTES];
    let (mut at, mut filled) = (0_u64, 0_u64);
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            return Ok(filled);
        }
        let bytes = chunk.get(..read).unwrap_or_default();
        if let Some(last) = bytes.iter().rposition(|byte| *byte != 0) {
            filled = at + u64::try_from(last)? + 1;
        }
        at += u64::try_from(read)?;
    }
}

/// Every other flip goes to a random byte of the store, the others to each kind of file alike.
fn choose<'t>(targets: &'t [Target], chance: &mut Chance) -> Option<&'t Target> {
    if chance.below(2) == 0 {
        let mut at = chance.below(targets.iter().map(|target| target.filled).sum());
        return targets.iter().find(|target| {
            let is_here = at < target.filled;
            at = at.saturating_sub(target.filled);
            is_here
        });
    }
    let mut kinds: Vec<&str> = targets.iter().map(|target| target.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let kind = kinds.get(usize::try_from(chance.below(u64::try_from(kinds.len()).ok()?)).ok()?)?;
    let of_kind: Vec<&Target> = targets.iter().filter(|target| target.kind == **kind).collect();
    of_kind.get(usize::try_from(chance.below(u64::try_from(of_kind.len()).ok()?)).ok()?).copied()
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        std::fs::remove_dir_all(to)?;
    }
    let status = Command::new("cp").args(["--archive", "--sparse=always"]).arg(from).arg(to).status()?;
    ensure!(status.success(), "the store cannot be copied");
    Ok(())
}

fn strike(path: &Path, offset: u64, bit: u64) -> Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let mut byte = [0];
    file.read_exact_at(&mut byte, offset)?;
    let [was] = byte;
    file.seek(SeekFrom::Start(offset))?;
    file.write_all(&[was ^ 1 << bit])?;
    Ok(())
}

fn report(tally: &BTreeMap<&str, BTreeMap<String, u32>>) {
    let mut sums: BTreeMap<&str, u32> = BTreeMap::new();
    println!("\n| kind of file | outcome | flips |\n|---|---|---|");
    for (kind, outcomes) in tally {
        for (outcome, flips) in outcomes {
            println!("| `{kind}` | {outcome} | {flips} |");
            *sums.entry(outcome).or_default() += flips;
        }
    }
    for (outcome, flips) in sums {
        println!("| all | {outcome} | {flips} |");
    }
    println!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_that_was_set_aside_is_not_filled() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("0.jnl");
        std::fs::write(&path, b"abc").unwrap();
        OpenOptions::new().write(true).open(&path).unwrap().set_len(1 << 20).unwrap();
        assert_eq!(filled(&path).unwrap(), 3);
    }

    #[test]
    fn a_strike_changes_one_bit_and_the_same_strike_takes_it_back() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        std::fs::write(&path, b"abc").unwrap();
        strike(&path, 1, 0).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"acc");
        strike(&path, 1, 0).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"abc");
    }

    #[test]
    fn files_that_differ_in_numbers_are_of_one_kind() {
        assert_eq!(kind(Path::new("engine/keyspaces/1/tables/37")), "engine/keyspaces/#/tables/#");
    }
}
