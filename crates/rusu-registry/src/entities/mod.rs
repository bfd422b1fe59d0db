//! The tables as rows. What a column means is told by the domain type that it is read into
//! (`crate::rows`); dates are ISO 8601, times are UTC with nine decimals, so that both sort as text.

mod admission;
mod delivery;
mod lots;
mod master;
mod packaging;
mod portal;
mod recalls;
mod submissions;
mod webhooks;

pub use admission::{application, enterprise_standing, signature_nonce, signing_key};
pub use delivery::{delivered, document_original, upload, upload_part};
pub use lots::{lot, material_source, outbox, part, raw_material, value_change, void_code};
pub use master::{api_key, code_rule, document, enterprise, meta, product, site};
pub use packaging::{packaging_event, packaging_state};
pub use portal::{
    announcement, check_file, complaint, counter, logo, operator_key, query_count, sampling_result, setting,
};
pub use recalls::{recall_file, recall_target};
pub use submissions::{rejection, submission, submission_lot};
pub use webhooks::{notification, webhook};
