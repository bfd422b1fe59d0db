//! What admission keeps, in memory.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;
use rusu_core::admission::{
    Admission, Application, ApplicationDecision, ApplicationState, EnterpriseState, Standing,
};
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::limits::PORTAL_PAGE_ROWS_MAX;
use rusu_core::portal::{Page, PageNumber};
use rusu_core::ports::{AdmissionReader, AdmissionWriter, StoreFault};
use rusu_core::signature::{KeyId, SigningKey};

use super::{MemoryRegistry, State, damaged};

#[derive(Debug, Default)]
pub(super) struct AdmissionState {
    keys: BTreeMap<KeyId, SigningKey>,
    nonces: BTreeMap<(KeyId, String), Timestamp>,
    standings: Vec<(EnterpriseId, Standing)>,
    applications: BTreeMap<u64, Application>,
}

impl AdmissionState {
    fn standing(&self, enterprise: EnterpriseId) -> Standing {
        let own = self.standings.iter().rev().find(|(of, _)| *of == enterprise);
        own.map_or_else(Standing::unspoken, |(_, standing)| standing.clone())
    }

    fn waiting(&mut self, id: u64) -> Option<&mut Application> {
        self.applications.get_mut(&id).filter(|one| one.state == ApplicationState::Submitted)
    }
}

impl State {
    /// The enterprise that an admission makes or finds. Nothing is changed.
    fn admitted(&self, admission: &Admission) -> Result<Enterprise, StoreFault> {
        if let Some(known) = admission.known {
            let found = self.enterprises.get(&known).cloned();
            return found.ok_or_else(|| damaged(format!("enterprise {known} does not exist")));
        }
        if let Some(parent) = admission.parent {
            self.check_enterprise(parent)?;
        }
        let next = self.enterprises.keys().next_back().map_or(1, |id| id.0 + 1);
        Ok(Enterprise {
            id: EnterpriseId(next),
            name: admission.name.clone(),
            brands: admission.brands.clone(),
            parent: admission.parent,
            coverage: admission.coverage,
            profile: None,
            is_sample: false,
            last_delivered_at: None,
        })
    }
}

impl AdmissionReader for MemoryRegistry {
    fn signing_key(&self, id: &KeyId) -> Result<Option<SigningKey>, StoreFault> {
        Ok(self.state().admission.keys.get(id).cloned())
    }

    fn signing_keys(&self, enterprise: EnterpriseId) -> Result<Vec<SigningKey>, StoreFault> {
        let state = self.state();
        let own = state.admission.keys.values().filter(|key| key.enterprise == enterprise);
        let mut keys: Vec<SigningKey> = own.cloned().collect();
        keys.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        Ok(keys)
    }

    fn standing(&self, enterprise: EnterpriseId) -> Result<Standing, StoreFault> {
        Ok(self.state().admission.standing(enterprise))
    }

    fn standings(&self, enterprise: EnterpriseId) -> Result<Vec<Standing>, StoreFault> {
        let state = self.state();
        let own = state.admission.standings.iter().filter(|(of, _)| *of == enterprise);
        Ok(own.map(|(_, standing)| standing.clone()).collect())
    }

    fn applications(
        &self,
        state: Option<ApplicationState>,
        number: PageNumber,
    ) -> Result<Page<Application>, StoreFault> {
        let held = self.state();
        let all = held.admission.applications.values();
        let mut found: Vec<_> = all.filter(|one| state.is_none_or(|state| one.state == state)).collect();
        found.sort_by_key(|one| Reverse((one.received_at, one.id)));
        let from_here = found.into_iter().skip(number.rows_before());
        Ok(Page::cut(from_here.take(PORTAL_PAGE_ROWS_MAX + 1).cloned().collect(), number))
    }

    fn applications_open(&self) -> Result<u64, StoreFault> {
        let state = self.state();
        let all = state.admission.applications.values();
        let open = all.filter(|one| one.state == ApplicationState::Submitted).count();
        Ok(u64::try_from(open).unwrap_or(u64::MAX))
    }

    fn application(&self, id: u64) -> Result<Option<Application>, StoreFault> {
        Ok(self.state().admission.applications.get(&id).cloned())
    }
}

