//! Deliveries on their way in, in memory.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::ContentHash;
use rusu_core::ports::{
    DeliveryReader, DeliveryUse, DeliveryWriter, FullUploads, OpenedUpload, StoreFault, UploadRoom,
};
use rusu_core::submission::SubmissionId;
use rusu_core::upload::{UploadId, UploadSession};

use super::MemoryRegistry;

#[derive(Debug, Default)]
pub(super) struct DeliveryState {
    uploads: BTreeMap<UploadId, UploadSession>,
    delivered: BTreeMap<(EnterpriseId, Date), u64>,
}

impl DeliveryState {
    fn open(&self) -> impl Iterator<Item = &UploadSession> {
        self.uploads.values().filter(|session| session.submission.is_none())
    }

    fn full(&self, session: &UploadSession, room: &UploadRoom) -> Option<FullUploads> {
        let own: Vec<_> = self.open().filter(|open| open.enterprise == session.enterprise).collect();
        let own_bytes: u64 = own.iter().map(|open| open.manifest.bytes).sum();
        let all_bytes: u64 = self.open().map(|open| open.manifest.bytes).sum();
        let bytes = session.manifest.bytes;
        if u64::try_from(own.len()).unwrap_or(u64::MAX) >= room.sessions_max {
            Some(FullUploads::Sessions)
        } else if own_bytes.saturating_add(bytes) > room.bytes_max {
            Some(FullUploads::Bytes)
        } else if all_bytes.saturating_add(bytes) > room.bytes_of_all_max {
            Some(FullUploads::BytesOfAll)
        } else {
            None
        }
    }
}

impl DeliveryReader for MemoryRegistry {
    fn upload(&self, id: &UploadId) -> Result<Option<UploadSession>, StoreFault> {
        Ok(self.state().delivery.uploads.get(id).cloned())
    }

    fn uploads(&self, enterprise: EnterpriseId) -> Result<Vec<UploadSession>, StoreFault> {
        let state = self.state();
        let own = state.delivery.open().filter(|session| session.enterprise == enterprise);
        let mut own: Vec<_> = own.cloned().collect();
        own.sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
        Ok(own)
    }

    fn expired_uploads(&self, now: Timestamp, limit: usize) -> Result<Vec<UploadSession>, StoreFault> {
        let state = self.state();
        let mut found: Vec<_> =
            state.delivery.uploads.values().filter(|session| session.expires_at <= now).cloned().collect();
        found.sort_by(|a, b| (a.expires_at, &a.id).cmp(&(b.expires_at, &b.id)));
        found.truncate(limit);
        Ok(found)
    }

    fn awaited_parts(
        &self,
        hashes: &[ContentHash],
        except: &UploadId,
    ) -> Result<Vec<ContentHash>, StoreFault> {
        let state = self.state();
        let others = state.delivery.open().filter(|session| session.id != *except);
        let awaited: BTreeSet<ContentHash> =
            others.flat_map(|session| session.manifest.parts.iter().copied()).collect();
        Ok(hashes.iter().copied().filter(|hash| awaited.contains(hash)).collect())
    }

    fn delivery_use(&self, enterprise: EnterpriseId, day: Date) -> Result<DeliveryUse, StoreFault> {
        let state = self.state();
        let receipts = state.submissions.values().map(|submission| &submission.receipt);
        let waiting =
            receipts.filter(|receipt| receipt.enterprise == enterprise && !receipt.state.is_final());
        let waiting = u64::try_from(waiting.count()).unwrap_or(u64::MAX);
        let bytes = state.delivery.delivered.get(&(enterprise, day)).copied().unwrap_or_default();
        Ok(DeliveryUse { waiting, bytes })
    }
}

impl DeliveryWriter for MemoryRegistry {
    fn open_upload(&self, session: &UploadSession, room: &UploadRoom) -> Result<OpenedUpload, StoreFault> {
        let mut state = self.state();
        state.check_enterprise(session.enterprise)?;
        let key = &session.manifest.idempotency_key;
        let mut uploads = state.delivery.uploads.values();
        let known = uploads
            .find(|known| known.enterprise == session.enterprise && known.manifest.idempotency_key == *key);
        if let Some(known) = known {
            return Ok(OpenedUpload::Known(Box::new(known.clone())));
        }
        if let Some(full) = state.delivery.full(session, room) {
            return Ok(OpenedUpload::Full(full));
        }
        state.delivery.uploads.insert(session.id.clone(), session.clone());
        Ok(OpenedUpload::New)
    }

    fn note_part(&self, id: &UploadId, number: u32, is_durable: bool) -> Result<bool, StoreFault> {
        let mut state = self.state();
        let Some(session) = state.delivery.uploads.get_mut(id) else { return Ok(false) };
        if session.manifest.part(number).is_none() {
            return Ok(false);
        }
        session.missing.retain(|missing| *missing != number);
        if !is_durable {
            session.missing.push(number);
            session.missing.sort_unstable();
        }
        Ok(true)
    }

    fn complete_upload(&self, id: &UploadId, submission: &SubmissionId) -> Result<(), StoreFault> {
        if let Some(session) = self.state().delivery.uploads.get_mut(id) {
            session.submission.get_or_insert_with(|| submission.clone());
        }
        Ok(())
    }

    fn remove_upload(&self, id: &UploadId) -> Result<(), StoreFault> {
        self.state().delivery.uploads.remove(id);
        Ok(())
    }

    fn add_delivered(
        &self,
        enterprise: EnterpriseId,
        day: Date,
        bytes: u64,
        keep_from: Date,
    ) -> Result<(), StoreFault> {
        let mut state = self.state();
        state.check_enterprise(enterprise)?;
        let delivered = &mut state.delivery.delivered;
        delivered.retain(|(whose, day), _| *whose != enterprise || *day >= keep_from);
        *delivered.entry((enterprise, day)).or_default() += bytes;
        Ok(())
    }
}
