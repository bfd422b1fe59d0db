//! The asking side: one thread, many keep-alive connections, as little work as can be.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, bail, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::Form;
use crate::nation::Dice;
use crate::questions::{Asked, Questions};
use crate::surroundings::{Times, Watch};

/// Room for an answer; most come with one read.
const ROOM_BYTES: usize = 256 * 1024;
/// Of so many answers one is read through: searching them all would cost more than asking.
const READ_THROUGH_EVERY: u64 = 32;

/// What came back.
#[derive(Default)]
pub(super) struct Tally {
    pub answers: u64,
    /// Answers with another status than 200, or about something else than was asked.
    pub errors: u64,
    pub bytes: u64,
    pub times: Times,
}

impl Tally {
    /// Takes what another caller counted.
    pub fn add(&mut self, other: Self) {
        self.answers += other.answers;
        self.errors += other.errors;
        self.bytes += other.bytes;
        self.times.take(other.times);
    }
}

/// One thread that asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caller {
    pub address: SocketAddr,
    pub form: Form,
    pub gzip: bool,
    pub connections: usize,
    pub seed: u64,
}

impl Caller {
    /// Asks until it is over.
    ///
    /// # Errors
    /// A connection that breaks, or an answer that is none.
    pub fn ask(self, questions: &Arc<Questions>, over: &AtomicBool) -> anyhow::Result<Tally> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let (stop, stopped) = tokio::sync::watch::channel(false);
            let mut asking = JoinSet::new();
            for number in 0..self.connections {
                let dice = Dice::new(self.seed, u64::try_from(number).unwrap_or(0));
                let connection = Connection::open(self, Arc::clone(questions)).await?;
                asking.spawn(connection.ask(dice, stopped.clone()));
            }
            while !over.load(Ordering::Acquire) {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
            stop.send_replace(true);
            let mut all = Tally::default();
            while let Some(done) = asking.join_next().await {
                all.add(done??);
            }
            Ok(all)
        })
    }
}

struct Connection {
    stream: TcpStream,
    caller: Caller,
    questions: Arc<Questions>,
    request: Vec<u8>,
    room: Vec<u8>,
    tally: Tally,
}

impl Connection {
    async fn open(caller: Caller, questions: Arc<Questions>) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(caller.address).await.context("connecting")?;
        stream.set_nodelay(true)?;
        let room = vec![0; ROOM_BYTES];
        Ok(Self { stream, caller, questions, request: Vec::new(), room, tally: Tally::default() })
    }

    async fn ask(
        mut self,
        mut dice: Dice,
        stopped: tokio::sync::watch::Receiver<bool>,
    ) -> anyhow::Result<Tally> {
        while !*stopped.borrow() {
            let Asked { enterprise, code, is_issued } =
                self.questions.of(dice.roll()).context("the nation has no codes")?;
            let code = code.as_str();
            self.write_request(enterprise.0, code);
            let watch = Watch::start();
            self.stream.write_all(&self.request).await?;
            let (head, end) = self.read_answer().await?;
            self.tally.times.add(watch.elapsed());
            let is_read_through = self.tally.answers.is_multiple_of(READ_THROUGH_EVERY);
            self.tally.answers += 1;
            self.tally.bytes += u64::try_from(end).unwrap_or(0);
            let answer = self.room.get(..end).unwrap_or_default();
            let is_right = answer.starts_with(b"HTTP/1.1 200 ")
                && (!is_read_through
                    || self.caller.gzip
                    || is_about(answer.get(head..).unwrap_or_default(), code, is_issued));
            self.tally.errors += u64::from(!is_right);
        }
        Ok(self.tally)
    }

    fn write_request(&mut self, enterprise: u32, code: &str) {
        use std::io::Write as _;
        self.request.clear();
        let packed = if self.caller.gzip { "accept-encoding: gzip, br\r\n" } else { "" };
        let accepted = match self.caller.form {
            Form::Json => "application/json",
            Form::Page => "text/html",
        };
        // Writing into a vector cannot fail.
        let _ = match self.caller.form {
            Form::Json => write!(self.request, "GET /api/v1/units/{enterprise}/{code} HTTP/1.1\r\n"),
            Form::Page => write!(self.request, "GET /t/{code} HTTP/1.1\r\n"),
        };
        let _ = write!(self.request, "host: {}\r\naccept: {accepted}\r\n{packed}\r\n", self.caller.address);
    }

    /// Reads one answer; where its head ends and where it ends.
    async fn read_answer(&mut self) -> anyhow::Result<(usize, usize)> {
        let mut filled = 0;
        let mut body: Option<Body> = None;
        loop {
            ensure!(filled < self.room.len(), "an answer is longer than {ROOM_BYTES} bytes");
            let got = self.stream.read(self.room.get_mut(filled..).unwrap_or_default()).await?;
            if got == 0 {
                bail!("the server closed a connection in the middle of an answer");
            }
            filled += got;
            let read = self.room.get(..filled).unwrap_or_default();
            if body.is_none() {
                body = Body::of(read)?;
            }
            match body {
                Some(Body { head, bytes: Some(bytes) }) if filled >= head + bytes => {
                    return Ok((head, filled));
                }
                Some(Body { head, bytes: None }) if read.ends_with(b"\r\n0\r\n\r\n") => {
                    return Ok((head, filled));
                }
                _ => {}
            }
        }
    }
}

/// Where an answer's body begins, and its bytes; `None` where it comes in chunks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Body {
    head: usize,
    bytes: Option<usize>,
}

impl Body {
    /// Reads an answer's head; `None` as long as it is not whole.
    fn of(read: &[u8]) -> anyhow::Result<Option<Self>> {
        const LENGTH: &[u8] = b"\r\ncontent-length: ";
        let Some(end) = found(read, b"\r\n\r\n") else { return Ok(None) };
        let headers = read.get(..end).unwrap_or_default();
        let head = end + 4;
        let Some(at) = found(headers, LENGTH) else { return Ok(Some(Self { head, bytes: None })) };
        let rest = headers.get(at + LENGTH.len()..).unwrap_or_default();
        let digits: Vec<u8> = rest.iter().copied().take_while(u8::is_ascii_digit).collect();
        let bytes = String::from_utf8(digits)?.parse().context("content-length")?;
        Ok(Some(Self { head, bytes: Some(bytes) }))
    }
}

/// Whether an answer is about a code, and tells it as issued or not.
fn is_about(body: &[u8], code: &str, is_issued: bool) -> bool {
    let no_record = [&b"\"code\":\"no_record\""[..], b"data-verdict=\"no_record\""];
    let is_found = !no_record.iter().any(|sign| found(body, sign).is_some());
    is_found == is_issued && found(body, code.as_bytes()).is_some()
}

fn found(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_of_an_answer_is_read_from_its_head() {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 12\r\nx: y\r\n\r\nhello";
        assert_eq!(Body::of(answer).unwrap(), Some(Body { head: 45, bytes: Some(12) }));
        assert_eq!(Body::of(&answer[..30]).unwrap(), None);
    }

    #[test]
    fn an_answer_without_a_length_comes_in_chunks() {
        let answer = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
        assert_eq!(Body::of(answer).unwrap().map(|body| body.bytes), Some(None));
    }

    #[test]
    fn an_answer_that_finds_what_was_never_issued_is_wrong() {
        let body = b"{\"verdict\":{\"code\":\"first_query\"},\"code\":\"6900\"}";
        assert!(is_about(body, "6900", true) && !is_about(body, "6900", false));
        assert!(!is_about(body, "6901", true));
    }
}
