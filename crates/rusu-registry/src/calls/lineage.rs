//! Steps from raw materials to lots, asked from either end.
//!
//! Both ends are found by an index: the number of the raw-material lot, the own lot's number, or the
//! lot that states the step. What an index found is compared whole in memory, since a raw-material
//! lot is told by its name, number and supplier.

use std::collections::{BTreeSet, HashMap};

use rusu_core::enterprise::EnterpriseId;
use rusu_core::lineage::{LineageEdge, LineageNode, LineageWay, MaterialLot, edges_at};
use rusu_core::lot::LotNumber;
use rusu_core::ports::{LineageAsked, StoreFault};
use sea_orm::sea_query::IntoCondition;
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select,
};

use super::CHUNK;
use crate::entities::{lot, material_source, raw_material};
use crate::fault::Outcome;
use crate::rows::{self, At};

/// See [`rusu_core::ports::RegistryReader::lineage`].
pub async fn edges(tx: &DatabaseTransaction, asked: &LineageAsked<'_>) -> Outcome<Vec<LineageEdge>> {
    let lots = Lots { tx, enterprise: asked.enterprise };
    let mut edges = Vec::new();
    for nodes in asked.nodes.chunks(CHUNK) {
        let own = own_lots(nodes);
        let materials = material_numbers(nodes);
        match asked.way {
            LineageWay::Backward => {
                edges.extend(lots.uses_in(&own).await?);
                edges.extend(lots.sources_of(&materials).await?);
            }
            LineageWay::Forward => {
                edges.extend(lots.uses_of(&materials).await?);
                edges.extend(lots.made_of(&own, &materials).await?);
            }
        }
    }
    let stated = edges.into_iter().filter(|edge| !asked.without.contains(&edge.by)).map(|edge| edge.edge);
    let mut found = edges_at(stated, asked.way, asked.nodes);
    found.truncate(asked.limit);
    Ok(found)
}

/// See [`rusu_core::ports::RegistryReader::material_lots`].
pub async fn material_lots(
    tx: &DatabaseTransaction,
    enterprise: EnterpriseId,
    number: &str,
    limit: usize,
) -> Outcome<Vec<MaterialLot>> {
    let lots = Lots { tx, enterprise };
    let number = rows::kept(number);
    let mut named = BTreeSet::new();
    for row in lots.materials(raw_material::Column::MaterialLot.eq(number.as_str())).await? {
        named.insert(rows::material_lot(&row));
    }
    for row in lots.sources(material_source::Column::MaterialLot.eq(number.as_str())).await? {
        if let LineageNode::Material(material) = rows::source(&row)? {
            named.insert(material);
        }
    }
    Ok(named.into_iter().take(limit).collect())
}

/// A step, and the lot that states it.
struct Stated {
    edge: LineageEdge,
    by: LotNumber,
}

fn own_lots(nodes: &[LineageNode]) -> Vec<&str> {
    let numbers = nodes.iter().filter_map(|node| match node {
        LineageNode::Lot(number) => Some(number.as_str()),
        LineageNode::Material(_) => None,
    });
    numbers.collect()
}

fn material_numbers(nodes: &[LineageNode]) -> Vec<&str> {
    let numbers = nodes.iter().filter_map(|node| match node {
        LineageNode::Material(material) => material.number.as_deref(),
        LineageNode::Lot(_) => None,
    });
    numbers.collect::<BTreeSet<_>>().into_iter().collect()
}

/// One enterprise's lots.
struct Lots<'t> {
    tx: &'t DatabaseTransaction,
    enterprise: EnterpriseId,
}

