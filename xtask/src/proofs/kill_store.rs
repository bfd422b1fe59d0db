//! `cargo xtask kill-store`: `kill -9` at random moments while a code store is opened, written and
//! merged; what was acknowledged must be there, and the next process goes on in the same directory.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;

use super::program::{Outcome, Program};
use super::{Chance, files_below};

/// Latest moment of a kill, milliseconds.
const LATEST_MS: u64 = 800;
/// The same for a kill that is aimed at the opening, counted from the process's start.
const LATEST_OPENING_MS: u64 = 60;
/// A store of more codes is left for a fresh one, so that judging it stays short.
const STORE_CODES_MAX: u64 = 600_000;
/// Most codes of a put.
const CODES_MAX: u64 = 20_000;
/// Look-ups of codes that are there, and of others, after each kill.
const LOOK_UPS: u64 = 30_000;

/// The figures of a run.
#[derive(Default)]
struct Tally {
    stores: u32,
    kills: u32,
    kills_while_opening: u32,
    kills_amid_writing: u32,
    groups: u64,
    codes: u64,
    looked_up: u64,
    problems: u32,
}

/// Kills and judges. Tells whether nothing was lost.
///
/// # Errors
/// When the workload cannot be built or started.
pub fn run(root: &Path, rounds: u32, seed: u64) -> Result<bool> {
    let program = Program::build(root, seed, CODES_MAX)?;
    let directory = std::env::temp_dir().join(format!("rusu-kill-store-{}", std::process::id()));
    let mut chance = Chance::new(seed);
    let mut tally = Tally::default();
    let mut round = 0;
    while round < rounds {
        tally.stores += 1;
        let store = directory.join(tally.stores.to_string());
        round = one_store(&program, &store, round, rounds, &mut chance, &mut tally)?;
        if tally.problems == 0 {
            std::fs::remove_dir_all(&store)?;
        }
    }
    println!(
        "kill-store: seed {seed}, rounds {rounds}, stores {}, kills that hit {} ({} while opening, {} amid \
         writing or merging a stratum), groups acknowledged {}, codes {}, look-ups {}, problems {}",
        tally.stores,
        tally.kills,
        tally.kills_while_opening,
        tally.kills_amid_writing,
        tally.groups,
        tally.codes,
        tally.looked_up,
        tally.problems
    );
    if tally.problems == 0 {
        std::fs::remove_dir_all(&directory)?;
    } else {
        println!("kill-store: what went wrong is kept in {}", directory.display());
    }
    Ok(tally.problems == 0)
}

/// Rounds in one directory until it is large or has a problem; the number of the next round.
fn one_store(
    program: &Program,
    store: &Path,
    from_round: u32,
    rounds: u32,
    chance: &mut Chance,
    tally: &mut Tally,
) -> Result<u32> {
    std::fs::create_dir_all(store)?;
    let mut acknowledged = 0;
    for round in from_round..rounds {
        let mut writer = program.writer(store, acknowledged, false)?;
        // Every fourth kill is aimed at the opening, with all it recovers.
        let latest_ms = if round % 4 == 3 {
            LATEST_OPENING_MS
        } else {
            writer.wait_until_ready()?;
            LATEST_MS
        };
        let moment = Duration::from_micros(chance.below(latest_ms * 1_000));
        std::thread::sleep(moment);
        let (said, was_at_work) = writer.kill()?;
        tally.kills += u32::from(was_at_work);
        tally.kills_while_opening += u32::from(!said.ready);
        tally.groups += said.acknowledged - acknowledged;
        acknowledged = said.acknowledged;

        tally.kills_amid_writing += u32::from(has_unnamed_strata(store)?);
        let judgement = program.judge(store, acknowledged, acknowledged + 1, LOOK_UPS)?;
        let codes = judgement.figure("codes");
        tally.looked_up += judgement.figure("looked_up");
        println!(
            "round {round}: killed after {moment:?}, {acknowledged} groups, {codes} codes, {:?}",
            judgement.outcome
        );
        let is_last = round + 1 == rounds || codes > STORE_CODES_MAX;
        if judgement.outcome != Outcome::Clean || !said.other.is_empty() || !was_at_work {
            tally.problems += 1;
            println!("{:?}\n{}", said.other, judgement.words);
        }
        if is_last || judgement.outcome != Outcome::Clean {
            tally.codes += codes;
            return Ok(round + 1);
        }
    }
    Ok(rounds)
}

/// Whether the directory has strata that its manifest does not name yet, or no longer: what a kill
/// amid a put or a merge leaves. (The manifest has 12 bytes around rows of 25, see `docs/code-store.md`.)
fn has_unnamed_strata(store: &Path) -> Result<bool> {
    let strata = store.join("strata");
    let Ok(manifest) = std::fs::metadata(strata.join("manifest")) else { return Ok(false) };
    let named = manifest.len().saturating_sub(12) / 25;
    let files = files_below(&strata)?;
    let there = files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "stratum"));
    Ok(u64::try_from(there.count())? > named)
}
