//! What the errors of the recall desk mean to the one who asked; a part of the one mapping.

use rusu_core::limits::{RECALL_CODES_MAX, RECALL_REPORTS_MAX, RECALL_TARGETS_MAX};
use rusu_core::recall::{RecallRefusal, ReportError, TargetError};
use rusu_intake::RecallError;

use super::{Meaning, limited, named, number, of_portal};
use crate::problem::{Fact, ProblemCode};

pub(super) fn of_recall(error: &RecallError) -> Meaning {
    let refusal = match error {
        RecallError::Field(error) => return of_portal(error),
        RecallError::Changed { id } => return named(ProblemCode::RecallChanged, "id", &id.to_string()),
        RecallError::Refused(refusal) => refusal,
    };
    let of_state = |state: &str, step: &str| {
        let mut meaning = named(ProblemCode::RecallState, "state", state);
        meaning.facts.push(("step", Fact::Text(step.to_owned())));
        meaning
    };
    match refusal {
        RecallRefusal::State { state, step } => of_state(state.as_str(), step.as_str()),
        RecallRefusal::NoDrill => of_state("real", "look"),
        RecallRefusal::NoFinalReport => of_state("unreported", "complete"),
        RecallRefusal::Target(TargetError::None | TargetError::Empty) => {
            Meaning { code: ProblemCode::RecallTargetsMissing, facts: Vec::new() }
        }
        RecallRefusal::Target(TargetError::TooMany { .. }) => {
            limited(ProblemCode::RecallTargetsLimit, RECALL_TARGETS_MAX)
        }
        RecallRefusal::Target(TargetError::TooManyCodes { .. }) => {
            limited(ProblemCode::RecallCodesLimit, RECALL_CODES_MAX)
        }
        RecallRefusal::Target(TargetError::Twice { position }) => {
            Meaning { code: ProblemCode::RecallTargetTwice, facts: vec![("position", number(*position))] }
        }
        RecallRefusal::Target(TargetError::Unknown { position }) => {
            Meaning { code: ProblemCode::RecallTargetUnknown, facts: vec![("position", number(*position))] }
        }
        RecallRefusal::Report(error) => of_report(error),
    }
}

fn of_report(error: &ReportError) -> Meaning {
    let (kind, given, bound) = match error {
        ReportError::TooMany => return limited(ProblemCode::RecallReportsLimit, RECALL_REPORTS_MAX),
        ReportError::Disposed { recalled, disposed } => {
            ("disposed", disposed.to_string(), recalled.to_string())
        }
        ReportError::Backwards { given, before } => ("backwards", given.to_string(), before.to_string()),
        ReportError::Day { given, from, to } => ("day", given.to_string(), format!("{from} – {to}")),
    };
    let facts = [("kind", kind.to_owned()), ("given", given), ("bound", bound)];
    let facts = facts.into_iter().map(|(name, text)| (name, Fact::Text(text))).collect();
    Meaning { code: ProblemCode::RecallFigures, facts }
}
