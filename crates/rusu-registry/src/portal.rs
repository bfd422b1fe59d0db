//! The portal's ports: reads, and writes that are each one transaction.

use jiff::Timestamp;
use jiff::civil::Date;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::{ContentHash, LotNumber};
use rusu_core::portal::{
    Announcement, AnnouncementKind, CheckFile, Complaint, ComplaintState, LotStatistics, OperatorKey, Page,
    PageNumber, Picture, QueryCount, SamplingResult, SamplingSearch, Statement,
};
use rusu_core::ports::{ImportCount, PortalReader, PortalWriter, StoreFault};

use crate::SqlRegistry;
use crate::calls::{announcements, complaints, portal, sampling};

impl PortalReader for SqlRegistry {
    fn logos(&self) -> Result<Vec<(EnterpriseId, Picture)>, StoreFault> {
        self.read(async |db| portal::logos(db).await)
    }

    fn announcements(
        &self,
        kind: Option<AnnouncementKind>,
        now: Timestamp,
        page: PageNumber,
    ) -> Result<Page<Announcement>, StoreFault> {
        self.read(async |db| announcements::visible(db, kind, now, page).await)
    }

    fn all_announcements(&self, page: PageNumber) -> Result<Page<Announcement>, StoreFault> {
        self.read(async |db| announcements::all(db, page).await)
    }

    fn announcement(&self, id: u64) -> Result<Option<Announcement>, StoreFault> {
        self.read(async |db| announcements::one(db, id).await)
    }

    fn shows_video(&self, video: &ContentHash) -> Result<bool, StoreFault> {
        self.read(async |db| announcements::shows_video(db, video).await)
    }

    fn sampling(
        &self,
        search: &SamplingSearch,
        page: PageNumber,
    ) -> Result<Page<SamplingResult>, StoreFault> {
        self.read(async |db| sampling::page(db, search, page).await)
    }

    fn sampling_of_lot(
        &self,
        enterprise: EnterpriseId,
        lot: &LotNumber,
    ) -> Result<Vec<SamplingResult>, StoreFault> {
        self.read(async |db| sampling::of_lot(db, enterprise, lot).await)
    }

    fn count_sampling(&self, results: &[SamplingResult]) -> Result<ImportCount, StoreFault> {
        self.read_together(async |db| sampling::count(db, results).await)
    }

    fn lot_statistics(&self, today: Date) -> Result<LotStatistics, StoreFault> {
        self.read(async |db| portal::lot_statistics(db, today).await)
    }

    fn query_counts(&self, from: Date) -> Result<Vec<QueryCount>, StoreFault> {
        self.read(async |db| portal::query_counts(db, from).await)
    }

    fn query_total(&self) -> Result<(u64, u64), StoreFault> {
        self.read(async |db| portal::query_total(db).await)
    }

    fn market_share(&self) -> Result<Option<Statement>, StoreFault> {
        self.read(async |db| portal::market_share(db).await)
    }

    fn check_file(&self, name: &str) -> Result<Option<CheckFile>, StoreFault> {
        self.read(async |db| portal::check_file(db, name).await)
    }

    fn check_files(&self) -> Result<Vec<CheckFile>, StoreFault> {
        self.read(async |db| portal::check_files(db).await)
    }

    fn complaints(
        &self,
        state: Option<ComplaintState>,
        page: PageNumber,
    ) -> Result<Page<Complaint>, StoreFault> {
        self.read(async |db| complaints::page(db, state, page).await)
    }

    fn complaints_open(&self) -> Result<u64, StoreFault> {
        self.read(async |db| complaints::open(db).await)
    }

    fn operator_key(&self, digest: &[u8; 32]) -> Result<Option<OperatorKey>, StoreFault> {
        self.read(async |db| portal::operator_key(db, digest).await)
    }
}

impl PortalWriter for SqlRegistry {
    fn form_secret(&self, fresh: [u8; 32]) -> Result<[u8; 32], StoreFault> {
        match self.read(async |db| portal::secret(db, portal::FORM_SECRET).await)? {
            Some(stored) => Ok(stored),
            None => self.write(async |tx| portal::keep_secret(tx, portal::FORM_SECRET, fresh).await),
        }
    }

    fn save_operator_key(&self, key: &OperatorKey) -> Result<(), StoreFault> {
        self.write(async |tx| portal::save_operator_key(tx, key).await)
    }

    fn revoke_operator_keys(&self, label: &str, at: Timestamp) -> Result<u64, StoreFault> {
        self.write(async |tx| portal::revoke_operator_keys(tx, label, at).await)
    }

    fn set_logo(&self, enterprise: EnterpriseId, logo: Option<Picture>) -> Result<(), StoreFault> {
        self.write(async |tx| portal::set_logo(tx, enterprise, logo).await)
    }

    fn save_announcement(&self, announcement: &Announcement) -> Result<u64, StoreFault> {
        self.write(async |tx| announcements::save(tx, announcement).await)
    }

    fn remove_announcement(&self, id: u64) -> Result<bool, StoreFault> {
        self.write(async |tx| announcements::remove(tx, id).await)
    }

    fn save_sampling(&self, results: &[SamplingResult]) -> Result<ImportCount, StoreFault> {
        self.write(async |tx| sampling::save(tx, results).await)
    }

    fn remove_sampling(&self, id: u64) -> Result<bool, StoreFault> {
        self.write(async |tx| sampling::remove(tx, id).await)
    }

    fn add_complaint(&self, complaint: &Complaint) -> Result<u64, StoreFault> {
        self.write(async |tx| complaints::add(tx, complaint).await)
    }

    fn answer_complaint(
        &self,
        id: u64,
        state: ComplaintState,
        note: &str,
        at: Timestamp,
    ) -> Result<bool, StoreFault> {
        self.write(async |tx| complaints::answer(tx, id, state, note, at).await)
    }

    fn wipe_contacts(&self, now: Timestamp) -> Result<u64, StoreFault> {
        self.write(async |tx| complaints::wipe_contacts(tx, now).await)
    }

    fn add_query_counts(&self, counts: &[QueryCount]) -> Result<(), StoreFault> {
        self.write(async |tx| portal::add_query_counts(tx, counts).await)
    }

    fn set_market_share(&self, statement: Option<&Statement>) -> Result<(), StoreFault> {
        self.write(async |tx| portal::set_market_share(tx, statement).await)
    }

    fn save_check_file(&self, file: &CheckFile) -> Result<(), StoreFault> {
        self.write(async |tx| portal::save_check_file(tx, file).await)
    }

    fn remove_check_file(&self, name: &str) -> Result<bool, StoreFault> {
        self.write(async |tx| portal::remove_check_file(tx, name).await)
    }
}
