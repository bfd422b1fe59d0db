//! The code store's ports.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use jiff::Timestamp;

use super::StoreFault;
use crate::code::TraceCode;
use crate::code_rule::Carrier;
use crate::enterprise::EnterpriseId;
use crate::lot::PartNo;

/// One code on its way into the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRecord {
    /// The code.
    pub code: TraceCode,
    /// Where it is printed.
    pub carrier: Carrier,
    /// The case a can is in, the pallet a case is on; for an inner code, its can's outer code.
    pub parent: Option<TraceCode>,
}

/// What the store knows of one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCode {
    /// The part that brought it.
    pub part: PartNo,
    /// Where it is printed.
    pub carrier: Carrier,
    /// See [`CodeRecord::parent`].
    pub parent: Option<TraceCode>,
}

/// One or many consecutive codes, as the store holds them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSpan {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// The first code.
    pub first: TraceCode,
    /// How many consecutive codes, at least 1.
    pub count: u64,
    /// What is known of each of them.
    pub stored: StoredCode,
}

impl CodeSpan {
    /// The codes, one by one.
    pub fn codes(&self) -> impl Iterator<Item = TraceCode> + use<> {
        self.first.consecutive(self.count)
    }
}

/// How many codes a part's batch stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PutCount {
    /// Outer codes.
    pub outer: u64,
    /// Inner codes.
    pub inner: u64,
    /// Cases and pallets that were not known before.
    pub packages: u64,
}

/// Scans of one code since the last write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanDelta {
    /// Whose code.
    pub enterprise: EnterpriseId,
    /// Which code.
    pub code: TraceCode,
    /// How many scans.
    pub count: u64,
    /// The earliest of them.
    pub first_at: Timestamp,
}

/// Reading codes.
pub trait CodeReader: Send + Sync {
    /// What is stored of a code, whether its part is published or not. A later put of a can's code
    /// hides an earlier one.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn find(&self, enterprise: EnterpriseId, code: &TraceCode) -> Result<Option<StoredCode>, StoreFault>;

    /// What is stored of each of many codes of one enterprise, in their order: [`CodeReader::find`]
    /// for each. A store may answer a batch much faster than one by one; a few hundred to a few
    /// thousand codes a call are a good measure, in ascending order if the caller has them so.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn find_many(
        &self,
        enterprise: EnterpriseId,
        codes: &[TraceCode],
    ) -> Result<Vec<Option<StoredCode>>, StoreFault> {
        codes.iter().map(|code| self.find(enterprise, code)).collect()
    }

    /// Codes whose parent is `package`, in order, at most `limit`, starting behind `after`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn contents(
        &self,
        enterprise: EnterpriseId,
        package: &TraceCode,
        after: Option<&TraceCode>,
        limit: usize,
    ) -> Result<Vec<TraceCode>, StoreFault>;

    /// Scans written so far and the first one's time.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn scans(
        &self,
        enterprise: EnterpriseId,
        code: &TraceCode,
    ) -> Result<Option<(u64, Timestamp)>, StoreFault>;

    /// Visits everything stored, in order within each enterprise, until told to stop. For `fsck`.
    ///
    /// # Errors
    /// [`StoreFault`], also for content that cannot be read.
    fn visit(&self, visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>) -> Result<(), StoreFault>;

    /// Visits what is stored of one enterprise under some parts, in order, until told to stop. What a
    /// later put of another part hides is not visited.
    ///
    /// # Errors
    /// [`StoreFault`], also for content that cannot be read.
    fn visit_parts(
        &self,
        enterprise: EnterpriseId,
        parts: &BTreeSet<PartNo>,
        visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>,
    ) -> Result<(), StoreFault> {
        self.visit(&mut |span| {
            let is_wanted = span.enterprise == enterprise && parts.contains(&span.stored.part);
            if is_wanted { visitor(span) } else { ControlFlow::Continue(()) }
        })
    }

    /// Reads everything the store keeps for its own use (checksums, filters, indexes) and derives it
    /// anew from the codes. What is wrong comes back in sentences for the operator; empty means
    /// sound. For `fsck`, beside [`CodeReader::visit`].
    ///
    /// # Errors
    /// [`StoreFault`] if the store cannot be read at all.
    fn check(&self) -> Result<Vec<String>, StoreFault> {
        Ok(Vec::new())
    }
}

/// Writing codes. Only `rusu-intake` is handed this port.
pub trait CodeWriter: CodeReader {
    /// Stores a part's codes, which arrive in ascending order without duplicates. Cans (outer and
    /// inner codes) overwrite what an unpublished part left; packages keep what they first were,
    /// but gain contents. Putting the same part again leaves the same content. Nothing is durable
    /// before [`CodeWriter::sync`].
    ///
    /// # Errors
    /// [`StoreFault`]; then an unknown part of the batch is stored and stays invisible, because
    /// the part is never published. The iterator's own fault is passed on.
    fn put(
        &self,
        enterprise: EnterpriseId,
        part: PartNo,
        records: &mut dyn Iterator<Item = Result<CodeRecord, StoreFault>>,
    ) -> Result<PutCount, StoreFault>;

    /// Makes everything that was put durable: it survives a power cut once this returns.
    ///
    /// # Errors
    /// [`StoreFault::Stopped`] after a failed fsync; the process must restart.
    fn sync(&self) -> Result<(), StoreFault>;

    /// Brings what was put into the form that is fastest to read, as a store otherwise does by and by.
    /// For the end of a large load; takes as long as it takes. Makes everything durable first.
    ///
    /// # Errors
    /// As [`CodeWriter::sync`].
    fn settle(&self) -> Result<(), StoreFault> {
        self.sync()
    }

    /// Adds scans to the counters. May be lost in a crash; never counts twice.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn add_scans(&self, scans: &[ScanDelta]) -> Result<(), StoreFault>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::code;

    fn codes(first: &str, count: u64) -> Vec<String> {
        let stored = StoredCode { part: PartNo(1), carrier: Carrier::Outer, parent: None };
        let span = CodeSpan { enterprise: EnterpriseId(1), first: code(first), count, stored };
        span.codes().map(|code| code.to_string()).collect()
    }

    #[test]
    fn a_span_of_numbers_is_counted_up_with_its_leading_zeros() {
        assert_eq!(codes("000998", 3), ["000998", "000999", "001000"]);
        assert_eq!(codes("18446744073709551615", 2), ["18446744073709551615", "18446744073709551616"]);
    }

    #[test]
    fn a_span_of_one_code_is_that_code_whatever_it_looks_like() {
        assert_eq!(codes("ABCDEF01", 1), ["ABCDEF01"]);
        let longest = "9".repeat(40);
        assert_eq!(codes(&longest, 1), [longest]);
    }
}
