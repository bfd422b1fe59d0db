//! `cargo xtask recall-under-load`: recalls announced while 500 questions a second come, in the release profile.

use std::process::Command;

use anyhow::{Context as _, Result};

/// Runs the test of recalls under load with a rate and a length of its own. Tells whether it held.
///
/// # Errors
/// When the test cannot be started.
pub fn run(rate: u32, seconds: u32) -> Result<bool> {
    let mut command = Command::new("cargo");
    command.args([
        "test",
        "--release",
        "--package",
        "rusu",
        "--test",
        "recall_under_load",
        "--",
        "--nocapture",
    ]);
    command.env("RUSU_TEST_RECALL_RATE", rate.to_string());
    command.env("RUSU_TEST_RECALL_SECONDS", seconds.to_string());
    Ok(command.status().context("cargo test cannot be started")?.success())
}
