//! Claims on recalls and void codes.
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use rusu_core::lot::VoidCode;
use rusu_core::recall::{Recall, RecallLevel};

use super::{Store, ok, prepare, publish};
use crate::builders::{
    lot_key, lot_number, moment, sample_lot, sample_lot_numbered, sample_recall, sample_void_code, trace_code,
};

fn recalls_of(store: &Store, number: &str) -> Vec<Recall> {
    ok(store.registry.lot_file(&lot_key(number))).expect("the lot is published").recalls
}

pub fn void_codes_are_in_the_lots_file_in_order(store: Store) {
    prepare(&store);
    publish(&store, sample_lot(), 1);
    publish(&store, sample_lot_numbered("OTHER"), 1);
    let later = VoidCode { code: trace_code("1000000000000001"), reason: String::new(), since: moment(90) };
    ok(store.registry.void_codes(&sample_lot().key, &[sample_void_code()]));
    ok(store.registry.void_codes(&sample_lot().key, std::slice::from_ref(&later)));
    let file = ok(store.registry.lot_file(&sample_lot().key)).expect("the lot is published");
    assert_eq!(file.void_codes, [sample_void_code(), later]);
    let other = ok(store.registry.lot_file(&lot_key("OTHER"))).expect("the lot is published");
    assert_eq!(other.void_codes, []);
}

pub fn voiding_a_code_twice_keeps_the_first_declaration(store: Store) {
    prepare(&store);
    publish(&store, sample_lot(), 1);
    let again = VoidCode { since: moment(900), ..sample_void_code() };
    ok(store.registry.void_codes(&sample_lot().key, &[sample_void_code(), again.clone()]));
    ok(store.registry.void_codes(&sample_lot().key, &[again]));
    let file = ok(store.registry.lot_file(&sample_lot().key)).expect("the lot is published");
    assert_eq!(file.void_codes, [sample_void_code()]);
}

pub fn a_recall_in_force_is_in_the_lots_file(store: Store) {
    prepare(&store);
    publish(&store, sample_lot_numbered("A"), 1);
    let lots = vec![lot_number("Z"), lot_number("A"), lot_number("M")];
    let recall = Recall { lots, level: RecallLevel::Three, ..sample_recall() };
    let id = ok(store.registry.save_recall(&recall));
    let second = ok(store.registry.save_recall(&recall));
    let expected = [Recall { id, ..recall.clone() }, Recall { id: second, ..recall }];
    assert_eq!(recalls_of(&store, "A"), expected);
}

pub fn a_recall_that_ended_is_not_in_the_lots_file(store: Store) {
    prepare(&store);
    publish(&store, sample_lot_numbered("A"), 1);
    let recall = Recall { lots: vec![lot_number("A")], ..sample_recall() };
    let id = ok(store.registry.save_recall(&recall));
    assert_eq!(recalls_of(&store, "A").len(), 1);
    let ended = Recall { id, ended_at: Some(moment(9_999)), ..recall };
    assert_eq!(ok(store.registry.save_recall(&ended)), id);
    assert_eq!(recalls_of(&store, "A"), []);
}

pub fn a_recall_of_other_lots_is_not_in_the_lots_file(store: Store) {
    prepare(&store);
    publish(&store, sample_lot_numbered("A"), 1);
    ok(store.registry.save_recall(&Recall { lots: vec![lot_number("B")], ..sample_recall() }));
    assert_eq!(recalls_of(&store, "A"), []);
}

pub fn recalls_get_numbers_from_one_and_keep_them(store: Store) {
    prepare(&store);
    assert_eq!(ok(store.registry.save_recall(&sample_recall())), 1);
    assert_eq!(ok(store.registry.save_recall(&sample_recall())), 2);
    assert_eq!(ok(store.registry.save_recall(&Recall { id: 40, ..sample_recall() })), 40);
    assert_eq!(ok(store.registry.save_recall(&sample_recall())), 41);
}

pub fn saving_a_recall_again_replaces_its_lots(store: Store) {
    prepare(&store);
    publish(&store, sample_lot_numbered("A"), 1);
    publish(&store, sample_lot_numbered("B"), 1);
    let id = ok(store.registry.save_recall(&Recall { lots: vec![lot_number("A")], ..sample_recall() }));
    let widened =
        Recall { id, lots: vec![lot_number("B")], reason: "范围更正".to_owned(), ..sample_recall() };
    ok(store.registry.save_recall(&widened));
    assert_eq!(recalls_of(&store, "A"), []);
    assert_eq!(recalls_of(&store, "B"), [widened]);
}

pub fn the_generation_grows_with_recalls_and_void_codes(store: Store) {
    prepare(&store);
    publish(&store, sample_lot(), 1);
    let before = ok(store.registry.generation());
    ok(store.registry.save_recall(&sample_recall()));
    let between = ok(store.registry.generation());
    assert!(between > before);
    ok(store.registry.void_codes(&sample_lot().key, &[sample_void_code()]));
    assert!(ok(store.registry.generation()) > between);
}
