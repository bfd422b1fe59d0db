//! The nation: 95 invented makers whose lots and codes follow from a seed and a number of codes.
//!
//! Nothing is stored but the lots' sizes: each code is computed from its place, so a country of
//! 1.8 × 10⁹ codes takes less than a megabyte and any code of it can be asked for at once.
//!
//! Shape of the nation: shares fall like a power of the rank (the largest maker has about 15 %);
//! lots hold 20,000 to 200,000 codes, evenly on a logarithmic scale; each maker prints by one
//! [`Scheme`]; makers of about a fifth of the codes pack six cans to a case and 48 cases to a
//! pallet. Every maker's codes begin with two characters of its own, as the sample makers' do.

mod delivery;
mod plan;
mod schemes;
mod shuffle;

use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;

pub use delivery::{deliveries, delivery, delivery_name};
pub use plan::Plan;
pub use schemes::{CodeText, SERIAL_GAP, Scheme};
pub use shuffle::{Dice, Shuffle};

use schemes::{Press, sscc};

/// Makers in the nation.
pub const MAKERS: usize = 95;
/// Cans in a case.
pub const CANS_PER_CASE: u64 = 6;
/// Cases on a pallet.
pub const CASES_PER_PALLET: u64 = 48;
/// Fewest codes of a lot, unless the maker has fewer.
pub const LOT_CODES_MIN: u64 = 20_000;
/// Most codes of a lot.
pub const LOT_CODES_MAX: u64 = 200_000;

/// Codes of one delivery, about: it is made in memory, so it must stay small.
pub const DELIVERY_CODES: u64 = 600_000;

/// Percent of the nation's codes that come in cases and on pallets.
const CASED_PERCENT: u64 = 20;
/// Numbers set aside for the cases of one lot; a lot of the largest size fills 33,334.
const CASES_PER_LOT: u64 = 40_000;
/// How steeply the shares fall with the rank; chosen so that the first of 95 has 15 %.
const SHARE_EXPONENT: f64 = 0.88;
/// Makes the choice of lot sizes a topic of its own beside the makers' shuffles.
const LOT_TOPIC: u64 = 1_000;

/// All makers.
#[derive(Clone, Debug)]
pub struct Nation {
    seed: u64,
    codes: u64,
    makers: Vec<Maker>,
    /// Of each maker, how many codes the ones before it have.
    starts: Vec<u64>,
}

/// One maker with its lots.
#[derive(Clone, Debug)]
pub struct Maker {
    index: u64,
    scheme: Scheme,
    is_cased: bool,
    press: Press,
    /// Of each lot, how many codes the ones before it have; and behind the last, how many there are.
    starts: Vec<u64>,
}

/// One code of the nation with where it belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// The maker's lot, from 0.
    pub lot: usize,
    /// The code.
    pub code: TraceCode,
}

impl Nation {
    /// A nation of exactly so many codes on cans; cases and pallets are not counted.
    #[must_use]
    pub fn new(seed: u64, codes: u64) -> Self {
        let sizes = shares(codes);
        let schemes = assigned_schemes(&sizes);
        let cased = assigned_cases(&sizes);
        let mut makers = Vec::with_capacity(MAKERS);
        let mut starts = Vec::with_capacity(MAKERS);
        let mut before = 0;
        for (index, ((size, scheme), is_cased)) in (0..).zip(sizes.into_iter().zip(schemes).zip(cased)) {
            makers.push(Maker {
                index,
                scheme,
                is_cased,
                press: Press::new(scheme, index, seed),
                starts: lot_starts(size, &mut Dice::new(seed, LOT_TOPIC + index)),
            });
            starts.push(before);
            before += size;
        }
        Self { seed, codes, makers, starts }
    }

    /// The seed.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Codes on cans.
    #[must_use]
    pub fn codes(&self) -> u64 {
        self.codes
    }

    /// The makers, the largest first.
    #[must_use]
    pub fn makers(&self) -> &[Maker] {
        &self.makers
    }

