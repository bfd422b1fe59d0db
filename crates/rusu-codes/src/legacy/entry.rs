//! Keys and values of format 1.

use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;

use crate::packed::{Packed, value_max};

/// What is stored of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) part: PartNo,
    pub(crate) carrier: Carrier,
    pub(crate) parent: Option<Packed>,
}

impl Entry {
    /// Reads all of `bytes`; `None` if they are no entry.
    pub(crate) fn read(mut bytes: &[u8]) -> Option<Self> {
        let head = read_varint(&mut bytes)?;
        let carrier = match head & 3 {
            0 => Carrier::Outer,
            1 => Carrier::Inner,
            2 => Carrier::Case,
            _ => Carrier::Pallet,
        };
        let part = PartNo(u32::try_from(head >> 3).ok()?);
        let parent = if head & 4 == 0 { None } else { Some(Packed::read(&mut bytes)?) };
        bytes.is_empty().then_some(Self { part, carrier, parent })
    }
}

/// Consecutive numbers with one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) digits: u8,
    pub(crate) first: u128,
    pub(crate) count: u64,
    pub(crate) entry: Entry,
}

impl Run {
    /// The number behind the last one.
    pub(crate) fn end(&self) -> u128 {
        self.first.saturating_add(u128::from(self.count))
    }

    /// The same entry over other numbers. `end` lies behind `first` and not further than a `u64`.
    pub(crate) fn cut(&self, first: u128, end: u128) -> Self {
        let count = u64::try_from(end.saturating_sub(first)).unwrap_or(u64::MAX);
        Self { digits: self.digits, first, count, entry: self.entry.clone() }
    }

    pub(crate) fn first_code(&self) -> Packed {
        Packed::Number { digits: self.digits, value: self.first }
    }

    /// `None` if key and value are no run, or one that leaves its digit count.
    pub(crate) fn read(code: &Packed, mut value: &[u8]) -> Option<Self> {
        let Packed::Number { digits, value: first } = *code else { return None };
        let count = read_varint(&mut value).filter(|count| *count > 0)?;
        let run = Self { digits, first, count, entry: Entry::read(value)? };
        (run.end() - 1 <= value_max(digits)).then_some(run)
    }
}

/// Enterprise and code of a unit key; `None` if it is none.
pub(crate) fn read_unit_key(key: &[u8]) -> Option<(EnterpriseId, Packed)> {
    let (enterprise, mut code) = key.split_first_chunk()?;
    let packed = Packed::read(&mut code)?;
    code.is_empty().then_some((EnterpriseId(u32::from_be_bytes(*enterprise)), packed))
}

/// Seven bits a byte, lowest first, the high bit on all but the last.
pub(crate) fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let low = u64::from(byte & 0x7f);
        value |= low.checked_shl(shift).filter(|shifted| shifted >> shift == low)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}
