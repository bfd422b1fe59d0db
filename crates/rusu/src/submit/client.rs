//! The enterprise's endpoints, as a client sees them.

use std::io::Read;
use std::time::Duration;

use anyhow::Context as _;
use rusu_core::lot::ContentHash;
use rusu_core::signature::{ContentDigest, DigestAlgorithm};
use rusu_core::submission::{AcceptMode, RowCounts};
use rusu_intake::{SecretKey, body_digest};
use serde::Deserialize;

use super::show::{ReceiptView, RejectionView};
use crate::clock::{SystemChance, SystemClock};
use crate::package::Package;
use crate::signing::{SignedBody, Unsigned, signed_headers};

/// Most bytes of an answer; the rejections that a platform keeps fit well.
const ANSWER_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// The media type of a delivery: the platform looks at the bytes.
const DELIVERY_MEDIA: &str = "application/octet-stream";

/// What became of sending.
pub(crate) enum Sent {
    /// Durable at the platform, under this id.
    Accepted(String),
    /// Not now.
    Later(Duration),
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// When it is worth trying again, if the platform told.
    pub(crate) after: Option<Duration>,
    pub(crate) text: String,
}

impl Answer {
    /// Whether the same request would be answered so again, however often it is tried.
    pub(crate) fn is_final(&self) -> bool {
        (400..500).contains(&self.status) && !matches!(self.status, 408 | 429)
    }

    /// What the text says.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self) -> anyhow::Result<T> {
        serde_json::from_str(&self.text).context("the platform's answer cannot be understood")
    }
}

/// A platform, seen by one enterprise.
pub(crate) struct Client {
    agent: ureq::Agent,
    server: String,
    proof: Proof,
    /// The subsidiary for which a group acts.
    acts_for: Option<u32>,
}

/// What a client proves itself with: an enterprise's, and the operator's too.
pub(crate) enum Proof {
    /// A bearer key.
    Bearer(String),
    /// The enterprise's private key.
    Signature(SecretKey),
}

impl Proof {
    /// The headers that prove who asks, for this one request.
    pub(crate) fn headers(&self, request: &Unsigned<'_>) -> anyhow::Result<Vec<(&'static str, String)>> {
        match self {
            Self::Bearer(key) => Ok(vec![("authorization", format!("Bearer {key}"))]),
            Self::Signature(key) => signed_headers(key, request, &SystemClock, &SystemChance),
        }
    }
}

impl Client {
    pub(crate) fn new(server: &str, proof: Proof, acts_for: Option<u32>) -> Self {
        Self { agent: agent(), server: server.to_owned(), proof, acts_for }
    }

    /// The whole address of a path, with or without a query.
    fn url(&self, path: &str) -> String {
        let server = &self.server;
        let joint = if path.contains('?') { '&' } else { '?' };
        match self.acts_for {
            Some(enterprise) => format!("{server}{path}{joint}enterprise={enterprise}"),
            None => format!("{server}{path}"),
        }
    }

    /// The platform's address.
    pub(crate) fn server(&self) -> &str {
        &self.server
    }

    /// One request with a body that is held whole, and its answer, whatever it is.
    pub(crate) fn exchange(
        &self,
        method: &'static str,
        path: &str,
        content_type: &'static str,
        body: &[u8],
    ) -> anyhow::Result<Answer> {
        let url = self.url(path);
        let signed =
            (!body.is_empty()).then(|| SignedBody { media_type: content_type, digest: body_digest(body) });
        let proved = Unsigned { method, url: &url, body: signed, idempotency_key: None };
        let request = if method == "PUT" { self.agent.put(&url) } else { self.agent.post(&url) };
        let mut request = request.header("Content-Type", content_type);
        // Made anew for every attempt: a signature is good once.
        for (name, value) in self.proof.headers(&proved)? {
            request = request.header(name, value);
        }
        let mut response =
            request.send(body).with_context(|| format!("{} cannot be reached", self.server))?;
        let status = response.status().as_u16();
        let after = response.headers().get("Retry-After").and_then(|value| value.to_str().ok()?.parse().ok());
        Ok(Answer { status, after: after.map(Duration::from_secs), text: read(&mut response)? })
    }

