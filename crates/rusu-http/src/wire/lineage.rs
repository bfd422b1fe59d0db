//! Where goods come from and where they went, on the wire.

use std::collections::HashMap;

use rusu_core::limits::LINEAGE_CIRCULATION_SHOWN_MAX;
use rusu_core::lineage::{LineageNode, MaterialLot, PlacedNode};
use rusu_query::Lineage;
use serde::Serialize;
use utoipa::ToSchema;

use super::lots::{LotCirculationBody, LotSummaryBody};

/// A raw-material lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MaterialLotBody {
    /// What it is.
    pub material_name: String,
    /// Its own lot number; without one it joins nothing.
    #[schema(required)]
    pub material_lot: Option<String>,
    /// Who delivered it.
    #[schema(required)]
    pub supplier: Option<String>,
}

impl From<&MaterialLot> for MaterialLotBody {
    fn from(material: &MaterialLot) -> Self {
        Self {
            material_name: material.name.clone(),
            material_lot: material.number.clone(),
            supplier: material.supplier.clone(),
        }
    }
}

/// A lot or a raw-material lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineageNodeBody {
    /// `lot` or `material`.
    #[schema(example = "lot")]
    pub kind: &'static str,
    /// 0 for the start, negative for what is in it, positive for where it went.
    pub level: i64,
    /// A lot's number.
    #[schema(required)]
    pub lot_number: Option<String>,
    /// The lot, if it is published.
    #[schema(required)]
    pub lot: Option<LotSummaryBody>,
    /// Where the lot went, at most 20 steps; an export has all.
    pub circulation: Vec<LotCirculationBody>,
    /// How many steps there are.
    pub circulation_steps: usize,
    /// The raw-material lot.
    #[schema(required)]
    pub material: Option<MaterialLotBody>,
}

impl LineageNodeBody {
    fn new(placed: &PlacedNode, lineage: &Lineage) -> Self {
        let empty = Self {
            kind: "lot",
            level: placed.level,
            lot_number: None,
            lot: None,
            circulation: Vec::new(),
            circulation_steps: 0,
            material: None,
        };
        match &placed.node {
            LineageNode::Material(material) => {
                Self { kind: "material", material: Some(MaterialLotBody::from(material)), ..empty }
            }
            LineageNode::Lot(number) => {
                let lot = lineage.lots.get(number);
                let steps = lot.map(|lot| lot.circulation.as_slice()).unwrap_or_default();
                let shown = steps.iter().take(LINEAGE_CIRCULATION_SHOWN_MAX);
                Self {
                    lot_number: Some(number.to_string()),
                    lot: lot.map(LotSummaryBody::from),
                    circulation: shown.map(LotCirculationBody::from).collect(),
                    circulation_steps: steps.len(),
                    ..empty
                }
            }
        }
    }
}

/// One thing went into another; both are told by their place in the list of nodes, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineageStepBody {
    /// What went in.
    pub from: usize,
    /// Into what.
    pub to: usize,
}

/// What is in a lot or a raw-material lot, and where it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineageBody {
    /// Whose.
    pub enterprise: u32,
    /// Lots and raw-material lots, the start first.
    pub nodes: Vec<LineageNodeBody>,
    /// Steps between them.
    pub steps: Vec<LineageStepBody>,
    /// Whether there is more: deeper than was asked for, or beyond the limits.
    pub is_cut_off: bool,
    /// Cans of the published lots that are the start or that something of it went into.
    pub units_affected: u64,
}

impl From<&Lineage> for LineageBody {
    fn from(lineage: &Lineage) -> Self {
        let graph = &lineage.graph;
        let places: HashMap<&LineageNode, usize> =
            graph.nodes.iter().enumerate().map(|(place, placed)| (&placed.node, place)).collect();
        let step = |edge: &rusu_core::lineage::LineageEdge| {
            Some(LineageStepBody { from: *places.get(&edge.from)?, to: *places.get(&edge.to)? })
        };
        Self {
            enterprise: lineage.enterprise.0,
            nodes: graph.nodes.iter().map(|placed| LineageNodeBody::new(placed, lineage)).collect(),
            steps: graph.edges.iter().filter_map(step).collect(),
            is_cut_off: graph.is_cut_off,
            units_affected: lineage.affected().map(|lot| lot.unit_count).sum(),
        }
    }
}
