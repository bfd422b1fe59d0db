//! What it means to the one who asked that a lot was not changed; a part of the one mapping.

use rusu_intake::LotError;

use super::{Meaning, limited, named, number, of_store, shortened};
use crate::problem::{Fact, ProblemCode};
use crate::wire::findings_text;

pub(super) fn of_lot(error: &LotError) -> Meaning {
    let field = |code, field: &str, mut facts: Vec<(&'static str, Fact)>| {
        facts.push(("field", Fact::Text(field.to_owned())));
        Meaning { code, facts }
    };
    match error {
        LotError::Fault(fault) => of_store(fault),
        LotError::Unknown { number } => named(ProblemCode::LotUnknown, "lot", number),
        LotError::Changed { stands, .. } => named(ProblemCode::LotChanged, "version", stands),
        LotError::StateForbidden { from, to } => {
            let mut meaning = named(ProblemCode::LotStateForbidden, "from", from);
            meaning.facts.push(("to", Fact::Text((*to).to_owned())));
            meaning
        }
        LotError::Missing { field: name } => field(ProblemCode::FieldMissing, name, Vec::new()),
        LotError::TooLong { field: name, given, limit } => {
            field(ProblemCode::FieldTooLong, name, vec![("given", number(*given)), ("limit", number(*limit))])
        }
        LotError::Form { field: name, given } => {
            field(ProblemCode::FieldForm, name, vec![("given", Fact::Text(shortened(given)))])
        }
        LotError::Refused { findings } => {
            let said = findings_text(findings);
            let facts = vec![("zh", Fact::Text(said.zh)), ("en", Fact::Text(said.en))];
            Meaning { code: ProblemCode::LotRefused, facts }
        }
        LotError::CodesLimit { given, limit } => {
            let mut meaning = limited(ProblemCode::VoidCodesLimit, *limit);
            meaning.facts.push(("given", number(*given)));
            meaning
        }
        LotError::NotOfLot { first, count } => {
            let mut meaning = named(ProblemCode::CodeNotOfLot, "code", first.as_str());
            meaning.facts.push(("count", number(*count)));
            meaning
        }
    }
}
