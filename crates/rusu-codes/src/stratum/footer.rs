//! The last bytes of a stratum.

use rusu_core::enterprise::EnterpriseId;

use super::MAGIC;
use crate::block::{CHECKSUM_BYTES, seal, unseal};

/// Where everything is, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Footer {
    pub(crate) enterprise: EnterpriseId,
    pub(crate) index_at: u64,
    pub(crate) index_bytes: u64,
    /// With the checksum.
    pub(crate) filter_bytes: u64,
    pub(crate) points: u64,
    pub(crate) runs: u64,
    /// Codes that points and runs stand for.
    pub(crate) codes: u64,
    pub(crate) hints: u64,
}

impl Footer {
    /// The enterprise, seven numbers, the checksum.
    pub(crate) const BYTES: u64 = 4 + 7 * 8 + 4;

    pub(crate) fn write(&self) -> Vec<u8> {
        let mut bytes = self.enterprise.0.to_le_bytes().to_vec();
        let numbers = [
            self.index_at,
            self.index_bytes,
            self.filter_bytes,
            self.points,
            self.runs,
            self.codes,
            self.hints,
        ];
        numbers.iter().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
        seal(&mut bytes);
        bytes
    }

    /// `None` if the checksum is wrong.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let (enterprise, numbers) = unseal(bytes)?.split_first_chunk()?;
        let (numbers, []) = numbers.as_chunks() else { return None };
        let &[index_at, index_bytes, filter_bytes, points, runs, codes, hints] = numbers else { return None };
        Some(Self {
            enterprise: EnterpriseId(u32::from_le_bytes(*enterprise)),
            index_at: u64::from_le_bytes(index_at),
            index_bytes: u64::from_le_bytes(index_bytes),
            filter_bytes: u64::from_le_bytes(filter_bytes),
            points: u64::from_le_bytes(points),
            runs: u64::from_le_bytes(runs),
            codes: u64::from_le_bytes(codes),
            hints: u64::from_le_bytes(hints),
        })
    }

    /// Bytes of the whole file.
    pub(crate) fn file_bytes(&self) -> u64 {
        self.filter_at().saturating_add(self.filter_bytes).saturating_add(Self::BYTES)
    }

    pub(crate) fn filter_at(&self) -> u64 {
        self.index_at.saturating_add(self.index_bytes)
    }

    /// Whether index, filter and footer fill a file of this length to its end.
    pub(crate) fn fits(&self, length: u64) -> bool {
        let checksum = u64::try_from(CHECKSUM_BYTES).unwrap_or_default();
        let magic = u64::try_from(MAGIC.len()).unwrap_or_default();
        let end =
            self.filter_at().checked_add(self.filter_bytes).and_then(|end| end.checked_add(Self::BYTES));
        self.index_at >= magic
            && self.filter_bytes >= checksum
            && (self.filter_bytes - checksum).is_multiple_of(64)
            && end == Some(length)
    }
}