    /// The code at a place, counted over all makers and modulo their codes: a random number picks
    /// every code with the same chance. `None` in a nation without codes.
    #[must_use]
    pub fn hit(&self, place: u64) -> Option<Pick> {
        let place = place.checked_rem(self.codes)?;
        let maker_no = self.starts.partition_point(|start| *start <= place).checked_sub(1)?;
        let maker = self.makers.get(maker_no)?;
        let place = place - self.starts.get(maker_no)?;
        let lot = maker.starts.partition_point(|start| *start <= place).checked_sub(1)?;
        let index = place - maker.starts.get(lot)?;
        Some(Pick { enterprise: maker.id(), lot, code: maker.code(lot, index) })
    }

    /// A code that fits a maker's rule and was never issued, the maker being picked by its share.
    #[must_use]
    pub fn miss(&self, place: u64) -> Option<(EnterpriseId, TraceCode)> {
        let within = place.checked_rem(self.codes)?;
        let maker_no = self.starts.partition_point(|start| *start <= within).checked_sub(1)?;
        let maker = self.makers.get(maker_no)?;
        Some((maker.id(), maker.miss(Dice::new(self.seed, place).roll() >> 16)))
    }
}

impl Maker {
    /// The platform's number for it.
    #[must_use]
    pub fn id(&self) -> EnterpriseId {
        EnterpriseId(u32::try_from(self.index + 1).expect("95 makers"))
    }

    /// Its name in the directory; plainly invented.
    #[must_use]
    pub fn name(&self) -> String {
        format!("示例乳业 {:02}", self.index + 1)
    }

    /// How it prints codes.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// What its cans' codes begin with.
    #[must_use]
    pub fn prefix(&self) -> &str {
        self.press.prefix()
    }

    /// Whether it delivers cases and pallets.
    #[must_use]
    pub fn is_cased(&self) -> bool {
        self.is_cased
    }

