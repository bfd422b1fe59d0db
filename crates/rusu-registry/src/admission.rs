//! The ports of admission: reads, and writes that are each one transaction.

use jiff::Timestamp;
use rusu_core::admission::{Admission, Application, ApplicationDecision, ApplicationState, Standing};
use rusu_core::enterprise::EnterpriseId;
use rusu_core::portal::{Page, PageNumber};
use rusu_core::ports::{AdmissionReader, AdmissionWriter, StoreFault};
use rusu_core::signature::{KeyId, SigningKey};

use crate::SqlRegistry;
use crate::calls::admission;

impl AdmissionReader for SqlRegistry {
    fn signing_key(&self, id: &KeyId) -> Result<Option<SigningKey>, StoreFault> {
        self.read(async |db| admission::signing_key(db, id).await)
    }

    fn signing_keys(&self, enterprise: EnterpriseId) -> Result<Vec<SigningKey>, StoreFault> {
        self.read(async |db| admission::signing_keys(db, enterprise).await)
    }

    fn standing(&self, enterprise: EnterpriseId) -> Result<Standing, StoreFault> {
        self.read(async |db| admission::standing(db, enterprise).await)
    }

    fn standings(&self, enterprise: EnterpriseId) -> Result<Vec<Standing>, StoreFault> {
        self.read(async |db| admission::standings(db, enterprise).await)
    }

    fn applications(
        &self,
        state: Option<ApplicationState>,
        page: PageNumber,
    ) -> Result<Page<Application>, StoreFault> {
        self.read(async |db| admission::applications(db, state, page).await)
    }

    fn applications_open(&self) -> Result<u64, StoreFault> {
        self.read(async |db| admission::applications_open(db).await)
    }

    fn application(&self, id: u64) -> Result<Option<Application>, StoreFault> {
        self.read(async |db| admission::application(db, id).await)
    }
}

impl AdmissionWriter for SqlRegistry {
    fn add_signing_key(&self, key: &SigningKey) -> Result<Option<SigningKey>, StoreFault> {
        self.write(async |tx| admission::add_signing_key(tx, key).await)
    }

    fn revoke_signing_key(
        &self,
        enterprise: EnterpriseId,
        id: &KeyId,
        at: Timestamp,
    ) -> Result<bool, StoreFault> {
        self.write(async |tx| admission::revoke_signing_key(tx, enterprise, id, at).await)
    }

    fn use_nonce(
        &self,
        key: &KeyId,
        nonce: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreFault> {
        self.write(async |tx| admission::use_nonce(tx, key, nonce, now, until).await)
    }

    fn set_standing(&self, enterprise: EnterpriseId, standing: &Standing) -> Result<(), StoreFault> {
        self.write(async |tx| admission::set_standing(tx, enterprise, standing).await)
    }

    fn add_application(&self, application: &Application) -> Result<u64, StoreFault> {
        self.write(async |tx| admission::add_application(tx, application).await)
    }

    fn refuse_application(
        &self,
        id: u64,
        decision: &ApplicationDecision,
        contact_until: Timestamp,
    ) -> Result<bool, StoreFault> {
        self.write(async |tx| admission::refuse_application(tx, id, decision, contact_until).await)
    }

    fn admit(&self, given: &Admission) -> Result<Option<EnterpriseId>, StoreFault> {
        self.write(async |tx| admission::admit(tx, given).await)
    }

    fn wipe_applicants(&self, now: Timestamp) -> Result<u64, StoreFault> {
        self.write(async |tx| admission::wipe_applicants(tx, now).await)
    }
}
