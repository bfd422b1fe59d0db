//! Claims on announcements.
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use rusu_core::limits::PORTAL_PAGE_ROWS_MAX;
use rusu_core::lot::ContentHash;
use rusu_core::portal::{Announcement, AnnouncementKind, PageNumber, Words};

use super::{PortalStore, moves, ok, only_page, shape};
use crate::builders::{moment, sample_announcement};

fn save(store: &PortalStore, announcement: Announcement) -> Announcement {
    let id = ok(store.portal.save_announcement(&announcement));
    Announcement { id, ..announcement }
}

fn published(seconds: i64) -> Announcement {
    Announcement { pinned: false, published_at: Some(moment(seconds)), ..sample_announcement() }
}

fn visible(store: &PortalStore, seconds: i64) -> Vec<Announcement> {
    only_page(store.portal.announcements(None, moment(seconds), PageNumber::FIRST))
}

fn all(store: &PortalStore) -> Vec<Announcement> {
    only_page(store.portal.all_announcements(PageNumber::FIRST))
}

pub fn an_announcement_with_every_field_filled_comes_back_the_same(store: PortalStore) {
    let saved = save(&store, sample_announcement());
    assert_eq!(ok(store.portal.announcement(saved.id)), Some(saved));
}

pub fn an_announcement_with_every_optional_field_empty_comes_back_the_same(store: PortalStore) {
    let saved = save(
        &store,
        Announcement {
            summary: Words::default(),
            body: Words { zh: "正文".to_owned(), en: String::new() },
            video: None,
            pinned: false,
            published_at: None,
            ..sample_announcement()
        },
    );
    assert_eq!(ok(store.portal.announcement(saved.id)), Some(saved));
}

pub fn announcements_get_numbers_from_one_and_a_removed_number_is_not_given_again(store: PortalStore) {
    assert_eq!(save(&store, sample_announcement()).id, 1);
    assert_eq!(save(&store, sample_announcement()).id, 2);
    assert!(ok(store.portal.remove_announcement(2)));
    assert_eq!(save(&store, sample_announcement()).id, 3);
}

pub fn an_announcement_saved_under_a_number_keeps_it_and_later_ones_get_higher_ones(store: PortalStore) {
    assert_eq!(save(&store, Announcement { id: 7, ..sample_announcement() }).id, 7);
    assert_eq!(save(&store, Announcement { id: 3, ..sample_announcement() }).id, 3);
    assert_eq!(save(&store, sample_announcement()).id, 8);
}

pub fn saving_an_announcement_again_replaces_it(store: PortalStore) {
    let first = save(&store, sample_announcement());
    let other = Announcement { id: first.id, kind: AnnouncementKind::Notice, video: None, ..published(9) };
    assert_eq!(save(&store, other.clone()).id, first.id);
    assert_eq!(all(&store), [other]);
}

pub fn a_removed_announcement_is_gone_and_removing_it_again_says_so(store: PortalStore) {
    let saved = save(&store, sample_announcement());
    assert!(ok(store.portal.remove_announcement(saved.id)));
    assert_eq!(ok(store.portal.announcement(saved.id)), None);
    assert!(!ok(store.portal.remove_announcement(saved.id)));
}

pub fn an_unknown_announcement_is_none(store: PortalStore) {
    assert_eq!(ok(store.portal.announcement(1)), None);
    assert_eq!(ok(store.portal.announcement(u64::MAX)), None);
    assert!(!ok(store.portal.remove_announcement(u64::MAX)));
}

pub fn announcements_come_pinned_first_and_then_latest_first(store: PortalStore) {
    let old_pinned = save(&store, Announcement { pinned: true, ..published(1) });
    let older = save(&store, published(2));
    let latest = save(&store, published(4));
    let pinned = save(&store, Announcement { pinned: true, ..published(3) });
    assert_eq!(visible(&store, 10), [pinned, old_pinned, latest, older]);
}

