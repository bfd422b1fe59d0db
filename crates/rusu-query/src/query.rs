//! The way of one question, and what is held in memory for it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, TryLockError};

use quick_cache::sync::Cache;
use rusu_core::answer::{Answer, Question};
use rusu_core::calendar::china_day;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::PARTS_CACHED_MAX;
use rusu_core::lot::{ContentHash, DocumentRef, LotNumber, PartNo};
use rusu_core::ports::{Clock, CodeReader, PortalReader, RegistryReader, StoreFault};
use rusu_core::rule_book::Hint;

use crate::directory::Directory;
use crate::look::{Hindrance, Look};
use crate::lots::Lots;
use crate::query_tally::QueryTally;
use crate::tally::ScanTally;

/// How often, at most, the registry is asked whether anything changed, milliseconds. A recall must
/// show on the next query within 5 s; half a second leaves room for a slow registry.
pub const GENERATION_POLL_MS: i64 = 500;
/// How old the directory may be while one thread asks the registry and the others go on with what
/// they have, milliseconds. With it too a recall shows well within 5 s.
const DIRECTORY_AGE_MS_MAX: i64 = 2_500;

/// Answers questions. Methods block on the stores; call them where blocking is allowed.
pub struct Query {
    pub(crate) registry: Arc<dyn RegistryReader>,
    pub(crate) portal: Arc<dyn PortalReader>,
    pub(crate) codes: Arc<dyn CodeReader>,
    pub(crate) tally: Arc<ScanTally>,
    queries: Arc<QueryTally>,
    pub(crate) clock: Arc<dyn Clock>,
    directory: RwLock<Option<Arc<Directory>>>,
    /// When the reading of `directory`, or of its being still true, began.
    polled_at_ms: AtomicI64,
    /// Held by the one thread that asks the registry whether the directory is still true.
    polling: Mutex<()>,
    pub(crate) lots: Lots,
    /// Published parts only: a published part stays published.
    pub(crate) parts: Cache<(EnterpriseId, PartNo), LotNumber>,
}

