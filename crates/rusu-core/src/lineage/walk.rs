//! Walks: level by level, each node once, within bounds.

use std::collections::{HashMap, HashSet};

use super::{LineageDirection, LineageEdge, LineageNode, LineageWay};
use crate::limits::{LINEAGE_EDGES_MAX, LINEAGE_LEVELS_MAX, LINEAGE_NODES_MAX};

/// Who is asked for edges: those at some nodes, of one way.
pub type Asked<'a, E> = &'a mut dyn FnMut(LineageWay, &[LineageNode]) -> Result<Vec<LineageEdge>, E>;

/// A node with how far it lies from the start: what is in it before (negative), where it went behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedNode {
    /// The node.
    pub node: LineageNode,
    /// 0 for a start.
    pub level: i64,
}

/// What a walk found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineageGraph {
    /// Starts first, then as they were met.
    pub nodes: Vec<PlacedNode>,
    /// Among the nodes, each once.
    pub edges: Vec<LineageEdge>,
    /// Whether there is more: beyond the depth that was asked for, or beyond the limits.
    pub is_cut_off: bool,
}

/// Walks from the starts, so many levels deep at most in each direction.
///
/// # Errors
/// Whatever asking for edges gives.
pub fn walk<E>(
    starts: &[LineageNode],
    direction: LineageDirection,
    levels: usize,
    asked: Asked<'_, E>,
) -> Result<LineageGraph, E> {
    let mut graph = LineageGraph::default();
    let mut seen: HashSet<LineageNode> = HashSet::new();
    for start in starts {
        if seen.insert(start.clone()) {
            graph.nodes.push(PlacedNode { node: start.clone(), level: 0 });
        }
    }
    let ways: &[LineageWay] = match direction {
        LineageDirection::Backward => &[LineageWay::Backward],
        LineageDirection::Forward => &[LineageWay::Forward],
        LineageDirection::Both => &[LineageWay::Backward, LineageWay::Forward],
    };
    let mut edges = HashSet::new();
    for way in ways {
        let frontier: Vec<LineageNode> = starts.to_vec();
        let mut walker = Walker { graph: &mut graph, seen: &mut seen, edges: &mut edges, way: *way };
        walker.go(frontier, levels.min(LINEAGE_LEVELS_MAX), asked)?;
    }
    Ok(graph)
}

struct Walker<'w> {
    graph: &'w mut LineageGraph,
    seen: &'w mut HashSet<LineageNode>,
    edges: &'w mut HashSet<LineageEdge>,
    way: LineageWay,
}

impl Walker<'_> {
    fn go<E>(&mut self, mut frontier: Vec<LineageNode>, levels: usize, asked: Asked<'_, E>) -> Result<(), E> {
        let step = if self.way == LineageWay::Backward { -1 } else { 1 };
        let mut level = 0;
        for _ in 0..levels {
            frontier.retain(LineageNode::is_traceable);
            if frontier.is_empty() {
                return Ok(());
            }
            level += step;
            let found = asked(self.way, &frontier)?;
            frontier = self.take(found, level);
        }
        // One more question tells whether there is more behind the last level.
        frontier.retain(LineageNode::is_traceable);
        if !frontier.is_empty() {
            let beyond = asked(self.way, &frontier)?;
            self.graph.is_cut_off |= beyond.iter().any(|edge| !self.seen.contains(edge.end(self.way)));
        }
        Ok(())
    }

    /// Adds edges within the limits, and tells which nodes are new.
    fn take(&mut self, found: Vec<LineageEdge>, level: i64) -> Vec<LineageNode> {
        let mut new = Vec::new();
        for edge in found {
            let end = edge.end(self.way).clone();
            let is_full = self.graph.nodes.len() >= LINEAGE_NODES_MAX && !self.seen.contains(&end);
            if is_full || self.graph.edges.len() >= LINEAGE_EDGES_MAX {
                self.graph.is_cut_off = true;
                return new;
            }
            if self.seen.insert(end.clone()) {
                self.graph.nodes.push(PlacedNode { node: end.clone(), level });
                new.push(end);
            }
            if self.edges.insert(edge.clone()) {
                self.graph.edges.push(edge);
            }
        }
        new
    }
}

/// What lies behind a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ancestry {
    /// The longest chain has so many levels.
    Levels(usize),
    /// This one is, over some steps, made from itself.
    Cycle(LineageNode),
    /// A chain has more levels than [`LINEAGE_LEVELS_MAX`], or there are more nodes than
    /// [`LINEAGE_NODES_MAX`].
    TooDeep,
}

/// Looks at everything that a node is made from.
///
/// # Errors
/// Whatever asking for edges gives.
pub fn ancestry<E>(start: &LineageNode, asked: Asked<'_, E>) -> Result<Ancestry, E> {
    let starts = std::slice::from_ref(start);
    let graph = walk(starts, LineageDirection::Backward, LINEAGE_LEVELS_MAX, asked)?;
    let mut behind: HashMap<&LineageNode, Vec<&LineageNode>> = HashMap::new();
    for edge in &graph.edges {
        behind.entry(&edge.to).or_default().push(&edge.from);
    }
    let longest = Longest { behind, known: HashMap::new(), open: HashSet::new() }.of(start);
    Ok(match longest {
        Err(node) => Ancestry::Cycle(node.clone()),
        Ok(levels) if graph.is_cut_off || levels > LINEAGE_LEVELS_MAX => Ancestry::TooDeep,
        Ok(levels) => Ancestry::Levels(levels),
    })
}

/// Longest chains, by depth first; `Err` names a node that is behind itself.
struct Longest<'g> {
    behind: HashMap<&'g LineageNode, Vec<&'g LineageNode>>,
    known: HashMap<&'g LineageNode, usize>,
    open: HashSet<&'g LineageNode>,
}

impl<'g> Longest<'g> {
    /// As deep as [`LINEAGE_NODES_MAX`] at most, since a node that is open is not entered again.
    fn of(&mut self, node: &'g LineageNode) -> Result<usize, &'g LineageNode> {
        if let Some(levels) = self.known.get(node) {
            return Ok(*levels);
        }
        if !self.open.insert(node) {
            return Err(node);
        }
        let mut levels = 0;
        for from in self.behind.get(node).cloned().unwrap_or_default() {
            levels = levels.max(self.of(from)? + 1);
        }
        self.open.remove(node);
        self.known.insert(node, levels);
        Ok(levels)
    }
}
