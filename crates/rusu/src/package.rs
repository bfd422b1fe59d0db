//! From a path to one delivery: a file as it is, or a ZIP made of a folder, or of a data file
//! together with the documents that it names and that lie beside it.
//!
//! Invariant: the same files give the same bytes, so that a delivery sent twice is one delivery.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use jiff::Timestamp;
use rusu_core::limits::{FILES_PER_SUBMISSION_MAX, UPLOAD_BYTES_MAX};
use sha2::{Digest as _, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Extensions of files that hold rows.
const TABLES: &[&str] = &["csv", "tsv", "txt", "xlsx", "xlsm", "jsonl", "ndjson", "json"];
/// Extensions of certificates and reports.
const DOCUMENTS: &[&str] = &["pdf", "ofd", "jpg", "jpeg", "png", "webp"];
/// Folders within a folder that are entered, at most.
const DEPTH_MAX: usize = 8;

/// How a package is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    /// For the way over a network.
    Small,
    /// For a copy on the same machine.
    Fast,
}

/// One delivery, ready to be read.
pub(crate) struct Package {
    /// The file name under which it is delivered.
    pub(crate) name: String,
    /// Its bytes, at their beginning.
    pub(crate) file: File,
    /// How many.
    pub(crate) bytes: u64,
    /// SHA-256 of its bytes, hexadecimal.
    pub(crate) hash: String,
    /// Files of a folder that were left out.
    pub(crate) left_out: Vec<String>,
}

impl Package {
    /// Makes a delivery of a path.
    ///
    /// # Errors
    /// A path that is not there, a folder without data, files that cannot be read or are too large.
    pub(crate) fn of(path: &Path, packing: Packing, now: Timestamp) -> anyhow::Result<Self> {
        let shown = path.display();
        let about = std::fs::metadata(path).with_context(|| format!("{shown} cannot be read"))?;
        if about.is_dir() {
            return folder(path, packing);
        }
        ensure!(
            !has_extension(path, DOCUMENTS),
            "{shown} is a document; deliver the folder or the data file that names it"
        );
        let documents = if has_extension(path, TABLES) { named_beside(path, now)? } else { Vec::new() };
        if documents.is_empty() {
            let file = File::open(path).with_context(|| format!("{shown} cannot be opened"))?;
            return Self::new(file_name(path)?, file, Vec::new());
        }
        let mut files = vec![(file_name(path)?, path.to_owned())];
        for document in documents {
            files.push((file_name(&document)?, document));
        }
        Self::new(format!("{}.zip", file_name(path)?), zipped(&files, packing)?, Vec::new())
    }

    fn new(name: String, mut file: File, left_out: Vec<String>) -> anyhow::Result<Self> {
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 256 * 1024];
        let mut bytes = 0;
        loop {
            let count = file.read(&mut buffer).with_context(|| format!("{name} cannot be read"))?;
            let Some(chunk) = buffer.get(..count).filter(|chunk| !chunk.is_empty()) else { break };
            hasher.update(chunk);
            bytes += u64::try_from(count)?;
        }
        ensure!(bytes > 0, "{name} is empty");
        ensure!(
            bytes <= UPLOAD_BYTES_MAX,
            "{name} has {bytes} bytes, the limit of one delivery is {UPLOAD_BYTES_MAX}"
        );
        file.seek(SeekFrom::Start(0))?;
        let hash = hasher.finalize().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        Ok(Self { name, file, bytes, hash, left_out })
    }
}

fn folder(path: &Path, packing: Packing) -> anyhow::Result<Package> {
    let shown = path.display();
    let mut files = Vec::new();
    let mut left_out = Vec::new();
    walk(path, "", 0, &mut files, &mut left_out)?;
    files.sort_unstable();
    left_out.sort_unstable();
    let has_rows = files.iter().any(|(_, file)| has_extension(file, TABLES));
    ensure!(has_rows, "folder {shown} holds no CSV, XLSX or JSON Lines file");
    let count = files.len();
    ensure!(
        count <= FILES_PER_SUBMISSION_MAX,
        "folder {shown} holds {count} files, limit is {FILES_PER_SUBMISSION_MAX}"
    );
    let name =
        std::fs::canonicalize(path).ok().and_then(|full| full.file_name()?.to_str().map(str::to_owned));
    let name = name.unwrap_or_else(|| "delivery".to_owned());
    Package::new(format!("{name}.zip"), zipped(&files, packing)?, left_out)
}

