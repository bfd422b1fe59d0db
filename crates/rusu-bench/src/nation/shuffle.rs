//! Numbers that look random and are not: a stream for choices, and a permutation for codes.

/// A stream of 64-bit numbers from a seed (`SplitMix64`).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// A stream of its own for each seed and topic.
    #[must_use]
    pub fn new(seed: u64, topic: u64) -> Self {
        Self(mix(seed ^ mix(topic)))
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// The next number below a bound, which is at least 1.
    pub fn below(&mut self, bound: u64) -> u64 {
        scaled(self.roll(), bound)
    }
}

/// A permutation of the numbers below `half * half`: a Feistel network of four rounds whose halves
/// count to `half` and not to a power of two, so that no number falls outside and none is walked
/// over.
#[derive(Clone, Copy, Debug)]
pub struct Shuffle {
    half: u64,
    keys: [u64; 4],
}

impl Shuffle {
    /// A permutation of `half * half` numbers; another for each seed and topic. `half` is between
    /// 2 and 2³².
    #[must_use]
    pub fn new(half: u64, seed: u64, topic: u64) -> Self {
        let mut dice = Dice::new(seed, topic);
        Self { half, keys: std::array::from_fn(|_| dice.roll()) }
    }

    /// Both halves of the number at a place; places are counted modulo the number of numbers.
    #[must_use]
    pub fn at(&self, place: u64) -> (u64, u64) {
        let (mut left, mut right) = (place / self.half % self.half, place % self.half);
        for key in self.keys {
            let sum = left + scaled(mix(right ^ key), self.half);
            (left, right) = (right, if sum >= self.half { sum - self.half } else { sum });
        }
        (left, right)
    }
}

/// A 64-bit number brought below a bound, evenly, without dividing.
fn scaled(number: u64, bound: u64) -> u64 {
    let wide = u128::from(number) * u128::from(bound);
    u64::try_from(wide >> 64).expect("64 bits times 64 bits, the upper half")
}

fn mix(number: u64) -> u64 {
    let mut z = number;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_shuffle_meets_every_number_once() {
        let shuffle = Shuffle::new(100, 7, 1);
        let met: HashSet<(u64, u64)> = (0..10_000).map(|place| shuffle.at(place)).collect();
        assert_eq!(met.len(), 10_000);
        assert!(met.iter().all(|(left, right)| *left < 100 && *right < 100));
    }

    #[test]
    fn another_seed_shuffles_otherwise() {
        let (one, two) = (Shuffle::new(10_000_000, 1, 1), Shuffle::new(10_000_000, 2, 1));
        assert!((0..100).any(|place| one.at(place) != two.at(place)));
    }

    #[test]
    fn shuffled_numbers_are_spread_evenly() {
        let shuffle = Shuffle::new(10_000_000, 3, 9);
        let mut tenths = [0_u32; 10];
        for place in 0..100_000 {
            let (left, _) = shuffle.at(place);
            tenths[usize::try_from(left / 1_000_000).unwrap()] += 1;
        }
        assert!(tenths.iter().all(|count| (9_500..10_500).contains(count)), "{tenths:?}");
    }

    #[test]
    fn a_roll_stays_below_its_bound() {
        let mut dice = Dice::new(1, 2);
        assert!((0..1_000).all(|_| dice.below(3) < 3));
    }
}
