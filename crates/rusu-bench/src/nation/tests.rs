//! What holds for every nation.

use std::collections::HashSet;

use super::*;

const SEED: u64 = 5;

fn nation() -> Nation {
    Nation::new(SEED, 3_000_000)
}

fn all_codes(maker: &Maker) -> impl Iterator<Item = TraceCode> {
    (0..maker.lots()).flat_map(move |lot| (0..maker.lot_codes(lot)).map(move |index| maker.code(lot, index)))
}

#[test]
fn the_same_seed_gives_the_same_nation() {
    let (one, two) = (nation(), nation());
    for place in (0..3_000_000).step_by(9_973) {
        assert_eq!(one.hit(place), two.hit(place));
    }
}

#[test]
fn another_seed_gives_another_nation() {
    let (one, two) = (nation(), Nation::new(SEED + 1, 3_000_000));
    let same = (0..1_000).filter(|place| one.hit(*place) == two.hit(*place)).count();
    assert_eq!(same, 0);
}

#[test]
fn a_nation_has_as_many_codes_as_were_asked_for() {
    for codes in [0, 1, 94, 1_000_003, 1_800_000_000] {
        let nation = Nation::new(SEED, codes);
        let counted: u64 = nation.makers().iter().map(Maker::codes).sum();
        let in_lots: u64 =
            nation.makers().iter().flat_map(|maker| (0..maker.lots()).map(|lot| maker.lot_codes(lot))).sum();
        assert_eq!((counted, in_lots), (codes, codes));
    }
}

#[test]
fn no_code_of_a_maker_comes_twice() {
    for maker in Nation::new(SEED, 1_000_000).makers() {
        let codes: HashSet<TraceCode> = all_codes(maker).collect();
        assert_eq!(u64::try_from(codes.len()).unwrap(), maker.codes(), "{}", maker.name());
    }
}

#[test]
fn a_miss_is_never_a_hit() {
    for maker in Nation::new(SEED, 1_000_000).makers() {
        let codes: HashSet<TraceCode> = all_codes(maker).collect();
        assert!((0..2_000).all(|n| !codes.contains(&maker.miss(n))), "{}", maker.name());
    }
}

#[test]
fn a_miss_has_the_form_of_a_hit() {
    for maker in nation().makers() {
        let (hit, miss) = (maker.code(0, 0), maker.miss(77));
        assert_eq!(hit.as_str().len(), miss.as_str().len());
        assert!(miss.as_str().starts_with(maker.prefix()) && hit.as_str().starts_with(maker.prefix()));
    }
}

#[test]
fn no_two_makers_codes_look_alike() {
    let nation = nation();
    let forms: HashSet<(usize, &str)> =
        nation.makers().iter().map(|maker| (maker.scheme().length(), maker.prefix())).collect();
    assert_eq!(forms.len(), MAKERS);
}

#[test]
fn a_place_is_found_in_its_lot() {
    let nation = nation();
    let first = nation.makers().first().unwrap();
    let last_of_first_lot = first.lot_codes(0) - 1;
    let pick = nation.hit(last_of_first_lot).unwrap();
    assert_eq!((pick.lot, pick.code), (0, first.code(0, last_of_first_lot)));
    assert_eq!(nation.hit(last_of_first_lot + 1).unwrap().lot, 1);
    assert_eq!(nation.hit(first.codes()).unwrap().enterprise, EnterpriseId(2));
}

#[test]
fn the_largest_maker_has_about_fifteen_percent() {
    let nation = Nation::new(SEED, 1_800_000_000);
    let largest = nation.makers().first().unwrap().codes();
    assert!((260_000_000..290_000_000).contains(&largest), "{largest}");
}

#[test]
fn every_scheme_has_its_share() {
    let nation = Nation::new(SEED, 1_800_000_000);
    for (scheme, percent) in Scheme::SHARES {
        let own = nation.makers().iter().filter(|maker| maker.scheme() == scheme);
        let share = own.map(Maker::codes).sum::<u64>() * 100 / nation.codes();
        assert!(share.abs_diff(percent) <= 2, "{}: {share} %", scheme.name());
    }
}

#[test]
fn a_fifth_of_the_codes_comes_in_cases() {
    let nation = Nation::new(SEED, 1_800_000_000);
    let cased: u64 = nation.makers().iter().filter(|maker| maker.is_cased()).map(Maker::codes).sum();
    assert!((18..=20).contains(&(cased * 100 / nation.codes())), "{cased}");
}

#[test]
fn a_lot_has_a_realistic_size() {
    let nation = Nation::new(SEED, 1_800_000_000);
    for maker in nation.makers() {
        let sizes = (0..maker.lots()).map(|lot| maker.lot_codes(lot));
        assert!(sizes.into_iter().all(|size| (LOT_CODES_MIN..=LOT_CODES_MAX).contains(&size)));
    }
}

#[test]
fn six_cans_share_a_case_and_no_two_lots_do() {
    let nation = Nation::new(SEED, 30_000_000);
    let maker = nation.makers().iter().find(|maker| maker.is_cased() && maker.lots() > 1).unwrap();
    let case = |lot, index| maker.case_text(lot, index).unwrap().as_str().to_owned();
    assert_eq!(case(0, 0), case(0, 5));
    assert_ne!(case(0, 5), case(0, 6));
    let first: HashSet<String> = (0..maker.lot_codes(0)).map(|index| case(0, index)).collect();
    assert!((0..maker.lot_codes(1)).all(|index| !first.contains(&case(1, index))));
}

#[test]
fn a_pallet_holds_the_cases_of_one_lot() {
    let nation = Nation::new(SEED, 30_000_000);
    let maker = nation.makers().iter().find(|maker| maker.is_cased() && maker.lots() > 1).unwrap();
    let pallet = |lot, index| maker.pallet_text(lot, index).unwrap().as_str().to_owned();
    assert_eq!(pallet(0, 0), pallet(0, 287));
    assert_ne!(pallet(0, 287), pallet(0, 288));
    let first: HashSet<String> = (0..LOT_CODES_MAX).map(|index| pallet(0, index)).collect();
    assert!((0..LOT_CODES_MAX).all(|index| !first.contains(&pallet(1, index))));
}
