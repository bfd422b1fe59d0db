//! Claims on importing, listing and removing sampling results.
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use jiff::civil::date;
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::limits::{PORTAL_PAGE_ROWS_MAX, SAMPLING_OF_LOT_MAX};
use rusu_core::portal::{Conclusion, PageNumber, SamplingResult, SamplingScope, SamplingSearch};
use rusu_core::ports::ImportCount;

use super::{PortalStore, moves, ok, only_page, prepare, shape};
use crate::builders::{ENTERPRISE, lot_number, sample_enterprise, sample_sampling_result};

fn all(store: &PortalStore) -> Vec<SamplingResult> {
    only_page(store.portal.sampling(&SamplingSearch::default(), PageNumber::FIRST))
}

fn numbers(results: &[SamplingResult]) -> Vec<&str> {
    results.iter().map(|result| result.sample_number.as_str()).collect()
}

fn sample(number: &str) -> SamplingResult {
    SamplingResult { sample_number: number.to_owned(), ..sample_sampling_result() }
}

fn count(added: u64, replaced: u64, unchanged: u64) -> ImportCount {
    ImportCount { added, replaced, unchanged }
}

/// Results of different days, the latest first.
fn many(count: usize) -> Vec<SamplingResult> {
    (0..count).map(|index| sample(&format!("S{index:05}"))).collect()
}

pub fn a_sampling_result_with_every_field_filled_comes_back_the_same(store: PortalStore) {
    prepare(&store);
    ok(store.portal.save_sampling(&[sample_sampling_result()]));
    assert_eq!(all(&store), [SamplingResult { id: 1, ..sample_sampling_result() }]);
}

pub fn a_sampling_result_with_every_optional_field_empty_comes_back_the_same(store: PortalStore) {
    let empty = SamplingResult {
        scope: SamplingScope::Customs,
        notice_url: None,
        brand: None,
        enterprise: None,
        specification: None,
        lot_number: None,
        production_date: None,
        sampled_at: None,
        conclusion: Conclusion::Pass,
        failures: Vec::new(),
        ..sample_sampling_result()
    };
    ok(store.portal.save_sampling(std::slice::from_ref(&empty)));
    assert_eq!(all(&store), [SamplingResult { id: 1, ..empty }]);
}

pub fn sampling_results_come_latest_publication_first_and_then_by_sample_number(store: PortalStore) {
    prepare(&store);
    let on = |day, number: &str| SamplingResult { published_on: date(2026, 9, day), ..sample(number) };
    ok(store.portal.save_sampling(&[on(1, "A"), on(3, "B"), on(2, "D"), on(2, "C")]));
    assert_eq!(numbers(&all(&store)), ["B", "C", "D", "A"]);
}

pub fn sample_numbers_are_ordered_by_their_characters_codes(store: PortalStore) {
    prepare(&store);
    let sent = ["乙", "b", "B-2", "甲", "B", "a", "10", "9", "é"].map(sample);
    ok(store.portal.save_sampling(&sent));
    assert_eq!(numbers(&all(&store)), ["10", "9", "B", "B-2", "a", "b", "é", "乙", "甲"]);
}

pub fn the_same_sample_of_the_same_authority_is_replaced(store: PortalStore) {
    prepare(&store);
    ok(store.portal.save_sampling(&[sample_sampling_result()]));
    let other = SamplingResult {
        conclusion: Conclusion::Pass,
        failures: Vec::new(),
        published_on: date(2026, 10, 1),
        enterprise: None,
        ..sample_sampling_result()
    };
    assert_eq!(ok(store.portal.save_sampling(std::slice::from_ref(&other))), count(0, 1, 0));
    assert_eq!(all(&store), [SamplingResult { id: 1, ..other }]);
}

pub fn the_same_sample_number_of_another_authority_is_another_sample(store: PortalStore) {
    prepare(&store);
    ok(store.portal.save_sampling(&[sample_sampling_result()]));
    let other = SamplingResult { authority: "海关总署".to_owned(), ..sample_sampling_result() };
    assert_eq!(ok(store.portal.save_sampling(&[other])), count(1, 0, 0));
    assert_eq!(all(&store).len(), 2);
}

