//! ZIP deliveries: tables and their documents.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up fails")]

mod common;

use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use common::{Kept, example, kept, packed, try_kept};
use rusu_core::draft::Entry;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::StoreFault;
use rusu_core::rejection::{Place, Rejection};
use rusu_core::texts::Lang;
use rusu_formats::writer::{json_lines, xlsx};
use rusu_formats::{DecodeFault, EntrySink, decode, read_document};
use zip::write::SimpleFileOptions;

const CODES: &[u8] = b"lot_number,code\nSL1,8800000000000017\n";
const PDF: &[u8] = b"%PDF-1.7 report";

fn document(zip: &[u8], name: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut out = |chunk: &[u8]| {
        bytes.extend_from_slice(chunk);
        Ok(())
    };
    let found = read_document(&mut Cursor::new(zip), "a.zip", name, &mut out).unwrap();
    found.then_some(bytes)
}

/// The ZIP with every occurrence of a name replaced by bytes of the same length.
fn renamed(zip: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut zip = zip;
    for start in 0..zip.len() - from.len() {
        if zip[start..].starts_with(from) {
            zip[start..start + from.len()].copy_from_slice(to);
        }
    }
    zip
}

#[test]
fn tables_and_documents_of_a_zip_arrive() {
    let zip = packed(&[
        ("报送/文件/报告.pdf", PDF),
        ("报送/追溯码.csv", CODES),
        ("报送/批次.xlsx", &xlsx(&[example("lots")], Lang::Zh).unwrap()),
        ("报送/原料.jsonl", &json_lines(&[example("raw_materials")])),
    ]);
    let kept = kept(zip, "a.zip");
    assert_eq!((kept.rules(), kept.entries.len()), (vec![], 3));
    assert_eq!(kept.documents, [("报告.pdf".to_owned(), PDF.to_vec())]);
    assert_eq!(&*kept.entries[0].0.file, "报送/追溯码.csv");
}

#[test]
fn a_document_is_found_by_its_name_however_its_accents_are_written() {
    let zip = packed(&[("追溯码.csv", CODES), ("re\u{301}sume\u{301}.pdf", PDF)]);
    assert_eq!(document(&zip, "résumé.pdf").as_deref(), Some(PDF));
    assert_eq!(kept(zip, "a.zip").documents, [("résumé.pdf".to_owned(), PDF.to_vec())]);
}

#[test]
fn a_document_is_read_again_by_its_name() {
    let zip = packed(&[("追溯码.csv", CODES), ("文件/报告.pdf", PDF)]);
    assert_eq!(document(&zip, "报告.pdf").as_deref(), Some(PDF));
    assert_eq!(document(&zip, "别的.pdf"), None);
    assert_eq!(document(&zip, "追溯码.csv"), None);
}

#[test]
fn names_in_gbk_are_read() {
    let zip = renamed(packed(&[("AABBCC.pdf", PDF)]), b"AABBCC.pdf", b"\xb1\xa8\xb8\xe6\xd2\xbb.pdf");
    assert_eq!(kept(&zip, "a.zip").documents, [("报告一.pdf".to_owned(), PDF.to_vec())]);
    assert_eq!(document(&zip, "报告一.pdf").as_deref(), Some(PDF));
}

#[test]
fn a_single_document_is_no_delivery() {
    assert_eq!(kept(PDF, "报告.pdf").rules(), ["file_is_document"]);
}

#[test]
fn unsafe_paths_are_refused() {
    let kept = kept(packed(&[("../a.csv", CODES), ("b/../../c.csv", CODES)]), "a.zip");
    assert_eq!((kept.rules(), kept.entries.len()), (vec!["zip_path_unsafe".to_owned(); 2], 0));
}

#[test]
fn a_refused_document_is_not_read_in_place_of_a_good_one() {
    let zip = packed(&[("../报告.pdf", b"%PDF-1.7 other"), ("报告.pdf", PDF)]);
    assert_eq!(document(&zip, "报告.pdf").as_deref(), Some(PDF));
}

#[test]
fn folders_and_litter_are_ignored() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_directory("报送/", SimpleFileOptions::default()).unwrap();
    for name in ["__MACOSX/._a.csv", ".DS_Store", "Thumbs.db"] {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(b"\0\0").unwrap();
    }
    let kept = kept(writer.finish().unwrap().into_inner(), "a.zip");
    assert_eq!((kept.rules(), kept.documents.len()), (vec![], 0));
}

#[test]
fn two_documents_of_one_name_are_refused() {
    let kept = kept(packed(&[("a/报告.pdf", PDF), ("b/报告.pdf", PDF)]), "a.zip");
    assert_eq!((kept.rules(), kept.documents.len()), (vec!["document_twice".to_owned()], 1));
}

