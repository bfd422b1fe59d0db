//! The memory of a filter. Each question fetches one line from anywhere in it, so a large one asks the
//! system for huge pages: with small ones most fetches also wait for the page's address, which in a
//! virtual machine takes longer than the line itself.

use memmap2::{Advice, MmapMut};

use super::LINE_WORDS;

/// What one question looks at: a line of the processor's cache.
pub(super) type Line = [u64; LINE_WORDS];

/// From so many bytes on huge pages are asked for: one of them, on the processors of servers.
const LARGE_BYTES: usize = 2 * 1024 * 1024;

/// Lines, all zero at first.
pub(super) enum Lines {
    Small(Vec<Line>),
    /// Begins at a page, so that lines lie as in a vector.
    Large(MmapMut),
}

impl Lines {
    /// Where the system has no huge pages, or gives no mapping, lines are slower and not fewer.
    pub(super) fn new(lines: usize) -> Self {
        let bytes = lines.saturating_mul(size_of::<Line>());
        if bytes >= LARGE_BYTES
            && let Ok(mapping) = MmapMut::map_anon(bytes)
        {
            if let Err(error) = mapping.advise(Advice::HugePage) {
                tracing::debug!(%error, "no huge pages for a filter");
            }
            return Self::Large(mapping);
        }
        Self::Small(vec![[0; LINE_WORDS]; lines])
    }

    pub(super) fn all(&self) -> &[Line] {
        match self {
            Self::Small(lines) => lines,
            Self::Large(mapping) => bytemuck::cast_slice(mapping),
        }
    }

    pub(super) fn all_mut(&mut self) -> &mut [Line] {
        match self {
            Self::Small(lines) => lines,
            Self::Large(mapping) => bytemuck::cast_slice_mut(mapping),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_as_many_as_asked_for_and_zero_in_either_memory() {
        for lines in [0, 1, LARGE_BYTES / 64 - 1, LARGE_BYTES / 64, LARGE_BYTES / 64 + 1] {
            let mut made = Lines::new(lines);
            assert_eq!(matches!(made, Lines::Large(_)), lines >= LARGE_BYTES / 64);
            assert_eq!(made.all().len(), lines);
            assert!(made.all_mut().iter().all(|line| *line == [0; LINE_WORDS]));
        }
    }
}
