//! Submissions, receipts and rejections.

use std::collections::HashMap;

use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::REJECTIONS_KEPT_MAX;
use rusu_core::ports::{NewSubmission, StoreFault, SubmissionOutcome};
use rusu_core::rejection::Rejection;
use rusu_core::submission::{LotReceipt, Receipt, SubmissionId, SubmissionState};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{CHUNK, check_enterprise, insert_all, upsert, webhooks};
use crate::entities::{rejection, submission, submission_lot};
use crate::fault::{Outcome, damaged};
use crate::rows::{self, At};

pub async fn receipt(db: &impl ConnectionTrait, id: &SubmissionId) -> Outcome<Option<Receipt>> {
    let found = submission::Entity::find_by_id(id.as_str().to_owned()).one(db).await?;
    Ok(assemble(db, found.into_iter().collect()).await?.pop())
}

pub async fn receipts(
    db: &impl ConnectionTrait,
    enterprise: EnterpriseId,
    limit: usize,
) -> Outcome<Vec<Receipt>> {
    let of_enterprise = submission::Entity::find().filter(submission::Column::Enterprise.eq(enterprise.0));
    let latest =
        of_enterprise.order_by_desc(submission::Column::ReceivedAt).order_by_desc(submission::Column::Id);
    let limit = u64::try_from(limit).unwrap_or(u64::MAX).min(i64::MAX.unsigned_abs());
    let found = latest.limit(limit).all(db).await?;
    assemble(db, found).await
}

/// Receipts of their rows, in the same order.
async fn assemble(db: &impl ConnectionTrait, found: Vec<submission::Model>) -> Outcome<Vec<Receipt>> {
    let mut lots: HashMap<String, Vec<LotReceipt>> = HashMap::new();
    for chunk in found.chunks(CHUNK) {
        let ids = chunk.iter().map(|row| row.id.as_str());
        let of_submissions =
            submission_lot::Entity::find().filter(submission_lot::Column::Submission.is_in(ids));
        for row in of_submissions.order_by_asc(submission_lot::Column::Position).all(db).await? {
            let lot = rows::lot_receipt(&row)?;
            lots.entry(row.submission).or_default().push(lot);
        }
    }
    let mut with_lots = |row: submission::Model| {
        let its = lots.remove(&row.id).unwrap_or_default();
        rows::receipt(row, its)
    };
    Ok(found.into_iter().map(&mut with_lots).collect::<Result<_, _>>()?)
}

pub async fn rejections(db: &impl ConnectionTrait, id: &SubmissionId) -> Outcome<Vec<Rejection>> {
    let of_submission = rejection::Entity::find().filter(rejection::Column::Submission.eq(id.as_str()));
    let found = of_submission.order_by_asc(rejection::Column::Position).all(db).await?;
    Ok(found.into_iter().map(rows::rejection).collect::<Result<_, _>>()?)
}

pub async fn unfinished(db: &impl ConnectionTrait) -> Outcome<Vec<SubmissionId>> {
    let waiting = SubmissionState::ALL.iter().filter(|state| !state.is_final()).map(|state| state.as_str());
    let found = submission::Entity::find()
        .filter(submission::Column::State.is_in(waiting))
        .order_by_asc(submission::Column::ReceivedAt)
        .order_by_asc(submission::Column::Id);
    let id =
        |row: submission::Model| At::new("submissions", &row.id).read("id", &row.id, SubmissionId::parse);
    Ok(found.all(db).await?.into_iter().map(id).collect::<Result<_, _>>()?)
}

pub async fn create(tx: &DatabaseTransaction, new: &NewSubmission) -> Outcome<Receipt> {
    check_enterprise(tx, new.enterprise).await?;
    let row = rows::new_submission_row(new);
    let earlier = submission::Entity::find()
        .filter(submission::Column::Enterprise.eq(new.enterprise.0))
        .filter(submission::Column::IdempotencyKey.eq(row.idempotency_key.as_str()));
    if let Some(earlier) = earlier.one(tx).await? {
        let receipt = assemble(tx, vec![earlier]).await?.pop();
        return receipt.ok_or_else(|| damaged("a submission was read and is gone").into());
    }
    if receipt(tx, &new.id).await?.is_some() {
        return Err(damaged(format!("submission {} exists under another idempotency key", new.id)).into());
    }
    insert_all::<submission::Entity>(tx, vec![row.clone()]).await?;
    Ok(rows::receipt(row, Vec::new())?)
}

pub async fn save_outcome(
    tx: &DatabaseTransaction,
    id: &SubmissionId,
    outcome: &SubmissionOutcome,
    rejections: &[Rejection],
) -> Outcome<()> {
    if rejections.len() > REJECTIONS_KEPT_MAX {
        let limit = u64::try_from(REJECTIONS_KEPT_MAX).unwrap_or(u64::MAX);
        return Err(StoreFault::TooLarge { what: "kept rejections", limit }.into());
    }
    let Some(before) = submission::Entity::find_by_id(id.as_str().to_owned()).one(tx).await? else {
        return Err(damaged(format!("submission {id} does not exist")).into());
    };
    let was_final = SubmissionState::from_word(&before.state).is_some_and(SubmissionState::is_final);
    let after = with_outcome(before, outcome)?;
    if let Some(at) = outcome.finished_at.filter(|_| outcome.state.is_final() && !was_final) {
        webhooks::notify(tx, &after, at).await?;
    }
    upsert::<submission::Entity>(tx, after).await?;
    submission_lot::Entity::delete_many()
        .filter(submission_lot::Column::Submission.eq(id.as_str()))
        .exec(tx)
        .await?;
    let lots = outcome.lots.iter().enumerate().map(|(index, lot)| rows::lot_receipt_row(id, index, lot));
    insert_all::<submission_lot::Entity>(tx, lots.collect::<Result<_, _>>()?).await?;
    rejection::Entity::delete_many().filter(rejection::Column::Submission.eq(id.as_str())).exec(tx).await?;
    let rejected =
        rejections.iter().enumerate().map(|(index, rejection)| rows::rejection_row(id, index, rejection));
    insert_all::<rejection::Entity>(tx, rejected.collect::<Result<_, _>>()?).await
}

fn with_outcome(
    before: submission::Model,
    outcome: &SubmissionOutcome,
) -> Result<submission::Model, StoreFault> {
    let count = |value| rows::stored("rows of a submission", value);
    Ok(submission::Model {
        state: outcome.state.as_str().to_owned(),
        rows_total: count(outcome.counts.total)?,
        rows_accepted: count(outcome.counts.accepted)?,
        rows_rejected: count(outcome.counts.rejected)?,
        rows_duplicate: count(outcome.counts.duplicate)?,
        warnings: count(outcome.counts.warnings)?,
        failure: rows::kept_option(outcome.failure.as_ref()),
        finished_at: outcome.finished_at.map(rows::time_text),
        decoded_at: outcome.times.decoded_at.map(rows::time_text),
        committed_at: outcome.times.committed_at.map(rows::time_text),
        ..before
    })
}
