//! The registry's ports.

use jiff::Timestamp;

use super::{StoreFault, derived};
use crate::code::TraceCode;
use crate::code_rule::CodeRule;
use crate::enterprise::{Enterprise, EnterpriseId, Site};
use crate::history::ValueChange;
use crate::lineage::{LineageEdge, LineageNode, LineageWay, MaterialLot};
use crate::lot::{ContentHash, Lot, LotKey, LotNumber, PartNo, VoidCode};
use crate::packaging::PackagingEvent;
use crate::portal::{Page, PageNumber};
use crate::product::Product;
use crate::rejection::Rejection;
use crate::submission::{
    AcceptMode, LotReceipt, Receipt, RowCounts, StepTimes, SubmissionId, SubmissionState,
};

/// An enterprise's key for its endpoints. Only a digest of the secret is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// SHA-256 of the whole key text.
    pub digest: [u8; 32],
    /// For whom it opens the door.
    pub enterprise: EnterpriseId,
    /// What the operator calls it.
    pub label: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when, if it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A submission at its birth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSubmission {
    /// Its id.
    pub id: SubmissionId,
    /// Whose.
    pub enterprise: EnterpriseId,
    /// The sender's own name for this delivery: sent twice, it is one submission.
    pub idempotency_key: String,
    /// The file name as sent.
    pub file_name: String,
    /// SHA-256 of the upload, which is already durable.
    pub content: ContentHash,
    /// How bad rows are treated.
    pub mode: AcceptMode,
    /// When it became durable.
    pub received_at: Timestamp,
}

/// Where a part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartState {
    /// Reserved; its codes may be on their way. Invisible.
    Staged,
    /// Visible.
    Published,
}

/// Everything of one lot that a record needs, read at once.
#[derive(Clone, Debug, PartialEq)]
pub struct LotFile {
    /// The lot.
    pub lot: Lot,
    /// Its product as of now.
    pub product: Product,
    /// Its site as of now.
    pub site: Site,
    /// Its codes that were declared void.
    pub void_codes: Vec<VoidCode>,
    /// Changes of its values since it was first published, oldest first.
    pub changes: Vec<ValueChange>,
}

/// A change of master data, to be stored at once with its history.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MasterChange {
    /// The enterprise with its new profile; the id must exist.
    pub enterprise: Option<Enterprise>,
    /// Sites to add or replace.
    pub sites: Vec<Site>,
    /// Products to add or replace.
    pub products: Vec<Product>,
    /// Code rules to add or replace.
    pub code_rules: Vec<CodeRule>,
    /// What changed of values that were there before.
    pub changes: Vec<ValueChange>,
}

/// A lot's publication: the commit marker.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedLot {
    /// The lot as it shall stand. `unit_count` counts all published parts, this one included.
    pub lot: Lot,
    /// The part that becomes visible; `None` for a change of values only.
    pub part: Option<PartNo>,
    /// Outer and inner codes in the part, for `fsck`.
    pub part_codes: u64,
    /// What changed of values that were there before.
    pub changes: Vec<ValueChange>,
    /// By which submission.
    pub submission: SubmissionId,
}

/// How a submission ended, or where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmissionOutcome {
    /// Where it stands.
    pub state: SubmissionState,
    /// Rows by what became of them.
    pub counts: RowCounts,
    /// Lots by what became of them.
    pub lots: Vec<LotReceipt>,
    /// Stable code of a fault of the platform.
    pub failure: Option<String>,
    /// When it took its steps.
    pub times: StepTimes,
    /// When a final state was reached.
    pub finished_at: Option<Timestamp>,
}

/// All code rules with the generation at which they were read.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeRuleSet {
    /// See [`RegistryReader::generation`].
    pub generation: u64,
    /// Every enterprise's rules.
    pub rules: Vec<CodeRule>,
}

/// A state of the registry, as caches note it: between two of them it can be told what changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RegistryMark {
    /// See [`RegistryReader::generation`].
    pub generation: u64,
    /// The registry's own number of the latest publication; says nothing outside of it.
    pub publication: i64,
}

/// What changed since a [`RegistryMark`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedLots {
    /// The state up to which this tells.
    pub mark: RegistryMark,
    /// The lots that were published or amended, if nothing else changed that an answer could show;
    /// `None` if anything may have.
    pub lots: Option<Vec<LotKey>>,
}

/// A question for steps from one thing to another: what is in some lots and raw-material lots, or
/// where they went.
#[derive(Clone, Copy, Debug)]
pub struct LineageAsked<'a> {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Which way.
    pub way: LineageWay,
    /// Of which lots and raw-material lots.
    pub nodes: &'a [LineageNode],
    /// Lots whose statements are left out, because they are about to be replaced.
    pub without: &'a [LotNumber],
    /// At most so many steps.
    pub limit: usize,
}

