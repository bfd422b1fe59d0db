//! The operator's portal commands: keys on the data directory, everything else over the network with
//! one of these keys, as any other program would.
//!
//! Refuses to know: the stores behind the network. Whatever a command can do, the operator API can.

mod announce;
mod applications;
mod client;
pub(crate) mod commands;
mod complaints;
pub(crate) mod recall_commands;
mod recalls;
mod sampling;
mod spreadsheet;
mod upkeep;

use crate::Ending;
use crate::config::Config;
use crate::stores::operator_desk;
use crate::submit::client::Refusal;
use crate::words::both;
use client::Client;
use commands::{
    AnnounceCommand, ApplicationCommand, CheckFileCommand, ComplaintsCommand, LogoCommand, OperatorCommand,
    SamplingCommand, StatementCommand,
};
use recall_commands::RecallCommand;

/// `rusu operator`.
pub(crate) fn keys(config: &Config, command: OperatorCommand) -> anyhow::Result<Ending> {
    let desk = operator_desk(config)?;
    match command {
        OperatorCommand::Key { label } => {
            println!("{}", desk.issue_key(&label)?);
            eprintln!("{}", both("command-operator-key-once", &[("label", label.trim().into())]));
        }
        OperatorCommand::Revoke { label } => {
            let count = desk.revoke_keys(&label)?;
            let named = [("label", label.trim().into()), ("count", count.into())];
            println!("{}", both("command-operator-key-revoked", &named));
        }
    }
    Ok(Ending::Good)
}

/// `rusu logo`.
pub(crate) fn logo(config: &Config, command: LogoCommand) -> anyhow::Result<Ending> {
    ended(Client::new(config).and_then(|client| upkeep::logo(&client, command)))
}

/// `rusu announce`.
pub(crate) fn announce(config: &Config, command: AnnounceCommand) -> anyhow::Result<Ending> {
    ended(Client::new(config).and_then(|client| announce::run(&client, command)))
}

/// `rusu sampling`.
pub(crate) fn sampling(config: &Config, command: SamplingCommand) -> anyhow::Result<Ending> {
    ended(Client::new(config).and_then(|client| sampling::run(&client, command)))
}

/// `rusu recall` but for announcing.
pub(crate) fn recall(config: &Config, command: RecallCommand) -> anyhow::Result<Ending> {
    ended(recalls::run(config, command))
}

/// `rusu complaints`.
pub(crate) fn complaints(config: &Config, command: ComplaintsCommand) -> anyhow::Result<Ending> {
    ended(Client::new(config).and_then(|client| complaints::run(&client, command)))
}

/// `rusu application`.
pub(crate) fn application(config: &Config, command: ApplicationCommand) -> anyhow::Result<Ending> {
    ended(Client::new(config).and_then(|client| applications::run(&client, command)))
}

/// `rusu check-file`.
pub(crate) fn check_file(config: &Config, command: CheckFileCommand) -> anyhow::Result<Ending> {
    ended(Client::new(config).and_then(|client| upkeep::check_file(&client, command)))
}

/// `rusu statement`.
pub(crate) fn statement(config: &Config, command: StatementCommand) -> anyhow::Result<Ending> {
    ended(Client::new(config).and_then(|client| upkeep::statement(&client, command)))
}

/// What would be refused, so that it was not even sent.
#[derive(Debug)]
struct NotSent(String);

impl std::fmt::Display for NotSent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotSent {}

/// A refusal is an ending of its own; everything else could not be done.
fn ended(done: anyhow::Result<Ending>) -> anyhow::Result<Ending> {
    let Err(error) = done else { return done };
    let is_refused = error.downcast_ref::<Refusal>().is_some_and(Refusal::is_final) || error.is::<NotSent>();
    if !is_refused {
        return Err(error);
    }
    eprintln!("rusu: {error:#}");
    Ok(Ending::Refused)
}

/// A stranger's text on one line of a terminal: nothing in it steers the terminal or turns the line.
fn harmless_line(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| !turns(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;
    use crate::submit::client::problem;

    #[test]
    fn a_refusal_ends_a_command_as_refused() {
        let refused = Err(problem(401, "{}")).context("while asking");
        assert_eq!(ended(refused).ok(), Some(Ending::Refused));
        assert_eq!(ended(Err(NotSent("too large".to_owned()).into())).ok(), Some(Ending::Refused));
    }

    #[test]
    fn a_fault_ends_a_command_as_not_done() {
        assert!(ended(Err(problem(503, "{}"))).is_err());
        assert!(ended(Err(anyhow::anyhow!("no network"))).is_err());
    }

    #[test]
    fn a_strangers_text_cannot_steer_the_terminal() {
        assert_eq!(harmless_line("a\u{1b}[31m\nb\u{202e}c"), "a [31m bc");
    }
}
