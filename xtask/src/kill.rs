//! `cargo xtask kill`: `kill -9` at random moments during deliveries, many more rounds than the test has.

use std::process::Command;

use anyhow::{Context as _, Result};

/// Runs the kill test with a number of rounds. Tells whether every round held.
///
/// # Errors
/// When the test cannot be started.
pub fn run(rounds: u32, seed: Option<u64>) -> Result<bool> {
    let mut command = Command::new("cargo");
    command.args(["test", "--package", "rusu", "--test", "kill", "--", "--nocapture"]);
    command.env("RUSU_TEST_KILL_ROUNDS", rounds.to_string());
    if let Some(seed) = seed {
        command.env("RUSU_TEST_SEED", seed.to_string());
    }
    Ok(command.status().context("cargo test cannot be started")?.success())
}
