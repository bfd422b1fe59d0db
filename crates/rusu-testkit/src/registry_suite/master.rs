//! Claims on enterprises, sites, products, code rules and keys.
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use jiff::civil::date;
use rusu_core::code_rule::{Alphabet, Carrier, CodeRule, CodeShape};
use rusu_core::enterprise::{
    Coverage, Enterprise, EnterpriseId, EnterpriseProfile, IntegrityCertificate, Site,
};
use rusu_core::identifiers::CheckAlgorithm;
use rusu_core::ports::{ApiKey, MasterChange};
use rusu_core::product::{FormulaBase, FormulaStage, ProcessKind, Product};

use super::{Store, ok, other_enterprise, prepare, refused};
use crate::builders::{
    ENTERPRISE, moment, reference, sample_api_key, sample_code_rule, sample_enterprise,
    sample_enterprise_with_profile, sample_integrity_certificate, sample_product, sample_profile,
    sample_site,
};

fn saved(store: &Store, enterprise: Enterprise) {
    ok(store.registry.save_enterprise(&enterprise));
    assert_eq!(ok(store.registry.enterprise(enterprise.id)), Some(enterprise));
}

pub fn an_enterprise_with_every_field_filled_comes_back_the_same(store: Store) {
    saved(&store, other_enterprise());
    let parent = Some(other_enterprise().id);
    let last_delivered_at = Some(moment(-5) - jiff::SignedDuration::from_nanos(7));
    saved(&store, Enterprise { parent, last_delivered_at, ..sample_enterprise_with_profile() });
}

pub fn an_enterprise_with_every_optional_field_empty_comes_back_the_same(store: Store) {
    let brands = Vec::new();
    saved(
        &store,
        Enterprise { brands, coverage: Coverage::InShelfLife, is_sample: false, ..sample_enterprise() },
    );
}

pub fn a_profile_with_every_optional_field_empty_comes_back_the_same(store: Store) {
    let certificate = IntegrityCertificate {
        grade: None,
        valid_from: None,
        document: None,
        ..sample_integrity_certificate()
    };
    let bare = EnterpriseProfile { website: None, lot_number_pattern: None, ..sample_profile() };
    let with = EnterpriseProfile { integrity_certificate: Some(certificate), ..bare.clone() };
    saved(&store, Enterprise { profile: Some(with), ..sample_enterprise() });
    let without = EnterpriseProfile { integrity_certificate: None, ..bare };
    saved(&store, Enterprise { profile: Some(without), ..sample_enterprise() });
}

pub fn an_unknown_enterprise_is_none(store: Store) {
    assert_eq!(ok(store.registry.enterprise(EnterpriseId(77))), None);
}

pub fn the_directory_is_in_the_order_of_ids(store: Store) {
    for id in [30, 4, 200] {
        ok(store.registry.save_enterprise(&Enterprise { id: EnterpriseId(id), ..sample_enterprise() }));
    }
    let ids: Vec<u32> = ok(store.registry.enterprises()).iter().map(|e| e.id.0).collect();
    assert_eq!(ids, [4, 30, 200]);
}

pub fn saving_an_enterprise_again_replaces_its_row(store: Store) {
    saved(&store, sample_enterprise_with_profile());
    let name = "改名乳业".to_owned();
    saved(&store, Enterprise { name, coverage: Coverage::Since(date(2026, 7, 1)), ..sample_enterprise() });
    assert_eq!(ok(store.registry.enterprises()).len(), 1);
}

pub fn saving_an_enterprise_does_not_take_back_its_last_delivery(store: Store) {
    saved(&store, Enterprise { last_delivered_at: Some(moment(9)), ..sample_enterprise() });
    ok(store.registry.save_enterprise(&sample_enterprise()));
    let kept = ok(store.registry.enterprise(ENTERPRISE)).and_then(|e| e.last_delivered_at);
    assert_eq!(kept, Some(moment(9)));
}

pub fn an_enterprise_whose_parent_is_unknown_is_refused(store: Store) {
    let orphan = Enterprise { parent: Some(EnterpriseId(9)), ..sample_enterprise() };
    refused(store.registry.save_enterprise(&orphan));
    assert_eq!(ok(store.registry.enterprises()), []);
}

