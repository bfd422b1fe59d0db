//! Claims on what the operator keeps: logos, keys, check files, the market share, the form's secret.
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use std::collections::BTreeSet;
use std::thread;

use jiff::civil::date;
use rusu_core::channel::Channel;
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::lot::ContentHash;
use rusu_core::portal::{CheckFile, OperatorKey, PageNumber, QueryCount, SamplingSearch, Statement};

use super::{PortalStore, moves, ok, prepare};
use crate::builders::{
    ENTERPRISE, moment, sample_announcement, sample_complaint, sample_enterprise, sample_operator_key,
    sample_sampling_result,
};

fn check_file(name: &str, content: &str) -> CheckFile {
    CheckFile { name: name.to_owned(), content: content.to_owned() }
}

fn statement(value: &str) -> Statement {
    Statement {
        value: value.to_owned(), source: "中国乳制品工业协会".to_owned(), as_of: date(2026, 6, 30)
    }
}

pub fn a_logo_is_kept_replaced_and_removed(store: PortalStore) {
    prepare(&store);
    assert_eq!(ok(store.portal.logos()), []);
    for byte in [1, 2] {
        ok(store.portal.set_logo(ENTERPRISE, Some(ContentHash([byte; 32]))));
        assert_eq!(ok(store.portal.logos()), [(ENTERPRISE, ContentHash([byte; 32]))]);
    }
    for _ in 0..2 {
        ok(store.portal.set_logo(ENTERPRISE, None));
        assert_eq!(ok(store.portal.logos()), []);
    }
}

pub fn logos_are_in_the_order_of_enterprises(store: PortalStore) {
    for id in [3, 1, 2] {
        ok(store.registry.save_enterprise(&Enterprise { id: EnterpriseId(id), ..sample_enterprise() }));
        ok(store.portal.set_logo(EnterpriseId(id), Some(ContentHash([9; 32]))));
    }
    let ids: Vec<u32> = ok(store.portal.logos()).into_iter().map(|(enterprise, _)| enterprise.0).collect();
    assert_eq!(ids, [1, 2, 3]);
}

pub fn a_logo_of_an_unknown_enterprise_is_refused(store: PortalStore) {
    assert!(store.portal.set_logo(EnterpriseId(7), Some(ContentHash([1; 32]))).is_err());
    assert!(store.portal.set_logo(EnterpriseId(7), None).is_err());
}

pub fn logos_move_the_generation(store: PortalStore) {
    prepare(&store);
    assert!(moves(&store, |portal| ok(portal.set_logo(ENTERPRISE, Some(ContentHash([1; 32]))))));
    assert!(moves(&store, |portal| ok(portal.set_logo(ENTERPRISE, None))));
}

pub fn the_first_form_secret_stays(store: PortalStore) {
    assert_eq!(ok(store.portal.form_secret([7; 32])), [7; 32]);
    assert_eq!(ok(store.portal.form_secret([8; 32])), [7; 32]);
}

pub fn eight_threads_that_bring_a_form_secret_get_the_same_one(store: PortalStore) {
    let portal = &store.portal;
    let secrets: BTreeSet<[u8; 32]> = thread::scope(|scope| {
        let threads: Vec<_> =
            (1..=8).map(|byte| scope.spawn(move || ok(portal.form_secret([byte; 32])))).collect();
        threads.into_iter().map(|t| t.join().expect("the thread has not panicked")).collect()
    });
    assert_eq!(secrets.len(), 1);
    assert_eq!(BTreeSet::from([ok(portal.form_secret([9; 32]))]), secrets);
}

pub fn an_operators_key_is_found_by_its_digest(store: PortalStore) {
    let revoked = OperatorKey { revoked_at: Some(moment(5)), ..sample_operator_key(2) };
    for key in [sample_operator_key(1), revoked] {
        ok(store.portal.save_operator_key(&key));
        assert_eq!(ok(store.portal.operator_key(&key.digest)), Some(key));
    }
    assert_eq!(ok(store.portal.operator_key(&[3; 32])), None);
}

