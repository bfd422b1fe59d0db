//! Where a stratum's blocks of one kind are: the first value of each, and its place in the file.
//!
//! ```text
//! area  := varint(blocks), for each: tag: u8, varint(value, above the one before if that has the same tag),
//!          varint(last value above the first), varint(bytes between it and the block before), varint(its bytes)
//! ```
//!
//! The last value is that of the last piece's last code. It answers for codes behind all of a block,
//! as the next lot of consecutive codes always is, without reading it.

use crate::block::Sealed;
use crate::bytes::{read_byte, read_varint, read_varint_64, read_varint_size, write_varint};
use crate::key::{Key, low};

/// Bytes of a block, at most: what the places in memory can tell.
pub(crate) const BLOCK_BYTES_MAX: usize = 0xffff;

/// Guesses by proportion before the search gallops: each leaves about the square root of the
/// distance that was left (10⁶ blocks, 500, 22, 5).
const GUESSES: usize = 3;

/// A block's place in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) offset: u64,
    pub(crate) bytes: usize,
}

impl Place {
    fn end(self) -> u64 {
        self.offset.saturating_add(u64::try_from(self.bytes).unwrap_or(u64::MAX))
    }
}

/// The index of one kind of blocks while they are written.
#[derive(Default)]
pub(crate) struct AreaBuilder {
    blocks: u64,
    bytes: Vec<u8>,
    before: Option<(Key, Place)>,
}

impl AreaBuilder {
    pub(crate) fn add(&mut self, sealed: &Sealed, offset: u64) {
        let place = Place { offset, bytes: sealed.bytes.len() };
        let key = Key { tail: 0, ..sealed.first };
        let (base, end) = match self.before {
            Some((before, place)) => (if before.tag == key.tag { before.value } else { 0 }, place.end()),
            None => (0, 0),
        };
        self.bytes.push(key.tag);
        write_varint(&mut self.bytes, key.value - base);
        write_varint(&mut self.bytes, sealed.last.value - key.value);
        write_varint(&mut self.bytes, u128::from(offset - end));
        write_varint(&mut self.bytes, u128::try_from(place.bytes).unwrap_or_default());
        self.blocks += 1;
        self.before = Some((key, place));
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        write_varint(out, u128::from(self.blocks));
        out.extend_from_slice(&self.bytes);
    }
}

/// The blocks of one kind, in order.
#[derive(Default)]
pub(crate) struct Area {
    zones: Vec<Zone>,
    blocks: usize,
}

/// The blocks of one tag. Values are kept as 64 bits above the least one, cut where they have more;
/// so two blocks may look alike, and who looks for one begins with the last.
struct Zone {
    tag: u8,
    /// Number of its first block in the area.
    begin: usize,
    least: u128,
    cut_bits: u32,
    blocks: Vec<Row>,
}

/// What memory knows of a block, side by side: a look-up that is not in the processor's cache
/// fetches all of it at once.
#[derive(Clone, Copy)]
struct Row {
    first: u64,
    /// Cut as the first is, so what lies behind it when cut lies behind it.
    last: u64,
    /// Offset × 2^16 + bytes.
    place: u64,
}

impl Area {
    /// Takes an area off the front of the index; `None` if it is malformed or leads out of a file
    /// that has its blocks before `end`.
    pub(crate) fn read(bytes: &mut &[u8], end: u64) -> Option<Self> {
        // A block's entry takes at least five bytes.
        let blocks = read_varint_size(bytes).filter(|blocks| *blocks <= bytes.len() / 5)?;
        let mut area = Self::default();
        let mut place = Place { offset: 0, bytes: 0 };
        let mut before: Option<Key> = None;
        let mut values: Vec<(u128, u128)> = Vec::new();
        let mut places = Vec::new();
        for _ in 0..blocks {
            let tag = read_byte(bytes)?;
            let base = before.filter(|before| before.tag == tag).map_or(0, |before| before.value);
            let value = base.checked_add(read_varint(bytes)?)?;
            let last = value.checked_add(read_varint(bytes)?)?;
            let offset = place.end().checked_add(read_varint_64(bytes)?)?;
            let size = read_varint_size(bytes).filter(|bytes| *bytes <= BLOCK_BYTES_MAX)?;
            place = Place { offset, bytes: size };
            if place.end() > end || before.is_some_and(|before| before.tag > tag) {
                return None;
            }
            if let Some(before) = before.filter(|before| before.tag != tag) {
                area.close(before.tag, &mut values, &mut places);
            }
            before = Some(Key { tag, value, tail: 0 });
            values.push((value, last));
            places.push(offset << 16 | u64::try_from(size).ok()?);
        }
        if let Some(before) = before {
            area.close(before.tag, &mut values, &mut places);
        }
        Some(area)
    }

