//! An enterprise's own lots on the wire: lists, sheets, and what is said about them.

use std::sync::Arc;

use jiff::civil::Date;
use rusu_core::code::TraceCode;
use rusu_core::enterprise::Reference;
use rusu_core::history::ValueChange;
use rusu_core::limits::{LOT_CHANGES_SHOWN_MAX, LOT_VOID_CODES_SHOWN_MAX};
use rusu_core::lineage::LineageNode;
use rusu_core::lot::{BizStep, CirculationEvent, Inspection, Lot, LotState, RawMaterial};
use rusu_core::portal::Page;
use rusu_core::ports::LotFile;
use rusu_core::recall::Recall;
use rusu_core::rejection::Finding;
use rusu_core::texts::Lang;
use rusu_intake::{
    DeclaredState, LotAmendment, LotError, MaterialAmendment, VoidCount, VoidOrder, lot_version, state_word,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{BothBody, moment};

/// A published lot, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LotSummaryBody {
    /// Its number.
    pub number: String,
    /// Of which product.
    pub product: String,
    /// Made at which site.
    pub site: String,
    /// When it was made.
    #[schema(format = Date)]
    pub production_date: String,
    /// Until when it is good.
    #[schema(format = Date)]
    pub expiry_date: String,
    /// `draft`, `published`, `under_correction`, `withdrawn` or `archived`.
    #[schema(example = "published")]
    pub state: &'static str,
    /// Why it was withdrawn.
    #[schema(required)]
    pub state_reason: Option<String>,
    /// Its cans.
    pub units: u64,
    /// When it was first published.
    #[schema(format = DateTime)]
    pub published_at: String,
    /// What tells this version of the lot from others; what `If-Match` is given.
    #[schema(example = "5d41402abc4b2a76b9719d911017c592")]
    pub version: String,
}

impl From<&Lot> for LotSummaryBody {
    fn from(lot: &Lot) -> Self {
        let state_reason = match &lot.state {
            LotState::Withdrawn { reason } => Some(reason.clone()),
            _ => None,
        };
        Self {
            number: lot.key.number.to_string(),
            product: lot.product.to_string(),
            site: lot.site.to_string(),
            production_date: lot.production_date.to_string(),
            expiry_date: lot.expiry_date.to_string(),
            state: state_word(&lot.state),
            state_reason,
            units: lot.unit_count,
            published_at: moment(lot.published_at),
            version: lot_version(lot),
        }
    }
}

/// A page of an enterprise's published lots, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LotsBody {
    /// The lots.
    pub lots: Vec<LotSummaryBody>,
    /// The page's number, from 1.
    pub page: usize,
    /// Whether there is another page.
    pub more: bool,
}

impl From<&Page<Lot>> for LotsBody {
    fn from(page: &Page<Lot>) -> Self {
        let lots = page.entries.iter().map(LotSummaryBody::from).collect();
        Self { lots, page: page.number, more: page.more }
    }
}

/// A raw material of a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LotMaterialBody {
    /// Its place among the lot's raw materials, from 1.
    pub number: usize,
    /// What it is.
    pub material_name: String,
    /// Its own lot number.
    #[schema(required)]
    pub material_lot: Option<String>,
    /// Who delivered it.
    #[schema(required)]
    pub supplier: Option<String>,
    /// Where it comes from.
    pub origin: String,
    /// Number of its certificate.
    pub certificate_number: String,
    /// Date of its certificate.
    #[schema(format = Date)]
    pub certificate_date: String,
    /// `pass` or `fail`.
    pub conclusion: &'static str,
    /// What it was made from: own lot numbers, or `name|material lot|supplier`.
    pub made_from: Vec<String>,
}

