//! The write side: receive → decode → check → commit → publish, with receipts.
//!
//! Owns: submissions and their states, the commit protocol, the operator's writes, complaints, `fsck`.
//! Refuses to know: HTTP, any engine. It is the only crate that is handed the writing ports.
//!
//! Invariants:
//! * An upload is durable before its submission is acknowledged.
//! * A lot's codes and documents are durable before the lot is published; publication is one
//!   transaction of the registry and comes last. A crash at any point leaves either nothing
//!   visible or everything.
//! * Processing a submission again, in whole or from anywhere, stores the same content.

mod codes;
mod commit;
mod delivery;
mod fsck;
mod gather;
mod intake;
mod keys;
mod load;
mod master;
mod offline;
mod operator;
mod portal;
mod process;
mod report;
mod spool;
mod worker;

pub use delivery::{Delivery, Upload};
pub use fsck::{FsckReport, fsck, fsck_portal};
pub use intake::{Intake, IntakeError};
pub use load::{Consignment, Ended, Loaded, Opener, Source};
pub use offline::{CheckReport, check_offline};
pub use operator::NewEnterprise;
pub use portal::{
    AnnouncementDraft, Film, PortalDesk, PortalError, RawComplaint, SamplingReport, VideoMedia, VideoUpload,
};
pub use worker::Worker;
