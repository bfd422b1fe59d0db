//! What is compared: our code store, and what people would use instead. Each keeps the same rows and
//! makes each lot durable before it takes the next.

pub mod ours;
pub mod postgres;
pub mod sqlite;

use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::CodeRecord;

/// A store of codes under measurement.
pub trait Engine {
    /// Its name in results.
    fn name(&self) -> &'static str;

    /// Stores a lot's codes, in ascending order without duplicates. They are durable when it returns.
    ///
    /// # Errors
    /// Whatever went wrong.
    fn put_lot(
        &mut self,
        enterprise: EnterpriseId,
        part: PartNo,
        records: &[CodeRecord],
    ) -> anyhow::Result<()>;

    /// Brings everything to where it will lie for good (checkpoint, merging, closing), so that bytes
    /// and look-ups are measured in a settled state.
    ///
    /// # Errors
    /// Whatever went wrong.
    fn settle(&mut self) -> anyhow::Result<()>;

    /// The part that a code came with.
    ///
    /// # Errors
    /// Whatever went wrong.
    fn find(&mut self, enterprise: EnterpriseId, code: &TraceCode) -> anyhow::Result<Option<PartNo>>;

    /// Bytes of all its files.
    fn bytes(&self) -> u64;

    /// Memory that it holds, bytes, as far as it can be told apart from this process's own.
    fn resident_bytes(&self) -> Option<u64>;

    /// Look-ups of each kind in a round: so many as take a second or so.
    fn lookups_per_round(&self) -> usize;
}

/// A carrier as a small number, for the engines that keep it in a column.
#[must_use]
pub fn carrier_number(carrier: rusu_core::code_rule::Carrier) -> i16 {
    use rusu_core::code_rule::Carrier;
    match carrier {
        Carrier::Outer => 0,
        Carrier::Inner => 1,
        Carrier::Case => 2,
        Carrier::Pallet => 3,
    }
}

#[cfg(test)]
mod tests_of_engines;
