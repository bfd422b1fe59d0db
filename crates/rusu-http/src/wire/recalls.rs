//! What everybody may know of recalls, on the wire.

use jiff::civil::Date;
use rusu_core::code::TraceCode;
use rusu_core::lot::LotNumber;
use rusu_core::recall::{Amendment, CodeRange, Recall, RecallTarget};
use rusu_core::texts::{self, Lang};
use rusu_intake::PortalError;
use rusu_query::{Checked, Directory};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::moment;
use super::portal::EnterpriseRefBody;

/// What a recall is about: one entry of its list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecallTargetBody {
    /// `lot`: every can of `lot`. `range`: every can from `first` to `last`, of one length, within `lot`
    /// if that is given. `codes`: the cans of `codes`.
    #[schema(example = "lot")]
    pub kind: String,
    /// A lot number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "SL260801A1")]
    pub lot: Option<String>,
    /// The first code of a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    /// Its last code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// Codes, at most 10,000 in one recall.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
}

impl From<&RecallTarget> for RecallTargetBody {
    fn from(target: &RecallTarget) -> Self {
        let text = ToString::to_string;
        match target {
            RecallTarget::Lot(lot) => {
                Self { kind: "lot".to_owned(), lot: Some(lot.to_string()), ..Self::default() }
            }
            RecallTarget::Range(range) => Self {
                kind: "range".to_owned(),
                lot: range.lot.as_ref().map(ToString::to_string),
                first: Some(range.first().to_string()),
                last: Some(range.last().to_string()),
                codes: Vec::new(),
            },
            RecallTarget::Codes(codes) => {
                Self { kind: "codes".to_owned(), codes: codes.iter().map(text).collect(), ..Self::default() }
            }
        }
    }
}

impl RecallTargetBody {
    /// The target.
    ///
    /// # Errors
    /// The field that cannot be used.
    pub(crate) fn read(&self) -> Result<RecallTarget, PortalError> {
        match self.kind.trim() {
            "lot" => Ok(RecallTarget::Lot(lot(self.lot.as_deref().unwrap_or_default())?)),
            "range" => {
                let within = self.lot.as_deref().map(lot).transpose()?;
                let end = |field, text: &Option<String>| match text {
                    Some(text) => code(field, text),
                    None => Err(PortalError::Missing { field }),
                };
                let (first, last) = (end("first", &self.first)?, end("last", &self.last)?);
                let shown = last.to_string();
                let range = CodeRange::new(within, first, last);
                range.map(RecallTarget::Range).ok_or(PortalError::Form { field: "last", given: shown })
            }
            "codes" => {
                let mut codes =
                    self.codes.iter().map(|text| code("codes", text)).collect::<Result<Vec<_>, _>>()?;
                // The same code twice is one can.
                let mut seen = std::collections::HashSet::new();
                codes.retain(|code| seen.insert(code.clone()));
                Ok(RecallTarget::Codes(codes))
            }
            _ => Err(PortalError::Form { field: "kind", given: self.kind.clone() }),
        }
    }
}

fn lot(text: &str) -> Result<LotNumber, PortalError> {
    LotNumber::parse(text).ok_or_else(|| PortalError::Form { field: "lot", given: text.to_owned() })
}

fn code(field: &'static str, text: &str) -> Result<TraceCode, PortalError> {
    TraceCode::parse(text).map_err(|_| PortalError::Form { field, given: text.to_owned() })
}

/// A change of a recall's list after its notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecallAmendmentBody {
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// `enterprise` or `operator`.
    #[schema(example = "enterprise")]
    pub by: String,
    /// Why.
    pub why: String,
    /// What was added.
    pub added: Vec<RecallTargetBody>,
    /// What was taken out.
    pub removed: Vec<RecallTargetBody>,
}

impl From<&Amendment<'_>> for RecallAmendmentBody {
    fn from(amendment: &Amendment<'_>) -> Self {
        let bodies = |targets: &[&RecallTarget]| targets.iter().map(|t| RecallTargetBody::from(*t)).collect();
        Self {
            at: moment(amendment.at),
            // Whose key it was is nobody's business outside.
            by: amendment.who.split(' ').next().unwrap_or_default().to_owned(),
            why: amendment.why.to_owned(),
            added: bodies(&amendment.added),
            removed: bodies(&amendment.removed),
        }
    }
}

/// How far a recall is, by its latest report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecallProgressBody {
    /// As of the end of which day.
    #[schema(format = Date)]
    pub date: String,
    /// Cans that came back since the notice.
    pub recalled_units: u64,
    /// Of these, cans that were disposed of.
    pub disposed_units: u64,
    /// Whether it is the final report.
    pub is_final: bool,
}

