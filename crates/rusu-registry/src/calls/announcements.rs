//! Announcements.

use jiff::Timestamp;
use rusu_core::lot::ContentHash;
use rusu_core::portal::{Announcement, AnnouncementKind, Page, PageNumber};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    Select,
};

use super::{on_page, take_number, upsert};
use crate::entities::announcement;
use crate::fault::Outcome;
use crate::rows;

const TABLE: &str = "announcements";

async fn page(
    db: &impl ConnectionTrait,
    ordered: Select<announcement::Entity>,
    number: PageNumber,
) -> Outcome<Page<Announcement>> {
    let found = on_page(ordered, number).all(db).await?;
    let read: Result<_, _> = found.into_iter().map(rows::announcement).collect();
    Ok(Page::cut(read?, number))
}

pub async fn visible(
    db: &impl ConnectionTrait,
    kind: Option<AnnouncementKind>,
    now: Timestamp,
    number: PageNumber,
) -> Outcome<Page<Announcement>> {
    let mut shown = announcement::Entity::find()
        .filter(announcement::Column::PublishedAt.lte(rows::time_text(now)))
        .order_by_desc(announcement::Column::Pinned)
        .order_by_desc(announcement::Column::PublishedAt)
        .order_by_desc(announcement::Column::Id);
    if let Some(kind) = kind {
        shown = shown.filter(announcement::Column::Kind.eq(kind.as_str()));
    }
    page(db, shown, number).await
}

pub async fn all(db: &impl ConnectionTrait, number: PageNumber) -> Outcome<Page<Announcement>> {
    let all = announcement::Entity::find()
        .order_by_desc(announcement::Column::UpdatedAt)
        .order_by_desc(announcement::Column::Id);
    page(db, all, number).await
}

pub async fn one(db: &impl ConnectionTrait, id: u64) -> Outcome<Option<Announcement>> {
    let Ok(id) = i64::try_from(id) else { return Ok(None) };
    let found = announcement::Entity::find_by_id(id).one(db).await?;
    Ok(found.map(rows::announcement).transpose()?)
}

pub async fn shows_video(db: &impl ConnectionTrait, video: &ContentHash) -> Outcome<bool> {
    let with_it = announcement::Entity::find().filter(announcement::Column::Video.eq(video.0.to_vec()));
    Ok(with_it.count(db).await? > 0)
}

pub async fn save(tx: &DatabaseTransaction, announcement: &Announcement) -> Outcome<u64> {
    let id = take_number(tx, TABLE, announcement.id).await?;
    upsert::<announcement::Entity>(tx, rows::announcement_row(id, announcement)).await?;
    Ok(rows::given(TABLE, id)?)
}

pub async fn remove(tx: &DatabaseTransaction, id: u64) -> Outcome<bool> {
    let Ok(id) = i64::try_from(id) else { return Ok(false) };
    Ok(announcement::Entity::delete_by_id(id).exec(tx).await?.rows_affected > 0)
}
