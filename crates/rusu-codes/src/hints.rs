//! Hints: which codes may be in a package, in the order of packages.
//!
//! ```text
//! block := varint(hints), hints, checksum: u32
//! hint  := flags: u8   1 the parent before, 2 a number above it, 4 a child a number above the one before, 8 count
//!          [parent: key, or varint of the step]   first child: key, or varint of the step   [varint(count)]
//! ```

use rusu_core::ports::StoreFault;

use crate::block::{Malformed, Sealed, seal};
use crate::bytes::{
    read_byte, read_key, read_varint, read_varint_64, read_varint_size, write_key, write_varint,
};
use crate::key::Key;

/// Hints in a block.
pub(crate) const BLOCK_HINTS_MAX: usize = 256;

const SAME_PARENT: u8 = 1;
const PARENT_STEP: u8 = 2;
const CHILD_STEP: u8 = 4;
const COUNT: u8 = 8;

/// A code whose record named a parent when it was put, or as many consecutive ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hint {
    pub(crate) parent: Key,
    pub(crate) first: Key,
    pub(crate) count: u64,
}

impl Hint {
    /// The last code.
    pub(crate) fn last(&self) -> Key {
        Key { value: self.first.value.saturating_add(u128::from(self.count.saturating_sub(1))), ..self.first }
    }

    /// Both as one, if they are of one parent and overlap or touch. `later` does not begin first.
    fn joined(&self, later: &Self) -> Option<Self> {
        let touches = later.first <= self.last() || self.last().nth(1) == Some(later.first);
        if self.parent != later.parent || !touches {
            return None;
        }
        let last = self.last().max(later.last());
        let count = u64::try_from(last.value - self.first.value).ok()?.checked_add(1)?;
        Some(Self { count, ..*self })
    }
}

/// Gathers hints that arrive in order; joins those that touch, so that within a stratum they are disjoint.
pub(crate) struct HintBuilder {
    open: Option<Hint>,
    hints: Vec<Hint>,
}

impl HintBuilder {
    pub(crate) fn new() -> Self {
        Self { open: None, hints: Vec::new() }
    }

    pub(crate) fn push(&mut self, hint: Hint) -> Option<Sealed> {
        let Some(open) = self.open else {
            self.open = Some(hint);
            return None;
        };
        if let Some(joined) = open.joined(&hint) {
            self.open = Some(joined);
            return None;
        }
        self.open = Some(hint);
        self.hints.push(open);
        // The index finds blocks by the tag of their first parent.
        let ends = self.hints.len() >= BLOCK_HINTS_MAX || open.parent.tag != hint.parent.tag;
        if ends { self.seal() } else { None }
    }

    /// The last block, if anything is left.
    pub(crate) fn finish(&mut self) -> Option<Sealed> {
        // The open one has the others' tag, or it would have ended their block.
        self.hints.extend(self.open.take());
        self.seal()
    }

    fn seal(&mut self) -> Option<Sealed> {
        let (first, last) = (self.hints.first()?.parent, self.hints.last()?.parent);
        let mut bytes = encode(&self.hints);
        seal(&mut bytes);
        self.hints.clear();
        Some(Sealed { first, last, bytes })
    }
}

fn encode(hints: &[Hint]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(hints.len() * 8);
    write_varint(&mut bytes, u128::try_from(hints.len()).unwrap_or_default());
    let mut before: Option<Hint> = None;
    for hint in hints {
        let same = before.is_some_and(|before| before.parent == hint.parent);
        let parent_step = before.and_then(|before| step(&before.parent, &hint.parent)).filter(|_| !same);
        let child_step = before.and_then(|before| step(&before.first, &hint.first));
        bytes.push(
            if same { SAME_PARENT } else { 0 }
                | if parent_step.is_some() { PARENT_STEP } else { 0 }
                | if child_step.is_some() { CHILD_STEP } else { 0 }
                | if hint.count > 1 { COUNT } else { 0 },
        );
        match parent_step {
            Some(step) => write_varint(&mut bytes, step),
            None if same => {}
            None => write_key(&mut bytes, &hint.parent),
        }
        match child_step {
            Some(step) => write_varint(&mut bytes, step),
            None => write_key(&mut bytes, &hint.first),
        }
        if hint.count > 1 {
            write_varint(&mut bytes, u128::from(hint.count));
        }
        before = Some(*hint);
    }
    bytes
}

/// From one code up to another of the same form.
fn step(from: &Key, to: &Key) -> Option<u128> {
    let alike = from.tag == to.tag && from.tail == 0 && to.tail == 0;
    to.value.checked_sub(from.value).filter(|_| alike)
}

