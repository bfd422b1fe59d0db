//! What a delivery may say its raw materials were made from.

mod common;

use common::{Platform, can, delivery, lot, master, platform};
use rusu_core::limits::LINEAGE_LEVELS_MAX;
use rusu_core::lineage::LineageNode;
use rusu_core::lot::{LotKey, LotNumber};
use rusu_core::ports::RegistryReader;
use rusu_core::submission::{AcceptMode, Receipt, SubmissionState};

/// A raw material of a lot with its own lot number, and what it was made from.
fn made(number: &str, name: &str, material_lot: &str, made_from: &str) -> String {
    format!(
        r#"{{"table":"raw_materials","lot_number":"{number}","material_name":"{name}","material_lot":"{material_lot}","made_from":"{made_from}","origin":"黑龙江省齐齐哈尔市","certificate_number":"C1","certificate_date":"2026-07-30","conclusion":"pass","certificate_file":"coa.pdf"}}"#
    )
}

/// A lot with one can of these raw materials.
fn lot_of(number: &str, code: u64, materials: &[String]) -> Vec<String> {
    let mut rows = vec![lot(number, "示例检验所")];
    rows.extend(materials.iter().cloned());
    rows.push(can(number, code));
    rows
}

fn deliver(platform: &Platform, lots: &[Vec<String>]) -> Receipt {
    let mut rows = vec![master()];
    rows.extend(lots.iter().flatten().cloned());
    platform.deliver(delivery(&rows), AcceptMode::AllOrNothing)
}

#[test]
fn three_levels_in_one_delivery_are_published_as_they_were_sent() {
    let platform = platform();
    let materials =
        [made("L1", "混合料", "X1", "基粉|B1\\n乳糖|L9|某乳糖厂"), made("L1", "基粉", "B1", "生牛乳|M1")];
    let receipt = deliver(&platform, &[lot_of("L1", 100, &materials)]);
    assert_eq!(receipt.state, SubmissionState::Published, "{:?}", platform.rules(&receipt));
    let key = LotKey { enterprise: platform.maker, number: LotNumber::parse("L1").unwrap() };
    let lot = platform.registry.lot(&key).unwrap().unwrap();
    let nodes = |lines: &[&str]| lines.iter().map(|l| LineageNode::parse(l).unwrap()).collect::<Vec<_>>();
    let sources: Vec<_> = lot.raw_materials.iter().map(|material| material.made_from.clone()).collect();
    assert_eq!(sources, [nodes(&["基粉|B1", "乳糖|L9|某乳糖厂"]), nodes(&["生牛乳|M1"])]);
}

#[test]
fn a_raw_material_made_from_itself_over_another_lot_of_the_delivery_is_refused() {
    let platform = platform();
    let first = lot_of("L1", 100, &[made("L1", "基粉", "B1", "返工粉|R1")]);
    let second = lot_of("L2", 200, &[made("L2", "返工粉", "R1", "基粉|B1")]);
    let receipt = deliver(&platform, &[first, second]);
    assert_eq!(receipt.state, SubmissionState::Rejected);
    assert_eq!(platform.rules(&receipt), ["made_from_cycle", "made_from_cycle"]);
}

#[test]
fn a_lot_made_from_itself_over_what_is_published_is_refused() {
    let platform = platform();
    let first = lot_of("L1", 100, &[made("L1", "返工粉", "R1", "")]);
    let second = lot_of("L2", 200, &[made("L2", "粉", "P2", "L1")]);
    assert_eq!(deliver(&platform, &[first, second]).state, SubmissionState::Published);
    // L1 now says that its raw material was made from L2, which was made from L1.
    let again = lot_of("L1", 100, &[made("L1", "返工粉", "R1", "L2")]);
    let receipt = deliver(&platform, &[again]);
    assert_eq!(platform.rules(&receipt), ["made_from_cycle"]);
    assert_eq!(receipt.state, SubmissionState::Rejected);
}

#[test]
fn what_a_lot_said_before_does_not_stand_against_its_correction() {
    let platform = platform();
    let turned = |from: &str, to: &str| {
        lot_of("L1", 100, &[made("L1", from, "1", &format!("{to}|1")), made("L1", to, "1", "")])
    };
    assert_eq!(deliver(&platform, &[turned("甲", "乙")]).state, SubmissionState::Published);
    let corrected = deliver(&platform, &[turned("乙", "甲")]);
    assert_eq!(corrected.state, SubmissionState::Published, "{:?}", platform.rules(&corrected));
}

#[test]
fn a_chain_of_the_most_levels_is_accepted_and_one_more_is_refused() {
    let chain = |number: &str, levels: usize| -> Vec<String> {
        let source = |level: usize| if level < levels { format!("料|{}", level + 1) } else { String::new() };
        (1..=levels).map(|level| made(number, "料", &level.to_string(), &source(level))).collect()
    };
    let platform = platform();
    let fits = deliver(&platform, &[lot_of("L1", 100, &chain("L1", LINEAGE_LEVELS_MAX))]);
    assert_eq!(fits.state, SubmissionState::Published, "{:?}", platform.rules(&fits));
    let deeper = deliver(&platform, &[lot_of("L2", 200, &chain("L2", LINEAGE_LEVELS_MAX + 1))]);
    assert_eq!(platform.rules(&deeper), ["made_from_depth"]);
}

#[test]
fn an_own_lot_that_nobody_knows_is_remarked_and_a_known_one_is_not() {
    let platform = platform();
    let receipt = deliver(&platform, &[lot_of("L1", 100, &[made("L1", "返工粉", "R1", "L0")])]);
    assert_eq!(receipt.state, SubmissionState::Published);
    assert_eq!(platform.rules(&receipt), ["made_from_lot_unknown"]);
    let known = deliver(&platform, &[lot_of("L2", 200, &[made("L2", "返工粉", "R2", "L1")])]);
    assert_eq!(platform.rules(&known), Vec::<String>::new());
}

#[test]
fn a_check_without_the_platform_finds_a_cycle_too() {
    let mut rows = vec![master()];
    rows.extend(lot_of("L1", 100, &[made("L1", "甲", "1", "乙|1"), made("L1", "乙", "1", "甲|1")]));
    let file = delivery(&rows);
    let now = rusu_testkit::builders::moment(0);
    let report =
        rusu_intake::check_offline(&mut std::io::Cursor::new(file), "delivery.zip", now, &common::scratch());
    let rules: Vec<String> =
        report.unwrap().rejections.iter().map(|rejection| rejection.finding.rule.to_string()).collect();
    assert_eq!(rules, ["made_from_cycle"]);
}
