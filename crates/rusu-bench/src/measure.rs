//! `rusu-bench measure`: what the code store of a loaded nation costs while it is asked: opening,
//! memory, look-ups warm and cold, bytes by scheme.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use rusu_codes::{CodeSettings, CodeStore};
use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::{CodeReader as _, StoredCode};
use serde_json::{Value, json};

use crate::nation::{Dice, Nation, Plan};
use crate::surroundings::{Reads, Times, Watch, bytes_below, resident_bytes, surroundings};

/// Seed of the questions, another than any nation's.
const QUESTION_TOPIC: u64 = 78;
/// Look-ups whose own time is taken.
const TIMED: usize = 50_000;
/// Most tenths of a second that the store is given to come to rest after opening.
const QUIET_TICKS_MAX: u32 = 1_200;

/// Which nation is measured.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The data directory of a loaded nation, which nobody serves meanwhile.
    #[arg(long)]
    pub data_dir: PathBuf,
    /// Rounds of warm look-ups.
    #[arg(long, default_value_t = 5)]
    pub rounds: u64,
    /// Hits and misses of a round.
    #[arg(long, default_value_t = 500_000)]
    pub lookups: usize,
    /// Cold hits, for which the system's cache is dropped: needs root.
    #[arg(long, default_value_t = 200)]
    pub cold: usize,
}

/// A code of an enterprise.
type Question = (EnterpriseId, TraceCode);

/// Measures; prints a line of JSON for each step.
///
/// # Errors
/// A store's fault; an answer that is wrong.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let plan = Plan::read(&arguments.data_dir)?;
    let nation = plan.nation();
    let tell = |step: &str, mut row: Value| {
        if let Some(fields) = row.as_object_mut() {
            fields.insert("bench".to_owned(), json!("measure"));
            fields.insert("step".to_owned(), json!(step));
            fields.insert("codes".to_owned(), json!(plan.codes));
            fields.insert("seed".to_owned(), json!(plan.seed));
        }
        println!("{row}");
    };
    let caches_dropped = drop_caches();
    let before = resident_bytes();
    let watch = Watch::start();
    let store = CodeStore::open(&arguments.data_dir.join("codes"), CodeSettings::default())?;
    let opening_seconds = watch.seconds();
    tell(
        "open",
        json!({
            "seconds": opening_seconds, "cold": caches_dropped, "resident_bytes_before": before,
            "resident_bytes": resident_bytes(), "where": surroundings(),
        }),
    );
    tell("bytes", bytes(&store, &nation, arguments));
    let watch = Watch::start();
    wait_until_quiet();
    let quiet = json!({
        "seconds": watch.seconds(), "resident_bytes": resident_bytes(),
        "filter_and_index_bytes": store.memory_bytes(),
    });
    tell("quiet", quiet);
    if caches_dropped {
        tell("cold", cold(&store, &nation, arguments)?);
    }
    for round in 0..arguments.rounds {
        tell("warm", warm(&store, &nation, arguments, round)?);
    }
    let watch = Watch::start();
    drop(store);
    tell("close", json!({ "seconds": watch.seconds() }));
    Ok(())
}

/// What the codes take on the disk, by the scheme that they are printed by; makers with cases apart,
/// because every can of theirs names its case, and every case its pallet.
fn bytes(store: &CodeStore, nation: &Nation, arguments: &Arguments) -> Value {
    let of_makers = store.enterprise_bytes();
    let mut schemes: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for maker in nation.makers() {
        let form = if maker.is_cased() { "-cased" } else { "" };
        let own = schemes.entry(format!("{}{form}", maker.scheme().name())).or_default();
        own.0 += maker.codes();
        own.1 += of_makers.get(&maker.id()).copied().unwrap_or(0);
    }
    let told = |(scheme, (codes, bytes)): (String, (u64, u64))| {
        let thousandth = u32::try_from(bytes.saturating_mul(1_000) / codes.max(1)).unwrap_or(u32::MAX);
        let per_code = f64::from(thousandth) / 1e3;
        (scheme, json!({ "codes": codes, "bytes": bytes, "bytes_per_code": per_code }))
    };
    json!({
        "code_store_bytes": bytes_below(&arguments.data_dir.join("codes")),
        "registry_bytes": bytes_below(&arguments.data_dir.join("registry.sqlite")),
        "strata": store.strata(),
        "schemes": schemes.into_iter().map(told).collect::<serde_json::Map<_, _>>(),
    })
}

/// Empties the system's cache of files; `false` if only root may.
fn drop_caches() -> bool {
    std::fs::write("/proc/sys/vm/drop_caches", "1").is_ok()
}

