//! The figures of the statistics page. Each is defined beside where it is shown.

use jiff::civil::Date;

use crate::channel::Channel;

/// What is published, counted over lots. Units are cans (outer codes).
///
/// A lot that its enterprise has withdrawn counts nowhere: it is neither on sale nor kept as a record
/// of goods that were. A lot under correction counts like any other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LotStatistics {
    /// Enterprises with at least one lot, active or archived; sample enterprises count like others.
    pub enterprises_delivering: u64,
    /// Published lots within their shelf life.
    pub lots_active: u64,
    /// Published lots past their expiry date, or archived.
    pub lots_archived: u64,
    /// Cans of the active lots.
    pub units_active: u64,
    /// Cans of the archived lots.
    pub units_archived: u64,
}

/// Queries of one day through one channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryCount {
    /// The day in China.
    pub day: Date,
    /// Through what.
    pub channel: Channel,
    /// Questions to which a record belonged.
    pub found: u64,
    /// The others.
    pub not_found: u64,
}

/// A figure that the platform cannot count itself, such as the market share, with its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// As it is shown, such as `约 99%`.
    pub value: String,
    /// Who says so.
    pub source: String,
    /// As of which day.
    pub as_of: Date,
}
