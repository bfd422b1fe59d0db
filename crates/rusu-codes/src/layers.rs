//! The strata of every enterprise, in the order in which they hide each other.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::StoreFault;

use crate::engine::Engine;
use crate::fault::{damaged, unavailable};
use crate::key::Key;
use crate::manifest::{self, Row};
use crate::piece::Entry;
use crate::stratum::{Stratum, StratumWriter};

/// A stratum with its place in the order.
#[derive(Clone)]
pub(crate) struct Layer {
    pub(crate) row: Row,
    pub(crate) stratum: Arc<Stratum>,
    /// Whether its row is in the manifest. Until then it is lost in a crash, and never merged.
    pub(crate) is_durable: bool,
}

/// One enterprise's, from the oldest to the latest.
pub(crate) type Stack = Arc<Vec<Layer>>;

/// All strata, and the engine beside them.
pub(crate) struct Layers {
    pub(crate) engine: Engine,
    directory: PathBuf,
    next_file: AtomicU64,
    stacks: RwLock<HashMap<EnterpriseId, Stack>>,
    /// Changes of the manifest come one after the other. It guards no data: the files are written
    /// before it is taken, except for their sync.
    changing: Mutex<()>,
}

impl Layers {
    /// Opens every stratum that the manifest names, and removes every other file.
    pub(crate) fn open(engine: Engine, directory: PathBuf) -> Result<Self, StoreFault> {
        let rows = manifest::load(&directory)?;
        let largest = manifest::clear_unnamed(&directory, &rows)?;
        let mut stacks: HashMap<EnterpriseId, Vec<Layer>> = HashMap::new();
        for row in rows {
            let path = manifest::path(&directory, row.file);
            let stratum = Stratum::open(&path)?;
            if row.footer != manifest::footer_checksum(&stratum.footer)
                || row.enterprise != stratum.enterprise()
            {
                return Err(damaged(&path, "it is not the file that the list of strata names"));
            }
            let layer = Layer { row, stratum: Arc::new(stratum), is_durable: true };
            stacks.entry(row.enterprise).or_default().push(layer);
        }
        let stacks = stacks.into_iter().map(|(enterprise, stack)| (enterprise, Arc::new(stack))).collect();
        Ok(Self {
            engine,
            directory,
            next_file: AtomicU64::new(largest + 1),
            stacks: RwLock::new(stacks),
            changing: Mutex::default(),
        })
    }

    /// One enterprise's strata as they are now.
    pub(crate) fn stack(&self, enterprise: EnterpriseId) -> Option<Stack> {
        self.stacks.read().unwrap_or_else(PoisonError::into_inner).get(&enterprise).map(Arc::clone)
    }

    /// Everybody's.
    pub(crate) fn all(&self) -> BTreeMap<EnterpriseId, Stack> {
        let stacks = self.stacks.read().unwrap_or_else(PoisonError::into_inner);
        stacks.iter().map(|(enterprise, stack)| (*enterprise, Arc::clone(stack))).collect()
    }

    /// The record in force for a code: the latest stratum's.
    pub(crate) fn find(&self, enterprise: EnterpriseId, key: &Key) -> Result<Option<Entry>, StoreFault> {
        let Some(stack) = self.stack(enterprise) else { return Ok(None) };
        find_in(&stack, key)
    }

    /// A writer of a new file and the file's number.
    pub(crate) fn create(
        &self,
        enterprise: EnterpriseId,
        points: Option<u64>,
    ) -> Result<(u64, StratumWriter), StoreFault> {
        self.engine.writable()?;
        let file = self.next_file.fetch_add(1, Ordering::AcqRel);
        let path = manifest::path(&self.directory, file);
        let writer =
            StratumWriter::create(&path, enterprise, points).map_err(|error| self.engine.stop(&error))?;
        Ok((file, writer))
    }

    /// Shows a fresh stratum to readers, above all others of its enterprise. It is not durable yet.
    pub(crate) fn add(&self, file: u64, writer: StratumWriter) -> Result<(), StoreFault> {
        let stratum = self.finish(writer)?;
        let row = Row {
            enterprise: stratum.enterprise(),
            sequence: file,
            file,
            level: 0,
            footer: manifest::footer_checksum(&stratum.footer),
        };
        self.change(row.enterprise, |stack| {
            stack.push(Layer { row, stratum: Arc::new(stratum), is_durable: false });
        });
        Ok(())
    }

