//! Which strata there are: one small file, replaced as a whole.
//!
//! ```text
//! manifest := "RUSUMAN2"   rows   checksum: u32 (CRC-32C of all before it)
//! row      := enterprise: u32, sequence: u64, file: u64, level: u8, checksum of the footer: u32   (little-endian)
//! ```
//!
//! It is not kept in the engine: a flipped bit in the length of a journal's entry makes the engine
//! take the rest for a torn write and drop it, and the files of the dropped rows would go with them.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::StoreFault;

use crate::block::{seal, unseal};
use crate::fault::{damaged, unavailable};
use crate::stratum::Footer;

const FILE: &str = "manifest";
/// Written whole and made durable before it takes the place of the other.
const FILE_ASIDE: &str = "manifest.new";
const MAGIC: &[u8] = b"RUSUMAN2";
const ROW_BYTES: usize = 25;

/// A stratum's place in the order of its enterprise, and its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) enterprise: EnterpriseId,
    /// A stratum hides those of lower sequence.
    pub(crate) sequence: u64,
    pub(crate) file: u64,
    /// How often its content was merged.
    pub(crate) level: u8,
    /// Ties the row to the file's content.
    pub(crate) footer: u32,
}

impl Row {
    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.enterprise.0.to_le_bytes());
        out.extend_from_slice(&self.sequence.to_le_bytes());
        out.extend_from_slice(&self.file.to_le_bytes());
        out.push(self.level);
        out.extend_from_slice(&self.footer.to_le_bytes());
    }

    fn read(bytes: &[u8; ROW_BYTES]) -> Option<Self> {
        let (enterprise, rest) = bytes.split_first_chunk()?;
        let (sequence, rest) = rest.split_first_chunk()?;
        let (file, rest) = rest.split_first_chunk()?;
        let (level, footer) = rest.split_first()?;
        Some(Self {
            enterprise: EnterpriseId(u32::from_le_bytes(*enterprise)),
            sequence: u64::from_le_bytes(*sequence),
            file: u64::from_le_bytes(*file),
            level: *level,
            footer: u32::from_le_bytes(footer.try_into().ok()?),
        })
    }
}

fn encode(rows: &[Row]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    rows.iter().for_each(|row| row.write(&mut bytes));
    seal(&mut bytes);
    bytes
}

fn decode(bytes: &[u8]) -> Option<Vec<Row>> {
    let (rows, []) = unseal(bytes)?.strip_prefix(MAGIC)?.as_chunks() else { return None };
    rows.iter().map(Row::read).collect()
}

/// Puts other rows in the place of those there are, durably: a crash leaves the ones or the others.
pub(crate) fn store(directory: &Path, rows: &[Row]) -> io::Result<()> {
    let aside = directory.join(FILE_ASIDE);
    let mut file = File::create(&aside)?;
    file.write_all(&encode(rows))?;
    file.sync_all()?;
    fs::rename(&aside, directory.join(FILE))?;
    sync_directory(directory)
}

/// The rows of a directory; makes it, with none, where it is new.
///
/// # Errors
/// [`StoreFault::Damaged`] if the manifest is damaged, or missing where there are strata.
pub(crate) fn load(directory: &Path) -> Result<Vec<Row>, StoreFault> {
    let failed = |error: &io::Error| unavailable(directory, error);
    fs::create_dir_all(directory).map_err(|error| failed(&error))?;
    let path = directory.join(FILE);
    match fs::read(&path) {
        Ok(bytes) => decode(&bytes).ok_or_else(|| damaged(&path, "its checksum is wrong")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // It is there before the first stratum.
            if !files(directory)?.is_empty() {
                return Err(damaged(&path, "it is missing, but there are strata"));
            }
            store(directory, &[]).map_err(|error| failed(&error))?;
            Ok(Vec::new())
        }
        Err(error) => Err(unavailable(&path, &error)),
    }
}

/// What ties a row to a footer.
pub(crate) fn footer_checksum(footer: &Footer) -> u32 {
    crc32c::crc32c(&footer.write())
}

/// A stratum's file.
pub(crate) fn path(directory: &Path, file: u64) -> PathBuf {
    directory.join(format!("{file:012}.stratum"))
}

/// Removes strata that no row names: what a crash left of a put or a merge. Tells the largest number
/// that a file has.
pub(crate) fn clear_unnamed(directory: &Path, rows: &[Row]) -> Result<u64, StoreFault> {
    let mut largest = rows.iter().map(|row| row.file).max().unwrap_or_default();
    for (file, path) in files(directory)? {
        largest = largest.max(file);
        if !rows.iter().any(|row| row.file == file) {
            fs::remove_file(&path).map_err(|error| unavailable(&path, &error))?;
        }
    }
    Ok(largest)
}

/// Number and path of each stratum's file.
fn files(directory: &Path) -> Result<Vec<(u64, PathBuf)>, StoreFault> {
    let failed = |error: &io::Error| unavailable(directory, error);
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(|error| failed(&error))? {
        let path = entry.map_err(|error| failed(&error))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name == FILE || name == FILE_ASIDE {
            continue;
        }
        let number = name.strip_suffix(".stratum").and_then(|stem| stem.parse().ok());
        let number = number.ok_or_else(|| damaged(&path, "no version of this program makes such a file"))?;
        files.push((number, path));
    }
    Ok(files)
}

/// Makes a new file's entry in its directory durable.
pub(crate) fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Row {
        Row { enterprise: EnterpriseId(258), sequence: 7, file: 9, level: 2, footer: 0x0403_0201 }
    }

    #[test]
    fn a_manifest_has_exactly_these_bytes_and_reads_back() {
        let bytes = encode(&[row()]);
        let row_bytes = [2, 1, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 3, 4];
        assert_eq!(&bytes[..33], [MAGIC, row_bytes.as_slice()].concat());
        assert_eq!(decode(&bytes), Some(vec![row()]));
        assert_eq!(decode(&encode(&[])), Some(Vec::new()));
    }

    #[test]
    fn a_manifest_with_any_bit_flipped_is_refused() {
        let bytes = encode(&[row(), row()]);
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(decode(&flipped), None, "bit {bit}");
        }
    }

    #[test]
    fn strata_without_a_manifest_are_refused() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(load(directory.path()).unwrap(), []);
        fs::write(path(directory.path(), 1), "").unwrap();
        fs::remove_file(directory.path().join(FILE)).unwrap();
        assert!(matches!(load(directory.path()), Err(StoreFault::Damaged { .. })));
    }

    #[test]
    fn a_stratum_without_a_row_is_removed_and_its_number_not_given_again() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(path(directory.path(), 9), "").unwrap();
        fs::write(path(directory.path(), 12), "").unwrap();
        assert_eq!(clear_unnamed(directory.path(), &[row()]).unwrap(), 12);
        assert_eq!(files(directory.path()).unwrap(), [(9, path(directory.path(), 9))]);
    }
}
