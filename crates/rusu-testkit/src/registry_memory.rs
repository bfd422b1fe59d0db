//! The registry in memory: the contract at its plainest, and the reference for the real stores.

mod admission;
mod delivery;
mod documents;
mod packaging;
mod portal;
mod publication;
mod recalls;
mod webhooks;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use rusu_core::code::TraceCode;
use rusu_core::code_rule::CodeRule;
use rusu_core::enterprise::{Enterprise, EnterpriseId, Reference, Site};
use rusu_core::history::{Subject, ValueChange};
use rusu_core::limits::REJECTIONS_KEPT_MAX;
use rusu_core::lot::{ContentHash, DocumentRef, Lot, LotKey, LotNumber, PartNo, VoidCode};
use rusu_core::packaging::PackagingEvent;
use rusu_core::ports::{
    ApiKey, ChangedLots, CodeRuleSet, LotFile, MasterChange, NewSubmission, PartState, PublishedLot,
    RegistryMark, RegistryReader, RegistryWriter, StoreFault, SubmissionOutcome,
};
use rusu_core::product::Product;
use rusu_core::rejection::Rejection;
use rusu_core::submission::{Receipt, RowCounts, StepTimes, SubmissionId, SubmissionState};

/// A registry that forgets everything when it is dropped.
#[derive(Debug, Default)]
pub struct MemoryRegistry(Mutex<State>);

#[derive(Debug)]
struct Part {
    lot: LotNumber,
    submission: SubmissionId,
    state: PartState,
    codes: u64,
}

#[derive(Debug)]
struct Submission {
    idempotency_key: String,
    receipt: Receipt,
    rejections: Vec<Rejection>,
}

#[derive(Debug, Default)]
struct State {
    generation: u64,
    enterprises: BTreeMap<EnterpriseId, Enterprise>,
    sites: BTreeMap<(EnterpriseId, Reference), Site>,
    products: BTreeMap<(EnterpriseId, Reference), Product>,
    code_rules: BTreeMap<(EnterpriseId, Reference), CodeRule>,
    /// With the order of first publication, which decides between lots of the same moment.
    lots: BTreeMap<LotKey, (usize, Lot)>,
    parts: BTreeMap<(EnterpriseId, PartNo), Part>,
    published: Vec<PublishedLot>,
    /// What would be told to the transparency log: the lot, where it is about one alone.
    statements: Vec<Option<LotKey>>,
    changes: Vec<(EnterpriseId, ValueChange)>,
    void_codes: Vec<(LotKey, VoidCode)>,
    packaging: packaging::Packaging,
    recalls: recalls::RecallState,
    submissions: BTreeMap<SubmissionId, Submission>,
    api_keys: HashMap<[u8; 32], ApiKey>,
    originals: BTreeSet<(ContentHash, ContentHash)>,
    portal: portal::PortalState,
    admission: admission::AdmissionState,
    delivery: delivery::DeliveryState,
    webhooks: webhooks::WebhookState,
}

fn damaged(reason: String) -> StoreFault {
    StoreFault::Damaged { store: "registry", reason }
}

impl State {
    fn check_enterprise(&self, id: EnterpriseId) -> Result<(), StoreFault> {
        if self.enterprises.contains_key(&id) {
            Ok(())
        } else {
            Err(damaged(format!("enterprise {id} does not exist")))
        }
    }

    fn put_enterprise(&mut self, enterprise: &Enterprise) -> Result<(), StoreFault> {
        if let Some(parent) = enterprise.parent.filter(|parent| *parent != enterprise.id) {
            self.check_enterprise(parent)?;
        }
        let before = self.enterprises.get(&enterprise.id).and_then(|e| e.last_delivered_at);
        let last_delivered_at = before.max(enterprise.last_delivered_at);
        self.enterprises.insert(enterprise.id, Enterprise { last_delivered_at, ..enterprise.clone() });
        Ok(())
    }
}

impl MemoryRegistry {
    /// An empty registry.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RegistryReader for MemoryRegistry {
    fn generation(&self) -> Result<u64, StoreFault> {
        Ok(self.state().generation)
    }

    fn changed_lots(&self, since: RegistryMark) -> Result<ChangedLots, StoreFault> {
        let state = self.state();
        let count = |publications: usize| i64::try_from(publications).unwrap_or(i64::MAX);
        let mark = RegistryMark { generation: state.generation, publication: count(state.statements.len()) };
        let before = usize::try_from(since.publication).unwrap_or(usize::MAX);
        let new = state.statements.get(before..).unwrap_or_default();
        let moved = mark.generation.checked_sub(since.generation);
        let is_all = moved == u64::try_from(new.len()).ok();
        let lots = is_all.then(|| new.iter().flatten().cloned().collect());
        Ok(ChangedLots { mark, lots })
    }

