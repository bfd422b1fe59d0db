//! Claims on where goods come from and went, on lists of lots, and on writing over what was read.

use std::sync::Barrier;
use std::thread;

use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::limits::PORTAL_PAGE_ROWS_MAX;
use rusu_core::lineage::{LineageEdge, LineageNode, LineageWay, MaterialLot};
use rusu_core::lot::{Lot, LotKey, LotNumber, LotState, PartNo, RawMaterial};
use rusu_core::portal::PageNumber;
use rusu_core::ports::{LineageAsked, MasterChange, PublishedLot};

use super::{Store, ok, other_enterprise, prepare, publish};
use crate::builders::{
    ENTERPRISE, lot_number, moment, sample_lot_numbered, sample_product, sample_publication,
    sample_raw_material, sample_site, sample_submission_id,
};

fn node(line: &str) -> LineageNode {
    LineageNode::parse(line).expect("the suite writes nodes that can be read")
}

fn edge(from: &str, to: &str) -> LineageEdge {
    LineageEdge { from: node(from), to: node(to) }
}

/// A raw material written as a node is, and what it was made from.
fn material(line: &str, made_from: &[&str]) -> RawMaterial {
    let LineageNode::Material(MaterialLot { name, number, supplier }) = node(line) else {
        panic!("{line} is no raw material")
    };
    let made_from = made_from.iter().map(|line| node(line)).collect();
    RawMaterial { name, material_lot: number, supplier, made_from, ..sample_raw_material() }
}

/// Publishes a lot of some raw materials.
fn lot_of(store: &Store, number: &str, submission: u8, raw_materials: Vec<RawMaterial>) -> PublishedLot {
    publish(store, Lot { raw_materials, ..sample_lot_numbered(number) }, submission)
}

fn steps(store: &Store, way: LineageWay, of: &[&str]) -> Vec<LineageEdge> {
    let nodes: Vec<LineageNode> = of.iter().map(|line| node(line)).collect();
    let asked = LineageAsked { enterprise: ENTERPRISE, way, nodes: &nodes, without: &[], limit: 100 };
    ok(store.registry.lineage(&asked))
}

/// Milk into base powder, base powder into a blend, the blend into lot SL1; the base powder into SL2 too.
fn dairy(store: &Store) {
    prepare(store);
    let base = material("基粉|B1", &["生牛乳|M1|示例牧场"]);
    lot_of(store, "SL1", 1, vec![material("混合料|X1", &["基粉|B1", "乳糖|L1"]), base.clone()]);
    lot_of(store, "SL2", 2, vec![base]);
}

#[doc(hidden)]
pub fn a_raw_material_tells_what_it_was_made_from_in_order(store: Store) {
    prepare(&store);
    let sources = ["乙|2|某供应商", "SL260101A1", "甲|1"];
    let lot =
        lot_of(&store, "SL1", 1, vec![material("混合料|X1", &sources), material("糖|S1", &["甲|1"])]).lot;
    assert_eq!(ok(store.registry.lot(&lot.key)), Some(lot));
}

#[doc(hidden)]
pub fn what_is_in_a_lot_is_found_level_by_level(store: Store) {
    dairy(&store);
    let first = steps(&store, LineageWay::Backward, &["SL1"]);
    assert_eq!(first, [edge("基粉|B1", "SL1"), edge("混合料|X1", "SL1")]);
    let second = steps(&store, LineageWay::Backward, &["基粉|B1", "混合料|X1"]);
    let expected =
        [edge("乳糖|L1", "混合料|X1"), edge("基粉|B1", "混合料|X1"), edge("生牛乳|M1|示例牧场", "基粉|B1")];
    assert_eq!(second, expected);
    assert_eq!(steps(&store, LineageWay::Backward, &["生牛乳|M1|示例牧场", "SL9"]), []);
}

#[doc(hidden)]
pub fn the_lots_that_used_a_raw_material_are_found(store: Store) {
    dairy(&store);
    let milk = steps(&store, LineageWay::Forward, &["生牛乳|M1|示例牧场"]);
    assert_eq!(milk, [edge("生牛乳|M1|示例牧场", "基粉|B1")]);
    let base = steps(&store, LineageWay::Forward, &["基粉|B1"]);
    let expected = [edge("基粉|B1", "SL1"), edge("基粉|B1", "SL2"), edge("基粉|B1", "混合料|X1")];
    assert_eq!(base, expected);
    assert_eq!(steps(&store, LineageWay::Forward, &["SL1"]), []);
}

