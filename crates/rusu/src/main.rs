//! The one binary: configuration, wiring, telemetry, commands. No business rules.
//!
//! It is the only crate that reads the clock, the random source and the environment, and the only
//! one that knows which engine stands behind each port.

mod agent;
mod cli;
mod clock;
mod config;
mod fsck;
mod load;
mod operate;
mod operator;
mod package;
mod sample;
mod serve;
mod signing;
mod stores;
mod submit;
mod telemetry;
mod webhooks;
mod words;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{Cli, Command};
use crate::config::{Config, Typed};

/// How a command ended, when it could be done at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// As asked.
    Good,
    /// Refused: bad input, or stores that disagree.
    Refused,
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(Ending::Good) => ExitCode::SUCCESS,
        Ok(Ending::Refused) => ExitCode::from(1),
        Err(error) => {
            eprintln!("rusu: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// The environment; this is the one place that reads it. What is not Unicode is not for us.
fn environment() -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

fn run(cli: Cli) -> anyhow::Result<Ending> {
    let typed = Typed::read(cli.settings.config.as_deref(), &environment(), &cli.settings.given())?;
    let config = Config::check(&typed).map_err(|lines| anyhow::anyhow!(lines.join("\nrusu: ")))?;
    if let Command::Config { reference } = cli.command {
        print!("{}", if reference { config::reference_table() } else { config::shown(&typed) });
        return Ok(Ending::Good);
    }
    telemetry::start(&config);
    match cli.command {
        Command::Serve => serve::run(&config),
        Command::Keygen(keygen) => signing::keygen(&keygen),
        Command::Submit(submit) => submit::run(&config, &submit),
        Command::Agent(agent) => agent::run(&config, &agent),
        Command::Check(check) => submit::check_only(&check),
        Command::Load(load) => load::run(&config, &load),
        Command::Fsck => fsck::run(&config),
        Command::Config { .. } => Ok(Ending::Good),
        Command::Enterprise(command) => operate::enterprise(&config, command),
        Command::Recall(command) => operate::recall(&config, command),
        Command::Lot(command) => operate::lot(&config, command),
        Command::Operator(command) => operator::keys(&config, command),
        Command::Logo(command) => operator::logo(&config, command),
        Command::Announce(command) => operator::announce(&config, command),
        Command::Sampling(command) => operator::sampling(&config, command),
        Command::Complaints(command) => operator::complaints(&config, command),
        Command::CheckFile(command) => operator::check_file(&config, command),
        Command::Application(command) => operator::application(&config, command),
        Command::Statement(command) => operator::statement(&config, command),
    }
}