    fn enterprises(&self) -> Result<Vec<Enterprise>, StoreFault> {
        Ok(self.state().enterprises.values().cloned().collect())
    }

    fn enterprise(&self, id: EnterpriseId) -> Result<Option<Enterprise>, StoreFault> {
        Ok(self.state().enterprises.get(&id).cloned())
    }

    fn code_rules(&self) -> Result<CodeRuleSet, StoreFault> {
        let state = self.state();
        Ok(CodeRuleSet { generation: state.generation, rules: state.code_rules.values().cloned().collect() })
    }

    fn sites(&self, enterprise: EnterpriseId) -> Result<Vec<Site>, StoreFault> {
        Ok(self.state().sites.values().filter(|s| s.enterprise == enterprise).cloned().collect())
    }

    fn products(&self, enterprise: EnterpriseId) -> Result<Vec<Product>, StoreFault> {
        Ok(self.state().products.values().filter(|p| p.enterprise == enterprise).cloned().collect())
    }

    fn part(
        &self,
        enterprise: EnterpriseId,
        part: PartNo,
    ) -> Result<Option<(LotNumber, PartState)>, StoreFault> {
        Ok(self.state().parts.get(&(enterprise, part)).map(|p| (p.lot.clone(), p.state)))
    }

    fn lot(&self, key: &LotKey) -> Result<Option<Lot>, StoreFault> {
        Ok(self.state().lots.get(key).map(|(_, lot)| lot.clone()))
    }

    fn lot_file(&self, key: &LotKey) -> Result<Option<LotFile>, StoreFault> {
        let state = self.state();
        let Some((_, lot)) = state.lots.get(key) else { return Ok(None) };
        let product = state.products.get(&(key.enterprise, lot.product.clone())).cloned();
        let site = state.sites.get(&(key.enterprise, lot.site.clone())).cloned();
        let subject = Subject::Lot(key.number.as_str().to_owned());
        let of_lot = |(whose, change): &&(EnterpriseId, ValueChange)| {
            *whose == key.enterprise && change.subject == subject
        };
        Ok(Some(LotFile {
            lot: lot.clone(),
            product: product.ok_or_else(|| damaged(format!("lot {} has no product", key.number)))?,
            site: site.ok_or_else(|| damaged(format!("lot {} has no site", key.number)))?,
            void_codes: state
                .void_codes
                .iter()
                .filter(|(lot, _)| lot == key)
                .map(|(_, code)| code.clone())
                .collect(),
            changes: state.changes.iter().filter(of_lot).map(|(_, change)| change.clone()).collect(),
        }))
    }

    fn lots(&self, enterprise: EnterpriseId, limit: usize) -> Result<Vec<Lot>, StoreFault> {
        let state = self.state();
        let mut lots: Vec<_> =
            state.lots.values().filter(|(_, lot)| lot.key.enterprise == enterprise).collect();
        lots.sort_by_key(|(order, lot)| std::cmp::Reverse((lot.published_at, *order)));
        Ok(lots.into_iter().take(limit).map(|(_, lot)| lot.clone()).collect())
    }

    fn published_parts(&self) -> Result<Vec<(EnterpriseId, PartNo, LotNumber, u64)>, StoreFault> {
        let state = self.state();
        let published = state.parts.iter().filter(|(_, part)| part.state == PartState::Published);
        Ok(published
            .map(|((enterprise, number), p)| (*enterprise, *number, p.lot.clone(), p.codes))
            .collect())
    }

    fn documents(&self) -> Result<Vec<ContentHash>, StoreFault> {
        Ok(self.state().kept().into_keys().collect())
    }

    fn document(&self, hash: &ContentHash) -> Result<Option<DocumentRef>, StoreFault> {
        Ok(self.state().shown().remove(hash))
    }

    fn receipt(&self, id: &SubmissionId) -> Result<Option<Receipt>, StoreFault> {
        Ok(self.state().submissions.get(id).map(|s| s.receipt.clone()))
    }

    fn receipts(&self, enterprise: EnterpriseId, limit: usize) -> Result<Vec<Receipt>, StoreFault> {
        let state = self.state();
        let mut receipts: Vec<_> =
            state.submissions.values().map(|s| &s.receipt).filter(|r| r.enterprise == enterprise).collect();
        receipts.sort_by_key(|r| std::cmp::Reverse((r.received_at, r.id.clone())));
        Ok(receipts.into_iter().take(limit).cloned().collect())
    }

