//! `rusu agent`: what is put into a folder is delivered once, wherever the agent or the platform dies.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]
#![expect(clippy::indexing_slicing, reason = "a wrong shape fails the test")]

mod common;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use common::delivery::{self, Delivery, outer};
use common::{Place, agent, good, run, rusu};
use serde_json::Value;

/// An agent on a folder; complete at first sight.
fn agent_on(place: &Place, url: &str, folder: &Path) -> Command {
    let mut command = rusu(place.path());
    command.args(["agent", "--settle", "0", "--every", "1", "--server", url, "--watch"]).arg(folder);
    command.env("RUSU_KEY", &place.key);
    command
}

fn drop_zip(folder: &Path, name: &str, lot: &Delivery) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, lot.zipped()).unwrap();
    path
}

fn submissions(place: &Place, url: &str) -> Vec<Value> {
    let request = agent().get(format!("{url}/api/v1/submissions"));
    let mut response = request.header("Authorization", format!("Bearer {}", place.key)).call().unwrap();
    let list: Value = serde_json::from_str(&response.body_mut().read_to_string().unwrap()).unwrap();
    list["submissions"].as_array().unwrap().clone()
}

/// Names in a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    names
}

#[test]
fn what_is_published_and_what_is_refused_lie_apart_with_their_papers() {
    let place = Place::new();
    let folder = place.folder("watched");
    let server = place.server();
    drop_zip(&folder, "1-good.zip", &delivery::whole("AGENT1", 1, 20));
    let mut bad = delivery::lot("AGENT2", 100, 20);
    bad.plant("codes", 3, "code", "8800000000000016");
    drop_zip(&folder, "2-bad.zip", &bad);
    let lot = delivery::lot("AGENT3", 200, 20);
    std::fs::create_dir(folder.join("3-folder")).unwrap();
    lot.as_gbk_folder(&folder.join("3-folder"));
    std::fs::write(folder.join("note.txt"), "not a delivery").unwrap();
    let output = run(agent_on(&place, &server.url, &folder).arg("--once"));
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(names(&folder), ["done", "note.txt", "rejected"]);
    let (done, rejected) = (names(&folder.join("done")), names(&folder.join("rejected")));
    assert_eq!((done.len(), rejected.len()), (6, 3), "{done:?} {rejected:?}");
    for (names, ending) in
        [(&done, "1-good.zip.receipt.json"), (&done, "3-folder.rejections.csv"), (&rejected, "2-bad.zip")]
    {
        assert!(names.iter().any(|name| name.ends_with(ending)), "{ending}: {names:?}");
    }
    let csv = rejected.iter().find(|name| name.ends_with("rejections.csv")).unwrap();
    let csv = std::fs::read_to_string(folder.join("rejected").join(csv)).unwrap();
    assert!(csv.contains("8800000000000016"), "{csv}");
    assert_eq!(server.verdict(&outer(7), Some(&place.enterprise)), "first_query");
    assert_eq!(server.verdict(&outer(207), Some(&place.enterprise)), "first_query");
    assert_eq!(submissions(&place, &server.url).len(), 3);
}

#[test]
fn after_a_crash_at_any_step_a_delivery_still_counts_once() {
    let place = Place::new();
    let folder = place.folder("watched");
    let server = place.server();
    let zip = drop_zip(&folder, "lot.zip", &delivery::whole("CRASH1", 1, 20));
    let content = std::fs::read(&zip).unwrap();
    good(agent_on(&place, &server.url, &folder).arg("--once"));
    let journal = folder.join(".rusu-agent/journal.jsonl");
    let whole = std::fs::read_to_string(&journal).unwrap();
    let steps: Vec<&str> = whole.lines().collect();
    assert_eq!(steps.len(), 4, "found, sent, ended, moved: {whole}");
    for kept in 0..=steps.len() {
        // What a crash behind each step leaves, with a line that was being written.
        for cut in ["", "{\"at\":\"20"] {
            let text: String = steps[..kept].iter().map(|line| format!("{line}\n")).collect();
            std::fs::write(&journal, format!("{text}{cut}")).unwrap();
            std::fs::write(&zip, &content).unwrap();
            good(agent_on(&place, &server.url, &folder).arg("--once"));
            assert_eq!(names(&folder), ["done", "rejected"], "{kept} steps");
            assert_eq!(names(&folder.join("done")).len(), 3, "{kept} steps");
            assert_eq!(submissions(&place, &server.url).len(), 1, "{kept} steps");
        }
    }
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..1_200 {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{what} did not come");
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(place: &Place, url: &str, folder: &Path) -> Running {
    let mut command = agent_on(place, url, folder);
    Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
}

#[test]
fn an_agent_that_is_killed_and_a_platform_that_is_away_lose_nothing_and_double_nothing() {
    let place = Place::new();
    let folder = place.folder("watched");
    // Nobody listens there yet: the address is kept for the server that comes.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let url = format!("http://{address}");
    let lots: u64 = 6;
    let running = start(&place, &url, &folder);
    drop_zip(&folder, "lot0.zip", &delivery::whole("AWAY0", 1, 20));
    let journal = folder.join(".rusu-agent/journal.jsonl");
    let said = |what: &str| std::fs::read_to_string(&journal).unwrap_or_default().contains(what);
    wait_until("the first step", || said("found"));
    drop(running);
    let mut server = Some(common::Server::at(place.path(), &address, &[]));
    for number in 1..lots {
        let running = start(&place, &url, &folder);
        drop_zip(
            &folder,
            &format!("lot{number}.zip"),
            &delivery::lot(&format!("AWAY{number}"), number * 100, 20),
        );
        std::thread::sleep(Duration::from_millis(number * 150));
        if number == 3 {
            server.take().unwrap().kill();
        }
        drop(running);
        if server.is_none() {
            server = Some(common::Server::at(place.path(), &address, &[]));
        }
    }
    let running = start(&place, &url, &folder);
    wait_until("the last lot", || names(&folder) == ["done", "rejected"]);
    drop(running);
    let server = server.unwrap();
    let received = submissions(&place, &server.url);
    assert_eq!(received.len() as u64, lots, "{received:?}");
    assert!(received.iter().all(|one| one["state"] == "published"), "{received:?}");
    assert_eq!(names(&folder.join("done")).len() as u64, 3 * lots);
}

#[test]
fn a_file_waits_for_its_marker_or_its_time_and_a_second_agent_is_sent_away() {
    let place = Place::new();
    let folder = place.folder("watched");
    let server = place.server();
    drop_zip(&folder, "lot.zip", &delivery::whole("WAIT1", 1, 20));
    let waiting = |extra: &[&str]| {
        let mut command = rusu(place.path());
        command
            .args(["agent", "--once", "--settle", "3600", "--server", &server.url, "--watch"])
            .arg(&folder);
        run(command.env("RUSU_KEY", &place.key).args(extra))
    };
    assert!(waiting(&[]).status.success());
    assert_eq!(names(&folder), ["done", "lot.zip", "rejected"], "nobody said that it is complete");
    let first = start(&place, "http://127.0.0.1:1", &folder);
    wait_until("the first agent", || waiting(&[]).status.code() == Some(2));
    drop(first);
    std::fs::write(folder.join("lot.zip.done"), "").unwrap();
    assert!(waiting(&[]).status.success());
    assert_eq!(names(&folder), ["done", "rejected"]);
}
