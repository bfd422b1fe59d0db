//! The portal's contract: every claim that a [`PortalWriter`] must fulfil, one function each.
//!
//! A store's tests call [`portal_conformance!`](crate::portal_conformance) with a function that makes
//! a fresh, empty [`PortalStore`] (or `None`, where the tests were left out on purpose); one test is
//! generated for each claim. A store that outlives its process also calls
//! [`portal_persistence!`](crate::portal_persistence).

mod announcements;
mod complaints;
mod counts;
mod lots;
mod operators;
mod recalls;
mod sampling;
mod search;

use std::any::Any;
use std::sync::Arc;

use rusu_core::portal::{Page, PageNumber};
use rusu_core::ports::{MasterChange, PortalWriter, RegistryWriter, StoreFault};

use crate::builders::{ENTERPRISE, sample_enterprise, sample_product, sample_site};

pub use announcements::*;
pub use complaints::*;
pub use counts::*;
pub use lots::*;
pub use operators::*;
pub use recalls::*;
pub use sampling::*;
pub use search::*;

type Ports = (Arc<dyn RegistryWriter>, Arc<dyn PortalWriter>);
type Opening = Box<dyn Fn() -> Ports>;

/// A store under test: both ports of one registry.
pub struct PortalStore {
    /// What the claims are about.
    pub portal: Arc<dyn PortalWriter>,
    /// The same store as a registry.
    pub registry: Arc<dyn RegistryWriter>,
    opening: Option<Opening>,
    /// What must outlive the store: a folder, a database.
    home: Box<dyn Any>,
}

fn ports<S: RegistryWriter + PortalWriter + 'static>(store: Arc<S>) -> Ports {
    (Arc::<S>::clone(&store), store)
}

impl PortalStore {
    /// A store that lives as long as this value.
    #[must_use]
    pub fn transient<S: RegistryWriter + PortalWriter + 'static>(store: Arc<S>) -> Self {
        let (registry, portal) = ports(store);
        Self { portal, registry, opening: None, home: Box::new(()) }
    }

    /// A store that can be opened again as long as `home` lives.
    #[must_use]
    pub fn persistent<S: RegistryWriter + PortalWriter + 'static>(
        opening: impl Fn() -> Arc<S> + 'static,
        home: impl Any,
    ) -> Self {
        let (registry, portal) = ports(opening());
        Self { portal, registry, opening: Some(Box::new(move || ports(opening()))), home: Box::new(home) }
    }

    /// The same content in a store that was closed and opened again.
    ///
    /// # Panics
    /// If the store is a transient one.
    #[must_use]
    pub fn reopened(self) -> Self {
        let opening = self.opening.expect("only persistent stores are asked to open again");
        drop((self.portal, self.registry));
        let (registry, portal) = opening();
        Self { portal, registry, opening: Some(opening), home: self.home }
    }
}

#[track_caller]
fn ok<T>(result: Result<T, StoreFault>) -> T {
    match result {
        Ok(value) => value,
        Err(fault) => panic!("the portal's store gave a fault: {fault}"),
    }
}

/// The enterprise, its site and its product.
fn prepare(store: &PortalStore) {
    ok(store.registry.save_enterprise(&sample_enterprise()));
    let change = MasterChange {
        sites: vec![sample_site()],
        products: vec![sample_product()],
        ..MasterChange::default()
    };
    ok(store.registry.save_master(ENTERPRISE, &change));
}

/// Whether a write moved the generation.
fn moves(store: &PortalStore, write: impl FnOnce(&dyn PortalWriter)) -> bool {
    let before = ok(store.registry.generation());
    write(store.portal.as_ref());
    ok(store.registry.generation()) != before
}

/// What stands on the first page, and that it is the only one.
#[track_caller]
fn only_page<T>(page: Result<Page<T>, StoreFault>) -> Vec<T> {
    let page = ok(page);
    assert_eq!((page.number, page.more), (1, false), "there is one page");
    page.entries
}

/// How many entries stand on pages 1, 2 and 3, and whether there is another behind each.
fn shape<T>(read: impl Fn(PageNumber) -> Result<Page<T>, StoreFault>) -> [(usize, bool); 3] {
    [1, 2, 3].map(|number| {
        let page = ok(read(PageNumber::new(number)));
        assert_eq!(page.number, number);
        (page.entries.len(), page.more)
    })
}

