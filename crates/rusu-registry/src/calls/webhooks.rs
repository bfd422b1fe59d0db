//! Webhooks, and what is still to be told.

use jiff::Timestamp;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::StoreFault;
use rusu_core::submission::SubmissionId;
use rusu_core::webhook::{Notification, Webhook, WebhookUrl};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{check_enterprise, insert_all, take_number, upsert};
use crate::entities::{notification, submission, webhook};
use crate::fault::Outcome;
use crate::rows::{self, At};

pub async fn webhook(db: &impl ConnectionTrait, enterprise: EnterpriseId) -> Outcome<Option<Webhook>> {
    let found = webhook::Entity::find_by_id(i64::from(enterprise.0)).one(db).await?;
    let read = |row: webhook::Model| -> Result<Webhook, StoreFault> {
        let at = At::new("webhooks", row.enterprise);
        Ok(Webhook {
            enterprise,
            url: at.read("url", &row.url, |text| WebhookUrl::parse(text).ok())?,
            created_at: at.time("created_at", &row.created_at)?,
        })
    };
    Ok(found.map(read).transpose()?)
}

pub async fn due(db: &impl ConnectionTrait, now: Timestamp, limit: usize) -> Outcome<Vec<Notification>> {
    let due = notification::Entity::find()
        .filter(notification::Column::DueAt.lte(rows::time_text(now)))
        .order_by_asc(notification::Column::DueAt)
        .order_by_asc(notification::Column::Id)
        .limit(u64::try_from(limit).unwrap_or(u64::MAX));
    let read = |row: notification::Model| -> Result<Notification, StoreFault> {
        let at = At::new("notifications", row.id);
        Ok(Notification {
            id: at.number("id", row.id)?,
            enterprise: EnterpriseId(at.number("enterprise", row.enterprise)?),
            submission: at.read("submission", &row.submission, SubmissionId::parse)?,
            attempts: at.number("attempts", row.attempts)?,
            due_at: at.time("due_at", &row.due_at)?,
        })
    };
    Ok(due.all(db).await?.into_iter().map(read).collect::<Result<_, _>>()?)
}

pub async fn set(tx: &DatabaseTransaction, enterprise: EnterpriseId, to: Option<&Webhook>) -> Outcome<()> {
    check_enterprise(tx, enterprise).await?;
    let id = i64::from(enterprise.0);
    match to {
        Some(to) => {
            let row = webhook::Model {
                enterprise: id,
                url: to.url.as_str().to_owned(),
                created_at: rows::time_text(to.created_at),
            };
            upsert::<webhook::Entity>(tx, row).await
        }
        None => {
            notification::Entity::delete_many()
                .filter(notification::Column::Enterprise.eq(id))
                .exec(tx)
                .await?;
            webhook::Entity::delete_by_id(id).exec(tx).await?;
            Ok(())
        }
    }
}

/// Leaves a notification of a submission that has just ended, if its enterprise has a webhook.
pub async fn notify(tx: &DatabaseTransaction, ended: &submission::Model, at: Timestamp) -> Outcome<()> {
    if webhook::Entity::find_by_id(ended.enterprise).one(tx).await?.is_none() {
        return Ok(());
    }
    let row = notification::Model {
        id: take_number(tx, "notifications", 0).await?,
        enterprise: ended.enterprise,
        submission: ended.id.clone(),
        attempts: 0,
        due_at: rows::time_text(at),
    };
    insert_all::<notification::Entity>(tx, vec![row]).await
}

pub async fn settle(tx: &DatabaseTransaction, id: u64, next: Option<Timestamp>) -> Outcome<()> {
    let id = rows::stored("number of a notification", id)?;
    match next {
        Some(next) => {
            let more = notification::Column::Attempts.into_expr().add(1);
            notification::Entity::update_many()
                .col_expr(notification::Column::Attempts, more)
                .col_expr(notification::Column::DueAt, Expr::val(rows::time_text(next)))
                .filter(notification::Column::Id.eq(id))
                .exec(tx)
                .await?;
        }
        None => {
            notification::Entity::delete_by_id(id).exec(tx).await?;
        }
    }
    Ok(())
}
