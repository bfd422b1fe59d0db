use std::collections::BTreeSet;

use rusu_core::code_rule::{Alphabet, CanPosition, Carrier};
use rusu_core::identifiers::CheckAlgorithm;
use rusu_core::lot::{BizStep, Conclusion};
use rusu_core::product::{FormulaBase, FormulaStage, ProcessKind};

use super::*;

fn words(table_id: &str, column_id: &str) -> Vec<&'static str> {
    let column = table(table_id).unwrap().columns.iter().find(|c| c.id == column_id).unwrap();
    column.words.iter().map(|w| w.word.as_str()).collect()
}

#[test]
fn the_tables_and_their_order_are_the_published_ones() {
    let ids: Vec<&str> = TABLES.iter().map(|t| t.id.as_str()).collect();
    let published =
        ["enterprise", "sites", "products", "code_rules", "lots", "raw_materials", "circulation", "codes"];
    assert_eq!(ids, published);
}

#[test]
fn a_heading_means_one_column_within_its_table() {
    for table in TABLES.iter().chain(SAMPLING.iter()) {
        let mut seen = BTreeSet::new();
        for heading in table.columns.iter().flat_map(|c| c.headings.iter().collect::<BTreeSet<_>>()) {
            assert!(seen.insert(heading), "{heading} means two columns of {}", table.id);
        }
    }
}

#[test]
fn a_sheet_name_means_one_table() {
    let mut seen = BTreeSet::new();
    for name in TABLES.iter().flat_map(|t| t.names.iter().collect::<BTreeSet<_>>()) {
        assert!(seen.insert(name), "{name} means two tables");
    }
}

#[test]
fn no_table_has_more_columns_than_a_row_holds() {
    assert!(
        TABLES.iter().chain(SAMPLING.iter()).all(|t| !t.columns.is_empty() && t.columns.len() <= COLUMNS_MAX)
    );
}

#[test]
fn the_words_of_every_choice_are_the_domains_words() {
    assert_eq!(words("products", "stage"), FormulaStage::ALL.iter().map(|k| k.as_str()).collect::<Vec<_>>());
    assert_eq!(words("products", "base"), FormulaBase::ALL.iter().map(|k| k.as_str()).collect::<Vec<_>>());
    assert_eq!(words("products", "process"), ProcessKind::ALL.iter().map(|k| k.as_str()).collect::<Vec<_>>());
    assert_eq!(words("code_rules", "carrier"), Carrier::ALL.iter().map(|k| k.as_str()).collect::<Vec<_>>());
    assert_eq!(words("code_rules", "alphabet"), Alphabet::ALL.iter().map(|k| k.as_str()).collect::<Vec<_>>());
    let positions: Vec<_> = CanPosition::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(words("code_rules", "code_position"), positions);
    assert_eq!(
        words("code_rules", "check"),
        CheckAlgorithm::ALL.iter().map(|k| k.name()).collect::<Vec<_>>()
    );
    assert_eq!(words("lots", "conclusion"), Conclusion::ALL.iter().map(|k| k.as_str()).collect::<Vec<_>>());
    assert_eq!(
        words("raw_materials", "conclusion"),
        Conclusion::ALL.iter().map(|k| k.as_str()).collect::<Vec<_>>()
    );
    assert_eq!(words("circulation", "step"), BizStep::ALL.iter().map(|k| k.as_str()).collect::<Vec<_>>());
}

#[test]
fn only_columns_of_choices_have_words() {
    for column in TABLES.iter().chain(SAMPLING.iter()).flat_map(|t| &t.columns) {
        assert_eq!(column.kind == Kind::Choice, !column.words.is_empty(), "{}", column.id);
    }
}

#[test]
fn a_heading_is_found_whatever_its_case_width_spaces_and_star() {
    let lots = table("lots").unwrap();
    for heading in
        ["批号", " 批 号 * ", "批号（必填）", "LOT NUMBER", "ｌｏｔ＿ｎｕｍｂｅｒ", "lot_number*", "生产批号"]
    {
        assert_eq!(lots.position_of_heading(heading), lots.position("lot_number"), "{heading}");
    }
}

#[test]
fn an_unknown_heading_means_no_column() {
    assert_eq!(table("lots").unwrap().position_of_heading("备注"), None);
    assert_eq!(table("lots").unwrap().position_of_heading(" * "), None);
}

#[test]
fn a_header_tells_its_table() {
    let of = |header: &[&str]| table_of_header(header, "x.csv").map(|t| t.id.as_str());
    assert_eq!(of(&["批号", "追溯码"]), Some("codes"));
    assert_eq!(of(&["code"]), Some("codes"));
    assert_eq!(of(&["批号", "产品编号", "生产日期"]), Some("lots"));
    assert_eq!(of(&["批号", "原料名称", "来源地"]), Some("raw_materials"));
    assert_eq!(of(&["场所编号", "场所名称"]), Some("sites"));
    assert_eq!(of(&["姓名", "电话号码"]), None);
}

#[test]
fn the_header_outweighs_the_file_name() {
    assert_eq!(table_of_header(&["批号", "追溯码"], "批次.csv").unwrap().id, "codes");
}

#[test]
fn words_are_found_in_both_languages() {
    let lots = table("lots").unwrap();
    let conclusion = &lots.columns[lots.position("conclusion").unwrap()];
    assert_eq!(conclusion.word(" 合 格 "), Some("pass"));
    assert_eq!(conclusion.word("FAIL"), Some("fail"));
    assert_eq!(conclusion.word("待定"), None);
}

#[test]
fn a_heading_is_told_in_both_languages() {
    assert_eq!(heading("lots", "lot_number", Lang::Zh), Some("批号"));
    assert_eq!(heading("lots", "lot_number", Lang::En), Some("Lot number"));
    assert_eq!(heading("lots", "colour", Lang::En), None);
}

#[test]
fn the_words_of_sampling_results_are_the_domains_words() {
    use rusu_core::portal::{Conclusion, SamplingScope};
    let words = |id: &str| -> Vec<&str> {
        let table = sampling_table();
        let column = &table.columns[table.position(id).unwrap()];
        column.words.iter().map(|word| word.word.as_str()).collect()
    };
    assert_eq!(words("scope"), SamplingScope::ALL.iter().map(|k| k.as_str()).collect::<Vec<_>>());
    assert_eq!(words("conclusion"), Conclusion::ALL.iter().map(|k| k.as_str()).collect::<Vec<_>>());
}
