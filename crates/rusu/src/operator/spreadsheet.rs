//! Lists as a clerk opens them in a spreadsheet program.

use rusu_core::texts::{Lang, plain};

use crate::submit::show::RejectionView;
use crate::words::both;

/// UTF-8 CSV with a mark, CRLF; a cell that a spreadsheet would run as a formula is written as text.
pub(super) fn csv(rows: impl IntoIterator<Item = Vec<String>>) -> anyhow::Result<Vec<u8>> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(b"\xef\xbb\xbf".to_vec());
    for row in rows {
        writer.write_record(row.iter().map(|text| rusu_formats::harmless_cell(text)))?;
    }
    Ok(writer.into_inner()?)
}

/// Refused rows with place, value, rule, problem and what to do.
pub(super) fn rejections(views: &[RejectionView]) -> anyhow::Result<Vec<u8>> {
    let named = ["number", "severity", "file", "sheet", "row", "column", "value", "rule"];
    let mut heading: Vec<String> =
        named.iter().map(|name| both(&format!("rejections-{name}"), &[])).collect();
    for lang in [Lang::Zh, Lang::En] {
        heading.extend([plain(lang, "rejections-problem"), plain(lang, "rejections-remedy")]);
    }
    let row = |(index, view): (usize, &RejectionView)| {
        let severity = if view.is_error { "rejections-error" } else { "rejections-warning" };
        let ([problem, problem_en], [remedy, remedy_en]) = (view.message.clone(), view.remedy.clone());
        vec![
            (index + 1).to_string(),
            both(severity, &[]),
            view.file.clone(),
            view.sheet.clone().unwrap_or_default(),
            view.row.map(|row| row.to_string()).unwrap_or_default(),
            view.column.clone().unwrap_or_default(),
            view.value.clone(),
            view.rule.clone(),
            problem,
            remedy,
            problem_en,
            remedy_en,
        ]
    };
    csv(std::iter::once(heading).chain(views.iter().enumerate().map(row)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_opens_as_text_in_a_spreadsheet() {
        let bytes = csv([vec!["=1+1".to_owned(), "说明，有\"引号\"".to_owned()]]).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), "\u{feff}'=1+1,\"说明，有\"\"引号\"\"\"\r\n");
    }
}
