//! Admission's desk: who is an enterprise, with which keys, and what it may do.
//!
//! Owns: applications and what the operator decides of them, signing keys, signed requests, standings,
//! groups that act for their subsidiaries, the watch over licences and certificates.
//! Refuses to know: HTTP, goods.
//!
//! Invariants:
//! * A private key never comes here.
//! * A nonce is looked at only once the signature is right, so that nobody can use up another's.
//! * Whoever acts is known by one key; whether it may act is asked anew for each request.

mod applications;
mod error;
mod keys;
mod papers;
mod requests;
mod standings;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rusu_core::ports::{AdmissionWriter, Chance, Clock, RegistryReader, StoreFault};

pub use applications::{
    AdmissionOrder, Admitted, RawApplication, RawCertificate, RawContact, RawKey, RawSite, Submitted,
};
pub use error::AdmissionError;
pub use requests::SignedRequest;
pub use standings::Access;

use crate::PortalDesk;

/// Admission's desk. Methods block on the stores; call them where blocking is allowed.
pub struct AdmissionDesk {
    admission: Arc<dyn AdmissionWriter>,
    registry: Arc<dyn RegistryReader>,
    /// Gives and takes the tickets of forms.
    portal: Arc<PortalDesk>,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    /// Licences and certificates that end soon, when they were last counted.
    ending: AtomicU64,
}

impl AdmissionDesk {
    /// Takes the ports, and the desk that gives tickets for forms.
    #[must_use]
    pub fn new(
        admission: Arc<dyn AdmissionWriter>,
        registry: Arc<dyn RegistryReader>,
        portal: Arc<PortalDesk>,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Self {
        Self { admission, registry, portal, clock, chance, ending: AtomicU64::new(0) }
    }

    /// Wipes the contacts whose day has come and counts what ends soon. Tells how many contacts. Call it
    /// once an hour.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn upkeep(&self) -> Result<u64, StoreFault> {
        let wiped = self.admission.wipe_applicants(self.clock.now())?;
        let ending = self.ending_papers(None, rusu_core::limits::PAPER_WATCH_DAYS)?.len();
        self.ending.store(u64::try_from(ending).unwrap_or(u64::MAX), Ordering::Relaxed);
        Ok(wiped)
    }

    /// Licences and certificates of all enterprises that end within the usual watch, as of the last
    /// [`AdmissionDesk::upkeep`].
    #[must_use]
    pub fn ending_count(&self) -> u64 {
        self.ending.load(Ordering::Relaxed)
    }
}
