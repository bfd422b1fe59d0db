//! A lot of 150,000 cans over a connection that is cut five times, and over a server that is killed:
//! delivered once, whole, and nothing of the parts is left.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]
#![expect(clippy::indexing_slicing, reason = "a wrong shape fails the test")]

mod common;

use std::path::Path;

use common::delivery::{self, outer};
use common::line::Line;
use common::{Chance, Place, agent, good};
use rusu_core::lot::ContentHash;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const CANS: u64 = 150_000;
const CUTS: usize = 5;

/// Files below a directory of the object store.
fn objects(place: &Place, kind: &str) -> usize {
    fn below(path: &Path) -> usize {
        let Ok(entries) = std::fs::read_dir(path) else { return 0 };
        entries
            .map(|entry| entry.unwrap().path())
            .map(|path| if path.is_dir() { below(&path) } else { 1 })
            .sum()
    }
    below(&place.path().join("objects").join(kind))
}

fn asked(place: &Place, url: &str, method: &str, path: &str, body: &[u8]) -> (u16, Value) {
    let url = format!("{url}{path}");
    let request = if method == "PUT" { agent().put(&url) } else { agent().post(&url) };
    let request = request.header("Authorization", format!("Bearer {}", place.key));
    let mut response = request.send(body).unwrap();
    let text = response.body_mut().read_to_string().unwrap();
    (response.status().as_u16(), serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}")))
}

fn submissions(place: &Place, url: &str) -> Vec<Value> {
    let request = agent().get(format!("{url}/api/v1/submissions"));
    let mut response = request.header("Authorization", format!("Bearer {}", place.key)).call().unwrap();
    let text = response.body_mut().read_to_string().unwrap();
    let list: Value = serde_json::from_str(&text).unwrap();
    list["submissions"].as_array().unwrap().clone()
}

#[test]
fn a_lot_of_150_000_cans_arrives_once_and_whole_over_a_line_that_breaks_five_times() {
    let mut chance = Chance::new(20_261_127);
    let place = Place::new();
    let path = delivery::scattered_lot("CUT1", CANS).as_zip(&place.folder("cut"));
    let bytes = std::fs::metadata(&path).unwrap().len();
    let server = place.server();
    let line = Line::open();
    line.lead_to(&server.url);
    line.break_at(chance.places(CUTS, bytes));
    let mut submit = common::rusu(place.path());
    submit.arg("submit").arg(&path).args(["--server", &line.url, "--no-check"]).env("RUSU_KEY", &place.key);
    let said = good(&mut submit);
    assert!(said.contains("已公布"), "{said}");
    assert_eq!(line.cuts(), CUTS);
    let received = submissions(&place, &server.url);
    assert_eq!(received.len(), 1, "{received:?}");
    assert_eq!(received[0]["lots"][0]["units"], CANS);
    let whole = std::fs::read(&path).unwrap();
    let hash = ContentHash(Sha256::digest(&whole).into()).to_hex();
    assert_eq!(received[0]["content_sha256"], hash);
    for n in [0, 1, CANS / 2, CANS - 1] {
        let verdict = server.verdict(&outer(delivery::scattered(n)), Some(&place.enterprise));
        assert_eq!(verdict, "first_query", "can {n}");
    }
    assert_eq!((objects(&place, "parts"), objects(&place, "uploads")), (0, 1));
    assert!(server.stop());
    assert!(place.is_clean());
}

#[test]
fn an_upload_outlives_the_servers_sudden_death_at_every_step() {
    const PART: usize = 64 * 1024;
    let place = Place::new();
    let mut lot = delivery::whole("DEAD1", 1, 50);
    let mut chance = Chance::new(20_261_128);
    // A report that does not pack makes it several parts.
    lot.documents[0].1 =
        delivery::pdf("x").into_iter().chain((0..200_000).map(|_| chance.below(256) as u8)).collect();
    let whole = lot.zipped();
    let hash = |bytes: &[u8]| ContentHash(Sha256::digest(bytes).into()).to_hex();
    let manifest = json!({
        "file_name": "dead.zip", "bytes": whole.len(), "content_sha256": hash(&whole), "part_bytes": PART,
        "parts_sha256": whole.chunks(PART).map(hash).collect::<Vec<_>>(), "idempotency_key": "dead-1",
    })
    .to_string();
    let parts: Vec<&[u8]> = whole.chunks(PART).collect();
    let mut server = place.server();
    let mut sent: Vec<u64> = Vec::new();
    let step = |server: common::Server| {
        server.kill();
        place.server()
    };
    for (number, part) in parts.iter().enumerate() {
        let (_, upload) = asked(&place, &server.url, "POST", "/api/v1/uploads", manifest.as_bytes());
        let missing: Vec<u64> =
            upload["missing"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect();
        let wanted: Vec<u64> = (0..parts.len() as u64).filter(|n| !sent.contains(n)).collect();
        assert_eq!(missing, wanted, "what was acknowledged is still there");
        let path = format!("/api/v1/uploads/{}/parts/{number}", upload["id"].as_str().unwrap());
        assert_eq!(asked(&place, &server.url, "PUT", &path, part).0, 200);
        sent.push(number as u64);
        server = step(server);
    }
    let (_, upload) = asked(&place, &server.url, "POST", "/api/v1/uploads", manifest.as_bytes());
    let path = format!("/api/v1/uploads/{}/complete", upload["id"].as_str().unwrap());
    let (status, first) = asked(&place, &server.url, "POST", &path, b"");
    assert_eq!(status, 202, "{first}");
    server = step(server);
    let (_, again) = asked(&place, &server.url, "POST", &path, b"");
    assert_eq!(first["id"], again["id"]);
    // The same delivery by the command: nothing is sent again, and it waits for the receipt.
    let file = place.folder("dead").join("dead.zip");
    std::fs::write(&file, &whole).unwrap();
    let mut submit = server.submit(place.path(), &place.key, &file);
    good(submit.args(["--idempotency-key", "dead-2"]));
    assert_eq!(submissions(&place, &server.url).len(), 2);
    assert_eq!(server.verdict(&outer(7), Some(&place.enterprise)), "first_query");
    assert!(server.stop());
    assert!(place.is_clean());
    assert_eq!(objects(&place, "parts"), 0);
}
