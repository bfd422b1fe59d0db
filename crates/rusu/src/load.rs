//! `rusu load`: many files straight into the stores, by the same intake as every delivery.
//!
//! Resumable: a file is known by its content, so what was loaded before is skipped and what was
//! interrupted is taken up where the intake left it.

mod progress;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use anyhow::{Context as _, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::ports::{Clock as _, ReadSeek, RegistryReader};
use rusu_core::submission::{AcceptMode, SubmissionState};
use rusu_intake::{Consignment, Ended, Intake, IntakeError, Source};

use crate::Ending;
use crate::cli::Load;
use crate::clock::{SystemChance, SystemClock};
use crate::config::Config;
use crate::package::{Package, Packing};
use crate::stores::{DataDir, Stores, named_enterprise};
use crate::submit::show;
use crate::words::both;

use progress::{Progress, Share, Ticker, WatchedCodes, WatchedContent};

/// Loads every path, brings the code store into its final form, then compares the stores.
pub(crate) fn run(config: &Config, load: &Load) -> anyhow::Result<Ending> {
    let data = DataDir::take(&config.data_dir)?;
    let stores = Stores::open(config, &data)?;
    let orders = orders(stores.registry.as_ref(), load)?;
    let files = orders.iter().flat_map(|order| &order.paths);
    let progress = Arc::new(Progress::new(files.clone().map(|(_, bytes)| bytes).sum()));
    let bar = bar(files.count());
    let intake = watched_intake(&stores, &progress);
    let names: HashMap<EnterpriseId, String> =
        orders.iter().map(|order| (order.enterprise.id, order.enterprise.name.clone())).collect();
    let is_good = AtomicBool::new(true);
    let ended = |ended: &Ended| tell(&intake, &names, &bar, ended, &is_good);
    let ticker = Ticker::start(&progress, &bar);
    let consignments =
        orders.into_iter().map(|order| order.consignment(load.mode.accept_mode(), &progress, &bar));
    intake.load(consignments, usize::from(load.lanes), &ended)?;
    let seconds = bar.elapsed().as_secs_f64();
    bar.set_message(both("command-load-settling", &[]));
    stores.codes.settle()?;
    drop(ticker);
    bar.finish_and_clear();
    let loaded = progress.stored();
    let rate = show::per_second(loaded, seconds);
    let seconds = format!("{seconds:.1}");
    let arguments = [("codes", loaded.into()), ("seconds", seconds.as_str().into()), ("rate", rate.into())];
    println!("{}", both("command-load-done", &arguments));
    let ending = if is_good.into_inner() { Ending::Good } else { Ending::Refused };
    if load.no_fsck {
        return Ok(ending);
    }
    let compared = crate::fsck::compare(&stores)?;
    Ok(if compared == Ending::Good { ending } else { compared })
}

/// What is to be loaded of one enterprise.
struct Order {
    enterprise: Enterprise,
    /// Deliveries in their order, with the bytes that they take on the disk.
    paths: Vec<(PathBuf, u64)>,
}

/// Orders, the largest first: the lanes then end at about the same time.
fn orders(registry: &dyn RegistryReader, load: &Load) -> anyhow::Result<Vec<Order>> {
    if let Some(name) = &load.enterprise {
        let enterprise = named_enterprise(registry, name)?;
        let paths = load.paths.iter().map(|path| Ok((path.clone(), bytes_of(path)?)));
        return Ok(vec![Order { enterprise, paths: paths.collect::<anyhow::Result<_>>()? }]);
    }
    let mut orders: Vec<Order> = Vec::new();
    for folder in &load.paths {
        let name = std::fs::canonicalize(folder).ok();
        let name = name.as_deref().and_then(Path::file_name).and_then(|name| name.to_str());
        let name = name.with_context(|| format!("{} is no folder of an enterprise", folder.display()))?;
        let enterprise = named_enterprise(registry, name)?;
        let is_new = orders.iter().all(|order| order.enterprise.id != enterprise.id);
        ensure!(is_new, "enterprise {} has more than one folder", enterprise.name);
        orders.push(Order { enterprise, paths: deliveries_in(folder)? });
    }
    orders.sort_by_key(|order| std::cmp::Reverse(order.paths.iter().map(|(_, bytes)| bytes).sum::<u64>()));
    Ok(orders)
}

/// The deliveries of a folder in the order of their names, hidden ones left out.
fn deliveries_in(folder: &Path) -> anyhow::Result<Vec<(PathBuf, u64)>> {
    let unread = || format!("{} cannot be read", folder.display());
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(unread)? {
        let entry = entry.with_context(unread)?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            let path = entry.path();
            let bytes = bytes_of(&path)?;
            paths.push((path, bytes));
        }
    }
    ensure!(!paths.is_empty(), "folder {} holds no delivery", folder.display());
    paths.sort_unstable();
    Ok(paths)
}

