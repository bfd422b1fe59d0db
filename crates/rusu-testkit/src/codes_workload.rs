//! A long, seeded history of puts for the proofs of a code store, and the judge of what is left of it.
//!
//! A workload is a list of *groups*: some puts, then one `sync`. Everything is derived from the seed
//! and the group's number, so a process that was killed, its successor and the judge agree on what
//! was put without telling each other.
//!
//! Invariant: no put depends on what the store answers.

#[cfg(test)]
mod tests;
mod verify;

use jiff::Timestamp;
use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{CodeRecord, CodeWriter, ScanDelta, StoreFault};

pub use verify::{Effort, Reach, Verdict, verify};

/// Most puts of a group.
const PUTS_PER_GROUP_MAX: u64 = 3;
/// How far back a put looks for an earlier one to put over.
const EARLIER_MAX: u64 = 24;
/// Cans of a case.
const CANS_PER_CASE: u64 = 6;
/// Cases of a pallet.
const CASES_PER_PALLET: u64 = 4;
/// Most codes of a form that stores keep apart from the others.
const ODD_CODES_MAX: u64 = 300;

/// One put of the history.
#[derive(Clone, Debug)]
pub struct PlannedPut {
    /// Whose codes.
    pub enterprise: EnterpriseId,
    /// Under which part.
    pub part: PartNo,
    /// In ascending order, without duplicates.
    pub records: Vec<CodeRecord>,
}

/// What stands between two `sync`s.
#[derive(Clone, Debug)]
pub struct Group {
    /// In this order.
    pub puts: Vec<PlannedPut>,
    /// Counted behind the puts. A group that is repeated after a crash counts again.
    pub scans: Vec<ScanDelta>,
}

/// A history: the same for the same seed and size.
#[derive(Clone, Copy, Debug)]
pub struct Workload {
    seed: u64,
    codes_max: u64,
}

impl Workload {
    /// A history whose puts have 1 to about `codes_max` codes, most of them few.
    #[must_use]
    pub fn new(seed: u64, codes_max: u64) -> Self {
        Self { seed, codes_max: codes_max.max(1) }
    }

    /// The group of this number; numbers begin at 0.
    #[must_use]
    pub fn group(&self, group: u64) -> Group {
        let mut chance = Chance::new(self.seed, u64::MAX - group);
        let first = group * PUTS_PER_GROUP_MAX;
        let puts: Vec<PlannedPut> =
            (first..=first + chance.below(PUTS_PER_GROUP_MAX)).map(|put| self.put(put)).collect();
        let scanned = puts.first().filter(|_| group.is_multiple_of(5)).and_then(|put| {
            let record = put.records.first()?;
            Some(ScanDelta {
                enterprise: put.enterprise,
                code: record.code.clone(),
                count: group % 7 + 1,
                first_at: Timestamp::UNIX_EPOCH,
            })
        });
        Group { puts, scans: scanned.into_iter().collect() }
    }

    /// Puts a group and makes it durable.
    ///
    /// # Errors
    /// The store's.
    pub fn run(&self, group: u64, store: &dyn CodeWriter) -> Result<(), StoreFault> {
        let Group { puts, scans } = self.group(group);
        for put in puts {
            store.put(put.enterprise, put.part, &mut put.records.into_iter().map(Ok))?;
        }
        if !scans.is_empty() {
            store.add_scans(&scans)?;
        }
        store.sync()
    }

    fn put(&self, put: u64) -> PlannedPut {
        let mut chance = Chance::new(self.seed, put);
        let draw = chance.below(16);
        let earlier = put.checked_sub(1 + chance.below(EARLIER_MAX));
        match earlier {
            Some(earlier) if draw >= 13 => self.over(&mut chance, put, earlier),
            Some(earlier) if draw == 12 => self.joined(&mut chance, put, earlier),
            _ => self.fresh(put),
        }
    }

