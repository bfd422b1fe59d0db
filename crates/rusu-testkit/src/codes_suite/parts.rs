//! Claims on visiting the codes of some parts.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{CodeReader, CodeWriter, StoreFault};

use super::{Claim, MAKER, OTHER, cans, cans_in, code, codes_of, put, record, serial};

/// What is visited under some parts, one by one.
fn visited(
    store: &dyn CodeReader,
    enterprise: EnterpriseId,
    parts: &[u32],
) -> Result<Vec<(TraceCode, u32)>, StoreFault> {
    let wanted: BTreeSet<PartNo> = parts.iter().map(|part| PartNo(*part)).collect();
    let mut found = Vec::new();
    store.visit_parts(enterprise, &wanted, &mut |span| {
        assert_eq!(span.enterprise, enterprise);
        assert_eq!(span.codes().collect::<Vec<_>>(), codes_of(&span));
        found.extend(span.codes().map(|code| (code, span.stored.part.0)));
        ControlFlow::Continue(())
    })?;
    Ok(found)
}

#[doc(hidden)]
pub fn the_codes_of_some_parts_are_visited_once_in_order(store: &dyn CodeWriter) -> Claim {
    let (first, last) = (code("ABCDEF01"), code("ABCDEF03"));
    put(store, 1, cans(&serial(0, 20)))?;
    put(store, 2, cans(&[code("ABCDEF02"), code("999999")]))?;
    put(store, 3, [cans(&serial(100, 20)), cans(&[first.clone(), last.clone()])].concat())?;
    put(store, 4, cans(&serial(120, 20)))?;
    store.put(OTHER, PartNo(3), &mut cans(&serial(300, 5)).into_iter().map(Ok))?;
    let mut expected: Vec<(TraceCode, u32)> = vec![(code("999999"), 2)];
    expected.extend(serial(100, 20).into_iter().map(|code| (code, 3)));
    expected.extend([(first, 3), (code("ABCDEF02"), 2), (last, 3)]);
    assert_eq!(visited(store, MAKER, &[2, 3])?, expected);
    assert_eq!(visited(store, OTHER, &[3])?.len(), 5);
    assert_eq!(visited(store, MAKER, &[])?, []);
    assert_eq!(visited(store, EnterpriseId(99), &[1, 2, 3])?, []);
    Ok(())
}

#[doc(hidden)]
pub fn codes_that_a_later_part_hides_are_not_visited_under_the_earlier(store: &dyn CodeWriter) -> Claim {
    put(store, 1, cans(&serial(0, 10)))?;
    put(store, 2, cans(&[serial(4, 1), serial(6, 2)].concat()))?;
    let left: Vec<_> = [serial(0, 4), serial(5, 1), serial(8, 2)].concat();
    assert_eq!(visited(store, MAKER, &[1])?, left.into_iter().map(|code| (code, 1)).collect::<Vec<_>>());
    assert_eq!(visited(store, MAKER, &[2])?.len(), 3);
    Ok(())
}

#[doc(hidden)]
pub fn packages_are_visited_under_the_part_that_told_of_them_first(store: &dyn CodeWriter) -> Claim {
    let case = code("CASE000001");
    let mut first = cans_in(&case, &serial(0, 2));
    first.push(record(&case, Carrier::Case, None));
    put(store, 1, first)?;
    let mut second = cans_in(&case, &serial(2, 2));
    second.push(record(&case, Carrier::Case, None));
    put(store, 2, second)?;
    let codes =
        |visited: Vec<(TraceCode, u32)>| visited.into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    assert_eq!(codes(visited(store, MAKER, &[1])?), [serial(0, 2), vec![case]].concat());
    assert_eq!(codes(visited(store, MAKER, &[2])?), serial(2, 2));
    Ok(())
}

#[doc(hidden)]
pub fn a_visit_of_parts_ends_when_told(store: &dyn CodeWriter) -> Claim {
    put(store, 1, cans(&[code("111111"), code("333333"), code("555555")]))?;
    let mut visits = 0;
    store.visit_parts(MAKER, &BTreeSet::from([PartNo(1)]), &mut |_| {
        visits += 1;
        if visits == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    assert_eq!(visits, 2);
    Ok(())
}
