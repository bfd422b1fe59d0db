//! What a store may answer after a history that was cut off, and what it does answer.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;

use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::{CodeReader, CodeSpan, ScanDelta, StoreFault, StoredCode};

use super::{Chance, Group, PlannedPut, Workload};

type Unit = (EnterpriseId, TraceCode);

/// Complaints that are kept in words; more are only counted.
const WORDS_MAX: usize = 12;
/// Codes of one call of `find_many`.
const BATCH_CODES: usize = 512;
/// No history has a longer stretch of consecutive codes.
const SPAN_CODES_MAX: u64 = 10_000_000;
/// Packages whose contents are listed.
const PACKAGES_MAX: usize = 400;
/// Codes of a page of contents.
const PAGE_CODES: usize = 1_000;

/// How many codes are looked up one by one; a visit sees all of them anyway.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Look-ups of codes that are there.
    pub hits_max: usize,
    /// Look-ups of codes that were never put.
    pub misses_max: usize,
}

/// How far a history went before it was cut off.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// So many groups were seen to be durable: they must be there.
    pub acknowledged: u64,
    /// So many groups were begun at most: those behind the acknowledged ones may be there, in part
    /// or not at all.
    pub begun: u64,
}

impl Reach {
    /// A history that ended in good order.
    #[must_use]
    pub fn all_of(groups: u64) -> Self {
        Self { acknowledged: groups, begun: groups }
    }

    /// A history of one process, which begins a group when the one before it is acknowledged.
    #[must_use]
    pub fn killed_after(acknowledged: u64) -> Self {
        Self { acknowledged, begun: acknowledged + 1 }
    }
}

/// What the judge saw.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// Answers that are not right: this must be 0, whatever happened to the disk.
    pub wrong: u64,
    /// The first wrong answers in words.
    pub wrong_words: Vec<String>,
    /// Questions that the store refused to answer. After a crash alone, this must be 0.
    pub refused: u64,
    /// The first refusals in words.
    pub refused_words: Vec<String>,
    /// What the store's own check found.
    pub reported: Vec<String>,
    /// Codes that must be there.
    pub codes: u64,
    /// Codes that were looked up.
    pub looked_up: u64,
}

impl Verdict {
    /// Whether every question was answered, every answer is right and the check found nothing.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.wrong == 0 && self.refused == 0 && self.reported.is_empty()
    }

    fn wrong(&mut self, words: impl FnOnce() -> String) {
        self.wrong += 1;
        if self.wrong_words.len() < WORDS_MAX {
            self.wrong_words.push(words());
        }
    }

    fn refused(&mut self, question: &str, fault: &StoreFault) {
        self.refused += 1;
        if self.refused_words.len() < WORDS_MAX {
            self.refused_words.push(format!("{question}: {fault}"));
        }
    }
}

/// Asks a store everything it must know after a history that went so far.
#[must_use]
pub fn verify(workload: &Workload, reach: Reach, store: &dyn CodeReader, effort: Effort) -> Verdict {
    let model = Model::of(workload, reach);
    let mut verdict =
        Verdict { codes: u64::try_from(model.sure.len()).unwrap_or(u64::MAX), ..Verdict::default() };
    visit(&model, store, &mut verdict);
    look_up(&model, store, effort, &mut verdict);
    list_contents(&model, store, &mut verdict);
    count_scans(&model, store, &mut verdict);
    match store.check() {
        Ok(found) => verdict.reported = found,
        Err(fault) => verdict.refused("check", &fault),
    }
    verdict
}

/// What the history says.
#[derive(Default)]
struct Model {
    /// In force after the acknowledged groups.
    sure: HashMap<Unit, StoredCode>,
    /// What the groups behind them may have made of some codes.
    open: HashMap<Unit, Vec<StoredCode>>,
    scans: Vec<ScanDelta>,
}

impl Model {
    fn of(workload: &Workload, reach: Reach) -> Self {
        let mut model = Self::default();
        for group in 0..reach.acknowledged {
            let Group { puts, scans } = workload.group(group);
            for put in puts {
                model.put(put);
            }
            model.scans.extend(scans);
        }
        for put in (reach.acknowledged..reach.begun).flat_map(|group| workload.group(group).puts) {
            model.put_perhaps(put);
        }
        model
    }

    fn put(&mut self, put: PlannedPut) {
        let PlannedPut { enterprise, part, records } = put;
        for record in records {
            let stored = StoredCode { part, carrier: record.carrier, parent: record.parent };
            let unit = (enterprise, record.code);
            if stored.carrier.is_package() {
                self.sure.entry(unit).or_insert(stored);
            } else {
                self.sure.insert(unit, stored);
            }
        }
    }

