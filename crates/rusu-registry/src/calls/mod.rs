//! What the port's calls do inside their transaction.

pub mod documents;
pub mod lots;
pub mod master;
pub mod publication;
pub mod recalls;
pub mod submissions;

use rusu_core::enterprise::EnterpriseId;
use sea_orm::sea_query::{ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IdenStatic,
    IntoActiveModel, Iterable, PrimaryKeyToColumn, PrimaryKeyTrait, QueryFilter, QuerySelect,
};

use crate::entities::{enterprise, meta};
use crate::fault::{Outcome, damaged};

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
    let keys: Vec<E::Column> = E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column).collect();
    let is_key = |column: &E::Column| keys.iter().any(|key| key.as_str() == column.as_str());
    let values: Vec<E::Column> = E::Column::iter().filter(|column| !is_key(column)).collect();
    let conflict = OnConflict::columns(keys).update_columns(values).to_owned();
    E::insert(row.into_active_model()).on_conflict(conflict).exec_without_returning(tx).await?;
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
