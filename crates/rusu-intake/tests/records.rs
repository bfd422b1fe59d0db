//! What became of each row of a delivery, told from its upload.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::ops::ControlFlow;

use common::{Platform, can, complete, delivery, lot, master, material, platform};
use rusu_core::enterprise::EnterpriseId;
use rusu_core::submission::{AcceptMode, Receipt, SubmissionState};
use rusu_intake::RecordReceipt;

use AcceptMode::{AllOrNothing, GoodRows};

fn records(platform: &Platform, receipt: &Receipt) -> Vec<RecordReceipt> {
    let mut records = Vec::new();
    let mut sink = |record| {
        records.push(record);
        ControlFlow::Continue(())
    };
    platform.intake.records(platform.maker, &receipt.id, &mut sink).unwrap().unwrap();
    records
}

/// Row, result and rules of every row of a table.
fn told(records: &[RecordReceipt], table: &str) -> Vec<(u64, &'static str, String)> {
    let of_table = records.iter().filter(|record| record.table == table);
    let row = |record: &RecordReceipt| record.place.row.unwrap_or_default();
    of_table.map(|record| (row(record), record.result.as_str(), record.rules.join(" "))).collect()
}

#[test]
fn every_row_of_a_published_delivery_was_accepted() {
    let platform = platform();
    let receipt = platform.deliver(delivery(&complete("L1", 100..105)), AllOrNothing);
    let records = records(&platform, &receipt);
    assert_eq!(u64::try_from(records.len()).unwrap(), receipt.counts.total);
    assert!(records.iter().all(|record| record.result.as_str() == "accepted" && record.rules.is_empty()));
    let codes: Vec<String> = records.iter().filter_map(|r| Some(r.code.as_ref()?.to_string())).collect();
    assert_eq!(codes.len(), 5);
    assert_eq!(codes.first().unwrap(), "0000000000000100");
}

#[test]
fn good_bad_and_known_cans_of_one_delivery_are_told_apart() {
    let platform = platform();
    platform.deliver(delivery(&complete("L1", 100..102)), AllOrNothing);
    let mut rows = vec![lot("L1", "示例检验所"), material("L1"), can("L1", 100), can("L1", 200)];
    rows.push(r#"{"table":"codes","lot_number":"L1","code":"12345678"}"#.to_owned());
    rows.push(r#"{"table":"codes","lot_number":"L1","code":"1"}"#.to_owned());
    rows.push(can("L1", 201));
    let receipt = platform.deliver(delivery(&rows), GoodRows);
    assert_eq!(receipt.state, SubmissionState::PartlyPublished);
    let records = records(&platform, &receipt);
    let expected =
        [(3, "duplicate", ""), (4, "accepted", ""), (5, "rejected", "code_length"), (7, "accepted", "")];
    assert_eq!(told(&records, "codes"), expected.map(|(row, result, rules)| (row, result, rules.to_owned())));
    assert_eq!(told(&records, ""), [(6, "rejected", "code_too_short".to_owned())]);
    let order: Vec<u64> = records.iter().filter_map(|record| record.place.row).collect();
    assert!(order.is_sorted(), "{order:?}");
}

#[test]
fn the_cans_of_a_refused_lot_were_rejected_and_those_of_the_other_accepted() {
    let platform = platform();
    let mut rows = complete("L1", 100..102);
    rows.extend([lot("L2", "x"), material("L2"), can("L2", 100), can("L2", 300)]);
    let receipt = platform.deliver(delivery(&rows), AllOrNothing);
    let records = records(&platform, &receipt);
    let results: Vec<&str> = told(&records, "codes").into_iter().map(|(_, result, _)| result).collect();
    assert_eq!(results, ["accepted", "accepted", "rejected", "rejected"]);
    let lots: Vec<&str> = told(&records, "lots").into_iter().map(|(_, result, _)| result).collect();
    assert_eq!(lots, ["accepted", "rejected"]);
}

#[test]
fn a_delivery_sent_again_is_a_duplicate_row_by_row() {
    let platform = platform();
    platform.deliver(delivery(&complete("L1", 100..103)), AllOrNothing);
    let again = platform.deliver(delivery(&complete("L1", 100..103)), AllOrNothing);
    let records = records(&platform, &again);
    for table in ["codes", "lots", "raw_materials"] {
        assert!(told(&records, table).iter().all(|(_, result, _)| *result == "duplicate"), "{table}");
    }
}

#[test]
fn nothing_is_told_to_others_or_before_the_end() {
    let platform = platform();
    let waiting = platform.receive(delivery(&[master()]), None, AllOrNothing).unwrap();
    let mut sink = |_| ControlFlow::Continue(());
    assert_eq!(platform.intake.records(platform.maker, &waiting.id, &mut sink).unwrap(), None);
    let receipt = platform.intake.process(&waiting.id).unwrap();
    assert_eq!(platform.intake.records(EnterpriseId(99), &receipt.id, &mut sink).unwrap(), None);
    assert_eq!(platform.intake.records(platform.maker, &receipt.id, &mut sink).unwrap(), Some(()));
}

#[test]
fn whoever_breaks_off_gets_no_more_rows() {
    let platform = platform();
    let receipt = platform.deliver(delivery(&complete("L1", 100..105)), AllOrNothing);
    for stop in 1..=12 {
        let mut rows = 0;
        let mut sink = |_| {
            rows += 1;
            if rows == stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        platform.intake.records(platform.maker, &receipt.id, &mut sink).unwrap();
        assert_eq!(rows, stop);
    }
}

#[test]
fn a_receipt_tells_when_each_step_was_taken() {
    let platform = platform();
    let receipt = platform.deliver(delivery(&complete("L1", 100..103)), AllOrNothing);
    assert!(receipt.times.decoded_at.is_some() && receipt.times.committed_at.is_some());
    assert!(receipt.received_at <= receipt.times.decoded_at.unwrap());
    assert!(receipt.times.decoded_at <= receipt.times.committed_at);
    assert!(receipt.times.committed_at <= receipt.finished_at);
    let refused = platform.deliver(delivery(&[lot("L2", "x"), material("L2")]), AllOrNothing);
    assert!(refused.times.decoded_at.is_some());
    assert_eq!(refused.times.committed_at, None, "nothing of it was stored");
}
