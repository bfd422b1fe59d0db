//! The data directory and the three stores in it: which engine stands behind each port.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use rusu_codes::CodeStore;
use rusu_core::code::TraceCode;
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::lot::PartNo;
use rusu_core::ports::{
    AdmissionWriter, Clock, CodeReader, CodeRecord, CodeSpan, CodeWriter, DeliveryWriter, ObjectWriter,
    PortalWriter, PutCount, RecallWriter, RegistryReader, RegistryWriter, ScanDelta, StoreFault, StoredCode,
    WebhookWriter,
};
use rusu_core::texts::{self, Lang};
use rusu_intake::{AdmissionDesk, Intake, PortalDesk, RecallDesk, WebhookDesk};
use rusu_objects::ObjectStore;
use rusu_registry::SqlRegistry;

use crate::clock::{SystemChance, SystemClock};
use crate::config::Config;

/// The registry's file in the data directory, where no other registry is configured.
const REGISTRY_FILE: &str = "registry.sqlite";

/// The data directory, held by this process alone until it ends, however it ends.
pub(crate) struct DataDir {
    path: PathBuf,
    /// The operating system gives the lock back when the file is closed, also after `kill -9`.
    _lock: File,
}

impl DataDir {
    /// Makes the directory if need be and takes it.
    ///
    /// # Errors
    /// When another process has it, in one sentence that says what to do.
    pub(crate) fn take(path: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(path)
            .with_context(|| format!("data directory {} cannot be made", path.display()))?;
        let file = path.join("lock");
        let lock = File::options().create(true).truncate(false).write(true).open(&file);
        let lock = lock.with_context(|| format!("{} cannot be opened", file.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                let directory = path.display().to_string();
                bail!(texts::format(
                    Lang::En,
                    "command-data-dir-taken",
                    &[("directory", directory.as_str().into())]
                ))
            }
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} cannot be locked", file.display()))
            }
        }
    }

    /// A path inside.
    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

/// All stores, open for writing.
pub(crate) struct Stores {
    pub(crate) registry: Arc<dyn RegistryWriter>,
    /// The same registry: what surrounds the answers.
    pub(crate) portal: Arc<dyn PortalWriter>,
    /// The same registry: who is an enterprise, with which keys.
    pub(crate) admission: Arc<dyn AdmissionWriter>,
    /// The same registry: deliveries on their way in.
    pub(crate) delivery: Arc<dyn DeliveryWriter>,
    /// The same registry: whom to tell of receipts.
    pub(crate) webhooks: Arc<dyn WebhookWriter>,
    pub(crate) codes: Arc<dyn CodeWriter>,
    pub(crate) objects: Arc<dyn ObjectWriter>,
    pub(crate) scratch: PathBuf,
}

impl Stores {
    /// Opens everything in a data directory that is held.
    ///
    /// # Errors
    /// A store that cannot be opened, by name.
    pub(crate) fn open(config: &Config, data: &DataDir) -> anyhow::Result<Self> {
        let codes = CodeStore::open(&data.join("codes"), code_settings(config))
            .context("the code store cannot be opened")?;
        let registry = open_registry(config)?;
        Ok(Self {
            portal: Arc::clone(&registry) as Arc<dyn PortalWriter>,
            admission: Arc::clone(&registry) as Arc<dyn AdmissionWriter>,
            delivery: Arc::clone(&registry) as Arc<dyn DeliveryWriter>,
            webhooks: Arc::clone(&registry) as Arc<dyn WebhookWriter>,
            registry,
            codes: Arc::new(codes),
            objects: open_objects(&data.join("objects"))?,
            scratch: scratch(&data.join("scratch"))?,
        })
    }

    /// The write side over these stores.
    pub(crate) fn intake(&self) -> Intake {
        let (registry, codes) = (Arc::clone(&self.registry), Arc::clone(&self.codes));
        let objects = Arc::clone(&self.objects);
        Intake::new(
            registry,
            codes,
            objects,
            Arc::new(SystemClock),
            Arc::new(SystemChance),
            self.scratch.clone(),
        )
    }
}

