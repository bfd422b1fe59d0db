//! What this process remembers of the last complaints: how many came, from how many addresses, and
//! which tickets were used. In memory only: a restart forgets it, and so does an hour (tickets: a
//! day). Two processes each keep their own, so a ticket could pass once in each.
//!
//! Invariant: bounded. Nothing is remembered that was not admitted, and at most
//! `COMPLAINTS_PER_HOUR_MAX` are admitted within an hour.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;

use hmac::{Hmac, Mac};
use jiff::{SignedDuration, Timestamp};
use rusu_core::limits::{COMPLAINTS_PER_ADDRESS_MAX, COMPLAINTS_PER_HOUR_MAX};
use sha2::Sha256;

use super::PortalError;
use super::ticket::Mark;

const HOUR: SignedDuration = SignedDuration::from_hours(1);

type AddressHash = [u8; 16];

struct Admitted {
    at: Timestamp,
    address: Option<AddressHash>,
    ticket: Mark,
}

struct Used {
    until: Timestamp,
    complaint: Option<u64>,
}

/// The last complaints.
pub(super) struct Recent {
    address_key: [u8; 32],
    admitted: VecDeque<Admitted>,
    tickets: HashMap<Mark, Used>,
}

impl Recent {
    /// Nothing remembered; addresses are hashed with this key.
    pub(super) fn new(address_key: [u8; 32]) -> Self {
        Self { address_key, admitted: VecDeque::new(), tickets: HashMap::new() }
    }

    /// Admits a complaint on its way to the registry, or says which bound it passes.
    ///
    /// # Errors
    /// [`PortalError::TicketUsed`], [`PortalError::ComplaintsBusy`] or
    /// [`PortalError::ComplaintsOfAddress`].
    pub(super) fn admit(
        &mut self,
        ticket: Mark,
        ticket_until: Timestamp,
        address: Option<IpAddr>,
        now: Timestamp,
    ) -> Result<(), PortalError> {
        self.forget(now);
        if let Some(used) = self.tickets.get(&ticket) {
            return Err(PortalError::TicketUsed { complaint: used.complaint });
        }
        let limit = u64::from(COMPLAINTS_PER_HOUR_MAX);
        if u64::try_from(self.admitted.len()).unwrap_or(u64::MAX) >= limit {
            return Err(PortalError::ComplaintsBusy { what: "within an hour", limit });
        }
        let address = address.map(|address| self.hash(address));
        let known = self.admitted.iter().filter(|a| address.is_some() && a.address == address).count();
        if u32::try_from(known).unwrap_or(u32::MAX) >= COMPLAINTS_PER_ADDRESS_MAX {
            return Err(PortalError::ComplaintsOfAddress { limit: COMPLAINTS_PER_ADDRESS_MAX });
        }
        self.admitted.push_back(Admitted { at: now, address, ticket });
        self.tickets.insert(ticket, Used { until: ticket_until, complaint: None });
        Ok(())
    }

    /// Remembers what an admitted complaint became; one that was not stored may come again.
    pub(super) fn settle(&mut self, ticket: &Mark, complaint: Option<u64>) {
        match complaint {
            Some(_) => {
                if let Some(used) = self.tickets.get_mut(ticket) {
                    used.complaint = complaint;
                }
            }
            None => {
                self.tickets.remove(ticket);
                self.admitted.retain(|admitted| admitted.ticket != *ticket);
            }
        }
    }

    /// Forgets what is older than its time.
    pub(super) fn forget(&mut self, now: Timestamp) {
        self.admitted.retain(|admitted| now.duration_since(admitted.at) < HOUR);
        self.tickets.retain(|_, used| used.until >= now);
    }

