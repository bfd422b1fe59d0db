//! The code store's contract as claims. `codes_conformance!(make)` makes a `#[test]` of each.

mod packages;
mod parts;

use std::any::Any;
use std::ops::ControlFlow;

use jiff::Timestamp;
use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{
    CodeReader, CodeRecord, CodeSpan, CodeWriter, PutCount, ScanDelta, StoreFault, StoredCode,
};

#[doc(hidden)]
pub use packages::*;
#[doc(hidden)]
pub use parts::*;

/// A fresh, empty store and what must live as long as it, a temporary directory for one.
pub struct CodesFixture {
    /// The store.
    pub store: Box<dyn CodeWriter>,
    /// Dropped after the store.
    pub keep: Box<dyn Any>,
}

impl CodesFixture {
    /// A store with what it stands on.
    pub fn new(store: impl CodeWriter + 'static, keep: impl Any) -> Self {
        Self { store: Box::new(store), keep: Box::new(keep) }
    }
}

/// One `#[test]` per claim of the contract; `$make` is a `fn() -> CodesFixture`.
#[macro_export]
macro_rules! codes_conformance {
    ($make:expr) => {
        $crate::codes_conformance!(@claims $make;
            an_unknown_code_is_not_found,
            a_code_is_found_with_its_part_carrier_and_parent,
            a_code_of_another_enterprise_is_not_found,
            leading_zeros_and_lengths_tell_codes_apart,
            codes_of_every_form_and_length_are_found,
            every_code_of_a_long_run_is_found_and_its_neighbours_are_not,
            a_later_put_hides_an_earlier_one,
            a_later_run_hides_the_middle_of_an_earlier_one,
            a_later_point_hides_the_middle_of_an_earlier_run,
            a_later_run_hides_earlier_points,
            a_later_put_of_an_older_part_wins_too,
            putting_the_same_part_again_leaves_the_same_content,
            outer_and_inner_codes_and_new_packages_are_counted,
            a_package_keeps_its_first_record,
            a_package_gains_contents_from_later_parts,
            a_package_code_does_not_overwrite_a_can,
            contents_are_listed_in_order_and_in_pages,
            contents_of_a_package_begin_behind_the_given_code_even_inside_a_run,
            contents_of_an_unknown_package_are_empty,
            contents_do_not_mix_packages_or_enterprises,
            a_can_that_moved_is_listed_in_its_new_case_only,
            a_can_put_again_in_the_same_case_is_listed_once,
            an_inner_code_is_the_content_of_its_outer_code,
            records_out_of_order_are_refused,
            a_code_twice_is_refused,
            a_fault_of_the_records_is_passed_on,
            the_store_can_be_read_while_it_is_written,
            a_scan_that_was_never_written_is_none,
            scans_add_up_and_keep_the_earliest_time,
            scans_of_one_code_twice_in_a_call_both_count,
            a_visit_sees_every_code_once_in_order,
            a_visit_ends_when_told,
            sync_of_an_empty_store_is_fine,
            the_codes_of_some_parts_are_visited_once_in_order,
            codes_that_a_later_part_hides_are_not_visited_under_the_earlier,
            packages_are_visited_under_the_part_that_told_of_them_first,
            a_visit_of_parts_ends_when_told,
        );
    };
    (@claims $make:expr; $($claim:ident),+ $(,)?) => {
        $(
            #[test]
            fn $claim() -> Result<(), rusu_core::ports::StoreFault> {
                let fixture: $crate::codes_suite::CodesFixture = $make();
                $crate::codes_suite::$claim(fixture.store.as_ref())
            }
        )+
    };
}

type Claim = Result<(), StoreFault>;

const MAKER: EnterpriseId = EnterpriseId(7);
const OTHER: EnterpriseId = EnterpriseId(8);

/// A code; panics if the text is none.
#[must_use]
pub fn code(text: &str) -> TraceCode {
    TraceCode::parse(text).expect("the suite writes valid codes")
}