/// The operator's desk over these stores.
pub(crate) fn desk(stores: &Stores) -> PortalDesk {
    let portal = Arc::clone(&stores.portal);
    let objects = Arc::clone(&stores.objects);
    let registry = Arc::clone(&stores.registry) as Arc<dyn RegistryReader>;
    PortalDesk::new(portal, objects, registry, Arc::new(SystemClock), Arc::new(SystemChance))
}

/// Admission's desk over these stores.
pub(crate) fn admission_desk(stores: &Stores, portal: &Arc<PortalDesk>) -> AdmissionDesk {
    let admission = Arc::clone(&stores.admission);
    let registry = Arc::clone(&stores.registry) as Arc<dyn RegistryReader>;
    AdmissionDesk::new(admission, registry, Arc::clone(portal), Arc::new(SystemClock), Arc::new(SystemChance))
}

/// Admission's desk for commands: works beside a running server, as [`operator_intake`] does.
pub(crate) fn operator_admission(
    config: &Config,
) -> anyhow::Result<(Arc<dyn RegistryReader>, AdmissionDesk)> {
    let portal = Arc::new(operator_desk(config)?);
    let registry = open_registry(config)?;
    let admission: Arc<dyn AdmissionWriter> = Arc::clone(&registry) as _;
    let registry: Arc<dyn RegistryReader> = registry;
    let (clock, chance) = (Arc::new(SystemClock), Arc::new(SystemChance));
    Ok((Arc::clone(&registry), AdmissionDesk::new(admission, registry, portal, clock, chance)))
}

/// The recall desk over these stores.
pub(crate) fn recall_desk(stores: &Stores) -> RecallDesk {
    let recalls = Arc::clone(&stores.portal) as Arc<dyn RecallWriter>;
    let registry = Arc::clone(&stores.registry) as Arc<dyn RegistryReader>;
    let codes = Arc::clone(&stores.codes) as Arc<dyn CodeReader>;
    RecallDesk::new(recalls, registry, codes, Arc::new(SystemClock))
}

/// The recall desk for announcing beside a running server, without the code store: it cannot count codes.
pub(crate) fn operator_recall_desk(config: &Config) -> anyhow::Result<(Arc<dyn RegistryReader>, RecallDesk)> {
    let directory = &config.data_dir;
    std::fs::create_dir_all(directory)
        .with_context(|| format!("data directory {} cannot be made", directory.display()))?;
    let registry = open_registry(config)?;
    let reader: Arc<dyn RegistryReader> = Arc::clone(&registry) as _;
    let desk = RecallDesk::new(registry, Arc::clone(&reader), Arc::new(NotOpened), Arc::new(SystemClock));
    Ok((reader, desk))
}

/// The desk for webhooks over these stores.
pub(crate) fn webhook_desk(stores: &Stores) -> WebhookDesk {
    let registry = Arc::clone(&stores.registry) as Arc<dyn RegistryReader>;
    WebhookDesk::new(Arc::clone(&stores.webhooks), registry, Arc::new(SystemClock), Arc::new(SystemChance))
}

/// The operator's desk for commands: works beside a running server, as [`operator_intake`] does.
pub(crate) fn operator_desk(config: &Config) -> anyhow::Result<PortalDesk> {
    let directory = &config.data_dir;
    std::fs::create_dir_all(directory)
        .with_context(|| format!("data directory {} cannot be made", directory.display()))?;
    let registry = open_registry(config)?;
    let portal: Arc<dyn PortalWriter> = Arc::clone(&registry) as _;
    let objects = open_objects(&directory.join("objects"))?;
    Ok(PortalDesk::new(portal, objects, registry, Arc::new(SystemClock), Arc::new(SystemChance)))
}

