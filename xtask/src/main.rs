//! `cargo xtask COMMAND`: see `cargo xtask help`.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use xtask::bench_intake::{self, Order};
use xtask::violation::Violation;
use xtask::{bench_pages, kill, licences, metadata, tidy};

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
}

fn main() -> Result<ExitCode> {
    let root = metadata::workspace_root()?;
    Ok(match Arguments::parse().command {
        Command::Tidy => verdict("tidy", &tidy::check_tree(&root)?),
        Command::Licences => verdict("licences", &licences::check_tree(&root)?),
        Command::Kill { rounds, seed } if kill::run(rounds, seed)? => ExitCode::SUCCESS,
        Command::Kill { .. } => ExitCode::FAILURE,
        Command::Bench(Bench::Intake { codes, serial, random: _ }) => {
            bench_intake::run(&root, codes, if serial { Order::Serial } else { Order::Random })?;
            ExitCode::SUCCESS
        }
        Command::Bench(Bench::Pages { runs }) => {
            bench_pages::run(&root, runs)?;
            ExitCode::SUCCESS
        }
    })
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