/// The hints of a block whose checksum was verified.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Hint>, Malformed> {
    decode(bytes).ok_or(Malformed)
}

fn decode(mut bytes: &[u8]) -> Option<Vec<Hint>> {
    let count = read_varint_size(&mut bytes).filter(|count| (1..=BLOCK_HINTS_MAX + 1).contains(count))?;
    let mut hints: Vec<Hint> = Vec::with_capacity(count);
    for _ in 0..count {
        let flags = read_byte(&mut bytes)?;
        let before = hints.last();
        let parent = if flags & SAME_PARENT != 0 {
            before?.parent
        } else if flags & PARENT_STEP != 0 {
            stepped(&before?.parent, read_varint(&mut bytes)?)?
        } else {
            read_key(&mut bytes)?
        };
        let first = if flags & CHILD_STEP != 0 {
            stepped(&before?.first, read_varint(&mut bytes)?)?
        } else {
            read_key(&mut bytes)?
        };
        let count = if flags & COUNT == 0 { 1 } else { read_varint_64(&mut bytes)? };
        let hint = Hint { parent, first, count };
        let in_order = before.is_none_or(|before| before.parent < parent || before.last() < first);
        hints.push(Some(hint).filter(|_| count > 0 && in_order)?);
    }
    Some(hints)
}

fn stepped(from: &Key, step: u128) -> Option<Key> {
    Some(Key { value: from.value.checked_add(step)?, ..*from })
}

/// Hints of several strata as one, in order; some may come twice or overlap.
pub(crate) struct HintMerge<I: Iterator> {
    sources: Vec<std::iter::Peekable<I>>,
}

impl<I: Iterator<Item = Result<Hint, StoreFault>>> HintMerge<I> {
    pub(crate) fn new(sources: impl Iterator<Item = I>) -> Self {
        Self { sources: sources.map(Iterator::peekable).collect() }
    }
}

impl<I: Iterator<Item = Result<Hint, StoreFault>>> Iterator for HintMerge<I> {
    type Item = Result<Hint, StoreFault>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut least: Option<(Hint, usize)> = None;
        for (index, source) in self.sources.iter_mut().enumerate() {
            match source.peek() {
                None => {}
                Some(Err(_)) => return source.next(),
                Some(Ok(hint)) if least.is_none_or(|(least, _)| *hint < least) => {
                    least = Some((*hint, index))
                }
                Some(Ok(_)) => {}
            }
        }
        let (_, index) = least?;
        self.sources.get_mut(index)?.next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(parent: u128, first: u128, count: u64) -> Hint {
        Hint { parent: Key::number(18, parent), first: Key::number(16, first), count }
    }

    fn packed(hints: &[Hint]) -> Vec<Hint> {
        let mut builder = HintBuilder::new();
        let mut sealed: Vec<Sealed> = hints.iter().filter_map(|hint| builder.push(*hint)).collect();
        sealed.extend(builder.finish());
        let blocks = sealed.iter().map(|sealed| crate::block::unseal(&sealed.bytes).unwrap());
        blocks.flat_map(|block| read(block).unwrap()).collect()
    }

    #[test]
    fn hints_come_back() {
        let text = Key { tag: 0xff, value: 77, tail: 5 };
        let mut hints: Vec<Hint> =
            (0..1_000).map(|n| hint(n / 3, 10_000 - n / 3 * 10 + n % 3 * 2, 1)).collect();
        hints.push(Hint { parent: text, first: text, count: 1 });
        assert_eq!(packed(&hints), hints);
    }

    #[test]
    fn hints_of_one_parent_that_touch_or_overlap_become_one() {
        let joined = packed(&[hint(1, 0, 6), hint(1, 4, 6), hint(1, 10, 1), hint(1, 12, 1), hint(2, 13, 1)]);
        assert_eq!(joined, [hint(1, 0, 11), hint(1, 12, 1), hint(2, 13, 1)]);
    }

    #[test]
    fn a_case_of_six_consecutive_cans_takes_few_bytes() {
        let hints: Vec<Hint> = (0..256).map(|n| hint(340_000_000_000_000_000 + n, n * 6, 6)).collect();
        assert!(encode(&hints).len() <= 4 * 256 + 20, "{}", encode(&hints).len());
    }

    #[test]
    fn no_content_makes_the_reader_panic() {
        assert_eq!(read(&[]), Err(Malformed));
        assert_eq!(read(&[1, SAME_PARENT]), Err(Malformed));
        assert_eq!(
            read(&[1, 0, 6, 1, 6, 1, 7]),
            Ok(vec![Hint { parent: Key::number(6, 1), first: Key::number(6, 1), count: 1 }])
        );
    }
}