/// Bytes of a file, or of all files of a folder; what lies deeper than a package looks is left to it.
fn bytes_of(path: &Path) -> anyhow::Result<u64> {
    let unread = || format!("{} cannot be read", path.display());
    let about = std::fs::metadata(path).with_context(unread)?;
    if !about.is_dir() {
        return Ok(about.len());
    }
    let mut bytes = 0;
    for entry in std::fs::read_dir(path).with_context(unread)? {
        let about = entry.and_then(|entry| entry.metadata()).with_context(unread)?;
        bytes += if about.is_file() { about.len() } else { 0 };
    }
    Ok(bytes)
}

impl Order {
    fn consignment(
        self,
        mode: AcceptMode,
        progress: &Arc<Progress>,
        bar: &ProgressBar,
    ) -> Consignment<'static> {
        let (progress, bar) = (Arc::clone(progress), bar.clone());
        let mut before: Option<Share> = None;
        let mut paths = self.paths.into_iter();
        // Whoever asks for the next delivery is done with the one before.
        let sources = std::iter::from_fn(move || {
            before.take().inspect(Share::end);
            let (path, bytes) = paths.next()?;
            bar.set_message(path.display().to_string());
            let share = before.insert(Share::new(&progress, bytes)).clone();
            let made = source(&path, mode, share);
            Some(made.map_err(|error| std::io::Error::other(format!("{error:#}"))))
        });
        Consignment { enterprise: self.enterprise.id, sources: Box::new(sources) }
    }
}

fn source(path: &Path, mode: AcceptMode, share: Share) -> anyhow::Result<Source> {
    let package = Package::of(path, Packing::Fast, SystemClock.now())?;
    let Source { file_name, mode, open } = Source::of_file(package.file, package.name, mode);
    let opened = AtomicUsize::new(0);
    let watched = move || {
        let content = open()?;
        // The first time it is only hashed.
        let is_decoded = opened.fetch_add(1, Ordering::AcqRel) > 0;
        let share = is_decoded.then(|| share.clone());
        Ok(Box::new(WatchedContent::new(content, share)) as Box<dyn ReadSeek>)
    };
    Ok(Source { file_name, mode, open: Box::new(watched) })
}

fn tell(
    intake: &Intake,
    names: &HashMap<EnterpriseId, String>,
    bar: &ProgressBar,
    ended: &Ended,
    is_good: &AtomicBool,
) -> Result<(), IntakeError> {
    let receipt = &ended.receipt;
    let rejections = if receipt.state == SubmissionState::Published {
        Vec::new()
    } else {
        is_good.store(false, Ordering::Release);
        intake.rejections(receipt.enterprise, &receipt.id)?.unwrap_or_default()
    };
    let name = names.get(&receipt.enterprise).map_or("", String::as_str);
    bar.suspend(|| {
        println!("{name}  {}", receipt.file_name);
        print!("{}", show::receipt(receipt));
        if !rejections.is_empty() {
            print!("{}", show::rejections(&rejections));
        }
    });
    bar.inc(1);
    Ok(())
}

fn bar(files: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(files).unwrap_or(u64::MAX));
    let style = ProgressStyle::with_template("{pos}/{len} [{elapsed_precise}] {prefix} {wide_msg}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn watched_intake(stores: &Stores, progress: &Arc<Progress>) -> Intake {
    let codes = WatchedCodes::new(Arc::clone(&stores.codes), Arc::clone(progress));
    Intake::new(
        Arc::clone(&stores.registry),
        Arc::new(codes),
        Arc::clone(&stores.objects),
        Arc::new(SystemClock),
        Arc::new(SystemChance),
        stores.scratch.clone(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deliveries_of_a_folder_come_in_the_order_of_their_names() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("b.csv", "22"), ("a.csv", "1"), (".hidden", "x")] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        std::fs::create_dir(folder.path().join("c")).unwrap();
        std::fs::write(folder.path().join("c/rows.csv"), "333").unwrap();
        let found = deliveries_in(folder.path()).unwrap();
        let found: Vec<(&str, u64)> =
            found.iter().map(|(path, bytes)| (path.file_name().unwrap().to_str().unwrap(), *bytes)).collect();
        assert_eq!(found, [("a.csv", 1), ("b.csv", 2), ("c", 3)]);
    }

    #[test]
    fn a_folder_without_deliveries_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(deliveries_in(folder.path()).unwrap_err().to_string().contains("holds no delivery"));
    }
}