#[doc(hidden)]
pub fn what_was_made_from_an_own_lot_is_found(store: Store) {
    prepare(&store);
    lot_of(&store, "SL2", 1, vec![material("返工粉|R1", &["SL1"])]);
    assert_eq!(steps(&store, LineageWay::Forward, &["SL1"]), [edge("SL1", "返工粉|R1")]);
    assert_eq!(steps(&store, LineageWay::Backward, &["返工粉|R1"]), [edge("SL1", "返工粉|R1")]);
}

#[doc(hidden)]
pub fn raw_materials_of_one_number_and_other_names_or_suppliers_are_others(store: Store) {
    prepare(&store);
    let lines = ["乳清粉|1", "乳清粉|1|甲", "乳清粉|1|乙", "乳糖|1"];
    lot_of(&store, "SL1", 1, lines.iter().map(|line| material(line, &[])).collect());
    lot_of(&store, "SL2", 2, vec![material("乳清粉|1|甲", &["乳|1|甲"]), material("乳糖|1", &["乳|1"])]);
    let whey = steps(&store, LineageWay::Forward, &["乳清粉|1|甲"]);
    assert_eq!(whey, [edge("乳清粉|1|甲", "SL1"), edge("乳清粉|1|甲", "SL2")]);
    assert_eq!(steps(&store, LineageWay::Forward, &["乳清粉|1"]), [edge("乳清粉|1", "SL1")]);
    assert_eq!(steps(&store, LineageWay::Forward, &["乳|1"]), [edge("乳|1", "乳糖|1")]);
    assert_eq!(steps(&store, LineageWay::Backward, &["乳糖|1"]), [edge("乳|1", "乳糖|1")]);
}

#[doc(hidden)]
pub fn raw_materials_without_a_number_lead_nowhere(store: Store) {
    prepare(&store);
    let bare = RawMaterial { material_lot: None, made_from: Vec::new(), ..sample_raw_material() };
    let bare_node = LineageNode::Material(MaterialLot::of(&bare));
    lot_of(&store, "SL1", 1, vec![bare]);
    let nodes = [bare_node.clone()];
    let (way, limit) = (LineageWay::Forward, 10);
    let asked = LineageAsked { enterprise: ENTERPRISE, way, nodes: &nodes, without: &[], limit };
    assert_eq!(ok(store.registry.lineage(&asked)), []);
    let found = steps(&store, LineageWay::Backward, &["SL1"]);
    assert_eq!(found, [LineageEdge { from: bare_node, to: node("SL1") }]);
}

/// The second enterprise with a lot of its own.
fn neighbour(store: &Store, number: &str, raw_materials: Vec<RawMaterial>) {
    let Enterprise { id, .. } = other_enterprise();
    ok(store.registry.save_enterprise(&other_enterprise()));
    let (mut site, mut product) = (sample_site(), sample_product());
    (site.enterprise, product.enterprise) = (id, id);
    let change = MasterChange { sites: vec![site], products: vec![product], ..MasterChange::default() };
    ok(store.registry.save_master(id, &change));
    let key = LotKey { enterprise: id, number: lot_number(number) };
    publish(store, Lot { key, raw_materials, ..sample_lot_numbered(number) }, 9);
}

#[doc(hidden)]
pub fn steps_of_another_enterprise_are_not_told(store: Store) {
    dairy(&store);
    neighbour(&store, "SL1", vec![material("基粉|B1", &["生牛乳|M1|示例牧场"]), material("糖|S1", &["SL1"])]);
    assert_eq!(steps(&store, LineageWay::Forward, &["基粉|B1"]).len(), 3);
    assert_eq!(steps(&store, LineageWay::Forward, &["糖|S1", "SL1"]), []);
    assert_eq!(steps(&store, LineageWay::Backward, &["SL1"]).len(), 2);
    assert_eq!(ok(store.registry.material_lots(ENTERPRISE, "S1", 10)), []);
    let nodes = [node("糖|S1")];
    let (enterprise, way) = (EnterpriseId(2), LineageWay::Forward);
    let asked = LineageAsked { enterprise, way, nodes: &nodes, without: &[], limit: 10 };
    assert_eq!(ok(store.registry.lineage(&asked)), [edge("糖|S1", "SL1")]);
}

#[doc(hidden)]
pub fn steps_that_a_lot_states_are_left_out_with_it(store: Store) {
    dairy(&store);
    let (nodes, without) = ([node("基粉|B1")], [lot_number("SL1")]);
    let asked =
        |way| LineageAsked { enterprise: ENTERPRISE, way, nodes: &nodes, without: &without, limit: 9 };
    assert_eq!(ok(store.registry.lineage(&asked(LineageWay::Forward))), [edge("基粉|B1", "SL2")]);
    // The other lot says it too.
    let backward = ok(store.registry.lineage(&asked(LineageWay::Backward)));
    assert_eq!(backward, [edge("生牛乳|M1|示例牧场", "基粉|B1")]);
}

