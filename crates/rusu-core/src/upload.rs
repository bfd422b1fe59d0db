//! Large deliveries that arrive in parts: the manifest that is sent first, and the session that keeps
//! what has arrived.

use std::fmt;

use jiff::Timestamp;

use crate::enterprise::EnterpriseId;
use crate::limits::{UPLOAD_BYTES_MAX, UPLOAD_PART_BYTES_MAX, UPLOAD_PART_BYTES_MIN, UPLOAD_PARTS_MAX};
use crate::lot::ContentHash;
use crate::submission::{AcceptMode, SubmissionId};

/// The public name of an upload session.
///
/// Shape: `U` and the 26 characters that a [`SubmissionId`] has behind its `S`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UploadId(String);

impl UploadId {
    /// Makes an id of a moment and 80 random bits.
    #[must_use]
    pub fn new(at: Timestamp, random: [u8; 10]) -> Self {
        Self(SubmissionId::new(at, random).as_str().replacen('S', "U", 1))
    }

    /// Reads an id, in either case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let rest = text.strip_prefix('U')?;
        SubmissionId::parse(&format!("S{rest}"))?;
        Some(Self(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UploadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a sender says of a large delivery before its bytes come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadManifest {
    /// The file name; its extension says what it is.
    pub file_name: String,
    /// Bytes of the whole.
    pub bytes: u64,
    /// SHA-256 of the whole.
    pub content: ContentHash,
    /// Bytes of every part but the last, which has the rest.
    pub part_bytes: u64,
    /// SHA-256 of each part, in order.
    pub parts: Vec<ContentHash>,
    /// How bad rows are treated.
    pub mode: AcceptMode,
    /// The sender's own name for the delivery: sent twice, it is one submission.
    pub idempotency_key: String,
}

/// Why a manifest cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Nothing would come.
    #[error("the whole has no bytes")]
    Empty,
    /// More than any delivery may have.
    #[error("the whole has {given} bytes, limit is {UPLOAD_BYTES_MAX}")]
    TooLarge {
        /// The bytes as given.
        given: u64,
    },
    /// Parts that are too small or too large.
    #[error(
        "a part has {given} bytes, between {UPLOAD_PART_BYTES_MIN} and {UPLOAD_PART_BYTES_MAX} are allowed"
    )]
    PartBytes {
        /// The bytes as given.
        given: u64,
    },
    /// Not as many parts as the bytes need, or more than there may be.
    #[error("{given} parts are listed, {needed} are needed, limit is {UPLOAD_PARTS_MAX}")]
    PartCount {
        /// Parts as listed.
        given: usize,
        /// Parts that the bytes make.
        needed: u64,
    },
}

impl UploadManifest {
    /// Whether sizes and numbers agree with each other and with the limits.
    ///
    /// # Errors
    /// [`ManifestError`], the first that is found.
    pub fn check(&self) -> Result<(), ManifestError> {
        if self.bytes == 0 {
            return Err(ManifestError::Empty);
        }
        if self.bytes > UPLOAD_BYTES_MAX {
            return Err(ManifestError::TooLarge { given: self.bytes });
        }
        if !(UPLOAD_PART_BYTES_MIN..=UPLOAD_PART_BYTES_MAX).contains(&self.part_bytes) {
            return Err(ManifestError::PartBytes { given: self.part_bytes });
        }
        let (given, needed) = (self.parts.len(), self.bytes.div_ceil(self.part_bytes));
        if given > UPLOAD_PARTS_MAX || u64::try_from(given) != Ok(needed) {
            return Err(ManifestError::PartCount { given, needed });
        }
        Ok(())
    }

    /// Hash and size of a part, counted from 0; `None` if there is no such part.
    #[must_use]
    pub fn part(&self, number: u32) -> Option<(ContentHash, u64)> {
        let hash = self.parts.get(usize::try_from(number).ok()?)?;
        let left = self.bytes.checked_sub(u64::from(number).checked_mul(self.part_bytes)?)?;
        Some((*hash, left.min(self.part_bytes)))
    }
}

