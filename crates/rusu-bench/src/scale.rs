//! `rusu-bench scale`: the same codes in our code store, in PostgreSQL and in SQLite, in one run and
//! by turns.
//!
//! The nation's lots arrive in a shuffled order, as on ordinary days: lots of many makers between
//! each other. They are cut into rounds; in each round every engine stores the same lots, then in
//! each look-up round every engine answers the same kinds of questions, the order of the engines
//! moving on by one each time. Making and sorting the codes is not counted, storing them durably is.

mod summary;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::CodeRecord;
use serde_json::{Value, json};

use crate::engines::Engine;
use crate::engines::ours::Ours;
use crate::engines::postgres::Postgres;
use crate::engines::sqlite::Sqlite;
use crate::nation::{CodeText, Dice, Maker, Nation, Scheme};
use crate::surroundings::{Times, Watch, per_second, surroundings};

/// Seed of the questions, another than any nation's.
const QUESTION_TOPIC: u64 = 77;
/// Look-ups of each kind whose own time is taken; taking it costs as much as a quick look-up, so the
/// rate is measured without.
const TIMED: usize = 20_000;

/// What is compared and how.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// Codes on cans.
    #[arg(long, default_value_t = 10_000_000)]
    pub codes: u64,
    /// The same seed and number of codes give the same nation.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Compare with PostgreSQL, which must be installed.
    #[arg(long)]
    pub postgres: bool,
    /// Compare with SQLite.
    #[arg(long)]
    pub sqlite: bool,
    /// Only makers that print by this scheme and pack no cases, such as `random-16`.
    #[arg(long)]
    pub scheme: Option<String>,
    /// Rounds into which the load is cut, and rounds of look-ups.
    #[arg(long, default_value_t = 5)]
    pub rounds: usize,
    /// Where the stores are made; they are removed afterwards.
    #[arg(long)]
    pub work_dir: Option<PathBuf>,
}

/// Measures; prints a line of JSON for each engine and round, then a table.
///
/// # Errors
/// A store's fault; an answer that is wrong.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let parent = arguments.work_dir.clone().unwrap_or_else(std::env::temp_dir);
    let name = format!("rusu-scale-{}", std::process::id());
    let work = Work::new(parent.join(name))?;
    let nation = Nation::new(arguments.seed, arguments.codes);
    let mut engines: Vec<Box<dyn Engine>> = vec![Box::new(Ours::new(&work.0)?)];
    if arguments.postgres {
        engines.push(Box::new(Postgres::new(&work.0)?));
    }
    if arguments.sqlite {
        engines.push(Box::new(Sqlite::new(&work.0)?));
    }
    let plan = Lots::of(&nation, arguments)?;
    let mut rows = Vec::new();
    let mut told = |row: Value| {
        println!("{row}");
        rows.push(row);
    };
    load(&mut engines, &plan, arguments, &mut told)?;
    for round in 0..arguments.rounds {
        for turn in 0..engines.len() {
            let place = (round + turn) % engines.len();
            let engine = engines.get_mut(place).context("a place below the number of engines")?;
            told(look_up(engine.as_mut(), &plan, round, arguments)?);
        }
    }
    eprintln!("{}", summary::table(&rows));
    Ok(())
}

/// A directory that is removed when it is no longer needed.
struct Work(PathBuf);

impl Work {
    fn new(path: PathBuf) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&path).with_context(|| format!("{} cannot be made", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("{} was not removed: {error}", self.0.display());
        }
    }
}

/// The lots that are stored, in their order, each under a part of its own.
struct Lots<'a> {
    lots: Vec<(&'a Maker, usize)>,
    codes: u64,
}