#[test]
fn a_zip_within_a_zip_is_refused() {
    assert_eq!(kept(packed(&[("b.zip", &packed(&[("a.csv", CODES)]))]), "a.zip").rules(), ["zip_nested"]);
}

#[test]
fn a_file_of_another_kind_is_refused() {
    let kept = kept(packed(&[("a.docx.bak", b"hello"), ("a.csv", CODES)]), "a.zip");
    assert_eq!((kept.rules(), kept.codes().len()), (vec!["file_kind_unknown".to_owned()], 1));
}

#[test]
fn a_file_that_unpacks_beyond_all_measure_is_stopped() {
    let zip = packed(&[("a.pdf", &vec![0; 15 << 20])]);
    assert_eq!(kept(&zip, "a.zip").rules(), ["zip_ratio"], "{} bytes", zip.len());
}

#[test]
fn more_files_than_a_submission_has_are_refused() {
    let names: Vec<String> = (0..2_001).map(|index| format!("{index}.pdf")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), PDF)).collect();
    assert_eq!(kept(packed(&files), "a.zip").rules(), ["zip_too_many_files"]);
    assert_eq!(kept(packed(&files[..2_000]), "a.zip").documents.len(), 2_000);
}

#[test]
fn a_cut_zip_is_refused_as_damaged() {
    let zip = packed(&[("a.csv", CODES)]);
    assert_eq!(kept(&zip[..zip.len() - 10], "a.zip").rules(), ["file_damaged"]);
}

#[test]
fn an_encrypted_file_is_refused() {
    let mut zip = packed(&[("a.csv", CODES)]);
    // The flag's lowest bit, in the local header and in the directory.
    let directory = zip.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    zip[6] |= 1;
    zip[directory + 8] |= 1;
    assert_eq!(kept(zip, "a.zip").rules(), ["zip_encrypted"]);
}

#[test]
fn a_damaged_document_is_the_deliverys_mistake_and_not_the_stores() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in [("报告.pdf", PDF), ("a.csv", CODES)] {
        writer.start_file(name, stored).unwrap();
        writer.write_all(bytes).unwrap();
    }
    let zip = renamed(writer.finish().unwrap().into_inner(), b"1.7 report", b"1.7 robber");
    let kept = kept(zip, "a.zip");
    assert_eq!((kept.rules(), kept.codes().len()), (vec!["zip_damaged".to_owned()], 1));
    assert_eq!(&*kept.rejections[0].place.file, "报告.pdf");
}

/// A sink whose store is gone.
struct Failing;

impl EntrySink for Failing {
    fn entry(&mut self, _: &Place, _: Entry) -> Result<(), StoreFault> {
        Err(StoreFault::Unavailable { store: "test", reason: "gone".to_owned() })
    }
    fn reject(&mut self, rejection: Rejection) {
        panic!("{rejection:?}");
    }
    fn document(&mut self, _: &str, _: u64, _: &mut dyn Read) -> Result<(), StoreFault> {
        Err(StoreFault::Unavailable { store: "test", reason: "gone".to_owned() })
    }
}

#[test]
fn a_fault_of_the_store_stops_decoding_and_rejects_nothing() {
    for zip in [packed(&[("a.csv", CODES)]), packed(&[("a.pdf", PDF)])] {
        assert!(matches!(try_kept(zip, "a.zip", &mut Failing), Err(DecodeFault::Store(_))));
    }
}

/// A disk that fails behind a number of bytes.
struct FailingDisk {
    content: Cursor<Vec<u8>>,
    good: u64,
}

impl Read for FailingDisk {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.content.position() >= self.good {
            return Err(std::io::Error::other("bad sector"));
        }
        let left = usize::try_from(self.good - self.content.position()).unwrap().min(buffer.len());
        self.content.read(&mut buffer[..left])
    }
}

impl Seek for FailingDisk {
    fn seek(&mut self, position: SeekFrom) -> std::io::Result<u64> {
        self.content.seek(position)
    }
}

#[test]
fn a_failing_disk_is_a_fault_and_not_a_rejection() {
    let workbook = xlsx(&[example("codes")], Lang::Zh).unwrap();
    let many = [b"code\n".as_slice(), &b"8800000000000017\n".repeat(20_000)].concat();
    for (name, content) in [("a.xlsx", workbook), ("a.csv", many), ("a.zip", packed(&[("a.csv", CODES)]))] {
        let good = content.len() as u64 / 2;
        let mut disk = FailingDisk { content: Cursor::new(content), good };
        let mut kept = Kept::default();
        let fault = decode(&mut disk, name, EnterpriseId(7), &mut kept);
        assert!(matches!(fault, Err(DecodeFault::Read { .. })), "{name}: {fault:?} {:?}", kept.rules());
    }
}