    fn put_perhaps(&mut self, put: PlannedPut) {
        let PlannedPut { enterprise, part, records } = put;
        for record in records {
            let stored = StoredCode { part, carrier: record.carrier, parent: record.parent };
            let unit = (enterprise, record.code);
            if !(stored.carrier.is_package() && self.sure.contains_key(&unit)) {
                self.open.entry(unit).or_default().push(stored);
            }
        }
    }

    /// Whether a store may answer this.
    fn permits(&self, unit: &Unit, answer: Option<&StoredCode>) -> bool {
        let sure = self.sure.get(unit);
        answer == sure
            || answer.is_some_and(|answer| self.open.get(unit).is_some_and(|open| open.contains(answer)))
    }

    fn judge(&self, how: &str, unit: &Unit, answer: Option<&StoredCode>, verdict: &mut Verdict) {
        if !self.permits(unit, answer) {
            let said = self.sure.get(unit);
            verdict
                .wrong(|| format!("{how} {} of maker {}: {answer:?} instead of {said:?}", unit.1, unit.0.0));
        }
    }
}

/// Everything that is visited is right, in order, and nothing is missing.
fn visit(model: &Model, store: &dyn CodeReader, verdict: &mut Verdict) {
    let mut last: Option<Unit> = None;
    let mut sure_seen = 0;
    let visited = store.visit(&mut |span| {
        if span.count == 0 || span.count > SPAN_CODES_MAX {
            verdict.wrong(|| format!("a visit shows a stretch of {} codes at {}", span.count, span.first));
            return ControlFlow::Break(());
        }
        for code in codes_of(&span) {
            let Some(code) = code else {
                verdict.wrong(|| format!("a visit shows codes behind the last at {}", span.first));
                break;
            };
            let unit = (span.enterprise, code);
            if last.as_ref().is_some_and(|last| *last >= unit) {
                verdict.wrong(|| format!("a visit shows {} behind {last:?}", unit.1));
            }
            sure_seen += u64::from(model.sure.contains_key(&unit));
            model.judge("a visit shows", &unit, Some(&span.stored), verdict);
            last = Some(unit);
        }
        ControlFlow::Continue(())
    });
    match visited {
        Ok(()) if sure_seen != verdict.codes => {
            let codes = verdict.codes;
            verdict.wrong(|| format!("a visit shows {sure_seen} of {codes} codes"));
        }
        Ok(()) => {}
        Err(fault) => verdict.refused("visit", &fault),
    }
}

/// `None` where a stretch leaves its count of digits.
fn codes_of(span: &CodeSpan) -> impl Iterator<Item = Option<TraceCode>> + '_ {
    let digits = span.first.as_str().len();
    let first = span.first.as_str().parse::<u128>().ok();
    (0..span.count).map(move |index| match (index, first) {
        (0, _) => Some(span.first.clone()),
        (_, None) => None,
        (_, Some(first)) => {
            let code = format!("{:0digits$}", first.checked_add(u128::from(index))?);
            TraceCode::parse(&code).ok().filter(|code| code.as_str().len() == digits)
        }
    })
}

fn look_up(model: &Model, store: &dyn CodeReader, effort: Effort, verdict: &mut Verdict) {
    let mut units: Vec<&Unit> = model.sure.keys().chain(model.open.keys()).collect();
    units.sort();
    let step = units.len().div_ceil(effort.hits_max.max(1)).max(1);
    let hits: Vec<Unit> = units.iter().step_by(step).map(|unit| (*unit).clone()).collect();
    let step = units.len().div_ceil(effort.misses_max.max(1)).max(1);
    let mut chance = Chance::new(effort_seed(&hits), 1);
    let mut misses: Vec<Unit> =
        units.iter().step_by(step).map(|(maker, code)| (*maker, neighbour(code, &mut chance))).collect();
    misses.retain(|unit| !model.sure.contains_key(unit) && !model.open.contains_key(unit));
    misses.sort();
    for (count, asked) in [hits, misses].iter().flat_map(|units| units.chunks(BATCH_CODES)).enumerate() {
        for of_maker in asked.chunk_by(|a, b| a.0 == b.0) {
            if count % 4 == 3 {
                one_by_one(model, store, of_maker, verdict);
            } else {
                together(model, store, of_maker, verdict);
            }
        }
    }
}

/// Any number that is the same for the same codes.
fn effort_seed(units: &[Unit]) -> u64 {
    u64::try_from(units.len()).unwrap_or_default()
}

fn one_by_one(model: &Model, store: &dyn CodeReader, units: &[Unit], verdict: &mut Verdict) {
    for unit in units {
        verdict.looked_up += 1;
        match store.find(unit.0, &unit.1) {
            Ok(found) => model.judge("find", unit, found.as_ref(), verdict),
            Err(fault) => verdict.refused("find", &fault),
        }
    }
}

