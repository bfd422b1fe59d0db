//! The operator's endpoints, as a client sees them.

use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, bail};
use indicatif::ProgressBar;
use rusu_core::limits::PAGES_MAX;
use rusu_intake::body_digest;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ureq::http::{Method, Request};
use ureq::{AsSendBody, SendBody};

use crate::config::Config;
use crate::signing::{SignedBody, Unsigned};
use crate::submit::client::{Proof, agent, problem, read};
use crate::submit::proof;

/// Most bytes of a workbook that the platform gives.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// A platform, seen by its operator.
pub(super) struct Client {
    agent: ureq::Agent,
    server: String,
    proof: Proof,
}

impl Client {
    /// The platform and the key that the configuration names.
    ///
    /// # Errors
    /// If there is no key.
    pub(super) fn new(config: &Config) -> anyhow::Result<Self> {
        let key = config.operator_key.clone();
        let key = key.context("no key: say it with RUSU_OPERATOR_KEY or in the configuration file")?;
        Ok(Self { agent: agent(), server: config.server.clone(), proof: Proof::Bearer(key) })
    }

    /// The platform, seen by an enterprise that signs or has a key.
    ///
    /// # Errors
    /// If there is no key.
    pub(super) fn of_enterprise(config: &Config) -> anyhow::Result<Self> {
        let proof = proof(config).context("the operator's key, RUSU_OPERATOR_KEY, is not given, and")?;
        Ok(Self { agent: agent(), server: config.server.clone(), proof })
    }

    /// An answer in JSON.
    pub(super) fn get<T: DeserializeOwned>(&self, path: &str) -> anyhow::Result<T> {
        let text = read(&mut self.call(self.request(Method::GET, path, None)?.body(())?)?)?;
        serde_json::from_str(&text).context("the platform's answer cannot be read")
    }

    /// A file.
    pub(super) fn get_file(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        let mut response = self.call(self.request(Method::GET, path, None)?.body(())?)?;
        let body = response.body_mut().with_config().limit(FILE_BYTES_MAX);
        body.read_to_vec().context("the platform's answer cannot be read")
    }

    /// Sends JSON and tells the answer; `null` if there is none.
    pub(super) fn send(&self, method: Method, path: &str, body: &impl Serialize) -> anyhow::Result<Value> {
        let body = serde_json::to_string(body)?;
        let request = self.request(method, path, signed("application/json", &body))?;
        json(&read(&mut self.call(request.body(body)?)?)?)
    }

    /// Sends a text as it is.
    pub(super) fn send_text(&self, method: Method, path: &str, text: String) -> anyhow::Result<Value> {
        let request = self.request(method, path, signed("text/plain; charset=utf-8", &text))?;
        json(&read(&mut self.call(request.body(text)?)?)?)
    }

    /// Sends a file and tells the answer; a file beyond the platform's limit is not sent at all.
    pub(super) fn send_file(
        &self,
        method: Method,
        path: &str,
        file: &Path,
        bytes_max: u64,
    ) -> anyhow::Result<Value> {
        let shown = file.display();
        let opened = File::open(file).with_context(|| format!("{shown} cannot be opened"))?;
        let bytes = opened.metadata().with_context(|| format!("{shown} cannot be read"))?.len();
        if bytes > bytes_max {
            bail!(super::NotSent(format!("{shown} has {bytes} bytes, limit is {bytes_max}")));
        }
        let bar = ProgressBar::new(bytes);
        // Only the operator sends files, who signs nothing: a digest would need the file twice.
        let request = self
            .request(method, path, None)?
            .header("Content-Type", media_type(file))
            .header("Content-Length", bytes.to_string())
            // A refusal of the key or the address comes before the body is sent.
            .header("Expect", "100-continue");
        let body = SendBody::from_owned_reader(bar.wrap_read(opened));
        let response = self.call(request.body(body)?);
        bar.finish_and_clear();
        json(&read(&mut response?)?)
    }

    /// Deletes something.
    pub(super) fn delete(&self, path: &str) -> anyhow::Result<()> {
        self.call(self.request(Method::DELETE, path, None)?.body(())?).map(drop)
    }

    /// Every entry of a list that comes in pages: `path` ends where the page's number belongs.
    pub(super) fn pages<T>(
        &self,
        path: &str,
        mut each: impl FnMut(T) -> anyhow::Result<bool>,
    ) -> anyhow::Result<()>
    where
        T: DeserializeOwned,
    {
        for number in 1..=PAGES_MAX {
            if !each(self.get(&format!("{path}page={number}"))?)? {
                return Ok(());
            }
        }
        Ok(())
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        body: Option<SignedBody<'_>>,
    ) -> anyhow::Result<ureq::http::request::Builder> {
        let url = format!("{}{path}", self.server);
        let mut request = Request::builder().method(method.clone()).uri(&url);
        if let Some(body) = &body {
            request = request.header("Content-Type", body.media_type);
        }
        let unsigned = Unsigned { method: method.as_str(), url: &url, body, idempotency_key: None };
        for (name, value) in self.proof.headers(&unsigned)? {
            request = request.header(name, value);
        }
        Ok(request)
    }

    fn call(&self, request: Request<impl AsSendBody>) -> anyhow::Result<ureq::http::Response<ureq::Body>> {
        let response = self.agent.run(request);
        let mut response = response.with_context(|| format!("{} cannot be reached", self.server))?;
        let status = response.status().as_u16();
        if (200..300).contains(&status) {
            return Ok(response);
        }
        Err(problem(status, &read(&mut response)?))
    }
}

fn signed<'a>(media_type: &'a str, body: &str) -> Option<SignedBody<'a>> {
    Some(SignedBody { media_type, digest: body_digest(body.as_bytes()) })
}

fn json(text: &str) -> anyhow::Result<Value> {
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(text).context("the platform's answer cannot be read")
}

/// The media type that a file's name promises; the platform looks at the bytes.
fn media_type(file: &Path) -> &'static str {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match extension.to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "csv" => "text/csv",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}
