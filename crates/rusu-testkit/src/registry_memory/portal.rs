//! What surrounds the answers, in memory.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use rusu_core::channel::Channel;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{PORTAL_PAGE_ROWS_MAX, SAMPLING_OF_LOT_MAX};
use rusu_core::lot::{ContentHash, LotNumber, LotState};
use rusu_core::portal::{
    Announcement, AnnouncementKind, CheckFile, Complaint, ComplaintState, LotStatistics, OperatorKey, Page,
    PageNumber, Picture, QueryCount, SamplingResult, SamplingSearch, Statement,
};
use rusu_core::ports::{ImportCount, PortalReader, PortalWriter, StoreFault};

use super::{MemoryRegistry, State};

/// Entries by their numbers, which are never given twice.
#[derive(Debug)]
struct Numbered<T> {
    last: u64,
    entries: BTreeMap<u64, T>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { last: 0, entries: BTreeMap::new() }
    }
}

impl<T> Numbered<T> {
    /// The given number, or the next one if 0 is given.
    fn number(&mut self, given: u64) -> u64 {
        let number = if given == 0 { self.last + 1 } else { given };
        self.last = self.last.max(number);
        number
    }
}

#[derive(Debug, Default)]
pub(super) struct PortalState {
    logos: BTreeMap<EnterpriseId, Picture>,
    announcements: Numbered<Announcement>,
    sampling: Numbered<SamplingResult>,
    complaints: Numbered<Complaint>,
    query_counts: BTreeMap<(Date, Channel), (u64, u64)>,
    operator_keys: BTreeMap<[u8; 32], OperatorKey>,
    check_files: BTreeMap<String, CheckFile>,
    market_share: Option<Statement>,
    form_secret: Option<[u8; 32]>,
}

pub(super) fn page<T: Clone>(sorted: &[&T], number: PageNumber) -> Page<T> {
    let from_here = sorted.iter().skip(number.rows_before());
    Page::cut(from_here.take(PORTAL_PAGE_ROWS_MAX + 1).map(|entry| (*entry).clone()).collect(), number)
}

impl PortalState {
    /// Those that fit, latest publication first.
    fn fitting(&self, search: &SamplingSearch) -> Vec<&SamplingResult> {
        let mut found: Vec<_> = self.sampling.entries.values().filter(|r| search.fits(r)).collect();
        found.sort_by_key(|r| (Reverse(r.published_on), &r.sample_number, r.id));
        found
    }

    fn known(&self, sent: &SamplingResult) -> Option<&SamplingResult> {
        let identity = (&sent.authority, &sent.sample_number);
        self.sampling.entries.values().find(|r| (&r.authority, &r.sample_number) == identity)
    }
}

/// Whether a result that is sent changes what is known; told in the count.
fn is_change(count: &mut ImportCount, known: Option<&SamplingResult>, sent: &SamplingResult) -> bool {
    match known {
        None => count.added += 1,
        Some(known) if SamplingResult { id: known.id, ..sent.clone() } == *known => {
            count.unchanged += 1;
            return false;
        }
        Some(_) => count.replaced += 1,
    }
    true
}

impl State {
    fn lot_statistics(&self, today: Date) -> LotStatistics {
        let mut counted = LotStatistics::default();
        let mut delivering = BTreeSet::new();
        for (_, lot) in self.lots.values() {
            let is_active = match lot.state {
                LotState::Draft | LotState::Withdrawn { .. } => continue,
                LotState::Archived => false,
                LotState::Published | LotState::UnderCorrection => today <= lot.expiry_date,
            };
            delivering.insert(lot.key.enterprise);
            let (lots, units) = if is_active {
                (&mut counted.lots_active, &mut counted.units_active)
            } else {
                (&mut counted.lots_archived, &mut counted.units_archived)
            };
            *lots += 1;
            *units += lot.unit_count;
        }
        counted.enterprises_delivering = u64::try_from(delivering.len()).unwrap_or(u64::MAX);
        counted
    }
}

impl PortalReader for MemoryRegistry {
    fn logos(&self) -> Result<Vec<(EnterpriseId, Picture)>, StoreFault> {
        Ok(self.state().portal.logos.iter().map(|(enterprise, logo)| (*enterprise, *logo)).collect())
    }

