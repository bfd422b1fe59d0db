//! How fast a sender sends.

use jiff::SignedDuration;
use rusu_core::limits::{UPLOAD_BYTES_PER_SECOND_MIN, UPLOAD_PACE_SECONDS};

/// Watches one sender. Only the time in which the platform waited for it counts: a store that is slow
/// is not the sender's fault.
#[derive(Debug, Default)]
pub(super) struct Pace {
    waited: SignedDuration,
    bytes: u64,
}

impl Pace {
    /// Counts what came and how long it was waited for; tells whether the sender may go on.
    pub(super) fn is_kept(&mut self, bytes: u64, waited: SignedDuration) -> bool {
        const WINDOW: SignedDuration = SignedDuration::from_secs(UPLOAD_PACE_SECONDS);
        self.bytes = self.bytes.saturating_add(bytes);
        // A clock that was set back tells nothing.
        self.waited = self.waited.saturating_add(waited.max(SignedDuration::ZERO));
        if self.waited < WINDOW {
            return true;
        }
        let seconds = u64::try_from(self.waited.as_secs()).unwrap_or_default();
        let is_kept = self.bytes >= seconds.saturating_mul(UPLOAD_BYTES_PER_SECOND_MIN);
        *self = Self::default();
        is_kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: i64 = UPLOAD_PACE_SECONDS;
    const ENOUGH: u64 = 30 * UPLOAD_BYTES_PER_SECOND_MIN;

    fn seconds(seconds: i64) -> SignedDuration {
        SignedDuration::from_secs(seconds)
    }

    #[test]
    fn a_sender_at_the_slowest_pace_may_go_on_and_one_byte_less_may_not() {
        assert!(Pace::default().is_kept(ENOUGH, seconds(WINDOW)));
        assert!(!Pace::default().is_kept(ENOUGH - 1, seconds(WINDOW)));
    }

    #[test]
    fn nothing_is_judged_before_the_window_is_over() {
        let mut pace = Pace::default();
        assert!(pace.is_kept(0, seconds(WINDOW - 1)));
        assert!(!pace.is_kept(1, seconds(1)));
    }

    #[test]
    fn a_fast_beginning_does_not_pay_for_a_slow_end() {
        let mut pace = Pace::default();
        assert!(pace.is_kept(1_000 * ENOUGH, seconds(WINDOW)));
        assert!(!pace.is_kept(1, seconds(WINDOW)));
    }

    #[test]
    fn a_clock_that_is_set_back_blames_nobody() {
        let mut pace = Pace::default();
        assert!(pace.is_kept(1, seconds(-3_600)));
        assert!(pace.is_kept(1, seconds(1)));
    }
}
