//! Packaging events, and what they say of each code as of now.

use std::collections::HashMap;

use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::packaging::PackagingEvent;
use rusu_core::ports::StoreFault;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::{CHUNK, check_enterprise, insert_all, upsert_all};
use crate::entities::{packaging_event, packaging_state};
use crate::fault::Outcome;
use crate::rows;

/// See [`rusu_core::ports::RegistryReader::packaging_states`].
pub async fn states(
    db: &impl ConnectionTrait,
    enterprise: EnterpriseId,
    codes: &[TraceCode],
) -> Outcome<Vec<Option<PackagingEvent>>> {
    let mut found: HashMap<String, PackagingEvent> = HashMap::new();
    for chunk in codes.chunks(CHUNK) {
        let of_codes = packaging_state::Entity::find()
            .filter(packaging_state::Column::Enterprise.eq(enterprise.0))
            .filter(packaging_state::Column::Code.is_in(chunk.iter().map(TraceCode::as_str)));
        for row in of_codes.all(db).await? {
            found.insert(row.code.clone(), rows::packaging_state(&row)?);
        }
    }
    Ok(codes.iter().map(|code| found.get(code.as_str()).cloned()).collect())
}

/// See [`rusu_core::ports::RegistryReader::packed_into`].
pub async fn packed_into(
    db: &impl ConnectionTrait,
    enterprise: EnterpriseId,
    package: &TraceCode,
    limit: usize,
) -> Outcome<Vec<TraceCode>> {
    let inside = packaging_state::Entity::find()
        .filter(packaging_state::Column::Enterprise.eq(enterprise.0))
        .filter(packaging_state::Column::Package.eq(package.as_str()))
        .filter(packaging_state::Column::Step.eq(rusu_core::packaging::PackagingStep::Packed.as_str()));
    let found = inside.all(db).await?;
    let events = found.iter().map(rows::packaging_state).collect::<Result<Vec<_>, StoreFault>>()?;
    let mut codes: Vec<TraceCode> = events.into_iter().map(|event| event.code).collect();
    // Codes have an order of their own, which no database knows.
    codes.sort_unstable();
    codes.truncate(limit);
    Ok(codes)
}

/// See [`rusu_core::ports::RegistryReader::packaging_history`].
pub async fn history(
    db: &impl ConnectionTrait,
    enterprise: EnterpriseId,
    code: &TraceCode,
    limit: usize,
) -> Outcome<Vec<PackagingEvent>> {
    let either = Condition::any()
        .add(packaging_event::Column::Code.eq(code.as_str()))
        .add(packaging_event::Column::Package.eq(code.as_str()));
    let found = packaging_event::Entity::find()
        .filter(packaging_event::Column::Enterprise.eq(enterprise.0))
        .filter(either)
        .order_by_desc(packaging_event::Column::Id)
        .limit(u64::try_from(limit).unwrap_or(u64::MAX));
    let found = found.all(db).await?;
    Ok(found.iter().map(rows::packaging_event).collect::<Result<_, StoreFault>>()?)
}

/// See [`rusu_core::ports::RegistryReader::packaging_count`].
pub async fn count(db: &impl ConnectionTrait, enterprise: EnterpriseId) -> Outcome<u64> {
    let own = packaging_event::Entity::find().filter(packaging_event::Column::Enterprise.eq(enterprise.0));
    Ok(own.count(db).await?)
}

/// See [`rusu_core::ports::RegistryWriter::save_packaging`]. What an answer shows of a package is read
/// anew each time, so no cache must be told.
pub async fn save(tx: &DatabaseTransaction, events: &[PackagingEvent]) -> Outcome<()> {
    let Some(first) = events.first() else { return Ok(()) };
    check_enterprise(tx, first.enterprise).await?;
    insert_all::<packaging_event::Entity>(tx, events.iter().map(rows::packaging_event_row).collect()).await?;
    // Of several events of one code the last counts.
    let latest: HashMap<&TraceCode, &PackagingEvent> =
        events.iter().map(|event| (&event.code, event)).collect();
    upsert_all::<packaging_state::Entity>(tx, latest.into_values().map(rows::packaging_state_row)).await
}
