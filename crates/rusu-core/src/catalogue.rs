//! The catalogue of the 32 trace items, as data (`data/trace-items.csv`).

/// One entry of the catalogue.
#[derive(Debug, PartialEq, Eq)]
pub struct TraceItem {
    /// Its number, 1–32.
    pub no: u8,
    /// Its stable id.
    pub id: &'static str,
}
