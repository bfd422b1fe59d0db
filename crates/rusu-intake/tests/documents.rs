//! Certificates and reports: what is kept of them, how often, and what the sender is told.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::io::{Cursor, Read as _};

use common::{COA, PDF, Platform, can, lot, master, material, platform, zip};
use image::{DynamicImage, ImageFormat, RgbImage};
use rusu_core::lot::{ContentHash, DocumentRef, Media};
use rusu_core::ports::{ObjectKind, ObjectReader as _, RegistryReader as _, RegistryWriter as _};
use rusu_core::submission::{AcceptMode, SubmissionState};
use sha2::{Digest as _, Sha256};

fn hash(bytes: &[u8]) -> ContentHash {
    ContentHash(Sha256::digest(bytes).into())
}

fn png() -> Vec<u8> {
    let picture = DynamicImage::ImageRgb8(RgbImage::from_pixel(40, 30, image::Rgb([1, 200, 3])));
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A lot whose report and certificate are called so.
fn rows(number: &str, first: u64, report: &str, certificate: &str) -> String {
    let lot = lot(number, "示例检验所").replace("report.pdf", report);
    let material = material(number).replace("coa.pdf", certificate);
    [lot, material, can(number, first)].join("\n")
}

/// Delivers one lot with a report of this name and content; gives the rules it was told.
fn delivered(platform: &Platform, name: &str, report: &[u8]) -> (SubmissionState, Vec<String>) {
    let rows = [master(), rows("L1", 100, name, "coa.pdf")].join("\n");
    let file = zip(&[("rows.jsonl", rows.as_bytes()), (name, report), ("coa.pdf", COA)]);
    let receipt = platform.deliver(file, AcceptMode::AllOrNothing);
    (receipt.state, platform.rules(&receipt))
}

/// The report of the only lot, and its bytes as they are stored.
fn report(platform: &Platform) -> (DocumentRef, Vec<u8>) {
    let document = platform.registry.lots(platform.maker, 10).unwrap().remove(0).inspection.document;
    let mut stored = platform.objects.open(ObjectKind::Document, &document.hash).unwrap().unwrap();
    let mut bytes = Vec::new();
    stored.read_to_end(&mut bytes).unwrap();
    (document, bytes)
}

#[test]
fn one_certificate_of_many_lots_is_stored_once_under_whatever_names() {
    let platform = platform();
    let first =
        [master(), rows("L1", 100, "report.pdf", "coa.pdf"), rows("L2", 200, "report.pdf", "coa.pdf")];
    let first = first.join("\n");
    let file = zip(&[("rows.jsonl", first.as_bytes()), ("report.pdf", PDF), ("coa.pdf", COA)]);
    assert_eq!(platform.deliver(file, AcceptMode::AllOrNothing).state, SubmissionState::Published);
    let second = rows("L3", 300, "another report.pdf", "certificate 7.pdf");
    let file =
        zip(&[("rows.jsonl", second.as_bytes()), ("another report.pdf", PDF), ("certificate 7.pdf", COA)]);
    assert_eq!(platform.deliver(file, AcceptMode::AllOrNothing).state, SubmissionState::Published);
    let lots = platform.registry.lots(platform.maker, 10).unwrap();
    assert_eq!(lots.len(), 3);
    assert!(lots.iter().all(|lot| lot.raw_materials[0].document.hash == hash(COA)));
    let mut stored = platform.objects.list(ObjectKind::Document).unwrap();
    stored.sort_unstable();
    let mut wanted = [hash(PDF), hash(COA)];
    wanted.sort_unstable();
    assert_eq!(stored, wanted);
    assert_eq!(platform.problems(), Vec::<String>::new());
}

#[test]
fn a_picture_is_stored_as_the_platform_wrote_it_and_the_originals_hash_is_noted() {
    let platform = platform();
    let sent = [png(), b"and something behind its end".to_vec()].concat();
    assert_eq!(delivered(&platform, "report.png", &sent).0, SubmissionState::Published);
    let (document, stored) = report(&platform);
    assert_ne!(document.hash, hash(&sent));
    assert_eq!((document.hash, document.bytes), (hash(&stored), stored.len() as u64));
    assert_eq!((document.media, document.file_name.as_str()), (Media::Png, "report.png"));
    assert_eq!(image::load_from_memory(&stored).unwrap().into_rgb8().get_pixel(3, 3).0, [1, 200, 3]);
    assert_eq!(platform.registry.originals(&document.hash).unwrap(), [hash(&sent)]);
    assert_eq!(platform.problems(), Vec::<String>::new());
}

#[test]
fn a_pdf_and_an_ofd_are_stored_byte_for_byte() {
    let ofd = zip(&[("OFD.xml", b"<ofd:OFD/>"), ("Doc_0/Document.xml", b"<ofd:Document/>")]);
    for (name, content, media) in
        [("report.pdf", PDF, Media::Pdf), ("report.ofd", ofd.as_slice(), Media::Ofd)]
    {
        let platform = platform();
        assert_eq!(delivered(&platform, name, content).0, SubmissionState::Published, "{name}");
        let (document, stored) = report(&platform);
        assert_eq!((document.hash, document.media), (hash(content), media));
        assert_eq!(stored, content);
        assert!(platform.registry.originals(&document.hash).unwrap().is_empty());
    }
}

#[test]
fn a_pdf_that_acts_is_taken_with_a_warning_and_a_plain_one_without() {
    let acting = b"%PDF-1.7 <</OpenAction 1 0 R>>";
    let (state, rules) = delivered(&platform(), "report.pdf", acting);
    assert_eq!((state, rules), (SubmissionState::Published, vec!["document_active".to_owned()]));
    assert_eq!(delivered(&platform(), "report.pdf", PDF), (SubmissionState::Published, Vec::new()));
}

#[test]
fn content_and_name_must_agree_and_a_picture_must_be_whole() {
    let cut = &png()[..60];
    let zipped = zip(&[("readme.xml", b"<a/>")]);
    for (name, content, rule) in [
        ("report.pdf", png().as_slice(), "document_kind"),
        ("report.png", PDF, "document_kind"),
        ("report.webp", png().as_slice(), "document_kind"),
        ("report.ofd", zipped.as_slice(), "document_kind"),
        ("report.png", cut, "document_picture_damaged"),
    ] {
        let (state, rules) = delivered(&platform(), name, content);
        assert_eq!(state, SubmissionState::Rejected, "{name}");
        assert!(rules.iter().any(|told| told == rule), "{name}: {rules:?}");
    }
}
