//! What a check found.

use std::fmt;

/// One thing to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule's stable word, such as `edge`.
    pub rule: &'static str,
    /// A file, a line of one, or a crate.
    pub place: String,
    /// What is wrong and what to do, in one sentence.
    pub message: String,
}

impl Violation {
    /// A violation of `rule` at `place`.
    pub fn new(rule: &'static str, place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { rule, place: place.into(), message: message.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.place, self.rule, self.message)
    }
}
