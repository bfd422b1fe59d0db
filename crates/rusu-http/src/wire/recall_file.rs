//! Recalls as their enterprise and the operator read them, on the wire.

use jiff::{SignedDuration, Timestamp};
use rusu_core::portal::Page;
use rusu_core::recall::{Amended, Recall, TargetEntry};
use rusu_core::texts::Argument;
use rusu_intake::{CountedTarget, DrillReport, RecallCount};
use rusu_query::Directory;
use serde::Serialize;
use utoipa::ToSchema;

use super::portal::EnterpriseRefBody;
use super::recall_draft::{RecallPlanBody, RecallReportBody};
use super::recalls::{RecallTargetBody, whose};
use super::{BothBody, moment};

/// Who changed the list, when and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AmendedBody {
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// Who.
    pub who: String,
    /// Why; empty for what stood in the plan.
    pub why: String,
}

impl From<&Amended> for AmendedBody {
    fn from(amended: &Amended) -> Self {
        Self { at: moment(amended.at), who: amended.who.clone(), why: amended.why.clone() }
    }
}

/// An entry of the list with its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecallEntryBody {
    /// What.
    pub target: RecallTargetBody,
    /// How it came into the list.
    pub added: AmendedBody,
    /// How it left the list.
    #[schema(required)]
    pub removed: Option<AmendedBody>,
    /// Whether the platform knows it; `null` where it was not looked up.
    #[schema(required)]
    pub is_known: Option<bool>,
    /// Cans that no entry before it has counted; `null` where they cannot be counted.
    #[schema(required)]
    pub units: Option<u64>,
    /// Codes of the list that nobody has delivered.
    pub unknown_codes: u64,
    /// The first hundred of them.
    pub unknown_named: Vec<String>,
}

impl RecallEntryBody {
    fn new(entry: &TargetEntry, counted: Option<&CountedTarget>) -> Self {
        let unknown = counted.map(|counted| counted.unknown_named.as_slice()).unwrap_or_default();
        Self {
            target: RecallTargetBody::from(&entry.target),
            added: AmendedBody::from(&entry.added),
            removed: entry.removed.as_ref().map(AmendedBody::from),
            is_known: counted.map(|counted| counted.is_known),
            units: counted.and_then(|counted| counted.units),
            unknown_codes: counted.map_or(0, |counted| counted.unknown_codes),
            unknown_named: unknown.iter().map(ToString::to_string).collect(),
        }
    }
}

/// By when what must be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecallClockBody {
    /// By when it must have started.
    #[schema(format = DateTime)]
    pub start_by: String,
    /// Whether it did not start in time.
    pub is_start_late: bool,
    /// By the end of which day it must be finished.
    #[schema(required, format = Date)]
    pub finish_by: Option<String>,
    /// Whether holidays that are not announced yet may still move that day.
    pub finish_by_is_provisional: bool,
    /// Whether it was not finished in time.
    pub is_finish_late: bool,
}

/// How many cans, and what share came back. Shares are thousandths, rounded down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecallFiguresBody {
    /// Cans made of what is recalled.
    #[schema(required)]
    pub units_produced: Option<u64>,
    /// Whether the platform counted them; otherwise the plan says so.
    pub is_counted: bool,
    /// Cans sold, as the plan says.
    #[schema(required)]
    pub units_sold: Option<u64>,
    /// Of what was made, how much came back.
    #[schema(required)]
    pub recalled_of_produced_permille: Option<u64>,
    /// Of what was sold, how much came back.
    #[schema(required)]
    pub recalled_of_sold_permille: Option<u64>,
    /// Of what came back, how much was disposed of.
    #[schema(required)]
    pub disposed_of_recalled_permille: Option<u64>,
}

/// What a drill has shown. Times are milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DrillReportBody {
    /// From the plan to the notice.
    #[schema(required)]
    pub to_announce_ms: Option<i64>,
    /// From the notice to the first look-up that told of it.
    #[schema(required)]
    pub to_effect_ms: Option<i64>,
    /// From the notice to the end.
    #[schema(required)]
    pub to_end_ms: Option<i64>,
    /// Targets.
    pub targets: usize,
    /// Of these, targets that the platform knows.
    pub targets_known: usize,
    /// Their share in thousandths.
    #[schema(required)]
    pub targets_known_permille: Option<usize>,
    /// Cans found.
    #[schema(required)]
    pub units: Option<u64>,
    /// What would have been missing.
    pub missing: Vec<RecallTargetBody>,
    /// Codes of lists that nobody has delivered.
    pub codes_missing: u64,
    /// Fields of the plan that the regulation asks for and that are empty.
    pub plan_missing: Vec<&'static str>,
}

impl From<&DrillReport> for DrillReportBody {
    fn from(report: &DrillReport) -> Self {
        let ms = |time: SignedDuration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        Self {
            to_announce_ms: report.to_announce.map(ms),
            to_effect_ms: report.to_effect.map(ms),
            to_end_ms: report.to_end.map(ms),
            targets: report.targets,
            targets_known: report.targets_known,
            targets_known_permille: (report.targets_known * 1_000).checked_div(report.targets),
            units: report.units,
            missing: report.missing.iter().map(RecallTargetBody::from).collect(),
            codes_missing: report.codes_missing,
            plan_missing: report.plan_missing.clone(),
        }
    }
}

