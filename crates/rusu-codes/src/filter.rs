//! A blocked Bloom filter over a stratum's points: most unknown codes are answered without a read.
//!
//! Shape: lines of 512 bits (a cache line); a code sets five bits of one line. Eight bits a code let
//! about one unknown code in forty through; small strata, of which an enterprise may have many at a
//! time, have sixteen, which let one in several hundred through. On disk: the words, little-endian, and a checksum.

mod lines;

use lines::{Line, Lines};

/// Words of a line.
const LINE_WORDS: usize = 8;
const LINE_BITS: u64 = 512;
/// Bits for each code.
const BITS_PER_CODE: u64 = 8;
/// The same where there are few.
const BITS_PER_CODE_FEW: u64 = 16;
/// From so many codes on there are no longer few.
const MANY_CODES: u64 = 4_000_000;
/// Bits that a code sets.
const PROBES: u32 = 5;

/// Which codes may be there.
pub(crate) struct Filter {
    lines: Lines,
    /// How many have been filled: all, but while it is read.
    filled: usize,
}

impl Filter {
    /// An empty filter for so many codes.
    pub(crate) fn for_codes(codes: u64) -> Self {
        // At least one: a filter that cannot take a code would deny it.
        let bits_per_code = if codes < MANY_CODES { BITS_PER_CODE_FEW } else { BITS_PER_CODE };
        let lines = (codes.saturating_mul(bits_per_code)).div_ceil(LINE_BITS).max(1);
        let lines = usize::try_from(lines).unwrap_or_default();
        Self { lines: Lines::new(lines), filled: lines }
    }

    pub(crate) fn add(&mut self, hash: u64) {
        let lines = self.lines.all_mut();
        if let Some(line) = lines.get_mut(line(hash, lines.len())) {
            for (word, bit) in bits(hash) {
                if let Some(word) = line.get_mut(word) {
                    *word |= bit;
                }
            }
        }
    }

    /// `false` only if no code with this hash was added.
    pub(crate) fn may_hold(&self, hash: u64) -> bool {
        let lines = self.lines.all();
        let Some(line) = lines.get(line(hash, lines.len())) else { return false };
        // All probes, whatever the first ones say: half of them are set, so that a decision behind
        // each would be guessed wrong every other time, which takes longer than the other probes.
        bits(hash).fold(true, |all, (word, bit)| {
            all & line.get(word % LINE_WORDS).is_some_and(|word| word & bit != 0)
        })
    }

    /// Reads a word of each hash's line: the lines are in the processor's cache afterwards.
    pub(crate) fn touch(&self, hashes: impl Iterator<Item = u64>) {
        let lines = self.lines.all();
        let words = hashes.filter_map(|hash| lines.get(line(hash, lines.len()))?.first());
        std::hint::black_box(words.fold(0, |all, word| all ^ word));
    }

    /// Bytes in memory.
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(self.lines.all())
    }

    /// Hands out the words in pieces that are ready to be written.
    pub(crate) fn write(&self, mut out: impl FnMut(&[u8]) -> std::io::Result<()>) -> std::io::Result<()> {
        let mut buffer = Vec::with_capacity(64 * 1024);
        for line in self.lines.all() {
            line.iter().for_each(|word| buffer.extend_from_slice(&word.to_le_bytes()));
            if buffer.len() >= 64 * 1024 - 64 {
                out(&buffer)?;
                buffer.clear();
            }
        }
        out(&buffer)
    }

    /// A filter of so many bytes, to be filled by [`Filter::fill`].
    pub(crate) fn with_room(bytes: usize) -> Self {
        Self { lines: Lines::new(bytes / size_of::<Line>()), filled: 0 }
    }

    /// Takes bytes as [`Filter::write`] hands them out: whole lines.
    pub(crate) fn fill(&mut self, bytes: &[u8]) {
        let room = self.lines.all_mut().iter_mut().skip(self.filled);
        for (line, bytes) in room.zip(bytes.chunks_exact(size_of::<Line>())) {
            for (word, bytes) in line.iter_mut().zip(bytes.chunks_exact(8)) {
                *word = bytes.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes));
            }
            self.filled += 1;
        }
    }
}

/// Which of so many lines: it comes from the high half of the hash, the bits from the low half.
fn line(hash: u64, lines: usize) -> usize {
    let lines = u64::try_from(lines).unwrap_or_default();
    usize::try_from((hash >> 32).wrapping_mul(lines) >> 32).unwrap_or_default()
}

/// Word and bit of each probe: nine bits of the hash each.
fn bits(hash: u64) -> impl Iterator<Item = (usize, u64)> {
    // The low half has 32 bits; multiplied, the 45 highest depend on all of them.
    let mixed = (hash & 0xffff_ffff).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 19;
    (0..PROBES).map(move |probe| {
        let place = mixed >> (9 * probe) & (LINE_BITS - 1);
        (usize::try_from(place / 64).unwrap_or_default(), 1 << (place % 64))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Key;

    fn hashes(from: u128, count: u128) -> impl Iterator<Item = u64> {
        (from..from + count).map(|value| Key::number(16, value).hash())
    }

    #[test]
    fn what_was_added_is_never_denied() {
        let mut filter = Filter::for_codes(10_000);
        hashes(0, 10_000).for_each(|hash| filter.add(hash));
        assert!(hashes(0, 10_000).all(|hash| filter.may_hold(hash)));
    }

    #[test]
    fn at_most_one_unknown_code_in_thirty_passes_a_large_filter_and_one_in_two_hundred_a_small_one() {
        for (codes, one_in) in [(u128::from(MANY_CODES), 30), (100_000, 200)] {
            let mut filter = Filter::for_codes(u64::try_from(codes).unwrap());
            hashes(0, codes).for_each(|hash| filter.add(hash));
            let passed = hashes(codes, 100_000).filter(|hash| filter.may_hold(*hash)).count();
            assert!(passed < 100_000 / one_in, "{passed} of 100,000 at {codes} codes");
        }
    }

    #[test]
    fn a_filter_comes_back_from_its_bytes() {
        let mut filter = Filter::for_codes(3_000);
        hashes(0, 3_000).for_each(|hash| filter.add(hash));
        let mut bytes = Vec::new();
        filter
            .write(|chunk| {
                bytes.extend_from_slice(chunk);
                Ok(())
            })
            .unwrap();
        assert_eq!(bytes.len(), filter.bytes());
        let mut read = Filter::with_room(bytes.len());
        read.fill(&bytes);
        assert_eq!(read.lines.all(), filter.lines.all());
    }

    #[test]
    fn an_empty_filter_holds_nothing() {
        assert!(!Filter::for_codes(0).may_hold(7));
    }

    #[test]
    fn a_filter_that_expected_nothing_takes_a_code() {
        let mut filter = Filter::for_codes(0);
        filter.add(7);
        assert!(filter.may_hold(7));
    }
}
