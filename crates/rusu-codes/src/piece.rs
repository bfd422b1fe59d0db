//! One code, or many consecutive ones, with what is known of them.

use rusu_core::code_rule::Carrier;
use rusu_core::lot::PartNo;
use rusu_core::ports::StoredCode;

use crate::key::Key;

/// From this many consecutive codes on, one run is stored instead of points. A run costs a look-up
/// among runs for every code that is asked for, which no filter saves; three codes do not earn that.
pub(crate) const RUN_CODES_MIN: u64 = 4;

/// What is stored of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) part: PartNo,
    pub(crate) carrier: Carrier,
    pub(crate) parent: Option<Key>,
}

impl Entry {
    /// The entry in the domain's words; `None` if the parent is no code.
    pub(crate) fn stored(&self) -> Option<StoredCode> {
        let parent = match &self.parent {
            Some(parent) => Some(parent.code()?),
            None => None,
        };
        Some(StoredCode { part: self.part, carrier: self.carrier, parent })
    }
}

/// A point (one code) or a run (consecutive codes of one length with the same entry).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) first: Key,
    pub(crate) count: u64,
    pub(crate) entry: Entry,
}

impl Piece {
    pub(crate) fn point(first: Key, entry: Entry) -> Self {
        Self { first, count: 1, entry }
    }

    /// The last code. A piece that was checked has one.
    pub(crate) fn last(&self) -> Key {
        Key { value: self.first.value.saturating_add(u128::from(self.count.saturating_sub(1))), ..self.first }
    }

    pub(crate) fn holds(&self, key: &Key) -> bool {
        self.first <= *key && *key <= self.last()
    }

    /// The codes before `key`, which lies behind the first.
    pub(crate) fn before(&self, key: &Key) -> Self {
        let count = u64::try_from(key.value.saturating_sub(self.first.value)).unwrap_or(self.count);
        Self { count: count.min(self.count), ..*self }
    }

    /// The codes from `key` on, which lies behind the first and not behind the last.
    pub(crate) fn from(&self, key: &Key) -> Self {
        Self { first: *key, count: self.count - self.before(key).count, ..*self }
    }

    /// The codes behind `key`, if there are any.
    pub(crate) fn behind(&self, key: &Key) -> Option<Self> {
        if *key < self.first {
            return Some(*self);
        }
        key.nth(1).filter(|next| *next <= self.last()).map(|next| self.from(&next))
    }
}

/// A carrier as two bits.
pub(crate) fn carrier_bits(carrier: Carrier) -> u8 {
    match carrier {
        Carrier::Outer => 0,
        Carrier::Inner => 1,
        Carrier::Case => 2,
        Carrier::Pallet => 3,
    }
}

/// The carrier of two bits; others are ignored.
pub(crate) fn carrier_of(bits: u8) -> Carrier {
    match bits & 3 {
        0 => Carrier::Outer,
        1 => Carrier::Inner,
        2 => Carrier::Case,
        _ => Carrier::Pallet,
    }
}
