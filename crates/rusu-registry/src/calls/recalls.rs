//! Recalls and void codes.

use std::collections::{BTreeSet, HashMap};

use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::{LotKey, VoidCode};
use rusu_core::portal::{Page, PageNumber};
use rusu_core::ports::StoreFault;
use rusu_core::recall::Recall;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::{CHUNK, bump, check_enterprise, insert_all, on_page, upsert};
use crate::entities::{recall, recall_lot, void_code};
use crate::fault::Outcome;
use crate::rows::{self, At};

/// Recalls over a lot that are in force, by number.
pub async fn in_force(db: &impl ConnectionTrait, key: &LotKey) -> Outcome<Vec<Recall>> {
    let naming = recall_lot::Entity::find()
        .select_only()
        .column(recall_lot::Column::Recall)
        .filter(recall_lot::Column::LotNumber.eq(key.number.as_str()));
    let found = recall::Entity::find()
        .filter(recall::Column::Id.in_subquery(naming.into_query()))
        .filter(recall::Column::Enterprise.eq(key.enterprise.0))
        .filter(recall::Column::EndedAt.is_null())
        .order_by_asc(recall::Column::Id);
    let found = found.all(db).await?;
    assemble(db, found).await
}

/// Recalls, latest first; of one enterprise or all.
pub async fn page(
    db: &impl ConnectionTrait,
    enterprise: Option<EnterpriseId>,
    number: PageNumber,
) -> Outcome<Page<Recall>> {
    let mut latest =
        recall::Entity::find().order_by_desc(recall::Column::AnnouncedAt).order_by_desc(recall::Column::Id);
    if let Some(enterprise) = enterprise {
        latest = latest.filter(recall::Column::Enterprise.eq(enterprise.0));
    }
    let found = on_page(latest, number).all(db).await?;
    Ok(Page::cut(assemble(db, found).await?, number))
}

/// Recalls of their rows, in the same order.
async fn assemble(db: &impl ConnectionTrait, found: Vec<recall::Model>) -> Outcome<Vec<Recall>> {
    let mut lots: HashMap<i64, Vec<recall_lot::Model>> = HashMap::new();
    for chunk in found.chunks(CHUNK) {
        let of_recalls = recall_lot::Entity::find()
            .filter(recall_lot::Column::Recall.is_in(chunk.iter().map(|row| row.id)));
        for lot in of_recalls.order_by_asc(recall_lot::Column::Position).all(db).await? {
            lots.entry(lot.recall).or_default().push(lot);
        }
    }
    let read = |row: recall::Model| {
        let its = lots.get(&row.id).map_or(&[][..], Vec::as_slice);
        rows::recall(row, its)
    };
    Ok(found.into_iter().map(read).collect::<Result<_, _>>()?)
}

/// See [`rusu_core::ports::RegistryWriter::save_recall`]. Recalls are never removed, so no number
/// is given twice.
pub async fn save_recall(tx: &DatabaseTransaction, recall: &Recall) -> Outcome<u64> {
    check_enterprise(tx, recall.enterprise).await?;
    let id = match recall.id {
        0 => {
            let last = recall::Entity::find().order_by_desc(recall::Column::Id).one(tx).await?;
            last.map_or(0, |row| row.id) + 1
        }
        given => rows::stored("number of a recall", given)?,
    };
    let (row, lots) = rows::recall_rows(id, recall);
    upsert::<recall::Entity>(tx, row).await?;
    recall_lot::Entity::delete_many().filter(recall_lot::Column::Recall.eq(id)).exec(tx).await?;
    insert_all::<recall_lot::Entity>(tx, lots).await?;
    bump(tx).await?;
    let given: Result<u64, StoreFault> = At::new("recalls", id).number("id", id);
    Ok(given?)
}

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
