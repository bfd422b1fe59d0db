//! What the enterprises' and the operator's faces of recalls share: one call each, and the mapping.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::http::HeaderMap;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::RECALL_JSON_BYTES_MAX;
use rusu_core::portal::PageNumber;
use rusu_core::recall::{Recall, RecallRefusal, RecallStep, RecallTarget};
use rusu_intake::{PortalError, RecallActor, RecallError};
use serde::de::DeserializeOwned;

use super::operator::body::whole;
use crate::app::{App, AppState};
use crate::blocking::blocking;
use crate::error::ApiError;
use crate::wire::{
    RecallChangeBody, RecallDraftBody, RecallFileBody, RecallFilesBody, RecallReportBody, RecallStepBody,
    RecallTargetBody,
};

/// A recall, or why not.
pub(crate) type Filed = Result<Json<RecallFileBody>, ApiError>;

/// A body of JSON.
pub(crate) async fn json<T: DeserializeOwned>(headers: &HeaderMap, body: Body) -> Result<T, ApiError> {
    let limit = u64::try_from(RECALL_JSON_BYTES_MAX).unwrap_or(u64::MAX);
    let too_large = |_| ApiError::BodyTooLarge { limit: RECALL_JSON_BYTES_MAX };
    let body = whole(headers, body, limit, too_large).await?;
    serde_json::from_slice(&body).map_err(|error| ApiError::BodyForm { why: error.to_string() })
}

/// Lists recalls with plans and drills.
pub(crate) async fn listed(
    app: AppState,
    actor: RecallActor,
    page: PageNumber,
) -> Result<Json<RecallFilesBody>, ApiError> {
    let body = blocking(move || {
        let found = app.recalls.desk.list(&actor, page)?;
        let directory = app.query.directory()?;
        Ok::<_, ApiError>(RecallFilesBody::new(&found, &directory, app.clock.now()))
    });
    Ok(Json(body.await?))
}

/// Shows one.
pub(crate) async fn shown(app: AppState, actor: RecallActor, id: u64) -> Filed {
    filed(app, actor, move |app, actor| app.recalls.desk.get(actor, id).map_err(Into::into)).await
}

/// Writes a plan down, and announces it if that is asked.
pub(crate) async fn created(app: AppState, actor: RecallActor, body: RecallDraftBody) -> Filed {
    filed(app, actor, move |app, actor| {
        let announce = body.announce;
        let enterprise = enterprise(app, body.enterprise.as_deref())?;
        let draft = body.read(enterprise)?;
        let desk = &app.recalls.desk;
        let saved = if announce { desk.announce_at_once(actor, &draft)? } else { desk.plan(actor, &draft)? };
        report(&saved, "a recall was written down");
        Ok(saved)
    })
    .await
}

/// Writes a plan anew.
pub(crate) async fn revised(app: AppState, actor: RecallActor, id: u64, body: RecallDraftBody) -> Filed {
    filed(app, actor, move |app, actor| {
        let announce = body.announce;
        let draft = body.read(None)?;
        let desk = &app.recalls.desk;
        let saved = desk.revise(actor, id, &draft)?;
        let saved = if announce { desk.announce(actor, id)? } else { saved };
        report(&saved, "a recall's plan was written anew");
        Ok(saved)
    })
    .await
}

/// Takes a step.
pub(crate) async fn stepped(app: AppState, actor: RecallActor, id: u64, body: RecallStepBody) -> Filed {
    filed(app, actor, move |app, actor| {
        let desk = &app.recalls.desk;
        let saved = match RecallStep::from_word(body.step.trim()) {
            Some(RecallStep::Announce) => desk.announce(actor, id)?,
            Some(RecallStep::Start) => desk.start(actor, id)?,
            Some(RecallStep::Complete) => desk.complete(actor, id)?,
            Some(RecallStep::Lift) => desk.lift(actor, id, &body.why)?,
            Some(RecallStep::Look) => look(app, actor, id, body.text.as_deref())?,
            Some(RecallStep::Revise | RecallStep::Amend | RecallStep::Report) | None => {
                return Err(PortalError::Form { field: "step", given: body.step }.into());
            }
        };
        report(&saved, "a recall took a step");
        Ok(saved)
    })
    .await
}

/// Changes the list.
pub(crate) async fn amended(app: AppState, actor: RecallActor, id: u64, body: RecallChangeBody) -> Filed {
    filed(app, actor, move |app, actor| {
        let [add, remove] = [&body.add, &body.remove].map(|list| targets(list));
        let saved = app.recalls.desk.amend(actor, id, add?, &remove?, &body.why)?;
        report(&saved, "a recall's list was changed");
        Ok(saved)
    })
    .await
}

/// Reports progress.
pub(crate) async fn reported(app: AppState, actor: RecallActor, id: u64, body: RecallReportBody) -> Filed {
    filed(app, actor, move |app, actor| {
        let saved = app.recalls.desk.report(actor, id, &body.read()?)?;
        report(&saved, "a recall's progress was reported");
        Ok(saved)
    })
    .await
}

/// Looks a can of a drill up, as everybody would, and notes when the look-up told of it.
fn look(app: &App, actor: &RecallActor, id: u64, text: Option<&str>) -> Result<Recall, ApiError> {
    let desk = &app.recalls.desk;
    let recall = desk.get(actor, id)?;
    if !recall.is_drill {
        return Err(RecallError::from(RecallRefusal::NoDrill).into());
    }
    recall.check_step(RecallStep::Look).map_err(RecallError::from)?;
    let first = || recall.codes().next().or_else(|| recall.ranges().next().map(|range| range.first()));
    let text = match text.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) => text.to_owned(),
        None => first().map(ToString::to_string).ok_or(PortalError::Missing { field: "text" })?,
    };
    let answer = app.query.look_in_drill(&text, recall.enterprise)?;
    if answer.recalls.iter().any(|told| told.id == id) {
        Ok(desk.note_effect(actor, id)?)
    } else {
        Ok(recall)
    }
}

fn targets(bodies: &[RecallTargetBody]) -> Result<Vec<RecallTarget>, PortalError> {
    bodies.iter().map(RecallTargetBody::read).collect()
}

fn enterprise(app: &App, name: Option<&str>) -> Result<Option<EnterpriseId>, ApiError> {
    let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else { return Ok(None) };
    let unknown = || ApiError::EnterpriseUnknown { name: name.to_owned() };
    Ok(Some(app.query.directory()?.find(name).ok_or_else(unknown)?.id))
}

/// Runs a call of the desk and shows the recall as it then stands, counted.
async fn filed(
    app: AppState,
    actor: RecallActor,
    call: impl FnOnce(&Arc<App>, &RecallActor) -> Result<Recall, ApiError> + Send + 'static,
) -> Filed {
    let body = blocking(move || {
        let recall = call(&app, &actor)?;
        let count = app.recalls.desk.count(&recall)?;
        let directory = app.query.directory()?;
        Ok::<_, ApiError>(RecallFileBody::new(&recall, Some(&count), &directory, app.clock.now()))
    });
    Ok(Json(body.await?))
}

fn report(recall: &Recall, what: &'static str) {
    let (id, enterprise, state) = (recall.id, recall.enterprise.0, recall.state().as_str());
    tracing::info!(recall = id, enterprise, state, drill = recall.is_drill, "{what}");
}
