//! Rules for a lot's circulation.

use super::{LotContext, RowFindings};
use crate::draft::LotEntry;
use crate::limits::CIRCULATION_EVENTS_PER_LOT_MAX;
use crate::lot::CirculationEvent;
use crate::rejection::Finding;

/// Checks the steps of a lot's circulation.
#[must_use]
pub fn check_circulation(
    lot: &LotEntry,
    events: &[CirculationEvent],
    context: &LotContext<'_>,
) -> RowFindings {
    let mut findings = RowFindings::new();
    if events.len() > CIRCULATION_EVENTS_PER_LOT_MAX {
        let finding = Finding::error("circulation_limit", events.len().to_string());
        findings.push((None, "", finding.with("limit", CIRCULATION_EVENTS_PER_LOT_MAX)));
    }
    for (index, event) in events.iter().enumerate() {
        let date = event.event_date.to_string();
        if event.event_date < lot.production_date {
            let finding = Finding::error("circulation_before_production", date.as_str());
            findings.push((Some(index), "event_date", finding.with("production", lot.production_date)));
        }
        if event.event_date > context.today {
            let finding = Finding::error("circulation_in_future", date);
            findings.push((Some(index), "event_date", finding.with("today", context.today)));
        }
    }
    findings
}