pub fn keys_of_one_label_are_revoked_and_counted_once(store: PortalStore) {
    let other = OperatorKey { label: "别人".to_owned(), ..sample_operator_key(3) };
    let earlier = OperatorKey { revoked_at: Some(moment(1)), ..sample_operator_key(4) };
    for key in [&sample_operator_key(1), &sample_operator_key(2), &other, &earlier] {
        ok(store.portal.save_operator_key(key));
    }
    let label = sample_operator_key(1).label;
    assert_eq!(ok(store.portal.revoke_operator_keys(&label, moment(50))), 2);
    assert_eq!(ok(store.portal.revoke_operator_keys(&label, moment(60))), 0);
    let revoked_at = |byte: u8| ok(store.portal.operator_key(&[byte; 32])).expect("it was saved").revoked_at;
    let expected = [Some(moment(50)), Some(moment(50)), None, Some(moment(1))];
    assert_eq!([1, 2, 3, 4].map(revoked_at), expected);
}

pub fn the_market_share_is_stated_replaced_and_taken_back(store: PortalStore) {
    assert_eq!(ok(store.portal.market_share()), None);
    for value in ["约 99%", "98.5%"] {
        ok(store.portal.set_market_share(Some(&statement(value))));
        assert_eq!(ok(store.portal.market_share()), Some(statement(value)));
    }
    for _ in 0..2 {
        ok(store.portal.set_market_share(None));
        assert_eq!(ok(store.portal.market_share()), None);
    }
}

pub fn a_check_file_is_kept_replaced_and_removed(store: PortalStore) {
    for content in ["abc", "def\n"] {
        ok(store.portal.save_check_file(&check_file("MP_verify.txt", content)));
        let kept = ok(store.portal.check_file("MP_verify.txt"));
        assert_eq!(kept, Some(check_file("MP_verify.txt", content)));
    }
    assert_eq!(ok(store.portal.check_file("mp_verify.txt")), None);
    assert!(ok(store.portal.remove_check_file("MP_verify.txt")));
    assert_eq!(ok(store.portal.check_file("MP_verify.txt")), None);
    assert!(!ok(store.portal.remove_check_file("MP_verify.txt")));
}

pub fn check_files_are_in_the_order_of_their_names(store: PortalStore) {
    for name in ["b.txt", "B.txt", "a-1.txt", "a_1.txt", "a1.txt"] {
        ok(store.portal.save_check_file(&check_file(name, "x")));
    }
    let names: Vec<String> = ok(store.portal.check_files()).into_iter().map(|file| file.name).collect();
    assert_eq!(names, ["B.txt", "a-1.txt", "a1.txt", "a_1.txt", "b.txt"]);
}

pub fn what_the_operator_keeps_does_not_move_the_generation(store: PortalStore) {
    assert!(!moves(&store, |portal| {
        ok(portal.save_check_file(&check_file("a.txt", "x")));
        ok(portal.remove_check_file("a.txt"));
        ok(portal.set_market_share(Some(&statement("99%"))));
        ok(portal.save_operator_key(&sample_operator_key(1)));
        ok(portal.revoke_operator_keys("x", moment(0)));
        ok(portal.form_secret([1; 32]));
    }));
}

pub fn opening_again_keeps_what_surrounds_the_answers(store: PortalStore) {
    prepare(&store);
    let portal = &store.portal;
    ok(portal.set_logo(ENTERPRISE, Some(ContentHash([1; 32]))));
    ok(portal.save_announcement(&sample_announcement()));
    ok(portal.save_sampling(&[sample_sampling_result()]));
    ok(portal.add_complaint(&sample_complaint()));
    let count = QueryCount { day: date(2026, 9, 1), channel: Channel::API, found: 1, not_found: 2 };
    ok(portal.add_query_counts(&[count]));
    ok(portal.save_operator_key(&sample_operator_key(1)));
    ok(portal.save_check_file(&check_file("a.txt", "x")));
    ok(portal.set_market_share(Some(&statement("99%"))));
    ok(portal.form_secret([1; 32]));
    let everything = |store: &PortalStore| {
        let portal = &store.portal;
        let first = PageNumber::FIRST;
        let lists = (
            ok(portal.logos()),
            ok(portal.all_announcements(first)),
            ok(portal.sampling(&SamplingSearch::default(), first)),
            ok(portal.complaints(None, first)),
        );
        let kept = (
            ok(portal.query_counts(date(2026, 1, 1))),
            ok(portal.operator_key(&[1; 32])),
            ok(portal.check_files()),
            ok(portal.market_share()),
            ok(portal.form_secret([2; 32])),
        );
        (lists, kept, ok(store.registry.generation()))
    };
    let before = everything(&store);
    let store = store.reopened();
    assert_eq!(everything(&store), before);
    assert!(ok(store.portal.remove_announcement(1)));
    let store = store.reopened();
    assert_eq!(ok(store.portal.save_announcement(&sample_announcement())), 2);
}
