use std::path::PathBuf;

use super::*;
use crate::metadata::Dependency;

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

const DENY: &str = r#"
[licenses]
allow = ["Apache-2.0", "MIT", "BSD-3-Clause"]
[bans]
multiple-versions = "allow"
wildcards = "deny"
allow-wildcard-paths = true
deny = [{ crate = "openssl-sys", reason = "needs a system library" }]
[sources]
unknown-registry = "deny"
unknown-git = "deny"
allow-registry = ["https://github.com/rust-lang/crates.io-index"]
allow-git = []
"#;

fn package(name: &str, license: Option<&str>, source: Option<&str>) -> Package {
    Package {
        name: name.into(),
        version: "1.0.0".into(),
        license: license.map(str::to_owned),
        source: source.map(str::to_owned),
        manifest_path: PathBuf::new(),
        dependencies: Vec::new(),
    }
}

fn found(package: Package) -> Vec<&'static str> {
    let found = check(&Metadata { packages: vec![package] }, &parse(DENY).unwrap());
    found.iter().map(|violation| violation.rule).collect()
}

fn expression(text: &str) -> Option<bool> {
    spdx::satisfied(text, &|id| ["MIT", "BSD-3-Clause", "Apache-2.0"].contains(&id))
}

#[test]
fn an_expression_is_satisfied_by_a_choice_and_not_by_a_part() {
    for text in ["MIT", "GPL-2.0-only OR MIT", "Unlicense/MIT", "(GPL-2.0-only OR MIT) AND BSD-3-Clause"] {
        assert_eq!(expression(text), Some(true), "{text}");
    }
    for text in ["GPL-2.0-only", "MIT AND GPL-2.0-only", "MIT AND (GPL-2.0-only OR Zlib)"] {
        assert_eq!(expression(text), Some(false), "{text}");
    }
}

#[test]
fn an_exception_makes_another_licence() {
    assert_eq!(expression("Apache-2.0 WITH LLVM-exception"), Some(false));
    assert_eq!(expression("Apache-2.0 WITH LLVM-exception OR MIT"), Some(true));
}

#[test]
fn what_is_no_expression_is_told_from_what_is_refused() {
    for text in ["", "MIT OR", "(MIT", "MIT)", "MIT MIT", "AND MIT"] {
        assert_eq!(expression(text), None, "{text}");
    }
}

#[test]
fn a_crate_with_a_known_licence_and_source_is_accepted() {
    assert_eq!(found(package("a", Some("MIT"), Some(CRATES_IO))), Vec::<&str>::new());
}

#[test]
fn a_crate_with_an_unknown_licence_is_refused() {
    assert_eq!(found(package("a", Some("AGPL-3.0"), Some(CRATES_IO))), ["licence"]);
}

#[test]
fn a_crate_without_a_licence_is_refused() {
    assert_eq!(found(package("a", None, Some(CRATES_IO))), ["licence"]);
}

#[test]
fn a_banned_crate_is_refused() {
    assert_eq!(found(package("openssl-sys", Some("MIT"), Some(CRATES_IO))), ["ban"]);
}

#[test]
fn a_crate_of_an_unknown_registry_is_refused() {
    assert_eq!(found(package("a", Some("MIT"), Some("sparse+https://example.com/index/"))), ["source"]);
}

#[test]
fn a_crate_of_a_git_repository_is_refused() {
    assert_eq!(
        found(package("a", Some("MIT"), Some("git+https://example.com/a?branch=main#0123"))),
        ["source"]
    );
}

#[test]
fn a_git_repository_that_deny_toml_names_is_accepted() {
    let deny = parse(&DENY.replace("allow-git = []", "allow-git = [\"https://example.com/a\"]")).unwrap();
    let package = package("a", Some("MIT"), Some("git+https://example.com/a?branch=main#0123"));
    assert_eq!(check(&Metadata { packages: vec![package] }, &deny), []);
}

#[test]
fn an_open_version_of_our_own_is_refused() {
    let mut own = package("rusu", Some("Apache-2.0"), None);
    own.dependencies.push(Dependency { name: "jiff".into(), kind: None, req: "*".into(), path: None });
    assert_eq!(found(own), ["wildcard"]);
}

#[test]
fn a_rule_that_is_not_understood_is_an_error() {
    assert!(parse(&DENY.replace("[bans]", "[bans]\nskip-tree = []")).is_err());
}
