//! An enterprise's own program that signs what it asks, without the `rusu` client.

use std::path::Path;

use rusu_core::signature::{Component, SignatureInput, SignedMessage, to_base64};
use rusu_intake::{SecretKey, body_digest};
use serde_json::Value;

use super::agent;

/// A key, and the platform as people know it.
pub struct Signer {
    key: SecretKey,
    url: String,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub version: String,
    pub body: Value,
}

impl Signer {
    pub fn read(file: &Path, url: &str) -> Self {
        let key = SecretKey::from_pem(&std::fs::read_to_string(file).unwrap()).unwrap();
        Self { key, url: url.to_owned() }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &Value::Null, None)
    }

    /// Must succeed.
    pub fn done(&self, method: &str, path: &str, body: &Value, version: Option<&str>) -> Value {
        let answer = self.ask(method, path, body, version);
        assert!((200..300).contains(&answer.status), "{method} {path}: {}", answer.body);
        answer.body
    }

    #[expect(clippy::disallowed_methods, reason = "the server that is asked reads the real clock too")]
    fn now() -> i64 {
        jiff::Timestamp::now().as_second()
    }

    pub fn ask(&self, method: &str, path: &str, body: &Value, version: Option<&str>) -> Answer {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let mut headers = self.sign(method, path, &text);
        headers.extend(version.map(|version| ("if-match", version.to_owned())));
        send(&format!("{}{path}", self.url), method, &headers, text)
    }

    /// The headers of a signed request, with those that belong to its body.
    pub fn sign(&self, method: &str, path: &str, text: &str) -> Vec<(&'static str, String)> {
        let target_uri = format!("{}{path}", self.url);
        let mut components = vec![Component::Method, Component::TargetUri];
        let mut headers = Vec::new();
        if !text.is_empty() {
            components.extend([Component::ContentDigest, Component::ContentType]);
            headers.push(("content-digest", body_digest(text.as_bytes()).to_string()));
            headers.push(("content-type", "application/json".to_owned()));
        }
        let mut nonce = [0; 32];
        getrandom::fill(&mut nonce).unwrap();
        let (id, algorithm) = (self.key.id(), self.key.algorithm());
        let input = SignatureInput::new(components, Self::now(), to_base64(&nonce), &id, algorithm);
        let header =
            |name: &str| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        let base = input.base(&SignedMessage { method, target_uri: &target_uri, header: &header }).unwrap();
        let signature = self.key.sign(base.as_bytes()).unwrap();
        headers.push(("signature-input", format!("sig1={}", input.parameters())));
        headers.push(("signature", format!("sig1=:{}:", to_base64(&signature))));
        headers
    }
}

/// Sends a request as it is, to whichever server.
pub fn send(url: &str, method: &str, headers: &[(&'static str, String)], body: String) -> Answer {
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    let mut response = agent().run(request.body(body).unwrap()).unwrap();
    let version = response.headers().get("etag").map_or("", |tag| tag.to_str().unwrap()).to_owned();
    let status = response.status().as_u16();
    let said = response.body_mut().read_to_string().unwrap();
    let said = if said.is_empty() { "null" } else { &said };
    let body = serde_json::from_str(said).unwrap_or_else(|_| panic!("{status} {said}"));
    Answer { status, version, body }
}
