//! A lot's life: a draft, published, amended, under correction, withdrawn in part or as a whole.
//!
//! Owns: what an enterprise may change of its own published lots without sending a delivery, and the
//! operator's word on where a lot stands. Refuses to know: HTTP, who may call what.
//!
//! Invariants:
//! * A value is amended by the rules that a delivery is checked by, with a reason, and its old value
//!   is kept.
//! * Every change is written over what was read, or not at all: two who change one lot do not undo
//!   each other's changes.
//! * Nothing here makes a code visible but the word that publishes a draft.

mod amend;
mod error;
mod packing;
mod void;

use rusu_core::enterprise::EnterpriseId;
use rusu_core::history::{Subject, ValueChange, Versioned as _};
use rusu_core::limits::{CHANGE_REASON_CHARACTERS_MAX, LOT_WRITES_TRIED_MAX};
use rusu_core::lot::{Lot, LotKey, LotState};
use rusu_core::portal::{Page, PageNumber};
use rusu_core::ports::{LotFile, PublishedLot, StoreFault};
use rusu_core::submission::SubmissionId;
use sha2::{Digest as _, Sha256};

use crate::commit::overtaken;
use crate::intake::Intake;

pub use amend::{LotAmendment, MaterialAmendment};
pub use error::LotError;
pub use packing::{PackagingOrder, PackagingSheet};
pub use void::{VoidCount, VoidOrder};

/// Where an enterprise may say that its lot stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeclaredState {
    /// All is well (again), or a draft is to be shown from now on.
    Published,
    /// The enterprise is correcting its data.
    UnderCorrection,
    /// The enterprise takes the lot back, for good.
    Withdrawn,
}

impl DeclaredState {
    /// The state of a stable word, the lot's own.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Published, Self::UnderCorrection, Self::Withdrawn]
            .into_iter()
            .find(|state| state_word(&state.with("")) == word)
    }

    fn with(self, reason: &str) -> LotState {
        match self {
            Self::Published => LotState::Published,
            Self::UnderCorrection => LotState::UnderCorrection,
            Self::Withdrawn => LotState::Withdrawn { reason: reason.to_owned() },
        }
    }
}

