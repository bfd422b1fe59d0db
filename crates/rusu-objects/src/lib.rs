//! Documents, uploads, pictures and films by content hash, on the `object_store` crate: a local directory today,
//! an S3-compatible service by handing another store to [`ObjectStore::new`].
//!
//! Owns: where an object lies (`documents/ab/abcd…`, `uploads/…`, `pictures/…`, `videos/…`, `parts/…`), how it is
//! written so that it is whole or absent, its durability. Refuses to know: what a document says, who may see
//! it, HTTP, SQL.
//!
//! # Blocking
//! Every method blocks. The crate owns a small runtime for the asynchronous store below it; call
//! from threads that may block (`spawn_blocking` among them), never from an async worker.
//!
//! # Invariants
//! * An object lies under the SHA-256 of its bytes; it is written aside first and appears whole.
//! * When `finish` returns, a local object survives a power cut: the file is synced before it is
//!   renamed, the directories after.
//! * What a crash leaves lies in `spool/` and is removed when the store is opened the next time
//!   while nobody else has it open.

mod sink;
mod spool;
mod store;

pub use store::ObjectStore;
