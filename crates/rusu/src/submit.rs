//! `rusu submit` and `rusu check`: the enterprise's side of a delivery.

pub(crate) mod backoff;
pub(crate) mod client;
pub(crate) mod parts;
pub(crate) mod show;

use std::io::{Seek as _, SeekFrom};
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use rusu_core::ports::Clock as _;
use rusu_core::rejection::Severity;
use rusu_core::texts::Argument;
use rusu_formats::rejections_csv;
use rusu_intake::CheckReport;

use crate::Ending;
use crate::cli::{Check, Submit};
use crate::clock::{SystemChance, SystemClock};
use crate::config::Config;
use crate::package::{Package, Packing};
use crate::signing::read_key;
use crate::words::both;
use client::{Client, Proof, Sent};
use show::ReceiptView;

/// Delivers every path, one after the other.
pub(crate) fn run(config: &Config, submit: &Submit) -> anyhow::Result<Ending> {
    let client = Client::new(&config.server, proof(config)?, submit.enterprise);
    let mut ending = Ending::Good;
    let mut lists = Vec::new();
    for path in &submit.paths {
        let (one, list) = deliver(&client, submit, path)?;
        if one == Ending::Refused {
            ending = Ending::Refused;
        }
        lists.extend(list);
    }
    write_rejections(submit.rejections.as_deref(), &lists)?;
    Ok(ending)
}

/// What this client proves itself with.
pub(crate) fn proof(config: &Config) -> anyhow::Result<Proof> {
    if let Some(file) = &config.signing_key {
        return Ok(Proof::Signature(read_key(file)?));
    }
    let none = "no key: say it with RUSU_KEY or RUSU_SIGNING_KEY, in the configuration file, or with --key";
    Ok(Proof::Bearer(config.key.clone().context(none)?))
}

/// Checks every path.
pub(crate) fn check_only(check: &Check) -> anyhow::Result<Ending> {
    let mut ending = Ending::Good;
    let mut lists = Vec::new();
    for path in &check.paths {
        let mut package = Package::of(path, Packing::Fast, SystemClock.now())?;
        tell_left_out(&package);
        let report = examine(&mut package)?;
        print!("{}", show::rejections(&report.rejections));
        let errors = errors(&report);
        if errors > 0 {
            println!("\n{}", both("command-check-only-bad", &[("count", errors.into())]));
            ending = Ending::Refused;
        } else {
            tell_good(&report);
        }
        lists.push(rejections_csv(&report.rejections));
    }
    write_rejections(check.rejections.as_deref(), &lists)?;
    Ok(ending)
}

/// Delivers one path. The second is the list of its refused rows, if there are any.
fn deliver(client: &Client, submit: &Submit, path: &Path) -> anyhow::Result<(Ending, Option<Vec<u8>>)> {
    let mut package = Package::of(path, Packing::Small, SystemClock.now())?;
    tell_left_out(&package);
    if !submit.no_check {
        let report = examine(&mut package)?;
        // With the choice to store the good rows, what is wrong is for the receipt to tell.
        let stops = errors(&report) > 0 && matches!(submit.mode, crate::cli::Mode::AllOrNothing);
        if stops {
            print!("{}", show::rejections(&report.rejections));
            println!("\n{}", both("command-check-bad", &[]));
            return Ok((Ending::Refused, Some(rejections_csv(&report.rejections))));
        }
        tell_good(&report);
    }
    let key = submit.idempotency_key.clone().unwrap_or_else(|| package.hash.clone());
    let id = send(client, &package, &key, submit)?;
    println!("{}", both("command-delivered", &[("id", id.as_str().into())]));
    if submit.no_wait {
        return Ok((Ending::Good, None));
    }
    let receipt = wait(client, &id)?;
    print!("{}", show::receipt_view(&receipt));
    let mut list = None;
    if receipt.counts.rejected > 0 || receipt.counts.warnings > 0 || receipt.state != "published" {
        print!("{}", show::rejection_views(&client.rejections(&id)?));
        if submit.rejections.is_some() {
            list = Some(client.rejections_csv(&id)?);
        }
    }
    anyhow::ensure!(receipt.state != "failed", "{}", both("command-state-failed", &[]));
    let ending = if receipt.state == "published" { Ending::Good } else { Ending::Refused };
    Ok((ending, list))
}