    /// Sends a delivery.
    pub(crate) fn send(
        &self,
        package: &Package,
        body: &mut dyn Read,
        idempotency_key: &str,
        mode: AcceptMode,
    ) -> anyhow::Result<Sent> {
        let name = percent_encoded(&package.name);
        let url = self.url(&format!("/api/v1/submissions?file_name={name}&mode={}", mode.as_str()));
        let digest = ContentHash::from_hex(&package.hash).context("the delivery has no hash")?;
        let signed = SignedBody {
            media_type: DELIVERY_MEDIA,
            digest: ContentDigest { algorithm: DigestAlgorithm::Sha256, value: digest.0 },
        };
        let idempotency = Some(idempotency_key);
        let proved = Unsigned { method: "POST", url: &url, body: Some(signed), idempotency_key: idempotency };
        let mut request = self
            .agent
            .post(&url)
            .header("Idempotency-Key", idempotency_key)
            .header("Content-Type", DELIVERY_MEDIA)
            .header("Content-Length", package.bytes.to_string());
        for (name, value) in self.proof.headers(&proved)? {
            request = request.header(name, value);
        }
        let response = request.send(ureq::SendBody::from_reader(body));
        let mut response = response.with_context(|| format!("{} cannot be reached", self.server))?;
        let status = response.status().as_u16();
        if matches!(status, 429 | 503) {
            let after =
                response.headers().get("Retry-After").and_then(|value| value.to_str().ok()?.parse().ok());
            return Ok(Sent::Later(Duration::from_secs(after.unwrap_or(2_u64).clamp(1, 60))));
        }
        let text = read(&mut response)?;
        if !(200..300).contains(&status) {
            return Err(problem(status, &text));
        }
        let receipt: WireReceipt =
            serde_json::from_str(&text).context("the platform's receipt cannot be read")?;
        Ok(Sent::Accepted(receipt.id))
    }

    /// The receipt of a submission.
    pub(crate) fn receipt(&self, id: &str) -> anyhow::Result<ReceiptView> {
        let text = self.get(&format!("/api/v1/submissions/{id}"))?;
        let receipt: WireReceipt =
            serde_json::from_str(&text).context("the platform's receipt cannot be read")?;
        Ok(receipt.into())
    }

    /// The same as the platform wrote it.
    pub(crate) fn receipt_json(&self, id: &str) -> anyhow::Result<String> {
        self.get(&format!("/api/v1/submissions/{id}"))
    }

    /// The rejections of a submission.
    pub(crate) fn rejections(&self, id: &str) -> anyhow::Result<Vec<RejectionView>> {
        let text = self.get(&format!("/api/v1/submissions/{id}/rejections"))?;
        let rejections: WireRejections =
            serde_json::from_str(&text).context("the platform's rejections cannot be read")?;
        Ok(rejections.rejections.into_iter().map(RejectionView::from).collect())
    }

    /// The same as a CSV for a spreadsheet.
    pub(crate) fn rejections_csv(&self, id: &str) -> anyhow::Result<Vec<u8>> {
        Ok(self.get(&format!("/api/v1/submissions/{id}/rejections.csv"))?.into_bytes())
    }

    fn get(&self, path: &str) -> anyhow::Result<String> {
        let url = self.url(path);
        let proved = Unsigned { method: "GET", url: &url, body: None, idempotency_key: None };
        let mut request = self.agent.get(&url);
        for (name, value) in self.proof.headers(&proved)? {
            request = request.header(name, value);
        }
        let mut response = request.call().with_context(|| format!("{} cannot be reached", self.server))?;
        let status = response.status().as_u16();
        let text = read(&mut response)?;
        if status == 200 { Ok(text) } else { Err(problem(status, &text)) }
    }
}

/// How every command speaks to a platform: each status is an answer.
pub(crate) fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_connect(Some(Duration::from_secs(15)))
        .timeout_recv_response(Some(Duration::from_secs(120)))
        .user_agent(concat!("rusu/", env!("CARGO_PKG_VERSION")))
        .build()
        .into()
}

/// The whole answer.
pub(crate) fn read(response: &mut ureq::http::Response<ureq::Body>) -> anyhow::Result<String> {
    let body = response.body_mut().with_config().limit(ANSWER_BYTES_MAX);
    body.read_to_string().context("the platform's answer cannot be read")
}

