//! Bad input is data: a rejection says where, which rule, which value, and how grave.

use std::borrow::Cow;
use std::sync::Arc;

use crate::texts::{self, Lang};

/// Where in a delivery something stands, as the sender sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Place {
    /// File name, inside the ZIP if it was one.
    pub file: Arc<str>,
    /// Sheet of a workbook.
    pub sheet: Option<Arc<str>>,
    /// Row or line, counted from 1 with the header as row 1; `None` where the whole file is meant.
    pub row: Option<u64>,
    /// The column's heading as it stands in the file.
    pub column: Option<Arc<str>>,
}

impl Place {
    /// The whole of a file.
    #[must_use]
    pub fn file(name: &str) -> Self {
        Self { file: Arc::from(name), ..Self::default() }
    }

    /// The same place, in one column.
    #[must_use]
    pub fn column(&self, heading: &str) -> Self {
        Self { column: Some(Arc::from(heading)), ..self.clone() }
    }
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Severity {
    /// The row is refused.
    Error,
    /// The row is stored and the sender is told.
    Warning,
}

/// What a rule found, without a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable code of the rule; its texts are `rule-<code>` in the catalogue.
    pub rule: Cow<'static, str>,
    /// How grave.
    pub severity: Severity,
    /// The offending value as given.
    pub value: String,
    /// What the rule's texts name besides `$value`.
    pub details: Vec<(Cow<'static, str>, String)>,
}

impl Finding {
    /// A finding that refuses the row.
    #[must_use]
    pub fn error(rule: &'static str, value: impl Into<String>) -> Self {
        let rule = Cow::Borrowed(rule);
        Self { rule, severity: Severity::Error, value: value.into(), details: Vec::new() }
    }

    /// A finding that lets the row pass.
    #[must_use]
    pub fn warning(rule: &'static str, value: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(rule, value) }
    }

    /// Adds something that the texts name.
    #[must_use]
    pub fn with(mut self, name: &'static str, detail: impl ToString) -> Self {
        self.details.push((Cow::Borrowed(name), detail.to_string()));
        self
    }

    /// Puts the finding at a place.
    #[must_use]
    pub fn at(self, place: Place) -> Rejection {
        Rejection { place, finding: self }
    }

    /// What is wrong, for people.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        texts::format(lang, &format!("rule-{}", self.rule), &self.arguments())
    }

    /// What to do about it, for people.
    #[must_use]
    pub fn remedy(&self, lang: Lang) -> String {
        texts::format(lang, &format!("rule-{}.fix", self.rule), &self.arguments())
    }

    fn arguments(&self) -> Vec<(&str, texts::Argument<'_>)> {
        let named = self.details.iter().map(|(name, text)| (name.as_ref(), text.as_str().into()));
        std::iter::once(("value", self.value.as_str().into())).chain(named).collect()
    }
}

/// A refused (or, as a warning, remarked) row of a delivery (退回的行).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Where.
    pub place: Place,
    /// What.
    pub finding: Finding,
}
