//! ZIP: tables in any of the other forms, and the documents that they name.

use std::collections::BTreeSet;
use std::io::{self, Read, Seek as _, SeekFrom};

use encoding_rs::GB18030;
use rusu_core::hidden::turns_direction;
use rusu_core::limits::{
    COMPRESSION_RATIO_MAX, DOCUMENT_BYTES_MAX, FILES_PER_SUBMISSION_MAX, UNPACKED_BYTES_MAX,
    ZIP_DIRECTORY_BYTES_MAX,
};
use rusu_core::lot::Media;
use rusu_core::ports::StoreFault;
use rusu_core::rejection::{Finding, Place};
use zip::ZipArchive;
use zip::read::ZipFile;

use crate::bounded::Watched;
use crate::cell::composed;
use crate::session::Session;
use crate::{DecodeFault, Form, HEAD_BYTES, Stop, csv_file, form_of, json_lines, refusal, xlsx};

/// Unpacked bytes from which on the ratio is looked at: a small file of blanks packs very well.
const RATIO_FROM_BYTES: u64 = 1024 * 1024;

/// Decodes a ZIP in the order of its directory.
///
/// # Errors
/// [`Stop`].
pub(crate) fn decode(upload: &mut Watched<'_>, name: &str, session: &mut Session<'_>) -> Result<(), Stop> {
    let Some(mut archive) = open(upload) else {
        session.reject_file(name, "file_damaged");
        return Ok(());
    };
    if archive.index_for_name("xl/workbook.xml").is_some() {
        drop(archive);
        upload.seek(SeekFrom::Start(0))?;
        return xlsx::decode(upload, name, session);
    }
    if archive.len() > FILES_PER_SUBMISSION_MAX {
        let finding = Finding::error("zip_too_many_files", archive.len().to_string());
        session.reject(Place::file(name), finding.with("limit", FILES_PER_SUBMISSION_MAX));
        return Ok(());
    }
    // Two entries over the same bytes unpack to more than any ratio of one of them tells.
    if archive.has_overlapping_entries().unwrap_or(true) {
        session.reject_file(name, "zip_overlap");
        return Ok(());
    }
    let mut seen = BTreeSet::new();
    let mut budget = UNPACKED_BYTES_MAX;
    for index in 0..archive.len() {
        let entry = match named(&mut archive, index, name) {
            Named::Path(entry) => entry,
            Named::Ignored => continue,
            Named::Refused(file, rule, value) => {
                session.reject(Place::file(&file), Finding::error(rule, value));
                continue;
            }
        };
        if Media::from_file_name(&entry).is_some() && !seen.insert(base_name(&entry).to_owned()) {
            session.reject_file(&entry, "document_twice");
            continue;
        }
        let Ok(file) = archive.by_index(index) else {
            session.reject_file(&entry, "zip_damaged");
            continue;
        };
        let mut unpacking = Unpacking::new(file, &mut budget);
        let decoded = decode_entry(&mut unpacking, &entry, session);
        match (unpacking.stopped, decoded) {
            (Some(rule), _) => {
                let finding = Finding::error(rule, entry.as_str()).with("limit", limit_of(rule));
                session.reject(Place::file(&entry), finding);
                if rule == "zip_too_large" {
                    return Ok(());
                }
            }
            (None, Err(Stop::Unreadable)) => session.reject_file(&entry, "zip_damaged"),
            (None, decoded) => decoded?,
        }
    }
    Ok(())
}

/// Reads one document again.
///
/// # Errors
/// [`DecodeFault`].
pub(crate) fn read_document(
    upload: &mut Watched<'_>,
    file_name: &str,
    document_name: &str,
    out: &mut dyn FnMut(&[u8]) -> Result<(), StoreFault>,
) -> Result<bool, DecodeFault> {
    let damaged = |source: io::Error| DecodeFault::Read { file_name: file_name.to_owned(), source };
    let Some(mut archive) = open(upload) else { return Ok(false) };
    for index in 0..archive.len() {
        let Named::Path(name) = named(&mut archive, index, file_name) else { continue };
        if Media::from_file_name(&name).is_none() || base_name(&name) != document_name {
            continue;
        }
        let mut file = archive.by_index(index).map_err(|error| damaged(io::Error::other(error)))?;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match file.read(&mut buffer) {
                Ok(0) => return Ok(true),
                Ok(read) => out(buffer.get(..read).unwrap_or_default())?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(damaged(error)),
            }
        }
    }
    Ok(false)
}