impl LotMaterialBody {
    fn new((index, material): (usize, &RawMaterial)) -> Self {
        Self {
            number: index + 1,
            material_name: material.name.clone(),
            material_lot: material.material_lot.clone(),
            supplier: material.supplier.clone(),
            origin: material.origin.clone(),
            certificate_number: material.certificate_number.clone(),
            certificate_date: material.certificate_date.to_string(),
            conclusion: material.conclusion.as_str(),
            made_from: material.made_from.iter().map(ToString::to_string).collect(),
        }
    }
}

/// A lot's inspection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LotInspectionBody {
    /// The report's number.
    pub report_number: String,
    /// Who inspected.
    pub laboratory: String,
    /// Date of the report.
    #[schema(format = Date)]
    pub report_date: String,
    /// `pass` or `fail`.
    pub conclusion: &'static str,
    /// What was tested.
    #[schema(required)]
    pub tested_parameters: Option<String>,
}

impl From<&Inspection> for LotInspectionBody {
    fn from(report: &Inspection) -> Self {
        Self {
            report_number: report.report_number.clone(),
            laboratory: report.laboratory.clone(),
            report_date: report.report_date.to_string(),
            conclusion: report.conclusion.as_str(),
            tested_parameters: report.tested_parameters.clone(),
        }
    }
}

/// A step of a lot's circulation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LotCirculationBody {
    /// `shipping`, `receiving` or `retail_selling`.
    #[schema(example = "shipping")]
    pub step: String,
    /// On which day.
    #[schema(format = Date)]
    pub event_date: String,
    /// In which region.
    pub place: String,
    /// Who received or sold it.
    #[serde(default)]
    #[schema(required)]
    pub party: Option<String>,
}

impl From<&CirculationEvent> for LotCirculationBody {
    fn from(event: &CirculationEvent) -> Self {
        Self {
            step: event.step.as_str().to_owned(),
            event_date: event.event_date.to_string(),
            place: event.place.clone(),
            party: event.party.clone(),
        }
    }
}

/// A change of one of a lot's values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LotChangeBody {
    /// Which value: a trace item's id, or `state`, `product`, `site` and the like.
    #[schema(example = "production_date")]
    pub field: String,
    /// Before.
    #[schema(required)]
    pub old: Option<String>,
    /// After.
    #[schema(required)]
    pub new: Option<String>,
    /// Who: a submission's id, `enterprise` or `operator`.
    pub who: String,
    /// Why; empty where it was not told.
    pub why: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

impl From<&ValueChange> for LotChangeBody {
    fn from(change: &ValueChange) -> Self {
        Self {
            field: change.field.clone(),
            old: change.old.clone(),
            new: change.new.clone(),
            who: change.who.clone(),
            why: change.why.clone(),
            at: moment(change.at),
        }
    }
}

/// A void code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LotVoidCodeBody {
    /// The code.
    pub code: String,
    /// Why.
    pub reason: String,
    /// Since when.
    #[schema(format = DateTime)]
    pub since: String,
}

/// A published lot with its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LotSheetBody {
    /// The lot, in short.
    pub lot: LotSummaryBody,
    /// Its raw materials.
    pub raw_materials: Vec<LotMaterialBody>,
    /// Its inspection.
    pub inspection: LotInspectionBody,
    /// Its circulation.
    pub circulation: Vec<LotCirculationBody>,
    /// The latest changes of its values, latest first, at most 200.
    pub history: Vec<LotChangeBody>,
    /// How many changes there were.
    pub changes: usize,
    /// Its void codes, at most 1,000 of them.
    pub void_codes: Vec<LotVoidCodeBody>,
    /// How many void codes there are.
    pub voids: usize,
    /// Numbers of recalls in force that name it, or a range of codes within it.
    pub recalls: Vec<u64>,
}

