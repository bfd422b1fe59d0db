//! Certificates and reports, as far as they are looked at: what kind of file it is, and whether a PDF
//! carries anything that acts.
//!
//! Owns: the decision by content and name together; the search for active content.
//! Refuses to know: what a document says. A PDF is searched byte by byte and never parsed; of an OFD
//! only the ZIP's directory is read.

use std::io::Cursor;

use rusu_core::limits::FILES_PER_SUBMISSION_MAX;
use rusu_core::lot::Media;
use zip::ZipArchive;

/// What every OFD has at its root.
///
/// Source: GB/T 33190-2016, section 6.
const OFD_ROOT: &str = "OFD.xml";
/// Names by which a PDF says that it does something when it is opened, or carries other files.
///
/// Source: ISO 32000-1, sections 7.11.4, 12.6.4.5, 12.6.4.16 and table 28.
const ACTIVE: [&str; 4] = ["/JavaScript", "/OpenAction", "/Launch", "/EmbeddedFile"];

/// The kind of a document, if its content and its name agree.
#[must_use]
pub fn kind_of(name: &str, bytes: &[u8]) -> Option<Media> {
    let claimed = Media::from_file_name(name)?;
    match claimed {
        Media::Ofd => is_ofd(bytes).then_some(Media::Ofd),
        Media::Pdf | Media::Jpeg | Media::Png | Media::Webp => {
            Media::from_first_bytes(bytes).filter(|told| *told == claimed)
        }
    }
}

/// What of a PDF acts by itself or carries other files; empty for one that only shows something. What
/// a PDF hides in compressed objects is not found: nobody here opens it.
#[must_use]
pub fn active_content(bytes: &[u8]) -> Vec<&'static str> {
    let plain = without_escapes(bytes);
    let has = |name: &str| plain.windows(name.len()).any(|window| window == name.as_bytes());
    ACTIVE.into_iter().filter(|name| has(name)).collect()
}

fn is_ofd(bytes: &[u8]) -> bool {
    let archive = bytes.starts_with(b"PK\x03\x04").then(|| ZipArchive::new(Cursor::new(bytes)));
    archive.and_then(Result::ok).is_some_and(|archive| {
        archive.len() <= FILES_PER_SUBMISSION_MAX && archive.index_for_name(OFD_ROOT).is_some()
    })
}

/// A name of a PDF may write any character as `#` and two digits.
fn without_escapes(bytes: &[u8]) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = (*byte == b'#').then(|| Some((digit(bytes.get(at + 1))?, digit(bytes.get(at + 2))?)));
        match escaped.flatten().and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            Some(character) => {
                plain.push(character);
                at += 3;
            }
            None => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn zip(names: &[&str]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for name in names {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(b"<a/>").unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn a_kind_is_told_where_content_and_name_agree() {
        let png = b"\x89PNG\r\n\x1a\n rest".to_vec();
        let cases = [
            ("a.pdf", b"%PDF-1.7".to_vec(), Media::Pdf),
            ("a.JPG", b"\xff\xd8\xff\xe0 rest of it".to_vec(), Media::Jpeg),
            ("a.png", png, Media::Png),
            ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 ".to_vec(), Media::Webp),
            ("a.ofd", zip(&["Doc_0/Document.xml", "OFD.xml"]), Media::Ofd),
        ];
        for (name, bytes, media) in &cases {
            assert_eq!(kind_of(name, bytes), Some(*media), "{name}");
            for (other, content, _) in &cases {
                assert_eq!(kind_of(name, content).is_some(), name == other, "{other} called {name}");
            }
        }
    }

    #[test]
    fn a_zip_without_the_root_of_an_ofd_is_none() {
        assert_eq!(kind_of("a.ofd", &zip(&["OFD.xml.txt", "x/OFD.xml"])), None);
        assert_eq!(kind_of("a.ofd", b"PK\x03\x04 and no directory"), None);
    }

    #[test]
    fn an_unknown_extension_is_no_document_whatever_it_holds() {
        for name in ["a.svg", "a.html", "a", "a.pdf.exe", "pdf"] {
            assert_eq!(kind_of(name, b"%PDF-1.7"), None, "{name}");
        }
    }

    #[test]
    fn every_kind_of_active_content_is_found_however_its_name_is_written() {
        for name in ACTIVE {
            let plain = format!("%PDF-1.7\n<< {name} 1 0 R >>");
            assert_eq!(active_content(plain.as_bytes()), [name]);
            let escaped: String = name.chars().skip(1).map(|c| format!("#{:02x}", c as u32)).collect();
            assert_eq!(active_content(format!("%PDF-1.7 /{escaped}").as_bytes()), [name]);
        }
    }

    #[test]
    fn a_document_that_only_shows_something_is_not_flagged() {
        assert!(active_content(b"%PDF-1.7 /Type /Catalog /Pages 2 0 R JavaScript #").is_empty());
        assert!(active_content(b"%PDF-1.7 #4 #zz #").is_empty());
    }
}
