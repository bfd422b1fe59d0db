//! What is in a package.

use std::cmp::Ordering;

use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::StoreFault;

use crate::fault::STORE;
use crate::hints::{Hint, HintMerge};
use crate::key::Key;
use crate::layers::{Layer, Layers, find_in};
use crate::stratum::{HintCursor, Stratum};

/// Children of `package` behind `after`, in order.
///
/// Every hint is only that: a child counts if its own record names the package. So hints that a
/// later put made stale do no harm, and a child is listed once however many hints there are.
pub(crate) fn contents(
    layers: &Layers,
    enterprise: EnterpriseId,
    package: &Key,
    after: Option<&Key>,
    limit: usize,
) -> Result<Vec<TraceCode>, StoreFault> {
    let Some(stack) = layers.stack(enterprise) else { return Ok(Vec::new()) };
    let mut sources = Vec::new();
    for layer in stack.iter() {
        let blocks = layer.stratum.hint_blocks(package);
        let begin = first_block(&layer.stratum, blocks.clone(), package, after)?;
        let hints = HintCursor::of_blocks(&layer.stratum, begin..blocks.end);
        // What cannot be read is passed on.
        let of_package = |hint: &Result<Hint, StoreFault>| {
            hint.as_ref().map_or(Ordering::Equal, |hint| hint.parent.cmp(package))
        };
        sources.push(
            hints
                .skip_while(move |hint| of_package(hint) == Ordering::Less)
                .take_while(move |hint| of_package(hint) == Ordering::Equal),
        );
    }
    let mut listing = Listing { stack: &stack, package, last: after.copied(), limit, codes: Vec::new() };
    for hint in HintMerge::new(sources.into_iter()) {
        if listing.codes.len() >= limit {
            break;
        }
        listing.add(&hint?)?;
    }
    Ok(listing.codes)
}

/// The block in which the package's hints behind `after` begin. Within a stratum they are disjoint
/// and in order, so at most the hint before the first one behind `after` reaches over it.
fn first_block(
    stratum: &Stratum,
    blocks: std::ops::Range<usize>,
    package: &Key,
    after: Option<&Key>,
) -> Result<usize, StoreFault> {
    let Some(after) = after else { return Ok(blocks.start) };
    let (mut begin, mut end) = (blocks.start, blocks.end);
    while begin + 1 < end {
        let middle = begin.midpoint(end);
        let hints = stratum.hints_in(middle)?;
        let begins_behind =
            hints.first().is_none_or(|first| (&first.parent, &first.first) > (package, after));
        if begins_behind { end = middle } else { begin = middle }
    }
    Ok(begin)
}

struct Listing<'a> {
    stack: &'a [Layer],
    package: &'a Key,
    /// The last code that was looked at.
    last: Option<Key>,
    limit: usize,
    codes: Vec<TraceCode>,
}

impl Listing<'_> {
    fn add(&mut self, hint: &Hint) -> Result<(), StoreFault> {
        let seen = match self.last {
            Some(last) if last.tag == hint.first.tag && last.value >= hint.first.value && hint.count > 1 => {
                u64::try_from(last.value - hint.first.value).unwrap_or(u64::MAX).saturating_add(1)
            }
            _ => 0,
        };
        for index in seen..hint.count {
            if self.codes.len() >= self.limit {
                return Ok(());
            }
            let Some(code) = hint.first.nth(index) else { return Ok(()) };
            if self.last.is_some_and(|last| code <= last) {
                continue;
            }
            let entry = find_in(self.stack, &code)?;
            if entry.is_some_and(|entry| entry.parent.as_ref() == Some(self.package)) {
                self.codes.push(code.code().ok_or_else(|| no_code(&code))?);
            }
            self.last = Some(code);
        }
        Ok(())
    }
}

/// A key under a right checksum that no code has.
pub(crate) fn no_code(key: &Key) -> StoreFault {
    StoreFault::Damaged { store: STORE, reason: format!("no code looks like {key:?}") }
}
