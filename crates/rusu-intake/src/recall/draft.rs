//! A recall as it is written, checked field by field.

use jiff::civil::Date;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{RECALL_REGIONS_MAX, RECALL_TEXT_CHARACTERS_MAX, SHORT_TEXT_CHARACTERS_MAX};
use rusu_core::portal::Words;
use rusu_core::recall::{Amended, Recall, RecallLevel, RecallPlan, RecallTarget};

use super::{RecallActor, RecallDesk, RecallError};
use crate::portal::PortalError;
use crate::portal::fields::{form, line, lines};

/// Most characters of reason, instructions and notes.
pub(super) const TEXT_CHARACTERS_MAX: usize = 1_000;

/// A recall as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecallDraft {
    /// Whose; an enterprise need not name itself, the operator must.
    pub enterprise: Option<EnterpriseId>,
    /// Whether it is an exercise.
    pub is_drill: bool,
    /// How dangerous.
    pub level: RecallLevel,
    /// What is recalled.
    pub targets: Vec<RecallTarget>,
    /// Why.
    pub reason: String,
    /// What to do.
    pub instructions: String,
    /// Whom to call.
    pub contact_phone: String,
    /// The rest of the plan.
    pub plan: RecallPlan,
}

/// A report as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportDraft {
    /// As of the end of which day.
    pub date: Date,
    /// Cans that came back since the notice.
    pub recalled: u64,
    /// Of these, cans that were disposed of.
    pub disposed: u64,
    /// In words.
    pub note: String,
    /// Whether it is the last one.
    pub is_final: bool,
}

impl RecallDesk {
    /// A new recall of a draft.
    pub(super) fn drafted(&self, actor: &RecallActor, draft: &RecallDraft) -> Result<Recall, RecallError> {
        let enterprise = self.owner(actor, draft.enterprise)?;
        let now = self.clock.now();
        let empty = Recall {
            id: 0,
            revision: 0,
            enterprise,
            is_drill: draft.is_drill,
            level: draft.level,
            targets: Vec::new(),
            reason: String::new(),
            instructions: String::new(),
            contact_phone: String::new(),
            plan: RecallPlan::default(),
            planned_at: now,
            announced_at: None,
            started_at: None,
            ended_at: None,
            lifted_why: None,
            reports: Vec::new(),
            effective_at: None,
            updated_at: now,
        };
        self.filled(empty, draft, actor)
    }

    /// A planned recall with everything written anew.
    pub(super) fn filled(
        &self,
        recall: Recall,
        draft: &RecallDraft,
        actor: &RecallActor,
    ) -> Result<Recall, RecallError> {
        let written = Amended { at: self.clock.now(), who: actor.who.clone(), why: String::new() };
        let recall = recall.with_targets(draft.targets.clone(), &written)?;
        Ok(Recall {
            level: draft.level,
            reason: lines("reason", &draft.reason, TEXT_CHARACTERS_MAX)?,
            instructions: lines("instructions", &draft.instructions, TEXT_CHARACTERS_MAX)?,
            contact_phone: line("contact_phone", &draft.contact_phone, SHORT_TEXT_CHARACTERS_MAX)?,
            plan: plan(&draft.plan)?,
            ..recall
        })
    }

    /// Whose a new recall is.
    fn owner(&self, actor: &RecallActor, named: Option<EnterpriseId>) -> Result<EnterpriseId, RecallError> {
        let unknown = |id: EnterpriseId| PortalError::Unknown { what: "enterprise", name: id.to_string() };
        match (actor.enterprise, named) {
            (Some(own), None) => Ok(own),
            // Another's number looks like one that is nobody's.
            (Some(own), Some(named)) if own != named => Err(unknown(named).into()),
            (Some(own), Some(_)) => Ok(own),
            (None, None) => Err(PortalError::Missing { field: "enterprise" }.into()),
            (None, Some(named)) => match self.registry.enterprise(named)? {
                Some(_) => Ok(named),
                None => Err(unknown(named).into()),
            },
        }
    }
}

fn plan(given: &RecallPlan) -> Result<RecallPlan, PortalError> {
    if given.regions.len() > RECALL_REGIONS_MAX {
        let (given, limit) = (given.regions.len(), RECALL_REGIONS_MAX);
        return Err(PortalError::TooLong { field: "regions", given, limit });
    }
    if let (Some(from), Some(to)) = (given.produced_from, given.produced_to)
        && from > to
    {
        return Err(form("produced_to", &to.to_string()));
    }
    let short = |field, text: &str| line(field, text, SHORT_TEXT_CHARACTERS_MAX);
    let long = |field, text: &str| lines(field, text, RECALL_TEXT_CHARACTERS_MAX);
    let regions = given.regions.iter().map(|region| short("regions", region));
    let mut regions = regions.collect::<Result<Vec<_>, _>>()?;
    regions.retain(|region| !region.is_empty());
    Ok(RecallPlan {
        producer: short("producer", &given.producer)?,
        product: short("product", &given.product)?,
        trade_mark: short("trade_mark", &given.trade_mark)?,
        size: short("size", &given.size)?,
        produced_from: given.produced_from,
        produced_to: given.produced_to,
        quantity_produced: given.quantity_produced,
        quantity_sold: given.quantity_sold,
        regions,
        hazard: long("hazard", &given.hazard)?,
        flow: long("flow", &given.flow)?,
        notice: Words { zh: long("notice", &given.notice.zh)?, en: long("notice", &given.notice.en)? },
        disposal: long("disposal", &given.disposal)?,
        expected_effect: long("expected_effect", &given.expected_effect)?,
        known_at: given.known_at,
    })
}
