//! Rules about single files.

use toml::{Table, Value};

use super::{FILE_LINES_MAX, TextFile};
use crate::violation::Violation;

/// Top directories of a developer's or a build machine's own; a path below one means nothing to others.
const MACHINE_DIRECTORIES: [&str; 4] = ["home", "root", "work", "Users"];

/// Every rule that applies to the file.
pub(super) fn file(file: &TextFile) -> Vec<Violation> {
    let mut found = machine_paths(file);
    if file.path.ends_with(".rs") {
        found.extend(allow_attributes(file));
        found.extend(too_long(file));
    }
    let name = file.path.rsplit('/').next();
    if name == Some("Cargo.toml") && file.path != "Cargo.toml" {
        found.extend(manifest(file));
    }
    found
}

fn machine_paths(file: &TextFile) -> Vec<Violation> {
    let lines = file.text.lines().zip(1_u32..);
    lines
        .filter_map(|(line, number)| {
            let directory = MACHINE_DIRECTORIES.iter().find(|directory| names_directory(line, directory))?;
            let message =
                format!("a path below /{directory} exists on one machine only; name it relative to the root");
            Some(Violation::new("machine_path", format!("{}:{number}", file.path), message))
        })
        .collect()
}

/// Whether `/directory/` stands in the line as the beginning of a path, not inside one or a URL.
fn names_directory(line: &str, directory: &str) -> bool {
    let wanted = format!("/{directory}/");
    line.match_indices(&wanted).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '/' | '.' | '-' | '}' | '~'))
    })
}

fn allow_attributes(file: &TextFile) -> Vec<Violation> {
    let lines = file.text.lines().zip(1_u32..);
    let attributes = lines.filter(|(line, _)| {
        let line = line.trim_start();
        line.starts_with("#[allow(") || line.starts_with("#![allow(")
    });
    let message = "write #[expect(lint, reason = \"…\")] instead of allow (STYLE.md, rule 33)";
    attributes
        .map(|(_, number)| Violation::new("allow", format!("{}:{number}", file.path), message))
        .collect()
}

fn too_long(file: &TextFile) -> Option<Violation> {
    let is_test = file.path.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "benches" | "fuzz"));
    let lines = lines_without_tests(&file.text);
    let message =
        format!("{lines} lines without its tests, limit is {FILE_LINES_MAX}; split it where it falls apart");
    (!is_test && lines > FILE_LINES_MAX).then(|| Violation::new("file_lines", &file.path, message))
}

/// Lines before an inline test module, `#[cfg(test)] mod … {`; all of them if there is none.
fn lines_without_tests(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let tests = lines.windows(2).position(|pair| match pair {
        [attribute, module] => {
            *attribute == "#[cfg(test)]" && module.starts_with("mod ") && module.ends_with('{')
        }
        _ => false,
    });
    tests.unwrap_or(lines.len())
}

fn manifest(file: &TextFile) -> Vec<Violation> {
    let manifest: Table = match file.text.parse() {
        Ok(manifest) => manifest,
        Err(error) => return vec![Violation::new("manifest", &file.path, error.to_string())],
    };
    let mut found = Vec::new();
    if manifest.get("lints").and_then(|lints| lints.get("workspace")) != Some(&Value::Boolean(true)) {
        let message = "the crate does not take the house's lints; add [lints] workspace = true";
        found.push(Violation::new("lints", &file.path, message));
    }
    for (name, line) in dependencies(&manifest) {
        if line.get("workspace") != Some(&Value::Boolean(true)) {
            let message =
                format!("versions stand in the root Cargo.toml only; write {name}.workspace = true here");
            found.push(Violation::new("version", &file.path, message));
        }
    }
    found
}

/// The lines of all dependency tables, those of single platforms included.
fn dependencies(manifest: &Table) -> Vec<(&String, &Value)> {
    let platforms = manifest.get("target").and_then(Value::as_table);
    let platforms = platforms.into_iter().flat_map(Table::values).filter_map(Value::as_table);
    let owners = std::iter::once(manifest).chain(platforms);
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    let tables = owners.flat_map(|owner| kinds.iter().filter_map(|kind| owner.get(*kind)?.as_table()));
    tables.flat_map(Table::iter).collect()
}
