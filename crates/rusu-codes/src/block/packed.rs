//! Blocks of codes that fit one number each: Elias–Fano for the codes, frames of reference for the rest.

use rusu_core::code_rule::Carrier;
use rusu_core::lot::PartNo;

use super::{
    BLOCK_PIECES_MAX, CARRIER_SHIFT, COUNTS, Field, MIXED_CARRIERS, Malformed, PARENTS, read_head, write_head,
};
use crate::bytes::{BitWriter, bits_at, read_byte, read_varint, read_varint_size, width, write_varint};
use crate::key::{Key, TAG_TEXT, low, text_characters, text_unit, value_max};
use crate::piece::{Entry, Piece, carrier_bits, carrier_of};

/// What values of one tag are counted in: 1, but for texts.
#[derive(Clone, Copy)]
struct Scale {
    tag: u8,
    characters: u8,
    unit: u128,
}

impl Scale {
    /// The largest unit of which every value is a multiple.
    fn of(tag: u8, values: impl Iterator<Item = u128>) -> Self {
        if tag != TAG_TEXT {
            return Self { tag, characters: 0, unit: 1 };
        }
        let mut scale = Self { tag, characters: 0, unit: text_unit(0) };
        for value in values {
            if !value.is_multiple_of(scale.unit) {
                scale.characters = text_characters(value).max(scale.characters);
                scale.unit = text_unit(scale.characters);
            }
        }
        scale
    }

    fn write(self, out: &mut Vec<u8>) {
        out.push(self.tag);
        if self.tag == TAG_TEXT {
            out.push(self.characters);
        }
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let tag = read_byte(bytes)?;
        if tag != TAG_TEXT {
            return Some(Self { tag, characters: 0, unit: 1 });
        }
        let characters = read_byte(bytes).filter(|characters| *characters <= 24)?;
        Some(Self { tag, characters, unit: text_unit(characters) })
    }

    fn scaled(self, value: u128) -> u128 {
        if self.unit == 1 { value } else { value / self.unit }
    }

    fn key(self, scaled: u128) -> Option<Key> {
        Some(Key { tag: self.tag, value: scaled.checked_mul(self.unit)?, tail: 0 })
    }
}

/// Numbers above their least one, each in as many bits as the largest needs.
#[derive(Clone, Copy)]
struct Frame {
    least: u128,
    bits: u32,
}

impl Frame {
    fn of(values: impl Iterator<Item = u128> + Clone) -> Self {
        let least = values.clone().min().unwrap_or_default();
        Self { least, bits: width(values.max().unwrap_or_default() - least) }
    }

    fn write(self, out: &mut Vec<u8>) {
        write_varint(out, self.least);
        out.push(u8::try_from(self.bits).unwrap_or_default());
    }

    fn read(bytes: &mut &[u8]) -> Option<Self> {
        let least = read_varint(bytes)?;
        let bits = u32::from(read_byte(bytes)?);
        (bits <= 128).then_some(Self { least, bits })
    }
}

/// `pieces` have the tag, and their parents, where they have one, the parents' tag.
pub(super) fn encode(pieces: &[Piece], tag: u8, parent_tag: Option<u8>) -> Vec<u8> {
    let carrier = pieces.first().map_or(Carrier::Outer, |piece| piece.entry.carrier);
    let mixed = pieces.iter().any(|piece| piece.entry.carrier != carrier);
    let counts = pieces.iter().any(|piece| piece.count > 1);
    let flags = if counts { COUNTS } else { 0 }
        | if mixed { MIXED_CARRIERS } else { 0 }
        | if parent_tag.is_some() { PARENTS } else { 0 }
        | carrier_bits(carrier) << CARRIER_SHIFT;
    let mut bytes = write_head(flags, pieces.len());
    let scale = Scale::of(tag, pieces.iter().map(|piece| piece.first.value));
    scale.write(&mut bytes);
    let values: Vec<u128> = pieces.iter().map(|piece| scale.scaled(piece.first.value)).collect();
    let mut bits = BitWriter::default();
    write_values(&mut bytes, &mut bits, &values);
    let parts = pieces.iter().map(|piece| u128::from(piece.entry.part.0));
    let frame = Frame::of(parts.clone());
    frame.write(&mut bytes);
    parts.for_each(|part| bits.push(part - frame.least, frame.bits));
    if mixed {
        let carriers = pieces.iter().map(|piece| carrier_bits(piece.entry.carrier));
        carriers.for_each(|carrier| bits.push(u128::from(carrier), 2));
    }
    if counts {
        let counts = pieces.iter().map(|piece| u128::from(piece.count));
        let frame = Frame::of(counts.clone());
        frame.write(&mut bytes);
        counts.for_each(|count| bits.push(count - frame.least, frame.bits));
    }
    if let Some(tag) = parent_tag {
        write_parents(&mut bytes, &mut bits, pieces, tag);
    }
    bytes.extend(bits.finish());
    bytes
}