impl<'a> Lots<'a> {
    fn of(nation: &'a Nation, arguments: &Arguments) -> anyhow::Result<Self> {
        let wanted = |maker: &&Maker| {
            arguments
                .scheme
                .as_deref()
                .is_none_or(|scheme| maker.scheme().name() == scheme && !maker.is_cased())
        };
        let known = arguments
            .scheme
            .as_deref()
            .is_none_or(|name| Scheme::SHARES.iter().any(|(scheme, _)| scheme.name() == name));
        ensure!(known, "the schemes are {:?}", Scheme::SHARES.map(|(scheme, _)| scheme.name()));
        let makers = nation.makers().iter().filter(wanted);
        let mut lots: Vec<(&Maker, usize)> =
            makers.flat_map(|maker| (0..maker.lots()).map(move |lot| (maker, lot))).collect();
        let mut dice = Dice::new(nation.seed(), QUESTION_TOPIC);
        for last in (1..lots.len()).rev() {
            let other = usize::try_from(dice.below(u64::try_from(last + 1)?))?;
            lots.swap(last, other);
        }
        let codes = lots.iter().map(|(maker, lot)| maker.lot_codes(*lot)).sum();
        ensure!(codes > 0, "a nation of {} codes has no such maker", nation.codes());
        Ok(Self { lots, codes })
    }

    /// The part under which the lot at a place is stored.
    fn part(place: usize) -> PartNo {
        PartNo(u32::try_from(place + 1).unwrap_or(u32::MAX))
    }

    /// A stored code with the part that must be answered.
    fn hit(&self, dice: &mut Dice) -> anyhow::Result<(EnterpriseId, TraceCode, PartNo)> {
        // Lots differ in size by a factor of ten: drawn by their codes, not by their number.
        loop {
            let place = usize::try_from(dice.below(u64::try_from(self.lots.len())?))?;
            let (maker, lot) = self.lots.get(place).context("below their number")?;
            let index = dice.below(crate::nation::LOT_CODES_MAX);
            if index < maker.lot_codes(*lot) {
                return Ok((maker.id(), maker.code(*lot, index), Self::part(place)));
            }
        }
    }

    fn miss(&self, dice: &mut Dice) -> anyhow::Result<(EnterpriseId, TraceCode)> {
        let place = usize::try_from(dice.below(u64::try_from(self.lots.len())?))?;
        let (maker, _) = self.lots.get(place).context("below their number")?;
        Ok((maker.id(), maker.miss(dice.roll() >> 16)))
    }
}

/// A lot's codes as a store takes them: cans, and their cases and pallets, in ascending order.
#[must_use]
pub fn lot_records(maker: &Maker, lot: usize) -> Vec<CodeRecord> {
    let mut records = Vec::new();
    let mut last_case = None;
    for index in 0..maker.lot_codes(lot) {
        let parent = maker.case_text(lot, index);
        if let (Some(case), Some(pallet)) = (parent, maker.pallet_text(lot, index))
            && last_case != Some(case)
        {
            let is_new_pallet = index % (crate::nation::CANS_PER_CASE * crate::nation::CASES_PER_PALLET) == 0;
            if is_new_pallet {
                records.push(CodeRecord { code: pallet.code(), carrier: Carrier::Pallet, parent: None });
            }
            records.push(CodeRecord {
                code: case.code(),
                carrier: Carrier::Case,
                parent: Some(pallet.code()),
            });
            last_case = Some(case);
        }
        let parent = parent.as_ref().map(CodeText::code);
        records.push(CodeRecord { code: maker.code(lot, index), carrier: Carrier::Outer, parent });
    }
    records.sort_unstable_by(|one, other| one.code.cmp(&other.code));
    records
}

