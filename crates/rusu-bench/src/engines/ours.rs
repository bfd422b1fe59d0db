//! The embedded code store.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use rusu_codes::{CodeSettings, CodeStore};
use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{CodeReader as _, CodeRecord, CodeWriter as _};

use super::Engine;
use crate::surroundings::{Watch, bytes_below, resident_bytes};

/// The store as `rusu` runs it, but for what goes through intake.
pub struct Ours {
    directory: PathBuf,
    store: Option<CodeStore>,
    resident_before: u64,
    opening_seconds: f64,
}

impl Ours {
    /// An empty store.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(work: &Path) -> anyhow::Result<Self> {
        let directory = work.join("codes");
        std::fs::create_dir_all(&directory)?;
        let mut ours = Self { directory, store: None, resident_before: 0, opening_seconds: 0.0 };
        ours.open()?;
        Ok(ours)
    }

    /// How long the store took to open after it was filled.
    #[must_use]
    pub fn opening_seconds(&self) -> f64 {
        self.opening_seconds
    }

    fn open(&mut self) -> anyhow::Result<()> {
        self.resident_before = resident_bytes();
        let watch = Watch::start();
        self.store = Some(CodeStore::open(&self.directory, CodeSettings::default())?);
        self.opening_seconds = watch.seconds();
        Ok(())
    }

    fn store(&self) -> anyhow::Result<&CodeStore> {
        self.store.as_ref().context("the store is open but while it settles")
    }
}

impl Engine for Ours {
    fn name(&self) -> &'static str {
        "rusu"
    }

    fn put_lot(
        &mut self,
        enterprise: EnterpriseId,
        part: PartNo,
        records: &[CodeRecord],
    ) -> anyhow::Result<()> {
        let store = self.store()?;
        store.put(enterprise, part, &mut records.iter().cloned().map(Ok))?;
        Ok(store.sync()?)
    }

    fn settle(&mut self) -> anyhow::Result<()> {
        self.store()?.settle()?;
        self.store = None;
        self.open()
    }

    fn find(&mut self, enterprise: EnterpriseId, code: &TraceCode) -> anyhow::Result<Option<PartNo>> {
        Ok(self.store()?.find(enterprise, code)?.map(|stored| stored.part))
    }

    fn bytes(&self) -> u64 {
        bytes_below(&self.directory)
    }

    fn resident_bytes(&self) -> Option<u64> {
        Some(resident_bytes().saturating_sub(self.resident_before))
    }

    fn lookups_per_round(&self) -> usize {
        200_000
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests_of_engines::keeps_its_lots;
    use super::*;

    #[test]
    fn the_code_store_keeps_its_lots() {
        let work = tempfile::tempdir().unwrap();
        keeps_its_lots(&mut Ours::new(work.path()).unwrap());
    }
}
