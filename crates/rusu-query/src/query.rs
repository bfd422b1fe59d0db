//! The way of one question.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use quick_cache::sync::Cache;
use rusu_core::answer::{Answer, PackageContents, Question, ScanCount};
use rusu_core::calendar::china_day;
use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::limits::{PACKAGE_CONTENTS_SHOWN_MAX, RECORDS_CACHED_MAX};
use rusu_core::lot::{ContentHash, DocumentRef, LotKey, LotNumber, PartNo, VoidCode};
use rusu_core::portal::SamplingResult;
use rusu_core::ports::{Clock, CodeReader, PartState, PortalReader, RegistryReader, StoreFault, StoredCode};
use rusu_core::recall::Recall;
use rusu_core::record::Record;
use rusu_core::rule_book::{Candidate, Hint, Reading};
use rusu_core::verdict::Verdict;

use crate::directory::Directory;
use crate::judge;
use crate::query_tally::QueryTally;
use crate::tally::ScanTally;

/// How often, at most, the registry is asked whether anything changed, milliseconds. A recall must
/// show on the next query within 5 s; half a second leaves room for a slow registry.
pub const GENERATION_POLL_MS: i64 = 500;

/// A lot as the cache holds it.
struct CachedLot {
    generation: u64,
    record: Arc<Record>,
    recalls: Vec<Recall>,
    void_codes: Vec<VoidCode>,
    sampling: Vec<SamplingResult>,
}

/// A code that is visible, and where it stands.
struct Found {
    enterprise: Arc<Enterprise>,
    code: TraceCode,
    stored: StoredCode,
    lot: LotKey,
}

