//! The recall desk: what enterprises and the operator write of recalls.
//!
//! Owns: who may touch which recall, that texts and lists are within their bounds, and how many cans a
//! recall is about. Refuses to know: HTTP, and what a look-up says of a can.
//!
//! Invariants: an enterprise sees and touches its own recalls only, and another's look to it as if they
//! did not exist; nothing that was announced is ever taken back unseen; of two changes at once one is
//! refused.

mod count;
mod draft;
mod drill;
mod error;

use std::sync::Arc;

use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::ANNOUNCEMENT_SUMMARY_CHARACTERS_MAX;
use rusu_core::portal::{Page, PageNumber};
use rusu_core::ports::{Clock, CodeReader, RecallWriter, RegistryReader};
use rusu_core::recall::{Amended, Recall, RecallRefusal, RecallReport, RecallTarget};

use crate::portal::PortalError;
use crate::portal::fields::{line, lines, needed};

pub use count::{CountedTarget, RecallCount};
pub use draft::{RecallDraft, ReportDraft};
pub use drill::DrillReport;
pub use error::RecallError;

/// Most characters of a reason for a change.
const WHY_CHARACTERS_MAX: usize = ANNOUNCEMENT_SUMMARY_CHARACTERS_MAX;

/// Who writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecallActor {
    /// The enterprise; `None` is the operator, who may touch every recall.
    enterprise: Option<EnterpriseId>,
    /// As it stands in the history: `enterprise 7`, `operator 值班`.
    who: String,
}

impl RecallActor {
    /// An enterprise.
    #[must_use]
    pub fn enterprise(id: EnterpriseId) -> Self {
        Self { enterprise: Some(id), who: format!("enterprise {id}") }
    }

    /// The operator, by the label of its key.
    #[must_use]
    pub fn operator(label: &str) -> Self {
        Self { enterprise: None, who: format!("operator {label}").trim().to_owned() }
    }

    /// Whose recalls it may see; `None` for everybody's.
    #[must_use]
    pub fn sees(&self) -> Option<EnterpriseId> {
        self.enterprise
    }
}

/// The desk. Methods block on the stores; call them where blocking is allowed.
pub struct RecallDesk {
    recalls: Arc<dyn RecallWriter>,
    registry: Arc<dyn RegistryReader>,
    codes: Arc<dyn CodeReader>,
    clock: Arc<dyn Clock>,
}

impl RecallDesk {
    /// Takes the ports.
    #[must_use]
    pub fn new(
        recalls: Arc<dyn RecallWriter>,
        registry: Arc<dyn RegistryReader>,
        codes: Arc<dyn CodeReader>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { recalls, registry, codes, clock }
    }

    /// Recalls with plans and drills, latest change first.
    ///
    /// # Errors
    /// [`RecallError::Field`] with a fault.
    pub fn list(&self, actor: &RecallActor, page: PageNumber) -> Result<Page<Recall>, RecallError> {
        Ok(self.recalls.all_recalls(actor.enterprise, page)?)
    }

    /// One recall.
    ///
    /// # Errors
    /// [`RecallError::Field`] if the actor has none with this number.
    pub fn get(&self, actor: &RecallActor, id: u64) -> Result<Recall, RecallError> {
        let found = self.recalls.recall(id)?;
        let own = found.filter(|recall| actor.enterprise.is_none_or(|own| own == recall.enterprise));
        own.ok_or_else(|| PortalError::Unknown { what: "recall", name: id.to_string() }.into())
    }

    /// Writes a plan down; nobody is told.
    ///
    /// # Errors
    /// [`RecallError::Field`], [`RecallError::Refused`].
    pub fn plan(&self, actor: &RecallActor, draft: &RecallDraft) -> Result<Recall, RecallError> {
        let recall = self.drafted(actor, draft)?;
        self.saved(&recall)
    }

    /// Writes a plan down and announces it in one step; it shows on the next query.
    ///
    /// # Errors
    /// As [`RecallDesk::plan`] and [`RecallDesk::announce`].
    pub fn announce_at_once(&self, actor: &RecallActor, draft: &RecallDraft) -> Result<Recall, RecallError> {
        let recall = ready(self.drafted(actor, draft)?)?;
        self.saved(&recall.announced(self.clock.now())?)
    }

