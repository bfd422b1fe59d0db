//! The registry's ports for deliveries on their way in: upload sessions, and what each enterprise has
//! used of its quota.

use jiff::Timestamp;
use jiff::civil::Date;

use super::StoreFault;
use crate::enterprise::EnterpriseId;
use crate::lot::ContentHash;
use crate::submission::SubmissionId;
use crate::upload::{UploadId, UploadSession};

/// How much may be reserved by sessions that are not completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadRoom {
    /// Sessions of one enterprise.
    pub sessions_max: u64,
    /// Bytes of one enterprise.
    pub bytes_max: u64,
    /// Bytes of all enterprises together.
    pub bytes_of_all_max: u64,
}

/// What became of opening a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenedUpload {
    /// It is new.
    New,
    /// The enterprise has one with the same idempotency key; nothing was stored.
    Known(Box<UploadSession>),
    /// There is no room; nothing was stored.
    Full(FullUploads),
}

/// Of what there is no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FullUploads {
    /// Sessions of the enterprise.
    Sessions,
    /// Bytes of the enterprise.
    Bytes,
    /// Bytes of all enterprises.
    BytesOfAll,
}

/// What an enterprise has under way and has delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliveryUse {
    /// Its submissions that are not in a final state.
    pub waiting: u64,
    /// Bytes that it delivered on the day asked for.
    pub bytes: u64,
}

/// Reading deliveries on their way in.
pub trait DeliveryReader: Send + Sync {
    /// A session by its id, completed or not, expired or not.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn upload(&self, id: &UploadId) -> Result<Option<UploadSession>, StoreFault>;

    /// An enterprise's sessions that are not completed, oldest first.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn uploads(&self, enterprise: EnterpriseId) -> Result<Vec<UploadSession>, StoreFault>;

    /// Sessions that expired at `now` or before, oldest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn expired_uploads(&self, now: Timestamp, limit: usize) -> Result<Vec<UploadSession>, StoreFault>;

    /// Which of these hashes a session lists that is not completed, `except` itself left out.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn awaited_parts(
        &self,
        hashes: &[ContentHash],
        except: &UploadId,
    ) -> Result<Vec<ContentHash>, StoreFault>;

    /// What an enterprise has waiting, and has delivered on a day in China.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn delivery_use(&self, enterprise: EnterpriseId, day: Date) -> Result<DeliveryUse, StoreFault>;
}

/// Writing deliveries on their way in. Only `rusu-intake` is handed this port.
///
/// Each call is one transaction, durable when it returns.
pub trait DeliveryWriter: DeliveryReader {
    /// Opens a session, if the enterprise has none with the same idempotency key and there is room.
    /// Completed sessions take no room.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn open_upload(&self, session: &UploadSession, room: &UploadRoom) -> Result<OpenedUpload, StoreFault>;

    /// Notes that a part is durable, or that it is not after all. Of a part or session that does not
    /// exist nothing is noted; tells whether there is one.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn note_part(&self, id: &UploadId, number: u32, is_durable: bool) -> Result<bool, StoreFault>;

    /// Notes what a session became. The first note stands.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn complete_upload(&self, id: &UploadId, submission: &SubmissionId) -> Result<(), StoreFault>;

    /// Removes a session; absent is no error.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn remove_upload(&self, id: &UploadId) -> Result<(), StoreFault>;

    /// Adds to what an enterprise delivered on a day, and forgets the days before `keep_from`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn add_delivered(
        &self,
        enterprise: EnterpriseId,
        day: Date,
        bytes: u64,
        keep_from: Date,
    ) -> Result<(), StoreFault>;
}
