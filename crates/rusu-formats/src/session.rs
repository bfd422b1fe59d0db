//! `Session`: one delivery being decoded; `Sheet`: one of its tables, heading by heading.

use std::sync::Arc;

use rusu_core::draft::Entry;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::rejection::{Finding, Place};
use rusu_core::texts::Lang;

use crate::cell::{Cell, trimmed};
use crate::columns::Table;
use crate::plain::PlainCodes;
use crate::row::Row;
use crate::{DecodeFault, EntrySink, tables};

/// One delivery being decoded.
pub(crate) struct Session<'s> {
    enterprise: EnterpriseId,
    sink: &'s mut dyn EntrySink,
}

impl<'s> Session<'s> {
    /// Nothing decoded yet.
    pub(crate) fn new(enterprise: EnterpriseId, sink: &'s mut dyn EntrySink) -> Self {
        Self { enterprise, sink }
    }

    /// Who takes what is found.
    pub(crate) fn sink(&mut self) -> &mut dyn EntrySink {
        self.sink
    }

    /// Refuses a whole file by a rule.
    pub(crate) fn reject_file(&mut self, name: &str, rule: &'static str) {
        self.reject(Place::file(name), Finding::error(rule, name));
    }

    /// Reports a finding at a place.
    pub(crate) fn reject(&mut self, place: Place, finding: Finding) {
        self.sink.reject(finding.at(place));
    }
}

/// What a heading of a file means.
#[derive(Clone, Debug)]
enum Heading {
    /// A column of the table.
    Column(usize, Arc<str>),
    /// Nothing that the format knows; the sender has been told.
    Unknown,
    /// No heading; nothing may stand below it.
    None,
}

/// Findings about a row before its columns are read, each with its heading.
pub(crate) type Before = Vec<(Option<Arc<str>>, Finding)>;

/// A table within a file: what its headings mean, and where they stand.
pub(crate) struct Sheet {
    table: &'static Table,
    place: Place,
    headings: Vec<Heading>,
    /// Where a plain row of codes can be read without building a row.
    plain: Option<PlainCodes>,
}

impl Sheet {
    /// Reads a header. `None` if a required column is missing or a column stands twice; `reject`
    /// has been told of everything wrong.
    pub(crate) fn open(
        table: &'static Table,
        place: &Place,
        header: &[&str],
        reject: &mut dyn FnMut(Place, Finding),
    ) -> Option<Self> {
        let mut headings = Vec::with_capacity(header.len());
        let mut found = vec![false; table.columns.len()];
        let mut usable = true;
        for text in header.iter().map(|text| trimmed(text)) {
            let column = table.position_of_heading(text);
            headings.push(match column.and_then(|column| found.get_mut(column).map(|slot| (column, slot))) {
                Some((_, taken)) if *taken => {
                    usable = false;
                    reject(place.column(text), Finding::error("column_twice", text));
                    Heading::Unknown
                }
                Some((column, taken)) => {
                    *taken = true;
                    Heading::Column(column, Arc::from(text))
                }
                None if text.is_empty() => Heading::None,
                None => {
                    reject(place.column(text), Finding::warning("column_unknown", text));
                    Heading::Unknown
                }
            });
        }
        for (column, _) in table.columns.iter().zip(found).filter(|(_, found)| !found) {
            if column.required && !column.checked_later {
                usable = false;
                let finding = Finding::error("column_missing", &column.zh)
                    .with("table_zh", table.name(Lang::Zh))
                    .with("table_en", table.name(Lang::En))
                    .with("column_zh", &column.zh)
                    .with("column_en", &column.en);
                reject(place.column(&column.zh), finding);
            }
        }
        usable.then(|| {
            let columns = headings.iter().map(|heading| match heading {
                Heading::Column(column, _) => Some(*column),
                Heading::Unknown | Heading::None => None,
            });
            let plain = PlainCodes::of(table, columns);
            Self { table, place: place.clone(), headings, plain }
        })
    }

