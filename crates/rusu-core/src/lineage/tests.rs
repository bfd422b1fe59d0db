//! Nodes as senders write them, edges of a lot, walks and their bounds.

use super::*;
use crate::limits::{LINEAGE_LEVELS_MAX, LINEAGE_NODES_MAX};
use crate::sample;

fn node(line: &str) -> LineageNode {
    LineageNode::parse(line).unwrap()
}

fn edge(from: &str, to: &str) -> LineageEdge {
    LineageEdge { from: node(from), to: node(to) }
}

fn walked(edges: &[LineageEdge], start: &str, direction: LineageDirection, levels: usize) -> LineageGraph {
    let mut asked =
        |way: LineageWay, at: &[LineageNode]| Ok::<_, ()>(edges_at(edges.iter().cloned(), way, at));
    walk(&[node(start)], direction, levels, &mut asked).unwrap()
}

fn behind(edges: &[LineageEdge], start: &str) -> Ancestry {
    let mut asked =
        |way: LineageWay, at: &[LineageNode]| Ok::<_, ()>(edges_at(edges.iter().cloned(), way, at));
    ancestry(&node(start), &mut asked).unwrap()
}

fn levels(graph: &LineageGraph) -> Vec<(String, i64)> {
    graph.nodes.iter().map(|placed| (placed.node.to_string(), placed.level)).collect()
}

/// Milk → base powder → blend → can, and milk into another base powder.
fn dairy() -> Vec<LineageEdge> {
    vec![
        edge("生牛乳|M1", "基粉|B1"),
        edge("生牛乳|M1", "基粉|B2"),
        edge("基粉|B1", "混合料|X1"),
        edge("混合料|X1", "SL1"),
        edge("基粉|B2", "SL2"),
    ]
}

/// A chain of raw materials of so many levels behind lot `SL1`.
fn chain(length: usize) -> Vec<LineageEdge> {
    let name = |index: usize| if index == 0 { "SL1".to_owned() } else { format!("料|{index}") };
    (1..=length).map(|index| edge(&name(index), &name(index - 1))).collect()
}

#[test]
fn a_line_with_bars_is_a_raw_material_and_one_without_is_an_own_lot() {
    assert_eq!(node("SL2608141A"), LineageNode::Lot(LotNumber::parse("SL2608141A").unwrap()));
    let material = |supplier: Option<&str>| {
        LineageNode::Material(MaterialLot {
            name: "脱盐乳清粉".to_owned(),
            number: Some("W1".to_owned()),
            supplier: supplier.map(str::to_owned),
        })
    };
    assert_eq!(node(" 脱盐乳清粉 ｜ W1 "), material(None));
    assert_eq!(node("脱盐乳清粉|W1|"), material(None));
    assert_eq!(node("脱盐乳清粉|W1|示例乳清"), material(Some("示例乳清")));
}

#[test]
fn a_line_that_lacks_a_name_or_a_number_or_has_too_much_is_none() {
    for line in ["", "|", "|W1", "乳清粉|", "a|b|c|d", "料|\u{7}1", "123456789012345678901"] {
        assert_eq!(LineageNode::parse(line), None, "{line:?}");
    }
}

#[test]
fn a_material_number_of_the_longest_length_is_read_and_one_more_character_is_not() {
    let line = |length: usize| format!("料|{}", "9".repeat(length));
    assert!(LineageNode::parse(&line(CERTIFICATE_NUMBER_CHARACTERS_MAX)).is_some());
    assert!(LineageNode::parse(&line(CERTIFICATE_NUMBER_CHARACTERS_MAX + 1)).is_none());
}

#[test]
fn a_node_is_written_as_it_is_read() {
    for line in ["SL1", "生牛乳|M1", "乳清粉|W1|示例乳清"] {
        assert_eq!(node(line).to_string(), line);
    }
}

#[test]
fn a_lot_states_what_went_into_it_and_into_its_raw_materials() {
    let mut lot = sample::lot();
    lot.raw_materials[0].made_from = vec![node("生牛乳|M1"), node("SL0")];
    let whey = node("脱盐乳清粉|W1");
    let expected = [
        LineageEdge { from: node("生牛乳|M1"), to: whey.clone() },
        LineageEdge { from: node("SL0"), to: whey.clone() },
        LineageEdge { from: whey, to: node("SL2608141A") },
    ];
    assert_eq!(edges_of(&lot), expected);
}

