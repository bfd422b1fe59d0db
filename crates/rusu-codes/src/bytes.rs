//! Numbers in bytes: varints, packed bits, and codes one by one.

use crate::key::{Key, NUMBER_DIGITS_MAX, low};

/// Bytes behind a block's content that a reader may look at, so that every field is read with whole
/// words.
pub(crate) const SLACK: usize = 24;

/// Seven bits a byte, lowest first, the high bit on all but the last.
pub(crate) fn write_varint(out: &mut Vec<u8>, mut value: u128) {
    loop {
        let seven = u8::try_from(value & 0x7f).unwrap_or_default();
        value >>= 7;
        if value == 0 {
            out.push(seven);
            return;
        }
        out.push(seven | 0x80);
    }
}

/// Takes a varint off the front; `None` if there is none.
pub(crate) fn read_varint(bytes: &mut &[u8]) -> Option<u128> {
    let mut value = 0;
    for shift in (0..128).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let seven = u128::from(byte & 0x7f);
        value |= seven.checked_shl(shift).filter(|shifted| shifted >> shift == seven)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// A varint of at most 64 bits.
pub(crate) fn read_varint_64(bytes: &mut &[u8]) -> Option<u64> {
    u64::try_from(read_varint(bytes)?).ok()
}

/// A varint that counts things in memory.
pub(crate) fn read_varint_size(bytes: &mut &[u8]) -> Option<usize> {
    usize::try_from(read_varint(bytes)?).ok()
}

/// Takes one byte off the front.
pub(crate) fn read_byte(bytes: &mut &[u8]) -> Option<u8> {
    let (byte, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(*byte)
}

/// Tag, value, and a tail for the few forms that may have one.
pub(crate) fn write_key(out: &mut Vec<u8>, key: &Key) {
    out.push(key.tag);
    write_varint(out, key.value);
    if key.tag > NUMBER_DIGITS_MAX {
        write_varint(out, key.tail);
    }
}

pub(crate) fn read_key(bytes: &mut &[u8]) -> Option<Key> {
    let tag = read_byte(bytes)?;
    let value = read_varint(bytes)?;
    let tail = if tag > NUMBER_DIGITS_MAX { read_varint(bytes)? } else { 0 };
    Some(Key { tag, value, tail })
}

/// How many bits a number takes; none for 0.
pub(crate) fn width(value: u128) -> u32 {
    128 - value.leading_zeros()
}

/// Bits one after the other, lowest first, in whole bytes at the end.
#[derive(Default)]
pub(crate) struct BitWriter {
    bytes: Vec<u8>,
    held: u64,
    held_bits: u32,
}

impl BitWriter {
    /// Adds the low `bits` of a number, at most 128.
    pub(crate) fn push(&mut self, value: u128, bits: u32) {
        if bits > 32 {
            self.push_word(low(value & 0xffff_ffff), 32);
            self.push(value >> 32, bits - 32);
        } else {
            self.push_word(low(value), bits);
        }
    }

    fn push_word(&mut self, value: u64, bits: u32) {
        let value = if bits < 64 { value & ((1 << bits) - 1) } else { value };
        self.held |= value << self.held_bits;
        self.held_bits += bits;
        if self.held_bits >= 32 {
            self.bytes
                .extend_from_slice(&u32::try_from(self.held & 0xffff_ffff).unwrap_or_default().to_le_bytes());
            self.held >>= 32;
            self.held_bits -= 32;
        }
    }

    /// The bytes, the last one filled with zeros.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let left = usize::try_from(self.held_bits.div_ceil(8)).unwrap_or_default();
        self.bytes.extend(self.held.to_le_bytes().into_iter().take(left));
        self.bytes
    }
}

/// Reads `bits` (at most 128) from a bit's place on; `None` beyond the bytes. The bytes must have
/// [`SLACK`] behind the last field.
pub(crate) fn bits_at(bytes: &[u8], place: usize, bits: u32) -> Option<u128> {
    if bits == 0 {
        return Some(0);
    }
    let (at, shift) = (place / 8, u32::try_from(place % 8).unwrap_or_default());
    if bits <= 56 {
        let word = u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?);
        return Some(u128::from(word >> shift & ((1 << bits) - 1)));
    }
    let wide = u128::from_le_bytes(*bytes.get(at..)?.first_chunk()?) >> shift;
    let got = 128 - shift;
    let value = if got >= bits {
        wide
    } else {
        let rest = u128::from(*bytes.get(at + 16)?);
        wide | rest << got
    };
    Some(if bits < 128 { value & ((1 << bits) - 1) } else { value })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bits_read_back(fields in prop::collection::vec((any::<u128>(), 0..=128_u32), 0..40)) {
            let mut writer = BitWriter::default();
            for (value, bits) in &fields {
                writer.push(*value, *bits);
            }
            let mut bytes = writer.finish();
            let total: u32 = fields.iter().map(|(_, bits)| bits).sum();
            prop_assert_eq!(bytes.len(), (total as usize).div_ceil(8));
            bytes.extend([0xa5; SLACK]);
            let mut place = 0;
            for (value, bits) in fields {
                let expected = if bits == 128 { value } else { value & ((1 << bits) - 1) };
                prop_assert_eq!(bits_at(&bytes, place, bits), Some(expected));
                place += bits as usize;
            }
        }

        #[test]
        fn varints_read_back(value in any::<u128>()) {
            let mut bytes = Vec::new();
            write_varint(&mut bytes, value);
            prop_assert_eq!(read_varint(&mut bytes.as_slice()), Some(value));
        }
    }

    #[test]
    fn a_varint_that_is_too_long_or_cut_off_is_none() {
        assert_eq!(read_varint(&mut [0xff_u8; 19].as_slice()), None);
        assert_eq!(read_varint(&mut [0x80_u8].as_slice()), None);
    }
}
