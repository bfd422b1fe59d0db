//! Keys and values of every keyspace.

use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::StoredCode;

use crate::packed::{Packed, value_max};

/// What is stored of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) part: PartNo,
    pub(crate) carrier: Carrier,
    pub(crate) parent: Option<Packed>,
}

impl Entry {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let carrier = match self.carrier {
            Carrier::Outer => 0,
            Carrier::Inner => 1,
            Carrier::Case => 2,
            Carrier::Pallet => 3,
        };
        write_varint(out, u64::from(self.part.0) << 3 | u64::from(self.parent.is_some()) << 2 | carrier);
        if let Some(parent) = &self.parent {
            parent.write(out);
        }
    }

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

    /// The entry in the domain's words; `None` if the parent is no code.
    pub(crate) fn stored(&self) -> Option<StoredCode> {
        let parent = match &self.parent {
            Some(parent) => Some(parent.code()?),
            None => None,
        };
        Some(StoredCode { part: self.part, carrier: self.carrier, parent })
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

    pub(crate) fn value(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(16);
        write_varint(&mut out, self.count);
        self.entry.write(&mut out);
        out
    }

    /// `None` if key and value are no run, or one that leaves its digit count.
    pub(crate) fn read(code: &Packed, mut value: &[u8]) -> Option<Self> {
        let Packed::Number { digits, value: first } = *code else { return None };
        let count = read_varint(&mut value).filter(|count| *count > 0)?;
        let run = Self { digits, first, count, entry: Entry::read(value)? };
        (run.end() - 1 <= value_max(digits)).then_some(run)
    }
}

/// Key in `points`, `runs` and `scans`.
pub(crate) fn unit_key(enterprise: EnterpriseId, code: &Packed) -> Vec<u8> {
    let mut key = Vec::with_capacity(24);
    key.extend_from_slice(&enterprise.0.to_be_bytes());
    code.write(&mut key);
    key
}

/// Key of a number in `points` and `runs`.
pub(crate) fn number_key(enterprise: EnterpriseId, digits: u8, value: u128) -> Vec<u8> {
    unit_key(enterprise, &Packed::Number { digits, value })
}

/// Last byte of a key in `children`: whose record names the parent. They are told apart because a
/// point may hide the first code of a run with the same parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChildKind {
    Point,
    Run,
}

/// Key in `children`.
pub(crate) fn child_key(
    enterprise: EnterpriseId,
    parent: &Packed,
    child: &Packed,
    kind: ChildKind,
) -> Vec<u8> {
    let mut key = unit_key(enterprise, parent);
    child.write(&mut key);
    key.push(match kind {
        ChildKind::Point => 0,
        ChildKind::Run => 1,
    });
    key
}

/// Value in `children`.
pub(crate) fn child_value(count: u64, kind: ChildKind) -> Vec<u8> {
    let mut value = Vec::new();
    if kind == ChildKind::Run {
        write_varint(&mut value, count);
    }
    value
}

/// First child and count of an entry in `children`, given the key behind the parent.
pub(crate) fn read_child(mut key: &[u8], mut value: &[u8]) -> Option<(Packed, u64)> {
    let child = Packed::read(&mut key)?;
    let count = match key {
        [0] => 1,
        [1] => read_varint(&mut value)?,
        _ => return None,
    };
    value.is_empty().then_some((child, count))
}

/// Enterprise and code of a unit key; `None` if it is none.
pub(crate) fn read_unit_key(key: &[u8]) -> Option<(EnterpriseId, Packed)> {
    let (enterprise, mut code) = key.split_first_chunk()?;
    let packed = Packed::read(&mut code)?;
    code.is_empty().then_some((EnterpriseId(u32::from_be_bytes(*enterprise)), packed))
}

/// Seven bits a byte, lowest first, the high bit on all but the last.
pub(crate) fn write_varint(out: &mut Vec<u8>, mut value: u64) {
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or_default();
        value >>= 7;
        if value == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rusu_core::code::TraceCode;

    use super::*;

    fn packed(text: &str) -> Packed {
        Packed::of(&TraceCode::parse(text).unwrap())
    }

    #[test]
    fn keys_and_values_have_exactly_these_bytes() {
        let can = packed("000258");
        let case = packed("000003");
        assert_eq!(unit_key(EnterpriseId(258), &can), [0, 0, 1, 2, 6, 0, 1, 2]);
        let child = |kind| (child_key(EnterpriseId(258), &case, &can, kind), child_value(1_000, kind));
        assert_eq!(child(ChildKind::Point), (vec![0, 0, 1, 2, 6, 0, 0, 3, 6, 0, 1, 2, 0], vec![]));
        assert_eq!(child(ChildKind::Run), (vec![0, 0, 1, 2, 6, 0, 0, 3, 6, 0, 1, 2, 1], vec![0xe8, 0x07]));
        let mut out = Vec::new();
        Entry { part: PartNo(1), carrier: Carrier::Inner, parent: None }.write(&mut out);
        assert_eq!(out, [0b0000_1001]);
        let entry = Entry { part: PartNo(300), carrier: Carrier::Pallet, parent: Some(case) };
        out.clear();
        entry.write(&mut out);
        assert_eq!(out, [0xe7, 0x12, 6, 0, 0, 3]);
        let run = Run { digits: 6, first: 258, count: 1_000, entry };
        assert_eq!(run.value(), [0xe8, 0x07, 0xe7, 0x12, 6, 0, 0, 3]);
    }

    #[test]
    fn a_run_that_leaves_its_digit_count_is_damage() {
        let entry = Entry { part: PartNo(1), carrier: Carrier::Outer, parent: None };
        let run = |count| Run { digits: 6, first: 999_990, count, entry: entry.clone() }.value();
        assert!(Run::read(&packed("999990"), &run(10)).is_some());
        assert_eq!(Run::read(&packed("999990"), &run(11)), None);
        assert_eq!(Run::read(&packed("999990"), &run(0)), None);
    }

    #[test]
    fn an_entry_with_bytes_behind_it_is_damage() {
        assert!(Entry::read(&[8]).is_some());
        assert_eq!(Entry::read(&[8, 0]), None);
        assert_eq!(Entry::read(&[12]), None);
        assert_eq!(Entry::read(&[]), None);
    }

    proptest! {
        #[test]
        fn every_varint_reads_back(value: u64) {
            let mut out = Vec::new();
            write_varint(&mut out, value);
            let mut rest = out.as_slice();
            prop_assert_eq!(read_varint(&mut rest), Some(value));
            prop_assert!(rest.is_empty());
        }

        #[test]
        fn no_bytes_make_the_readers_panic(bytes: Vec<u8>) {
            let _ = Entry::read(&bytes);
            let _ = read_unit_key(&bytes);
            let _ = read_child(&bytes, &bytes);
            let _ = Run::read(&Packed::Number { digits: 6, value: 999_999 }, &bytes);
        }
    }
}