    fn close(&mut self, tag: u8, values: &mut Vec<(u128, u128)>, places: &mut Vec<u64>) {
        let least = values.first().map_or(0, |(first, _)| *first);
        let most = values.iter().map(|(_, last)| *last).max().unwrap_or_default();
        let cut_bits = 64_u32.saturating_sub((most - least).leading_zeros());
        let cut = |value: u128| low((value - least) >> cut_bits);
        let row = |((first, last), place)| Row { first: cut(first), last: cut(last), place };
        let zone = Zone {
            tag,
            begin: self.blocks,
            least,
            cut_bits,
            blocks: values.drain(..).zip(places.drain(..)).map(row).collect(),
        };
        self.blocks += zone.blocks.len();
        self.zones.push(zone);
    }

    /// How many blocks.
    pub(crate) fn len(&self) -> usize {
        self.blocks
    }

    /// Bytes in memory.
    pub(crate) fn bytes(&self) -> usize {
        self.zones.iter().map(|zone| zone.blocks.len() * size_of::<Row>()).sum()
    }

    pub(crate) fn place(&self, block: usize) -> Option<Place> {
        let zone = self.zones.iter().rev().find(|zone| zone.begin <= block)?;
        zone.place(block - zone.begin)
    }

    /// Blocks of the key's tag that may hold it: the last one that begins before it, or one before that
    /// looks alike; none if that one ends before it.
    pub(crate) fn candidates(&self, key: &Key) -> std::ops::Range<usize> {
        let Some(zone) = self.zones.iter().find(|zone| zone.tag == key.tag) else { return 0..0 };
        let Some(above) = key.value.checked_sub(zone.least) else { return 0..0 };
        let cut = u64::try_from(above >> zone.cut_bits).unwrap_or(u64::MAX);
        let end = rank(&zone.blocks, cut);
        let up_to = zone.blocks.get(..end).unwrap_or_default();
        let alike = up_to.iter().rev().take_while(|block| block.first == cut).count();
        if alike == 0 && up_to.last().is_some_and(|block| block.last < cut) {
            return 0..0;
        }
        zone.begin + end.saturating_sub(alike + 1)..zone.begin + end
    }
}

impl Zone {
    fn place(&self, index: usize) -> Option<Place> {
        let packed = self.blocks.get(index)?.place;
        Some(Place { offset: packed >> 16, bytes: usize::try_from(packed & 0xffff).ok()? })
    }
}

/// How many blocks begin at or before a value.
///
/// Codes lie evenly, or nearly so: three guesses by proportion come within a few blocks of the
/// place, where halving would fetch a line of memory for every step. From the last guess the search
/// gallops, so however the codes lie it takes about two steps for each halving.
fn rank(blocks: &[Row], value: u64) -> usize {
    let first = |index: usize| blocks.get(index).map_or(u64::MAX, |block| block.first);
    let Some(last) = blocks.len().checked_sub(1) else { return 0 };
    if value < first(0) {
        return 0;
    }
    if value >= first(last) {
        return blocks.len();
    }
    // Always: first(low) <= value < first(high).
    let (mut low, mut high) = ((0, first(0)), (last, first(last)));
    let mut near_low = true;
    for _ in 0..GUESSES {
        let apart = high.0 - low.0;
        if apart <= 1 {
            break;
        }
        let guess = low.0 + proportion(value - low.1, high.1 - low.1, apart).clamp(1, apart - 1);
        let there = (guess, first(guess));
        near_low = there.1 <= value;
        *(if near_low { &mut low } else { &mut high }) = there;
    }
    let (low, high) = gallop(blocks, value, low.0, high.0, near_low);
    let between = blocks.get(low..high).unwrap_or_default();
    low + between.partition_point(|block| block.first <= value)
}

/// Narrows `low..high` in growing steps away from the end that the place is near to.
fn gallop(blocks: &[Row], value: u64, low: usize, high: usize, near_low: bool) -> (usize, usize) {
    let is_up_to = |index: usize| blocks.get(index).is_some_and(|block| block.first <= value);
    let (mut low, mut high, mut step) = (low, high, 4);
    while high - low > step {
        if near_low {
            if !is_up_to(low + step) {
                return (low, low + step);
            }
            low += step;
        } else {
            if is_up_to(high - step) {
                return (high - step, high);
            }
            high -= step;
        }
        step *= 2;
    }
    (low, high)
}

