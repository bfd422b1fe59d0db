//! Rows to domain values and back. What a row holds was checked when it was written; if it does not
//! pass the same check again, the row is damaged, and the fault says which one it is.

mod admission;
mod delivery;
mod lots;
mod master;
mod packaging;
mod portal;
mod recalls;
mod submissions;

use jiff::Timestamp;
use jiff::civil::Date;
use rusu_core::ports::StoreFault;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::fault::damaged;

pub use admission::{application, application_row, signing_key, signing_key_row, standing, standing_row};
pub use delivery::{upload, upload_part_rows, upload_row};
pub use lots::{
    LotRows, PUBLISHED, STAGED, change, change_row, lot, lot_rows, material_lot, part_state, source,
    subject_words, void_code, void_code_row,
};
pub use master::{
    api_key, api_key_row, code_rule, code_rule_row, document, document_row, enterprise, enterprise_row,
    product, product_row, site, site_row,
};
pub use packaging::{packaging_event, packaging_event_row, packaging_state, packaging_state_row};
pub use portal::{
    announcement, announcement_row, complaint, complaint_row, logo, operator_key, operator_key_row,
    query_count, query_count_row, sampling, sampling_row, secret, secret_text, statement, statement_text,
};
pub use recalls::{recall, recall_rows};
pub use submissions::{lot_receipt, lot_receipt_row, new_submission_row, receipt, rejection, rejection_row};

/// Where a value was read, for the fault that says it is damaged.
pub struct At {
    table: &'static str,
    key: String,
}

impl At {
    pub fn new(table: &'static str, key: impl ToString) -> Self {
        Self { table, key: key.to_string() }
    }

    pub fn bad(&self, column: &str, value: impl std::fmt::Display) -> StoreFault {
        damaged(format!("table {}, row {}, column {column}: `{value}`", self.table, self.key))
    }

    /// What `parse` makes of a text.
    pub fn read<T>(
        &self,
        column: &str,
        text: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StoreFault> {
        parse(text).ok_or_else(|| self.bad(column, text))
    }

    /// The same of a text that may be absent.
    pub fn read_option<T>(
        &self,
        column: &str,
        text: Option<&String>,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, StoreFault> {
        text.map(|text| self.read(column, text, parse)).transpose()
    }

    pub fn date(&self, column: &str, text: &str) -> Result<Date, StoreFault> {
        self.read(column, text, |text| text.parse().ok())
    }

    pub fn time(&self, column: &str, text: &str) -> Result<Timestamp, StoreFault> {
        self.read(column, text, |text| text.parse().ok())
    }

    /// A number in its own type.
    pub fn number<T: TryFrom<i64>>(&self, column: &str, value: i64) -> Result<T, StoreFault> {
        T::try_from(value).map_err(|_| self.bad(column, value))
    }

    pub fn hash(&self, column: &str, bytes: &[u8]) -> Result<[u8; 32], StoreFault> {
        bytes.try_into().map_err(|_| self.bad(column, format!("{} bytes", bytes.len())))
    }

    pub fn json<T: DeserializeOwned>(&self, column: &str, text: &str) -> Result<T, StoreFault> {
        serde_json::from_str(text).map_err(|error| self.bad(column, error))
    }
}

/// Free text as both databases take it: PostgreSQL's `text` has no NUL.
pub fn kept(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

pub fn kept_option(text: Option<&String>) -> Option<String> {
    text.map(|text| kept(text))
}

/// A time of fixed width, so that the order of texts is the order of times.
pub fn time_text(time: Timestamp) -> String {
    format!("{time:.9}")
}

pub fn json_text(value: &impl Serialize) -> Result<String, StoreFault> {
    serde_json::to_string(value).map_err(|error| damaged(format!("cannot be written as JSON: {error}")))
}

/// A count as the databases take it.
pub fn stored(what: &'static str, value: u64) -> Result<i64, StoreFault> {
    i64::try_from(value).map_err(|_| StoreFault::TooLarge { what, limit: i64::MAX.unsigned_abs() })
}

/// The number that an entry was given, as the port tells it.
pub fn given(table: &'static str, id: i64) -> Result<u64, StoreFault> {
    At::new(table, id).number("id", id)
}

/// A position in a list.
pub fn position(index: usize) -> i64 {
    i64::try_from(index).expect("no list in memory has 2^63 entries")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_sort_as_texts_and_keep_their_nanoseconds() {
        let [early, late] = [Timestamp::new(0, 0), Timestamp::new(0, 500_000_001)].map(Result::unwrap);
        assert!(time_text(early) < time_text(late));
        assert_eq!(time_text(late), "1970-01-01T00:00:00.500000001Z");
    }

    #[test]
    fn a_count_beyond_what_the_databases_take_is_too_large() {
        assert_eq!(stored("units", i64::MAX.unsigned_abs()).unwrap(), i64::MAX);
        assert!(matches!(stored("units", u64::MAX), Err(StoreFault::TooLarge { what: "units", .. })));
    }
}
