//! What the commands say to people: the catalogue's texts, Chinese and English side by side.

use rusu_core::texts::{self, Argument, Lang};

/// A short text in both languages on one line.
pub(crate) fn both(id: &str, arguments: &[(&str, Argument<'_>)]) -> String {
    let zh = texts::format(Lang::Zh, id, arguments);
    let en = texts::format(Lang::En, id, arguments);
    if zh == en { zh } else { format!("{zh}  {en}") }
}

/// Columns as wide as their widest cell; a Chinese character takes two places.
pub(crate) fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| places(cell)).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width.saturating_sub(places(cell)) + 2));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn places(text: &str) -> usize {
    text.chars().map(|character| if u32::from(character) >= 0x2e80 { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other_with_chinese_too() {
        let rows = [vec!["批号".to_owned(), "x".to_owned()], vec!["A1".to_owned(), "y".to_owned()]];
        assert_eq!(aligned(&rows), "批号  x\nA1    y\n");
    }
}