    fn announcements(
        &self,
        kind: Option<AnnouncementKind>,
        now: Timestamp,
        number: PageNumber,
    ) -> Result<Page<Announcement>, StoreFault> {
        let state = self.state();
        let all = state.portal.announcements.entries.values();
        let mut shown: Vec<_> =
            all.filter(|a| a.is_visible(now) && kind.is_none_or(|kind| a.kind == kind)).collect();
        shown.sort_by_key(|a| Reverse((a.pinned, a.published_at, a.id)));
        Ok(page(&shown, number))
    }

    fn all_announcements(&self, number: PageNumber) -> Result<Page<Announcement>, StoreFault> {
        let state = self.state();
        let mut all: Vec<_> = state.portal.announcements.entries.values().collect();
        all.sort_by_key(|a| Reverse((a.updated_at, a.id)));
        Ok(page(&all, number))
    }

    fn announcement(&self, id: u64) -> Result<Option<Announcement>, StoreFault> {
        Ok(self.state().portal.announcements.entries.get(&id).cloned())
    }

    fn shows_video(&self, video: &ContentHash) -> Result<bool, StoreFault> {
        Ok(self.state().portal.announcements.entries.values().any(|a| a.video == Some(*video)))
    }

    fn sampling(
        &self,
        search: &SamplingSearch,
        number: PageNumber,
    ) -> Result<Page<SamplingResult>, StoreFault> {
        Ok(page(&self.state().portal.fitting(search), number))
    }

    fn sampling_of_lot(
        &self,
        enterprise: EnterpriseId,
        lot: &LotNumber,
    ) -> Result<Vec<SamplingResult>, StoreFault> {
        let search = SamplingSearch {
            enterprise: Some(enterprise),
            lot: Some(lot.clone()),
            ..SamplingSearch::default()
        };
        let state = self.state();
        let found = state.portal.fitting(&search);
        Ok(found.into_iter().take(SAMPLING_OF_LOT_MAX).cloned().collect())
    }

    fn count_sampling(&self, results: &[SamplingResult]) -> Result<ImportCount, StoreFault> {
        let state = self.state();
        let mut count = ImportCount::default();
        for sent in results {
            is_change(&mut count, state.portal.known(sent), sent);
        }
        Ok(count)
    }

    fn lot_statistics(&self, today: Date) -> Result<LotStatistics, StoreFault> {
        Ok(self.state().lot_statistics(today))
    }

    fn query_counts(&self, from: Date) -> Result<Vec<QueryCount>, StoreFault> {
        let state = self.state();
        let counted = state.portal.query_counts.iter().filter(|((day, _), _)| *day >= from);
        Ok(counted
            .map(|((day, channel), (found, not_found))| QueryCount {
                day: *day,
                channel: *channel,
                found: *found,
                not_found: *not_found,
            })
            .collect())
    }

    fn query_total(&self) -> Result<(u64, u64), StoreFault> {
        let state = self.state();
        let counts = state.portal.query_counts.values();
        Ok(counts.fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1)))
    }

    fn market_share(&self) -> Result<Option<Statement>, StoreFault> {
        Ok(self.state().portal.market_share.clone())
    }

    fn check_file(&self, name: &str) -> Result<Option<CheckFile>, StoreFault> {
        Ok(self.state().portal.check_files.get(name).cloned())
    }

    fn check_files(&self) -> Result<Vec<CheckFile>, StoreFault> {
        Ok(self.state().portal.check_files.values().cloned().collect())
    }

    fn complaints(
        &self,
        state: Option<ComplaintState>,
        number: PageNumber,
    ) -> Result<Page<Complaint>, StoreFault> {
        let held = self.state();
        let all = held.portal.complaints.entries.values();
        let mut found: Vec<_> = all.filter(|c| state.is_none_or(|state| c.state == state)).collect();
        found.sort_by_key(|c| Reverse((c.received_at, c.id)));
        Ok(page(&found, number))
    }

    fn complaints_open(&self) -> Result<u64, StoreFault> {
        let state = self.state();
        let complaints = state.portal.complaints.entries.values();
        let open = complaints.filter(|c| c.state == ComplaintState::Open).count();
        Ok(u64::try_from(open).unwrap_or(u64::MAX))
    }

    fn operator_key(&self, digest: &[u8; 32]) -> Result<Option<OperatorKey>, StoreFault> {
        Ok(self.state().portal.operator_keys.get(digest).cloned())
    }
}

impl PortalWriter for MemoryRegistry {
    fn form_secret(&self, fresh: [u8; 32]) -> Result<[u8; 32], StoreFault> {
        Ok(*self.state().portal.form_secret.get_or_insert(fresh))
    }

