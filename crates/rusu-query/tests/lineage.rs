//! Where goods come from and where they went, and everything about the lots in between.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::ops::ControlFlow;
use std::sync::Arc;

use rusu_core::code_rule::Carrier;
use rusu_core::limits::LINEAGE_LEVELS_MAX;
use rusu_core::lineage::{LineageDirection, LineageEdge, LineageNode, MaterialLot};
use rusu_core::lot::{Lot, RawMaterial};
use rusu_core::packaging::{PackagingEvent, PackagingStep};
use rusu_core::ports::{
    CodeRecord, CodeWriter, MasterChange, PublishedLot, RecallWriter, RegistryWriter, StoreFault,
};
use rusu_query::{DossierRow, Lineage, LineageStart, Query, QueryTally, ScanTally};
use rusu_testkit::builders::recall::lot_targets;
use rusu_testkit::builders::{
    ENTERPRISE, FixedClock, lot_number, sample_enterprise, sample_lot_numbered, sample_product,
    sample_raw_material, sample_recall, sample_site, sample_submission_id, sample_void_code, trace_code,
};
use rusu_testkit::codes_memory::MemoryCodes;
use rusu_testkit::registry_memory::MemoryRegistry;

struct World {
    registry: Arc<MemoryRegistry>,
    codes: Arc<MemoryCodes>,
    query: Query,
}

fn material(line: &str, made_from: &[&str]) -> RawMaterial {
    let Some(LineageNode::Material(MaterialLot { name, number, supplier })) = LineageNode::parse(line) else {
        panic!("{line} is no raw material")
    };
    let made_from = made_from.iter().map(|line| LineageNode::parse(line).unwrap()).collect();
    RawMaterial { name, material_lot: number, supplier, made_from, ..sample_raw_material() }
}

fn record(code: &str, carrier: Carrier, parent: Option<&str>) -> CodeRecord {
    CodeRecord { code: trace_code(code), carrier, parent: parent.map(trace_code) }
}

/// Milk of one farm went into base powder B1, that into blend X1 and lot SL1, and into lot SL2 directly.
fn world() -> World {
    let (registry, codes) = (Arc::new(MemoryRegistry::new()), Arc::new(MemoryCodes::new()));
    registry.save_enterprise(&sample_enterprise()).unwrap();
    let (sites, products) = (vec![sample_site()], vec![sample_product()]);
    registry.save_master(ENTERPRISE, &MasterChange { sites, products, ..MasterChange::default() }).unwrap();
    let (tally, queries) = (Arc::new(ScanTally::new(100)), Arc::new(QueryTally::new()));
    let clock = Arc::new(FixedClock::default());
    let query = Query::new(registry.clone(), registry.clone(), codes.clone(), tally, queries, clock);
    let world = World { registry, codes, query };
    let base = material("基粉|B1", &["生牛乳|M1|示例牧场"]);
    world.publish("SL1", 1, vec![material("混合料|X1", &["基粉|B1"]), base.clone()], first_codes());
    let second = (0..3).map(|n| record(&format!("690001000000000{n}"), Carrier::Outer, None)).collect();
    world.publish("SL2", 2, vec![base], second);
    world.publish("SL3", 3, vec![material("基粉|B9", &[])], Vec::new());
    world
}

fn first_codes() -> Vec<CodeRecord> {
    vec![
        record("6900012345678901", Carrier::Outer, Some("C00000000001")),
        record("6900012345678902", Carrier::Outer, Some("C00000000001")),
        record("6900012345678903", Carrier::Outer, Some("P00000000009")),
        record("C00000000001", Carrier::Case, Some("P00000000001")),
        record("N000000001", Carrier::Inner, Some("6900012345678901")),
        record("P00000000001", Carrier::Pallet, None),
    ]
}

impl World {
    fn publish(
        &self,
        number: &str,
        submission: u8,
        raw_materials: Vec<RawMaterial>,
        records: Vec<CodeRecord>,
    ) {
        let lot = Lot { raw_materials, unit_count: 3, ..sample_lot_numbered(number) };
        let submission = sample_submission_id(submission);
        let part = self.registry.reserve_part(&lot.key, &submission).unwrap();
        let part_codes = u64::try_from(records.len()).unwrap();
        self.codes.put(ENTERPRISE, part, &mut records.into_iter().map(Ok::<_, StoreFault>)).unwrap();
        let published = PublishedLot { lot, part: Some(part), part_codes, changes: Vec::new(), submission };
        self.registry.publish_lot(&published).unwrap();
    }

    fn lineage(&self, start: &LineageStart, direction: LineageDirection) -> Option<Lineage> {
        self.query.lineage(ENTERPRISE, start, direction, LINEAGE_LEVELS_MAX).unwrap()
    }

