//! The registry's contract: every claim that a [`RegistryWriter`] must fulfil, one function each.
//!
//! A store's tests call [`registry_conformance!`](crate::registry_conformance) with a function that
//! makes a fresh, empty [`Store`] (or `None`, where the tests were left out on purpose); one test is
//! generated for each claim. A store that outlives its
//! process also calls [`registry_persistence!`](crate::registry_persistence).

mod concurrency;
mod documents;
mod lineage;
mod lots;
mod master;
mod packaging;
mod submissions;
mod void_codes;

use std::any::Any;
use std::sync::Arc;

use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::lot::Lot;
use rusu_core::ports::{MasterChange, PublishedLot, RegistryWriter, StoreFault};

use crate::builders::{
    ENTERPRISE, sample_code_rule, sample_enterprise, sample_product, sample_publication, sample_site,
    sample_submission_id,
};

pub use concurrency::*;
pub use documents::*;
pub use lineage::*;
pub use lots::*;
pub use master::*;
pub use packaging::*;
pub use submissions::*;
pub use void_codes::*;

type Opening = Box<dyn Fn() -> Arc<dyn RegistryWriter>>;

/// A registry under test.
pub struct Store {
    /// The registry.
    pub registry: Arc<dyn RegistryWriter>,
    opening: Option<Opening>,
    /// What must outlive the registry: a folder, a database.
    home: Box<dyn Any>,
}

impl Store {
    /// A registry that lives as long as this value.
    #[must_use]
    pub fn transient(registry: Arc<dyn RegistryWriter>) -> Self {
        Self { registry, opening: None, home: Box::new(()) }
    }

    /// A registry that can be opened again as long as `home` lives.
    #[must_use]
    pub fn persistent(opening: impl Fn() -> Arc<dyn RegistryWriter> + 'static, home: impl Any) -> Self {
        Self { registry: opening(), opening: Some(Box::new(opening)), home: Box::new(home) }
    }

    /// The same content in a registry that was closed and opened again.
    ///
    /// # Panics
    /// If the store is a transient one.
    #[must_use]
    pub fn reopened(self) -> Self {
        let opening = self.opening.expect("only persistent stores are asked to open again");
        drop(self.registry);
        Self { registry: opening(), opening: Some(opening), home: self.home }
    }

    /// A second registry over the same content, as a second process has it.
    ///
    /// # Panics
    /// If the store is a transient one.
    #[must_use]
    pub fn second(&self) -> Arc<dyn RegistryWriter> {
        self.opening.as_ref().expect("only persistent stores are opened twice")()
    }
}

#[track_caller]
fn ok<T>(result: Result<T, StoreFault>) -> T {
    match result {
        Ok(value) => value,
        Err(fault) => panic!("the registry gave a fault: {fault}"),
    }
}

#[track_caller]
fn refused<T>(result: Result<T, StoreFault>) -> String {
    match result {
        Ok(_) => panic!("the registry took what it should refuse"),
        Err(fault) => fault.to_string(),
    }
}

/// The enterprise, its site, its product and its code rule.
fn prepare(store: &Store) {
    ok(store.registry.save_enterprise(&sample_enterprise()));
    let change = MasterChange {
        sites: vec![sample_site()],
        products: vec![sample_product()],
        code_rules: vec![sample_code_rule()],
        ..MasterChange::default()
    };
    ok(store.registry.save_master(ENTERPRISE, &change));
}

/// A second enterprise.
fn other_enterprise() -> Enterprise {
    Enterprise {
        id: EnterpriseId(2), name: "另一家".to_owned(), brands: Vec::new(), ..sample_enterprise()
    }
}

/// Publishes a lot with a part of submission `submission`, and returns what was published.
fn publish(store: &Store, lot: Lot, submission: u8) -> PublishedLot {
    let submission = sample_submission_id(submission);
    let part = ok(store.registry.reserve_part(&lot.key, &submission));
    let published = PublishedLot { lot, submission, ..sample_publication(part) };
    ok(store.registry.publish_lot(&published));
    published
}

