//! `cargo xtask bench pages`: how soon a parent can read, on slow networks and a slow processor,
//! against a baseline that is a usual single-page application (`web/bench`).
//!
//! The measuring is done in Node.js, beside the browser; here stands only what it is told.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// Where the figures are written.
const REPORT: &str = "docs/measurements/pages.md";

/// Measures home and result page, and writes the figures into their document.
///
/// # Errors
/// When Node.js, the browser or the binary is missing or fails.
pub fn run(root: &Path, runs: u32) -> Result<()> {
    let mut npm = Command::new("npm");
    npm.arg("--prefix").arg(root.join("web")).args(["run", "pages", "--workspace", "bench"]);
    npm.env("BENCH_COMMIT", commit(root)?)
        .env("BENCH_REPORT", root.join(REPORT))
        .env("BENCH_RUNS", runs.to_string());
    let status = npm.status().context("npm cannot be started; ./test web installs what it needs")?;
    ensure!(status.success(), "the measurement failed");
    println!("written: {REPORT}");
    Ok(())
}

/// The commit, and whether the tree has changes beyond it.
fn commit(root: &Path) -> Result<String> {
    let git = |arguments: &[&str]| -> Result<String> {
        let output = Command::new("git").current_dir(root).args(arguments).output();
        let output = output.context("git cannot be started")?;
        ensure!(output.status.success(), "git {} failed", arguments.join(" "));
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let hash = git(&["rev-parse", "--short", "HEAD"])?;
    let changes = git(&["status", "--porcelain", "--untracked-files=no", "--", "crates", "data", "web"])?;
    Ok(if changes.is_empty() { hash } else { format!("{hash} with changes not committed") })
}