    fn rejections(&self, id: &SubmissionId) -> Result<Vec<Rejection>, StoreFault> {
        Ok(self.state().submissions.get(id).map(|s| s.rejections.clone()).unwrap_or_default())
    }

    fn api_key(&self, digest: &[u8; 32]) -> Result<Option<ApiKey>, StoreFault> {
        Ok(self.state().api_keys.get(digest).cloned())
    }

    fn packaging_states(
        &self,
        enterprise: EnterpriseId,
        codes: &[TraceCode],
    ) -> Result<Vec<Option<PackagingEvent>>, StoreFault> {
        Ok(self.state().packaging.states(enterprise, codes))
    }

    fn packed_into(
        &self,
        enterprise: EnterpriseId,
        package: &TraceCode,
        limit: usize,
    ) -> Result<Vec<TraceCode>, StoreFault> {
        Ok(self.state().packaging.packed_into(enterprise, package, limit))
    }

    fn packaging_history(
        &self,
        enterprise: EnterpriseId,
        code: &TraceCode,
        limit: usize,
    ) -> Result<Vec<PackagingEvent>, StoreFault> {
        Ok(self.state().packaging.history(enterprise, code, limit))
    }

    fn packaging_count(&self, enterprise: EnterpriseId) -> Result<u64, StoreFault> {
        Ok(self.state().packaging.count(enterprise))
    }
}

impl RegistryWriter for MemoryRegistry {
    fn save_enterprise(&self, enterprise: &Enterprise) -> Result<(), StoreFault> {
        let mut state = self.state();
        state.put_enterprise(enterprise)?;
        state.generation += 1;
        Ok(())
    }

    fn save_api_key(&self, key: &ApiKey) -> Result<(), StoreFault> {
        let mut state = self.state();
        state.check_enterprise(key.enterprise)?;
        state.api_keys.insert(key.digest, key.clone());
        Ok(())
    }

    fn revoke_api_keys(
        &self,
        enterprise: EnterpriseId,
        label: &str,
        at: Timestamp,
    ) -> Result<u64, StoreFault> {
        let mut state = self.state();
        let in_force = |key: &&mut ApiKey| {
            key.enterprise == enterprise && key.label == label && key.revoked_at.is_none()
        };
        let revoked = state.api_keys.values_mut().filter(in_force).map(|key| key.revoked_at = Some(at));
        Ok(u64::try_from(revoked.count()).unwrap_or(u64::MAX))
    }

    fn save_master(&self, enterprise: EnterpriseId, change: &MasterChange) -> Result<(), StoreFault> {
        let mut state = self.state();
        state.check_enterprise(enterprise)?;
        let owners =
            change.sites.iter().map(|s| s.enterprise).chain(change.products.iter().map(|p| p.enterprise));
        let owners = owners
            .chain(change.code_rules.iter().map(|r| r.enterprise))
            .chain(change.enterprise.iter().map(|e| e.id));
        if let Some(other) = owners.into_iter().find(|owner| *owner != enterprise) {
            return Err(damaged(format!("master data of enterprise {enterprise} names enterprise {other}")));
        }
        if let Some(row) = &change.enterprise {
            state.put_enterprise(row)?;
        }
        for site in &change.sites {
            state.sites.insert((enterprise, site.reference.clone()), site.clone());
        }
        for product in &change.products {
            state.products.insert((enterprise, product.reference.clone()), product.clone());
        }
        for rule in &change.code_rules {
            state.code_rules.insert((enterprise, rule.reference.clone()), rule.clone());
        }
        state.changes.extend(change.changes.iter().map(|c| (enterprise, c.clone())));
        state.generation += 1;
        Ok(())
    }

    fn create_submission(&self, new: &NewSubmission) -> Result<Receipt, StoreFault> {
        let mut state = self.state();
        state.check_enterprise(new.enterprise)?;
        let mut stored = state.submissions.values();
        let earlier = stored
            .find(|s| s.receipt.enterprise == new.enterprise && s.idempotency_key == new.idempotency_key);
        if let Some(earlier) = earlier {
            return Ok(earlier.receipt.clone());
        }
        if state.submissions.contains_key(&new.id) {
            return Err(damaged(format!("submission {} exists under another idempotency key", new.id)));
        }
        let receipt = Receipt {
            id: new.id.clone(),
            enterprise: new.enterprise,
            file_name: new.file_name.clone(),
            content: new.content,
            mode: new.mode,
            state: SubmissionState::Received,
            counts: RowCounts::default(),
            lots: Vec::new(),
            failure: None,
            received_at: new.received_at,
            times: StepTimes::default(),
            finished_at: None,
        };
        let idempotency_key = new.idempotency_key.clone();
        let submission = Submission { idempotency_key, receipt: receipt.clone(), rejections: Vec::new() };
        state.submissions.insert(new.id.clone(), submission);
        Ok(receipt)
    }

