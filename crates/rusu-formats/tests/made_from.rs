//! What a raw material was made from, as senders write it.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod common;

use common::{Kept, example, kept};
use rusu_core::draft::{Entry, RawMaterialEntry};
use rusu_core::lineage::LineageNode;
use rusu_core::texts::Lang;
use rusu_formats::writer::{CsvEncoding, csv, json_lines, xlsx};

fn material(kept: &Kept) -> &RawMaterialEntry {
    match &kept.entries.first().unwrap().1 {
        Entry::RawMaterial(entry) => entry,
        other => panic!("{other:?}"),
    }
}

#[test]
fn sources_arrive_in_their_order_each_once_in_every_form() {
    let text = "SL260101A1\n生牛乳|M1\n\n 乳糖｜L1｜某乳糖厂 \n生牛乳|M1";
    let row = example("raw_materials").with("made_from", text);
    let nodes = ["SL260101A1", "生牛乳|M1", "乳糖|L1|某乳糖厂"].map(|line| LineageNode::parse(line).unwrap());
    let rows = std::slice::from_ref(&row);
    let deliveries = [
        kept(csv("raw_materials", rows, Lang::Zh, CsvEncoding::Gb18030), "raw.csv"),
        kept(json_lines(rows), "raw.jsonl"),
        kept(xlsx(rows, Lang::En).unwrap(), "raw.xlsx"),
    ];
    for delivery in &deliveries {
        assert_eq!(delivery.rules(), Vec::<String>::new());
        assert_eq!(material(delivery).made_from, nodes);
        assert_eq!(material(delivery).supplier.as_deref(), Some("示例乳清有限公司"));
    }
}

#[test]
fn a_raw_material_without_sources_or_supplier_is_as_before() {
    let row = example("raw_materials").with("made_from", "").with("supplier", " ");
    let kept = kept(json_lines(&[row]), "raw.jsonl");
    assert_eq!((material(&kept).made_from.len(), material(&kept).supplier.clone()), (0, None));
}

#[test]
fn a_line_that_is_no_lot_is_told_at_its_column_and_refuses_the_row() {
    for line in ["|M1", "生牛乳|", "a|b|c|d", "这不是一个批号因为它实在是太长太长太长了啊啊"]
    {
        let row = example("raw_materials").with("made_from", &format!("生牛乳|M1\n{line}"));
        let kept = kept(csv("raw_materials", &[row], Lang::Zh, CsvEncoding::Utf8), "raw.csv");
        assert_eq!(kept.found(), [(2, "来源批次".to_owned(), "made_from_form".to_owned())], "{line}");
        assert_eq!(kept.rejections.first().unwrap().finding.value, line);
        assert!(kept.entries.is_empty());
    }
}