    /// A keyed hash: who reads the memory cannot try all addresses without the key beside it, and
    /// nothing of it is ever written. Of an IPv6 address its network, for one house has 2^64 of them.
    fn hash(&self, address: IpAddr) -> AddressHash {
        let mut hasher = Hmac::<Sha256>::new_from_slice(&self.address_key).expect("HMAC takes any key");
        match address.to_canonical() {
            IpAddr::V4(address) => hasher.update(&address.octets()),
            IpAddr::V6(address) => {
                let network = address.segments().into_iter().take(4).flat_map(u16::to_be_bytes);
                hasher.update(&network.collect::<Vec<u8>>());
            }
        }
        let mut hash = AddressHash::default();
        hash.iter_mut().zip(hasher.finalize().into_bytes()).for_each(|(to, from)| *to = from);
        hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_788_220_800 + seconds).unwrap()
    }

    fn mark(number: u32) -> Mark {
        u128::from(number).to_be_bytes()
    }

    struct Door(Recent, u32);

    impl Door {
        fn new() -> Self {
            Self(Recent::new([3; 32]), 0)
        }

        fn come(&mut self, address: &str, seconds: i64) -> Result<(), PortalError> {
            self.1 += 1;
            let address = address.parse().ok();
            self.0.admit(mark(self.1), moment(86_400), address, moment(seconds))
        }
    }

    #[test]
    fn an_address_is_admitted_to_its_limit_and_refused_beyond_for_an_hour() {
        let mut door = Door::new();
        for _ in 0..COMPLAINTS_PER_ADDRESS_MAX {
            door.come("192.0.2.1", 0).unwrap();
        }
        assert!(matches!(door.come("192.0.2.1", 3_599), Err(PortalError::ComplaintsOfAddress { .. })));
        door.come("192.0.2.2", 3_599).unwrap();
        door.come("192.0.2.1", 3_600).unwrap();
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_together() {
        let mut door = Door::new();
        for host in 0..COMPLAINTS_PER_ADDRESS_MAX {
            door.come(&format!("2001:db8::{host:x}"), 0).unwrap();
        }
        assert!(matches!(door.come("2001:db8::ffff", 0), Err(PortalError::ComplaintsOfAddress { .. })));
        door.come("2001:db8:0:1::1", 0).unwrap();
    }

    #[test]
    fn an_ipv4_address_counts_the_same_in_its_ipv6_form() {
        let mut door = Door::new();
        for _ in 0..COMPLAINTS_PER_ADDRESS_MAX {
            door.come("::ffff:192.0.2.1", 0).unwrap();
        }
        assert!(door.come("192.0.2.1", 0).is_err());
    }

    #[test]
    fn all_addresses_together_are_admitted_to_the_limit_and_refused_beyond() {
        let mut door = Door::new();
        for _ in 0..COMPLAINTS_PER_HOUR_MAX {
            door.come("unknown", 0).unwrap();
        }
        assert!(matches!(door.come("unknown", 0), Err(PortalError::ComplaintsBusy { .. })));
        door.come("unknown", 3_600).unwrap();
    }

    #[test]
    fn a_ticket_is_used_once_and_tells_what_it_became() {
        let mut door = Door::new();
        let come = |door: &mut Door| door.0.admit(mark(1), moment(86_400), None, moment(0));
        come(&mut door).unwrap();
        door.0.settle(&mark(1), Some(42));
        assert!(matches!(come(&mut door), Err(PortalError::TicketUsed { complaint: Some(42) })));
    }

    #[test]
    fn a_complaint_that_was_not_stored_may_come_again() {
        let mut door = Door::new();
        let come = |door: &mut Door| door.0.admit(mark(1), moment(86_400), None, moment(0));
        come(&mut door).unwrap();
        door.0.settle(&mark(1), None);
        come(&mut door).unwrap();
    }

    #[test]
    fn nothing_is_remembered_beyond_its_time() {
        let mut door = Door::new();
        door.come("192.0.2.1", 0).unwrap();
        door.0.forget(moment(3_600));
        assert!(door.0.admitted.is_empty() && !door.0.tickets.is_empty());
        door.0.forget(moment(86_401));
        assert!(door.0.tickets.is_empty());
    }
}
