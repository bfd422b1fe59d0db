//! The read side: raw text in, verdict and record out.
//!
//! Owns: resolving a text to a code, finding its lot, judging, counting scans, and the caches that
//! make this fast. Refuses to know: HTTP, any engine, the write side.
//!
//! Invariants: a code is visible exactly when its part is published; counting a scan never delays
//! or fails an answer; the directory is read anew when the registry's generation has grown, which is
//! looked for every [`GENERATION_POLL_MS`]; a lot in memory is used as long as the directory knows
//! that nothing changed it. A publication changes one lot, a recall none (recalls are held beside the
//! lots), everything else may change them all.

mod directory;
mod judge;
mod lineage;
mod look;
mod lots;
mod portal;
mod query;
mod query_tally;
mod recall_book;
mod recall_check;
mod recalled;
mod tally;
mod without_record;

pub use directory::Directory;
pub use lineage::{CodeRow, DossierRow, DossierSink, Lineage, LineageStart};
pub use portal::{Portal, RecallList, STATISTICS_DAYS, STATISTICS_HELD_MS, Statistics};
pub use query::{GENERATION_POLL_MS, Query};
pub use query_tally::QueryTally;
pub use recall_check::{Checked, CheckedItem};
pub use tally::ScanTally;
