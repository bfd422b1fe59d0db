//! What the operator publishes beside the answers, and what people write to it.
//!
//! Owns: announcements, results of official sampling, complaints, the figures of the statistics page.
//! Refuses to know: how any of it is stored, sent or shown.

pub mod announcement;
pub mod complaint;
pub mod sampling;
pub mod statistics;

pub use announcement::{Announcement, AnnouncementKind, Words};
pub use complaint::{Complaint, ComplaintKind, ComplaintState, NewComplaint};
pub use sampling::{Conclusion, SamplingFailure, SamplingResult, SamplingScope, SamplingSearch};
pub use statistics::{LotStatistics, QueryCount, Statement};

use crate::lot::ContentHash;

/// A key for the operator's endpoints. Only a digest of the secret is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperatorKey {
    /// SHA-256 of the whole key text.
    pub digest: [u8; 32],
    /// Whose or what for; stands beside what was done with it.
    pub label: String,
    /// Since when.
    pub created_at: jiff::Timestamp,
    /// Until when, if it was revoked.
    pub revoked_at: Option<jiff::Timestamp>,
}

/// A picture that the operator uploaded, such as an enterprise's logo: a PNG made by the platform.
pub type Picture = ContentHash;

/// A check file by which a mini-program platform makes sure that an address is ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckFile {
    /// The file's name; see [`CheckFile::fits`].
    pub name: String,
    /// Its text.
    pub content: String,
}

impl CheckFile {
    /// Whether a name is that of a check file: letters, digits, `-` and `_`, then `.txt`.
    #[must_use]
    pub fn fits(name: &str) -> bool {
        let Some(stem) = name.strip_suffix(".txt") else { return false };
        !stem.is_empty()
            && stem.len() <= crate::limits::CHECK_FILE_NAME_CHARACTERS_MAX
            && stem.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What is on it.
    pub entries: Vec<T>,
    /// Its number, from 1.
    pub number: usize,
    /// Whether there is another behind it.
    pub more: bool,
}

impl<T> Page<T> {
    /// A page of what was read from its first row on, which is one row more than a page holds if
    /// there is another page behind it.
    #[must_use]
    pub fn cut(mut entries: Vec<T>, number: PageNumber) -> Self {
        let more = entries.len() > crate::limits::PORTAL_PAGE_ROWS_MAX;
        entries.truncate(crate::limits::PORTAL_PAGE_ROWS_MAX);
        Self { entries, number: number.get(), more }
    }
}

/// Which page of a list is asked for, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageNumber(usize);

impl PageNumber {
    /// The first page.
    pub const FIRST: Self = Self(1);

    /// A page of at most [`PAGES_MAX`](crate::limits::PAGES_MAX); what lies outside becomes the nearest.
    #[must_use]
    pub fn new(number: usize) -> Self {
        Self(number.clamp(1, crate::limits::PAGES_MAX))
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> usize {
        self.0
    }

    /// How many rows stand before this page, with [`PORTAL_PAGE_ROWS_MAX`](crate::limits::PORTAL_PAGE_ROWS_MAX) on each.
    #[must_use]
    pub fn rows_before(self) -> usize {
        (self.0 - 1) * crate::limits::PORTAL_PAGE_ROWS_MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{CHECK_FILE_NAME_CHARACTERS_MAX, PAGES_MAX, PORTAL_PAGE_ROWS_MAX};

    #[test]
    fn a_check_file_has_a_plain_name() {
        let longest = format!("{}.txt", "a".repeat(CHECK_FILE_NAME_CHARACTERS_MAX));
        let longer = format!("a{longest}");
        assert!(CheckFile::fits("MP_verify-1.txt") && CheckFile::fits(&longest));
        for name in ["", ".txt", "a.html", "../a.txt", "a b.txt", "码.txt", &longer] {
            assert!(!CheckFile::fits(name), "{name}");
        }
    }

    #[test]
    fn a_page_that_is_just_full_has_none_behind_it() {
        let read = |rows: usize| Page::cut(vec![(); rows], PageNumber::FIRST);
        assert!(!read(PORTAL_PAGE_ROWS_MAX).more);
        let full = read(PORTAL_PAGE_ROWS_MAX + 1);
        assert!(full.more && full.entries.len() == PORTAL_PAGE_ROWS_MAX);
    }

    #[test]
    fn a_page_number_stays_within_its_bounds() {
        assert_eq!(PageNumber::new(0), PageNumber::FIRST);
        assert_eq!(PageNumber::new(PAGES_MAX + 1).get(), PAGES_MAX);
        assert_eq!(PageNumber::new(3).rows_before(), 2 * PORTAL_PAGE_ROWS_MAX);
    }
}
