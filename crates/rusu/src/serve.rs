//! `rusu serve`: the platform. Recovers, starts its threads, serves, and stops in good order.

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context as _, bail};
use rusu_core::limits::SCANS_PENDING_MAX;
use rusu_core::ports::{
    Clock as _, CodeReader, CodeWriter, ObjectReader, PortalReader, PortalWriter, RegistryReader,
};
use rusu_core::texts::{self, Lang};
use rusu_http::{App, AppState, Metrics, RecallRoom, Rendered, Settings};
use rusu_intake::{AdmissionDesk, DeliveryDesk, Intake, PortalDesk, RecallDesk, Worker};
use rusu_query::{Portal, Query, QueryTally, ScanTally};
use tokio_util::sync::CancellationToken;

use crate::Ending;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::sample::{self, KEYS_FILE, QUESTIONS_FILE, SampleStores, Samples};
use crate::stores::{DataDir, Stores, admission_desk, desk, recall_desk, webhook_desk};
use crate::webhooks::{Posting, Postman};
use crate::words::{aligned, both};

/// Whose key stands first in the file of sample keys.
const OPERATOR: &str = "operator";
/// How often counted scans are written.
const SCANS_WRITTEN_EVERY: Duration = Duration::from_millis(500);
/// Turns of the writing thread in an hour.
const TURNS_OF_AN_HOUR: u64 = 7_200;
/// How long requests under way may take once the server is asked to stop.
const STOPPING_MAX: Duration = Duration::from_secs(25);

/// Runs the platform until it is asked to stop.
pub(crate) fn run(config: &Config) -> anyhow::Result<Ending> {
    let data = DataDir::take(&config.data_dir)?;
    let listener = bind(config.listen)?;
    let address = listener.local_addr()?;
    let stores = Stores::open(config, &data)?;
    let intake = Arc::new(stores.intake());
    let operator = Arc::new(desk(&stores));
    let webhooks = Arc::new(webhook_desk(&stores));
    let deliveries = Arc::new(DeliveryDesk::new(Arc::clone(&intake), Arc::clone(&stores.delivery)));
    let admission = Arc::new(admission_desk(&stores, &operator));
    let recalls = Arc::new(recall_desk(&stores));
    let samples = if config.sample_data {
        Some(prepare_samples(&stores, &intake, &operator, &recalls, &data)?)
    } else {
        None
    };
    let worker = Arc::new(Worker::start(Arc::clone(&intake)).context("the intake thread cannot be made")?);
    let tally = Arc::new(ScanTally::new(SCANS_PENDING_MAX));
    let queries = Arc::new(QueryTally::new());
    let portal = Arc::clone(&stores.portal);
    let scans = ScanWriter::start(Counters {
        codes: Arc::clone(&stores.codes),
        tally: Arc::clone(&tally),
        portal,
        queries: Arc::clone(&queries),
        operator: Arc::clone(&operator),
        admission: Arc::clone(&admission),
        deliveries: Arc::clone(&deliveries),
    })?;
    let posting = Posting::start(Postman::new(webhooks.clone()))?;
    let url = format!("http://{address}");
    let app = Arc::new(App {
        query: Arc::new(query(&stores, &tally, &queries)),
        intake,
        deliveries,
        webhooks: Arc::clone(&webhooks),
        portal: Arc::new(Portal::new(portal_reader(&stores), Arc::new(SystemClock))),
        operator,
        admission,
        recalls: RecallRoom::new(recalls),
        worker: Some(Arc::clone(&worker)),
        objects: Arc::clone(&stores.objects) as Arc<dyn ObjectReader>,
        clock: Arc::new(SystemClock),
        settings: Settings {
            public_url: config.public_url.clone().unwrap_or_else(|| url.clone()),
            embed_origins: config.embed_origins.clone(),
            client_address_header: config.client_address_header.clone(),
            sample_data: config.sample_data,
            version: env!("CARGO_PKG_VERSION"),
        },
        metrics: Metrics::new(env!("CARGO_PKG_VERSION")),
        rendered: Rendered::default(),
    });
    if let Some(samples) = &samples {
        tell(samples, &data);
    }
    let served = serve(listener, app, || {
        println!("ready {url}");
        let _ = std::io::stdout().flush();
    });
    worker.stop();
    posting.stop();
    scans.stop();
    stores.codes.sync().context("the last codes may not be durable")?;
    served?;
    eprintln!("{}", both("command-stopped", &[]));
    Ok(Ending::Good)
}

