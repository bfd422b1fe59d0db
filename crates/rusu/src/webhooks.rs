//! Posting receipts to enterprises.
//!
//! Invariants: only to https, only to an address of the public network, and to the very address that was
//! examined: a name is looked up once for each attempt, and whatever it says later is not asked. No
//! redirect is followed, no proxy is used; an attempt ends after `WEBHOOK_SECONDS_MAX`.

use std::io::Read as _;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use rusu_core::limits::{WEBHOOK_ANSWER_BYTES_MAX, WEBHOOK_SECONDS_MAX};
use rusu_core::ports::Clock as _;
use rusu_core::webhook::is_public;
use rusu_http::signed_post;
use rusu_intake::{Telling, WebhookDesk};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{Connector, DefaultConnector, NextTimeout};

use crate::clock::SystemClock;

/// How often it is looked what is to be told.
const EVERY: Duration = Duration::from_secs(1);

/// Gives a connection one address of those that a resolver finds, and only one that anybody may reach.
#[derive(Debug)]
struct PublicOnly<R>(R);

impl<R: Resolver> Resolver for PublicOnly<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        let first = found.first().ok_or(ureq::Error::HostNotFound)?;
        // One private address among public ones is no accident: then none is used.
        if !found.iter().all(|address| is_public(address.ip())) {
            return Err(ureq::Error::HostNotFound);
        }
        let mut chosen = self.empty();
        chosen.push(*first);
        Ok(chosen)
    }
}

/// Posts what is due.
pub(crate) struct Postman {
    desk: Arc<WebhookDesk>,
    agent: ureq::Agent,
}

impl Postman {
    pub(crate) fn new(desk: Arc<WebhookDesk>) -> Self {
        Self { desk, agent: agent(DefaultConnector::new(), DefaultResolver::default()) }
    }

    /// Tells everything that is due, each once.
    fn round(&self) -> Result<(), rusu_core::ports::StoreFault> {
        for telling in self.desk.due()? {
            let was_heard = self.post(&telling)?;
            self.desk.settle(&telling, was_heard)?;
        }
        Ok(())
    }

    /// Whether the enterprise heard it.
    fn post(&self, telling: &Telling) -> Result<bool, rusu_core::ports::StoreFault> {
        let post = signed_post(&self.desk, telling, SystemClock.now())?;
        let mut request = self.agent.post(telling.url.as_str());
        for (name, value) in &post.headers {
            request = request.header(*name, value);
        }
        let said = request.send(post.body.as_slice()).and_then(|mut response| {
            let mut answer = response.body_mut().as_reader().take(WEBHOOK_ANSWER_BYTES_MAX);
            std::io::copy(&mut answer, &mut std::io::sink())?;
            Ok(response.status().as_u16())
        });
        match said {
            Ok(status) if (200..300).contains(&status) => Ok(true),
            Ok(status) => {
                tracing::info!(submission = %telling.receipt.id, status, "a receipt was not taken");
                Ok(false)
            }
            Err(error) => {
                tracing::info!(submission = %telling.receipt.id, %error, "a receipt could not be posted");
                Ok(false)
            }
        }
    }
}

/// The connection is made new each time: what was examined once is not trusted the next time.
fn agent(connector: impl Connector, names: impl Resolver) -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .https_only(true)
        .http_status_as_error(false)
        .proxy(None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_idle_connections(0)
        .timeout_global(Some(Duration::from_secs(WEBHOOK_SECONDS_MAX)))
        .user_agent(concat!("rusu/", env!("CARGO_PKG_VERSION")))
        .build();
    ureq::Agent::with_parts(config, connector, PublicOnly(names))
}

/// The thread that posts.
pub(crate) struct Posting {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Posting {
    pub(crate) fn start(postman: Postman) -> anyhow::Result<Self> {
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new().name("webhooks".to_owned()).spawn(move || {
            while stopped.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                if let Err(error) = postman.round() {
                    tracing::error!(%error, "receipts cannot be posted");
                }
            }
        })?;
        Ok(Self { stop, thread })
    }

