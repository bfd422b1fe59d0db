use std::path::PathBuf;

use super::*;
use crate::metadata::{Dependency, Package};

const TABLE: &str = "\
| crate | floor | may use | owns | never sees | from outside |
|---|---|---|---|---|---|
| `core` | 0 | – | the domain | I/O | only `jiff` |
| `store` | 1 | `core` | rows | HTTP | not `axum*` |
| `face` | 2 | `core` | doors | rows | not `sea-orm*` |
| `rusu-testkit` | dev | `core` | tests | the product | any |
";

fn package(name: &str) -> Package {
    Package {
        name: name.into(),
        version: "0.1.0".into(),
        license: None,
        source: None,
        manifest_path: PathBuf::from(name).join("Cargo.toml"),
        dependencies: Vec::new(),
    }
}

fn dependency(name: &str, kind: Option<&str>, inside: bool) -> Dependency {
    let path = inside.then(|| PathBuf::from(name));
    Dependency { name: name.into(), kind: kind.map(str::to_owned), req: "*".into(), path }
}

/// The house of `TABLE`, with one more dependency of `from`.
fn house(from: &str, more: Dependency) -> Vec<Violation> {
    let mut packages: Vec<Package> = ["core", "store", "face", "rusu-testkit"].map(package).into();
    packages.iter_mut().find(|package| package.name == from).unwrap().dependencies.push(more);
    check(&Metadata { packages }, &FloorTable::parse(TABLE).unwrap(), &[])
}

fn rules(found: &[Violation]) -> Vec<&str> {
    found.iter().map(|violation| violation.rule).collect()
}

fn of_file(path: &str, text: impl Into<String>) -> Vec<Violation> {
    files::file(&TextFile { path: path.into(), text: text.into() })
}

#[test]
fn an_edge_of_the_floor_table_is_accepted() {
    assert_eq!(house("face", dependency("core", None, true)), []);
}

#[test]
fn an_edge_against_the_floor_table_is_refused() {
    let found = house("face", dependency("store", None, true));
    assert_eq!(rules(&found), ["edge"]);
    assert_eq!(found.first().unwrap().place, "face → store");
}

#[test]
fn an_edge_to_a_higher_floor_is_refused() {
    let found = house("core", dependency("face", None, true));
    assert!(found.first().unwrap().message.contains("higher floor"));
}

#[test]
fn a_build_dependency_is_an_edge_too() {
    assert_eq!(rules(&house("face", dependency("store", Some("build"), true))), ["edge"]);
}

#[test]
fn a_dev_dependency_is_no_edge() {
    assert_eq!(house("core", dependency("rusu-testkit", Some("dev"), true)), []);
}

#[test]
fn the_test_kit_as_a_normal_dependency_is_refused() {
    assert_eq!(rules(&house("face", dependency("rusu-testkit", None, true))), ["testkit"]);
}

#[test]
fn a_crate_from_outside_that_is_on_the_only_list_is_accepted() {
    assert_eq!(house("core", dependency("jiff", None, false)), []);
}

#[test]
fn a_crate_from_outside_that_is_not_on_the_only_list_is_refused() {
    assert_eq!(rules(&house("core", dependency("serde", None, false))), ["outside"]);
}

#[test]
fn a_crate_from_outside_that_is_on_the_not_list_is_refused() {
    assert_eq!(rules(&house("face", dependency("sea-orm-migration", None, false))), ["outside"]);
}

#[test]
fn a_crate_without_a_row_is_refused() {
    let found = check(
        &Metadata { packages: vec![package("core"), package("cellar")] },
        &FloorTable { rooms: FloorTable::parse(TABLE).unwrap().rooms.drain(..1).collect() },
        &[],
    );
    assert_eq!(rules(&found), ["row"]);
    assert_eq!(found.first().unwrap().place, "cellar");
}

#[test]
fn a_row_without_a_crate_is_refused() {
    let packages = ["core", "store", "face"].map(package).into();
    let found = check(&Metadata { packages }, &FloorTable::parse(TABLE).unwrap(), &[]);
    assert_eq!(found.first().unwrap().place, "rusu-testkit");
}