    /// A put of codes that only a [`Self::over`] puts again.
    fn fresh(&self, put: u64) -> PlannedPut {
        let mut chance = Chance::new(self.seed ^ 0x5eed, put);
        let size = chance.size(self.codes_max);
        let records = match chance.below(9) {
            0..=2 => random_numbers(&mut chance, size),
            3 => serial(&mut chance, put, size),
            4 | 5 => cased(put, size),
            6 => alphanumeric(&mut chance, size),
            7 => odd_forms(&mut chance, size.min(ODD_CODES_MAX)),
            _ => with_inner_codes(&mut chance, put, size.div_ceil(2)),
        };
        planned(self.maker_of(put), part_of(put), records)
    }

    /// Some cans of an earlier put once more: under a new part or the old one, in another case, and
    /// by chance all of them, a stretch of them, or every third.
    fn over(&self, chance: &mut Chance, put: u64, earlier: u64) -> PlannedPut {
        let PlannedPut { enterprise, records, .. } = self.fresh(earlier);
        let cans: Vec<CodeRecord> =
            records.into_iter().filter(|record| !record.carrier.is_package()).collect();
        let length = u64::try_from(cans.len()).unwrap_or(u64::MAX);
        let from = chance.below(length.max(1));
        let to = from + 1 + chance.below(length.max(1));
        let way = chance.below(3);
        let case = (chance.below(2) == 0).then(|| case_of(put, 0));
        let kept = cans.into_iter().zip(0_u64..).filter(|(_, index)| match way {
            0 => true,
            1 => (from..to).contains(index),
            _ => index % 3 == 0,
        });
        let again = kept.map(|(can, _)| CodeRecord { parent: case.clone(), ..can }).collect();
        let part = if chance.below(3) == 0 { part_of(earlier) } else { part_of(put) };
        planned(enterprise, part, again)
    }

    /// New cans in the cases of an earlier put, which bring those cases once more on another pallet.
    fn joined(&self, chance: &mut Chance, put: u64, earlier: u64) -> PlannedPut {
        let mut records = cased(put, chance.size(self.codes_max.min(2_000)));
        for record in &mut records {
            if record.carrier == Carrier::Case {
                record.code = text(record.code.as_str().replacen(&stamp(put), &stamp(earlier), 1));
            } else if record.carrier == Carrier::Outer
                && let Some(parent) = &record.parent
            {
                record.parent = Some(text(parent.as_str().replacen(&stamp(put), &stamp(earlier), 1)));
            }
        }
        planned(self.maker_of(earlier), part_of(put), records)
    }

    fn maker_of(&self, put: u64) -> EnterpriseId {
        let maker = Chance::new(self.seed ^ 0xface, put).below(5);
        EnterpriseId(if maker == 4 { 90_001 } else { u32::try_from(maker).unwrap_or_default() + 1 })
    }
}

fn planned(enterprise: EnterpriseId, part: PartNo, mut records: Vec<CodeRecord>) -> PlannedPut {
    records.sort_by(|a, b| a.code.cmp(&b.code));
    records.dedup_by(|a, b| a.code == b.code);
    PlannedPut { enterprise, part, records }
}

fn part_of(put: u64) -> PartNo {
    PartNo(u32::try_from(put + 1).expect("no history has 4 × 10^9 puts"))
}

fn random_numbers(chance: &mut Chance, size: u64) -> Vec<CodeRecord> {
    (0..size).map(|_| can(format!("{:016}", chance.below(10_u64.pow(16))), None)).collect()
}

/// Consecutive numbers, in one stretch or with gaps.
fn serial(chance: &mut Chance, put: u64, size: u64) -> Vec<CodeRecord> {
    let gap = chance.below(3) * 40;
    (0..size)
        .map(|index| {
            let skipped = index.checked_div(gap).unwrap_or_default();
            can(format!("{:015}", put * 1_000_000 + index + skipped), None)
        })
        .collect()
}