/// A file's name without its folders.
pub(crate) fn base_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path).trim()
}

fn open<'u, 'a>(upload: &'u mut Watched<'a>) -> Option<ZipArchive<&'u mut Watched<'a>>> {
    upload.allow(Some(ZIP_DIRECTORY_BYTES_MAX));
    let is_directory_sound = ZipArchive::new(&mut *upload).is_ok();
    upload.allow(None);
    if !is_directory_sound || upload.seek(SeekFrom::Start(0)).is_err() {
        return None;
    }
    ZipArchive::new(upload).ok()
}

/// What the directory says of one entry.
enum Named {
    /// To be read: its decoded path.
    Path(String),
    /// A folder, or litter.
    Ignored,
    /// Not to be read: the file it is about, the rule, the value.
    Refused(String, &'static str, String),
}

fn named(archive: &mut ZipArchive<&mut Watched<'_>>, index: usize, zip_name: &str) -> Named {
    // The raw reader also opens what is encrypted or packed in an unknown way.
    let Ok(file) = archive.by_index_raw(index) else {
        return Named::Refused(zip_name.to_owned(), "zip_damaged", zip_name.to_owned());
    };
    let Some(name) = decoded_name(file.name_raw()) else {
        let shown = String::from_utf8_lossy(file.name_raw()).into_owned();
        return Named::Refused(zip_name.to_owned(), "zip_name", shown);
    };
    if file.is_dir() || name.ends_with('\\') || is_litter(&name) {
        Named::Ignored
    } else if file.is_symlink() || !is_safe(&name) {
        Named::Refused(name.clone(), "zip_path_unsafe", name)
    } else if file.encrypted() {
        Named::Refused(name.clone(), "zip_encrypted", name)
    } else {
        Named::Path(name)
    }
}

/// UTF-8, flagged or not, or what Windows in China writes.
fn decoded_name(raw: &[u8]) -> Option<String> {
    let name = match std::str::from_utf8(raw) {
        // macOS packs names decomposed; the table that names the document does not.
        Ok(name) => composed(name).into_owned(),
        Err(_) => composed(&GB18030.decode_without_bom_handling_and_without_replacement(raw)?).into_owned(),
    };
    (!name.chars().any(char::is_control) && !turns_direction(&name)).then_some(name)
}

/// What operating systems put into folders unasked, and the lock files of spreadsheets.
fn is_litter(name: &str) -> bool {
    let base = base_name(name);
    let hidden = base.starts_with('.') || base.starts_with("~$");
    hidden || name.starts_with("__MACOSX/") || matches!(base, "Thumbs.db" | "desktop.ini")
}

fn is_safe(name: &str) -> bool {
    let absolute = name.starts_with(['/', '\\']) || name.chars().nth(1) == Some(':');
    !absolute && !base_name(name).is_empty() && !name.split(['/', '\\']).any(|part| part == "..")
}

fn limit_of(rule: &str) -> u64 {
    match rule {
        "document_too_large" => DOCUMENT_BYTES_MAX,
        "zip_ratio" => COMPRESSION_RATIO_MAX,
        _ => UNPACKED_BYTES_MAX,
    }
}

fn decode_entry(file: &mut Unpacking<'_, '_, '_>, name: &str, session: &mut Session<'_>) -> Result<(), Stop> {
    if Media::from_file_name(name).is_some() {
        if file.declared > DOCUMENT_BYTES_MAX {
            file.stopped = Some("document_too_large");
            return Ok(());
        }
        file.limit = DOCUMENT_BYTES_MAX;
        let bytes = file.declared;
        let stored = session.sink().document(base_name(name), bytes, file);
        // What the sink says of a read that failed is the ZIP's damage, not the store's.
        if file.failed {
            return Err(Stop::Unreadable);
        }
        return Ok(stored?);
    }
    let mut head = Vec::with_capacity(HEAD_BYTES);
    (&mut *file).take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    let form = form_of(&head, name);
    let mut whole = io::Cursor::new(head).chain(file);
    match form {
        Form::Csv => csv_file::decode(&mut whole, name, session),
        Form::JsonLines => json_lines::decode(&mut whole, name, session),
        Form::Xlsx => decode_workbook(&mut whole, name, session),
        other => {
            session.reject_file(name, refusal(other));
            Ok(())
        }
    }
}

/// A workbook must be read from any place: it is unpacked beside the ZIP first.
fn decode_workbook(source: &mut dyn Read, name: &str, session: &mut Session<'_>) -> Result<(), Stop> {
    let scratch = |source: io::Error| DecodeFault::Scratch { file_name: name.to_owned(), source };
    let mut file = tempfile::tempfile().map_err(scratch)?;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = match source.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        io::Write::write_all(&mut file, buffer.get(..read).unwrap_or_default()).map_err(scratch)?;
    }
    file.seek(SeekFrom::Start(0)).map_err(scratch)?;
    let mut unpacked = Watched::new(&mut file);
    let decoded = xlsx::decode(&mut unpacked, name, session);
    match unpacked.fault() {
        Some(source) => Err(scratch(source).into()),
        None => decoded,
    }
}