/// Answers questions. Methods block on the stores; call them where blocking is allowed.
pub struct Query {
    registry: Arc<dyn RegistryReader>,
    portal: Arc<dyn PortalReader>,
    codes: Arc<dyn CodeReader>,
    tally: Arc<ScanTally>,
    queries: Arc<QueryTally>,
    clock: Arc<dyn Clock>,
    directory: RwLock<Option<Arc<Directory>>>,
    polled_at_ms: AtomicI64,
    lots: Cache<LotKey, Arc<CachedLot>>,
    /// Published parts only: a published part stays published.
    parts: Cache<(EnterpriseId, PartNo), LotNumber>,
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
            lots: Cache::new(RECORDS_CACHED_MAX),
            parts: Cache::new(RECORDS_CACHED_MAX),
        }
    }

    /// The directory, at most [`GENERATION_POLL_MS`] old.
    ///
    /// # Errors
    /// [`StoreFault`]; a stale directory is not served instead, because it would hide a recall.
    pub fn directory(&self) -> Result<Arc<Directory>, StoreFault> {
        let held = self.directory.read().unwrap_or_else(PoisonError::into_inner).clone();
        let now_ms = self.clock.now().as_millisecond();
        let age_ms = now_ms.abs_diff(self.polled_at_ms.load(Ordering::Acquire));
        if let Some(held) = held {
            if age_ms < GENERATION_POLL_MS.unsigned_abs() {
                return Ok(held);
            }
            if self.registry.generation()? == held.generation {
                self.polled_at_ms.store(now_ms, Ordering::Release);
                return Ok(held);
            }
        }
        let fresh = Arc::new(Directory::read(self.registry.as_ref(), self.portal.as_ref())?);
        *self.directory.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&fresh));
        self.polled_at_ms.store(now_ms, Ordering::Release);
        Ok(fresh)
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
        let reading = directory.book.read(&question.text, question.enterprise);
        let chosen = question.enterprise.and_then(|id| directory.get(id));
        let mut answer = self.answer(&directory, &reading, chosen, question.is_again)?;
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
            let asked = directory.asked_rules(enterprise.id).into_iter();
            answer.asked_rule = hinted.or(fitting).or_else(|| asked.min_by_key(|rule| rule.carrier));
        }
        if !question.is_again {
            let is_found = answer.record.is_some() || answer.archived.is_some();
            self.queries.count(china_day(self.clock.now()), question.channel, is_found);
        }
        Ok(answer)
    }

    fn answer(
        &self,
        directory: &Directory,
        reading: &Reading,
        chosen: Option<&Arc<Enterprise>>,
        is_again: bool,
    ) -> Result<Answer, StoreFault> {
        let mut found = Vec::new();
        for candidate in &reading.candidates {
            found.extend(self.visible(directory, candidate.rule.enterprise, &candidate.code)?);
        }
        found.dedup_by(|a, b| a.enterprise.id == b.enterprise.id && a.code == b.code);
        let Some(chosen) = chosen else {
            return match found.as_slice() {
                [] => Ok(not_found(directory, reading)),
                [only] => self.judged(directory, only, is_again),
                [first, rest @ ..] if rest.iter().all(|f| f.enterprise.id == first.enterprise.id) => {
                    self.judged(directory, first, is_again)
                }
                several => Ok(ambiguous(several.iter().map(|f| Arc::clone(&f.enterprise)).collect())),
            };
        };
        // What was published stays visible when the enterprise's codes get another form.
        if let Some(code) =
            reading.code.as_ref().filter(|_| found.iter().all(|f| !is_of(&f.enterprise, chosen)))
        {
            found.extend(self.visible(directory, chosen.id, code)?);
        }
        if let Some(own) = found.iter().find(|f| is_of(&f.enterprise, chosen)) {
            return self.judged(directory, own, is_again);
        }
        if let Some(foreign) = found.first() {
            let mut answer = Answer::bare(Verdict::OtherEnterprise, "");
            answer.enterprise = Some(Arc::clone(&foreign.enterprise));
            answer.chosen = Some(Arc::clone(chosen));
            answer.code = Some(foreign.code.clone());
            return Ok(answer);
        }
        Ok(not_found_for(directory, reading, chosen))
    }

    /// A code if it is visible: stored, and its part published.
    fn visible(
        &self,
        directory: &Directory,
        id: EnterpriseId,
        code: &TraceCode,
    ) -> Result<Option<Found>, StoreFault> {
        let Some(enterprise) = directory.get(id) else { return Ok(None) };
        let Some(stored) = self.codes.find(id, code)? else { return Ok(None) };
        let number = match self.published(id, stored.part)? {
            Some(number) => Some(number),
            // A package keeps its first part, which may never be published; its contents decide.
            None if stored.carrier.is_package() => self.lot_of_contents(id, code)?,
            None => None,
        };
        Ok(number.map(|number| Found {
            enterprise: Arc::clone(enterprise),
            code: code.clone(),
            stored,
            lot: LotKey { enterprise: id, number },
        }))
    }

    fn published(&self, enterprise: EnterpriseId, part: PartNo) -> Result<Option<LotNumber>, StoreFault> {
        if let Some(number) = self.parts.get(&(enterprise, part)) {
            return Ok(Some(number));
        }
        match self.registry.part(enterprise, part)? {
            Some((number, PartState::Published)) => {
                self.parts.insert((enterprise, part), number.clone());
                Ok(Some(number))
            }
            _ => Ok(None),
        }
    }

    fn lot_of_contents(
        &self,
        enterprise: EnterpriseId,
        package: &TraceCode,
    ) -> Result<Option<LotNumber>, StoreFault> {
        for code in self.codes.contents(enterprise, package, None, PACKAGE_CONTENTS_SHOWN_MAX)? {
            let Some(child) = self.codes.find(enterprise, &code)? else { continue };
            let number = match self.published(enterprise, child.part)? {
                None if child.carrier == Carrier::Case => self.lot_of_contents(enterprise, &code)?,
                number => number,
            };
            if number.is_some() {
                return Ok(number);
            }
        }
        Ok(None)
    }

    fn judged(&self, directory: &Directory, found: &Found, is_again: bool) -> Result<Answer, StoreFault> {
        let Some(lot) = self.lot(directory, &found.lot)? else {
            let reason = format!("published part {} has no lot {}", found.stored.part.0, found.lot.number);
            return Err(StoreFault::Damaged { store: "registry", reason });
        };
        // A recall outranks everything, also that another code of the can should have been typed.
        if let Some(verdict) = wrong_carrier(directory, found).filter(|_| lot.recalls.is_empty()) {
            let mut answer = Answer::bare(verdict, "");
            answer.enterprise = Some(Arc::clone(&found.enterprise));
            answer.code = Some(found.code.clone());
            return Ok(answer);
        }
        let now = self.clock.now();
        let void = lot.void_codes.iter().find(|v| v.code == found.code).cloned();
        let weight = judge::weight(&lot.record.lot, !lot.recalls.is_empty(), void.is_some(), china_day(now));
        let mut answer = Answer::bare(Verdict::FirstQuery, "");
        answer.enterprise = Some(Arc::clone(&found.enterprise));
        answer.code = Some(found.code.clone());
        answer.recalls.clone_from(&lot.recalls);
        answer.sampling.clone_from(&lot.sampling);
        answer.void = void;
        if found.stored.carrier.is_package() {
            answer.package = Some(self.package(found)?);
            answer.verdict = weight.unwrap_or(Verdict::Package);
        } else {
            let scans = if is_again { self.seen(found)? } else { self.counted(found)? };
            answer.scans = Some(scans);
            answer.verdict = weight.unwrap_or_else(|| judge::by_count(scans));
        }
        if answer.verdict == Verdict::Archived {
            answer.archived = Some((lot.record.lot.production_date, lot.record.lot.expiry_date));
        } else {
            answer.record = Some(Arc::clone(&lot.record));
        }
        Ok(answer)
    }

    fn lot(&self, directory: &Directory, key: &LotKey) -> Result<Option<Arc<CachedLot>>, StoreFault> {
        if let Some(held) = self.lots.get(key).filter(|held| held.generation == directory.generation) {
            return Ok(Some(held));
        }
        let Some(mut file) = self.registry.lot_file(key)? else { return Ok(None) };
        let Some(enterprise) = directory.get(key.enterprise) else { return Ok(None) };
        let group = enterprise.parent.and_then(|id| directory.get(id)).cloned();
        let recalls = std::mem::take(&mut file.recalls);
        let void_codes = std::mem::take(&mut file.void_codes);
        let record = Arc::new(Record::assemble(Arc::clone(enterprise), group, file));
        let sampling = self.portal.sampling_of_lot(key.enterprise, &key.number)?;
        let generation = directory.generation;
        let lot = Arc::new(CachedLot { generation, record, recalls, void_codes, sampling });
        self.lots.insert(key.clone(), Arc::clone(&lot));
        Ok(Some(lot))
    }

    fn package(&self, found: &Found) -> Result<PackageContents, StoreFault> {
        let enterprise = found.enterprise.id;
        let wanted = PACKAGE_CONTENTS_SHOWN_MAX + 1;
        let mut codes = Vec::new();
        for code in self.codes.contents(enterprise, &found.code, None, wanted)? {
            let Some(stored) = self.codes.find(enterprise, &code)? else { continue };
            // Inner codes hang below their can; only what is packed is listed.
            if stored.carrier == Carrier::Inner {
                continue;
            }
            let published = self.published(enterprise, stored.part)?.is_some();
            if published
                || (stored.carrier.is_package() && self.lot_of_contents(enterprise, &code)?.is_some())
            {
                codes.push(code);
            }
        }
        let more = codes.len() > PACKAGE_CONTENTS_SHOWN_MAX;
        codes.truncate(PACKAGE_CONTENTS_SHOWN_MAX);
        Ok(PackageContents { carrier: found.stored.carrier, codes, more })
    }

    /// Counts the scan. The store is read before the tally: a scan that moves from one to the other
    /// in between is missed rather than counted twice.
    fn counted(&self, found: &Found) -> Result<ScanCount, StoreFault> {
        let written = self.codes.scans(found.enterprise.id, &found.code)?;
        let pending = self.tally.count(found.enterprise.id, &found.code, self.clock.now());
        let before = written.map_or(0, |(count, _)| count) + pending.map_or(0, |(count, _)| count);
        let first_at = written.map(|(_, at)| at).into_iter().chain(pending.map(|(_, at)| at)).min();
        Ok(ScanCount { before, first_at })
    }

    /// The count as it stood at the same person's own look, which is counted already.
    fn seen(&self, found: &Found) -> Result<ScanCount, StoreFault> {
        let written = self.codes.scans(found.enterprise.id, &found.code)?;
        let pending = self.tally.pending(found.enterprise.id, &found.code);
        let all = written.map_or(0, |(count, _)| count) + pending.map_or(0, |(count, _)| count);
        let before = all.saturating_sub(1);
        let first_at = written.map(|(_, at)| at).into_iter().chain(pending.map(|(_, at)| at)).min();
        // The first look had none before it.
        Ok(ScanCount { before, first_at: first_at.filter(|_| before > 0) })
    }
}

