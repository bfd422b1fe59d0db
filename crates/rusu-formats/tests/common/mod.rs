//! What the tests of this crate share: a sink that keeps everything, and rows that are right.
#![expect(dead_code, reason = "each test file uses its own part")]
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::io::{Cursor, Read};

use rusu_core::draft::Entry;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::StoreFault;
use rusu_core::rejection::{Place, Rejection, Severity};
use rusu_formats::columns::TABLES;
use rusu_formats::writer::Row;
use rusu_formats::{DecodeFault, EntrySink, decode};

/// Keeps everything.
#[derive(Debug, Default)]
pub struct Kept {
    pub entries: Vec<(Place, Entry)>,
    pub rejections: Vec<Rejection>,
    pub documents: Vec<(String, Vec<u8>)>,
}

impl EntrySink for Kept {
    fn entry(&mut self, place: &Place, entry: Entry) -> Result<(), StoreFault> {
        self.entries.push((place.clone(), entry));
        Ok(())
    }

    fn reject(&mut self, rejection: Rejection) {
        self.rejections.push(rejection);
    }

    fn document(&mut self, name: &str, _: u64, content: &mut dyn Read) -> Result<(), StoreFault> {
        let mut bytes = Vec::new();
        let unread = |e: std::io::Error| StoreFault::Unavailable { store: "test", reason: e.to_string() };
        content.read_to_end(&mut bytes).map_err(unread)?;
        self.documents.push((name.to_owned(), bytes));
        Ok(())
    }
}

impl Kept {
    /// The entries without their places.
    pub fn values(&self) -> Vec<Entry> {
        self.entries.iter().map(|(_, entry)| entry.clone()).collect()
    }

    /// Row, column and rule of every rejection.
    pub fn found(&self) -> Vec<(u64, String, String)> {
        let told = self.rejections.iter().map(|r| {
            let column = r.place.column.as_deref().unwrap_or_default().to_owned();
            (r.place.row.unwrap_or_default(), column, r.finding.rule.to_string())
        });
        told.collect()
    }

    /// The rules of every rejection.
    pub fn rules(&self) -> Vec<String> {
        self.rejections.iter().map(|r| r.finding.rule.to_string()).collect()
    }

    /// The rules of errors only.
    pub fn errors(&self) -> Vec<String> {
        let errors = self.rejections.iter().filter(|r| r.finding.severity == Severity::Error);
        errors.map(|r| r.finding.rule.to_string()).collect()
    }

    /// The codes of all cans.
    pub fn codes(&self) -> Vec<String> {
        let units = self.entries.iter().filter_map(|(_, entry)| match entry {
            Entry::Unit(unit) => Some(unit.code.to_string()),
            _ => None,
        });
        units.collect()
    }

    /// The rows at which entries stand.
    pub fn rows(&self) -> Vec<u64> {
        self.entries.iter().filter_map(|(place, _)| place.row).collect()
    }
}

/// Decodes bytes that must not be the platform's trouble.
pub fn kept(bytes: impl AsRef<[u8]>, name: &str) -> Kept {
    let mut kept = Kept::default();
    try_kept(bytes, name, &mut kept).unwrap();
    kept
}

/// Decodes bytes into a sink.
pub fn try_kept(bytes: impl AsRef<[u8]>, name: &str, sink: &mut dyn EntrySink) -> Result<(), DecodeFault> {
    decode(&mut Cursor::new(bytes.as_ref()), name, EnterpriseId(7), sink)
}

/// The row that every column's example makes.
pub fn example(table_id: &str) -> Row {
    let table = TABLES.iter().find(|t| t.id == table_id).unwrap();
    let cells = table.columns.iter().map(|c| (c.id.clone(), c.example.clone())).collect();
    Row { table: table_id.to_owned(), cells }
}

/// One example of every table.
pub fn examples() -> Vec<Row> {
    TABLES.iter().map(|table| example(&table.id)).collect()
}

/// Packs files into a ZIP.
pub fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Takes files out of a ZIP.
pub fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let files = (0..archive.len()).map(|index| {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        (name, bytes)
    });
    files.collect()
}
