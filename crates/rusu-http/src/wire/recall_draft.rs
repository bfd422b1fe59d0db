//! Recalls as their enterprise and the operator write them, on the wire.

use jiff::Timestamp;
use jiff::civil::Date;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::recall::{RecallLevel, RecallPlan, RecallReport};
use rusu_intake::{PortalError, RecallDraft, ReportDraft};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::moment;
use super::operator::WordsBody;
use super::recalls::RecallTargetBody;

/// What the regulation asks of a plan. Everything may be left out until it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RecallPlanBody {
    /// Name and address of the maker.
    pub producer: String,
    /// The product.
    pub product: String,
    /// Its trade mark.
    pub trade_mark: String,
    /// Its size, such as `800 g/罐`.
    pub size: String,
    /// The first production date.
    #[schema(format = Date)]
    pub produced_from: Option<String>,
    /// The last production date.
    #[schema(format = Date)]
    pub produced_to: Option<String>,
    /// Cans made; used only where the platform cannot count them.
    pub quantity_produced: Option<u64>,
    /// Cans sold.
    pub quantity_sold: Option<u64>,
    /// Where it was sold: regions, never streets.
    pub regions: Vec<String>,
    /// What it may do.
    pub hazard: String,
    /// How and through whom the cans come back, and in what time.
    pub flow: String,
    /// The notice in full.
    pub notice: WordsBody,
    /// What happens to what comes back.
    pub disposal: String,
    /// What is expected of the recall.
    pub expected_effect: String,
    /// Since when the danger is known (RFC 3339); the hours to the start run from it.
    #[schema(format = DateTime)]
    pub known_at: Option<String>,
}

/// A recall as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecallDraftBody {
    /// Whose: number, name, brand, registered name or credit code. An enterprise need not name itself.
    pub enterprise: Option<String>,
    /// An exercise: shown to nobody outside, notifies nobody. Cannot be changed later.
    #[serde(default)]
    pub drill: bool,
    /// Announce it at once.
    #[serde(default)]
    pub announce: bool,
    /// `1` (most urgent), `2` or `3`.
    #[schema(example = "1")]
    pub level: String,
    /// What is recalled.
    #[serde(default)]
    pub targets: Vec<RecallTargetBody>,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// What parents should do.
    #[serde(default)]
    pub instructions: String,
    /// Whom to call.
    #[serde(default)]
    pub contact_phone: String,
    /// The rest of the plan.
    #[serde(default)]
    pub plan: RecallPlanBody,
}

impl RecallDraftBody {
    /// The draft of an enterprise, if one is named.
    ///
    /// # Errors
    /// The field that cannot be used.
    pub(crate) fn read(self, enterprise: Option<EnterpriseId>) -> Result<RecallDraft, PortalError> {
        let level = RecallLevel::from_word(self.level.trim());
        Ok(RecallDraft {
            enterprise,
            is_drill: self.drill,
            level: level.ok_or(PortalError::Form { field: "level", given: self.level })?,
            targets: self.targets.iter().map(RecallTargetBody::read).collect::<Result<_, _>>()?,
            reason: self.reason,
            instructions: self.instructions,
            contact_phone: self.contact_phone,
            plan: self.plan.read()?,
        })
    }
}

impl RecallPlanBody {
    fn read(self) -> Result<RecallPlan, PortalError> {
        let known_at = self.known_at.map(|text| {
            text.parse::<Timestamp>().map_err(|_| PortalError::Form { field: "known_at", given: text })
        });
        let (from, to) = (self.produced_from.as_deref(), self.produced_to.as_deref());
        Ok(RecallPlan {
            producer: self.producer,
            product: self.product,
            trade_mark: self.trade_mark,
            size: self.size,
            produced_from: from.map(|text| day("produced_from", text)).transpose()?,
            produced_to: to.map(|text| day("produced_to", text)).transpose()?,
            quantity_produced: self.quantity_produced,
            quantity_sold: self.quantity_sold,
            regions: self.regions,
            hazard: self.hazard,
            flow: self.flow,
            notice: self.notice.into(),
            disposal: self.disposal,
            expected_effect: self.expected_effect,
            known_at: known_at.transpose()?,
        })
    }
}

fn day(field: &'static str, text: &str) -> Result<Date, PortalError> {
    text.trim().parse().map_err(|_| PortalError::Form { field, given: text.to_owned() })
}

impl From<&RecallPlan> for RecallPlanBody {
    fn from(plan: &RecallPlan) -> Self {
        let of = plan.clone();
        Self {
            producer: of.producer,
            product: of.product,
            trade_mark: of.trade_mark,
            size: of.size,
            produced_from: of.produced_from.map(|day| day.to_string()),
            produced_to: of.produced_to.map(|day| day.to_string()),
            quantity_produced: of.quantity_produced,
            quantity_sold: of.quantity_sold,
            regions: of.regions,
            hazard: of.hazard,
            flow: of.flow,
            notice: WordsBody::from(&plan.notice),
            disposal: of.disposal,
            expected_effect: of.expected_effect,
            known_at: of.known_at.map(moment),
        }
    }
}

/// A step of a recall.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecallStepBody {
    /// `announce`; `start`: cans are coming back; `complete`: ends it, after the final report; `lift`:
    /// calls it off; `look`: for a drill, looks one of its cans up as everybody would.
    #[schema(example = "announce")]
    pub step: String,
    /// Why it is called off.
    #[serde(default)]
    pub why: String,
    /// For `look`: what is printed on a can. Without it the first code that the list names.
    pub text: Option<String>,
}

/// A change of the list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecallChangeBody {
    /// What is added.
    #[serde(default)]
    pub add: Vec<RecallTargetBody>,
    /// What is taken out; each as it stands in the list.
    #[serde(default)]
    pub remove: Vec<RecallTargetBody>,
    /// Why; people read it.
    pub why: String,
}

/// A report on progress. Numbers are cans since the notice, not since the last report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecallReportBody {
    /// As of the end of which day.
    #[schema(format = Date)]
    pub date: String,
    /// Cans that came back.
    pub recalled_units: u64,
    /// Of these, cans that were disposed of.
    pub disposed_units: u64,
    /// In words.
    #[serde(default)]
    pub note: String,
    /// Whether it is the final report.
    #[serde(default)]
    pub is_final: bool,
}

impl RecallReportBody {
    /// # Errors
    /// The field that cannot be used.
    pub(crate) fn read(self) -> Result<ReportDraft, PortalError> {
        Ok(ReportDraft {
            date: day("date", &self.date)?,
            recalled: self.recalled_units,
            disposed: self.disposed_units,
            note: self.note,
            is_final: self.is_final,
        })
    }
}

impl From<&RecallReport> for RecallReportBody {
    fn from(report: &RecallReport) -> Self {
        Self {
            date: report.date.to_string(),
            recalled_units: report.recalled,
            disposed_units: report.disposed,
            note: report.note.clone(),
            is_final: report.is_final,
        }
    }
}
