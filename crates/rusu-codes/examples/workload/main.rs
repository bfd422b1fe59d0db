//! A process that puts a seeded history into a code store until it is done or killed, and one that
//! judges what is left. `cargo xtask kill-store`, `power-cut` and `bit-flips` run it.
//!
//! ```text
//! workload put DIRECTORY --seed S --from G --groups N [--codes-max C] [--sizes 1]
//!     says `ready` when the store is open and `ack G` when group G is durable, with
//!     `--sizes 1` behind a line `size BYTES PATH` for each file of the store
//! workload judge DIRECTORY --seed S --acknowledged A --begun B [--codes-max C] [--hits N] [--misses N]
//!     says what it saw; ends with 0 if all is well, 1 if an answer is wrong, 3 if a question was
//!     refused or the store's check found something, 4 if the store does not open
//! ```

mod sizes;

use std::collections::HashMap;
use std::error::Error;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use rusu_codes::{CodeSettings, CodeStore};
use rusu_testkit::codes_workload::{Effort, Reach, Verdict, Workload, verify};

/// Most codes of a put, unless told.
const CODES_MAX: u64 = 20_000;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [command, directory, options @ ..] = arguments.as_slice() else {
        return Err("usage: workload put|judge DIRECTORY --seed S …".into());
    };
    let options = Options::read(options)?;
    let workload = Workload::new(options.get("--seed")?, options.or("--codes-max", CODES_MAX)?);
    match command.as_str() {
        "put" => put(Path::new(directory), &workload, &options),
        "judge" => judge(Path::new(directory), &workload, &options),
        other => Err(format!("unknown command `{other}`").into()),
    }
}

/// Options that all take a number.
struct Options(HashMap<String, u64>);

impl Options {
    fn read(words: &[String]) -> Result<Self, Box<dyn Error>> {
        let mut options = HashMap::new();
        for pair in words.chunks(2) {
            let [name, value] = pair else { return Err("every option takes a number".into()) };
            options.insert(name.clone(), value.parse().map_err(|_| format!("{name} takes a number"))?);
        }
        Ok(Self(options))
    }

    fn get(&self, name: &str) -> Result<u64, Box<dyn Error>> {
        self.0.get(name).copied().ok_or_else(|| format!("{name} is missing").into())
    }

    fn or(&self, name: &str, usual: u64) -> Result<u64, Box<dyn Error>> {
        Ok(self.0.get(name).copied().unwrap_or(usual))
    }
}

/// Settings under which small histories exercise everything: little memory, early merging.
fn settings() -> CodeSettings {
    CodeSettings { cache_bytes: 4 << 20, merge_fan_out: 2 }
}

fn put(directory: &Path, workload: &Workload, options: &Options) -> Result<ExitCode, Box<dyn Error>> {
    let from = options.get("--from")?;
    let groups = options.get("--groups")?;
    let mut sizes = (options.or("--sizes", 0)? > 0).then(sizes::Sizes::default);
    let store = CodeStore::open(directory, settings())?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "ready")?;
    for group in from..from + groups {
        workload.run(group, &store)?;
        if let Some(sizes) = &mut sizes {
            sizes.say(directory, &mut out)?;
        }
        // Standard output is flushed at each line; the reader has it even if this process dies now.
        writeln!(out, "ack {group}")?;
    }
    drop(store);
    writeln!(out, "done")?;
    Ok(ExitCode::SUCCESS)
}

fn judge(directory: &Path, workload: &Workload, options: &Options) -> Result<ExitCode, Box<dyn Error>> {
    let acknowledged = options.get("--acknowledged")?;
    let reach = Reach { acknowledged, begun: options.or("--begun", acknowledged + 1)? };
    let effort = Effort { hits_max: number(options, "--hits")?, misses_max: number(options, "--misses")? };
    let store = match CodeStore::open(directory, settings()) {
        Ok(store) => store,
        Err(fault) => {
            println!("not opened: {fault}");
            return Ok(ExitCode::from(4));
        }
    };
    let verdict = verify(workload, reach, &store, effort);
    say(&verdict);
    Ok(ExitCode::from(match &verdict {
        verdict if verdict.wrong > 0 => 1,
        verdict if verdict.is_clean() => 0,
        _ => 3,
    }))
}

fn number(options: &Options, name: &str) -> Result<usize, Box<dyn Error>> {
    Ok(usize::try_from(options.or(name, 20_000)?)?)
}

fn say(verdict: &Verdict) {
    println!(
        "codes={} looked_up={} wrong={} refused={} reported={}",
        verdict.codes,
        verdict.looked_up,
        verdict.wrong,
        verdict.refused,
        verdict.reported.len()
    );
    for words in &verdict.wrong_words {
        println!("wrong: {words}");
    }
    for words in &verdict.refused_words {
        println!("refused: {words}");
    }
    for words in verdict.reported.iter().take(12) {
        println!("reported: {words}");
    }
}
