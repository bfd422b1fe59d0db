//! Tickets: when a form was opened, signed, so that nothing need be kept about an open form.
//!
//! Shape: 32 bytes in base64url: milliseconds since 1970 (8, big end first), chance (8), the first
//! half of an HMAC-SHA256 over both (16).

use hmac::{Hmac, Mac};
use jiff::Timestamp;
use rusu_core::limits::{COMPLAINT_SECONDS_MAX, COMPLAINT_SECONDS_MIN};
use sha2::Sha256;

use super::PortalError;
use crate::keys::{base64_url, from_base64_url};

/// What is signed besides, so that no other signature of the same secret passes as a ticket.
const PURPOSE: &[u8] = b"rusu complaint ticket 1";
const SIGNED_BYTES: usize = 16;
const MARK_BYTES: usize = 16;

/// What tells one ticket from another: its signature.
pub(crate) type Mark = [u8; MARK_BYTES];

/// Writes a ticket.
pub(super) fn issue(secret: &[u8; 32], opened_at: Timestamp, chance: [u8; 32]) -> String {
    let time = opened_at.as_millisecond().to_be_bytes();
    let signed: Vec<u8> = time.into_iter().chain(chance.into_iter().take(8)).collect();
    let signature = signer(secret, &signed).finalize().into_bytes();
    let ticket: Vec<u8> = signed.into_iter().chain(signature.into_iter().take(MARK_BYTES)).collect();
    base64_url(&ticket)
}

/// Reads a ticket: its mark and when it ends. Both bounds belong to the time that is allowed.
///
/// # Errors
/// [`PortalError::TicketInvalid`], [`PortalError::TicketEarly`] or [`PortalError::TicketExpired`].
pub(super) fn read(
    secret: &[u8; 32],
    ticket: &str,
    now: Timestamp,
) -> Result<(Mark, Timestamp), PortalError> {
    let bytes = from_base64_url(ticket).ok_or(PortalError::TicketInvalid)?;
    let (signed, mark) = bytes.split_at_checked(SIGNED_BYTES).ok_or(PortalError::TicketInvalid)?;
    let mark: Mark = mark.try_into().map_err(|_| PortalError::TicketInvalid)?;
    // In constant time: how much of a forged signature fits must not show.
    signer(secret, signed).verify_truncated_left(&mark).map_err(|_| PortalError::TicketInvalid)?;
    let time = signed.first_chunk().ok_or(PortalError::TicketInvalid)?;
    let opened = i64::from_be_bytes(*time);
    let age_ms = now.as_millisecond().saturating_sub(opened);
    if age_ms < COMPLAINT_SECONDS_MIN * 1_000 {
        return Err(PortalError::TicketEarly { seconds_min: COMPLAINT_SECONDS_MIN });
    }
    if age_ms > COMPLAINT_SECONDS_MAX * 1_000 {
        return Err(PortalError::TicketExpired { seconds_max: COMPLAINT_SECONDS_MAX });
    }
    let ends = Timestamp::from_millisecond(opened + COMPLAINT_SECONDS_MAX * 1_000);
    Ok((mark, ends.map_err(|_| PortalError::TicketInvalid)?))
}

fn signer(secret: &[u8; 32], signed: &[u8]) -> Hmac<Sha256> {
    let mut signer = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes a key of any length");
    signer.update(PURPOSE);
    signer.update(signed);
    signer
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    const SECRET: [u8; 32] = [7; 32];

    fn opened() -> Timestamp {
        Timestamp::from_millisecond(1_788_220_800_250).unwrap()
    }

    fn after(milliseconds: i64) -> Result<(Mark, Timestamp), PortalError> {
        let ticket = issue(&SECRET, opened(), [1; 32]);
        read(&SECRET, &ticket, opened() + SignedDuration::from_millis(milliseconds))
    }

    #[test]
    fn a_form_sent_at_once_is_refused_and_accepted_from_the_limit_on() {
        let limit = COMPLAINT_SECONDS_MIN * 1_000;
        assert!(matches!(after(limit - 1), Err(PortalError::TicketEarly { .. })));
        assert!(after(limit).is_ok());
    }

    #[test]
    fn a_form_is_accepted_until_the_limit_and_refused_beyond() {
        let limit = COMPLAINT_SECONDS_MAX * 1_000;
        assert!(after(limit).is_ok());
        assert!(matches!(after(limit + 1), Err(PortalError::TicketExpired { .. })));
    }

    #[test]
    fn a_ticket_with_any_byte_changed_is_none_of_ours() {
        let now = opened() + SignedDuration::from_secs(60);
        let bytes = from_base64_url(&issue(&SECRET, opened(), [1; 32])).unwrap();
        for index in 0..bytes.len() {
            let mut forged = bytes.clone();
            forged[index] ^= 1;
            let forged = read(&SECRET, &base64_url(&forged), now);
            assert!(matches!(forged, Err(PortalError::TicketInvalid)), "byte {index}");
        }
    }

    #[test]
    fn a_ticket_of_another_platform_or_of_no_form_is_none_of_ours() {
        let now = opened() + SignedDuration::from_secs(60);
        let foreign = issue(&[8; 32], opened(), [1; 32]);
        for text in ["", "abc", "不是", &"A".repeat(10_000), &foreign] {
            assert!(matches!(read(&SECRET, text, now), Err(PortalError::TicketInvalid)));
        }
    }

    #[test]
    fn two_tickets_of_one_moment_differ() {
        assert_ne!(issue(&SECRET, opened(), [1; 32]), issue(&SECRET, opened(), [2; 32]));
    }
}