/// An inner code where the enterprise asks for the outer one, or the reverse.
fn wrong_carrier(directory: &Directory, found: &Found) -> Option<Verdict> {
    let carrier = found.stored.carrier;
    let asked = directory.asked_rules(found.enterprise.id);
    let cans = asked.iter().filter(|rule| !rule.carrier.is_package());
    let carriers: BTreeSet<Carrier> = cans.map(|rule| rule.carrier).collect();
    (!carriers.is_empty() && !carriers.contains(&carrier)).then_some(())?;
    verdict_of_wrong(carrier)
}

fn verdict_of_wrong(carrier: Carrier) -> Option<Verdict> {
    match carrier {
        Carrier::Inner => Some(Verdict::InnerCodeGiven),
        Carrier::Outer => Some(Verdict::OuterCodeGiven),
        Carrier::Case | Carrier::Pallet => None,
    }
}

/// Whether an enterprise is the chosen one, or belongs to it as to its group.
fn is_of(enterprise: &Enterprise, chosen: &Enterprise) -> bool {
    enterprise.id == chosen.id || enterprise.parent == Some(chosen.id)
}

fn ambiguous(mut enterprises: Vec<Arc<Enterprise>>) -> Answer {
    enterprises.sort_by_key(|e| e.id);
    enterprises.dedup_by_key(|e| e.id);
    let mut answer = Answer::bare(Verdict::Ambiguous, "");
    answer.candidates = enterprises;
    answer
}

