//! Webhooks in memory.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::{StoreFault, WebhookReader, WebhookWriter};
use rusu_core::submission::SubmissionId;
use rusu_core::webhook::{Notification, Webhook};

use super::MemoryRegistry;

#[derive(Debug, Default)]
pub(super) struct WebhookState {
    webhooks: BTreeMap<EnterpriseId, Webhook>,
    notifications: BTreeMap<u64, Notification>,
    last: u64,
    secret: Option<[u8; 32]>,
}

impl WebhookState {
    /// Leaves a notification of a submission that has just ended, if its enterprise has a webhook.
    pub(super) fn notify(&mut self, enterprise: EnterpriseId, submission: &SubmissionId, at: Timestamp) {
        if self.webhooks.contains_key(&enterprise) {
            self.last += 1;
            let (id, submission) = (self.last, submission.clone());
            let notification = Notification { id, enterprise, submission, attempts: 0, due_at: at };
            self.notifications.insert(id, notification);
        }
    }
}

impl WebhookReader for MemoryRegistry {
    fn webhook(&self, enterprise: EnterpriseId) -> Result<Option<Webhook>, StoreFault> {
        Ok(self.state().webhooks.webhooks.get(&enterprise).cloned())
    }

    fn due_notifications(&self, now: Timestamp, limit: usize) -> Result<Vec<Notification>, StoreFault> {
        let state = self.state();
        let due = state.webhooks.notifications.values().filter(|notification| notification.due_at <= now);
        let mut due: Vec<Notification> = due.cloned().collect();
        due.sort_by_key(|notification| (notification.due_at, notification.id));
        due.truncate(limit);
        Ok(due)
    }
}

impl WebhookWriter for MemoryRegistry {
    fn set_webhook(&self, enterprise: EnterpriseId, webhook: Option<&Webhook>) -> Result<(), StoreFault> {
        let mut state = self.state();
        state.check_enterprise(enterprise)?;
        match webhook {
            Some(webhook) => {
                state.webhooks.webhooks.insert(enterprise, webhook.clone());
            }
            None => {
                state.webhooks.webhooks.remove(&enterprise);
                state.webhooks.notifications.retain(|_, notification| notification.enterprise != enterprise);
            }
        }
        Ok(())
    }

    fn settle_notification(&self, id: u64, next: Option<Timestamp>) -> Result<(), StoreFault> {
        let mut state = self.state();
        match (state.webhooks.notifications.get_mut(&id), next) {
            (Some(notification), Some(next)) => {
                notification.attempts += 1;
                notification.due_at = next;
            }
            (Some(_), None) => {
                state.webhooks.notifications.remove(&id);
            }
            (None, _) => {}
        }
        Ok(())
    }

    fn webhook_secret(&self, fresh: [u8; 32]) -> Result<[u8; 32], StoreFault> {
        Ok(*self.state().webhooks.secret.get_or_insert(fresh))
    }
}
