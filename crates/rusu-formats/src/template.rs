//! The workbook that enterprises download, fill in and send back.
//!
//! Data begin in row 2: explanations stand in notes on the headings and on a sheet of their own, so
//! that nothing but data stands below a heading.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Note, Workbook, Worksheet, XlsxError,
};
use rusu_core::texts::{Lang, format, plain};

use crate::columns::{Column, Kind, TABLES, Table, sampling_table};
use crate::writer::Row;

/// The last row of a sheet, counted from 0.
const LAST_ROW: u32 = 1_048_575;

/// The template in a language.
#[must_use]
pub fn template_xlsx(lang: Lang) -> Vec<u8> {
    workbook(lang, &[]).expect("the texts of the template are compiled in and a test writes it")
}

/// The template for sampling results in a language.
#[must_use]
pub fn sampling_template_xlsx(lang: Lang) -> Vec<u8> {
    sampling_workbook(lang, &[]).expect("the texts of the template are compiled in and a test writes it")
}

/// The template with rows filled in.
pub(crate) fn workbook(lang: Lang, rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
    let tables: Vec<&Table> = TABLES.iter().collect();
    Template { tables: &tables, title: "template-title", how: "template-how" }.write(lang, rows)
}

/// The template for sampling results with rows filled in.
pub(crate) fn sampling_workbook(lang: Lang, rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
    let (title, how) = ("sampling-template-title", "sampling-template-how");
    Template { tables: &[sampling_table()], title, how }.write(lang, rows)
}

/// A workbook to fill in: its tables, and the texts of its first sheet.
struct Template<'t> {
    tables: &'t [&'static Table],
    title: &'static str,
    how: &'static str,
}

impl Template<'_> {
    fn write(&self, lang: Lang, rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        // The same texts give the same bytes, whenever they are written.
        let properties = DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?);
        workbook.set_properties(&properties);
        self.write_instructions(workbook.add_worksheet(), lang)?;
        for table in self.tables {
            let sheet = workbook.add_worksheet();
            sheet.set_name(table.name(lang))?;
            write_header(sheet, table, lang)?;
            let filled = rows.iter().filter(|row| row.table == table.id);
            for (index, row) in (1..).zip(filled) {
                for (id, text) in &row.cells {
                    let Some(position) = table.position(id) else { continue };
                    write_cell(sheet, table, index, position, text)?;
                }
            }
        }
        workbook.save_to_buffer()
    }

    fn write_instructions(&self, sheet: &mut Worksheet, lang: Lang) -> Result<(), XlsxError> {
        let title = Format::new().set_bold().set_font_size(14.0);
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let heading = Format::new()
            .set_bold()
            .set_background_color(Color::RGB(0x00F2_F2F2))
            .set_border(FormatBorder::Thin);
        sheet.set_name(plain(lang, "template-instructions"))?;
        sheet.write_string_with_format(0, 0, plain(lang, self.title), &title)?;
        let mut row = 1;
        for line in plain(lang, self.how).lines() {
            sheet.write_string(row, 0, line)?;
            row += 1;
        }
        row += 1;
        for (index, id) in (0..).zip(["table", "column", "required", "form", "explanation", "example"]) {
            sheet.write_string_with_format(row, index, plain(lang, &format!("guide-{id}")), &heading)?;
            sheet.set_column_width(index, if index < 3 { 18.0 } else { 36.0 })?;
        }
        for table in self.tables {
            for column in &table.columns {
                row += 1;
                let need = plain(lang, if column.required { "guide-required" } else { "guide-optional" });
                let cells = [
                    table.name(lang).to_owned(),
                    column.heading(lang).to_owned(),
                    need,
                    kind_in_words(column, lang),
                    column.note(lang).to_owned(),
                    column.example.clone(),
                ];
                for (index, text) in (0..).zip(cells) {
                    sheet.write_string_with_format(row, index, text, &wrapped)?;
                }
            }
        }
        Ok(())
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    table: &Table,
    row: u32,
    position: usize,
    text: &str,
) -> Result<(), XlsxError> {
    let column = u16::try_from(position).unwrap_or(u16::MAX);
    let kind = table.columns.get(position).map_or(Kind::Short, |column| column.kind);
    if let (Kind::Integer, Ok(number)) = (kind, text.parse::<u32>()) {
        sheet.write_number(row, column, number)?;
    } else {
        sheet.write_string_with_format(row, column, text, &cell_format(kind))?;
    }
    Ok(())
}

fn cell_format(kind: Kind) -> Format {
    match kind {
        Kind::Integer => Format::new(),
        Kind::Text | Kind::Long => Format::new().set_num_format("@").set_text_wrap(),
        // As text, so that the program leaves digits and dates as they are typed.
        _ => Format::new().set_num_format("@"),
    }
}

fn write_header(sheet: &mut Worksheet, table: &Table, lang: Lang) -> Result<(), XlsxError> {
    let plain_heading = Format::new().set_bold().set_border(FormatBorder::Thin).set_num_format("@");
    let optional = plain_heading.clone().set_background_color(Color::RGB(0x00F2_F2F2));
    let required = plain_heading.set_background_color(Color::RGB(0x00FF_E699));
    for (index, column) in (0..).zip(&table.columns) {
        sheet.set_column_format(index, &cell_format(column.kind))?;
        sheet.set_column_width(index, width_of(column.kind))?;
        let star = if column.required { "*" } else { "" };
        let heading = format!("{}{star}", column.heading(lang));
        sheet.write_string_with_format(
            0,
            index,
            &heading,
            if column.required { &required } else { &optional },
        )?;
        sheet.insert_note(0, index, &Note::new(explanation(column, lang)).add_author_prefix(false))?;
        if column.kind == Kind::Choice {
            let words: Vec<&str> = column.words.iter().map(|word| word.shown(lang)).collect();
            let list = DataValidation::new()
                .allow_list_strings(&words)?
                .set_error_title(plain(lang, "template-choice"))?
                .set_error_message(column.words_listed(lang))?
                // Synonyms are accepted, so the program only warns.
                .set_error_style(DataValidationErrorStyle::Warning);
            sheet.add_data_validation(1, index, LAST_ROW, index, &list)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn width_of(kind: Kind) -> f64 {
    match kind {
        Kind::Integer | Kind::Date | Kind::Choice => 14.0,
        Kind::Long | Kind::Text => 40.0,
        _ => 24.0,
    }
}

/// Everything a clerk needs to know of a column, in a few lines.
fn explanation(column: &Column, lang: Lang) -> String {
    let need = plain(lang, if column.required { "guide-required" } else { "guide-optional" });
    let mut lines = vec![need, kind_in_words(column, lang), column.note(lang).to_owned()];
    if !column.example.is_empty() {
        lines.push(format(lang, "template-example", &[("example", column.example.as_str().into())]));
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// What a column's cells hold, in words.
pub(crate) fn kind_in_words(column: &Column, lang: Lang) -> String {
    let words = column.words_listed(lang);
    format(lang, &format!("kind-{}", column.kind.as_str()), &[("words", words.as_str().into())])
}