pub fn announcements_of_the_same_moment_come_latest_number_first(store: PortalStore) {
    let [first, second, third] = [1, 1, 1].map(|at| save(&store, published(at)));
    assert_eq!(visible(&store, 1), [third.clone(), second.clone(), first.clone()]);
    assert_eq!(all(&store), [third, second, first]);
}

pub fn an_announcement_is_shown_from_its_moment_on(store: PortalStore) {
    let saved = save(&store, published(100));
    assert_eq!(visible(&store, 99), []);
    assert_eq!(visible(&store, 100), [saved]);
}

pub fn drafts_are_shown_to_the_operator_alone(store: PortalStore) {
    let draft = save(&store, Announcement { published_at: None, ..sample_announcement() });
    assert_eq!(visible(&store, 1_000_000), []);
    assert_eq!(all(&store), [draft]);
}

pub fn announcements_of_one_kind_come_without_the_others(store: PortalStore) {
    for kind in AnnouncementKind::ALL {
        save(&store, Announcement { kind: *kind, ..published(1) });
    }
    for kind in AnnouncementKind::ALL {
        let found = only_page(store.portal.announcements(Some(*kind), moment(1), PageNumber::FIRST));
        assert_eq!(found.iter().map(|a| a.kind).collect::<Vec<_>>(), [*kind]);
    }
}

pub fn the_operators_list_has_the_latest_change_first(store: PortalStore) {
    let changed = |seconds| Announcement { updated_at: moment(seconds), ..published(-seconds) };
    let [first, second, third] = [20, 30, 10].map(|seconds| save(&store, changed(seconds)));
    assert_eq!(all(&store), [second, first, third]);
}

fn fill(store: &PortalStore, count: usize) {
    for _ in 0..count {
        save(store, published(1));
    }
}

pub fn announcements_that_just_fill_a_page_have_no_page_behind_it(store: PortalStore) {
    fill(&store, PORTAL_PAGE_ROWS_MAX);
    let full = [(PORTAL_PAGE_ROWS_MAX, false), (0, false), (0, false)];
    assert_eq!(shape(|page| store.portal.announcements(None, moment(1), page)), full);
    assert_eq!(shape(|page| store.portal.all_announcements(page)), full);
}

pub fn one_announcement_more_than_a_page_holds_stands_on_the_next(store: PortalStore) {
    fill(&store, PORTAL_PAGE_ROWS_MAX + 1);
    let full = [(PORTAL_PAGE_ROWS_MAX, true), (1, false), (0, false)];
    assert_eq!(shape(|page| store.portal.announcements(None, moment(1), page)), full);
    assert_eq!(shape(|page| store.portal.all_announcements(page)), full);
    // The first that was saved is the last of all.
    let last = ok(store.portal.all_announcements(PageNumber::new(2))).entries;
    assert_eq!(last.iter().map(|announcement| announcement.id).collect::<Vec<_>>(), [1]);
}

pub fn drafts_take_no_place_on_a_page(store: PortalStore) {
    for _ in 0..PORTAL_PAGE_ROWS_MAX {
        save(&store, Announcement { published_at: None, ..sample_announcement() });
        save(&store, published(1));
    }
    let shown = shape(|page| store.portal.announcements(None, moment(1), page));
    assert_eq!(shown, [(PORTAL_PAGE_ROWS_MAX, false), (0, false), (0, false)]);
}

pub fn a_film_is_shown_while_an_announcement_has_it(store: PortalStore) {
    let film = ContentHash([8; 32]);
    assert!(!ok(store.portal.shows_video(&film)));
    let draft = save(&store, Announcement { video: Some(film), published_at: None, ..sample_announcement() });
    assert!(ok(store.portal.shows_video(&film)));
    assert!(!ok(store.portal.shows_video(&ContentHash([9; 32]))));
    save(&store, Announcement { video: None, ..draft });
    assert!(!ok(store.portal.shows_video(&film)));
}

pub fn announcements_do_not_move_the_generation(store: PortalStore) {
    assert!(!moves(&store, |portal| {
        let id = ok(portal.save_announcement(&sample_announcement()));
        ok(portal.remove_announcement(id));
    }));
}
