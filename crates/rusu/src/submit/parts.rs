//! A large delivery in parts: what the platform has of it is not sent again, however often the
//! connection breaks, and whether or not it is the same run of the command.

use std::fmt::Write as _;
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::time::Duration;

use anyhow::Context as _;
use indicatif::ProgressBar;
use rusu_core::limits::{UPLOAD_PART_BYTES_MAX, UPLOAD_PART_BYTES_MIN};
use rusu_core::ports::Chance;
use rusu_core::submission::AcceptMode;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::backoff::Backoff;
use super::client::{Answer, Client, problem};
use crate::package::Package;

/// From so many bytes on a delivery goes in parts; below, sending it again costs less than the asking.
pub(crate) const PARTS_FROM_BYTES: u64 = 256 * 1024;
/// About as many parts a delivery has, if their limits allow it: a break costs so much of it at most.
const PARTS_AIMED_AT: u64 = 64;
/// Failures in succession after which the platform counts as gone: about a minute.
const FAILURES_MAX: u32 = 12;
/// Times that a platform may ask again for parts that it had.
const ROUNDS_MAX: u32 = 5;

/// The manifest on the wire.
#[derive(Serialize)]
struct WireManifest<'a> {
    file_name: &'a str,
    bytes: u64,
    content_sha256: &'a str,
    part_bytes: u64,
    parts_sha256: Vec<String>,
    mode: &'a str,
    idempotency_key: &'a str,
}

/// What the platform has of a delivery.
#[derive(Deserialize)]
struct WireUpload {
    id: String,
    missing: Vec<u32>,
    submission: Option<String>,
}

/// The id of what was received.
#[derive(Deserialize)]
struct WireReceived {
    id: String,
}

/// Sends a package in parts, or what is missing of it; tells the submission's id.
///
/// # Errors
/// What the platform refused, or that it cannot be reached for a while.
pub(crate) fn send(
    client: &Client,
    package: &Package,
    key: &str,
    mode: AcceptMode,
    bar: &ProgressBar,
    chance: &dyn Chance,
) -> anyhow::Result<String> {
    let manifest = manifest(package, key, mode)?;
    let part_bytes = manifest.part_bytes;
    let manifest = serde_json::to_vec(&manifest)?;
    let mut sending = Sending { client, backoff: Backoff::new(chance, FAILURES_MAX) };
    for _ in 0..ROUNDS_MAX {
        let open = || client.exchange("POST", "/api/v1/uploads", "application/json", &manifest);
        let upload: WireUpload = sending.until_answered(open)?.json()?;
        if let Some(submission) = upload.submission {
            return Ok(submission);
        }
        let there = |missing: usize| {
            let missing = u64::try_from(missing).unwrap_or_default().saturating_mul(part_bytes);
            package.bytes.saturating_sub(missing)
        };
        for (sent, number) in upload.missing.iter().enumerate() {
            bar.set_position(there(upload.missing.len() - sent));
            let part = part(&package.file, *number, part_bytes, package.bytes)?;
            let path = format!("/api/v1/uploads/{}/parts/{number}", upload.id);
            sending.until_answered(|| client.exchange("PUT", &path, "application/octet-stream", &part))?;
        }
        bar.set_position(package.bytes);
        let path = format!("/api/v1/uploads/{}/complete", upload.id);
        let completed = sending.until_complete(|| client.exchange("POST", &path, "application/json", &[]))?;
        if let Some(answer) = completed {
            return Ok(answer.json::<WireReceived>()?.id);
        }
    }
    anyhow::bail!("the platform asks for the same parts again and again")
}

/// Requests that are repeated until they are answered.
struct Sending<'c> {
    client: &'c Client,
    backoff: Backoff<'c>,
}

