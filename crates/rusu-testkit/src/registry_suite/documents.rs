//! Claims on documents.
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use rusu_core::lot::{ContentHash, Inspection, Lot, LotState, RawMaterial};

use super::{Store, ok, prepare, publish};
use crate::builders::{
    ENTERPRISE, sample_document, sample_enterprise_with_profile, sample_inspection, sample_lot,
    sample_lot_numbered, sample_raw_material,
};

pub fn documents_are_listed_once_and_only_those_shown(store: Store) {
    prepare(&store);
    ok(store.registry.save_enterprise(&sample_enterprise_with_profile()));
    publish(&store, sample_lot_numbered("A"), 1);
    publish(&store, sample_lot_numbered("B"), 1);
    let mut listed = ok(store.registry.documents());
    listed.sort();
    assert_eq!(listed, [10, 20, 30].map(|byte| ContentHash([byte; 32])));
}

pub fn a_document_is_known_when_a_lot_or_an_enterprise_shows_it(store: Store) {
    prepare(&store);
    let certificate = sample_document(10, "诚信证书.pdf");
    assert_eq!(ok(store.registry.document(&certificate.hash)), None);
    ok(store.registry.save_enterprise(&sample_enterprise_with_profile()));
    assert_eq!(ok(store.registry.document(&certificate.hash)), Some(certificate));
    publish(&store, sample_lot(), 1);
    for document in [sample_raw_material().document, sample_inspection().document] {
        assert_eq!(ok(store.registry.document(&document.hash)), Some(document));
    }
    assert_eq!(ok(store.registry.document(&ContentHash([99; 32]))), None);
}

pub fn a_document_that_an_amended_lot_shows_no_longer_is_unknown(store: Store) {
    prepare(&store);
    publish(&store, sample_lot(), 1);
    let replaced = sample_document(31, "新报告.png");
    let inspection = Inspection { document: replaced.clone(), ..sample_inspection() };
    publish(&store, Lot { inspection, raw_materials: Vec::new(), ..sample_lot() }, 2);
    assert_eq!(ok(store.registry.documents()), [replaced.hash]);
    assert_eq!(ok(store.registry.document(&sample_inspection().document.hash)), None);
    assert_eq!(ok(store.registry.document(&replaced.hash)), Some(replaced));
}

pub fn the_documents_of_an_archived_lot_are_unknown(store: Store) {
    prepare(&store);
    publish(&store, Lot { state: LotState::Archived, ..sample_lot() }, 1);
    assert_eq!(ok(store.registry.documents()), []);
    assert_eq!(ok(store.registry.document(&sample_inspection().document.hash)), None);
}

pub fn the_documents_of_a_draft_are_kept_and_unknown(store: Store) {
    prepare(&store);
    let delivered = || {
        let enterprise = ok(store.registry.enterprise(ENTERPRISE));
        enterprise.and_then(|enterprise| enterprise.last_delivered_at)
    };
    let before = delivered();
    publish(&store, Lot { state: LotState::Draft, ..sample_lot() }, 1);
    let report = sample_inspection().document.hash;
    assert!(ok(store.registry.documents()).contains(&report), "fsck reads it");
    assert_eq!(ok(store.registry.document(&report)), None);
    assert_eq!(delivered(), before, "nobody is told of it");
    publish(&store, sample_lot(), 2);
    assert!(ok(store.registry.document(&report)).is_some());
    assert_eq!(delivered(), Some(sample_lot().published_at));
}

pub fn one_file_under_two_names_keeps_both_names(store: Store) {
    prepare(&store);
    let named = |name| RawMaterial { document: sample_document(20, name), ..sample_raw_material() };
    let lot = Lot { raw_materials: vec![named("a.pdf"), named("b.pdf"), named("a.pdf")], ..sample_lot() };
    publish(&store, lot.clone(), 1);
    assert_eq!(ok(store.registry.lot(&lot.key)), Some(lot));
}

pub fn the_originals_of_a_document_are_noted_once_each(store: Store) {
    let [document, other, first, second] = [1, 2, 3, 4].map(|byte| ContentHash([byte; 32]));
    for (document, original) in [(document, second), (document, first), (document, second), (other, first)] {
        ok(store.registry.note_original(&document, &original));
    }
    assert_eq!(ok(store.registry.originals(&document)), [first, second]);
    assert_eq!(ok(store.registry.originals(&other)), [first]);
    assert_eq!(ok(store.registry.originals(&first)), []);
}