/// `count` consecutive codes of 16 digits.
#[must_use]
pub fn serial(first: u64, count: u64) -> Vec<TraceCode> {
    (first..first + count).map(|number| code(&format!("{number:016}"))).collect()
}

/// Outer codes without a parent.
#[must_use]
pub fn cans(codes: &[TraceCode]) -> Vec<CodeRecord> {
    codes.iter().map(|code| record(code, Carrier::Outer, None)).collect()
}

/// Outer codes in a case.
#[must_use]
pub fn cans_in(case: &TraceCode, codes: &[TraceCode]) -> Vec<CodeRecord> {
    codes.iter().map(|code| record(code, Carrier::Outer, Some(case))).collect()
}

/// One record.
#[must_use]
pub fn record(code: &TraceCode, carrier: Carrier, parent: Option<&TraceCode>) -> CodeRecord {
    CodeRecord { code: code.clone(), carrier, parent: parent.cloned() }
}

/// Puts records that are sorted here.
///
/// # Errors
/// The store's.
pub fn put(store: &dyn CodeWriter, part: u32, mut records: Vec<CodeRecord>) -> Result<PutCount, StoreFault> {
    records.sort_by(|a, b| a.code.cmp(&b.code));
    store.put(MAKER, PartNo(part), &mut records.into_iter().map(Ok))
}

/// The codes of a span, one by one.
#[must_use]
pub fn codes_of(span: &CodeSpan) -> Vec<TraceCode> {
    let digits = span.first.as_str().len();
    let nth = |index| match (index, span.first.as_str().parse::<u128>()) {
        (0, _) | (_, Err(_)) => span.first.clone(),
        (_, Ok(first)) => code(&format!("{:0digits$}", first + u128::from(index))),
    };
    (0..span.count).map(nth).collect()
}

/// Everything the store holds of [`MAKER`]'s and others' codes, one by one.
///
/// # Errors
/// The store's.
pub fn everything(store: &dyn CodeReader) -> Result<Vec<(EnterpriseId, TraceCode, StoredCode)>, StoreFault> {
    let mut all = Vec::new();
    store.visit(&mut |span| {
        all.extend(codes_of(&span).into_iter().map(|code| (span.enterprise, code, span.stored.clone())));
        ControlFlow::Continue(())
    })?;
    Ok(all)
}

fn part_of(store: &dyn CodeReader, code: &TraceCode) -> Result<Option<u32>, StoreFault> {
    Ok(store.find(MAKER, code)?.map(|stored| stored.part.0))
}

fn parts_of(store: &dyn CodeReader, codes: &[TraceCode]) -> Result<Vec<Option<u32>>, StoreFault> {
    codes.iter().map(|code| part_of(store, code)).collect()
}

#[doc(hidden)]
pub fn an_unknown_code_is_not_found(store: &dyn CodeWriter) -> Claim {
    assert_eq!(store.find(MAKER, &code("6900000000000001"))?, None);
    put(store, 1, cans(&serial(100, 1)))?;
    assert_eq!(store.find(MAKER, &code("6900000000000001"))?, None);
    Ok(())
}

#[doc(hidden)]
pub fn a_code_is_found_with_its_part_carrier_and_parent(store: &dyn CodeWriter) -> Claim {
    let (can, inner, case) = (code("6900000000000001"), code("INNER00001"), code("CASE000001"));
    let records = vec![record(&can, Carrier::Outer, Some(&case)), record(&inner, Carrier::Inner, Some(&can))];
    put(store, 300, records)?;
    let stored =
        |carrier, parent: &TraceCode| StoredCode { part: PartNo(300), carrier, parent: Some(parent.clone()) };
    assert_eq!(store.find(MAKER, &can)?, Some(stored(Carrier::Outer, &case)));
    assert_eq!(store.find(MAKER, &inner)?, Some(stored(Carrier::Inner, &can)));
    Ok(())
}

#[doc(hidden)]
pub fn a_code_of_another_enterprise_is_not_found(store: &dyn CodeWriter) -> Claim {
    let codes = serial(100, 20);
    put(store, 1, cans(&codes))?;
    store.put(EnterpriseId(6), PartNo(9), &mut cans(&codes).into_iter().map(Ok))?;
    for code in &codes {
        assert_eq!(store.find(OTHER, code)?, None);
        assert_eq!(part_of(store, code)?, Some(1));
    }
    Ok(())
}

