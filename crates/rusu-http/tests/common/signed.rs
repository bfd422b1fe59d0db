//! Requests signed as an enterprise's own program would.

use axum::body::Body;
use axum::http::Request;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::Chance as _;
use rusu_core::ports::Clock as _;
use rusu_core::signature::{
    Component, SignatureAlgorithm, SignatureInput, SignedMessage, SigningKey, to_base64,
};
use rusu_intake::{RawKey, SecretKey, body_digest};
use rusu_testkit::builders::SeededChance;

use super::{PUBLIC_URL, Reply, TestApp};

/// What signs, and what a test may do wrong.
pub struct Signer {
    pub key: SecretKey,
    pub chance: SeededChance,
    /// Seconds by which its clock is ahead.
    pub ahead: i64,
    /// Says another algorithm than the key's.
    pub algorithm: Option<SignatureAlgorithm>,
    /// Signs for another address than the platform's.
    pub public_url: String,
    /// Always the same nonce.
    pub nonce: Option<String>,
    /// Leaves this out of what is covered.
    pub uncovered: Option<Component>,
    /// A header that is changed once the request is signed.
    pub changed: Option<(&'static str, String)>,
}

impl Signer {
    pub fn new(algorithm: SignatureAlgorithm, seed: u64) -> Self {
        let chance = SeededChance::new(seed);
        let key = SecretKey::generate(algorithm, &chance).unwrap();
        let public_url = PUBLIC_URL.to_owned();
        let (algorithm, nonce, uncovered, changed) = (None, None, None, None);
        Self { key, chance, ahead: 0, algorithm, public_url, nonce, uncovered, changed }
    }

    /// Registered for an enterprise.
    pub fn of(app: &TestApp, enterprise: EnterpriseId, seed: u64) -> Self {
        let signer = Self::new(SignatureAlgorithm::Ed25519, seed);
        signer.register(app, enterprise);
        signer
    }

    pub fn register(&self, app: &TestApp, enterprise: EnterpriseId) -> SigningKey {
        app.admission.register_key(enterprise, &self.raw(), "test").unwrap()
    }

    pub fn raw(&self) -> RawKey {
        let algorithm = self.key.algorithm().as_str().to_owned();
        RawKey { algorithm, public_key: to_base64(&self.key.public_key()) }
    }

    pub fn id(&self) -> String {
        self.key.id().to_string()
    }

    /// A signed request that can be sent.
    pub fn request(&self, app: &TestApp, method: &str, path: &str, body: &[u8]) -> Request<Body> {
        let mut headers = Vec::new();
        let mut components = vec![Component::Method, Component::TargetUri];
        if !body.is_empty() {
            headers.push(("content-digest", body_digest(body).to_string()));
            headers.push(("content-type", "application/octet-stream".to_owned()));
            components.extend([Component::ContentDigest, Component::ContentType]);
        }
        components.retain(|component| Some(*component) != self.uncovered);
        let nonce = self.nonce.clone().unwrap_or_else(|| to_base64(&self.chance.bytes()));
        let algorithm = self.algorithm.unwrap_or(self.key.algorithm());
        let created = app.clock.now().as_second() + self.ahead;
        let input = SignatureInput::new(components, created, nonce, &self.key.id(), algorithm);
        let known = headers.clone();
        let header =
            |name: &str| known.iter().find(|(header, _)| *header == name).map(|(_, value)| value.clone());
        let target_uri = format!("{}{path}", self.public_url);
        let message = SignedMessage { method, target_uri: &target_uri, header: &header };
        let signature = self.key.sign(input.base(&message).unwrap().as_bytes()).unwrap();
        headers.push(("signature-input", format!("sig1={}", input.parameters())));
        headers.push(("signature", format!("sig1=:{}:", to_base64(&signature))));
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            let changed = self.changed.as_ref().filter(|(header, _)| *header == name);
            request = request.header(name, changed.map_or(value, |(_, changed)| changed.clone()));
        }
        request.body(Body::from(body.to_vec())).unwrap()
    }

    pub async fn send(&self, app: &TestApp, method: &str, path: &str, body: &[u8]) -> Reply {
        app.send(self.request(app, method, path, body)).await
    }

    pub async fn get(&self, app: &TestApp, path: &str) -> Reply {
        self.send(app, "GET", path, &[]).await
    }
}
