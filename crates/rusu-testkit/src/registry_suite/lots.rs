//! Claims on lots, their parts and their history.
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use jiff::civil::date;
use rusu_core::enterprise::{Enterprise, EnterpriseId, Site};
use rusu_core::history::{Subject, ValueChange};
use rusu_core::lot::{
    BizStep, CirculationEvent, Conclusion, Inspection, Lot, LotKey, LotState, PartNo, RawMaterial,
};
use rusu_core::ports::{MasterChange, PartState, PublishedLot, RegistryMark};
use rusu_core::product::Product;

use super::{Store, ok, other_enterprise, prepare, publish, refused};
use crate::builders::{
    ENTERPRISE, lot_key, moment, reference, sample_change, sample_circulation_event, sample_enterprise,
    sample_inspection, sample_lot, sample_lot_numbered, sample_product, sample_publication,
    sample_raw_material, sample_site, sample_submission, sample_submission_id,
};

fn published_comes_back(store: &Store, lot: Lot) {
    publish(store, lot.clone(), 1);
    assert_eq!(ok(store.registry.lot(&lot.key)), Some(lot.clone()));
    assert_eq!(ok(store.registry.lot_file(&lot.key)).map(|file| file.lot), Some(lot));
}

pub fn a_lot_with_every_field_filled_comes_back_the_same(store: Store) {
    prepare(&store);
    published_comes_back(&store, sample_lot());
}

pub fn a_lot_with_every_optional_field_empty_comes_back_the_same(store: Store) {
    prepare(&store);
    let inspection =
        Inspection { tested_parameters: None, conclusion: Conclusion::Fail, ..sample_inspection() };
    let lot =
        Lot { raw_materials: Vec::new(), inspection, circulation: Vec::new(), unit_count: 0, ..sample_lot() };
    published_comes_back(&store, lot);
    let raw_materials = vec![RawMaterial {
        material_lot: None,
        supplier: None,
        made_from: Vec::new(),
        ..sample_raw_material()
    }];
    let circulation = vec![CirculationEvent { party: None, ..sample_circulation_event() }];
    published_comes_back(&store, Lot { raw_materials, circulation, ..sample_lot_numbered("B") });
}

pub fn a_lot_comes_back_in_every_state(store: Store) {
    prepare(&store);
    let withdrawn = LotState::Withdrawn { reason: "企业主动撤回".to_owned() };
    let states =
        [LotState::Draft, LotState::Published, LotState::UnderCorrection, withdrawn, LotState::Archived];
    for (index, state) in states.into_iter().enumerate() {
        published_comes_back(&store, Lot { state, ..sample_lot_numbered(&format!("L{index}")) });
    }
}

pub fn raw_materials_and_circulation_keep_their_order(store: Store) {
    prepare(&store);
    let names = ["乳糖", "生牛乳", "乳糖", "A"];
    let raw_materials =
        names.iter().map(|n| RawMaterial { name: (*n).to_owned(), ..sample_raw_material() }).collect();
    let steps = [BizStep::RetailSelling, BizStep::Shipping, BizStep::Receiving];
    let circulation =
        steps.iter().map(|step| CirculationEvent { step: *step, ..sample_circulation_event() }).collect();
    published_comes_back(&store, Lot { raw_materials, circulation, ..sample_lot() });
}

pub fn a_lot_that_is_only_reserved_is_none(store: Store) {
    prepare(&store);
    ok(store.registry.reserve_part(&sample_lot().key, &sample_submission_id(1)));
    assert_eq!(ok(store.registry.lot(&sample_lot().key)), None);
    assert_eq!(ok(store.registry.lot_file(&sample_lot().key)), None);
    assert_eq!(ok(store.registry.lots(ENTERPRISE, 10)), []);
}

pub fn the_same_submission_and_lot_get_the_same_part_again(store: Store) {
    prepare(&store);
    let first = ok(store.registry.reserve_part(&lot_key("A"), &sample_submission_id(1)));
    ok(store.registry.reserve_part(&lot_key("B"), &sample_submission_id(1)));
    assert_eq!(ok(store.registry.reserve_part(&lot_key("A"), &sample_submission_id(1))), first);
}

