//! Applications, signing keys, nonces, and where enterprises stand.

use jiff::Timestamp;
use rusu_core::admission::{
    Admission, Application, ApplicationDecision, ApplicationState, EnterpriseState, Standing,
};
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::portal::{Page, PageNumber};
use rusu_core::signature::{KeyId, SigningKey};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};

use super::{bump, check_enterprise, insert_all, master, on_page, take_number};
use crate::entities::{application, enterprise, enterprise_standing, signature_nonce, signing_key};
use crate::fault::{Outcome, damaged};
use crate::rows;

const TABLE: &str = "applications";

pub async fn signing_key(db: &impl ConnectionTrait, id: &KeyId) -> Outcome<Option<SigningKey>> {
    let found = signing_key::Entity::find_by_id(id.to_string()).one(db).await?;
    Ok(found.map(rows::signing_key).transpose()?)
}

pub async fn signing_keys(db: &impl ConnectionTrait, enterprise: EnterpriseId) -> Outcome<Vec<SigningKey>> {
    let own = signing_key::Column::Enterprise.eq(enterprise.0);
    let found = signing_key::Entity::find().filter(own).all(db).await?;
    let mut keys: Vec<SigningKey> = found.into_iter().map(rows::signing_key).collect::<Result<_, _>>()?;
    // Sorted here: the databases' collations do not agree on the order of texts.
    keys.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    Ok(keys)
}

pub async fn add_signing_key(tx: &DatabaseTransaction, key: &SigningKey) -> Outcome<Option<SigningKey>> {
    check_enterprise(tx, key.enterprise).await?;
    let known = signing_key(tx, &key.id).await?;
    if known.is_none() {
        insert_all::<signing_key::Entity>(tx, vec![rows::signing_key_row(key)]).await?;
    }
    Ok(known)
}

pub async fn revoke_signing_key(
    tx: &DatabaseTransaction,
    enterprise: EnterpriseId,
    id: &KeyId,
    at: Timestamp,
) -> Outcome<bool> {
    let Some(known) = signing_key(tx, id).await?.filter(|key| key.enterprise == enterprise) else {
        return Ok(false);
    };
    if known.revoked_at.is_none() {
        let revoked = signing_key::Entity::update_many()
            .col_expr(signing_key::Column::RevokedAt, Expr::val(rows::time_text(at)))
            .filter(signing_key::Column::Id.eq(id.as_str()));
        revoked.exec(tx).await?;
    }
    Ok(true)
}

pub async fn use_nonce(
    tx: &DatabaseTransaction,
    key: &KeyId,
    nonce: &str,
    now: Timestamp,
    until: Timestamp,
) -> Outcome<bool> {
    let over = signature_nonce::Column::Until.lt(rows::time_text(now));
    signature_nonce::Entity::delete_many().filter(over).exec(tx).await?;
    // Writers follow each other, so nobody can use it between the question and the answer.
    let id = (key.to_string(), nonce.to_owned());
    if signature_nonce::Entity::find_by_id(id.clone()).one(tx).await?.is_some() {
        return Ok(false);
    }
    let row = signature_nonce::Model { key_id: id.0, nonce: id.1, until: rows::time_text(until) };
    insert_all::<signature_nonce::Entity>(tx, vec![row]).await?;
    Ok(true)
}

pub async fn standings(db: &impl ConnectionTrait, enterprise: EnterpriseId) -> Outcome<Vec<Standing>> {
    let own = enterprise_standing::Column::Enterprise.eq(enterprise.0);
    let found = enterprise_standing::Entity::find().filter(own);
    let found = found.order_by_asc(enterprise_standing::Column::Id).all(db).await?;
    Ok(found.into_iter().map(rows::standing).collect::<Result<_, _>>()?)
}

pub async fn standing(db: &impl ConnectionTrait, enterprise: EnterpriseId) -> Outcome<Standing> {
    let own = enterprise_standing::Column::Enterprise.eq(enterprise.0);
    let found = enterprise_standing::Entity::find().filter(own);
    let latest = found.order_by_desc(enterprise_standing::Column::Id).one(db).await?;
    Ok(latest.map_or_else(|| Ok(Standing::unspoken()), rows::standing)?)
}

pub async fn set_standing(
    tx: &DatabaseTransaction,
    enterprise: EnterpriseId,
    standing: &Standing,
) -> Outcome<()> {
    check_enterprise(tx, enterprise).await?;
    insert_all::<enterprise_standing::Entity>(tx, vec![rows::standing_row(enterprise, standing)]).await
}

pub async fn applications(
    db: &impl ConnectionTrait,
    state: Option<ApplicationState>,
    number: PageNumber,
) -> Outcome<Page<Application>> {
    let mut latest = application::Entity::find()
        .order_by_desc(application::Column::ReceivedAt)
        .order_by_desc(application::Column::Id);
    if let Some(state) = state {
        latest = latest.filter(application::Column::State.eq(state.as_str()));
    }
    let found = on_page(latest, number).all(db).await?;
    let read: Result<_, _> = found.into_iter().map(rows::application).collect();
    Ok(Page::cut(read?, number))
}

