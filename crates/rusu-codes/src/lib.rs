//! The embedded code store: (enterprise, code) → part, packaging parents and scan counters, on `fjall`.
//!
//! Owns: the bytes of keys and values, runs of consecutive codes, the format marker of its
//! directory. Refuses to know: what a part or a lot is, HTTP, SQL, formats.
//!
//! # Blocking
//! Every method blocks on the disk, and the engine's back-pressure sleeps on the caller's thread:
//! call from threads that may block, never from an async worker.
//!
//! # Format 1 (all keyspaces; `docs/code-store.md` has the worked examples and the crash table)
//! ```text
//! code      := digits:u8 (1..=38)   number, big-endian, in the smallest fixed width for that many digits
//!            | digits:u8 (39, 40)   the digits as text
//!            | 0xff                 the text, 0x00
//! unit      := enterprise:u32 big-endian, code
//! entry     := varint(part << 3 | has_parent << 2 | carrier), parent as code, if any
//! points    : unit                         → entry
//! runs      : unit of the first code       → varint(count), entry
//! children  : enterprise, parent, child, 0 → (empty)         a point names the parent
//!             enterprise, parent, child, 1 → varint(count)   a run that begins with child does
//! scans     : unit                         → varint(count), zigzag(seconds), zigzag(nanoseconds)
//! ```
//!
//! # Invariants
//! * Key order is [`rusu_core::code::TraceCode`]'s order.
//! * A run ends before the next run's first code, whatever its count says; a point hides the run
//!   around it. So every code has one meaning in any state a crash can leave.
//! * An entry in `children` is a hint: a child is listed only if its own record names the parent.
//!   For every live record with a parent the hint is there.
//! * After a failed write or fsync no further write is accepted ([`StoreFault::Stopped`]).
//!
//! [`StoreFault::Stopped`]: rusu_core::ports::StoreFault::Stopped

mod contents;
mod engine;
mod entry;
mod marker;
mod overlap;
mod packed;
mod pieces;
mod put;
mod scans;
mod store;
mod visit;

pub use store::{CodeSettings, CodeStore};

#[cfg(test)]
mod tests;
