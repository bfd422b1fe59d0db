//! `rusu-bench http`: how many questions a second the real server answers over HTTP.
//!
//! Starts `rusu serve` on a free port of the loopback over a data directory that `rusu-bench load`
//! made, and asks over keep-alive connections, one question at a time on each. The asking side
//! shares the machine's cores with the server; what it costs itself is part of the result.

mod caller;
mod server;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::nation::Plan;
use crate::questions::Questions;
use crate::surroundings::{Watch, per_second, surroundings};
use caller::{Caller, Tally};
use server::Server;

/// What is measured how.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The data directory of a loaded nation.
    #[arg(long)]
    pub data_dir: PathBuf,
    /// Connections, each with one question under way.
    #[arg(long, default_value_t = 64)]
    pub connections: usize,
    /// Seconds of each measurement.
    #[arg(long, default_value_t = 20)]
    pub seconds: u64,
    /// Seconds of questions before each measurement, which are not counted.
    #[arg(long, default_value_t = 5)]
    pub warm_seconds: u64,
    /// Percent of questions for codes that were never issued.
    #[arg(long, default_value_t = 10)]
    pub misses: u64,
    /// Lots that hits are asked from, drawn evenly from the whole nation; 0 for all of them.
    #[arg(long, default_value_t = 2_000)]
    pub lots: u64,
    /// Threads that ask.
    #[arg(long, default_value_t = 1)]
    pub threads: usize,
    /// Asks in a form only, `json` or `page`; otherwise in both, one after the other.
    #[arg(long)]
    pub form: Option<Form>,
    /// Asks for packed answers, as browsers do.
    #[arg(long)]
    pub gzip: bool,
    /// How often both forms are measured.
    #[arg(long, default_value_t = 1)]
    pub rounds: u32,
    /// The server's program.
    #[arg(long, default_value = "target/release/rusu")]
    pub program: PathBuf,
}

/// In which form an answer is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// `GET /api/v1/units/{enterprise}/{code}`.
    Json,
    /// `GET /t/{code}`, which a QR code leads to.
    Page,
}

impl Form {
    fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Page => "page",
        }
    }
}

/// Measures, and prints one line of JSON for each form and round.
///
/// # Errors
/// A data directory without a nation; a server that does not start or does not answer.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let nation = Plan::read(&arguments.data_dir)?.nation();
    let (codes, seed) = (nation.codes(), nation.seed());
    let questions = Arc::new(Questions::new(nation, arguments.lots, arguments.misses));
    let server = Server::start(&arguments.program, &arguments.data_dir)?;
    let forms = arguments.form.map_or(vec![Form::Json, Form::Page], |form| vec![form]);
    for round in 1..=arguments.rounds {
        for form in &forms {
            // Each run has questions of its own; the same ones again only if the whole is repeated.
            let start = u64::from(round) << 8 | u64::from(*form == Form::Page) << 4;
            ask(arguments, &server, &questions, *form, start, arguments.warm_seconds)?;
            let cpu = (server.cpu(), server::cpu_of("self"));
            let watch = Watch::start();
            let mut tally = ask(arguments, &server, &questions, *form, start + 1, arguments.seconds)?;
            let took = watch.elapsed();
            let spent = (server.cpu() - cpu.0, server::cpu_of("self") - cpu.1);
            let mut line = result(arguments, *form, &mut tally, took, spent);
            if let Some(line) = line.as_object_mut() {
                line.insert("codes".to_owned(), codes.into());
                line.insert("seed".to_owned(), seed.into());
                line.insert("round".to_owned(), round.into());
                line.insert("server_resident_bytes".to_owned(), server.resident_bytes().into());
                line.insert("server_opened_seconds".to_owned(), server.opened_seconds().into());
            }
            println!("{line}");
        }
    }
    server.stop()
}

/// Asks for some seconds over all connections.
fn ask(
    arguments: &Arguments,
    server: &Server,
    questions: &Arc<Questions>,
    form: Form,
    start: u64,
    seconds: u64,
) -> anyhow::Result<Tally> {
    let over = AtomicBool::new(seconds == 0);
    let threads = arguments.threads.max(1);
    std::thread::scope(|scope| {
        let caller = |number: usize| {
            let connections =
                arguments.connections / threads + usize::from(number < arguments.connections % threads);
            let seed = start << 16 | u64::try_from(number).unwrap_or(0) << 32;
            Caller { address: server.address(), form, gzip: arguments.gzip, connections, seed }
        };
        let over = &over;
        let asking: Vec<_> =
            (0..threads).map(|number| scope.spawn(move || caller(number).ask(questions, over))).collect();
        if seconds > 0 {
            std::thread::sleep(Duration::from_secs(seconds));
            over.store(true, std::sync::atomic::Ordering::Release);
        }
        let mut all = Tally::default();
        for one in asking {
            all.add(one.join().map_err(|_| anyhow::anyhow!("a caller failed"))?.context("asking")?);
        }
        Ok(all)
    })
}

fn result(
    arguments: &Arguments,
    form: Form,
    tally: &mut Tally,
    took: Duration,
    (server, asking): (Duration, Duration),
) -> Value {
    let micros_each = |spent: Duration| spent.as_micros().checked_div(u128::from(tally.answers)).unwrap_or(0);
    let (server, asking) = (micros_each(server), micros_each(asking));
    json!({
        "bench": "http",
        "form": form.name(),
        "gzip": arguments.gzip,
        "connections": arguments.connections,
        "threads": arguments.threads,
        "misses_percent": arguments.misses,
        "lots": arguments.lots,
        "seconds": took.as_secs_f64(),
        "answers": tally.answers,
        "errors": tally.errors,
        "answers_per_second": per_second(tally.answers, took),
        "p50_us": tally.times.micros_at(500),
        "p99_us": tally.times.micros_at(990),
        "p999_us": tally.times.micros_at(999),
        "max_us": tally.times.micros_at(1_000),
        "bytes_per_answer": tally.bytes.checked_div(tally.answers).unwrap_or(0),
        "server_cpu_us_per_answer": u64::try_from(server).unwrap_or(u64::MAX),
        "asking_cpu_us_per_answer": u64::try_from(asking).unwrap_or(u64::MAX),
        "where": surroundings(),
    })
}
