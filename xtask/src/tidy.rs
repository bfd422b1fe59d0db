//! `cargo xtask tidy`: the floors, and the rules of `STYLE.md` that no compiler checks.
//!
//! Invariant: [`check`] is pure, so that every rule is tested on values; only [`check_tree`] reads
//! the disk.

mod edges;
mod files;
mod rule_codes;
#[cfg(test)]
mod tests;

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::floors::FloorTable;
use crate::metadata::{Metadata, Scope, output, read};
use crate::violation::Violation;

/// Most lines of a Rust file, its tests not counted (STYLE.md, rule 5).
pub const FILE_LINES_MAX: usize = 500;

/// A text file of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFile {
    /// Its path from the root, with `/`.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// Checks the tree at `root`.
///
/// # Errors
/// Cargo or git cannot be asked, or `ARCHITECTURE.md` has no floor table.
pub fn check_tree(root: &Path) -> Result<Vec<Violation>> {
    let metadata = read(root, Scope::Workspace)?;
    let map = std::fs::read_to_string(root.join("ARCHITECTURE.md")).context("cannot read ARCHITECTURE.md")?;
    Ok(check(&metadata, &FloorTable::parse(&map)?, &text_files(root)?))
}

/// Checks a workspace against its floor table, and its files against the rules.
#[must_use]
pub fn check(metadata: &Metadata, table: &FloorTable, files: &[TextFile]) -> Vec<Violation> {
    let mut found = edges::table(metadata, table);
    found.extend(metadata.packages.iter().flat_map(|package| edges::package(package, table)));
    found.extend(files.iter().flat_map(files::file));
    found.extend(rule_codes::unlisted(files));
    found
}

/// Every text file that git tracks or would track.
fn text_files(root: &Path) -> Result<Vec<TextFile>> {
    let mut git = Command::new("git");
    // A clone that another user owns is no danger to a command that only lists.
    git.current_dir(root).args(["-c", "safe.directory=*", "ls-files", "-z"]);
    git.args(["--cached", "--others", "--exclude-standard"]);
    let listing = output(git).context("tidy asks git which files belong to the tree; run it in a clone")?;
    let paths = listing.split_terminator('\0');
    // A file that is listed and cannot be read as text was deleted, or is an image.
    Ok(paths
        .filter_map(|path| {
            let text = std::fs::read_to_string(root.join(path)).ok()?;
            Some(TextFile { path: path.to_owned(), text })
        })
        .collect())
}
