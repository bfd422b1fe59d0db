//! Where goods come from and where they went: raw-material lots and lots as one graph.
//!
//! Owns: what a node and an edge are, how a sender writes one, the edges that a lot states, and the
//! walks over any store's edges. Refuses to know: where edges are kept (they are asked for).
//!
//! Invariants: everything is within one enterprise; an edge leads from what went in to what it went
//! into; a walk ends whatever the edges say, cycles included.

mod walk;

#[cfg(test)]
mod tests;

use std::fmt;

use crate::limits::{CERTIFICATE_NUMBER_CHARACTERS_MAX, SHORT_TEXT_CHARACTERS_MAX};
use crate::lot::{Lot, LotNumber, RawMaterial};
use crate::product::words;

pub use walk::{Ancestry, LineageGraph, PlacedNode, ancestry, walk};

/// A raw-material lot: what an enterprise calls it, its number, and who delivered it. Two rows mean
/// the same lot exactly if all three are equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MaterialLot {
    /// Such as `脱盐乳清粉`.
    pub name: String,
    /// The material's own lot number, character by character; without one it is not a lot that
    /// anything could be traced by.
    pub number: Option<String>,
    /// Who delivered it; `None` for what the enterprise made itself or did not say.
    pub supplier: Option<String>,
}

/// A lot of goods or a raw-material lot of one enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LineageNode {
    /// A lot that the enterprise publishes.
    Lot(LotNumber),
    /// A raw-material lot.
    Material(MaterialLot),
}

/// One thing went into another.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineageEdge {
    /// What went in.
    pub from: LineageNode,
    /// Into what.
    pub to: LineageNode,
}

/// Which edges of a node are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineageWay {
    /// Those that lead to it: what is in it.
    Backward,
    /// Those that lead away from it: where it went.
    Forward,
}

/// In which directions a walk goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineageDirection {
    /// What is in it.
    Backward,
    /// Where it went.
    Forward,
    /// Both, each from the start on: not the other things that its raw materials went into.
    Both,
}

words!(LineageDirection, LineageDirection::Backward => "backward", LineageDirection::Forward => "forward",
    LineageDirection::Both => "both");

impl MaterialLot {
    /// The raw-material lot that a row of a lot's raw materials is.
    #[must_use]
    pub fn of(material: &RawMaterial) -> Self {
        Self {
            name: material.name.clone(),
            number: material.material_lot.clone(),
            supplier: material.supplier.clone(),
        }
    }
}

impl LineageNode {
    /// Reads what a sender writes on one line: an own lot's number, or a raw material's name, lot
    /// number and supplier with bars between them; the supplier may be left out.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let parts: Vec<&str> = line.split(['|', '｜']).map(str::trim).collect();
        let text = |text: &str, limit: usize| {
            let fits =
                !text.is_empty() && text.chars().count() <= limit && !text.chars().any(char::is_control);
            fits.then(|| text.to_owned())
        };
        let (name, number, supplier) = match parts.as_slice() {
            [number] => return LotNumber::parse(number).map(Self::Lot),
            [name, number] => (name, number, None),
            [name, number, supplier] => (name, number, Some(*supplier).filter(|text| !text.is_empty())),
            _ => return None,
        };
        Some(Self::Material(MaterialLot {
            name: text(name, SHORT_TEXT_CHARACTERS_MAX)?,
            number: Some(text(number, CERTIFICATE_NUMBER_CHARACTERS_MAX)?),
            supplier: match supplier {
                Some(supplier) => Some(text(supplier, SHORT_TEXT_CHARACTERS_MAX)?),
                None => None,
            },
        }))
    }

    /// Whether anything can be found by it: a raw material without a number is no lot.
    #[must_use]
    pub fn is_traceable(&self) -> bool {
        !matches!(self, Self::Material(MaterialLot { number: None, .. }))
    }
}

impl fmt::Display for LineageNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lot(number) => f.write_str(number.as_str()),
            Self::Material(MaterialLot { name, number, supplier }) => {
                write!(f, "{name}|{}", number.as_deref().unwrap_or_default())?;
                supplier.iter().try_for_each(|supplier| write!(f, "|{supplier}"))
            }
        }
    }
}

impl LineageEdge {
    /// The end of the edge at which a walk arrives that goes this way.
    #[must_use]
    pub fn end(&self, way: LineageWay) -> &LineageNode {
        match way {
            LineageWay::Backward => &self.from,
            LineageWay::Forward => &self.to,
        }
    }

    /// The end from which such a walk comes.
    #[must_use]
    pub fn begin(&self, way: LineageWay) -> &LineageNode {
        match way {
            LineageWay::Backward => &self.to,
            LineageWay::Forward => &self.from,
        }
    }
}

/// The edges that a lot states: each raw material went into it, and into each raw material what that
/// was made from.
#[must_use]
pub fn edges_of(lot: &Lot) -> Vec<LineageEdge> {
    let into_lot = LineageNode::Lot(lot.key.number.clone());
    let mut edges = Vec::new();
    for material in &lot.raw_materials {
        let node = LineageNode::Material(MaterialLot::of(material));
        let sources = material.made_from.iter();
        edges.extend(sources.map(|source| LineageEdge { from: source.clone(), to: node.clone() }));
        edges.push(LineageEdge { from: node, to: into_lot.clone() });
    }
    edges
}

/// Of some edges those that begin, for a walk that goes this way, at one of the nodes: in order, each
/// once. Raw materials without a number are the same thing to nobody, so nothing begins at them.
#[must_use]
pub fn edges_at(
    edges: impl IntoIterator<Item = LineageEdge>,
    way: LineageWay,
    nodes: &[LineageNode],
) -> Vec<LineageEdge> {
    let at = |edge: &LineageEdge| edge.begin(way).is_traceable() && nodes.contains(edge.begin(way));
    let mut found: Vec<LineageEdge> = edges.into_iter().filter(at).collect();
    found.sort_unstable();
    found.dedup();
    found
}