    /// Its codes on cans.
    #[must_use]
    pub fn codes(&self) -> u64 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// Its lots.
    #[must_use]
    pub fn lots(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Codes of a lot; 0 if there is no such lot.
    #[must_use]
    pub fn lot_codes(&self, lot: usize) -> u64 {
        match (self.starts.get(lot), self.starts.get(lot + 1)) {
            (Some(start), Some(end)) => end - start,
            _ => 0,
        }
    }

    /// A lot's number, as printed on its cans.
    #[must_use]
    pub fn lot_number(&self, lot: usize) -> String {
        format!("N{lot:06}")
    }

    /// A code of a lot as text. Codes of a serial maker ascend; those of the others follow in the
    /// order in which they were printed, which is none.
    #[must_use]
    pub fn code_text(&self, lot: usize, index: u64) -> CodeText {
        let start = self.starts.get(lot).copied().unwrap_or(0);
        self.press.text(start + index, u64::try_from(lot).unwrap_or(u64::MAX))
    }

    /// A code of a lot.
    #[must_use]
    pub fn code(&self, lot: usize, index: u64) -> TraceCode {
        self.code_text(lot, index).code()
    }

    /// The case that holds a can; `None` if the maker delivers no cases.
    #[must_use]
    pub fn case_text(&self, lot: usize, index: u64) -> Option<CodeText> {
        let lot = u64::try_from(lot).unwrap_or(u64::MAX);
        self.is_cased.then(|| sscc(b'0', self.index, lot * CASES_PER_LOT + index / CANS_PER_CASE))
    }

    /// The pallet that holds a can's case; `None` if the maker delivers none.
    #[must_use]
    pub fn pallet_text(&self, lot: usize, index: u64) -> Option<CodeText> {
        let lot = u64::try_from(lot).unwrap_or(u64::MAX);
        let pallet = index / (CANS_PER_CASE * CASES_PER_PALLET);
        self.is_cased.then(|| sscc(b'1', self.index, lot * CASES_PER_LOT / CASES_PER_PALLET + pallet))
    }

    /// A code that fits the rule and was never issued. Of a serial maker every second one lies in a
    /// gap between two lots, where a look-up is hardest; the others lie behind the last lot.
    #[must_use]
    pub fn miss(&self, n: u64) -> TraceCode {
        if self.scheme != Scheme::Serial16 {
            let unused = self.scheme.half().pow(2) - self.codes();
            return self.press.text(self.codes() + n % unused, 0).code();
        }
        let lots = u64::try_from(self.lots()).unwrap_or(u64::MAX);
        let last = lots.saturating_sub(1);
        if n.is_multiple_of(2) && last > 0 {
            let lot = n / 2 % last;
            let next = usize::try_from(lot).ok().and_then(|lot| self.starts.get(lot + 1));
            let end = next.copied().unwrap_or(0);
            return self.press.between(end, lot, n / 2 / last % SERIAL_GAP).code();
        }
        self.press.between(self.codes(), last, n / 2 % 1_000_000_000).code()
    }
}

/// Codes of each maker, the largest first, together exactly `codes`.
fn shares(codes: u64) -> Vec<u64> {
    // Whole numbers from here on, so that the last bit of a logarithm moves no code.
    let weight = |rank: u32| (1e6 * f64::from(rank).powf(-SHARE_EXPONENT)).round();
    let weights: Vec<u128> = (1_u32..).take(MAKERS).map(|rank| whole(weight(rank))).collect();
    let all: u128 = weights.iter().sum();
    let part = |weight: &u128| u64::try_from(u128::from(codes) * weight / all).unwrap_or(0);
    let mut sizes: Vec<u64> = weights.iter().map(part).collect();
    let rest = codes - sizes.iter().sum::<u64>();
    if let Some(first) = sizes.first_mut() {
        *first += rest;
    }
    sizes
}

/// A small non-negative float without a fraction, as a whole number.
fn whole(number: f64) -> u128 {
    format!("{number:.0}").parse().unwrap_or(0)
}

/// Gives each maker the scheme that is furthest behind its share, the largest maker first.
fn assigned_schemes(sizes: &[u64]) -> Vec<Scheme> {
    let mut given = Scheme::SHARES.map(|(scheme, percent)| (scheme, percent, 0_u64));
    let mut all = 0;
    let choose = |size: &u64| {
        all += size;
        let behind = |(_, percent, given): &(Scheme, u64, u64)| {
            i128::from(all) * i128::from(*percent) - i128::from(*given) * 100
        };
        let mut chosen = Scheme::Random16;
        let mut most = i128::MIN;
        for entry in &given {
            if behind(entry) > most {
                (chosen, most) = (entry.0, behind(entry));
            }
        }
        given.iter_mut().filter(|entry| entry.0 == chosen).for_each(|entry| entry.2 += size);
        chosen
    };
    sizes.iter().map(choose).collect()
}

/// Which makers deliver cases: from the largest on, whoever keeps them below their share.
fn assigned_cases(sizes: &[u64]) -> Vec<bool> {
    let (mut all, mut cased) = (0_u64, 0_u64);
    let choose = |size: &u64| {
        all += size;
        let fits = u128::from(cased + size) * 100 <= u128::from(all) * u128::from(CASED_PERCENT);
        if fits {
            cased += size;
        }
        fits
    };
    sizes.iter().map(choose).collect()
}

/// Cuts a maker's codes into lots.
fn lot_starts(codes: u64, dice: &mut Dice) -> Vec<u64> {
    let mut starts = vec![0];
    let mut done = 0;
    while done < codes {
        let left = codes - done;
        done += if left <= LOT_CODES_MAX {
            left
        } else {
            // What remains must make at least one more lot of proper size.
            lot_size(dice).min(left - LOT_CODES_MIN)
        };
        starts.push(done);
    }
    starts
}

/// Evenly on a logarithmic scale, in 256 steps, in whole numbers.
fn lot_size(dice: &mut Dice) -> u64 {
    // 10^(1/256): 256 such steps lead from the smallest lot to the largest.
    const STEP: f64 = 1.009_035_045_171_7;
    let steps = u32::try_from(dice.below(257)).unwrap_or(0);
    let factor = whole((1e6 * STEP.powi(i32::try_from(steps).unwrap_or(0))).round());
    let size = u128::from(LOT_CODES_MIN) * factor / 1_000_000;
    u64::try_from(size).unwrap_or(LOT_CODES_MAX).clamp(LOT_CODES_MIN, LOT_CODES_MAX)
}

#[cfg(test)]
mod tests;
