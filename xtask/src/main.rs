//! `cargo xtask COMMAND`: see `cargo xtask help`.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use xtask::bench_intake::{self, Order};
use xtask::proofs::{bit_flips, fuzz, kill_store, power_cut};
use xtask::violation::Violation;
use xtask::{bench_nation, bench_pages, bench_trace, kill, licences, metadata, recall_load, tidy};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The house's own tools")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check the floor table of ARCHITECTURE.md and the rules of STYLE.md that no compiler checks.
    Tidy,
    /// Check licences, banned crates and sources of every dependency against deny.toml.
    Licences,
    /// Kill the server at random moments during deliveries, restart it, look for losses and halves.
    Kill {
        /// How many times.
        #[arg(long, default_value_t = 100)]
        rounds: u32,
        /// Repeats an earlier run.
        #[arg(long)]
        seed: Option<u64>,
    },
    /// Kill the code store's writer at random moments, judge what is left, go on in the same directory.
    KillStore {
        /// How many times.
        #[arg(long, default_value_t = 200)]
        rounds: u32,
        /// Repeats the same history and the same moments.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Copy the disk under a code store at random moments, as a power cut leaves it; needs root and xfsprogs.
    PowerCut {
        /// How many times.
        #[arg(long, default_value_t = 50)]
        rounds: u32,
        /// Repeats the same history and the same moments.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Flip single bits in the files of a code store and look for wrong answers.
    BitFlips {
        /// How many, each in a fresh copy.
        #[arg(long, default_value_t = 1_000)]
        flips: u32,
        /// Repeats the same history and the same flips.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Fuzz what reads foreign bytes with libFuzzer.
    Fuzz {
        /// Only this target.
        target: Option<String>,
        /// For so long each.
        #[arg(long, default_value_t = 60)]
        seconds: u32,
        /// Repeats an earlier run from the same corpus.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Announce recalls while people ask: how soon they are told, and whether a question fails.
    RecallUnderLoad {
        /// Questions a second.
        #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=100_000))]
        rate: u32,
        /// Seconds before the first recall and between the two.
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=600))]
        seconds: u32,
    },
    /// Measure; prints one line of JSON.
    #[command(subcommand)]
    Bench(Bench),
}

#[derive(Subcommand)]
enum Bench {
    /// Many codes in one file through the whole intake, with target/release/rusu.
    Intake {
        /// Codes in the file.
        #[arg(long, default_value_t = 5_000_000)]
        codes: u64,
        /// Consecutive codes instead of random ones.
        #[arg(long, conflicts_with = "random")]
        serial: bool,
        /// Codes all over the space; this is the usual way.
        #[arg(long)]
        random: bool,
    },
    /// Home and result page on slow networks against a single-page application, with target/release/rusu
    /// (or what RUSU_BENCH_BIN names) and Chromium (or what CHROMIUM names); writes docs/measurements/pages.md.
    Pages {
        /// Loads of each page on each network.
        #[arg(long, default_value_t = 5)]
        runs: u32,
    },
    /// Raw materials over three levels into lots of many cans, asked forward and backward and exported.
    Trace {
        /// Cans of the lots that the raw material went into.
        #[arg(long, default_value_t = 1_000_000)]
        units: u64,
        /// Those lots.
        #[arg(long, default_value_t = 20)]
        lots: u64,
        /// Cans of the same maker that it did not go into.
        #[arg(long, default_value_t = 0)]
        others: u64,
        /// Consecutive codes instead of random ones.
        #[arg(long)]
        serial: bool,
        /// Keep the exports in this folder.
        #[arg(long)]
        keep: Option<std::path::PathBuf>,
        /// The binary; target/release/rusu without it.
        #[arg(long, env = "RUSU_BENCH_BIN")]
        binary: Option<std::path::PathBuf>,
    },
    /// Load a generated nation: `rusu-bench load`.
    Load(Handed),
    /// Our code store, PostgreSQL and SQLite with the same codes: `rusu-bench scale`.
    Scale(Handed),
    /// What a loaded nation's code store costs: `rusu-bench measure`.
    Measure(Handed),
    /// Questions in process over a loaded nation: `rusu-bench query`.
    Query(Handed),
    /// Questions over HTTP to a loaded nation: `rusu-bench http`.
    Http(Handed),
    /// Draw cost against size from the raw rows: `rusu-bench chart`.
    Chart(Handed),
}

/// Arguments for `rusu-bench`, which explains them with `--help`.
#[derive(clap::Args)]
#[command(disable_help_flag = true)]
struct Handed {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<std::ffi::OsString>,
}

fn main() -> Result<ExitCode> {
    let root = metadata::workspace_root()?;
    Ok(match Arguments::parse().command {
        Command::Tidy => verdict("tidy", &tidy::check_tree(&root)?),
        Command::Licences => verdict("licences", &licences::check_tree(&root)?),
        Command::Kill { rounds, seed } if kill::run(rounds, seed)? => ExitCode::SUCCESS,
        Command::Kill { .. } => ExitCode::FAILURE,
        Command::KillStore { rounds, seed } => exit(kill_store::run(&root, rounds, seed)?),
        Command::PowerCut { rounds, seed } => exit(power_cut::run(&root, rounds, seed)?),
        Command::BitFlips { flips, seed } => exit(bit_flips::run(&root, flips, seed)?),
        Command::RecallUnderLoad { rate, seconds } => exit(recall_load::run(rate, seconds)?),
        Command::Fuzz { target, seconds, seed } => exit(fuzz::run(&root, target.as_deref(), seconds, seed)?),
        Command::Bench(Bench::Intake { codes, serial, random: _ }) => {
            bench_intake::run(&root, codes, if serial { Order::Serial } else { Order::Random })?;
            ExitCode::SUCCESS
        }
        Command::Bench(Bench::Trace { units, lots, others, serial, keep, binary }) => {
            let order = if serial { Order::Serial } else { Order::Random };
            let plan = bench_trace::Plan { units, lots, others, order, keep };
            let binary = binary.unwrap_or_else(|| root.join("target/release/rusu"));
            bench_trace::run(&binary, &plan)?;
            ExitCode::SUCCESS
        }
        Command::Bench(Bench::Pages { runs }) => {
            bench_pages::run(&root, runs)?;
            ExitCode::SUCCESS
        }
        Command::Bench(Bench::Load(handed)) => exit(bench_nation::run(&root, "load", &handed.arguments)?),
        Command::Bench(Bench::Scale(handed)) => exit(bench_nation::run(&root, "scale", &handed.arguments)?),
        Command::Bench(Bench::Measure(handed)) => {
            exit(bench_nation::run(&root, "measure", &handed.arguments)?)
        }
        Command::Bench(Bench::Query(handed)) => exit(bench_nation::run(&root, "query", &handed.arguments)?),
        Command::Bench(Bench::Http(handed)) => exit(bench_nation::run(&root, "http", &handed.arguments)?),
        Command::Bench(Bench::Chart(handed)) => exit(bench_nation::run(&root, "chart", &handed.arguments)?),
    })
}

fn exit(all_well: bool) -> ExitCode {
    if all_well { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn verdict(check: &str, violations: &[Violation]) -> ExitCode {
    for violation in violations {
        eprintln!("{violation}");
    }
    if violations.is_empty() {
        println!("{check}: clean");
        return ExitCode::SUCCESS;
    }
    eprintln!("{check}: {} to mend", violations.len());
    ExitCode::FAILURE
}