/// Reading the registry.
pub trait RegistryReader: Send + Sync {
    /// A number that grows with every change that an answer could show. Caches compare it.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn generation(&self) -> Result<u64, StoreFault>;

    /// Which lots were published since a mark, read in one snapshot. May always say that anything
    /// may have changed, as it does of more than a thousand publications or so.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn changed_lots(&self, since: RegistryMark) -> Result<ChangedLots, StoreFault> {
        let mark = RegistryMark { generation: self.generation()?, ..RegistryMark::default() };
        let lots = (mark.generation == since.generation).then(Vec::new);
        Ok(ChangedLots { mark, lots })
    }

    /// The directory, by id.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn enterprises(&self) -> Result<Vec<Enterprise>, StoreFault>;

    /// One enterprise.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn enterprise(&self, id: EnterpriseId) -> Result<Option<Enterprise>, StoreFault>;

    /// Every enterprise's code rules.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn code_rules(&self) -> Result<CodeRuleSet, StoreFault>;

    /// An enterprise's sites, by reference.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn sites(&self, enterprise: EnterpriseId) -> Result<Vec<Site>, StoreFault>;

    /// An enterprise's products, by reference.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn products(&self, enterprise: EnterpriseId) -> Result<Vec<Product>, StoreFault>;

    /// The lot and state of a part; `None` if no such part was ever reserved.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn part(
        &self,
        enterprise: EnterpriseId,
        part: PartNo,
    ) -> Result<Option<(LotNumber, PartState)>, StoreFault>;

    /// A published lot.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn lot(&self, key: &LotKey) -> Result<Option<Lot>, StoreFault>;

    /// A published lot with all that its record needs, read in one snapshot.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn lot_file(&self, key: &LotKey) -> Result<Option<LotFile>, StoreFault>;

    /// Published lots of an enterprise, latest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn lots(&self, enterprise: EnterpriseId, limit: usize) -> Result<Vec<Lot>, StoreFault>;

    /// Every published part with its lot and number of codes. For `fsck`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn published_parts(&self) -> Result<Vec<(EnterpriseId, PartNo, LotNumber, u64)>, StoreFault>;

    /// Every document of an enterprise or of a lot that is not archived, drafts included. For `fsck`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn documents(&self) -> Result<Vec<ContentHash>, StoreFault>;

    /// A document by its hash, if a published lot or an enterprise shows it.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn document(&self, hash: &ContentHash) -> Result<Option<crate::lot::DocumentRef>, StoreFault>;

    /// A submission's receipt.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn receipt(&self, id: &SubmissionId) -> Result<Option<Receipt>, StoreFault>;

    /// An enterprise's receipts, latest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn receipts(&self, enterprise: EnterpriseId, limit: usize) -> Result<Vec<Receipt>, StoreFault>;

    /// The kept rejections of a submission, in the order in which they were found.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn rejections(&self, id: &SubmissionId) -> Result<Vec<Rejection>, StoreFault>;

    /// The key with this digest, revoked or not.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn api_key(&self, digest: &[u8; 32]) -> Result<Option<ApiKey>, StoreFault>;

    /// Steps that published lots state, withdrawn and archived ones included: those that
    /// [`edges_at`](crate::lineage::edges_at) finds among all [`edges_of`](crate::lineage::edges_of)
    /// them, the first `limit` of that order.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn lineage(&self, asked: &LineageAsked<'_>) -> Result<Vec<LineageEdge>, StoreFault> {
        derived::lineage(self, asked)
    }

    /// Raw-material lots with this number that published lots name, as their raw materials or as what
    /// those were made from: in order, at most `limit`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn material_lots(
        &self,
        enterprise: EnterpriseId,
        number: &str,
        limit: usize,
    ) -> Result<Vec<MaterialLot>, StoreFault> {
        derived::material_lots(self, enterprise, number, limit)
    }

    /// Published lots of an enterprise, latest first, a page of them.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn lot_page(&self, enterprise: EnterpriseId, page: PageNumber) -> Result<Page<Lot>, StoreFault> {
        derived::lot_page(self, enterprise, page)
    }

    /// Those of some lots that are published, in the order of their numbers.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn lots_named(&self, enterprise: EnterpriseId, numbers: &[LotNumber]) -> Result<Vec<Lot>, StoreFault> {
        derived::lots_named(self, enterprise, numbers)
    }

    /// A lot's published parts, in order.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn parts_of(&self, lot: &LotKey) -> Result<Vec<PartNo>, StoreFault> {
        derived::parts_of(self, lot)
    }

    /// The latest change of each code's package, in the order of the codes. A store that keeps none
    /// says that there are none.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn packaging_states(
        &self,
        _enterprise: EnterpriseId,
        codes: &[TraceCode],
    ) -> Result<Vec<Option<PackagingEvent>>, StoreFault> {
        Ok(vec![None; codes.len()])
    }

    /// Codes whose latest change put them into a package, in order, at most `limit`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn packed_into(
        &self,
        _enterprise: EnterpriseId,
        _package: &TraceCode,
        _limit: usize,
    ) -> Result<Vec<TraceCode>, StoreFault> {
        Ok(Vec::new())
    }

    /// Changes of a code, and of what was put into it or taken out of it, latest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn packaging_history(
        &self,
        _enterprise: EnterpriseId,
        _code: &TraceCode,
        _limit: usize,
    ) -> Result<Vec<PackagingEvent>, StoreFault> {
        Ok(Vec::new())
    }

    /// How many changes of packages are kept of an enterprise.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn packaging_count(&self, _enterprise: EnterpriseId) -> Result<u64, StoreFault> {
        Ok(0)
    }
}

