//! Publishing a lot: the commit marker of intake.

use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::{Lot, LotKey, LotNumber, LotState};
use rusu_core::ports::{ChangedLots, PublishedLot, RegistryMark, StoreFault};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};
use sha2::{Digest, Sha256};

use super::{CHUNK, bump, check_enterprise, documents, generation, insert_all, lots, upsert};
use crate::entities::{
    enterprise, lot, material_source, outbox, part, product, raw_material, site, value_change,
};
use crate::fault::{Outcome, damaged};
use crate::rows::{self, At, LotRows};

/// What the transparency log is told of a publication.
const LOT_PUBLISHED: &str = "lot_published";
/// What is told to nobody outside, but what was held of the lot is out of date.
const LOT_DRAFTED: &str = "lot_drafted";

/// See [`rusu_core::ports::RegistryWriter::publish_lot`]. A repetition is told by the outbox row of
/// the first time, which holds a digest of everything that was published.
pub async fn publish_lot(tx: &DatabaseTransaction, published: &PublishedLot) -> Outcome<()> {
    let rows = Rows::of(published)?;
    if is_done(tx, published, &rows.digest).await? {
        return Ok(());
    }
    publish(tx, published, rows).await
}

/// See [`rusu_core::ports::RegistryWriter::publish_lot_over`]. Writers follow each other, so nobody
/// comes between the comparison and the write.
pub async fn publish_lot_over(
    tx: &DatabaseTransaction,
    published: &PublishedLot,
    over: Option<&Lot>,
) -> Outcome<bool> {
    let rows = Rows::of(published)?;
    if is_done(tx, published, &rows.digest).await? {
        return Ok(true);
    }
    let stands = lots::lot(tx, &published.lot.key).await?;
    if stands.as_ref() != over {
        return Ok(false);
    }
    publish(tx, published, rows).await?;
    Ok(true)
}

/// What a publication writes.
struct Rows {
    lot: LotRows,
    changes: Vec<value_change::Model>,
    digest: Vec<u8>,
}

impl Rows {
    fn of(published: &PublishedLot) -> Result<Self, StoreFault> {
        let enterprise = published.lot.key.enterprise;
        let lot = rows::lot_rows(&published.lot)?;
        let changes: Vec<_> = published.changes.iter().map(|c| rows::change_row(enterprise, c)).collect();
        let digest = digest(published, &lot, &changes)?;
        Ok(Self { lot, changes, digest })
    }
}

async fn publish(tx: &DatabaseTransaction, published: &PublishedLot, rows: Rows) -> Outcome<()> {
    let key = &published.lot.key;
    let Rows { lot, changes, digest } = rows;
    check_references(tx, &lot.lot, key).await?;
    publish_part(tx, published).await?;
    put_lot(tx, key, lot).await?;
    insert_all::<value_change::Entity>(tx, changes).await?;
    note_delivery(tx, published).await?;
    insert_all::<outbox::Entity>(tx, vec![outbox_row(published, digest)]).await?;
    bump(tx).await
}

/// See [`rusu_core::ports::RegistryReader::changed_lots`]. A publication moves the generation by one
/// and leaves one row in the outbox, and so does a change of a recall, which no record shows; everything
/// else moves it without a row: if it moved by as many as there are new rows, nothing but these happened. Rows that are gone make the
/// numbers differ, which is told as "anything may have changed".
pub async fn changed_lots(tx: &DatabaseTransaction, since: RegistryMark) -> Outcome<ChangedLots> {
    let generation = generation(tx).await?;
    let moved = generation.checked_sub(since.generation);
    let new = outbox::Entity::find().filter(outbox::Column::Id.gt(since.publication));
    let rows = new.order_by_desc(outbox::Column::Id).limit(count(CHUNK)).all(tx).await?;
    let publication = rows.first().map_or(since.publication, |row| row.id);
    let mark = RegistryMark { generation, publication };
    if moved != Some(count(rows.len())) {
        return Ok(ChangedLots { mark, lots: None });
    }
    let key = |row: &outbox::Model| -> Result<LotKey, StoreFault> {
        let at = At::new("outbox", row.id.to_string());
        let enterprise = EnterpriseId(at.number("enterprise", row.enterprise)?);
        Ok(LotKey { enterprise, number: at.read("lot_number", &row.lot_number, LotNumber::parse)? })
    };
    let published = rows.iter().filter(|row| matches!(row.kind.as_str(), LOT_PUBLISHED | LOT_DRAFTED));
    let lots = published.map(key).collect::<Result<_, _>>()?;
    Ok(ChangedLots { mark, lots: Some(lots) })
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}

fn digest(
    published: &PublishedLot,
    lot: &LotRows,
    changes: &[value_change::Model],
) -> Result<Vec<u8>, StoreFault> {
    let part = published.part.map(|part| (part.0, published.part_codes));
    let everything = rows::json_text(&(lot, part, changes))?;
    Ok(Sha256::digest(everything).to_vec())
}