impl Sending<'_> {
    /// The first good answer. Whatever time may mend is tried again; every request here may be made
    /// twice.
    fn until_answered(&mut self, request: impl Fn() -> anyhow::Result<Answer>) -> anyhow::Result<Answer> {
        self.answered(request, |status| (200..300).contains(&status))
    }

    /// The receipt; `None` if parts are missing after all.
    fn until_complete(
        &mut self,
        request: impl Fn() -> anyhow::Result<Answer>,
    ) -> anyhow::Result<Option<Answer>> {
        let answer = self.answered(request, |status| (200..300).contains(&status) || status == 409)?;
        Ok((answer.status != 409).then_some(answer))
    }

    fn answered(
        &mut self,
        request: impl Fn() -> anyhow::Result<Answer>,
        is_good: impl Fn(u16) -> bool,
    ) -> anyhow::Result<Answer> {
        loop {
            let (error, told) = match request() {
                Ok(answer) if is_good(answer.status) => {
                    self.backoff.calm();
                    return Ok(answer);
                }
                Ok(answer) if answer.is_final() => return Err(problem(answer.status, &answer.text)),
                Ok(answer) => (problem(answer.status, &answer.text), answer.after),
                Err(error) => (error, None),
            };
            match self.backoff.pause(told.map(|told| told.min(LATER_MAX))) {
                Some(pause) => std::thread::sleep(pause),
                None => return Err(error.context(format!("{} is gone for too long", self.client.server()))),
            }
        }
    }
}

/// Longer than this the command does not wait because it was told to come back later.
const LATER_MAX: Duration = Duration::from_secs(60);

/// Bytes of each part of so many.
fn part_bytes(bytes: u64) -> u64 {
    (bytes / PARTS_AIMED_AT).next_power_of_two().clamp(UPLOAD_PART_BYTES_MIN, UPLOAD_PART_BYTES_MAX)
}

fn manifest<'a>(package: &'a Package, key: &'a str, mode: AcceptMode) -> anyhow::Result<WireManifest<'a>> {
    let part_bytes = part_bytes(package.bytes);
    let parts = package.bytes.div_ceil(part_bytes);
    let hashes = (0..u32::try_from(parts)?).map(|number| {
        let digest = Sha256::digest(part(&package.file, number, part_bytes, package.bytes)?);
        Ok(digest.iter().fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        }))
    });
    Ok(WireManifest {
        file_name: &package.name,
        bytes: package.bytes,
        content_sha256: &package.hash,
        part_bytes,
        parts_sha256: hashes.collect::<anyhow::Result<_>>()?,
        mode: mode.as_str(),
        idempotency_key: key,
    })
}

fn part(file: &File, number: u32, part_bytes: u64, bytes: u64) -> anyhow::Result<Vec<u8>> {
    let from = u64::from(number).saturating_mul(part_bytes);
    let length = bytes.saturating_sub(from).min(part_bytes);
    let mut part = vec![0; usize::try_from(length)?];
    file.read_exact_at(&mut part, from).context("the file was changed while it was delivered")?;
    Ok(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1024 * 1024;

    #[test]
    fn a_delivery_has_about_64_parts_within_their_limits() {
        let cases = [
            (PARTS_FROM_BYTES, UPLOAD_PART_BYTES_MIN),
            (16 * MIB, 256 * 1024),
            (100 * MIB, 2 * MIB),
            (2_048 * MIB, UPLOAD_PART_BYTES_MAX),
        ];
        for (bytes, wanted) in cases {
            assert_eq!(part_bytes(bytes), wanted, "{bytes}");
        }
    }

    #[test]
    fn the_last_part_has_the_rest() {
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, b"abcdefg").unwrap();
        let parts: Vec<Vec<u8>> = (0..3).map(|number| part(&file, number, 3, 7).unwrap()).collect();
        assert_eq!(parts, [b"abc".to_vec(), b"def".to_vec(), b"g".to_vec()]);
        assert!(part(&file, 2, 3, 8).is_err(), "shorter than it was");
    }
}
