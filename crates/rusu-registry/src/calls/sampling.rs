//! Results of official sampling.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::SAMPLING_OF_LOT_MAX;
use rusu_core::lot::LotNumber;
use rusu_core::portal::{Page, PageNumber, SamplingResult, SamplingSearch};
use rusu_core::ports::ImportCount;
use sea_orm::sea_query::{Asterisk, LikeExpr, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};

use super::{CHUNK, bump, check_enterprise, insert_all, on_page, take_numbers, upsert_all};
use crate::entities::sampling_result;
use crate::fault::Outcome;
use crate::rows;

const TABLE: &str = "sampling_results";
/// Takes their meaning from the wildcards in what people type.
const ESCAPE: char = '!';

fn containing(text: &str) -> LikeExpr {
    let mut pattern = String::from("%");
    for character in text.chars() {
        if matches!(character, '%' | '_' | ESCAPE) {
            pattern.push(ESCAPE);
        }
        pattern.push(character);
    }
    pattern.push('%');
    LikeExpr::new(pattern).escape(ESCAPE)
}

fn fitting(search: &SamplingSearch) -> Select<sampling_result::Entity> {
    let mut all = Condition::all();
    let text = search.folded_text();
    if !text.is_empty() {
        let lot = search.text_as_lot().map(|lot| sampling_result::Column::LotNumber.eq(lot.as_str()));
        let named = sampling_result::Column::SearchText.like(containing(&text));
        all = all.add(Condition::any().add(named).add_option(lot));
    }
    let enterprise = search.enterprise.map(|id| sampling_result::Column::Enterprise.eq(id.0));
    let lot = search.lot.as_ref().map(|lot| sampling_result::Column::LotNumber.eq(lot.as_str()));
    let conclusion = search.conclusion.map(|c| sampling_result::Column::Conclusion.eq(c.as_str()));
    sampling_result::Entity::find()
        .filter(all.add_option(enterprise).add_option(lot).add_option(conclusion))
        .order_by_desc(sampling_result::Column::PublishedOn)
        .order_by_asc(sampling_result::Column::SampleNumber)
        .order_by_asc(sampling_result::Column::Id)
}

async fn read(
    db: &impl ConnectionTrait,
    found: Select<sampling_result::Entity>,
) -> Outcome<Vec<SamplingResult>> {
    let found = found.all(db).await?;
    Ok(found.into_iter().map(rows::sampling).collect::<Result<_, _>>()?)
}

pub async fn page(
    db: &impl ConnectionTrait,
    search: &SamplingSearch,
    number: PageNumber,
) -> Outcome<Page<SamplingResult>> {
    Ok(Page::cut(read(db, on_page(fitting(search), number)).await?, number))
}

pub async fn of_lot(
    db: &impl ConnectionTrait,
    enterprise: EnterpriseId,
    lot: &LotNumber,
) -> Outcome<Vec<SamplingResult>> {
    let lot = Some(lot.clone());
    let search = SamplingSearch { enterprise: Some(enterprise), lot, ..SamplingSearch::default() };
    let limit = u64::try_from(SAMPLING_OF_LOT_MAX).unwrap_or(u64::MAX);
    read(db, fitting(&search).limit(limit)).await
}

/// What is to be stored of results, after a look at what is known.
#[derive(Default)]
struct Plan {
    count: ImportCount,
    /// Without numbers as yet; by identity, so that one sent twice becomes one row.
    new: BTreeMap<(String, String), sampling_result::Model>,
    changed: BTreeMap<i64, sampling_result::Model>,
}

fn identity(row: &sampling_result::Model) -> (String, String) {
    (row.authority.clone(), row.sample_number.clone())
}

/// The rows of sample numbers, of which there is at least one. They are joined and not listed in an
/// IN: PostgreSQL compares each row with each parameter of a list if its plan is older than the rows,
/// which took 50 s for 50,000 results.
async fn numbered(
    db: &impl ConnectionTrait,
    numbers: BTreeSet<&str>,
) -> Outcome<Vec<sampling_result::Model>> {
    let wanted = Query::select().column(Asterisk).from_values(numbers, "wanted").to_owned();
    let named = sampling_result::Column::SampleNumber.in_subquery(wanted);
    Ok(sampling_result::Entity::find().filter(named).all(db).await?)
}

async fn plan(db: &impl ConnectionTrait, results: &[SamplingResult]) -> Outcome<Plan> {
    let mut plan = Plan::default();
    for chunk in results.chunks(CHUNK) {
        let sent: Vec<_> = chunk.iter().map(|r| rows::sampling_row(0, r)).collect::<Result<_, _>>()?;
        let numbers: BTreeSet<&str> = sent.iter().map(|row| row.sample_number.as_str()).collect();
        let known = numbered(db, numbers).await?;
        let known: HashMap<_, _> = known.into_iter().map(|row| (identity(&row), row)).collect();
        for row in sent {
            plan.add(known.get(&identity(&row)), row);
        }
    }
    Ok(plan)
}

impl Plan {
    /// `stored` is the row of the same identity; what the same call brought before goes before it.
    fn add(&mut self, stored: Option<&sampling_result::Model>, sent: sampling_result::Model) {
        let id = stored.map_or(0, |row| row.id);
        let row = sampling_result::Model { id, ..sent };
        let known = self.new.get(&identity(&row)).or_else(|| self.changed.get(&id)).or(stored);
        match known {
            None => self.count.added += 1,
            Some(known) if *known == row => {
                self.count.unchanged += 1;
                return;
            }
            Some(_) => self.count.replaced += 1,
        }
        match stored {
            None => self.new.insert(identity(&row), row),
            Some(_) => self.changed.insert(id, row),
        };
    }
}

pub async fn count(db: &impl ConnectionTrait, results: &[SamplingResult]) -> Outcome<ImportCount> {
    Ok(plan(db, results).await?.count)
}

pub async fn save(tx: &DatabaseTransaction, results: &[SamplingResult]) -> Outcome<ImportCount> {
    for enterprise in results.iter().filter_map(|result| result.enterprise).collect::<BTreeSet<_>>() {
        check_enterprise(tx, enterprise).await?;
    }
    let Plan { count, new, changed } = plan(tx, results).await?;
    if new.is_empty() && changed.is_empty() {
        return Ok(count);
    }
    let numbers = take_numbers(tx, TABLE, new.len()).await?;
    let numbered = numbers.zip(new.into_values());
    let new = numbered.map(|(id, row)| sampling_result::Model { id, ..row }).collect();
    insert_all::<sampling_result::Entity>(tx, new).await?;
    upsert_all::<sampling_result::Entity>(tx, changed.into_values()).await?;
    bump(tx).await?;
    Ok(count)
}

pub async fn remove(tx: &DatabaseTransaction, id: u64) -> Outcome<bool> {
    let Ok(id) = i64::try_from(id) else { return Ok(false) };
    let removed = sampling_result::Entity::delete_by_id(id).exec(tx).await?.rows_affected > 0;
    if removed {
        bump(tx).await?;
    }
    Ok(removed)
}