    /// A table whose headings are the ids of its columns, in order: JSON Lines.
    pub(crate) fn by_ids(table: &'static Table, place: &Place) -> Self {
        let headings = table
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| Heading::Column(index, Arc::from(column.id.as_str())));
        Self { table, place: place.clone(), headings: headings.collect(), plain: None }
    }

    /// Which table.
    pub(crate) fn table(&self) -> &'static Table {
        self.table
    }

    /// Reads one row of texts as [`Sheet::row`] does, faster if nothing is special about it.
    ///
    /// # Errors
    /// [`DecodeFault::Store`].
    pub(crate) fn text_row<'a>(
        &mut self,
        number: u64,
        cells: impl Iterator<Item = (usize, &'a str)> + Clone,
        session: &mut Session<'_>,
    ) -> Result<(), DecodeFault> {
        if let Some(unit) = self.plain.as_mut().and_then(|plain| plain.read(cells.clone())) {
            self.place.row = Some(number);
            return Ok(session.sink.entry(&self.place, Entry::Unit(unit))?);
        }
        self.row(number, cells.map(|(index, text)| (index, Cell::Text(text))), Vec::new(), session)
    }

    /// Reads one row, told by the cells' places under the header, and passes on what it holds,
    /// unless something was found `before`: headings and findings.
    ///
    /// # Errors
    /// [`DecodeFault::Store`].
    pub(crate) fn row<'a>(
        &mut self,
        number: u64,
        cells: impl Iterator<Item = (usize, Cell<'a>)>,
        mut before: Before,
        session: &mut Session<'_>,
    ) -> Result<(), DecodeFault> {
        let Some(mut row) = self.collect(number, cells, &mut before) else { return Ok(()) };
        let entry = tables::entry(&self.table.id, session.enterprise, &mut row);
        let is_sound = before.is_empty();
        if is_sound && !row.has_findings() {
            return entry.map_or(Ok(()), |entry| Ok(session.sink.entry(&self.place, entry)?));
        }
        // A refused row that still names its lot refuses that lot only; of which table it is tells
        // whether the lot can do without it.
        let lot = row.lot();
        let table = &self.table.id;
        let told = |finding: Finding| match &lot {
            Some(lot) => finding.with("lot_number", lot).with("table", table),
            None => finding,
        };
        for (column, finding) in before {
            session.reject(Place { column, ..self.place.clone() }, told(finding));
        }
        for (column, finding) in row.into_findings() {
            session.reject(self.place_of(column), told(finding));
        }
        match entry.filter(|_| is_sound) {
            Some(entry) => Ok(session.sink.entry(&self.place, entry)?),
            None => Ok(()),
        }
    }

    /// Puts the cells of a row into their columns; `None` if a person sees nothing in it. From now on
    /// it is the current row.
    pub(crate) fn collect<'a>(
        &mut self,
        number: u64,
        cells: impl Iterator<Item = (usize, Cell<'a>)>,
        before: &mut Before,
    ) -> Option<Row<'a>> {
        let mut row = Row::new(self.table);
        let mut is_stray_told = false;
        for (index, cell) in cells {
            match self.headings.get(index) {
                Some(Heading::Column(column, _)) => row.set(*column, cell),
                Some(Heading::Unknown) => {}
                Some(Heading::None) | None if !is_stray_told && !cell.is_blank() => {
                    is_stray_told = true;
                    before.push((None, Finding::error("cell_without_heading", cell.shown())));
                }
                Some(Heading::None) | None => {}
            }
        }
        self.place.row = Some(number);
        (!before.is_empty() || !row.is_blank()).then_some(row)
    }

    /// The place of the current row.
    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// The place of a column in the current row, by the heading as it stands in the file.
    pub(crate) fn place_of(&self, column: usize) -> Place {
        let in_file = self.headings.iter().find_map(|heading| match heading {
            Heading::Column(index, text) if *index == column => Some(Arc::clone(text)),
            _ => None,
        });
        let named = || self.table.columns.get(column).map(|column| Arc::from(column.zh.as_str()));
        Place { column: in_file.or_else(named), ..self.place.clone() }
    }
}
