//! Upload sessions, and what each enterprise has used of its quota.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::ContentHash;
use rusu_core::ports::{DeliveryUse, FullUploads, OpenedUpload, UploadRoom};
use rusu_core::submission::{SubmissionId, SubmissionState};
use rusu_core::upload::{UploadId, UploadSession};
use sea_orm::sea_query::{Expr, ExprTrait, Func, OnConflict};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};

use super::{CHUNK, check_enterprise, insert_all};
use crate::entities::{delivered, submission, upload, upload_part};
use crate::fault::{Outcome, damaged};
use crate::rows::{self, At};

pub async fn one(db: &impl ConnectionTrait, id: &UploadId) -> Outcome<Option<UploadSession>> {
    let found = upload::Entity::find_by_id(id.as_str().to_owned()).one(db).await?;
    Ok(assemble(db, found.into_iter().collect()).await?.pop())
}

pub async fn of_enterprise(
    db: &impl ConnectionTrait,
    enterprise: EnterpriseId,
) -> Outcome<Vec<UploadSession>> {
    let found = upload::Entity::find()
        .filter(upload::Column::Enterprise.eq(enterprise.0))
        .filter(upload::Column::Submission.is_null())
        .order_by_asc(upload::Column::CreatedAt)
        .order_by_asc(upload::Column::Id);
    assemble(db, found.all(db).await?).await
}

pub async fn expired(db: &impl ConnectionTrait, now: Timestamp, limit: usize) -> Outcome<Vec<UploadSession>> {
    let found = upload::Entity::find().filter(upload::Column::ExpiresAt.lte(rows::time_text(now)));
    let found = found.order_by_asc(upload::Column::ExpiresAt).order_by_asc(upload::Column::Id);
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    assemble(db, found.limit(limit).all(db).await?).await
}

/// Sessions of their rows, in the same order.
async fn assemble(db: &impl ConnectionTrait, found: Vec<upload::Model>) -> Outcome<Vec<UploadSession>> {
    let mut parts: HashMap<String, Vec<upload_part::Model>> = HashMap::new();
    for chunk in found.chunks(CHUNK) {
        let ids = chunk.iter().map(|row| row.id.as_str());
        let of_uploads = upload_part::Entity::find().filter(upload_part::Column::Upload.is_in(ids));
        for row in of_uploads.order_by_asc(upload_part::Column::Number).all(db).await? {
            parts.entry(row.upload.clone()).or_default().push(row);
        }
    }
    let with_parts = |row: upload::Model| {
        let its = parts.get(&row.id).map_or(&[][..], Vec::as_slice);
        rows::upload(row.clone(), its)
    };
    Ok(found.into_iter().map(with_parts).collect::<Result<_, _>>()?)
}

pub async fn awaited(
    db: &impl ConnectionTrait,
    hashes: &[ContentHash],
    except: &UploadId,
) -> Outcome<Vec<ContentHash>> {
    let mut awaited = BTreeSet::new();
    for chunk in hashes.chunks(CHUNK) {
        let open = upload::Entity::find()
            .select_only()
            .column(upload::Column::Id)
            .filter(upload::Column::Submission.is_null())
            .filter(upload::Column::Id.ne(except.as_str()));
        let listed = upload_part::Entity::find()
            .select_only()
            .column(upload_part::Column::Hash)
            .distinct()
            .filter(upload_part::Column::Hash.is_in(chunk.iter().map(|hash| hash.0.to_vec())))
            .filter(upload_part::Column::Upload.in_subquery(open.into_query()));
        for hash in listed.into_tuple::<Vec<u8>>().all(db).await? {
            awaited.insert(ContentHash(At::new("upload_parts", "hash").hash("hash", &hash)?));
        }
    }
    Ok(hashes.iter().copied().filter(|hash| awaited.contains(hash)).collect())
}

pub async fn delivery_use(
    db: &impl ConnectionTrait,
    enterprise: EnterpriseId,
    day: Date,
) -> Outcome<DeliveryUse> {
    let waiting = SubmissionState::ALL.iter().filter(|state| !state.is_final()).map(|state| state.as_str());
    let waiting = submission::Entity::find()
        .filter(submission::Column::Enterprise.eq(enterprise.0))
        .filter(submission::Column::State.is_in(waiting));
    let found = delivered::Entity::find_by_id((i64::from(enterprise.0), day.to_string())).one(db).await?;
    let bytes = found.map(|row| At::new("delivered", &row.day).number("bytes", row.bytes)).transpose()?;
    Ok(DeliveryUse { waiting: waiting.count(db).await?, bytes: bytes.unwrap_or_default() })
}

