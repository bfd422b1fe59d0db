//! Reading lots and parts; reserving parts.

use std::collections::HashMap;

use rusu_core::enterprise::EnterpriseId;
use rusu_core::history::{Subject, ValueChange};
use rusu_core::lot::{Lot, LotKey, LotNumber, PartNo};
use rusu_core::portal::{Page, PageNumber};
use rusu_core::ports::{LotFile, PartState, StoreFault};
use rusu_core::submission::SubmissionId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{CHUNK, check_enterprise, documents, insert_all, on_page, void_codes};
use crate::entities::{lot, material_source, part, product, raw_material, site, value_change};
use crate::fault::{Outcome, damaged};
use crate::rows::{self, At};

pub async fn part(
    db: &impl ConnectionTrait,
    enterprise: EnterpriseId,
    part: PartNo,
) -> Outcome<Option<(LotNumber, PartState)>> {
    let found = part::Entity::find_by_id((i64::from(enterprise.0), i64::from(part.0))).one(db).await?;
    let Some(row) = found else { return Ok(None) };
    let at = At::new("parts", format!("{} {}", row.enterprise, row.part_no));
    Ok(Some((at.read("lot_number", &row.lot_number, LotNumber::parse)?, rows::part_state(&row)?)))
}

pub async fn published_parts(
    db: &impl ConnectionTrait,
) -> Outcome<Vec<(EnterpriseId, PartNo, LotNumber, u64)>> {
    let published = part::Entity::find().filter(part::Column::State.eq(rows::PUBLISHED));
    let ordered = published.order_by_asc(part::Column::Enterprise).order_by_asc(part::Column::PartNo);
    let read = |row: part::Model| -> Result<_, StoreFault> {
        let at = At::new("parts", format!("{} {}", row.enterprise, row.part_no));
        let enterprise = EnterpriseId(at.number("enterprise", row.enterprise)?);
        let number = at.read("lot_number", &row.lot_number, LotNumber::parse)?;
        Ok((enterprise, PartNo(at.number("part_no", row.part_no)?), number, at.number("codes", row.codes)?))
    };
    Ok(ordered.all(db).await?.into_iter().map(read).collect::<Result<_, _>>()?)
}

/// The part of a submission and a lot; at first a new one, the enterprise's last number plus one.
/// Parts are never removed, so no number is given twice.
pub async fn reserve_part(
    tx: &DatabaseTransaction,
    lot: &LotKey,
    submission: &SubmissionId,
) -> Outcome<PartNo> {
    check_enterprise(tx, lot.enterprise).await?;
    let of_enterprise = part::Entity::find().filter(part::Column::Enterprise.eq(lot.enterprise.0));
    let reserved = of_enterprise
        .clone()
        .filter(part::Column::Submission.eq(submission.as_str()))
        .filter(part::Column::LotNumber.eq(lot.number.as_str()));
    let number = |row: &part::Model| {
        let at = At::new("parts", format!("{} {}", row.enterprise, row.part_no));
        at.number("part_no", row.part_no)
    };
    if let Some(row) = reserved.one(tx).await? {
        return Ok(PartNo(number(&row)?));
    }
    let last = of_enterprise.order_by_desc(part::Column::PartNo).one(tx).await?;
    let last: u32 = last.map_or(Ok(0), |row| number(&row))?;
    let limit = u32::MAX.into();
    let next = last.checked_add(1).ok_or(StoreFault::TooLarge { what: "parts of one enterprise", limit })?;
    let row = part::Model {
        enterprise: lot.enterprise.0.into(),
        part_no: next.into(),
        lot_number: lot.number.as_str().to_owned(),
        submission: submission.as_str().to_owned(),
        state: rows::STAGED.to_owned(),
        codes: 0,
    };
    insert_all::<part::Entity>(tx, vec![row]).await?;
    Ok(PartNo(next))
}

/// The row of a published lot.
pub async fn row(db: &impl ConnectionTrait, key: &LotKey) -> Outcome<Option<lot::Model>> {
    let of_enterprise = lot::Entity::find().filter(lot::Column::Enterprise.eq(key.enterprise.0));
    Ok(of_enterprise.filter(lot::Column::Number.eq(key.number.as_str())).one(db).await?)
}

pub async fn lot(db: &impl ConnectionTrait, key: &LotKey) -> Outcome<Option<Lot>> {
    let found = row(db, key).await?;
    Ok(assemble(db, found.into_iter().collect()).await?.pop())
}

pub async fn lots(db: &impl ConnectionTrait, enterprise: EnterpriseId, limit: usize) -> Outcome<Vec<Lot>> {
    let of_enterprise = lot::Entity::find().filter(lot::Column::Enterprise.eq(enterprise.0));
    let latest = of_enterprise.order_by_desc(lot::Column::PublishedAt).order_by_desc(lot::Column::Id);
    let limit = u64::try_from(limit).unwrap_or(u64::MAX).min(i64::MAX.unsigned_abs());
    let found = latest.limit(limit).all(db).await?;
    assemble(db, found).await
}

