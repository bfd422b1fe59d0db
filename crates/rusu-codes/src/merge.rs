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
const STACK_LAYERS_MAX: usize = 64;
/// What merges beside a large merge, which takes minutes: new strata must not pile up behind it,
/// because every look-up asks all of them.
const SMALL_MERGE_PIECES_MAX: u64 = 4_000_000;
/// Threads that merge when a load has ended.
const SETTLE_THREADS: usize = 2;

#[derive(Default)]
struct State {
    /// Strata that are being merged, by enterprise and sequence.
    busy: HashSet<(EnterpriseId, u64)>,
    /// Enterprises whose strata cannot be merged, because one is damaged.
    given_up: HashSet<EnterpriseId>,
    /// How often there was something new: each thread looks once for each.
    wakes: u64,
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

    /// Starts the threads that merge in the background: one for everything, one for small merges.
    pub(crate) fn start(self: &Arc<Self>) -> std::io::Result<Vec<JoinHandle<()>>> {
        let thread = |pieces_max| {
            let merger = Arc::clone(self);
            thread::Builder::new().name("strata".to_owned()).spawn(move || merger.run(pieces_max))
        };
        Ok(vec![thread(u64::MAX)?, thread(SMALL_MERGE_PIECES_MAX)?])
    }

    /// Tells that there is something new.
    pub(crate) fn wake(&self) {
        self.lock().wakes += 1;
        self.changed.notify_all();
    }

    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        // Whoever checks under the lock and then waits must not miss it.
        drop(self.lock());
        self.changed.notify_all();
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Waits while an enterprise has too many strata, unless merging is given up: going on is slow
    /// but not wrong.
    pub(crate) fn wait_for_room(&self, enterprise: EnterpriseId) -> Result<(), StoreFault> {
        let mut state = self.lock();
        while self.layers.stack(enterprise).is_some_and(|stack| stack.len() >= STACK_LAYERS_MAX)
            && !state.given_up.contains(&enterprise)
            && !self.is_stopping()
        {
            self.layers.engine.writable()?;
            state.wakes += 1;
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
        let mut state = self.lock();
        while state.busy.iter().any(|(busy, _)| *busy == enterprise) {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let stack = self.layers.stack(enterprise).unwrap_or_default();
        let old: Vec<Layer> = stack.iter().filter(|layer| layer.is_durable).cloned().collect();
        state.busy.extend(old.iter().map(name));
        drop((state, stack));
        let done = self.merge(&old);
        self.give_back(&old);
        done
    }

    fn run(&self, pieces_max: u64) {
        let (mut seen, mut idle) = (0, false);
        while let Some(waited) = self.next_turn(&mut seen, idle) {
            idle = waited;
            while let Some((enterprise, old)) = self.next_job(idle, pieces_max) {
                if let Err(fault) = self.merge(&old) {
                    tracing::error!(store = STORE, %enterprise, %fault, "strata cannot be merged; they stay as they are");
                    self.lock().given_up.insert(enterprise);
                }
                self.give_back(&old);
                if self.is_stopping() {
                    return;
                }
            }
        }
    }

    /// Waits for the next turn; `None` at the end. Tells whether nothing happened for a while. An
    /// idle store that has nothing to merge sleeps until it is woken.
    fn next_turn(&self, seen: &mut u64, was_idle: bool) -> Option<bool> {
        let mut state = self.lock();
        loop {
            if self.is_stopping() {
                return None;
            }
            if state.wakes != *seen {
                *seen = state.wakes;
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

    /// An enterprise and which of its strata to merge, taken.
    fn next_job(&self, idle: bool, pieces_max: u64) -> Option<(EnterpriseId, Vec<Layer>)> {
        if self.layers.engine.writable().is_err() {
            return None;
        }
        let mut state = self.lock();
        let all = self.layers.all();
        let free = all.iter().filter(|(enterprise, _)| !state.given_up.contains(enterprise));
        let jobs = free.filter_map(|(enterprise, stack)| {
            let range = choose(stack, self.fan_out, idle, &|layer| state.busy.contains(&name(layer)))?;
            let old = stack.get(range)?;
            let cost: u64 = old.iter().map(pieces).sum();
            (cost <= pieces_max).then_some((cost, *enterprise, old))
        });
        // The cheapest first: it helps at once, and the costly ones wait for more.
        let (_, enterprise, old) = jobs.min_by_key(|(cost, ..)| *cost)?;
        let old = old.to_vec();
        state.busy.extend(old.iter().map(name));
        Some((enterprise, old))
    }

    /// Writes what several neighbours hold as one stratum.
    fn merge(&self, old: &[Layer]) -> Result<(), StoreFault> {
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
        self.layers.replace(old, file, level, writer)
    }

    fn give_back(&self, old: &[Layer]) {
        let mut state = self.lock();
        for layer in old {
            state.busy.remove(&name(layer));
        }
        // What was merged may make another merge due.
        state.wakes += 1;
        drop(state);
        self.changed.notify_all();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // The state is changed in single steps: a panic leaves none half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn name(layer: &Layer) -> (EnterpriseId, u64) {
    (layer.row.enterprise, layer.row.sequence)
}

fn pieces(layer: &Layer) -> u64 {
    layer.stratum.footer.points + layer.stratum.footer.runs
}

/// Which neighbours to merge, if any. Strata that are not durable yet are the latest, and stay out.
fn choose(
    stack: &[Layer],
    fan_out: usize,
    idle: bool,
    is_busy: &dyn Fn(&Layer) -> bool,
) -> Option<Range<usize>> {
    let end = stack.iter().position(|layer| !layer.is_durable).unwrap_or(stack.len());
    let durable = stack.get(..end)?;
    let mut group_end = end;
    let joins = |a: &Layer, b: &Layer| a.row.level == b.row.level && !is_busy(a) && !is_busy(b);
    for group in durable.chunk_by(joins).rev() {
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
    let latest = durable.get(begin).filter(|layer| !is_busy(layer))?;
    let mut later = pieces(latest);
    while let Some(before) = begin.checked_sub(1)
        && let Some(layer) = durable.get(before)
        && !is_busy(layer)
        && pieces(layer) <= later.saturating_mul(IDLE_RATIO)
    {
        later = later.saturating_add(pieces(layer));
        begin = before;
    }
    Some(begin..end).filter(|range| range.len() > 1)
}