/// Writing the registry. Only `rusu-intake` is handed this port.
///
/// Each call is one transaction, durable when it returns.
pub trait RegistryWriter: RegistryReader {
    /// Adds an enterprise or replaces its row (name, brands, parent, coverage, profile).
    ///
    /// # Errors
    /// [`StoreFault`].
    fn save_enterprise(&self, enterprise: &Enterprise) -> Result<(), StoreFault>;

    /// Adds a key.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn save_api_key(&self, key: &ApiKey) -> Result<(), StoreFault>;

    /// Revokes every key of an enterprise with this label that is in force, and tells how many.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn revoke_api_keys(
        &self,
        enterprise: EnterpriseId,
        label: &str,
        at: Timestamp,
    ) -> Result<u64, StoreFault>;

    /// Stores master data with its history.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn save_master(&self, enterprise: EnterpriseId, change: &MasterChange) -> Result<(), StoreFault>;

    /// Adds a submission in state `Received`. If the enterprise has one with the same idempotency
    /// key, that one's receipt comes back and nothing is stored.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn create_submission(&self, new: &NewSubmission) -> Result<Receipt, StoreFault>;

    /// Submissions that are not in a final state, oldest first. For recovery at start.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn unfinished_submissions(&self) -> Result<Vec<SubmissionId>, StoreFault>;

    /// Writes where a submission stands, replacing its kept rejections.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn save_outcome(
        &self,
        id: &SubmissionId,
        outcome: &SubmissionOutcome,
        rejections: &[Rejection],
    ) -> Result<(), StoreFault>;

    /// Notes what an enterprise sent for a picture that the platform wrote anew. Noting it again changes
    /// nothing.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn note_original(&self, document: &ContentHash, original: &ContentHash) -> Result<(), StoreFault>;

    /// Of a picture that the platform wrote anew: the hashes of what enterprises sent for it, in order.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn originals(&self, document: &ContentHash) -> Result<Vec<ContentHash>, StoreFault>;

    /// Reserves the part under which a submission brings codes to a lot. The same submission and
    /// lot get the same part again, so that a repeated run stores the same content.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn reserve_part(&self, lot: &LotKey, submission: &SubmissionId) -> Result<PartNo, StoreFault>;

    /// Publishes a lot, or changes a published one: lot row, part state, history, the enterprise's
    /// `last_delivered_at` and an outbox row for the transparency log, all or nothing. Repeating it
    /// changes nothing. It writes over whatever stands there: whoever read the lot before, and all but
    /// tests do, uses [`RegistryWriter::publish_lot_over`].
    ///
    /// # Errors
    /// [`StoreFault`].
    fn publish_lot(&self, published: &PublishedLot) -> Result<(), StoreFault>;

    /// Publishes as [`RegistryWriter::publish_lot`] does, if the lot still stands as `over` says, or
    /// is still unpublished where `over` is `None`; else stores nothing and tells `false`. So nobody
    /// undoes what somebody else wrote in the meantime. Repeating a publication that was done is `true`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn publish_lot_over(&self, published: &PublishedLot, over: Option<&Lot>) -> Result<bool, StoreFault>;

    /// Declares codes void.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn void_codes(&self, lot: &LotKey, codes: &[VoidCode]) -> Result<(), StoreFault>;

    /// Adds changes of packages of one enterprise, in their order.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn save_packaging(&self, events: &[PackagingEvent]) -> Result<(), StoreFault>;
}
