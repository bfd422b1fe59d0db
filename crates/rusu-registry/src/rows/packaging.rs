//! Rows of packaging events.

use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::packaging::{PackagingEvent, PackagingStep};
use rusu_core::ports::StoreFault;

use super::{At, kept, time_text};
use crate::entities::{packaging_event, packaging_state};

pub fn packaging_event_row(event: &PackagingEvent) -> packaging_event::Model {
    packaging_event::Model {
        id: 0,
        enterprise: event.enterprise.0.into(),
        step: event.step.as_str().to_owned(),
        code: event.code.as_str().to_owned(),
        package: event.package.as_str().to_owned(),
        why: kept(&event.why),
        who: kept(&event.who),
        happened_at: time_text(event.at),
    }
}

pub fn packaging_state_row(event: &PackagingEvent) -> packaging_state::Model {
    let packaging_event::Model { enterprise, step, code, package, why, who, happened_at, .. } =
        packaging_event_row(event);
    packaging_state::Model { enterprise, code, step, package, why, who, happened_at }
}

pub fn packaging_event(row: &packaging_event::Model) -> Result<PackagingEvent, StoreFault> {
    let at = At::new("packaging_events", row.id);
    let code = |column, text: &str| at.read(column, text, |text| TraceCode::parse(text).ok());
    Ok(PackagingEvent {
        enterprise: EnterpriseId(at.number("enterprise", row.enterprise)?),
        step: at.read("step", &row.step, PackagingStep::from_word)?,
        code: code("code", &row.code)?,
        package: code("package", &row.package)?,
        why: row.why.clone(),
        who: row.who.clone(),
        at: at.time("happened_at", &row.happened_at)?,
    })
}

pub fn packaging_state(row: &packaging_state::Model) -> Result<PackagingEvent, StoreFault> {
    let packaging_state::Model { enterprise, code, step, package, why, who, happened_at } = row.clone();
    packaging_event(&packaging_event::Model { id: 0, enterprise, step, code, package, why, who, happened_at })
}