    /// Writes a plan anew. Whose it is, and whether it is a drill, stays.
    ///
    /// # Errors
    /// As [`RecallDesk::plan`]; [`RecallError::Changed`].
    pub fn revise(&self, actor: &RecallActor, id: u64, draft: &RecallDraft) -> Result<Recall, RecallError> {
        let before = self.get(actor, id)?;
        let after = self.filled(before, draft, actor)?;
        self.saved(&after)
    }

    /// Publishes the notice; it shows on the next query.
    ///
    /// # Errors
    /// [`RecallError::Field`] if reason, instructions or phone are missing; [`RecallError::Refused`] if
    /// nothing is recalled or it was announced before; [`RecallError::Changed`].
    pub fn announce(&self, actor: &RecallActor, id: u64) -> Result<Recall, RecallError> {
        let recall = ready(self.get(actor, id)?)?;
        self.saved(&recall.announced(self.clock.now())?)
    }

    /// Adds to the list and takes from it.
    ///
    /// # Errors
    /// [`RecallError::Field`] if no reason is given; [`RecallError::Refused`]; [`RecallError::Changed`].
    pub fn amend(
        &self,
        actor: &RecallActor,
        id: u64,
        add: Vec<RecallTarget>,
        remove: &[RecallTarget],
        why: &str,
    ) -> Result<Recall, RecallError> {
        let why = needed("why", line("why", why, WHY_CHARACTERS_MAX)?)?;
        if add.is_empty() && remove.is_empty() {
            return Err(PortalError::Missing { field: "targets" }.into());
        }
        let amended = Amended { at: self.clock.now(), who: actor.who.clone(), why };
        self.changed(actor, id, |recall| recall.amended(add, remove, &amended))
    }

    /// Says that cans are coming back.
    ///
    /// # Errors
    /// [`RecallError::Field`]; [`RecallError::Refused`]; [`RecallError::Changed`].
    pub fn start(&self, actor: &RecallActor, id: u64) -> Result<Recall, RecallError> {
        self.changed(actor, id, |recall| recall.started(self.clock.now()))
    }

    /// Reports progress.
    ///
    /// # Errors
    /// As [`RecallDesk::start`].
    pub fn report(&self, actor: &RecallActor, id: u64, draft: &ReportDraft) -> Result<Recall, RecallError> {
        let report = RecallReport {
            date: draft.date,
            recalled: draft.recalled,
            disposed: draft.disposed,
            note: lines("note", &draft.note, draft::TEXT_CHARACTERS_MAX)?,
            is_final: draft.is_final,
            reported_at: self.clock.now(),
            reported_by: actor.who.clone(),
        };
        self.changed(actor, id, |recall| recall.reported(report))
    }

    /// Ends it, with its final report.
    ///
    /// # Errors
    /// As [`RecallDesk::start`].
    pub fn complete(&self, actor: &RecallActor, id: u64) -> Result<Recall, RecallError> {
        self.changed(actor, id, |recall| recall.completed(self.clock.now()))
    }

    /// Calls it off.
    ///
    /// # Errors
    /// As [`RecallDesk::start`]; [`RecallError::Field`] if no reason is given.
    pub fn lift(&self, actor: &RecallActor, id: u64, why: &str) -> Result<Recall, RecallError> {
        let why = needed("why", line("why", why, WHY_CHARACTERS_MAX)?)?;
        self.changed(actor, id, |recall| recall.lifted(self.clock.now(), why))
    }

    /// Notes that a look-up told of a drill.
    ///
    /// # Errors
    /// As [`RecallDesk::start`].
    pub fn note_effect(&self, actor: &RecallActor, id: u64) -> Result<Recall, RecallError> {
        self.changed(actor, id, |recall| recall.seen(self.clock.now()))
    }

    /// Takes a step of a recall as it stands.
    fn changed(
        &self,
        actor: &RecallActor,
        id: u64,
        step: impl FnOnce(Recall) -> Result<Recall, RecallRefusal>,
    ) -> Result<Recall, RecallError> {
        let after = step(self.get(actor, id)?)?;
        self.saved(&after)
    }

    fn saved(&self, recall: &Recall) -> Result<Recall, RecallError> {
        self.recalls.save_recall(recall)?.ok_or(RecallError::Changed { id: recall.id })
    }
}

/// What a notice cannot do without.
fn ready(recall: Recall) -> Result<Recall, RecallError> {
    for (field, text) in [
        ("reason", &recall.reason),
        ("instructions", &recall.instructions),
        ("contact_phone", &recall.contact_phone),
    ] {
        if text.is_empty() {
            return Err(PortalError::Missing { field }.into());
        }
    }
    Ok(recall)
}
