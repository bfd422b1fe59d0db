//! Claims on searching sampling results: all stores find the same.
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::limits::SEARCH_CHARACTERS_MAX;
use rusu_core::portal::{Conclusion, PageNumber, SamplingResult, SamplingSearch};

use super::{PortalStore, ok, only_page, prepare};
use crate::builders::{ENTERPRISE, lot_number, sample_enterprise, sample_sampling_result};

/// A result whose names are no other's.
fn named(number: &str, product: &str, brand: Option<&str>, manufacturer: &str) -> SamplingResult {
    SamplingResult {
        sample_number: number.to_owned(),
        product_name: product.to_owned(),
        brand: brand.map(str::to_owned),
        manufacturer: manufacturer.to_owned(),
        lot_number: None,
        ..sample_sampling_result()
    }
}

fn found(store: &PortalStore, search: &SamplingSearch) -> Vec<String> {
    let found = only_page(store.portal.sampling(search, PageNumber::FIRST));
    found.into_iter().map(|result| result.sample_number).collect()
}

fn found_by(store: &PortalStore, text: &str) -> Vec<String> {
    found(store, &SamplingSearch { text: text.to_owned(), ..SamplingSearch::default() })
}

pub fn a_text_is_found_in_the_names_of_product_brand_and_manufacturer(store: PortalStore) {
    prepare(&store);
    let sent = [
        named("A", "星源婴儿配方奶粉", None, "示例乳业"),
        named("B", "幼儿配方奶粉", Some("星源"), "示例乳业"),
        named("C", "幼儿配方奶粉", None, "星源乳业有限公司"),
        named("D", "幼儿配方奶粉", None, "示例乳业"),
    ];
    ok(store.portal.save_sampling(&sent));
    assert_eq!(found_by(&store, "星源"), ["A", "B", "C"]);
}

pub fn a_text_is_found_whatever_its_case_and_width(store: PortalStore) {
    prepare(&store);
    ok(store.portal.save_sampling(&[
        named("A", "StarSpring 1", None, "甲"),
        named("B", "ＳＴＡＲＳＰＲＩＮＧ　２", None, "乙"),
        named("C", "Élan Été ÀÖÜ", None, "丙"),
    ]));
    for text in ["starspring", "STARSPRING", "ｓｔａｒSpring", "  StarSpring "] {
        assert_eq!(found_by(&store, text), ["A", "B"], "{text}");
    }
    assert_eq!(found_by(&store, "starspring 2"), ["B"]);
    for text in ["élan", "ÉLAN", "été àöü"] {
        assert_eq!(found_by(&store, text), ["C"], "{text}");
    }
}

pub fn a_text_is_found_in_part_and_not_across_two_names(store: PortalStore) {
    prepare(&store);
    ok(store.portal.save_sampling(&[named("A", "星源奶粉", Some("晨光"), "示例乳业")]));
    for text in ["源奶", "粉", "晨光", "例乳业"] {
        assert_eq!(found_by(&store, text), ["A"], "{text}");
    }
    for text in ["粉晨", "奶粉\n晨光", "奶粉 晨光", "光示", "星粉"] {
        assert_eq!(found_by(&store, text), [""; 0], "{text}");
    }
}

pub fn wildcards_that_people_type_stand_for_themselves(store: PortalStore) {
    prepare(&store);
    ok(store.portal.save_sampling(&[
        named("A", "100% 羊奶", None, "甲"),
        named("B", "100 克羊奶", None, "乙"),
        named("C", "A_2 奶粉", None, "丙"),
        named("D", "A12 奶粉", None, "丁"),
    ]));
    assert_eq!(found_by(&store, "100%"), ["A"]);
    assert_eq!(found_by(&store, "%"), ["A"]);
    assert_eq!(found_by(&store, "a_2"), ["C"]);
    assert_eq!(found_by(&store, "_"), ["C"]);
    assert_eq!(found_by(&store, "羊*"), [""; 0]);
    assert_eq!(found_by(&store, "[羊]"), [""; 0]);
}

