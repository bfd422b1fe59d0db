//! Recalls that are announced while people ask: the first answer with the recall comes within 5 s, every answer
//! after it has it too, and no question fails. `cargo xtask recall-under-load` asks more often and for longer.
//!
//! Open loop: each question has its moment, whatever became of those before it.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]
#![expect(clippy::disallowed_methods, reason = "how long people wait is what this measures")]

mod common;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use common::delivery::{lot, outer, whole};
use common::{Place, Server, agent, good, rusu};
use serde_json::{Value, json};

/// Questions a second of the test itself: it runs beside others, in the dev profile.
const RATE: u64 = 100;
/// Seconds before the first recall, between the two, and behind the second.
const SECONDS: u64 = 2;
/// What is promised.
const EFFECT_MAX: Duration = Duration::from_secs(5);
/// Connections, each of which asks its share.
const CONNECTIONS: u64 = 8;
const CANS: u64 = 200;
/// Room for an answer.
const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// A question that was answered.
#[derive(Clone, Debug)]
struct Asked {
    lot: usize,
    sent: Instant,
    answered: Instant,
    is_recalled: bool,
}

fn set(name: &str, usual: u64) -> u64 {
    let given = std::env::vars_os().find(|(given, _)| given == name);
    given.and_then(|(_, number)| number.to_str()?.parse().ok()).unwrap_or(usual)
}

/// One connection's questions: every `pause`, from `first` until `until`.
fn ask(address: &str, first: Instant, pause: Duration, until: Instant, share: u64) -> Vec<Asked> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut asked = Vec::new();
    let mut due = first;
    for number in share.. {
        let now = Instant::now();
        if due >= until {
            break;
        }
        // Late questions are sent at once, and their moments stay where they were.
        if let Some(early) = due.checked_duration_since(now) {
            std::thread::sleep(early);
        }
        let which = number % 2;
        let code = outer(1 + which * CANS + number.wrapping_mul(37) % CANS);
        let sent = Instant::now();
        let is_recalled = answer(&mut stream, &code) == "recalled";
        let lot = usize::try_from(which).unwrap();
        asked.push(Asked { lot, sent, answered: Instant::now(), is_recalled });
        due += pause;
    }
    asked
}

/// The verdict on a code. Whatever is not an answer fails the test.
fn answer(stream: &mut TcpStream, code: &str) -> String {
    let body = json!({ "text": code, "enterprise": 1 }).to_string();
    let head = format!(
        "POST /api/v1/resolve HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    let mut bytes = Vec::new();
    let mut piece = [0_u8; 16 * 1024];
    loop {
        let read = stream.read(&mut piece).unwrap();
        assert!(read > 0, "the connection was closed amid an answer");
        bytes.extend(piece.iter().take(read));
        assert!(bytes.len() < ANSWER_BYTES_MAX, "an answer without an end");
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let (head, body) = bytes.split_at(end + 4);
        let head = String::from_utf8_lossy(head).to_ascii_lowercase();
        let length = head.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next());
        let length: usize = length.unwrap().parse().unwrap();
        if body.len() >= length {
            assert!(head.starts_with("http/1.1 200 "), "{head}");
            let answer: Value = serde_json::from_slice(body).unwrap();
            return answer.pointer("/verdict/code").and_then(Value::as_str).unwrap().to_owned();
        }
    }
}

fn deliver(place: &Place, server: &Server) {
    for (name, delivery) in [("LOAD0", whole("LOAD0", 1, CANS)), ("LOAD1", lot("LOAD1", 1 + CANS, CANS))] {
        let path = delivery.as_zip(&place.folder(name));
        good(&mut server.submit(place.path(), &place.key, &path));
    }
}

/// The enterprise announces over the network, with a process of its own that asks nothing else.
fn announce_over_the_network(server: &Server, key: &str) {
    let recall = json!({
        "announce": true, "level": "1", "targets": [{"kind": "lot", "lot": "LOAD0"}],
        "reason": "测试", "instructions": "停止食用", "contact_phone": "400-000-0000",
    });
    let request = agent()
        .post(format!("{}/api/v1/enterprise/recalls", server.url))
        .header("Authorization", format!("Bearer {key}"))
        .header("Content-Type", "application/json");
    let mut response = request.send(recall.to_string()).unwrap();
    let told = response.body_mut().read_to_string().unwrap();
    assert_eq!(response.status().as_u16(), 201, "{told}");
}