    fn rows(&self, lineage: &Lineage) -> Vec<String> {
        let mut rows = Vec::new();
        self.query
            .dossier(lineage, &mut |row| {
                rows.push(told(row));
                ControlFlow::Continue(())
            })
            .unwrap();
        rows
    }
}

fn told(row: DossierRow<'_>) -> String {
    let code = |code: Option<&rusu_core::code::TraceCode>| code.map_or("-", |code| code.as_str()).to_owned();
    match row {
        DossierRow::CutOff => "cut off".to_owned(),
        DossierRow::Step(edge, level) => format!("step {level} {} > {}", edge.from, edge.to),
        DossierRow::Lot(lot, product, level) => {
            format!("lot {level} {} {}", lot.key.number, product.reference)
        }
        DossierRow::Material(lot, material) => format!("material {lot} {}", material.name),
        DossierRow::Circulation(lot, event) => format!("circulation {lot} {}", event.place),
        DossierRow::Void(lot, void) => format!("void {lot} {}", void.code),
        DossierRow::Recall(lot, recall) => format!("recall {lot} {}", recall.id),
        DossierRow::Change(lot, change) => format!("change {lot} {}", change.field),
        DossierRow::Package(lot, row) => format!("package {lot} {} {}", row.code, code(row.parent)),
        DossierRow::Unit(lot, row) => {
            let void = if row.is_void { " void" } else { "" };
            format!("unit {lot} {} {} {}{void}", row.code, code(row.parent), code(row.pallet))
        }
    }
}

fn of_lot(number: &str) -> LineageStart {
    LineageStart::Lot(lot_number(number))
}

fn of_material(number: &str, name: Option<&str>, supplier: Option<&str>) -> LineageStart {
    let (name, supplier) = (name.map(str::to_owned), supplier.map(str::to_owned));
    LineageStart::Material { number: number.to_owned(), name, supplier }
}

fn lots(lineage: &Lineage) -> Vec<String> {
    let mut lots: Vec<String> = lineage.affected().map(|lot| lot.key.number.to_string()).collect();
    lots.sort();
    lots
}

#[test]
fn the_lots_that_used_a_raw_material_are_found_over_three_levels() {
    let world = world();
    let milk = world.lineage(&of_material("M1", None, None), LineageDirection::Forward).unwrap();
    assert_eq!(lots(&milk), ["SL1", "SL2"]);
    let levels: Vec<(String, i64)> =
        milk.graph.nodes.iter().map(|placed| (placed.node.to_string(), placed.level)).collect();
    assert_eq!(levels.iter().map(|(_, level)| *level).max(), Some(2), "{levels:?}");
    // The base powder is named by the lot itself and by its blend: the long way is there as well.
    let by_blend =
        |edge: &&LineageEdge| edge.from.to_string().contains("X1") || edge.to.to_string().contains("X1");
    assert_eq!(milk.graph.edges.iter().filter(by_blend).count(), 2, "{:?}", milk.graph.edges);
    assert!(!milk.graph.is_cut_off);
}

#[test]
fn what_is_in_a_lot_is_found_over_three_levels() {
    let world = world();
    let lot = world.lineage(&of_lot("SL1"), LineageDirection::Backward).unwrap();
    let deepest = lot.graph.nodes.iter().min_by_key(|placed| placed.level).unwrap();
    assert_eq!((deepest.node.to_string().as_str(), deepest.level), ("生牛乳|M1|示例牧场", -2));
    assert_eq!(lots(&lot), ["SL1"]);
}

#[test]
fn a_raw_material_is_narrowed_by_its_name_and_supplier() {
    let world = world();
    let found = |name, supplier| {
        world.lineage(&of_material("M1", name, supplier), LineageDirection::Forward).is_some()
    };
    assert!(found(Some("生牛乳"), Some("示例牧场")));
    assert!(!found(Some("乳清粉"), None) && !found(None, Some("另一牧场")));
}

#[test]
fn nothing_is_found_of_what_the_enterprise_never_named() {
    let world = world();
    assert_eq!(world.lineage(&of_lot("SL9"), LineageDirection::Both), None);
    assert_eq!(world.lineage(&of_material("M9", None, None), LineageDirection::Both), None);
    let stranger = rusu_core::enterprise::EnterpriseId(2);
    let start = of_lot("SL1");
    assert_eq!(world.query.lineage(stranger, &start, LineageDirection::Both, 8).unwrap(), None);
}

