//! What the errors of admission's desk mean to the one who asked; a part of the one mapping.

use rusu_core::signature::ProfileError;
use rusu_intake::AdmissionError;

use super::{Meaning, limited, named, of_portal, of_store};
use crate::problem::{Fact, ProblemCode};

pub(super) fn of_admission(error: &AdmissionError) -> Meaning {
    let plain = |code| Meaning { code, facts: Vec::new() };
    match error {
        AdmissionError::Fault(fault) => of_store(fault),
        AdmissionError::Entry(error) => of_portal(error),
        AdmissionError::Profile(error) => of_profile(error),
        AdmissionError::KeyUnknown { id } => named(ProblemCode::SignatureKeyUnknown, "name", id),
        AdmissionError::KeyRevoked { id } => named(ProblemCode::SignatureKeyRevoked, "name", id.as_str()),
        AdmissionError::SignatureWrong { target_uri } => {
            named(ProblemCode::SignatureWrong, "address", target_uri)
        }
        AdmissionError::Clock { seconds, limit } => Meaning {
            code: ProblemCode::SignatureClock,
            facts: vec![("given", Fact::Number(*seconds)), ("limit", Fact::Number(limit.unsigned_abs()))],
        },
        AdmissionError::NonceUsed => plain(ProblemCode::SignatureNonceUsed),
        AdmissionError::SignatureRequired { .. } => plain(ProblemCode::SignatureRequired),
        AdmissionError::Suspended { reason, .. } => named(ProblemCode::EnterpriseSuspended, "reason", reason),
        AdmissionError::Ended { reason, .. } => named(ProblemCode::EnterpriseEnded, "reason", reason),
        AdmissionError::NotYours { given } => named(ProblemCode::EnterpriseNotYours, "name", given),
        AdmissionError::PublicKeyForm => plain(ProblemCode::PublicKeyForm),
        AdmissionError::KeyTaken { id } => named(ProblemCode::SigningKeyTaken, "name", id.as_str()),
        AdmissionError::KeysLimit { limit } => limited(ProblemCode::SigningKeysLimit, *limit),
        AdmissionError::NoSuchKey { id } => named(ProblemCode::SigningKeyUnknown, "name", id),
        AdmissionError::ApplicationUnknown { id } => {
            named(ProblemCode::ApplicationUnknown, "name", &id.to_string())
        }
        AdmissionError::ApplicationDecided { id } => {
            named(ProblemCode::ApplicationDecided, "name", &id.to_string())
        }
        AdmissionError::ApplicationsBusy { .. } => plain(ProblemCode::ApplicationsBusy),
        AdmissionError::NameTaken { name, enterprise } => {
            let mut meaning = named(ProblemCode::EnterpriseNameTaken, "name", name);
            meaning.facts.push(("number", Fact::Number(enterprise.0.into())));
            meaning
        }
    }
}

fn of_profile(error: &ProfileError) -> Meaning {
    match error {
        ProfileError::Form { field, why } => {
            let mut meaning = named(ProblemCode::SignatureForm, "field", field);
            meaning.facts.push(("why", Fact::Text((*why).to_owned())));
            meaning
        }
        ProfileError::ComponentMissing { component } => {
            named(ProblemCode::SignatureComponentMissing, "name", component)
        }
        ProfileError::AlgorithmUnknown { given } => {
            named(ProblemCode::SignatureAlgorithmUnknown, "given", given)
        }
    }
}