pub fn quotes_and_escapes_that_people_type_stand_for_themselves(store: PortalStore) {
    prepare(&store);
    ok(store.portal.save_sampling(&[
        named("A", "妈妈's 选择!", None, "甲"),
        named("B", "反斜\\杠", None, "乙"),
        named("C", "双\"引号", None, "丙"),
    ]));
    assert_eq!(found_by(&store, "妈妈's"), ["A"]);
    assert_eq!(found_by(&store, "!"), ["A"]);
    assert_eq!(found_by(&store, "！"), ["A"]);
    assert_eq!(found_by(&store, "\\"), ["B"]);
    assert_eq!(found_by(&store, "\\杠"), ["B"]);
    assert_eq!(found_by(&store, "\""), ["C"]);
    assert_eq!(found_by(&store, "' OR 1=1 --"), [""; 0]);
    assert_eq!(found_by(&store, "!%"), [""; 0]);
    assert_eq!(found_by(&store, "甲\0"), ["A"]);
}

pub fn a_blank_text_leaves_nothing_out(store: PortalStore) {
    prepare(&store);
    ok(store.portal.save_sampling(&[named("A", "甲", None, "甲"), named("B", "乙", None, "乙")]));
    for text in ["", "  ", "\t\n", "\u{3000}", "\0"] {
        assert_eq!(found_by(&store, text), ["A", "B"], "{text:?}");
    }
}

pub fn a_lot_number_is_found_whole_and_not_in_part(store: PortalStore) {
    prepare(&store);
    let lot = Some(lot_number("SL260801A1"));
    ok(store.portal.save_sampling(&[
        SamplingResult { lot_number: lot, ..named("A", "甲", None, "甲") },
        SamplingResult { lot_number: Some(lot_number("SL260801A12")), ..named("B", "乙", None, "乙") },
    ]));
    for text in ["SL260801A1", "sl 260801 a1", "ｓｌ260801A1"] {
        assert_eq!(found_by(&store, text), ["A"], "{text}");
    }
    assert_eq!(found_by(&store, "SL260801"), [""; 0]);
}

pub fn a_search_by_enterprise_lot_and_conclusion_must_fit_in_all(store: PortalStore) {
    prepare(&store);
    let second = EnterpriseId(2);
    ok(store.registry.save_enterprise(&Enterprise { id: second, ..sample_enterprise() }));
    let base = |number| named(number, "奶粉", None, "示例乳业");
    let lot = lot_number("L1");
    ok(store.portal.save_sampling(&[
        SamplingResult { lot_number: Some(lot.clone()), ..base("A") },
        SamplingResult { lot_number: Some(lot.clone()), enterprise: Some(second), ..base("B") },
        SamplingResult { conclusion: Conclusion::Pass, failures: Vec::new(), ..base("C") },
        SamplingResult { enterprise: None, ..base("D") },
    ]));
    let any = SamplingSearch::default();
    let of_first = SamplingSearch { enterprise: Some(ENTERPRISE), ..any.clone() };
    assert_eq!(found(&store, &of_first), ["A", "C"]);
    assert_eq!(found(&store, &SamplingSearch { lot: Some(lot.clone()), ..any.clone() }), ["A", "B"]);
    let passed = SamplingSearch { conclusion: Some(Conclusion::Pass), ..any };
    assert_eq!(found(&store, &passed), ["C"]);
    let all = SamplingSearch {
        text: "奶粉".to_owned(),
        lot: Some(lot),
        conclusion: Some(Conclusion::Fail),
        ..of_first
    };
    assert_eq!(found(&store, &all), ["A"]);
    assert_eq!(found(&store, &SamplingSearch { text: "羊奶".to_owned(), ..all }), [""; 0]);
}

pub fn a_text_far_beyond_its_limit_is_no_fault(store: PortalStore) {
    prepare(&store);
    let name = "乳".repeat(SEARCH_CHARACTERS_MAX);
    ok(store.portal.save_sampling(&[named("A", &name, None, "甲")]));
    assert_eq!(found_by(&store, &"乳".repeat(100_000)), ["A"]);
    assert_eq!(found_by(&store, &"_".repeat(100_000)), [""; 0]);
}
