//! The catalogue of the 32 trace items, as data (`data/trace-items.csv`).
//!
//! Owns: each item's number, id, names, group, level and whether it is mandatory. Refuses to know:
//! values, which are the record's.
//!
//! Invariant: 32 items, numbered 1–32 in order (tested); the file is part of the binary.

use std::sync::LazyLock;

use crate::product::words;
use crate::texts::{self, Lang};

const SOURCE: &str = include_str!("../../../data/trace-items.csv");

/// The group under which a page shows an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemGroup {
    /// 产品信息.
    Product,
    /// 消费信息.
    Consumer,
    /// 企业信息.
    Enterprise,
    /// 质量信息.
    Quality,
    /// 流通信息.
    Circulation,
}

words!(ItemGroup, ItemGroup::Product => "product", ItemGroup::Consumer => "consumer",
    ItemGroup::Enterprise => "enterprise", ItemGroup::Quality => "quality", ItemGroup::Circulation => "circulation");

impl ItemGroup {
    /// Its name.
    #[must_use]
    pub fn name(self, lang: Lang) -> String {
        texts::plain(lang, &format!("item-group-{}", self.as_str()))
    }
}

/// What an item is a property of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemLevel {
    /// One can.
    Unit,
    /// A product.
    Product,
    /// A lot.
    Lot,
    /// A lot, or one can of it.
    LotOrUnit,
    /// The enterprise.
    Enterprise,
    /// The site.
    Site,
}

words!(ItemLevel, ItemLevel::Unit => "unit", ItemLevel::Product => "product", ItemLevel::Lot => "lot",
    ItemLevel::LotOrUnit => "lot or unit", ItemLevel::Enterprise => "enterprise", ItemLevel::Site => "site");

/// One of the 32 trace items (追溯项).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceItem {
    /// 1–32.
    pub no: u8,
    /// Its stable id, such as `net_content`.
    pub id: &'static str,
    /// Its Chinese name.
    pub name_zh: &'static str,
    /// Its English name.
    pub name_en: &'static str,
    /// Where it is shown.
    pub group: ItemGroup,
    /// What it is a property of.
    pub level: ItemLevel,
    /// Whether an enterprise must provide it.
    pub mandatory: bool,
    /// The law or standard that asks for it.
    pub source: &'static str,
}

impl TraceItem {
    /// Its name.
    #[must_use]
    pub fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.name_zh,
            Lang::En => self.name_en,
        }
    }
}

static ITEMS: LazyLock<Vec<TraceItem>> = LazyLock::new(|| SOURCE.lines().skip(1).filter_map(parse).collect());

/// All items, in order.
#[must_use]
pub fn all() -> &'static [TraceItem] {
    &ITEMS
}

/// The item of an id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static TraceItem> {
    all().iter().find(|item| item.id == id)
}

fn parse(line: &'static str) -> Option<TraceItem> {
    let cells = split(line);
    let [no, id, name_zh, name_en, group, level, _, mandatory, _, source] = *cells.as_slice() else {
        return None;
    };
    Some(TraceItem {
        no: no.parse().ok()?,
        id,
        name_zh,
        name_en,
        group: ItemGroup::from_word(group)?,
        level: ItemLevel::from_word(level)?,
        mandatory: mandatory == "yes",
        source,
    })
}

/// The cells of a line. Quotes stand around whole cells only and never within one.
pub(crate) fn split(line: &str) -> Vec<&str> {
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        let (cell, behind) = match rest.strip_prefix('"').and_then(|inner| inner.split_once('"')) {
            Some((cell, behind)) => (cell, behind.strip_prefix(',')),
            None => rest.split_once(',').map_or((rest, None), |(cell, behind)| (cell, Some(behind))),
        };
        cells.push(cell);
        let Some(behind) = behind else { return cells };
        rest = behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_32_items_in_order() {
        let numbers: Vec<u8> = all().iter().map(|item| item.no).collect();
        assert_eq!(numbers, (1..=32).collect::<Vec<u8>>());
    }

    #[test]
    fn every_id_is_found_once() {
        assert!(all().iter().all(|item| by_id(item.id) == Some(item)));
        assert_eq!(by_id("no_such_item"), None);
    }

    #[test]
    fn a_quoted_cell_may_hold_commas() {
        assert_eq!(split("1,\"a, b\",c,"), ["1", "a, b", "c", ""]);
    }

    #[test]
    fn names_are_told_in_both_languages() {
        let item = by_id("net_content").unwrap();
        assert_eq!((item.name(Lang::Zh), item.name(Lang::En)), ("规格（净含量）", "net content"));
    }

    #[test]
    fn every_group_has_a_name() {
        for group in ItemGroup::ALL {
            assert!(texts::exists(&format!("item-group-{}", group.as_str())), "{group:?}");
        }
    }
}
