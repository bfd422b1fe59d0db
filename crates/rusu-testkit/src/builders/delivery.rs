//! Sample values of deliveries on their way in.

use jiff::SignedDuration;
use rusu_core::lot::ContentHash;
use rusu_core::submission::AcceptMode;
use rusu_core::upload::{UploadId, UploadManifest, UploadSession};

use super::{ENTERPRISE, moment};

/// The id of the sample upload `number`; a higher number is a later one.
#[must_use]
pub fn sample_upload_id(number: u8) -> UploadId {
    UploadId::new(moment(i64::from(number)), [number; 10])
}

/// The sample upload `number`, at most 50: three parts, nothing of which has arrived.
#[must_use]
pub fn sample_upload(number: u8) -> UploadSession {
    let created_at = moment(i64::from(number));
    UploadSession {
        id: sample_upload_id(number),
        enterprise: ENTERPRISE,
        manifest: UploadManifest {
            file_name: format!("报送{number}.zip"),
            bytes: 200_000,
            content: ContentHash([number; 32]),
            part_bytes: 80_000,
            parts: [50, 100, 150].map(|base| ContentHash([base + number; 32])).to_vec(),
            mode: AcceptMode::GoodRows,
            idempotency_key: format!("upload-{number}"),
        },
        missing: vec![0, 1, 2],
        submission: None,
        created_at,
        expires_at: created_at + SignedDuration::from_hours(72),
    }
}
