//! The part of `cargo metadata` that the checks read.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// A workspace as cargo sees it.
#[derive(Clone, Debug, Deserialize)]
pub struct Metadata {
    /// The workspace's crates; with dependencies, also everything they need.
    pub packages: Vec<Package>,
}

/// One crate.
#[derive(Clone, Debug, Deserialize)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its SPDX expression, as its author wrote it.
    pub license: Option<String>,
    /// Where it comes from; `None` for a crate of this workspace.
    pub source: Option<String>,
    /// Where its `Cargo.toml` is.
    pub manifest_path: PathBuf,
    /// What its `Cargo.toml` asks for.
    pub dependencies: Vec<Dependency>,
}

/// One line of a crate's dependency tables.
#[derive(Clone, Debug, Deserialize)]
pub struct Dependency {
    /// The crate asked for (not what it may have been renamed to).
    pub name: String,
    /// `None` for a normal dependency, else `dev` or `build`.
    pub kind: Option<String>,
    /// The version asked for.
    pub req: String,
    /// Set for a crate of this workspace.
    pub path: Option<PathBuf>,
}

impl Dependency {
    /// Whether only tests, examples and benches see it.
    #[must_use]
    pub fn is_dev(&self) -> bool {
        self.kind.as_deref() == Some("dev")
    }
}

/// Which packages to ask cargo for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The workspace's own; needs no network.
    Workspace,
    /// All of the lock file, for every platform.
    Everything,
}

/// Asks cargo about the workspace at `root`.
///
/// # Errors
/// Cargo cannot be started, or refuses.
pub fn read(root: &Path, scope: Scope) -> Result<Metadata> {
    let mut command = Command::new("cargo");
    command.current_dir(root).args(["metadata", "--format-version", "1"]);
    command.arg(if scope == Scope::Workspace { "--no-deps" } else { "--locked" });
    let answer = output(command)?;
    serde_json::from_str(&answer).context("cargo metadata answered what xtask cannot read")
}

/// The directory of the workspace in which the caller stands.
///
/// # Errors
/// The current directory is in no workspace.
pub fn workspace_root() -> Result<PathBuf> {
    let mut command = Command::new("cargo");
    command.args(["locate-project", "--workspace", "--message-format", "plain"]);
    let manifest = PathBuf::from(output(command)?.trim());
    Ok(manifest.parent().context("cargo named no directory")?.to_path_buf())
}

/// What a command prints, if it succeeds.
///
/// # Errors
/// It cannot be started or fails; then its own words are in the message.
pub fn output(mut command: Command) -> Result<String> {
    let shown = format!("{command:?}");
    let output = command.output().with_context(|| format!("cannot start {shown}"))?;
    ensure!(output.status.success(), "{shown} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    String::from_utf8(output.stdout).with_context(|| format!("{shown} printed what is not UTF-8"))
}
