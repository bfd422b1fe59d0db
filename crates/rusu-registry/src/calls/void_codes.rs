//! Void codes.

use std::collections::BTreeSet;

use rusu_core::lot::{LotKey, VoidCode};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};

use super::{bump, check_enterprise, insert_all};
use crate::entities::void_code;
use crate::fault::Outcome;
use crate::rows;

async fn void_rows(db: &impl ConnectionTrait, key: &LotKey) -> Outcome<Vec<void_code::Model>> {
    let of_lot = void_code::Entity::find()
        .filter(void_code::Column::Enterprise.eq(key.enterprise.0))
        .filter(void_code::Column::LotNumber.eq(key.number.as_str()));
    Ok(of_lot.order_by_asc(void_code::Column::Id).all(db).await?)
}

/// A lot's void codes, in the order of their declaration.
pub async fn void_codes_of(db: &impl ConnectionTrait, key: &LotKey) -> Outcome<Vec<VoidCode>> {
    let found = void_rows(db, key).await?;
    Ok(found.into_iter().map(rows::void_code).collect::<Result<_, _>>()?)
}

/// Declares codes void; those that are already keep their first declaration.
pub async fn void_codes(tx: &DatabaseTransaction, key: &LotKey, codes: &[VoidCode]) -> Outcome<()> {
    check_enterprise(tx, key.enterprise).await?;
    let mut known: BTreeSet<String> = void_rows(tx, key).await?.into_iter().map(|row| row.code).collect();
    let new =
        codes.iter().map(|void| rows::void_code_row(key, void)).filter(|row| known.insert(row.code.clone()));
    insert_all::<void_code::Entity>(tx, new.collect()).await?;
    bump(tx).await
}