fn portal_reader(stores: &Stores) -> Arc<dyn PortalReader> {
    Arc::clone(&stores.portal) as Arc<dyn PortalReader>
}

fn query(stores: &Stores, tally: &Arc<ScanTally>, queries: &Arc<QueryTally>) -> Query {
    let registry = Arc::clone(&stores.registry) as Arc<dyn RegistryReader>;
    let codes = Arc::clone(&stores.codes) as Arc<dyn CodeReader>;
    let (tally, queries) = (Arc::clone(tally), Arc::clone(queries));
    Query::new(registry, portal_reader(stores), codes, tally, queries, Arc::new(SystemClock))
}

fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    match TcpListener::bind(address) {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            let address = address.to_string();
            bail!(texts::format(Lang::En, "command-address-taken", &[("address", (&address).into())]))
        }
        Err(error) => {
            Err(error).with_context(|| format!("the address {address} cannot be used; see --listen"))
        }
    }
}

fn prepare_samples(
    stores: &Stores,
    intake: &Intake,
    desk: &PortalDesk,
    recalls: &RecallDesk,
    data: &DataDir,
) -> anyhow::Result<Samples> {
    let (registry, codes) = (stores.registry.as_ref(), stores.codes.as_ref());
    let sample_stores = SampleStores { intake, registry, codes, desk, recalls };
    let keys = data.join(KEYS_FILE);
    let known = std::fs::read_to_string(&keys).unwrap_or_default();
    let samples = sample::prepare(&sample_stores, SystemClock.now(), &known, &mut |name| {
        eprintln!("{}", both("command-starting-sample", &[("name", name.into())]));
    })
    .context("the sample data cannot be made")?;
    let own = std::iter::once((samples.operator_key.as_str(), OPERATOR));
    let others = samples.keys.iter().map(|key| (key.key.as_str(), key.enterprise.as_str()));
    let lines: Vec<String> = own.chain(others).map(|(key, name)| format!("{key}\t{name}\n")).collect();
    replace(&keys, lines.concat().as_bytes(), 0o600)?;
    let json = serde_json::to_string_pretty(&samples.questions)?;
    replace(&data.join(QUESTIONS_FILE), format!("{json}\n").as_bytes(), 0o644)?;
    Ok(samples)
}

/// Replaces a file whole: whoever reads it sees the old content or the new one.
fn replace(path: &Path, content: &[u8], mode: u32) -> anyhow::Result<()> {
    let shown = path.display();
    let beside = path.with_extension("new");
    // A leftover of a crash could have another mode.
    let _ = std::fs::remove_file(&beside);
    let mut file = std::fs::File::options()
        .create_new(true)
        .write(true)
        .mode(mode)
        .open(&beside)
        .with_context(|| format!("{shown} cannot be written"))?;
    file.write_all(content)?;
    file.sync_all()?;
    std::fs::rename(&beside, path).with_context(|| format!("{shown} cannot be written"))
}

fn tell(samples: &Samples, data: &DataDir) {
    let mut rows = Vec::new();
    for question in &samples.questions {
        let words = texts::plain(Lang::Zh, &format!("command-verdict-{}", question.verdict));
        let chosen = question.enterprise.clone().unwrap_or_else(|| "-".to_owned());
        rows.push(vec![question.verdict.to_owned(), words, chosen, question.text.clone()]);
    }
    println!("{}", both("command-try", &[]));
    print!("{}", aligned(&rows));
    let file = data.join(KEYS_FILE).display().to_string();
    println!("{}", both("command-sample-keys", &[("file", (&file).into())]));
    let own = std::iter::once(vec![OPERATOR.to_owned(), samples.operator_key.clone()]);
    let others = samples.keys.iter().map(|key| vec![key.enterprise.clone(), key.key.clone()]);
    let keys: Vec<Vec<String>> = own.chain(others).collect();
    print!("{}", aligned(&keys));
}

