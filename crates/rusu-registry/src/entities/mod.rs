//! The tables as rows. What a column means is told by the domain type that it is read into
//! (`crate::rows`); dates are ISO 8601, times are UTC with nine decimals, so that both sort as text.

mod lots;
mod master;
mod portal;
mod submissions;

pub use lots::{lot, outbox, part, raw_material, recall, recall_lot, value_change, void_code};
pub use master::{api_key, code_rule, document, enterprise, meta, product, site};
pub use portal::{
    announcement, check_file, complaint, counter, logo, operator_key, query_count, sampling_result, setting,
};
pub use submissions::{rejection, submission, submission_lot};
