//! Stores that fail on purpose: one counter over the write calls of all three, and a call from
//! which on every write fails, as after a crash.

mod delivery;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::Timestamp;
use rusu_core::code::TraceCode;
use rusu_core::enterprise::{Enterprise, EnterpriseId, Site};
use rusu_core::lineage::{LineageEdge, MaterialLot};
use rusu_core::lot::{ContentHash, DocumentRef, Lot, LotKey, LotNumber, PartNo, VoidCode};
use rusu_core::packaging::PackagingEvent;
use rusu_core::ports::{
    ApiKey, ChangedLots, CodeReader, CodeRecord, CodeRuleSet, CodeSpan, CodeWriter, DeliveryWriter,
    LineageAsked, LotFile, MasterChange, NewSubmission, ObjectKind, ObjectReader, ObjectSink, ObjectWriter,
    PartState, PublishedLot, PutCount, ReadSeek, RegistryMark, RegistryReader, RegistryWriter, ScanDelta,
    StoreFault, StoredCode, SubmissionOutcome,
};
use rusu_core::product::Product;
use rusu_core::rejection::Rejection;
use rusu_core::submission::{Receipt, SubmissionId};

pub use delivery::FaultyDelivery;

/// What the failing call leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultMoment {
    /// Nothing.
    Before,
    /// Of a put, the first records; of any other call, nothing.
    Midway,
    /// Everything, but the caller is told that it failed.
    After,
}

/// Records of a put that arrive before it fails [`FaultMoment::Midway`].
const MIDWAY_RECORDS: usize = 3;

/// The plan of failure that the wrapped stores share.
///
/// Write calls are counted from 1. The `fail_at`-th leaves what [`FaultMoment`] says; all later
/// ones fail and leave nothing, until `fail_at` is set to 0, which stands for "never". Reads work.
#[derive(Clone, Debug)]
pub struct FaultyStores {
    /// The first write call that fails; 0 for none.
    pub fail_at: Arc<AtomicUsize>,
    /// What that call leaves.
    pub moment: FaultMoment,
    calls: Arc<AtomicUsize>,
}

impl FaultyStores {
    /// A plan.
    #[must_use]
    pub fn new(fail_at: usize, moment: FaultMoment) -> Self {
        Self { fail_at: Arc::new(AtomicUsize::new(fail_at)), moment, calls: Arc::default() }
    }

    /// How many write calls there were.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// Counts from 0 again and never fails: the restart after the crash.
    pub fn heal(&self) {
        self.fail_at.store(0, Ordering::SeqCst);
        self.calls.store(0, Ordering::SeqCst);
    }

    /// A code store that follows the plan.
    #[must_use]
    pub fn codes(&self, inner: Arc<dyn CodeWriter>) -> FaultyCodes {
        FaultyCodes { inner, plan: self.clone() }
    }

    /// An object store that follows the plan.
    #[must_use]
    pub fn objects(&self, inner: Arc<dyn ObjectWriter>) -> FaultyObjects {
        FaultyObjects { inner, plan: self.clone() }
    }

    /// A store of deliveries on their way in that follows the plan.
    #[must_use]
    pub fn delivery(&self, inner: Arc<dyn DeliveryWriter>) -> FaultyDelivery {
        FaultyDelivery { inner, plan: self.clone() }
    }

    /// A registry that follows the plan.
    #[must_use]
    pub fn registry(&self, inner: Arc<dyn RegistryWriter>) -> FaultyRegistry {
        FaultyRegistry { inner, plan: self.clone() }
    }

    /// Counts a write call: `None` if it shall work, else what it shall leave.
    fn next(&self) -> Option<FaultMoment> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        match self.fail_at.load(Ordering::SeqCst) {
            0 => None,
            fail_at if call < fail_at => None,
            fail_at if call == fail_at => Some(self.moment),
            _ => Some(FaultMoment::Before),
        }
    }

    fn call<T>(
        &self,
        store: &'static str,
        write: impl FnOnce() -> Result<T, StoreFault>,
    ) -> Result<T, StoreFault> {
        match self.next() {
            None => write(),
            Some(FaultMoment::Before | FaultMoment::Midway) => Err(fault(store)),
            Some(FaultMoment::After) => {
                write()?;
                Err(fault(store))
            }
        }
    }
}

fn fault(store: &'static str) -> StoreFault {
    StoreFault::Stopped { store, reason: "failed on purpose".to_owned() }
}

/// See [`FaultyStores::codes`].
pub struct FaultyCodes {
    inner: Arc<dyn CodeWriter>,
    plan: FaultyStores,
}

impl CodeReader for FaultyCodes {
    fn find(&self, enterprise: EnterpriseId, code: &TraceCode) -> Result<Option<StoredCode>, StoreFault> {
        self.inner.find(enterprise, code)
    }

    fn contents(
        &self,
        enterprise: EnterpriseId,
        package: &TraceCode,
        after: Option<&TraceCode>,
        limit: usize,
    ) -> Result<Vec<TraceCode>, StoreFault> {
        self.inner.contents(enterprise, package, after, limit)
    }

