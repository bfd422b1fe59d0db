//! `rusu-bench COMMAND`: what the platform costs at the size of a nation. Results are lines of JSON.

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "rusu-bench", about = "Measurements at the size of a nation")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Load a generated nation into a data directory, through the whole write side.
    Load(rusu_bench::load::Arguments),
    /// Make a nation's deliveries and throw them away: the generator's own time.
    Generate(rusu_bench::generate::Arguments),
    /// The same codes in our code store, in PostgreSQL and in SQLite, by turns.
    Scale(rusu_bench::scale::Arguments),
    /// What the code store of a loaded nation costs while it is asked.
    Measure(rusu_bench::measure::Arguments),
    /// Draw cost against size from raw rows.
    Chart(rusu_bench::chart::Arguments),
    /// Ask the read side of a loaded nation, in process.
    Query(rusu_bench::query::Arguments),
    /// Ask a loaded nation over HTTP, with the server and its caller on this machine.
    Http(rusu_bench::http::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Load(arguments) => rusu_bench::load::run(&arguments),
        Command::Generate(arguments) => rusu_bench::generate::run(&arguments),
        Command::Scale(arguments) => rusu_bench::scale::run(&arguments),
        Command::Measure(arguments) => rusu_bench::measure::run(&arguments),
        Command::Chart(arguments) => rusu_bench::chart::run(&arguments),
        Command::Query(arguments) => rusu_bench::query::run(&arguments),
        Command::Http(arguments) => rusu_bench::http::run(&arguments),
    }
}
