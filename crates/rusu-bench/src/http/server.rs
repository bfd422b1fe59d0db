//! The server that is measured: started, watched and stopped.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};

use crate::surroundings::{Watch, status_bytes};

/// Of a process's times in `/proc`, how many make a second (`USER_HZ`, the same on every Linux).
const TICKS_PER_SECOND: u64 = 100;

/// A running `rusu serve`.
pub(super) struct Server {
    child: Child,
    address: SocketAddr,
    opened_seconds: f64,
}

impl Server {
    /// Starts the program over a data directory and waits until it is ready.
    ///
    /// # Errors
    /// A program that cannot be started or says something else than that it is ready.
    pub fn start(program: &Path, data_dir: &Path) -> anyhow::Result<Self> {
        let watch = Watch::start();
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
            .arg(data_dir)
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} cannot be started; build it first", program.display()))?;
        let told = child.stdout.take().context("the server has no output")?;
        for line in BufReader::new(told).lines() {
            if let Some(url) = line?.strip_prefix("ready http://") {
                let address = url.parse().with_context(|| format!("address {url}"))?;
                return Ok(Self { child, address, opened_seconds: watch.seconds() });
            }
        }
        let ended = child.wait()?;
        bail!("the server ended before it was ready: {ended}")
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From its start until it was ready.
    pub fn opened_seconds(&self) -> f64 {
        self.opened_seconds
    }

    /// Its resident memory.
    pub fn resident_bytes(&self) -> u64 {
        status_bytes(&self.child.id().to_string(), "VmRSS:")
    }

    /// The time that it has kept cores busy.
    pub fn cpu(&self) -> Duration {
        cpu_of(&self.child.id().to_string())
    }

    /// Asks it to stop in good order, and waits.
    ///
    /// # Errors
    /// When it ends otherwise.
    pub fn stop(mut self) -> anyhow::Result<()> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        let ended = self.child.wait()?;
        if !ended.success() {
            bail!("the server ended badly: {ended}");
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After a failure nothing is left running; once it was stopped this does nothing.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The time that a process has kept cores busy, in user and system mode.
pub(super) fn cpu_of(process: &str) -> Duration {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The program's name stands in brackets and may hold blanks; user time is the twelfth field behind it.
    let rest = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u64 = rest.split_whitespace().skip(11).take(2).filter_map(|f| f.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 1_000 / TICKS_PER_SECOND)
}