impl Query {
    /// Reads the stores through the reading ports.
    #[must_use]
    pub fn new(
        registry: Arc<dyn RegistryReader>,
        portal: Arc<dyn PortalReader>,
        codes: Arc<dyn CodeReader>,
        tally: Arc<ScanTally>,
        queries: Arc<QueryTally>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            registry,
            portal,
            codes,
            tally,
            queries,
            clock,
            directory: RwLock::new(None),
            polled_at_ms: AtomicI64::new(i64::MIN),
            polling: Mutex::new(()),
            lots: Lots::new(),
            parts: Cache::new(PARTS_CACHED_MAX),
        }
    }

    /// The directory, at most [`GENERATION_POLL_MS`] old, or a little older while another thread is
    /// asking the registry.
    ///
    /// # Errors
    /// [`StoreFault`]; a stale directory is not served instead, because it would hide a recall.
    pub fn directory(&self) -> Result<Arc<Directory>, StoreFault> {
        if let Some(held) = self.aged(GENERATION_POLL_MS) {
            return Ok(held);
        }
        match self.polling.try_lock() {
            Ok(polling) => self.polled(&polling),
            Err(TryLockError::Poisoned(polling)) => self.polled(&polling.into_inner()),
            Err(TryLockError::WouldBlock) => match self.aged(DIRECTORY_AGE_MS_MAX) {
                Some(held) => Ok(held),
                None => self.awaited(),
            },
        }
    }

    /// The directory as [`Query::directory`] tells it, if it can be told without the registry.
    #[must_use]
    pub fn held_directory(&self) -> Option<Arc<Directory>> {
        self.aged(GENERATION_POLL_MS).or_else(|| {
            let is_polled = matches!(self.polling.try_lock(), Err(TryLockError::WouldBlock));
            self.aged(DIRECTORY_AGE_MS_MAX).filter(|_| is_polled)
        })
    }

    /// A document that a published lot or an enterprise shows.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn document(&self, hash: &ContentHash) -> Result<Option<DocumentRef>, StoreFault> {
        self.registry.document(hash)
    }

    /// Scans that were never counted, because of load or a failed write.
    #[must_use]
    pub fn scans_dropped(&self) -> u64 {
        self.tally.dropped() + self.queries.dropped()
    }

    /// Answers a question, and counts the scan and the question unless it is asked again.
    ///
    /// # Errors
    /// [`StoreFault`] if a store cannot be read; nothing found is an answer and not an error.
    pub fn resolve(&self, question: &Question) -> Result<Answer, StoreFault> {
        let directory = self.directory()?;
        let look = Look { query: self, directory: &directory, may_ask: true, is_drill: false };
        self.looked(&look, question).map_err(Hindrance::into_fault)
    }

    /// Answers a question, if memory and the code store suffice for it: `None` if the registry must be
    /// asked, by [`Query::resolve`], and then nothing was counted. A code store answers from memory or
    /// with one read of the disk; the registry may take as long as a database does.
    ///
    /// # Errors
    /// As [`Query::resolve`].
    pub fn resolve_held(&self, question: &Question) -> Result<Option<Answer>, StoreFault> {
        let Some(directory) = self.held_directory() else { return Ok(None) };
        let look = Look { query: self, directory: &directory, may_ask: false, is_drill: false };
        match self.looked(&look, question) {
            Ok(answer) => Ok(Some(answer)),
            Err(Hindrance::NotHeld) => Ok(None),
            Err(Hindrance::Fault(fault)) => Err(fault),
        }
    }

    pub(crate) fn looked(&self, look: &Look<'_>, question: &Question) -> Result<Answer, Hindrance> {
        let directory = look.directory;
        let reading = directory.book.read(&question.text, question.enterprise);
        let chosen = question.enterprise.and_then(|id| directory.get(id));
        let mut answer = look.answer(&reading, chosen, question.is_again)?;
        question.text.trim().clone_into(&mut answer.text);
        if answer.code.is_none() {
            answer.code = reading.code;
        }
        if let Some(enterprise) = &answer.enterprise {
            // What a hint compares with is shown, or the form that fits; otherwise the code on the can
            // comes before that on its case.
            let hinted = answer.hint.as_ref().and_then(Hint::rule).cloned();
            let mut fitting = reading.candidates.iter().map(|candidate| &candidate.rule);
            let fitting = fitting.find(|rule| rule.asked && rule.enterprise == enterprise.id).cloned();
            let asked = || directory.asked_rules(enterprise.id).min_by_key(|rule| rule.carrier).cloned();
            answer.asked_rule = hinted.or(fitting).or_else(asked);
        }
        if !question.is_again {
            let is_found = answer.record.is_some() || answer.archived.is_some();
            self.queries.count(china_day(self.clock.now()), question.channel, is_found);
        }
        Ok(answer)
    }

    /// The directory in memory, if it is younger than so many milliseconds.
    fn aged(&self, age_ms_max: i64) -> Option<Arc<Directory>> {
        let age_ms = self.clock.now().as_millisecond().abs_diff(self.polled_at_ms.load(Ordering::Acquire));
        if age_ms >= age_ms_max.unsigned_abs() {
            return None;
        }
        self.directory.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks the registry whether the directory is still true, and reads it anew if not.
    fn polled(&self, _polling: &MutexGuard<'_, ()>) -> Result<Arc<Directory>, StoreFault> {
        let now_ms = self.clock.now().as_millisecond();
        let held = self.directory.read().unwrap_or_else(PoisonError::into_inner).clone();
        let current = match held {
            Some(held) if self.registry.generation()? == held.generation() => held,
            held => {
                let held = held.as_deref();
                let fresh = Arc::new(Directory::read(self.registry.as_ref(), self.portal.as_ref(), held)?);
                *self.directory.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
                fresh
            }
        };
        // Only now: whoever sees the new time must find the directory that belongs to it.
        self.polled_at_ms.store(now_ms, Ordering::Release);
        Ok(current)
    }

    /// Waits for the thread that is asking the registry. If it fails, all who waited fail with it: each
    /// asking for itself, one after the other, would make the last ones wait for minutes.
    fn awaited(&self) -> Result<Arc<Directory>, StoreFault> {
        drop(self.polling.lock().unwrap_or_else(PoisonError::into_inner));
        self.aged(DIRECTORY_AGE_MS_MAX).ok_or_else(|| StoreFault::Unavailable {
            store: "registry",
            reason: "the directory could not be read".to_owned(),
        })
    }
}
