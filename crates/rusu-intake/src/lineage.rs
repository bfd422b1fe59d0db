//! What raw materials were made from, compared with the whole delivery and with what is published.

use std::collections::HashMap;

use rusu_core::draft::RawMaterialEntry;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{LINEAGE_EDGES_MAX, LINEAGE_LEVELS_MAX};
use rusu_core::lineage::{Ancestry, LineageEdge, LineageNode, LineageWay, MaterialLot, ancestry};
use rusu_core::lot::{LotKey, LotNumber};
use rusu_core::ports::{LineageAsked, RegistryReader, StoreFault};
use rusu_core::rejection::Finding;

use crate::gather::{LotGroup, Placed};
use crate::report::Report;

/// What is published already; `None` when checking offline.
pub(crate) struct Published<'a> {
    pub(crate) registry: &'a dyn RegistryReader,
    pub(crate) enterprise: EnterpriseId,
}

/// What the lots of a delivery say of their raw materials: by each node, what went into it.
pub(crate) struct Stated {
    behind: HashMap<LineageNode, Vec<LineageEdge>>,
    /// The lots of the delivery: what is published of them is about to be replaced.
    lots: Vec<LotNumber>,
    has_sources: bool,
}

impl Stated {
    /// Of lots with their raw materials.
    pub(crate) fn new<'e>(
        lots: impl IntoIterator<Item = (&'e LotNumber, Vec<&'e RawMaterialEntry>)>,
    ) -> Self {
        let mut stated = Self { behind: HashMap::new(), lots: Vec::new(), has_sources: false };
        for (number, materials) in lots {
            stated.lots.push(number.clone());
            for material in materials {
                let node = node_of(material);
                stated.has_sources |= !material.made_from.is_empty();
                for source in &material.made_from {
                    stated.add(source.clone(), node.clone());
                }
                stated.add(node, LineageNode::Lot(number.clone()));
            }
        }
        stated
    }

    fn add(&mut self, from: LineageNode, to: LineageNode) {
        self.behind.entry(to.clone()).or_default().push(LineageEdge { from, to });
    }

    /// What is wrong behind a lot, if anything.
    pub(crate) fn behind(
        &self,
        number: &LotNumber,
        published: Option<&Published<'_>>,
    ) -> Result<Option<Finding>, StoreFault> {
        let mut asked = |way: LineageWay, nodes: &[LineageNode]| {
            let mut edges: Vec<LineageEdge> =
                nodes.iter().filter_map(|node| self.behind.get(node)).flatten().cloned().collect();
            if let Some(Published { registry, enterprise }) = published {
                let (enterprise, without, limit) = (*enterprise, self.lots.as_slice(), LINEAGE_EDGES_MAX);
                edges.extend(registry.lineage(&LineageAsked { enterprise, way, nodes, without, limit })?);
            }
            Ok::<_, StoreFault>(edges)
        };
        Ok(match ancestry(&LineageNode::Lot(number.clone()), &mut asked)? {
            Ancestry::Levels(_) => None,
            Ancestry::Cycle(node) => Some(Finding::error("made_from_cycle", node.to_string())),
            Ancestry::TooDeep => {
                Some(Finding::error("made_from_depth", number.as_str()).with("limit", LINEAGE_LEVELS_MAX))
            }
        })
    }

    /// Own lots that a raw material names as its sources and that nobody knows.
    pub(crate) fn unknown_lots(
        &self,
        material: &RawMaterialEntry,
        published: Option<&Published<'_>>,
    ) -> Result<Vec<Finding>, StoreFault> {
        let Some(Published { registry, enterprise }) = published else { return Ok(Vec::new()) };
        let mut findings = Vec::new();
        for source in &material.made_from {
            let LineageNode::Lot(number) = source else { continue };
            let key = LotKey { enterprise: *enterprise, number: number.clone() };
            if !self.lots.contains(number) && registry.lot(&key)?.is_none() {
                findings.push(Finding::warning("made_from_lot_unknown", number.as_str()));
            }
        }
        Ok(findings)
    }
}

/// The raw-material lot that a row is.
fn node_of(material: &RawMaterialEntry) -> LineageNode {
    LineageNode::Material(MaterialLot {
        name: material.name.clone(),
        number: material.material_lot.clone(),
        supplier: material.supplier.clone(),
    })
}

/// Checks what the lots of a delivery say their raw materials were made from. Deliveries in which
/// nobody says that are not looked at: most are of this kind, and what cannot be new cannot be wrong.
pub(crate) fn check_lineage(
    groups: &mut [LotGroup],
    published: Option<&Published<'_>>,
    report: &mut Report,
) -> Result<(), StoreFault> {
    let of_group = |group: &'_ LotGroup| -> Vec<RawMaterialEntry> {
        group.materials.iter().map(|placed| placed.entry.clone()).collect()
    };
    let rows: Vec<(LotNumber, Vec<RawMaterialEntry>)> =
        groups.iter().map(|group| (group.number.clone(), of_group(group))).collect();
    let stated = Stated::new(rows.iter().map(|(number, rows)| (number, rows.iter().collect())));
    if !stated.has_sources {
        return Ok(());
    }
    for group in groups {
        if let Some(finding) = stated.behind(&group.number, published)? {
            let with_sources = group.materials.iter().find(|placed| !placed.entry.made_from.is_empty());
            let place = with_sources.or(group.materials.first()).map(|placed| &placed.place);
            let place = place.unwrap_or(&group.first_place).clone();
            group.errors += report.add_all(&place, "raw_materials", vec![("made_from", finding)]);
        }
        for Placed { place, entry } in &group.materials {
            let unknown = stated.unknown_lots(entry, published)?;
            let unknown = unknown.into_iter().map(|finding| ("made_from", finding)).collect();
            report.add_all(place, "raw_materials", unknown);
        }
    }
    Ok(())
}