/// Generates one test for each claim on any store. `$make` is a function that makes a [`PortalStore`].
#[macro_export]
macro_rules! portal_conformance {
    ($make:path) => {
        $crate::portal_claims! { $make;
            an_announcement_with_every_field_filled_comes_back_the_same
            an_announcement_with_every_optional_field_empty_comes_back_the_same
            announcements_get_numbers_from_one_and_a_removed_number_is_not_given_again
            an_announcement_saved_under_a_number_keeps_it_and_later_ones_get_higher_ones
            saving_an_announcement_again_replaces_it
            a_removed_announcement_is_gone_and_removing_it_again_says_so
            an_unknown_announcement_is_none
            announcements_come_pinned_first_and_then_latest_first
            announcements_of_the_same_moment_come_latest_number_first
            an_announcement_is_shown_from_its_moment_on
            drafts_are_shown_to_the_operator_alone
            announcements_of_one_kind_come_without_the_others
            the_operators_list_has_the_latest_change_first
            announcements_that_just_fill_a_page_have_no_page_behind_it
            one_announcement_more_than_a_page_holds_stands_on_the_next
            drafts_take_no_place_on_a_page
            a_film_is_shown_while_an_announcement_has_it
            announcements_do_not_move_the_generation
            a_sampling_result_with_every_field_filled_comes_back_the_same
            a_sampling_result_with_every_optional_field_empty_comes_back_the_same
            sampling_results_come_latest_publication_first_and_then_by_sample_number
            sample_numbers_are_ordered_by_their_characters_codes
            the_same_sample_of_the_same_authority_is_replaced
            the_same_sample_number_of_another_authority_is_another_sample
            a_sampling_result_sent_again_unchanged_changes_nothing
            an_import_counts_what_it_added_replaced_and_left
            a_sample_that_is_twice_in_an_import_is_stored_as_it_came_last
            counting_an_import_stores_nothing_and_tells_the_same
            an_import_of_more_results_than_one_statement_takes_is_whole
            an_import_with_an_unknown_enterprise_is_refused_as_a_whole
            a_replaced_result_is_found_by_its_new_name_only
            a_removed_sampling_result_is_gone_and_its_number_is_not_given_again
            removing_an_unknown_sampling_result_says_so
            a_lots_sampling_results_are_its_enterprises_own
            a_lots_sampling_results_come_latest_first_and_at_most_as_many_as_the_limit_says
            sampling_results_move_the_generation_only_if_something_changed
            sampling_results_that_just_fill_a_page_have_no_page_behind_it
            one_sampling_result_more_than_a_page_holds_stands_on_the_next
            a_text_is_found_in_the_names_of_product_brand_and_manufacturer
            a_text_is_found_whatever_its_case_and_width
            a_text_is_found_in_part_and_not_across_two_names
            wildcards_that_people_type_stand_for_themselves
            quotes_and_escapes_that_people_type_stand_for_themselves
            a_blank_text_leaves_nothing_out
            a_lot_number_is_found_whole_and_not_in_part
            a_search_by_enterprise_lot_and_conclusion_must_fit_in_all
            a_text_far_beyond_its_limit_is_no_fault
            a_complaint_with_every_field_filled_comes_back_the_same
            a_complaint_with_every_optional_field_empty_comes_back_the_same
            a_complaint_may_name_an_enterprise_that_is_unknown
            a_complaint_comes_back_in_every_state_kind_and_verdict
            complaints_come_latest_first_and_of_one_state_if_asked
            complaints_that_just_fill_a_page_have_no_page_behind_it
            one_complaint_more_than_a_page_holds_stands_on_the_next
            open_complaints_are_counted_without_the_others
            answering_changes_state_note_and_moment_and_nothing_else
            answering_an_unknown_complaint_says_so
            a_contact_is_wiped_when_its_moment_has_come_and_not_before
            wiping_leaves_the_rest_of_a_complaint
            complaints_do_not_move_the_generation
            query_counts_add_up_across_calls_and_within_one
            query_counts_are_kept_by_day_and_channel
            query_counts_come_from_a_day_on
            the_total_is_of_all_days_and_channels
            no_queries_are_none_and_nothing
            eight_threads_that_count_lose_no_query
            query_counts_do_not_move_the_generation
            a_lot_is_active_through_its_expiry_date
            an_archived_lot_is_archived_before_its_expiry_date
            a_lot_under_correction_counts_like_a_published_one
            a_withdrawn_lot_counts_nowhere
            a_draft_counts_nowhere
            cans_are_counted_apart_in_active_and_archived_lots
            enterprises_are_counted_once_each_and_only_with_lots
            an_empty_registry_counts_nothing
            more_cans_than_32_bits_hold_are_counted
            a_recall_with_every_field_filled_comes_back_the_same
            a_plan_with_every_optional_field_empty_comes_back_the_same
            a_list_of_as_many_codes_as_the_limit_says_comes_back_in_order
            recalls_get_numbers_from_one_and_keep_them
            a_recall_that_was_changed_by_another_is_not_overwritten
            an_announced_list_keeps_its_history
            the_list_of_a_plan_may_be_written_anew
            a_recall_of_an_unknown_enterprise_is_refused
            open_recalls_are_those_announced_and_not_ended_and_drills
            a_change_of_a_recall_moves_the_generation_and_its_own_mark
            a_change_of_a_recall_is_told_as_a_change_of_no_lot
            plans_and_drills_are_in_the_whole_list_only
            recalls_come_latest_first_with_their_lots_in_order
            recalls_of_one_enterprise_come_without_the_others
            an_ended_recall_is_listed
            one_recall_more_than_a_page_holds_stands_on_the_next
            a_code_rules_position_comes_back_the_same
            a_logo_is_kept_replaced_and_removed
            logos_are_in_the_order_of_enterprises
            a_logo_of_an_unknown_enterprise_is_refused
            logos_move_the_generation
            the_first_form_secret_stays
            eight_threads_that_bring_a_form_secret_get_the_same_one
            an_operators_key_is_found_by_its_digest
            keys_of_one_label_are_revoked_and_counted_once
            the_market_share_is_stated_replaced_and_taken_back
            a_check_file_is_kept_replaced_and_removed
            check_files_are_in_the_order_of_their_names
            what_the_operator_keeps_does_not_move_the_generation
        }
    };
}

/// Generates one test for each claim on a store that outlives its process.
#[macro_export]
macro_rules! portal_persistence {
    ($make:path) => {
        $crate::portal_claims! { $make;
            opening_again_keeps_what_surrounds_the_answers
            opening_again_keeps_the_recalls
        }
    };
}

/// One test for each named claim; the other two macros call it.
#[doc(hidden)]
#[macro_export]
macro_rules! portal_claims {
    ($make:path; $($claim:ident)+) => {
        $(
            #[test]
            fn $claim() {
                let store: Option<$crate::portal_suite::PortalStore> = $make().into();
                if let Some(store) = store {
                    $crate::portal_suite::$claim(store);
                }
            }
        )+
    };
}
