//! What a drill shows: how long each step took, and what would have been missing.

use jiff::{SignedDuration, Timestamp};
use rusu_core::recall::{Recall, RecallTarget};

use super::RecallCount;

/// The report of a drill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrillReport {
    /// From the plan to the notice.
    pub to_announce: Option<SignedDuration>,
    /// From the notice to the first look-up that told of it.
    pub to_effect: Option<SignedDuration>,
    /// From the notice to the end.
    pub to_end: Option<SignedDuration>,
    /// Targets.
    pub targets: usize,
    /// Of these, targets that the platform knows.
    pub targets_known: usize,
    /// Cans found; `None` if some cannot be counted.
    pub units: Option<u64>,
    /// Targets that would have been missing: lots never delivered, lists with unknown codes.
    pub missing: Vec<RecallTarget>,
    /// Codes of lists that nobody has delivered.
    pub codes_missing: u64,
    /// Fields of the plan that the regulation asks for and that are empty, by their stable names.
    pub plan_missing: Vec<&'static str>,
}

impl DrillReport {
    /// The report of a recall with its count.
    #[must_use]
    pub fn new(recall: &Recall, count: &RecallCount) -> Self {
        let since = |from: Option<Timestamp>, to: Option<Timestamp>| Some(to?.duration_since(from?));
        let targets: Vec<&RecallTarget> = recall.targets_in_force().collect();
        let missing = targets.iter().zip(&count.targets).filter(|(_, counted)| !counted.is_known);
        Self {
            to_announce: since(Some(recall.planned_at), recall.announced_at),
            to_effect: since(recall.announced_at, recall.effective_at),
            to_end: since(recall.announced_at, recall.ended_at),
            targets: targets.len(),
            targets_known: count.targets_known(),
            units: count.units,
            missing: missing.map(|(target, _)| (*target).clone()).collect(),
            codes_missing: count.targets.iter().map(|target| target.unknown_codes).sum(),
            plan_missing: plan_missing(recall),
        }
    }
}

fn plan_missing(recall: &Recall) -> Vec<&'static str> {
    let plan = &recall.plan;
    let texts = [
        ("producer", &plan.producer),
        ("product", &plan.product),
        ("trade_mark", &plan.trade_mark),
        ("size", &plan.size),
        ("hazard", &plan.hazard),
        ("flow", &plan.flow),
        ("notice", &plan.notice.zh),
        ("disposal", &plan.disposal),
        ("expected_effect", &plan.expected_effect),
    ];
    let mut missing: Vec<_> =
        texts.iter().filter(|(_, text)| text.is_empty()).map(|(name, _)| *name).collect();
    let values = [
        ("produced_from", plan.produced_from.is_none()),
        ("produced_to", plan.produced_to.is_none()),
        ("quantity_sold", plan.quantity_sold.is_none()),
        ("regions", plan.regions.is_empty()),
    ];
    missing.extend(values.iter().filter(|(_, is_missing)| *is_missing).map(|(name, _)| *name));
    missing
}
