//! Claims on complaints.
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use rusu_core::channel::Channel;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::PORTAL_PAGE_ROWS_MAX;
use rusu_core::portal::{Complaint, ComplaintKind, ComplaintState, NewComplaint, PageNumber};
use rusu_core::verdict::Verdict;

use super::{PortalStore, moves, ok, only_page, shape};
use crate::builders::{moment, sample_complaint};

fn add(store: &PortalStore, complaint: Complaint) -> Complaint {
    let id = ok(store.portal.add_complaint(&complaint));
    Complaint { id, ..complaint }
}

fn received(seconds: i64) -> Complaint {
    Complaint { received_at: moment(seconds), ..sample_complaint() }
}

fn all(store: &PortalStore) -> Vec<Complaint> {
    only_page(store.portal.complaints(None, PageNumber::FIRST))
}

pub fn a_complaint_with_every_field_filled_comes_back_the_same(store: PortalStore) {
    let added = add(&store, sample_complaint());
    assert_eq!((added.id, all(&store)), (1, vec![added]));
}

pub fn a_complaint_with_every_optional_field_empty_comes_back_the_same(store: PortalStore) {
    let content = NewComplaint {
        text: String::new(),
        enterprise: None,
        code: None,
        verdict: None,
        contact: None,
        channel: Channel::OTHER,
        kind: ComplaintKind::Other,
    };
    let added =
        add(&store, Complaint { content, contact_until: None, note: String::new(), ..sample_complaint() });
    assert_eq!(all(&store), [added]);
}

pub fn a_complaint_may_name_an_enterprise_that_is_unknown(store: PortalStore) {
    let content = NewComplaint { enterprise: Some(EnterpriseId(99)), ..sample_complaint().content };
    let added = add(&store, Complaint { content, ..sample_complaint() });
    assert_eq!(all(&store), [added]);
}

pub fn a_complaint_comes_back_in_every_state_kind_and_verdict(store: PortalStore) {
    let mut added: Vec<Complaint> = Vec::new();
    for kind in ComplaintKind::ALL {
        let content = NewComplaint { kind: *kind, ..sample_complaint().content };
        added.push(add(&store, Complaint { content, ..sample_complaint() }));
    }
    for state in ComplaintState::ALL {
        added.push(add(&store, Complaint { state: *state, ..sample_complaint() }));
    }
    let pages = [1, 2].map(|number| ok(store.portal.complaints(None, PageNumber::new(number))).entries);
    added.reverse();
    assert_eq!(pages.concat(), added);
    for verdict in Verdict::ALL {
        let content = NewComplaint { verdict: Some(*verdict), ..sample_complaint().content };
        let added = add(&store, Complaint { content, ..sample_complaint() });
        assert_eq!(ok(store.portal.complaints(None, PageNumber::FIRST)).entries.first(), Some(&added));
    }
}

pub fn complaints_come_latest_first_and_of_one_state_if_asked(store: PortalStore) {
    let [second, first, third] = [20, 30, 10].map(|seconds| add(&store, received(seconds)));
    let closed = add(&store, Complaint { state: ComplaintState::Closed, ..received(25) });
    let of = |state| only_page(store.portal.complaints(Some(state), PageNumber::FIRST));
    assert_eq!(of(ComplaintState::Open), [first.clone(), second.clone(), third.clone()]);
    assert_eq!(of(ComplaintState::Closed), std::slice::from_ref(&closed));
    assert_eq!(of(ComplaintState::InProgress), []);
    assert_eq!(all(&store), [first, closed, second, third]);
}

pub fn complaints_that_just_fill_a_page_have_no_page_behind_it(store: PortalStore) {
    (0..PORTAL_PAGE_ROWS_MAX).for_each(|_| drop(add(&store, sample_complaint())));
    let pages = shape(|page| store.portal.complaints(Some(ComplaintState::Open), page));
    assert_eq!(pages, [(PORTAL_PAGE_ROWS_MAX, false), (0, false), (0, false)]);
}

pub fn one_complaint_more_than_a_page_holds_stands_on_the_next(store: PortalStore) {
    (0..=PORTAL_PAGE_ROWS_MAX).for_each(|_| drop(add(&store, sample_complaint())));
    let pages = shape(|page| store.portal.complaints(None, page));
    assert_eq!(pages, [(PORTAL_PAGE_ROWS_MAX, true), (1, false), (0, false)]);
}

pub fn open_complaints_are_counted_without_the_others(store: PortalStore) {
    assert_eq!(ok(store.portal.complaints_open()), 0);
    for state in ComplaintState::ALL {
        add(&store, Complaint { state: *state, ..sample_complaint() });
    }
    add(&store, sample_complaint());
    assert_eq!(ok(store.portal.complaints_open()), 2);
}

pub fn answering_changes_state_note_and_moment_and_nothing_else(store: PortalStore) {
    let [first, second] = [1, 2].map(|seconds| add(&store, received(seconds)));
    assert!(ok(store.portal.answer_complaint(first.id, ComplaintState::Closed, "已回电", moment(99))));
    let answered = Complaint {
        state: ComplaintState::Closed,
        note: "已回电".to_owned(),
        updated_at: moment(99),
        ..first
    };
    assert_eq!(all(&store), [second, answered]);
}

pub fn answering_an_unknown_complaint_says_so(store: PortalStore) {
    for id in [1, u64::MAX] {
        assert!(!ok(store.portal.answer_complaint(id, ComplaintState::Closed, "", moment(0))));
    }
}

pub fn a_contact_is_wiped_when_its_moment_has_come_and_not_before(store: PortalStore) {
    let until = |seconds| Complaint { contact_until: Some(moment(seconds)), ..sample_complaint() };
    add(&store, until(100));
    add(&store, until(101));
    add(&store, Complaint { contact_until: None, ..sample_complaint() });
    assert_eq!(ok(store.portal.wipe_contacts(moment(99))), 0);
    assert_eq!(ok(store.portal.wipe_contacts(moment(100))), 1);
    assert_eq!(ok(store.portal.wipe_contacts(moment(100))), 0);
    let contacts: Vec<_> = all(&store).into_iter().map(|complaint| complaint.content.contact).collect();
    let kept = sample_complaint().content.contact;
    assert_eq!(contacts, [kept.clone(), kept, None]);
}

pub fn wiping_leaves_the_rest_of_a_complaint(store: PortalStore) {
    let added = add(&store, sample_complaint());
    ok(store.portal.wipe_contacts(moment(1_000_000_000)));
    let content = NewComplaint { contact: None, ..added.content.clone() };
    assert_eq!(all(&store), [Complaint { content, contact_until: None, ..added }]);
}

pub fn complaints_do_not_move_the_generation(store: PortalStore) {
    assert!(!moves(&store, |portal| {
        let id = ok(portal.add_complaint(&sample_complaint()));
        ok(portal.answer_complaint(id, ComplaintState::Closed, "好", moment(1)));
        ok(portal.wipe_contacts(moment(1_000_000_000)));
    }));
}
