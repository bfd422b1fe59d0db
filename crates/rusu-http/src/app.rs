//! What every handler is handed.

use std::sync::Arc;

use rusu_core::ports::{Clock, ObjectReader};
use rusu_intake::{AdmissionDesk, DeliveryDesk, Intake, PortalDesk, WebhookDesk, Worker};
use rusu_query::{Portal, Query};

use crate::api::recalls::RecallRoom;
use crate::metrics::Metrics;
use crate::rendered::Rendered;

/// The state of the router.
pub type AppState = Arc<App>;

/// What of a deployment the faces must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where the platform is reached from outside, without a slash at its end.
    pub public_url: String,
    /// Origins whose pages may show the small form in a frame, such as `https://www.gov.example`; checked.
    pub embed_origins: Vec<String>,
    /// The header in which a trusted proxy names the caller's address, in lower case; `None` trusts
    /// the connection alone.
    pub client_address_header: Option<String>,
    /// Whether sample data is served; every page says so.
    pub sample_data: bool,
    /// The version of the binary.
    pub version: &'static str,
}

/// Everything that the handlers call.
pub struct App {
    /// The read side.
    pub query: Arc<Query>,
    /// The write side.
    pub intake: Arc<Intake>,
    /// The desk for deliveries on their way in.
    pub deliveries: Arc<DeliveryDesk>,
    /// The desk for telling enterprises of receipts.
    pub webhooks: Arc<WebhookDesk>,
    /// What surrounds the answers.
    pub portal: Arc<Portal>,
    /// The desk for what the operator writes, and for complaints.
    pub operator: Arc<PortalDesk>,
    /// The desk for who is an enterprise, with which keys, and what it may do.
    pub admission: Arc<AdmissionDesk>,
    /// Recalls: the desk, and what is published of them.
    pub recalls: RecallRoom,
    /// The thread that processes submissions; `None` in tests that process by hand.
    pub worker: Option<Arc<Worker>>,
    /// Documents' bytes.
    pub objects: Arc<dyn ObjectReader>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The deployment.
    pub settings: Settings,
    /// Counters.
    pub metrics: Metrics,
    /// Lots as they are sent.
    pub rendered: Rendered,
}
