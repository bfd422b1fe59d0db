//! Signing at the enterprise: `rusu keygen`, and the headers of a signed request.
//!
//! Invariant: a private key is read from a file that its owner named, and goes nowhere else.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::Context as _;
use rusu_core::ports::{Chance, Clock};
use rusu_core::signature::{Component, ContentDigest, SignatureInput, SignedMessage, to_base64};
use rusu_intake::{SecretKey, public_key_pem};

use crate::Ending;
use crate::clock::SystemChance;
use crate::operate::commands::Keygen;
use crate::words::both;

/// `rusu keygen`: writes a new private key and, beside it, the public one.
pub(crate) fn keygen(command: &Keygen) -> anyhow::Result<Ending> {
    let key = SecretKey::generate(command.algorithm.algorithm(), &SystemChance);
    let key = key.context("chance gave no key")?;
    write_new(&command.file, key.to_pem().as_bytes(), 0o600)?;
    let public = command.file.with_added_extension("pub");
    let pem = public_key_pem(key.algorithm(), &key.public_key());
    write_new(&public, pem.as_bytes(), 0o644)?;
    println!("{}", key.id());
    let (file, public) = (command.file.display().to_string(), public.display().to_string());
    eprintln!("{}", both("command-key-made", &[("file", (&file).into()), ("public", (&public).into())]));
    Ok(Ending::Good)
}

/// Writes a file that must not be there yet: a key that is overwritten is lost.
fn write_new(path: &Path, content: &[u8], mode: u32) -> anyhow::Result<()> {
    let shown = path.display();
    let file = std::fs::File::options().create_new(true).write(true).mode(mode).open(path);
    let mut file = file.with_context(|| format!("{shown} cannot be made"))?;
    file.write_all(content)
        .and_then(|()| file.sync_all())
        .with_context(|| format!("{shown} cannot be written"))
}

/// Reads a private key's file.
pub(crate) fn read_key(path: &Path) -> anyhow::Result<SecretKey> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("{shown} cannot be read"))?;
    SecretKey::from_pem(&text)
        .with_context(|| format!("{shown} holds no private key as rusu keygen or OpenSSL writes it"))
}

/// A request that is to be signed.
pub(crate) struct Unsigned<'a> {
    pub(crate) method: &'a str,
    /// The whole address, as people know the platform.
    pub(crate) url: &'a str,
    pub(crate) body: Option<SignedBody<'a>>,
    pub(crate) idempotency_key: Option<&'a str>,
}

/// What is signed of a body.
pub(crate) struct SignedBody<'a> {
    pub(crate) media_type: &'a str,
    pub(crate) digest: ContentDigest,
}

/// The headers that make a request a signed one: `Content-Digest` where there is a body,
/// `Signature-Input` and `Signature`.
pub(crate) fn signed_headers(
    key: &SecretKey,
    request: &Unsigned<'_>,
    clock: &dyn Clock,
    chance: &dyn Chance,
) -> anyhow::Result<Vec<(&'static str, String)>> {
    let mut components = vec![Component::Method, Component::TargetUri];
    let mut headers: Vec<(&'static str, String)> = Vec::new();
    if let Some(body) = &request.body {
        components.extend([Component::ContentDigest, Component::ContentType]);
        headers.push(("content-digest", body.digest.to_string()));
    }
    components.extend(request.idempotency_key.map(|_| Component::IdempotencyKey));
    let nonce = to_base64(&chance.bytes());
    let created = clock.now().as_second();
    let input = SignatureInput::new(components, created, nonce, &key.id(), key.algorithm());
    let header = |name: &str| match name {
        "content-type" => request.body.as_ref().map(|body| body.media_type.to_owned()),
        "content-digest" => request.body.as_ref().map(|body| body.digest.to_string()),
        "idempotency-key" => request.idempotency_key.map(str::to_owned),
        _ => None,
    };
    let base =
        input.base(&SignedMessage { method: request.method, target_uri: request.url, header: &header })?;
    let signature = key.sign(base.as_bytes()).context("the request cannot be signed")?;
    let label = &input.label;
    headers.push(("signature-input", format!("{label}={}", input.parameters())));
    headers.push(("signature", format!("{label}=:{}:", to_base64(&signature))));
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use rusu_core::signature::{SignatureAlgorithm, read_input, read_signature};
    use rusu_intake::{body_digest, verifies};

    use super::*;
    use crate::clock::SystemClock;

    #[test]
    fn a_signed_request_verifies_over_what_is_sent() {
        for algorithm in SignatureAlgorithm::ALL {
            let key = SecretKey::generate(*algorithm, &SystemChance).unwrap();
            let digest = body_digest(b"lot");
            let request = Unsigned {
                method: "POST",
                url: "https://trace.example/api/v1/submissions?file_name=a.zip",
                body: Some(SignedBody { media_type: "application/octet-stream", digest }),
                idempotency_key: Some("lot-1"),
            };
            let headers = signed_headers(&key, &request, &SystemClock, &SystemChance).unwrap();
            let sent = |name: &str| {
                let own = headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
                own.or(match name {
                    "content-type" => Some("application/octet-stream".to_owned()),
                    "idempotency-key" => Some("lot-1".to_owned()),
                    _ => None,
                })
            };
            let input = read_input(&sent("signature-input").unwrap()).unwrap();
            input.check_covers(true).unwrap();
            let signature = read_signature(&sent("signature").unwrap(), &input.label).unwrap();
            let message = SignedMessage { method: "POST", target_uri: request.url, header: &sent };
            let base = input.base(&message).unwrap();
            assert!(verifies(*algorithm, &key.public_key(), base.as_bytes(), &signature));
        }
    }

    #[test]
    fn a_key_file_is_written_once_and_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("rusu.key");
        let command =
            Keygen { algorithm: crate::operate::commands::AlgorithmWord::Ed25519, file: file.clone() };
        keygen(&command).unwrap();
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let key = read_key(&file).unwrap();
        let public = std::fs::read_to_string(directory.path().join("rusu.key.pub")).unwrap();
        let algorithm = SignatureAlgorithm::Ed25519;
        assert_eq!(rusu_intake::read_public_key(algorithm, &public), Some(key.public_key()));
        assert!(keygen(&command).is_err());
        assert_eq!(read_key(&file).unwrap().id(), key.id());
    }
}