fn saved_site(store: &Store, site: Site) {
    ok(store.registry.save_enterprise(&sample_enterprise()));
    let change = MasterChange { sites: vec![site.clone()], ..MasterChange::default() };
    ok(store.registry.save_master(ENTERPRISE, &change));
    assert_eq!(ok(store.registry.sites(ENTERPRISE)), [site]);
}

pub fn a_site_with_every_field_filled_comes_back_the_same(store: Store) {
    saved_site(&store, sample_site());
}

pub fn a_site_with_every_optional_field_empty_comes_back_the_same(store: Store) {
    saved_site(&store, Site { place_of_production: None, ..sample_site() });
}

fn saved_product(store: &Store, product: Product) {
    ok(store.registry.save_enterprise(&sample_enterprise()));
    let change = MasterChange { products: vec![product.clone()], ..MasterChange::default() };
    ok(store.registry.save_master(ENTERPRISE, &change));
    assert_eq!(ok(store.registry.products(ENTERPRISE)), [product]);
}

pub fn a_product_with_every_field_filled_comes_back_the_same(store: Store) {
    saved_product(&store, sample_product());
}

pub fn a_product_with_every_optional_field_empty_comes_back_the_same(store: Store) {
    let product = Product {
        stage: FormulaStage::YoungChild,
        base: FormulaBase::Soy,
        age_to_months: None,
        package_kind: None,
        nutrition_facts: Vec::new(),
        gtin: None,
        process: ProcessKind::Dry,
        process_description: None,
        ..sample_product()
    };
    saved_product(&store, product);
}

fn saved_rule(store: &Store, rule: CodeRule) {
    ok(store.registry.save_enterprise(&sample_enterprise()));
    let change = MasterChange { code_rules: vec![rule.clone()], ..MasterChange::default() };
    ok(store.registry.save_master(ENTERPRISE, &change));
    assert_eq!(ok(store.registry.code_rules()).rules, [rule]);
}

pub fn a_code_rule_with_every_field_filled_comes_back_the_same(store: Store) {
    let shape = CodeShape { check: CheckAlgorithm::Mod1110, ..sample_code_rule().shape };
    saved_rule(&store, CodeRule { shape, ..sample_code_rule() });
}

pub fn a_code_rule_with_every_optional_field_empty_comes_back_the_same(store: Store) {
    let shape = CodeShape {
        length_max: 20,
        alphabet: Alphabet::DigitsAndLetters,
        prefix: String::new(),
        ..sample_code_rule().shape
    };
    let place_on_can = [String::new(), String::new()];
    let carrier = Carrier::Pallet;
    saved_rule(
        &store,
        CodeRule {
            shape,
            carrier,
            asked: false,
            text_patterns: Vec::new(),
            place_on_can,
            position: None,
            ..sample_code_rule()
        },
    );
}

pub fn saving_a_site_and_a_product_again_replaces_them(store: Store) {
    prepare(&store);
    let site = Site { name: "新厂名".to_owned(), ..sample_site() };
    let product = Product { shelf_life_months: 18, ..sample_product() };
    let change = MasterChange {
        sites: vec![site.clone()],
        products: vec![product.clone()],
        ..MasterChange::default()
    };
    ok(store.registry.save_master(ENTERPRISE, &change));
    assert_eq!(ok(store.registry.sites(ENTERPRISE)), [site]);
    assert_eq!(ok(store.registry.products(ENTERPRISE)), [product]);
}

pub fn sites_and_products_are_in_the_order_of_references_and_of_one_enterprise(store: Store) {
    ok(store.registry.save_enterprise(&sample_enterprise()));
    ok(store.registry.save_enterprise(&other_enterprise()));
    // Upper and lower case and the accents of a language must not disturb the order of characters.
    let references = ["b", "B", "a-2", "a 1", "一厂"];
    let change = MasterChange {
        sites: references.iter().map(|r| Site { reference: reference(r), ..sample_site() }).collect(),
        products: references
            .iter()
            .map(|r| Product { reference: reference(r), ..sample_product() })
            .collect(),
        ..MasterChange::default()
    };
    ok(store.registry.save_master(ENTERPRISE, &change));
    let foreign = Site { enterprise: other_enterprise().id, ..sample_site() };
    let change = MasterChange { sites: vec![foreign], ..MasterChange::default() };
    ok(store.registry.save_master(other_enterprise().id, &change));
    let sites: Vec<String> =
        ok(store.registry.sites(ENTERPRISE)).iter().map(|s| s.reference.to_string()).collect();
    let products: Vec<String> =
        ok(store.registry.products(ENTERPRISE)).iter().map(|p| p.reference.to_string()).collect();
    assert_eq!(sites, ["B", "a 1", "a-2", "b", "一厂"]);
    assert_eq!(products, sites);
}

