//! Checking without storing: it tells what a submission would be told, and leaves nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use common::{Platform, can, cased, complete, delivery, lot, material, platform};
use rusu_core::ports::{ObjectKind, ObjectReader as _, RegistryReader as _};
use rusu_core::submission::AcceptMode;
use rusu_intake::{Checked, Delivery};

fn check(platform: &Platform, file: &[u8], mode: AcceptMode) -> Checked {
    let mut upload = platform.intake.begin_check().unwrap();
    for piece in file.chunks(1_000) {
        upload.write(piece).unwrap();
    }
    let delivery = Delivery {
        enterprise: platform.maker,
        idempotency_key: None,
        file_name: "delivery.zip".to_owned(),
        mode,
    };
    platform.intake.check(delivery, upload).unwrap()
}

/// Everything that the stores hold, as text.
fn content(platform: &Platform) -> (String, String, String) {
    (format!("{:?}", platform.registry), format!("{:?}", platform.spans()), format!("{:?}", platform.objects))
}

/// Checks a delivery, then delivers it, and compares what was told.
fn assert_foretold(platform: &Platform, file: Vec<u8>, mode: AcceptMode) {
    let before = content(platform);
    let checked = check(platform, &file, mode);
    assert!(content(platform) == before, "a check left something in a store");
    let receipt = platform.deliver(file, mode);
    assert_eq!(checked.state, receipt.state);
    assert_eq!((checked.counts, &checked.lots), (receipt.counts, &receipt.lots));
    assert_eq!(checked.content, receipt.content);
    assert_eq!(checked.rejections, platform.registry.rejections(&receipt.id).unwrap());
}

/// Rows of a first delivery and then some.
fn with(rows: impl IntoIterator<Item = String>) -> Vec<u8> {
    let mut all = complete("L1", 100..110);
    all.extend(rows);
    delivery(&all)
}

#[test]
fn a_good_delivery_is_foretold_and_nothing_is_stored() {
    assert_foretold(&platform(), with([]), AcceptMode::AllOrNothing);
}

#[test]
fn a_bad_row_is_foretold_in_both_modes() {
    for mode in [AcceptMode::AllOrNothing, AcceptMode::GoodRows] {
        let bad = r#"{"table":"codes","lot_number":"L1","code":"12"}"#.to_owned();
        assert_foretold(&platform(), with([bad]), mode);
    }
}

#[test]
fn a_code_in_two_lots_of_one_delivery_is_foretold() {
    let second = [lot("L2", "示例检验所"), material("L2"), can("L2", 300), can("L2", 105)];
    for mode in [AcceptMode::AllOrNothing, AcceptMode::GoodRows] {
        let platform = platform();
        assert_foretold(&platform, with(second.clone()), mode);
    }
    let checked = check(&platform(), &with(second), AcceptMode::AllOrNothing);
    assert!(checked.rejections.iter().any(|rejection| rejection.finding.rule == "code_in_other_lot"));
}

#[test]
fn a_package_with_cans_of_two_lots_is_foretold() {
    let second =
        [cased("L1", 110, "C0000001"), lot("L2", "示例检验所"), material("L2"), cased("L2", 300, "C0000001")];
    assert_foretold(&platform(), with(second), AcceptMode::AllOrNothing);
}

#[test]
fn a_delivery_that_is_known_already_is_foretold_as_a_duplicate() {
    let platform = platform();
    platform.deliver(with([]), AcceptMode::AllOrNothing);
    assert_foretold(&platform, with([]), AcceptMode::AllOrNothing);
}

#[test]
fn more_codes_for_a_published_lot_are_foretold_as_an_amendment() {
    let platform = platform();
    platform.deliver(with([]), AcceptMode::AllOrNothing);
    assert_foretold(&platform, with([can("L1", 500)]), AcceptMode::AllOrNothing);
}

#[test]
fn a_code_of_another_published_lot_is_foretold() {
    let platform = platform();
    platform.deliver(with([]), AcceptMode::AllOrNothing);
    let rows = [lot("L2", "示例检验所"), material("L2"), can("L2", 100)];
    assert_foretold(&platform, delivery(&rows), AcceptMode::AllOrNothing);
}

#[test]
fn what_is_no_table_is_foretold() {
    assert_foretold(&platform(), b"<html>".to_vec(), AcceptMode::AllOrNothing);
}

#[test]
fn a_check_before_the_first_delivery_does_not_stand_in_its_way() {
    let platform = platform();
    check(&platform, &with([]), AcceptMode::AllOrNothing);
    assert!(platform.is_untouched());
    assert!(platform.objects.list(ObjectKind::Upload).unwrap().is_empty());
    assert!(platform.registry.receipts(platform.maker, 10).unwrap().is_empty());
}