#[doc(hidden)]
pub fn leading_zeros_and_lengths_tell_codes_apart(store: &dyn CodeWriter) -> Claim {
    put(store, 1, cans(&[code("000100")]))?;
    put(store, 2, cans(&[code("0000100")]))?;
    assert_eq!(part_of(store, &code("000100"))?, Some(1));
    assert_eq!(part_of(store, &code("0000100"))?, Some(2));
    assert_eq!(part_of(store, &code("00000100"))?, None);
    Ok(())
}

#[doc(hidden)]
pub fn codes_of_every_form_and_length_are_found(store: &dyn CodeWriter) -> Claim {
    let mut codes = vec![code("18446744073709551616"), code("18446744073709551617")];
    for length in 6..=40 {
        codes.push(code(&"9".repeat(length)));
        codes.push(code(&format!("1{}", "0".repeat(length - 1))));
        codes.push(code(&"Z".repeat(length)));
        codes.push(code(&format!("0A{}", "1".repeat(length - 2))));
    }
    put(store, 1, cans(&codes))?;
    for code in &codes {
        assert_eq!(part_of(store, code)?, Some(1), "{code}");
    }
    codes.sort();
    let seen: Vec<TraceCode> = everything(store)?.into_iter().map(|(_, code, _)| code).collect();
    assert_eq!(seen, codes);
    Ok(())
}

#[doc(hidden)]
pub fn every_code_of_a_long_run_is_found_and_its_neighbours_are_not(store: &dyn CodeWriter) -> Claim {
    put(store, 1, cans(&serial(1_000, 500)))?;
    assert_eq!(parts_of(store, &serial(999, 1))?, [None]);
    assert_eq!(parts_of(store, &serial(1_000, 500))?, [Some(1); 500]);
    assert_eq!(parts_of(store, &serial(1_500, 1))?, [None]);
    Ok(())
}

#[doc(hidden)]
pub fn a_later_put_hides_an_earlier_one(store: &dyn CodeWriter) -> Claim {
    let (can, case) = (code("ABCDEF01"), code("CASE000001"));
    put(store, 1, cans_in(&case, std::slice::from_ref(&can)))?;
    put(store, 2, cans(std::slice::from_ref(&can)))?;
    let stored = StoredCode { part: PartNo(2), carrier: Carrier::Outer, parent: None };
    assert_eq!(store.find(MAKER, &can)?, Some(stored));
    Ok(())
}

#[doc(hidden)]
pub fn a_later_run_hides_the_middle_of_an_earlier_one(store: &dyn CodeWriter) -> Claim {
    put(store, 1, cans(&serial(0, 100)))?;
    put(store, 2, cans(&serial(40, 20)))?;
    assert_eq!(parts_of(store, &serial(0, 40))?, [Some(1); 40]);
    assert_eq!(parts_of(store, &serial(40, 20))?, [Some(2); 20]);
    assert_eq!(parts_of(store, &serial(60, 40))?, [Some(1); 40]);
    assert_eq!(parts_of(store, &serial(100, 1))?, [None]);
    Ok(())
}

#[doc(hidden)]
pub fn a_later_point_hides_the_middle_of_an_earlier_run(store: &dyn CodeWriter) -> Claim {
    put(store, 1, cans(&serial(0, 10)))?;
    put(store, 2, cans(&serial(4, 1)))?;
    let expected = [1, 1, 1, 1, 2, 1, 1, 1, 1, 1].map(Some);
    assert_eq!(parts_of(store, &serial(0, 10))?, expected);
    Ok(())
}

