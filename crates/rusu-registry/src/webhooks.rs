//! The ports of webhooks.

use jiff::Timestamp;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::{StoreFault, WebhookReader, WebhookWriter};
use rusu_core::webhook::{Notification, Webhook};

use crate::SqlRegistry;
use crate::calls::{portal, webhooks};

impl WebhookReader for SqlRegistry {
    fn webhook(&self, enterprise: EnterpriseId) -> Result<Option<Webhook>, StoreFault> {
        self.read(async |db| webhooks::webhook(db, enterprise).await)
    }

    fn due_notifications(&self, now: Timestamp, limit: usize) -> Result<Vec<Notification>, StoreFault> {
        self.read(async |db| webhooks::due(db, now, limit).await)
    }
}

impl WebhookWriter for SqlRegistry {
    fn set_webhook(&self, enterprise: EnterpriseId, webhook: Option<&Webhook>) -> Result<(), StoreFault> {
        self.write(async |tx| webhooks::set(tx, enterprise, webhook).await)
    }

    fn settle_notification(&self, id: u64, next: Option<Timestamp>) -> Result<(), StoreFault> {
        self.write(async |tx| webhooks::settle(tx, id, next).await)
    }

    fn webhook_secret(&self, fresh: [u8; 32]) -> Result<[u8; 32], StoreFault> {
        match self.read(async |db| portal::secret(db, portal::WEBHOOK_SECRET).await)? {
            Some(stored) => Ok(stored),
            None => self.write(async |tx| portal::keep_secret(tx, portal::WEBHOOK_SECRET, fresh).await),
        }
    }
}