#[doc(hidden)]
pub fn steps_end_at_the_limit(store: Store) {
    dairy(&store);
    let nodes = [node("基粉|B1")];
    let (enterprise, way) = (ENTERPRISE, LineageWay::Forward);
    let at_most = |limit| {
        ok(store.registry.lineage(&LineageAsked { enterprise, way, nodes: &nodes, without: &[], limit }))
            .len()
    };
    assert_eq!([at_most(2), at_most(3), at_most(4)], [2, 3, 3]);
}

#[doc(hidden)]
pub fn a_lot_that_is_sent_again_states_its_new_steps_only(store: Store) {
    dairy(&store);
    let raw_materials = vec![material("基粉|B2", &["生牛乳|M2"])];
    let lot = Lot { raw_materials, ..sample_lot_numbered("SL2") };
    let published = PublishedLot { lot, part: None, ..sample_publication(PartNo(0)) };
    ok(store.registry.publish_lot(&published));
    assert_eq!(steps(&store, LineageWay::Backward, &["SL2"]), [edge("基粉|B2", "SL2")]);
    let base = steps(&store, LineageWay::Forward, &["基粉|B1"]);
    assert_eq!(base, [edge("基粉|B1", "SL1"), edge("基粉|B1", "混合料|X1")]);
}

#[doc(hidden)]
pub fn raw_material_lots_are_found_by_their_number(store: Store) {
    prepare(&store);
    lot_of(&store, "SL1", 1, vec![material("乳清粉|1|甲", &["乳|1", "乳|2"]), material("乳糖|1", &[])]);
    lot_of(&store, "SL2", 2, vec![material("乳糖|1", &[])]);
    let found = |number, limit| ok(store.registry.material_lots(ENTERPRISE, number, limit));
    let named: Vec<String> =
        found("1", 10).into_iter().map(|lot| LineageNode::Material(lot).to_string()).collect();
    assert_eq!(named, ["乳|1", "乳清粉|1|甲", "乳糖|1"]);
    assert_eq!((found("1", 2).len(), found("2", 10).len(), found("3", 10).len()), (2, 1, 0));
}

#[doc(hidden)]
pub fn lots_come_in_pages(store: Store) {
    prepare(&store);
    for index in 0..PORTAL_PAGE_ROWS_MAX + 3 {
        let published_at = moment(i64::try_from(index).unwrap_or_default());
        let lot = Lot { published_at, ..sample_lot_numbered(&format!("SL{index:02}")) };
        publish(&store, lot, 1);
    }
    let page = |number| ok(store.registry.lot_page(ENTERPRISE, PageNumber::new(number)));
    let (first, second, third) = (page(1), page(2), page(3));
    assert_eq!((first.entries.len(), first.more), (PORTAL_PAGE_ROWS_MAX, true));
    assert_eq!((second.entries.len(), second.more), (3, false));
    assert_eq!((third.entries.len(), third.more), (0, false));
    let all: Vec<Lot> = first.entries.into_iter().chain(second.entries).collect();
    assert_eq!(all, ok(store.registry.lots(ENTERPRISE, 1_000)));
}

#[doc(hidden)]
pub fn lots_are_found_by_their_numbers_in_order(store: Store) {
    prepare(&store);
    for number in ["SL2", "SL1", "SL3"] {
        publish(&store, sample_lot_numbered(number), 1);
    }
    let wanted = ["SL3", "SL9", "SL1", "SL3"].map(lot_number);
    let found = ok(store.registry.lots_named(ENTERPRISE, &wanted));
    let numbers: Vec<LotNumber> = found.iter().map(|lot| lot.key.number.clone()).collect();
    assert_eq!(numbers, ["SL1", "SL3"].map(lot_number));
    assert_eq!(found.first(), ok(store.registry.lot(&sample_lot_numbered("SL1").key)).as_ref());
    assert_eq!(ok(store.registry.lots_named(EnterpriseId(2), &wanted)), []);
}

#[doc(hidden)]
pub fn the_published_parts_of_a_lot_are_told(store: Store) {
    prepare(&store);
    let key = sample_lot_numbered("SL1").key;
    publish(&store, sample_lot_numbered("SL1"), 1);
    publish(&store, sample_lot_numbered("SL2"), 1);
    ok(store.registry.reserve_part(&key, &sample_submission_id(2)));
    publish(&store, sample_lot_numbered("SL1"), 3);
    assert_eq!(ok(store.registry.parts_of(&key)), [PartNo(1), PartNo(4)]);
    assert_eq!(ok(store.registry.parts_of(&sample_lot_numbered("SL9").key)), []);
}

