//! Merging strata in the background, so that a look-up has few places to look.
//!
//! Neighbours of one level are merged when there are as many as the fan-out, into one of the next
//! level: each code is written about log(codes of the enterprise ÷ codes of a lot) times. When nothing was put for
//! a while, what is small beside its older neighbours is merged with them.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::StoreFault;

use crate::fault::STORE;
use crate::hints::HintMerge;
use crate::layers::{Layer, Layers};
use crate::stratum::{HintCursor, Stratum};
use crate::sweep::Sweep;

/// After this time without a put, small strata are merged too.
const IDLE_AFTER: Duration = Duration::from_secs(30);
/// When idle, a stratum is merged with later ones that have together at least this share of its size.
const IDLE_RATIO: u64 = 4;
/// Strata of one enterprise from which a put waits for the merging.
const STACK_LAYERS_MAX: usize = 128;
/// Threads that merge when a load has ended.
const SETTLE_THREADS: usize = 2;

#[derive(Default)]
struct State {
    /// Enterprises whose strata are being merged.
    busy: HashSet<EnterpriseId>,
    /// Enterprises whose strata cannot be merged, because one is damaged.
    given_up: HashSet<EnterpriseId>,
    woken: bool,
}

/// Merges, and lets others wait for it.
pub(crate) struct Merger {
    layers: Arc<Layers>,
    fan_out: usize,
    state: Mutex<State>,
    changed: Condvar,
    /// A merge is given up in the middle: it can be done again.
    stopping: AtomicBool,
}

impl Merger {
    pub(crate) fn new(layers: Arc<Layers>, fan_out: usize) -> Self {
        // One stratum alone cannot be merged.
        let fan_out = fan_out.max(2);
        Self {
            layers,
            fan_out,
            state: Mutex::default(),
            changed: Condvar::new(),
            stopping: AtomicBool::new(false),
        }
    }

    /// Starts the thread that merges in the background.
    pub(crate) fn start(self: &Arc<Self>) -> std::io::Result<JoinHandle<()>> {
        let merger = Arc::clone(self);
        thread::Builder::new().name("strata".to_owned()).spawn(move || merger.run())
    }

