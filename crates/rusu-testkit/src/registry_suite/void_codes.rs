//! Claims on void codes.
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use rusu_core::lot::VoidCode;

use super::{Store, ok, prepare, publish};
use crate::builders::{lot_key, moment, sample_lot, sample_lot_numbered, sample_void_code, trace_code};

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

pub fn the_generation_grows_with_void_codes(store: Store) {
    prepare(&store);
    publish(&store, sample_lot(), 1);
    let before = ok(store.registry.generation());
    ok(store.registry.void_codes(&sample_lot().key, &[sample_void_code()]));
    assert!(ok(store.registry.generation()) > before);
}
