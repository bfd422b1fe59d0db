//! The domain of infant-formula traceability, pure.
//!
//! Owns: identifiers and check digits, code rules, the catalogue of the 32 trace items, master data,
//! lots and their parts, where goods come from and went (`lineage`), front doors and what surrounds the answers (`portal`), validation rules, verdicts, the record a parent sees, admission and signed requests, limits, texts in two
//! languages, and the *ports* (what intake and query ask of the stores).
//!
//! Refuses to know: I/O, async, the clock, randomness, wire formats. Same input, same output.

pub mod admission;
pub mod answer;
pub mod calendar;
pub mod catalogue;
pub mod channel;
pub mod code;
pub mod code_rule;
pub mod draft;
pub mod enterprise;
pub mod gs1;
pub mod hidden;
pub mod history;
pub mod identifiers;
pub mod limits;
pub mod lineage;
pub mod lot;
pub mod packaging;
pub mod portal;
pub mod ports;
pub mod product;
pub mod recall;
pub mod record;
pub mod rejection;
pub mod rule_book;
pub mod rule_trial;
pub mod signature;
pub mod submission;
pub mod texts;
pub mod upload;
pub mod validation;
pub mod verdict;
pub mod verdict_texts;
pub mod webhook;

#[cfg(test)]
mod sample;
