//! Claims on recalls.
#![expect(missing_docs, reason = "a claim's name is the sentence that it states")]

use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::limits::{PORTAL_PAGE_ROWS_MAX, RECALL_CODES_MAX};
use rusu_core::portal::PageNumber;
use rusu_core::ports::RegistryMark;
use rusu_core::recall::{Amended, Recall, RecallLevel, RecallTarget};

use super::{PortalStore, moves, ok, only_page, prepare, shape};
use crate::builders::recall::{full_recall, lot_targets, targets};
use crate::builders::{ENTERPRISE, lot_number, moment, sample_enterprise, sample_recall, trace_code};

const OTHER: EnterpriseId = EnterpriseId(2);

#[track_caller]
fn save(store: &PortalStore, recall: &Recall) -> Recall {
    ok(store.portal.save_recall(recall)).expect("nobody else changes the recall")
}

fn announced(store: &PortalStore, seconds: i64) -> Recall {
    save(store, &Recall { announced_at: Some(moment(seconds)), ..sample_recall() })
}

fn mark(store: &PortalStore) -> RegistryMark {
    ok(store.registry.changed_lots(RegistryMark::default())).mark
}

pub fn a_recall_with_every_field_filled_comes_back_the_same(store: PortalStore) {
    prepare(&store);
    for recall in [full_recall(), Recall { is_drill: true, level: RecallLevel::Three, ..full_recall() }] {
        let saved = save(&store, &recall);
        assert_eq!(saved, Recall { id: saved.id, revision: 1, ..recall });
        assert_eq!(ok(store.portal.recall(saved.id)), Some(saved));
    }
}

pub fn a_plan_with_every_optional_field_empty_comes_back_the_same(store: PortalStore) {
    prepare(&store);
    let empty = Recall { announced_at: None, targets: Vec::new(), ..sample_recall() };
    let saved = save(&store, &empty);
    assert_eq!(ok(store.portal.recall(saved.id)), Some(saved));
    assert_eq!(ok(store.portal.recall(99)), None);
}

pub fn a_list_of_as_many_codes_as_the_limit_says_comes_back_in_order(store: PortalStore) {
    prepare(&store);
    let codes = (0..RECALL_CODES_MAX).rev().map(|number| trace_code(&format!("69000{number:08}"))).collect();
    let saved =
        save(&store, &Recall { targets: targets(vec![RecallTarget::Codes(codes)]), ..sample_recall() });
    assert_eq!(ok(store.portal.recall(saved.id)), Some(saved));
}

pub fn recalls_get_numbers_from_one_and_keep_them(store: PortalStore) {
    prepare(&store);
    let [first, second] = [save(&store, &sample_recall()), save(&store, &sample_recall())];
    assert_eq!((first.id, first.revision, second.id), (1, 1, 2));
    let again = save(&store, &first);
    assert_eq!((again.id, again.revision), (1, 2));
}

pub fn a_recall_that_was_changed_by_another_is_not_overwritten(store: PortalStore) {
    prepare(&store);
    let seen = announced(&store, 1);
    let changed = save(&store, &Recall { started_at: Some(moment(5)), ..seen.clone() });
    let late = Recall { reason: "另一处更正".to_owned(), ..seen };
    assert_eq!(ok(store.portal.save_recall(&late)), None);
    assert_eq!(ok(store.portal.recall(changed.id)), Some(changed));
    assert_eq!(ok(store.portal.save_recall(&Recall { id: 77, ..sample_recall() })), None, "there is none");
}

pub fn an_announced_list_keeps_its_history(store: PortalStore) {
    prepare(&store);
    let before = announced(&store, 1);
    let shorter = Recall { targets: lot_targets(&["ELSE"]), ..before.clone() };
    assert!(store.portal.save_recall(&shorter).is_err());
    let mut grown = before.clone();
    let amended = Amended { at: moment(9), who: "operator".to_owned(), why: "新增".to_owned() };
    grown.targets.extend(lot_targets(&["ELSE"]));
    for entry in grown.targets.iter_mut().take(1) {
        entry.removed = Some(amended.clone());
    }
    let saved = save(&store, &grown);
    assert_eq!(ok(store.portal.recall(saved.id)).map(|recall| recall.targets), Some(grown.targets));
}

pub fn the_list_of_a_plan_may_be_written_anew(store: PortalStore) {
    prepare(&store);
    let plan = save(&store, &Recall { announced_at: None, ..sample_recall() });
    let anew = save(&store, &Recall { targets: lot_targets(&["X", "Y"]), ..plan });
    assert_eq!(ok(store.portal.recall(anew.id)), Some(anew));
}

pub fn a_recall_of_an_unknown_enterprise_is_refused(store: PortalStore) {
    prepare(&store);
    assert!(store.portal.save_recall(&Recall { enterprise: OTHER, ..sample_recall() }).is_err());
}