async fn is_done(tx: &DatabaseTransaction, published: &PublishedLot, digest: &[u8]) -> Outcome<bool> {
    let key = &published.lot.key;
    let same = outbox::Entity::find()
        .filter(outbox::Column::Enterprise.eq(key.enterprise.0))
        .filter(outbox::Column::LotNumber.eq(key.number.as_str()))
        .filter(outbox::Column::Submission.eq(published.submission.as_str()))
        .filter(outbox::Column::Digest.eq(digest.to_vec()));
    Ok(same.one(tx).await?.is_some())
}

/// The foreign keys would refuse the lot too, but could not say why.
async fn check_references(tx: &DatabaseTransaction, row: &lot::Model, key: &LotKey) -> Outcome<()> {
    check_enterprise(tx, key.enterprise).await?;
    let product = product::Entity::find_by_id((row.enterprise, row.product.clone())).one(tx).await?;
    if product.is_none() {
        return Err(damaged(format!(
            "product {} of enterprise {} does not exist",
            row.product, key.enterprise
        ))
        .into());
    }
    let site = site::Entity::find_by_id((row.enterprise, row.site.clone())).one(tx).await?;
    if site.is_none() {
        return Err(
            damaged(format!("site {} of enterprise {} does not exist", row.site, key.enterprise)).into()
        );
    }
    Ok(())
}

async fn publish_part(tx: &DatabaseTransaction, published: &PublishedLot) -> Outcome<()> {
    let Some(number) = published.part else { return Ok(()) };
    let key = &published.lot.key;
    let reserved =
        part::Entity::find_by_id((i64::from(key.enterprise.0), i64::from(number.0))).one(tx).await?;
    let Some(mut row) = reserved.filter(|row| row.lot_number == key.number.as_str()) else {
        let (part, enterprise, lot) = (number.0, key.enterprise, &key.number);
        return Err(damaged(format!("part {part} of enterprise {enterprise} is not of lot {lot}")).into());
    };
    row.state = rows::PUBLISHED.to_owned();
    row.codes = rows::stored("codes of a part", published.part_codes)?;
    upsert::<part::Entity>(tx, row).await
}

async fn put_lot(tx: &DatabaseTransaction, key: &LotKey, lot: LotRows) -> Outcome<()> {
    let LotRows { lot: mut row, report, materials, sources } = lot;
    let mut wanted = vec![&report];
    wanted.extend(materials.iter().map(|(_, document)| document));
    let mut numbers = documents::keep(tx, &wanted).await?.into_iter();
    row.report_document = numbers.next().unwrap_or_default();
    let id = match lots::row(tx, key).await? {
        Some(before) => {
            row.id = before.id;
            upsert::<lot::Entity>(tx, row).await?;
            material_source::Entity::delete_many()
                .filter(material_source::Column::Lot.eq(before.id))
                .exec(tx)
                .await?;
            raw_material::Entity::delete_many()
                .filter(raw_material::Column::Lot.eq(before.id))
                .exec(tx)
                .await?;
            before.id
        }
        None => {
            let new = super::without_given_key::<lot::Entity>(row);
            lot::Entity::insert(new).exec(tx).await?.last_insert_id
        }
    };
    let materials = materials.into_iter().zip(numbers);
    let materials =
        materials.map(|((row, _), document)| raw_material::Model { lot: id, document, ..row }).collect();
    insert_all::<raw_material::Entity>(tx, materials).await?;
    let sources = sources.into_iter().map(|row| material_source::Model { lot: id, ..row }).collect();
    insert_all::<material_source::Entity>(tx, sources).await
}

/// A draft is nobody's business yet. A lot that was published earlier does not take the enterprise's last delivery back.
async fn note_delivery(tx: &DatabaseTransaction, published: &PublishedLot) -> Outcome<()> {
    if published.lot.state == LotState::Draft {
        return Ok(());
    }
    let id = i64::from(published.lot.key.enterprise.0);
    let Some(before) = enterprise::Entity::find_by_id(id).one(tx).await? else { return Ok(()) };
    let delivered = Some(rows::time_text(published.lot.published_at));
    if before.last_delivered_at < delivered {
        let mut row = before.into_active_model();
        row.last_delivered_at = ActiveValue::Set(delivered);
        row.update(tx).await?;
    }
    Ok(())
}

fn outbox_row(published: &PublishedLot, digest: Vec<u8>) -> outbox::Model {
    let key = &published.lot.key;
    let latest = published.changes.iter().map(|change| change.at).max();
    outbox::Model {
        id: 0,
        kind: if published.lot.state == LotState::Draft { LOT_DRAFTED } else { LOT_PUBLISHED }.to_owned(),
        enterprise: key.enterprise.0.into(),
        lot_number: key.number.as_str().to_owned(),
        submission: published.submission.as_str().to_owned(),
        digest,
        created_at: rows::time_text(
            latest.unwrap_or(published.lot.published_at).max(published.lot.published_at),
        ),
        sent_at: None,
    }
}
