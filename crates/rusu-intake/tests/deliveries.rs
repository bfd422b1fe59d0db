//! What becomes of a delivery.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use common::{can, cased, complete, delivery, lot, master, material, platform, zip};
use rusu_core::code_rule::Carrier;
use rusu_core::lot::{ContentHash, LotKey, LotNumber};
use rusu_core::ports::{
    CodeRecord, CodeWriter, ObjectKind, ObjectReader, ObjectWriter, RegistryReader, RegistryWriter,
};
use rusu_core::submission::{AcceptMode, LotResult, SubmissionState};
use rusu_intake::IntakeError;

use AcceptMode::{AllOrNothing, GoodRows};

fn number(text: &str) -> LotNumber {
    LotNumber::parse(text).unwrap()
}

#[test]
fn a_complete_delivery_is_published_whole() {
    let platform = platform();
    let receipt = platform.deliver(delivery(&complete("L1", 100..110)), AllOrNothing);
    assert_eq!(receipt.state, SubmissionState::Published, "{:?}", platform.rules(&receipt));
    let lot =
        platform.registry.lot(&LotKey { enterprise: platform.maker, number: number("L1") }).unwrap().unwrap();
    assert_eq!(lot.unit_count, 10);
    assert_eq!((receipt.counts.total, receipt.counts.accepted, receipt.counts.rejected), (17, 17, 0));
    assert_eq!(platform.documents(), 2);
    assert_eq!(platform.problems(), Vec::<String>::new());
}

#[test]
fn the_same_content_again_is_a_duplicate_and_changes_nothing() {
    let platform = platform();
    platform.deliver(delivery(&complete("L1", 100..110)), AllOrNothing);
    let (spans, generation) = (platform.spans(), platform.registry.generation().unwrap());
    let receipt = platform.deliver(delivery(&complete("L1", 100..110)), AllOrNothing);
    assert_eq!(receipt.lots.first().map(|lot| lot.result), Some(LotResult::Duplicate));
    assert_eq!((receipt.state, receipt.counts.duplicate), (SubmissionState::Published, 15));
    assert_eq!((platform.spans(), platform.registry.generation().unwrap()), (spans, generation));
}

#[test]
fn a_code_of_another_lot_is_a_conflict_that_names_the_first_lot() {
    let platform = platform();
    platform.deliver(delivery(&complete("L1", 100..110)), AllOrNothing);
    let receipt = platform.deliver(delivery(&complete("L2", 109..120)), AllOrNothing);
    assert_eq!(receipt.state, SubmissionState::Rejected);
    let rejections = platform.registry.rejections(&receipt.id).unwrap();
    let finding = &rejections.first().unwrap().finding;
    assert_eq!((finding.rule.as_ref(), finding.value.as_str()), ("code_in_other_lot", "0000000000000109"));
    assert!(finding.details.iter().any(|(name, lot)| name == "lot" && lot == "L1"));
}

#[test]
fn the_same_code_in_two_lots_of_one_delivery_is_a_conflict_of_the_second() {
    let platform = platform();
    let mut rows = complete("L1", 100..105);
    rows.extend([lot("L2", "x"), material("L2"), can("L2", 104), can("L2", 300)]);
    let receipt = platform.deliver(delivery(&rows), AllOrNothing);
    let results: Vec<LotResult> = receipt.lots.iter().map(|lot| lot.result).collect();
    assert_eq!(
        (receipt.state, results),
        (SubmissionState::PartlyPublished, vec![LotResult::Published, LotResult::Rejected])
    );
    assert_eq!(platform.problems(), Vec::<String>::new());
}