    /// Tells that there is something new.
    pub(crate) fn wake(&self) {
        self.lock().woken = true;
        self.changed.notify_all();
    }

    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        // Whoever checks under the lock and then waits must not miss it.
        drop(self.lock());
        self.changed.notify_all();
    }

    /// Waits while an enterprise has too many strata, unless merging is given up: going on is slow
    /// but not wrong.
    pub(crate) fn wait_for_room(&self, enterprise: EnterpriseId) -> Result<(), StoreFault> {
        let mut state = self.lock();
        while self.layers.stack(enterprise).is_some_and(|stack| stack.len() >= STACK_LAYERS_MAX)
            && !state.given_up.contains(&enterprise)
            && !self.stopping.load(Ordering::Acquire)
        {
            self.layers.engine.writable()?;
            state.woken = true;
            self.changed.notify_all();
            let tick = Duration::from_millis(50);
            state = self.changed.wait_timeout(state, tick).unwrap_or_else(PoisonError::into_inner).0;
        }
        Ok(())
    }

    /// Merges every enterprise's strata into one, the largest first.
    pub(crate) fn settle(&self) -> Result<(), StoreFault> {
        let mut waiting: Vec<EnterpriseId> = Vec::new();
        let size = |layers: &[Layer]| layers.iter().map(pieces).sum::<u64>();
        let mut all: Vec<_> = self.layers.all().into_iter().collect();
        all.sort_by_key(|(_, stack)| size(stack));
        waiting.extend(all.into_iter().map(|(enterprise, _)| enterprise));
        let waiting = Mutex::new(waiting);
        let work = || -> Result<(), StoreFault> {
            loop {
                let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let Some(enterprise) = next else { return Ok(()) };
                self.settle_one(enterprise)?;
            }
        };
        thread::scope(|scope| {
            let threads: Vec<_> = (0..SETTLE_THREADS).map(|_| scope.spawn(work)).collect();
            threads.into_iter().try_for_each(|thread| match thread.join() {
                Ok(done) => done,
                Err(_) => Err(self.layers.engine.stop(&"merging ended with a panic")),
            })
        })
    }

    fn settle_one(&self, enterprise: EnterpriseId) -> Result<(), StoreFault> {
        self.take(enterprise);
        let done = match self.layers.stack(enterprise) {
            Some(stack) if stack.len() > 1 => self.merge(stack.iter().filter(|layer| layer.is_durable)),
            _ => Ok(()),
        };
        self.give_back(enterprise);
        done
    }

    fn run(&self) {
        let mut idle = false;
        while let Some(waited) = self.next_turn(idle) {
            idle = waited;
            while let Some((enterprise, range)) = self.next_job(idle) {
                let stack = self.layers.stack(enterprise).unwrap_or_default();
                let done = self.merge(stack.get(range).unwrap_or_default().iter());
                drop(stack);
                if let Err(fault) = &done {
                    tracing::error!(store = STORE, %enterprise, %fault, "strata cannot be merged; they stay as they are");
                    self.lock().given_up.insert(enterprise);
                }
                self.give_back(enterprise);
                if self.stopping.load(Ordering::Acquire) {
                    return;
                }
            }
        }
    }

    /// Waits for the next turn; `None` at the end. Tells whether nothing happened for a while. An
    /// idle store that has nothing to merge sleeps until it is woken.
    fn next_turn(&self, was_idle: bool) -> Option<bool> {
        let mut state = self.lock();
        loop {
            if self.stopping.load(Ordering::Acquire) {
                return None;
            }
            if std::mem::take(&mut state.woken) {
                return Some(false);
            }
            if was_idle {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let waited = self.changed.wait_timeout(state, IDLE_AFTER).unwrap_or_else(PoisonError::into_inner);
            state = waited.0;
            if waited.1.timed_out() {
                return Some(true);
            }
        }
    }

    /// An enterprise, taken, and which of its strata to merge.
    fn next_job(&self, idle: bool) -> Option<(EnterpriseId, Range<usize>)> {
        if self.layers.engine.writable().is_err() {
            return None;
        }
        let all = self.layers.all();
        let mut state = self.lock();
        let free = all.iter().filter(|(enterprise, _)| {
            !state.busy.contains(enterprise) && !state.given_up.contains(enterprise)
        });
        let jobs =
            free.filter_map(|(enterprise, stack)| Some((*enterprise, choose(stack, self.fan_out, idle)?)));
        // The cheapest first: it helps at once, and the costly ones wait for more.
        let cost = |(enterprise, range): &(EnterpriseId, Range<usize>)| {
            let stack = all.get(enterprise).and_then(|stack| stack.get(range.clone()));
            stack.unwrap_or_default().iter().map(pieces).sum::<u64>()
        };
        let job = jobs.min_by_key(cost)?;
        state.busy.insert(job.0);
        Some(job)
    }

    /// Writes what several neighbours hold as one stratum.
    fn merge<'l>(&self, old: impl Iterator<Item = &'l Layer>) -> Result<(), StoreFault> {
        let old: Vec<Layer> = old.cloned().collect();
        let Some(first) = old.first().filter(|_| old.len() > 1) else { return Ok(()) };
        let strata: Vec<Arc<Stratum>> = old.iter().map(|layer| Arc::clone(&layer.stratum)).collect();
        // Runs that later strata cut may leave points. An estimate that is too low only makes the filter
        // let more through.
        let points = strata.iter().map(|stratum| stratum.footer.points + stratum.footer.runs / 16).sum();
        let (file, mut writer) = self.layers.create(first.row.enterprise, Some(points))?;
        let stop = |error: std::io::Error| self.layers.engine.stop(&error);
        let mut sweep = Sweep::new(&strata)?;
        while let Some(piece) = sweep.next()? {
            writer.piece(piece).map_err(stop)?;
            if self.stopping.load(Ordering::Relaxed) {
                // The file without a row is removed at the next start.
                return Ok(());
            }
        }
        for hint in HintMerge::new(strata.iter().map(HintCursor::new)) {
            writer.hint(hint?).map_err(stop)?;
        }
        let level = old.iter().map(|layer| layer.row.level).max().unwrap_or_default().saturating_add(1);
        drop((sweep, strata));
        self.layers.replace(&old, file, level, writer)
    }

    fn take(&self, enterprise: EnterpriseId) {
        let mut state = self.lock();
        while !state.busy.insert(enterprise) {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn give_back(&self, enterprise: EnterpriseId) {
        self.lock().busy.remove(&enterprise);
        self.changed.notify_all();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // The state is changed in single steps: a panic leaves none half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn pieces(layer: &Layer) -> u64 {
    layer.stratum.footer.points + layer.stratum.footer.runs
}

/// Which neighbours to merge, if any. Strata that are not durable yet are the latest, and stay out.
fn choose(stack: &[Layer], fan_out: usize, idle: bool) -> Option<Range<usize>> {
    let end = stack.iter().position(|layer| !layer.is_durable).unwrap_or(stack.len());
    let durable = stack.get(..end)?;
    let mut group_end = end;
    for group in durable.chunk_by(|a, b| a.row.level == b.row.level).rev() {
        let begin = group_end - group.len();
        if group.len() >= fan_out {
            return Some(begin..group_end);
        }
        group_end = begin;
    }
    if !idle {
        return None;
    }
    let mut begin = end.checked_sub(1)?;
    let mut later = pieces(durable.get(begin)?);
    while let Some(before) = begin.checked_sub(1)
        && let Some(layer) = durable.get(before)
        && pieces(layer) <= later.saturating_mul(IDLE_RATIO)
    {
        later = later.saturating_add(pieces(layer));
        begin = before;
    }
    Some(begin..end).filter(|range| range.len() > 1)
}
