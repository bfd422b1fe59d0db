//! How many deliveries arrive at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{CHECKS_AT_ONCE_MAX, UPLOADS_AT_ONCE_MAX, UPLOADS_PER_ENTERPRISE_AT_ONCE_MAX};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::ApiError;

/// Room for deliveries that are arriving: so many, and so many of one enterprise.
#[derive(Clone, Debug)]
pub(crate) struct UploadRoom {
    all: Arc<Semaphore>,
    of_each: Arc<Mutex<HashMap<EnterpriseId, usize>>>,
}

impl Default for UploadRoom {
    fn default() -> Self {
        Self { all: Arc::new(Semaphore::new(UPLOADS_AT_ONCE_MAX)), of_each: Arc::default() }
    }
}

/// A place in the room; given back when dropped.
#[derive(Debug)]
pub(crate) struct Entered {
    enterprise: EnterpriseId,
    room: UploadRoom,
    _permit: OwnedSemaphorePermit,
}

impl UploadRoom {
    /// Room for one more.
    ///
    /// # Errors
    /// `Busy` if there is none.
    pub(in crate::api) fn enter(&self, enterprise: EnterpriseId) -> Result<Entered, ApiError> {
        let full = |what_max| ApiError::Busy { what: "uploads", what_max };
        let entered = Arc::clone(&self.all).try_acquire_owned();
        let permit = entered.map_err(|_| full(UPLOADS_AT_ONCE_MAX))?;
        let mut of_each = self.of_each();
        let own = of_each.entry(enterprise).or_default();
        if *own >= UPLOADS_PER_ENTERPRISE_AT_ONCE_MAX {
            return Err(full(UPLOADS_PER_ENTERPRISE_AT_ONCE_MAX));
        }
        *own += 1;
        Ok(Entered { enterprise, room: self.clone(), _permit: permit })
    }

    fn of_each(&self) -> MutexGuard<'_, HashMap<EnterpriseId, usize>> {
        self.of_each.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut of_each = self.room.of_each();
        if let Some(own) = of_each.get_mut(&self.enterprise) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                of_each.remove(&self.enterprise);
            }
        }
    }
}

/// Room for checks without storing.
#[derive(Clone, Debug)]
pub(crate) struct CheckRoom(Arc<Semaphore>);

impl Default for CheckRoom {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(CHECKS_AT_ONCE_MAX)))
    }
}

impl CheckRoom {
    /// Room for one more.
    ///
    /// # Errors
    /// `Busy` if there is none.
    pub(in crate::api) fn enter(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let entered = Arc::clone(&self.0).try_acquire_owned();
        entered.map_err(|_| ApiError::Busy { what: "checks", what_max: CHECKS_AT_ONCE_MAX })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: EnterpriseId = EnterpriseId(1);

    #[test]
    fn an_enterprise_takes_so_many_places_and_leaves_the_others_theirs() {
        let room = UploadRoom::default();
        let own: Vec<_> = (0..UPLOADS_PER_ENTERPRISE_AT_ONCE_MAX).map(|_| room.enter(OWN).unwrap()).collect();
        assert!(matches!(room.enter(OWN), Err(ApiError::Busy { .. })));
        assert!(room.enter(EnterpriseId(2)).is_ok());
        drop(own);
        assert!(room.enter(OWN).is_ok());
        assert!(room.of_each().is_empty(), "who has left is not counted");
    }

    #[test]
    fn all_enterprises_together_take_so_many_places_and_no_more() {
        let room = UploadRoom::default();
        let of = |number: usize| EnterpriseId(u32::try_from(number).unwrap());
        let all: Vec<_> = (0..UPLOADS_AT_ONCE_MAX).map(|number| room.enter(of(number)).unwrap()).collect();
        assert!(matches!(room.enter(EnterpriseId(1_000)), Err(ApiError::Busy { .. })));
        drop(all);
        assert!(room.enter(EnterpriseId(1_000)).is_ok());
    }
}