pub async fn open(
    tx: &DatabaseTransaction,
    session: &UploadSession,
    room: &UploadRoom,
) -> Outcome<OpenedUpload> {
    check_enterprise(tx, session.enterprise).await?;
    let row = rows::upload_row(session)?;
    let known = upload::Entity::find()
        .filter(upload::Column::Enterprise.eq(row.enterprise))
        .filter(upload::Column::IdempotencyKey.eq(row.idempotency_key.as_str()));
    if let Some(known) = known.one(tx).await? {
        let known = assemble(tx, vec![known]).await?.pop();
        let known = known.ok_or_else(|| damaged("an upload was read and is gone"))?;
        return Ok(OpenedUpload::Known(Box::new(known)));
    }
    if let Some(full) = full(tx, session, room).await? {
        return Ok(OpenedUpload::Full(full));
    }
    insert_all::<upload::Entity>(tx, vec![row]).await?;
    insert_all::<upload_part::Entity>(tx, rows::upload_part_rows(session)).await?;
    Ok(OpenedUpload::New)
}

/// What there would be too much of with this session.
async fn full(
    tx: &DatabaseTransaction,
    session: &UploadSession,
    room: &UploadRoom,
) -> Outcome<Option<FullUploads>> {
    let open = || upload::Entity::find().filter(upload::Column::Submission.is_null());
    let own = || open().filter(upload::Column::Enterprise.eq(session.enterprise.0));
    let bytes = session.manifest.bytes;
    Ok(if own().count(tx).await? >= room.sessions_max {
        Some(FullUploads::Sessions)
    } else if reserved(tx, own()).await?.saturating_add(bytes) > room.bytes_max {
        Some(FullUploads::Bytes)
    } else if reserved(tx, open()).await?.saturating_add(bytes) > room.bytes_of_all_max {
        Some(FullUploads::BytesOfAll)
    } else {
        None
    })
}

/// PostgreSQL gives a sum another type than its summands', and both databases give none for no rows.
async fn reserved(db: &impl ConnectionTrait, of: Select<upload::Entity>) -> Outcome<u64> {
    let sum = Expr::col(upload::Column::Bytes).sum().cast_as("bigint");
    let total: Expr = Func::coalesce([sum, Expr::val(0_i64)]).into();
    let found = of.select_only().column_as(total, "reserved").into_tuple::<i64>().one(db).await?;
    Ok(At::new("uploads", "all").number("bytes", found.unwrap_or_default())?)
}

pub async fn note_part(
    tx: &DatabaseTransaction,
    id: &UploadId,
    number: u32,
    is_durable: bool,
) -> Outcome<bool> {
    let noted = upload_part::Entity::update_many()
        .col_expr(upload_part::Column::IsDurable, Expr::val(is_durable))
        .filter(upload_part::Column::Upload.eq(id.as_str()))
        .filter(upload_part::Column::Number.eq(i64::from(number)));
    Ok(noted.exec(tx).await?.rows_affected > 0)
}

pub async fn complete(tx: &DatabaseTransaction, id: &UploadId, submission: &SubmissionId) -> Outcome<()> {
    upload::Entity::update_many()
        .col_expr(upload::Column::Submission, Expr::val(submission.as_str()))
        .filter(upload::Column::Id.eq(id.as_str()))
        .filter(upload::Column::Submission.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

pub async fn remove(tx: &DatabaseTransaction, id: &UploadId) -> Outcome<()> {
    upload_part::Entity::delete_many().filter(upload_part::Column::Upload.eq(id.as_str())).exec(tx).await?;
    upload::Entity::delete_by_id(id.as_str().to_owned()).exec(tx).await?;
    Ok(())
}

pub async fn add_delivered(
    tx: &DatabaseTransaction,
    enterprise: EnterpriseId,
    day: Date,
    bytes: u64,
    keep_from: Date,
) -> Outcome<()> {
    check_enterprise(tx, enterprise).await?;
    delivered::Entity::delete_many()
        .filter(delivered::Column::Enterprise.eq(enterprise.0))
        .filter(delivered::Column::Day.lt(keep_from.to_string()))
        .exec(tx)
        .await?;
    let bytes = rows::stored("bytes of a day", bytes)?;
    let row = delivered::Model { enterprise: enterprise.0.into(), day: day.to_string(), bytes };
    let sum = Expr::col((delivered::Entity, delivered::Column::Bytes))
        .add(Expr::col(("excluded", delivered::Column::Bytes)));
    let conflict = OnConflict::columns([delivered::Column::Enterprise, delivered::Column::Day])
        .values([(delivered::Column::Bytes, sum)])
        .to_owned();
    let insert = delivered::Entity::insert(row.into_active_model()).on_conflict(conflict);
    insert.exec_without_returning(tx).await?;
    Ok(())
}