/// A change of a lot's values by a submission.
fn change(lot: Lot, submission: u8) -> PublishedLot {
    let submission = sample_submission_id(submission);
    PublishedLot { lot, part: None, part_codes: 0, changes: Vec::new(), submission }
}

#[doc(hidden)]
pub fn publishing_over_what_stands_there_is_done(store: Store) {
    prepare(&store);
    let lot = sample_lot_numbered("SL1");
    assert!(ok(store.registry.publish_lot_over(&change(lot.clone(), 1), None)));
    let withdrawn = Lot { state: LotState::UnderCorrection, ..lot.clone() };
    assert!(ok(store.registry.publish_lot_over(&change(withdrawn.clone(), 2), Some(&lot))));
    assert_eq!(ok(store.registry.lot(&lot.key)), Some(withdrawn));
}

#[doc(hidden)]
pub fn publishing_over_what_was_changed_meanwhile_is_refused_and_leaves_nothing(store: Store) {
    prepare(&store);
    let read = publish(&store, sample_lot_numbered("SL1"), 1).lot;
    let withdrawn = Lot { state: LotState::Withdrawn { reason: "x".to_owned() }, ..read.clone() };
    assert!(ok(store.registry.publish_lot_over(&change(withdrawn.clone(), 2), Some(&read))));
    let part = ok(store.registry.reserve_part(&read.key, &sample_submission_id(3)));
    let before = ok(store.registry.generation());
    let late = PublishedLot {
        lot: Lot { unit_count: 200, ..read.clone() },
        submission: sample_submission_id(3),
        ..sample_publication(part)
    };
    assert!(!ok(store.registry.publish_lot_over(&late, Some(&read))));
    assert_eq!(ok(store.registry.lot(&read.key)), Some(withdrawn));
    assert_eq!(ok(store.registry.parts_of(&read.key)), [PartNo(1)]);
    assert_eq!(ok(store.registry.generation()), before);
}

#[doc(hidden)]
pub fn publishing_over_nothing_is_refused_where_something_stands(store: Store) {
    prepare(&store);
    let lot = publish(&store, sample_lot_numbered("SL1"), 1).lot;
    let other = Lot { unit_count: 7, ..lot.clone() };
    assert!(!ok(store.registry.publish_lot_over(&change(other.clone(), 2), None)));
    let absent = sample_lot_numbered("SL2");
    assert!(!ok(store.registry.publish_lot_over(&change(absent.clone(), 3), Some(&other))));
    assert_eq!(ok(store.registry.lot(&lot.key)), Some(lot));
    assert_eq!(ok(store.registry.lot(&absent.key)), None);
}

#[doc(hidden)]
pub fn repeating_a_publication_over_what_stood_there_is_done_already(store: Store) {
    prepare(&store);
    let first = publish(&store, sample_lot_numbered("SL1"), 1).lot;
    let second = change(Lot { unit_count: 200, ..first.clone() }, 2);
    assert!(ok(store.registry.publish_lot_over(&second, Some(&first))));
    let third = change(Lot { unit_count: 300, ..first.clone() }, 3);
    assert!(ok(store.registry.publish_lot_over(&third, Some(&second.lot))));
    // After a crash the second is sent again; it was done, and the third must stay.
    assert!(ok(store.registry.publish_lot_over(&second, Some(&first))));
    assert_eq!(ok(store.registry.lot(&first.key)), Some(third.lot));
}

#[doc(hidden)]
pub fn eight_threads_that_add_to_one_lot_lose_nothing(store: Store) {
    const EACH: u8 = 5;
    prepare(&store);
    let key = publish(&store, Lot { unit_count: 0, ..sample_lot_numbered("SL1") }, 1).lot.key;
    let (registry, barrier) = (&store.registry, &Barrier::new(8));
    thread::scope(|scope| {
        for thread in 0..8_u8 {
            let key = key.clone();
            scope.spawn(move || {
                barrier.wait();
                for turn in 0..EACH {
                    // Somebody succeeds in each round, so that 8 × 5 rounds are enough for all.
                    let is_done = (0..=8 * usize::from(EACH)).any(|_| {
                        let read = ok(registry.lot(&key)).expect("the lot was published");
                        let more = Lot { unit_count: read.unit_count + 1, ..read.clone() };
                        let added = change(more, 10 + thread * EACH + turn);
                        ok(registry.publish_lot_over(&added, Some(&read)))
                    });
                    assert!(is_done, "a change never came through");
                }
            });
        }
    });
    let lot = ok(store.registry.lot(&key)).expect("the lot was published");
    assert_eq!(lot.unit_count, u64::from(8 * EACH));
}
