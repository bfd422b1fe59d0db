//! Logos, figures, counters, the operator's keys, check files, and what there is one of.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::portal::{CheckFile, LotStatistics, OperatorKey, Picture, QueryCount, Statement};
use rusu_core::ports::StoreFault;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Func, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::{CHUNK, bump, check_enterprise, upsert};
use crate::entities::{check_file, logo, lot, operator_key, query_count, setting};
use crate::fault::Outcome;
use crate::rows::{self, At};

/// The secret that signs the complaint form.
pub const FORM_SECRET: &str = "form_secret";
/// The secret half of the key that signs notifications.
pub const WEBHOOK_SECRET: &str = "webhook_secret";
const MARKET_SHARE: &str = "market_share";

pub async fn logos(db: &impl ConnectionTrait) -> Outcome<Vec<(EnterpriseId, Picture)>> {
    let found = logo::Entity::find().order_by_asc(logo::Column::Enterprise).all(db).await?;
    Ok(found.iter().map(rows::logo).collect::<Result<_, _>>()?)
}

pub async fn set_logo(
    tx: &DatabaseTransaction,
    enterprise: EnterpriseId,
    logo: Option<Picture>,
) -> Outcome<()> {
    check_enterprise(tx, enterprise).await?;
    let enterprise = i64::from(enterprise.0);
    match logo {
        Some(picture) => {
            upsert::<logo::Entity>(tx, logo::Model { enterprise, picture: picture.0.to_vec() }).await?;
        }
        None => {
            logo::Entity::delete_by_id(enterprise).exec(tx).await?;
        }
    }
    bump(tx).await
}

/// A sum of whole numbers. PostgreSQL gives it another type than the summands', and both databases
/// give none for no rows.
fn total(summand: Expr) -> Expr {
    Func::coalesce([summand.sum().cast_as("bigint"), Expr::val(0_i64)]).into()
}

/// What was counted, in the words of [`LotStatistics`]: active and not, in one pass over an index.
pub async fn lot_statistics(db: &impl ConnectionTrait, today: Date) -> Outcome<LotStatistics> {
    let active = || {
        Condition::all()
            .add(lot::Column::State.ne(lot::ARCHIVED))
            .add(lot::Column::ExpiryDate.gte(today.to_string()))
    };
    let of = |condition: Condition, counted: Expr| {
        total(CaseStatement::new().case(condition, counted).finally(0_i64).into())
    };
    let units = || Expr::col(lot::Column::UnitCount);
    let counted = lot::Entity::find()
        .select_only()
        .column_as(lot::Column::Enterprise.into_expr().count_distinct(), "enterprises")
        .column_as(of(active(), Expr::val(1_i64)), "lots_active")
        .column_as(of(active().not(), Expr::val(1_i64)), "lots_archived")
        .column_as(of(active(), units()), "units_active")
        .column_as(of(active().not(), units()), "units_archived")
        .filter(lot::Column::State.is_not_in([lot::WITHDRAWN, lot::DRAFT]));
    let sums = counted.into_tuple::<(i64, i64, i64, i64, i64)>().one(db).await?;
    let (enterprises, lots_active, lots_archived, units_active, units_archived) = sums.unwrap_or_default();
    let at = At::new("lots", "all");
    Ok(LotStatistics {
        enterprises_delivering: at.number("enterprise", enterprises)?,
        lots_active: at.number("state", lots_active)?,
        lots_archived: at.number("state", lots_archived)?,
        units_active: at.number("unit_count", units_active)?,
        units_archived: at.number("unit_count", units_archived)?,
    })
}

pub async fn query_counts(db: &impl ConnectionTrait, from: Date) -> Outcome<Vec<QueryCount>> {
    let counted = query_count::Entity::find().filter(query_count::Column::Day.gte(from.to_string()));
    let found = counted.all(db).await?;
    let mut counts: Vec<QueryCount> = found.iter().map(rows::query_count).collect::<Result<_, _>>()?;
    counts.sort_by_key(|count| (count.day, count.channel));
    Ok(counts)
}

pub async fn query_total(db: &impl ConnectionTrait) -> Outcome<(u64, u64)> {
    let sums = query_count::Entity::find()
        .select_only()
        .column_as(total(Expr::col(query_count::Column::Found)), "all_found")
        .column_as(total(Expr::col(query_count::Column::NotFound)), "all_not_found");
    let (found, not_found) = sums.into_tuple::<(i64, i64)>().one(db).await?.unwrap_or_default();
    let at = At::new("query_counts", "all");
    Ok((at.number("found", found)?, at.number("not_found", not_found)?))
}

