//! A line between a client and a server that breaks where a test wants it to.

#![expect(clippy::indexing_slicing, reason = "a read tells how much of its own buffer it filled")]

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Passes connections on to a server, and cuts the one on which the next place is reached.
pub struct Line {
    /// What a client is told as the server's address.
    pub url: String,
    plan: Arc<Plan>,
    _runtime: tokio::runtime::Runtime,
}

struct Plan {
    server: OnceLock<String>,
    /// Bytes towards the server after which the connection is cut, ascending; nothing is cut or counted
    /// before they are said.
    places: OnceLock<Vec<u64>>,
    passed: AtomicU64,
    cuts: AtomicUsize,
}

impl Plan {
    /// Counts bytes; tells whether the line breaks before they arrive.
    fn breaks_at(&self, bytes: usize) -> bool {
        let Some(places) = self.places.get() else { return false };
        let passed = self.passed.fetch_add(bytes as u64, Ordering::SeqCst) + bytes as u64;
        let cuts = self.cuts.load(Ordering::SeqCst);
        let breaks = places.get(cuts).is_some_and(|place| passed > *place);
        breaks && self.cuts.compare_exchange(cuts, cuts + 1, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    }
}

impl Line {
    /// A line that leads nowhere yet: a server may want to know its public address before it has one itself.
    pub fn open() -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (passed, cuts) = (AtomicU64::new(0), AtomicUsize::new(0));
        let plan = Arc::new(Plan { server: OnceLock::new(), places: OnceLock::new(), passed, cuts });
        let running = Arc::clone(&plan);
        runtime.spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let Some(server) = running.server.get() else { continue };
                let server = TcpStream::connect(server).await.unwrap();
                tokio::spawn(pass(client, server, Arc::clone(&running)));
            }
        });
        Self { url, plan, _runtime: runtime }
    }

    /// Where it leads from now on.
    pub fn lead_to(&self, server: &str) {
        let address = server.strip_prefix("http://").unwrap().to_owned();
        self.plan.server.set(address).unwrap();
    }

    /// From now on it breaks at so many bytes.
    pub fn break_at(&self, places: Vec<u64>) {
        self.plan.places.set(places).unwrap();
    }

    /// How often it broke.
    pub fn cuts(&self) -> usize {
        self.plan.cuts.load(Ordering::SeqCst)
    }
}

/// Both streams end when either side does, or when the line breaks.
async fn pass(mut client: TcpStream, mut server: TcpStream, plan: Arc<Plan>) {
    let (mut up, mut down) = (vec![0; 16 * 1024], vec![0; 16 * 1024]);
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let Ok(count) = read else { return };
                if count == 0 || plan.breaks_at(count) || server.write_all(&up[..count]).await.is_err() {
                    return;
                }
            }
            read = server.read(&mut down) => {
                let Ok(count) = read else { return };
                if count == 0 || client.write_all(&down[..count]).await.is_err() {
                    return;
                }
            }
        }
    }
}
