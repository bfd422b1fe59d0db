//! The read side: raw text in, verdict and record out.
//!
//! Owns: resolving a text to a code, finding its lot, judging, counting scans, and the caches that
//! make this fast. Refuses to know: HTTP, any engine, the write side.
//!
//! Invariants: a code is visible exactly when its part is published; counting a scan never delays
//! or fails an answer; every cached thing carries the registry's generation and is read anew when
//! that has grown, at most [`GENERATION_POLL_MS`] later.

mod directory;
mod judge;
mod portal;
mod query;
mod query_tally;
mod tally;

pub use directory::Directory;
pub use portal::{Portal, RecallList, STATISTICS_DAYS, STATISTICS_HELD_MS, Statistics};
pub use query::{GENERATION_POLL_MS, Query};
pub use query_tally::QueryTally;
pub use tally::ScanTally;
