//! What every handler is handed.

use std::sync::Arc;

use rusu_core::ports::{Clock, ObjectReader};
use rusu_intake::{Intake, Worker};
use rusu_query::Query;

use crate::metrics::Metrics;

/// The state of the router.
pub type AppState = Arc<App>;

/// What of a deployment the faces must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where the platform is reached from outside, without a slash at its end.
    pub public_url: String,
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
}
