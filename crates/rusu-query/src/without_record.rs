//! Answers where no record is found: what can be said from the form of the text alone.

use std::sync::Arc;

use rusu_core::answer::Answer;
use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::Enterprise;
use rusu_core::rule_book::{Candidate, Hint, Reading};
use rusu_core::verdict::Verdict;

use crate::directory::Directory;

/// What to say of a code that is there, but is not the one to ask for.
pub(crate) fn verdict_of_wrong(carrier: Carrier) -> Option<Verdict> {
    match carrier {
        Carrier::Inner => Some(Verdict::InnerCodeGiven),
        Carrier::Outer => Some(Verdict::OuterCodeGiven),
        Carrier::Case | Carrier::Pallet => None,
    }
}

/// Whether an enterprise is the chosen one, or belongs to it as to its group.
pub(crate) fn is_of(enterprise: &Enterprise, chosen: &Enterprise) -> bool {
    enterprise.id == chosen.id || enterprise.parent == Some(chosen.id)
}

pub(crate) fn ambiguous(mut enterprises: Vec<Arc<Enterprise>>) -> Answer {
    enterprises.sort_by_key(|e| e.id);
    enterprises.dedup_by_key(|e| e.id);
    let mut answer = Answer::bare(Verdict::Ambiguous, "");
    answer.candidates = enterprises;
    answer
}

/// Nothing visible, nobody chosen: the formats decide what can be said.
pub(crate) fn not_found(directory: &Directory, reading: &Reading) -> Answer {
    let fitting: Vec<Arc<Enterprise>> =
        reading.candidates.iter().filter_map(|c| directory.get(c.rule.enterprise).cloned()).collect();
    let several = fitting.iter().any(|e| fitting.first().is_some_and(|first| first.id != e.id));
    match fitting.first() {
        Some(_) if several => ambiguous(fitting),
        Some(only) => fits_without_record(reading, only),
        None => unrecognised(directory, reading),
    }
}

pub(crate) fn not_found_for(directory: &Directory, reading: &Reading, chosen: &Arc<Enterprise>) -> Answer {
    let of_chosen = |c: &&Candidate| c.rule.enterprise == chosen.id;
    let of_group = |c: &&Candidate| directory.get(c.rule.enterprise).is_some_and(|e| is_of(e, chosen));
    let mut fitting = reading.candidates.iter();
    let fitting = fitting.clone().find(of_chosen).or_else(|| fitting.find(of_group));
    if let Some(maker) = fitting.and_then(|c| directory.get(c.rule.enterprise)) {
        return fits_without_record(reading, maker);
    }
    let makers = directory.enterprises().iter().filter(|e| is_of(e, chosen));
    let has_rules = makers.flat_map(|e| directory.book.rules_of(e.id)).next().is_some();
    if !has_rules && reading.code.is_some() {
        return fits_without_record(reading, chosen);
    }
    // It fits others' formats but not the chosen one's: the hint must speak of the chosen one.
    let mut answer = unrecognised(directory, reading);
    if !reading.candidates.is_empty() {
        let text = reading.code.as_ref().map(TraceCode::as_str).unwrap_or_default();
        answer.hint = Some(directory.book.hint_for(text, chosen.id));
    }
    answer.enterprise = Some(Arc::clone(chosen));
    answer
}

fn fits_without_record(reading: &Reading, enterprise: &Arc<Enterprise>) -> Answer {
    let own = reading.candidates.iter().filter(|c| c.rule.enterprise == enterprise.id);
    let best = own.min_by_key(|c| !c.rule.asked);
    let wrong = best.filter(|c| !c.rule.asked).and_then(|c| verdict_of_wrong(c.rule.carrier));
    let mut answer = Answer::bare(wrong.unwrap_or(Verdict::NoRecord), "");
    answer.code = best.map(|c| c.code.clone());
    answer.enterprise = Some(Arc::clone(enterprise));
    answer
}

fn unrecognised(directory: &Directory, reading: &Reading) -> Answer {
    let foreign = match &reading.hint {
        Some(Hint::ForeignLink { .. }) => true,
        Some(Hint::Barcode { gtin }) => !gtin.is_registered_in_china(),
        _ => false,
    };
    let verdict = if foreign { Verdict::NotConnected } else { Verdict::Unrecognised };
    let mut answer = Answer::bare(verdict, "");
    answer.hint.clone_from(&reading.hint);
    let rule = reading.hint.as_ref().and_then(Hint::rule);
    answer.enterprise = rule.and_then(|rule| directory.get(rule.enterprise)).cloned();
    answer
}