/// Nothing visible, nobody chosen: the formats decide what can be said.
fn not_found(directory: &Directory, reading: &Reading) -> Answer {
    let fitting: Vec<Arc<Enterprise>> =
        reading.candidates.iter().filter_map(|c| directory.get(c.rule.enterprise).cloned()).collect();
    let several = fitting.iter().any(|e| fitting.first().is_some_and(|first| first.id != e.id));
    match fitting.first() {
        Some(_) if several => ambiguous(fitting),
        Some(only) => fits_without_record(reading, only),
        None => unrecognised(directory, reading),
    }
}

fn not_found_for(directory: &Directory, reading: &Reading, chosen: &Arc<Enterprise>) -> Answer {
    let of_chosen = |c: &&Candidate| c.rule.enterprise == chosen.id;
    let of_group = |c: &&Candidate| directory.get(c.rule.enterprise).is_some_and(|e| is_of(e, chosen));
    let mut fitting = reading.candidates.iter();
    let fitting = fitting.clone().find(of_chosen).or_else(|| fitting.find(of_group));
    if let Some(maker) = fitting.and_then(|c| directory.get(c.rule.enterprise)) {
        return fits_without_record(reading, maker);
    }
    let makers = directory.enterprises().iter().filter(|e| is_of(e, chosen));
    let has_rules = makers.flat_map(|e| directory.book.rules_of(e.id)).next().is_some();
    if !has_rules && reading.code.is_some() {
        return fits_without_record(reading, chosen);
    }
    // It fits others' formats but not the chosen one's: the hint must speak of the chosen one.
    let mut answer = unrecognised(directory, reading);
    if !reading.candidates.is_empty() {
        let text = reading.code.as_ref().map(TraceCode::as_str).unwrap_or_default();
        answer.hint = Some(directory.book.hint_for(text, chosen.id));
    }
    answer.enterprise = Some(Arc::clone(chosen));
    answer
}

fn fits_without_record(reading: &Reading, enterprise: &Arc<Enterprise>) -> Answer {
    let own = reading.candidates.iter().filter(|c| c.rule.enterprise == enterprise.id);
    let best = own.min_by_key(|c| !c.rule.asked);
    let wrong = best.filter(|c| !c.rule.asked).and_then(|c| verdict_of_wrong(c.rule.carrier));
    let mut answer = Answer::bare(wrong.unwrap_or(Verdict::NoRecord), "");
    answer.code = best.map(|c| c.code.clone());
    answer.enterprise = Some(Arc::clone(enterprise));
    answer
}

fn unrecognised(directory: &Directory, reading: &Reading) -> Answer {
    let foreign = match &reading.hint {
        Some(Hint::ForeignLink { .. }) => true,
        Some(Hint::Barcode { gtin }) => !gtin.is_registered_in_china(),
        _ => false,
    };
    let verdict = if foreign { Verdict::NotConnected } else { Verdict::Unrecognised };
    let mut answer = Answer::bare(verdict, "");
    answer.hint.clone_from(&reading.hint);
    let rule = reading.hint.as_ref().and_then(Hint::rule);
    answer.enterprise = rule.and_then(|rule| directory.get(rule.enterprise)).cloned();
    answer
}