pub fn a_sampling_result_sent_again_unchanged_changes_nothing(store: PortalStore) {
    prepare(&store);
    ok(store.portal.save_sampling(&[sample_sampling_result()]));
    let before = all(&store);
    assert_eq!(ok(store.portal.save_sampling(&[sample_sampling_result()])), count(0, 0, 1));
    assert_eq!(all(&store), before);
}

pub fn an_import_counts_what_it_added_replaced_and_left(store: PortalStore) {
    prepare(&store);
    ok(store.portal.save_sampling(&["A", "B", "C"].map(sample)));
    let changed = SamplingResult { product_name: "另一种".to_owned(), ..sample("B") };
    let sent = [sample("A"), changed, sample("D"), sample("E"), sample("C")];
    assert_eq!(ok(store.portal.save_sampling(&sent)), count(2, 1, 2));
    assert_eq!(numbers(&all(&store)), ["A", "B", "C", "D", "E"]);
}

pub fn a_sample_that_is_twice_in_an_import_is_stored_as_it_came_last(store: PortalStore) {
    prepare(&store);
    ok(store.portal.save_sampling(&[sample("A")]));
    let named = |name: &str, number: &str| SamplingResult { product_name: name.to_owned(), ..sample(number) };
    let sent = [named("一", "A"), named("二", "A"), named("三", "B"), named("四", "B"), named("四", "B")];
    assert_eq!(ok(store.portal.save_sampling(&sent)), count(1, 3, 1));
    let stored = all(&store);
    let names: Vec<_> = stored.iter().map(|result| result.product_name.as_str()).collect();
    assert_eq!(names, ["二", "四"]);
}

pub fn counting_an_import_stores_nothing_and_tells_the_same(store: PortalStore) {
    prepare(&store);
    ok(store.portal.save_sampling(&["A", "B"].map(sample)));
    let before = all(&store);
    let changed = SamplingResult { product_name: "另一种".to_owned(), ..sample("B") };
    let sent = [sample("A"), changed, sample("C")];
    let told = ok(store.portal.count_sampling(&sent));
    assert_eq!((told, all(&store)), (count(1, 1, 1), before));
    assert_eq!(ok(store.portal.save_sampling(&sent)), told);
}

pub fn an_import_of_more_results_than_one_statement_takes_is_whole(store: PortalStore) {
    prepare(&store);
    let sent = many(2_500);
    assert_eq!(ok(store.portal.save_sampling(&sent)), count(2_500, 0, 0));
    assert_eq!(ok(store.portal.count_sampling(&sent)), count(0, 0, 2_500));
    let renamed = |result: SamplingResult| SamplingResult { notice: "更正".to_owned(), ..result };
    let changed: Vec<_> = sent.into_iter().map(renamed).collect();
    assert_eq!(ok(store.portal.save_sampling(&changed)), count(0, 2_500, 0));
    assert_eq!(ok(store.portal.count_sampling(&changed)), count(0, 0, 2_500));
    let last = ok(store.portal.sampling(&SamplingSearch::default(), PageNumber::new(125)));
    assert_eq!((last.entries.len(), last.more), (20, false));
}

pub fn an_import_with_an_unknown_enterprise_is_refused_as_a_whole(store: PortalStore) {
    prepare(&store);
    let foreign = SamplingResult { enterprise: Some(EnterpriseId(99)), ..sample("B") };
    assert!(store.portal.save_sampling(&[sample("A"), foreign]).is_err());
    assert_eq!(all(&store), []);
}

pub fn a_replaced_result_is_found_by_its_new_name_only(store: PortalStore) {
    prepare(&store);
    ok(store.portal.save_sampling(&[sample_sampling_result()]));
    let renamed = SamplingResult { product_name: "月光奶粉".to_owned(), ..sample_sampling_result() };
    ok(store.portal.save_sampling(&[renamed]));
    let found = |text: &str| {
        let search = SamplingSearch { text: text.to_owned(), ..SamplingSearch::default() };
        only_page(store.portal.sampling(&search, PageNumber::FIRST)).len()
    };
    assert_eq!((found("月光"), found("幼儿配方")), (1, 0));
}

