//! Documents: rows that lots and enterprises refer to.

use std::collections::{BTreeSet, HashMap};

use rusu_core::lot::{ContentHash, DocumentRef};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::{CHUNK, insert_all, without_given_key};
use crate::entities::{document, document_original, enterprise, lot, raw_material};
use crate::fault::Outcome;
use crate::rows::{self, At};

/// What makes two references to a document the same one.
type Whole = (Vec<u8>, String, String, i64);

fn whole(row: &document::Model) -> Whole {
    (row.hash.clone(), row.file_name.clone(), row.media.clone(), row.bytes)
}

/// The numbers of documents, in the order given; those that are new are added.
pub async fn keep(tx: &DatabaseTransaction, documents: &[&document::Model]) -> Outcome<Vec<i64>> {
    let mut known: HashMap<Whole, i64> = HashMap::new();
    for chunk in documents.chunks(CHUNK) {
        let hashes: BTreeSet<Vec<u8>> = chunk.iter().map(|row| row.hash.clone()).collect();
        let rows = document::Entity::find().filter(document::Column::Hash.is_in(hashes)).all(tx).await?;
        known.extend(rows.iter().map(|row| (whole(row), row.id)));
    }
    let mut numbers = Vec::with_capacity(documents.len());
    for row in documents {
        let number = match known.get(&whole(row)) {
            Some(number) => *number,
            None => {
                let new = without_given_key::<document::Entity>((*row).clone());
                let number = document::Entity::insert(new).exec(tx).await?.last_insert_id;
                known.insert(whole(row), number);
                number
            }
        };
        numbers.push(number);
    }
    Ok(numbers)
}

/// Documents by their numbers.
pub async fn load(
    db: &impl ConnectionTrait,
    numbers: impl IntoIterator<Item = i64>,
) -> Outcome<HashMap<i64, DocumentRef>> {
    let numbers: Vec<i64> = numbers.into_iter().collect::<BTreeSet<i64>>().into_iter().collect();
    let mut documents = HashMap::new();
    for chunk in numbers.chunks(CHUNK) {
        let ids = chunk.iter().copied();
        for row in document::Entity::find().filter(document::Column::Id.is_in(ids)).all(db).await? {
            documents.insert(row.id, rows::document(&row)?);
        }
    }
    Ok(documents)
}

/// Whether anybody refers to the document of the outer query; an index finds it.
fn referred<E: EntityTrait>(entity: E, column: E::Column) -> SelectStatement {
    let here = Expr::col((entity, column)).equals((document::Entity, document::Column::Id));
    Query::select().expr(Expr::val(1)).from(entity).and_where(here).to_owned()
}

/// Documents of enterprises and of lots that stand in none of some states.
fn referred_but_in(states: &[&str]) -> Select<document::Entity> {
    let visible = Expr::col((lot::Entity, lot::Column::State)).is_not_in(states.iter().copied());
    let mut of_lot = referred(lot::Entity, lot::Column::ReportDocument);
    of_lot.and_where(visible.clone());
    let mut of_material = referred(raw_material::Entity, raw_material::Column::Document);
    let its_lot =
        Expr::col((raw_material::Entity, raw_material::Column::Lot)).equals((lot::Entity, lot::Column::Id));
    of_material.inner_join(lot::Entity, its_lot).and_where(visible);
    let of_enterprise = referred(enterprise::Entity, enterprise::Column::CertificateDocument);
    let anybody = [of_lot, of_material, of_enterprise].map(Expr::exists);
    document::Entity::find().filter(anybody.into_iter().fold(Condition::any(), Condition::add))
}

/// See [`rusu_core::ports::RegistryReader::documents`].
pub async fn hashes(db: &impl ConnectionTrait) -> Outcome<Vec<ContentHash>> {
    let column = document::Column::Hash;
    let hashes: Vec<Vec<u8>> = referred_but_in(&[lot::ARCHIVED])
        .select_only()
        .column(column)
        .distinct()
        .order_by_asc(column)
        .into_tuple()
        .all(db)
        .await?;
    let at = At::new("documents", "of a kept hash");
    Ok(hashes.iter().map(|hash| at.hash("hash", hash).map(ContentHash)).collect::<Result<_, _>>()?)
}

/// See [`rusu_core::ports::RegistryReader::document`].
pub async fn by_hash(db: &impl ConnectionTrait, hash: &ContentHash) -> Outcome<Option<DocumentRef>> {
    let shown = referred_but_in(&[lot::ARCHIVED, lot::DRAFT]);
    let found = shown.filter(document::Column::Hash.eq(hash.0.to_vec()));
    let row = found.order_by_asc(document::Column::Id).one(db).await?;
    Ok(row.map(|row| rows::document(&row)).transpose()?)
}

pub async fn note_original(
    tx: &DatabaseTransaction,
    document: &ContentHash,
    original: &ContentHash,
) -> Outcome<()> {
    let (document, original) = (document.0.to_vec(), original.0.to_vec());
    let known = document_original::Entity::find_by_id((document.clone(), original.clone())).one(tx).await?;
    if known.is_none() {
        let row = document_original::Model { document, original };
        insert_all::<document_original::Entity>(tx, vec![row]).await?;
    }
    Ok(())
}

pub async fn originals(db: &impl ConnectionTrait, document: &ContentHash) -> Outcome<Vec<ContentHash>> {
    let noted = document_original::Entity::find()
        .filter(document_original::Column::Document.eq(document.0.to_vec()))
        .order_by_asc(document_original::Column::Original);
    let hash = |row: document_original::Model| {
        At::new("document_originals", document).hash("original", &row.original).map(ContentHash)
    };
    Ok(noted.all(db).await?.into_iter().map(hash).collect::<Result<_, _>>()?)
}
