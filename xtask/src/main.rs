//! `cargo xtask COMMAND`: see `cargo xtask help`.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use xtask::violation::Violation;
use xtask::{licences, metadata, tidy};

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
}

fn main() -> Result<ExitCode> {
    let root = metadata::workspace_root()?;
    Ok(match Arguments::parse().command {
        Command::Tidy => verdict("tidy", &tidy::check_tree(&root)?),
        Command::Licences => verdict("licences", &licences::check_tree(&root)?),
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