pub fn a_removed_sampling_result_is_gone_and_its_number_is_not_given_again(store: PortalStore) {
    prepare(&store);
    ok(store.portal.save_sampling(&["A", "B"].map(sample)));
    assert!(ok(store.portal.remove_sampling(2)));
    assert_eq!(numbers(&all(&store)), ["A"]);
    ok(store.portal.save_sampling(&[sample("B")]));
    assert_eq!(all(&store).iter().map(|result| result.id).collect::<Vec<_>>(), [1, 3]);
}

pub fn removing_an_unknown_sampling_result_says_so(store: PortalStore) {
    assert!(!ok(store.portal.remove_sampling(1)));
    assert!(!ok(store.portal.remove_sampling(u64::MAX)));
}

pub fn a_lots_sampling_results_are_its_enterprises_own(store: PortalStore) {
    prepare(&store);
    ok(store.registry.save_enterprise(&Enterprise { id: EnterpriseId(2), ..sample_enterprise() }));
    let own = sample("A");
    let others = SamplingResult { enterprise: Some(EnterpriseId(2)), ..sample("B") };
    let unrecognised = SamplingResult { enterprise: None, ..sample("C") };
    let of_another_lot = SamplingResult { lot_number: Some(lot_number("OTHER")), ..sample("D") };
    ok(store.portal.save_sampling(&[own, others, unrecognised, of_another_lot]));
    let lot = sample_sampling_result().lot_number.expect("the sample has a lot number");
    assert_eq!(numbers(&ok(store.portal.sampling_of_lot(ENTERPRISE, &lot))), ["A"]);
    assert_eq!(ok(store.portal.sampling_of_lot(EnterpriseId(3), &lot)), []);
}

pub fn a_lots_sampling_results_come_latest_first_and_at_most_as_many_as_the_limit_says(store: PortalStore) {
    prepare(&store);
    let mut sent = many(SAMPLING_OF_LOT_MAX + 1);
    let latest = SamplingResult { published_on: date(2027, 1, 1), ..sample("Z") };
    sent.push(latest);
    ok(store.portal.save_sampling(&sent));
    let lot = sample_sampling_result().lot_number.expect("the sample has a lot number");
    let found = ok(store.portal.sampling_of_lot(ENTERPRISE, &lot));
    assert_eq!(found.len(), SAMPLING_OF_LOT_MAX);
    assert!(numbers(&found).starts_with(&["Z", "S00000"]));
}

pub fn sampling_results_move_the_generation_only_if_something_changed(store: PortalStore) {
    prepare(&store);
    let changed = SamplingResult { notice: "另一通告".to_owned(), ..sample_sampling_result() };
    assert!(!moves(&store, |portal| assert_eq!(ok(portal.save_sampling(&[])), count(0, 0, 0))));
    assert!(moves(&store, |portal| assert_eq!(ok(portal.save_sampling(&[sample("A")])), count(1, 0, 0))));
    assert!(!moves(&store, |portal| assert_eq!(ok(portal.save_sampling(&[sample("A")])), count(0, 0, 1))));
    ok(store.portal.save_sampling(&[sample_sampling_result()]));
    assert!(moves(&store, |portal| assert_eq!(ok(portal.save_sampling(&[changed])), count(0, 1, 0))));
    assert!(!moves(&store, |portal| assert_eq!(ok(portal.count_sampling(&[sample("N")])), count(1, 0, 0))));
    assert!(moves(&store, |portal| assert!(ok(portal.remove_sampling(1)))));
    assert!(!moves(&store, |portal| assert!(!ok(portal.remove_sampling(1)))));
}

pub fn sampling_results_that_just_fill_a_page_have_no_page_behind_it(store: PortalStore) {
    prepare(&store);
    ok(store.portal.save_sampling(&many(PORTAL_PAGE_ROWS_MAX)));
    let pages = shape(|page| store.portal.sampling(&SamplingSearch::default(), page));
    assert_eq!(pages, [(PORTAL_PAGE_ROWS_MAX, false), (0, false), (0, false)]);
}

pub fn one_sampling_result_more_than_a_page_holds_stands_on_the_next(store: PortalStore) {
    prepare(&store);
    ok(store.portal.save_sampling(&many(PORTAL_PAGE_ROWS_MAX + 1)));
    let pages = shape(|page| store.portal.sampling(&SamplingSearch::default(), page));
    assert_eq!(pages, [(PORTAL_PAGE_ROWS_MAX, true), (1, false), (0, false)]);
}