/// A recall with everything that its enterprise and the operator know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecallFileBody {
    /// The platform's number.
    pub id: u64,
    /// How often it was stored.
    pub revision: u64,
    /// Whose.
    pub enterprise: EnterpriseRefBody,
    /// Whether it is an exercise.
    pub drill: bool,
    /// `planned`, `announced`, `in_progress`, `completed` or `lifted`.
    #[schema(example = "announced")]
    pub state: &'static str,
    /// `1` (most urgent), `2` or `3`.
    pub level: &'static str,
    /// The list with its history.
    pub targets: Vec<RecallEntryBody>,
    /// Why.
    pub reason: String,
    /// What to do.
    pub instructions: String,
    /// Whom to call.
    pub contact_phone: String,
    /// The rest of the plan.
    pub plan: RecallPlanBody,
    /// When it was written down.
    #[schema(format = DateTime)]
    pub planned_at: String,
    /// When the notice was published.
    #[schema(required, format = DateTime)]
    pub announced_at: Option<String>,
    /// When cans began to come back.
    #[schema(required, format = DateTime)]
    pub started_at: Option<String>,
    /// When it ended.
    #[schema(required, format = DateTime)]
    pub ended_at: Option<String>,
    /// Why it was called off.
    #[schema(required)]
    pub lifted_why: Option<String>,
    /// Reports, oldest first.
    pub reports: Vec<RecallReportBody>,
    /// Its clocks.
    pub clock: RecallClockBody,
    /// Its figures; `null` in lists.
    #[schema(required)]
    pub figures: Option<RecallFiguresBody>,
    /// What should be looked at, such as lots that were never delivered.
    pub warnings: Vec<BothBody>,
    /// For a drill: what it has shown; `null` in lists.
    #[schema(required)]
    pub drill_report: Option<DrillReportBody>,
}

impl RecallFileBody {
    pub(crate) fn new(
        recall: &Recall,
        count: Option<&RecallCount>,
        directory: &Directory,
        now: Timestamp,
    ) -> Self {
        let mut counted = count.map(|count| count.targets.iter()).into_iter().flatten();
        let entry = |entry: &TargetEntry| {
            RecallEntryBody::new(entry, if entry.is_in_force() { counted.next() } else { None })
        };
        let clock = recall.clock(now);
        let drill = count.filter(|_| recall.is_drill).map(|count| DrillReport::new(recall, count));
        Self {
            id: recall.id,
            revision: recall.revision,
            enterprise: whose(directory, recall),
            drill: recall.is_drill,
            state: recall.state().as_str(),
            level: recall.level.as_str(),
            targets: recall.targets.iter().map(entry).collect(),
            reason: recall.reason.clone(),
            instructions: recall.instructions.clone(),
            contact_phone: recall.contact_phone.clone(),
            plan: RecallPlanBody::from(&recall.plan),
            planned_at: moment(recall.planned_at),
            announced_at: recall.announced_at.map(moment),
            started_at: recall.started_at.map(moment),
            ended_at: recall.ended_at.map(moment),
            lifted_why: recall.lifted_why.clone(),
            reports: recall.reports.iter().map(RecallReportBody::from).collect(),
            clock: RecallClockBody {
                start_by: moment(clock.start_by),
                is_start_late: clock.is_start_late,
                finish_by: clock.finish_by.map(|day| day.date.to_string()),
                finish_by_is_provisional: clock.finish_by.is_some_and(|day| day.is_provisional),
                is_finish_late: clock.is_finish_late,
            },
            figures: count.map(|count| figures(recall, count)),
            warnings: count.map(|count| warnings(recall, count)).unwrap_or_default(),
            drill_report: drill.as_ref().map(DrillReportBody::from),
        }
    }
}

fn figures(recall: &Recall, count: &RecallCount) -> RecallFiguresBody {
    // A list without an entry has no cans, which is no count.
    let counted = count.units.filter(|_| !count.targets.is_empty());
    let produced = recall.produced(counted);
    let ratios = recall.ratios(produced);
    RecallFiguresBody {
        units_produced: produced.map(|produced| produced.units),
        is_counted: produced.is_some_and(|produced| produced.is_counted),
        units_sold: recall.plan.quantity_sold,
        recalled_of_produced_permille: ratios.recalled_of_produced,
        recalled_of_sold_permille: ratios.recalled_of_sold,
        disposed_of_recalled_permille: ratios.disposed_of_recalled,
    }
}

fn warnings(recall: &Recall, count: &RecallCount) -> Vec<BothBody> {
    let targets = recall.targets_in_force().zip(&count.targets).filter(|(_, counted)| !counted.is_known);
    let say = |(target, counted): (_, &CountedTarget)| {
        let body = RecallTargetBody::from(target);
        let lot = body.lot.unwrap_or_default();
        let first = body.first.or_else(|| body.codes.first().cloned()).unwrap_or_default();
        let arguments: [(&str, Argument<'_>); 3] =
            [("lot", (&lot).into()), ("first", (&first).into()), ("count", counted.unknown_codes.into())];
        BothBody::of_message(&format!("recall-unknown-{}", body.kind), &arguments)
    };
    targets.map(say).collect()
}

/// A page of recalls, latest change first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecallFilesBody {
    /// The recalls.
    pub recalls: Vec<RecallFileBody>,
    /// The page's number, from 1.
    pub page: usize,
    /// Whether there is another behind it.
    pub more: bool,
}

impl RecallFilesBody {
    pub(crate) fn new(page: &Page<Recall>, directory: &Directory, now: Timestamp) -> Self {
        let recalls = page.entries.iter().map(|recall| RecallFileBody::new(recall, None, directory, now));
        Self { recalls: recalls.collect(), page: page.number, more: page.more }
    }
}
