//! The server as the operator sees it: start, samples, stop, what stands in its way.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod common;

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use common::{Place, Server, good, run, rusu};
use rusu_core::verdict::Verdict;
use serde_json::Value;

fn samples(directory: &Path) -> Vec<Value> {
    serde_json::from_str(&std::fs::read_to_string(directory.join("samples.json")).unwrap()).unwrap()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// One server for everything that sample data prove: making them takes longest.
#[test]
fn every_sample_answers_with_its_verdict_over_json_and_page_and_a_restart_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(directory.path(), &["--sample-data"]);
    assert!(server.printed.iter().any(|line| line.contains("first_query")), "{:?}", server.printed);
    let questions = samples(directory.path());
    let words: Vec<&str> = questions.iter().map(|question| question["verdict"].as_str().unwrap()).collect();
    assert_eq!(words, Verdict::ALL.iter().map(|verdict| verdict.as_str()).collect::<Vec<_>>());
    for question in &questions {
        let (text, verdict) = (question["text"].as_str().unwrap(), question["verdict"].as_str().unwrap());
        let enterprise = question["enterprise"].as_str();
        assert_eq!(server.verdict(text, enterprise), verdict, "{question}");
    }
    assert!(server.stop());

    let keys = std::fs::read_to_string(directory.path().join("sample-keys.txt")).unwrap();
    let mode = std::fs::metadata(directory.path().join("sample-keys.txt")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let server = Server::start(directory.path(), &["--sample-data"]);
    assert_eq!(std::fs::read_to_string(directory.path().join("sample-keys.txt")).unwrap(), keys);
    // The first query's code was asked for, so another one stands there now. The pages come second:
    // a page counts as a query, too.
    let questions = samples(directory.path());
    for question in &questions {
        let (text, verdict) = (question["text"].as_str().unwrap(), question["verdict"].as_str().unwrap());
        let chosen = question["enterprise"].as_str().unwrap_or_default();
        let page = server.page(&format!("/query?code={}&enterprise={}", encoded(text), encoded(chosen)));
        assert!(page.contains(&format!("data-verdict=\"{verdict}\"")), "{verdict}: {page}");
    }
    assert!(server.stop());
    let output = run(rusu(directory.path()).arg("fsck"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn an_address_in_use_is_told_in_one_sentence_that_says_what_to_do() {
    let place = Place::new();
    let other = tempfile::tempdir().unwrap();
    let server = place.server();
    let address = server.url.strip_prefix("http://").unwrap();
    let second = run(rusu(other.path()).args(["serve", "--listen", address]));
    let said = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(2));
    assert!(said.contains("in use") && said.contains("--listen"), "{said}");
    assert_eq!(said.trim().lines().count(), 1, "{said}");
}

#[test]
fn a_data_directory_in_use_is_told_in_one_sentence_that_says_what_to_do() {
    let place = Place::new();
    let _server = place.server();
    let second = run(rusu(place.path()).args(["serve", "--listen", "127.0.0.1:0"]));
    let said = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(2));
    assert!(said.contains("in use") && said.contains("--data-dir"), "{said}");
    assert_eq!(said.trim().lines().count(), 1, "{said}");
}

#[test]
fn an_empty_start_knows_no_enterprise() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(directory.path(), &[]);
    assert!(server.stop());
    assert!(!directory.path().join("samples.json").exists());
    assert_eq!(good(rusu(directory.path()).args(["enterprise", "list"])), "");
}

#[test]
fn the_operators_commands_work_beside_a_running_server() {
    let place = Place::new();
    let path = common::delivery::whole("OPER", 1, 10).as_zip(&place.folder("zip"));
    let server = place.server();
    good(&mut server.submit(place.path(), &place.key, &path));
    let code = common::delivery::outer(1);
    let id = place.enterprise.as_str();
    assert_eq!(server.verdict(&code, Some(id)), "first_query");
    let lot = ["--enterprise", id, "--lot", "OPER"];
    let state = |state: &str| {
        good(
            rusu(place.path()).args(["lot", "state"]).args(lot).args(["--state", state, "--reason", "测试"]),
        );
    };
    state("under_correction");
    assert_eq!(eventually(&server, &code, id, "under_correction"), "under_correction");
    let notice =
        ["--level", "1", "--reason", "测试", "--instructions", "停止食用", "--phone", "400-000-0000"];
    good(rusu(place.path()).args(["recall", "announce"]).args(lot).args(notice));
    assert_eq!(eventually(&server, &code, id, "recalled"), "recalled");
}

/// The server looks for changes twice a second: asks until it has seen this one, at most 5 s.
fn eventually(server: &Server, code: &str, enterprise: &str, verdict: &str) -> String {
    let mut last = String::new();
    for _ in 0..50 {
        last = server.verdict(code, Some(enterprise));
        if last == verdict {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    last
}