/// A large delivery while its parts arrive, and for a while after it was completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadSession {
    /// Its id.
    pub id: UploadId,
    /// Whose.
    pub enterprise: EnterpriseId,
    /// What was promised.
    pub manifest: UploadManifest,
    /// Numbers of the parts that are not durable yet, from 0, in order.
    pub missing: Vec<u32>,
    /// The submission it became.
    pub submission: Option<SubmissionId>,
    /// When the manifest came.
    pub created_at: Timestamp,
    /// When what has arrived is thrown away.
    pub expires_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1024 * 1024;

    fn manifest(bytes: u64, part_bytes: u64, parts: usize) -> UploadManifest {
        UploadManifest {
            file_name: "lot.zip".to_owned(),
            bytes,
            content: ContentHash([9; 32]),
            part_bytes,
            parts: (0..parts).map(|part| ContentHash([part.to_le_bytes()[0]; 32])).collect(),
            mode: AcceptMode::AllOrNothing,
            idempotency_key: "d-1".to_owned(),
        }
    }

    #[test]
    fn a_manifest_whose_parts_make_its_bytes_is_accepted() {
        for (bytes, parts) in [(1, 1), (8 * MIB, 1), (8 * MIB + 1, 2), (UPLOAD_BYTES_MAX, 256)] {
            assert_eq!(manifest(bytes, 8 * MIB, parts).check(), Ok(()), "{bytes} {parts}");
        }
    }

    #[test]
    fn one_part_too_few_or_too_many_is_refused() {
        for (parts, needed) in [(1, 2), (3, 2)] {
            let refused = manifest(8 * MIB + 1, 8 * MIB, parts).check();
            assert_eq!(refused, Err(ManifestError::PartCount { given: parts, needed }));
        }
    }

    #[test]
    fn no_bytes_and_one_byte_beyond_the_limit_are_refused() {
        assert_eq!(manifest(0, 8 * MIB, 0).check(), Err(ManifestError::Empty));
        let given = UPLOAD_BYTES_MAX + 1;
        assert_eq!(manifest(given, 8 * MIB, 257).check(), Err(ManifestError::TooLarge { given }));
    }

    #[test]
    fn a_parts_size_is_accepted_at_its_bounds_and_refused_beyond() {
        for given in [UPLOAD_PART_BYTES_MIN, UPLOAD_PART_BYTES_MAX] {
            assert_eq!(manifest(1, given, 1).check(), Ok(()));
        }
        for given in [0, UPLOAD_PART_BYTES_MIN - 1, UPLOAD_PART_BYTES_MAX + 1] {
            assert_eq!(manifest(1, given, 1).check(), Err(ManifestError::PartBytes { given }));
        }
    }

    #[test]
    fn as_many_parts_as_the_limit_are_accepted_and_one_more_is_refused() {
        let most = UPLOAD_PARTS_MAX as u64;
        let bytes = most * UPLOAD_PART_BYTES_MIN;
        assert_eq!(manifest(bytes, UPLOAD_PART_BYTES_MIN, UPLOAD_PARTS_MAX).check(), Ok(()));
        let one_more = manifest(bytes + 1, UPLOAD_PART_BYTES_MIN, UPLOAD_PARTS_MAX + 1).check();
        let refused = ManifestError::PartCount { given: UPLOAD_PARTS_MAX + 1, needed: most + 1 };
        assert_eq!(one_more, Err(refused));
    }

    #[test]
    fn the_last_part_has_the_rest() {
        let manifest = manifest(2 * MIB + 5, MIB, 3);
        let sizes: Vec<_> = (0..4).map(|number| manifest.part(number).map(|(_, bytes)| bytes)).collect();
        assert_eq!(sizes, [Some(MIB), Some(MIB), Some(5), None]);
    }

    #[test]
    fn an_upload_id_survives_reading_in_lower_case_and_is_no_submission_id() {
        let id = UploadId::new(Timestamp::from_second(1_790_000_000).unwrap(), [7; 10]);
        assert_eq!(UploadId::parse(&id.as_str().to_lowercase()), Some(id.clone()));
        assert_eq!(SubmissionId::parse(id.as_str()), None);
        assert_eq!(UploadId::parse("U123"), None);
    }
}