pub fn open_recalls_are_those_announced_and_not_ended_and_drills(store: PortalStore) {
    prepare(&store);
    let open = announced(&store, 1);
    save(&store, &Recall { announced_at: None, ..sample_recall() });
    save(&store, &Recall { ended_at: Some(moment(9)), ..sample_recall() });
    let drill = save(&store, &Recall { is_drill: true, ..sample_recall() });
    assert_eq!(ok(store.portal.open_recalls()), [open, drill]);
}

pub fn a_change_of_a_recall_moves_the_generation_and_its_own_mark(store: PortalStore) {
    prepare(&store);
    let before = ok(store.portal.recall_mark());
    assert!(moves(&store, |portal| drop(ok(portal.save_recall(&sample_recall())))));
    let between = ok(store.portal.recall_mark());
    assert!(between > before);
    ok(store.registry.save_enterprise(&sample_enterprise()));
    assert_eq!(ok(store.portal.recall_mark()), between);
}

pub fn a_change_of_a_recall_is_told_as_a_change_of_no_lot(store: PortalStore) {
    prepare(&store);
    let before = mark(&store);
    let saved = save(&store, &sample_recall());
    save(&store, &Recall { started_at: Some(moment(5)), ..saved });
    save(&store, &Recall { is_drill: true, ..sample_recall() });
    let changed = ok(store.registry.changed_lots(before));
    assert_eq!((changed.mark, changed.lots), (mark(&store), Some(Vec::new())));
}

pub fn recalls_come_latest_first_with_their_lots_in_order(store: PortalStore) {
    prepare(&store);
    let lots = lot_targets(&["Z", "A", "M"]);
    let third = save(&store, &Recall { announced_at: Some(moment(10)), targets: lots, ..sample_recall() });
    let [second, first] = [20, 30].map(|seconds| announced(&store, seconds));
    let equal = announced(&store, 20);
    let listed = only_page(store.portal.recalls(None, PageNumber::FIRST));
    assert_eq!(listed, [first, equal, second, third]);
}

pub fn recalls_of_one_enterprise_come_without_the_others(store: PortalStore) {
    prepare(&store);
    ok(store.registry.save_enterprise(&Enterprise { id: OTHER, ..sample_enterprise() }));
    let own = announced(&store, 1);
    save(&store, &Recall { enterprise: OTHER, ..sample_recall() });
    assert_eq!(
        only_page(store.portal.recalls(Some(ENTERPRISE), PageNumber::FIRST)),
        std::slice::from_ref(&own)
    );
    assert_eq!(only_page(store.portal.all_recalls(Some(ENTERPRISE), PageNumber::FIRST)), [own]);
    assert_eq!(only_page(store.portal.recalls(Some(EnterpriseId(3)), PageNumber::FIRST)), []);
    assert_eq!(only_page(store.portal.recalls(None, PageNumber::FIRST)).len(), 2);
}

pub fn an_ended_recall_is_listed(store: PortalStore) {
    prepare(&store);
    let ended = save(&store, &Recall { ended_at: Some(moment(9_999)), ..announced(&store, 1) });
    assert_eq!(only_page(store.portal.recalls(None, PageNumber::FIRST)), [ended]);
}

pub fn plans_and_drills_are_in_the_whole_list_only(store: PortalStore) {
    prepare(&store);
    let plan = save(&store, &Recall { announced_at: None, updated_at: moment(1), ..sample_recall() });
    let drill = save(&store, &Recall { is_drill: true, updated_at: moment(3), ..sample_recall() });
    let public = save(&store, &Recall { updated_at: moment(2), ..sample_recall() });
    assert_eq!(only_page(store.portal.recalls(None, PageNumber::FIRST)), std::slice::from_ref(&public));
    assert_eq!(only_page(store.portal.all_recalls(None, PageNumber::FIRST)), [drill, public, plan]);
}

pub fn one_recall_more_than_a_page_holds_stands_on_the_next(store: PortalStore) {
    prepare(&store);
    for _ in 0..PORTAL_PAGE_ROWS_MAX {
        announced(&store, 1);
    }
    let full = shape(|page| store.portal.recalls(None, page));
    assert_eq!(full, [(PORTAL_PAGE_ROWS_MAX, false), (0, false), (0, false)]);
    announced(&store, 1);
    for read in [
        shape(|page| store.portal.recalls(Some(ENTERPRISE), page)),
        shape(|page| store.portal.all_recalls(None, page)),
    ] {
        assert_eq!(read, [(PORTAL_PAGE_ROWS_MAX, true), (1, false), (0, false)]);
    }
}

pub fn opening_again_keeps_the_recalls(store: PortalStore) {
    prepare(&store);
    let kept = [save(&store, &full_recall()), announced(&store, 5)];
    let lots = kept.iter().flat_map(Recall::lots).cloned().collect::<Vec<_>>();
    assert_eq!(lots, [lot_number("SL260801A2"), lot_number("SL260801A1")]);
    let (generation, mark) = (ok(store.registry.generation()), ok(store.portal.recall_mark()));
    let store = store.reopened();
    assert_eq!(kept.clone().map(|recall| ok(store.portal.recall(recall.id))), kept.map(Some));
    assert_eq!((ok(store.registry.generation()), ok(store.portal.recall_mark())), (generation, mark));
}
