//! The watch over licences and certificates that end.

use rusu_core::admission::{EndingPaper, ending_papers};
use rusu_core::calendar::china_day;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::PAPER_WATCH_DAYS_MAX;
use rusu_core::ports::StoreFault;

use super::AdmissionDesk;

impl AdmissionDesk {
    /// Papers of one enterprise or of all that end within so many days or have ended, the earliest first.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn ending_papers(
        &self,
        enterprise: Option<EnterpriseId>,
        days: i32,
    ) -> Result<Vec<EndingPaper>, StoreFault> {
        let days = days.clamp(0, PAPER_WATCH_DAYS_MAX);
        let today = china_day(self.clock.now());
        let watched = match enterprise {
            Some(id) => self.registry.enterprise(id)?.into_iter().collect(),
            None => self.registry.enterprises()?,
        };
        let mut ending = Vec::new();
        for enterprise in &watched {
            let sites = self.registry.sites(enterprise.id)?;
            ending.extend(ending_papers(enterprise, &sites, today, days));
        }
        ending.sort_by_key(|paper| (paper.valid_to, paper.enterprise, paper.kind));
        Ok(ending)
    }
}