    fn scans(
        &self,
        enterprise: EnterpriseId,
        code: &TraceCode,
    ) -> Result<Option<(u64, Timestamp)>, StoreFault> {
        self.inner.scans(enterprise, code)
    }

    fn visit(&self, visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>) -> Result<(), StoreFault> {
        self.inner.visit(visitor)
    }

    fn visit_parts(
        &self,
        enterprise: EnterpriseId,
        parts: &BTreeSet<PartNo>,
        visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>,
    ) -> Result<(), StoreFault> {
        self.inner.visit_parts(enterprise, parts, visitor)
    }
}

impl CodeWriter for FaultyCodes {
    fn put(
        &self,
        enterprise: EnterpriseId,
        part: PartNo,
        records: &mut dyn Iterator<Item = Result<CodeRecord, StoreFault>>,
    ) -> Result<PutCount, StoreFault> {
        match self.plan.next() {
            None => self.inner.put(enterprise, part, records),
            Some(FaultMoment::Before) => Err(fault("codes")),
            Some(FaultMoment::Midway) => {
                self.inner.put(enterprise, part, &mut records.take(MIDWAY_RECORDS))?;
                Err(fault("codes"))
            }
            Some(FaultMoment::After) => {
                self.inner.put(enterprise, part, records)?;
                Err(fault("codes"))
            }
        }
    }

    fn sync(&self) -> Result<(), StoreFault> {
        self.plan.call("codes", || self.inner.sync())
    }

    fn add_scans(&self, scans: &[ScanDelta]) -> Result<(), StoreFault> {
        self.plan.call("codes", || self.inner.add_scans(scans))
    }
}

/// See [`FaultyStores::objects`].
pub struct FaultyObjects {
    inner: Arc<dyn ObjectWriter>,
    plan: FaultyStores,
}

impl ObjectReader for FaultyObjects {
    fn open(&self, kind: ObjectKind, hash: &ContentHash) -> Result<Option<Box<dyn ReadSeek>>, StoreFault> {
        self.inner.open(kind, hash)
    }

    fn list(&self, kind: ObjectKind) -> Result<Vec<ContentHash>, StoreFault> {
        self.inner.list(kind)
    }
}

impl ObjectWriter for FaultyObjects {
    fn create(&self, kind: ObjectKind) -> Result<Box<dyn ObjectSink>, StoreFault> {
        let inner = self.plan.call("objects", || self.inner.create(kind))?;
        Ok(Box::new(FaultySink { inner, plan: self.plan.clone() }))
    }

    fn remove(&self, kind: ObjectKind, hash: &ContentHash) -> Result<(), StoreFault> {
        self.plan.call("objects", || self.inner.remove(kind, hash))
    }
}

struct FaultySink {
    inner: Box<dyn ObjectSink>,
    plan: FaultyStores,
}

impl ObjectSink for FaultySink {
    fn write(&mut self, bytes: &[u8]) -> Result<(), StoreFault> {
        self.plan.call("objects", || self.inner.write(bytes))
    }

    fn finish(self: Box<Self>) -> Result<(ContentHash, u64), StoreFault> {
        let Self { inner, plan } = *self;
        plan.call("objects", || inner.finish())
    }
}

/// See [`FaultyStores::registry`].
pub struct FaultyRegistry {
    inner: Arc<dyn RegistryWriter>,
    plan: FaultyStores,
}

impl RegistryReader for FaultyRegistry {
    fn generation(&self) -> Result<u64, StoreFault> {
        self.inner.generation()
    }

    fn changed_lots(&self, since: RegistryMark) -> Result<ChangedLots, StoreFault> {
        self.inner.changed_lots(since)
    }

    fn enterprises(&self) -> Result<Vec<Enterprise>, StoreFault> {
        self.inner.enterprises()
    }

    fn enterprise(&self, id: EnterpriseId) -> Result<Option<Enterprise>, StoreFault> {
        self.inner.enterprise(id)
    }

    fn code_rules(&self) -> Result<CodeRuleSet, StoreFault> {
        self.inner.code_rules()
    }

    fn sites(&self, enterprise: EnterpriseId) -> Result<Vec<Site>, StoreFault> {
        self.inner.sites(enterprise)
    }

    fn products(&self, enterprise: EnterpriseId) -> Result<Vec<Product>, StoreFault> {
        self.inner.products(enterprise)
    }

    fn part(
        &self,
        enterprise: EnterpriseId,
        part: PartNo,
    ) -> Result<Option<(LotNumber, PartState)>, StoreFault> {
        self.inner.part(enterprise, part)
    }

    fn lot(&self, key: &LotKey) -> Result<Option<Lot>, StoreFault> {
        self.inner.lot(key)
    }

    fn lot_file(&self, key: &LotKey) -> Result<Option<LotFile>, StoreFault> {
        self.inner.lot_file(key)
    }

    fn lots(&self, enterprise: EnterpriseId, limit: usize) -> Result<Vec<Lot>, StoreFault> {
        self.inner.lots(enterprise, limit)
    }

