//! The three stores of a data directory, laid out as `rusu` does, so that it can serve what was
//! loaded here.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use jiff::Timestamp;
use rusu_codes::{CodeSettings, CodeStore};
use rusu_core::ports::{Chance, Clock};
use rusu_intake::Intake;
use rusu_objects::ObjectStore;
use rusu_registry::SqlRegistry;

/// Everything in a data directory, held by this process alone.
pub struct Stores {
    /// Who and what is known.
    pub registry: Arc<SqlRegistry>,
    /// The code store.
    pub codes: Arc<CodeStore>,
    /// Documents.
    pub objects: Arc<ObjectStore>,
    /// For chunks of codes while they are sorted.
    pub scratch: PathBuf,
    _lock: File,
}

impl Stores {
    /// Opens what is there and makes what is not.
    ///
    /// # Errors
    /// A store that cannot be opened, by name; a directory in which another process works.
    pub fn open(data_dir: &Path, settings: CodeSettings) -> anyhow::Result<Self> {
        let scratch = data_dir.join("scratch");
        std::fs::create_dir_all(&scratch).with_context(|| format!("{} cannot be made", scratch.display()))?;
        let lock = File::options().create(true).truncate(false).write(true).open(data_dir.join("lock"))?;
        lock.try_lock().with_context(|| format!("{} is in use", data_dir.display()))?;
        Ok(Self {
            registry: Arc::new(
                SqlRegistry::open_file(&data_dir.join("registry.sqlite"))
                    .context("the registry cannot be opened")?,
            ),
            codes: Arc::new(
                CodeStore::open(&data_dir.join("codes"), settings)
                    .context("the code store cannot be opened")?,
            ),
            objects: Arc::new(
                ObjectStore::local(&data_dir.join("objects")).context("the object store cannot be opened")?,
            ),
            scratch,
            _lock: lock,
        })
    }

    /// The write side over these stores.
    #[must_use]
    pub fn intake(&self) -> Intake {
        Intake::new(
            Arc::clone(&self.registry) as _,
            Arc::clone(&self.codes) as _,
            Arc::clone(&self.objects) as _,
            Arc::new(SystemClock),
            Arc::new(SystemChance),
            self.scratch.clone(),
        )
    }
}

/// The time as it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this binary has no other that hands it the time")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The kernel's random source.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)
            .expect("the kernel's random source never fails once it is seeded, which it is at boot");
        bytes
    }
}