pub fn another_submission_gets_another_part_of_the_lot(store: Store) {
    prepare(&store);
    let first = ok(store.registry.reserve_part(&lot_key("A"), &sample_submission_id(1)));
    let second = ok(store.registry.reserve_part(&lot_key("A"), &sample_submission_id(2)));
    assert_ne!(first, second);
}

pub fn parts_are_numbered_from_one_within_each_enterprise(store: Store) {
    prepare(&store);
    ok(store.registry.save_enterprise(&other_enterprise()));
    let foreign = LotKey { enterprise: other_enterprise().id, ..lot_key("A") };
    let submissions = [sample_submission_id(1), sample_submission_id(2)];
    let own = submissions.each_ref().map(|s| ok(store.registry.reserve_part(&lot_key("A"), s)));
    let other = submissions.each_ref().map(|s| ok(store.registry.reserve_part(&foreign, s)));
    assert_eq!(own, [PartNo(1), PartNo(2)]);
    assert_eq!(other, [PartNo(1), PartNo(2)]);
}

pub fn a_part_of_an_unknown_enterprise_is_refused(store: Store) {
    refused(store.registry.reserve_part(&lot_key("A"), &sample_submission_id(1)));
}

pub fn a_part_that_was_never_reserved_is_none(store: Store) {
    prepare(&store);
    assert_eq!(ok(store.registry.part(ENTERPRISE, PartNo(1))), None);
    assert_eq!(ok(store.registry.part(EnterpriseId(9), PartNo(u32::MAX))), None);
}

pub fn a_reserved_part_is_staged(store: Store) {
    prepare(&store);
    let part = ok(store.registry.reserve_part(&lot_key("A"), &sample_submission_id(1)));
    assert_eq!(ok(store.registry.part(ENTERPRISE, part)), Some((lot_key("A").number, PartState::Staged)));
}

pub fn publishing_a_lot_publishes_its_part_and_no_other(store: Store) {
    prepare(&store);
    let number = sample_lot().key.number;
    let other = ok(store.registry.reserve_part(&sample_lot().key, &sample_submission_id(2)));
    let published = publish(&store, sample_lot(), 1);
    let part = published.part.expect("a part was published");
    assert_eq!(ok(store.registry.part(ENTERPRISE, part)), Some((number.clone(), PartState::Published)));
    assert_eq!(ok(store.registry.part(ENTERPRISE, other)), Some((number, PartState::Staged)));
}

pub fn publishing_values_only_publishes_no_part(store: Store) {
    prepare(&store);
    let part = ok(store.registry.reserve_part(&sample_lot().key, &sample_submission_id(1)));
    ok(store.registry.publish_lot(&PublishedLot { part: None, ..sample_publication(part) }));
    let state = ok(store.registry.part(ENTERPRISE, part)).map(|(_, state)| state);
    assert_eq!(state, Some(PartState::Staged));
    assert_eq!(ok(store.registry.lot(&sample_lot().key)), Some(sample_lot()));
}

fn refuses_lot(store: &Store, lot: Lot) {
    prepare(store);
    let part = ok(store.registry.reserve_part(&lot.key, &sample_submission_id(1)));
    refused(store.registry.publish_lot(&PublishedLot { lot: lot.clone(), ..sample_publication(part) }));
    assert_eq!(ok(store.registry.lot(&lot.key)), None);
}

pub fn publishing_a_lot_of_an_unknown_product_is_refused(store: Store) {
    refuses_lot(&store, Lot { product: reference("unknown"), ..sample_lot() });
}

pub fn publishing_a_lot_of_an_unknown_site_is_refused(store: Store) {
    refuses_lot(&store, Lot { site: reference("unknown"), ..sample_lot() });
}

pub fn publishing_the_part_of_another_lot_is_refused_and_leaves_nothing(store: Store) {
    prepare(&store);
    let foreign = ok(store.registry.reserve_part(&lot_key("OTHER"), &sample_submission_id(1)));
    let before = ok(store.registry.generation());
    let changes = vec![sample_change(1)];
    refused(store.registry.publish_lot(&PublishedLot { changes, ..sample_publication(foreign) }));
    refused(store.registry.publish_lot(&sample_publication(PartNo(99))));
    assert_eq!(ok(store.registry.lot(&sample_lot().key)), None);
    let state = ok(store.registry.part(ENTERPRISE, foreign)).map(|(_, state)| state);
    assert_eq!(state, Some(PartState::Staged));
    assert_eq!(ok(store.registry.generation()), before);
}