    fn published_parts(&self) -> Result<Vec<(EnterpriseId, PartNo, LotNumber, u64)>, StoreFault> {
        self.inner.published_parts()
    }

    fn documents(&self) -> Result<Vec<ContentHash>, StoreFault> {
        self.inner.documents()
    }

    fn document(&self, hash: &ContentHash) -> Result<Option<DocumentRef>, StoreFault> {
        self.inner.document(hash)
    }

    fn receipt(&self, id: &SubmissionId) -> Result<Option<Receipt>, StoreFault> {
        self.inner.receipt(id)
    }

    fn receipts(&self, enterprise: EnterpriseId, limit: usize) -> Result<Vec<Receipt>, StoreFault> {
        self.inner.receipts(enterprise, limit)
    }

    fn rejections(&self, id: &SubmissionId) -> Result<Vec<Rejection>, StoreFault> {
        self.inner.rejections(id)
    }

    fn api_key(&self, digest: &[u8; 32]) -> Result<Option<ApiKey>, StoreFault> {
        self.inner.api_key(digest)
    }

    fn lineage(&self, asked: &LineageAsked<'_>) -> Result<Vec<LineageEdge>, StoreFault> {
        self.inner.lineage(asked)
    }

    fn material_lots(
        &self,
        enterprise: EnterpriseId,
        number: &str,
        limit: usize,
    ) -> Result<Vec<MaterialLot>, StoreFault> {
        self.inner.material_lots(enterprise, number, limit)
    }

    fn packaging_states(
        &self,
        enterprise: EnterpriseId,
        codes: &[TraceCode],
    ) -> Result<Vec<Option<PackagingEvent>>, StoreFault> {
        self.inner.packaging_states(enterprise, codes)
    }

    fn packed_into(
        &self,
        enterprise: EnterpriseId,
        package: &TraceCode,
        limit: usize,
    ) -> Result<Vec<TraceCode>, StoreFault> {
        self.inner.packed_into(enterprise, package, limit)
    }

    fn packaging_history(
        &self,
        enterprise: EnterpriseId,
        code: &TraceCode,
        limit: usize,
    ) -> Result<Vec<PackagingEvent>, StoreFault> {
        self.inner.packaging_history(enterprise, code, limit)
    }

    fn packaging_count(&self, enterprise: EnterpriseId) -> Result<u64, StoreFault> {
        self.inner.packaging_count(enterprise)
    }
}

impl RegistryWriter for FaultyRegistry {
    fn save_enterprise(&self, enterprise: &Enterprise) -> Result<(), StoreFault> {
        self.plan.call("registry", || self.inner.save_enterprise(enterprise))
    }

    fn save_api_key(&self, key: &ApiKey) -> Result<(), StoreFault> {
        self.plan.call("registry", || self.inner.save_api_key(key))
    }

    fn revoke_api_keys(
        &self,
        enterprise: EnterpriseId,
        label: &str,
        at: Timestamp,
    ) -> Result<u64, StoreFault> {
        self.plan.call("registry", || self.inner.revoke_api_keys(enterprise, label, at))
    }

    fn save_master(&self, enterprise: EnterpriseId, change: &MasterChange) -> Result<(), StoreFault> {
        self.plan.call("registry", || self.inner.save_master(enterprise, change))
    }

    fn create_submission(&self, new: &NewSubmission) -> Result<Receipt, StoreFault> {
        self.plan.call("registry", || self.inner.create_submission(new))
    }

    fn unfinished_submissions(&self) -> Result<Vec<SubmissionId>, StoreFault> {
        self.plan.call("registry", || self.inner.unfinished_submissions())
    }

    fn save_outcome(
        &self,
        id: &SubmissionId,
        outcome: &SubmissionOutcome,
        rejections: &[Rejection],
    ) -> Result<(), StoreFault> {
        self.plan.call("registry", || self.inner.save_outcome(id, outcome, rejections))
    }

    fn note_original(&self, document: &ContentHash, original: &ContentHash) -> Result<(), StoreFault> {
        self.plan.call("registry", || self.inner.note_original(document, original))
    }

    fn originals(&self, document: &ContentHash) -> Result<Vec<ContentHash>, StoreFault> {
        self.inner.originals(document)
    }

    fn reserve_part(&self, lot: &LotKey, submission: &SubmissionId) -> Result<PartNo, StoreFault> {
        self.plan.call("registry", || self.inner.reserve_part(lot, submission))
    }

    fn publish_lot(&self, published: &PublishedLot) -> Result<(), StoreFault> {
        self.plan.call("registry", || self.inner.publish_lot(published))
    }

    fn publish_lot_over(&self, published: &PublishedLot, over: Option<&Lot>) -> Result<bool, StoreFault> {
        self.plan.call("registry", || self.inner.publish_lot_over(published, over))
    }

    fn void_codes(&self, lot: &LotKey, codes: &[VoidCode]) -> Result<(), StoreFault> {
        self.plan.call("registry", || self.inner.void_codes(lot, codes))
    }

    fn save_packaging(&self, events: &[PackagingEvent]) -> Result<(), StoreFault> {
        self.plan.call("registry", || self.inner.save_packaging(events))
    }
}
