//! Packaging events in memory.

use std::collections::BTreeMap;

use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::packaging::PackagingEvent;

/// Every event, in the order in which it was told.
#[derive(Debug, Default)]
pub(super) struct Packaging(Vec<PackagingEvent>);

impl Packaging {
    pub(super) fn add(&mut self, events: &[PackagingEvent]) {
        self.0.extend_from_slice(events);
    }

    fn own(&self, enterprise: EnterpriseId) -> impl DoubleEndedIterator<Item = &PackagingEvent> {
        self.0.iter().filter(move |event| event.enterprise == enterprise)
    }

    pub(super) fn states(
        &self,
        enterprise: EnterpriseId,
        codes: &[TraceCode],
    ) -> Vec<Option<PackagingEvent>> {
        let latest = |code: &TraceCode| self.own(enterprise).rev().find(|event| event.code == *code).cloned();
        codes.iter().map(latest).collect()
    }

    pub(super) fn packed_into(
        &self,
        enterprise: EnterpriseId,
        package: &TraceCode,
        limit: usize,
    ) -> Vec<TraceCode> {
        let latest: BTreeMap<_, _> = self.own(enterprise).map(|event| (&event.code, event)).collect();
        let inside = latest.into_iter().filter(|(_, event)| event.parent() == Some(package));
        inside.map(|(code, _)| code.clone()).take(limit).collect()
    }

    pub(super) fn history(
        &self,
        enterprise: EnterpriseId,
        code: &TraceCode,
        limit: usize,
    ) -> Vec<PackagingEvent> {
        let is_of = |event: &&PackagingEvent| event.code == *code || event.package == *code;
        self.own(enterprise).rev().filter(is_of).take(limit).cloned().collect()
    }

    pub(super) fn count(&self, enterprise: EnterpriseId) -> u64 {
        u64::try_from(self.own(enterprise).count()).unwrap_or(u64::MAX)
    }
}