#[test]
fn one_bad_code_refuses_its_lot_and_nothing_is_stored() {
    let platform = platform();
    let mut rows = complete("L1", 100..105);
    rows.push(r#"{"table":"codes","lot_number":"L1","code":"12345678"}"#.to_owned());
    let receipt = platform.deliver(delivery(&rows), AllOrNothing);
    assert_eq!((receipt.state, receipt.counts.accepted), (SubmissionState::Rejected, 0));
    assert_eq!(platform.rules(&receipt), ["code_length"]);
    assert!(platform.is_untouched());
}

#[test]
fn an_unreadable_row_of_one_lot_leaves_the_other_lot_alone() {
    let platform = platform();
    let mut rows = complete("L1", 100..105);
    rows.extend([lot("L2", "x"), material("L2"), can("L2", 200)]);
    rows.push(r#"{"table":"codes","lot_number":"L2","code":"6.9E+15"}"#.to_owned());
    let receipt = platform.deliver(delivery(&rows), AllOrNothing);
    let results: Vec<LotResult> = receipt.lots.iter().map(|lot| lot.result).collect();
    assert_eq!(results, [LotResult::Published, LotResult::Rejected]);
}

#[test]
fn a_row_that_belongs_to_no_lot_refuses_the_whole_delivery() {
    let platform = platform();
    let mut rows = complete("L1", 100..105);
    rows.push(r#"{"table":"nonsense","x":1}"#.to_owned());
    let receipt = platform.deliver(delivery(&rows), AllOrNothing);
    assert_eq!(receipt.state, SubmissionState::Rejected);
    assert!(platform.is_untouched());
}

#[test]
fn good_rows_are_stored_on_request_and_the_bad_ones_named() {
    let platform = platform();
    let mut rows = complete("L1", 100..105);
    rows.push(r#"{"table":"codes","lot_number":"L1","code":"12345678"}"#.to_owned());
    rows.push(can("L1", 104));
    let receipt = platform.deliver(delivery(&rows), GoodRows);
    assert_eq!(receipt.state, SubmissionState::PartlyPublished);
    assert_eq!(receipt.lots.first().map(|lot| lot.units), Some(5));
    assert_eq!(receipt.counts.rejected, 2);
    let mut rules = platform.rules(&receipt);
    rules.sort();
    assert_eq!(rules, ["code_length", "code_twice_in_file"]);
}

#[test]
fn a_lot_without_its_inspection_report_is_refused_in_either_mode() {
    for mode in [AllOrNothing, GoodRows] {
        let platform = platform();
        let row = r#"{"table":"lots","lot_number":"L1","product_ref":"P1","production_date":"2026-08-01"}"#;
        let rows = [master(), row.to_owned(), material("L1"), can("L1", 1)];
        let receipt = platform.deliver(delivery(&rows), mode);
        assert_eq!(receipt.lots.first().map(|lot| lot.result), Some(LotResult::Rejected));
        assert!(platform.rules(&receipt).contains(&"lot_report_missing".to_owned()));
    }
}

#[test]
fn a_changed_value_amends_the_lot_and_keeps_the_old_value() {
    let platform = platform();
    platform.deliver(delivery(&complete("L1", 100..105)), AllOrNothing);
    let mut rows = complete("L1", 100..105);
    rows[1] = lot("L1", "另一检验所").replace("\"report_file\"", "\"reason\":\"录入错误\",\"report_file\"");
    let receipt = platform.deliver(delivery(&rows), AllOrNothing);
    assert_eq!(receipt.lots.first().map(|lot| lot.result), Some(LotResult::Amended));
    let key = LotKey { enterprise: platform.maker, number: number("L1") };
    let file = platform.registry.lot_file(&key).unwrap().unwrap();
    let change = file.changes.first().unwrap();
    assert_eq!((change.field.as_str(), change.why.as_str()), ("product_inspection_report", "录入错误"));
    assert!(
        change.old.as_ref().unwrap().contains("示例检验所")
            && change.new.as_ref().unwrap().contains("另一检验所")
    );
    assert_eq!(file.lot.unit_count, 5);
}

#[test]
fn more_codes_for_a_published_lot_add_up() {
    let platform = platform();
    platform.deliver(delivery(&complete("L1", 100..105)), AllOrNothing);
    let receipt = platform.deliver(delivery(&complete("L1", 103..110)), AllOrNothing);
    assert_eq!(receipt.lots.first().map(|lot| (lot.result, lot.units)), Some((LotResult::Amended, 5)));
    let key = LotKey { enterprise: platform.maker, number: number("L1") };
    assert_eq!(platform.registry.lot(&key).unwrap().unwrap().unit_count, 10);
    assert_eq!(platform.problems(), Vec::<String>::new());
}

#[test]
fn cases_are_stored_once_and_know_their_cans() {
    let platform = platform();
    let mut rows = complete("L1", 0..0);
    rows.extend((1..5).map(|code| cased("L1", code, if code < 3 { "C0000001" } else { "C0000002" })));
    let receipt = platform.deliver(delivery(&rows), AllOrNothing);
    assert_eq!(receipt.state, SubmissionState::Published, "{:?}", platform.rules(&receipt));
    let cases = platform.spans().into_iter().filter(|span| span.stored.carrier == Carrier::Case).count();
    assert_eq!(cases, 2);
}

#[test]
fn a_code_that_is_both_can_and_case_is_refused() {
    let platform = platform();
    let mut rows = complete("L1", 0..0);
    let rule = common::CASE_RULE.replace("\"C\"", "\"\"").replace("C0000001", "0000000000000002");
    rows[0] = master().replace(common::CASE_RULE, &rule.replace(":8", ":16"));
    rows.extend([cased("L1", 1, "0000000000000002"), can("L1", 2)]);
    let receipt = platform.deliver(delivery(&rows), AllOrNothing);
    assert_eq!(platform.rules(&receipt), ["code_both_unit_and_package"]);
}

#[test]
fn codes_that_name_no_lot_belong_to_the_only_one() {
    let platform = platform();
    let mut rows = complete("L1", 0..0);
    rows.extend((1..4).map(|code| format!(r#"{{"table":"codes","code":"{code:016}"}}"#)));
    let receipt = platform.deliver(delivery(&rows), AllOrNothing);
    assert_eq!(receipt.lots.first().map(|lot| lot.units), Some(3), "{:?}", platform.rules(&receipt));
}

#[test]
fn codes_that_name_no_lot_are_refused_where_there_are_two() {
    let platform = platform();
    let mut rows = complete("L1", 1..3);
    rows.extend([lot("L2", "x"), material("L2"), can("L2", 9)]);
    rows.push(r#"{"table":"codes","code":"0000000000000007"}"#.to_owned());
    let receipt = platform.deliver(delivery(&rows), AllOrNothing);
    assert_eq!(platform.rules(&receipt), ["lot_ambiguous", "delivery_refused"]);
    assert!(platform.is_untouched());
}

#[test]
fn a_lot_without_codes_is_refused() {
    let platform = platform();
    let receipt = platform.deliver(delivery(&complete("L1", 0..0)), AllOrNothing);
    assert_eq!(platform.rules(&receipt), ["lot_without_codes"]);
}

#[test]
fn master_data_alone_is_stored_and_a_second_time_a_duplicate() {
    let platform = platform();
    let first = platform.deliver(zip(&[("m.jsonl", master().as_bytes())]), AllOrNothing);
    assert_eq!(
        (first.state, first.counts.accepted),
        (SubmissionState::Published, 5),
        "{:?}",
        platform.rules(&first)
    );
    let second = platform.deliver(zip(&[("m.jsonl", master().as_bytes())]), AllOrNothing);
    assert_eq!((second.state, second.counts.duplicate), (SubmissionState::Published, 5));
}

#[test]
fn a_document_whose_content_is_not_what_its_name_says_is_refused() {
    let platform = platform();
    let rows = complete("L1", 1..3).join("\n");
    let file =
        zip(&[("r.jsonl", rows.as_bytes()), ("report.pdf", b"MZ not a pdf"), ("coa.pdf", common::COA)]);
    let receipt = platform.deliver(file, AllOrNothing);
    assert!(platform.rules(&receipt).contains(&"document_kind".to_owned()));
    assert!(platform.is_untouched());
}

#[test]
fn one_idempotency_key_is_one_submission() {
    let platform = platform();
    let first = platform.receive(delivery(&complete("L1", 1..3)), Some("k1"), AllOrNothing).unwrap();
    let again = platform.receive(delivery(&complete("L1", 1..3)), Some("k1"), AllOrNothing).unwrap();
    assert_eq!(first.id, again.id);
    let other = platform.receive(delivery(&complete("L1", 1..4)), Some("k1"), AllOrNothing);
    assert!(matches!(other, Err(IntakeError::KeyReused { .. })));
}

#[test]
fn an_idempotency_key_is_accepted_up_to_its_limit() {
    let platform = platform();
    let file = || delivery(&complete("L1", 1..3));
    assert!(platform.receive(file(), Some(&"k".repeat(128)), AllOrNothing).is_ok());
    assert!(matches!(
        platform.receive(file(), Some(&"k".repeat(129)), AllOrNothing),
        Err(IntakeError::KeyForm { given: 129 })
    ));
}

#[test]
fn a_key_opens_the_door_of_its_enterprise_only_and_is_told_once() {
    let platform = platform();
    let key = platform.intake.issue_key(platform.maker, "plant").unwrap();
    assert_eq!(platform.intake.authenticate(&key).unwrap(), Some(platform.maker));
    assert_eq!(platform.intake.authenticate(&key.replace("rusu_", "rusu-")).unwrap(), None);
    assert_eq!(platform.intake.authenticate(&format!("{key}x")).unwrap(), None);
}

#[test]
fn a_receipt_is_shown_to_its_own_enterprise_only() {
    let platform = platform();
    let receipt = platform.deliver(delivery(&complete("L1", 1..3)), AllOrNothing);
    let stranger = rusu_core::enterprise::EnterpriseId(99);
    assert_eq!(platform.intake.receipt(stranger, &receipt.id).unwrap(), None);
    assert_eq!(platform.intake.rejections(stranger, &receipt.id).unwrap(), None);
}

#[test]
fn fsck_finds_a_missing_document() {
    let platform = platform();
    platform.deliver(delivery(&complete("L1", 1..3)), AllOrNothing);
    let hash: ContentHash = platform.registry.documents().unwrap()[0];
    platform.objects.remove(ObjectKind::Document, &hash).unwrap();
    assert_eq!(platform.problems(), [format!("document {hash} is missing")]);
    assert!(platform.objects.open(ObjectKind::Document, &hash).unwrap().is_none());
}

#[test]
fn a_check_without_the_platform_finds_the_same_mistakes_and_leaves_references_to_it() {
    let rows = [lot("L1", "x"), material("L1"), can("L1", 1), can("L1", 1)];
    let file = delivery(&rows);
    let now = rusu_testkit::builders::moment(0);
    let report =
        rusu_intake::check_offline(&mut std::io::Cursor::new(file), "delivery.zip", now, &common::scratch())
            .unwrap();
    let rules: Vec<&str> = report.rejections.iter().map(|r| r.finding.rule.as_ref()).collect();
    assert_eq!(rules, ["code_twice_in_file"]);
    assert_eq!(report.lots, [number("L1")]);
    assert_eq!(report.files, ["coa.pdf", "report.pdf"]);
}

#[test]
fn a_refused_profile_is_not_stored_with_the_good_rows() {
    let platform = platform();
    platform.deliver(delivery(&complete("L1", 1..3)), AllOrNothing);
    let before = platform.registry.enterprise(platform.maker).unwrap().unwrap().profile;
    let mut rows = complete("L2", 3..5);
    let website = r#""website":"http://www.example.com/","contact_phone":"400-000-0009""#;
    rows[0] = master().replace(r#""contact_phone":"400-000-0000""#, website);
    let receipt = platform.deliver(delivery(&rows), GoodRows);
    assert_eq!(platform.rules(&receipt), ["website_not_https"]);
    assert_eq!(receipt.lots.first().map(|lot| lot.result), Some(LotResult::Published));
    assert_eq!(platform.registry.enterprise(platform.maker).unwrap().unwrap().profile, before);
    let counts = receipt.counts;
    assert_eq!(counts.total, counts.accepted + counts.rejected + counts.duplicate, "{counts:?}");
}

/// Master data where codes of cases look like those of cans.
fn master_of_like_codes() -> String {
    let rule = common::CASE_RULE.replace("\"C\"", "\"\"").replace("C0000001", "0000000000000002");
    master().replace(common::CASE_RULE, &rule.replace(":8", ":16"))
}

#[test]
fn a_published_case_sent_as_a_can_is_refused_and_no_duplicate() {
    let platform = platform();
    let mut rows = complete("L1", 0..0);
    rows[0] = master_of_like_codes();
    rows.push(cased("L1", 1, "0000000000000002"));
    platform.deliver(delivery(&rows), AllOrNothing);
    rows[3] = can("L1", 2);
    let receipt = platform.deliver(delivery(&rows), AllOrNothing);
    assert_eq!(platform.rules(&receipt), ["code_both_unit_and_package"]);
}

#[test]
fn a_published_can_sent_as_a_case_is_refused() {
    let platform = platform();
    let mut rows = complete("L1", 2..3);
    rows[0] = master_of_like_codes();
    platform.deliver(delivery(&rows), AllOrNothing);
    rows[3] = cased("L1", 1, "0000000000000002");
    let receipt = platform.deliver(delivery(&rows), AllOrNothing);
    assert_eq!(platform.rules(&receipt), ["code_both_unit_and_package"]);
}

#[test]
fn a_published_case_sent_on_another_pallet_is_refused() {
    let platform = platform();
    let on = |code: u64, pallet: &str| {
        cased("L1", code, "C0000001").replace('}', &format!(r#","pallet_code":"{pallet}"}}"#))
    };
    let mut rows = complete("L1", 0..0);
    rows.push(on(1, "PALLET01"));
    platform.deliver(delivery(&rows), AllOrNothing);
    rows[3] = on(2, "PALLET02");
    let receipt = platform.deliver(delivery(&rows), AllOrNothing);
    assert_eq!(platform.rules(&receipt), ["package_two_parents"]);
}

#[test]
fn an_inner_code_is_refused_with_its_can() {
    let platform = platform();
    platform.deliver(delivery(&complete("L1", 1..3)), AllOrNothing);
    let with_inner = |code: &str, inner: &str| {
        format!(r#"{{"table":"codes","lot_number":"L2","code":"{code}","inner_code":"{inner}"}}"#)
    };
    let mut rows = complete("L2", 3..4);
    rows.push(with_inner("12345678", "INNER001"));
    rows.push(with_inner("0000000000000001", "INNER002"));
    rows.push(with_inner("0000000000000004", "INNER003"));
    let receipt = platform.deliver(delivery(&rows), GoodRows);
    let mut rules = platform.rules(&receipt);
    rules.sort();
    assert_eq!(rules, ["code_in_other_lot", "code_length"]);
    let inner = platform.spans().into_iter().filter(|span| span.stored.carrier == Carrier::Inner);
    assert_eq!(inner.map(|span| span.first.to_string()).collect::<Vec<_>>(), ["INNER003"]);
    assert_eq!(platform.problems(), Vec::<String>::new());
}

#[test]
fn a_case_that_a_given_up_attempt_left_makes_no_amendment_of_a_duplicate() {
    let platform = platform();
    let key = LotKey { enterprise: platform.maker, number: number("L1") };
    let given_up = rusu_testkit::builders::sample_submission_id(9);
    let part = platform.registry.reserve_part(&key, &given_up).unwrap();
    let code = rusu_testkit::builders::trace_code("C0000001");
    let case = CodeRecord { code, carrier: Carrier::Case, parent: None };
    platform.codes.put(platform.maker, part, &mut std::iter::once(Ok(case))).unwrap();
    let mut rows = complete("L1", 0..0);
    rows.push(cased("L1", 1, "C0000001"));
    platform.deliver(delivery(&rows), AllOrNothing);
    let receipt = platform.deliver(delivery(&rows), AllOrNothing);
    assert_eq!(receipt.lots.first().map(|lot| lot.result), Some(LotResult::Duplicate));
    assert_eq!(platform.problems(), Vec::<String>::new());
}

#[test]
fn a_value_of_a_published_lot_is_corrected_without_its_codes() {
    let platform = platform();
    platform.deliver(delivery(&complete("L1", 100..105)), AllOrNothing);
    let receipt = platform.deliver(delivery(&[lot("L1", "另一检验所"), material("L1")]), AllOrNothing);
    assert_eq!(platform.rules(&receipt), Vec::<String>::new());
    assert_eq!(receipt.lots.first().map(|lot| lot.result), Some(LotResult::Amended));
    let key = LotKey { enterprise: platform.maker, number: number("L1") };
    let lot = platform.registry.lot(&key).unwrap().unwrap();
    assert_eq!((lot.inspection.laboratory.as_str(), lot.unit_count), ("另一检验所", 5));
}

#[test]
fn rows_beyond_the_limit_refuse_their_lot_and_are_counted() {
    let platform = platform();
    let mut rows = complete("L1", 1..3);
    let fill = rusu_core::limits::OTHER_ROWS_PER_SUBMISSION_MAX - 7;
    rows.extend(std::iter::repeat_n(common::SITE.to_owned(), fill));
    rows.extend([material("L1"), material("L1")]);
    let receipt = platform.deliver(delivery(&rows), GoodRows);
    assert_eq!(platform.rules(&receipt), ["too_many_rows"]);
    assert_eq!(receipt.lots.first().map(|lot| lot.result), Some(LotResult::Rejected));
    let counts = receipt.counts;
    assert_eq!(counts.total, counts.accepted + counts.rejected + counts.duplicate, "{counts:?}");
}

#[test]
fn a_number_of_another_enterprise_is_not_given_again() {
    let platform = platform();
    let new = rusu_intake::NewEnterprise {
        id: Some(platform.maker),
        name: "别家".to_owned(),
        brands: Vec::new(),
        coverage: rusu_core::enterprise::Coverage::InShelfLife,
        parent: None,
        is_sample: false,
    };
    assert!(matches!(platform.intake.admit(new), Err(IntakeError::Taken { .. })));
}

#[test]
fn a_product_given_twice_with_different_content_is_refused() {
    let platform = platform();
    let mut rows = complete("L1", 1..3);
    rows.push(common::PRODUCT.replace("阴凉干燥", "冷藏"));
    let receipt = platform.deliver(delivery(&rows), AllOrNothing);
    assert_eq!(platform.rules(&receipt), ["row_twice", "delivery_refused"]);
    assert!(platform.is_untouched());
}

#[test]
fn a_product_given_twice_with_the_same_content_is_a_duplicate() {
    let platform = platform();
    let mut rows = complete("L1", 1..3);
    rows.extend([common::PRODUCT.to_owned(), common::ENTERPRISE.to_owned()]);
    let receipt = platform.deliver(delivery(&rows), AllOrNothing);
    assert_eq!((receipt.state, receipt.counts.duplicate), (SubmissionState::Published, 2));
}

#[test]
fn as_many_code_rules_as_the_limit_are_accepted_and_one_more_is_refused() {
    let rules = |count: usize| {
        let rule = |n| common::RULE.replace("\"outer\",\"carrier\"", &format!("\"r{n}\",\"carrier\""));
        (0..count).map(rule).collect::<Vec<_>>().join("\n")
    };
    let limit = rusu_core::limits::CODE_RULES_PER_ENTERPRISE_MAX;
    let full = platform();
    let receipt = full.deliver(zip(&[("r.jsonl", rules(limit).as_bytes())]), AllOrNothing);
    assert_eq!(receipt.state, SubmissionState::Published, "{:?}", full.rules(&receipt));
    let beyond = platform();
    let receipt = beyond.deliver(zip(&[("r.jsonl", rules(limit + 1).as_bytes())]), AllOrNothing);
    assert_eq!(
        (receipt.state, beyond.rules(&receipt)),
        (SubmissionState::Rejected, vec!["code_rules_limit".to_owned()])
    );
}