/// A file of a ZIP while it is unpacked: counts what comes out and stops at the limits.
struct Unpacking<'f, 'u, 'a> {
    file: ZipFile<'f, &'u mut Watched<'a>>,
    budget: &'f mut u64,
    packed: u64,
    declared: u64,
    unpacked: u64,
    limit: u64,
    /// The rule at which unpacking was stopped.
    stopped: Option<&'static str>,
    /// Whether reading failed in any way.
    failed: bool,
}

impl<'f, 'u, 'a> Unpacking<'f, 'u, 'a> {
    fn new(file: ZipFile<'f, &'u mut Watched<'a>>, budget: &'f mut u64) -> Self {
        let (packed, declared) = (file.compressed_size().max(1), file.size());
        Self { file, budget, packed, declared, unpacked: 0, limit: u64::MAX, stopped: None, failed: false }
    }

    fn stop(&mut self, rule: &'static str) -> io::Error {
        self.stopped = Some(rule);
        self.failed = true;
        io::Error::other(rule)
    }
}

impl Read for Unpacking<'_, '_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match self.file.read(buffer) {
            Ok(read) => read,
            Err(error) => {
                self.failed |= error.kind() != io::ErrorKind::Interrupted;
                return Err(error);
            }
        };
        let count = u64::try_from(read).unwrap_or(u64::MAX);
        self.unpacked += count;
        if self.unpacked > self.limit {
            return Err(self.stop("document_too_large"));
        }
        if self.unpacked > RATIO_FROM_BYTES && self.unpacked / self.packed > COMPRESSION_RATIO_MAX {
            return Err(self.stop("zip_ratio"));
        }
        match self.budget.checked_sub(count) {
            Some(left) => *self.budget = left,
            None => return Err(self.stop("zip_too_large")),
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_utf_8_or_as_gbk() {
        assert_eq!(decoded_name("报告.pdf".as_bytes()).as_deref(), Some("报告.pdf"));
        assert_eq!(decoded_name(b"\xb1\xa8\xb8\xe6.pdf").as_deref(), Some("报告.pdf"));
        assert_eq!(decoded_name(b"\xff\xff"), None);
        assert_eq!(decoded_name(b"a\0.pdf"), None);
        assert_eq!(decoded_name("报告\u{202e}fdp.exe".as_bytes()), None);
    }

    #[test]
    fn a_path_that_leaves_its_folder_is_unsafe() {
        for unsafe_name in
            ["../a.csv", "a/../../b.csv", "/etc/a.csv", "C:\\a.csv", "\\\\host\\a.csv", "a\\..\\b.csv", "a/"]
        {
            assert!(!is_safe(unsafe_name), "{unsafe_name}");
        }
        assert!(is_safe("批次/报告..pdf"));
    }

    #[test]
    fn litter_of_operating_systems_is_ignored() {
        for litter in ["__MACOSX/a.csv", "docs/.DS_Store", "Thumbs.db", "~$批次.xlsx", "__MACOSX/._报告.pdf"]
        {
            assert!(is_litter(litter), "{litter}");
        }
        assert!(!is_litter("批次.xlsx"));
    }
}