/// The platform said no.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: u16,
    said: String,
}

impl Refusal {
    /// Whether it is the delivery that is refused, and not the sender or the moment.
    pub(crate) fn is_of_the_delivery(&self) -> bool {
        matches!(self.status, 400 | 413 | 415 | 422)
    }

    /// Whether the same command would be refused again, however often it is tried.
    pub(crate) fn is_final(&self) -> bool {
        (400..500).contains(&self.status) && !matches!(self.status, 408 | 429)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.said)
    }
}

impl std::error::Error for Refusal {}

/// What a problem document says, or what can be said without one.
pub(crate) fn problem(status: u16, text: &str) -> anyhow::Error {
    let Ok(problem) = serde_json::from_str::<WireProblem>(text) else {
        return Refusal { status, said: format!("the platform answered with status {status}") }.into();
    };
    let texts = [problem.title, problem.detail, problem.title_en, problem.detail_en];
    let texts: Vec<String> = texts.into_iter().flatten().collect();
    let code = problem.code.unwrap_or_default();
    let said = format!("the platform answered {status} {code}: {}", texts.join("; "));
    Refusal { status, said }.into()
}

#[derive(Deserialize)]
struct WireProblem {
    code: Option<String>,
    title: Option<String>,
    title_en: Option<String>,
    detail: Option<String>,
    detail_en: Option<String>,
}

#[derive(Deserialize)]
struct WireReceipt {
    id: String,
    state: String,
    #[serde(default)]
    counts: WireCounts,
    #[serde(default)]
    lots: Vec<WireLot>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WireCounts {
    total: u64,
    accepted: u64,
    rejected: u64,
    duplicate: u64,
    warnings: u64,
}

#[derive(Deserialize)]
struct WireLot {
    number: String,
    result: String,
    #[serde(default)]
    units: u64,
}

impl From<WireReceipt> for ReceiptView {
    fn from(wire: WireReceipt) -> Self {
        let WireCounts { total, accepted, rejected, duplicate, warnings } = wire.counts;
        Self {
            id: wire.id,
            state: wire.state,
            counts: RowCounts { total, accepted, rejected, duplicate, warnings },
            lots: wire.lots.into_iter().map(|lot| (lot.number, lot.result, lot.units)).collect(),
        }
    }
}

#[derive(Deserialize)]
struct WireRejections {
    rejections: Vec<WireRejection>,
}

/// A refused or remarked row.
#[derive(Deserialize)]
pub(crate) struct WireRejection {
    rule: String,
    severity: String,
    value: String,
    place: WirePlace,
    message: WireText,
    remedy: WireText,
}

#[derive(Deserialize)]
struct WirePlace {
    file: String,
    sheet: Option<String>,
    row: Option<u64>,
    column: Option<String>,
}

#[derive(Deserialize)]
struct WireText {
    zh: String,
    en: String,
}

impl From<WireRejection> for RejectionView {
    fn from(wire: WireRejection) -> Self {
        let WirePlace { file, sheet, row, column } = wire.place;
        let is_error = wire.severity != "warning";
        let message = [wire.message.zh, wire.message.en];
        let remedy = [wire.remedy.zh, wire.remedy.en];
        Self { file, sheet, row, column, rule: wire.rule, is_error, value: wire.value, message, remedy }
    }
}

/// For a query: everything but unreserved characters encoded.
pub(crate) fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_is_encoded_for_a_query() {
        assert_eq!(percent_encoded("报 a&b.csv"), "%E6%8A%A5%20a%26b.csv");
    }

    #[test]
    fn a_refusal_is_final_unless_time_may_mend_it() {
        let refusal = |status| Refusal { status, said: String::new() };
        assert!([400, 401, 404, 413, 422].into_iter().all(|status| refusal(status).is_final()));
        assert!(![408, 429, 500, 503].into_iter().any(|status| refusal(status).is_final()));
    }

    #[test]
    fn a_problem_document_is_told_in_its_own_words() {
        let text = r#"{"code":"key_unknown","title":"密钥无效","detail":"no such key"}"#;
        assert_eq!(
            problem(401, text).to_string(),
            "the platform answered 401 key_unknown: 密钥无效; no such key"
        );
        assert_eq!(problem(502, "<html>").to_string(), "the platform answered with status 502");
    }
}
