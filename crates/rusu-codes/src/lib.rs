//! The embedded code store: (enterprise, code) → part, packaging parents and scan counters.
//!
//! Owns: the bytes on the disk, their merging, the format marker of its directory. Refuses to know: what a part or a lot is, HTTP, SQL, formats.
//!
//! # Blocking
//! Every method blocks on the disk, and the engine's back-pressure sleeps on the caller's thread:
//! call from threads that may block, never from an async worker.
//!
//! # How codes are kept
//! A put writes a *stratum*: an immutable file of one enterprise's codes in order, in packed blocks
//! with checksums, with an index and a filter that stay in memory. A later stratum hides what
//! earlier ones say of its codes. Neighbours are merged in the background. `docs/code-store.md` has
//! the format, the arithmetic and the crash table.
//!
//! # Invariants
//! * [`key::Key`]'s order is [`rusu_core::code::TraceCode`]'s order.
//! * Within a stratum no code comes twice; so every code has one meaning: the latest stratum's.
//! * The manifest names exactly the files that count; it changes in one batch, behind their sync.
//! * Every byte that is read from a stratum lies under a checksum that was verified.
//! * A hint tells that a code *may* be in a package: a child is listed only if its own record names
//!   the package. For every record with a parent there is a hint.
//! * After a failed write or fsync no further write is accepted ([`StoreFault::Stopped`]).
//!
//! [`StoreFault::Stopped`]: rusu_core::ports::StoreFault::Stopped

mod block;
mod bytes;
mod check;
mod contents;
mod engine;
mod fault;
mod filter;
#[cfg(fuzzing)]
pub mod fuzzing;
mod hints;
mod key;
mod layers;
mod legacy;
mod manifest;
mod many;
mod marker;
mod merge;
mod packed;
mod piece;
mod pile;
mod put;
mod scans;
mod store;
mod stratum;
mod sweep;
mod visit;

pub use store::{CodeSettings, CodeStore};
