//! What a registry can tell of lots by reading them all: the contract at its plainest, and the way of
//! every store that has no index for it.

use std::collections::BTreeSet;

use super::{LineageAsked, RegistryReader, StoreFault};
use crate::enterprise::EnterpriseId;
use crate::limits::PORTAL_PAGE_ROWS_MAX;
use crate::lineage::{LineageEdge, LineageNode, MaterialLot, edges_at, edges_of};
use crate::lot::{Lot, LotKey, LotNumber, PartNo};
use crate::portal::{Page, PageNumber};

pub(super) fn lineage<R: RegistryReader + ?Sized>(
    registry: &R,
    asked: &LineageAsked<'_>,
) -> Result<Vec<LineageEdge>, StoreFault> {
    let lots = registry.lots(asked.enterprise, usize::MAX)?;
    let stated = lots.iter().filter(|lot| !asked.without.contains(&lot.key.number)).flat_map(edges_of);
    let mut edges = edges_at(stated, asked.way, asked.nodes);
    edges.truncate(asked.limit);
    Ok(edges)
}

pub(super) fn material_lots<R: RegistryReader + ?Sized>(
    registry: &R,
    enterprise: EnterpriseId,
    number: &str,
    limit: usize,
) -> Result<Vec<MaterialLot>, StoreFault> {
    let lots = registry.lots(enterprise, usize::MAX)?;
    let ends = lots.iter().flat_map(edges_of).flat_map(|edge| [edge.from, edge.to]);
    let named = ends.filter_map(|node| match node {
        LineageNode::Material(material) => Some(material),
        LineageNode::Lot(_) => None,
    });
    let named: BTreeSet<MaterialLot> = named.filter(|m| m.number.as_deref() == Some(number)).collect();
    Ok(named.into_iter().take(limit).collect())
}

pub(super) fn lot_page<R: RegistryReader + ?Sized>(
    registry: &R,
    enterprise: EnterpriseId,
    page: PageNumber,
) -> Result<Page<Lot>, StoreFault> {
    let lots = registry.lots(enterprise, page.rows_before() + PORTAL_PAGE_ROWS_MAX + 1)?;
    Ok(Page::cut(lots.into_iter().skip(page.rows_before()).collect(), page))
}

pub(super) fn lots_named<R: RegistryReader + ?Sized>(
    registry: &R,
    enterprise: EnterpriseId,
    numbers: &[LotNumber],
) -> Result<Vec<Lot>, StoreFault> {
    let numbers: BTreeSet<&LotNumber> = numbers.iter().collect();
    let lot = |number: &LotNumber| registry.lot(&LotKey { enterprise, number: number.clone() });
    numbers.into_iter().filter_map(|number| lot(number).transpose()).collect()
}

pub(super) fn parts_of<R: RegistryReader + ?Sized>(
    registry: &R,
    lot: &LotKey,
) -> Result<Vec<PartNo>, StoreFault> {
    let published = registry.published_parts()?.into_iter();
    let own =
        published.filter(|(enterprise, _, number, _)| *enterprise == lot.enterprise && *number == lot.number);
    Ok(own.map(|(_, part, ..)| part).collect())
}
