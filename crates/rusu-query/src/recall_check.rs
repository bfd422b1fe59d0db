//! Bulk checks: which of many codes or lots are recalled. Each costs one look and counts as none.

use std::sync::Arc;

use rusu_core::answer::{Answer, Question};
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::lot::{LotKey, LotState};
use rusu_core::ports::StoreFault;
use rusu_core::recall::Recall;
use rusu_core::verdict::Verdict;

use crate::look::{Hindrance, Look};
use crate::query::Query;

/// What is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckedItem {
    /// A text as scanned or typed.
    Text {
        /// The text.
        text: String,
        /// The enterprise, if it was named.
        enterprise: Option<EnterpriseId>,
    },
    /// A lot.
    Lot(LotKey),
}

/// What was found of one item.
#[derive(Clone, Debug, PartialEq)]
pub enum Checked {
    /// Under recall, whether the platform knows it or only the notice does.
    Recalled {
        /// Whose.
        enterprise: Option<Arc<Enterprise>>,
        /// By which recalls; by number.
        recalls: Vec<Arc<Recall>>,
    },
    /// Known and not under recall.
    NotRecalled {
        /// Whose.
        enterprise: Option<Arc<Enterprise>>,
    },
    /// Neither the platform nor any notice knows it, or it can be several enterprises'.
    Unknown,
}

impl Query {
    /// Whether an item is under recall. Nothing is counted.
    ///
    /// # Errors
    /// As [`Query::resolve`].
    pub fn check_recall(&self, item: &CheckedItem) -> Result<Checked, StoreFault> {
        match item {
            CheckedItem::Text { text, enterprise } => {
                let question = Question {
                    text: text.clone(),
                    enterprise: *enterprise,
                    is_again: true,
                    ..Question::default()
                };
                let answer = self.resolve(&question)?;
                Ok(if self.is_known_only_by_form(&answer)? { Checked::Unknown } else { checked(answer) })
            }
            CheckedItem::Lot(key) => self.check_lot(key),
        }
    }

    /// Whether a code looks like an inner (or outer) one, but nobody has delivered it.
    fn is_known_only_by_form(&self, answer: &Answer) -> Result<bool, StoreFault> {
        let is_other_carrier = matches!(answer.verdict, Verdict::InnerCodeGiven | Verdict::OuterCodeGiven);
        let (true, Some(enterprise), Some(code)) = (is_other_carrier, &answer.enterprise, &answer.code)
        else {
            return Ok(false);
        };
        let directory = self.directory()?;
        let look = Look { query: self, directory: &directory, may_ask: true, is_drill: false };
        let found = look.visible(enterprise.id, code).map_err(Hindrance::into_fault)?;
        Ok(found.is_none())
    }

    /// The recalls in force that name a whole lot, or a range of codes within it; by number.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn recalls_of_lot(&self, key: &LotKey) -> Result<Vec<Arc<Recall>>, StoreFault> {
        let directory = self.directory()?;
        let own = directory.recalls.in_force.of(key.enterprise);
        Ok(own.map_or_else(Vec::new, |own| own.that_name(&key.number)))
    }

    fn check_lot(&self, key: &LotKey) -> Result<Checked, StoreFault> {
        let directory = self.directory()?;
        let enterprise = directory.get(key.enterprise).cloned();
        let own = directory.recalls.in_force.of(key.enterprise);
        let recalls = own.map_or(&[][..], |own| own.of_lot(&key.number)).to_vec();
        if !recalls.is_empty() {
            return Ok(Checked::Recalled { enterprise, recalls });
        }
        // A draft is nobody's business yet, not even that there is one.
        let is_known = self.registry.lot(key)?.is_some_and(|lot| lot.state != LotState::Draft);
        Ok(if is_known { Checked::NotRecalled { enterprise } } else { Checked::Unknown })
    }

    /// Looks a text up as everybody does, but with the recalls of drills instead of the real ones.
    /// Nothing is counted.
    ///
    /// # Errors
    /// As [`Query::resolve`].
    pub fn look_in_drill(&self, text: &str, enterprise: EnterpriseId) -> Result<Answer, StoreFault> {
        let directory = self.directory()?;
        let look = Look { query: self, directory: &directory, may_ask: true, is_drill: true };
        let question = Question {
            text: text.to_owned(),
            enterprise: Some(enterprise),
            is_again: true,
            ..Question::default()
        };
        self.looked(&look, &question).map_err(Hindrance::into_fault)
    }
}

fn checked(answer: Answer) -> Checked {
    let Answer { verdict, enterprise, recalls, .. } = answer;
    match verdict {
        Verdict::Recalled => Checked::Recalled { enterprise, recalls },
        Verdict::FirstQuery
        | Verdict::SeenBefore
        | Verdict::UnusuallyOften
        | Verdict::Expired
        | Verdict::Withdrawn
        | Verdict::UnderCorrection
        | Verdict::Package
        | Verdict::Archived => Checked::NotRecalled { enterprise },
        // The platform knows an inner code as well as the outer one.
        Verdict::InnerCodeGiven | Verdict::OuterCodeGiven => Checked::NotRecalled { enterprise },
        Verdict::Unrecognised
        | Verdict::NoRecord
        | Verdict::NotConnected
        | Verdict::OtherEnterprise
        | Verdict::Ambiguous => Checked::Unknown,
    }
}
