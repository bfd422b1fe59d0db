//! Scan counters.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::{ScanDelta, StoreFault};

use crate::bytes::{read_varint_64, write_varint};
use crate::engine::{Engine, damaged_row, read_fault};
use crate::packed::Packed;

type Counter = (u64, Timestamp);

pub(crate) fn scans(
    engine: &Engine,
    enterprise: EnterpriseId,
    code: &Packed,
) -> Result<Option<Counter>, StoreFault> {
    read(engine, &unit_key(enterprise, code))
}

/// Adds in one batch, so that a crash leaves all or nothing of it. The caller holds the scans' lock.
pub(crate) fn add(engine: &Engine, scans: &[ScanDelta]) -> Result<(), StoreFault> {
    engine.writable()?;
    let mut sums: BTreeMap<Vec<u8>, Counter> = BTreeMap::new();
    for scan in scans.iter().filter(|scan| scan.count > 0) {
        let added = (scan.count, scan.first_at);
        let sum = sums.entry(unit_key(scan.enterprise, &Packed::of(&scan.code)));
        sum.and_modify(|sum| *sum = plus(*sum, added)).or_insert(added);
    }
    let mut batch = engine.batch();
    for (key, sum) in sums {
        let sum = read(engine, &key)?.map_or(sum, |stored| plus(stored, sum));
        batch.insert(&engine.scans, key, write(sum));
    }
    engine.commit(batch)
}

/// Enterprise, big-endian, and the code.
fn unit_key(enterprise: EnterpriseId, code: &Packed) -> Vec<u8> {
    let mut key = Vec::with_capacity(24);
    key.extend_from_slice(&enterprise.0.to_be_bytes());
    code.write(&mut key);
    key
}

fn plus(a: Counter, b: Counter) -> Counter {
    (a.0.saturating_add(b.0), a.1.min(b.1))
}

fn read(engine: &Engine, key: &[u8]) -> Result<Option<Counter>, StoreFault> {
    let value = engine.scans.get(key).map_err(|error| read_fault(&error))?;
    value.map(|value| decode(&value).ok_or_else(|| damaged_row("scans", key))).transpose()
}

fn write((count, first_at): Counter) -> Vec<u8> {
    let mut value = Vec::with_capacity(12);
    write_varint(&mut value, u128::from(count));
    write_varint(&mut value, u128::from(zigzag(first_at.as_second())));
    write_varint(&mut value, u128::from(zigzag(i64::from(first_at.subsec_nanosecond()))));
    value
}

fn decode(mut value: &[u8]) -> Option<Counter> {
    let count = read_varint_64(&mut value)?;
    let second = unzigzag(read_varint_64(&mut value)?);
    let nanosecond = i32::try_from(unzigzag(read_varint_64(&mut value)?)).ok()?;
    let first_at = Timestamp::new(second, nanosecond).ok()?;
    value.is_empty().then_some((count, first_at))
}

/// Small numbers of either sign become small numbers.
fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63).cast_unsigned()
}

fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_has_exactly_these_bytes_and_reads_back() {
        let counter = (300, "1970-01-01T00:01:40.000000005Z".parse().unwrap());
        assert_eq!(write(counter), [0xac, 0x02, 0xc8, 0x01, 10]);
        assert_eq!(decode(&write(counter)), Some(counter));
    }

    #[test]
    fn a_time_before_1970_reads_back() {
        let counter = (1, "1969-12-31T23:59:58.5Z".parse().unwrap());
        assert_eq!(decode(&write(counter)), Some(counter));
    }

    #[test]
    fn a_counter_with_bytes_behind_it_is_damage() {
        assert_eq!(decode(&[1, 2, 0, 0]), None);
        assert_eq!(decode(&[]), None);
    }
}