fn send(client: &Client, package: &Package, key: &str, submit: &Submit) -> anyhow::Result<String> {
    let bar = ProgressBar::new(package.bytes);
    if let Ok(style) =
        ProgressStyle::with_template("{msg} {bar:32} {bytes}/{total_bytes} {bytes_per_sec} {eta}")
    {
        bar.set_style(style);
    }
    bar.set_message(both("command-delivering", &[("name", package.name.as_str().into())]));
    if package.bytes >= parts::PARTS_FROM_BYTES {
        let sent = parts::send(client, package, key, submit.mode.accept_mode(), &bar, &SystemChance);
        bar.finish_and_clear();
        return sent.map_err(|error| error.context(both("command-interrupted", &[])));
    }
    let mut attempts = 0;
    loop {
        attempts += 1;
        let mut file = package.file.try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        bar.set_position(0);
        let sent = client.send(package, &mut bar.wrap_read(file), key, submit.mode.accept_mode());
        match sent {
            Ok(Sent::Accepted(id)) => {
                bar.finish_and_clear();
                return Ok(id);
            }
            // The queue is full, or the server is being restarted: what it may have is not stored twice.
            Ok(Sent::Later(after)) if attempts < 10 => std::thread::sleep(after),
            Ok(Sent::Later(_)) => anyhow::bail!("the platform is busy; run the same command again later"),
            Err(error) => {
                bar.finish_and_clear();
                return Err(error.context(both("command-interrupted", &[])));
            }
        }
    }
}

/// Asks for the receipt until its state is final. Short interruptions are waited out.
fn wait(client: &Client, id: &str) -> anyhow::Result<ReceiptView> {
    let spinner = ProgressBar::new_spinner();
    spinner.set_message(both("command-waiting", &[]));
    let mut pause = Duration::from_millis(100);
    let mut failures = 0;
    loop {
        match client.receipt(id) {
            Ok(receipt) if !matches!(receipt.state.as_str(), "received" | "processing") => {
                spinner.finish_and_clear();
                return Ok(receipt);
            }
            Ok(_) => failures = 0,
            Err(error) => {
                failures += 1;
                if failures > 30 {
                    return Err(error);
                }
            }
        }
        spinner.tick();
        std::thread::sleep(pause);
        pause = (pause * 3 / 2).min(Duration::from_secs(2));
    }
}

fn examine(package: &mut Package) -> anyhow::Result<CheckReport> {
    let name = package.name.clone();
    eprintln!("{}", both("command-checking", &[("name", name.as_str().into())]));
    let scratch = tempfile::tempdir().context("no temporary directory can be made")?;
    let report = rusu_intake::check_offline(&mut package.file, &name, SystemClock.now(), scratch.path())?;
    package.file.seek(SeekFrom::Start(0))?;
    Ok(report)
}

fn errors(report: &CheckReport) -> u64 {
    let errors = report.rejections.iter().filter(|rejection| rejection.finding.severity == Severity::Error);
    u64::try_from(errors.count()).unwrap_or(u64::MAX)
}

fn tell_good(report: &CheckReport) {
    let warnings = u64::try_from(report.rejections.len()).unwrap_or(u64::MAX);
    let lots = u64::try_from(report.lots.len()).unwrap_or(u64::MAX);
    let counts: [(&str, Argument<'_>); 3] =
        [("rows", report.counts.total.into()), ("lots", lots.into()), ("warnings", warnings.into())];
    let id = if warnings == 0 { "command-check-good" } else { "command-check-warnings" };
    println!("{}", both(id, &counts));
    if report.left_to_platform > 0 {
        println!("{}", both("command-check-left", &[("count", report.left_to_platform.into())]));
    }
}

fn tell_left_out(package: &Package) {
    if !package.left_out.is_empty() {
        let names = package.left_out.join(", ");
        eprintln!("{}", both("command-left-out", &[("names", (&names).into())]));
    }
}

/// Writes lists of refused rows as one CSV that a spreadsheet program opens: the heading once.
fn write_rejections(file: Option<&Path>, lists: &[Vec<u8>]) -> anyhow::Result<()> {
    let Some(file) = file else { return Ok(()) };
    let mut joined = lists.first().cloned().unwrap_or_else(|| rejections_csv(&[]));
    for list in lists.iter().skip(1) {
        let after_heading = list.iter().position(|byte| *byte == b'\n').map_or(0, |place| place + 1);
        joined.extend_from_slice(list.get(after_heading..).unwrap_or_default());
    }
    let shown = file.display().to_string();
    std::fs::write(file, joined).with_context(|| format!("{shown} cannot be written"))?;
    eprintln!("{}", both("command-rejections-written", &[("file", (&shown).into())]));
    Ok(())
}
