//! From raw text to (enterprise, carrier, code), by the enterprises' code rules.

use std::sync::Arc;

use crate::code::TraceCode;
use crate::code_rule::CodeRule;
use crate::enterprise::{EnterpriseId, Reference};
use crate::identifiers::Gtin;
use crate::rejection::Finding;

/// A code that fits a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The rule that it fits.
    pub rule: Arc<CodeRule>,
    /// The code.
    pub code: TraceCode,
}

/// Why a text fits no rule, nearest first.
#[derive(Clone, Debug, PartialEq)]
pub enum Hint {
    /// Nothing was typed.
    Empty,
    /// A spreadsheet rounded the number.
    Rounded,
    /// Too short or too long for the nearest rule.
    Length {
        /// The nearest rule.
        rule: Arc<CodeRule>,
        /// Characters given.
        given: usize,
    },
    /// A character that the nearest rule's codes do not have.
    Character {
        /// The nearest rule.
        rule: Arc<CodeRule>,
        /// The character.
        character: char,
        /// Its position, from 1.
        position: usize,
    },
    /// Everything fits but the check digit: one digit is probably mistyped.
    CheckDigit {
        /// The nearest rule.
        rule: Arc<CodeRule>,
    },
    /// Length and characters fit, the beginning does not.
    Prefix {
        /// The nearest rule.
        rule: Arc<CodeRule>,
    },
    /// A product's barcode, which is the same on all cans of the product.
    Barcode {
        /// The barcode.
        gtin: Gtin,
    },
    /// A link to a host that no enterprise has named.
    ForeignLink {
        /// The host, ASCII.
        host: String,
    },
    /// Not like any enterprise's code.
    Nothing,
}

/// What a raw text may mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Codes with the rules they fit, asked carriers first, then by enterprise; no two alike.
    pub candidates: Vec<Candidate>,
    /// The code that the text holds if no rule is asked, such as a bare code.
    pub code: Option<TraceCode>,
    /// The nearest hint where `candidates` is empty.
    pub hint: Option<Hint>,
}

/// All enterprises' code rules, compiled.
#[derive(Debug)]
pub struct RuleBook {
    rules: Vec<Arc<CodeRule>>,
}

impl RuleBook {
    /// Compiles rules. Those that cannot be (a bad pattern, no group `code`) are left out and named.
    #[must_use]
    pub fn new(rules: Vec<CodeRule>) -> (Self, Vec<(EnterpriseId, Reference, Finding)>) {
        todo!()
    }

    /// Reads a scanned, typed or pasted text. With an enterprise chosen, the hint speaks of its
    /// rules; candidates are always of all enterprises.
    #[must_use]
    pub fn read(&self, text: &str, chosen: Option<EnterpriseId>) -> Reading {
        todo!()
    }

    /// An enterprise's rules.
    pub fn rules_of(&self, enterprise: EnterpriseId) -> impl Iterator<Item = &Arc<CodeRule>> {
        self.rules.iter().filter(move |rule| rule.enterprise == enterprise)
    }
}
