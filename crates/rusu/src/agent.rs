//! `rusu agent`: for plants that only write files. Whatever is complete in a folder is delivered, once,
//! and moved aside with its receipt.
//!
//! Invariant: nothing is delivered twice and nothing is lost, wherever the agent or the platform dies.
//! A delivery goes by the hash of its bytes; each step is in the journal before the next begins; moving
//! the file is the last one.

mod folder;
mod journal;

use std::time::Duration;

use jiff::SignedDuration;
use rusu_core::ports::Clock as _;

use crate::Ending;
use crate::cli::Agent;
use crate::clock::{SystemChance, SystemClock};
use crate::config::Config;
use crate::package::{Package, Packing};
use crate::submit::backoff::Backoff;
use crate::submit::client::{Client, Refusal};
use crate::submit::{parts, proof};
use crate::words::both;
use folder::{Dropped, Folder, Patience};
use journal::{Journal, Step};

/// How often the platform is asked what became of a delivery.
const ASKED_EVERY: Duration = Duration::from_millis(500);

/// Watches until it is stopped, or with `--once` until nothing complete is left.
pub(crate) fn run(config: &Config, agent: &Agent) -> anyhow::Result<Ending> {
    let proof = proof(config)?;
    let folder = Folder::take(&agent.watch)?;
    let journal = Journal::open(&folder.journal())?;
    let client = Client::new(&config.server, proof, agent.enterprise);
    let mut watching = Watching { agent, folder, journal, client };
    let mut patience = Patience::new(SignedDuration::from_secs(i64::from(agent.settle)));
    let mut backoff = Backoff::patient(&SystemChance);
    let mut ending = Ending::Good;
    loop {
        let complete = patience.complete(watching.folder.dropped()?, SystemClock.now());
        if complete.is_empty() {
            if agent.once {
                return Ok(ending);
            }
            std::thread::sleep(Duration::from_secs(u64::from(agent.every.max(1))));
        }
        let mut failure = None;
        for dropped in complete {
            match watching.deliver(&dropped) {
                Ok(Ending::Good) => {}
                Ok(Ending::Refused) => ending = Ending::Refused,
                // What is wrong with one must not keep the others waiting.
                Err(error) => {
                    tell_later(&dropped, &error);
                    failure = Some(error);
                }
            }
        }
        match failure {
            None => backoff.calm(),
            Some(error) if agent.once => return Err(error),
            Some(_) => std::thread::sleep(backoff.pause(None).unwrap_or(ASKED_EVERY)),
        }
    }
}

fn tell_later(dropped: &Dropped, error: &anyhow::Error) {
    let why = format!("{error:#}");
    let told = [("name", dropped.name.as_str().into()), ("why", (&why).into())];
    eprintln!("{}", both("command-agent-later", &told));
}

/// One agent at work.
struct Watching<'a> {
    agent: &'a Agent,
    folder: Folder,
    journal: Journal,
    client: Client,
}

impl Watching<'_> {
    /// Takes a delivery from where it stands to its end.
    fn deliver(&mut self, dropped: &Dropped) -> anyhow::Result<Ending> {
        let name = dropped.name.as_str();
        let package = Package::of(&self.folder.place(name), Packing::Small, SystemClock.now())?;
        let hash = package.hash.clone();
        let mut step = self.journal.step(name, &hash).cloned();
        loop {
            let next = match step {
                None => Step::Found,
                Some(Step::Found) => self.send(&package)?,
                Some(Step::Sent { submission }) => self.wait(&submission)?,
                Some(Step::Ended { submission, is_published }) => {
                    self.move_ended(dropped, &submission, is_published)?;
                    self.note(name, &hash, Step::Moved)?;
                    return Ok(if is_published { Ending::Good } else { Ending::Refused });
                }
                Some(Step::Refused { said }) => {
                    self.move_refused(dropped, &hash, &said)?;
                    self.note(name, &hash, Step::Moved)?;
                    return Ok(Ending::Refused);
                }
                Some(Step::Moved) => return Ok(Ending::Good),
            };
            // A crash before this line does the step again, one after it goes on behind it.
            self.note(name, &hash, next.clone())?;
            step = Some(next);
        }
    }

    fn note(&mut self, name: &str, hash: &str, step: Step) -> anyhow::Result<()> {
        self.journal.write(SystemClock.now(), name, hash, step)
    }

    fn send(&self, package: &Package) -> anyhow::Result<Step> {
        let bar = indicatif::ProgressBar::hidden();
        let mode = self.agent.mode.accept_mode();
        match parts::send(&self.client, package, &package.hash, mode, &bar, &SystemChance) {
            Ok(submission) => Ok(Step::Sent { submission }),
            Err(error) => {
                match error.downcast_ref::<Refusal>().filter(|refusal| refusal.is_of_the_delivery()) {
                    Some(refusal) => Ok(Step::Refused { said: refusal.to_string() }),
                    None => Err(error),
                }
            }
        }
    }

    /// Asks until nothing more happens to a submission by itself.
    fn wait(&self, submission: &str) -> anyhow::Result<Step> {
        loop {
            let receipt = self.client.receipt(submission)?;
            if !matches!(receipt.state.as_str(), "received" | "processing" | "failed") {
                let is_published = receipt.state == "published";
                return Ok(Step::Ended { submission: submission.to_owned(), is_published });
            }
            std::thread::sleep(ASKED_EVERY);
        }
    }

    fn move_ended(&self, dropped: &Dropped, submission: &str, is_published: bool) -> anyhow::Result<()> {
        let receipt = self.client.receipt_json(submission)?.into_bytes();
        let rejections = self.client.rejections_csv(submission)?;
        let beside = [("receipt.json", receipt), ("rejections.csv", rejections)];
        self.settle(dropped, &format!("{submission}-"), is_published, &beside)
    }

    fn move_refused(&self, dropped: &Dropped, hash: &str, said: &str) -> anyhow::Result<()> {
        let start = hash.get(..12).unwrap_or(hash);
        self.settle(
            dropped,
            &format!("{start}-"),
            false,
            &[("refusal.txt", format!("{said}\n").into_bytes())],
        )
    }

    fn settle(
        &self,
        dropped: &Dropped,
        prefix: &str,
        is_published: bool,
        beside: &[(&str, Vec<u8>)],
    ) -> anyhow::Result<()> {
        // Somebody wrote on: what was delivered is no longer what lies here.
        anyhow::ensure!(self.folder.is_unchanged(dropped), "{} was changed after it was sent", dropped.name);
        let target = self.folder.settle(&dropped.name, prefix, is_published, beside)?;
        let to = target.display().to_string();
        println!(
            "{}",
            both("command-agent-moved", &[("name", dropped.name.as_str().into()), ("to", (&to).into())])
        );
        Ok(())
    }
}