impl AdmissionWriter for MemoryRegistry {
    fn add_signing_key(&self, key: &SigningKey) -> Result<Option<SigningKey>, StoreFault> {
        let mut state = self.state();
        state.check_enterprise(key.enterprise)?;
        let known = state.admission.keys.get(&key.id).cloned();
        if known.is_none() {
            state.admission.keys.insert(key.id.clone(), key.clone());
        }
        Ok(known)
    }

    fn revoke_signing_key(
        &self,
        enterprise: EnterpriseId,
        id: &KeyId,
        at: Timestamp,
    ) -> Result<bool, StoreFault> {
        let mut state = self.state();
        let own = state.admission.keys.get_mut(id).filter(|key| key.enterprise == enterprise);
        let known = own.map(|key| key.revoked_at = key.revoked_at.or(Some(at)));
        Ok(known.is_some())
    }

    fn use_nonce(
        &self,
        key: &KeyId,
        nonce: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreFault> {
        let mut state = self.state();
        let nonces = &mut state.admission.nonces;
        nonces.retain(|_, until| *until >= now);
        let id = (key.clone(), nonce.to_owned());
        let is_fresh = !nonces.contains_key(&id);
        if is_fresh {
            nonces.insert(id, until);
        }
        Ok(is_fresh)
    }

    fn set_standing(&self, enterprise: EnterpriseId, standing: &Standing) -> Result<(), StoreFault> {
        let mut state = self.state();
        state.check_enterprise(enterprise)?;
        state.admission.standings.push((enterprise, standing.clone()));
        Ok(())
    }

    fn add_application(&self, application: &Application) -> Result<u64, StoreFault> {
        let mut state = self.state();
        let applications = &mut state.admission.applications;
        let id = applications.keys().next_back().map_or(1, |last| last + 1);
        applications.insert(id, Application { id, ..application.clone() });
        Ok(id)
    }

    fn refuse_application(
        &self,
        id: u64,
        decision: &ApplicationDecision,
        contact_until: Timestamp,
    ) -> Result<bool, StoreFault> {
        let mut state = self.state();
        let Some(application) = state.admission.waiting(id) else { return Ok(false) };
        application.state = ApplicationState::Refused;
        application.decision = Some(decision.clone());
        application.contact_until = Some(contact_until);
        Ok(true)
    }

    fn admit(&self, admission: &Admission) -> Result<Option<EnterpriseId>, StoreFault> {
        let mut state = self.state();
        let enterprise = state.admitted(admission)?;
        if state.admission.waiting(admission.application).is_none() {
            return Ok(None);
        }
        let id = enterprise.id;
        let key = admission.key.as_ref().map(|key| SigningKey { enterprise: id, ..key.clone() });
        if let Some(key) = key.as_ref().filter(|key| state.admission.keys.contains_key(&key.id)) {
            return Err(damaged(format!("key {} is another enterprise's", key.id)));
        }
        state.put_enterprise(&enterprise)?;
        let Admission { at, who, reason, .. } = admission.clone();
        let signed_only = state.admission.standing(id).signed_only;
        let standing = Standing {
            state: EnterpriseState::Admitted,
            signed_only,
            reason: reason.clone(),
            who: who.clone(),
            since: Some(at),
        };
        state.admission.standings.push((id, standing));
        state.admission.keys.extend(key.map(|key| (key.id.clone(), key)));
        if let Some(application) = state.admission.waiting(admission.application) {
            application.state = ApplicationState::Admitted;
            application.contact_until = None;
            application.decision = Some(ApplicationDecision { at, who, reason, enterprise: Some(id) });
        }
        state.generation += 1;
        Ok(Some(id))
    }

    fn wipe_applicants(&self, now: Timestamp) -> Result<u64, StoreFault> {
        let mut state = self.state();
        let mut wiped = 0;
        for application in state.admission.applications.values_mut() {
            if application.contact_until.is_some_and(|until| until <= now) {
                application.content.contact = None;
                application.contact_until = None;
                wiped += 1;
            }
        }
        Ok(wiped)
    }
}
