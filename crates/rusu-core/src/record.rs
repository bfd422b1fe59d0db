//! The record: everything known of a lot, folded into the 32 items.
//!
//! Owns: how each item reads in words, in both languages. Refuses to know: verdicts, recalls and
//! counts, which belong to an answer.
//!
//! Invariant: a record holds all 32 items in the catalogue's order, those not provided included.

mod fold;
mod timeline;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::catalogue::TraceItem;
use crate::code::TraceCode;
use crate::enterprise::{Enterprise, Site};
use crate::history::ValueChange;
use crate::lot::{DocumentRef, Lot, LotState};
use crate::ports::LotFile;
use crate::product::Product;
use crate::texts::Lang;

pub use timeline::Milestone;

/// A value in both languages; what an enterprise wrote is the same in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bilingual {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Bilingual {
    /// The text in a language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
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
        let LotFile { lot, product, site, mut changes, .. } = file;
        // What was changed before anybody was shown the lot was amended for nobody.
        let left_draft = |change: &ValueChange| {
            change.field == "state" && change.old.as_deref() == Some(LotState::Draft.as_str())
        };
        if let Some(place) = changes.iter().rposition(left_draft) {
            changes.drain(..=place);
        }
        let items = fold::items(&enterprise, &site, &product, &lot);
        let completeness = completeness(&items);
        Self { enterprise, group, site, product, lot, changes, completeness, items }
    }

    /// All 32 items in the catalogue's order, for one can.
    #[must_use]
    pub fn items_of(&self, code: &TraceCode) -> Vec<RecordItem> {
        let mut items = self.items.clone();
        if let Some(own) = items.iter_mut().find(|item| item.item.id == TRACE_CODE) {
            own.value = Some(fold::same(code.as_str()));
        }
        items
    }

    /// The lot's way, oldest first: raw materials, production, inspection, circulation.
    #[must_use]
    pub fn timeline(&self) -> Vec<Milestone> {
        timeline::milestones(&self.site, &self.product, &self.lot)
    }
}

/// The id of the item that differs from can to can; a published lot always has it.
pub const TRACE_CODE: &str = "trace_code";

fn completeness(items: &[RecordItem]) -> Completeness {
    let count = |wanted: &dyn Fn(&RecordItem) -> bool| {
        u8::try_from(items.iter().filter(|item| wanted(item)).count()).unwrap_or(u8::MAX)
    };
    let filled = |item: &RecordItem| item.value.is_some() || item.item.id == TRACE_CODE;
    Completeness {
        mandatory_filled: count(&|item| item.item.mandatory && filled(item)),
        mandatory: count(&|item| item.item.mandatory),
        filled: count(&filled),
        all: count(&|_| true),
    }
}
