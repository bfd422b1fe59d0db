//! Where goods come from and where they went: the graph, and everything about the lots in it.
//!
//! Invariants: within one enterprise; bounded in nodes and steps, and it says when it was cut off; a
//! dossier is handed out row by row, so memory does not grow with the cans.

mod units;

use std::collections::{BTreeMap, HashMap};
use std::ops::ControlFlow;
use std::sync::Arc;

use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::history::ValueChange;
use rusu_core::limits::{LINEAGE_EDGES_MAX, LINEAGE_NODES_MAX};
use rusu_core::lineage::{
    LineageDirection, LineageEdge, LineageGraph, LineageNode, LineageWay, MaterialLot, walk,
};
use rusu_core::lot::{CirculationEvent, Lot, LotKey, LotNumber, PartNo, RawMaterial, VoidCode};
use rusu_core::ports::{LineageAsked, LotFile, StoreFault};
use rusu_core::product::Product;
use rusu_core::recall::Recall;

use crate::query::Query;

/// From where a walk begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineageStart {
    /// A lot.
    Lot(LotNumber),
    /// Raw-material lots of a number; the rest narrows it where one number means several.
    Material {
        /// The raw material's own lot number.
        number: String,
        /// Its name.
        name: Option<String>,
        /// Who delivered it.
        supplier: Option<String>,
    },
}

/// What a walk found, with the published lots in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Lineage {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Nodes and steps.
    pub graph: LineageGraph,
    /// The lots among the nodes that are published.
    pub lots: HashMap<LotNumber, Lot>,
}

impl Lineage {
    /// The published lots that are the start or that something of the start went into: those whose
    /// cans are affected.
    pub fn affected(&self) -> impl Iterator<Item = &Lot> {
        let behind = self.graph.nodes.iter().filter(|placed| placed.level >= 0);
        behind.filter_map(|placed| match &placed.node {
            LineageNode::Lot(number) => self.lots.get(number),
            LineageNode::Material(_) => None,
        })
    }
}

