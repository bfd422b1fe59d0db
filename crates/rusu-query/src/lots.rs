//! Lots in memory, as far as there is room for them.

use std::collections::HashMap;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use rusu_core::code::TraceCode;
use rusu_core::limits::RECORDS_CACHED_BYTES_MAX;
use rusu_core::lot::{LotKey, VoidCode};
use rusu_core::portal::SamplingResult;
use rusu_core::record::{Bilingual, Record, RecordItem};

/// Bytes of a lot besides its texts: structures, numbers, links.
const STRUCTURE_BYTES: u64 = 8 * 1024;
/// Bytes of an entry of a lot's lists (a void code, a sampling result, a change), about.
const ENTRY_BYTES: u64 = 400;
/// Lots that are expected to fit, to begin with.
const LOTS_EXPECTED: usize = 20_000;

/// A lot as the cache holds it.
pub(crate) struct CachedLot {
    /// The directory's generation when the lot was read: it is at least as new as that.
    pub generation: u64,
    pub record: Arc<Record>,
    pub void_codes: HashMap<TraceCode, VoidCode>,
    pub sampling: Vec<SamplingResult>,
}

impl CachedLot {
    /// About so many bytes of memory.
    fn bytes(&self) -> u64 {
        let lists = [self.void_codes.len(), self.sampling.len(), self.record.changes.len()];
        let texts: usize = self.record.items.iter().map(text_bytes).sum();
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        // Each text stands twice: in the item, and in the product or lot that it was folded from.
        STRUCTURE_BYTES
            + 2 * count(texts)
            + lists.iter().map(|entries| count(*entries) * ENTRY_BYTES).sum::<u64>()
    }
}

fn text_bytes(item: &RecordItem) -> usize {
    let bilingual = |text: &Bilingual| text.zh.len() + text.en.len() + size_of::<Bilingual>();
    let rows = item.rows.iter().flatten().map(bilingual).sum::<usize>();
    let documents = item.documents.iter().map(|d| bilingual(&d.title) + d.document.file_name.len());
    item.value.as_ref().map_or(0, bilingual) + rows + documents.sum::<usize>()
}

#[derive(Clone, Copy)]
struct Bytes;

impl Weighter<LotKey, Arc<CachedLot>> for Bytes {
    fn weight(&self, _: &LotKey, lot: &Arc<CachedLot>) -> u64 {
        lot.bytes()
    }
}

/// Lots by their key, the least asked for leaving first.
pub(crate) struct Lots(Cache<LotKey, Arc<CachedLot>, Bytes>);

impl Lots {
    pub fn new() -> Self {
        Self(Cache::with_weighter(LOTS_EXPECTED, RECORDS_CACHED_BYTES_MAX, Bytes))
    }

    pub fn get(&self, key: &LotKey) -> Option<Arc<CachedLot>> {
        self.0.get(key)
    }

    pub fn insert(&self, key: LotKey, lot: Arc<CachedLot>) {
        self.0.insert(key, lot);
    }
}
