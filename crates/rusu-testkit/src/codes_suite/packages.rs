//! The claims about packages and their contents.

use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::lot::PartNo;
use rusu_core::ports::{CodeWriter, PutCount, StoredCode};

use super::{Claim, MAKER, OTHER, cans, cans_in, code, parts_of, put, record, serial};

#[doc(hidden)]
pub fn a_package_keeps_its_first_record(store: &dyn CodeWriter) -> Claim {
    let (case, pallet) = (code("CASE000001"), code("PALLET0001"));
    put(store, 1, vec![record(&case, Carrier::Case, None)])?;
    put(store, 2, vec![record(&case, Carrier::Case, Some(&pallet))])?;
    let first = StoredCode { part: PartNo(1), carrier: Carrier::Case, parent: None };
    assert_eq!(store.find(MAKER, &case)?, Some(first));
    assert_eq!(store.contents(MAKER, &pallet, None, 10)?, []);
    Ok(())
}

#[doc(hidden)]
pub fn a_package_gains_contents_from_later_parts(store: &dyn CodeWriter) -> Claim {
    let case = code("CASE000001");
    put(store, 1, cans_in(&case, &serial(0, 3)))?;
    put(store, 2, cans_in(&case, &serial(10, 5)))?;
    let mut all = serial(0, 3);
    all.extend(serial(10, 5));
    assert_eq!(store.contents(MAKER, &case, None, 100)?, all);
    Ok(())
}

#[doc(hidden)]
pub fn a_package_code_does_not_overwrite_a_can(store: &dyn CodeWriter) -> Claim {
    put(store, 1, cans(&serial(0, 10)))?;
    let packages = serial(5, 1).iter().map(|code| record(code, Carrier::Case, None)).collect();
    assert_eq!(put(store, 2, packages)?, PutCount::default());
    assert_eq!(parts_of(store, &serial(5, 1))?, [Some(1)]);
    Ok(())
}

#[doc(hidden)]
pub fn contents_are_listed_in_order_and_in_pages(store: &dyn CodeWriter) -> Claim {
    let pallet = code("PALLET0001");
    let mut codes = serial(0, 500);
    codes.extend([2_000, 2_002, 2_004].iter().flat_map(|number| serial(*number, 1)));
    codes.extend(serial(3_000, 497));
    codes.push(code("ABCDEF01"));
    put(store, 1, cans_in(&pallet, &codes))?;
    let mut listed: Vec<TraceCode> = Vec::new();
    loop {
        let page = store.contents(MAKER, &pallet, listed.last(), 99)?;
        assert!(page.len() <= 99);
        if page.is_empty() {
            break;
        }
        listed.extend(page);
    }
    assert_eq!(listed, codes);
    assert_eq!(store.contents(MAKER, &pallet, None, 0)?, []);
    Ok(())
}

#[doc(hidden)]
pub fn contents_of_a_package_begin_behind_the_given_code_even_inside_a_run(store: &dyn CodeWriter) -> Claim {
    let case = code("CASE000001");
    put(store, 1, cans_in(&case, &serial(10, 10)))?;
    put(store, 2, cans_in(&case, &serial(13, 1)))?;
    let after = |number| serial(number, 1).pop();
    assert_eq!(store.contents(MAKER, &case, after(5).as_ref(), 100)?, serial(10, 10));
    assert_eq!(store.contents(MAKER, &case, after(13).as_ref(), 100)?, serial(14, 6));
    assert_eq!(store.contents(MAKER, &case, after(14).as_ref(), 2)?, serial(15, 2));
    assert_eq!(store.contents(MAKER, &case, after(19).as_ref(), 100)?, []);
    assert_eq!(store.contents(MAKER, &case, Some(&code("ZZZZZZ")), 100)?, []);
    Ok(())
}

#[doc(hidden)]
pub fn contents_of_an_unknown_package_are_empty(store: &dyn CodeWriter) -> Claim {
    assert_eq!(store.contents(MAKER, &code("CASE000001"), None, 10)?, []);
    Ok(())
}

#[doc(hidden)]
pub fn contents_do_not_mix_packages_or_enterprises(store: &dyn CodeWriter) -> Claim {
    let (short, long) = (code("CASE01"), code("CASE011"));
    put(store, 1, cans_in(&short, &serial(0, 6)))?;
    put(store, 1, cans_in(&long, &serial(6, 6)))?;
    store.put(OTHER, PartNo(1), &mut cans_in(&short, &serial(20, 6)).into_iter().map(Ok))?;
    assert_eq!(store.contents(MAKER, &short, None, 100)?, serial(0, 6));
    assert_eq!(store.contents(MAKER, &long, None, 100)?, serial(6, 6));
    assert_eq!(store.contents(OTHER, &short, None, 100)?, serial(20, 6));
    assert_eq!(store.contents(OTHER, &long, None, 100)?, []);
    Ok(())
}

#[doc(hidden)]
pub fn a_can_that_moved_is_listed_in_its_new_case_only(store: &dyn CodeWriter) -> Claim {
    let (old, new) = (code("CASE000001"), code("CASE000002"));
    put(store, 1, cans_in(&old, &serial(0, 12)))?;
    put(store, 2, cans_in(&new, &serial(4, 1)))?;
    put(store, 2, cans_in(&new, &serial(6, 6)))?;
    let mut stayed = serial(0, 4);
    stayed.extend(serial(5, 1));
    let mut moved = serial(4, 1);
    moved.extend(serial(6, 6));
    assert_eq!(store.contents(MAKER, &old, None, 100)?, stayed);
    assert_eq!(store.contents(MAKER, &new, None, 100)?, moved);
    Ok(())
}

#[doc(hidden)]
pub fn a_can_put_again_in_the_same_case_is_listed_once(store: &dyn CodeWriter) -> Claim {
    let case = code("CASE000001");
    put(store, 1, cans_in(&case, &serial(0, 6)))?;
    put(store, 2, cans_in(&case, &serial(0, 1)))?;
    put(store, 3, cans_in(&case, &serial(2, 8)))?;
    put(store, 4, cans_in(&case, &serial(3, 1)))?;
    assert_eq!(store.contents(MAKER, &case, None, 100)?, serial(0, 10));
    Ok(())
}

#[doc(hidden)]
pub fn an_inner_code_is_the_content_of_its_outer_code(store: &dyn CodeWriter) -> Claim {
    let (outer, inner) = (code("6900000000000001"), code("INNER00001"));
    put(store, 1, vec![record(&outer, Carrier::Outer, None), record(&inner, Carrier::Inner, Some(&outer))])?;
    assert_eq!(store.contents(MAKER, &outer, None, 10)?, [inner]);
    Ok(())
}
