//! The directory: the enterprises that are connected to the platform, by name and coverage.
//! Nothing is invented about them.

use rusu_core::enterprise::Coverage;
use rusu_intake::NewEnterprise;

use super::SampleStores;

const DIRECTORY: &str = include_str!("../../../../data/enterprises.csv");

/// Admits whoever is not there yet.
pub(super) fn admit(stores: &SampleStores<'_>) -> anyhow::Result<()> {
    let known = stores.registry.enterprises()?;
    for (name, coverage) in entries() {
        if known.iter().any(|enterprise| enterprise.name == name) {
            continue;
        }
        let name = name.to_owned();
        let new =
            NewEnterprise { id: None, name, brands: Vec::new(), coverage, parent: None, is_sample: false };
        stores.intake.admit(new)?;
    }
    Ok(())
}

fn entries() -> impl Iterator<Item = (&'static str, Coverage)> {
    DIRECTORY.lines().skip(1).filter_map(|line| {
        let (name, coverage) = line.split_once(',')?;
        Some((name.trim(), crate::cli::coverage(coverage.trim()).ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_directory_is_read() {
        let lines = DIRECTORY.lines().skip(1).filter(|line| !line.trim().is_empty()).count();
        assert_eq!((entries().count(), lines), (60, 60));
    }
}
