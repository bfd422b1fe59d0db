//! The operator's writes: admission, recalls, void codes, a lot's state.

use rusu_core::code::TraceCode;
use rusu_core::enterprise::{Coverage, Enterprise, EnterpriseId};
use rusu_core::history::{Subject, ValueChange};
use rusu_core::lot::{LotKey, LotState, VoidCode};
use rusu_core::ports::{PublishedLot, StoreFault};
use rusu_core::recall::Recall;
use rusu_core::submission::SubmissionId;

use crate::intake::{Intake, IntakeError};

/// An enterprise as the operator admits it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEnterprise {
    /// A number, if it must be a certain one.
    pub id: Option<EnterpriseId>,
    /// The name people know.
    pub name: String,
    /// Brands on its cans.
    pub brands: Vec<String>,
    /// What of its goods is on the platform.
    pub coverage: Coverage,
    /// The group it belongs to.
    pub parent: Option<EnterpriseId>,
    /// Invented, for trying the platform out.
    pub is_sample: bool,
}

impl Intake {
    /// Admits an enterprise. One with the same name is returned as it is.
    ///
    /// # Errors
    /// [`IntakeError::Taken`] if the number is another enterprise's; [`StoreFault`].
    pub fn admit(&self, new: NewEnterprise) -> Result<Enterprise, IntakeError> {
        let known = self.registry.enterprises()?;
        if let Some(same) = known.iter().find(|enterprise| enterprise.name == new.name) {
            return Ok(same.clone());
        }
        if let Some(other) = known.iter().find(|enterprise| Some(enterprise.id) == new.id) {
            return Err(IntakeError::Taken { number: other.id, name: other.name.clone() });
        }
        let next = known.iter().map(|enterprise| enterprise.id.0).max().unwrap_or(0) + 1;
        let enterprise = Enterprise {
            id: new.id.unwrap_or(EnterpriseId(next)),
            name: new.name,
            brands: new.brands,
            parent: new.parent,
            coverage: new.coverage,
            profile: None,
            is_sample: new.is_sample,
            last_delivered_at: None,
        };
        self.registry.save_enterprise(&enterprise)?;
        Ok(enterprise)
    }

    /// Announces a recall; it shows on the next query.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn announce_recall(&self, recall: &Recall) -> Result<u64, StoreFault> {
        self.registry.save_recall(recall)
    }

    /// Declares codes of a lot void, each with its reason.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn void_codes(&self, lot: &LotKey, codes: Vec<(TraceCode, String)>) -> Result<(), StoreFault> {
        let since = self.clock.now();
        let codes: Vec<VoidCode> =
            codes.into_iter().map(|(code, reason)| VoidCode { code, reason, since }).collect();
        self.registry.void_codes(lot, &codes)
    }

    /// Changes where a published lot stands, keeping who, when and why.
    ///
    /// # Errors
    /// [`IntakeError::Unknown`] if no such lot is published.
    pub fn set_lot_state(&self, key: &LotKey, state: LotState, why: &str) -> Result<(), IntakeError> {
        let Some(mut lot) = self.registry.lot(key)? else {
            return Err(IntakeError::Unknown { what: "lot", name: key.number.to_string() });
        };
        let at = self.clock.now();
        let change = ValueChange {
            subject: Subject::Lot(key.number.to_string()),
            field: "state".to_owned(),
            old: Some(state_word(&lot.state).to_owned()),
            new: Some(state_word(&state).to_owned()),
            who: "operator".to_owned(),
            why: why.to_owned(),
            at,
        };
        if lot.state == state {
            return Ok(());
        }
        lot.state = state;
        let submission = SubmissionId::new(at, [0; 10]);
        let published = PublishedLot { lot, part: None, part_codes: 0, changes: vec![change], submission };
        Ok(self.registry.publish_lot(&published)?)
    }
}

fn state_word(state: &LotState) -> &'static str {
    match state {
        LotState::Published => "published",
        LotState::UnderCorrection => "under_correction",
        LotState::Withdrawn { .. } => "withdrawn",
        LotState::Archived => "archived",
    }
}
