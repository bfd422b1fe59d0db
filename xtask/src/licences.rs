//! `cargo xtask licences`: licences, banned crates, open versions and sources of every crate in the
//! lock file, against `deny.toml`.
//!
//! `deny.toml` is a file of `cargo-deny`, whose current release checks the same and more. Building
//! it takes minutes, so the house reads the parts that need no network itself. Whatever of these
//! parts cannot be read is an error: no rule is skipped in silence.

mod spdx;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::metadata::{Metadata, Package, Scope, read};
use crate::violation::Violation;

/// The parts of `deny.toml` that are checked here.
#[derive(Debug, Deserialize)]
pub struct Deny {
    licenses: Licences,
    bans: Bans,
    sources: Sources,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Licences {
    allow: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Bans {
    /// Needs the resolved graph; `cargo-deny` tells it.
    #[serde(rename = "multiple-versions")]
    _multiple_versions: Level,
    wildcards: Level,
    /// A crate of this workspace has no version to give.
    #[serde(rename = "allow-wildcard-paths")]
    _allow_wildcard_paths: bool,
    deny: Vec<Banned>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Banned {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Sources {
    unknown_registry: Level,
    unknown_git: Level,
    allow_registry: Vec<String>,
    allow_git: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Allow,
    Warn,
    Deny,
}

/// Checks the lock file of the tree at `root`.
///
/// # Errors
/// Cargo cannot be asked, or `deny.toml` cannot be read.
pub fn check_tree(root: &Path) -> Result<Vec<Violation>> {
    let text = std::fs::read_to_string(root.join("deny.toml")).context("cannot read deny.toml")?;
    let deny = parse(&text)?;
    Ok(check(&read(root, Scope::Everything)?, &deny))
}

/// Reads `deny.toml`.
///
/// # Errors
/// A part that is checked here is missing or holds something unknown.
pub fn parse(text: &str) -> Result<Deny> {
    toml::from_str(text).context("deny.toml holds what cargo xtask licences cannot check")
}

/// Checks every crate of other people, and what this workspace's crates ask for.
#[must_use]
pub fn check(metadata: &Metadata, deny: &Deny) -> Vec<Violation> {
    let (own, others): (Vec<_>, Vec<_>) =
        metadata.packages.iter().partition(|package| package.source.is_none());
    let mut found: Vec<Violation> =
        own.into_iter().flat_map(|package| open_versions(package, deny)).collect();
    for package in others {
        found.extend(licence(package, deny));
        found.extend(ban(package, deny));
        found.extend(source(package, deny));
    }
    found
}

fn place(package: &Package) -> String {
    format!("{} {}", package.name, package.version)
}

fn licence(package: &Package, deny: &Deny) -> Option<Violation> {
    let Some(expression) = &package.license else {
        return Some(Violation::new("licence", place(package), "names no licence; look for another crate"));
    };
    match spdx::satisfied(expression, &|licence| deny.licenses.allow.contains(licence)) {
        Some(true) => None,
        Some(false) => {
            let message = format!("`{expression}` is not among the licences of deny.toml");
            Some(Violation::new("licence", place(package), message))
        }
        None => Some(Violation::new(
            "licence",
            place(package),
            format!("`{expression}` is no licence expression"),
        )),
    }
}

fn ban(package: &Package, deny: &Deny) -> Option<Violation> {
    let banned = deny.bans.deny.iter().find(|banned| banned.name == package.name)?;
    Some(Violation::new("ban", place(package), &banned.reason))
}

fn open_versions(package: &Package, deny: &Deny) -> Vec<Violation> {
    let open = package.dependencies.iter().filter(|asked| asked.path.is_none() && asked.req == "*");
    let open = open.filter(|_| deny.bans.wildcards == Level::Deny);
    open.map(|asked| {
        let message = "asks for any version; give one in the root Cargo.toml";
        Violation::new("wildcard", format!("{} → {}", package.name, asked.name), message)
    })
    .collect()
}

fn source(package: &Package, deny: &Deny) -> Option<Violation> {
    let source = package.source.as_deref()?;
    let (kind, url) = source.split_once('+').unwrap_or(("unknown", source));
    let (level, known) = match kind {
        "registry" | "sparse" => (deny.sources.unknown_registry, &deny.sources.allow_registry),
        _ => (deny.sources.unknown_git, &deny.sources.allow_git),
    };
    let is_known =
        known.iter().any(|one| one == url || url.strip_prefix(one).is_some_and(|rest| rest.starts_with('?')));
    let message = format!("comes from {source}, which deny.toml does not know");
    (level == Level::Deny && !is_known).then(|| Violation::new("source", place(package), message))
}
