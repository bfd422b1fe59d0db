//! Which codes people ask for.

use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;

use crate::nation::Nation;

/// Codes that are asked for of each lot, at most. A lot holds 20,000 codes at least.
const CODES_PER_LOT: u64 = 10_000;

/// A code that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub enterprise: EnterpriseId,
    pub code: TraceCode,
    /// Whether it was ever issued.
    pub is_issued: bool,
}

/// A nation whose people ask.
#[derive(Debug)]
pub(crate) struct Questions {
    nation: Nation,
    /// Hits are about so many places of the nation, evenly spread; 0 for any.
    lots: u64,
    misses_percent: u64,
}

impl Questions {
    /// Questions about codes of about `lots` lots, or of all of them if it is 0.
    pub fn new(nation: Nation, lots: u64, misses_percent: u64) -> Self {
        Self { nation, lots, misses_percent }
    }

    /// The question that belongs to a number drawn at random; `None` in a nation without codes.
    pub fn of(&self, number: u64) -> Option<Asked> {
        // Low and high part of one number decide what is asked and about which code.
        let place = number / 100;
        if number % 100 < self.misses_percent {
            let (enterprise, code) = self.nation.miss(place)?;
            return Some(Asked { enterprise, code, is_issued: false });
        }
        let place = match place.checked_rem(self.lots) {
            Some(lot) => {
                let step = self.nation.codes().checked_div(self.lots)?.max(1);
                lot * step + place / self.lots % step.min(CODES_PER_LOT)
            }
            None => place,
        };
        let pick = self.nation.hit(place)?;
        Some(Asked { enterprise: pick.enterprise, code: pick.code, is_issued: true })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::nation::Dice;

    fn asked(lots: u64, misses_percent: u64) -> Vec<Asked> {
        let questions = Questions::new(Nation::new(1, 3_000_000), lots, misses_percent);
        let mut dice = Dice::new(7, 7);
        (0..10_000).filter_map(|_| questions.of(dice.roll())).collect()
    }

    #[test]
    fn so_many_percent_of_the_questions_are_misses() {
        let misses = asked(0, 10).iter().filter(|asked| !asked.is_issued).count();
        assert!((800..1_200).contains(&misses), "{misses}");
    }

    #[test]
    fn hits_are_about_as_many_places_as_wanted() {
        let nation = Nation::new(1, 3_000_000);
        let questions = Questions::new(nation.clone(), 5, 0);
        let mut dice = Dice::new(7, 7);
        let codes: HashSet<_> =
            (0..100_000).filter_map(|_| questions.of(dice.roll())).map(|a| a.code.to_string()).collect();
        assert!(codes.len() <= 5 * 10_000, "{}", codes.len());
    }
}