/// Elias–Fano: about two bits a value for its high part, and its low part as it is.
fn write_values(bytes: &mut Vec<u8>, bits: &mut BitWriter, values: &[u128]) {
    let least = values.first().copied().unwrap_or_default();
    let span = values.last().copied().unwrap_or_default() - least;
    let each = span / u128::try_from(values.len()).unwrap_or(1).max(1);
    let low_bits = width(each).saturating_sub(1);
    write_varint(bytes, least);
    bytes.push(u8::try_from(low_bits).unwrap_or_default());
    write_varint(bytes, span >> low_bits);
    let mut high = 0;
    for value in values {
        let next = (value - least) >> low_bits;
        while high < next {
            bits.push(0, 1);
            high += 1;
        }
        bits.push(1, 1);
    }
    for value in values {
        let above = value - least;
        bits.push(if low_bits == 0 { 0 } else { above & ((1 << low_bits) - 1) }, low_bits);
    }
}

fn write_parents(bytes: &mut Vec<u8>, bits: &mut BitWriter, pieces: &[Piece], tag: u8) {
    let parents = pieces.iter().map(|piece| piece.entry.parent);
    let scale = Scale::of(tag, parents.clone().flatten().map(|parent| parent.value));
    let scaled: Vec<Option<u128>> =
        parents.map(|parent| parent.map(|parent| scale.scaled(parent.value))).collect();
    let frame = Frame::of(scaled.iter().flatten().copied());
    let most = scaled.iter().flatten().max().map_or(0, |most| most - frame.least);
    // One more than what is above the least, because 0 is no parent.
    let frame = Frame { bits: width(most + 1), ..frame };
    scale.write(bytes);
    frame.write(bytes);
    for parent in scaled {
        bits.push(parent.map_or(0, |parent| parent - frame.least + 1), frame.bits);
    }
}

/// A packed block with the places of its fields.
pub(crate) struct Packed<'b> {
    /// The bits, and slack behind them.
    bits: &'b [u8],
    pieces: usize,
    scale: Scale,
    least: u128,
    low_bits: u32,
    highs: Field,
    lows: usize,
    part: (Frame, usize),
    carrier: (Carrier, Option<usize>),
    count: Option<(Frame, usize)>,
    parent: Option<(Scale, Frame, usize)>,
}

impl<'b> Packed<'b> {
    pub(super) fn open(mut bytes: &'b [u8], flags: u8) -> Option<Self> {
        let (_, pieces) = read_head(&mut bytes)?;
        let scale = Scale::read(&mut bytes)?;
        let least = read_varint(&mut bytes)?;
        let low_bits = u32::from(read_byte(&mut bytes)?);
        let highest = read_varint_size(&mut bytes)?;
        // A value in a block of n is on average its n-th part apart, so highs reach 2 n at most.
        if low_bits > 127 || highest > 2 * BLOCK_PIECES_MAX {
            return None;
        }
        let part = Frame::read(&mut bytes)?;
        let count = if flags & COUNTS == 0 { None } else { Some(Frame::read(&mut bytes)?) };
        let parent = if flags & PARENTS == 0 {
            None
        } else {
            Some((Scale::read(&mut bytes)?, Frame::read(&mut bytes)?))
        };
        let highs = 0..pieces + highest;
        let mut end = highs.end;
        let mut next = |bits: u32| {
            let begin = end;
            end += pieces * usize::try_from(bits).unwrap_or_default();
            begin
        };
        let lows = next(low_bits);
        let part = (part, next(part.bits));
        let carriers = (flags & MIXED_CARRIERS != 0).then(|| next(2));
        let count = count.map(|frame| (frame, next(frame.bits)));
        let parent = parent.map(|(scale, frame)| (scale, frame, next(frame.bits)));
        let carrier = (carrier_of(flags >> CARRIER_SHIFT), carriers);
        Some(Self { bits: bytes, pieces, scale, least, low_bits, highs, lows, part, carrier, count, parent })
    }

    pub(super) fn first(&self) -> Result<Key, Malformed> {
        self.scale.key(self.least).ok_or(Malformed)
    }

    pub(super) fn find(&self, key: &Key) -> Result<Option<Piece>, Malformed> {
        if key.tag != self.scale.tag || key.tail != 0 || !key.value.is_multiple_of(self.scale.unit) {
            return Ok(None);
        }
        let Some(above) = self.scale.scaled(key.value).checked_sub(self.least) else { return Ok(None) };
        let Some((index, found)) = self.last_up_to(above).ok_or(Malformed)? else { return Ok(None) };
        if found != above && self.count.is_none() {
            return Ok(None);
        }
        let piece = self.piece(index, found).ok_or(Malformed)?;
        Ok(piece.holds(key).then_some(piece))
    }

