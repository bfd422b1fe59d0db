//! What the port's calls do inside their transaction.

pub mod admission;
pub mod announcements;
pub mod complaints;
pub mod delivery;
pub mod documents;
pub mod lineage;
pub mod lots;
pub mod master;
pub mod packaging;
pub mod portal;
pub mod publication;
pub mod recalls;
pub mod sampling;
pub mod submissions;
pub mod void_codes;
pub mod webhooks;

use std::ops::Range;

use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::PORTAL_PAGE_ROWS_MAX;
use rusu_core::portal::PageNumber;
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IdenStatic,
    IntoActiveModel, Iterable, PrimaryKeyToColumn, PrimaryKeyTrait, QueryFilter, QuerySelect, Select,
};

use crate::entities::{counter, enterprise, meta};
use crate::fault::{Outcome, damaged};
use crate::rows;

/// The only row of `meta`.
const META: i64 = 1;
/// Rows of one INSERT, or values of one IN: with the widest table below the 32,766 parameters that
/// SQLite takes (PostgreSQL takes 65,535).
const CHUNK: usize = 1_000;

/// Waits for the other writers of this database and keeps them waiting until the transaction ends.
pub async fn lock(tx: &DatabaseTransaction) -> Outcome<()> {
    match meta::Entity::find_by_id(META).lock_exclusive().one(tx).await? {
        Some(_) => Ok(()),
        None => Err(damaged("table meta has no row").into()),
    }
}

/// See [`rusu_core::ports::RegistryReader::generation`].
pub async fn generation(db: &impl ConnectionTrait) -> Outcome<u64> {
    let row = meta::Entity::find_by_id(META).one(db).await?;
    let generation = row.map(|row| u64::try_from(row.generation).unwrap_or_default());
    generation.ok_or_else(|| damaged("table meta has no row").into())
}

/// Tells every cache that an answer may have changed.
pub async fn bump(tx: &DatabaseTransaction) -> Outcome<()> {
    let next = meta::Column::Generation.into_expr().add(1);
    let update = meta::Entity::update_many().col_expr(meta::Column::Generation, next);
    update.filter(meta::Column::Id.eq(META)).exec(tx).await?;
    Ok(())
}

/// Refuses what belongs to nobody.
pub async fn check_enterprise(db: &impl ConnectionTrait, id: EnterpriseId) -> Outcome<()> {
    match enterprise::Entity::find_by_id(i64::from(id.0)).one(db).await? {
        Some(_) => Ok(()),
        None => Err(damaged(format!("enterprise {id} does not exist")).into()),
    }
}

/// Adds a row, or replaces the one with the same key.
async fn upsert<E>(tx: &DatabaseTransaction, row: E::Model) -> Outcome<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    upsert_all::<E>(tx, std::iter::once(row)).await
}

/// Adds rows, or replaces those with the same keys. No two of them have the same key.
async fn upsert_all<E>(tx: &DatabaseTransaction, rows: impl IntoIterator<Item = E::Model>) -> Outcome<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let keys: Vec<E::Column> = E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column).collect();
    let is_key = |column: &E::Column| keys.iter().any(|key| key.as_str() == column.as_str());
    let values: Vec<E::Column> = E::Column::iter().filter(|column| !is_key(column)).collect();
    let conflict = OnConflict::columns(keys).update_columns(values).to_owned();
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let chunk: Vec<E::ActiveModel> = rows.by_ref().take(CHUNK).collect();
        E::insert_many(chunk).on_conflict(conflict.clone()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Adds rows; keys that the database gives are left to it.
async fn insert_all<E>(tx: &DatabaseTransaction, rows: Vec<E::Model>) -> Outcome<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let mut rows = rows.into_iter().map(without_given_key::<E>).peekable();
    while rows.peek().is_some() {
        let chunk: Vec<E::ActiveModel> = rows.by_ref().take(CHUNK).collect();
        E::insert_many(chunk).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn without_given_key<E>(row: E::Model) -> E::ActiveModel
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    let mut active = row.into_active_model();
    if E::PrimaryKey::auto_increment() {
        E::PrimaryKey::iter().for_each(|key| active.not_set(key.into_column()));
    }
    active
}

/// The rows of a page, and one more if there is another page.
fn on_page<E: EntityTrait>(ordered: Select<E>, number: PageNumber) -> Select<E> {
    let count = |rows: usize| u64::try_from(rows).unwrap_or(u64::MAX);
    ordered.offset(count(number.rows_before())).limit(count(PORTAL_PAGE_ROWS_MAX + 1))
}

async fn last_number(tx: &DatabaseTransaction, of: &str) -> Outcome<i64> {
    Ok(counter::Entity::find_by_id(of.to_owned()).one(tx).await?.map_or(0, |row| row.last))
}

async fn note_number(tx: &DatabaseTransaction, of: &str, last: i64) -> Outcome<()> {
    upsert::<counter::Entity>(tx, counter::Model { name: of.to_owned(), last }).await
}

/// New numbers for entries, never given before: what was removed keeps its number.
async fn take_numbers(tx: &DatabaseTransaction, of: &str, count: usize) -> Outcome<Range<i64>> {
    let last = last_number(tx, of).await?;
    let next = last.saturating_add(rows::position(count));
    note_number(tx, of, next).await?;
    Ok(last + 1..next + 1)
}

/// The given number, or a new one if 0 is given.
async fn take_number(tx: &DatabaseTransaction, of: &'static str, given: u64) -> Outcome<i64> {
    let last = last_number(tx, of).await?;
    let number = if given == 0 { last.saturating_add(1) } else { rows::stored("number of an entry", given)? };
    if number > last {
        note_number(tx, of, number).await?;
    }
    Ok(number)
}