/// One row of everything about some lots.
#[derive(Clone, Copy, Debug)]
pub enum DossierRow<'r> {
    /// The graph was cut off, so that there are more lots than these.
    CutOff,
    /// A step of the graph, with the level of its farther end.
    Step(&'r LineageEdge, i64),
    /// A lot, its product, and how far from the start it is.
    Lot(&'r Lot, &'r Product, i64),
    /// A raw material of a lot.
    Material(&'r LotNumber, &'r RawMaterial),
    /// A step of a lot's circulation.
    Circulation(&'r LotNumber, &'r CirculationEvent),
    /// A void code of a lot.
    Void(&'r LotNumber, &'r VoidCode),
    /// A recall in force that names a lot, or a range of codes within it.
    Recall(&'r LotNumber, &'r Recall),
    /// A change of a lot's value.
    Change(&'r LotNumber, &'r ValueChange),
    /// A case or pallet of an affected lot.
    Package(&'r LotNumber, &'r CodeRow<'r>),
    /// A can's outer or inner code of an affected lot.
    Unit(&'r LotNumber, &'r CodeRow<'r>),
}

/// A code with what it is in.
#[derive(Clone, Copy, Debug)]
pub struct CodeRow<'r> {
    /// The code.
    pub code: &'r TraceCode,
    /// Where it is printed.
    pub carrier: Carrier,
    /// For a can its case, or the pallet if it is in no case; for an inner code its outer one; for a
    /// case its pallet.
    pub parent: Option<&'r TraceCode>,
    /// The pallet that a can's case is on.
    pub pallet: Option<&'r TraceCode>,
    /// Whether it is void.
    pub is_void: bool,
}

/// Who takes the rows; breaking ends the reading.
pub type DossierSink<'s> = &'s mut dyn FnMut(DossierRow<'_>) -> ControlFlow<()>;

impl Query {
    /// Walks from a start, so many levels deep at most. `None` if the enterprise has nothing of it.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn lineage(
        &self,
        enterprise: EnterpriseId,
        start: &LineageStart,
        direction: LineageDirection,
        levels: usize,
    ) -> Result<Option<Lineage>, StoreFault> {
        let starts = self.starts(enterprise, start)?;
        let mut asked = |way: LineageWay, nodes: &[LineageNode]| {
            // One more than may be shown tells that there are more.
            let limit = LINEAGE_EDGES_MAX + 1;
            self.registry.lineage(&LineageAsked { enterprise, way, nodes, without: &[], limit })
        };
        let graph = walk(&starts, direction, levels, &mut asked)?;
        let numbers: Vec<LotNumber> = graph
            .nodes
            .iter()
            .filter_map(|placed| match &placed.node {
                LineageNode::Lot(number) => Some(number.clone()),
                LineageNode::Material(_) => None,
            })
            .collect();
        let lots = self.registry.lots_named(enterprise, &numbers)?;
        let lots: HashMap<_, _> = lots.into_iter().map(|lot| (lot.key.number.clone(), lot)).collect();
        if graph.edges.is_empty() && lots.is_empty() {
            let is_known = matches!(start, LineageStart::Material { .. }) && !starts.is_empty();
            return Ok(is_known.then_some(Lineage { enterprise, graph, lots }));
        }
        Ok(Some(Lineage { enterprise, graph, lots }))
    }

    fn starts(&self, enterprise: EnterpriseId, start: &LineageStart) -> Result<Vec<LineageNode>, StoreFault> {
        let (number, name, supplier) = match start {
            LineageStart::Lot(number) => return Ok(vec![LineageNode::Lot(number.clone())]),
            LineageStart::Material { number, name, supplier } => (number, name, supplier),
        };
        let named = self.registry.material_lots(enterprise, number, LINEAGE_NODES_MAX)?;
        let fits = |material: &MaterialLot| {
            name.as_ref().is_none_or(|name| *name == material.name)
                && supplier.as_ref().is_none_or(|supplier| Some(supplier) == material.supplier.as_ref())
        };
        Ok(named.into_iter().filter(fits).map(LineageNode::Material).collect())
    }

    /// Hands out everything about the lots of a graph: first what the registry knows, lot by lot, then
    /// the codes of the affected lots in the order of codes.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn dossier(&self, lineage: &Lineage, sink: DossierSink<'_>) -> Result<(), StoreFault> {
        let levels: HashMap<&LineageNode, i64> =
            lineage.graph.nodes.iter().map(|placed| (&placed.node, placed.level)).collect();
        let level = |node: &LineageNode| levels.get(node).copied().unwrap_or_default();
        if lineage.graph.is_cut_off && sink(DossierRow::CutOff).is_break() {
            return Ok(());
        }
        for edge in &lineage.graph.edges {
            let (from, to) = (level(&edge.from), level(&edge.to));
            let farther = if from.abs() > to.abs() { from } else { to };
            if sink(DossierRow::Step(edge, farther)).is_break() {
                return Ok(());
            }
        }
        let mut voids = std::collections::HashSet::new();
        for placed in &lineage.graph.nodes {
            let LineageNode::Lot(number) = &placed.node else { continue };
            if !lineage.lots.contains_key(number) {
                continue;
            }
            let key = LotKey { enterprise: lineage.enterprise, number: number.clone() };
            let Some(file) = self.registry.lot_file(&key)? else { continue };
            let recalls = self.recalls_of_lot(&key)?;
            if of_file(&file, &recalls, placed.level, sink).is_break() {
                return Ok(());
            }
            voids.extend(file.void_codes.into_iter().map(|void| void.code));
        }
        let mut parts: BTreeMap<PartNo, LotNumber> = BTreeMap::new();
        for lot in lineage.affected() {
            let own = self.registry.parts_of(&lot.key)?;
            parts.extend(own.into_iter().map(|part| (part, lot.key.number.clone())));
        }
        let (codes, registry) = (self.codes.as_ref(), self.registry.as_ref());
        units::of_parts(&units::Stores { codes, registry }, lineage.enterprise, &parts, &voids, sink)
    }
}

fn of_file(file: &LotFile, recalls: &[Arc<Recall>], level: i64, sink: DossierSink<'_>) -> ControlFlow<()> {
    let number = &file.lot.key.number;
    sink(DossierRow::Lot(&file.lot, &file.product, level))?;
    for material in &file.lot.raw_materials {
        sink(DossierRow::Material(number, material))?;
    }
    for event in &file.lot.circulation {
        sink(DossierRow::Circulation(number, event))?;
    }
    for void in &file.void_codes {
        sink(DossierRow::Void(number, void))?;
    }
    for recall in recalls {
        sink(DossierRow::Recall(number, recall))?;
    }
    for change in &file.changes {
        sink(DossierRow::Change(number, change))?;
    }
    ControlFlow::Continue(())
}
