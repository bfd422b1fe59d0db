//! Pure rules over drafts: what a delivery says is compared with itself, with what is registered,
//! and with the law.
//!
//! Owns: every rule whose answer follows from the delivery and the enterprise's master data alone,
//! the list of all rule codes of the house, and the step from an accepted draft to a lot. Refuses to
//! know: the stores, places in files, the clock (`today` is handed in).
//!
//! Invariants: each finding names a field by its column id, `""` meaning the whole row; a rule's
//! code is in [`RULES`] and has texts in both languages (tested).

mod build;
mod circulation;
mod codes;
mod enterprise;
mod label;
mod lot;
mod product;
mod raw_materials;
mod rules;

#[cfg(test)]
mod tests;

use jiff::civil::Date;

use crate::enterprise::{Enterprise, Site};
use crate::product::Product;
use crate::rejection::Finding;

pub use build::{build_lot, expiry_of, retention_ends};
pub use circulation::check_circulation;
pub use codes::{check_code_rule, check_unit};
pub use enterprise::{check_enterprise, check_site};
pub use lot::check_lot;
pub use product::check_product;
pub use raw_materials::check_raw_materials;
pub use rules::RULES;

/// Findings about one row, each with the field that it is about; `""` means the whole row.
pub type Findings = Vec<(&'static str, Finding)>;

/// Findings about rows of one kind: the row's index, or `None` for the lot as a whole, and the field.
pub type RowFindings = Vec<(Option<usize>, &'static str, Finding)>;

/// What a lot's rows are compared with: master data as it stands with the delivery laid over it.
pub struct LotContext<'a> {
    /// Whose delivery it is.
    pub enterprise: &'a Enterprise,
    /// All its sites.
    pub sites: &'a [Site],
    /// All its products.
    pub products: &'a [Product],
    /// The day in China.
    pub today: Date,
    /// Whether a file of this name came along.
    pub has_document: &'a dyn Fn(&str) -> bool,
}