    /// Lets the round in hand end and stops.
    pub(crate) fn stop(self) {
        let _ = self.stop.send(());
        if self.thread.join().is_err() {
            tracing::error!("the thread that posts receipts ended with a panic");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
    use std::sync::Mutex;

    use ureq::unversioned::transport::{Buffers, ConnectionDetails, LazyBuffers, Transport};

    use super::*;

    /// Answers with a list of addresses, another at each question, and counts the questions.
    #[derive(Clone, Debug)]
    struct Fake(Arc<Mutex<(Vec<Vec<IpAddr>>, usize)>>);

    impl Fake {
        fn new(answers: &[&[&str]]) -> Self {
            let answers =
                answers.iter().map(|answer| answer.iter().map(|one| one.parse().unwrap()).collect());
            Self(Arc::new(Mutex::new((answers.collect(), 0))))
        }

        fn asked(&self) -> usize {
            self.0.lock().unwrap().1
        }
    }

    impl Resolver for Fake {
        fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let mut state = self.0.lock().unwrap();
            let answer = state.0[state.1.min(state.0.len() - 1)].clone();
            state.1 += 1;
            let mut addresses = self.empty();
            let port = uri.port_u16().unwrap_or(443);
            answer.into_iter().for_each(|address| addresses.push(SocketAddr::new(address, port)));
            Ok(addresses)
        }
    }

    /// Connects to a listener of the test whatever public address it is handed, in plain text, and notes
    /// the address.
    #[derive(Debug)]
    struct Wire {
        to: SocketAddr,
        handed: Arc<Mutex<Vec<SocketAddr>>>,
    }

    impl Connector for Wire {
        type Out = Plain;

        fn connect(&self, details: &ConnectionDetails, _: Option<()>) -> Result<Option<Plain>, ureq::Error> {
            self.handed.lock().unwrap().extend(details.addrs.iter().copied());
            let stream = TcpStream::connect(self.to)?;
            Ok(Some(Plain { stream, buffers: LazyBuffers::new(16 * 1024, 16 * 1024) }))
        }
    }

    /// Plain text that passes for TLS.
    #[derive(Debug)]
    struct Plain {
        stream: TcpStream,
        buffers: LazyBuffers,
    }

    impl Transport for Plain {
        fn buffers(&mut self) -> &mut dyn Buffers {
            &mut self.buffers
        }

        fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), ureq::Error> {
            Ok(self.stream.write_all(&self.buffers.output()[..amount])?)
        }

        fn await_input(&mut self, _: NextTimeout) -> Result<bool, ureq::Error> {
            let amount = self.stream.read(self.buffers.input_append_buf())?;
            self.buffers.input_appended(amount);
            Ok(amount > 0)
        }

        fn is_open(&mut self) -> bool {
            false
        }

        fn is_tls(&self) -> bool {
            true
        }
    }

    /// What a receiver answers, and what it was sent.
    fn receiver(answer: String) -> (SocketAddr, JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let thread = std::thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            read_and_answer(stream, &answer)
        });
        (address, thread)
    }

    fn read_and_answer(mut stream: TcpStream, answer: &str) -> String {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let (mut head, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if let Some(bytes) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                length = bytes.trim().parse().unwrap();
            }
            head.push_str(&line);
            if line == "\r\n" || line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        std::io::Read::read_exact(&mut reader, &mut body).unwrap();
        let _ = stream.write_all(answer.as_bytes());
        head + &String::from_utf8(body).unwrap()
    }

    fn sent(answer: &str, names: &Fake) -> (Result<u16, String>, Vec<SocketAddr>, JoinHandle<String>) {
        let (to, thread) = receiver(answer.to_owned());
        let handed = Arc::new(Mutex::new(Vec::new()));
        let agent = agent(Wire { to, handed: Arc::clone(&handed) }, names.clone());
        let said = agent.post("https://hooks.example.com/a").send("{}");
        let said = said.map(|response| response.status().as_u16()).map_err(|error| error.to_string());
        let handed = handed.lock().unwrap().clone();
        (said, handed, thread)
    }

    #[test]
    fn a_receipt_goes_to_the_one_address_that_was_examined() {
        let names = Fake::new(&[&["93.184.216.34", "93.184.216.35"], &["127.0.0.1"]]);
        let (said, handed, thread) = sent("HTTP/1.1 204 No Content\r\n\r\n", &names);
        assert_eq!(said, Ok(204));
        assert_eq!(handed, ["93.184.216.34:443".parse().unwrap()], "one address, as it was examined");
        assert_eq!(names.asked(), 1, "what the name says later is not asked");
        assert!(thread.join().unwrap().starts_with("POST /a HTTP/1.1\r\n"));
    }

    #[test]
    fn a_name_that_leads_inside_is_not_connected_to() {
        for inside in [
            "127.0.0.1",
            "10.0.0.8",
            "169.254.169.254",
            "::1",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.8",
            "0.0.0.0",
        ] {
            for answer in [vec![inside], vec!["93.184.216.34", inside]] {
                let names = Fake::new(&[&answer]);
                let handed = Arc::new(Mutex::new(Vec::new()));
                let to = "127.0.0.1:9".parse().unwrap();
                let agent = agent(Wire { to, handed: Arc::clone(&handed) }, names);
                assert!(agent.post("https://hooks.example.com/a").send("{}").is_err(), "{answer:?}");
                assert!(handed.lock().unwrap().is_empty(), "{answer:?} was connected to");
            }
        }
    }

    #[test]
    fn a_redirect_is_not_followed() {
        let names = Fake::new(&[&["93.184.216.34"]]);
        let answer = "HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1/secret\r\nContent-Length: 0\r\n\r\n";
        let (said, handed, thread) = sent(answer, &names);
        assert_eq!((said, handed.len(), names.asked()), (Ok(302), 1, 1));
        thread.join().unwrap();
    }

    #[test]
    fn plain_http_is_not_spoken() {
        let names = Fake::new(&[&["93.184.216.34"]]);
        let handed = Arc::new(Mutex::new(Vec::new()));
        let agent =
            agent(Wire { to: "127.0.0.1:9".parse().unwrap(), handed: Arc::clone(&handed) }, names.clone());
        assert!(agent.post("http://hooks.example.com/a").send("{}").is_err());
        assert_eq!((handed.lock().unwrap().len(), names.asked()), (0, 0));
    }
}