/// The operator announces by the command, a second process on the same data directory: a range of codes.
fn announce_by_the_command(directory: &Path, enterprise: &str) {
    let range = format!("{}..{}", outer(1 + CANS), outer(2 * CANS));
    let what = ["--enterprise", enterprise, "--level", "2", "--range", &range];
    let notice = ["--reason", "测试", "--instructions", "停止食用", "--phone", "400-000-0000"];
    good(rusu(directory).args(["recall", "announce"]).args(what).args(notice));
}

/// How long after its notice a lot's recall was first told; every question that was sent later must tell it too.
fn effect(asked: &[Asked], lot: usize, notice: Instant) -> Duration {
    let own = || asked.iter().filter(|one| one.lot == lot);
    let first = own().filter(|one| one.is_recalled).map(|one| one.answered).min();
    let first = first.unwrap_or_else(|| panic!("no answer told of the recall of lot {lot}"));
    let forgot = own().filter(|one| one.sent > first && !one.is_recalled).count();
    assert_eq!(forgot, 0, "answers after the first one did not tell of the recall of lot {lot}");
    let latest = own().filter(|one| !one.is_recalled).map(|one| one.sent).max();
    let late = latest.and_then(|sent| sent.checked_duration_since(notice)).unwrap_or_default();
    assert!(late < EFFECT_MAX, "a question sent {late:?} after the notice did not tell of it");
    first.checked_duration_since(notice).unwrap_or_default()
}

#[test]
fn a_recall_shows_within_five_seconds_while_people_ask_and_no_question_fails() {
    let (rate, seconds) = (set("RUSU_TEST_RECALL_RATE", RATE), set("RUSU_TEST_RECALL_SECONDS", SECONDS));
    let place = Place::new();
    let server = place.server();
    deliver(&place, &server);
    let address = server.url.strip_prefix("http://").unwrap();
    let pause = Duration::from_secs_f64(
        f64::from(u32::try_from(CONNECTIONS).unwrap()) / f64::from(u32::try_from(rate).unwrap()),
    );
    let begun = Instant::now();
    let spell = Duration::from_secs(seconds);
    // Long enough for the promise to be kept or broken.
    let until = begun + 2 * spell + EFFECT_MAX.min(spell * 2) + Duration::from_secs(1);
    let (asked, notices) = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..CONNECTIONS)
            .map(|share| {
                let first = begun
                    + pause.mul_f64(
                        f64::from(u32::try_from(share).unwrap())
                            / f64::from(u32::try_from(CONNECTIONS).unwrap()),
                    );
                scope.spawn(move || ask(address, first, pause, until, share))
            })
            .collect();
        std::thread::sleep(spell);
        announce_over_the_network(&server, &place.key);
        let first = Instant::now();
        std::thread::sleep(spell);
        announce_by_the_command(place.path(), &place.enterprise);
        let notices = [first, Instant::now()];
        let asked: Vec<Asked> = asking.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        (asked, notices)
    });
    let effects = [0, 1].map(|lot| effect(&asked, lot, *notices.get(lot).unwrap()));
    let took = |one: &Asked| one.answered.duration_since(one.sent);
    let mut times: Vec<Duration> = asked.iter().map(took).collect();
    times.sort_unstable();
    let of = |share: usize| times.get(times.len() * share / 1_000).copied().unwrap_or_default();
    println!(
        "recall-under-load: {} questions at {rate}/s, none failed; recall over the network told after {:?}, by the \
         command after {:?}; answers p50 {:?}, p99 {:?}, slowest {:?}",
        asked.len(),
        effects[0],
        effects[1],
        of(500),
        of(990),
        times.last().copied().unwrap_or_default()
    );
    let expected = u64::try_from(begun.elapsed().as_millis()).unwrap() * rate / 1_000;
    assert!(
        u64::try_from(asked.len()).unwrap() * 10 >= expected * 5,
        "{} questions of {expected}",
        asked.len()
    );
    assert!(effects.iter().all(|effect| *effect < EFFECT_MAX), "{effects:?}");
}