pub async fn page(
    db: &impl ConnectionTrait,
    enterprise: EnterpriseId,
    number: PageNumber,
) -> Outcome<Page<Lot>> {
    let of_enterprise = lot::Entity::find().filter(lot::Column::Enterprise.eq(enterprise.0));
    let latest = of_enterprise.order_by_desc(lot::Column::PublishedAt).order_by_desc(lot::Column::Id);
    let found = on_page(latest, number).all(db).await?;
    Ok(Page::cut(assemble(db, found).await?, number))
}

/// Lots by their numbers, in the order of these.
pub async fn named(
    db: &impl ConnectionTrait,
    enterprise: EnterpriseId,
    numbers: &[LotNumber],
) -> Outcome<Vec<Lot>> {
    let mut found = Vec::new();
    for chunk in numbers.chunks(CHUNK) {
        let of_enterprise = lot::Entity::find().filter(lot::Column::Enterprise.eq(enterprise.0));
        let chunk = chunk.iter().map(LotNumber::as_str);
        found.extend(of_enterprise.filter(lot::Column::Number.is_in(chunk)).all(db).await?);
    }
    let mut lots = assemble(db, found).await?;
    // Databases order texts each by its own rules.
    lots.sort_by(|a, b| a.key.number.cmp(&b.key.number));
    lots.dedup_by(|a, b| a.key == b.key);
    Ok(lots)
}

pub async fn parts_of(db: &impl ConnectionTrait, key: &LotKey) -> Outcome<Vec<PartNo>> {
    let of_lot = part::Entity::find()
        .filter(part::Column::Enterprise.eq(key.enterprise.0))
        .filter(part::Column::LotNumber.eq(key.number.as_str()))
        .filter(part::Column::State.eq(rows::PUBLISHED));
    let found = of_lot.order_by_asc(part::Column::PartNo).all(db).await?;
    let number = |row: &part::Model| {
        let at = At::new("parts", format!("{} {}", row.enterprise, row.part_no));
        at.number("part_no", row.part_no).map(PartNo)
    };
    Ok(found.iter().map(number).collect::<Result<_, StoreFault>>()?)
}

/// Lots of their rows, in the same order.
async fn assemble(db: &impl ConnectionTrait, found: Vec<lot::Model>) -> Outcome<Vec<Lot>> {
    let mut materials: HashMap<i64, Vec<raw_material::Model>> = HashMap::new();
    for chunk in found.chunks(CHUNK) {
        let of_lots = raw_material::Entity::find()
            .filter(raw_material::Column::Lot.is_in(chunk.iter().map(|row| row.id)));
        for material in of_lots.order_by_asc(raw_material::Column::Position).all(db).await? {
            materials.entry(material.lot).or_default().push(material);
        }
    }
    let mut sources: HashMap<i64, Vec<material_source::Model>> = HashMap::new();
    for chunk in found.chunks(CHUNK) {
        let of_lots = material_source::Entity::find()
            .filter(material_source::Column::Lot.is_in(chunk.iter().map(|row| row.id)));
        for source in of_lots.order_by_asc(material_source::Column::Position).all(db).await? {
            sources.entry(source.lot).or_default().push(source);
        }
    }
    let of_materials = materials.values().flatten().map(|material| material.document);
    let documents =
        documents::load(db, found.iter().map(|row| row.report_document).chain(of_materials)).await?;
    let read = |row: lot::Model| {
        let its = materials.get(&row.id).map_or(&[][..], Vec::as_slice);
        let made_from = sources.get(&row.id).map_or(&[][..], Vec::as_slice);
        rows::lot(row, its, made_from, &documents)
    };
    Ok(found.into_iter().map(read).collect::<Result<_, _>>()?)
}

pub async fn lot_file(db: &impl ConnectionTrait, key: &LotKey) -> Outcome<Option<LotFile>> {
    let Some(lot) = lot(db, key).await? else { return Ok(None) };
    let enterprise = i64::from(key.enterprise.0);
    let product = product::Entity::find_by_id((enterprise, lot.product.as_str().to_owned())).one(db).await?;
    let site = site::Entity::find_by_id((enterprise, lot.site.as_str().to_owned())).one(db).await?;
    let lost =
        |what: &str| damaged(format!("table lots, row {enterprise} {}: its {what} is lost", key.number));
    Ok(Some(LotFile {
        product: rows::product(product.ok_or_else(|| lost("product"))?)?,
        site: rows::site(site.ok_or_else(|| lost("site"))?)?,
        void_codes: void_codes::void_codes_of(db, key).await?,
        changes: changes(db, key).await?,
        lot,
    }))
}

async fn changes(db: &impl ConnectionTrait, key: &LotKey) -> Outcome<Vec<ValueChange>> {
    let subject = Subject::Lot(key.number.as_str().to_owned());
    let (subject, name) = rows::subject_words(&subject);
    let of_lot = value_change::Entity::find()
        .filter(value_change::Column::Enterprise.eq(key.enterprise.0))
        .filter(value_change::Column::Subject.eq(subject))
        .filter(value_change::Column::SubjectName.eq(name));
    let found = of_lot.order_by_asc(value_change::Column::Id).all(db).await?;
    Ok(found.into_iter().map(rows::change).collect::<Result<_, _>>()?)
}
