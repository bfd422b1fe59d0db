//! Complaints.

use jiff::Timestamp;
use rusu_core::portal::{Complaint, ComplaintState, Page, PageNumber};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};

use super::{insert_all, on_page, take_number};
use crate::entities::complaint;
use crate::fault::Outcome;
use crate::rows;

const TABLE: &str = "complaints";

pub async fn page(
    db: &impl ConnectionTrait,
    state: Option<ComplaintState>,
    number: PageNumber,
) -> Outcome<Page<Complaint>> {
    let mut latest = complaint::Entity::find()
        .order_by_desc(complaint::Column::ReceivedAt)
        .order_by_desc(complaint::Column::Id);
    if let Some(state) = state {
        latest = latest.filter(complaint::Column::State.eq(state.as_str()));
    }
    let found = on_page(latest, number).all(db).await?;
    let read: Result<_, _> = found.into_iter().map(rows::complaint).collect();
    Ok(Page::cut(read?, number))
}

pub async fn open(db: &impl ConnectionTrait) -> Outcome<u64> {
    let open = complaint::Column::State.eq(ComplaintState::Open.as_str());
    Ok(complaint::Entity::find().filter(open).count(db).await?)
}

pub async fn add(tx: &DatabaseTransaction, complaint: &Complaint) -> Outcome<u64> {
    let id = take_number(tx, TABLE, 0).await?;
    insert_all::<complaint::Entity>(tx, vec![rows::complaint_row(id, complaint)]).await?;
    Ok(rows::given(TABLE, id)?)
}

pub async fn answer(
    tx: &DatabaseTransaction,
    id: u64,
    state: ComplaintState,
    note: &str,
    at: Timestamp,
) -> Outcome<bool> {
    let Ok(id) = i64::try_from(id) else { return Ok(false) };
    let answered = complaint::Entity::update_many()
        .col_expr(complaint::Column::State, Expr::val(state.as_str()))
        .col_expr(complaint::Column::Note, Expr::val(rows::kept(note)))
        .col_expr(complaint::Column::UpdatedAt, Expr::val(rows::time_text(at)))
        .filter(complaint::Column::Id.eq(id));
    Ok(answered.exec(tx).await?.rows_affected > 0)
}

pub async fn wipe_contacts(tx: &DatabaseTransaction, now: Timestamp) -> Outcome<u64> {
    let nothing = || Expr::val(None::<String>);
    let wiped = complaint::Entity::update_many()
        .col_expr(complaint::Column::Contact, nothing())
        .col_expr(complaint::Column::ContactUntil, nothing())
        .filter(complaint::Column::ContactUntil.lte(rows::time_text(now)));
    Ok(wiped.exec(tx).await?.rows_affected)
}
