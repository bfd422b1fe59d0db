//! `rusu-bench load`: a whole nation through decode, checks and commit into a data directory.
//!
//! The directory is laid out as `rusu` does it, so that `rusu serve --data-dir` can serve it.
//! Deliveries are made in memory when their turn comes. Begun again, what was loaded is skipped.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use rusu_codes::CodeSettings;
use rusu_core::enterprise::Coverage;
use rusu_core::ports::CodeWriter as _;
use rusu_core::submission::{AcceptMode, Receipt, SubmissionState};
use rusu_intake::{Consignment, Ended, Intake, IntakeError, NewEnterprise, Source};
use serde_json::{Value, json};

use crate::nation::{DELIVERY_CODES, Maker, Nation, Plan, deliveries, delivery, delivery_name};
use crate::stores::Stores;
use crate::surroundings::{Watch, bytes_below, peak_resident_bytes, surroundings};

/// What is loaded where.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// Codes on cans, all makers together.
    #[arg(long)]
    pub codes: u64,
    /// The same seed and number of codes give the same nation.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The data directory, as for `rusu serve`.
    #[arg(long)]
    pub data_dir: PathBuf,
    /// Deliveries in work at once, each of another maker.
    #[arg(long, default_value_t = 2)]
    pub lanes: usize,
}

/// Loads, and prints one line of JSON.
///
/// # Errors
/// A store's fault; a delivery that is refused, which is our own mistake.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    std::fs::create_dir_all(&arguments.data_dir)?;
    let plan = Plan { seed: arguments.seed, codes: arguments.codes };
    plan.write(&arguments.data_dir)?;
    let nation = plan.nation();
    let stores = Stores::open(&arguments.data_dir, CodeSettings::default())?;
    let intake = stores.intake();
    admit(&intake, &nation)?;
    let watch = Watch::start();
    let done = Done::default();
    load(&intake, &nation, arguments.lanes, &done, watch)?;
    let seconds = watch.seconds();
    let watch = Watch::start();
    stores.codes.settle()?;
    let settle_seconds = watch.seconds();
    let strata = stores.codes.strata();
    drop((intake, stores));
    let mut row = result(arguments, &done, seconds);
    if let Some(fields) = row.as_object_mut() {
        fields.insert("settle_seconds".to_owned(), json!(settle_seconds));
        fields.insert("strata".to_owned(), json!(strata));
    }
    println!("{row}");
    Ok(())
}

fn admit(intake: &Intake, nation: &Nation) -> anyhow::Result<()> {
    for maker in nation.makers() {
        let admitted = intake.admit(NewEnterprise {
            id: Some(maker.id()),
            name: maker.name(),
            brands: Vec::new(),
            coverage: Coverage::InShelfLife,
            parent: None,
            is_sample: true,
        })?;
        ensure!(admitted.id == maker.id(), "{} has the number {}", maker.name(), admitted.id);
    }
    Ok(())
}

/// How far the load is.
#[derive(Default)]
struct Done {
    codes: AtomicU64,
    skipped: AtomicU64,
}

fn load(intake: &Intake, nation: &Nation, lanes: usize, done: &Done, watch: Watch) -> anyhow::Result<()> {
    let over = AtomicBool::new(false);
    let consignments = nation.makers().iter().map(|maker| Consignment {
        enterprise: maker.id(),
        sources: Box::new(deliveries(maker, DELIVERY_CODES).into_iter().map(|lots| source(maker, &lots))),
    });
    let ended = |ended: &Ended| note(intake, ended, done);
    std::thread::scope(|scope| {
        scope.spawn(|| tell(nation.codes(), done, &over, watch));
        let loaded = intake.load(consignments, lanes, &ended);
        over.store(true, Ordering::Release);
        loaded.context("the load ended early")
    })?;
    let codes = done.codes.load(Ordering::Relaxed);
    ensure!(codes == nation.codes(), "{codes} of {} codes were published", nation.codes());
    Ok(())
}