pub fn publishing_again_changes_nothing(store: Store) {
    prepare(&store);
    let part = ok(store.registry.reserve_part(&sample_lot().key, &sample_submission_id(1)));
    let published = PublishedLot { changes: vec![sample_change(1)], ..sample_publication(part) };
    ok(store.registry.publish_lot(&published));
    let (generation, file) =
        (ok(store.registry.generation()), ok(store.registry.lot_file(&sample_lot().key)));
    ok(store.registry.publish_lot(&published));
    assert_eq!(ok(store.registry.generation()), generation);
    assert_eq!(ok(store.registry.lot_file(&sample_lot().key)), file);
    assert_eq!(ok(store.registry.published_parts()).len(), 1);
}

pub fn repeating_an_earlier_publication_does_not_undo_a_later_one(store: Store) {
    prepare(&store);
    let first = publish(&store, sample_lot(), 1);
    publish(&store, Lot { unit_count: 250, ..sample_lot() }, 2);
    ok(store.registry.publish_lot(&first));
    assert_eq!(ok(store.registry.lot(&sample_lot().key)).map(|lot| lot.unit_count), Some(250));
}

pub fn publishing_other_values_by_the_same_submission_stores_them(store: Store) {
    prepare(&store);
    let first = publish(&store, sample_lot(), 1);
    let lot = Lot { state: LotState::UnderCorrection, ..sample_lot() };
    ok(store.registry.publish_lot(&PublishedLot { lot: lot.clone(), part: None, ..first }));
    assert_eq!(ok(store.registry.lot(&lot.key)), Some(lot));
}

pub fn amending_a_lot_replaces_its_values(store: Store) {
    prepare(&store);
    publish(&store, sample_lot(), 1);
    let raw_materials = vec![RawMaterial { origin: "新西兰".to_owned(), ..sample_raw_material() }];
    let lot =
        Lot { production_date: date(2026, 7, 31), raw_materials, circulation: Vec::new(), ..sample_lot() };
    publish(&store, lot.clone(), 2);
    assert_eq!(ok(store.registry.lot(&lot.key)), Some(lot));
    assert_eq!(ok(store.registry.lots(ENTERPRISE, 10)).len(), 1);
}

pub fn a_lots_changes_are_kept_in_order(store: Store) {
    prepare(&store);
    let subject = Subject::Lot("OTHER".to_owned());
    let bare = ValueChange {
        old: None,
        new: None,
        why: String::new(),
        field: "gtin".to_owned(),
        ..sample_change(1)
    };
    let foreign = ValueChange { subject, ..sample_change(1) };
    let first = [sample_change(1), foreign, bare.clone()];
    let part = ok(store.registry.reserve_part(&sample_lot().key, &sample_submission_id(1)));
    ok(store.registry.publish_lot(&PublishedLot { changes: first.to_vec(), ..sample_publication(part) }));
    let amended = PublishedLot { part: None, changes: vec![sample_change(2)], ..sample_publication(part) };
    ok(store.registry.publish_lot(&PublishedLot { submission: sample_submission_id(2), ..amended }));
    let file = ok(store.registry.lot_file(&sample_lot().key)).expect("the lot is published");
    assert_eq!(file.changes, [sample_change(1), bare, sample_change(2)]);
}

pub fn a_lots_file_holds_its_product_and_site_as_of_now(store: Store) {
    prepare(&store);
    publish(&store, sample_lot(), 1);
    let product = Product { name: "改名奶粉".to_owned(), ..sample_product() };
    let site = Site { address: "新址".to_owned(), ..sample_site() };
    let change = MasterChange {
        products: vec![product.clone(), Product { reference: reference("other"), ..sample_product() }],
        sites: vec![site.clone()],
        ..MasterChange::default()
    };
    ok(store.registry.save_master(ENTERPRISE, &change));
    let file = ok(store.registry.lot_file(&sample_lot().key)).expect("the lot is published");
    assert_eq!((file.product, file.site), (product, site));
}

