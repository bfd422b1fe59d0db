//! Rows of upload sessions.

use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::ContentHash;
use rusu_core::ports::StoreFault;
use rusu_core::submission::{AcceptMode, SubmissionId};
use rusu_core::upload::{UploadId, UploadManifest, UploadSession};

use super::{At, kept, position, stored, time_text};
use crate::entities::{upload, upload_part};

pub fn upload_row(session: &UploadSession) -> Result<upload::Model, StoreFault> {
    let manifest = &session.manifest;
    Ok(upload::Model {
        id: session.id.as_str().to_owned(),
        enterprise: session.enterprise.0.into(),
        idempotency_key: kept(&manifest.idempotency_key),
        file_name: kept(&manifest.file_name),
        bytes: stored("bytes of an upload", manifest.bytes)?,
        content: manifest.content.0.to_vec(),
        part_bytes: stored("bytes of a part", manifest.part_bytes)?,
        mode: manifest.mode.as_str().to_owned(),
        submission: session.submission.as_ref().map(|id| id.as_str().to_owned()),
        created_at: time_text(session.created_at),
        expires_at: time_text(session.expires_at),
    })
}

pub fn upload_part_rows(session: &UploadSession) -> Vec<upload_part::Model> {
    let parts = session.manifest.parts.iter().enumerate();
    let row = |(number, hash): (usize, &ContentHash)| upload_part::Model {
        upload: session.id.as_str().to_owned(),
        number: position(number),
        hash: hash.0.to_vec(),
        is_durable: !session.missing.iter().any(|missing| usize::try_from(*missing) == Ok(number)),
    };
    parts.map(row).collect()
}

/// A session of its row and those of its parts, which come in order.
pub fn upload(row: upload::Model, parts: &[upload_part::Model]) -> Result<UploadSession, StoreFault> {
    let at = At::new("uploads", &row.id);
    let of_part = |part: &upload_part::Model| At::new("upload_parts", format!("{} {}", row.id, part.number));
    let missing = parts.iter().filter(|part| !part.is_durable);
    let hashes = parts.iter().map(|part| Ok(ContentHash(of_part(part).hash("hash", &part.hash)?)));
    Ok(UploadSession {
        id: at.read("id", &row.id, UploadId::parse)?,
        enterprise: EnterpriseId(at.number("enterprise", row.enterprise)?),
        missing: missing.map(|part| of_part(part).number("number", part.number)).collect::<Result<_, _>>()?,
        submission: at.read_option("submission", row.submission.as_ref(), SubmissionId::parse)?,
        created_at: at.time("created_at", &row.created_at)?,
        expires_at: at.time("expires_at", &row.expires_at)?,
        manifest: UploadManifest {
            bytes: at.number("bytes", row.bytes)?,
            content: ContentHash(at.hash("content", &row.content)?),
            part_bytes: at.number("part_bytes", row.part_bytes)?,
            parts: hashes.collect::<Result<_, StoreFault>>()?,
            mode: at.read("mode", &row.mode, AcceptMode::from_word)?,
            file_name: row.file_name.clone(),
            idempotency_key: row.idempotency_key.clone(),
        },
    })
}