fn load(
    engines: &mut [Box<dyn Engine>],
    plan: &Lots<'_>,
    arguments: &Arguments,
    told: &mut impl FnMut(Value),
) -> anyhow::Result<()> {
    let rounds = arguments.rounds.max(1);
    let per_round = plan.lots.len().div_ceil(rounds);
    for (round, lots) in plan.lots.chunks(per_round).enumerate() {
        let mut spent = vec![(Duration::ZERO, 0_u64, 0_u64); engines.len()];
        for (step, (maker, lot)) in lots.iter().enumerate() {
            let records = lot_records(maker, *lot);
            let part = Lots::part(round * per_round + step);
            for turn in 0..engines.len() {
                let place = (step + turn) % engines.len();
                let (Some(engine), Some(own)) = (engines.get_mut(place), spent.get_mut(place)) else {
                    continue;
                };
                let watch = Watch::start();
                engine.put_lot(maker.id(), part, &records)?;
                own.0 += watch.elapsed();
                own.1 += maker.lot_codes(*lot);
                own.2 += u64::try_from(records.len())?;
            }
        }
        for (engine, (time, codes, rows)) in engines.iter().zip(spent) {
            told(json!({
                "bench": "scale", "step": "load", "engine": engine.name(), "codes": plan.codes,
                "scheme": arguments.scheme, "seed": arguments.seed, "round": round, "round_codes": codes,
                "round_rows": rows, "seconds": time.as_secs_f64(), "codes_per_second": per_second(codes, time),
                "rows_per_second": per_second(rows, time),
            }));
        }
    }
    for engine in engines {
        let watch = Watch::start();
        engine.settle()?;
        told(json!({
            "bench": "scale", "step": "settle", "engine": engine.name(), "codes": plan.codes,
            "scheme": arguments.scheme, "seed": arguments.seed, "seconds": watch.seconds(),
            "bytes": engine.bytes(), "where": surroundings(),
        }));
    }
    Ok(())
}

/// One round of hits and misses on one engine: a rate of each, then the times of some.
fn look_up(
    engine: &mut dyn Engine,
    plan: &Lots<'_>,
    round: usize,
    arguments: &Arguments,
) -> anyhow::Result<Value> {
    // The same questions for every engine in a round, others in the next.
    let mut dice = Dice::new(arguments.seed, QUESTION_TOPIC + 1 + u64::try_from(round)?);
    let count = engine.lookups_per_round();
    let hits: Vec<_> = (0..count).map(|_| plan.hit(&mut dice)).collect::<Result<_, _>>()?;
    let misses: Vec<_> = (0..count).map(|_| plan.miss(&mut dice)).collect::<Result<_, _>>()?;
    // Once before, so that what is measured is warm.
    for (enterprise, code, part) in hits.iter().take(count / 10) {
        ensure!(engine.find(*enterprise, code)? == Some(*part), "{}: {code} is wrong", engine.name());
    }
    let watch = Watch::start();
    let mut right = 0;
    for (enterprise, code, part) in &hits {
        right += usize::from(engine.find(*enterprise, code)? == Some(*part));
    }
    let hit_rate = watch.rate(u64::try_from(count)?);
    let watch = Watch::start();
    let mut absent = 0;
    for (enterprise, code) in &misses {
        absent += usize::from(engine.find(*enterprise, code)?.is_none());
    }
    let miss_rate = watch.rate(u64::try_from(count)?);
    ensure!((right, absent) == (count, count), "{}: {right} of {count} hits, {absent} misses", engine.name());
    let (mut hit_times, mut miss_times) = (Times::default(), Times::default());
    for (enterprise, code, _) in hits.iter().take(TIMED) {
        let watch = Watch::start();
        engine.find(*enterprise, code)?;
        hit_times.add(watch.elapsed());
    }
    for (enterprise, code) in misses.iter().take(TIMED) {
        let watch = Watch::start();
        engine.find(*enterprise, code)?;
        miss_times.add(watch.elapsed());
    }
    Ok(json!({
        "bench": "scale", "step": "look-up", "engine": engine.name(), "codes": plan.codes,
        "scheme": arguments.scheme, "seed": arguments.seed, "round": round, "lookups": count,
        "hits_per_second": hit_rate, "misses_per_second": miss_rate,
        "hit_p50_us": hit_times.micros_at(500), "hit_p99_us": hit_times.micros_at(990),
        "miss_p50_us": miss_times.micros_at(500), "miss_p99_us": miss_times.micros_at(990),
        "resident_bytes": engine.resident_bytes(),
    }))
}
