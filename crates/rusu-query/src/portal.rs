//! Reading what surrounds the answers: announcements, sampling results, recalls, figures.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;
use rusu_core::calendar::china_day;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{PORTAL_PAGE_ROWS_MAX, RECALLS_READ_MAX};
use rusu_core::lot::ContentHash;
use rusu_core::portal::{
    Announcement, AnnouncementKind, CheckFile, LotStatistics, Page, PageNumber, QueryCount, SamplingResult,
    SamplingSearch, Statement,
};
use rusu_core::ports::{Clock, PortalReader, StoreFault};
use rusu_core::recall::Recall;

/// How long the figures are held, milliseconds: counting lots reads every one of them.
pub const STATISTICS_HELD_MS: i64 = 60_000;
/// Days of queries that the statistics break down by channel, the present one included.
pub const STATISTICS_DAYS: i32 = 30;

/// The figures of the statistics page.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistics {
    /// When they were counted.
    pub counted_at: Timestamp,
    /// What is published.
    pub lots: LotStatistics,
    /// Queries over all days: found, not found.
    pub queries: (u64, u64),
    /// The last [`STATISTICS_DAYS`] days, by day and channel.
    pub days: Vec<QueryCount>,
    /// What the operator states.
    pub market_share: Option<Statement>,
}

/// Recalls as the page lists them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecallList {
    /// Those in force first, then the latest first.
    pub recalls: Vec<Recall>,
    /// Whether these are all; otherwise the latest `RECALLS_READ_MAX`.
    pub is_whole: bool,
}

/// Reads what surrounds the answers. Methods block on the registry.
pub struct Portal {
    registry: Arc<dyn PortalReader>,
    clock: Arc<dyn Clock>,
    held: Mutex<Option<Arc<Statistics>>>,
}

impl Portal {
    /// Reads through the reading port.
    #[must_use]
    pub fn new(registry: Arc<dyn PortalReader>, clock: Arc<dyn Clock>) -> Self {
        Self { registry, clock, held: Mutex::default() }
    }

    /// Visible announcements, of one kind or all.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn announcements(
        &self,
        kind: Option<AnnouncementKind>,
        page: PageNumber,
    ) -> Result<Page<Announcement>, StoreFault> {
        self.registry.announcements(kind, self.clock.now(), page)
    }

    /// A visible announcement.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn announcement(&self, id: u64) -> Result<Option<Announcement>, StoreFault> {
        let now = self.clock.now();
        Ok(self.registry.announcement(id)?.filter(|announcement| announcement.is_visible(now)))
    }

    /// Whether a film belongs to an announcement.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn shows_video(&self, video: &ContentHash) -> Result<bool, StoreFault> {
        self.registry.shows_video(video)
    }

    /// Sampling results that fit.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn sampling(
        &self,
        search: &SamplingSearch,
        page: PageNumber,
    ) -> Result<Page<SamplingResult>, StoreFault> {
        self.registry.sampling(search, page)
    }

    /// Recalls, ended ones included, latest first.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn recalls(
        &self,
        enterprise: Option<EnterpriseId>,
        page: PageNumber,
    ) -> Result<Page<Recall>, StoreFault> {
        self.registry.recalls(enterprise, page)
    }

    /// Recalls of one enterprise or all, those in force first: nobody looks for a lot page by page.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn recall_list(&self, enterprise: Option<EnterpriseId>) -> Result<RecallList, StoreFault> {
        let mut list = RecallList { recalls: Vec::new(), is_whole: false };
        for number in 1..=RECALLS_READ_MAX.div_ceil(PORTAL_PAGE_ROWS_MAX) {
            let page = self.registry.recalls(enterprise, PageNumber::new(number))?;
            list.recalls.extend(page.entries);
            list.is_whole = !page.more;
            if list.is_whole {
                break;
            }
        }
        list.recalls.sort_by_key(|recall| recall.ended_at.is_some());
        Ok(list)
    }

    /// A number that grows with every change of a recall.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn recall_mark(&self) -> Result<u64, StoreFault> {
        self.registry.recall_mark()
    }

    /// A check file.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn check_file(&self, name: &str) -> Result<Option<CheckFile>, StoreFault> {
        if !CheckFile::fits(name) {
            return Ok(None);
        }
        self.registry.check_file(name)
    }

    /// The figures, at most [`STATISTICS_HELD_MS`] old.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn statistics(&self) -> Result<Arc<Statistics>, StoreFault> {
        let now = self.clock.now();
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let is_fresh = |held: &Arc<Statistics>| {
            now.as_millisecond().abs_diff(held.counted_at.as_millisecond())
                < STATISTICS_HELD_MS.unsigned_abs()
        };
        if let Some(held) = held.filter(is_fresh) {
            return Ok(held);
        }
        let fresh = Arc::new(self.counted(now)?);
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
        Ok(fresh)
    }

    fn counted(&self, now: Timestamp) -> Result<Statistics, StoreFault> {
        let today = china_day(now);
        Ok(Statistics {
            counted_at: now,
            lots: self.registry.lot_statistics(today)?,
            queries: self.registry.query_total()?,
            days: self.registry.query_counts(days_before(today, STATISTICS_DAYS - 1))?,
            market_share: self.registry.market_share()?,
        })
    }
}

fn days_before(day: Date, days: i32) -> Date {
    day.saturating_sub(jiff::Span::new().days(days))
}
