//! Time and chance as they are: the only place of the house that reads either.

use jiff::Timestamp;
use rusu_core::ports::{Chance, Clock};

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is handed")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The kernel's random source.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SystemChance;

impl Chance for SystemChance {
    fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)
            .expect("the kernel's random source never fails once it is seeded, which it is at boot");
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_secrets_are_never_alike() {
        assert_ne!(SystemChance.bytes(), SystemChance.bytes());
    }
}