pub fn lots_come_latest_first_and_at_most_as_many_as_asked(store: Store) {
    prepare(&store);
    ok(store.registry.save_enterprise(&other_enterprise()));
    for (number, at) in [("A", 10), ("B", 30), ("C", 20), ("D", 30)] {
        publish(&store, Lot { published_at: moment(at), ..sample_lot_numbered(number) }, 1);
    }
    let numbers = |limit| -> Vec<String> {
        ok(store.registry.lots(ENTERPRISE, limit)).iter().map(|lot| lot.key.number.to_string()).collect()
    };
    assert_eq!(numbers(10), ["D", "B", "C", "A"]);
    assert_eq!(numbers(3), ["D", "B", "C"]);
    assert_eq!(ok(store.registry.lots(other_enterprise().id, 10)), []);
}

pub fn the_last_delivery_follows_the_latest_publication(store: Store) {
    prepare(&store);
    for (number, at) in [("A", 10), ("B", 30), ("C", 20)] {
        publish(&store, Lot { published_at: moment(at), ..sample_lot_numbered(number) }, 1);
    }
    let enterprise = ok(store.registry.enterprise(ENTERPRISE));
    assert_eq!(enterprise, Some(Enterprise { last_delivered_at: Some(moment(30)), ..sample_enterprise() }));
}

pub fn published_parts_are_listed_with_their_codes(store: Store) {
    prepare(&store);
    ok(store.registry.reserve_part(&lot_key("STAGED"), &sample_submission_id(9)));
    publish(&store, sample_lot_numbered("A"), 1);
    publish(&store, sample_lot_numbered("A"), 2);
    let listed = ok(store.registry.published_parts());
    let number = lot_key("A").number;
    assert_eq!(listed, [(ENTERPRISE, PartNo(2), number.clone(), 100), (ENTERPRISE, PartNo(3), number, 100)]);
}

pub fn the_generation_grows_when_a_lot_is_published(store: Store) {
    prepare(&store);
    let before = ok(store.registry.generation());
    publish(&store, sample_lot(), 1);
    let between = ok(store.registry.generation());
    assert!(between > before);
    publish(&store, Lot { unit_count: 101, ..sample_lot() }, 2);
    assert!(ok(store.registry.generation()) > between);
}

/// The state of now.
fn mark(store: &Store) -> RegistryMark {
    ok(store.registry.changed_lots(RegistryMark::default())).mark
}

pub fn lots_published_since_a_mark_are_told(store: Store) {
    prepare(&store);
    publish(&store, sample_lot_numbered("A"), 1);
    let before = mark(&store);
    publish(&store, sample_lot_numbered("B"), 2);
    publish(&store, sample_lot_numbered("C"), 3);
    let changed = ok(store.registry.changed_lots(before));
    assert_eq!(changed.mark, mark(&store));
    assert_eq!(changed.mark.generation, ok(store.registry.generation()));
    let mut lots = changed.lots.unwrap_or_else(|| panic!("only lots were published"));
    lots.sort();
    assert_eq!(lots, [lot_key("B"), lot_key("C")]);
}

pub fn a_change_of_anything_else_is_told_as_a_change_of_everything(store: Store) {
    prepare(&store);
    publish(&store, sample_lot_numbered("A"), 1);
    let before = mark(&store);
    publish(&store, sample_lot_numbered("B"), 2);
    ok(store.registry.save_enterprise(&sample_enterprise()));
    let changed = ok(store.registry.changed_lots(before));
    assert_eq!((changed.mark, changed.lots), (mark(&store), None));
}

pub fn nothing_changed_since_the_mark_of_now(store: Store) {
    prepare(&store);
    publish(&store, sample_lot_numbered("A"), 1);
    let now = mark(&store);
    ok(store.registry.reserve_part(&sample_lot().key, &sample_submission_id(3)));
    let changed = ok(store.registry.changed_lots(now));
    assert_eq!((changed.mark, changed.lots), (now, Some(Vec::new())));
}

pub fn the_generation_does_not_grow_by_reading_reserving_or_submitting(store: Store) {
    prepare(&store);
    publish(&store, sample_lot(), 1);
    let before = ok(store.registry.generation());
    ok(store.registry.create_submission(&sample_submission(3)));
    ok(store.registry.reserve_part(&sample_lot().key, &sample_submission_id(3)));
    ok(store.registry.lot_file(&sample_lot().key));
    ok(store.registry.enterprises());
    assert_eq!(ok(store.registry.generation()), before);
}