/// Adds to the counters: one row of the statement for each day and channel, because a statement may
/// not touch a row twice.
pub async fn add_query_counts(tx: &DatabaseTransaction, counts: &[QueryCount]) -> Outcome<()> {
    let mut sums: BTreeMap<_, QueryCount> = BTreeMap::new();
    for count in counts {
        let sum = sums.entry((count.day, count.channel));
        let sum = sum.or_insert(QueryCount { found: 0, not_found: 0, ..*count });
        sum.found = sum.found.saturating_add(count.found);
        sum.not_found = sum.not_found.saturating_add(count.not_found);
    }
    let rows: Vec<_> = sums.values().map(rows::query_count_row).collect::<Result<_, StoreFault>>()?;
    let added = |column: query_count::Column| {
        let stored = Expr::col((query_count::Entity, column));
        (column, stored.add(Expr::col(("excluded", column))))
    };
    let conflict = OnConflict::columns([query_count::Column::Day, query_count::Column::Channel])
        .values([added(query_count::Column::Found), added(query_count::Column::NotFound)])
        .to_owned();
    for chunk in rows.chunks(CHUNK) {
        let chunk = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        let insert = query_count::Entity::insert_many(chunk).on_conflict(conflict.clone());
        insert.exec_without_returning(tx).await?;
    }
    Ok(())
}

pub async fn operator_key(db: &impl ConnectionTrait, digest: &[u8; 32]) -> Outcome<Option<OperatorKey>> {
    let found = operator_key::Entity::find_by_id(digest.to_vec()).one(db).await?;
    Ok(found.map(rows::operator_key).transpose()?)
}

pub async fn save_operator_key(tx: &DatabaseTransaction, key: &OperatorKey) -> Outcome<()> {
    upsert::<operator_key::Entity>(tx, rows::operator_key_row(key)).await
}

pub async fn revoke_operator_keys(tx: &DatabaseTransaction, label: &str, at: Timestamp) -> Outcome<u64> {
    let revoked = operator_key::Entity::update_many()
        .col_expr(operator_key::Column::RevokedAt, Expr::val(rows::time_text(at)))
        .filter(operator_key::Column::Label.eq(rows::kept(label)))
        .filter(operator_key::Column::RevokedAt.is_null());
    Ok(revoked.exec(tx).await?.rows_affected)
}

pub async fn check_file(db: &impl ConnectionTrait, name: &str) -> Outcome<Option<CheckFile>> {
    let found = check_file::Entity::find_by_id(rows::kept(name)).one(db).await?;
    Ok(found.map(|row| CheckFile { name: row.name, content: row.content }))
}

pub async fn check_files(db: &impl ConnectionTrait) -> Outcome<Vec<CheckFile>> {
    let found = check_file::Entity::find().order_by_asc(check_file::Column::Name).all(db).await?;
    Ok(found.into_iter().map(|row| CheckFile { name: row.name, content: row.content }).collect())
}

pub async fn save_check_file(tx: &DatabaseTransaction, file: &CheckFile) -> Outcome<()> {
    let row = check_file::Model { name: rows::kept(&file.name), content: rows::kept(&file.content) };
    upsert::<check_file::Entity>(tx, row).await
}

pub async fn remove_check_file(tx: &DatabaseTransaction, name: &str) -> Outcome<bool> {
    let removed = check_file::Entity::delete_by_id(rows::kept(name)).exec(tx).await?;
    Ok(removed.rows_affected > 0)
}

async fn setting(db: &impl ConnectionTrait, name: &'static str) -> Outcome<Option<(At, String)>> {
    let found = setting::Entity::find_by_id(name.to_owned()).one(db).await?;
    Ok(found.map(|row| (At::new("settings", name), row.setting)))
}

async fn set(tx: &DatabaseTransaction, name: &'static str, setting: String) -> Outcome<()> {
    upsert::<setting::Entity>(tx, setting::Model { name: name.to_owned(), setting }).await
}

pub async fn market_share(db: &impl ConnectionTrait) -> Outcome<Option<Statement>> {
    let found = setting(db, MARKET_SHARE).await?;
    Ok(found.map(|(at, text)| rows::statement(&at, &text)).transpose()?)
}

pub async fn set_market_share(tx: &DatabaseTransaction, statement: Option<&Statement>) -> Outcome<()> {
    match statement {
        Some(statement) => set(tx, MARKET_SHARE, rows::statement_text(statement)?).await,
        None => {
            setting::Entity::delete_by_id(MARKET_SHARE.to_owned()).exec(tx).await?;
            Ok(())
        }
    }
}

/// One of the platform's secrets.
pub async fn secret(db: &impl ConnectionTrait, name: &'static str) -> Outcome<Option<[u8; 32]>> {
    let Some((_, text)) = setting(db, name).await? else { return Ok(None) };
    // What is wrong with a secret is not told to a log.
    let at = At::new("settings", name);
    Ok(Some(rows::secret(&text).ok_or_else(|| at.bad("setting", "no 64 hexadecimal digits"))?))
}

/// The stored secret, or `fresh`, which is stored now: writers follow each other, so the first wins.
pub async fn keep_secret(tx: &DatabaseTransaction, name: &'static str, fresh: [u8; 32]) -> Outcome<[u8; 32]> {
    if let Some(stored) = secret(tx, name).await? {
        return Ok(stored);
    }
    set(tx, name, rows::secret_text(&fresh)).await?;
    Ok(fresh)
}
