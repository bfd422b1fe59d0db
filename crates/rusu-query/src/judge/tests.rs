//! What weighs on a lot, and what weighs most.

use jiff::Timestamp;
use jiff::civil::date;
use rusu_core::enterprise::{EnterpriseId, Reference};
use rusu_core::lot::{Conclusion, ContentHash, DocumentRef, Inspection, LotKey, LotNumber, Media};

use super::*;

/// Produced 2026-08-14, expires 2028-08-13, kept in full until 2029-02-14.
fn lot() -> Lot {
    let document = DocumentRef {
        hash: ContentHash([1; 32]),
        file_name: "r.pdf".to_owned(),
        media: Media::Pdf,
        bytes: 9,
    };
    Lot {
        key: LotKey { enterprise: EnterpriseId(1), number: LotNumber::parse("SL1").unwrap() },
        product: Reference::parse("P1").unwrap(),
        site: Reference::parse("S1").unwrap(),
        production_date: date(2026, 8, 14),
        expiry_date: date(2028, 8, 13),
        raw_materials: Vec::new(),
        inspection: Inspection {
            report_number: "R1".to_owned(),
            laboratory: "L1".to_owned(),
            report_date: date(2026, 8, 20),
            conclusion: Conclusion::Pass,
            tested_parameters: None,
            document,
        },
        circulation: Vec::new(),
        state: LotState::Published,
        unit_count: 1,
        published_at: Timestamp::UNIX_EPOCH,
    }
}

fn on(lot: &Lot, year: i16, month: i8, day: i8) -> Option<Verdict> {
    weight(lot, false, false, date(year, month, day))
}

#[test]
fn nothing_weighs_on_a_lot_until_its_last_day() {
    assert_eq!(on(&lot(), 2028, 8, 13), None);
}

#[test]
fn a_lot_is_expired_on_the_day_after_its_last() {
    assert_eq!(on(&lot(), 2028, 8, 14), Some(Verdict::Expired));
}

#[test]
fn a_lot_is_archived_once_its_retention_has_ended() {
    let ends = retention_ends(&lot());
    assert_eq!(weight(&lot(), false, false, ends), Some(Verdict::Expired));
    assert_eq!(weight(&lot(), false, false, ends.tomorrow().unwrap()), Some(Verdict::Archived));
}

#[test]
fn a_recall_weighs_more_than_anything_else() {
    let archived = Lot { state: LotState::Archived, ..lot() };
    assert_eq!(weight(&archived, true, true, date(2035, 1, 1)), Some(Verdict::Recalled));
}

#[test]
fn a_void_code_is_withdrawn_also_when_its_lot_has_expired() {
    assert_eq!(weight(&lot(), false, true, date(2028, 9, 1)), Some(Verdict::Withdrawn));
}

#[test]
fn a_withdrawn_lot_is_told_as_such() {
    let withdrawn = Lot { state: LotState::Withdrawn { reason: "x".to_owned() }, ..lot() };
    assert_eq!(on(&withdrawn, 2027, 1, 1), Some(Verdict::Withdrawn));
}

#[test]
fn a_lot_under_correction_is_told_while_it_is_fresh() {
    let correcting = Lot { state: LotState::UnderCorrection, ..lot() };
    assert_eq!(on(&correcting, 2027, 1, 1), Some(Verdict::UnderCorrection));
    assert_eq!(on(&correcting, 2028, 9, 1), Some(Verdict::Expired));
}

#[test]
fn counts_fall_into_their_buckets_at_the_boundaries() {
    let verdict = |before| by_count(ScanCount { before, first_at: None });
    assert_eq!(verdict(0), Verdict::FirstQuery);
    assert_eq!(verdict(1), Verdict::SeenBefore);
    assert_eq!(verdict(18), Verdict::SeenBefore);
    assert_eq!(verdict(19), Verdict::UnusuallyOften);
}
