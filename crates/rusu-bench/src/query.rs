//! `rusu-bench query`: what the read side costs in process: first questions of lots, then questions of
//! lots that are in memory, hits and misses, on one thread and on two.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, ensure};
use rusu_codes::CodeSettings;
use rusu_core::answer::Question;
use rusu_core::channel::Channel;
use rusu_core::limits::SCANS_PENDING_MAX;
use rusu_query::{Query, QueryTally, ScanTally};
use serde_json::{Value, json};

use crate::nation::{Dice, Plan};
use crate::questions::Questions;
use crate::stores::{Stores, SystemClock};
use crate::surroundings::{Times, Watch, resident_bytes, surroundings};

/// Counted scans are taken away after so many questions, as the server does twice a second.
const SCANS_TAKEN_EVERY: u64 = 10_000;
/// Of so many questions the time of one is taken: taking it costs as much as a miss.
const TIMED_EVERY: usize = 16;

/// What is asked.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The data directory of a loaded nation.
    #[arg(long)]
    pub data_dir: PathBuf,
    /// Questions of each kind and round.
    #[arg(long, default_value_t = 500_000)]
    pub questions: usize,
    /// Lots that hits are asked from; 0 for all of the nation.
    #[arg(long, default_value_t = 2_000)]
    pub lots: u64,
    /// How often everything is measured.
    #[arg(long, default_value_t = 3)]
    pub rounds: u32,
}

/// The read side over a data directory.
struct Desk {
    query: Query,
    tally: Arc<ScanTally>,
    asked: AtomicU64,
}

/// Measures, and prints one line of JSON for each measurement.
///
/// # Errors
/// A data directory without a nation; an answer that is wrong.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let plan = Plan::read(&arguments.data_dir)?;
    let stores = Stores::open(&arguments.data_dir, CodeSettings::default())?;
    let tally = Arc::new(ScanTally::new(SCANS_PENDING_MAX));
    let query = Query::new(
        Arc::clone(&stores.registry) as _,
        Arc::clone(&stores.registry) as _,
        Arc::clone(&stores.codes) as _,
        Arc::clone(&tally),
        Arc::new(QueryTally::new()),
        Arc::new(SystemClock),
    );
    let desk = Desk { query, tally, asked: AtomicU64::new(0) };
    let tell = |kind: &str, mut row: Value| {
        if let Some(row) = row.as_object_mut() {
            row.insert("bench".to_owned(), "query".into());
            row.insert("kind".to_owned(), kind.into());
            row.insert("codes".to_owned(), plan.codes.into());
            row.insert("seed".to_owned(), plan.seed.into());
            row.insert("lots".to_owned(), arguments.lots.into());
            row.insert("resident_bytes".to_owned(), resident_bytes().into());
            row.insert("where".to_owned(), surroundings());
        }
        println!("{row}");
    };
    let hits = Questions::new(plan.nation(), arguments.lots, 0);
    let misses = Questions::new(plan.nation(), arguments.lots, 100);
    let lots = usize::try_from(arguments.lots).unwrap_or(0).clamp(1, arguments.questions);
    // The place of a hit follows from its number, so that these are of one lot after the other.
    let firsts: Vec<_> = (0..arguments.lots).filter_map(|lot| hits.of(lot * 100)).collect();
    if !firsts.is_empty() {
        tell("first-of-a-lot", desk.measured(&[questions_of(firsts.into_iter())], true, 1)?);
    }
    // Until every lot has been asked for at least once, nearly surely.
    let warm = drawn(&hits, 0, (lots * 12).min(arguments.questions));
    desk.measured(&[warm], true, TIMED_EVERY)?;
    for round in 1..=arguments.rounds {
        for (kind, questions, is_issued) in [("hits", &hits, true), ("misses", &misses, false)] {
            for threads in [1, 2] {
                let lists: Vec<_> = (0..threads)
                    .map(|thread| drawn(questions, u64::from(round) << 8 | thread, arguments.questions))
                    .collect();
                let mut row = desk.measured(&lists, is_issued, TIMED_EVERY)?;
                if let Some(row) = row.as_object_mut() {
                    row.insert("round".to_owned(), round.into());
                }
                tell(kind, row);
            }
        }
    }
    Ok(())
}

fn drawn(questions: &Questions, topic: u64, count: usize) -> Vec<Question> {
    let mut dice = Dice::new(77, topic);
    questions_of((0..count).filter_map(|_| questions.of(dice.roll())))
}

/// Codes as they are scanned: nobody says whose they are.
fn questions_of(asked: impl Iterator<Item = crate::questions::Asked>) -> Vec<Question> {
    let question = |asked: crate::questions::Asked| Question {
        text: asked.code.to_string(),
        enterprise: None,
        channel: Channel::PORTAL,
        is_again: false,
    };
    asked.map(question).collect()
}

impl Desk {
    /// Asks each list on a thread of its own.
    fn measured(
        &self,
        lists: &[Vec<Question>],
        is_issued: bool,
        timed_every: usize,
    ) -> anyhow::Result<Value> {
        let watch = Watch::start();
        let times = std::thread::scope(|scope| {
            let mut asking = Vec::new();
            for list in lists {
                asking.push(scope.spawn(move || self.ask(list, is_issued, timed_every)));
            }
            let mut all = Times::default();
            for one in asking {
                all.take(one.join().map_err(|_| anyhow::anyhow!("a thread failed"))??);
            }
            anyhow::Ok(all)
        });
        let (seconds, mut times) = (watch.seconds(), times?);
        let count: usize = lists.iter().map(Vec::len).sum();
        Ok(json!({
            "threads": lists.len(),
            "questions": count,
            "seconds": seconds,
            "per_second": watch.rate(u64::try_from(count).unwrap_or(0)),
            "p50_us": times.micros_at(500),
            "p99_us": times.micros_at(990),
            "p999_us": times.micros_at(999),
        }))
    }

    fn ask(&self, list: &[Question], is_issued: bool, timed_every: usize) -> anyhow::Result<Times> {
        let mut times = Times::default();
        for (number, question) in list.iter().enumerate() {
            let watch = number.is_multiple_of(timed_every).then(Watch::start);
            let answer = self.query.resolve(question).context("the read side failed")?;
            if let Some(watch) = watch {
                times.add(watch.elapsed());
            }
            ensure!(answer.record.is_some() == is_issued, "code {} is {:?}", question.text, answer.verdict);
            if self.asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(SCANS_TAKEN_EVERY) {
                drop(self.tally.drain());
                self.tally.settle(true);
            }
        }
        Ok(times)
    }
}