#[doc(hidden)]
pub fn a_later_run_hides_earlier_points(store: &dyn CodeWriter) -> Claim {
    for number in [3, 5, 8, 20] {
        put(store, 1, cans(&serial(number, 1)))?;
    }
    put(store, 2, cans(&serial(4, 10)))?;
    assert_eq!(parts_of(store, &serial(3, 1))?, [Some(1)]);
    assert_eq!(parts_of(store, &serial(4, 10))?, [Some(2); 10]);
    assert_eq!(parts_of(store, &serial(14, 1))?, [None]);
    assert_eq!(parts_of(store, &serial(20, 1))?, [Some(1)]);
    Ok(())
}

#[doc(hidden)]
pub fn a_later_put_of_an_older_part_wins_too(store: &dyn CodeWriter) -> Claim {
    put(store, 1, cans(&serial(0, 10)))?;
    put(store, 2, cans(&serial(5, 10)))?;
    put(store, 1, cans(&serial(0, 10)))?;
    assert_eq!(parts_of(store, &serial(0, 10))?, [Some(1); 10]);
    assert_eq!(parts_of(store, &serial(10, 5))?, [Some(2); 5]);
    Ok(())
}

#[doc(hidden)]
pub fn putting_the_same_part_again_leaves_the_same_content(store: &dyn CodeWriter) -> Claim {
    let case = code("CASE000001");
    let mut records = cans_in(&case, &serial(0, 6));
    records.extend(cans(&[code("ABCDEF01"), code("6900000000000001")]));
    records.push(record(&case, Carrier::Case, None));
    put(store, 1, records.clone())?;
    let once = (everything(store)?, store.contents(MAKER, &case, None, 100)?);
    put(store, 1, records)?;
    assert_eq!((everything(store)?, store.contents(MAKER, &case, None, 100)?), once);
    Ok(())
}

#[doc(hidden)]
pub fn outer_and_inner_codes_and_new_packages_are_counted(store: &dyn CodeWriter) -> Claim {
    let (case, pallet) = (code("CASE000001"), code("PALLET0001"));
    let packages = [record(&case, Carrier::Case, Some(&pallet)), record(&pallet, Carrier::Pallet, None)];
    let mut records = cans_in(&case, &serial(0, 6));
    records.push(record(&code("INNER00001"), Carrier::Inner, serial(0, 1).first()));
    records.extend(packages.clone());
    assert_eq!(put(store, 1, records)?, PutCount { outer: 6, inner: 1, packages: 2 });
    let mut records = cans_in(&case, &serial(6, 6));
    records.extend(packages);
    assert_eq!(put(store, 2, records)?, PutCount { outer: 6, inner: 0, packages: 0 });
    Ok(())
}

#[doc(hidden)]
pub fn records_out_of_order_are_refused(store: &dyn CodeWriter) -> Claim {
    let records =
        [code("ABCDEF01"), code("6900000000000001")].map(|code| Ok(record(&code, Carrier::Outer, None)));
    let refused = store.put(MAKER, PartNo(1), &mut records.into_iter());
    assert!(matches!(refused, Err(StoreFault::Damaged { .. })), "{refused:?}");
    Ok(())
}

#[doc(hidden)]
pub fn a_code_twice_is_refused(store: &dyn CodeWriter) -> Claim {
    let records = [code("ABCDEF01"), code("ABCDEF01")].map(|code| Ok(record(&code, Carrier::Outer, None)));
    let refused = store.put(MAKER, PartNo(1), &mut records.into_iter());
    assert!(matches!(refused, Err(StoreFault::Damaged { .. })), "{refused:?}");
    Ok(())
}

#[doc(hidden)]
pub fn a_fault_of_the_records_is_passed_on(store: &dyn CodeWriter) -> Claim {
    let fault = || StoreFault::TooLarge { what: "the suite's patience", limit: 1 };
    let records = vec![Ok(record(&code("ABCDEF01"), Carrier::Outer, None)), Err(fault())];
    let refused = store.put(MAKER, PartNo(1), &mut records.into_iter());
    assert!(matches!(refused, Err(StoreFault::TooLarge { limit: 1, .. })), "{refused:?}");
    // The store is not to blame and goes on.
    put(store, 2, cans(&serial(0, 6)))?;
    store.sync()
}