#[test]
fn everything_about_a_lot_is_handed_out_with_cases_and_pallets() {
    let world = world();
    world.registry.void_codes(&sample_lot_numbered("SL1").key, &[sample_void_code()]).unwrap();
    let recall = rusu_core::recall::Recall { targets: lot_targets(&["SL1"]), ..sample_recall() };
    world.registry.save_recall(&recall).unwrap();
    let lot = world.lineage(&of_lot("SL1"), LineageDirection::Backward).unwrap();
    let rows = world.rows(&lot);
    let expected = [
        "step -1 基粉|B1 > SL1",
        "step -1 混合料|X1 > SL1",
        "step -1 基粉|B1 > 混合料|X1",
        "step -2 生牛乳|M1|示例牧场 > 基粉|B1",
        "lot 0 SL1 product-1",
        "material SL1 混合料",
        "material SL1 基粉",
        "circulation SL1 北京市",
        "void SL1 6900012345678901",
        "recall SL1 1",
        "unit SL1 6900012345678901 C00000000001 P00000000001 void",
        "unit SL1 6900012345678902 C00000000001 P00000000001",
        "unit SL1 6900012345678903 P00000000009 -",
        "package SL1 C00000000001 P00000000001",
        "unit SL1 N000000001 6900012345678901 -",
        "package SL1 P00000000001 -",
    ];
    assert_eq!(rows, expected);
}

#[test]
fn cans_that_were_packed_anew_are_handed_out_with_the_case_they_are_in_now() {
    let world = world();
    let event = |step, code: &str, package: &str| PackagingEvent {
        enterprise: ENTERPRISE,
        step,
        code: trace_code(code),
        package: trace_code(package),
        why: "换箱".to_owned(),
        who: "enterprise".to_owned(),
        at: rusu_testkit::builders::moment(0),
    };
    let events = [
        event(PackagingStep::Packed, "6900012345678903", "C00000000001"),
        event(PackagingStep::Unpacked, "6900012345678902", "C00000000001"),
        event(PackagingStep::Packed, "C00000000001", "P00000000002"),
    ];
    world.registry.save_packaging(&events).unwrap();
    let lot = world.lineage(&of_lot("SL1"), LineageDirection::Backward).unwrap();
    let rows = world.rows(&lot);
    let units: Vec<&str> = rows.iter().filter(|row| row.contains(" 69000")).map(String::as_str).collect();
    let expected = [
        "unit SL1 6900012345678901 C00000000001 P00000000002",
        "unit SL1 6900012345678902 - -",
        "unit SL1 6900012345678903 C00000000001 P00000000002",
    ];
    assert_eq!(units[..3], expected);
    assert!(rows.iter().any(|row| row == "package SL1 C00000000001 P00000000002"));
}

#[test]
fn the_cans_of_every_lot_that_used_a_raw_material_are_handed_out() {
    let world = world();
    let base = world.lineage(&of_material("B1", None, None), LineageDirection::Forward).unwrap();
    let rows = world.rows(&base);
    let of = |prefix: &str| rows.iter().filter(|row| row.starts_with(prefix)).count();
    assert_eq!((of("unit SL1"), of("unit SL2"), of("unit SL3"), of("lot ")), (4, 3, 0, 2));
}

#[test]
fn codes_of_an_unpublished_part_are_not_handed_out() {
    let world = world();
    let part =
        world.registry.reserve_part(&sample_lot_numbered("SL2").key, &sample_submission_id(9)).unwrap();
    let hidden = record("6900099999999999", Carrier::Outer, None);
    world.codes.put(ENTERPRISE, part, &mut std::iter::once(Ok::<_, StoreFault>(hidden))).unwrap();
    let lot = world.lineage(&of_lot("SL2"), LineageDirection::Both).unwrap();
    assert!(!world.rows(&lot).iter().any(|row| row.contains("6900099999999999")));
}

#[test]
fn a_graph_that_was_cut_off_says_so_first() {
    let world = world();
    let start = of_material("M1", None, None);
    let cut = world.query.lineage(ENTERPRISE, &start, LineageDirection::Forward, 1).unwrap().unwrap();
    assert!(cut.graph.is_cut_off);
    assert_eq!(world.rows(&cut).first().map(String::as_str), Some("cut off"));
}

#[test]
fn whoever_breaks_off_gets_no_more_rows() {
    let world = world();
    let lot = world.lineage(&of_lot("SL1"), LineageDirection::Both).unwrap();
    let all = world.rows(&lot).len();
    for stop in 1..=all {
        let mut rows = 0;
        let mut sink = |_: DossierRow<'_>| {
            rows += 1;
            if rows == stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        world.query.dossier(&lot, &mut sink).unwrap();
        assert_eq!(rows, stop);
    }
}
