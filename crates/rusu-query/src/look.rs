//! One look at the stores for one question.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rusu_core::answer::{Answer, PackageContents, ScanCount};
use rusu_core::calendar::china_day;
use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::limits::{PACKAGE_CONTENTS_LOOKED_MAX, PACKAGE_CONTENTS_SHOWN_MAX};
use rusu_core::lot::{LotKey, LotNumber, LotState, PartNo};
use rusu_core::ports::{PartState, StoreFault, StoredCode};
use rusu_core::record::Record;
use rusu_core::rule_book::Reading;
use rusu_core::verdict::Verdict;

use crate::directory::Directory;
use crate::judge;
use crate::lots::CachedLot;
use crate::query::Query;
use crate::without_record::{ambiguous, is_of, not_found, not_found_for, verdict_of_wrong};

/// Why a look came to no answer.
pub(crate) enum Hindrance {
    /// A store failed.
    Fault(StoreFault),
    /// The registry would have to be asked, and may not be.
    NotHeld,
}

impl Hindrance {
    /// The fault; whoever may ask the registry meets nothing else.
    pub fn into_fault(self) -> StoreFault {
        match self {
            Self::Fault(fault) => fault,
            Self::NotHeld => StoreFault::Unavailable {
                store: "registry",
                reason: "it was not asked although it might have been".to_owned(),
            },
        }
    }
}

impl From<StoreFault> for Hindrance {
    fn from(fault: StoreFault) -> Self {
        Self::Fault(fault)
    }
}

/// A code that is visible, and where it stands.
pub(crate) struct Found {
    pub enterprise: Arc<Enterprise>,
    pub code: TraceCode,
    pub stored: StoredCode,
    pub lot: LotKey,
    pub(crate) file: Arc<CachedLot>,
}

/// A lot that is shown.
type Shown = Option<(LotKey, Arc<CachedLot>)>;

/// The stores as one question sees them.
pub(crate) struct Look<'a> {
    pub query: &'a Query,
    pub directory: &'a Directory,
    /// Whether the registry may be asked for what memory does not hold.
    pub may_ask: bool,
    /// Whether this is an exercise: the recalls are those of drills.
    pub is_drill: bool,
}