/// `part ÷ whole` of a number of blocks; `part` is less than `whole`.
fn proportion(part: u64, whole: u64, blocks: usize) -> usize {
    let blocks = u128::try_from(blocks).unwrap_or_default();
    usize::try_from(u128::from(part) * blocks / u128::from(whole.max(1))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(firsts: &[u64]) -> Vec<Row> {
        firsts.iter().map(|first| Row { first: *first, last: *first, place: 0 }).collect()
    }

    proptest::proptest! {
        #[test]
        fn a_rank_is_what_halving_finds(mut firsts: Vec<u64>, exponent in 1_u32..12, values: Vec<u64>) {
            // Raised to a power, values crowd at one end: guesses by proportion are far off.
            let once = |crowded: u64, value: u64| low((u128::from(crowded) * u128::from(value)) >> 64);
            let crowd = |value: &u64| (0..exponent).fold(*value, |crowded, _| once(crowded, *value));
            firsts = firsts.iter().map(crowd).collect();
            firsts.sort_unstable();
            let rows = rows(&firsts);
            for value in values.iter().map(crowd).chain(firsts.iter().copied()).chain([0, u64::MAX]) {
                proptest::prop_assert_eq!(rank(&rows, value), firsts.partition_point(|first| *first <= value));
            }
        }
    }

    #[test]
    fn a_rank_is_right_where_all_but_one_begin_at_one_end() {
        let mut firsts: Vec<u64> = (0..10_000).collect();
        firsts.push(u64::MAX);
        let rows = rows(&firsts);
        for value in [0, 1, 5_000, 9_998, 9_999, 10_000, u64::MAX - 1, u64::MAX] {
            assert_eq!(rank(&rows, value), firsts.partition_point(|first| *first <= value), "{value}");
        }
    }

    fn area(firsts: &[Key]) -> Area {
        let mut builder = AreaBuilder::default();
        let mut offset = 8;
        for first in firsts {
            let last = Key { value: first.value + 2, ..*first };
            let sealed = Sealed { first: *first, last, bytes: vec![0; 100] };
            builder.add(&sealed, offset);
            offset += 150;
        }
        let mut bytes = Vec::new();
        builder.write(&mut bytes);
        Area::read(&mut bytes.as_slice(), offset).unwrap()
    }

    #[test]
    fn places_come_back() {
        let area = area(&[Key::number(6, 5), Key::number(6, 9), Key::number(16, 1)]);
        assert_eq!(area.len(), 3);
        assert_eq!(area.place(2), Some(Place { offset: 308, bytes: 100 }));
        assert_eq!(area.place(3), None);
    }

    #[test]
    fn the_block_that_may_hold_a_code_is_the_last_that_begins_before_it() {
        let area = area(&[Key::number(6, 5), Key::number(6, 9), Key::number(16, 1)]);
        assert_eq!(area.candidates(&Key::number(6, 4)), 0..0);
        assert_eq!(area.candidates(&Key::number(6, 7)), 0..1);
        assert_eq!(area.candidates(&Key::number(6, 9)).end, 2);
        assert_eq!(area.candidates(&Key::number(16, 3)).end, 3);
        assert_eq!(area.candidates(&Key::number(7, 7)), 0..0);
    }

    #[test]
    fn a_code_behind_all_of_the_block_is_in_none() {
        let area = area(&[Key::number(6, 5), Key::number(6, 9)]);
        assert_eq!(area.candidates(&Key::number(6, 8)), 0..0);
        assert_eq!(area.candidates(&Key::number(6, 11)), 1..2);
        assert_eq!(area.candidates(&Key::number(6, 12)), 0..0);
    }

    #[test]
    fn blocks_that_look_alike_are_all_candidates() {
        let huge = u128::from(u64::MAX) << 20;
        let key = |value| Key::number(38, value);
        let area = area(&[key(0), key(1 << 30), key(huge), key(huge + 1)]);
        assert_eq!(area.candidates(&key(huge)), 1..4);
    }

    #[test]
    fn an_index_that_leads_out_of_the_file_is_none() {
        let mut builder = AreaBuilder::default();
        let (first, last) = (Key::number(6, 5), Key::number(6, 9));
        builder.add(&Sealed { first, last, bytes: vec![0; 100] }, 8);
        let mut bytes = Vec::new();
        builder.write(&mut bytes);
        assert!(Area::read(&mut bytes.as_slice(), 108).is_some());
        assert!(Area::read(&mut bytes.as_slice(), 107).is_none());
    }
}
