//! The whole command, on a copy of this workspace's manifests with one edge more.

#![expect(clippy::unwrap_used, reason = "these are tests, their helpers included")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use xtask::metadata::{Scope, read};

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Manifests, floor table and empty sources: all that cargo needs to name the edges.
fn copy_house(to: &Path) {
    for name in ["Cargo.toml", "ARCHITECTURE.md"] {
        fs::copy(repository().join(name), to.join(name)).unwrap();
    }
    for package in read(repository(), Scope::Workspace).unwrap().packages {
        let member = package.manifest_path.parent().unwrap();
        let there = to.join(member.strip_prefix(repository().canonicalize().unwrap()).unwrap());
        fs::create_dir_all(there.join("src")).unwrap();
        fs::copy(&package.manifest_path, there.join("Cargo.toml")).unwrap();
        let named = ["src/lib.rs", "src/main.rs"].map(|source| member.join(source));
        let further = fs::read_dir(member.join("src/bin")).into_iter().flatten();
        let sources = named.into_iter().chain(further.map(|entry| entry.unwrap().path()));
        for source in sources.filter(|source| source.exists()) {
            let copy = there.join(source.strip_prefix(member).unwrap());
            fs::create_dir_all(copy.parent().unwrap()).unwrap();
            fs::write(copy, "").unwrap();
        }
    }
    let init = Command::new("git").arg("init").arg("--quiet").current_dir(to).status().unwrap();
    assert!(init.success());
}

fn tidy(house: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).arg("tidy").current_dir(house).output().unwrap()
}

#[test]
fn a_copy_of_this_house_is_tidy() {
    let house = tempfile::tempdir().unwrap();
    copy_house(house.path());
    let output = tidy(house.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn tidy_fails_and_names_an_edge_against_the_floor_table() {
    let house = tempfile::tempdir().unwrap();
    copy_house(house.path());
    let manifest = house.path().join("crates/rusu-query/Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    let text = text.replace("[dependencies]\n", "[dependencies]\nrusu-http.workspace = true\n");
    fs::write(&manifest, text).unwrap();

    let output = tidy(house.path());

    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("rusu-query → rusu-http: edge:"), "{said}");
}

#[test]
fn tidy_fails_and_names_a_forbidden_crate_from_outside() {
    let house = tempfile::tempdir().unwrap();
    copy_house(house.path());
    let manifest = house.path().join("crates/rusu-core/Cargo.toml");
    let text = fs::read_to_string(&manifest).unwrap();
    let text = text.replace("[dependencies]\n", "[dependencies]\ntokio.workspace = true\n");
    fs::write(&manifest, text).unwrap();

    let output = tidy(house.path());

    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("rusu-core → tokio: outside:"), "{said}");
}
