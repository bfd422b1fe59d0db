//! What the platform counts about itself, for Prometheus.
//!
//! Invariant: label sets are bounded. Routes are templates, methods and verdicts are from fixed
//! lists, and no label ever holds anything of a request's content.

use std::sync::atomic::Ordering;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use rusu_core::channel::Channel;
use rusu_core::verdict::Verdict;

/// Upper bounds in seconds: a look-up takes a millisecond, an upload minutes.
const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 5.0, 30.0, 300.0];

/// One kind of request.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct QueryLabels {
    verdict: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ChannelLabels {
    channel: &'static str,
}

/// Counters of one process.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Histogram, fn() -> Histogram>,
    queries: Family<QueryLabels, Counter>,
    channels: Family<ChannelLabels, Counter>,
    upload_bytes: Counter,
    scans_dropped: Counter,
    papers_ending: Gauge,
}

impl Metrics {
    /// Counters at zero, for a binary of this version.
    #[must_use]
    pub fn new(version: &'static str) -> Self {
        let requests: Family<RequestLabels, Histogram, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(SECONDS));
        let (queries, channels) = (Family::default(), Family::<ChannelLabels, Counter>::default());
        let (upload_bytes, scans_dropped) = (Counter::default(), Counter::default());
        let mut registry = Registry::default();
        registry.register(
            "rusu_http_request_duration_seconds",
            "Time until the head of the answer",
            requests.clone(),
        );
        registry.register("rusu_query", "Answered questions by verdict", queries.clone());
        registry.register("rusu_query_channel", "Counted questions by front door", channels.clone());
        registry.register("rusu_upload_bytes", "Bytes of deliveries that arrived", upload_bytes.clone());
        registry.register(
            "rusu_scans_dropped",
            "Scans that were not counted because of load or a failed write",
            scans_dropped.clone(),
        );
        let papers_ending: Gauge = Gauge::default();
        registry.register(
            "rusu_papers_ending",
            "Licences and certificates that end within 60 days or have ended",
            papers_ending.clone(),
        );
        registry.register("rusu_build", "The running binary", Info::new(vec![("version", version)]));
        Self { registry, requests, queries, channels, upload_bytes, scans_dropped, papers_ending }
    }

    /// Counts an answered question.
    pub fn count_query(&self, verdict: Verdict) {
        self.queries.get_or_create(&QueryLabels { verdict: verdict.as_str() }).inc();
    }

    /// Counts a question that was not asked again by the same person, by its front door.
    pub fn count_channel(&self, channel: Channel) {
        self.channels.get_or_create(&ChannelLabels { channel: channel.as_str() }).inc();
    }

    /// Counts bytes of a delivery.
    pub(crate) fn count_upload(&self, bytes: u64) {
        self.upload_bytes.inc_by(bytes);
    }

    /// Counts a request; `route` is a template.
    pub(crate) fn count_request(&self, route: &str, method: &'static str, status: u16, took: Duration) {
        let labels = RequestLabels { route: route.to_owned(), method, status };
        self.requests.get_or_create(&labels).observe(took.as_secs_f64());
    }

    /// Notes how many licences and certificates end soon.
    pub(crate) fn note_papers_ending(&self, count: u64) {
        self.papers_ending.set(i64::try_from(count).unwrap_or(i64::MAX));
    }

    /// Everything in the text format of OpenMetrics.
    pub(crate) fn encoded(&self, scans_dropped: u64) -> Result<String, std::fmt::Error> {
        // The tally counts for itself and only ever upwards; this is its latest number.
        self.scans_dropped.inner().fetch_max(scans_dropped, Ordering::Relaxed);
        let mut told = String::new();
        text::encode(&mut told, &self.registry)?;
        Ok(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_told_by_route_method_and_status() {
        let metrics = Metrics::new("1.2.3");
        metrics.count_request("/t/{code}", "GET", 200, Duration::from_millis(2));
        let told = metrics.encoded(0).unwrap();
        let wanted =
            r#"rusu_http_request_duration_seconds_count{route="/t/{code}",method="GET",status="200"} 1"#;
        assert!(told.contains(wanted), "{told}");
        assert!(told.contains(r#"rusu_build_info{version="1.2.3"} 1"#), "{told}");
    }

    #[test]
    fn a_question_is_counted_by_its_front_door() {
        let metrics = Metrics::new("0");
        metrics.count_channel(Channel::named("jd"));
        assert!(metrics.encoded(0).unwrap().contains(r#"rusu_query_channel_total{channel="jd"} 1"#));
    }

    #[test]
    fn dropped_scans_never_go_down() {
        let metrics = Metrics::new("0");
        assert!(metrics.encoded(7).unwrap().contains("rusu_scans_dropped_total 7"));
        assert!(metrics.encoded(3).unwrap().contains("rusu_scans_dropped_total 7"));
    }

    #[test]
    fn a_query_is_counted_by_its_verdict() {
        let metrics = Metrics::new("0");
        metrics.count_query(Verdict::NoRecord);
        assert!(metrics.encoded(0).unwrap().contains(r#"rusu_query_total{verdict="no_record"} 1"#));
    }
}