impl Lots<'_> {
    fn ids(&self) -> Select<lot::Entity> {
        let own = lot::Entity::find().filter(lot::Column::Enterprise.eq(self.enterprise.0));
        own.select_only().column(lot::Column::Id)
    }

    async fn materials(&self, condition: impl IntoCondition) -> Outcome<Vec<raw_material::Model>> {
        let own = raw_material::Column::Lot.in_subquery(self.ids().into_query());
        Ok(raw_material::Entity::find().filter(condition).filter(own).all(self.tx).await?)
    }

    async fn sources(&self, condition: impl IntoCondition) -> Outcome<Vec<material_source::Model>> {
        let own = material_source::Column::Lot.in_subquery(self.ids().into_query());
        Ok(material_source::Entity::find().filter(condition).filter(own).all(self.tx).await?)
    }

    /// Numbers of lots by their ids.
    async fn numbers(&self, ids: impl IntoIterator<Item = i64>) -> Outcome<HashMap<i64, LotNumber>> {
        let ids: Vec<i64> = ids.into_iter().collect::<BTreeSet<i64>>().into_iter().collect();
        let mut numbers = HashMap::new();
        for chunk in ids.chunks(CHUNK) {
            let found = lot::Entity::find().filter(lot::Column::Id.is_in(chunk.iter().copied()));
            let pairs = found.select_only().column(lot::Column::Id).column(lot::Column::Number);
            for (id, number) in pairs.into_tuple::<(i64, String)>().all(self.tx).await? {
                numbers.insert(id, At::new("lots", id).read("number", &number, LotNumber::parse)?);
            }
        }
        Ok(numbers)
    }

    /// Raw materials that went into lots.
    async fn uses_in(&self, own: &[&str]) -> Outcome<Vec<Stated>> {
        if own.is_empty() {
            return Ok(Vec::new());
        }
        let named = self.ids().filter(lot::Column::Number.is_in(own.iter().copied()));
        let within = raw_material::Column::Lot.in_subquery(named.into_query());
        let rows = raw_material::Entity::find().filter(within).all(self.tx).await?;
        self.used(&rows).await
    }

    /// Lots into which raw materials went.
    async fn uses_of(&self, materials: &[&str]) -> Outcome<Vec<Stated>> {
        if materials.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.materials(raw_material::Column::MaterialLot.is_in(materials.iter().copied())).await?;
        self.used(&rows).await
    }

    async fn used(&self, rows: &[raw_material::Model]) -> Outcome<Vec<Stated>> {
        let numbers = self.numbers(rows.iter().map(|row| row.lot)).await?;
        let step = |row: &raw_material::Model| {
            let by = numbers.get(&row.lot)?.clone();
            let from = LineageNode::Material(rows::material_lot(row));
            Some(Stated { edge: LineageEdge { from, to: LineageNode::Lot(by.clone()) }, by })
        };
        Ok(rows.iter().filter_map(step).collect())
    }

    /// What raw materials were made from.
    async fn sources_of(&self, materials: &[&str]) -> Outcome<Vec<Stated>> {
        if materials.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.materials(raw_material::Column::MaterialLot.is_in(materials.iter().copied())).await?;
        let lots: BTreeSet<i64> = rows.iter().map(|row| row.lot).collect();
        let lots: Vec<i64> = lots.into_iter().collect();
        let mut sources = Vec::new();
        for chunk in lots.chunks(CHUNK) {
            let of_lots = material_source::Column::Lot.is_in(chunk.iter().copied());
            sources.extend(material_source::Entity::find().filter(of_lots).all(self.tx).await?);
        }
        self.made(&sources, &rows).await
    }

    /// Raw materials that were made from lots or from other raw materials.
    async fn made_of(&self, own: &[&str], materials: &[&str]) -> Outcome<Vec<Stated>> {
        let mut any = Condition::any();
        if own.is_empty() && materials.is_empty() {
            return Ok(Vec::new());
        }
        if !own.is_empty() {
            any = any.add(material_source::Column::OwnLot.is_in(own.iter().copied()));
        }
        if !materials.is_empty() {
            any = any.add(material_source::Column::MaterialLot.is_in(materials.iter().copied()));
        }
        let sources = self.sources(any).await?;
        let lots: BTreeSet<i64> = sources.iter().map(|row| row.lot).collect();
        let lots: Vec<i64> = lots.into_iter().collect();
        let mut rows = Vec::new();
        for chunk in lots.chunks(CHUNK) {
            let of_lots = raw_material::Column::Lot.is_in(chunk.iter().copied());
            rows.extend(raw_material::Entity::find().filter(of_lots).all(self.tx).await?);
        }
        self.made(&sources, &rows).await
    }

    /// Steps from sources to the raw materials among `rows` that were made from them.
    async fn made(
        &self,
        sources: &[material_source::Model],
        rows: &[raw_material::Model],
    ) -> Outcome<Vec<Stated>> {
        let numbers = self.numbers(sources.iter().map(|row| row.lot)).await?;
        let by_place: HashMap<(i64, i64), &raw_material::Model> =
            rows.iter().map(|row| ((row.lot, row.position), row)).collect();
        let step = |row: &material_source::Model| -> Result<Option<Stated>, StoreFault> {
            let made = by_place.get(&(row.lot, row.material));
            let (Some(made), Some(by)) = (made, numbers.get(&row.lot)) else { return Ok(None) };
            let to = LineageNode::Material(rows::material_lot(made));
            Ok(Some(Stated { edge: LineageEdge { from: rows::source(row)?, to }, by: by.clone() }))
        };
        let steps = sources.iter().filter_map(|row| step(row).transpose());
        Ok(steps.collect::<Result<_, _>>()?)
    }
}
