//! Recalls.

use std::collections::HashMap;

use rusu_core::enterprise::EnterpriseId;
use rusu_core::portal::{Page, PageNumber};
use rusu_core::recall::Recall;
use rusu_core::recall::target::has_grown_from;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, Select,
};
use sha2::{Digest, Sha256};

use super::{CHUNK, bump, check_enterprise, insert_all, last_number, note_number, on_page, upsert};
use crate::entities::{counter, outbox, recall_file, recall_target};
use crate::fault::{Outcome, damaged};
use crate::rows;

/// The counter that grows with every change of a recall.
const MARK: &str = "recalls";
/// What the transparency log is told of a change.
const RECALL_CHANGED: &str = "recall_changed";
/// The same of an exercise; it counts as sent from the beginning, so that nobody is told.
const DRILL_CHANGED: &str = "recall_drill_changed";

/// Public recalls, latest notice first; of one enterprise or all.
pub async fn notices(
    db: &impl ConnectionTrait,
    enterprise: Option<EnterpriseId>,
    number: PageNumber,
) -> Outcome<Page<Recall>> {
    let public = of(enterprise)
        .filter(recall_file::Column::AnnouncedAt.is_not_null())
        .filter(recall_file::Column::IsDrill.eq(false))
        .order_by_desc(recall_file::Column::AnnouncedAt)
        .order_by_desc(recall_file::Column::Id);
    let found = on_page(public, number).all(db).await?;
    Ok(Page::cut(assemble(db, found).await?, number))
}

/// All recalls, latest change first; of one enterprise or all.
pub async fn all(
    db: &impl ConnectionTrait,
    enterprise: Option<EnterpriseId>,
    number: PageNumber,
) -> Outcome<Page<Recall>> {
    let latest =
        of(enterprise).order_by_desc(recall_file::Column::UpdatedAt).order_by_desc(recall_file::Column::Id);
    let found = on_page(latest, number).all(db).await?;
    Ok(Page::cut(assemble(db, found).await?, number))
}

pub async fn one(db: &impl ConnectionTrait, id: u64) -> Outcome<Option<Recall>> {
    // A number that the database cannot hold is nobody's.
    let Ok(id) = i64::try_from(id) else { return Ok(None) };
    let found = recall_file::Entity::find_by_id(id).one(db).await?;
    Ok(assemble(db, found.into_iter().collect()).await?.pop())
}

/// Those that are announced and have not ended, by number.
pub async fn open(db: &impl ConnectionTrait) -> Outcome<Vec<Recall>> {
    let open = recall_file::Entity::find()
        .filter(recall_file::Column::EndedAt.is_null())
        .filter(recall_file::Column::AnnouncedAt.is_not_null())
        .order_by_asc(recall_file::Column::Id);
    let found = open.all(db).await?;
    assemble(db, found).await
}

pub async fn mark(db: &impl ConnectionTrait) -> Outcome<u64> {
    let row = counter::Entity::find_by_id(MARK.to_owned()).one(db).await?;
    Ok(row.map_or(Ok(0), |row| rows::given("counters", row.last))?)
}

fn of(enterprise: Option<EnterpriseId>) -> Select<recall_file::Entity> {
    let all = recall_file::Entity::find();
    match enterprise {
        Some(enterprise) => all.filter(recall_file::Column::Enterprise.eq(enterprise.0)),
        None => all,
    }
}

/// Recalls of their rows, in the same order.
async fn assemble(db: &impl ConnectionTrait, found: Vec<recall_file::Model>) -> Outcome<Vec<Recall>> {
    let mut targets: HashMap<i64, Vec<recall_target::Model>> = HashMap::new();
    for chunk in found.chunks(CHUNK) {
        let of_recalls = recall_target::Entity::find()
            .filter(recall_target::Column::Recall.is_in(chunk.iter().map(|row| row.id)));
        for target in of_recalls.order_by_asc(recall_target::Column::Position).all(db).await? {
            targets.entry(target.recall).or_default().push(target);
        }
    }
    let read = |row: recall_file::Model| {
        let its = targets.get(&row.id).map_or(&[][..], Vec::as_slice);
        rows::recall(row, its)
    };
    Ok(found.into_iter().map(read).collect::<Result<_, _>>()?)
}

/// See [`rusu_core::ports::RecallWriter::save_recall`]. Recalls are never removed, so no number is
/// given twice.
pub async fn save(tx: &DatabaseTransaction, recall: &Recall) -> Outcome<Option<Recall>> {
    check_enterprise(tx, recall.enterprise).await?;
    let before = if recall.id == 0 { None } else { one(tx, recall.id).await? };
    if before.as_ref().map_or(0, |before| before.revision) != recall.revision
        || (before.is_none() && recall.id != 0)
    {
        return Ok(None);
    }
    let was_announced = before.filter(|before| before.announced_at.is_some());
    if was_announced.is_some_and(|before| !has_grown_from(&before.targets, &recall.targets)) {
        return Err(damaged(format!("the list of recall {} would lose its history", recall.id)).into());
    }
    let id = if recall.id == 0 { next_id(tx).await? } else { rows::stored("number of a recall", recall.id)? };
    let saved = Recall {
        id: rows::given("recall_files", id)?,
        revision: recall.revision.saturating_add(1),
        ..recall.clone()
    };
    let (row, targets) = rows::recall_rows(id, &saved)?;
    let statement = statement(&saved, &rows::json_text(&(&row, &targets))?);
    upsert::<recall_file::Entity>(tx, row).await?;
    recall_target::Entity::delete_many().filter(recall_target::Column::Recall.eq(id)).exec(tx).await?;
    insert_all::<recall_target::Entity>(tx, targets).await?;
    let mark = last_number(tx, MARK).await?;
    note_number(tx, MARK, mark.saturating_add(1)).await?;
    // One row and one move of the generation: `changed_lots` counts them against each other.
    insert_all::<outbox::Entity>(tx, vec![statement]).await?;
    bump(tx).await?;
    Ok(Some(saved))
}

async fn next_id(tx: &DatabaseTransaction) -> Outcome<i64> {
    let last = recall_file::Entity::find().order_by_desc(recall_file::Column::Id).one(tx).await?;
    Ok(last.map_or(0, |row| row.id).saturating_add(1))
}

fn statement(recall: &Recall, everything: &str) -> outbox::Model {
    let created_at = rows::time_text(recall.updated_at);
    outbox::Model {
        id: 0,
        kind: if recall.is_drill { DRILL_CHANGED } else { RECALL_CHANGED }.to_owned(),
        enterprise: recall.enterprise.0.into(),
        lot_number: String::new(),
        submission: format!("recall-{}-{}", recall.id, recall.revision),
        digest: Sha256::digest(everything).to_vec(),
        sent_at: recall.is_drill.then(|| created_at.clone()),
        created_at,
    }
}
