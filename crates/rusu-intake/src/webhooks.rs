//! The desk for webhooks: where an enterprise wants to be told what became of its deliveries, what is to be
//! told now, and the key that signs it.
//!
//! Owns: the platform's signing key, when a failed notification is tried again and when it is given up.
//! Refuses to know: how a notification is written and sent.

use std::sync::{Arc, OnceLock};

use ed25519_dalek::{Signer as _, SigningKey};
use jiff::SignedDuration;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{WEBHOOK_ATTEMPTS_MAX, WEBHOOKS_DUE_MAX};
use rusu_core::ports::{Chance, Clock, RegistryReader, StoreFault, WebhookWriter};
use rusu_core::submission::Receipt;
use rusu_core::webhook::{Webhook, WebhookUrl, WebhookUrlError};

/// The pause before the second attempt; each later one is twice as long.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(30);
/// The longest pause between two attempts.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(6);

/// Why a webhook was not set.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// A store failed.
    #[error(transparent)]
    Fault(#[from] StoreFault),
    /// The address cannot be used.
    #[error(transparent)]
    Url(#[from] WebhookUrlError),
}

/// One thing to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// The notification's number, the same at each attempt.
    pub id: u64,
    /// How often it was tried before.
    pub attempts: u32,
    /// Where.
    pub url: WebhookUrl,
    /// What.
    pub receipt: Receipt,
}

/// The desk. Methods block on the stores; call them where blocking is allowed.
pub struct WebhookDesk {
    store: Arc<dyn WebhookWriter>,
    registry: Arc<dyn RegistryReader>,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    key: OnceLock<SigningKey>,
}

impl WebhookDesk {
    /// Takes the ports.
    #[must_use]
    pub fn new(
        store: Arc<dyn WebhookWriter>,
        registry: Arc<dyn RegistryReader>,
        clock: Arc<dyn Clock>,
        chance: Arc<dyn Chance>,
    ) -> Self {
        Self { store, registry, clock, chance, key: OnceLock::new() }
    }

    /// Where an enterprise wants to be told.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn webhook(&self, enterprise: EnterpriseId) -> Result<Option<Webhook>, StoreFault> {
        self.store.webhook(enterprise)
    }

    /// Sets where an enterprise wants to be told.
    ///
    /// # Errors
    /// [`WebhookError`].
    pub fn set(&self, enterprise: EnterpriseId, url: &str) -> Result<Webhook, WebhookError> {
        let webhook = Webhook { enterprise, url: WebhookUrl::parse(url)?, created_at: self.clock.now() };
        self.store.set_webhook(enterprise, Some(&webhook))?;
        Ok(webhook)
    }

    /// Tells an enterprise nothing any more.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn remove(&self, enterprise: EnterpriseId) -> Result<(), StoreFault> {
        self.store.set_webhook(enterprise, None)
    }

    /// What is to be told now, the longest due first.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn due(&self) -> Result<Vec<Telling>, StoreFault> {
        let mut due = Vec::new();
        for notification in self.store.due_notifications(self.clock.now(), WEBHOOKS_DUE_MAX)? {
            let webhook = self.store.webhook(notification.enterprise)?;
            let receipt = self.registry.receipt(&notification.submission)?;
            match (webhook, receipt) {
                (Some(webhook), Some(receipt)) => due.push(Telling {
                    id: notification.id,
                    attempts: notification.attempts,
                    url: webhook.url,
                    receipt,
                }),
                _ => self.store.settle_notification(notification.id, None)?,
            }
        }
        Ok(due)
    }

    /// Notes how an attempt went: what was not heard is told again later, so often and no more.
    ///
    /// A crash before this tells it once more; its number says that it is the same.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn settle(&self, telling: &Telling, was_heard: bool) -> Result<(), StoreFault> {
        let attempts = telling.attempts + 1;
        let next =
            (!was_heard && attempts < WEBHOOK_ATTEMPTS_MAX).then(|| self.clock.now() + pause(attempts));
        if next.is_none() && !was_heard {
            tracing::warn!(submission = %telling.receipt.id, enterprise = %telling.receipt.enterprise,
                attempts, "an enterprise could not be told of a receipt");
        }
        self.store.settle_notification(telling.id, next)
    }

    /// The public half of the platform's key.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn public_key(&self) -> Result<[u8; 32], StoreFault> {
        Ok(self.key()?.verifying_key().to_bytes())
    }

    /// Signs with the platform's key (Ed25519, RFC 8032).
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn sign(&self, message: &[u8]) -> Result<[u8; 64], StoreFault> {
        Ok(self.key()?.sign(message).to_bytes())
    }

    /// Made at the first start and kept in the registry, so that every process signs with the same one.
    fn key(&self) -> Result<&SigningKey, StoreFault> {
        if let Some(known) = self.key.get() {
            return Ok(known);
        }
        let secret = self.store.webhook_secret(self.chance.bytes())?;
        Ok(self.key.get_or_init(|| SigningKey::from_bytes(&secret)))
    }
}

/// The pause behind so many attempts.
fn pause(attempts: u32) -> SignedDuration {
    let doubled = 1_i32.checked_shl(attempts.saturating_sub(1)).filter(|times| *times > 0);
    doubled
        .and_then(|times| FIRST_PAUSE.checked_mul(times))
        .map_or(LONGEST_PAUSE, |pause| pause.min(LONGEST_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let seconds: Vec<i64> =
            [1, 2, 3, 10, 11, 40].into_iter().map(|attempts| pause(attempts).as_secs()).collect();
        assert_eq!(seconds, [30, 60, 120, 15_360, 21_600, 21_600]);
    }
}
