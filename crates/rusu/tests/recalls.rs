//! Recalls by the commands, against a running platform: what is typed, and what people then see.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod common;

use std::process::Output;

use common::delivery::{outer, whole};
use common::{Place, Server, good, run, rusu};
use serde_json::Value;

/// A platform with one lot of ten cans, and an operator's key.
struct Office {
    place: Place,
    server: Server,
    key: String,
}

impl Office {
    fn open() -> Self {
        let place = Place::new();
        let key = good(rusu(place.path()).args(["operator", "key", "--label", "值班"]));
        let server = place.server();
        let path = whole("REC1", 1, 10).as_zip(&place.folder("zip"));
        good(&mut server.submit(place.path(), &place.key, &path));
        Self { place, server, key: key.trim().to_owned() }
    }

    fn run_with(&self, name: &str, key: &str, arguments: &[&str]) -> Output {
        let mut command = rusu(self.place.path());
        run(command.arg("recall").args(arguments).args(["--server", &self.server.url]).env(name, key))
    }

    fn operator(&self, arguments: &[&str]) -> Output {
        self.run_with("RUSU_OPERATOR_KEY", &self.key, arguments)
    }

    fn enterprise(&self, arguments: &[&str]) -> Output {
        self.run_with("RUSU_KEY", &self.place.key, arguments)
    }

    /// Announces on the data directory.
    fn announce(&self, targets: &[&str]) -> Output {
        let notice = ["--reason", "测试", "--instructions", "停止食用", "--phone", "400-000-0000"];
        let whose = ["--enterprise", &self.place.enterprise, "--level", "2", "--region", "浙江省"];
        run(rusu(self.place.path()).args(["recall", "announce"]).args(whose).args(targets).args(notice))
    }

    fn shown(&self, id: &str) -> Value {
        serde_json::from_slice(&done(&self.operator(&["show", id])).into_bytes()).unwrap()
    }

    fn verdict(&self, number: u64) -> String {
        self.server.verdict(&outer(number), Some(&self.place.enterprise))
    }

    /// The verdict once it is the one that is awaited, or what it was for 5 s: the server looks for changes twice a second.
    fn verdict_until(&self, number: u64, awaited: &str) -> String {
        for _ in 0..50 {
            let now = self.verdict(number);
            if now == awaited {
                return now;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        self.verdict(number)
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[track_caller]
fn done(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", said(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn a_recall_of_a_range_is_announced_changed_reported_and_completed_by_commands() {
    let office = Office::open();
    let range = format!("{}..{}", outer(1), outer(3));
    done(&office.announce(&["--range", &range]));
    assert_eq!(office.verdict_until(3, "recalled"), "recalled");
    assert_ne!(office.verdict(4), "recalled");
    let codes = office.place.folder("recall").join("codes.txt");
    std::fs::write(&codes, format!("{}\n\n {} \n", outer(7), outer(8))).unwrap();
    done(&office.operator(&["add", "1", "--codes", codes.to_str().unwrap(), "--why", "又发现两罐"]));
    assert_eq!(office.verdict_until(8, "recalled"), "recalled");
    done(&office.enterprise(&["remove", "1", "--range", &range, "--why", "复检合格"]));
    let file = office.shown("1");
    assert_eq!(
        (&file["figures"]["units_produced"], &file["figures"]["is_counted"]),
        (&2.into(), &true.into())
    );
    assert_eq!(
        (&file["targets"][0]["removed"]["why"], &file["plan"]["regions"][0]),
        (&"复检合格".into(), &"浙江省".into())
    );
    let today = file["announced_at"].as_str().unwrap().split('T').next().unwrap().to_owned();
    let report = ["report", "1", "--date", &today, "--recalled", "2", "--disposed", "2"];
    done(&office.enterprise(&[&report[..], &["--final"]].concat()));
    assert!(done(&office.enterprise(&["complete", "1"])).contains("已完成"));
    assert_ne!(office.verdict_until(8, "seen_before"), "recalled");
    assert!(done(&office.operator(&["list"])).contains("已完成"));
}

#[test]
fn a_refusal_says_why_in_both_languages_and_ends_with_1() {
    let office = Office::open();
    done(&office.announce(&["--lot", "REC1"]));
    let refused = office.operator(&["complete", "1"]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(
        said(&refused).contains("总结报告") && said(&refused).contains("final report"),
        "{}",
        said(&refused)
    );
    let none = office.operator(&["add", "1", "--why", "x"]);
    assert_eq!(none.status.code(), Some(1), "{}", said(&none));
    assert_eq!(office.announce(&["--range", "9..1"]).status.code(), Some(2));
}

#[test]
fn a_drill_measures_the_time_and_shows_nobody_anything() {
    let office = Office::open();
    let can = outer(2);
    let drill = ["drill", "--level", "1", "--lot", "REC1", "--lot", "NEVER", "--text", &can];
    let told = done(&office.enterprise(&drill));
    assert!(told.contains("毫秒") && told.contains("1 / 2") && told.contains("NEVER"), "{told}");
    let file = office.shown("1");
    let report = &file["drill_report"];
    assert!(report["to_effect_ms"].as_i64().unwrap() < 5_000, "{report}");
    assert_eq!((&report["targets_known_permille"], &file["state"]), (&500.into(), &"completed".into()));
    assert_ne!(office.verdict(2), "recalled");
    assert_eq!(office.server.page("/recalls.csv").lines().count(), 1, "the head alone");
}
