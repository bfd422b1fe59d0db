//! Which nation a data directory holds: `nation.json` beside the stores.

use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use super::Nation;

const FILE: &str = "nation.json";

/// What a nation follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// See [`Nation::seed`].
    pub seed: u64,
    /// See [`Nation::codes`].
    pub codes: u64,
}

impl Plan {
    /// Writes it down in a data directory, where another plan must not stand yet.
    ///
    /// # Errors
    /// When another nation is in the directory, or it cannot be written.
    pub fn write(self, data_dir: &Path) -> anyhow::Result<()> {
        let path = data_dir.join(FILE);
        if path.exists() {
            let other = Self::read(data_dir)?;
            anyhow::ensure!(
                other == self,
                "{} was begun with seed {} and {} codes",
                data_dir.display(),
                other.seed,
                other.codes
            );
        }
        std::fs::write(&path, serde_json::to_vec(&self)?)
            .with_context(|| format!("{} cannot be written", path.display()))
    }

    /// Reads it.
    ///
    /// # Errors
    /// When the directory holds none, or one that cannot be read.
    pub fn read(data_dir: &Path) -> anyhow::Result<Self> {
        let path = data_dir.join(FILE);
        let bytes = std::fs::read(&path)
            .with_context(|| format!("{} is missing: load a nation first", path.display()))?;
        serde_json::from_slice(&bytes).with_context(|| format!("{} is not readable", path.display()))
    }

    /// The nation.
    #[must_use]
    pub fn nation(self) -> Nation {
        Nation::new(self.seed, self.codes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_read_as_it_was_written() {
        let directory = tempfile::tempdir().unwrap();
        let plan = Plan { seed: 3, codes: 9 };
        plan.write(directory.path()).unwrap();
        assert_eq!(Plan::read(directory.path()).unwrap(), plan);
    }

    #[test]
    fn another_plan_is_refused_in_the_same_directory() {
        let directory = tempfile::tempdir().unwrap();
        Plan { seed: 3, codes: 9 }.write(directory.path()).unwrap();
        assert!(Plan { seed: 4, codes: 9 }.write(directory.path()).is_err());
    }
}