fn walk(
    directory: &Path,
    prefix: &str,
    depth: usize,
    files: &mut Vec<(String, PathBuf)>,
    left_out: &mut Vec<String>,
) -> anyhow::Result<()> {
    ensure!(depth <= DEPTH_MAX, "folder {} lies more than {DEPTH_MAX} folders deep", directory.display());
    let entries =
        std::fs::read_dir(directory).with_context(|| format!("{} cannot be read", directory.display()))?;
    for entry in entries {
        let path = entry?.path();
        let name = file_name(&path)?;
        let inside = format!("{prefix}{name}");
        // Hidden files, and what spreadsheet programs and other systems leave beside the real ones.
        if name.starts_with(['.', '~']) || name == "__MACOSX" {
            continue;
        }
        if path.is_dir() {
            walk(&path, &format!("{inside}/"), depth + 1, files, left_out)?;
        } else if has_extension(&path, TABLES) || has_extension(&path, DOCUMENTS) {
            files.push((inside, path));
        } else {
            left_out.push(inside);
        }
    }
    Ok(())
}

/// The documents that a data file names and that lie in the same folder.
fn named_beside(path: &Path, now: Timestamp) -> anyhow::Result<Vec<PathBuf>> {
    let directory = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let beside = std::fs::read_dir(directory)?.flatten().any(|entry| has_extension(&entry.path(), DOCUMENTS));
    if !beside {
        return Ok(Vec::new());
    }
    let mut file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    let scratch = std::env::temp_dir();
    let report = rusu_intake::check_offline(&mut file, &file_name(path)?, now, &scratch)?;
    let names: BTreeSet<String> =
        report.files.into_iter().filter(|name| !name.contains(['/', '\\'])).collect();
    Ok(names.into_iter().map(|name| directory.join(name)).filter(|document| document.is_file()).collect())
}

/// A ZIP of files under given names, in their order, in an unnamed temporary file.
fn zipped(files: &[(String, PathBuf)], packing: Packing) -> anyhow::Result<File> {
    let mut writer = ZipWriter::new(tempfile::tempfile().context("no temporary file can be made")?);
    for (name, path) in files {
        let mut source = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
        let large = source.metadata()?.len() >= u64::from(u32::MAX);
        let method = if packing == Packing::Fast
            || has_extension(path, DOCUMENTS)
            || has_extension(path, &["xlsx", "xlsm"])
        {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        // A file's own time must not change the package's content.
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(0o644)
            .large_file(large);
        writer.start_file(name.as_str(), options)?;
        std::io::copy(&mut source, &mut writer)
            .with_context(|| format!("{} cannot be packed", path.display()))?;
    }
    let mut file = writer.finish()?;
    file.flush()?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    extensions.iter().any(|known| extension.eq_ignore_ascii_case(known))
}

fn file_name(path: &Path) -> anyhow::Result<String> {
    match path.file_name().and_then(|name| name.to_str()) {
        Some(name) => Ok(name.to_owned()),
        None => bail!("the name of {} cannot be used", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(package: &Package) -> Vec<String> {
        let mut zip = zip::ZipArchive::new(package.file.try_clone().unwrap()).unwrap();
        (0..zip.len()).map(|index| zip.by_index(index).unwrap().name().unwrap().into_owned()).collect()
    }

    fn package(path: &Path) -> anyhow::Result<Package> {
        Package::of(path, Packing::Small, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_folder_is_packed_without_hidden_and_foreign_files() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["批次.csv", "report.PDF", ".DS_Store", "~$批次.xlsx", "notes.docx"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let package = package(folder.path()).unwrap();
        assert_eq!(names(&package), ["report.PDF", "批次.csv"]);
        assert_eq!(package.left_out, ["notes.docx"]);
    }

    #[test]
    fn the_same_files_give_the_same_delivery() {
        let make = || {
            let folder = tempfile::tempdir().unwrap();
            std::fs::write(folder.path().join("b.csv"), "1").unwrap();
            std::fs::write(folder.path().join("a.csv"), "2").unwrap();
            package(folder.path()).unwrap().hash
        };
        assert_eq!(make(), make());
    }

    #[test]
    fn a_folder_without_rows_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.pdf"), "x").unwrap();
        assert!(package(folder.path()).err().unwrap().to_string().contains("holds no CSV"));
    }

    #[test]
    fn a_document_alone_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pdf");
        std::fs::write(&path, "x").unwrap();
        assert!(package(&path).err().unwrap().to_string().contains("is a document"));
    }

    #[test]
    fn a_file_without_documents_is_delivered_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("codes.csv");
        std::fs::write(&path, "追溯码\n8800000000000017\n").unwrap();
        let package = package(&path).unwrap();
        assert_eq!((package.name.as_str(), package.bytes), ("codes.csv", 27));
    }

    #[test]
    fn an_empty_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("codes.csv");
        std::fs::write(&path, "").unwrap();
        assert!(package(&path).err().unwrap().to_string().contains("is empty"));
    }
}
