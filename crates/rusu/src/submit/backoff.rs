//! How long to wait before something is tried again, and how often.

use std::time::Duration;

use rusu_core::ports::Chance;

/// The first pause, at most; each later one is twice as long.
const FIRST: Duration = Duration::from_millis(200);
/// The longest pause.
const LONGEST: Duration = Duration::from_secs(10);

/// Pauses that grow, and differ between senders: after an outage they do not all come at once.
pub(crate) struct Backoff<'c> {
    chance: &'c dyn Chance,
    failures: u32,
    failures_max: u32,
}

impl<'c> Backoff<'c> {
    pub(crate) fn new(chance: &'c dyn Chance, failures_max: u32) -> Self {
        Self { chance, failures: 0, failures_max }
    }

    /// Pauses without end, for who must outlive any outage.
    pub(crate) fn patient(chance: &'c dyn Chance) -> Self {
        Self::new(chance, u32::MAX)
    }

    /// Something went well: the next failure is the first again.
    pub(crate) fn calm(&mut self) {
        self.failures = 0;
    }

    /// How long to wait after a failure, no shorter than the platform `told`; `None` if it was one
    /// too many.
    pub(crate) fn pause(&mut self, told: Option<Duration>) -> Option<Duration> {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= self.failures_max {
            return None;
        }
        let doubled = FIRST.saturating_mul(1 << (self.failures - 1).min(16)).min(LONGEST);
        let [part, ..] = self.chance.bytes();
        // Between half of the pause and all of it.
        let own = doubled / 2 + doubled / 2 * u32::from(part) / 255;
        Some(own.max(told.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Always(u8);

    impl Chance for Always {
        fn bytes(&self) -> [u8; 32] {
            [self.0; 32]
        }
    }

    #[test]
    fn pauses_grow_to_the_longest_and_are_bounded_in_number() {
        let mut backoff = Backoff::new(&Always(255), 9);
        let pauses: Vec<u128> = std::iter::from_fn(|| backoff.pause(None)).map(|p| p.as_millis()).collect();
        assert_eq!(pauses, [200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
    }

    #[test]
    fn chance_takes_at_most_half_of_a_pause() {
        assert_eq!(Backoff::new(&Always(0), 9).pause(None), Some(FIRST / 2));
    }

    #[test]
    fn what_the_platform_told_is_waited() {
        let told = Duration::from_secs(60);
        assert_eq!(Backoff::new(&Always(255), 9).pause(Some(told)), Some(told));
    }

    #[test]
    fn after_a_success_the_pauses_begin_anew() {
        let mut backoff = Backoff::new(&Always(255), 3);
        assert!(backoff.pause(None).is_some() && backoff.pause(None).is_some());
        backoff.calm();
        assert_eq!(backoff.pause(None), Some(FIRST));
    }
}
