//! Documents of a delivery: what is kept of them.
//!
//! Invariants: what is served is what was hashed. A picture is decoded within named bounds and written
//! anew by the platform, so that nothing a sender hid in it is served; a PDF or OFD is kept byte for
//! byte and never opened.

mod picture;

use std::io::{self, Read};

use rusu_core::limits::DOCUMENT_BYTES_MAX;
use rusu_core::lot::{ContentHash, DocumentRef, Media};
use rusu_core::ports::{ObjectKind, StoreFault};
use rusu_core::rejection::Finding;
use rusu_core::submission::Receipt;
use rusu_formats::document::{active_content, kind_of};
use sha2::{Digest, Sha256};

use crate::intake::{Intake, IntakeError};

/// A document as it is going to be served.
pub(crate) struct Received {
    pub(crate) document: DocumentRef,
    /// What the sender should know.
    pub(crate) warnings: Vec<Finding>,
}

/// Bytes as they are served, and the hash of those that were sent, if these differ.
pub(crate) struct Served {
    pub(crate) bytes: Vec<u8>,
    pub(crate) original: Option<ContentHash>,
}

/// Reads a document, tells its kind by content and name together, and makes of it what is served.
///
/// # Errors
/// A read that fails; inside, the rule by which the document is refused.
pub(crate) fn receive(name: &str, content: &mut dyn Read) -> io::Result<Result<Received, Finding>> {
    let mut bytes = Vec::new();
    // The size that a ZIP declares need not be true.
    content.take(DOCUMENT_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if length(&bytes) > DOCUMENT_BYTES_MAX {
        return Ok(Err(too_large(name)));
    }
    let Some(media) = kind_of(name, &bytes) else {
        return Ok(Err(Finding::error("document_kind", name)));
    };
    let active = if media == Media::Pdf { active_content(&bytes) } else { Vec::new() };
    let warnings =
        active.into_iter().map(|what| Finding::warning("document_active", name).with("what", what));
    let warnings = warnings.collect();
    Ok(serve(name, media, bytes).map(|served| Received {
        document: DocumentRef {
            hash: hash_of(&served.bytes),
            file_name: name.to_owned(),
            media,
            bytes: length(&served.bytes),
        },
        warnings,
    }))
}

/// What is served of bytes whose kind is known. The same bytes give the same result.
///
/// # Errors
/// The rule by which the document is refused.
pub(crate) fn serve(name: &str, media: Media, bytes: Vec<u8>) -> Result<Served, Finding> {
    match media {
        Media::Pdf | Media::Ofd => Ok(Served { bytes, original: None }),
        Media::Jpeg | Media::Png | Media::Webp => {
            let renewed = picture::renewed(name, media, &bytes)?;
            if length(&renewed) > DOCUMENT_BYTES_MAX {
                return Err(too_large(name));
            }
            Ok(Served { bytes: renewed, original: Some(hash_of(&bytes)) })
        }
    }
}

/// Makes a document of a delivery durable as it is served, unless it is there already: one certificate
/// may belong to many lots.
pub(crate) fn store(intake: &Intake, receipt: &Receipt, document: &DocumentRef) -> Result<(), IntakeError> {
    let objects = &intake.objects;
    if objects.open(ObjectKind::Document, &document.hash)?.is_some() {
        return Ok(());
    }
    let damaged = |reason: String| IntakeError::from(StoreFault::Damaged { store: "objects", reason });
    let Some(mut upload) = objects.open(ObjectKind::Upload, &receipt.content)? else {
        return Err(damaged(format!("upload {} is missing", receipt.content)));
    };
    let name = &document.file_name;
    let differs = || damaged(format!("document {name} of upload {} reads differently now", receipt.content));
    // At most as many bytes as were accepted when the delivery was read.
    let mut bytes = Vec::new();
    rusu_formats::read_document(&mut *upload, &receipt.file_name, name, &mut |piece| {
        bytes.extend_from_slice(piece);
        Ok(())
    })?;
    let served = serve(name, document.media, bytes).map_err(|_| differs())?;
    if let Some(original) = &served.original {
        // A crash behind this leaves a note about a document that is not there, which nobody asks for.
        intake.registry.note_original(&document.hash, original)?;
    }
    let mut sink = objects.create(ObjectKind::Document)?;
    sink.write(&served.bytes)?;
    if sink.finish()?.0 == document.hash { Ok(()) } else { Err(differs()) }
}

fn too_large(name: &str) -> Finding {
    Finding::error("document_too_large", name).with("limit", DOCUMENT_BYTES_MAX)
}

fn hash_of(bytes: &[u8]) -> ContentHash {
    ContentHash(Sha256::digest(bytes).into())
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
