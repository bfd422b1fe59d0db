//! Submissions (报送) and their receipts (回执).

use std::fmt;

use jiff::Timestamp;

use crate::enterprise::EnterpriseId;
use crate::lot::{ContentHash, LotNumber};
use crate::product::words;

/// The public name of a submission.
///
/// Shape: `S` and 26 characters of Crockford's base 32 (48 bits of time, 80 bits of chance), upper case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SubmissionId(String);

impl SubmissionId {
    const ALPHABET: &'static [u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// Makes an id of a moment and 80 random bits.
    #[must_use]
    pub fn new(at: Timestamp, random: [u8; 10]) -> Self {
        let millis = u64::try_from(at.as_millisecond()).unwrap_or_default() & 0xffff_ffff_ffff;
        let mut value = u128::from(millis) << 80;
        value |= random.iter().fold(0_u128, |sum, byte| (sum << 8) | u128::from(*byte));
        let mut text = String::with_capacity(27);
        text.push('S');
        for place in (0..26).rev() {
            let index = usize::try_from((value >> (place * 5)) & 31).unwrap_or_default();
            text.push(char::from(Self::ALPHABET.get(index).copied().unwrap_or(b'0')));
        }
        Self(text)
    }

    /// Reads an id, in either case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let rest = text.strip_prefix('S')?;
        let fits = rest.len() == 26 && rest.bytes().all(|b| Self::ALPHABET.contains(&b));
        fits.then_some(Self(text))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SubmissionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What happens to the good rows of a lot that also has bad ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcceptMode {
    /// The lot is stored whole or not at all; rows that belong to no lot refuse the whole submission.
    AllOrNothing,
    /// Bad rows are left out, the rest is stored.
    GoodRows,
}

words!(AcceptMode, AcceptMode::AllOrNothing => "all_or_nothing", AcceptMode::GoodRows => "good_rows");

/// Where a submission stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SubmissionState {
    /// Durable, waiting.
    Received,
    /// Being read, checked and stored; nothing visible yet or some lots already published.
    Processing,
    /// Every lot is published.
    Published,
    /// Some lots or rows are published, some refused.
    PartlyPublished,
    /// Nothing was stored; the rejections say why.
    Rejected,
    /// A fault on the platform's side; it will be tried again at the next start.
    Failed,
}

words!(SubmissionState, SubmissionState::Received => "received", SubmissionState::Processing => "processing",
    SubmissionState::Published => "published", SubmissionState::PartlyPublished => "partly_published",
    SubmissionState::Rejected => "rejected", SubmissionState::Failed => "failed");

impl SubmissionState {
    /// Whether nothing more will happen by itself.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Received | Self::Processing | Self::Failed)
    }
}

/// Rows of a submission, counted by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Rows read.
    pub total: u64,
    /// Rows stored now.
    pub accepted: u64,
    /// Rows refused, those beyond the kept rejections included.
    pub rejected: u64,
    /// Rows whose content the platform already had.
    pub duplicate: u64,
    /// Warnings given; the rows were stored.
    pub warnings: u64,
}

/// What became of one lot of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LotResult {
    /// Published now.
    Published,
    /// Published before; some values were changed and their history kept, or codes added.
    Amended,
    /// Stored as a draft, which nobody is shown.
    Draft,
    /// There before with the same content; nothing changed.
    Duplicate,
    /// Not stored.
    Rejected,
}

words!(LotResult, LotResult::Published => "published", LotResult::Amended => "amended",
    LotResult::Draft => "draft",
    LotResult::Duplicate => "duplicate", LotResult::Rejected => "rejected");

/// One lot in a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotReceipt {
    /// Which.
    pub number: LotNumber,
    /// What became of it.
    pub result: LotResult,
    /// Outer codes stored now.
    pub units: u64,
}

/// When a submission took its steps, beside its receipt and its end; `None` while a step was not taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StepTimes {
    /// Read to its end.
    pub decoded_at: Option<Timestamp>,
    /// Codes and documents of the last of its lots were durable, so that publishing began.
    pub committed_at: Option<Timestamp>,
}

/// The answer to a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Which submission.
    pub id: SubmissionId,
    /// Whose.
    pub enterprise: EnterpriseId,
    /// The file name as sent.
    pub file_name: String,
    /// SHA-256 of the upload.
    pub content: ContentHash,
    /// How bad rows are treated.
    pub mode: AcceptMode,
    /// Where it stands.
    pub state: SubmissionState,
    /// Rows by what became of them.
    pub counts: RowCounts,
    /// Lots by what became of them.
    pub lots: Vec<LotReceipt>,
    /// What the platform's fault was, if the state is `Failed`; a stable code, not a text.
    pub failure: Option<String>,
    /// When it became durable.
    pub received_at: Timestamp,
    /// When it took the steps in between.
    pub times: StepTimes,
    /// When it reached a final state.
    pub finished_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_submission_id_survives_reading_in_lower_case() {
        let id = SubmissionId::new(Timestamp::from_second(1_790_000_000).unwrap(), [7; 10]);
        assert_eq!(id.as_str().len(), 27);
        assert_eq!(SubmissionId::parse(&id.as_str().to_lowercase()), Some(id));
    }

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        let early = SubmissionId::new(Timestamp::from_second(1_000).unwrap(), [255; 10]);
        let late = SubmissionId::new(Timestamp::from_second(1_001).unwrap(), [0; 10]);
        assert!(early < late);
    }

    #[test]
    fn an_id_of_the_wrong_length_is_refused() {
        assert_eq!(SubmissionId::parse("S123"), None);
    }
}