impl LotSheetBody {
    pub(crate) fn new(file: &LotFile, recalls: &[Arc<Recall>]) -> Self {
        let void = |void: &rusu_core::lot::VoidCode| LotVoidCodeBody {
            code: void.code.to_string(),
            reason: void.reason.clone(),
            since: moment(void.since),
        };
        let lot = &file.lot;
        Self {
            lot: LotSummaryBody::from(lot),
            raw_materials: lot.raw_materials.iter().enumerate().map(LotMaterialBody::new).collect(),
            inspection: LotInspectionBody::from(&lot.inspection),
            circulation: lot.circulation.iter().map(LotCirculationBody::from).collect(),
            history: file.changes.iter().rev().take(LOT_CHANGES_SHOWN_MAX).map(LotChangeBody::from).collect(),
            changes: file.changes.len(),
            void_codes: file.void_codes.iter().take(LOT_VOID_CODES_SHOWN_MAX).map(void).collect(),
            voids: file.void_codes.len(),
            recalls: recalls.iter().map(|recall| recall.id).collect(),
        }
    }
}

/// Values of one raw material that shall be others; what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MaterialAmendmentBody {
    /// Its place among the lot's raw materials, from 1.
    pub number: usize,
    /// What it is.
    #[serde(default)]
    pub material_name: Option<String>,
    /// Its own lot number; empty takes it away.
    #[serde(default)]
    pub material_lot: Option<String>,
    /// Who delivered it; empty takes it away.
    #[serde(default)]
    pub supplier: Option<String>,
    /// Where it comes from.
    #[serde(default)]
    pub origin: Option<String>,
    /// Number of its certificate.
    #[serde(default)]
    pub certificate_number: Option<String>,
    /// Date of its certificate.
    #[serde(default)]
    #[schema(format = Date)]
    pub certificate_date: Option<String>,
    /// What it was made from, as a whole: own lot numbers, or `name|material lot|supplier`.
    #[serde(default)]
    pub made_from: Option<Vec<String>>,
}

/// Values of a lot that shall be others; what is left out stays. Documents come with a delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LotAmendmentBody {
    /// Why, in at most 500 characters; consumers read it.
    pub reason: String,
    /// Made at which site.
    #[serde(default)]
    pub site: Option<String>,
    /// When it was made; the expiry date follows.
    #[serde(default)]
    #[schema(format = Date)]
    pub production_date: Option<String>,
    /// The report's number.
    #[serde(default)]
    pub report_number: Option<String>,
    /// Who inspected.
    #[serde(default)]
    pub laboratory: Option<String>,
    /// Date of the report.
    #[serde(default)]
    #[schema(format = Date)]
    pub report_date: Option<String>,
    /// What was tested; empty takes it away.
    #[serde(default)]
    pub tested_parameters: Option<String>,
    /// Some of its raw materials.
    #[serde(default)]
    pub raw_materials: Vec<MaterialAmendmentBody>,
    /// Its circulation, as a whole.
    #[serde(default)]
    pub circulation: Option<Vec<LotCirculationBody>>,
}

fn form(field: &'static str, given: &str) -> LotError {
    LotError::Form { field, given: given.to_owned() }
}

fn date(field: &'static str, text: Option<&String>) -> Result<Option<Date>, LotError> {
    text.map(|text| text.trim().parse().map_err(|_| form(field, text))).transpose()
}

impl MaterialAmendmentBody {
    fn amendment(self) -> Result<MaterialAmendment, LotError> {
        let node = |line: &String| LineageNode::parse(line).ok_or_else(|| form("made_from", line));
        let nodes = |lines: &Vec<String>| lines.iter().map(node).collect::<Result<Vec<_>, LotError>>();
        let made_from = self.made_from.as_ref().map(nodes);
        Ok(MaterialAmendment {
            number: self.number,
            name: self.material_name,
            material_lot: self.material_lot,
            supplier: self.supplier,
            origin: self.origin,
            certificate_number: self.certificate_number,
            certificate_date: date("certificate_date", self.certificate_date.as_ref())?,
            made_from: made_from.transpose()?,
        })
    }
}