#[doc(hidden)]
pub fn the_store_can_be_read_while_it_is_written(store: &dyn CodeWriter) -> Claim {
    put(store, 1, cans(&serial(0, 10)))?;
    let mut seen = Vec::new();
    let mut records = serial(5, 10).into_iter().map(|code| {
        seen.push(store.find(MAKER, &code)?.map(|stored| stored.part.0));
        Ok(record(&code, Carrier::Outer, None))
    });
    store.put(MAKER, PartNo(2), &mut records)?;
    assert_eq!(seen, [[Some(1); 5], [None; 5]].concat());
    Ok(())
}

fn delta(code: &TraceCode, count: u64, first_at: Timestamp) -> ScanDelta {
    ScanDelta { enterprise: MAKER, code: code.clone(), count, first_at }
}

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("the suite's times are in range")
}

#[doc(hidden)]
pub fn a_scan_that_was_never_written_is_none(store: &dyn CodeWriter) -> Claim {
    store.add_scans(&[delta(&code("ABCDEF01"), 1, second(5))])?;
    assert_eq!(store.scans(MAKER, &code("ABCDEF02"))?, None);
    assert_eq!(store.scans(OTHER, &code("ABCDEF01"))?, None);
    Ok(())
}

#[doc(hidden)]
pub fn scans_add_up_and_keep_the_earliest_time(store: &dyn CodeWriter) -> Claim {
    let can = code("6900000000000001");
    let precise = second(100) + std::time::Duration::from_nanos(123_456_789);
    store.add_scans(&[delta(&can, 2, precise)])?;
    assert_eq!(store.scans(MAKER, &can)?, Some((2, precise)));
    store.add_scans(&[delta(&can, 3, second(200))])?;
    assert_eq!(store.scans(MAKER, &can)?, Some((5, precise)));
    store.add_scans(&[delta(&can, 1, second(-50))])?;
    assert_eq!(store.scans(MAKER, &can)?, Some((6, second(-50))));
    Ok(())
}

#[doc(hidden)]
pub fn scans_of_one_code_twice_in_a_call_both_count(store: &dyn CodeWriter) -> Claim {
    let can = code("6900000000000001");
    store.add_scans(&[delta(&can, 2, second(100)), delta(&can, 3, second(90))])?;
    assert_eq!(store.scans(MAKER, &can)?, Some((5, second(90))));
    Ok(())
}

#[doc(hidden)]
pub fn a_visit_sees_every_code_once_in_order(store: &dyn CodeWriter) -> Claim {
    put(store, 1, cans(&serial(0, 20)))?;
    put(store, 2, cans(&serial(5, 1)))?;
    put(store, 3, cans(&serial(8, 6)))?;
    put(store, 4, cans(&[code("ABCDEF01"), code("999999")]))?;
    store.put(OTHER, PartNo(1), &mut cans(&serial(0, 5)).into_iter().map(Ok))?;
    let mut expected = vec![(MAKER, code("999999"), 4)];
    for (index, code) in serial(0, 20).into_iter().enumerate() {
        let part = if index == 5 {
            2
        } else if (8..14).contains(&index) {
            3
        } else {
            1
        };
        expected.push((MAKER, code, part));
    }
    expected.push((MAKER, code("ABCDEF01"), 4));
    expected.extend(serial(0, 5).into_iter().map(|code| (OTHER, code, 1)));
    let seen: Vec<_> =
        everything(store)?.into_iter().map(|(whose, code, stored)| (whose, code, stored.part.0)).collect();
    assert_eq!(seen, expected);
    Ok(())
}

#[doc(hidden)]
pub fn a_visit_ends_when_told(store: &dyn CodeWriter) -> Claim {
    put(store, 1, cans(&[code("111111"), code("333333"), code("555555")]))?;
    let mut visits = 0;
    store.visit(&mut |_| {
        visits += 1;
        if visits == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    assert_eq!(visits, 2);
    Ok(())
}

#[doc(hidden)]
pub fn sync_of_an_empty_store_is_fine(store: &dyn CodeWriter) -> Claim {
    store.sync()
}
