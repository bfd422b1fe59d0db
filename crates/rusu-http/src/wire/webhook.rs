//! Webhooks on the wire.

use rusu_core::webhook::Webhook;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::moment;

/// Where an enterprise wants to be told.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookDraftBody {
    /// An https address with a public host.
    #[schema(example = "https://hooks.example.com/rusu")]
    pub url: String,
}

/// Where an enterprise is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WebhookBody {
    /// The address.
    pub url: String,
    /// Since when.
    #[schema(format = DateTime)]
    pub created_at: String,
}

impl From<&Webhook> for WebhookBody {
    fn from(webhook: &Webhook) -> Self {
        Self { url: webhook.url.as_str().to_owned(), created_at: moment(webhook.created_at) }
    }
}

/// The public half of the key that signs posted receipts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct WebhookKeyBody {
    /// How signatures name it.
    #[schema(example = "rusu-webhook")]
    pub keyid: &'static str,
    /// `ed25519`.
    #[schema(example = "ed25519")]
    pub alg: &'static str,
    /// Its 32 bytes in base64.
    pub public_key: String,
}