/// A delivery, made when its turn has come.
fn source(maker: &Maker, lots: &Range<usize>) -> std::io::Result<Source> {
    let bytes = delivery(maker, lots).map_err(std::io::Error::other)?;
    Ok(Source::of_bytes(bytes, delivery_name(maker, lots), AcceptMode::AllOrNothing))
}

/// Counts a delivery. One that is refused is our own mistake and ends the load.
fn note(intake: &Intake, ended: &Ended, done: &Done) -> Result<(), IntakeError> {
    let Receipt { id, enterprise, file_name, state, lots, .. } = &ended.receipt;
    if *state != SubmissionState::Published {
        let why = intake.rejections(*enterprise, id)?.unwrap_or_default();
        let why = format!("delivery {file_name} of enterprise {enterprise} is {state:?}: {:?}", why.first());
        return Err(std::io::Error::other(why).into());
    }
    let codes = lots.iter().map(|lot| lot.units).sum();
    done.codes.fetch_add(codes, Ordering::Relaxed);
    if ended.is_skipped {
        done.skipped.fetch_add(codes, Ordering::Relaxed);
    }
    Ok(())
}

/// Tells every few seconds how far the load is, until it is over.
fn tell(codes: u64, done: &Done, over: &AtomicBool, watch: Watch) {
    let mut ticks = 0_u32;
    while !over.load(Ordering::Acquire) {
        std::thread::sleep(Duration::from_millis(200));
        ticks += 1;
        if !ticks.is_multiple_of(25) {
            continue;
        }
        let loaded = done.codes.load(Ordering::Relaxed);
        let rate = watch.rate(loaded - done.skipped.load(Ordering::Relaxed));
        let left = (codes - loaded).checked_div(rate).unwrap_or(0);
        eprintln!("{loaded} of {codes} codes, {rate}/s, {left} s left");
    }
}

fn result(arguments: &Arguments, done: &Done, seconds: f64) -> Value {
    let loaded = done.codes.load(Ordering::Relaxed) - done.skipped.load(Ordering::Relaxed);
    let directory: &Path = &arguments.data_dir;
    let micros = Duration::from_secs_f64(seconds);
    let registry_files = ["registry.sqlite", "registry.sqlite-wal", "registry.sqlite-shm"];
    let registry_bytes: u64 = registry_files.iter().map(|name| bytes_below(&directory.join(name))).sum();
    json!({
        "bench": "load",
        "codes": arguments.codes,
        "seed": arguments.seed,
        "lanes": arguments.lanes,
        "codes_loaded": loaded,
        "seconds": seconds,
        "codes_per_second": crate::surroundings::per_second(loaded, micros),
        "code_store_bytes": bytes_below(&directory.join("codes")),
        "registry_bytes": registry_bytes,
        "object_bytes": bytes_below(&directory.join("objects")),
        "peak_resident_bytes": peak_resident_bytes(),
        "where": surroundings(),
    })
}

#[cfg(test)]
mod tests {
    use rusu_core::ports::CodeReader as _;

    use super::*;

    fn loaded(stores: &Stores, nation: &Nation) -> Done {
        let (intake, done) = (stores.intake(), Done::default());
        admit(&intake, nation).unwrap();
        load(&intake, nation, 2, &done, Watch::start()).unwrap();
        done
    }

    #[test]
    fn every_code_of_a_loaded_nation_is_found_and_a_second_load_skips_all() {
        let directory = tempfile::tempdir().unwrap();
        let stores = Stores::open(directory.path(), CodeSettings::default()).unwrap();
        let nation = Nation::new(4, 30_000);
        loaded(&stores, &nation);
        for place in (0..30_000).step_by(7) {
            let pick = nation.hit(place).unwrap();
            assert!(stores.codes.find(pick.enterprise, &pick.code).unwrap().is_some(), "{pick:?}");
        }
        let (enterprise, code) = nation.miss(3).unwrap();
        assert_eq!(stores.codes.find(enterprise, &code).unwrap(), None);
        let again = loaded(&stores, &nation);
        assert_eq!(again.skipped.into_inner(), 30_000);
    }
}
