//! `cargo xtask bench load|scale|measure|query|http|chart …`: hands on to `rusu-bench`, built for release.
//!
//! The crate stands by itself because it needs the product and two foreign engines, and `xtask` is
//! built by everyone who only wants to tidy.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

/// Runs `rusu-bench` with a command and its arguments; tells whether it succeeded.
///
/// # Errors
/// When cargo cannot be started.
pub fn run(root: &Path, command: &str, arguments: &[OsString]) -> Result<bool> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root).args(["run", "--quiet", "--release", "--package", "rusu-bench", "--", command]);
    let status = cargo.args(arguments).status().context("cargo cannot be started")?;
    Ok(status.success())
}