/// Waits for what the store still reads in the background after it has opened (filters), so that its
/// reads are not counted as those of look-ups.
fn wait_until_quiet() {
    let mut calm = 0;
    let mut before = Reads::now();
    for _ in 0..QUIET_TICKS_MAX {
        std::thread::sleep(Duration::from_millis(100));
        let now = Reads::now();
        // Asking costs a few reads itself.
        calm = if now.since(before).calls < 10 { calm + 1 } else { 0 };
        before = now;
        if calm >= 5 {
            return;
        }
    }
}

fn hits(nation: &Nation, count: usize, topic: u64) -> anyhow::Result<Vec<Question>> {
    let mut dice = Dice::new(nation.seed(), topic);
    let question = || {
        let pick = nation.hit(dice.roll()).context("the nation has no codes")?;
        Ok((pick.enterprise, pick.code))
    };
    std::iter::repeat_with(question).take(count).collect()
}

fn misses(nation: &Nation, count: usize, topic: u64) -> anyhow::Result<Vec<Question>> {
    let mut dice = Dice::new(nation.seed(), topic);
    let question = || nation.miss(dice.roll()).context("the nation has no codes");
    std::iter::repeat_with(question).take(count).collect()
}

/// Single hits, the system's cache being empty before each: what a look-up costs that nobody asked
/// for in a long time.
fn cold(store: &CodeStore, nation: &Nation, arguments: &Arguments) -> anyhow::Result<Value> {
    // The index and the filters are the store's own memory; one look-up in each maker brings them in.
    for (enterprise, code) in hits(nation, 2_000, QUESTION_TOPIC)? {
        store.find(enterprise, &code)?;
    }
    let mut times = Times::default();
    let (mut calls, mut asked_bytes, mut disk_bytes) = (0, 0, 0);
    let mut most_calls = 0;
    for (enterprise, code) in hits(nation, arguments.cold, QUESTION_TOPIC + 1)? {
        drop_caches();
        // Reading the counters is itself a read: what it costs is taken off below.
        let (first, second) = (Reads::now(), Reads::now());
        let own = second.since(first);
        let watch = Watch::start();
        let found = store.find(enterprise, &code)?;
        times.add(watch.elapsed());
        let spent = Reads::now().since(second);
        ensure!(found.is_some(), "{code} of enterprise {enterprise} is missing");
        let of_one = spent.calls.saturating_sub(own.calls);
        most_calls = most_calls.max(of_one);
        calls += of_one;
        asked_bytes += spent.asked_bytes.saturating_sub(own.asked_bytes);
        disk_bytes += spent.disk_bytes;
    }
    let per_hit = |total: u64| total / u64::try_from(arguments.cold.max(1)).unwrap_or(1);
    Ok(json!({
        "lookups": arguments.cold, "reads": calls, "reads_most": most_calls,
        "read_bytes_per_hit": per_hit(asked_bytes), "disk_bytes_per_hit": per_hit(disk_bytes),
        "hit_p50_us": times.micros_at(500), "hit_p99_us": times.micros_at(990),
    }))
}

fn warm(store: &CodeStore, nation: &Nation, arguments: &Arguments, round: u64) -> anyhow::Result<Value> {
    // The same questions in every round, so that from the second on their blocks are in memory.
    let hits = hits(nation, arguments.lookups, QUESTION_TOPIC + 2)?;
    let misses = misses(nation, arguments.lookups, QUESTION_TOPIC + 3)?;
    let (hit_rate, found) = ask(store, &hits)?;
    let (miss_rate, strangers) = ask(store, &misses)?;
    ensure!(found == hits.len(), "{} of {} hits are missing", hits.len() - found, hits.len());
    ensure!(strangers == 0, "{strangers} codes were found that nobody issued");
    let (mut hit_times, mut miss_times) = (timed(store, &hits)?, timed(store, &misses)?);
    let reads = Reads::now();
    Ok(json!({
        "round": round, "lookups": arguments.lookups,
        "hits_per_second": hit_rate, "misses_per_second": miss_rate,
        "hit_p50_us": hit_times.micros_at(500), "hit_p99_us": hit_times.micros_at(990),
        "miss_p50_us": miss_times.micros_at(500), "miss_p99_us": miss_times.micros_at(990),
        "resident_bytes": resident_bytes(), "disk_bytes_so_far": reads.disk_bytes,
    }))
}

/// Asks everything once; how many a second, and how many were found.
fn ask(store: &CodeStore, questions: &[Question]) -> anyhow::Result<(u64, usize)> {
    let watch = Watch::start();
    let mut found = 0;
    for (enterprise, code) in questions {
        let stored: Option<StoredCode> = store.find(*enterprise, code)?;
        found += usize::from(stored.is_some());
    }
    Ok((watch.rate(u64::try_from(questions.len())?), found))
}

fn timed(store: &CodeStore, questions: &[Question]) -> anyhow::Result<Times> {
    let mut times = Times::default();
    for (enterprise, code) in questions.iter().take(TIMED) {
        let watch = Watch::start();
        store.find(*enterprise, code)?;
        times.add(watch.elapsed());
    }
    Ok(times)
}