/// The write side for the operator's commands: works beside a running server, because it opens the
/// registry only. The code store belongs to the server.
pub(crate) fn operator_intake(config: &Config) -> anyhow::Result<(Arc<dyn RegistryWriter>, Intake)> {
    let directory = &config.data_dir;
    std::fs::create_dir_all(directory)
        .with_context(|| format!("data directory {} cannot be made", directory.display()))?;
    let registry = open_registry(config)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let objects = open_objects(&directory.join("objects"))?;
    let scratch = scratch(&directory.join("scratch"))?;
    let registry: Arc<dyn RegistryWriter> = registry;
    let writer = Arc::clone(&registry);
    let intake = Intake::new(writer, Arc::new(NotOpened), objects, clock, Arc::new(SystemChance), scratch);
    Ok((registry, intake))
}

/// The enterprise that a text names by its number or its name.
///
/// # Errors
/// When there is none.
pub(crate) fn named_enterprise(registry: &dyn RegistryReader, text: &str) -> anyhow::Result<Enterprise> {
    let known = registry.enterprises()?;
    let by_number = text.parse().ok().and_then(|id| known.iter().find(|e| e.id == EnterpriseId(id)));
    let found = by_number.or_else(|| known.iter().find(|e| e.name == text));
    found.cloned().with_context(|| {
        format!("no enterprise has the number or name `{text}`; `rusu enterprise list` shows all")
    })
}

fn open_registry(config: &Config) -> anyhow::Result<Arc<SqlRegistry>> {
    let registry = match &config.registry_url {
        Some(url) => SqlRegistry::open(url),
        None => SqlRegistry::open_file(&config.data_dir.join(REGISTRY_FILE)),
    };
    Ok(Arc::new(registry.context("the registry cannot be opened")?))
}

fn open_objects(path: &Path) -> anyhow::Result<Arc<dyn ObjectWriter>> {
    Ok(Arc::new(ObjectStore::local(path).context("the object store cannot be opened")?))
}

fn scratch(path: &Path) -> anyhow::Result<PathBuf> {
    std::fs::create_dir_all(path)
        .with_context(|| format!("working directory {} cannot be made", path.display()))?;
    Ok(path.to_owned())
}

/// Stands where the code store would, in commands that do not need it.
struct NotOpened;

impl NotOpened {
    fn fault<T>() -> Result<T, StoreFault> {
        let reason = "this command does not open it; it belongs to the running server".to_owned();
        Err(StoreFault::Unavailable { store: "codes", reason })
    }
}

impl CodeReader for NotOpened {
    fn find(&self, _: EnterpriseId, _: &TraceCode) -> Result<Option<StoredCode>, StoreFault> {
        Self::fault()
    }

    fn contents(
        &self,
        _: EnterpriseId,
        _: &TraceCode,
        _: Option<&TraceCode>,
        _: usize,
    ) -> Result<Vec<TraceCode>, StoreFault> {
        Self::fault()
    }

    fn scans(&self, _: EnterpriseId, _: &TraceCode) -> Result<Option<(u64, jiff::Timestamp)>, StoreFault> {
        Self::fault()
    }

    fn visit(&self, _: &mut dyn FnMut(CodeSpan) -> std::ops::ControlFlow<()>) -> Result<(), StoreFault> {
        Self::fault()
    }
}

impl CodeWriter for NotOpened {
    fn put(
        &self,
        _: EnterpriseId,
        _: PartNo,
        _: &mut dyn Iterator<Item = Result<CodeRecord, StoreFault>>,
    ) -> Result<PutCount, StoreFault> {
        Self::fault()
    }

    fn sync(&self) -> Result<(), StoreFault> {
        Self::fault()
    }

    fn add_scans(&self, _: &[ScanDelta]) -> Result<(), StoreFault> {
        Self::fault()
    }
}

/// What the configuration says to the code store.
fn code_settings(config: &Config) -> rusu_codes::CodeSettings {
    rusu_codes::CodeSettings { cache_bytes: config.code_cache_bytes, ..rusu_codes::CodeSettings::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_directory_is_taken_once() {
        let directory = tempfile::tempdir().unwrap();
        let first = DataDir::take(directory.path()).unwrap();
        let error = DataDir::take(directory.path()).err().unwrap().to_string();
        assert!(error.contains("in use") && error.contains("stop"), "{error}");
        drop(first);
        assert!(DataDir::take(directory.path()).is_ok());
    }
}
