//! The registry's ports for telling enterprises what became of their deliveries.

use jiff::Timestamp;

use super::StoreFault;
use crate::enterprise::EnterpriseId;
use crate::webhook::{Notification, Webhook};

/// Reading whom to tell what.
pub trait WebhookReader: Send + Sync {
    /// Where an enterprise wants to be told.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn webhook(&self, enterprise: EnterpriseId) -> Result<Option<Webhook>, StoreFault>;

    /// Notifications that are due at `now`, the longest due first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn due_notifications(&self, now: Timestamp, limit: usize) -> Result<Vec<Notification>, StoreFault>;
}

/// Writing whom to tell what. Only `rusu-intake` is handed this port.
///
/// A notification comes into being with the final outcome of a submission, in the same transaction, if
/// the enterprise has a webhook then.
pub trait WebhookWriter: WebhookReader {
    /// Sets or removes where an enterprise wants to be told. Removing drops what is still to be told.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn set_webhook(&self, enterprise: EnterpriseId, webhook: Option<&Webhook>) -> Result<(), StoreFault>;

    /// Notes that a notification failed once more and is to be tried later, or, without a moment, that it
    /// is over. One that does not exist is left so.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn settle_notification(&self, id: u64, next: Option<Timestamp>) -> Result<(), StoreFault>;

    /// The secret of the key with which notifications are signed: the stored one, or `fresh`, which is
    /// then stored.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn webhook_secret(&self, fresh: [u8; 32]) -> Result<[u8; 32], StoreFault>;
}