/// What a notice tells besides its lots, level, reason and instructions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecallNoticeBody {
    /// `announced`, `in_progress`, `completed` or `lifted`.
    #[schema(example = "announced")]
    pub state: &'static str,
    /// The state in words.
    pub state_name: String,
    /// Why it was called off, if it was.
    #[schema(required)]
    pub lifted_why: Option<String>,
    /// Everything that is recalled now: lots, ranges and lists of codes.
    pub targets: Vec<RecallTargetBody>,
    /// Changes of the list since the notice, oldest first.
    pub amendments: Vec<RecallAmendmentBody>,
    /// The product.
    pub product: String,
    /// Its trade mark.
    pub trade_mark: String,
    /// Its size.
    pub size: String,
    /// The first production date.
    #[schema(required, format = Date)]
    pub produced_from: Option<String>,
    /// The last production date.
    #[schema(required, format = Date)]
    pub produced_to: Option<String>,
    /// Where it was sold: regions.
    pub regions: Vec<String>,
    /// What it may do.
    pub hazard: String,
    /// The notice in full.
    pub notice: String,
    /// By the end of which day it must be finished.
    #[schema(required, format = Date)]
    pub finish_by: Option<String>,
    /// Whether holidays that are not announced yet may still move that day.
    pub finish_by_is_provisional: bool,
    /// How far it is.
    #[schema(required)]
    pub progress: Option<RecallProgressBody>,
    /// When it was last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

impl RecallNoticeBody {
    pub(crate) fn new(recall: &Recall, lang: Lang) -> Self {
        let (plan, state) = (&recall.plan, recall.state().as_str());
        let finish_by = recall.clock(recall.updated_at).finish_by;
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        Self {
            state,
            state_name: texts::plain(lang, &format!("recall-state-{state}")),
            lifted_why: recall.lifted_why.clone(),
            targets: recall.targets_in_force().map(RecallTargetBody::from).collect(),
            amendments: recall.amendments().iter().map(RecallAmendmentBody::from).collect(),
            product: plan.product.clone(),
            trade_mark: plan.trade_mark.clone(),
            size: plan.size.clone(),
            produced_from: day(plan.produced_from),
            produced_to: day(plan.produced_to),
            regions: plan.regions.clone(),
            hazard: plan.hazard.clone(),
            notice: plan.notice.get(lang).to_owned(),
            finish_by: finish_by.map(|day| day.date.to_string()),
            finish_by_is_provisional: finish_by.is_some_and(|day| day.is_provisional),
            progress: recall.reports.last().map(|report| RecallProgressBody {
                date: report.date.to_string(),
                recalled_units: report.recalled,
                disposed_units: report.disposed,
                is_final: report.is_final,
            }),
            updated_at: moment(recall.updated_at),
        }
    }
}

/// Codes or lots to check, at most 1,000.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecallCheckBody {
    /// What to check.
    #[schema(max_items = 1000)]
    pub items: Vec<RecallCheckItemBody>,
    /// The enterprise of all items that do not name their own: number, name, brand, registered name or
    /// credit code.
    pub enterprise: Option<String>,
    /// `zh` or `en`.
    pub lang: Option<String>,
}

/// A text as scanned or typed, or a lot.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecallCheckItemBody {
    /// A code, or the whole text of a QR code.
    #[schema(max_length = 4096)]
    pub text: Option<String>,
    /// A lot number; it needs an enterprise.
    pub lot: Option<String>,
    /// Whose.
    pub enterprise: Option<String>,
}

/// A recall that an item is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecallRefBody {
    /// The platform's number.
    pub id: u64,
    /// `1` (most urgent), `2` or `3`.
    pub level: &'static str,
    /// The level in words.
    pub level_name: String,
}

/// What was found of one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecallCheckedBody {
    /// `recalled`; `not_recalled`: known and not under recall; `unknown`: neither the platform nor a notice
    /// knows it, or its enterprise must be named; `unusable`: no code and no lot can be read from it.
    #[schema(example = "not_recalled")]
    pub outcome: &'static str,
    /// Whose it is, where that is known.
    #[schema(required)]
    pub enterprise: Option<EnterpriseRefBody>,
    /// The recalls that it is in.
    pub recalls: Vec<RecallRefBody>,
}

impl RecallCheckedBody {
    /// An item that is none.
    pub(crate) fn unusable() -> Self {
        Self { outcome: "unusable", enterprise: None, recalls: Vec::new() }
    }

    pub(crate) fn new(checked: &Checked, lang: Lang) -> Self {
        let (outcome, enterprise, recalls) = match checked {
            Checked::Recalled { enterprise, recalls } => {
                ("recalled", enterprise.as_ref(), recalls.as_slice())
            }
            Checked::NotRecalled { enterprise } => ("not_recalled", enterprise.as_ref(), &[][..]),
            Checked::Unknown => ("unknown", None, &[][..]),
        };
        let named = |recall: &std::sync::Arc<Recall>| {
            let level = recall.level.as_str();
            let level_name = texts::plain(lang, &format!("recall-level-{level}"));
            RecallRefBody { id: recall.id, level, level_name }
        };
        Self {
            outcome,
            enterprise: enterprise.map(|e| EnterpriseRefBody { id: e.id.0, name: e.name.clone() }),
            recalls: recalls.iter().map(named).collect(),
        }
    }
}

/// What was found of each item, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecallCheckedListBody {
    /// When it was checked; the next notice may change it.
    #[schema(format = DateTime)]
    pub checked_at: String,
    /// One for each item.
    pub results: Vec<RecallCheckedBody>,
}

/// Whose a recall is.
pub(crate) fn whose(directory: &Directory, recall: &Recall) -> EnterpriseRefBody {
    let unnamed = EnterpriseRefBody { id: recall.enterprise.0, name: recall.enterprise.to_string() };
    super::portal::named(directory, recall.enterprise).unwrap_or(unnamed)
}