/// Generates one test for each claim on any registry. `$make` is a function that makes a [`Store`].
#[macro_export]
macro_rules! registry_conformance {
    ($make:path) => {
        $crate::registry_claims! { $make;
            an_enterprise_with_every_field_filled_comes_back_the_same
            an_enterprise_with_every_optional_field_empty_comes_back_the_same
            a_profile_with_every_optional_field_empty_comes_back_the_same
            an_unknown_enterprise_is_none
            the_directory_is_in_the_order_of_ids
            saving_an_enterprise_again_replaces_its_row
            saving_an_enterprise_does_not_take_back_its_last_delivery
            an_enterprise_whose_parent_is_unknown_is_refused
            a_site_with_every_field_filled_comes_back_the_same
            a_site_with_every_optional_field_empty_comes_back_the_same
            a_product_with_every_field_filled_comes_back_the_same
            a_product_with_every_optional_field_empty_comes_back_the_same
            a_code_rule_with_every_field_filled_comes_back_the_same
            a_code_rule_with_every_optional_field_empty_comes_back_the_same
            saving_a_site_and_a_product_again_replaces_them
            sites_and_products_are_in_the_order_of_references_and_of_one_enterprise
            code_rules_come_with_the_generation_at_which_they_were_read
            master_data_of_an_unknown_enterprise_is_refused
            master_data_that_names_another_enterprise_is_refused_as_a_whole
            an_api_key_is_found_by_its_digest
            keys_are_revoked_by_their_label_and_no_other_enterprises
            a_key_saved_again_can_be_revoked
            an_unknown_digest_has_no_key
            the_generation_grows_with_every_visible_write_to_master_data
            a_lot_with_every_field_filled_comes_back_the_same
            a_lot_with_every_optional_field_empty_comes_back_the_same
            a_lot_comes_back_in_every_state
            raw_materials_and_circulation_keep_their_order
            a_lot_that_is_only_reserved_is_none
            the_same_submission_and_lot_get_the_same_part_again
            another_submission_gets_another_part_of_the_lot
            parts_are_numbered_from_one_within_each_enterprise
            a_part_of_an_unknown_enterprise_is_refused
            a_part_that_was_never_reserved_is_none
            a_reserved_part_is_staged
            publishing_a_lot_publishes_its_part_and_no_other
            publishing_values_only_publishes_no_part
            publishing_a_lot_of_an_unknown_product_is_refused
            publishing_a_lot_of_an_unknown_site_is_refused
            publishing_the_part_of_another_lot_is_refused_and_leaves_nothing
            publishing_again_changes_nothing
            repeating_an_earlier_publication_does_not_undo_a_later_one
            publishing_other_values_by_the_same_submission_stores_them
            amending_a_lot_replaces_its_values
            a_lots_changes_are_kept_in_order
            a_lots_file_holds_its_product_and_site_as_of_now
            lots_come_latest_first_and_at_most_as_many_as_asked
            the_last_delivery_follows_the_latest_publication
            published_parts_are_listed_with_their_codes
            the_generation_grows_when_a_lot_is_published
            lots_published_since_a_mark_are_told
            a_change_of_anything_else_is_told_as_a_change_of_everything
            nothing_changed_since_the_mark_of_now
            the_generation_does_not_grow_by_reading_reserving_or_submitting
            documents_are_listed_once_and_only_those_shown
            the_originals_of_a_document_are_noted_once_each
            a_document_is_known_when_a_lot_or_an_enterprise_shows_it
            a_document_that_an_amended_lot_shows_no_longer_is_unknown
            the_documents_of_an_archived_lot_are_unknown
            the_documents_of_a_draft_are_kept_and_unknown
            one_file_under_two_names_keeps_both_names
            void_codes_are_in_the_lots_file_in_order
            voiding_a_code_twice_keeps_the_first_declaration
            the_generation_grows_with_void_codes
            a_new_submission_is_received_and_empty
            an_idempotency_key_sent_twice_gives_the_first_receipt
            the_same_idempotency_key_of_another_enterprise_is_its_own
            a_submission_of_an_unknown_enterprise_is_refused
            an_unknown_submission_has_no_receipt_and_no_rejections
            an_outcome_with_every_field_filled_comes_back_the_same
            an_outcome_with_every_optional_field_empty_comes_back_the_same
            an_outcome_of_an_unknown_submission_is_refused
            a_later_outcome_replaces_lots_and_rejections
            rejections_come_back_in_order_with_their_places
            a_rejected_value_keeps_its_strangest_characters
            as_many_rejections_are_kept_as_the_limit_says_and_one_more_is_refused
            receipts_come_latest_first_and_at_most_as_many_as_asked
            unfinished_submissions_come_oldest_first_without_final_ones
            eight_threads_that_reserve_parts_get_distinct_numbers
            four_threads_that_publish_different_lots_all_succeed
            eight_threads_with_one_idempotency_key_make_one_submission
            a_lots_file_is_never_read_half_changed
            a_raw_material_tells_what_it_was_made_from_in_order
            what_is_in_a_lot_is_found_level_by_level
            the_lots_that_used_a_raw_material_are_found
            what_was_made_from_an_own_lot_is_found
            raw_materials_of_one_number_and_other_names_or_suppliers_are_others
            raw_materials_without_a_number_lead_nowhere
            steps_of_another_enterprise_are_not_told
            steps_that_a_lot_states_are_left_out_with_it
            steps_end_at_the_limit
            a_lot_that_is_sent_again_states_its_new_steps_only
            raw_material_lots_are_found_by_their_number
            lots_come_in_pages
            lots_are_found_by_their_numbers_in_order
            the_published_parts_of_a_lot_are_told
            publishing_over_what_stands_there_is_done
            publishing_over_what_was_changed_meanwhile_is_refused_and_leaves_nothing
            publishing_over_nothing_is_refused_where_something_stands
            repeating_a_publication_over_what_stood_there_is_done_already
            eight_threads_that_add_to_one_lot_lose_nothing
            the_latest_packaging_event_of_each_code_is_told_in_the_order_asked
            what_was_packed_into_a_package_and_is_still_in_it_is_told_in_order
            the_packaging_history_of_a_code_and_of_a_package_is_kept_latest_first
            packaging_events_of_an_unknown_enterprise_are_refused
        }
    };
}

/// Generates one test for each claim on a registry that outlives its process.
#[macro_export]
macro_rules! registry_persistence {
    ($make:path) => {
        $crate::registry_claims! { $make;
            opening_again_keeps_everything
            two_processes_share_one_registry
        }
    };
}

/// One test for each named claim; the other two macros call it.
#[doc(hidden)]
#[macro_export]
macro_rules! registry_claims {
    ($make:path; $($claim:ident)+) => {
        $(
            #[test]
            fn $claim() {
                let store: Option<$crate::registry_suite::Store> = $make().into();
                if let Some(store) = store {
                    $crate::registry_suite::$claim(store);
                }
            }
        )+
    };
}
