//! `rusu fsck`: do the stores tell one story?

use rusu_core::texts::Argument;

use crate::Ending;
use crate::config::Config;
use crate::stores::{DataDir, Stores};
use crate::words::both;

/// Opens the stores, compares them, says what was found.
pub(crate) fn run(config: &Config) -> anyhow::Result<Ending> {
    let data = DataDir::take(&config.data_dir)?;
    let stores = Stores::open(config, &data)?;
    compare(&stores)
}

/// Compares open stores and says what was found.
pub(crate) fn compare(stores: &Stores) -> anyhow::Result<Ending> {
    let Stores { registry, codes, objects, portal, .. } = stores;
    let tell = &mut |step: &str| tracing::info!(step, "fsck");
    let mut report = rusu_intake::fsck(registry.as_ref(), codes.as_ref(), objects.as_ref(), tell)?;
    rusu_intake::fsck_portal(portal.as_ref(), objects.as_ref(), &mut report, tell)?;
    let counts: [(&str, Argument<'_>); 6] = [
        ("lots", report.lots.into()),
        ("parts", report.parts.into()),
        ("codes", report.codes.into()),
        ("invisible", report.invisible_codes.into()),
        ("documents", report.documents.into()),
        ("uploads", report.uploads.into()),
    ];
    println!("{}", both("command-fsck-counts", &counts));
    for problem in &report.problems {
        println!("{problem}");
    }
    if report.problems.is_empty() {
        println!("{}", both("command-fsck-clean", &[]));
        return Ok(Ending::Good);
    }
    let found = u64::try_from(report.problems.len()).unwrap_or(u64::MAX);
    println!("{}", both("command-fsck-problems", &[("count", found.into())]));
    Ok(Ending::Refused)
}