pub async fn applications_open(db: &impl ConnectionTrait) -> Outcome<u64> {
    let open = application::Column::State.eq(ApplicationState::Submitted.as_str());
    Ok(application::Entity::find().filter(open).count(db).await?)
}

pub async fn application(db: &impl ConnectionTrait, id: u64) -> Outcome<Option<Application>> {
    let Ok(id) = i64::try_from(id) else { return Ok(None) };
    let found = application::Entity::find_by_id(id).one(db).await?;
    Ok(found.map(rows::application).transpose()?)
}

pub async fn add_application(tx: &DatabaseTransaction, application: &Application) -> Outcome<u64> {
    let id = take_number(tx, TABLE, 0).await?;
    insert_all::<application::Entity>(tx, vec![rows::application_row(id, application)?]).await?;
    Ok(rows::given(TABLE, id)?)
}

pub async fn refuse_application(
    tx: &DatabaseTransaction,
    id: u64,
    decision: &ApplicationDecision,
    contact_until: Timestamp,
) -> Outcome<bool> {
    decide(tx, id, ApplicationState::Refused, decision, Some(contact_until)).await
}

/// Decides an application that waits; whether there is one.
async fn decide(
    tx: &DatabaseTransaction,
    id: u64,
    state: ApplicationState,
    decision: &ApplicationDecision,
    contact_until: Option<Timestamp>,
) -> Outcome<bool> {
    let Ok(id) = i64::try_from(id) else { return Ok(false) };
    let enterprise: Option<i64> = decision.enterprise.map(|id| id.0.into());
    let decided = application::Entity::update_many()
        .col_expr(application::Column::State, Expr::val(state.as_str()))
        .col_expr(application::Column::ContactUntil, Expr::val(contact_until.map(rows::time_text)))
        .col_expr(application::Column::DecidedAt, Expr::val(rows::time_text(decision.at)))
        .col_expr(application::Column::DecidedBy, Expr::val(rows::kept(&decision.who)))
        .col_expr(application::Column::Reason, Expr::val(rows::kept(&decision.reason)))
        .col_expr(application::Column::Enterprise, Expr::val(enterprise))
        .filter(application::Column::Id.eq(id))
        .filter(application::Column::State.eq(ApplicationState::Submitted.as_str()));
    Ok(decided.exec(tx).await?.rows_affected > 0)
}

pub async fn admit(tx: &DatabaseTransaction, admission: &Admission) -> Outcome<Option<EnterpriseId>> {
    let enterprise = match admission.known {
        Some(known) => {
            check_enterprise(tx, known).await?;
            known
        }
        None => next_number(tx).await?,
    };
    let decision = ApplicationDecision {
        at: admission.at,
        who: admission.who.clone(),
        reason: admission.reason.clone(),
        enterprise: None,
    };
    if !decide(tx, admission.application, ApplicationState::Admitted, &decision, None).await? {
        return Ok(None);
    }
    if admission.known.is_none() {
        let new = Enterprise {
            id: enterprise,
            name: admission.name.clone(),
            brands: admission.brands.clone(),
            parent: admission.parent,
            coverage: admission.coverage,
            profile: None,
            is_sample: false,
            last_delivered_at: None,
        };
        master::put_enterprise(tx, &new).await?;
    }
    name_enterprise(tx, admission.application, enterprise).await?;
    let standing = Standing {
        state: EnterpriseState::Admitted,
        signed_only: standing(tx, enterprise).await?.signed_only,
        reason: admission.reason.clone(),
        who: admission.who.clone(),
        since: Some(admission.at),
    };
    set_standing(tx, enterprise, &standing).await?;
    if let Some(key) = &admission.key {
        let key = SigningKey { enterprise, ..key.clone() };
        if let Some(known) = add_signing_key(tx, &key).await? {
            return Err(damaged(format!("key {} is enterprise {}'s", known.id, known.enterprise)).into());
        }
    }
    bump(tx).await?;
    Ok(Some(enterprise))
}

/// The enterprise refers to a row, so it can be named only once that row is there.
async fn name_enterprise(tx: &DatabaseTransaction, application: u64, id: EnterpriseId) -> Outcome<()> {
    let application = rows::stored("number of an application", application)?;
    let named = application::Entity::update_many()
        .col_expr(application::Column::Enterprise, Expr::val(i64::from(id.0)))
        .filter(application::Column::Id.eq(application));
    named.exec(tx).await?;
    Ok(())
}

async fn next_number(tx: &DatabaseTransaction) -> Outcome<EnterpriseId> {
    let highest = enterprise::Entity::find().order_by_desc(enterprise::Column::Id).one(tx).await?;
    let next = highest.map_or(0, |row| row.id).saturating_add(1);
    let next = u32::try_from(next).map_err(|_| damaged(format!("enterprise number {next} is too large")))?;
    Ok(EnterpriseId(next))
}

pub async fn wipe_applicants(tx: &DatabaseTransaction, now: Timestamp) -> Outcome<u64> {
    let nothing = || Expr::val(None::<String>);
    let wiped = application::Entity::update_many()
        .col_expr(application::Column::Contact, nothing())
        .col_expr(application::Column::ContactUntil, nothing())
        .filter(application::Column::ContactUntil.lte(rows::time_text(now)));
    Ok(wiped.exec(tx).await?.rows_affected)
}