fn cased(put: u64, size: u64) -> Vec<CodeRecord> {
    let cans = (0..size).map(|index| {
        can(format!("{:013}", put * 100_000 + index), Some(case_of(put, index / CANS_PER_CASE)))
    });
    let cases = (0..size.div_ceil(CANS_PER_CASE)).map(|case| CodeRecord {
        code: case_of(put, case),
        carrier: Carrier::Case,
        parent: Some(pallet_of(put, case / CASES_PER_PALLET)),
    });
    let pallets = (0..size.div_ceil(CANS_PER_CASE * CASES_PER_PALLET)).map(|pallet| CodeRecord {
        code: pallet_of(put, pallet),
        carrier: Carrier::Pallet,
        parent: None,
    });
    cans.chain(cases).chain(pallets).collect()
}

fn stamp(put: u64) -> String {
    format!("77{put:07}")
}

/// The cases of every other put are numbers.
fn case_of(put: u64, case: u64) -> TraceCode {
    let form = if put.is_multiple_of(2) { "CASE" } else { "" };
    text(format!("{form}{}{case:08}", stamp(put)))
}

fn pallet_of(put: u64, pallet: u64) -> TraceCode {
    text(format!("PALLET{put:08}{pallet:05}"))
}

fn alphanumeric(chance: &mut Chance, size: u64) -> Vec<CodeRecord> {
    let length = 10 + usize::try_from(chance.below(15)).unwrap_or_default();
    (0..size).map(|_| can(format!("R{}", letters(chance, length - 1)), None)).collect()
}

/// 39 and 40 digits, long texts, and the shortest codes.
fn odd_forms(chance: &mut Chance, size: u64) -> Vec<CodeRecord> {
    let mut codes = Vec::new();
    for _ in 0..size {
        let digits = format!("{:020}{:020}", chance.next(), chance.next());
        codes.push(match chance.below(5) {
            0 => digits,
            1 => digits.get(..39).unwrap_or_default().to_owned(),
            2 => letters(chance, 25),
            3 => letters(chance, 40),
            _ => format!("{:06}", chance.below(1_000_000)),
        });
    }
    codes.into_iter().map(|code| can(code, None)).collect()
}

fn with_inner_codes(chance: &mut Chance, put: u64, size: u64) -> Vec<CodeRecord> {
    let mut records = Vec::new();
    for index in 0..size {
        let outer = can(format!("{:016}", put * 1_000_000 + 7 * index), None);
        let inner = format!("{:020}", chance.next());
        records.push(CodeRecord {
            code: text(inner),
            carrier: Carrier::Inner,
            parent: Some(outer.code.clone()),
        });
        records.push(outer);
    }
    records
}

fn letters(chance: &mut Chance, length: usize) -> String {
    let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let letter = |_| {
        let index = usize::try_from(chance.below(36)).unwrap_or_default();
        char::from(alphabet.get(index).copied().unwrap_or(b'0'))
    };
    (0..length).map(letter).collect()
}

fn can(code: String, parent: Option<TraceCode>) -> CodeRecord {
    CodeRecord { code: text(code), carrier: Carrier::Outer, parent }
}

fn text(code: String) -> TraceCode {
    TraceCode::parse(&code).expect("the workload writes valid codes")
}

/// Numbers that look random and are the same for the same start (SplitMix64).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// A sequence of its own for each pair.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut chance = Self(seed.wrapping_mul(0xd134_2543_de82_ef95) ^ stream.rotate_left(32));
        let start = chance.next();
        Self(start ^ stream)
    }

    /// The next number.
    #[expect(clippy::should_implement_trait, reason = "it never ends, and nobody needs it as an iterator")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number below `end`; 0 if `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or_default()
    }

    /// 1 to `max`, every order of magnitude as likely as the next.
    fn size(&mut self, max: u64) -> u64 {
        let magnitude = self.below(u64::from(max.ilog2()) + 2);
        1 + self.below(1 << magnitude).min(max - 1)
    }
}
