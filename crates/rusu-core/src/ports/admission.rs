//! The registry's ports for admission: applications, signing keys, where enterprises stand.

use jiff::Timestamp;

use super::StoreFault;
use crate::admission::{Admission, Application, ApplicationDecision, ApplicationState, Standing};
use crate::enterprise::EnterpriseId;
use crate::portal::{Page, PageNumber};
use crate::signature::{KeyId, SigningKey};

/// Reading what admission keeps.
pub trait AdmissionReader: Send + Sync {
    /// A signing key, revoked or not.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn signing_key(&self, id: &KeyId) -> Result<Option<SigningKey>, StoreFault>;

    /// An enterprise's signing keys, revoked ones too, the oldest first, then by id.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn signing_keys(&self, enterprise: EnterpriseId) -> Result<Vec<SigningKey>, StoreFault>;

    /// Where an enterprise stands.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn standing(&self, enterprise: EnterpriseId) -> Result<Standing, StoreFault>;

    /// Everything that was ever decided of an enterprise, the oldest first.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn standings(&self, enterprise: EnterpriseId) -> Result<Vec<Standing>, StoreFault>;

    /// Applications, the latest first; in one state or all. For the operator.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn applications(
        &self,
        state: Option<ApplicationState>,
        page: PageNumber,
    ) -> Result<Page<Application>, StoreFault>;

    /// Applications that wait for the operator.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn applications_open(&self) -> Result<u64, StoreFault>;

    /// One application.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn application(&self, id: u64) -> Result<Option<Application>, StoreFault>;
}

/// Writing what admission keeps. Each call is one transaction, durable when it returns.
pub trait AdmissionWriter: AdmissionReader {
    /// Adds a signing key. If there is one with its id, whoever's and revoked or not, that one comes
    /// back and nothing is stored.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn add_signing_key(&self, key: &SigningKey) -> Result<Option<SigningKey>, StoreFault>;

    /// Revokes a key of an enterprise for ever; whether it has such a key. The first moment stays.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn revoke_signing_key(
        &self,
        enterprise: EnterpriseId,
        id: &KeyId,
        at: Timestamp,
    ) -> Result<bool, StoreFault>;

    /// Notes that a key's nonce was used, and forgets those whose time is over. `false` if it was used
    /// before and is still remembered. Holds across all servers of the registry.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn use_nonce(
        &self,
        key: &KeyId,
        nonce: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreFault>;

    /// Says where an enterprise stands from now on; what was before is kept.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn set_standing(&self, enterprise: EnterpriseId, standing: &Standing) -> Result<(), StoreFault>;

    /// Adds an application and returns its number.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn add_application(&self, application: &Application) -> Result<u64, StoreFault>;

    /// Refuses an application that waits; whether there is one. Its contact is wiped on the given day.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn refuse_application(
        &self,
        id: u64,
        decision: &ApplicationDecision,
        contact_until: Timestamp,
    ) -> Result<bool, StoreFault>;

    /// Admits an application that waits: the enterprise, its standing and its first key, all or
    /// nothing. Returns the enterprise's number; `None` if no such application waits. A new enterprise
    /// gets the number after the highest. Moves the generation.
    ///
    /// # Errors
    /// [`StoreFault`], also if the known enterprise or the parent does not exist, or the key is taken.
    fn admit(&self, admission: &Admission) -> Result<Option<EnterpriseId>, StoreFault>;

    /// Wipes the contacts whose day has come; tells how many.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn wipe_applicants(&self, now: Timestamp) -> Result<u64, StoreFault>;
}