    pub(crate) fn finish(&self, writer: StratumWriter) -> Result<Stratum, StoreFault> {
        let written = writer.finish().map_err(|error| self.engine.stop(&error))?;
        Stratum::fresh(&written.path, written.filter)
    }

    /// Makes every stratum that was added durable: files first, then the directory, then the manifest.
    /// A crash before the last step leaves files that no row names.
    pub(crate) fn sync(&self) -> Result<(), StoreFault> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let all = self.all();
        let fresh: Vec<&Layer> =
            all.values().flat_map(|stack| stack.iter()).filter(|layer| !layer.is_durable).collect();
        if fresh.is_empty() {
            return self.engine.persist();
        }
        for layer in &fresh {
            self.sync_file(layer.stratum.path())?;
        }
        self.sync_directory()?;
        let named = |layer: &&Layer| layer.is_durable || fresh.iter().any(|fresh| fresh.row == layer.row);
        self.store(all.values().flat_map(|stack| stack.iter()).filter(named).map(|layer| layer.row))?;
        self.engine.persist()?;
        for layer in fresh {
            let sequence = layer.row.sequence;
            self.change(layer.row.enterprise, |stack| {
                let synced = stack.iter_mut().filter(|layer| layer.row.sequence == sequence);
                synced.for_each(|layer| layer.is_durable = true);
            });
        }
        Ok(())
    }

    /// Puts one stratum in the place of several neighbours, durably. Their files go when nobody
    /// reads them any more; a crash before the new manifest leaves the new file without a row, one
    /// behind it the old files.
    pub(crate) fn replace(
        &self,
        old: &[Layer],
        file: u64,
        level: u8,
        writer: StratumWriter,
    ) -> Result<(), StoreFault> {
        let stratum = self.finish(writer)?;
        self.sync_file(stratum.path())?;
        self.sync_directory()?;
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(latest) = old.last() else { return Ok(()) };
        let footer = manifest::footer_checksum(&stratum.footer);
        let row = Row { file, level, footer, ..latest.row };
        let is_old = |layer: &Layer| old.iter().any(|old| old.row == layer.row);
        let all = self.all();
        let kept =
            all.values().flat_map(|stack| stack.iter()).filter(|layer| layer.is_durable && !is_old(layer));
        self.store(kept.map(|layer| layer.row).chain([row]))?;
        let layer = Layer { row, stratum: Arc::new(stratum), is_durable: true };
        self.change(row.enterprise, |stack| {
            let place = stack.iter().position(is_old).unwrap_or(stack.len());
            stack.retain(|layer| !is_old(layer));
            stack.insert(place, layer);
        });
        old.iter().for_each(|layer| layer.stratum.retire());
        Ok(())
    }

    /// The caller holds the lock of changes.
    fn store(&self, rows: impl Iterator<Item = Row>) -> Result<(), StoreFault> {
        self.engine.writable()?;
        let mut rows: Vec<Row> = rows.collect();
        rows.sort_unstable_by_key(|row| (row.enterprise, row.sequence));
        manifest::store(&self.directory, &rows).map_err(|error| self.engine.stop(&error))
    }

    fn sync_file(&self, path: &Path) -> Result<(), StoreFault> {
        let file = std::fs::File::open(path).map_err(|error| unavailable(path, &error))?;
        file.sync_data().map_err(|error| self.engine.stop(&error))
    }

    fn sync_directory(&self) -> Result<(), StoreFault> {
        manifest::sync_directory(&self.directory).map_err(|error| self.engine.stop(&error))
    }

    /// Readers that began before keep the stack they have.
    fn change(&self, enterprise: EnterpriseId, how: impl FnOnce(&mut Vec<Layer>)) {
        let mut stacks = self.stacks.write().unwrap_or_else(PoisonError::into_inner);
        how(Arc::make_mut(stacks.entry(enterprise).or_default()));
    }
}

/// The record in force for a code in one enterprise's strata.
pub(crate) fn find_in(stack: &[Layer], key: &Key) -> Result<Option<Entry>, StoreFault> {
    let hash = key.hash();
    for layer in stack.iter().rev() {
        if let Some(entry) = layer.stratum.find(key, hash)? {
            return Ok(Some(entry));
        }
    }
    Ok(None)
}