#[test]
fn backward_tells_what_is_in_a_lot_level_by_level() {
    let graph = walked(&dairy(), "SL1", LineageDirection::Backward, 8);
    let expected = [("SL1", 0), ("混合料|X1", -1), ("基粉|B1", -2), ("生牛乳|M1", -3)];
    assert_eq!(levels(&graph), expected.map(|(name, level)| (name.to_owned(), level)));
    assert_eq!((graph.edges.len(), graph.is_cut_off), (3, false));
}

#[test]
fn forward_tells_which_lots_a_raw_material_went_into() {
    let graph = walked(&dairy(), "生牛乳|M1", LineageDirection::Forward, 8);
    let lots: Vec<_> = levels(&graph).into_iter().filter(|(name, _)| name.starts_with("SL")).collect();
    assert_eq!(lots, [("SL2".to_owned(), 2), ("SL1".to_owned(), 3)]);
}

#[test]
fn both_ways_do_not_turn_round() {
    let graph = walked(&dairy(), "基粉|B1", LineageDirection::Both, 8);
    assert!(!levels(&graph).iter().any(|(name, _)| name == "基粉|B2" || name == "SL2"));
    assert_eq!(graph.nodes.len(), 4);
}

#[test]
fn a_walk_that_ends_before_the_end_says_so() {
    assert!(walked(&dairy(), "SL1", LineageDirection::Backward, 2).is_cut_off);
    assert!(!walked(&dairy(), "SL1", LineageDirection::Backward, 3).is_cut_off);
}

#[test]
fn a_walk_with_more_nodes_than_the_limit_is_cut_off() {
    let wide = |count: usize| -> Vec<LineageEdge> {
        (0..count).map(|index| edge(&format!("料|{index}"), "SL1")).collect()
    };
    let fits = walked(&wide(LINEAGE_NODES_MAX - 1), "SL1", LineageDirection::Backward, 8);
    assert_eq!((fits.nodes.len(), fits.is_cut_off), (LINEAGE_NODES_MAX, false));
    let more = walked(&wide(LINEAGE_NODES_MAX), "SL1", LineageDirection::Backward, 8);
    assert_eq!((more.nodes.len(), more.is_cut_off), (LINEAGE_NODES_MAX, true));
}

#[test]
fn a_walk_over_a_cycle_ends() {
    let cycle = [edge("料|1", "料|2"), edge("料|2", "料|1"), edge("料|1", "SL1")];
    let graph = walked(&cycle, "SL1", LineageDirection::Backward, 8);
    assert_eq!((graph.nodes.len(), graph.is_cut_off), (3, false));
}

#[test]
fn raw_materials_without_a_number_join_nothing() {
    let bare = LineageNode::Material(MaterialLot { name: "糖".to_owned(), number: None, supplier: None });
    let edges =
        [LineageEdge { from: bare.clone(), to: node("SL1") }, LineageEdge { from: bare, to: node("SL2") }];
    let graph = walked(&edges, "SL1", LineageDirection::Both, 8);
    assert_eq!(graph.nodes.len(), 2);
}

#[test]
fn a_chain_of_the_most_levels_is_accepted_and_one_more_is_too_deep() {
    assert_eq!(behind(&chain(LINEAGE_LEVELS_MAX), "SL1"), Ancestry::Levels(LINEAGE_LEVELS_MAX));
    assert_eq!(behind(&chain(LINEAGE_LEVELS_MAX + 1), "SL1"), Ancestry::TooDeep);
}

#[test]
fn what_is_made_from_itself_over_some_steps_is_a_cycle() {
    let cycle = [edge("料|1", "SL1"), edge("料|2", "料|1"), edge("料|1", "料|2")];
    assert!(matches!(behind(&cycle, "SL1"), Ancestry::Cycle(LineageNode::Material(_))));
    let through_lot = [edge("料|1", "SL1"), edge("SL1", "料|1")];
    assert!(matches!(behind(&through_lot, "SL1"), Ancestry::Cycle(_)));
}

#[test]
fn two_ways_to_one_raw_material_are_no_cycle() {
    let diamond = [
        edge("料|1", "SL1"),
        edge("料|2", "SL1"),
        edge("料|3", "料|1"),
        edge("料|3", "料|2"),
        edge("料|2", "料|1"),
    ];
    assert_eq!(behind(&diamond, "SL1"), Ancestry::Levels(3));
}