impl LotCirculationBody {
    fn event(self) -> Result<CirculationEvent, LotError> {
        let step = BizStep::from_word(&self.step).ok_or_else(|| form("step", &self.step))?;
        let day = date("event_date", Some(&self.event_date))?;
        let event_date = day.ok_or_else(|| form("event_date", &self.event_date))?;
        Ok(CirculationEvent { step, event_date, place: self.place, party: self.party })
    }
}

impl LotAmendmentBody {
    /// The amendment in the domain's words.
    pub(crate) fn amendment(self) -> Result<LotAmendment, LotError> {
        let reference = |text: &String| Reference::parse(text).ok_or_else(|| form("site", text));
        let events = |events: Vec<LotCirculationBody>| {
            events.into_iter().map(LotCirculationBody::event).collect::<Result<Vec<_>, _>>()
        };
        let materials = self.raw_materials.into_iter().map(MaterialAmendmentBody::amendment);
        Ok(LotAmendment {
            reason: self.reason,
            site: self.site.as_ref().map(reference).transpose()?,
            production_date: date("production_date", self.production_date.as_ref())?,
            report_number: self.report_number,
            laboratory: self.laboratory,
            report_date: date("report_date", self.report_date.as_ref())?,
            tested_parameters: self.tested_parameters,
            raw_materials: materials.collect::<Result<_, _>>()?,
            circulation: self.circulation.map(events).transpose()?,
        })
    }
}

/// Where a lot shall stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LotStateOrderBody {
    /// `published`, `under_correction` or `withdrawn`; a lot that is withdrawn stays so.
    #[schema(example = "under_correction")]
    pub state: String,
    /// Why, in at most 500 characters; consumers read it.
    pub reason: String,
}

impl LotStateOrderBody {
    /// The state in the domain's words.
    pub(crate) fn declared(&self) -> Result<DeclaredState, LotError> {
        DeclaredState::from_word(self.state.trim()).ok_or_else(|| form("state", &self.state))
    }
}

/// Numbers of one length.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeRangeBody {
    /// The first.
    #[schema(example = "8800000000000017")]
    pub first: String,
    /// The last.
    #[schema(example = "8800000000000020")]
    pub last: String,
}

/// Codes to declare void.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidOrderBody {
    /// Why, in at most 500 characters; consumers read it.
    pub reason: String,
    /// Outer or inner codes of the lot.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Ranges; codes in them that are not of the lot are passed over.
    #[serde(default)]
    pub ranges: Vec<CodeRangeBody>,
}

impl VoidOrderBody {
    /// The order in the domain's words.
    pub(crate) fn order(self) -> Result<VoidOrder, LotError> {
        let code = |field, text: &str| TraceCode::parse(text).map_err(|_| form(field, text));
        let codes = self.codes.iter().map(|text| code("codes", text));
        let ranges = self
            .ranges
            .iter()
            .map(|r| -> Result<_, LotError> { Ok((code("ranges", &r.first)?, code("ranges", &r.last)?)) });
        Ok(VoidOrder {
            codes: codes.collect::<Result<_, LotError>>()?,
            ranges: ranges.collect::<Result<_, LotError>>()?,
            reason: self.reason,
        })
    }
}

/// What became of codes that were to be declared void.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct VoidCountBody {
    /// Void from now on.
    pub voided: usize,
    /// Void before.
    pub already: usize,
    /// In a range and not of the lot.
    pub passed_over: usize,
}

impl From<VoidCount> for VoidCountBody {
    fn from(VoidCount { voided, already, passed_over }: VoidCount) -> Self {
        Self { voided, already, passed_over }
    }
}

/// What rules say, in one text of each language.
pub(crate) fn findings_text(findings: &[(&'static str, Finding)]) -> BothBody {
    let told = |lang: Lang| {
        let said = findings.iter().map(|(field, finding)| match *field {
            "" => finding.message(lang),
            field => format!("{field}: {}", finding.message(lang)),
        });
        said.collect::<Vec<_>>().join(" ")
    };
    BothBody { zh: told(Lang::Zh), en: told(Lang::En) }
}
