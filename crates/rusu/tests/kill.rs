//! `kill -9` at random moments while lots are delivered: no acknowledged lot is lost, no half lot is
//! ever visible, the stores agree. `cargo xtask kill --rounds N` runs many more rounds.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]
#![expect(clippy::indexing_slicing, reason = "a wrong shape fails the test")]

mod common;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::delivery::{self, outer};
use common::{Chance, Place, Server, agent};
use serde_json::Value;

/// Rounds of the test itself.
const ROUNDS: u64 = 12;
/// Cans of a lot.
const CANS: u64 = 400;
/// Latest moment of the kill after the first delivery, milliseconds.
const LATEST_MS: u64 = 900;

/// A lot that was sent, and the submission's number if the platform acknowledged it.
#[derive(Clone, Debug)]
struct SentLot {
    first: u64,
    submission: Option<String>,
}

fn rounds() -> u64 {
    let given = std::env::vars_os().find(|(name, _)| name == "RUSU_TEST_KILL_ROUNDS");
    given.and_then(|(_, rounds)| rounds.to_str()?.parse().ok()).unwrap_or(ROUNDS)
}

/// Sends lots one after the other until the server is gone.
fn send_until_killed(url: String, key: String, mut next: u64, sent: Arc<Mutex<Vec<SentLot>>>) {
    loop {
        let body = delivery::whole(&format!("K{next}"), next, CANS).zipped();
        sent.lock().unwrap().push(SentLot { first: next, submission: None });
        let request = agent().post(format!("{url}/api/v1/submissions?file_name=k{next}.zip"));
        let request = request
            .header("Authorization", format!("Bearer {key}"))
            .header("Idempotency-Key", format!("k{next}"));
        let Ok(mut response) =
            request.header("Content-Type", "application/octet-stream").send(body.as_slice())
        else {
            return;
        };
        let Ok(text) = response.body_mut().read_to_string() else { return };
        assert!(matches!(response.status().as_u16(), 200..=202), "{text}");
        let receipt: Value = serde_json::from_str(&text).unwrap();
        sent.lock().unwrap().last_mut().unwrap().submission =
            Some(receipt["id"].as_str().unwrap().to_owned());
        next += CANS;
    }
}

/// Whether each of some of a lot's cans is visible, one asked after the other.
fn visible(server: &Server, place: &Place, lot: &SentLot) -> Vec<bool> {
    let asked = (0..CANS).step_by(37).chain([CANS - 1]);
    let found = asked.map(|n| {
        let verdict = server.verdict(&outer(lot.first + n), Some(&place.enterprise));
        matches!(verdict.as_str(), "first_query" | "seen_before" | "unusually_often")
    });
    found.collect()
}

/// The server looks for changes twice a second: asks until it has seen the lot, at most 5 s.
fn all_visible(server: &Server, place: &Place, lot: &SentLot) -> Vec<bool> {
    let mut seen = Vec::new();
    for _ in 0..50 {
        seen = visible(server, place, lot);
        if seen.iter().all(|seen| *seen) {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    seen
}

fn state(server: &Server, place: &Place, id: &str) -> String {
    let request = agent().get(format!("{}/api/v1/submissions/{id}", server.url));
    let mut response = request.header("Authorization", format!("Bearer {}", place.key)).call().unwrap();
    let text = response.body_mut().read_to_string().unwrap();
    let receipt: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"));
    receipt["state"].as_str().unwrap_or_else(|| panic!("{text}")).to_owned()
}

fn wait_until_final(server: &Server, place: &Place, id: &str) -> String {
    for _ in 0..600 {
        let state = state(server, place, id);
        if !matches!(state.as_str(), "received" | "processing") {
            return state;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("submission {id} is not processed after a restart");
}

#[test]
fn no_acknowledged_lot_is_lost_and_no_half_lot_is_seen() {
    let mut chance = Chance::new(20_260_101);
    let place = Place::new();
    let mut next = 1;
    for round in 0..rounds() {
        let server = place.server();
        let sent = Arc::new(Mutex::new(Vec::new()));
        let (url, key, record) = (server.url.clone(), place.key.clone(), Arc::clone(&sent));
        let sender = std::thread::spawn(move || send_until_killed(url, key, next, record));
        let moment = chance.below(LATEST_MS);
        std::thread::sleep(Duration::from_millis(moment));
        server.kill();
        sender.join().unwrap();
        let sent = sent.lock().unwrap().clone();
        next = sent.last().map_or(next, |lot| lot.first + CANS);
        let acknowledged = sent.iter().filter(|lot| lot.submission.is_some()).count();
        println!(
            "round {round}: killed after {moment} ms, {} lots sent, {acknowledged} acknowledged",
            sent.len()
        );

        let server = place.server();
        for lot in &sent {
            // The lot may be published between two questions: then all later ones see it.
            let seen = visible(&server, &place, lot);
            assert!(seen.is_sorted(), "round {round}: half of {lot:?} is visible: {seen:?}");
        }
        for lot in &sent {
            if let Some(id) = &lot.submission {
                assert_eq!(wait_until_final(&server, &place, id), "published", "round {round}: {lot:?}");
                let seen = all_visible(&server, &place, lot);
                assert!(seen.iter().all(|seen| *seen), "round {round}: {lot:?} is lost: {seen:?}");
            }
        }
        assert!(server.stop());
        assert!(place.is_clean(), "round {round}");
    }
}