fn together(model: &Model, store: &dyn CodeReader, units: &[Unit], verdict: &mut Verdict) {
    let Some((maker, _)) = units.first() else { return };
    let codes: Vec<TraceCode> = units.iter().map(|(_, code)| code.clone()).collect();
    match store.find_many(*maker, &codes) {
        Ok(answers) if answers.len() != codes.len() => {
            verdict.wrong(|| format!("find_many gives {} answers to {} codes", answers.len(), codes.len()));
        }
        Ok(answers) => {
            verdict.looked_up += u64::try_from(codes.len()).unwrap_or_default();
            for (unit, answer) in units.iter().zip(&answers) {
                model.judge("find_many", unit, answer.as_ref(), verdict);
            }
        }
        // One block that cannot be read must not hide the answers of the others.
        Err(fault) => {
            verdict.refused("find_many", &fault);
            one_by_one(model, store, units, verdict);
        }
    }
}

/// A code of the same form that differs in one character, often the last one.
fn neighbour(code: &TraceCode, chance: &mut Chance) -> TraceCode {
    let text = code.as_str();
    let length = u64::try_from(text.len()).unwrap_or_default();
    let from_end = if chance.below(2) == 0 { 1 } else { 1 + chance.below(length) };
    let at = usize::try_from(length - from_end).unwrap_or_default();
    let changed: String = text
        .char_indices()
        .map(|(index, character)| match character {
            '9' if index == at => '0',
            'Z' if index == at => 'A',
            other if index == at => char::from(u8::try_from(other).unwrap_or(b'0') + 1),
            other => other,
        })
        .collect();
    TraceCode::parse(&changed).expect("one digit or letter more is a code too")
}

/// The contents of some packages: nothing that is sure is missing, and each names the package.
fn list_contents(model: &Model, store: &dyn CodeReader, verdict: &mut Verdict) {
    let mut packages: HashMap<Unit, BTreeSet<&TraceCode>> = HashMap::new();
    for ((maker, code), stored) in &model.sure {
        if let Some(parent) = &stored.parent {
            packages.entry((*maker, parent.clone())).or_default().insert(code);
        }
    }
    let mut sorted: Vec<(&Unit, &BTreeSet<&TraceCode>)> = packages.iter().collect();
    sorted.sort();
    let step = sorted.len().div_ceil(PACKAGES_MAX).max(1);
    for (package, children) in sorted.into_iter().step_by(step) {
        let listed = match contents(store, package) {
            Ok(listed) => listed,
            Err(fault) => {
                verdict.refused("contents", &fault);
                continue;
            }
        };
        if !listed.is_sorted_by(|a, b| a < b) {
            verdict.wrong(|| format!("contents of {} are out of order", package.1));
        }
        let listed: BTreeSet<&TraceCode> = listed.iter().collect();
        for child in children.difference(&listed) {
            if !model.open.contains_key(&(package.0, (*child).clone())) {
                verdict.wrong(|| format!("contents of {} lack {child}", package.1));
            }
        }
        for child in listed.difference(children) {
            let open = model.open.get(&(package.0, (*child).clone()));
            let named =
                open.is_some_and(|open| open.iter().any(|stored| stored.parent.as_ref() == Some(&package.1)));
            if !named {
                verdict.wrong(|| format!("contents of {} have {child} too much", package.1));
            }
        }
    }
}

fn contents(store: &dyn CodeReader, package: &Unit) -> Result<Vec<TraceCode>, StoreFault> {
    let mut all: Vec<TraceCode> = Vec::new();
    loop {
        let page = store.contents(package.0, &package.1, all.last(), PAGE_CODES)?;
        let is_last = page.len() < PAGE_CODES;
        all.extend(page);
        if is_last {
            return Ok(all);
        }
    }
}

/// Scans may be lost. What is counted was counted by whole additions.
fn count_scans(model: &Model, store: &dyn CodeReader, verdict: &mut Verdict) {
    let mut planned: HashMap<Unit, Vec<&ScanDelta>> = HashMap::new();
    for scan in &model.scans {
        planned.entry((scan.enterprise, scan.code.clone())).or_default().push(scan);
    }
    for (unit, scans) in planned {
        // A code that two groups scan has no single answer.
        let [scan] = scans.as_slice() else { continue };
        match store.scans(unit.0, &unit.1) {
            Ok(None) => {}
            Ok(Some((count, at))) if count.is_multiple_of(scan.count) && at == scan.first_at => {}
            Ok(Some((count, at))) => {
                verdict.wrong(|| format!("{} has {count} scans since {at}", unit.1));
            }
            Err(fault) => verdict.refused("scans", &fault),
        }
    }
}
