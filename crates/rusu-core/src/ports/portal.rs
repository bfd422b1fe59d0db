//! The registry's ports for what surrounds the answers: announcements, sampling results, complaints,
//! logos, check files, counters.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{RecallReader, RecallWriter, StoreFault};
use crate::enterprise::EnterpriseId;
use crate::lot::{ContentHash, LotNumber};
use crate::portal::{
    Announcement, AnnouncementKind, CheckFile, Complaint, ComplaintState, LotStatistics, OperatorKey, Page,
    PageNumber, Picture, QueryCount, SamplingResult, SamplingSearch, Statement,
};

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCount {
    /// New ones.
    pub added: u64,
    /// Known ones with other content.
    pub replaced: u64,
    /// Known ones with the same content.
    pub unchanged: u64,
}

/// Reading what surrounds the answers. A page holds at most
/// [`PORTAL_PAGE_ROWS_MAX`](crate::limits::PORTAL_PAGE_ROWS_MAX) entries.
pub trait PortalReader: RecallReader {
    /// Every enterprise's logo.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn logos(&self) -> Result<Vec<(EnterpriseId, Picture)>, StoreFault>;

    /// Announcements that are visible `now`, pinned first, then latest first; of one kind or all.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn announcements(
        &self,
        kind: Option<AnnouncementKind>,
        now: Timestamp,
        page: PageNumber,
    ) -> Result<Page<Announcement>, StoreFault>;

    /// All announcements with drafts and future ones, latest change first. For the operator.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn all_announcements(&self, page: PageNumber) -> Result<Page<Announcement>, StoreFault>;

    /// One announcement, visible or not.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn announcement(&self, id: u64) -> Result<Option<Announcement>, StoreFault>;

    /// Whether an announcement, visible or not, shows this film.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn shows_video(&self, video: &ContentHash) -> Result<bool, StoreFault>;

    /// Sampling results that fit, latest publication first, then by sample number.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn sampling(&self, search: &SamplingSearch, page: PageNumber)
    -> Result<Page<SamplingResult>, StoreFault>;

    /// Sampling results of a lot, latest first, at most
    /// [`SAMPLING_OF_LOT_MAX`](crate::limits::SAMPLING_OF_LOT_MAX): the enterprise's results with
    /// its lot number.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn sampling_of_lot(
        &self,
        enterprise: EnterpriseId,
        lot: &LotNumber,
    ) -> Result<Vec<SamplingResult>, StoreFault>;

    /// What [`PortalWriter::save_sampling`] would do, without doing it. No two of `results` have the
    /// same authority and sample number.
    ///
    /// This reads page by page; a store that can look a sample up by its identity does so instead.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn count_sampling(&self, results: &[SamplingResult]) -> Result<ImportCount, StoreFault> {
        let identity = |result: &SamplingResult| (result.authority.clone(), result.sample_number.clone());
        let mut new: HashMap<_, _> = results.iter().map(|result| (identity(result), result)).collect();
        let mut count = ImportCount::default();
        for number in 1..=crate::limits::PAGES_MAX {
            let page = self.sampling(&SamplingSearch::default(), PageNumber::new(number))?;
            for known in &page.entries {
                let Some(sent) = new.remove(&identity(known)) else { continue };
                let is_same = SamplingResult { id: known.id, ..sent.clone() } == *known;
                *(if is_same { &mut count.unchanged } else { &mut count.replaced }) += 1;
            }
            if !page.more || new.is_empty() {
                break;
            }
        }
        count.added = u64::try_from(new.len()).unwrap_or(u64::MAX);
        Ok(count)
    }

    /// What is published as of a day: a lot is active through its expiry date.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn lot_statistics(&self, today: Date) -> Result<LotStatistics, StoreFault>;

    /// Counted queries from a day on, by day and channel.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn query_counts(&self, from: Date) -> Result<Vec<QueryCount>, StoreFault>;

    /// Counted queries over all days.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn query_total(&self) -> Result<(u64, u64), StoreFault>;

    /// The market share, if the operator has stated it.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn market_share(&self) -> Result<Option<Statement>, StoreFault>;

    /// A check file by its name.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn check_file(&self, name: &str) -> Result<Option<CheckFile>, StoreFault>;

    /// Every check file, by name.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn check_files(&self) -> Result<Vec<CheckFile>, StoreFault>;

    /// Complaints, latest first; in one state or all. For the operator.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn complaints(
        &self,
        state: Option<ComplaintState>,
        page: PageNumber,
    ) -> Result<Page<Complaint>, StoreFault>;

    /// Complaints in state open.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn complaints_open(&self) -> Result<u64, StoreFault>;

    /// The operator's key with this digest, revoked or not.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn operator_key(&self, digest: &[u8; 32]) -> Result<Option<OperatorKey>, StoreFault>;
}

/// Writing what surrounds the answers. Each call is one transaction, durable when it returns; a
/// change that an answer or the directory could show moves the generation.
pub trait PortalWriter: PortalReader + RecallWriter {
    /// The secret with which forms are signed: the stored one, or `fresh` if there was none yet.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn form_secret(&self, fresh: [u8; 32]) -> Result<[u8; 32], StoreFault>;

    /// Adds an operator's key.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn save_operator_key(&self, key: &OperatorKey) -> Result<(), StoreFault>;

    /// Revokes the operator's keys with a label; tells how many.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn revoke_operator_keys(&self, label: &str, at: Timestamp) -> Result<u64, StoreFault>;

    /// Sets or removes an enterprise's logo. Moves the generation.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn set_logo(&self, enterprise: EnterpriseId, logo: Option<Picture>) -> Result<(), StoreFault>;

    /// Adds or replaces an announcement; `id` 0 gets a new number, which is returned.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn save_announcement(&self, announcement: &Announcement) -> Result<u64, StoreFault>;

    /// Removes an announcement; whether there was one.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn remove_announcement(&self, id: u64) -> Result<bool, StoreFault>;

    /// Adds sampling results; one with the same authority and sample number is replaced. All or
    /// nothing. Moves the generation if anything changed.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn save_sampling(&self, results: &[SamplingResult]) -> Result<ImportCount, StoreFault>;

    /// Removes a sampling result; whether there was one. Moves the generation.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn remove_sampling(&self, id: u64) -> Result<bool, StoreFault>;

    /// Adds a complaint and returns its number.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn add_complaint(&self, complaint: &Complaint) -> Result<u64, StoreFault>;

    /// Changes where a complaint stands; whether there is one.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn answer_complaint(
        &self,
        id: u64,
        state: ComplaintState,
        note: &str,
        at: Timestamp,
    ) -> Result<bool, StoreFault>;

    /// Wipes the contacts whose day has come; tells how many.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn wipe_contacts(&self, now: Timestamp) -> Result<u64, StoreFault>;

    /// Adds to the counters of queries. A lost call loses counts, never counts twice.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn add_query_counts(&self, counts: &[QueryCount]) -> Result<(), StoreFault>;

    /// States the market share, or takes it back.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn set_market_share(&self, statement: Option<&Statement>) -> Result<(), StoreFault>;

    /// Adds or replaces a check file.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn save_check_file(&self, file: &CheckFile) -> Result<(), StoreFault>;

    /// Removes a check file; whether there was one.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn remove_check_file(&self, name: &str) -> Result<bool, StoreFault>;
}
