//! How much an enterprise may have under way and deliver on one day.

use jiff::ToSpan as _;
use jiff::civil::Date;
use rusu_core::calendar::{china_day, china_time};
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{
    DELIVERED_BYTES_PER_DAY_MAX, DELIVERED_DAYS_KEPT, SUBMISSIONS_WAITING_PER_ENTERPRISE_MAX,
};
use rusu_core::ports::{DeliveryUse, StoreFault};
use rusu_core::submission::Receipt;

use super::{DeliveryDesk, DeliveryError};
use crate::delivery::{Delivery, Upload};

/// What an enterprise has used of what it may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Submissions that wait.
    pub waiting: u64,
    /// Most that may wait.
    pub waiting_max: u64,
    /// Bytes delivered today.
    pub bytes: u64,
    /// Most bytes of a day.
    pub bytes_max: u64,
    /// Seconds until the next day begins in China.
    pub seconds: u64,
}

impl DeliveryDesk {
    /// What an enterprise has used today.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn quota(&self, enterprise: EnterpriseId) -> Result<Quota, StoreFault> {
        let DeliveryUse { waiting, bytes } = self.store.delivery_use(enterprise, self.today())?;
        Ok(Quota {
            waiting,
            waiting_max: SUBMISSIONS_WAITING_PER_ENTERPRISE_MAX,
            bytes,
            bytes_max: DELIVERED_BYTES_PER_DAY_MAX,
            seconds: self.seconds_to_midnight(),
        })
    }

    /// Whether an enterprise may deliver so many bytes more.
    ///
    /// # Errors
    /// [`DeliveryError::QuotaWaiting`], [`DeliveryError::QuotaBytes`]; [`StoreFault`].
    pub fn admit(&self, enterprise: EnterpriseId, bytes: u64) -> Result<(), DeliveryError> {
        let quota = self.quota(enterprise)?;
        if quota.waiting >= quota.waiting_max {
            return Err(DeliveryError::QuotaWaiting { waiting: quota.waiting });
        }
        if quota.bytes.saturating_add(bytes) > quota.bytes_max {
            return Err(DeliveryError::QuotaBytes { bytes: quota.bytes, seconds: quota.seconds });
        }
        Ok(())
    }

    /// Receives a delivery that came in one piece, within the quota, and counts it.
    ///
    /// # Errors
    /// [`DeliveryError`].
    pub fn receive(&self, delivery: Delivery, upload: Upload) -> Result<Receipt, DeliveryError> {
        let (enterprise, bytes) = (delivery.enterprise, upload.bytes());
        self.admit(enterprise, bytes)?;
        let receipt = self.intake.receive(delivery, upload)?;
        self.count(enterprise, bytes);
        Ok(receipt)
    }

    pub(super) fn check_waiting(&self, enterprise: EnterpriseId) -> Result<(), DeliveryError> {
        self.admit(enterprise, 0)
    }

    /// What was acknowledged stays so, whether or not it could be counted.
    pub(super) fn count(&self, enterprise: EnterpriseId, bytes: u64) {
        let today = self.today();
        let keep_from = today.saturating_sub(DELIVERED_DAYS_KEPT.days());
        if let Err(error) = self.store.add_delivered(enterprise, today, bytes, keep_from) {
            tracing::warn!(%enterprise, bytes, %error, "a delivery was not counted");
        }
    }

    fn today(&self) -> Date {
        china_day(self.intake.clock.now())
    }

    fn seconds_to_midnight(&self) -> u64 {
        const A_DAY: i64 = 24 * 3_600;
        let time = china_time(self.intake.clock.now()).time();
        let passed =
            i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second());
        u64::try_from(A_DAY - passed).unwrap_or_default()
    }
}
