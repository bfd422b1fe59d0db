//! The write side: receive → decode → check → commit → publish, with receipts.
//!
//! Owns: submissions and their states, the commit protocol, the operator's writes, complaints, admission and keys,
//! recalls, `fsck`.
//! Refuses to know: HTTP, any engine. It is the only crate that is handed the writing ports.
//!
//! Invariants:
//! * An upload is durable before its submission is acknowledged.
//! * A lot's codes and documents are durable before the lot is published; publication is one
//!   transaction of the registry and comes last. A crash at any point leaves either nothing
//!   visible or everything.
//! * Processing a submission again, in whole or from anywhere, stores the same content.

mod admission;
mod check;
mod codes;
mod commit;
mod deliveries;
mod delivery;
mod documents;
mod fsck;
mod gather;
mod intake;
mod keys;
mod lineage;
mod load;
mod lots;
mod master;
mod offline;
mod operator;
mod portal;
mod process;
mod recall;
mod records;
mod report;
mod signing;
mod spool;
mod webhooks;
mod worker;

pub use admission::{
    Access, AdmissionDesk, AdmissionError, AdmissionOrder, Admitted, RawApplication, RawCertificate,
    RawContact, RawKey, RawSite, SignedRequest, Submitted,
};
pub use check::{CheckUpload, Checked};
pub use deliveries::{DeliveryDesk, DeliveryError, PartUpload, Quota};
pub use delivery::{Delivery, Upload};
pub use fsck::{FsckReport, fsck, fsck_portal};
pub use intake::{Intake, IntakeError};
pub use load::{Consignment, Ended, Loaded, Opener, Source};
pub use lots::{
    DeclaredState, LotAmendment, LotError, MaterialAmendment, PackagingOrder, PackagingSheet, VoidCount,
    VoidOrder, lot_version, state_word,
};
pub use offline::{CheckReport, check_offline};
pub use operator::NewEnterprise;
pub use portal::{
    AnnouncementDraft, Film, PortalDesk, PortalError, RawComplaint, SamplingReport, VideoMedia, VideoUpload,
};
pub use recall::{
    CountedTarget, DrillReport, RecallActor, RecallCount, RecallDesk, RecallDraft, RecallError, ReportDraft,
};
pub use records::{RecordReceipt, RecordResult, RecordSink};
pub use signing::{BodyDigest, SecretKey, body_digest, key_id, public_key_pem, read_public_key, verifies};
pub use webhooks::{Telling, WebhookDesk, WebhookError};
pub use worker::Worker;
