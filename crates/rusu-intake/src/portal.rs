//! The portal's desk: what the operator writes beside the answers, and the complaints that people send.
//!
//! Owns: the operator's keys, announcements, logos, films, sampling results, check files, the market
//! share; the tickets and bounds that keep the complaint form usable without an account.
//! Refuses to know: HTTP, who may call what (a face asks [`PortalDesk::authenticate`] first).
//!
//! Invariants:
//! * A picture is decoded within named bounds and stored only as a PNG that the platform made.
//! * No network address is kept: a keyed hash, in memory, for an hour at most.

mod announcements;
mod check_files;
pub(crate) mod complaints;
mod error;
pub(crate) mod fields;
mod keys;
mod logos;
mod recent;
mod sampling;
mod ticket;
mod videos;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::{Chance, Clock, ObjectWriter, PortalWriter, RegistryReader, StoreFault};

pub use announcements::AnnouncementDraft;
pub use complaints::RawComplaint;
pub use error::PortalError;
pub use sampling::SamplingReport;
pub use videos::{Film, VideoMedia, VideoUpload};

use recent::Recent;

/// The operator's desk. Methods block on the stores; call them where blocking is allowed.
pub struct PortalDesk {
    portal: Arc<dyn PortalWriter>,
    objects: Arc<dyn ObjectWriter>,
    registry: Arc<dyn RegistryReader>,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    /// The secret of the forms, once it was read.
    secret: OnceLock<[u8; 32]>,
    recent: Mutex<Recent>,
}

impl PortalDesk {
    /// Takes the ports.
    #[must_use]
    pub fn new(
        portal: Arc<dyn PortalWriter>,
        objects: Arc<dyn ObjectWriter>,
        registry: Arc<dyn RegistryReader>,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Self {
        // Hashes of addresses live in this process only, so their key does too.
        let recent = Mutex::new(Recent::new(chance.bytes()));
        Self { portal, objects, registry, clock, chance, secret: OnceLock::new(), recent }
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        // Counters stay true whatever thread died while it held them.
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The secret with which forms are signed: the registry's, so that every process takes a ticket
    /// of every other.
    fn secret(&self) -> Result<[u8; 32], StoreFault> {
        if let Some(known) = self.secret.get() {
            return Ok(*known);
        }
        let stored = self.portal.form_secret(self.chance.bytes())?;
        Ok(*self.secret.get_or_init(|| stored))
    }

    fn known_enterprise(&self, id: EnterpriseId) -> Result<EnterpriseId, PortalError> {
        match self.registry.enterprise(id)? {
            Some(_) => Ok(id),
            None => Err(unknown("enterprise", id)),
        }
    }
}

fn unknown(what: &'static str, name: impl ToString) -> PortalError {
    PortalError::Unknown { what, name: name.to_string() }
}