/// What tells one version of a lot from every other: 32 hexadecimal digits of all its values.
#[must_use]
pub fn lot_version(lot: &Lot) -> String {
    let mut digest = Sha256::new();
    for (field, value) in lot.values() {
        digest.update(format!("{field}={value}\0"));
    }
    let (state, reason) = match &lot.state {
        LotState::Withdrawn { reason } => ("withdrawn", reason.as_str()),
        other => (state_word(other), ""),
    };
    digest.update(format!("{state} {reason}\0{}\0{}", lot.unit_count, lot.published_at));
    digest.finalize().iter().take(16).fold(String::with_capacity(32), |mut text, byte| {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Intake {
    /// An enterprise's published lots, latest first.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn lot_page(&self, enterprise: EnterpriseId, page: PageNumber) -> Result<Page<Lot>, StoreFault> {
        self.registry.lot_page(enterprise, page)
    }

    /// A published lot with its history and void codes.
    ///
    /// # Errors
    /// [`LotError::Unknown`] if the enterprise has no such lot.
    pub fn lot_sheet(&self, key: &LotKey) -> Result<LotFile, LotError> {
        self.registry.lot_file(key)?.ok_or_else(|| LotError::unknown(key))
    }

    /// Says where an enterprise's own lot stands. What is withdrawn stays so, and what is past
    /// retention too: that is the operator's to change. Saying it again changes nothing.
    ///
    /// # Errors
    /// [`LotError`].
    pub fn declare_lot_state(
        &self,
        key: &LotKey,
        state: DeclaredState,
        reason: &str,
        who: &str,
    ) -> Result<Lot, LotError> {
        let reason = reason_of(reason)?;
        let wanted = state.with(&reason);
        self.change_lot(key, |lot| match (&lot.state, &wanted) {
            (LotState::Withdrawn { .. }, LotState::Withdrawn { .. }) => Ok(None),
            (LotState::Withdrawn { .. } | LotState::Archived, to) => Err(forbidden(lot, to)),
            _ => self.declared(lot, &wanted, &reason, who),
        })
    }

    /// A change of state by anybody's word. A draft becomes published or nothing: in every other state
    /// people are shown what nobody meant to show them. What it is published with is judged again, as the
    /// product may have changed since.
    pub(crate) fn declared(
        &self,
        lot: &Lot,
        state: &LotState,
        why: &str,
        who: &str,
    ) -> Result<Option<(Lot, Vec<ValueChange>)>, LotError> {
        match (&lot.state, state) {
            (LotState::Draft, LotState::Published) => {
                Ok(self.restated(&self.amended(lot, &LotAmendment::default())?, state, why, who))
            }
            (LotState::Draft, LotState::Draft) => Ok(None),
            (LotState::Draft, _) | (_, LotState::Draft) => Err(forbidden(lot, state)),
            _ => Ok(self.restated(lot, state, why, who)),
        }
    }

    /// The change of a lot's state, with its history; `None` if it stands so already.
    pub(crate) fn restated(
        &self,
        lot: &Lot,
        state: &LotState,
        why: &str,
        who: &str,
    ) -> Option<(Lot, Vec<ValueChange>)> {
        if lot.state == *state {
            return None;
        }
        let at = self.clock.now();
        let change = ValueChange {
            subject: Subject::Lot(lot.key.number.to_string()),
            field: "state".to_owned(),
            old: Some(state_word(&lot.state).to_owned()),
            new: Some(state_word(state).to_owned()),
            who: who.to_owned(),
            why: why.to_owned(),
            at,
        };
        let published_at = if lot.state == LotState::Draft { at } else { lot.published_at };
        Some((Lot { state: state.clone(), published_at, ..lot.clone() }, vec![change]))
    }

    /// Changes a lot over what stands there, again if somebody was faster. `None` leaves it as it is.
    pub(crate) fn change_lot(
        &self,
        key: &LotKey,
        how: impl Fn(&Lot) -> Result<Option<(Lot, Vec<ValueChange>)>, LotError>,
    ) -> Result<Lot, LotError> {
        let mut random = [0; 10];
        random.iter_mut().zip(self.chance.bytes()).for_each(|(to, from)| *to = from);
        let submission = SubmissionId::new(self.clock.now(), random);
        for _ in 0..LOT_WRITES_TRIED_MAX {
            let stands = self.registry.lot(key)?.ok_or_else(|| LotError::unknown(key))?;
            let Some((lot, changes)) = how(&stands)? else { return Ok(stands) };
            let submission = submission.clone();
            let published = PublishedLot { lot, part: None, part_codes: 0, changes, submission };
            if self.registry.publish_lot_over(&published, Some(&stands))? {
                return Ok(published.lot);
            }
        }
        Err(overtaken(key).into())
    }
}

fn forbidden(lot: &Lot, state: &LotState) -> LotError {
    LotError::StateForbidden { from: lot.state.as_str(), to: state.as_str() }
}

/// The stable word of a state.
#[must_use]
pub fn state_word(state: &LotState) -> &'static str {
    state.as_str()
}

/// A reason that can be kept.
fn reason_of(reason: &str) -> Result<String, LotError> {
    let reason = reason.trim();
    let given = reason.chars().count();
    if given == 0 {
        return Err(LotError::Missing { field: "reason" });
    }
    if given > CHANGE_REASON_CHARACTERS_MAX {
        return Err(LotError::TooLong { field: "reason", given, limit: CHANGE_REASON_CHARACTERS_MAX });
    }
    if reason.chars().any(char::is_control) {
        return Err(LotError::form("reason", reason));
    }
    Ok(reason.to_owned())
}