/// Serves until a signal comes and the requests under way are finished.
fn serve(listener: TcpListener, app: AppState, ready: impl FnOnce()) -> anyhow::Result<()> {
    listener.set_nonblocking(true)?;
    // One more than there are cores: a thread that answers at once may wait for the disk, and one
    // is always left to the other connections.
    let threads = std::thread::available_parallelism().map_or(2, |cores| cores.get() + 1);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .enable_all()
        .build()
        .context("no threads to serve with")?;
    let served = runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let stop = stop_on_signal()?;
        ready();
        let server = rusu_http::serve(listener, app, stop.clone().cancelled_owned());
        let patience = async {
            stop.cancelled().await;
            tokio::time::sleep(STOPPING_MAX).await;
        };
        tokio::select! {
            served = server => served.context("the server failed"),
            () = patience => {
                tracing::warn!(seconds = STOPPING_MAX.as_secs(), "some requests did not end in time");
                Ok(())
            }
        }
    });
    runtime.shutdown_timeout(Duration::from_secs(2));
    served
}

/// The first SIGTERM or Ctrl-C asks to stop, the second ends the process at once.
fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stop = CancellationToken::new();
    let asked = stop.clone();
    tokio::spawn(async move {
        for turn in 0.. {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if turn > 0 {
                // Everything acknowledged is durable; the next start recovers.
                std::process::exit(130);
            }
            eprintln!("{}", both("command-stopping", &[]));
            asked.cancel();
        }
    });
    Ok(stop)
}

/// What the writing thread is handed.
struct Counters {
    codes: Arc<dyn CodeWriter>,
    tally: Arc<ScanTally>,
    portal: Arc<dyn PortalWriter>,
    queries: Arc<QueryTally>,
    operator: Arc<PortalDesk>,
    admission: Arc<AdmissionDesk>,
    deliveries: Arc<DeliveryDesk>,
}

impl Counters {
    fn write(&self) {
        write_scans(self.codes.as_ref(), &self.tally);
        write_queries(self.portal.as_ref(), &self.queries);
    }

    /// Wipes what people gave for an answer and whose day has come.
    fn wipe(&self) {
        match self.operator.wipe() {
            Ok(0) => {}
            Ok(contacts) => tracing::info!(contacts, "contacts of complaints were wiped"),
            Err(error) => tracing::error!(%error, "contacts of complaints cannot be wiped"),
        }
        match self.admission.upkeep() {
            Ok(0) => {}
            Ok(contacts) => tracing::info!(contacts, "contacts of applicants were wiped"),
            Err(error) => tracing::error!(%error, "contacts of applicants cannot be wiped"),
        }
    }

    /// Throws away large deliveries that were not completed in time.
    fn sweep(&self) {
        match self.deliveries.sweep() {
            Ok(0) => {}
            Ok(uploads) => tracing::info!(uploads, "uploads that had expired were thrown away"),
            Err(error) => tracing::error!(%error, "expired uploads cannot be thrown away"),
        }
    }
}

/// The thread that writes counted scans and questions, and once an hour wipes contacts and sweeps uploads.
struct ScanWriter {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl ScanWriter {
    fn start(counters: Counters) -> anyhow::Result<Self> {
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new().name("scans".to_owned()).spawn(move || {
            for turn in 0_u64.. {
                if turn % TURNS_OF_AN_HOUR == 0 {
                    counters.wipe();
                    counters.sweep();
                }
                let last = stopped.recv_timeout(SCANS_WRITTEN_EVERY) != Err(RecvTimeoutError::Timeout);
                counters.write();
                if last {
                    return;
                }
            }
        })?;
        Ok(Self { stop, thread })
    }

    /// Writes what is left and ends.
    fn stop(self) {
        let _ = self.stop.send(());
        if self.thread.join().is_err() {
            tracing::error!("the thread that writes scans ended with a panic");
        }
    }
}

fn write_scans(codes: &dyn CodeWriter, tally: &ScanTally) {
    let scans = tally.drain();
    if scans.is_empty() {
        return;
    }
    let written = codes.add_scans(&scans);
    if let Err(error) = &written {
        tracing::warn!(%error, "scans were lost");
    }
    tally.settle(written.is_ok());
}

fn write_queries(portal: &dyn PortalWriter, queries: &QueryTally) {
    let counts = queries.drain();
    if counts.is_empty() {
        return;
    }
    let written = portal.add_query_counts(&counts);
    if let Err(error) = &written {
        tracing::warn!(%error, "counts of queries were lost");
    }
    queries.settle(written.is_ok());
}
