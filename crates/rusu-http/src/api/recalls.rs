//! Bulk checks of recalls, for anybody.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::{Extension, Json};
use rusu_core::limits::{
    QUESTION_BYTES_MAX, RECALL_CHECK_BODY_BYTES_MAX, RECALL_CHECK_MAX, RECALL_CHECKS_AT_ONCE_MAX,
};
use rusu_core::lot::{LotKey, LotNumber};
use rusu_core::texts::Lang;
use rusu_intake::RecallDesk;
use rusu_query::{CheckedItem, Directory};
use tokio::sync::Semaphore;

use super::answers::of_body_within;
use super::recall_feeds::Feeds;
use crate::app::{App, AppState};
use crate::blocking::blocking;
use crate::error::ApiError;
use crate::language::{Preferred, of_tag};
use crate::problem::Problem;
use crate::wire::{RecallCheckBody, RecallCheckItemBody, RecallCheckedBody, RecallCheckedListBody, moment};

/// Recalls: the desk, and what is published of them.
pub struct RecallRoom {
    /// The desk for what enterprises and the operator write.
    pub desk: Arc<RecallDesk>,
    /// The public list, as it is sent.
    pub(crate) feeds: Feeds,
}

impl RecallRoom {
    /// Takes the desk.
    #[must_use]
    pub fn new(desk: Arc<RecallDesk>) -> Self {
        Self { desk, feeds: Feeds::default() }
    }
}

/// Room for bulk checks that are under way.
#[derive(Clone, Debug)]
pub(crate) struct CheckRoom(Arc<Semaphore>);

impl Default for CheckRoom {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(RECALL_CHECKS_AT_ONCE_MAX)))
    }
}

/// Checks many codes or lots at once: which are under recall.
///
/// Nothing is counted as a query. An item that cannot be read is told as `unusable` and does not hinder
/// the others.
#[utoipa::path(
    post, path = "/api/v1/recalls/check", tag = "portal",
    request_body(content = RecallCheckBody, content_type = "application/json"),
    responses(
        (status = 200, description = "What was found of each item, in their order", body = RecallCheckedListBody),
        (status = 400, description = "Not a check, or an enterprise that nobody is called", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "Larger than any check", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Too many items", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Later it will work", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn check_recalls(
    State(app): State<AppState>,
    Extension(CheckRoom(room)): Extension<CheckRoom>,
    Preferred(preferred): Preferred,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<RecallCheckedListBody>, ApiError> {
    let body = body.map_err(|rejection| of_body_within(rejection, RECALL_CHECK_BODY_BYTES_MAX))?;
    let asked: RecallCheckBody =
        serde_json::from_slice(&body).map_err(|error| ApiError::BodyForm { why: error.to_string() })?;
    let given = asked.items.len();
    if given > RECALL_CHECK_MAX {
        return Err(ApiError::RecallCheckTooLong { given });
    }
    let busy = |_| ApiError::Busy { what: "checks", what_max: RECALL_CHECKS_AT_ONCE_MAX };
    let entered = room.try_acquire_owned().map_err(busy)?;
    let lang = asked.lang.as_deref().and_then(of_tag).unwrap_or(preferred);
    let checked = blocking(move || {
        let _entered = entered;
        checked(&app, &asked, lang)
    });
    Ok(Json(checked.await?))
}

fn checked(app: &App, asked: &RecallCheckBody, lang: Lang) -> Result<RecallCheckedListBody, ApiError> {
    let directory = app.query.directory()?;
    let everybodys = match asked.enterprise.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        None => None,
        Some(name) => {
            let unknown = || ApiError::EnterpriseUnknown { name: name.to_owned() };
            Some(directory.find(name).ok_or_else(unknown)?.id)
        }
    };
    let one = |item: &RecallCheckItemBody| match usable(item, everybodys, &directory) {
        Some(item) => Ok(RecallCheckedBody::new(&app.query.check_recall(&item)?, lang)),
        None => Ok(RecallCheckedBody::unusable()),
    };
    let results = asked.items.iter().map(one).collect::<Result<_, ApiError>>()?;
    Ok(RecallCheckedListBody { checked_at: moment(app.clock.now()), results })
}

/// What an item asks for; `None` if it is neither a text nor a lot of a known enterprise.
fn usable(
    item: &RecallCheckItemBody,
    everybodys: Option<rusu_core::enterprise::EnterpriseId>,
    directory: &Directory,
) -> Option<CheckedItem> {
    let enterprise = match item.enterprise.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        Some(name) => Some(directory.find(name)?.id),
        None => everybodys,
    };
    match (&item.text, &item.lot) {
        (Some(text), None) => {
            let fits = !text.trim().is_empty() && text.len() <= QUESTION_BYTES_MAX;
            fits.then(|| CheckedItem::Text { text: text.clone(), enterprise })
        }
        (None, Some(lot)) => {
            Some(CheckedItem::Lot(LotKey { enterprise: enterprise?, number: LotNumber::parse(lot)? }))
        }
        _ => None,
    }
}
