//! Arbitrary bytes never panic a decoder and always end.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up fails")]

mod common;

use common::{example, examples, kept, packed, unpacked};
use proptest::prelude::*;
use rusu_core::texts::Lang;
use rusu_formats::writer::{CsvEncoding, csv, json_lines, xlsx};

/// Bytes with some of them changed, and perhaps cut.
fn spoiled(bytes: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12);
    (changes, any::<prop::sample::Index>(), any::<bool>()).prop_map(move |(changes, end, is_cut)| {
        let mut bytes = bytes.clone();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        if is_cut {
            bytes.truncate(end.index(bytes.len()));
        }
        bytes
    })
}

fn workbook() -> Vec<u8> {
    xlsx(&[example("codes"), example("circulation")], Lang::Zh).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_end_as_csv(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        kept(bytes, "a.csv");
    }

    #[test]
    fn any_bytes_end_as_json_lines(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        kept([b"{".as_slice(), &bytes].concat(), "a.jsonl");
    }

    #[test]
    fn any_bytes_end_as_a_zip(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        kept([b"PK\x03\x04".as_slice(), &bytes].concat(), "a.zip");
    }

    #[test]
    fn any_bytes_end_as_a_workbook(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        kept([b"PK\x03\x04".as_slice(), &bytes].concat(), "a.xlsx");
    }

    #[test]
    fn a_spoiled_csv_ends(bytes in spoiled(csv("lots", &examples(), Lang::Zh, CsvEncoding::Gb18030))) {
        kept(bytes, "a.csv");
    }

    #[test]
    fn spoiled_json_lines_end(bytes in spoiled(json_lines(&examples()))) {
        kept(bytes, "a.jsonl");
    }

    #[test]
    fn a_spoiled_zip_ends(bytes in spoiled(packed(&[("a.csv", b"code\n8800000000000017\n"), ("a.pdf", b"%PDF-")]))) {
        kept(bytes, "a.zip");
    }

    #[test]
    fn a_spoiled_workbook_ends(bytes in spoiled(workbook())) {
        kept(bytes, "a.xlsx");
    }

    #[test]
    fn a_workbook_of_spoiled_parts_ends(part in any::<prop::sample::Index>(), seed in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut files = unpacked(&workbook());
        let index = part.index(files.len());
        for (place, byte) in seed {
            let bytes = &mut files[index].1;
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        kept(packed(&files), "a.xlsx");
    }

    #[test]
    fn any_text_of_a_cell_comes_back_from_a_rejection_list(text in any::<String>()) {
        let row = example("lots").with("product_ref", &text);
        let kept = kept(json_lines(&[row]), "a.jsonl");
        let bytes = rusu_formats::rejections_csv(&kept.rejections);
        let mut reader = csv_reader(&bytes);
        prop_assert_eq!(reader.records().filter_map(Result::ok).count(), kept.rejections.len());
    }
}

fn csv_reader(bytes: &[u8]) -> ::csv::Reader<&[u8]> {
    ::csv::ReaderBuilder::new().from_reader(bytes)
}
