//! Claims on the figures of lots and on where a code stands on the can.
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use jiff::civil::{Date, date};
use rusu_core::code_rule::{CanPosition, CodeRule};
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::lot::{Lot, LotKey, LotState};
use rusu_core::portal::LotStatistics;
use rusu_core::ports::{MasterChange, PublishedLot};
use rusu_core::product::Product;

use super::{PortalStore, ok, prepare};
use crate::builders::{
    ENTERPRISE, lot_number, reference, sample_code_rule, sample_enterprise, sample_lot, sample_lot_numbered,
    sample_product, sample_publication, sample_site, sample_submission_id,
};

/// The last day on which the sample lot is active.
const EXPIRY: Date = date(2028, 7, 31);
const OTHER: EnterpriseId = EnterpriseId(2);

fn publish(store: &PortalStore, lot: Lot) {
    let submission = sample_submission_id(1);
    let part = ok(store.registry.reserve_part(&lot.key, &submission));
    ok(store.registry.publish_lot(&PublishedLot { lot, submission, ..sample_publication(part) }));
}

fn publish_in(store: &PortalStore, state: LotState) {
    publish(store, Lot { state, ..sample_lot() });
}

fn statistics(store: &PortalStore, today: Date) -> LotStatistics {
    ok(store.portal.lot_statistics(today))
}

fn active(units: u64) -> LotStatistics {
    LotStatistics {
        enterprises_delivering: 1,
        lots_active: 1,
        units_active: units,
        ..LotStatistics::default()
    }
}

fn archived(units: u64) -> LotStatistics {
    LotStatistics {
        enterprises_delivering: 1,
        lots_archived: 1,
        units_archived: units,
        ..LotStatistics::default()
    }
}

pub fn a_lot_is_active_through_its_expiry_date(store: PortalStore) {
    prepare(&store);
    publish(&store, sample_lot());
    assert_eq!(statistics(&store, EXPIRY), active(100));
    assert_eq!(statistics(&store, date(2028, 8, 1)), archived(100));
}

pub fn an_archived_lot_is_archived_before_its_expiry_date(store: PortalStore) {
    prepare(&store);
    publish_in(&store, LotState::Archived);
    assert_eq!(statistics(&store, date(2026, 9, 1)), archived(100));
}

pub fn a_lot_under_correction_counts_like_a_published_one(store: PortalStore) {
    prepare(&store);
    publish_in(&store, LotState::UnderCorrection);
    assert_eq!(statistics(&store, EXPIRY), active(100));
    assert_eq!(statistics(&store, date(2028, 8, 1)), archived(100));
}

pub fn a_withdrawn_lot_counts_nowhere(store: PortalStore) {
    prepare(&store);
    publish_in(&store, LotState::Withdrawn { reason: "标签有误".to_owned() });
    for today in [date(2026, 9, 1), date(2028, 8, 1)] {
        assert_eq!(statistics(&store, today), LotStatistics::default());
    }
}

pub fn a_draft_counts_nowhere(store: PortalStore) {
    prepare(&store);
    publish_in(&store, LotState::Draft);
    assert_eq!(statistics(&store, EXPIRY), LotStatistics::default());
}

pub fn cans_are_counted_apart_in_active_and_archived_lots(store: PortalStore) {
    prepare(&store);
    for (number, units, expiry_date) in
        [("A", 3, EXPIRY), ("B", 5, EXPIRY), ("C", 70, date(2026, 1, 1)), ("D", 900, date(2025, 1, 1))]
    {
        publish(&store, Lot { unit_count: units, expiry_date, ..sample_lot_numbered(number) });
    }
    let expected = LotStatistics {
        enterprises_delivering: 1,
        lots_active: 2,
        lots_archived: 2,
        units_active: 8,
        units_archived: 970,
    };
    assert_eq!(statistics(&store, date(2026, 9, 1)), expected);
}

pub fn enterprises_are_counted_once_each_and_only_with_lots(store: PortalStore) {
    prepare(&store);
    for id in [2, 3] {
        let other = Enterprise { id: EnterpriseId(id), is_sample: false, ..sample_enterprise() };
        ok(store.registry.save_enterprise(&other));
    }
    let change = MasterChange {
        sites: vec![rusu_core::enterprise::Site { enterprise: OTHER, ..sample_site() }],
        products: vec![Product { enterprise: OTHER, ..sample_product() }],
        ..MasterChange::default()
    };
    ok(store.registry.save_master(OTHER, &change));
    publish(&store, sample_lot_numbered("A"));
    publish(&store, sample_lot_numbered("B"));
    let key = LotKey { enterprise: OTHER, number: lot_number("A") };
    publish(&store, Lot { key, ..sample_lot() });
    let counted = statistics(&store, EXPIRY);
    assert_eq!((counted.enterprises_delivering, counted.lots_active), (2, 3));
}

pub fn an_empty_registry_counts_nothing(store: PortalStore) {
    assert_eq!(statistics(&store, EXPIRY), LotStatistics::default());
}

pub fn more_cans_than_32_bits_hold_are_counted(store: PortalStore) {
    prepare(&store);
    let many = 4_000_000_000;
    publish(&store, Lot { unit_count: many, ..sample_lot_numbered("A") });
    publish(&store, Lot { unit_count: many, ..sample_lot_numbered("B") });
    assert_eq!(statistics(&store, EXPIRY).units_active, 2 * many);
}

pub fn a_code_rules_position_comes_back_the_same(store: PortalStore) {
    prepare(&store);
    for position in CanPosition::ALL.iter().copied().map(Some).chain([None]) {
        let rule = CodeRule { reference: reference("with-position"), position, ..sample_code_rule() };
        let change = MasterChange { code_rules: vec![rule.clone()], ..MasterChange::default() };
        ok(store.registry.save_master(ENTERPRISE, &change));
        assert_eq!(ok(store.registry.code_rules()).rules, [rule]);
    }
}