#[test]
fn a_table_that_permits_an_edge_upwards_is_refused() {
    let table = FloorTable::parse(&TABLE.replace("| `core` | 0 | – |", "| `core` | 0 | `face` |")).unwrap();
    let packages = ["core", "store", "face", "rusu-testkit"].map(package).into();
    assert_eq!(rules(&check(&Metadata { packages }, &table, &[])), ["row"]);
}

#[test]
fn a_file_of_the_greatest_length_is_accepted() {
    assert_eq!(of_file("src/lib.rs", "//\n".repeat(FILE_LINES_MAX)), []);
}

#[test]
fn a_file_one_line_too_long_is_refused() {
    assert_eq!(rules(&of_file("src/lib.rs", "//\n".repeat(FILE_LINES_MAX + 1))), ["file_lines"]);
}

#[test]
fn an_inline_test_module_does_not_count() {
    let text = format!("//\n#[cfg(test)]\nmod tests {{\n{}}}\n", "//\n".repeat(FILE_LINES_MAX));
    assert_eq!(of_file("src/lib.rs", text), []);
}

#[test]
fn naming_a_test_file_does_not_hide_what_follows() {
    let text = format!("#[cfg(test)]\nmod tests;\n{}", "//\n".repeat(FILE_LINES_MAX));
    assert_eq!(rules(&of_file("src/lib.rs", text)), ["file_lines"]);
}

#[test]
fn test_files_may_be_long() {
    let long = "//\n".repeat(FILE_LINES_MAX * 2);
    assert_eq!(of_file("src/gs1/tests.rs", &*long), []);
    assert_eq!(of_file("tests/spine/main.rs", &*long), []);
}

#[test]
fn an_allow_attribute_is_refused() {
    let found = of_file("src/lib.rs", "fn a() {}\n    #[allow(dead_code)]\n");
    assert_eq!(rules(&found), ["allow"]);
    assert_eq!(found.first().unwrap().place, "src/lib.rs:2");
}

#[test]
fn an_expect_attribute_is_accepted() {
    assert_eq!(of_file("src/lib.rs", "#[expect(dead_code, reason = \"a proof\")]\n"), []);
}

#[test]
fn a_path_of_a_machine_is_refused() {
    for directory in ["home", "work"] {
        let found = of_file("notes.md", format!("first line\nsee /{directory}/someone/notes\n"));
        assert_eq!(rules(&found), ["machine_path"]);
        assert_eq!(found.first().unwrap().place, "notes.md:2");
    }
}

#[test]
fn a_url_with_such_a_directory_is_accepted() {
    assert_eq!(of_file("notes.md", format!("https://example.com/{}/page", "home")), []);
}

const MANIFEST: &str = "[package]\nname = \"a\"\n[lints]\nworkspace = true\n";

#[test]
fn a_dependency_of_the_workspace_table_is_accepted() {
    let text = format!("{MANIFEST}[dependencies]\njiff.workspace = true\n");
    assert_eq!(of_file("crates/a/Cargo.toml", text), []);
}

#[test]
fn a_version_in_a_member_is_refused() {
    for table in ["dependencies", "dev-dependencies", "build-dependencies", "target.'cfg(unix)'.dependencies"]
    {
        let text = format!("{MANIFEST}[{table}]\njiff = \"0.2\"\n");
        assert_eq!(rules(&of_file("crates/a/Cargo.toml", text)), ["version"], "{table}");
    }
}

#[test]
fn a_crate_without_the_lints_of_the_house_is_refused() {
    assert_eq!(rules(&of_file("crates/a/Cargo.toml", "[package]\nname = \"a\"\n")), ["lints"]);
}

fn with_rules(source: &str) -> Vec<Violation> {
    let file = |path: &str, text: &str| TextFile { path: path.to_owned(), text: text.to_owned() };
    let list = file("crates/rusu-core/src/validation/rules.rs", "&[\"code_missing\", \"lot_twice\"]");
    rule_codes::unlisted(&[list, file("crates/rusu-intake/src/gather.rs", source)])
}

#[test]
fn a_rule_that_is_listed_is_accepted() {
    assert!(with_rules("Finding::error(\"lot_twice\", x)").is_empty());
}

#[test]
fn a_rule_that_is_not_listed_is_refused() {
    assert_eq!(rules(&with_rules("Finding::warning(\"lot_trice\", x)")), ["rule_code"]);
}