impl Look<'_> {
    pub fn answer(
        &self,
        reading: &Reading,
        chosen: Option<&Arc<Enterprise>>,
        is_again: bool,
    ) -> Result<Answer, Hindrance> {
        let directory = self.directory;
        let mut found = Vec::new();
        for candidate in &reading.candidates {
            found.extend(self.visible(candidate.rule.enterprise, &candidate.code)?);
        }
        found.dedup_by(|a, b| a.enterprise.id == b.enterprise.id && a.code == b.code);
        let Some(chosen) = chosen else {
            return match found.as_slice() {
                [] => Ok(self.or_recalled(not_found(directory, reading))),
                [only] => self.judged(only, is_again),
                [first, rest @ ..] if rest.iter().all(|f| f.enterprise.id == first.enterprise.id) => {
                    self.judged(first, is_again)
                }
                several => Ok(ambiguous(several.iter().map(|f| Arc::clone(&f.enterprise)).collect())),
            };
        };
        // What was published stays visible when the enterprise's codes get another form. A code that
        // was looked for already was not found.
        let was_looked_for = |code: &TraceCode| {
            reading.candidates.iter().any(|c| c.rule.enterprise == chosen.id && c.code == *code)
        };
        let is_found = found.iter().any(|f| is_of(&f.enterprise, chosen));
        if let Some(code) = reading.code.as_ref().filter(|code| !is_found && !was_looked_for(code)) {
            found.extend(self.visible(chosen.id, code)?);
        }
        if let Some(own) = found.iter().find(|f| is_of(&f.enterprise, chosen)) {
            return self.judged(own, is_again);
        }
        if let Some(foreign) = found.first() {
            let mut answer = Answer::bare(Verdict::OtherEnterprise, "");
            answer.enterprise = Some(Arc::clone(&foreign.enterprise));
            answer.chosen = Some(Arc::clone(chosen));
            answer.code = Some(foreign.code.clone());
            return Ok(answer);
        }
        Ok(self.or_recalled(not_found_for(directory, reading, chosen)))
    }

    /// A code if it is visible: stored, its part published, and its lot no draft.
    pub(crate) fn visible(&self, id: EnterpriseId, code: &TraceCode) -> Result<Option<Found>, Hindrance> {
        match self.query.codes.find(id, code)? {
            Some(stored) => self.visible_as(id, code, stored),
            None => Ok(None),
        }
    }

    fn visible_as(
        &self,
        id: EnterpriseId,
        code: &TraceCode,
        stored: StoredCode,
    ) -> Result<Option<Found>, Hindrance> {
        let Some(enterprise) = self.directory.get(id) else { return Ok(None) };
        let shown = match self.shown(id, stored.part, code)? {
            // A package keeps its first part, which may never be published; its contents decide.
            None if stored.carrier.is_package() => self.shown_contents(id, code)?,
            shown => shown,
        };
        let (enterprise, code) = (Arc::clone(enterprise), code.clone());
        Ok(shown.map(|(lot, file)| Found { enterprise, code, stored, lot, file }))
    }

    /// The lot of a published part, unless it is a draft. A recall outranks also that: cans that are out
    /// although their lot is not published must not look unknown.
    fn shown(&self, enterprise: EnterpriseId, part: PartNo, code: &TraceCode) -> Result<Shown, Hindrance> {
        let Some(number) = self.published(enterprise, part)? else { return Ok(None) };
        let lot = LotKey { enterprise, number };
        let Some(file) = self.lot(&lot)? else {
            let reason = format!("published part {} has no lot {}", part.0, lot.number);
            return Err(StoreFault::Damaged { store: "registry", reason }.into());
        };
        let is_shown = file.record.lot.state != LotState::Draft || self.is_named(&lot, code);
        Ok(is_shown.then_some((lot, file)))
    }

    pub(crate) fn published(
        &self,
        enterprise: EnterpriseId,
        part: PartNo,
    ) -> Result<Option<LotNumber>, Hindrance> {
        if let Some(number) = self.query.parts.get(&(enterprise, part)) {
            return Ok(Some(number));
        }
        self.may_ask()?;
        match self.query.registry.part(enterprise, part)? {
            Some((number, PartState::Published)) => {
                self.query.parts.insert((enterprise, part), number.clone());
                Ok(Some(number))
            }
            _ => Ok(None),
        }
    }

    fn shown_contents(&self, enterprise: EnterpriseId, package: &TraceCode) -> Result<Shown, Hindrance> {
        for code in self.query.codes.contents(enterprise, package, None, PACKAGE_CONTENTS_SHOWN_MAX)? {
            let Some(child) = self.query.codes.find(enterprise, &code)? else { continue };
            let shown = match self.shown(enterprise, child.part, &code)? {
                None if child.carrier == Carrier::Case => self.shown_contents(enterprise, &code)?,
                shown => shown,
            };
            if shown.is_some() {
                return Ok(shown);
            }
        }
        Ok(None)
    }

    fn judged(&self, found: &Found, is_again: bool) -> Result<Answer, Hindrance> {
        let lot = &found.file;
        let recalls = self.recalls_of(found)?;
        // A recall outranks everything, also that another code of the can should have been typed.
        if let Some(verdict) = wrong_carrier(self.directory, found).filter(|_| recalls.is_empty()) {
            let mut answer = Answer::bare(verdict, "");
            answer.enterprise = Some(Arc::clone(&found.enterprise));
            answer.code = Some(found.code.clone());
            return Ok(answer);
        }
        let now = self.query.clock.now();
        let void = lot.void_codes.get(&found.code).cloned();
        let weight = judge::weight(&lot.record.lot, !recalls.is_empty(), void.is_some(), china_day(now));
        let mut answer = Answer::bare(Verdict::FirstQuery, "");
        answer.enterprise = Some(Arc::clone(&found.enterprise));
        answer.code = Some(found.code.clone());
        answer.recalls = recalls;
        answer.sampling.clone_from(&lot.sampling);
        answer.void = void;
        if found.stored.carrier.is_package() {
            answer.package = Some(self.package(found)?);
            answer.verdict = weight.unwrap_or(Verdict::Package);
        } else {
            // The last step: what comes to no answer must not be counted.
            let scans = if is_again { self.seen(found)? } else { self.counted(found)? };
            answer.scans = Some(scans);
            answer.verdict = weight.unwrap_or_else(|| judge::by_count(scans));
        }
        if answer.verdict == Verdict::Archived {
            answer.archived = Some((lot.record.lot.production_date, lot.record.lot.expiry_date));
        } else if lot.record.lot.state != LotState::Draft {
            answer.record = Some(Arc::clone(&lot.record));
        }
        Ok(answer)
    }

    fn lot(&self, key: &LotKey) -> Result<Option<Arc<CachedLot>>, Hindrance> {
        let directory = self.directory;
        if let Some(held) = self.query.lots.get(key).filter(|held| directory.holds(key, held.generation)) {
            return Ok(Some(held));
        }
        self.may_ask()?;
        let Some(mut file) = self.query.registry.lot_file(key)? else { return Ok(None) };
        let Some(enterprise) = directory.get(key.enterprise) else { return Ok(None) };
        let group = enterprise.parent.and_then(|id| directory.get(id)).cloned();
        let mut void_codes = HashMap::new();
        for void in std::mem::take(&mut file.void_codes) {
            void_codes.entry(void.code.clone()).or_insert(void);
        }
        let record = Arc::new(Record::assemble(Arc::clone(enterprise), group, file));
        let sampling = self.query.portal.sampling_of_lot(key.enterprise, &key.number)?;
        let generation = directory.generation();
        let lot = Arc::new(CachedLot { generation, record, void_codes, sampling });
        self.query.lots.insert(key.clone(), Arc::clone(&lot));
        Ok(Some(lot))
    }

    pub(crate) fn may_ask(&self) -> Result<(), Hindrance> {
        if self.may_ask { Ok(()) } else { Err(Hindrance::NotHeld) }
    }

    /// What is in a package as of now: what was delivered in it and not moved out, and what was moved in.
    fn package(&self, found: &Found) -> Result<PackageContents, Hindrance> {
        // What was moved only the registry knows, and packages are asked for seldom.
        self.may_ask()?;
        let (enterprise, package) = (found.enterprise.id, &found.code);
        let wanted = PACKAGE_CONTENTS_SHOWN_MAX + 1;
        let mut inside = BTreeSet::new();
        for code in self.query.registry.packed_into(enterprise, package, wanted)? {
            if self.is_shown_inside(enterprise, &code)? {
                inside.insert(code);
            }
        }
        let (mut last, mut looked) = (None, 0);
        let mut kept = 0;
        while kept < wanted && looked < PACKAGE_CONTENTS_LOOKED_MAX {
            let delivered = self.query.codes.contents(enterprise, package, last.as_ref(), wanted)?;
            let moved = self.query.registry.packaging_states(enterprise, &delivered)?;
            looked += delivered.len();
            last = delivered.last().cloned();
            let is_last = delivered.len() < wanted;
            for (code, event) in delivered.into_iter().zip(moved) {
                let is_here = event.is_none_or(|event| event.parent() == Some(package));
                if is_here && self.is_shown_inside(enterprise, &code)? {
                    kept += 1;
                    inside.insert(code);
                }
            }
            if is_last {
                break;
            }
        }
        let more = inside.len() > PACKAGE_CONTENTS_SHOWN_MAX;
        let codes = inside.into_iter().take(PACKAGE_CONTENTS_SHOWN_MAX).collect();
        Ok(PackageContents { carrier: found.stored.carrier, codes, more })
    }

    /// Whether a package's contents show this code: inner codes hang below their can, and what is not
    /// published is not there.
    fn is_shown_inside(&self, enterprise: EnterpriseId, code: &TraceCode) -> Result<bool, Hindrance> {
        let Some(stored) = self.query.codes.find(enterprise, code)? else { return Ok(false) };
        if stored.carrier == Carrier::Inner {
            return Ok(false);
        }
        Ok(self.visible_as(enterprise, code, stored)?.is_some())
    }

    /// Counts the scan. The store is read before the tally: a scan that moves from one to the other
    /// in between is missed rather than counted twice.
    fn counted(&self, found: &Found) -> Result<ScanCount, Hindrance> {
        let written = self.query.codes.scans(found.enterprise.id, &found.code)?;
        let pending = self.query.tally.count(found.enterprise.id, &found.code, self.query.clock.now());
        let before = written.map_or(0, |(count, _)| count) + pending.map_or(0, |(count, _)| count);
        let first_at = written.map(|(_, at)| at).into_iter().chain(pending.map(|(_, at)| at)).min();
        Ok(ScanCount { before, first_at })
    }

    /// The count as it stood at the same person's own look, which is counted already.
    fn seen(&self, found: &Found) -> Result<ScanCount, Hindrance> {
        let written = self.query.codes.scans(found.enterprise.id, &found.code)?;
        let pending = self.query.tally.pending(found.enterprise.id, &found.code);
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
    let mut cans = directory.asked_rules(found.enterprise.id).filter(|rule| !rule.carrier.is_package());
    let first = cans.next()?;
    let is_asked = first.carrier == carrier || cans.any(|rule| rule.carrier == carrier);
    (!is_asked).then(|| verdict_of_wrong(carrier)).flatten()
}