    pub(super) fn read(&self, into: &mut Vec<Piece>) -> Result<(), Malformed> {
        let mut place = self.highs.start;
        let mut high: u128 = 0;
        for index in 0..self.pieces {
            while bits_at(self.bits, place, 1).filter(|_| place < self.highs.end).ok_or(Malformed)? == 0 {
                place += 1;
                high += 1;
            }
            place += 1;
            let above = high << self.low_bits | self.low(index).ok_or(Malformed)?;
            into.push(self.piece(index, above).ok_or(Malformed)?);
        }
        Ok(())
    }

    fn low(&self, index: usize) -> Option<u128> {
        bits_at(self.bits, self.lows + index * usize::try_from(self.low_bits).ok()?, self.low_bits)
    }

    /// The last value that is at most `above`, with its index; both counted above the least. The
    /// outer `None` is a malformed block.
    fn last_up_to(&self, above: u128) -> Option<Option<(usize, u128)>> {
        let high = above >> self.low_bits;
        // There are as many zeros as the highest high.
        let highest = self.highs.len() - self.pieces;
        let Some(high) = usize::try_from(high).ok().filter(|high| *high <= highest) else {
            return self.value(self.pieces - 1).map(Some);
        };
        let wanted = if self.low_bits == 0 { 0 } else { above & ((1 << self.low_bits) - 1) };
        // The values of this high part lie behind as many zeros.
        let mut place = self.behind_zeros(high)?;
        let mut best = None;
        while place < self.highs.end && bits_at(self.bits, place, 1)? == 1 {
            let index = place - high;
            let low = self.low(index)?;
            if low > wanted {
                break;
            }
            best = Some((index, u128::try_from(high).ok()? << self.low_bits | low));
            place += 1;
        }
        match (best, (place - high).checked_sub(1)) {
            (Some(best), _) => Some(Some(best)),
            (None, Some(before)) => self.value(before).map(Some),
            (None, None) => Some(None),
        }
    }

    /// The place in the highs behind so many zeros.
    fn behind_zeros(&self, zeros: usize) -> Option<usize> {
        let mut left = zeros;
        let mut place = self.highs.start;
        while left > 0 && place < self.highs.end {
            let taken = (self.highs.end - place).min(56);
            let word = low(bits_at(self.bits, place, u32::try_from(taken).ok()?)?);
            let ones = usize::try_from(word.count_ones()).ok()?;
            if taken - ones < left {
                left -= taken - ones;
                place += taken;
                continue;
            }
            let mut rest = !word;
            for _ in 1..left {
                rest &= rest - 1;
            }
            return Some(place + usize::try_from(rest.trailing_zeros()).ok()? + 1);
        }
        Some(place)
    }

    /// A value above the least, by its index.
    fn value(&self, index: usize) -> Option<(usize, u128)> {
        let mut left = index + 1;
        let mut place = self.highs.start;
        while place < self.highs.end {
            let taken = (self.highs.end - place).min(56);
            let mut word = low(bits_at(self.bits, place, u32::try_from(taken).ok()?)?);
            let ones = usize::try_from(word.count_ones()).ok()?;
            if ones < left {
                left -= ones;
                place += taken;
                continue;
            }
            for _ in 1..left {
                word &= word - 1;
            }
            let high = (place + usize::try_from(word.trailing_zeros()).ok()?).checked_sub(index)?;
            return Some((index, u128::try_from(high).ok()? << self.low_bits | self.low(index)?));
        }
        None
    }

    /// The piece at an index whose value is known; `None` if it cannot be.
    fn piece(&self, index: usize, above: u128) -> Option<Piece> {
        let at = |(frame, place): (Frame, usize)| {
            bits_at(self.bits, place + index * usize::try_from(frame.bits).ok()?, frame.bits)
        };
        let first = self.scale.key(self.least.checked_add(above)?)?;
        let part = at(self.part)?.checked_add(self.part.0.least)?;
        let carrier = match self.carrier {
            (carrier, None) => carrier,
            (_, Some(place)) => carrier_of(u8::try_from(bits_at(self.bits, place + 2 * index, 2)?).ok()?),
        };
        let count = match self.count {
            None => 1,
            Some(field) => u64::try_from(at(field)?.checked_add(field.0.least)?).ok().filter(|n| *n > 0)?,
        };
        let parent = match self.parent {
            None => None,
            Some((scale, frame, place)) => match at((frame, place))? {
                0 => None,
                above => Some(scale.key(frame.least.checked_add(above - 1)?)?),
            },
        };
        let entry = Entry { part: PartNo(u32::try_from(part).ok()?), carrier, parent };
        let piece = Piece { first, count, entry };
        let fits = count == 1
            || first.is_number() && first.value.checked_add(u128::from(count - 1))? <= value_max(first.tag);
        fits.then_some(piece)
    }
}
