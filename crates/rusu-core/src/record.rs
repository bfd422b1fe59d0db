//! The record: everything known of a lot, folded into the 32 items.

use std::sync::Arc;

use crate::catalogue::TraceItem;
use crate::code::TraceCode;
use crate::enterprise::{Enterprise, Site};
use crate::history::ValueChange;
use crate::lot::{DocumentRef, Lot};
use crate::ports::LotFile;
use crate::product::Product;
use crate::texts::Lang;

/// A value in both languages; what an enterprise wrote is the same in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bilingual {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A document behind an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemDocument {
    /// What it is: number, date, of which raw material.
    pub title: Bilingual,
    /// Where its bytes are.
    pub document: DocumentRef,
}

/// One of the 32 items of one can.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordItem {
    /// Which.
    pub item: &'static TraceItem,
    /// Its value in words, complete by itself; `None` is shown as 企业未提供.
    pub value: Option<Bilingual>,
    /// The same value as a table, where it is one (nutrition facts, raw materials, circulation);
    /// the first row is the heading. Otherwise empty.
    pub rows: Vec<Vec<Bilingual>>,
    /// Certificates and reports to open.
    pub documents: Vec<ItemDocument>,
}

/// How much of the catalogue is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completeness {
    /// Mandatory items with a value.
    pub mandatory_filled: u8,
    /// Mandatory items.
    pub mandatory: u8,
    /// Items with a value.
    pub filled: u8,
    /// Items: 32.
    pub all: u8,
}

/// Everything known of one lot; shared by all its cans.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Whose.
    pub enterprise: Arc<Enterprise>,
    /// The group it belongs to.
    pub group: Option<Arc<Enterprise>>,
    /// Made where.
    pub site: Site,
    /// Of which product.
    pub product: Product,
    /// The lot.
    pub lot: Lot,
    /// Changes since the first publication, oldest first.
    pub changes: Vec<ValueChange>,
    /// How much is filled.
    pub completeness: Completeness,
    /// All 32 in the catalogue's order; the trace code's own value is empty here.
    pub items: Vec<RecordItem>,
}

impl Record {
    /// Folds a lot's file into a record.
    #[must_use]
    pub fn assemble(enterprise: Arc<Enterprise>, group: Option<Arc<Enterprise>>, file: LotFile) -> Self {
        todo!()
    }

    /// All 32 items in the catalogue's order, for one can.
    #[must_use]
    pub fn items_of(&self, code: &TraceCode) -> Vec<RecordItem> {
        todo!()
    }
}