pub fn code_rules_come_with_the_generation_at_which_they_were_read(store: Store) {
    prepare(&store);
    let set = ok(store.registry.code_rules());
    assert_eq!(set.generation, ok(store.registry.generation()));
    assert_eq!(set.rules, [sample_code_rule()]);
}

pub fn master_data_of_an_unknown_enterprise_is_refused(store: Store) {
    let change = MasterChange { sites: vec![sample_site()], ..MasterChange::default() };
    refused(store.registry.save_master(ENTERPRISE, &change));
    let change = MasterChange { enterprise: Some(sample_enterprise()), ..MasterChange::default() };
    refused(store.registry.save_master(ENTERPRISE, &change));
    assert_eq!(ok(store.registry.enterprises()), []);
}

pub fn master_data_that_names_another_enterprise_is_refused_as_a_whole(store: Store) {
    ok(store.registry.save_enterprise(&sample_enterprise()));
    ok(store.registry.save_enterprise(&other_enterprise()));
    let foreign = Product { enterprise: other_enterprise().id, ..sample_product() };
    let change =
        MasterChange { sites: vec![sample_site()], products: vec![foreign], ..MasterChange::default() };
    refused(store.registry.save_master(ENTERPRISE, &change));
    assert_eq!(ok(store.registry.sites(ENTERPRISE)), []);
}

pub fn an_api_key_is_found_by_its_digest(store: Store) {
    prepare(&store);
    let revoked = ApiKey { revoked_at: Some(moment(50)), label: String::new(), ..sample_api_key(0xfe) };
    for key in [sample_api_key(0), revoked] {
        ok(store.registry.save_api_key(&key));
        assert_eq!(ok(store.registry.api_key(&key.digest)), Some(key));
    }
}

pub fn a_key_saved_again_can_be_revoked(store: Store) {
    prepare(&store);
    ok(store.registry.save_api_key(&sample_api_key(3)));
    let revoked = ApiKey { revoked_at: Some(moment(50)), ..sample_api_key(3) };
    ok(store.registry.save_api_key(&revoked));
    assert_eq!(ok(store.registry.api_key(&[3; 32])), Some(revoked));
}

pub fn keys_are_revoked_by_their_label_and_no_other_enterprises(store: Store) {
    prepare(&store);
    let other = EnterpriseId(ENTERPRISE.0 + 1);
    ok(store.registry.save_enterprise(&Enterprise { id: other, ..sample_enterprise() }));
    let named = |byte: u8, enterprise, label: &str| {
        let key = ApiKey { enterprise, label: label.to_owned(), ..sample_api_key(byte) };
        ok(store.registry.save_api_key(&key));
    };
    named(1, ENTERPRISE, "车间");
    named(2, ENTERPRISE, "车间");
    named(3, ENTERPRISE, "办公室");
    named(4, other, "车间");
    let revoke = |at| ok(store.registry.revoke_api_keys(ENTERPRISE, "车间", moment(at)));
    assert_eq!((revoke(50), revoke(60)), (2, 0));
    let revoked_at =
        [1, 2, 3, 4].map(|byte| ok(store.registry.api_key(&[byte; 32])).and_then(|key| key.revoked_at));
    assert_eq!(revoked_at, [Some(moment(50)), Some(moment(50)), None, None]);
}

pub fn an_unknown_digest_has_no_key(store: Store) {
    prepare(&store);
    ok(store.registry.save_api_key(&sample_api_key(3)));
    assert_eq!(ok(store.registry.api_key(&[4; 32])), None);
}

pub fn the_generation_grows_with_every_visible_write_to_master_data(store: Store) {
    let before = ok(store.registry.generation());
    ok(store.registry.save_enterprise(&sample_enterprise()));
    let between = ok(store.registry.generation());
    assert!(between > before);
    let change = MasterChange { sites: vec![sample_site()], ..MasterChange::default() };
    ok(store.registry.save_master(ENTERPRISE, &change));
    assert!(ok(store.registry.generation()) > between);
}
