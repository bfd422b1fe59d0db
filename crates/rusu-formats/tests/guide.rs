//! The published format says what the columns say, and every rule has its texts.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::path::Path;

use rusu_core::validation::RULES;
use rusu_formats::columns::TABLES;
use rusu_formats::guide;

fn document() -> String {
    read("submission-format.md")
}

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)).unwrap()
}

#[test]
fn the_published_format_is_fresh() {
    for name in ["submission-format.md", "sampling-results.md"] {
        let document = read(name);
        let fresh = guide::refreshed(&document);
        assert!(document == fresh, "{name}: run `cargo run -p rusu-formats --example submission_format`");
    }
}

#[test]
fn the_published_format_has_every_table_in_both_languages() {
    let document = document();
    for table in TABLES.iter() {
        for lang in ["zh", "en"] {
            assert!(document.contains(&format!("<!-- table {lang} {} -->", table.id)), "{lang} {}", table.id);
        }
    }
}

#[test]
fn every_rule_with_texts_here_is_a_rule_of_the_house() {
    let texts = include_str!("../../../data/texts/zh-CN/formats.ftl");
    let rules =
        texts.lines().filter_map(|line| line.strip_prefix("rule-")?.split_once(" =")).map(|(rule, _)| rule);
    let unknown: Vec<&str> = rules.filter(|rule| !RULES.contains(rule)).collect();
    assert_eq!(unknown, Vec::<&str>::new());
}