    fn save_operator_key(&self, key: &OperatorKey) -> Result<(), StoreFault> {
        self.state().portal.operator_keys.insert(key.digest, key.clone());
        Ok(())
    }

    fn revoke_operator_keys(&self, label: &str, at: Timestamp) -> Result<u64, StoreFault> {
        let mut state = self.state();
        let keys = state.portal.operator_keys.values_mut();
        let mut revoked = 0;
        for key in keys.filter(|key| key.label == label && key.revoked_at.is_none()) {
            key.revoked_at = Some(at);
            revoked += 1;
        }
        Ok(revoked)
    }

    fn set_logo(&self, enterprise: EnterpriseId, logo: Option<Picture>) -> Result<(), StoreFault> {
        let mut state = self.state();
        state.check_enterprise(enterprise)?;
        match logo {
            Some(logo) => state.portal.logos.insert(enterprise, logo),
            None => state.portal.logos.remove(&enterprise),
        };
        state.generation += 1;
        Ok(())
    }

    fn save_announcement(&self, announcement: &Announcement) -> Result<u64, StoreFault> {
        let mut state = self.state();
        let announcements = &mut state.portal.announcements;
        let id = announcements.number(announcement.id);
        announcements.entries.insert(id, Announcement { id, ..announcement.clone() });
        Ok(id)
    }

    fn remove_announcement(&self, id: u64) -> Result<bool, StoreFault> {
        Ok(self.state().portal.announcements.entries.remove(&id).is_some())
    }

    fn save_sampling(&self, results: &[SamplingResult]) -> Result<ImportCount, StoreFault> {
        let mut state = self.state();
        for enterprise in results.iter().filter_map(|result| result.enterprise) {
            state.check_enterprise(enterprise)?;
        }
        let mut count = ImportCount::default();
        for sent in results {
            let known = state.portal.known(sent);
            let given = known.map_or(0, |known| known.id);
            if is_change(&mut count, known, sent) {
                let sampling = &mut state.portal.sampling;
                let id = sampling.number(given);
                sampling.entries.insert(id, SamplingResult { id, ..sent.clone() });
            }
        }
        if count.added + count.replaced > 0 {
            state.generation += 1;
        }
        Ok(count)
    }

    fn remove_sampling(&self, id: u64) -> Result<bool, StoreFault> {
        let mut state = self.state();
        let removed = state.portal.sampling.entries.remove(&id).is_some();
        state.generation += u64::from(removed);
        Ok(removed)
    }

    fn add_complaint(&self, complaint: &Complaint) -> Result<u64, StoreFault> {
        let mut state = self.state();
        let complaints = &mut state.portal.complaints;
        let id = complaints.number(0);
        complaints.entries.insert(id, Complaint { id, ..complaint.clone() });
        Ok(id)
    }

    fn answer_complaint(
        &self,
        id: u64,
        state: ComplaintState,
        note: &str,
        at: Timestamp,
    ) -> Result<bool, StoreFault> {
        let mut held = self.state();
        let Some(complaint) = held.portal.complaints.entries.get_mut(&id) else { return Ok(false) };
        complaint.state = state;
        note.clone_into(&mut complaint.note);
        complaint.updated_at = at;
        Ok(true)
    }

    fn wipe_contacts(&self, now: Timestamp) -> Result<u64, StoreFault> {
        let mut state = self.state();
        let complaints = state.portal.complaints.entries.values_mut();
        let mut wiped = 0;
        for complaint in complaints.filter(|c| c.contact_until.is_some_and(|until| until <= now)) {
            complaint.content.contact = None;
            complaint.contact_until = None;
            wiped += 1;
        }
        Ok(wiped)
    }

    fn add_query_counts(&self, counts: &[QueryCount]) -> Result<(), StoreFault> {
        let mut state = self.state();
        for count in counts {
            let sum = state.portal.query_counts.entry((count.day, count.channel)).or_default();
            *sum = (sum.0 + count.found, sum.1 + count.not_found);
        }
        Ok(())
    }

    fn set_market_share(&self, statement: Option<&Statement>) -> Result<(), StoreFault> {
        self.state().portal.market_share = statement.cloned();
        Ok(())
    }

    fn save_check_file(&self, file: &CheckFile) -> Result<(), StoreFault> {
        self.state().portal.check_files.insert(file.name.clone(), file.clone());
        Ok(())
    }

    fn remove_check_file(&self, name: &str) -> Result<bool, StoreFault> {
        Ok(self.state().portal.check_files.remove(name).is_some())
    }
}