    fn unfinished_submissions(&self) -> Result<Vec<SubmissionId>, StoreFault> {
        let state = self.state();
        let receipts = state.submissions.values().map(|s| &s.receipt);
        let mut waiting: Vec<_> =
            receipts.filter(|r| !r.state.is_final()).map(|r| (r.received_at, r.id.clone())).collect();
        waiting.sort();
        Ok(waiting.into_iter().map(|(_, id)| id).collect())
    }

    fn save_outcome(
        &self,
        id: &SubmissionId,
        outcome: &SubmissionOutcome,
        rejections: &[Rejection],
    ) -> Result<(), StoreFault> {
        if rejections.len() > REJECTIONS_KEPT_MAX {
            return Err(StoreFault::TooLarge { what: "kept rejections", limit: REJECTIONS_KEPT_MAX as u64 });
        }
        let mut state = self.state();
        let submission = state
            .submissions
            .get_mut(id)
            .ok_or_else(|| damaged(format!("submission {id} does not exist")))?;
        let was_final = submission.receipt.state.is_final();
        let enterprise = submission.receipt.enterprise;
        submission.receipt.state = outcome.state;
        submission.receipt.counts = outcome.counts;
        submission.receipt.lots.clone_from(&outcome.lots);
        submission.receipt.failure.clone_from(&outcome.failure);
        submission.receipt.times = outcome.times;
        submission.receipt.finished_at = outcome.finished_at;
        submission.rejections = rejections.to_vec();
        if let Some(at) = outcome.finished_at.filter(|_| outcome.state.is_final() && !was_final) {
            state.webhooks.notify(enterprise, id, at);
        }
        Ok(())
    }

    fn note_original(&self, document: &ContentHash, original: &ContentHash) -> Result<(), StoreFault> {
        self.state().originals.insert((*document, *original));
        Ok(())
    }

    fn originals(&self, document: &ContentHash) -> Result<Vec<ContentHash>, StoreFault> {
        let state = self.state();
        let noted = state.originals.iter().filter(|(noted, _)| noted == document);
        Ok(noted.map(|(_, original)| *original).collect())
    }

    fn reserve_part(&self, lot: &LotKey, submission: &SubmissionId) -> Result<PartNo, StoreFault> {
        let mut state = self.state();
        state.check_enterprise(lot.enterprise)?;
        let mut of_enterprise = state.parts.iter().filter(|((whose, _), _)| *whose == lot.enterprise);
        let reserved = of_enterprise.find(|(_, p)| p.lot == lot.number && p.submission == *submission);
        if let Some(((_, number), _)) = reserved {
            return Ok(*number);
        }
        let last = state
            .parts
            .keys()
            .rev()
            .find(|(whose, _)| *whose == lot.enterprise)
            .map_or(0, |(_, part)| part.0);
        let next = last
            .checked_add(1)
            .ok_or(StoreFault::TooLarge { what: "parts of one enterprise", limit: u32::MAX.into() })?;
        let (number, submission) = (lot.number.clone(), submission.clone());
        let part = Part { lot: number, submission, state: PartState::Staged, codes: 0 };
        state.parts.insert((lot.enterprise, PartNo(next)), part);
        Ok(PartNo(next))
    }

    fn publish_lot(&self, published: &PublishedLot) -> Result<(), StoreFault> {
        self.state().publish(published)
    }

    fn publish_lot_over(&self, published: &PublishedLot, over: Option<&Lot>) -> Result<bool, StoreFault> {
        let mut state = self.state();
        let stands = state.lots.get(&published.lot.key).map(|(_, lot)| lot);
        if stands != over && !state.published.contains(published) {
            return Ok(false);
        }
        state.publish(published)?;
        Ok(true)
    }

    fn void_codes(&self, lot: &LotKey, codes: &[VoidCode]) -> Result<(), StoreFault> {
        let mut state = self.state();
        state.check_enterprise(lot.enterprise)?;
        let mut known: BTreeSet<_> =
            state.void_codes.iter().filter(|(of, _)| of == lot).map(|(_, void)| void.code.clone()).collect();
        for void in codes {
            if known.insert(void.code.clone()) {
                state.void_codes.push((lot.clone(), void.clone()));
            }
        }
        state.generation += 1;
        Ok(())
    }

    fn save_packaging(&self, events: &[PackagingEvent]) -> Result<(), StoreFault> {
        let mut state = self.state();
        if let Some(event) = events.first() {
            state.check_enterprise(event.enterprise)?;
        }
        state.packaging.add(events);
        Ok(())
    }
}
