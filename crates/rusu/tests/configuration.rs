//! Configuration as the operator sees it, through the binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod common;

use common::{good, run, rusu};

#[test]
fn config_prints_values_from_all_three_layers_with_their_origins() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("rusu.toml"), "log_format = \"json\"\nlisten = \"127.0.0.1:1\"\n")
        .unwrap();
    let said = good(rusu(directory.path()).env("RUSU_LISTEN", "127.0.0.1:2").args([
        "config",
        "--key",
        "rusu_secret",
    ]));
    assert!(said.contains("log_format = \"json\"  # file rusu.toml"), "{said}");
    assert!(said.contains("listen = \"127.0.0.1:2\"  # environment RUSU_LISTEN"), "{said}");
    assert!(said.contains("key = \"********\"  # flag --key"), "{said}");
    assert!(said.contains("sample_data = \"false\"  # default"), "{said}");
}

#[test]
fn what_config_prints_is_itself_a_configuration() {
    let directory = tempfile::tempdir().unwrap();
    let said = good(rusu(directory.path()).arg("config"));
    std::fs::write(directory.path().join("saved.toml"), &said).unwrap();
    let again = good(rusu(directory.path()).args(["config", "--config", "saved.toml"]));
    assert!(again.contains("log_format = \"text\"  # file saved.toml"), "{again}");
}

#[test]
fn an_unknown_key_stops_every_command_and_names_the_nearest() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("rusu.toml"), "listn = \"127.0.0.1:1\"\n").unwrap();
    let refused = run(rusu(directory.path()).arg("config"));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(said.contains("`listn`") && said.contains("`listen`"), "{said}");
}

#[test]
fn an_unknown_variable_stops_every_command_and_names_the_nearest() {
    let directory = tempfile::tempdir().unwrap();
    let refused = run(rusu(directory.path()).env("RUSU_DATADIR", "x").arg("config"));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(said.contains("`RUSU_DATADIR`") && said.contains("`RUSU_DATA_DIR`"), "{said}");
}

#[test]
fn the_file_is_named_by_the_environment_too() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("own.toml"), "log = \"debug\"\n").unwrap();
    let mut command = rusu(directory.path());
    let said = good(command.env("RUSU_CONFIG", "own.toml").env_remove("RUSU_LOG").arg("config"));
    assert!(said.contains("log = \"debug\"  # file own.toml"), "{said}");
}
